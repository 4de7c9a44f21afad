"""Ways by which content of one side could come to rest where the other reads, and what cuts them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from policies.analysis.carrying import Crossing
from policies.analysis.cuts import Change, Cutter, changed
from policies.analysis.guards import Form, Guard
from policies.analysis.paths import Search, Way, find_ways
from policies.examples import load_example
from policies.language import load_policy
from policies.model import Policy, Side, WallId

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
    cuts = of.cuts(ways(of)[("qsensor", "gripper")])
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
    changes = cutter(text).cuts(way)
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
    chosen = [way for way in ways(of).values() if of.cuts(way)]
    together = of.minimal_cut(chosen)
    assert together
    for way in chosen:
        assert of.is_cut(way, frozenset(together))
