"""That `decide` is total: whatever breaks becomes a hold that says so."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from policies.compiler import compile_policy
from policies.decision import Decision
from policies.engine import decide, strictest, walk
from policies.examples import load_example
from policies.label import Label, Level, ProjectId
from policies.language import load_policy
from policies.model import Channel, PersonId, Side, Verdict, WallId, ZoneId
from policies.tables import Tables
from policies.transfer import Destination, Exposure, Subject, Transfer, TransferId, TransferObject

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ORDINARY = Label(level=Level.INTERNAL)
US = Side(wall=WallId("us-cn"), name="us")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_policy(load_policy(load_example()))


def transfer(**changes: Any) -> Transfer:
    right = Transfer(
        id=TransferId("T-1"),
        subject=Subject(person=PersonId("sato")),
        channel=Channel.SHARE,
        object=TransferObject(digest="0" * 64, name="x", size_bytes=1),
        destination=Destination(zone=ZoneId("gripper")),
        at=NOW,
        agent="agent-1",
    )
    return dataclasses.replace(right, **changes)


def test_a_broken_invariant_holds_and_the_others_still_speak(tables: Tables) -> None:
    naive = (Exposure(person=PersonId("sato"), side=US, at=NOW.replace(tzinfo=None)),)
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
    decision = decide(transfer(), label, naive, (), tables, NOW)
    assert decision.verdict is Verdict.BLOCK
    assert decision.rule == "invariant:wall"
    assert decision.errors == ("exposure: TypeError",)
    alone = decide(transfer(), Label(level=Level.SENSITIVE), naive, (), tables, NOW)
    assert (alone.verdict, alone.rule) == (Verdict.HOLD, "error:exposure")


def test_a_broken_rule_holds(tables: Tables) -> None:
    broken = dataclasses.replace(tables, rules=(None,))  # type: ignore[arg-type]
    decision = decide(transfer(), ORDINARY, (), (), broken, NOW)
    assert (decision.verdict, decision.rule, decision.errors) == (
        Verdict.HOLD,
        "error:table",
        ("table: AttributeError",),
    )


@pytest.mark.parametrize("now", [NOW.replace(tzinfo=None), None, "noon"])
def test_a_time_that_is_none_holds(tables: Tables, now: Any) -> None:
    decision = decide(transfer(), ORDINARY, (), (), tables, now)
    assert (decision.verdict, decision.rule) == (Verdict.HOLD, "error:decide")


@pytest.mark.parametrize("broken", [{"transfer": None}, {"label": None}, {"tables": None}, {"exposure": 3}])
def test_missing_evidence_holds(tables: Tables, broken: dict[str, Any]) -> None:
    given: dict[str, Any] = {"transfer": transfer(), "label": Label(level=Level.SENSITIVE), "exposure": ()}
    given |= {"releases": (), "tables": tables, "now": NOW}
    assert decide(**(given | broken)).verdict is Verdict.HOLD


def test_a_broken_release_lifts_nothing(tables: Tables) -> None:
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
    decision = decide(transfer(), label, (), (None,), tables, NOW)  # type: ignore[arg-type]
    assert decision.verdict is Verdict.BLOCK
    assert decision.errors == ("release: AttributeError",)


def test_errors_hold_no_text_of_the_error(tables: Tables) -> None:
    broken = dataclasses.replace(tables, zones={ZoneId("gripper"): "very secret"})  # type: ignore[dict-item]
    decision = decide(transfer(), ORDINARY, (), (), broken, NOW)
    assert decision.verdict is Verdict.HOLD
    assert "secret" not in repr(decision)


def test_every_step_is_walked_in_order(tables: Tables) -> None:
    steps = walk(transfer(), ORDINARY, (), tables, NOW)
    assert next(step.source for step in steps) == "facts"
    assert [step.source for step in steps][-1] == "table"
    assert len(steps) == 8


def test_strictest_of_nothing_holds() -> None:
    decision = strictest([])
    assert (decision.verdict, decision.rule) == (Verdict.HOLD, "error:strictest")


def test_strictest_names_the_first_and_keeps_every_reason(tables: Tables) -> None:
    free = decide(transfer(), ORDINARY, (), (), tables, NOW)
    label = Label(projects=frozenset({ProjectId("qsensor")}))
    walled = decide(transfer(), label, (), (), tables, NOW)
    whole: Decision = strictest([free, walled])
    assert (whole.verdict, whole.rule) == (Verdict.BLOCK, "invariant:wall")
    assert len(whole.reasons) == len(free.reasons) + len(walled.reasons)
    assert whole.reasons[0].verdict is Verdict.BLOCK


def test_days_count_in_japan(tables: Tables) -> None:
    """The permit of miller ends on 2029-03-31 in Japan, nine hours before it does in UTC."""
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
    home = transfer(destination=Destination(zone=ZoneId("qsensor")))
    last = datetime(2029, 3, 31, 14, 59, 59, tzinfo=UTC)
    assert decide(home, label, (), (), tables, last).verdict is Verdict.ALLOW
    assert decide(home, label, (), (), tables, last + timedelta(seconds=1)).rule == "invariant:deemed-export"


def test_exposure_of_hundreds_of_people_does_not_matter(tables: Tables) -> None:
    crowd = tuple(Exposure(person=PersonId(f"p{i}"), side=US, at=NOW) for i in range(500))
    assert decide(transfer(), Label(level=Level.SENSITIVE), crowd, (), tables, NOW).verdict is Verdict.ALLOW
