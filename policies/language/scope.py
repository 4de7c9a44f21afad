"""What a policy declares, known before anything that refers to it is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from policies.language.entry import Entry, named_pairs
from policies.language.faults import FaultList, did_you_mean
from policies.language.nodes import Node, ScalarNode
from policies.model import PartyId, PersonId, ProjectId, Side, Wall, WallId, ZoneId

REMOVABLE = "removable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Ids declared in one policy, and where to tell faults.

    Attributes:
        sides: Side's name, and `wall/side`, to the sides it can mean.
        zones: With the projects, each of which is the zone of its homes.
        groups: Groups that a person is in; known once the people are read.
        funding: Who pays for a project; known once the projects are read.
    """

    faults: FaultList
    walls: Mapping[WallId, Wall]
    sides: Mapping[str, tuple[Side, ...]]
    projects: Collection[str]
    parties: Collection[str]
    people: Collection[str]
    zones: Collection[str]
    groups: Collection[str] = frozenset()
    funding: Collection[str] = frozenset()

    def project_ids(self, entry: Entry, key: str) -> frozenset[ProjectId]:
        """The projects that a key names."""
        return frozenset(map(ProjectId, entry.references(key, self.projects, "project")))

    def party_ids(self, entry: Entry, key: str) -> frozenset[PartyId]:
        """The parties that a key names."""
        return frozenset(map(PartyId, entry.references(key, self.parties, "party")))

    def person_ids(self, entry: Entry, key: str) -> frozenset[PersonId]:
        """The people that a key names."""
        return frozenset(map(PersonId, entry.references(key, self.people, "person")))

    def zone_ids(self, entry: Entry, key: str) -> frozenset[ZoneId]:
        """The zones that a key names; every project is the zone of its homes."""
        return frozenset(map(ZoneId, entry.references(key, self.zones, "zone")))

    def side_of(self, node: ScalarNode) -> Side | None:
        """The side that a word names; None with a fault where it names none or several."""
        found = self.sides.get(node.value, ())
        if len(found) == 1:
            return found[0]
        if not found:
            self.faults.add(node, f"unknown side `{node.value}`", help=did_you_mean(node.value, self.sides))
        else:
            written = ", ".join(f"`{side.wall}/{side.name}`" for side in found)
            self.faults.add(node, f"side `{node.value}` stands in several walls", help=f"write one of {written}")
        return None


def read_scope(top: Entry, faults: FaultList) -> Scope:
    """Everything that the policy declares by name."""
    walls = _walls(top.get("walls"), faults)
    sides: dict[str, tuple[Side, ...]] = {}
    for wall in walls.values():
        for side in wall.sides:
            sides[side.name] = (*sides.get(side.name, ()), side)
            sides[f"{side.wall}/{side.name}"] = (side,)
    projects = _declared(top, "projects")
    return Scope(
        faults=faults,
        walls=walls,
        sides=sides,
        projects=projects,
        parties=_declared(top, "parties"),
        people=_declared(top, "people"),
        zones=_declared(top, "zones") | projects | {REMOVABLE},
    )


def _declared(top: Entry, key: str) -> frozenset[str]:
    # Faults in these names are told when the section itself is read.
    return frozenset(name for name, _, _ in named_pairs(top.get(key), FaultList(), key))


def _walls(node: Node | None, faults: FaultList) -> dict[WallId, Wall]:
    walls = {}
    for name, key, value in named_pairs(node, faults, "walls"):
        entry = Entry(value, faults, f"wall `{name}`", ("sides",))
        sides = tuple(Side(wall=WallId(name), name=side) for side in sorted(entry.ids("sides")))
        if len(sides) < 2:
            faults.add(key, f"wall `{name}` has fewer than two sides", help="write `sides: [one, other]`")
        walls[WallId(name)] = Wall(id=WallId(name), sides=sides)
    return walls


class Claims:
    """Names that only one owner may have; the second claim is a fault that names the first."""

    def __init__(self, what: str, faults: FaultList) -> None:
        self._what = what
        self._faults = faults
        self._owners: dict[str, tuple[str, int]] = {}

    def claim(self, name: str, owner: str, node: Node) -> bool:
        """Whether the name was free; from now on it is the owner's."""
        taken = self._owners.get(name)
        if taken is None:
            self._owners[name] = (owner, node.line + 1)
            return True
        self._faults.add(
            node, f"{self._what} `{name}` belongs to `{taken[0]}` already", help=f"claimed first in line {taken[1]}"
        )
        return False
