"""Whether a program has a file open, as the kernel tells it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.leases import is_open, is_written


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a"
    path.write_text("x")
    fd = os.open(path, os.O_RDONLY)
    try:
        if is_written(fd) is None:
            pytest.skip("no leases on this file system")
    finally:
        os.close(fd)
    return path


@pytest.mark.parametrize(
    ("mode", "written", "opened"), [(None, False, False), (os.O_RDONLY, False, True), (os.O_WRONLY, True, True)]
)
def test_tells_who_has_it_open(file: Path, mode: int | None, *, written: bool, opened: bool) -> None:
    other = os.open(file, mode) if mode is not None else -1
    fd = os.open(file, os.O_RDONLY)
    assert (is_written(fd), is_open(fd)) == (written, opened)
    os.close(fd)
    if other >= 0:
        os.close(other)


def test_who_opens_it_at_that_moment_is_let_in_and_ends_nobody(file: Path) -> None:
    """The usual signal of a broken lease ends the process that held it."""
    program = "import os, sys\nfor _ in range(3000): os.close(os.open(sys.argv[1], os.O_RDWR))\nprint('through')"
    opener = subprocess.Popen([sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE, text=True)
    answers = set()
    while opener.poll() is None:
        fd = os.open(file, os.O_RDONLY)
        answers.add(is_written(fd))
        os.close(fd)
    assert opener.communicate()[0].strip() == "through"
    assert answers <= {True, False}


def test_what_cannot_be_leased_is_not_known(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    fd = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert is_written(fd) is None
    os.close(fd)
