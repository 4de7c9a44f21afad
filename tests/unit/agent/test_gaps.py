"""Gap certificates: from a hole to its record, over restarts, and what cannot be closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.errors import JournalFull
from agent.events import Scanned
from agent.gaps import DISK_FULL, NOT_RUNNING, OVERFLOW, SET_AGAIN, STOPPED, Gaps
from agent.journal import Journal
from agent.outbox import Outbox
from agent.tree import Spot
from agent.verification import verify_file
from agent.wire import GapEvent

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ROOT = "/srv/qsensor"
OTHER = "/srv/\udcff"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = Journal(path, reserve_bytes=0)
    yield journal
    journal.close()


Make = Callable[[], Gaps]


@pytest.fixture
def make(journal: Journal) -> Make:
    numbers = iter(range(1000))
    return lambda: Gaps(journal, clock=Clock(), new_id=lambda: f"G-{next(numbers)}")


def scanned(number: int, *, root: str = ROOT, cause: str = "interval", found: int = 0, blind: int = 0,
            folder: str = "", is_over: bool = True) -> Scanned:  # fmt: skip
    changed = tuple(Spot(root, f"f{each}") for each in range(found))
    unreadable = tuple(Spot(root, f"u{each}") for each in range(blind))
    return Scanned(
        folder=Spot(root, folder), cause=cause, changed=changed, unreadable=unreadable, at_s=0.0, number=number,
        seen=10, is_over=is_over,
    )  # fmt: skip


def told(journal: Journal) -> list[GapEvent]:
    return [event for event in Outbox(journal).batch(100).events if isinstance(event, GapEvent)]


def test_a_hole_is_certified_when_all_that_the_scan_found_has_its_verdict(
    journal: Journal, make: Make, path: Path
) -> None:
    gaps = make()
    gaps.begin(ROOT, OVERFLOW, NOW, NOW + timedelta(seconds=5))
    gaps.settle([])
    assert told(journal) == []
    gaps.scanned(scanned(1, found=2, is_over=False))
    gaps.settle([1])
    gaps.scanned(scanned(1, found=1))
    gaps.settle([1])
    assert told(journal) == []
    gaps.settle([])
    (gap,) = told(journal)
    assert (gap.watch, gap.cause, gap.files_scanned, gap.files_missed_by_events) == (ROOT, OVERFLOW, 20, 3)
    assert (gap.since, gap.until, gap.closed, gap.unreadable) == (NOW, NOW + timedelta(seconds=5), True, 0)
    assert (gaps.open, gaps.last) == ((), (gap,))
    gaps.settle([])
    assert len(told(journal)) == 1
    assert verify_file(path).fault is None


def test_a_scan_that_had_begun_before_does_not_count(journal: Journal, make: Make) -> None:
    gaps = make()
    gaps.scanned(scanned(1, is_over=False))
    gaps.begin(ROOT, OVERFLOW, NOW)
    gaps.scanned(scanned(1))
    gaps.settle([])
    assert told(journal) == []
    gaps.scanned(scanned(2))
    gaps.settle([])
    assert len(told(journal)) == 1


@pytest.mark.parametrize(
    "other", [scanned(1, folder="sub"), scanned(1, root="/srv/another"), scanned(1, cause="first")], ids=str
)
def test_only_a_whole_scan_of_the_folder_closes_it(other: Scanned, journal: Journal, make: Make) -> None:
    gaps = make()
    gaps.begin(ROOT, OVERFLOW, NOW)
    gaps.scanned(other)
    gaps.settle([])
    assert told(journal) == []


def test_a_hole_that_is_told_again_grows_and_needs_a_new_scan(journal: Journal, make: Make) -> None:
    gaps = make()
    gaps.begin(ROOT, SET_AGAIN, NOW)
    gaps.scanned(scanned(1, is_over=False))
    gaps.begin(ROOT, SET_AGAIN, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    gaps.scanned(scanned(1))
    gaps.settle([])
    assert told(journal) == []
    gaps.scanned(scanned(2))
    gaps.settle([])
    (gap,) = told(journal)
    assert (gap.since, gap.until) == (NOW - timedelta(hours=1), NOW + timedelta(hours=1))


def test_what_could_not_be_looked_into_leaves_it_open(journal: Journal, make: Make) -> None:
    gaps = make()
    gaps.begin(ROOT, DISK_FULL, NOW)
    gaps.scanned(scanned(1, blind=2))
    gaps.settle([])
    (gap,) = told(journal)
    assert (gap.closed, gap.unreadable) == (False, 2)


def test_holes_outlast_a_restart_and_are_looked_into_anew(journal: Journal, make: Make) -> None:
    gaps = make()
    gaps.begin(OTHER, OVERFLOW, NOW)
    gaps.scanned(scanned(7, root=OTHER, found=5, is_over=False))
    gaps = make()
    gaps.begin(OTHER, NOT_RUNNING, NOW)
    gaps.settle([])
    assert told(journal) == []
    gaps.scanned(scanned(1, root=OTHER))
    gaps.settle([])
    assert {(gap.cause, gap.files_missed_by_events) for gap in told(journal)} == {(OVERFLOW, 0), (NOT_RUNNING, 0)}
    assert [gap.cause for gap in make().last] == [OVERFLOW, NOT_RUNNING]


def test_what_is_watched_no_more_is_certified_as_never_looked_at(journal: Journal, make: Make) -> None:
    gaps = make()
    gaps.begin(ROOT, OVERFLOW, NOW)
    gaps.begin("/srv/kept", OVERFLOW, NOW)
    gaps.give_up_but(["/srv/kept"])
    (gap,) = told(journal)
    assert (gap.watch, gap.closed, gap.files_scanned) == (ROOT, False, 0)
    assert [hole.root for hole in gaps.open] == ["/srv/kept"]


def test_up_to_when_a_folder_is_known_is_when_its_last_whole_scan_began(make: Make) -> None:
    gaps = make()
    begun = gaps.reconciled(ROOT)
    gaps.scanned(scanned(1, is_over=False))
    assert gaps.reconciled(ROOT) == begun
    gaps.scanned(scanned(1))
    first = gaps.reconciled(ROOT)
    assert first > begun
    gaps.scanned(scanned(2, blind=1))
    assert gaps.reconciled(ROOT) == first


def test_a_certificate_tells_for_the_count_of_its_cause(journal: Journal, make: Make) -> None:
    gaps = make()
    assert not gaps.covers(ROOT, "start")
    gaps.begin(ROOT, STOPPED, NOW)
    assert gaps.covers(ROOT, "start")
    assert not gaps.covers(ROOT, "interval")
    gaps.scanned(scanned(1))
    gaps.settle([])
    assert gaps.covers(ROOT, "start")
    assert not gaps.covers(OTHER, "start")
    assert len(told(journal)) == 1


def test_a_certificate_that_finds_no_room_comes_later(
    make: Make, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    gaps = make()
    gaps.begin(ROOT, OVERFLOW, NOW)
    gaps.scanned(scanned(1))
    with monkeypatch.context() as patch:
        patch.setattr(journal, "_transaction", _full)
        with pytest.raises(JournalFull):
            gaps.settle([])
    gaps.settle([])
    assert len(told(journal)) == 1


def _full(_: object) -> None:
    raise JournalFull("the disk is full")


def test_a_hole_that_begins_again_and_again_is_told_as_open_once_and_certified_in_the_end(journal: Journal) -> None:
    clock, numbers = Clock(), iter(range(100))
    gaps = Gaps(journal, clock=clock, new_id=lambda: f"G-{next(numbers)}")
    for number in range(1, 31):
        gaps.begin(ROOT, OVERFLOW, NOW)
        gaps.scanned(scanned(number, is_over=False))
        clock.now += timedelta(minutes=5)
        gaps.begin(ROOT, OVERFLOW, NOW, clock.now)
        gaps.scanned(scanned(number))
        gaps.settle(())
    (event,) = told(journal)
    assert (event.cause, event.closed, event.since) == (OVERFLOW, False, NOW)
    assert timedelta(hours=1) < event.at - NOW < timedelta(hours=2)
    again = Gaps(journal, clock=clock, new_id=lambda: "G-last")
    again.settle(())
    assert len(told(journal)) == 1
    again.scanned(scanned(1))
    again.settle(())
    assert [each.closed for each in told(journal)] == [False, True]
    assert again.open == ()
