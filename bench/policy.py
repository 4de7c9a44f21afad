"""Measures a decision by a policy of 200 projects, 2,000 people, 2,000 parties and 500 rules, beside other engines.

Ten thousand transfers are decided, each once. Ours answers everything; the peers (cedarpy, regorus, regopy, casbin) the
part that they can express, which `bench/peers/part.py` says, and each file there how. Every answer of a peer is
compared with ours on that part; one disagreement fails the bench.

Time is that of one call, by `perf_counter_ns`, in this process, garbage collector on, after a warm-up by other
transfers (a fifth as many, not asked again). Ours gets transfers, labels and exposures that are decoded from JSON
beforehand, so that no object, hash or frozen set is one that was seen before. Peers get their inputs ready made, which
is not counted; their policies are parsed once. Contenders take turns over several rounds, and each is given its best.
casbin and regopy answer the first few only, as the table says.

Our engine keeps what it worked out for a content, a destination or a set of words, and looks it up by value; how many
different ones the transfers hold is printed. `unwarmed` is a new engine's first thousand decisions, `uncached` one that
keeps but the last of each sort: what a decision costs where nothing is ever met again.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from bench.peers.casbin import Casbin
from bench.peers.cedar import Cedar
from bench.peers.ladder import Ladder
from bench.peers.part import NO_RULE, SCREENING, WALL, part_of, question_of
from bench.peers.regopy import Regopy
from bench.peers.regorus import Regorus
from bench.policy_size import FULL, NOW, SMALL, Sample, Size, sized_policy, sized_transfers
from policies.bundle import decode_tables, encode_tables
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.language import load_policy
from policies.tables import Tables


class Contender(Protocol):
    """Somebody who answers the part."""

    def prepared(self, question: Any) -> Any:
        """What is handed in, made beforehand."""

    def answer(self, prepared: Any) -> str:
        """The answer, as `bench.peers.part` spells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How much is measured.

    Attributes:
        few: How many transfers the slow peers are asked: casbin, regopy.
    """

    size: Size
    transfers: int
    rounds: int
    few: tuple[int, int]


FULL_RUN = Run(size=FULL, transfers=10_000, rounds=3, few=(300, 50))
QUICK_RUN = Run(size=SMALL, transfers=300, rounds=1, few=(60, 30))


@dataclass(slots=True)
class Result:
    """Figures by name, and what was noticed on the way."""

    figures: dict[str, float] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    disagreements: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def measure(run: Run) -> Result:
    """Everything."""
    result = Result()
    tables = _load(run, result)
    samples = sized_transfers(tables, run.transfers, seed=1)
    others = sized_transfers(tables, max(1, run.transfers // 5), seed=2)
    _measure_peers(run, tables, samples, others, result)
    _measure_memory(tables, samples, result)
    _measure_trace(tables, samples, result)
    _measure_proof(tables, result)
    return result


def _load(run: Run, result: Result) -> Tables:
    """From text and from the bundle's bytes to an engine that is ready."""
    text = sized_policy(run.size)
    result.figures["load_s"] = round(_seconds(lambda: Engine(compile_policy(load_policy(text))), times=5), 3)
    data = encode_tables(compile_policy(load_policy(text)))
    result.figures["bundle_load_ms"] = round(_seconds(lambda: Engine(decode_tables(data)), times=15) * 1000, 1)
    tables = decode_tables(data)
    spent = _timed(_decider(Engine(tables)), _fresh(sized_transfers(tables, 1, seed=3)))
    result.figures["first_decision_us"] = round(spent[0] / 1000, 1)
    return tables


def _measure_peers(
    run: Run, tables: Tables, samples: Sequence[Sample], others: Sequence[Sample], result: Result
) -> None:
    part = part_of(tables, NOW)
    contenders: dict[str, tuple[Contender, int]] = {
        "if_ladder": (Ladder(part), run.transfers),
        "regorus": (Regorus(part), run.transfers),
        "cedarpy": (Cedar(part), run.transfers),
        "casbin": (Casbin(part), min(run.few[0], run.transfers)),
        "regopy": (Regopy(part), min(run.few[1], run.transfers)),
    }
    engine = Engine(tables)
    ours = [restricted(engine, sample) for sample in samples]
    medians: dict[str, list[float]] = {name: [] for name in contenders}
    rounds: list[list[int]] = []
    for number in range(run.rounds):
        rounds.append(_round_of_ours(tables, samples, others))
        for name, (contender, count) in contenders.items():
            is_first = number == 0
            if is_first:
                result.asked[name] = count
                result.disagreements += disagreements(name, contender, samples[:count], ours, tables)
            medians[name].append(_round_of(contender, samples[:count], others, tables))
    _add_times(rounds, medians, result)


def _round_of_ours(tables: Tables, samples: Sequence[Sample], others: Sequence[Sample]) -> list[int]:
    """Nanoseconds of each decision by a new engine, after a warm-up."""
    decide = _decider(Engine(tables))
    _timed(decide, _fresh(others))
    return _timed(decide, _fresh(samples))


def _measure_memory(tables: Tables, samples: Sequence[Sample], result: Result) -> None:
    """What the engine owes to what it has worked out before: a new one, and one that remembers but one of each sort."""
    few = samples[: max(1, len(samples) // 10)]
    unwarmed = _timed(_decider(Engine(tables)), _fresh(few))
    uncached = _timed(_decider(Engine(tables, memo_size=1)), _fresh(few))
    result.figures["unwarmed_us_p50"] = round(statistics.median(unwarmed) / 1000, 2)
    result.figures["uncached_us_p50"] = round(statistics.median(uncached) / 1000, 2)
    result.figures["distinct_labels"] = len({sample.label for sample in samples})
    places = {(sample.label, sample.transfer.destination) for sample in samples}
    result.figures["distinct_labels_and_destinations"] = len(places)


def _decider(engine: Engine) -> Callable[[Sample], object]:
    return lambda sample: engine.decide(sample.transfer, sample.label, sample.exposure, (), NOW)


def _round_of(contender: Contender, samples: Sequence[Sample], others: Sequence[Sample], tables: Tables) -> float:
    warm_up = [contender.prepared(question_of(sample, tables)) for sample in others[: max(1, len(samples) // 5)]]
    prepared = [contender.prepared(question_of(sample, tables)) for sample in samples]
    _timed(contender.answer, warm_up)
    return statistics.median(_timed(contender.answer, prepared))


def _add_times(rounds: list[list[int]], medians: dict[str, list[float]], result: Result) -> None:
    best = sorted(min(rounds, key=statistics.median))
    p50, p99 = statistics.median(best), best[int(len(best) * 0.99)]
    theirs = {name: min(values) / 1000 for name, values in medians.items()}
    fastest = min(value for name, value in theirs.items() if name != "if_ladder")
    result.figures |= {"decision_us_p50": round(p50 / 1000, 2), "decision_us_p99": round(p99 / 1000, 2)}
    result.figures["ratio_to_fastest_peer"] = round(fastest * 1000 / p50, 2)
    result.figures |= {f"{name}_us_p50": round(value, 2) for name, value in theirs.items()}


def disagreements(
    name: str, contender: Contender, samples: Sequence[Sample], ours: Sequence[str], tables: Tables
) -> list[str]:
    """A line for each answer of a contender that is not ours."""
    found = []
    for sample, expected in zip(samples, ours, strict=False):
        answer = contender.answer(contender.prepared(question_of(sample, tables)))
        if answer != expected:
            found.append(f"{name} says {answer} of {sample.transfer.id}, ours {expected}")
    return found


def restricted(engine: Engine, sample: Sample) -> str:
    """Our answer on the part: from the trace, for another step may name the decision."""
    steps = {step.source: step for step in engine.walk(sample.transfer, sample.label, sample.exposure, NOW)}
    if steps["invariant:wall"].reasons:
        return WALL
    if any(reason.key == "screening.prohibit" for reason in steps["invariant:screening"].reasons):
        return SCREENING
    return steps["table"].reasons[0].facts.get("rule", NO_RULE)


def _measure_trace(tables: Tables, samples: Sequence[Sample], result: Result) -> None:
    engine = Engine(tables)

    def walk(sample: Sample) -> object:
        return engine.walk(sample.transfer, sample.label, sample.exposure, NOW)

    spent = _timed(walk, _fresh(samples[: max(1, len(samples) // 5)]))
    result.figures["trace_us_p50"] = round(statistics.median(spent) / 1000, 2)


def _measure_proof(tables: Tables, result: Result) -> None:
    try:
        from policies.analysis.proof import prove
    except ImportError as error:
        result.notes.append(f"proof_s is left out: {error}")
        return
    result.figures["proof_s"] = round(_seconds(lambda: prove(tables, NOW), times=1), 3)


def _fresh(samples: Sequence[Sample]) -> list[Sample]:
    """The same values as new objects, down to the texts, as if they had just come in."""
    data = msgspec.json.encode(samples)
    return msgspec.json.decode(data, type=list[Sample])


def _timed(answer: Callable[[Any], object], prepared: Sequence[Any]) -> list[int]:
    """Nanoseconds of each call."""
    gc.collect()
    clock, spent = time.perf_counter_ns, []
    for each in prepared:
        began = clock()
        answer(each)
        spent.append(clock() - began)
    return spent


def _seconds(work: Callable[[], object], *, times: int) -> float:
    """The best of several times."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def _print_table(result: Result) -> None:
    for name, value in result.figures.items():
        asked = result.asked.get(name.removesuffix("_us_p50"))
        count = f"  {asked:,} transfers" if name.endswith("_us_p50") and asked else ""
        print(f"{name:34}{value:>12,}{count}")
    print("\nratio_to_fastest_peer is the peer's median over ours; the peers answer a part, ours everything.")
    print(f"Peers agree with ours on that part: {'no' if result.disagreements else 'yes, on every transfer asked'}.")


def main() -> int:
    """Print a table, or with --json one object; 1 where a peer disagrees with ours."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one object for machines")
    parser.add_argument("--quick", action="store_true", help="a small policy and few transfers, to check agreement")
    options = parser.parse_args()
    logging.getLogger("casbin").setLevel(logging.ERROR)  # it would print every request that no line lets pass
    result = measure(QUICK_RUN if options.quick else FULL_RUN)
    if options.json:
        print(json.dumps({"bench": "policy", "figures": result.figures}))
    else:
        _print_table(result)
    for line in (*result.notes, *result.disagreements[:20]):
        print(line, file=sys.stderr)
    return 1 if result.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
