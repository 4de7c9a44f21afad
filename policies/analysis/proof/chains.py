"""No chain of transfers carries content of one side to another: the places that it can reach, closed under hops.

Content at `sensitive` or above starts in the homes of one side. At every hop it keeps its label or, where it is no
longer recognised, takes the label of the place that it lies in. Z3 looks for the next hop that arrives, out of what
has been reached so far; where there is none the set is closed, and nothing of another side is in it.

Source: reachability over a flow relation, as in Denning (1976), A lattice model of secure information flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from policies.analysis.proof.judge import Judge, Question
from policies.analysis.proof.places import Place, Places
from policies.analysis.proof.result import Finding, Hop, OrderPair, Outcome
from policies.analysis.proof.table import TableEncoding, arrives
from policies.label import Label, Level, ProjectId
from policies.model import Channel, Side, Verdict, ZoneId
from policies.tables import Tables

CHAIN_LEVELS = (Level.SENSITIVE, Level.CONTROLLED)

_Projects = frozenset[ProjectId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Content with a label on its way to a place, where neither a wall, nor the floor, nor an invariant stops it."""

    projects: _Projects
    level: Level
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sort:
    """What the table can tell of a move: moves of one sort arrive together.

    Attributes:
        mask: Of the rules that may match.
        is_closed: Whether it is stopped as a publication, if it is one.
    """

    mask: int
    is_default_passing: bool
    is_owned: bool
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A hop that arrives.

    Attributes:
        source: The place that it comes from.
    """

    move: Move
    question: Question
    at: datetime
    source: Place | None

    @property
    def is_under_way(self) -> bool:
        """Whether the content has left the homes of its side."""
        return self.source is not None and not self.source.sides


class Spread:
    """Everything that content of one side has reached so far."""

    def __init__(self, side: Side, places: Places, tables: Tables) -> None:
        self.side, self._places, self._tables = side, places, tables
        self.goals = {each: None for each in (*places.zones, *places.parties) if self.is_other_side(each)}
        self.zones = {each: None for each in places.zones if side in each.sides and each not in self.goals}
        self.moves: dict[_Projects, list[Move]] = {}
        self.steps: dict[ZoneId, Step] = {}
        self.labels: list[_Projects] = []
        own = (frozenset({p}) for p, facts in sorted(tables.projects.items()) if side in facts.sides)
        for projects in [*own, *(zone.projects for zone in self.zones)]:
            self._take_label(projects)

    def arrive(self, step: Step) -> bool:
        """Content lies in one more zone, and may from now on pass for that zone's; False where it did already."""
        place = step.move.place
        if place in self.zones or place.zone is None:
            return False
        self.zones[place] = None
        self.steps[place.zone] = step
        self._take_label(place.projects)
        return True

    def is_other_side(self, place: Place) -> bool:
        """Whether another side of the same wall reads there; an enclave that names this side too is meant for both."""
        return bool(self.others_at(place)) and not (place.is_enclave and self.side in place.sides)

    def others_at(self, place: Place) -> frozenset[Side]:
        """The other sides of the wall that read in the place."""
        return frozenset(each for each in place.sides if each.conflicts_with(self.side))

    def origins_of(self, projects: _Projects) -> list[ZoneId]:
        """Where content may lie that passes for these projects' own; of nobody's, in zones of no project only."""
        return [z.zone for z in self.zones if z.zone is not None and (projects or not z.projects)]

    def source_of(self, projects: _Projects, origin: frozenset[ZoneId]) -> Place | None:
        """The reached place that content with this label comes from."""
        named = [place for place in self.zones if place.zone in origin]
        alike = [place for place in self.zones if place.projects == projects]
        return next(iter((*named, *alike)), None)

    def way_to(self, step: Step) -> list[Step]:
        """The hops from a home of the side to this one."""
        way = [step]
        while (source := way[0].source) is not None and source.zone in self.steps:
            way.insert(0, self.steps[source.zone])
        return way

    def _take_label(self, projects: _Projects) -> None:
        if projects not in self.labels:
            self.labels.append(projects)


class ChainProver:
    """Looks for chains under one policy."""

    def __init__(
        self, tables: Tables, places: Places, table: TableEncoding, judge: Judge, at: datetime, z3: Any
    ) -> None:
        self._tables, self._places, self._table, self._judge = tables, places, table, judge
        self._at, self._z3 = at, z3
        self._is_let: dict[tuple[_Projects, Level, Place], bool] = {}

    def findings(self, ours: Side, others: tuple[Side, ...]) -> dict[Side, Finding]:
        """For every other side of the wall: whether content of `ours` gets there by a chain."""
        loose = self._reached(ours, others, in_order=False)
        open_sides = [side for side in others if side in loose]
        found = {side: Finding(outcome=Outcome.PROVED) for side in others if side not in loose}
        if not open_sides:
            return found
        strict = self._reached(ours, tuple(open_sides), in_order=True)
        for side in open_sides:
            if side in strict:
                found[side] = self._refutation(strict[side])
            else:
                pair = self._order_pair(loose[side])
                found[side] = Finding(outcome=Outcome.IN_THIS_ORDER, order=pair)
        return found

    def _reached(self, ours: Side, others: tuple[Side, ...], *, in_order: bool) -> dict[Side, list[Step]]:
        """Sides that content of `ours` gets to, each with a chain of hops; closes the set of places on the way."""
        spread = Spread(ours, self._places, self._tables)
        found: dict[Side, list[Step]] = {}
        while len(found) < len(others):
            steps = self._next_steps(spread, frozenset(found), in_order=in_order)
            if steps is None:
                break
            for step in steps:
                if not spread.is_other_side(step.move.place):
                    spread.arrive(step)
                    continue
                for side in step.move.place.sides:
                    if side.conflicts_with(ours):
                        found.setdefault(side, spread.way_to(step))
        return found

    def _next_steps(self, spread: Spread, done: frozenset[Side], *, in_order: bool) -> list[Step] | None:
        """Hops that arrive outside of what has been reached, all that the table treats alike; None: there is none."""
        groups = self._groups(spread, done)
        if not groups:
            return None
        z3, table = self._z3, self._table
        which = z3.Int("group")
        solver = z3.Solver()
        solver.add(*table.open_side.bounds())
        cases = []
        for index, (sort, moves) in enumerate(groups.items()):
            lets = table.passes(sort.mask, is_default_passing=sort.is_default_passing, in_order=in_order)
            comes = table.open_side.comes_from(spread.origins_of(moves[0].projects))
            somewhere = z3.Or(comes, table.open_side.origin == 0) if sort.is_owned else comes
            unpublished = [table.open_side.is_unpublished()] if sort.is_closed else []
            cases.append(z3.And(which == index, lets, somewhere, *unpublished))
        solver.add(z3.Or(cases))
        answer = solver.check(table.open_side.is_at(self._at))  # a hop at this very time is the easiest to follow
        if answer != z3.sat:
            answer = solver.check()
        if answer == z3.unsat:
            return None
        if answer != z3.sat:
            raise ArithmeticError("the solver gave no answer")
        model = solver.model()
        chosen = list(groups.values())[model.eval(which, model_completion=True).as_long()]
        return [self._step(move, model, spread) for move in chosen]

    def _groups(self, spread: Spread, done: frozenset[Side]) -> dict[_Sort, list[Move]]:
        """Moves to places not reached yet, by what the table can tell apart."""
        groups: dict[_Sort, list[Move]] = defaultdict(list)
        for projects in spread.labels:
            if projects not in spread.moves:
                spread.moves[projects] = list(self._admitted(projects, spread))
            for move in spread.moves[projects]:
                place = move.place
                if place in spread.zones or (place in spread.goals and spread.others_at(place) <= done):
                    continue
                groups[self._sort(move)].append(move)
        return groups

    def _admitted(self, projects: _Projects, spread: Spread) -> Iterator[Move]:
        """Moves out of what has been reached that nothing but the table could stop.

        What another organisation does with content is outside of what a policy can say, so only parties of other
        sides count.
        """
        own = max(
            (self._tables.projects[p].level for p in projects if p in self._tables.projects), default=Level.PUBLIC
        )
        goals: Iterable[Place] = spread.goals
        if spread.side in self._places.sides_of(projects):
            goals = (place for place in goals if place.is_enclave)  # the wall keeps all others from it
        among = [place for place in self._places.zones if place not in spread.zones and place not in spread.goals]
        among += goals
        for level in CHAIN_LEVELS:
            if level < own:
                continue
            for place in self._places.admitting(projects, level, among):
                if self._is_admitted(projects, level, place):
                    yield Move(projects=projects, level=level, place=place)

    def _is_admitted(self, projects: _Projects, level: Level, place: Place) -> bool:
        key = (projects, level, place)
        if key not in self._is_let:
            question = Question(seen=Label(projects=projects, level=level), destination=place.destination)
            self._is_let[key] = arrives(self._judge.under_any_table(question).verdict)
        return self._is_let[key]

    def _sort(self, move: Move) -> _Sort:
        defaults = self._tables.defaults
        is_clean = self._places.is_clean(move.projects, move.level, move.place)
        default = Verdict.ALLOW if is_clean else defaults.labelled
        return _Sort(
            mask=self._table.matching(move.projects, move.level, move.place),
            is_default_passing=arrives(default if move.projects else defaults.unlabelled),
            is_owned=bool(move.projects),
            is_closed=not is_clean and self._places.is_closed(move.projects),
        )

    def _step(self, move: Move, model: Any, spread: Spread) -> Step:
        seen = Label(projects=move.projects, level=move.level)
        question, at = self._table.open_side.question(model, seen, move.place, self._at)
        return Step(move=move, question=question, at=at, source=spread.source_of(move.projects, question.origin))

    def _told(self, step: Step) -> Hop:
        """The hop as one would see it happen, where the engine decides it alike; else as the solver put it."""
        question = step.question
        placed = question
        if step.source is not None and step.source.zone is not None and not question.origin:
            placed = replace(question, origin=frozenset({step.source.zone}))
        if step.source is not None and step.source.projects == step.move.projects and step.is_under_way:
            # It passes for the content of the place it lies in, because nothing else is recognised in it.
            placed = replace(placed, seen=replace(placed.seen, projects=frozenset()))
        mailed = replace(placed, channel=Channel.MAIL) if step.move.place.party is not None else placed
        for told in (mailed, placed):
            hop = self._judge.as_it_stands(told, step.at)
            if arrives(hop.decision.verdict):
                return hop
        return self._judge.as_it_stands(question, step.at)

    def _refutation(self, way: list[Step]) -> Finding:
        hops = tuple(self._told(step) for step in way)
        confirmed = all(arrives(hop.decision.verdict) for hop in hops)
        return Finding(outcome=Outcome.REFUTED if confirmed else Outcome.UNCONFIRMED, hops=hops)

    def _order_pair(self, way: list[Step]) -> OrderPair | None:
        """The rule that would let a hop of the chain pass, and what comes before it."""
        for step in way:
            decision = self._judge.as_it_stands(step.question, step.at).decision
            if not arrives(decision.verdict):
                return OrderPair(passing=self._passing(step), stopping=decision.rule)
        return None

    def _passing(self, step: Step) -> str:
        """The first rule that would let the hop pass by itself, asked of the engine."""
        for rule in self._table.rules:
            if arrives(rule.verdict):
                decision = self._judge.under(replace(self._tables, rules=(rule,)), step.question, step.at)
                if arrives(decision.verdict) and decision.rule == f"rule:{rule.name}":
                    return decision.rule
        return "default"
