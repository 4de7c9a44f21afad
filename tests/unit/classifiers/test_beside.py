from __future__ import annotations

import random

import numpy as np
import pytest

from classifiers.detect.beside import blocks_at, eights, eights_by_unit, first_only, last_only, same


def taken(blocks: list[int], at: int) -> list[int]:
    return [blocks[place] if 0 <= place < len(blocks) else 0 for place in range(at, at + 8)]


@pytest.mark.parametrize("size", [0, 1, 5, 8, 9, 40])
def test_the_eight_blocks_from_every_place_on_and_none_beyond_the_ends(size: int) -> None:
    chance = random.Random(size)
    blocks = [chance.randrange(256) for _ in range(size)]
    at = np.arange(-8, size + 1)
    found = eights(np.array(blocks, dtype=np.uint8), at).astype("<u8")
    assert found.view(np.uint8).reshape(-1, 8).tolist() == [taken(blocks, place) for place in at.tolist()]
    inner = np.arange(size - 7)
    if inner.size:
        assert eights(np.array(blocks, dtype=np.uint8), inner).tolist() == found[8 : 8 + inner.size].tolist()


def test_the_eight_blocks_at_a_distance_from_every_unit() -> None:
    chance = random.Random(1)
    blocks = np.array([chance.randrange(256) for _ in range(100)], dtype=np.uint8)
    found = eights_by_unit(blocks, 8)
    assert found.size == 100 - 56
    rows = found.astype("<u8").view(np.uint8).reshape(-1, 8)
    assert rows.tolist() == [blocks[unit : unit + 57 : 8].tolist() for unit in range(44)]


def test_blocks_are_the_same_where_they_are_and_none_is_0() -> None:
    chance = random.Random(2)
    few = [0, 1, 0x7F, 0x80, 0x81, 0xFF]
    one, other = (np.array([chance.choice(few) for _ in range(8 * 4_000)], dtype=np.uint8) for _ in range(2))
    found = same(one.view("<u8"), other.view("<u8")).astype("<u8").view(np.uint8)
    assert (found == np.where((one == other) & (one != 0), 0x80, 0)).all()


def test_only_the_first_or_the_last_are_kept() -> None:
    whole = np.full(9, (1 << 64) - 1, dtype=np.uint64)
    kept = np.arange(9)
    first, last = whole & first_only(kept), whole & last_only(kept)
    for number in range(9):
        assert first[number : number + 1].astype("<u8").view(np.uint8).tolist() == [255] * number + [0] * (8 - number)
        assert last[number : number + 1].astype("<u8").view(np.uint8).tolist() == [0] * (8 - number) + [255] * number


def test_blocks_at_names_what_same_shows() -> None:
    one = np.arange(1, 9, dtype=np.uint8)
    other = np.where(np.isin(np.arange(8), (2, 7)), one, 99).astype(np.uint8)
    assert same(one.view("<u8"), other.view("<u8")).tolist() == [int(blocks_at(2, 7))]
