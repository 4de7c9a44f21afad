"""A damaged journal is set aside and nothing that can be read of it is lost."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.beginnings import Beginnings
from agent.control import ask
from agent.inventory import Inventory, Known
from agent.journal import Journal
from agent.outbox import Outbox
from agent.permissions import Exposures, Releases
from agent.salvage import Opened, open_journal, set_aside
from agent.tree import Signature, Spot
from agent.verification import verify_file
from agent.wire import StateEvent
from policies.label import Label
from policies.model import PersonId, Side, WallId, ZoneId
from policies.release import ReleaseId
from policies.transfer import Exposure
from tests.support.agent_house import build_house
from tests.support.held_file import held_cases, let, stop, wait_for

NOW = datetime(2026, 11, 22, 10, 11, 12, tzinfo=UTC)
SIGNATURE = Signature(1, 2, 3, 4, 5)
ROOT = "/srv/qsensor"
EVENTS = 400
SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def reopen(path: Path, *, check_s: float = 20.0) -> Opened:
    return open_journal(
        path, reserve_bytes=0, watches={ROOT: ZoneId("qsensor")}, now=NOW, event_id="S-damage", check_s=check_s
    )


def fill(path: Path) -> None:
    journal = Journal(path, reserve_bytes=0)
    outbox = Outbox(journal)

    def change(db: sqlite3.Connection) -> None:
        for number in range(EVENTS):
            Outbox.add(db, StateEvent(id=f"S-{number}", at=NOW, state="started", detail="x" * 300))
        side = Side(wall=WallId("us-cn"), name="us")
        Exposures.add(db, (Exposure(person=PersonId("sato"), side=side, at=NOW),))
        Releases.count(db, ReleaseId("R-1"))
        for name in ("a", "b"):
            spot = Spot(ROOT, name)
            known = Known(spot=spot, zone=ZoneId("qsensor"), signature=SIGNATURE, digest=name * 64, label=Label())
            Inventory.add(db, known, (), NOW)

    journal.write(change)
    beginnings = Beginnings(journal)
    beginnings.begin(ROOT, ZoneId("qsensor"), 1)
    beginnings.end(ROOT)
    assert len(outbox) == EVENTS
    journal.close()


def scribble(path: Path, *, first: int, last: int) -> None:
    """Overwrite some of the pages with events, as a failing disk would."""
    data = bytearray(path.read_bytes())
    pages = [at for at in range(0, len(data), 4096) if b"x" * 300 in data[at : at + 4096]]
    for at in pages[first:last]:
        data[at : at + 512] = os.urandom(512)
    path.write_bytes(data)


def check_kept(journal: Journal) -> None:
    """What keeps the wall: exposures, uses, where things lay; and that all files are judged anew."""
    assert [each.side.name for each in Exposures(journal).of(PersonId("sato"))] == ["us"]
    assert Releases(journal).uses() == {"R-1": 1}
    assert Inventory(journal).zones_of(["a" * 64], besides=Spot(ROOT, "elsewhere")) == {"qsensor"}
    known = Inventory(journal).find(Spot(ROOT, "a"))
    assert known is not None
    assert (known.digest, known.signature) == ("a" * 64, Signature(0, 0, 0, 0, 0))
    assert not Beginnings(journal).is_first(ROOT)


def test_a_whole_journal_is_opened_as_it_is(path: Path) -> None:
    fill(path)
    opened = reopen(path)
    assert (opened.damage, opened.unchecked, set_aside(path.parent)) == ("", "", ())
    assert len(Outbox(opened.journal)) == EVENTS
    opened.journal.close()


def test_a_row_taken_from_the_chain_sets_the_journal_aside_and_carries_all_over(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM chain WHERE seq = 7")
        db.execute("INSERT INTO outbox (id, body) VALUES ('forged', 'no event')")
    opened = reopen(path)
    assert opened.damage == "its chain is broken: row 7: it is missing"
    (name,) = set_aside(path.parent)
    assert name == "journal.damaged-20261122T101112000000Z.db"
    assert str(verify_file(path.parent / name).fault) == "row 7: it is missing"
    told = Outbox(opened.journal).batch(1000).events
    assert [event.id for event in told] == [*(f"S-{number}" for number in range(EVENTS)), "S-damage"]
    event = told[-1]
    assert isinstance(event, StateEvent)
    assert event.state == "journal-damaged"
    assert "row 7" in event.detail
    assert f"set aside as {name}" in event.detail
    assert f"{EVENTS} of outbox" in event.detail
    check_kept(opened.journal)
    opened.journal.close()
    assert verify_file(path).fault is None
    assert reopen(path).damage == ""


@pytest.mark.parametrize("pages", [(2, 10), (20, 30)])
def test_of_a_journal_with_bad_pages_everything_readable_is_carried(path: Path, pages: tuple[int, int]) -> None:
    fill(path)
    scribble(path, first=pages[0], last=pages[1])
    opened = reopen(path)
    assert opened.damage
    assert len(set_aside(path.parent)) == 1
    assert opened.journal.check() == "ok"
    kept = len(Outbox(opened.journal))
    assert 1 < kept < EVENTS + 1  # from either end of the hole, with the event that tells of it
    ids = [event.id for event in Outbox(opened.journal).batch(1000).events]
    assert "S-0" in ids or f"S-{EVENTS - 1}" in ids
    opened.journal.close()
    assert verify_file(path).fault is None


@pytest.mark.parametrize(
    "content", [b"", b"garbage, and no journal at all\n" * 400, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_of_a_file_that_is_no_journal_nothing_is_carried_and_no_folder_counts_as_new(
    path: Path, content: bytes
) -> None:  # fmt: skip
    path.write_bytes(content)
    opened = reopen(path)
    if content:
        assert opened.damage
        (name,) = set_aside(path.parent)
        assert (path.parent / name).read_bytes() == content
        assert not Beginnings(opened.journal).is_first(ROOT)
        assert [event.id for event in Outbox(opened.journal).batch(9).events] == ["S-damage"]
    else:  # what `open` leaves where the disk was full at the first start
        assert opened.damage == ""
    opened.journal.close()


@pytest.mark.parametrize("step", ["built", "renamed"])
def test_a_replacement_that_was_interrupted_is_finished(path: Path, step: str) -> None:
    fill(path)
    successor = path.with_name("journal.next.db")
    if step == "built":  # what was built beside a journal that is whole is of no use
        Journal(successor, reserve_bytes=0).close()
        opened = reopen(path)
        assert opened.damage == ""
        assert len(Outbox(opened.journal)) == EVENTS
    else:
        path.rename(successor)
        (path.parent / "journal.damaged-20261122T101112000000Z.db").write_bytes(b"the old one")
        (path.parent / "journal.db-wal").write_bytes(b"the log of the old one")
        opened = reopen(path)
        assert len(Outbox(opened.journal)) == EVENTS
        log = path.parent / "journal.damaged-20261122T101112000000Z.db-wal"
        assert log.read_bytes() == b"the log of the old one"
    assert not successor.exists()
    opened.journal.close()


def test_what_there_was_no_time_to_check_is_said(path: Path) -> None:
    fill(path)
    opened = reopen(path, check_s=0.0)
    assert opened.damage == ""
    assert "its chain was checked up to row 402 within 0 s" in opened.unchecked
    opened.journal.close()


SCRIBBLES = (
    "UPDATE holds SET body = '{}'",
    "UPDATE holds SET event = x'ff00'",
    "UPDATE holds SET state = 'nonsense'",
    "UPDATE meta SET value = 'x' WHERE key != 'journal-id'",
    "UPDATE files SET digest = x'ff'; UPDATE sessions SET account = x'ff'; INSERT INTO hits VALUES (1, '', 'x', '')",
)


@pytest.mark.parametrize("scribble", SCRIBBLES)
def test_what_nobody_can_read_does_not_hold_up_the_rest(tmp_path: Path, scribble: str) -> None:
    house = build_house(tmp_path)
    with house.running():
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        let(house, house.shares["qsensor"] / "spec.txt", SECRET)
        case = stop(house, house.shares["gripper"] / "spec.txt", lambda path: path.write_text(SECRET))
    with closing(sqlite3.connect(house.data / "journal.db")) as db:
        db.executescript(scribble)
        db.execute("DELETE FROM chain WHERE seq = 2")
        db.commit()
    with house.running():
        again = house.shares["gripper"] / "again.txt"
        again.write_text(SECRET)
        wait_for(lambda: not again.exists() and len(held_cases(house)) == 2)
        listed = [hold["case"] for hold in ask(house.data, {"do": "quarantine-list"})["holds"]]
        assert held_cases(house)[-1] in listed
        (problem,) = ask(house.data, {"do": "status"})["problems"]
        assert "a damaged one was set aside" in problem
    (told,) = [each for each in house.server.events("state") if each["state"] == "journal-damaged"]
    assert "not whole: " in str(told["detail"])
    assert house.held(case) == SECRET.encode()  # sealed as before, whether its record could be carried or not


def test_exposures_and_uses_are_carried_though_a_part_of_them_cannot_be_read(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "UPDATE exposures SET at = 'long ago'; UPDATE releases SET body = 'x'; DELETE FROM chain WHERE seq = 7"
        )
    opened = reopen(path)
    (exposure,) = Exposures(opened.journal).of(PersonId("sato"))
    assert (exposure.side.name, exposure.at) == ("us", NOW)
    assert Releases(opened.journal).uses() == {"R-1": 1}
    assert Releases(opened.journal).kept() == ()
    opened.journal.close()
