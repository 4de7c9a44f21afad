"""The journal and its nouns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.cases import case_of
from agent.errors import AgentError
from agent.inventory import EMPTY_DIGEST, Inventory, Known, same
from agent.journal import Journal
from agent.outbox import Outbox
from agent.sessions import Sessions
from agent.tree import Signature, Spot
from agent.wire import StateEvent
from policies.label import Label, ProjectId
from policies.model import ZoneId

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=4096)
    yield journal
    journal.close()


def test_a_damaged_journal_is_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, reserve_bytes=0)
    for number in range(200):
        Outbox(journal).put(StateEvent(id=f"S-{number}", at=NOW, state="started", detail="x" * 100))
    journal.close()
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data), 512):
        data[place : place + 64] = b"\xff" * 64
    path.write_bytes(data)
    with pytest.raises(AgentError, match="damaged"):
        Journal(path, reserve_bytes=0)


def test_a_newer_journal_is_not_touched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(AgentError, match="version 99"):
        Journal(tmp_path / "journal.db", reserve_bytes=0)


def test_a_failed_change_changes_nothing(journal: Journal) -> None:
    def change(db: sqlite3.Connection) -> None:
        Outbox.add(db, StateEvent(id="S-1", at=NOW, state="started"))
        raise ValueError

    with pytest.raises(ValueError):
        journal.write(change)
    assert len(Outbox(journal)) == 0


def test_the_same_event_twice_is_one(journal: Journal) -> None:
    outbox = Outbox(journal)
    for _ in range(2):
        outbox.put(StateEvent(id="S-1", at=NOW, state="started"))
    assert [event.id for event in outbox.batch(10).events] == ["S-1"]
    outbox.delivered(["S-1", "S-2"])
    assert len(outbox) == 0


def known(path: str, digest: str, zone: str = "qsensor") -> Known:
    return Known(
        spot=Spot("/srv", path),
        zone=ZoneId(zone),
        signature=Signature(1, 2**64 - 1, 3, 4, 5),
        digest=digest,
        label=Label(),
    )


def test_origin_is_where_the_content_was_seen_at_another_path(journal: Journal) -> None:
    inventory = Inventory(journal)
    journal.write(lambda db: Inventory.add(db, known("a.zip", "a" * 64), ("b" * 64, EMPTY_DIGEST), NOW))
    assert inventory.zones_of(["b" * 64], besides=Spot("/srv", "c")) == {"qsensor"}
    assert inventory.zones_of(["b" * 64], besides=Spot("/srv", "a.zip")) == frozenset()
    assert inventory.zones_of([EMPTY_DIGEST], besides=Spot("/srv", "c")) == frozenset()
    inventory.forget(Spot("/srv", "a.zip"))
    assert inventory.zones_of(["a" * 64], besides=Spot("/srv", "c")) == {"qsensor"}


def test_signatures_are_of_the_folder_and_not_of_its_neighbours(journal: Journal) -> None:
    for path in ("a/one", "a/deep/two", "ab/three", "a0", "\udcff"):
        journal.write(lambda db, path=path: Inventory.add(db, known(path, "d" * 64), (), NOW))  # type: ignore[misc]
    inventory = Inventory(journal)
    paths = [path for path, _ in inventory.page(b"/srv/", b"/srv0", 100)]
    assert paths == [b"/srv/a/deep/two", b"/srv/a/one", b"/srv/a0", b"/srv/ab/three", b"/srv/\xff"]
    assert [path for path, _ in inventory.page(b"/srv/a/", b"/srv/a0", 100)] == paths[:2]
    assert [path for path, _ in inventory.page(paths[1], b"/srv0", 2)] == paths[2:4]
    assert inventory.count("/srv") == 5
    assert same(inventory.signature(Spot("/srv", "a0")), Signature(1, 2**64 - 1, 3, 4, 5))
    inventory.forget_all([Spot("/srv", "a0"), Spot("/srv", "a/one")])
    assert inventory.count("/srv") == 3


def test_who_worked_when_a_file_was_written(journal: Journal) -> None:
    sessions = Sessions(journal, {1000: ("sato", "miller"), 1001: ("wang",)})
    second = 1_000_000_000
    sessions.start(1000, "sato", ProjectId("qsensor"), 100 * second)
    sessions.start(1000, "miller", ProjectId("qsensor"), 200 * second)
    sessions.end(1000, 300 * second)

    def account(uid: int, at_s: float) -> str:
        return sessions.who(uid, int(at_s * second), None)[0].account

    assert [account(1000, at) for at in (99, 100, 150, 200, 299, 300, 400)] == [
        "", "sato", "sato", "miller", "miller", "", "",
    ]  # fmt: skip
    assert account(1000, 99.995) == "sato"
    assert account(1001, 50) == "wang"
    assert account(4_000_000, 50) == ""


def test_case_numbers_can_be_read_out() -> None:
    assert case_of(b"\0" * 5) == "C-00000000"
    assert case_of(b"\xff" * 5) == "C-ZZZZZZZZ"
    assert not set("ILOU") & set(case_of(bytes(range(5))))
