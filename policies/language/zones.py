"""Zones that a policy names besides its projects' homes."""

from __future__ import annotations

from itertools import combinations

from policies.label import ProjectId
from policies.language.entry import Entry, named_pairs
from policies.language.homes import Home, homes_of
from policies.language.nodes import Node
from policies.language.scope import REMOVABLE, Scope
from policies.model import Project, Zone, ZoneId, ZoneKind

_ZONE_KEYS = ("kind", "persons", "projects", "country", "homes")


def read_zones(
    node: Node | None, projects: dict[ProjectId, Project], scope: Scope
) -> tuple[dict[ZoneId, Zone], list[Home]]:
    """The zones, and their homes, which are not checked against others' yet."""
    zones: dict[ZoneId, Zone] = {}
    homes: list[Home] = []
    for name, key, value in named_pairs(node, scope.faults, "zones"):
        if name in scope.projects:
            scope.faults.add(key, f"zone `{name}` has the name of a project", help="a project's homes are its zone")
        entry = Entry(value, scope.faults, f"zone `{name}`", _ZONE_KEYS)
        zone = _zone(ZoneId(name), entry, scope)
        _check_sides(zone, key, projects, scope)
        zones[zone.id] = zone
        homes += homes_of(entry, name, zone.projects, True, scope)
    return zones, homes


def _zone(id_: ZoneId, entry: Entry, scope: Scope) -> Zone:
    kind = entry.word("kind", ZoneKind, ZoneKind.REMOVABLE if id_ == REMOVABLE else ZoneKind.COMMON)
    persons = scope.person_ids(entry, "persons") if entry.get("persons") is not None else None
    projects = scope.project_ids(entry, "projects")
    if id_ == REMOVABLE and kind is not ZoneKind.REMOVABLE:
        scope.faults.add(entry.place("kind"), f"zone `{REMOVABLE}` is of kind `{kind}`", help="write `kind: removable`")
    if kind is ZoneKind.ENCLAVE and (not projects or persons is None):
        scope.faults.add(entry.node, f"{entry.what} is an enclave without projects or persons", help="name both")
    return Zone(
        id=id_,
        kind=kind,
        persons=persons,
        projects=projects,
        country=entry.country("country", default="JP"),
        homes=tuple(sorted(entry.texts("homes"))),
    )


def _check_sides(zone: Zone, key: Node, projects: dict[ProjectId, Project], scope: Scope) -> None:
    """Only an enclave is a home of both sides of a wall."""
    if zone.kind is ZoneKind.ENCLAVE:
        return
    sides = [side for project in sorted(zone.projects) for side in projects[project].sides]
    if any(a.conflicts_with(b) for a, b in combinations(sides, 2)):
        scope.faults.add(key, f"zone `{zone.id}` is a home of both sides of a wall", help="only an enclave may be")
