"""No single transfer crosses a wall: what the wall's invariant says, told to Z3, against what was promised.

The transfer is symbolic: any walled projects in the label, any zone and party or none, and whatever the table and the
other invariants say, which is left free. So a result holds for all rules in all orders. What was promised is written
apart from the invariant (`_promised_*`): it speaks of a content's way into the other side's zone or party.

Zones and parties that the wall cannot tell apart are one value; projects keep one variable each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policies.errors import PolicyError
from policies.label import Label, Level, ProjectId
from policies.model import PartyId, Side, Verdict, Wall, ZoneId, ZoneKind
from policies.tables import Tables
from policies.transfer import Destination

_NONE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneClass:
    """Zones that one wall cannot tell apart; `enclave_of` is empty where it is no enclave."""

    sides: frozenset[Side]
    enclave_of: frozenset[ProjectId]
    zone: ZoneId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyClass:
    """Parties that one wall cannot tell apart."""

    sides: frozenset[Side]
    party: PartyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorts:
    """Every sort of zone and of party that one wall can tell apart."""

    zones: tuple[ZoneClass, ...]
    parties: tuple[PartyClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A model of the solver: a transfer that it believes to pass."""

    label: Label
    destination: Destination


class WallEncoding:
    """One wall as formulas."""

    def __init__(self, wall: Wall, tables: Tables, z3: Any) -> None:
        self._z3 = z3
        self.sorts = Sorts(zones=zone_classes(wall, tables), parties=party_classes(wall, tables))
        self._sides = wall.sides
        self._own = {s: sorted(p for p, facts in tables.projects.items() if s in facts.sides) for s in wall.sides}
        self._zones = self.sorts.zones
        self._parties = self.sorts.parties
        self._holds = {p: z3.Bool(f"holds_{p}") for own in self._own.values() for p in own}
        self._zone, self._party = z3.Int("zone"), z3.Int("party")
        self._exempt_by_zones: dict[frozenset[int], Any] = {}
        self._solver = z3.Solver()
        self._solver.add(self._zone >= _NONE, self._zone <= len(self._zones))
        self._solver.add(self._party >= _NONE, self._party <= len(self._parties))
        self._solver.add(self._verdict() < Verdict.BLOCK.rank)

    def crossing(self, ours: Side, theirs: Side) -> Crossing | None:
        """A transfer of content of `ours` into a zone or to a party of `theirs` below `block`; None: there is none."""
        return self._solve(self._promised_crossing(ours, theirs))

    def both_sides(self) -> Crossing | None:
        """A transfer of content of two sides to elsewhere than their enclave below `block`; None: there is none."""
        return self._solve(self._promised_both_sides())

    def _verdict(self) -> Any:
        """The strictest of the wall, the other invariants and the table; the latter two are free."""
        z3, top = self._z3, Verdict.BLOCK.rank
        others, table = z3.Int("others"), z3.Int("table")
        self._solver.add(others >= 0, others <= top, table >= 0, table <= top)
        rest = z3.If(others >= table, others, table)
        return z3.If(self._invariant(), z3.IntVal(top), rest)

    def _invariant(self) -> Any:
        """What `policies` promises to block, as the wall's invariant reads it."""
        z3 = self._z3
        outside = {
            s: z3.Or([z3.And(self._holds[p], z3.Not(self._is_exempt(p))) for p in self._own[s]]) for s in self._own
        }
        sinks = {s: z3.Or(self._zone_reads(s), self._party_reads(s)) for s in self._sides}
        crosses = [z3.And(outside[one], sinks[other]) for one in self._sides for other in self._sides if one != other]
        held = {s: z3.Or([self._holds[p] for p in self._own[s]]) for s in self._own}
        mixed = [z3.And(outside[one], held[other]) for one in self._sides for other in self._sides if one != other]
        return z3.Or([*crosses, *mixed])

    def _promised_crossing(self, ours: Side, theirs: Side) -> Any:
        z3 = self._z3
        to_party = self._party_reads(theirs)
        return z3.Or(
            [
                z3.And(
                    self._holds[p], z3.Or(to_party, z3.And(self._zone_reads(theirs), z3.Not(self._rests_in_enclave(p))))
                )
                for p in self._own[ours]
            ]
        )

    def _promised_both_sides(self) -> Any:
        z3 = self._z3
        strays = [z3.And(self._holds[p], z3.Not(self._rests_in_enclave(p))) for own in self._own.values() for p in own]
        return z3.And(self._has_two_sides(), z3.Or([self._party != _NONE, *strays]))

    def _has_two_sides(self) -> Any:
        z3 = self._z3
        held = {s: z3.Or([self._holds[p] for p in self._own[s]]) for s in self._sides}
        pairs = [(a, b) for index, a in enumerate(self._sides) for b in self._sides[index + 1 :]]
        return z3.Or([z3.And(held[a], held[b]) for a, b in pairs])

    def _zone_reads(self, side: Side) -> Any:
        return self._is_zone(index for index, each in enumerate(self._zones, 1) if side in each.sides)

    def _party_reads(self, side: Side) -> Any:
        z3 = self._z3
        return z3.Or([self._party == index for index, each in enumerate(self._parties, 1) if side in each.sides])

    def _rests_in_enclave(self, project: ProjectId) -> Any:
        return self._is_zone(index for index, each in enumerate(self._zones, 1) if project in each.enclave_of)

    def _is_exempt(self, project: ProjectId) -> Any:
        """An enclave takes what it names, as long as no party is named beside it."""
        zones = frozenset(index for index, each in enumerate(self._zones, 1) if project in each.enclave_of)
        if zones not in self._exempt_by_zones:
            self._exempt_by_zones[zones] = self._z3.And(self._party == _NONE, self._is_zone(zones))
        return self._exempt_by_zones[zones]

    def _is_zone(self, indices: Iterable[int]) -> Any:
        return self._z3.Or([self._zone == index for index in indices])

    def _solve(self, promised: Any) -> Crossing | None:
        z3 = self._z3
        self._solver.push()
        try:
            self._solver.add(promised)
            answer = self._solver.check()
            if answer == z3.unsat:
                return None
            if answer != z3.sat:
                raise PolicyError("the solver gave no answer; nothing is proved", help="prove it again")
            return self._crossing_of(self._solver.model())
        finally:
            self._solver.pop()

    def _crossing_of(self, model: Any) -> Crossing:
        z3 = self._z3
        held = frozenset(p for p, variable in self._holds.items() if z3.is_true(model.eval(variable)))
        zone, party = (model.eval(each, model_completion=True).as_long() for each in (self._zone, self._party))
        return Crossing(
            label=Label(projects=held, level=Level.SENSITIVE),
            destination=Destination(
                zone=self._zones[zone - 1].zone if zone else None,
                party=self._parties[party - 1].party if party else None,
            ),
        )


def zone_classes(wall: Wall, tables: Tables) -> tuple[ZoneClass, ...]:
    """The zones of a policy, one of each sort that the wall can tell apart, in the order of their ids."""
    found: dict[tuple[frozenset[Side], frozenset[ProjectId]], ZoneClass] = {}
    for id_, facts in sorted(tables.zones.items()):
        sides = sides_on(wall, facts.projects, tables)
        named = facts.projects if facts.kind is ZoneKind.ENCLAVE else frozenset[ProjectId]()
        found.setdefault((sides, named), ZoneClass(sides=sides, enclave_of=named, zone=id_))
    return tuple(found.values())


def party_classes(wall: Wall, tables: Tables) -> tuple[PartyClass, ...]:
    """The parties of a policy, one of each sort that the wall can tell apart, in the order of their ids."""
    found: dict[frozenset[Side], PartyClass] = {}
    for id_, facts in sorted(tables.parties.items()):
        sides = sides_on(wall, facts.projects, tables)
        found.setdefault(sides, PartyClass(sides=sides, party=id_))
    return tuple(found.values())


def sides_on(wall: Wall, projects: Iterable[ProjectId], tables: Tables) -> frozenset[Side]:
    """The sides of one wall that these projects are on."""
    known = (tables.projects[project] for project in projects if project in tables.projects)
    return frozenset(side for facts in known for side in facts.sides if side.wall == wall.id)
