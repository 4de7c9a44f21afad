"""One suite for every back end of the watcher port: with the scan beside it, nothing is lost or judged twice."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.actions import ReportGap
from agent.config import Limits
from agent.events import EventsLost
from agent.tree import Tree
from agent.watch.scan import Survey
from tests.support.watched_tree import BACK_ENDS, WatchedTree

LIMITS = Limits(settle_s=0.1, close_settle_s=0.03)


@pytest.fixture(params=sorted(BACK_ENDS))
def watched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WatchedTree]:
    root, data = tmp_path / "share", tmp_path / "data"
    root.mkdir()
    data.mkdir()
    house = WatchedTree(root, data, request.param, LIMITS, interval_s=0.1)
    try:
        house.start()
    except OSError as error:
        if request.param != "fanotify":
            raise
        pytest.skip(f"fanotify is not to be had here: {error.strerror}")
    yield house
    house.stop()


def judge_all(watched: WatchedTree, *, at_least: int = 1) -> dict[str, int]:
    """Work until so many files have their verdict and nothing waits any more; what was judged, and how often."""
    assert watched.run(lambda: len(watched.judged) >= at_least, 60)
    calm(watched)
    found = dict(watched.judged)
    watched.judged.clear()
    return found


def calm(watched: WatchedTree) -> None:
    """Work until whatever was done so far has been heard of: a last file, and two rounds of polling."""
    marker = Path(watched.tree.root) / "zz-marker"
    marker.write_text("x")
    assert watched.run(lambda: watched.judged["zz-marker"] >= 1, 60)
    watched.run(lambda: False, 0.3)
    assert watched.run(watched.is_quiet, 60)
    marker.unlink()
    watched.run(lambda: False, 0.3)
    del watched.judged["zz-marker"]


def root_of(watched: WatchedTree) -> Path:
    return Path(watched.tree.root)


def test_sees_a_new_and_a_changed_file(watched: WatchedTree) -> None:
    (root_of(watched) / "a.txt").write_text("one")
    assert judge_all(watched) == {"a.txt": 1}
    (root_of(watched) / "a.txt").write_text("another")
    assert judge_all(watched) == {"a.txt": 1}


def test_sees_what_is_moved_in_from_outside(watched: WatchedTree, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("one")
    (tmp_path / "outside.txt").rename(root_of(watched) / "inside.txt")
    deep = tmp_path / "folder" / "deep"
    deep.mkdir(parents=True)
    (deep / "one.txt").write_text("one")
    (tmp_path / "folder").rename(root_of(watched) / "folder")
    assert judge_all(watched, at_least=2) == {"inside.txt": 1, "folder/deep/one.txt": 1}


def test_a_renamed_tree_is_judged_where_it_is_now_and_forgotten_where_it_was(watched: WatchedTree) -> None:
    deep = root_of(watched) / "old" / "deep"
    deep.mkdir(parents=True)
    for number in range(5):
        (deep / f"{number}.txt").write_text("x")
    assert len(judge_all(watched, at_least=5)) == 5
    (root_of(watched) / "old").rename(root_of(watched) / "new")
    assert judge_all(watched, at_least=5) == {f"new/deep/{number}.txt": 1 for number in range(5)}
    assert watched.run(lambda: watched.inventory.count(f"{watched.tree.root}/old") == 0, 30)
    assert watched.inventory.count(f"{watched.tree.root}/new") == 5


def test_a_burst_loses_nothing(watched: WatchedTree) -> None:
    for number in range(1000):
        (root_of(watched) / f"{number}.txt").touch()
    assert judge_all(watched, at_least=1000) == {f"{number}.txt": 1 for number in range(1000)}


def test_new_folders_lose_nothing(watched: WatchedTree) -> None:
    for number in range(300):
        folder = root_of(watched) / f"{number}" / "below"
        folder.mkdir(parents=True)
        (folder / "file.txt").write_text("x")
    assert judge_all(watched, at_least=300) == {f"{number}/below/file.txt": 1 for number in range(300)}


def vim(root: Path) -> None:
    (root / "4913").touch()
    (root / "4913").unlink()
    (root / "vim.txt").rename(root / "vim.txt~")
    (root / "vim.txt").write_text("a longer text")
    (root / "vim.txt~").unlink()


def word(root: Path) -> None:
    (root / "~WRD0001.tmp").write_text("the new version")
    (root / "word.docx").rename(root / "~WRL0002.tmp")
    (root / "~WRD0001.tmp").rename(root / "word.docx")
    (root / "~WRL0002.tmp").unlink()


def writer(root: Path) -> None:
    (root / ".~lock.writer.odt#").write_text("sato")
    (root / "lu77.tmp").write_text("the new version")
    (root / "lu77.tmp").replace(root / "writer.odt")
    (root / ".~lock.writer.odt#").unlink()


def test_a_saver_that_writes_aside_gives_one_verdict(watched: WatchedTree) -> None:
    names = ("vim.txt", "word.docx", "writer.odt")
    for name in names:
        (root_of(watched) / name).write_text("first")
    judge_all(watched, at_least=3)
    for save in (vim, word, writer):
        save(root_of(watched))
    assert judge_all(watched, at_least=3) == dict.fromkeys(names, 1)


def test_links_sparse_files_and_odd_names_have_one_verdict_each(watched: WatchedTree) -> None:
    root, odd = root_of(watched), os.fsdecode(b"line\nbreak \xff\xfe.txt")
    (root / "a.txt").write_text("one")
    assert judge_all(watched) == {"a.txt": 1}
    os.link(root / "a.txt", root / "linked.txt")
    with (root / "sparse.bin").open("wb") as out:
        out.truncate(1 << 40)
    (root / odd).write_text("x")
    found = judge_all(watched, at_least=3)
    # A new name changes the file that bears the old one, too; whether that is seen is the scan's business.
    assert found | {"a.txt": 1} == {"a.txt": 1, "linked.txt": 1, "sparse.bin": 1, odd: 1}


def test_a_growing_file_waits_and_a_download_has_one_verdict(watched: WatchedTree) -> None:
    root = root_of(watched)
    with (
        (root / "big.bin").open("wb", buffering=0) as out,
        (root / "x.docx.crdownload").open("wb", buffering=0) as part,
    ):
        part.write(b"half of it")
        for _ in range(12):
            out.write(b"x" * 1000)
            watched.run(lambda: False, 0.05)
        # Longer than a closed file would wait.
        watched.run(lambda: False, 0.5)
        assert not watched.judged
    (root / "x.docx.crdownload").rename(root / "x.docx")
    assert judge_all(watched, at_least=2) == {"big.bin": 1, "x.docx": 1}


def test_links_pipes_and_sockets_are_passed_by(watched: WatchedTree, tmp_path: Path) -> None:
    root = root_of(watched)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("not here")
    (root / "link").symlink_to(outside / "secret.txt")
    (root / "folder").symlink_to(outside)
    os.mkfifo(root / "pipe")
    assert Survey(watched.tree, "", watched.inventory).step().changed == []
    calm(watched)
    assert not watched.judged


def test_what_is_written_through_another_mount_is_judged(watched: WatchedTree, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    if os.geteuid() != 0 or subprocess.run(["/bin/mount", "--bind", watched.tree.root, other], check=False).returncode:
        pytest.skip("needs to mount a folder")
    try:
        (other / "through.txt").write_text("x")
        assert judge_all(watched) == {"through.txt": 1}
    finally:
        subprocess.run(["/bin/umount", other], check=True)


def test_back_end_says_whether_it_lives(watched: WatchedTree) -> None:
    assert watched.watcher.is_alive
    watched.watcher.stop()
    assert not watched.watcher.is_alive


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    for make in BACK_ENDS.values():
        with pytest.raises(NotADirectoryError):
            make(Tree(tmp_path / "missing"), lambda _: None, 1.0).start()


def test_what_no_event_announced_is_told_as_a_closed_gap(tmp_path: Path) -> None:
    for name in ("share", "data"):
        (tmp_path / name).mkdir()
    house = WatchedTree(
        tmp_path / "share", tmp_path / "data", "watchdog", LIMITS
    )  # never started: hears nothing at all
    (tmp_path / "share" / "missed.txt").write_text("one")
    house.scan("interval")
    assert house.run(lambda: bool(house.gaps), 10)
    assert dict(house.judged) == {"missed.txt": 1}
    assert house.gaps == [ReportGap(root=house.tree.root, cause="interval", files=1, closed=True)]
    house.stop()


@pytest.fixture(params=["fanotify", "watchdog"])
def stick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[WatchedTree, Callable[[str], None]]]:
    """A watched ext4 image, and what mounts and unmounts it."""
    image, point, data = tmp_path / "image", tmp_path / "stick", tmp_path / "data"
    for folder in (point, data):
        folder.mkdir()
    with image.open("wb") as out:
        out.truncate(8 << 20)
    made = os.geteuid() == 0 and not subprocess.run(["/sbin/mkfs.ext4", "-q", image], check=False).returncode
    if not made:
        pytest.skip("needs root and mkfs.ext4")
    # A loop device of its own, which nobody takes while it is not mounted.
    found = subprocess.run(["/sbin/losetup", "--find", "--show", image], check=False, capture_output=True, text=True)
    device = found.stdout.strip()
    if found.returncode or subprocess.run(["/bin/mount", device, point], check=False).returncode:
        pytest.skip("needs to mount an ext4 image")

    def change(how: str) -> None:
        command = ["/bin/umount"] if how == "umount" else ["/bin/mount", device]
        # Whoever looks at the folder at this very moment is in the way.
        until_s = time.monotonic() + 30
        while subprocess.run([*command, str(point)], check=False).returncode:
            assert time.monotonic() < until_s
            time.sleep(0.05)

    house = WatchedTree(point, data, request.param, LIMITS)
    try:
        house.start()
        yield house, change
    finally:
        house.stop()
        subprocess.run(["/bin/umount", point], check=False)
        subprocess.run(["/sbin/losetup", "--detach", device], check=False)


def test_an_unmount_is_seen_even_where_the_same_comes_back(stick: tuple[WatchedTree, Callable[[str], None]]) -> None:
    """The same device, the same inode at its root: only the back end can tell that it has gone deaf."""
    house, change = stick
    (root_of(house) / "a.txt").write_text("one")
    assert house.run(lambda: house.judged["a.txt"] == 1, 30)
    before = root_of(house).stat()
    change("umount")
    change("mount")
    after = root_of(house).stat()
    assert (before.st_dev, before.st_ino) == (after.st_dev, after.st_ino)
    deadline_s = time.monotonic() + 30
    while house.watcher.is_alive and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert not house.watcher.is_alive


def test_what_is_taken_out_is_not_forgotten(stick: tuple[WatchedTree, Callable[[str], None]]) -> None:
    house, change = stick
    (root_of(house) / "a.txt").write_text("one")
    assert house.run(lambda: house.judged["a.txt"] == 1, 30)
    change("umount")
    house._handle(EventsLost(root=house.tree.root, cause="interval", at_s=time.monotonic()))
    assert house.run(house.is_quiet, 30)
    assert house.inventory.count(house.tree.root) == 1
    change("mount")
    house.scan("interval")
    assert house.run(house.is_quiet, 30)
    assert dict(house.judged) == {"a.txt": 1}
