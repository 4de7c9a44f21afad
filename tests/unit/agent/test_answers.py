"""Answers of the gate: merged, written in batches, told once, never dropped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent import answers, chain
from agent.answers import Answers, GateAnswer
from agent.chain import Kind
from agent.errors import JournalFull
from agent.journal import Journal
from agent.outbox import Outbox
from agent.verification import verify_file
from agent.wire import AnswersEvent, StateEvent

NOW = datetime(2026, 11, 22, 10, 0, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = Journal(path, reserve_bytes=0)
    yield journal
    journal.close()


@pytest.fixture
def noted(journal: Journal, clock: Clock) -> Answers:
    return Answers(journal, clock)


def answer(what: str = "/srv/a", *, at: datetime = NOW, verdict: str = "refused", times: int = 1) -> GateAnswer:
    return GateAnswer(at=at, who="wang", what=what, zone="qsensor", verdict=verdict, times=times)


def rows(journal: Journal) -> int:
    return sum(row.told[0] is Kind.ANSWERS for row in journal.read(lambda db: list(chain.rows(db))))


def told(journal: Journal) -> list[AnswersEvent]:
    return [event for event in Outbox(journal).batch(1000).events if isinstance(event, AnswersEvent)]


def test_the_same_answer_within_a_minute_is_one_entry_with_a_count(
    journal: Journal, noted: Answers, clock: Clock, path: Path
) -> None:
    noted.note_answers([answer(), answer(times=4), answer("/srv/b"), answer(verdict="allowed")])
    noted.flush()
    noted.note_answers([answer(at=NOW + timedelta(seconds=29)), answer(at=NOW + timedelta(seconds=31))])
    noted.flush()
    assert rows(journal) == 3  # two of the first minute, one of the second
    noted.tell()
    assert told(journal) == []  # the minute is not over
    clock.now = NOW + timedelta(seconds=60)
    noted.tell()
    (event,) = told(journal)
    assert [(each.what, each.verdict, each.count) for each in event.answers] == [
        ("/srv/a", "allowed", 1), ("/srv/a", "refused", 6), ("/srv/b", "refused", 1),
    ]  # fmt: skip
    clock.now = NOW + timedelta(seconds=120)
    for _ in range(2):
        noted.tell()
    _, event = told(journal)
    assert [(each.what, each.verdict, each.count) for each in event.answers] == [("/srv/a", "refused", 1)]
    assert verify_file(path).fault is None


def test_noting_touches_no_disk(journal: Journal, noted: Answers) -> None:
    journal.close()  # whatever is done with it from here on fails
    noted.note_answers([answer()] * 1000)


def test_nothing_to_write_writes_nothing(journal: Journal, noted: Answers) -> None:
    noted.flush()
    noted.tell()
    assert journal.head[1] == 0


def test_what_is_too_much_is_counted_and_nothing_is_dropped(
    journal: Journal, noted: Answers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_KEPT", 700)
    noted.note_answers((answer(f"/srv/{number}") for number in range(1000)), uncounted=5)
    noted.note_answers([answer("/srv/1", times=9)])
    noted.flush()
    clock.now = NOW + timedelta(minutes=2)
    noted.tell()
    events = told(journal)
    assert [len(event.answers) for event in events] == [500, 200]
    assert sum(each.count for event in events for each in event.answers) == 700 + 9
    assert sum(event.uncounted for event in events) == 300 + 5


def test_without_room_they_are_kept_until_there_is_some(path: Path, clock: Clock) -> None:
    journal = Journal(path, reserve_bytes=0, bound_bytes=2000)
    outbox, noted = Outbox(journal), Answers(journal, clock)
    outbox.put(StateEvent(id="S-1", at=NOW, state="started", detail="x" * 2000))
    noted.note_answers([answer()])
    for _ in range(3):
        with pytest.raises(JournalFull):
            noted.flush()
    noted.note_answers([answer(times=2)])
    outbox.delivered(["S-1"])
    noted.flush()
    clock.now = NOW + timedelta(minutes=1)
    noted.tell()
    assert [each.count for event in told(journal) for each in event.answers] == [3]
    journal.close()


def test_answers_told_before_a_restart_are_not_told_again(path: Path, clock: Clock) -> None:
    for number in range(3):
        journal = Journal(path, reserve_bytes=0)
        noted = Answers(journal, clock)
        noted.note_answers([answer(f"/srv/{number}")])
        noted.flush()
        journal.close()  # as if it was killed before it told
    clock.now = NOW + timedelta(minutes=1)
    for _ in range(2):
        journal = Journal(path, reserve_bytes=0)
        Answers(journal, clock).tell()
        assert [each.what for event in told(journal) for each in event.answers] == ["/srv/0", "/srv/1", "/srv/2"]
        journal.close()


def test_answers_that_were_not_told_are_not_pruned(journal: Journal, noted: Answers, clock: Clock) -> None:
    noted.note_answers([answer()])
    noted.flush()
    Outbox(journal).put(StateEvent(id="S-1", at=NOW, state="started"))
    Outbox(journal).delivered(["S-1"])
    assert journal.write(lambda db: chain.prune(db, 3, 0)) == 0
    clock.now = NOW + timedelta(minutes=1)
    noted.tell()
    Outbox(journal).delivered([told(journal)[0].id])
    assert journal.write(lambda db: chain.prune(db, 5, 0)) == 4


def test_many_threads_note_while_it_is_written(journal: Journal, noted: Answers, clock: Clock) -> None:
    def note() -> None:
        for number in range(200):
            noted.note_answers([answer(f"/srv/{number % 7}")])

    threads = [threading.Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        noted.flush()
    noted.flush()
    clock.now = NOW + timedelta(minutes=1)
    noted.tell()
    assert sum(each.count for event in told(journal) for each in event.answers) == 800
