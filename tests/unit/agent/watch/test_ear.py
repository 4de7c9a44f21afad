"""One fanotify group for each file system: shared, told apart, and given back."""

from __future__ import annotations

import os
import queue
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.events import FileGone, FileHinted, FolderGone, FolderHinted
from agent.tree import Tree
from agent.watch import ear as ears_of
from agent.watch.ear import Ears
from agent.watch.marked import MarkedWatcher
from agent.watch.port import Hint


class House:
    """Several watched folders that share their groups."""

    def __init__(self) -> None:
        self.ears = Ears()
        self.heard: queue.SimpleQueue[Hint] = queue.SimpleQueue()
        self.watchers: dict[str, MarkedWatcher] = {}

    def watch(self, root: Path) -> None:
        root.mkdir(exist_ok=True)
        watcher = MarkedWatcher(Tree(root), self.heard.put, self.ears)
        try:
            watcher.start()
        except OSError as error:
            pytest.skip(f"fanotify is not to be had here: {error.strerror}")
        self.watchers[str(root)] = watcher

    def until(self, root: Path, path: str) -> set[tuple[str, str]]:
        """Root and path of all that was heard up to a file."""
        found: set[tuple[str, str]] = set()
        while (str(root), path) not in found:
            hint = self.heard.get(timeout=20)
            if isinstance(hint, FileHinted | FileGone | FolderHinted | FolderGone):
                found.add((hint.spot.root, hint.spot.path))
        return found


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    for each in made.watchers.values():
        each.stop()


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    point = tmp_path / "other-disk"
    point.mkdir()
    if os.geteuid() != 0 or subprocess.run(["/bin/mount", "-t", "tmpfs", "none", point], check=False).returncode:
        pytest.skip("needs to mount a file system")
    yield point
    subprocess.run(["/bin/umount", "-l", point], check=True)


def groups() -> int:
    links = (link for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
    return sum("fanotify" in str(link.readlink()) for link in links)


def test_folders_on_one_file_system_share_one_group(house: House, tmp_path: Path, other_disk: Path) -> None:
    before = groups()
    for name in ("a", "b", "c"):
        house.watch(tmp_path / name)
    assert groups() == before + 1
    house.watch(other_disk)
    assert groups() == before + 2
    house.watchers.pop(str(other_disk)).stop()
    assert groups() == before + 1
    house.watchers.pop(str(tmp_path / "a")).stop()
    (tmp_path / "a" / "unheard").touch()
    (tmp_path / "b" / "heard").touch()
    assert house.until(tmp_path / "b", "heard") == {(str(tmp_path / "b"), "heard")}
    for each in house.watchers.values():
        each.stop()
    house.watchers.clear()
    assert groups() == before


def test_each_folder_hears_of_its_own(house: House, tmp_path: Path, other_disk: Path) -> None:
    roots = [tmp_path / "a", tmp_path / "ab", other_disk]
    for root in roots:
        house.watch(root)
        (root / "deep").mkdir()
        (root / "deep" / root.name).touch()
        heard = house.until(root, f"deep/{root.name}")
        assert all(path in ("deep", f"deep/{Path(folder).name}") for folder, path in heard)


def test_what_moves_from_one_to_the_other_goes_there_and_comes_here(house: House, tmp_path: Path) -> None:
    for name in ("a", "b"):
        house.watch(tmp_path / name)
    (tmp_path / "a" / "folder").mkdir()
    (tmp_path / "a" / "folder" / "one").touch()
    house.until(tmp_path / "a", "folder/one")
    (tmp_path / "a" / "folder").rename(tmp_path / "b" / "folder")
    (tmp_path / "b" / "folder" / "two").touch()
    heard = house.until(tmp_path / "b", "folder/two")
    assert {(str(tmp_path / "a"), "folder"), (str(tmp_path / "b"), "folder")} <= heard
    assert (str(tmp_path / "a"), "folder/two") not in heard


def test_two_views_of_one_folder_both_hear(house: House, tmp_path: Path) -> None:
    one, view = tmp_path / "one", tmp_path / "view"
    for folder in (one, view):
        folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["/bin/mount", "--bind", one, view], check=False).returncode:
        pytest.skip("needs to mount a folder")
    try:
        house.watch(one)
        house.watch(view)
        (one / "file").touch()
        assert (str(one), "file") in house.until(view, "file")
    finally:
        subprocess.run(["/bin/umount", "-l", view], check=True)


def test_a_folder_that_was_covered_for_a_moment_is_heard_again(house: House, tmp_path: Path) -> None:
    root, way_in, other = tmp_path / "root", tmp_path / "way-in", tmp_path / "other"
    for folder in (root / "deep", way_in):
        folder.mkdir(parents=True)
    if os.geteuid() != 0 or subprocess.run(["/bin/mount", "--bind", root, way_in], check=False).returncode:
        pytest.skip("needs to mount a folder")
    try:
        house.watch(root)
        house.watch(other)
        subprocess.run(["/bin/mount", "-t", "tmpfs", "none", root], check=True)
        (way_in / "deep" / "unheard").touch()
        (other / "heard").touch()
        house.until(other, "heard")
        subprocess.run(["/bin/umount", root], check=True)
        (way_in / "deep" / "heard").touch()
        house.until(root, "deep/heard")
    finally:
        subprocess.run(["/bin/umount", way_in], check=True)


def test_folders_are_remembered_within_bounds(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ears_of, "REMEMBERED_FOLDERS", 10)
    house.watch(tmp_path / "a")
    for number in range(50):
        (tmp_path / "a" / f"{number}").mkdir()
        (tmp_path / "a" / f"{number}" / "file").touch()
    house.until(tmp_path / "a", "49/file")
    (ear, _) = house.ears.join(str(tmp_path / "a"), lambda _: None)
    assert len(ear._folders) <= 10


def test_a_group_that_has_lost_its_mark_is_dead_and_replaced(house: House, other_disk: Path) -> None:
    house.watch(other_disk)
    watcher = house.watchers[str(other_disk)]
    assert watcher.is_alive
    subprocess.run(["/bin/umount", other_disk], check=True)
    until_s = time.monotonic() + 20
    while watcher.is_alive:
        assert time.monotonic() < until_s
        time.sleep(0.01)
    subprocess.run(["/bin/mount", "-t", "tmpfs", "none", other_disk], check=True)
    house.watch(other_disk)
    (other_disk / "file").touch()
    assert house.until(other_disk, "file")
