"""Rules that choose people and projects by what the office recorded."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.compiler import compile_policy
from policies.compiler.people import UNCLEARED
from policies.label import Level
from policies.language import load_policy
from policies.model import Status
from policies.tables import RuleFacts, is_within

TEXT = """\
version: 1
organisation: Institute
contact: office
parties: {harbor: {}, jianghai: {}}
projects:
  q: {stage: prototype, funding: [nsf]}
  g: {stage: basic-research, funding: [nsf, kakenhi]}
  n: {}
people:
  sato: {groups: [staff], clearance: controlled, clearance_until: 2027-03-31, status: resident}
  miller: {groups: [staff, guests], employer: harbor, status: non-resident, status_until: 2026-12-31, funding: [US]}
  chen: {groups: [students], employer: jianghai, clearance: sensitive, status: resident, funding: [CN, US]}
  tanaka: {}
  suzuki: {}
officers: {tanaka: {}, suzuki: {}}
rules:
  - {name: before, verdict: notify}
  - {RULE}
  - {name: after, verdict: hold}
"""


def rules_of(rule: str) -> tuple[RuleFacts, ...]:
    text = TEXT.replace("{RULE}", f"{{name: chosen, verdict: block, {rule}}}")
    rules = compile_policy(load_policy(text)).rules
    assert (rules[0].name, rules[-1].name) == ("before", "after")
    assert {each.name for each in rules[1:-1]} <= {"chosen"}
    return rules[1:-1]


def people_of(rule: str) -> set[str]:
    (facts,) = rules_of(rule)
    return set(facts.persons)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("{group: staff}", {"sato", "miller"}),
        ("{group: [guests, students]}", {"miller", "chen"}),
        ("{employer: [harbor, jianghai]}", {"miller", "chen"}),
        ("{foreign_funding: US}", {"miller", "chen"}),
        ("{foreign_funding: US, group: students}", {"chen"}),
        ("{clearance: {least: sensitive}, group: students}", {"chen"}),
        ("{status: resident, employer: jianghai}", {"chen"}),
    ],
)
def test_what_is_named_must_all_hold(person: str, expected: set[str]) -> None:
    assert people_of(f"person: {person}") == expected


def test_named_people_are_cut_down_too() -> None:
    assert people_of("persons: [miller, tanaka], person: {group: staff}") == {"miller"}


def test_a_rule_for_nobody_does_not_stand() -> None:
    assert rules_of("person: {group: students, employer: harbor}") == ()
    assert rules_of("persons: [tanaka], person: {group: students}") == ()


def test_a_rule_without_a_choice_is_for_everybody() -> None:
    (facts,) = rules_of("to: {channel: mail}")
    assert (facts.persons, facts.source.projects) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{stage: [prototype, product]}", {"q"}),
        ("{funding: nsf}", {"q", "g"}),
        ("{funding: nsf, stage: basic-research}", {"g"}),
        ("{funding: nsf, project: [q, n]}", {"q"}),
    ],
)
def test_projects_by_stage_and_funding(content: str, expected: set[str]) -> None:
    (facts,) = rules_of(f"from: {content}")
    assert facts.source.projects == expected


def test_a_rule_of_no_project_does_not_stand() -> None:
    assert rules_of("from: {stage: product}") == ()
    assert rules_of("from: {funding: kakenhi, project: q}") == ()


def test_days_split_a_rule_in_its_place() -> None:
    before, after = rules_of("person: {status: non-resident}"), rules_of("person: {status: unknown}")
    assert [(set(each.persons), each.since, each.until) for each in before] == [({"miller"}, None, date(2026, 12, 31))]
    assert [(set(each.persons), each.since, each.until) for each in after] == [
        ({"tanaka", "suzuki"}, None, date(2026, 12, 31)),
        ({"tanaka", "suzuki", "miller"}, date(2027, 1, 1), None),
    ]


def test_a_clearance_that_ends_splits_a_rule() -> None:
    found = rules_of("person: {clearance: {least: sensitive}}, since: 2027-01-01, until: 2027-12-31")
    assert [(set(each.persons), each.since, each.until) for each in found] == [
        ({"sato", "chen"}, date(2027, 1, 1), date(2027, 3, 31)),
        ({"chen"}, date(2027, 4, 1), date(2027, 12, 31)),
    ]


def test_an_end_outside_the_rule_or_of_others_splits_nothing() -> None:
    assert len(rules_of("person: {clearance: {least: sensitive}}, until: 2027-03-31")) == 1
    assert len(rules_of("person: {clearance: {least: sensitive}}, since: 2027-04-01")) == 1
    assert len(rules_of("person: {clearance: {least: sensitive}, group: students}")) == 1
    assert len(rules_of("persons: [chen, tanaka], person: {clearance: {least: sensitive}}")) == 1


def test_what_else_a_rule_says_is_kept() -> None:
    (facts,) = rules_of(
        "person: {group: students}, hours: {from: 18:00, to: 07:00}, obligations: [second-look], "
        "from: {size: {least: 1MB}, kind: drawing}, to: {channel: mail}"
    )
    assert facts.hours is not None
    assert (facts.hours.since_minute, facts.obligations) == (1080, ("second-look",))
    assert (facts.source.sizes.least_bytes, facts.source.kinds, facts.to.channels) == (1_000_000, {"drawing"}, {"mail"})
    assert facts.line == TEXT.splitlines().index("  - {RULE}") + 1


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))


@given(
    people=st.lists(
        st.tuples(
            st.sampled_from(Level), st.one_of(st.none(), DAYS), st.sampled_from(Status), st.one_of(st.none(), DAYS)
        ),
        max_size=4,
    ),
    least=st.sampled_from(Level),
    statuses=st.lists(st.sampled_from(Status), min_size=1, max_size=3, unique=True),
    since=st.one_of(st.none(), DAYS),
    day=DAYS,
)
@settings(max_examples=80, deadline=None)
def test_on_every_day_one_rule_at_most_holds_and_names_those_of_whom_all_holds(
    people: list[tuple[Level, date | None, Status, date | None]],
    least: Level,
    statuses: list[Status],
    since: date | None,
    day: date,
) -> None:
    lines, chosen = [], set()
    for number, (clearance, clearance_until, status, status_until) in enumerate(people):
        ends = [f"clearance_until: {clearance_until}"] * bool(clearance_until)
        ends += [f"status_until: {status_until}"] * bool(status_until)
        lines.append(f"  p{number}: {{{', '.join([f'clearance: {clearance}', f'status: {status}', *ends])}}}\n")
        held = clearance if is_within(None, clearance_until, day) else min(clearance, UNCLEARED)
        now = status if is_within(None, status_until, day) else Status.UNKNOWN
        if held >= least and now in statuses and (since is None or since <= day):
            chosen.add(f"p{number}")
    officers = "  tanaka: {clearance: public}\n  suzuki: {clearance: public}\n"
    if least is Level.PUBLIC and Status.UNKNOWN in statuses and (since is None or since <= day):
        chosen |= {"tanaka", "suzuki"}
    begins = f", since: {since}" if since else ""
    person = f"{{clearance: {{least: {least}}}, status: [{', '.join(statuses)}]}}"
    rule = f"{{name: r, verdict: hold, person: {person}{begins}}}"
    policy = load_policy(
        "version: 1\norganisation: o\ncontact: c\npeople:\n" + "".join(lines) + officers
        + "officers: {tanaka: {}, suzuki: {}}\nrules:\n  - " + rule + "\n"
    )  # fmt: skip
    in_force = [rule for rule in compile_policy(policy).rules if is_within(rule.since, rule.until, day)]
    assert len(in_force) <= 1
    assert {person for rule in in_force for person in rule.persons} == chosen
