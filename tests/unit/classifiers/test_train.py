"""What training leaves where it cannot write."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from classifiers.errors import ModelError
from classifiers.model.train import train, whole


def test_a_full_disk_leaves_the_models_that_were_there(tmp_path: Path) -> None:
    for name in ("text.json", "text.npz", "drawing.npz"):
        (tmp_path / name).write_text("before")

    def write_some() -> None:
        with whole(tmp_path) as aside:
            (aside / "text.json").write_text("new")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(ModelError, match=r"could not be written to .*No space left"):
        write_some()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        ("text.json", "text.npz", "drawing.npz"), "before"
    )
    with whole(tmp_path) as aside:
        for name in ("text.json", "text.npz"):
            (aside / name).write_text("new")
        assert (tmp_path / "text.npz").read_text() == "before"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "text.json": "new",
        "text.npz": "new",
        "drawing.npz": "before",
    }


def test_where_nothing_can_be_written_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    told: list[str] = []
    with pytest.raises(ModelError, match="could not be written"):
        train(tmp_path / "no data", tmp_path / "file", only=None, report=lambda what, _: told.append(what))
    assert not told
    assert (tmp_path / "file").read_text() == "no folder"
