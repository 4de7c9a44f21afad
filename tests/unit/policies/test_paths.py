"""Ways by which content of one side could come to rest where the other reads, and what cuts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bench.policy_size import Size, sized_policy
from policies.analysis.carrying import Crossing, Ground, home_of
from policies.analysis.cuts import Cutter, employees_of
from policies.analysis.guards import Answer, Form, Guard, Guards
from policies.analysis.paths import Search, Way, find_ways
from policies.analysis.probe import Judge
from policies.analysis.removals import Change, without
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.label import Level
from policies.language import load_policy
from policies.model import Policy, ProjectId, Side, WallId
from tests.support.policy_removals import changed

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
US, CN = (Side(wall=WallId("us-cn"), name=name) for name in ("us", "cn"))
CROSSING = Crossing(ours=US, theirs=CN)


def cutter(text: str | None = None) -> Cutter:
    policy: Policy = load_policy(text or load_example())
    return Cutter(policy, CROSSING, NOW)


def ways(of: Cutter, **bounds: int) -> dict[tuple[str, ...], Way]:
    found = find_ways(of.guards(), Search(**bounds))
    return {tuple(place.name for place in way.places): way for way in found.ways}


def test_a_double_membership_is_a_way_that_a_session_opens() -> None:
    way = ways(cutter())[("qsensor", "gripper")]
    assert way.guard is Guard.SESSION
    assert way.guards[Form.RECOGNISED] is Guard.BLOCK
    assert way.steps[0].carriers == ("sato",)


def test_either_membership_cuts_it_and_the_engine_says_so() -> None:
    of = cutter()
    (cuts,) = of.cuts(ways(of)[("qsensor", "gripper")])
    assert cuts == (
        Change(what="member", name="sato", of="qsensor"),
        Change(what="member", name="sato", of="gripper"),
    )
    for change in cuts:
        assert ("qsensor", "gripper") not in ways(
            Cutter(changed(load_policy(load_example()), frozenset({change})), CROSSING, NOW)
        )


def test_worst_guarded_and_shortest_come_first() -> None:
    found = find_ways(cutter().guards(), Search()).ways
    assert [(way.guard, len(way.steps)) for way in found] == sorted((way.guard, len(way.steps)) for way in found)


def test_recognised_content_never_passes_unguarded() -> None:
    for way in find_ways(cutter().guards(), Search(most_steps=4)).ways:
        assert way.guards[Form.RECOGNISED] >= Guard.HOLD


def test_a_neutral_home_that_leads_on_is_found() -> None:
    text = load_example().replace("members: [sato, ito, nakamura, hayashi, yamada]", "members: [ito, wang]")
    way = ways(cutter(text))[("qsensor", "campus-energy")]
    assert way.steps[0].carriers == ("ito", "sato") or way.steps[0].carriers == ("ito",)
    assert way.arrival.startswith("wang")
    (changes,) = cutter(text).cuts(way)
    assert Change(what="member", name="wang", of="campus-energy") in changes


def test_an_employer_leads_on() -> None:
    text = load_example().replace(
        "miller: {accounts: [miller], employer: harbor-university",
        "miller: {accounts: [miller], employer: jianghai-university",
    )
    found = ways(cutter(text))
    assert ("qsensor", "jianghai-university") in found


def test_no_way_without_anybody() -> None:
    text = load_example().replace("members: {sato: controlled, miller: controlled, ito: controlled}", "members: {}")
    assert not ways(cutter(text))


def test_a_search_that_is_cut_off_says_so() -> None:
    assert not find_ways(cutter().guards(), Search(most_asked=3)).is_whole
    assert find_ways(cutter().guards(), Search()).is_whole


@pytest.mark.parametrize("most", [1, 2])
def test_all_are_counted_whatever_is_given(most: int) -> None:
    found = find_ways(cutter().guards(), Search(most_ways=most))
    assert len(found.ways) == most
    assert found.total == find_ways(cutter().guards(), Search()).total > most


def test_the_minimal_cut_leaves_none_of_its_ways() -> None:
    of = cutter()
    every = [*ways(of).values()]
    cuts = of.cuts(*every)
    chosen = [way for way, each in zip(every, cuts, strict=True) if each]
    together = of.minimal_cut([each for each in cuts if each])
    assert together
    for way in chosen:
        assert of.is_cut(way, frozenset(together))


SIZED = load_policy(sized_policy(Size(projects=12, people=60, parties=40, rules=40), seed=3))


def guards_of(policy: Policy, crossing: Crossing) -> Guards:
    return Guards(Ground(compile_policy(policy), employees_of(policy), crossing, NOW), NOW)


def shown(answers: tuple[Answer, ...]) -> list[tuple[Guard, str]]:
    return [(answer.guard, answer.by) for answer in answers]


@pytest.mark.parametrize("policy", [load_policy(load_example()), SIZED], ids=["example", "sized"])
def test_what_is_said_of_one_carrier_is_true_of_all_who_are_alike(policy: Policy) -> None:
    kept, asked = guards_of(policy, CROSSING), 0
    for project in kept.ground.homes():
        home = home_of(project)
        for start in (home, *(place for place, _ in kept.ground.onwards(home)))[:4]:
            for end, people in kept.ground.onwards(start)[:12]:
                for alike in kept.alike(people, end):
                    answers = shown(kept.answers(start, end, project, alike[0]))
                    fresh = Guards(kept.ground, NOW).answers(start, end, project, alike[-1])
                    assert shown(fresh) == answers
                    asked += 1
    assert asked > 50


def test_the_engine_confirms_every_step_of_a_way_for_its_carriers() -> None:
    judge = Judge(compile_policy(SIZED), NOW)
    found = find_ways(guards_of(SIZED, CROSSING), Search()).ways
    assert len(found) > 20
    for way in found:
        for step in way.steps:
            for answer in step.answers:
                verdicts = {judge.decide(replace(answer.probe, person=who)).verdict for who in step.carriers}
                assert verdicts == {answer.verdict}


def test_what_is_taken_out_of_tables_is_what_compiling_would_leave_out() -> None:
    for policy in (load_policy(load_example()), SIZED):
        tables, of = compile_policy(policy), Cutter(policy, CROSSING, NOW)
        ways_of = find_ways(of.guards(), Search()).ways
        changes = {change for way in ways_of for change in of.candidates(way)}
        changes |= {Change(what="rule", name=rule.name) for rule in policy.rules[:3]}
        changes |= {Change(what="permit", name=permit.id) for permit in policy.permits[:3]}
        partnerships = [(p.id, party) for p in policy.projects.values() for party in p.partners]
        changes |= {Change(what="partner", name=party, of=project) for project, party in partnerships[:3]}
        employed = [person for person in policy.people.values() if person.employer is not None]
        changes |= {Change(what="employer", name=each.id, of=str(each.employer)) for each in employed[:3]}
        for change in changes:
            assert without(tables, frozenset({change})) == compile_policy(changed(policy, frozenset({change})))


def test_what_is_cut_is_gone_or_better_guarded_in_a_search_of_the_changed_policy() -> None:
    of = Cutter(SIZED, CROSSING, NOW)
    found = find_ways(of.guards(), Search(most_ways=3)).ways
    for way, cuts in zip(found, of.cuts(*found), strict=True):
        for change in cuts[:1]:
            after = find_ways(guards_of(changed(SIZED, frozenset({change})), CROSSING), Search(most_ways=10_000)).ways
            same = [each.guard for each in after if (each.project, each.places) == (way.project, way.places)]
            assert all(guard > way.guard for guard in same)


def test_a_session_for_a_neutral_place_opens_it() -> None:
    text = load_example().replace("members: [sato, ito, nakamura, hayashi, yamada]", "members: [ito, wang]")
    policy = load_policy(text)
    neutral = policy.projects[ProjectId("campus-energy")]
    raised = {who: replace(member, level=Level.SENSITIVE) for who, member in neutral.members.items()}
    neutral = replace(neutral, level=Level.SENSITIVE, members=raised)
    policy = replace(policy, projects={**policy.projects, neutral.id: neutral})
    way = ways(Cutter(policy, CROSSING, NOW))[("qsensor", "campus-energy")]
    assert way.guards[Form.REWRITTEN] is Guard.SESSION
