"""The gate on each kind of file system that a share or a home may lie on, and what only some of them can."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.gate.names import STIFF
from tests.support.gated import (
    EVERYBODY,
    OURS,
    SATO,
    WANG,
    House,
    a_house,
    lacking,
    lacking_kind,
    mounted,
    python_as,
    reads,
    run_as,
)

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

SECRET = b"what only Sato reads\n" * 400
KINDS = ("xfs", "btrfs-part", "tmpfs", "overlay-nfs", "overlay")
STIFF_KIND = "overlay"


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until_s = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until_s, "it did not come true"
        time.sleep(0.01)


def on(kind: str) -> Iterator[House]:
    if why := lacking_kind(kind):
        pytest.skip(why)
    with tempfile.TemporaryDirectory(prefix="sekimori-gate-") as name:
        Path(name).chmod(0o755)
        with mounted(Path(name) / "image", Path(name) / "disc", kind=kind) as disc:
            (disc / "share").mkdir()
            (disc / "share").chmod(0o777)
            made = a_house(disc / "gate", disc / "share")
            made.start()
            try:
                yield made
            finally:
                made.stop()


@pytest.fixture(scope="module", params=KINDS)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    yield from on(request.param)


@pytest.fixture(scope="module", params=("xfs", "btrfs"))
def sharing(request: pytest.FixtureRequest) -> Iterator[House]:
    """A gate where two files may share their blocks."""
    yield from on(request.param)


def is_stiff(house: House) -> bool:
    return bool(house.state().wrong)


def test_it_says_where_it_hears_of_no_change(house: House, request: pytest.FixtureRequest) -> None:
    kind = request.node.callspec.params["house"]
    assert house.state().wrong == ({str(house.top): STIFF} if kind == STIFF_KIND else {})


def test_who_may_not_read_is_refused_and_who_may_is_not(house: House) -> None:
    path = house.put("a.pdf", SECRET, OURS)
    free = house.put("free.pdf", b"menu", EVERYBODY)
    for _ in range(2):
        assert run_as(SATO, "/bin/cat", str(path)).stdout == SECRET
        assert not reads(WANG, path)
        assert reads(WANG, free)
    house.relabel(free, OURS)
    assert not reads(WANG, free)


def test_what_changed_is_judged_again(house: House) -> None:
    path = house.put("changing.txt", b"menu", EVERYBODY, mode=0o666)
    assert reads(WANG, path)
    house.judge(changing=OURS)
    assert python_as(SATO, "open(sys.argv[1], 'ab').write(b'what only Sato reads')", path).returncode == 0
    assert not reads(WANG, path)
    assert house.asked[-1] == str(path)


def test_what_is_changed_through_a_mapping_is_judged_again(house: House) -> None:
    path = house.put("map.txt", b"menu" * 1000, EVERYBODY, mode=0o666)
    assert reads(WANG, path)
    house.judge(map=OURS)
    script = """
fd = os.open(sys.argv[1], os.O_RDWR)
mapped = mmap.mmap(fd, 0)
mapped[:4] = b"ours"
mapped.flush()
os.utime(fd)
"""
    assert python_as(SATO, script, path).returncode == 0
    assert not reads(WANG, path)


def test_what_nobody_judged_is_its_writers(house: House) -> None:
    house.judge(others=None)
    script = """
with open(sys.argv[1], "xb") as out:
    out.write(b"what only Sato reads")
if sys.argv[2] == "0":
    print(open(sys.argv[1]).read())
"""
    path = house.top / "writers.txt"
    done = python_as(SATO, script, path, int(is_stiff(house)))
    assert done.returncode == 0, done.stderr
    assert not reads(WANG, path)
    house.know(path, OURS)
    assert reads(SATO, path)


def test_a_file_without_a_name_that_is_given_one(house: House) -> None:
    """O_TMPFILE and linkat: nothing was created, written to or renamed under the name that it has."""
    house.judge(nameless=OURS)
    script = """
folder = os.path.dirname(sys.argv[1])
fd = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666)
os.write(fd, b"what only Sato reads")
here, follow = -100, 0x400  # AT_FDCWD, AT_SYMLINK_FOLLOW
names = [os.fsencode(each) for each in (f"/proc/self/fd/{fd}", sys.argv[1])]
print(ctypes.CDLL(None).linkat(here, names[0], here, names[1], follow))
"""
    path = house.top / "nameless.txt"
    done = python_as(SATO, script, path)
    assert done.stdout == b"0\n", done.stderr
    assert not reads(WANG, path)
    assert reads(SATO, path)


def test_a_copy_that_shares_blocks(sharing: House) -> None:
    """A reader's copy is judged like any other file; whoever may not read makes none."""
    source = sharing.put("source.pdf", SECRET, OURS, mode=0o666)
    copy = sharing.top / "copied.txt"
    done = run_as(WANG, "/bin/cp", "--reflink=always", str(source), str(copy))
    assert done.returncode != 0
    assert b"Operation not permitted" in done.stderr
    copy.unlink(missing_ok=True)
    sharing.judge(copied=OURS)
    done = run_as(SATO, "/bin/cp", "--reflink=always", str(source), str(copy))
    assert done.returncode == 0, done.stderr
    assert not reads(WANG, copy)
    assert run_as(SATO, "/bin/cat", str(copy)).stdout == SECRET


HANDED = """
import ctypes, fcntl, os, socket, sys
source, target, sato, wang, way = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
here, there = socket.socketpair()
if os.fork() == 0:
    os.setresuid(sato, sato, sato)
    socket.send_fds(there, [b"x"], [os.open(source, os.O_RDONLY)])
    os._exit(0)
os.setresuid(wang, wang, wang)
given = socket.recv_fds(here, 1, 1)[1][0]
out = os.open(target, os.O_RDWR | os.O_CREAT, 0o600)
match way:
    case "cloned":
        fcntl.ioctl(out, 0x40049409, given)  # FICLONE
    case "copied":
        os.copy_file_range(given, out, 100)
    case "sent":
        os.sendfile(out, given, 0, 100)
    case "spliced":
        end, begin = os.pipe()
        os.splice(given, begin, 100)
        os.splice(end, out, 100)
    case "read ahead":
        os.posix_fadvise(given, 0, 0, os.POSIX_FADV_WILLNEED)
        os.preadv(given, [bytearray(100)], 0)
print("got", os.pread(out, 100, 0))
"""


@pytest.mark.parametrize("way", ["cloned", "copied", "sent", "spliced", "read ahead"])
def test_a_descriptor_of_a_reader_gives_nothing_to_another(sharing: House, way: str) -> None:
    """Wang has it handed over, and has the kernel move the bytes."""
    source = sharing.put("handed.pdf", SECRET, OURS, mode=0o666)
    target = sharing.top / f"taken-{way}.txt"
    arguments = (str(source), str(target), str(SATO), str(WANG), way)
    done = subprocess.run(["/usr/bin/env", "python3", "-I", "-c", HANDED, *arguments], capture_output=True, check=False)
    assert b"what only" not in done.stdout
    assert b"Operation not permitted" in done.stderr, done.stderr
    assert b"what only" not in target.read_bytes()


def test_a_snapshot_keeps_nothing_open(open_folder: Path) -> None:
    """A snapshot has other numbers for its files: they are asked about where it lies in the watched folder."""
    btrfs = shutil.which("btrfs", path=f"{os.environ.get('PATH', os.defpath)}:/sbin:/usr/sbin")
    if btrfs is None or lacking_kind("btrfs"):
        pytest.skip("there is no btrfs")
    with mounted(open_folder / "image", open_folder / "disc", kind="btrfs") as disc:
        subprocess.run([btrfs, "subvolume", "create", str(disc / "share")], check=True, capture_output=True)
        (disc / "share").chmod(0o777)
        made = a_house(disc / "gate", disc / "share")
        made.start()
        try:
            path = made.put("a.pdf", SECRET, OURS)
            assert not reads(WANG, path)
            made.judge(others=OURS)
            snapshot = made.top / "snapshot"
            subprocess.run([btrfs, "subvolume", "snapshot", str(made.top), str(snapshot)], check=True)
            assert not reads(WANG, snapshot / "a.pdf")
            assert reads(SATO, snapshot / "a.pdf")
        finally:
            made.stop()
