"""What the kernel tells of each kind of file system, by one mark on all of it."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.config import Limits
from tests.support.gated import lacking, lacking_kind, mounted
from tests.support.watched_tree import WatchedTree

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

LIMITS = Limits(settle_s=0.1, close_settle_s=0.03)
KINDS = ("xfs", "btrfs", "btrfs-part", "tmpfs", "overlay-nfs")
HERE, FOLLOW = -100, 0x400


@pytest.fixture(params=KINDS)
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WatchedTree]:
    if why := lacking_kind(request.param):
        pytest.skip(why)
    data = tmp_path / "data"
    data.mkdir()
    with mounted(tmp_path / "image", tmp_path / "disc", kind=request.param) as disc:
        (disc / "share").mkdir()
        house = WatchedTree(disc / "share", data, "fanotify", LIMITS)
        house.start()
        try:
            yield house
        finally:
            house.stop()


def give_name(path: Path, data: bytes) -> None:
    """A file that is written before it has any name."""
    fd = os.open(path.parent, os.O_TMPFILE | os.O_RDWR, 0o644)
    try:
        os.write(fd, data)
        names = (f"/proc/self/fd/{fd}".encode(), os.fsencode(path))
        assert ctypes.CDLL(None).linkat(HERE, names[0], HERE, names[1], FOLLOW) == 0
    finally:
        os.close(fd)


def test_every_way_in_is_heard(watched: WatchedTree, request: pytest.FixtureRequest) -> None:
    root = Path(watched.tree.root)
    kind = request.node.callspec.params["watched"]
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "moved.txt").write_bytes(b"moved")
    (outside / "linked.txt").write_bytes(b"linked")
    expected = {"new.txt", "deep/er/new.txt", "moved/moved.txt", "linked.txt", "nameless.txt"}
    (root / "new.txt").write_bytes(b"new" * 1000)
    (root / "deep" / "er").mkdir(parents=True)
    (root / "deep" / "er" / "new.txt").write_bytes(b"new")
    os.link(outside / "linked.txt", root / "linked.txt")
    outside.rename(root / "moved")
    expected.add("moved/linked.txt")
    give_name(root / "nameless.txt", b"nameless")
    if kind.startswith(("btrfs", "xfs")):
        clone = ["/bin/cp", "--reflink=always", str(root / "new.txt"), str(root / "cloned.txt")]
        subprocess.run(clone, check=True)
        expected.add("cloned.txt")
    if kind.startswith("btrfs"):
        made = ["btrfs", "subvolume", "create", str(root / "own")]
        subprocess.run(made, check=True, capture_output=True)
        (root / "own" / "new.txt").write_bytes(b"in a subvolume of its own")
        expected.add("own/new.txt")
    assert watched.run(lambda: set(watched.judged) >= expected, 60), expected - set(watched.judged)
    assert watched.run(watched.is_quiet, 60)
    watched.judged.clear()
    (root / "new.txt").write_bytes(b"changed")
    assert watched.run(lambda: watched.judged["new.txt"] >= 1, 60)
