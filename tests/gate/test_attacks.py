"""Attacks on the gate by somebody without root, and bad luck, each played for real."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from agent.gate.rules import Root
from tests.support.gated import (
    OURS,
    WANG,
    House,
    a_house,
    lacking,
    mounted,
    python_started_as,
    reads,
    run_as,
)

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

SECRET = b"what only Sato reads"


@contextmanager
def housed(disc: Path, *roots: Root) -> Iterator[House]:
    """A gate in front of some folders of a disc."""
    for root in roots:
        Path(root.path).mkdir(parents=True, exist_ok=True)
        Path(root.path).chmod(0o777)
    house = a_house(disc / "gate", Path(roots[0].path))
    house.rules = replace(house.rules, roots=roots)
    house.start()
    try:
        yield house
    finally:
        house.stop()


@pytest.fixture(scope="module")
def walls() -> Iterator[House]:
    """A gate in front of an open folder, a walled one beside it and one within it, and one that is named by a link."""
    with tempfile.TemporaryDirectory(prefix="sekimori-gate-") as name:
        Path(name).chmod(0o755)
        with mounted(Path(name) / "image", Path(name) / "disc") as disc:
            (disc / "real").mkdir()
            (disc / "link").symlink_to("real")
            names = {"common": False, "walled": True, "common/inner": True, "link": True}
            roots = (Root(path=str(disc / each), fails_closed=is_closed) for each, is_closed in names.items())
            with housed(disc, *roots) as house:
                yield house


def test_a_mount_of_ones_own_that_poses_as_an_open_folder(walls: House) -> None:
    """In a namespace of Wang's the walled folder is mounted where the open one is: its path says nothing."""
    common, walled = walls.top, walls.top.parent / "walled"
    walls.judge(others=None)
    (walled / "pose.txt").write_bytes(SECRET)
    (common / "pose.txt").write_bytes(b"another")
    script = f"mount --bind {walled} {common} && cat {common}/pose.txt"
    done = run_as(WANG, "/usr/bin/unshare", "-Urm", "/bin/sh", "-c", script)
    assert SECRET not in done.stdout
    assert walls.asked[-1] == str(walled / "pose.txt")


def test_a_deleted_file_behind_a_mount_of_ones_own(walls: House) -> None:
    """Where it lay cannot be told any more: it is as in the strictest folder."""
    walled = walls.top.parent / "walled"
    walls.judge(others=None)
    (walled / "gone.txt").write_bytes(SECRET)
    script = """
libc = ctypes.CDLL(None)
assert libc.unshare(0x10000000 | 0x20000) == 0  # CLONE_NEWUSER, CLONE_NEWNS
assert libc.mount(os.fsencode(os.path.dirname(sys.argv[1])), b"/mnt", None, 4096, None) == 0  # MS_BIND
fd = os.open("/mnt/gone.txt", os.O_PATH)
print("held", flush=True)
sys.stdin.readline()
print(open(f"/proc/self/fd/{fd}").read())
"""
    with python_started_as(WANG, script, walled / "gone.txt") as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        (walled / "gone.txt").unlink()
        out, error = holder.communicate(b"\n", timeout=20)
    assert (SECRET in out, b"Operation not permitted" in error) == (False, True), error


def test_a_walled_folder_within_an_open_one(walls: House) -> None:
    walls.judge(others=None)
    inner = walls.top / "inner"
    (inner / "new.txt").write_bytes(SECRET)
    (walls.top / "new.txt").write_bytes(b"menu")
    assert not reads(WANG, inner / "new.txt")
    assert reads(WANG, walls.top / "new.txt")


def test_a_folder_that_is_named_by_a_link(walls: House) -> None:
    disc = walls.top.parent
    walls.judge(others=OURS)
    (disc / "real" / "named.txt").write_bytes(SECRET)
    assert not reads(WANG, disc / "link" / "named.txt")
    assert walls.asked[-1] == str(disc / "link" / "named.txt")


def test_a_subvolume_of_ones_own(open_folder: Path) -> None:
    """Its files have another device's number than the folder that is watched."""
    btrfs = shutil.which("btrfs")
    if btrfs is None or b"btrfs" not in Path("/proc/filesystems").read_bytes():
        pytest.skip("there is no btrfs")
    with (
        mounted(open_folder / "image", open_folder / "disc", kind="btrfs", megabytes=128) as disc,
        housed(disc, Root(path=str(disc / "share"), fails_closed=True)) as house,
    ):
        house.judge(others=OURS)
        subprocess.run([btrfs, "subvolume", "create", str(house.top / "own")], check=True, capture_output=True)
        path = house.top / "own" / "new.txt"
        path.parent.chmod(0o777)
        path.write_bytes(SECRET)
        assert not reads(WANG, path)
        assert house.asked == [str(path)]
