from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.model.train_drawing import MADE_ORIGIN, gathered, kind_rows, real_rows

PATHS = ("drawings/mechanical-raster/first.png", "drawings/mechanical-raster/second.png")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for number, path in enumerate(PATHS):
        picture = Image.new("L", (200, 150), 255)
        picture.paste(0, (20 + 10 * number, 20, 180, 24))
        picture.paste(0, (20, 20, 22, 130 - 10 * number))
        target = tmp_path / "files" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        picture.save(target)
    return tmp_path


def _silent(_stage: str, _share: float) -> None:
    """Nobody watches."""


def _rows(data: Path) -> list[Any]:
    entries = [{"path": path, "origin": {"repo": f"owner/{number}"}} for number, path in enumerate(PATHS)]
    with ReaderPool(Limits()) as pool:
        return list(real_rows(pool, data, entries, _silent))


def test_copies_of_two_pages_have_noise_of_their_own(data: Path) -> None:
    (data / "files" / PATHS[1]).write_bytes((data / "files" / PATHS[0]).read_bytes())
    rows = _rows(data)
    assert rows[0].features.tobytes() == rows[3].features.tobytes()
    assert rows[1].features.tobytes() != rows[4].features.tobytes()


def test_pages_for_kinds_teach_no_more_than_the_kind_and_come_again_the_same() -> None:
    with ReaderPool(Limits()) as pool:
        one, again = (gathered(list(kind_rows(pool, range(2), _silent))) for _ in range(2))
    assert one.is_for_kind.all()
    assert not one.is_plain.any()
    assert set(one.origin) == {MADE_ORIGIN}
    assert one.kind.tolist() == ["architectural"] * 3 + ["process"] * 3
    assert one.features.tobytes() == again.features.tobytes()
    assert np.isfinite(one.features).all()
