"""Putting a file under a name, with and without the kernel's help."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.enforce import placing
from agent.machine import folders


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    yield fd
    os.close(fd)


def refuses(number: int) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.fixture(params=["link", "rename-exclusively", "rename-over-our-own"])
def file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What FAT says: no links; what its drivers in user space say besides: no such rename."""
    if request.param != "link":
        monkeypatch.setattr(os, "link", refuses(errno.EPERM))
    if request.param == "rename-over-our-own":
        monkeypatch.setattr(folders, "rename_anew", refuses(errno.EINVAL))


@pytest.mark.usefixtures("file_system")
def test_a_file_comes_under_its_name_whole_and_only_once(tmp_path: Path, folder: int) -> None:
    (tmp_path / "out").write_bytes(b"all of it")
    assert placing.place(folder, "out", folder, "図面.dxf")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"図面.dxf": b"all of it"}


@pytest.mark.usefixtures("file_system")
def test_what_stands_there_is_never_overwritten(tmp_path: Path, folder: int) -> None:
    (tmp_path / "out").write_bytes(b"released")
    (tmp_path / "taken").write_bytes(b"somebody's")
    assert not placing.place(folder, "out", folder, "taken")
    assert (tmp_path / "taken").read_bytes() == b"somebody's"
    assert (tmp_path / "out").read_bytes() == b"released"


def test_a_rename_that_fails_leaves_no_empty_file(tmp_path: Path, folder: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", refuses(errno.EPERM))
    monkeypatch.setattr(folders, "rename_anew", refuses(errno.EINVAL))
    monkeypatch.setattr(os, "rename", refuses(errno.EIO))
    (tmp_path / "out").write_bytes(b"released")
    with pytest.raises(OSError, match="Input/output"):
        placing.place(folder, "out", folder, "name")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
