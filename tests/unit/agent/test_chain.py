"""The chain: whole through every use, and whatever sqlite3 does to it shows, by the first bad row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from agent import chain
from agent.chain import Kind
from agent.errors import AgentError
from agent.holds import FileFacts, Hold, Holds, HoldState
from agent.journal import _SCHEMA, _STEPS, Journal
from agent.outbox import Outbox
from agent.permissions import Exposures, Releases
from agent.tree import Signature, Spot
from agent.verification import Verified, verify, verify_file
from agent.wire import AssessmentFacts, StateEvent, TransferEvent
from policies.decision import Decision
from policies.label import Label
from policies.model import Channel, PersonId, Side, Verdict, WallId
from policies.release import ReleaseId
from policies.transfer import Destination, Exposure, Subject, Transfer, TransferId, TransferObject

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = Journal(path, reserve_bytes=0)
    yield journal
    journal.close()


def event(number: int) -> StateEvent:
    return StateEvent(id=f"S-{number}", at=NOW, state="started")


def hold(case: str, state: HoldState = HoldState.INTENDED) -> Hold:
    return Hold(
        case=case, state=state, spot=Spot("/srv", "a"), staged=case, signature=Signature(1, 2, 3, 4, 5),
        digest="d" * 64, judged="d" * 64, verdict=Verdict.HOLD, notice="n",
        facts=FileFacts(mode=0o600, uid=0, gid=0, mtime_ns=0),
    )  # fmt: skip


def transfer() -> TransferEvent:
    return TransferEvent(
        id="T-1",
        at=NOW,
        transfer=Transfer(
            id=TransferId("T-1"), subject=Subject(), program="", agent="A", channel=Channel.SHARE,
            object=TransferObject(digest="d" * 64, name="a", size_bytes=1), origin=frozenset(),
            destination=Destination(), at=NOW,
        ),
        label=Label(),
        decision=Decision(verdict=Verdict.HOLD, rule="default", reasons=()),
        assessment=AssessmentFacts(
            type="", read="", chars=0, kind="", kind_p=0.0, sensitive_p=0.0, fields={}, drawing_p=0.0, drawing_kind="",
            markings=(), findings=(), matches=(), versions={},
        ),
    )  # fmt: skip


def exposure(minutes: int = 0) -> Exposure:
    return Exposure(
        person=PersonId("sato"), side=Side(wall=WallId("us-cn"), name="us"), at=NOW + timedelta(minutes=minutes)
    )


def fill(journal: Journal) -> None:
    """Rows 1 to 9."""
    outbox = Outbox(journal)
    for number in range(1, 4):
        outbox.put(event(number))
    journal.write(lambda db: Holds.add(db, hold("C-1"), transfer()))
    Holds(journal).advance(hold("C-1", HoldState.MOVED))
    journal.write(lambda db: Releases.count(db, ReleaseId("R-1")))
    journal.write(lambda db: Exposures.add(db, (exposure(),)))
    journal.write(lambda db: Exposures.add(db, (exposure(5),)))
    outbox.delivered(["S-1"])


def tamper(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def said(path: Path) -> str:
    return str(verify_file(path).fault or "")


def test_what_the_agent_does_keeps_the_chain_whole(journal: Journal, path: Path) -> None:
    fill(journal)
    found = verify_file(path)
    assert found == Verified(journal=journal.head[0], first=1, last=9, head=journal.head[2])


def test_an_exposure_that_is_no_newer_adds_no_row(journal: Journal) -> None:
    fill(journal)
    journal.write(lambda db: Exposures.add(db, (exposure(1),)))
    assert journal.head[1] == 9
    assert [each.at for each in Exposures(journal).of(PersonId("sato"))] == [exposure(5).at]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM chain WHERE seq = 4", "row 4: it is missing"),
        ("DELETE FROM chain WHERE seq = 1", "row 1: it is missing"),
        ("DELETE FROM chain WHERE seq > 6", "row 7: it and all after it, up to row 9, are missing"),
        ("DELETE FROM chain", "row 1: it and all after it, up to row 9, are missing"),
        ("UPDATE chain SET body = replace(body, 'S-2', 'S-7') WHERE seq = 2", "row 2: it was changed"),
        ("UPDATE chain SET body = x'ff' WHERE seq = 2", "row 2: it was changed"),
        ("UPDATE chain SET hash = zeroblob(32) WHERE seq = 9", "row 9: it was changed"),
        ("UPDATE chain SET seq = CASE seq WHEN 2 THEN -2 ELSE -3 END WHERE seq IN (2, 3)", "row 2: it is missing"),
        ("DELETE FROM outbox WHERE id = 'S-2'", "row 2: its event `S-2` is gone, and the server never had it"),
        ("UPDATE outbox SET body = replace(body, 'started', 'stopped') WHERE id = 'S-3'", "row 3: its event `S-3` was"),
        ("INSERT INTO outbox (id, body) VALUES ('S-9', '{}')", "`outbox` holds 3 events, the chain tells of 2"),
        ("DELETE FROM holds", "row 5: `C-1` is missing in `holds`"),
        ("UPDATE holds SET state = 'failed'", "row 5: `C-1` in `holds` was changed since"),
        ("UPDATE holds SET event = '{}'", "row 5: `C-1` in `holds` was changed since"),
        ("UPDATE releases SET uses = 0", "row 6: `R-1` in `releases` was changed since"),
        ("INSERT INTO releases VALUES ('R-9', 1, '', NULL)", "`releases` holds `R-9`, of which no row tells"),
        ("UPDATE exposures SET at = '2020-01-01T00:00:00+00:00'", 'row 8: `["sato","us-cn","us"]` in `exposures`'),
        ("DELETE FROM exposures", 'row 8: `["sato","us-cn","us"]` is missing in `exposures`'),
        ("UPDATE meta SET value = 'another' WHERE key = 'journal-id'", "row 1: it was changed"),
    ],
)
def test_what_sqlite3_does_to_it_shows(statement: str, what: str, journal: Journal, path: Path) -> None:
    fill(journal)
    journal.close()
    tamper(path, statement)
    assert said(path).startswith(what)


def test_rows_that_change_places_show(journal: Journal, path: Path) -> None:
    fill(journal)
    journal.close()
    tamper(
        path,
        "UPDATE chain SET seq = -2 WHERE seq = 2",
        "UPDATE chain SET seq = 2 WHERE seq = 3",
        "UPDATE chain SET seq = 3 WHERE seq = -2",
    )
    assert said(path).startswith("row 2: it was changed, moved")


def test_pruning_leaves_a_whole_chain_that_still_knows_all_states(journal: Journal, path: Path) -> None:
    fill(journal)
    Outbox(journal).delivered(["S-2", "S-3"])
    before = journal.head
    assert journal.write(lambda db: chain.prune(db, before[1], 0)) == 9
    found = verify_file(path)
    # The checkpoint, then the hold, the release and the exposure told anew.
    assert (found.fault, found.first, found.last) == (None, 10, 13)
    kinds = [row.told[0] for row in journal.read(lambda db: list(chain.rows(db)))]
    assert kinds == [Kind.CHECKPOINT, Kind.HOLD, Kind.RELEASE, Kind.EXPOSURE]
    journal.close()
    tamper(path, "DELETE FROM exposures")
    assert said(path).startswith("row 13: ")


def test_pruning_stops_before_what_the_server_does_not_have(journal: Journal, path: Path) -> None:
    fill(journal)  # S-1 is delivered, S-2 is not
    assert journal.write(lambda db: chain.prune(db, 9, 0)) == 0
    Outbox(journal).delivered(["S-2"])
    assert journal.write(lambda db: chain.prune(db, 9, 0)) == 1
    assert journal.write(lambda db: chain.prune(db, 1, 0)) == 0  # no further than the server has followed
    assert journal.write(lambda db: chain.prune(db, 9, 100)) == 0  # and no more than is to be kept
    assert said(path) == ""


def test_pruning_many_times_keeps_it_whole(journal: Journal, path: Path) -> None:
    fill(journal)
    outbox = Outbox(journal)
    for number in range(10, 60):
        outbox.put(event(number))
        outbox.delivered([each.id for each in outbox.batch(100).events])
        journal.write(lambda db: chain.prune(db, chain.head(db)[0], 5))
    assert said(path) == ""
    assert len(journal.rows("SELECT 1 FROM chain")) <= 12


def test_a_checkpoint_in_the_middle_is_no_way_out(journal: Journal, path: Path) -> None:
    fill(journal)
    journal.close()
    tamper(path, """UPDATE chain SET body = '["checkpoint","","x"]' WHERE seq = 5""")
    assert said(path).startswith("row 5: it was changed")


def test_a_journal_of_before_gets_a_chain_over_what_stands_in_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"{_SCHEMA}{_STEPS[2]}{_STEPS[3]}PRAGMA user_version=3;")
        with db:
            rows = [(each.id, msgspec.json.encode(each)) for each in (event(1), event(2))]
            db.executemany("INSERT INTO outbox (id, body) VALUES (?, ?)", rows)
            db.execute("INSERT INTO releases (id, uses) VALUES ('R-1', 1), ('R-2', 0)")
            db.execute("INSERT INTO exposures VALUES ('sato', 'us-cn', 'us', ?)", (NOW.isoformat(),))
    journal = Journal(path, reserve_bytes=0)
    assert verify_file(path).fault is None
    assert journal.head[1] == 4  # two events, a release that was used and an exposure
    held = journal.rows("SELECT sum(length(body)) FROM outbox")[0][0]
    assert journal.backlog_bytes == held + sum(row[0] + 50 for row in journal.rows("SELECT length(body) FROM chain"))
    journal.close()


def test_the_check_of_a_long_chain_is_bounded_and_says_so(journal: Journal) -> None:
    fill(journal)
    clock = iter((0.0, 99.0))
    found = journal.read(lambda db: verify(db, check_s=10, now_s=lambda: next(clock)))
    assert found.fault is None
    assert found.unchecked == "its chain was checked up to row 9 within 10 s"


def test_the_backlog_counts_what_waits(journal: Journal) -> None:
    assert journal.backlog_bytes == 0
    fill(journal)
    held = sum(
        row[0] for row in journal.rows("SELECT length(body) FROM outbox UNION ALL SELECT length(body) + 50 FROM chain")
    )
    assert journal.backlog_bytes == held
    Outbox(journal).delivered(["S-2", "S-3"])
    journal.write(lambda db: chain.prune(db, 10, 0))
    held = sum(row[0] for row in journal.rows("SELECT length(body) + 50 FROM chain"))
    assert journal.backlog_bytes == held


def test_a_file_that_is_none_is_an_error_or_a_fault(tmp_path: Path) -> None:
    with pytest.raises(AgentError, match="cannot be"):
        verify_file(tmp_path / "none.db")
    (tmp_path / "text.db").write_bytes(b"no database at all, but long enough to be looked at" * 50)
    assert "damaged" in str(verify_file(tmp_path / "text.db").fault)
