"""Removing from a stick: what is gone is overwritten, and what has another name is left whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.enforce.wiping import BLOCK_BYTES, ENDING, remove, sweep

DATA = b"SECRET" * 300_000


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    yield fd
    os.close(fd)


def test_it_is_gone_and_its_bytes_are_zeros(folder: int, tmp_path: Path) -> None:
    assert len(DATA) > BLOCK_BYTES
    (tmp_path / "C-1").write_bytes(DATA)
    with (tmp_path / "C-1").open("rb") as still_open:
        remove(folder, "C-1", is_carried=True)
        assert list(tmp_path.iterdir()) == []
        assert still_open.read() == bytes(len(DATA))


def test_what_is_not_on_a_stick_is_only_removed(folder: int, tmp_path: Path) -> None:
    (tmp_path / "C-1").write_bytes(DATA)
    with (tmp_path / "C-1").open("rb") as still_open:
        remove(folder, "C-1", is_carried=False)
        assert list(tmp_path.iterdir()) == []
        assert still_open.read() == DATA


def test_another_name_of_the_same_file_keeps_its_bytes(folder: int, tmp_path: Path) -> None:
    (tmp_path / "C-1").write_bytes(DATA)
    (tmp_path / "other").hardlink_to(tmp_path / "C-1")
    remove(folder, "C-1", is_carried=True)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
    assert (tmp_path / "other").read_bytes() == DATA


def test_a_hole_takes_no_room(folder: int, tmp_path: Path) -> None:
    with (tmp_path / "C-1").open("wb") as out:
        out.seek(1 << 40)
        out.write(DATA)
    with (tmp_path / "C-1").open("rb") as still_open:
        remove(folder, "C-1", is_carried=True)
        assert os.fstat(still_open.fileno()).st_blocks * 512 < 1 << 24
        still_open.seek(1 << 40)
        assert still_open.read() == bytes(len(DATA))


def test_a_link_is_removed_and_what_it_leads_to_is_left(folder: int, tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(DATA)
    (tmp_path / "C-1").symlink_to("precious")
    remove(folder, "C-1", is_carried=True)
    assert (tmp_path / "precious").read_bytes() == DATA
    assert not (tmp_path / "C-1").is_symlink()


def test_what_a_crash_interrupted_is_ended(folder: int, tmp_path: Path) -> None:
    (tmp_path / f"C-1{ENDING}").write_bytes(DATA)
    sweep(folder, "C-1")
    assert list(tmp_path.iterdir()) == []
    sweep(folder, "C-1")


def test_it_is_never_half_wiped_under_its_own_name(
    folder: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would be sealed once more after a crash, and the good copy be overwritten by zeros."""
    (tmp_path / "C-1").write_bytes(DATA)
    write, seen = os.write, []

    def watched(fd: int, data: bytes) -> int:
        seen.append({path.name for path in tmp_path.iterdir()})
        return write(fd, data)

    monkeypatch.setattr(os, "write", watched)
    remove(folder, "C-1", is_carried=True)
    assert seen == [{f"C-1{ENDING}"}] * 2
