"""Rules that never decide, and rules of which only the order decides."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.analysis.notes import Looking, Note, NoteKind, notes_on
from policies.analysis.probe import Judge
from policies.analysis.reach import covers, meets, minutes_of
from policies.analysis.shadow import rule_notes
from policies.analysis.specimens import Specimens
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.label import Kind, Level
from policies.language import load_policy
from policies.model import Channel, Endpoint, Hours, LevelRange, RuleName, Verdict, Weekday
from policies.rules import RuleTable
from policies.tables import RuleFacts, Tables

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TABLES: Tables = compile_policy(load_policy(load_example()))


def notes(rules: str) -> list[Note]:
    text = load_example()
    begin, end = text.index("rules:\n"), text.index("\ndefault:")
    policy = load_policy(text[:begin] + "rules:\n" + rules + text[end:])
    return list(notes_on(Looking(policy=policy, tables=compile_policy(policy), now=NOW), (rule_notes,)))


def kinds(rules: str) -> list[tuple[NoteKind, str]]:
    return [(note.kind, note.path[1]) for note in notes(rules)]


WIDE = "  - {name: wide, from: {kind: [drawing, paper]}, verdict: hold}\n"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (WIDE + "  - {name: same, from: {kind: drawing}, verdict: hold}\n", [(NoteKind.SHADOWED, "same")]),
        (WIDE + "  - {name: other, from: {kind: drawing}, verdict: block}\n", [(NoteKind.SHADOWED, "other")]),
        (
            "  - {name: one, from: {kind: drawing}, verdict: hold}\n"
            "  - {name: two, from: {kind: drawing}, verdict: block}\n",
            [(NoteKind.CONTRADICTORY, "two")],
        ),
        # Content may be a drawing and minutes at once: a rule that lets pass does not cover one that stops.
        (
            "  - {name: pass, from: {kind: drawing, level: internal}, to: {channel: share}, verdict: allow}\n"
            "  - {name: stop, from: {kind: drawing, level: internal}, to: {channel: share}, verdict: block}\n",
            [],
        ),
        (
            "  - {name: gone, from: {kind: drawing}, verdict: hold, until: 2026-01-01}\n",
            [(NoteKind.UNREACHABLE, "gone")],
        ),
        (
            "  - {name: stick, to: {zone: removable, channel: mail}, verdict: hold}\n",
            [(NoteKind.UNREACHABLE, "stick")],
        ),
        (
            "  - {name: odd, to: {zone: common, zone_kind: removable}, verdict: hold}\n",
            [(NoteKind.UNREACHABLE, "odd")],
        ),
        (
            "  - {name: odd, from: {project: qsensor, side: cn}, verdict: allow}\n",
            [(NoteKind.UNREACHABLE, "odd")],
        ),
        (
            "  - {name: across, from: {project: qsensor}, to: {project: gripper}, verdict: allow}\n",
            [(NoteKind.NEVER_WINS, "across")],
        ),
        (
            "  - {name: papers, from: {kind: paper}, verdict: notify}\n"
            "  - {name: by-mail, to: {channel: mail}, verdict: block}\n",
            [(NoteKind.ORDER_DECIDES, "papers")],
        ),
        # The narrower above the wider is an exception, which is what order is for.
        (
            "  - {name: papers, from: {kind: paper}, to: {channel: mail}, verdict: notify}\n"
            "  - {name: by-mail, to: {channel: mail}, verdict: block}\n",
            [],
        ),
        # What stops above what lets pass is on the safe side.
        (
            "  - {name: by-mail, to: {channel: mail}, verdict: block}\n"
            "  - {name: papers, from: {kind: paper}, verdict: notify}\n",
            [],
        ),
        # Two rules together may leave nothing to a third.
        (
            "  - {name: low, from: {kind: drawing, level: {most: internal}}, verdict: hold}\n"
            "  - {name: high, from: {kind: drawing, level: {least: sensitive}}, verdict: block}\n"
            "  - {name: any, from: {kind: drawing}, to: {channel: [mail, http]}, verdict: justify}\n",
            [(NoteKind.SHADOWED, "any")],
        ),
        (
            "  - {name: low, from: {kind: drawing, level: {most: internal}}, verdict: hold}\n"
            "  - {name: high, from: {kind: drawing, level: controlled}, verdict: block}\n"
            "  - {name: any, from: {kind: drawing}, verdict: justify}\n",
            [],
        ),
        # A later period is not covered by a rule that ends before it.
        (
            "  - {name: now, from: {kind: drawing}, verdict: hold, until: 2027-01-01}\n"
            "  - {name: then, from: {kind: drawing}, verdict: hold}\n",
            [],
        ),
    ],
)
def test_rules_that_never_decide(rules: str, expected: list[tuple[NoteKind, str]]) -> None:
    assert kinds(rules) == expected


def test_the_examples_rules_all_speak() -> None:
    policy = load_policy(load_example())
    assert not notes_on(Looking(policy=policy, tables=TABLES, now=NOW), (rule_notes,))


def test_mail_reaches_the_zone_of_a_partner() -> None:
    text = load_example()
    text = text.replace("\nzones:\n", "\nzones:\n  post: {kind: party, persons: [sato], homes: [/srv/post/**]}\n")
    text = text.replace("rules:\n", "rules:\n  - {name: by-post, to: {zone: post, channel: mail}, verdict: hold}\n")
    policy = load_policy(text)
    assert not [*rule_notes(Looking(policy=policy, tables=compile_policy(policy), now=NOW))]


def test_the_hours_of_a_week_are_those_of_the_table() -> None:
    for hours in (
        Hours(),
        Hours(since_minute=1320, until_minute=360),
        Hours(since_minute=600, until_minute=0),
        Hours(weekdays=frozenset({Weekday.SUNDAY}), since_minute=1320, until_minute=360),
        Hours(weekdays=frozenset({Weekday.MONDAY, Weekday.FRIDAY}), since_minute=540, until_minute=1020),
    ):
        rule = RuleFacts(name=RuleName("timed"), source=Endpoint(), to=Endpoint(), verdict=Verdict.HOLD, hours=hours)
        table = RuleTable((rule,), {})
        bits = minutes_of(hours)
        assert all(bool(table.at_minute(minute)) is bool(bits >> minute & 1) for minute in range(7 * 24 * 60))


def test_an_order_note_shows_a_transfer_that_both_match() -> None:
    rules = (
        "  - {name: papers, from: {kind: paper}, verdict: notify}\n"
        "  - {name: by-mail, to: {channel: mail}, verdict: block}\n"
    )
    (note,) = notes(rules)
    assert "--kind paper" in note.example
    assert "--channel mail" in note.example


def rule(name: str) -> st.SearchStrategy[RuleFacts]:
    return st.builds(
        RuleFacts,
        name=st.just(RuleName(name)),
        source=st.builds(
            Endpoint,
            kinds=st.frozensets(st.sampled_from([Kind.DRAWING, Kind.PAPER]), max_size=2),
            levels=st.sampled_from([LevelRange(), LevelRange(least=Level.SENSITIVE), LevelRange(most=Level.INTERNAL)]),
            projects=st.frozensets(st.sampled_from(sorted(TABLES.projects)), max_size=1),
        ),
        to=st.builds(
            Endpoint,
            channels=st.frozensets(st.sampled_from([Channel.MAIL, Channel.SHARE]), max_size=2),
            zones=st.frozensets(st.sampled_from(sorted(TABLES.zones)), max_size=2),
        ),
        verdict=st.sampled_from(Verdict),
        persons=st.frozensets(st.sampled_from(sorted(TABLES.people)), max_size=1),
    )


@given(rule("one"), rule("other"))
@settings(max_examples=60, deadline=None)
def test_what_covers_matches_whatever_is_covered(one: RuleFacts, other: RuleFacts) -> None:
    judges = [Judge(dataclasses.replace(TABLES, rules=(each,)), NOW) for each in (one, other)]
    for probe in Specimens(TABLES).of(other, most=30):
        if judges[1].matched(probe) == "other":
            if covers(one, other, TABLES):
                assert judges[0].matched(probe) == "one"
            if judges[0].matched(probe) == "one":
                assert meets(one, other, TABLES)
