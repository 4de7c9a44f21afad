from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifiers.largefile import LargeFile, opened

DATA = bytes(range(256)) * 5_000 + b"needle" + bytes(100) + b"needle" + b"end"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[LargeFile]:
    path = tmp_path / "data.bin"
    path.write_bytes(b"before" + DATA + b"behind")
    fd = os.open(path, os.O_RDONLY)
    os.lseek(fd, 3, os.SEEK_SET)
    yield LargeFile(fd, len(DATA) + 12).stretch(6, 6 + len(DATA))
    assert os.lseek(fd, 0, os.SEEK_CUR) == 3
    os.close(fd)


@pytest.mark.parametrize("wanted", [slice(0, 10), slice(-3, None), slice(5, 3), slice(10**9, None), slice(None)])
def test_slices_are_those_of_bytes(file: LargeFile, wanted: slice) -> None:
    assert file[wanted] == DATA[wanted]


def test_it_answers_as_bytes_do(file: LargeFile) -> None:
    assert len(file) == len(DATA)
    assert (file[0], file[5], file[-1]) == (DATA[0], DATA[5], DATA[-1])
    assert file.find(b"needle") == DATA.find(b"needle")
    assert file.find(b"needle", DATA.find(b"needle") + 1) == DATA.rfind(b"needle") == file.rfind(b"needle")
    assert file.find(b"needle", 0, 100) == file.find(b"behind") == file.rfind(b"before") == -1
    assert b"needle" in file
    assert b"behind" not in file
    assert file.startswith(b"\x05\x06", 5)
    assert not file.startswith(b"\x05\x06")
    assert file.endswith(b"end")
    with pytest.raises(IndexError):
        file[len(DATA)]


def test_it_reads_as_a_file_does(file: LargeFile) -> None:
    assert file.read(4) == DATA[:4]
    assert file.seek(-3, os.SEEK_END) == len(DATA) - 3
    assert file.read() == b"end"
    assert file.read(5) == b""
    assert file.seek(0) == 0
    assert b"".join(file.blocks()) == DATA
    assert opened(file).read(2) == DATA[:2]
    with pytest.raises(ValueError, match="before"):
        file.seek(-1)


def test_what_it_holds_stands_at_an_address_and_can_be_forgotten(file: LargeFile) -> None:
    array = file.array()
    assert bytes(array) == DATA
    file.forget()
    assert bytes(array[:4]) == DATA[:4]


def test_a_stretch_keeps_to_its_borders(file: LargeFile) -> None:
    inner = file.stretch(10, 20)
    assert (inner[:], len(inner)) == (DATA[10:20], 10)
    assert bytes(inner.array()) == DATA[10:20]
    assert len(file.stretch(20, 10)) == 0
    assert file.stretch(5, 10**9)[-3:] == b"end"


def test_a_zip_opens_over_it(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "words" * 1000)
    with path.open("rb") as stream, zipfile.ZipFile(opened(LargeFile(stream.fileno(), path.stat().st_size))) as archive:
        assert archive.read("a.txt") == b"words" * 1000
