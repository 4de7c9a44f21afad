"""What a new policy decides otherwise than the old."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from policies.analysis.changes import How, changes_between
from policies.analysis.diff import Difference, Turn, difference
from policies.analysis.probe import Judge
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.language import load_policy
from policies.model import Verdict

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
OLD = load_example()


def compared(new: str, most: int = 3_000) -> Difference:
    return difference(compile_policy(load_policy(OLD)), compile_policy(load_policy(new)), NOW, most=most)


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        "# another comment\n" + OLD.replace("version: 1", "version: 7"),
        OLD.replace("ext. 4100", "ext. 4200"),
    ],
)
def test_texts_that_mean_the_same(new: str) -> None:
    found = compared(new)
    assert found.is_certain
    assert not found.changes


def test_rules_that_never_meet_may_change_places() -> None:
    one = OLD.index("  - name: published-papers")
    two, three = OLD.index("  - name: minutes-to-partners"), OLD.index("  - name: drawings-off-site")
    moved = OLD[:one] + OLD[two:three] + OLD[one:two] + OLD[three:]
    assert moved != OLD
    assert compared(moved).is_certain


def test_a_looser_rule_is_told_with_an_example_that_shows_it() -> None:
    new = OLD.replace(
        "channel: [removable, http]}\n    verdict: hold", "channel: [removable, http]}\n    verdict: allow"
    )
    assert new != OLD
    found = compared(new)
    allowed = [change for change in found.changes if change.turn is Turn.ALLOWED]
    assert allowed
    for change in found.changes:
        before, after = (Judge(compile_policy(load_policy(text)), change.at) for text in (OLD, new))
        assert before.decide(change.example).verdict is change.before.verdict
        assert after.decide(change.example).verdict is change.after.verdict
    assert {change.before.rule for change in allowed} == {"rule:drawings-off-site"}


def test_a_rule_put_above_another_is_seen_where_both_match() -> None:
    rule = "rules:\n  - {name: new, from: {kind: datasheet, marking: cui}, to: {channel: ssh}, verdict: block}\n"
    stopped = [each for each in compared(OLD.replace("rules:\n", rule), 400).changes if each.turn is Turn.STOPPED]
    assert {each.after.rule for each in stopped} == {"rule:new"}


def test_a_lost_membership_is_told_where_its_session_counted() -> None:
    found = compared(
        OLD.replace("{wang: sensitive, sato: sensitive, chen: sensitive}", "{wang: sensitive, chen: sensitive}")
    )
    stopped = [change for change in found.changes if change.turn is Turn.STOPPED]
    assert any("sato" in change.traits.get("person", "") or change.example.person == "sato" for change in stopped)


def test_a_permit_that_ends_sooner_is_seen_on_its_day() -> None:
    new = OLD.replace(
        "persons: [miller]\n    since: 2025-04-01\n    until: 2029-03-31",
        "persons: [miller]\n    since: 2025-04-01\n    until: 2027-03-31",
    )
    assert new != OLD
    found = compared(new)
    assert len(found.times) > 1
    assert all(change.at > NOW for change in found.changes)
    assert any(change.after.verdict is Verdict.HOLD for change in found.changes)


def test_what_only_one_policy_has_is_said_not_to_be_compared() -> None:
    new = OLD.replace("  lin: {accounts: [lin]", "  noda: {accounts: [noda]}\n  lin: {accounts: [lin]")
    assert compared(new).unshared == {"person": ("noda",)}


def test_what_is_left_out_is_counted() -> None:
    new = OLD.replace("verdict: justify", "verdict: hold")
    few = compared(new, most=100)
    assert few.asked <= 100
    assert few.left_out > 0


def test_facts() -> None:
    new = (
        OLD.replace("quorum_cross_wall: 2", "quorum_cross_wall: 3")
        .replace("{wang: sensitive, sato: sensitive, chen: sensitive}", "{wang: sensitive, lin: sensitive}")
        .replace("  - name: published-papers", "  - name: papers")
    )
    told = {(fact.how, fact.what, fact.name): fact.said for fact in changes_between(load_policy(OLD), load_policy(new))}
    assert told[(How.CHANGED, "project", "gripper")] == (
        "members: -chen (sensitive), -sato (sensitive), +lin (sensitive)"
    )
    assert (How.REMOVED, "rule", "published-papers") in told
    assert (How.ADDED, "rule", "papers") in told
    assert "2 → 3" in told[(How.CHANGED, "quorums", "")]
