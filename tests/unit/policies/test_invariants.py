"""What the invariants say, where a case's keys alone do not show it. Their verdicts stand in tests/golden."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from policies.compiler import compile_policy
from policies.decision import Decision
from policies.engine import Engine
from policies.examples import load_example
from policies.invariants import MAY_CARRY, NAMED_PEOPLE, NOT_BY_WORD, SUGGESTED
from policies.label import Label, Level, ProjectId
from policies.language import load_policy
from policies.model import Channel, ListEffect, PartyId, PersonId, ScreeningEntry, Side, Verdict, WallId, ZoneId
from policies.tables import Tables
from policies.transfer import Destination, Exposure, Subject, Suggestion, Transfer, TransferId, TransferObject
from policies.wording import NOTICE_LANGUAGES, say

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ENERGY = Label(projects=frozenset({ProjectId("campus-energy")}), level=Level.INTERNAL)
RED, PREPRINTS = PartyId("redcliff-institute"), PartyId("open-preprints")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_policy(load_policy(load_example()))


def decided(tables: Tables, label: Label, there: Destination, exposure: tuple[Exposure, ...] = ()) -> Decision:
    transfer = Transfer(
        id=TransferId("T-1"),
        subject=Subject(person=PersonId("sato")),
        channel=Channel.HTTP if there.party else Channel.SHARE,
        object=TransferObject(digest="0" * 64, name="x", size_bytes=1),
        destination=there,
        at=NOW,
    )
    return Engine(tables).decide(transfer, label, exposure, (), NOW)


def listed(tables: Tables, party: PartyId, entry: ScreeningEntry) -> Tables:
    facts = dataclasses.replace(tables.parties[party], screening=(entry,))
    return dataclasses.replace(tables, parties={**tables.parties, party: facts})


@pytest.mark.parametrize("effect", list(ListEffect))
@pytest.mark.parametrize("owner", ["", "ironpeak-works"])
def test_every_decision_by_a_list_names_its_version_and_day(tables: Tables, effect: ListEffect, owner: str) -> None:
    entry = ScreeningEntry(list="US CSL", effect=effect, version="2026-44", dated=date(2026, 10, 30), owner=owner)
    decision = decided(listed(tables, PREPRINTS, entry), ENERGY, Destination(party=PREPRINTS))
    reason = next(reason for reason in decision.reasons if reason.source == "invariant:screening")
    assert (reason.facts["version"], reason.facts["dated"]) == ("2026-44", "2026-10-30")
    for language in NOTICE_LANGUAGES:
        said = say(reason.key, reason.facts, language)
        assert all(fact in said for fact in ("US CSL", "2026-44", "2026-10-30", "open-preprints", owner)), said
        assert "…" not in said


def test_a_list_of_unknown_version_says_so(tables: Tables) -> None:
    decision = decided(tables, ENERGY, Destination(party=RED))
    reason = next(reason for reason in decision.reasons if reason.key == "screening.licence")
    assert (reason.facts["version"], reason.facts["dated"]) == ("–", "–")


@pytest.mark.parametrize(("crowd", "reasons"), [(20, 20), (21, 21), (500, 21)])
def test_a_crowd_without_permits_is_counted_and_not_listed(tables: Tables, crowd: int, reasons: int) -> None:
    chen = tables.people[PersonId("chen")]
    people = {
        PersonId(f"guest-{number:03d}"): dataclasses.replace(chen, accounts=frozenset()) for number in range(crowd)
    }
    assert NAMED_PEOPLE == 20
    share = dataclasses.replace(tables.zones[ZoneId("common")], readers=frozenset(people))
    crowded = dataclasses.replace(
        tables, people={**tables.people, **people}, zones={**tables.zones, ZoneId("common"): share}
    )
    decision = decided(crowded, Label(level=Level.SENSITIVE), Destination(zone=ZoneId("common")))
    assert decision.verdict is Verdict.HOLD
    said = [reason for reason in decision.reasons if reason.source == "invariant:deemed-export"]
    assert len(said) == reasons
    assert said[0].facts["person"] == "guest-000"
    if crowd > NAMED_PEOPLE:
        assert said[-1].key == "deemed-export.and-more"
        assert said[-1].facts["count"] == str(crowd - NAMED_PEOPLE)


@pytest.mark.parametrize(("at", "verdict"), [("14:59:59.999999", Verdict.ALLOW), ("15:00", Verdict.HOLD)])
def test_exposure_counts_to_the_end_of_its_last_day_in_japan(tables: Tables, at: str, verdict: Verdict) -> None:
    us, handled = Side(wall=WallId("us-cn"), name="us"), datetime.fromisoformat(f"2025-11-01T{at}+00:00")
    assert (NOW.date() - handled.date()).days == tables.exposure_days + 1
    exposure = (Exposure(person=PersonId("sato"), side=us, at=handled),)
    decision = decided(tables, Label(level=Level.SENSITIVE), Destination(zone=ZoneId("gripper")), exposure)
    assert decision.verdict is verdict


def test_an_exposure_older_than_the_calendar_fades_never(tables: Tables) -> None:
    endless = dataclasses.replace(tables, exposure_days=10**8)
    us = Side(wall=WallId("us-cn"), name="us")
    long_ago = (Exposure(person=PersonId("sato"), side=us, at=NOW - timedelta(days=36_000)),)
    decision = decided(endless, Label(level=Level.SENSITIVE), Destination(zone=ZoneId("gripper")), long_ago)
    assert (decision.verdict, decision.rule) == (Verdict.HOLD, "invariant:exposure")


def test_an_exposure_to_a_side_that_no_wall_has_counts_for_nothing(tables: Tables) -> None:
    gone = (Exposure(person=PersonId("sato"), side=Side(wall=WallId("us-cn"), name="gone"), at=NOW),)
    decision = decided(tables, Label(level=Level.SENSITIVE), Destination(zone=ZoneId("gripper")), gone)
    assert decision.verdict is Verdict.ALLOW


def test_a_zone_that_nobody_reads_is_clean_and_one_that_nobody_knows_is_not(tables: Tables) -> None:
    empty = dataclasses.replace(tables.zones[ZoneId("common")], readers=frozenset())
    emptied = dataclasses.replace(tables, zones={**tables.zones, ZoneId("common"): empty})
    assert decided(emptied, ENERGY, Destination(zone=ZoneId("common"))).rule == "default:clean"
    assert decided(emptied, ENERGY, Destination(zone=ZoneId("attic"))).verdict is Verdict.HOLD


def test_a_known_home_beside_an_unknown_party_is_not_clean(tables: Tables) -> None:
    there = Destination(zone=ZoneId("campus-energy"), party=PartyId("nowhere"))
    decision = decided(tables, ENERGY, there)
    assert decision.verdict is Verdict.HOLD
    assert "error.unknown-party" in {reason.key for reason in decision.reasons}
    assert "default.labelled" in {reason.key for reason in decision.reasons}


US = Side(wall=WallId("us-cn"), name="us")
AT_NIGHT = NOW - timedelta(hours=12)


def likened(
    tables: Tables, *, like: str, into: str = "gripper", session: str = "", level: Level = Level.SENSITIVE,
    handled: bool = True, is_new: bool = True, recognised: str = "",
) -> Decision:  # fmt: skip
    """What happens to a text that looks like a project's, put somewhere by sato, who works on both sides."""
    projects = frozenset({ProjectId(each) for each in (recognised or session,) if each})
    transfer = Transfer(
        id=TransferId("T-1"),
        subject=Subject(person=PersonId("sato")),
        channel=Channel.SHARE,
        object=TransferObject(digest="0" * 64, name="x", size_bytes=1),
        destination=Destination(zone=ZoneId(into)),
        at=NOW,
        is_new=is_new,
        session=ProjectId(session) if session else None,
        session_since=NOW - timedelta(hours=1) if session else None,
        suggestion=Suggestion(project=ProjectId(like), p=0.934) if like else None,
    )
    exposure = (Exposure(person=PersonId("sato"), side=US, at=AT_NIGHT),) if handled else ()
    return Engine(tables).decide(transfer, Label(level=level, projects=projects), exposure, (), NOW)


def keys(decision: Decision) -> list[str]:
    return [reason.key for reason in decision.reasons]


def test_what_looks_like_a_project_that_the_person_handled_is_held_and_says_so(tables: Tables) -> None:
    decision = likened(tables, like="qsensor")
    assert (decision.verdict, keys(decision)) == (Verdict.HOLD, [MAY_CARRY, SUGGESTED])
    named = decision.reasons[1]
    assert dict(named.facts) == {"project": "qsensor", "p": "0.93"}
    for language in NOTICE_LANGUAGES:
        assert all(fact in say(named.key, named.facts, language) for fact in ("qsensor", "0.93"))
    assert all("qsensor" not in str(reason.facts) for reason in decision.reasons[:1])


def test_the_word_of_who_handled_it_is_not_enough_against_likeness(tables: Tables) -> None:
    assert likened(tables, like="", session="gripper").verdict is Verdict.ALLOW
    decision = likened(tables, like="qsensor", session="gripper")
    assert (decision.verdict, keys(decision)) == (Verdict.HOLD, [NOT_BY_WORD, SUGGESTED])
    facts = decision.reasons[0].facts
    for language in NOTICE_LANGUAGES:
        assert "…" not in say(NOT_BY_WORD, facts, language)
        assert all(fact in say(NOT_BY_WORD, facts, language) for fact in ("sato", "us", "cn"))


def test_likeness_alone_holds_nothing_and_lowers_nothing(tables: Tables) -> None:
    assert likened(tables, like="qsensor", handled=False).verdict is Verdict.ALLOW
    assert likened(tables, like="qsensor", session="gripper", level=Level.INTERNAL).verdict is Verdict.ALLOW
    assert likened(tables, like="qsensor", session="gripper", is_new=False).verdict is Verdict.ALLOW
    assert likened(tables, like="qsensor", recognised="gripper").verdict is Verdict.ALLOW
    assert likened(tables, like="qsensor", into="qsensor").verdict is Verdict.ALLOW
    assert likened(tables, like="vanished", session="gripper").verdict is Verdict.ALLOW
    # What looks like the receiving side's own is no word for it.
    assert keys(likened(tables, like="gripper")) == [MAY_CARRY]
    assert likened(tables, like="gripper", recognised="qsensor").verdict is Verdict.BLOCK
