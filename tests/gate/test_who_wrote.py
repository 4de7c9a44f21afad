"""Who counts as the writer of what nobody has judged, and what is asked about again because it lies elsewhere now."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.gated import EVERYBODY, OURS, SATO, WANG, House, lacking, python_as, reads

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

SECRET = b"what only Sato reads"


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def laid_out(house: House, owner: int) -> Path:
    """A file of somebody's into which everybody may write."""
    path = house.top / "trap.txt"
    path.write_bytes(b"")
    os.chown(path, owner, owner)
    path.chmod(0o666)
    return path


def test_a_link_to_what_lies_nowhere_is_asked_about(house: House) -> None:
    beside = house.top.parent / "beside.txt"
    beside.write_bytes(SECRET)
    beside.chmod(0o644)
    assert reads(WANG, beside)
    house.judge(others=OURS)
    os.link(beside, house.top / "linked.txt")
    wait_for(lambda: not reads(WANG, house.top / "linked.txt"))
    assert reads(SATO, house.top / "linked.txt")


def test_the_owner_does_not_read_what_somebody_else_is_writing(house: House) -> None:
    path = laid_out(house, WANG)
    house.judge(others=None)
    with path.open("ab", buffering=0) as out:
        assert reads(WANG, path)
        out.write(SECRET)
        assert not reads(WANG, path)


def test_closing_without_a_word_makes_nobody_the_writer(house: House) -> None:
    path = laid_out(house, WANG)
    house.judge(others=None)
    house.know(path, EVERYBODY)
    script = """
import os, sys
uid = int(sys.argv[2])
os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
idle = os.open(sys.argv[1], os.O_RDWR)
print("ready", flush=True)
sys.stdin.readline()
os.close(idle)
try:
    print(os.read(os.open(sys.argv[1], os.O_RDONLY), 100))
except PermissionError:
    print("refused")
"""
    with subprocess.Popen(
        [sys.executable, "-I", "-c", script, str(path), str(WANG)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/",
    ) as wang:  # fmt: skip
        assert wang.stdout is not None
        assert wang.stdout.readline() == "ready\n"
        assert python_as(SATO, f"open(sys.argv[1], 'ab').write({SECRET!r})", path).returncode == 0
        assert wang.communicate("\n", timeout=30)[0] == "refused\n"


def test_its_only_writer_reads_on_while_it_is_open(house: House) -> None:
    path = laid_out(house, WANG)
    house.judge(others=None)
    script = """
fd = os.open(sys.argv[1], os.O_RDWR)
for number in range(20):
    os.pwrite(fd, b"line %d" % number, number * 100)
    assert os.pread(fd, 4, number * 100) == b"line"
"""
    # Empty and nobody's writing yet: its owner alone opens it. Once judged, it is Sato's to write on.
    house.know(path, OURS)
    done = python_as(SATO, script, path)
    assert done.returncode == 0, done.stderr
