"""Hit counters: counted with the verdict, told as totals, each version by itself."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.hits import MOST_TOLD, VERSIONS_KEPT, Hits
from agent.journal import _SCHEMA, Journal
from policies.decision import Decision, Reason
from policies.model import Verdict

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.db", reserve_bytes=0)


def decided(rule: str, *others: str) -> Decision:
    reasons = tuple(Reason(key="rule.matched", verdict=Verdict.HOLD, source=source) for source in (rule, *others))
    return Decision(verdict=Verdict.HOLD, rule=rule, reasons=reasons)


def count(journal: Journal, decision: Decision, *, version: int = 1, times: int = 1) -> None:
    for _ in range(times):
        journal.write(lambda db: Hits.count(db, version, decision, NOW))


def totals(hits: Hits) -> dict[tuple[int, str], int]:
    return {(each.policy_version, each.source): each.hits for each in hits.untold()}


def test_everything_that_had_a_say_is_counted_once_a_decision(journal: Journal) -> None:
    count(journal, decided("rule:a", "rule:a", "invariant:wall"), times=2)
    assert totals(Hits(journal)) == {(1, "rule:a"): 2, (1, "invariant:wall"): 2}


def test_releases_and_errors_are_counted_together(journal: Journal) -> None:
    count(journal, decided("release:R-1"))
    count(journal, decided("release:R-2"))
    count(journal, decided("error:no-policy"))
    assert totals(Hits(journal)) == {(1, "release"): 2, (1, "error"): 1}


def test_only_what_changed_is_told_again_and_all_of_it_after_a_start(journal: Journal) -> None:
    hits = Hits(journal)
    count(journal, decided("rule:a"))
    count(journal, decided("rule:b"))
    hits.told(hits.untold())
    assert hits.untold() == ()
    count(journal, decided("rule:a"))
    assert totals(hits) == {(1, "rule:a"): 2}
    assert totals(Hits(journal)) == {(1, "rule:a"): 2, (1, "rule:b"): 1}


def test_what_was_counted_while_the_server_was_told_is_told_next(journal: Journal) -> None:
    hits = Hits(journal)
    count(journal, decided("rule:a"))
    on_its_way = hits.untold()
    count(journal, decided("rule:a"))
    hits.told(on_its_way)
    assert totals(hits) == {(1, "rule:a"): 2}


def test_a_decision_that_was_not_recorded_is_not_counted(journal: Journal) -> None:
    def change(db: sqlite3.Connection) -> None:
        Hits.count(db, 1, decided("rule:a"), NOW)
        raise ValueError

    with pytest.raises(ValueError):
        journal.write(change)
    assert totals(Hits(journal)) == {}


def test_old_versions_go(journal: Journal) -> None:
    for version in range(1, VERSIONS_KEPT + 3):
        count(journal, decided("rule:a"), version=version)
    assert {version for version, _ in totals(Hits(journal))} == {3, 4, 5}


def test_a_heartbeat_holds_so_many_and_the_next_one_the_rest(journal: Journal) -> None:
    for number in range(MOST_TOLD + 10):
        count(journal, decided(f"rule:r{number}"))
    hits = Hits(journal)
    first = hits.untold()
    hits.told(first)
    assert (len(first), len(hits.untold())) == (MOST_TOLD, 10)


def test_a_journal_of_the_version_before_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with sqlite3.connect(path) as db:
        db.executescript(_SCHEMA)
        db.execute("INSERT INTO meta VALUES ('k', 'kept')")
        db.execute("PRAGMA user_version=1")
    journal = Journal(path, reserve_bytes=0)
    count(journal, decided("rule:a"))
    assert totals(Hits(journal)) == {(1, "rule:a"): 1}
    assert journal.fact("k") == "kept"
    journal.close()
    assert Journal(path, reserve_bytes=0).fact("k") == "kept"
