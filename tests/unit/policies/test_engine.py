"""That `decide` is total: whatever breaks becomes a hold that says so."""

from __future__ import annotations

import dataclasses
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from policies.compiler import compile_policy
from policies.decision import Decision
from policies.engine import Engine, decide, strictest, walk
from policies.engine.core import DAYS_KEPT
from policies.examples import load_example
from policies.label import Label, Level, ProjectId
from policies.language import load_policy
from policies.model import Channel, Endpoint, Obligation, PersonId, RuleName, Side, Verdict, WallId, ZoneId
from policies.tables import RuleFacts, Tables
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


def test_an_engine_keeps_few_days(tables: Tables) -> None:
    engine = Engine(tables)
    for days in range(30):
        assert engine.decide(transfer(), ORDINARY, (), (), NOW + timedelta(days=days)).verdict is Verdict.ALLOW
    assert len(engine._days) == DAYS_KEPT


def test_an_engine_keeps_no_more_contents_than_asked_for(tables: Tables) -> None:
    engine = Engine(tables, memo_size=10)
    for number in range(200):
        label = Label(projects=frozenset({ProjectId(f"p{number}")}))
        unknown = transfer(destination=Destination(zone=ZoneId(f"z{number}")), origin=frozenset({ZoneId(f"o{number}")}))
        assert engine.decide(unknown, label, (), (), NOW).verdict is Verdict.HOLD
    (day,) = engine._days.values()
    assert max(len(day.contents), len(day.places)) <= 10


def test_content_of_many_projects_is_judged_and_not_kept(tables: Tables) -> None:
    """A document chooses its projects: one of a thousand takes no more to keep than one of none."""
    engine = Engine(tables)
    for number in range(30):
        projects = frozenset(ProjectId(f"p{each}") for each in range(number, number + 1_000))
        decision = engine.decide(transfer(), Label(projects=projects), (), (), NOW)
        assert (decision.verdict, len(decision.errors)) == (Verdict.HOLD, 1_000)
    (day,) = engine._days.values()
    assert not day.contents


def test_threads_may_share_an_engine(tables: Tables) -> None:
    """Whatever days and contents they ask for at once: keeping few of them is nobody's error."""
    engine, found = Engine(tables, memo_size=2), list[Decision]()
    labels = [Label(projects=frozenset({project})) for project in tables.projects]
    alone = [decide(transfer(), label, (), (), tables, NOW) for label in labels]

    def ask(step: int) -> None:
        for number in range(1_500):
            label, days = labels[number % len(labels)], number * step % 7
            found.append(engine.decide(transfer(), label, (), (), NOW + timedelta(days=days)))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=ask, args=(step,)) for step in range(1, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len(found) == 6_000
    assert all(decision in alone for decision in found)


def test_an_engine_does_not_remember_nonsense(tables: Tables) -> None:
    """What it decided of values that are none changes nothing of what it decides of others."""
    engine, label = Engine(tables), Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
    before = engine.decide(transfer(), label, (), (), NOW)
    odd: list[Any] = [None, 3, "x", object(), frozenset({1, "a"}), [], {}]
    for value in odd:
        for field in ("projects", "level", "kinds", "fields", "markings", "reading"):
            engine.decide(transfer(), dataclasses.replace(label, **{field: value}), (), (), NOW)
        for field in ("subject", "channel", "object", "destination", "session", "origin", "is_new", "session_since"):
            engine.decide(transfer(**{field: value}), label, (), (), NOW)
        engine.decide(value, value, value, value, value, uses=value)
        engine.decide(transfer(), label, (), value, NOW, uses=value)
    assert engine.decide(transfer(), label, (), (), NOW) == before


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_hold_or_decide(tables: Tables, year: int) -> None:
    for month, day in ((1, 1), (12, 31)):
        decision = decide(transfer(), ORDINARY, (), (), tables, datetime(year, month, day, 20, tzinfo=UTC))
        assert decision.verdict in (Verdict.ALLOW, Verdict.HOLD)


def test_another_zone_of_time_is_the_same_moment(tables: Tables) -> None:
    engine = Engine(tables)
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
    home = transfer(destination=Destination(zone=ZoneId("qsensor")))
    last = datetime(2029, 3, 31, 14, 59, 59, tzinfo=UTC)
    for at in (last, last + timedelta(seconds=1)):
        elsewhere = at.astimezone(timezone(timedelta(hours=-11)))
        assert engine.decide(home, label, (), (), at) == engine.decide(home, label, (), (), elsewhere)


def test_an_obligation_stands_once(tables: Tables) -> None:
    twice = RuleFacts(
        name=RuleName("twice"), source=Endpoint(), to=Endpoint(), verdict=Verdict.NOTIFY,
        obligations=(Obligation.NOTIFY_PI, Obligation.NOTIFY_PI),
    )  # fmt: skip
    decision = decide(transfer(), ORDINARY, (), (), dataclasses.replace(tables, rules=(twice,)), NOW)
    assert decision.obligations == (Obligation.NOTIFY_PI,)
