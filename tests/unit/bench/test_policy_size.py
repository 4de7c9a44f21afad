"""The sized policy is as large as it says, loads, and is the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import pytest

from bench.policy_size import FULL, NOW, SMALL, sized_policy, sized_transfers
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.language import load_policy
from policies.model import Endpoint, Policy, Selection, Verdict

SINK_DIMENSIONS = {"projects", "sides", "zones", "zone_kinds", "parties", "countries", "channels"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(sized_policy(FULL))


def test_it_has_the_size_that_is_asked_for(policy: Policy) -> None:
    assert (len(policy.projects), len(policy.people)) == (FULL.projects, FULL.people) == (200, 2_000)
    assert (len(policy.parties), len(policy.rules)) == (FULL.parties, FULL.rules) == (2_000, 500)
    sides = Counter(side.name for project in policy.projects.values() for side in project.sides)
    assert 60 <= sides["us"] <= 100
    assert 40 <= sides["cn"] <= 80
    assert sides.keys() == {"us", "cn", "aoki", "bluefin"}


def test_rules_match_on_every_dimension_that_the_language_has(policy: Policy) -> None:
    nothing = Endpoint()
    for half in ("source", "to"):
        named = {
            f.name for rule in policy.rules for f in fields(Endpoint)
            if getattr(getattr(rule, half), f.name) != getattr(nothing, f.name)
        }  # fmt: skip
        content = {"projects", "sides", "zones", "zone_kinds", "kinds", "fields", "markings", "levels", "sizes"}
        assert named == (content if half == "source" else SINK_DIMENSIONS)
    chosen = {f.name for rule in policy.rules for f in fields(Selection) if getattr(rule.selection, f.name)}
    assert {"groups", "statuses", "clearances", "stages"} <= chosen
    assert any(rule.hours for rule in policy.rules)
    assert any(rule.persons for rule in policy.rules)
    assert any(rule.until for rule in policy.rules)


def test_a_seed_gives_the_same_and_another_does_not() -> None:
    assert sized_policy(SMALL, seed=1) == sized_policy(SMALL, seed=1)
    assert sized_policy(SMALL, seed=1) != sized_policy(SMALL, seed=2)
    tables = compile_policy(load_policy(sized_policy(SMALL)))
    assert sized_transfers(tables, 50, seed=1) == sized_transfers(tables, 50, seed=1)
    assert sized_transfers(tables, 50, seed=1) != sized_transfers(tables, 50, seed=2)


def test_most_transfers_pass_and_every_verdict_and_invariant_occurs(policy: Policy) -> None:
    tables = compile_policy(policy)
    engine = Engine(tables)
    decisions = [
        engine.decide(each.transfer, each.label, each.exposure, (), NOW) for each in sized_transfers(tables, 3_000)
    ]
    assert not any(decision.errors for decision in decisions)
    verdicts = Counter(decision.verdict for decision in decisions)
    assert verdicts.keys() == {*Verdict}
    assert verdicts[Verdict.ALLOW] > 3_000 * 0.6
    sources = {reason.source for decision in decisions for reason in decision.reasons}
    invariants = {"wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque"}
    assert {f"invariant:{name}" for name in invariants} <= sources
