"""A ring takes the edge off the table of rules, and off nothing else."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from policies.compiler import compile_policy
from policies.decision import Decision
from policies.engine import Engine
from policies.model import Ring, Rings, Verdict
from tests.support.random_policies import random_policy
from tests.support.random_transfers import Move, Moves

POLICIES = 30
DAYS_EACH = 4
MOVES_A_DAY = 40

FLOORS = ("default.leaves-side", "publication.closed")


def decided() -> Iterator[tuple[Ring, Move, Decision, Decision]]:
    """The same transfers in a ring and enforced."""
    for seed in range(POLICIES):
        policy = replace(random_policy(seed), rings=Rings())
        tables = compile_policy(policy)
        enforced, moves = Engine(tables), Moves(policy, seed)
        ring = list(Ring)[seed % 3]
        softened = Engine(replace(tables, rings=Rings(default=ring)))
        for _ in range(DAYS_EACH):
            _, made = moves.on_some_day(MOVES_A_DAY)
            for move in made:
                transfer, label, exposure, now = move
                yield (
                    ring,
                    move,
                    softened.decide(transfer, label, exposure, (), now),
                    enforced.decide(transfer, label, exposure, (), now),
                )


def beyond_the_table(decision: Decision) -> Verdict:
    """What invariants, missing facts and the floors asked for."""
    asked = [r.verdict for r in decision.reasons if r.source.startswith(("invariant:", "error:")) or r.key in FLOORS]
    return max(asked, default=Verdict.ALLOW)


def test_a_ring_never_loosens_an_invariant_and_nothing_in_enforce() -> None:
    seen = Counter[str]()
    for ring, move, softened, enforced in decided():
        least = beyond_the_table(enforced)
        assert softened.verdict >= least, (ring, move)
        assert softened.verdict <= enforced.verdict, (ring, move)
        kept = [r for r in enforced.reasons if r.source.startswith("invariant:") and r.verdict > Verdict.ALLOW]
        assert all(reason in softened.reasons for reason in kept), (ring, move)
        if ring is Ring.ENFORCE:
            assert softened == enforced
        elif softened.verdict.stops:
            assert beyond_the_table(softened).stops, (ring, move)
            seen["stopped all the same"] += 1
        elif enforced.verdict.stops:
            would = next(r for r in softened.reasons if r.source == f"ring:{ring}")
            assert Verdict(would.facts["would"]).stops
            seen[f"softened by {ring}"] += 1
    # Each of these happens, or the test would say nothing.
    assert min(seen[each] for each in ("stopped all the same", "softened by observe", "softened by warn")) > 50, seen


def test_what_would_have_been_is_recorded_beside_what_is_stopped_for_another_reason() -> None:
    both = 0
    for ring, move, softened, _ in decided():
        sources = {reason.source for reason in softened.reasons}
        if ring is Ring.OBSERVE and softened.verdict > Verdict.ALLOW and "ring:observe" in sources:
            both += 1
            assert softened.rule != "ring:observe", move
    assert both > 20


def test_the_stricter_of_zone_and_machine_holds_and_the_default_only_for_what_is_not_named() -> None:
    rings = Rings(default=Ring.OBSERVE, zones={"common": Ring.WARN}, agents={"A-1": Ring.ENFORCE, "A-2": Ring.OBSERVE})  # type: ignore[dict-item]
    expected = {
        ("common", "A-1"): Ring.ENFORCE,
        ("common", "A-2"): Ring.WARN,
        ("common", "A-9"): Ring.WARN,
        ("gripper", "A-1"): Ring.ENFORCE,
        ("gripper", "A-9"): Ring.OBSERVE,
        (None, "A-1"): Ring.ENFORCE,
        (None, ""): Ring.OBSERVE,
    }
    assert {key: rings.of(*key) for key in expected} == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(20))
def test_the_softest_ring_is_what_some_agent_could_be_in(seed: int) -> None:
    chance = random.Random(seed)
    words = list(Ring)
    rings = Rings(
        default=chance.choice(words),
        zones={zone: chance.choice(words) for zone in chance.sample(["a", "b", "c"], 2)},  # type: ignore[misc]
        agents={agent: chance.choice(words) for agent in chance.sample(["A-1", "A-2", "A-3"], seed % 4)},
    )
    for zone in ("a", "b", "c", None):
        agents = (*rings.agents, "A-other")
        assert rings.softest(zone) is min(rings.of(zone, agent) for agent in agents)  # type: ignore[arg-type]
