"""That the bundle agents fetch decides as the whole policy does, read slowly and by the letter.

The other side of the comparison (`tests.support.by_the_letter`) knows the documents and the policy; it shares neither
the compiler nor the engine, so that a fault in either of them shows.
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

import policies.compiler
from bench.policy_size import SMALL, sized_policy, sized_transfers
from policies.bundle import decode_tables, encode_tables
from policies.compiler import compile_policy, ownership, people, places, selection
from policies.engine import Engine
from policies.language import load_policy
from policies.model import Fefa, LevelRange, Policy
from policies.packs import PACKS, load_pack
from tests.support.by_the_letter import decide_by_the_letter
from tests.support.by_the_letter_day import Day, day_in_japan
from tests.support.random_policies import random_policy
from tests.support.random_transfers import Move, Moves

SUPPORT = Path(__file__).resolve().parents[1] / "support"
RANDOM_POLICIES = 80
DAYS_EACH = 10
MOVES_A_DAY = 100
PACK_DAYS = 20
SIZED_MOVES = 10_000

# A day of a policy, and transfers on it.
Sheet = tuple[Day, list[Move]]


def sheets(policy: Policy, seed: int, days: int) -> Iterator[Sheet]:
    moves = Moves(policy, seed)
    for _ in range(days):
        day, made = moves.on_some_day(MOVES_A_DAY)
        yield Day(policy, day), made


def sized_sheets(policy: Policy, count: int) -> Iterator[Sheet]:
    """Plausible transfers under a larger policy, on days around which its memberships and permits end."""
    chance, tables = random.Random(7), compile_policy(policy)
    samples = sized_transfers(tables, count, seed=3)
    days = [sample.transfer.at + timedelta(days=chance.randint(-600, 1_500)) for sample in samples[::500]]
    for number, now in enumerate(days):
        made: list[Move] = [
            (replace(sample.transfer, at=now), sample.label, sample.exposure, now)
            for sample in samples[number * 500 : number * 500 + 500]
        ]
        yield Day(policy, day_in_japan(now)), made


def engine_of(policy: Policy) -> Engine:
    """The engine of an agent that fetched the policy's bundle."""
    return Engine(decode_tables(encode_tables(compile_policy(policy))))


def differences(policy: Policy, written: Iterator[Sheet], seen: Counter[str] | None = None) -> Iterator[str]:
    """What engine and letter decide differently, and of what."""
    engine = engine_of(policy)
    for day, moves in written:
        for move in moves:
            transfer, label, exposure, now = move
            decision = engine.decide(transfer, label, exposure, (), now)
            verdict, source = decide_by_the_letter(day, *move)
            if seen is not None:
                seen[source] += 1
            if (decision.verdict, decision.rule) != (verdict, source):
                letter, engine_says = f"{verdict} by {source}", f"{decision.verdict} by {decision.rule}"
                yield f"by the letter {letter}, by the engine {engine_says}, on {day.day}: {move}"


def test_random_policies_decide_by_the_letter() -> None:
    """80,000 transfers on the edges of everything that 80 policies say."""
    seen: Counter[str] = Counter()
    for seed in range(RANDOM_POLICIES):
        policy = random_policy(seed)
        found = next(differences(policy, sheets(policy, seed, DAYS_EACH), seen), "")
        assert not found, f"policy {seed}: {found}"
    assert seen.total() == 80_000
    invariants = ("wall", "exposure", "screening", "deemed-export", "origin-permission", "opaque")
    defaults = ("labelled", "unlabelled", "clean", "publication")
    unknown = ("zone", "party", "project")
    expected = {f"invariant:{each}": 2_000 for each in invariants} | {f"default:{each}": 100 for each in defaults}
    expected |= {f"error:unknown-{each}": 20 for each in unknown}
    assert {source: seen[source] for source, least in expected.items() if seen[source] < least} == {}
    assert sum(count for source, count in seen.items() if source.startswith("rule:")) > 8_000


def test_packs_decide_by_the_letter() -> None:
    """10,000 transfers under the policies that offices start from."""
    for number, name in enumerate(PACKS):
        policy = load_policy(load_pack(name).policy)
        found = next(differences(policy, sheets(policy, number, PACK_DAYS)), "")
        assert not found, f"pack {name}: {found}"


def test_a_larger_policy_decides_by_the_letter() -> None:
    """10,000 plausible transfers under 60 rules, 20 projects and 120 people."""
    policy, seen = load_policy(sized_policy(SMALL)), Counter[str]()
    assert not next(differences(policy, sized_sheets(policy, SIZED_MOVES), seen), "")
    assert seen.total() == SIZED_MOVES
    assert {"invariant:wall", "invariant:exposure", "default:clean", "default:unlabelled"} <= seen.keys()


# --- the letter can tell


def without(**fields: object) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Makes a step of the compiler pass over what the last of its arguments that has these fields says in them."""

    def broken(step: Callable[..., object]) -> Callable[..., object]:
        def passing_over(*said: object) -> object:
            names = fields.keys()
            changed = [replace(each, **fields) if all(hasattr(each, n) for n in names) else each for each in said]  # type: ignore[type-var]
            return step(*changed)

        return passing_over

    return broken


BROKEN_COMPILERS: dict[str, tuple[ModuleType, str, Callable[..., object]]] = {
    "half is not owned": (ownership, "CONTROLLING_PERCENT", lambda _: 50.1),
    "shares do not add up": (ownership, "CONTROLLING_PERCENT", lambda _: 90.0),
    "a clearance never ends": (people, "_grants", without(clearance_until=None)),
    "a declaration never runs out": (people, "_facts", without(status_until=None)),
    "an unknown status is as the mildest": (
        people, "unknown_bound", lambda _: lambda policy: max(policy.deemed_export.values(), default=None)
    ),
    "who is chosen never changes": (selection, "_ends", lambda _: lambda _: []),
    "a clearance chooses nobody": (selection, "_is_chosen", without(clearances=LevelRange())),
    "the stage is enough": (selection, "_is_chosen_project", without(project_funding=frozenset())),
    "what does not control counts as an item": (places, "_terms_facts", without(fefa=Fefa(item="外為令別表の7項"))),
    "terms never end": (places, "_terms_facts", without(until=None)),
    "homes stand abroad": (places, "_home_facts", lambda step: lambda project: replace(step(project), country="US")),
    "who is not a member reads at home": (
        places, "_home_facts", lambda step: lambda project: replace(step(project), readers=None)
    ),
    "a reset counts a day less": (
        policies.compiler, "ResetFacts",
        lambda made: lambda *, person, side, on: made(person=person, side=side, on=on - timedelta(days=1)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN_COMPILERS)
def test_the_letter_notices_a_broken_compiler(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, step, broken = BROKEN_COMPILERS[fault]
    monkeypatch.setattr(module, step, broken(getattr(module, step)))
    every = (difference for seed in range(RANDOM_POLICIES) for difference in of_one(seed))
    assert next(every, "")


def of_one(seed: int) -> Iterator[str]:
    policy = random_policy(seed)
    return differences(policy, sheets(policy, seed, DAYS_EACH))


def test_the_letter_shares_nothing_with_the_compiler_and_the_engine() -> None:
    allowed = {"policies.label", "policies.model", "policies.model.words", "policies.transfer"}
    for path in SUPPORT.glob("by_the_letter*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        named = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        named |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        ours = {name for name in named if name.split(".")[0] == "policies"}
        assert ours, path.name
        assert ours <= allowed, path.name
