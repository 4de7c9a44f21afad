"""The words for files below an open folder, on the system that the tests run on."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.machine import accounts, folders, rights
from agent.machine.folders import Opening


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[int]:
    fd = folders.open_root(str(tmp_path))
    yield fd
    os.close(fd)


def put(folder: int, name: str, data: bytes) -> None:
    fd = folders.open_file(name, folder, Opening.NEW)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


def read(folder: int, name: str) -> bytes:
    fd = folders.open_file(name, folder, Opening.READ)
    try:
        return os.read(fd, 100)
    finally:
        os.close(fd)


def test_bytes_stay_as_they_are(folder: int) -> None:
    put(folder, "a", b"one\r\ntwo\x1athree")
    assert read(folder, "a") == b"one\r\ntwo\x1athree"
    assert folders.status("a", folder).st_size == 14
    assert folders.status("a", folder).st_uid == accounts.own()


def test_a_new_file_is_no_other(folder: int) -> None:
    put(folder, "a", b"1")
    with pytest.raises(FileExistsError):
        folders.open_file("a", folder, Opening.NEW)


def test_nothing_stands_there_that_is_replaced_unasked(folder: int) -> None:
    put(folder, "a", b"1")
    put(folder, "b", b"2")
    assert not folders.rename_anew("a", folder, "b", folder)
    with pytest.raises(FileExistsError):
        folders.link("a", folder, "b", folder)
    assert read(folder, "b") == b"2"
    folders.rename("a", folder, "b", folder)
    assert read(folder, "b") == b"1"
    assert folders.names(folder) == ["b"]


def test_a_listing_says_what_is_a_folder(folder: int) -> None:
    folders.make_folder("inner", folder, mode=0o700)
    put(folder, "a", b"1")
    assert sorted(folders.entries(folder)) == [("a", False), ("inner", True)]
    assert sorted(folders.entries(folder)) == [("a", False), ("inner", True)]


def test_a_link_leads_nowhere(folder: int, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "to-folder").symlink_to("inner", target_is_directory=True)
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "to-file").symlink_to("a")
    with pytest.raises(OSError):
        folders.open_folder("to-folder", folder)
    with pytest.raises(OSError):
        folders.open_file("to-file", folder, Opening.READ)
    folders.remove("to-file", folder)
    assert (tmp_path / "a").read_bytes() == b"1"


def test_what_is_read_only_is_removed_all_the_same(folder: int, tmp_path: Path) -> None:
    put(folder, "a", b"1")
    (tmp_path / "a").chmod(0o444)
    folders.remove("a", folder)
    assert folders.names(folder) == []


def test_a_folder_that_is_closed_to_others_stays_open_to_its_owner(folder: int, tmp_path: Path) -> None:
    rights.keep_out(tmp_path)
    put(folder, "key", b"1")
    folders.take_from_others("key", folder)
    assert read(folder, "key") == b"1"
    if sys.platform != "win32":
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o711
