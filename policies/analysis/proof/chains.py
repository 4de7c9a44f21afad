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
from policies.analysis.proof.spread import Guise, Move, Projects, Spread, Step
from policies.analysis.proof.table import TableEncoding, arrives
from policies.errors import PolicyError
from policies.label import Label, Level
from policies.model import Channel, Ring, Side, Verdict
from policies.tables import Tables

CHAIN_LEVELS = (Level.SENSITIVE, Level.CONTROLLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sort:
    """What the table can tell of a move: moves of one sort arrive together.

    Attributes:
        mask: Of the rules that may match.
        is_closed: Whether it is stopped as a publication, if it is one.
        is_sent: Whether it goes where only a message or an upload gets.
    """

    mask: int
    is_default_passing: bool
    is_owned: bool
    is_by_session: bool
    is_closed: bool
    is_sent: bool


class ChainProver:
    """Looks for chains under one policy."""

    def __init__(
        self, tables: Tables, places: Places, table: TableEncoding, judge: Judge, at: datetime, z3: Any
    ) -> None:
        self._tables, self._places, self._table, self._judge = tables, places, table, judge
        self._at, self._z3 = at, z3
        self._is_let: dict[tuple[Projects, Level, Place], bool] = {}

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
            # What lies with the other side shows more than what somebody of it can read in a place of nobody's.
            steps = self._next_steps(spread, frozenset(found), in_order=in_order, is_read_only=False)
            steps = steps or self._next_steps(spread, frozenset(found), in_order=in_order, is_read_only=True)
            if steps is None:
                break
            for step in steps:
                if step.move.place not in spread.goals:
                    spread.arrive(step)
                for side in spread.goals.get(step.move.place, ()):
                    found.setdefault(side, spread.way_to(step))
        return found

    def _next_steps(
        self, spread: Spread, done: frozenset[Side], *, in_order: bool, is_read_only: bool
    ) -> list[Step] | None:
        """Hops that arrive outside of what has been reached, all that the table treats alike; None: there is none."""
        groups = self._groups(spread, done, is_read_only=is_read_only)
        if not groups:
            return None
        z3, table = self._z3, self._table
        which = z3.Int("group")
        solver = z3.Solver()
        solver.add(*table.open_side.bounds())
        cases = []
        for index, (sort, moves) in enumerate(groups.items()):
            lets = table.passes(sort.mask, is_default_passing=sort.is_default_passing, in_order=in_order)
            comes = table.open_side.comes_from(spread.origins_of(moves[0].guise))
            somewhere = z3.Or(comes, table.open_side.origin == 0) if sort.is_owned else comes
            besides = [table.open_side.is_unpublished()] if sort.is_closed else []
            besides += [table.open_side.is_sent()] if sort.is_sent else []
            cases.append(z3.And(which == index, lets, somewhere, *besides))
        solver.add(z3.Or(cases))
        model = self._plainest(solver)
        if model is None:
            return None
        chosen = list(groups.values())[model.eval(which, model_completion=True).as_long()]
        return [self._step(move, model, spread) for move in chosen]

    def _plainest(self, solver: Any) -> Any:
        """A model in which as little as possible is said, so that it is easy to follow and the same each time."""
        z3, said = self._z3, list[Any]()
        answer = solver.check()
        if answer == z3.unsat:
            return None
        for plain in self._table.open_side.plainest(self._at):
            if solver.check(*said, plain) == z3.sat:
                said.append(plain)
        answer = solver.check(*said)
        if answer != z3.sat:
            raise PolicyError("the solver gave no answer; nothing is proved", help="prove it again")
        return solver.model()

    def _groups(self, spread: Spread, done: frozenset[Side], *, is_read_only: bool) -> dict[_Sort, list[Move]]:
        """Moves to places not reached yet, by what the table can tell apart; to those only read by others, or not."""
        groups: dict[_Sort, list[Move]] = defaultdict(list)
        for guise in spread.guises:
            if guise not in spread.moves:
                spread.moves[guise] = list(self._admitted(guise, spread))
            for move in spread.moves[guise]:
                place = move.place
                if place in spread.zones or (place in spread.goals and spread.goals[place] <= done):
                    continue
                if is_read_only is not (place in spread.goals and place.sides.isdisjoint(spread.others)):
                    continue
                groups[self._sort(move)].append(move)
        return groups

    def _admitted(self, guise: Guise, spread: Spread) -> Iterator[Move]:
        """Moves out of what has been reached that nothing but the table could stop.

        What another organisation does with content is outside of what a policy can say, so only parties of other
        sides count.
        """
        projects = guise.projects
        own = max(
            (self._tables.projects[p].level for p in projects if p in self._tables.projects), default=Level.PUBLIC
        )
        goals: Iterable[Place] = spread.goals
        if spread.side in self._places.sides_of(projects):
            # The wall keeps it from all others that are of another side.
            goals = (place for place in goals if place.is_enclave or place.sides.isdisjoint(spread.others))
        among = [place for place in self._places.zones if place not in spread.zones and place not in spread.goals]
        among += goals
        for level in CHAIN_LEVELS:
            if level < own:
                continue
            for place in self._places.admitting(projects, level, among):
                if self._is_admitted(projects, level, place):
                    yield Move(guise=guise, level=level, place=place)

    def _is_admitted(self, projects: Projects, level: Level, place: Place) -> bool:
        key = (projects, level, place)
        if key not in self._is_let:
            question = Question(seen=Label(projects=projects, level=level), destination=place.destination)
            self._is_let[key] = arrives(self._judge.under_any_table(question).verdict)
        return self._is_let[key]

    def _sort(self, move: Move) -> _Sort:
        defaults = self._tables.defaults
        projects = move.guise.projects
        is_clean = self._places.is_clean(projects, move.level, move.place)
        default = Verdict.ALLOW if is_clean else defaults.labelled
        # Where any agent only watches or warns, no rule and no default stops anything.
        is_enforced = self._tables.rings.softest(move.place.zone) is Ring.ENFORCE
        return _Sort(
            mask=self._table.matching(projects, move.level, move.place) if is_enforced else 0,
            is_default_passing=not is_enforced or arrives(default if projects else defaults.unlabelled),
            is_owned=bool(projects) and move.guise.session is None,
            is_by_session=move.guise.session is not None,
            is_closed=not is_clean and self._places.is_closed(projects),
            is_sent=move.place is self._places.nowhere,
        )

    def _step(self, move: Move, model: Any, spread: Spread) -> Step:
        guise = move.guise
        seen = Label(projects=guise.projects if guise.session is None else frozenset(), level=move.level)
        question, at = self._table.open_side.question(model, seen, move.place, self._at)
        question = replace(question, session=guise.session)
        return Step(move=move, question=question, at=at, source=spread.source_of(guise, question.origin))

    def _told(self, step: Step) -> Hop:
        """The hop as one would see it happen, where the engine decides it alike; else as the solver put it."""
        for told in self._tellings(step):
            hop = self._judge.as_it_stands(told, step.at)
            if arrives(hop.decision.verdict):
                return hop
        return self._judge.as_it_stands(step.question, step.at)

    def _tellings(self, step: Step) -> Iterator[Question]:
        """The same hop in several ways, the plainest first."""
        question, guise = step.question, step.move.guise
        placed = question
        if step.source is not None and step.source.zone is not None and not question.origin:
            placed = replace(question, origin=frozenset({step.source.zone}))
        if step.source is not None and step.source.projects == guise.projects and step.is_under_way:
            # It passes for the content of the place it lies in, because nothing else is recognised in it.
            placed = replace(placed, seen=replace(placed.seen, projects=frozenset()))
        plain = replace(placed, is_encrypted=False)
        if step.move.place.party is not None:
            yield replace(plain, channel=Channel.MAIL)
        yield from (plain, placed, question)
        # Whoever opens it may need a permit that another does not need.
        for person in self._table.open_side.alike(question.person):
            yield replace(placed, person=person)

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
