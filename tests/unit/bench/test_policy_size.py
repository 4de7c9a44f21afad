"""The sized policy is as large as it says, loads, and is the same for the same seed."""

from __future__ import annotations

from collections import Counter

from bench.policy_size import FULL, NOW, SMALL, sized_policy, sized_transfers
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.language import load_policy
from policies.model import Verdict


def test_it_has_the_size_that_is_asked_for() -> None:
    policy = load_policy(sized_policy(FULL))
    assert (len(policy.projects), len(policy.people)) == (FULL.projects, FULL.people) == (200, 2_000)
    assert (len(policy.parties), len(policy.rules)) == (FULL.parties, FULL.rules) == (2_000, 500)
    sides = Counter(side.name for project in policy.projects.values() for side in project.sides)
    assert 60 <= sides["us"] <= 100
    assert 40 <= sides["cn"] <= 80
    assert sides.keys() == {"us", "cn", "aoki", "bluefin"}


def test_a_seed_gives_the_same_and_another_does_not() -> None:
    assert sized_policy(SMALL, seed=1) == sized_policy(SMALL, seed=1)
    assert sized_policy(SMALL, seed=1) != sized_policy(SMALL, seed=2)
    tables = compile_policy(load_policy(sized_policy(SMALL)))
    assert sized_transfers(tables, 50, seed=1) == sized_transfers(tables, 50, seed=1)
    assert sized_transfers(tables, 50, seed=1) != sized_transfers(tables, 50, seed=2)


def test_most_transfers_pass_and_every_verdict_and_invariant_occurs() -> None:
    tables = compile_policy(load_policy(sized_policy(SMALL)))
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
