"""The back end with one mark on a file system: what it hears, what it passes by, and what it leaves in peace."""

from __future__ import annotations

import os
import queue
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.config import Backend, Watch
from agent.coverage import Coverage, make_watchers
from agent.events import Event, EventsLost, FileGone, FileHinted, FolderGone, FolderHinted
from agent.fanotify.kernel import Happened
from agent.fanotify.records import folder_events, named_events
from agent.places.watched import Watched
from agent.tree import Spot, Tree
from agent.watch.marked import MarkedWatcher
from agent.watch.port import Sink, Watcher
from policies.model import ZoneId


class Ear:
    """Hears a folder."""

    def __init__(self, root: Path) -> None:
        self.tree = Tree(root)
        self.heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.watcher = MarkedWatcher(self.tree, self.heard.put)

    def until(self, wanted: Callable[[Event], bool]) -> list[Event]:
        """Everything heard up to the first event that is wanted.

        Raises:
            queue.Empty: it never came.
        """
        found: list[Event] = []
        while not (found and wanted(found[-1])):
            found.append(self.heard.get(timeout=10))
        return found

    def marker(self) -> list[Event]:
        """Everything heard of what was done so far."""
        root = Path(self.tree.root)
        (root / "marker").write_text("x")
        found = self.until(lambda event: _path(event) == "marker")
        time.sleep(0.05)
        while not self.heard.empty():
            self.heard.get()
        return [event for event in found if _path(event) != "marker"]


def _path(event: Event) -> str:
    return event.spot.path if isinstance(event, FileHinted | FileGone | FolderHinted | FolderGone) else ""


def _started(root: Path) -> Ear:
    ear = Ear(root)
    try:
        ear.watcher.start()
    except OSError as error:
        pytest.skip(f"fanotify is not to be had here: {error.strerror}")
    return ear


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


@pytest.fixture
def ear(share: Path) -> Iterator[Ear]:
    made = _started(share)
    yield made
    made.watcher.stop()


def test_hears_nothing_of_the_rest_of_the_file_system(ear: Ear, share: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("x")
    (tmp_path / "share-like").mkdir()
    (tmp_path / "share-like" / "file.txt").write_text("x")
    assert ear.marker() == []


def test_a_file_in_a_renamed_folder_is_heard_at_its_new_place(ear: Ear, share: Path) -> None:
    (share / "old").mkdir()
    (share / "old" / "one.txt").write_text("x")
    assert "old/one.txt" in {_path(event) for event in ear.marker()}
    (share / "old").rename(share / "new")
    (share / "new" / "two.txt").write_text("x")
    heard = {_path(event) for event in ear.marker()}
    assert {"new", "new/two.txt"} <= heard
    assert "old/two.txt" not in heard


def test_a_folder_moved_out_takes_its_files_along(ear: Ear, share: Path, tmp_path: Path) -> None:
    (share / "folder").mkdir()
    (share / "folder" / "one.txt").write_text("x")
    ear.marker()
    (share / "folder").rename(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "two.txt").write_text("x")
    heard = ear.marker()
    assert [event.spot.path for event in heard if isinstance(event, FolderGone)] == ["folder"]
    assert not any(isinstance(event, FileHinted) for event in heard)


def test_a_removed_and_an_odd_name_are_told(ear: Ear, share: Path) -> None:
    odd = os.fsdecode(b"line\nbreak \xff\xfe.txt")
    (share / odd).write_text("x")
    assert odd in {_path(event) for event in ear.marker()}
    (share / odd).unlink()
    assert [event.spot for event in ear.marker() if isinstance(event, FileGone)] == [Spot(str(share), odd)]


def test_what_is_written_through_another_mount_is_heard(ear: Ear, share: Path, tmp_path: Path) -> None:
    """A mount mark would be deaf to it."""
    other = tmp_path / "other"
    other.mkdir()
    if os.geteuid() != 0 or subprocess.run(["/bin/mount", "--bind", share, other], check=False).returncode:
        pytest.skip("needs to mount a folder")
    try:
        (other / "through.txt").write_text("x")
        assert "through.txt" in {_path(event) for event in ear.marker()}
    finally:
        subprocess.run(["/bin/umount", other], check=True)


def test_a_stick_can_be_taken_out_while_it_is_watched(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    if os.geteuid() != 0 or subprocess.run(["/bin/mount", "-t", "tmpfs", "none", stick], check=False).returncode:
        pytest.skip("needs to mount a file system")
    try:
        ear = _started(stick)
        (stick / "a.txt").write_text("x")
        ear.marker()
    finally:
        subprocess.run(["/bin/umount", stick], check=True)
    ear.watcher.stop()


def test_overflow_is_told(ear: Ear) -> None:
    overflow = bytes.fromhex("1800000003001800") + (0x4000).to_bytes(8, "little") + b"\xff" * 4 + b"\0" * 4
    assert ear.watcher._joined is not None
    ear.watcher._joined[0].take(overflow)
    assert [event.cause for event in ear.marker() if isinstance(event, EventsLost)] == ["overflow"]


@pytest.mark.parametrize("broken", [b"\x18\0\0\0\x02\0\x18\0" + b"\0" * 16, b"\xff" * 24, b"\0" * 24])
def test_what_is_no_event_is_an_error_and_no_endless_loop(broken: bytes) -> None:
    for read in (named_events, folder_events):
        with pytest.raises(ValueError, match="not a fanotify event"):
            list(read(broken))


def test_a_record_cut_short_names_nothing() -> None:
    head = (36).to_bytes(4, "little") + b"\x03\0\x18\0" + int(Happened.CREATE).to_bytes(8, "little") + b"\0" * 8
    for rest in (b"\x02\0\x00\0" + b"\0" * 8, b"\x02\0\x0c\0" + b"\0" * 8):
        (event,) = named_events(head + rest)
        assert (event.folder, event.name) == (b"", "")
        assert list(folder_events(head + rest)) == [(int(Happened.CREATE), b"", b"")]


class _Refused:
    name = "refused"
    is_alive = False

    def start(self) -> None:
        raise PermissionError(1, "not permitted")

    def stop(self) -> None:
        pass


def test_the_next_back_end_is_taken_where_the_best_may_not_start(share: Path) -> None:
    watch = Watch(zone=ZoneId("z"), path=share)

    def make(_: Watch, tree: Tree, sink: Sink) -> tuple[Watcher, ...]:
        return (
            _Refused(),
            *make_watchers(Watch(zone=ZoneId("z"), path=share, backend=Backend.POLLING), tree, sink, interval_s=60),
        )

    coverage = Coverage(Watched((watch,)), make, lambda _: None)
    assert coverage.set_missing() == (str(share),)
    assert coverage.problems() == ()
    assert coverage._sets[str(share)].watcher is not None
    coverage.stop()


@pytest.mark.parametrize(
    ("backend", "names"),
    [
        (Backend.AUTO, ["fanotify", "watchdog"]),
        (Backend.FANOTIFY, ["fanotify"]),
        (Backend.WATCHDOG, ["watchdog"]),
        (Backend.POLLING, ["polling"]),
    ],
)
def test_what_each_setting_takes(share: Path, backend: Backend, names: list[str]) -> None:
    watch = Watch(zone=ZoneId("z"), path=share, backend=backend)
    made = make_watchers(watch, Tree(share), lambda _: None, interval_s=1)
    assert [watcher.name for watcher in made] == names
