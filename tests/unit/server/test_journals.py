"""Following agents' journals: a cut tail, a rewritten or a replaced journal shows at the server."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent import chain
from agent.heads import DIGESTS_AT_ONCE, Heads
from agent.journal import Journal
from agent.outbox import Outbox
from agent.wire import GapEvent, Heartbeat, HeartbeatReply, JournalHead, StateEvent
from server.fleet.tables import agent_journals
from tests.unit.server.staging import NOW, Agent, Site


class Machine:
    """An agent's real journal beside its server."""

    def __init__(self, site: Site, path: Path) -> None:
        self.site, self.path = site, path
        self.agent: Agent = site.enrol()
        self.journal = Journal(path, reserve_bytes=0)
        self.heads = Heads(self.journal, kept=0)
        self.number = 0

    def work(self, events: int) -> None:
        outbox = Outbox(self.journal)

        def change(db: sqlite3.Connection) -> None:
            for _ in range(events):
                self.number += 1
                Outbox.add(db, StateEvent(id=f"S-{self.number}", at=NOW, state="started"))

        self.journal.write(change)
        while (batch := outbox.batch(1000)).events:
            outbox.delivered([event.id for event in batch.events])

    def send(self, head: JournalHead | None, *, at: datetime | None = None) -> Any:
        beat = Heartbeat(
            at=at or self.site.clock(), agent_version="0", policy_version=1, state="ok", outbox=0, holds=0, watches=(),
            journal=head,
        )  # fmt: skip
        return self.agent.client().post("/agent/v1/heartbeat", content=msgspec.json.encode(beat))

    def beat(self) -> int | None:
        self.site.clock.pass_(seconds=15)
        answer = self.send(self.heads.report())
        assert answer.status_code == 200, answer.text
        reply = msgspec.json.decode(answer.content, type=HeartbeatReply)
        self.heads.heard(reply)
        return reply.journal_seq

    def restart(self) -> None:
        self.journal.close()
        self.journal = Journal(self.path, reserve_bytes=0)
        self.heads = Heads(self.journal, kept=0)

    def tamper(self, *statements: str) -> None:
        self.journal.close()
        with closing(sqlite3.connect(self.path)) as db, db:
            for statement in statements:
                db.execute(statement)
        self.restart()

    def findings(self) -> list[tuple[str, str]]:
        (shown,) = self.site.as_("yamada").get("/api/v1/agents").json()
        return [(each["what"], each["detail"]) for each in shown["findings"]]

    def ledger(self) -> list[dict[str, Any]]:
        with self.site.house.database.read() as connection:
            export = self.site.house.ledger.export(connection)
        records = [json.loads(record.record or "null") for record in export.records]
        return [each for each in records if each["kind"].startswith("journal.")]


@pytest.fixture
def machine(site: Site, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(site, tmp_path / "journal.db")
    yield machine
    machine.journal.close()


def test_a_journal_is_followed_pruned_and_followed_on_after_a_restart(machine: Machine) -> None:
    machine.work(2)
    assert machine.beat() == 3
    for _ in range(3):
        machine.work(600)
        while (machine.beat() or 0) < machine.journal.head[1]:
            pass
        machine.heads.prune()
    first = machine.journal.rows("SELECT min(seq) FROM chain")[0][0]
    assert first > 1000
    machine.restart()
    machine.work(1)
    # It begins with the first row that is there, until it hears how far the server has come.
    assert [machine.beat() for _ in range(3)] == [1806, 1808, 1808]
    assert machine.findings() == []


def test_many_new_rows_are_told_in_parts(machine: Machine) -> None:
    machine.work(1200)
    assert [machine.beat() for _ in range(4)] == [DIGESTS_AT_ONCE, 2 * DIGESTS_AT_ONCE, 1202, 1202]


def test_the_head_goes_into_the_ledger_but_not_with_every_heartbeat(machine: Machine) -> None:
    machine.work(1)
    for _ in range(50):  # of 15 s each
        machine.work(1)
        machine.beat()
    kinds = [(each["kind"], each["facts"]["seq"]) for each in machine.ledger()]
    assert kinds == [("journal.head", 4), ("journal.head", 84)]


def test_a_cut_tail_shows_even_where_the_file_was_made_to_fit(machine: Machine) -> None:
    machine.work(10)
    machine.beat()
    machine.tamper("DELETE FROM chain WHERE seq > 5", "UPDATE sqlite_sequence SET seq = 5 WHERE name = 'chain'")
    assert machine.beat() == 5
    assert machine.findings() == [("journal-cut", "rows 6 to 11 are missing at its end")]
    assert machine.ledger()[-1]["kind"] == "journal.cut"
    assert machine.ledger()[-1]["facts"]["kept-seq"] == 11
    machine.work(3)
    machine.beat()
    assert len(machine.findings()) == 1


def rewrite(db: sqlite3.Connection, seq: int) -> None:
    """What somebody does who knows how the chain is made: another body, and every hash from there on."""
    rows = list(chain.rows(db))
    previous = rows[seq - 2].hash if seq > 1 else chain.origin(chain.journal_id(db))
    for row in rows[seq - 1 :]:
        body = row.body.replace(b"S-3", b"S-7") if row.seq == seq else row.body
        previous = hashlib.sha256(previous + hashlib.sha256(body).digest()).digest()
        db.execute("UPDATE chain SET body = ?, hash = ? WHERE seq = ?", (body, previous, row.seq))


@pytest.mark.parametrize("more", [0, 4])
def test_a_rewritten_journal_that_verifies_by_itself_shows(machine: Machine, more: int) -> None:
    machine.work(10)
    machine.beat()
    machine.journal.write(lambda db: rewrite(db, 3))
    machine.restart()
    machine.work(more) if more else None
    machine.beat()
    assert machine.findings() == [("journal-cut", "what stands up to row 11 is not what stood there before")]


def test_a_journal_of_last_week_put_back_shows(machine: Machine, tmp_path: Path) -> None:
    machine.work(3)
    machine.beat()
    machine.journal.close()
    copy = (tmp_path / "journal.db").read_bytes()
    machine.restart()
    machine.work(20)
    machine.beat()
    machine.journal.close()
    (tmp_path / "journal.db").write_bytes(copy)
    machine.restart()
    machine.work(30)  # longer than before by now
    machine.beat()
    assert machine.findings() == [("journal-cut", "what stands up to row 25 is not what stood there before")]


def test_another_journal_shows(machine: Machine) -> None:
    machine.work(3)
    machine.beat()
    machine.journal.close()
    machine.path.unlink()
    machine.restart()
    machine.beat()
    assert machine.findings() == [("journal-replaced", "another journal began; the one before was followed to row 4")]


def test_rows_pruned_before_the_server_followed_them_show(machine: Machine) -> None:
    machine.work(3)
    machine.beat()
    machine.work(10)
    machine.journal.write(lambda db: chain.prune(db, chain.head(db)[0], 0))
    machine.work(1)
    machine.beat()
    assert machine.findings() == [("journal-cut", "rows 5 to 15 were never told")]


@pytest.mark.parametrize(
    "at", [NOW.replace(tzinfo=None), datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=9)))]
)
def test_a_heartbeat_at_a_time_that_is_none_is_refused(machine: Machine, at: datetime) -> None:
    machine.work(1)
    answer = machine.send(machine.heads.report(), at=at)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert machine.beat() == 2


def test_a_heartbeat_that_was_held_up_is_no_cut(machine: Machine) -> None:
    machine.work(3)
    late = machine.heads.report()
    at = machine.site.clock()
    machine.work(3)
    machine.beat()
    assert machine.send(late, at=at).status_code == 200
    assert machine.findings() == []
    # But what claims to be older by far is no late heartbeat.
    assert machine.send(late, at=at - timedelta(hours=1)).status_code == 200
    assert machine.findings() == [("journal-cut", "rows 5 to 8 are missing at its end")]


@pytest.mark.parametrize("changes", [{"hash": "x"}, {"since": 9}, {"last": 0}, {"base": "Z" * 64}, {"journal": "'"}])
def test_a_head_without_form_is_refused(machine: Machine, changes: dict[str, Any]) -> None:
    machine.work(3)
    answer = machine.send(msgspec.structs.replace(machine.heads.report(), **changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    with machine.site.house.database.read() as connection:
        assert connection.execute(agent_journals.select()).all() == []


@pytest.mark.parametrize("changes", [{"hash": "0" * 64}, {"digests": ()}, {"since": 3}])
def test_rows_that_do_not_lead_to_their_head_show_at_once(machine: Machine, changes: dict[str, Any]) -> None:
    machine.work(3)
    assert machine.send(msgspec.structs.replace(machine.heads.report(), **changes)).status_code == 200
    ((what, detail),) = machine.findings()
    assert what == "journal-cut"
    assert "do not lead to the head" in detail


def test_a_row_taken_out_under_a_running_agent_shows_with_the_next_heartbeat(machine: Machine) -> None:
    machine.work(3)
    machine.beat()
    machine.work(3)
    machine.journal.write(lambda db: db.execute("DELETE FROM chain WHERE seq = 6"))
    machine.beat()
    assert machine.findings() == [("journal-cut", "its rows 5 to 8 do not lead to the head that it tells")]
    machine.work(1)
    machine.beat()
    assert len(machine.findings()) == 1


def test_an_agent_without_a_chain_is_heard_as_before(machine: Machine) -> None:
    answer = machine.send(None)
    assert msgspec.json.decode(answer.content, type=HeartbeatReply).journal_seq is None


def test_gaps_and_signs_of_tampering_stand_on_the_page_in_three_languages(site: Site) -> None:
    agent = site.enrol()
    since = datetime(2026, 11, 22, 1, 2, tzinfo=UTC)
    events = (
        GapEvent(id="G-1", at=NOW, watch="/srv/a", cause="not-running", since=since, until=NOW, files_scanned=7),
        GapEvent(id="G-2", at=NOW, watch="/srv/b", cause="unreadable: x", closed=False),
        GapEvent(id="G-3", at=NOW, watch="/srv/c", cause="burst", files_missed_by_events=2),
        StateEvent(id="S-1", at=NOW, state="program-changed", detail="agent/core.py"),
        StateEvent(id="S-2", at=NOW, state="started"),
    )
    assert agent.report(*(msgspec.to_builtins(event) for event in events)).status_code == 200
    (shown,) = site.as_("yamada").get("/api/v1/agents").json()
    assert {(each["kind"], each["what"], each["closed"]) for each in shown["findings"]} == {
        ("gap", "not-running", True), ("gap", "unreadable: x", False), ("tamper", "program-changed", False),
    }  # fmt: skip
    page = site.as_("yamada").get("/agents", headers={"accept-language": "en"}).text
    for text in ("the agent was not running", "not wholly looked at", "Its program was changed", "agent/core.py"):
        assert text in page
    assert "プログラムが変更された" in site.as_("yamada").get("/agents", headers={"accept-language": "ja"}).text
    assert "程序被更改" in site.as_("yamada").get("/agents", headers={"accept-language": "zh"}).text
