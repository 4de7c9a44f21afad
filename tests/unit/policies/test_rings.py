"""Rings in the text of a policy, in its bundle, in a proof, and in what an officer is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from policies.analysis.notes import Looking, notes_on
from policies.analysis.proof import prove
from policies.analysis.proof.result import Outcome, Proof
from policies.analysis.shadow import rule_notes
from policies.bundle import decode_tables, encode_tables
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.language import PolicyFaults, load_policy
from policies.model import Defaults, Ring, Rings, Verdict, ZoneId
from policies.wording import NOTICE_LANGUAGES, say

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RINGS = "rings:\n  default: warn\n  zones: {common: observe, qsensor: enforce}\n  agents: {A-7F3K2QXA: enforce}\n"


def with_rings(rings: str) -> str:
    return f"{load_example()}\n{rings}"


def test_what_is_written_is_in_the_bundle() -> None:
    tables = decode_tables(encode_tables(compile_policy(load_policy(with_rings(RINGS)))))
    assert tables.rings == Rings(
        default=Ring.WARN,
        zones={ZoneId("common"): Ring.OBSERVE, ZoneId("qsensor"): Ring.ENFORCE},
        agents={"A-7F3K2QXA": Ring.ENFORCE},
    )


def test_nothing_said_is_everything_enforced() -> None:
    assert load_policy(load_example()).rings.is_enforced


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rings: {default: monitor}", "`monitor` is not a ring"),
        ("rings: {zones: {nowhere: warn}}", "unknown zone `nowhere`"),
        ("rings: {zones: {common: [warn, observe]}}", "one value"),
        ("rings: {agents: {'A B': warn}}", "is not an agent's id"),
        ("rings: {ring: warn}", "unknown key `ring` in rings"),
        ("rings: [warn]", "rings is a mapping"),
        ("emergency_hours: 25", "`emergency_hours` is 25"),
    ],
)
def test_a_fault_says_what_is_wrong(written: str, said: str) -> None:
    with pytest.raises(PolicyFaults) as raised:
        load_policy(with_rings(written))
    assert said in str(raised.value)


@pytest.mark.parametrize("language", NOTICE_LANGUAGES)
@pytest.mark.parametrize("ring", ["observe", "warn"])
def test_a_ring_says_what_would_have_been(ring: str, language: str) -> None:
    said = say(f"ring.{ring}", {"would": "hold", "by": "rule:drawings-off-site"}, language)
    assert "hold" in said
    assert "rule:drawings-off-site" in said


def test_rules_that_are_only_watched_are_not_told_to_be_dead() -> None:
    policy = load_policy(load_example())
    tables = compile_policy(policy)
    watched = replace(tables, rings=Rings(default=Ring.OBSERVE))
    looks = [Looking(policy=policy, tables=each, now=NOW) for each in (watched, tables)]
    assert notes_on(looks[0], (rule_notes,)) == notes_on(looks[1], (rule_notes,))


@pytest.mark.parametrize("rings", [Rings(default=Ring.OBSERVE), Rings(agents={"A-1": Ring.WARN})])
def test_a_proof_counts_on_no_rule_that_some_agent_only_watches(rings: Rings) -> None:
    tables = compile_policy(load_policy(load_example()))
    lets_all = Defaults(labelled=Verdict.ALLOW, unlabelled=Verdict.ALLOW)
    watched = prove(replace(tables, rings=rings), NOW, representatives=1)
    without = prove(replace(tables, rules=(), defaults=lets_all), NOW, representatives=1)
    assert outcomes(watched) == outcomes(without)


def outcomes(proof: Proof) -> list[bool]:
    found = [each for wall in proof.walls for pair in wall.pairs for each in (pair.crossing, pair.chains)]
    return [each.outcome is Outcome.PROVED for each in found]
