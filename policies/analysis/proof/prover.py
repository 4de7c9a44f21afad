"""The whole proof of a policy: every wall, every ordered pair of its sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from policies.analysis.proof.chains import ChainProver
from policies.analysis.proof.judge import Judge, Question
from policies.analysis.proof.places import Places, facts_until
from policies.analysis.proof.representatives import crossings, first_below, floors, mixtures
from policies.analysis.proof.result import Finding, Outcome, PairProof, Proof, WallProof
from policies.analysis.proof.solver import load_solver, solver_version
from policies.analysis.proof.table import TableEncoding
from policies.analysis.proof.walls import Crossing, WallEncoding
from policies.bundle import encode_tables
from policies.flow import day_of
from policies.model import Side, Verdict, Wall
from policies.tables import Tables

REPRESENTATIVES = 250


def prove(tables: Tables, at: datetime, *, representatives: int = REPRESENTATIVES) -> Proof:
    """Prove a policy's walls, or find the transfers that show where they do not hold.

    Args:
        tables: The compiled policy.
        at: Aware UTC time; memberships, permits, terms and rules count as of that day in Japan.
        representatives: How many transfers the engine decides for every ordered pair, at most.

    Raises:
        PolicyError: Z3 is not installed.
    """
    z3 = load_solver()
    judge, places = Judge(tables, at), Places(tables, day_of(at))
    table = TableEncoding(tables, places, day_of(at), z3)
    chains = ChainProver(tables, places, table, judge, at, z3)
    prover = _Prover(tables, places, judge, chains, z3, representatives)
    walls = tuple(prover.wall(wall) for _, wall in sorted(tables.walls.items()))
    return Proof(
        organisation=tables.organisation,
        policy_version=tables.version,
        tables_sha256=hashlib.sha256(encode_tables(tables)).hexdigest(),
        at=at,
        facts_until=facts_until(tables, day_of(at)),
        solver=solver_version(z3),
        walls=walls,
        representatives=judge.asked,
    )


class _Prover:
    def __init__(
        self, tables: Tables, places: Places, judge: Judge, chains: ChainProver, z3: Any, representatives: int
    ) -> None:
        self._tables, self._places, self._judge, self._chains = tables, places, judge, chains
        self._z3, self._representatives = z3, representatives

    def wall(self, wall: Wall) -> WallProof:
        """Everything that is promised of one wall."""
        encoding = WallEncoding(wall, self._tables, self._z3)
        both = self._confirmed(
            encoding.both_sides(), mixtures(wall, encoding.sorts, self._tables, self._representatives), Verdict.BLOCK
        )
        return WallProof(
            wall=wall.id,
            sides=wall.sides,
            both_sides=both,
            pairs=tuple(pair for ours in wall.sides for pair in self._pairs(wall, ours, encoding)),
        )

    def _pairs(self, wall: Wall, ours: Side, encoding: WallEncoding) -> Iterator[PairProof]:
        others = tuple(side for side in wall.sides if side != ours)
        chains = self._chains.findings(ours, others)
        floored = self._confirmed(None, floors(ours, self._places, self._tables, self._representatives), Verdict.HOLD)
        for theirs in others:
            questions = crossings(encoding.sorts, ours, theirs, self._tables, self._representatives)
            crossing = self._confirmed(encoding.crossing(ours, theirs), questions, Verdict.BLOCK)
            chain = chains[theirs] if floored.outcome.holds or not chains[theirs].outcome.holds else floored
            yield PairProof(ours=ours, theirs=theirs, crossing=crossing, chains=chain)

    def _confirmed(self, model: Crossing | None, questions: Iterator[Question], least: Verdict) -> Finding:
        """Proved only if the solver finds nothing and the engine decides no representative more loosely."""
        if model is not None:
            hop = self._judge.as_it_stands(Question(seen=model.label, destination=model.destination))
            is_real = hop.decision.verdict < least
            return Finding(outcome=Outcome.REFUTED if is_real else Outcome.UNCONFIRMED, hops=(hop,))
        hop_below = first_below(least, questions, self._judge)
        if hop_below is None:
            return Finding(outcome=Outcome.PROVED)
        return Finding(outcome=Outcome.REFUTED, hops=(hop_below,))
