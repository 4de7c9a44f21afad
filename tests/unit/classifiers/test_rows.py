from __future__ import annotations

import random

import numpy as np
import pytest

from classifiers.detect.rows import Rows


@pytest.mark.parametrize("sizes", [[], [3], [0, 0, 5, 0], [1] * 200, [0] * 90 + [1] + [0] * 90 + [400]])
def test_every_entry_is_in_its_row(sizes: list[int]) -> None:
    rows = Rows.of(np.cumsum([0, *sizes]))
    wanted = [row for row, size in enumerate(sizes) for _ in range(size)]
    assert rows.of_entries(np.arange(len(wanted))).tolist() == wanted


@pytest.mark.parametrize("seed", range(8))
def test_every_entry_is_in_its_row_of_any_length(seed: int) -> None:
    chance = random.Random(seed)
    longest = chance.choice([2, 9, 120])
    sizes = [chance.randrange(longest) for _ in range(300)]
    wanted = np.repeat(np.arange(300), sizes)
    entries = np.array(chance.choices(range(wanted.size), k=500))
    assert Rows.of(np.cumsum([0, *sizes])).of_entries(entries).tolist() == wanted[entries].tolist()
