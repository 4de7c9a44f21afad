"""Which files are left out of what is asked about: the kernel's own list of marks says it."""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.gate.marks import Marks
from agent.gate.rules import Root
from agent.gate.table import tag_of
from tests.support.gated import lacking, mounted

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")


@pytest.fixture
def disc(open_folder: Path) -> Iterator[Path]:
    with mounted(open_folder / "image", open_folder / "disc") as disc:
        (disc / "share").mkdir()
        (disc / "share" / "menu.txt").write_bytes(b"Cafeteria menu of the week")
        yield disc


@pytest.fixture
def marks(disc: Path) -> Iterator[Marks]:
    marks = Marks()
    yield marks
    marks.close()


def guard(marks: Marks, disc: Path) -> None:
    """From here on whoever opens or reads what lies there waits for an answer, and nobody answers."""
    assert not marks.set((Root(path=str(disc / "share"), fails_closed=True),), checks_reads=True)


def is_left_out(marks: Marks, fd: int) -> bool:
    told = Path(f"/proc/self/fdinfo/{marks.asking.fd}").read_text(encoding="ascii")
    return f" ino:{os.fstat(fd).st_ino:x} " in told


def tag(fd: int) -> int:
    status = os.fstat(fd)
    return tag_of(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def test_what_rests_is_left_out(marks: Marks, disc: Path) -> None:
    with (disc / "share" / "menu.txt").open("rb") as file:
        guard(marks, disc)
        marks.leave_out(file.fileno(), tag=tag(file.fileno()))
        assert is_left_out(marks, file.fileno())


def test_what_was_written_and_closed_before_the_mark_stood_is_not_left_out(marks: Marks, disc: Path) -> None:
    """Whoever had it open before needs to ask nobody, and is gone when writers are looked for."""
    path = disc / "share" / "menu.txt"
    with path.open("rb") as file:
        with path.open("r+b") as writer:
            guard(marks, disc)
            known = tag(file.fileno())
            writer.write(b"SECRET")
        marks.leave_out(file.fileno(), tag=known)
        assert not is_left_out(marks, file.fileno())


def test_what_is_mapped_for_writing_is_not_left_out(marks: Marks, disc: Path) -> None:
    path = disc / "share" / "menu.txt"
    with path.open("rb") as file:
        with path.open("r+b") as writer:
            mapped = mmap.mmap(writer.fileno(), 0)
        guard(marks, disc)
        marks.leave_out(file.fileno(), tag=tag(file.fileno()))
        assert not is_left_out(marks, file.fileno())
        mapped.close()
