"""kill -9 of a real agent process at every named point between event and report: nothing lost, nothing twice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from agent.answers import Answers, GateAnswer
from agent.control import ask
from agent.journal import Journal
from agent.verification import verify_file
from agent.wire import AnswersEvent
from policies.model import Channel, PersonId, ZoneId
from policies.release import LegalBasis, ReleaseId, ReleaseTerms
from tests.support.agent_house import House, build_house

pytestmark = pytest.mark.e2e

SECRET = b"SECRET assembly of the qubit readout chain, DRAWING 4711\n"
STOP_POINTS = (
    "judge:begin", "stop:decided", "stop:recorded", "stop:renamed", "stop:moved", "stop:noticed", "stop:sealed-file",
    "stop:sealed", "stop:unlinked", "stop:held", "link:before-post", "link:after-post",
)  # fmt: skip
LET_POINTS = ("let:registered", "let:recorded")
RELEASE_POINTS = (
    "release:accepted", "release:counted", "release:restored", "release:placed", "release:unnoticed",
    "release:completed",
)  # fmt: skip


@contextmanager
def agent(house: House, point: str = "-", nth: int = 1) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.agent_house", str(house.data), str(house.server.folder), point, str(nth)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


def ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def check_whole(house: House, *, events: int) -> str:
    """One event, one hold that gives the same bytes, one notice, no leftovers, a whole journal; gives the case."""
    ids = {event["id"] for event in house.server.events("transfer") if event["case"]}
    assert len(ids) == events
    case = next(str(event["case"]) for event in house.server.events("transfer") if event["case"])
    assert house.held(case) == SECRET
    share = house.shares["gripper"]
    assert [path.name for path in share.iterdir() if path.is_file()] == [f"SEKIMORI-{case}.txt"]
    assert list((share / ".sekimori").iterdir()) == []
    assert [path.name for path in (house.data / "holds").iterdir()] == [f"{case}.age"]
    check_journal(house)
    return case


def check_journal(house: House) -> None:
    with sqlite3.connect(house.data / "journal.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    db.close()
    assert verify_file(house.data / "journal.db").fault is None
    assert not list(house.data.glob("journal.damaged-*"))


def register_source(house: House) -> None:
    """The document is known to be of `qsensor`, as any agent's index would have it."""
    with agent(house) as process:
        ready(process)
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        (house.shares["qsensor"] / "spec.txt").write_bytes(SECRET)
        wait_for(lambda: house.server.events("transfer"))
    assert house.server.events("transfer")[0]["decision"]["verdict"] == "allow"


def drained(house: House) -> bool:
    with sqlite3.connect(f"file:{house.data / 'journal.db'}?mode=ro", uri=True) as db:
        states = {row[0] for row in db.execute("SELECT state FROM holds")}
        left = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
    db.close()
    return left == 0 and bool(states) and states <= {"held", "completed"}


@pytest.mark.parametrize("point", STOP_POINTS)
def test_stop_survives_kill_at(point: str, tmp_path: Path) -> None:
    house = build_house(tmp_path)
    register_source(house)
    with agent(house, point, 2 if point.startswith("link:") else 1) as process:
        if point.startswith("link:"):
            # The first delivery is the start itself.
            ready(process)
        (house.shares["gripper"] / "renamed.txt").write_bytes(SECRET)
        assert process.wait(30) == -9
    with agent(house) as process:
        ready(process)
        wait_for(lambda: any(event["case"] for event in house.server.events("transfer")) and drained(house))
    case = check_whole(house, events=1)
    told = {str(event["id"]) for event in house.server.events("hold") if event["case"] == case}
    assert told == {f"{case}:held"}


@pytest.mark.parametrize("point", LET_POINTS)
def test_allowed_file_survives_kill_at(point: str, tmp_path: Path) -> None:
    house = build_house(tmp_path)
    with agent(house) as process:
        ready(process)
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
    with agent(house, point) as process:
        (house.shares["qsensor"] / "spec.txt").write_bytes(SECRET)
        assert process.wait(30) == -9
    with agent(house) as process:
        ready(process)
        wait_for(lambda: house.server.events("transfer"))
    assert (house.shares["qsensor"] / "spec.txt").read_bytes() == SECRET
    assert len({event["id"] for event in house.server.events("transfer")}) == 1
    check_journal(house)


def held_for_release(house: House) -> ReleaseTerms:
    """A drawing held on its way to the stick, and terms that would let it pass."""
    path = house.shares["removable"] / "figure.txt"
    with agent(house) as process:
        ready(process)
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        path.write_bytes(SECRET)
        os.utime(path, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
        path.chmod(0o640)
        wait_for(lambda: house.server.events("hold"))
    event = next(event for event in house.server.events("transfer") if event["case"])
    assert event["decision"]["verdict"] == "hold"
    transfer = event["transfer"]
    now = datetime.now(UTC)
    return ReleaseTerms(
        id=ReleaseId("R-1"),
        case=event["case"],
        requester=PersonId("sato"),
        purpose="joint test",
        digests=(transfer["object"]["digest"],),
        names=("figure.txt",),
        channel=Channel.REMOVABLE,
        agent="agent-1",
        person=PersonId(transfer["subject"]["person"]),
        projects=tuple(event["label"]["projects"]),
        recipient="Harbor University, US",
        end_use="assembly",
        item="3A901",
        basis=LegalBasis.METI_LICENCE,
        basis_number="METI-1",
        basis_date="2026-04-01",
        since=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        zone=ZoneId("removable"),
        path="figure.txt",
    )


@pytest.mark.parametrize("point", RELEASE_POINTS)
def test_release_survives_kill_at(point: str, tmp_path: Path) -> None:
    house = build_house(tmp_path, zones=("removable",))
    terms = held_for_release(house)
    house.offer(house.approve(terms))
    with agent(house, point) as process:
        assert process.wait(30) == -9
    with agent(house) as process:
        ready(process)
        wait_for(lambda: any(event["state"] == "completed" for event in house.server.events("hold")))
        wait_for(lambda: drained(house))
        time.sleep(1)  # long enough for a second, wrong verdict on the file that came back
    stick = house.shares["removable"]
    assert [path.name for path in stick.iterdir() if path.is_file()] == ["figure.txt"]
    status = (stick / "figure.txt").stat()
    assert (stick / "figure.txt").read_bytes() == SECRET
    assert (status.st_mode & 0o777, status.st_mtime_ns) == (0o640, 1_700_000_000_123_456_789)
    assert list((stick / ".sekimori").iterdir()) == []
    with sqlite3.connect(house.data / "journal.db") as db:
        assert db.execute("SELECT id, uses FROM releases").fetchall() == [("R-1", 1)]
    db.close()
    completed = {event["id"] for event in house.server.events("hold") if event["state"] == "completed"}
    assert len(completed) == 1
    assert len({event["id"] for event in house.server.events("transfer") if event["case"]}) == 1
    check_journal(house)


def test_a_kill_shows_as_a_gap_that_is_certified_once(tmp_path: Path) -> None:
    house = build_house(tmp_path, zones=("common",))
    with agent(house) as process:
        ready(process)
        (house.shares["common"] / "a.txt").write_bytes(b"nothing much")
        wait_for(lambda: ask(house.data, {"do": "recent", "limit": 9})["recent"])
        process.kill()
        process.wait(30)
    killed = datetime.now(UTC)
    (house.shares["common"] / "b.txt").write_bytes(b"put there meanwhile")
    for _ in range(2):
        with agent(house) as process:
            ready(process)
            wait_for(lambda: house.server.events("gap"))
            process.kill()
            process.wait(30)
        (gap, *others) = [gap for gap in house.server.events("gap") if gap["cause"] == "not-running"]
        assert datetime.fromisoformat(str(gap["since"])) < killed < datetime.fromisoformat(str(gap["until"]))
        assert (gap["files_missed_by_events"], gap["files_scanned"], gap["closed"]) == (1, 2, True)
        assert len({each["id"] for each in others}) <= 1  # of the second kill
    assert "stopped" not in {event["state"] for event in house.server.events("state")}
    assert verify_file(house.data / "journal.db").fault is None


@pytest.mark.parametrize("nth", [1, 3])
def test_a_kill_while_answers_are_told_counts_none_twice(nth: int, tmp_path: Path) -> None:
    """The gate's answers go the way of all events; here they are put into the journal by hand."""
    house = build_house(tmp_path, zones=("common",))
    with agent(house) as process:
        ready(process)
    journal = Journal(house.data / "journal.db", reserve_bytes=0)
    answers = Answers(journal, lambda: datetime.now(UTC))
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    answers.note_answers([GateAnswer(long_ago, "wang", "/srv/a", "common", "refused", times=7)])
    answers.flush()
    answers.tell()
    journal.close()
    with agent(house, "link:after-post", nth) as process:
        wait_for(lambda: process.poll() is not None or house.server.events("answers"))
        process.kill()
        process.wait(30)
    with agent(house) as process:
        ready(process)
        wait_for(lambda: house.server.events("answers") and ask(house.data, {"do": "status"})["outbox"] == 0)
    counted = {str(event["id"]): event for event in house.server.events("answers")}
    (event,) = counted.values()
    assert [each.count for each in msgspec.convert(event, AnswersEvent).answers] == [7]
    assert verify_file(house.data / "journal.db").fault is None


def test_second_agent_on_one_folder_is_refused(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    with agent(house) as first:
        ready(first)
        with agent(house) as second:
            assert second.wait(30) == 3
            assert second.stdout is not None
            assert "another agent runs" in second.stdout.read()


@pytest.mark.parametrize("delay_s", [0.05, 0.15, 0.3, 0.6])
def test_interrupt_leaves_everything_whole(delay_s: float, tmp_path: Path) -> None:
    house = build_house(tmp_path)
    register_source(house)
    with agent(house) as process:
        ready(process)
        (house.shares["gripper"] / "renamed.txt").write_bytes(SECRET)
        time.sleep(delay_s)
        process.terminate()
        assert process.wait(30) == 0
    with agent(house) as process:
        ready(process)
        wait_for(lambda: any(event["case"] for event in house.server.events("transfer")) and drained(house))
    check_whole(house, events=1)
