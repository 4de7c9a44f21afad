"""The policy bench on a small policy: the peers' translations mean what our engine does."""

from __future__ import annotations

import dataclasses

import pytest

from bench.peers.casbin import Casbin
from bench.peers.cedar import Cedar
from bench.peers.ladder import Ladder
from bench.peers.part import NO_RULE, SCREENING, WALL, Part, part_of, question_of
from bench.peers.regopy import Regopy
from bench.peers.regorus import Regorus
from bench.policy import QUICK_RUN, Contender, disagreements, measure, restricted
from bench.policy_size import NOW, SMALL, Sample, sized_policy, sized_transfers
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.flow import day_of
from policies.language import load_policy
from policies.tables import Tables

PEERS = {"regorus": Regorus, "cedarpy": Cedar, "casbin": Casbin, "regopy": Regopy, "if_ladder": Ladder}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_policy(load_policy(sized_policy(SMALL, seed=5)))


@pytest.fixture(scope="module")
def samples(tables: Tables) -> list[Sample]:
    return sized_transfers(tables, 1_200, seed=5)


@pytest.fixture(scope="module")
def part(tables: Tables) -> Part:
    return part_of(tables, NOW)


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_answers_as_our_engine_does(name: str, tables: Tables, samples: list[Sample], part: Part) -> None:
    few = samples[:100] if name in ("casbin", "regopy") else samples
    engine = Engine(tables)
    ours = [restricted(engine, sample) for sample in few]
    contender: Contender = PEERS[name](part)
    assert {WALL, NO_RULE} < {*ours}
    assert disagreements(name, contender, few, ours, tables) == []


def test_the_transfers_ask_for_every_sort_of_answer(tables: Tables, samples: list[Sample]) -> None:
    engine = Engine(tables)
    answers = {restricted(engine, sample) for sample in samples}
    assert {WALL, SCREENING, NO_RULE} < answers
    assert sum(answer.startswith("rule-") for answer in answers) >= 5


def test_a_peer_that_misses_a_rule_is_told(tables: Tables, samples: list[Sample], part: Part) -> None:
    engine = Engine(tables)
    ours = [restricted(engine, sample) for sample in samples]
    used = next(answer for answer in ours if answer.startswith("broad-"))
    without = dataclasses.replace(part, rules=tuple(rule for rule in part.rules if rule.name != used))
    found = disagreements("ladder", Ladder(without), samples, ours, tables)
    assert found
    assert all(used in line for line in found)


def test_a_peer_without_walls_is_told(tables: Tables, samples: list[Sample], part: Part) -> None:
    engine = Engine(tables)
    ours = [restricted(engine, sample) for sample in samples]
    sinks = {key: dataclasses.replace(sink, hostile=frozenset()) for key, sink in part.sinks.items()}
    found = disagreements("cedarpy", Cedar(dataclasses.replace(part, sinks=sinks)), samples, ours, tables)
    assert any(line.endswith("ours wall") for line in found)


def test_the_quick_run_gives_every_figure() -> None:
    result = measure(QUICK_RUN)
    assert result.disagreements == []
    wanted = {
        "decision_us_p50", "decision_us_p99", "ratio_to_fastest_peer", "load_s", "bundle_load_ms",
        "first_decision_us", "trace_us_p50", "unwarmed_us_p50", "uncached_us_p50",
        *(f"{name}_us_p50" for name in PEERS),
    }  # fmt: skip
    assert wanted <= result.figures.keys()
    assert all(value > 0 for value in result.figures.values())


def test_a_question_holds_what_the_transfer_says(tables: Tables, samples: list[Sample]) -> None:
    sample = next(each for each in samples if each.label.projects and each.transfer.destination.zone)
    question = question_of(sample, tables)
    assert question.projects == tuple(sorted(sample.label.projects))
    assert question.sink == f"zone/{sample.transfer.destination.zone}"
    assert question.today == day_of(NOW).toordinal()
