"""Projects and zones: sides, members, homes and terms."""

from __future__ import annotations

import re
from itertools import combinations

from yaml.nodes import MappingNode, Node

from policies.label import Level, ProjectId
from policies.language.entry import Entry, check_reference, named_pairs, text_of, word_of
from policies.language.scope import REMOVABLE, Claims, Scope
from policies.model import Fefa, Membership, PersonId, Project, Side, Stage, Terms, Zone, ZoneId, ZoneKind

_PROJECT_KEYS = (
    "title", "side", "level", "fields", "stage", "partners", "members", "homes", "terms", "since", "until",
)  # fmt: skip
_TERMS_KEYS = ("eccn", "fefa_item", "cui", "prc_export_permission", "origin_permission", "secrecy_hold", "residency")
_ZONE_KEYS = ("kind", "persons", "projects", "country", "homes")
_HOME = re.compile(r"(smb://[^/\s*?]+/|nfs://[^/\s*?]+/|git://[^/\s*?]+/|/)[^\s]*")
_COUNTRY = re.compile("[A-Z]{2}")


def read_projects(node: Node | None, scope: Scope) -> dict[ProjectId, Project]:
    """The projects of a policy."""
    projects, homes = {}, Claims("home", scope.faults)
    placed: list[tuple[str, Project, Node]] = []
    for name, key, value in named_pairs(node, scope.faults, "projects"):
        if name == REMOVABLE:
            scope.faults.add(key, f"`{REMOVABLE}` is the zone of removable media", help="name the project otherwise")
        entry = Entry(value, scope.faults, f"project `{name}`", _PROJECT_KEYS)
        project = _project(ProjectId(name), entry, scope)
        projects[project.id] = project
        for item in entry.items("homes"):
            if check_home(item, scope) and homes.claim(root_of(item.value), name, item):
                placed.append((root_of(item.value), project, item))
    _check_nested(placed, scope)
    return projects


def _project(id_: ProjectId, entry: Entry, scope: Scope) -> Project:
    since, until = entry.period()
    level = entry.word("level", Level, Level.INTERNAL)
    return Project(
        id=id_,
        title=entry.text("title"),
        sides=_sides(entry, scope),
        level=level,
        fields=entry.ids("fields"),
        stage=entry.word("stage", Stage, Stage.BASIC_RESEARCH) if entry.get("stage") else None,
        partners=scope.party_ids(entry, "partners"),
        members=_members(entry, level, scope),
        homes=tuple(sorted(entry.texts("homes"))),
        terms=_terms(entry, scope),
        since=since,
        until=until,
    )


def _sides(entry: Entry, scope: Scope) -> frozenset[Side]:
    sides: dict[str, Side] = {}
    for item in entry.items("side"):
        side = scope.side_of(item)
        if side is not None and side.wall in sides:
            both = f"`{sides[side.wall].name}` and `{side.name}` of wall `{side.wall}`"
            scope.faults.add(item, f"{entry.what} is on {both}", help="a project is on at most one side of a wall")
        elif side is not None:
            sides[side.wall] = side
    return frozenset(sides.values())


def _members(entry: Entry, level: Level, scope: Scope) -> dict[PersonId, Membership]:
    """A list gives every member the project's level; a mapping says each member's own."""
    node = entry.get("members")
    if not isinstance(node, MappingNode):
        return dict.fromkeys(sorted(scope.person_ids(entry, "members")), Membership(level=level))
    members = {}
    for name, key, value in named_pairs(node, scope.faults, f"members of {entry.what}"):
        granted = word_of(value, Level, scope.faults)
        if granted is not None and granted > level:
            scope.faults.add(value, f"`{name}` would read up to {granted}, above the project's {level}")
        if check_reference(key, scope.people, "person", scope.faults):
            members[PersonId(name)] = Membership(level=granted or level)
    return members


def _terms(entry: Entry, scope: Scope) -> tuple[Terms, ...]:
    node = entry.get("terms")
    if node is None:
        return ()
    terms = Entry(node, scope.faults, f"terms of {entry.what}", _TERMS_KEYS)
    only = Terms(
        eccn=terms.text("eccn"),
        fefa=Fefa(item=terms.text("fefa_item")),
        cui=terms.boolean("cui", False),
        origin_permission=_is_required(terms, "prc_export_permission", scope)
        or _is_required(terms, "origin_permission", scope),
        secrecy_hold=terms.boolean("secrecy_hold", False),
        residency=country_of(terms, "residency", scope, default=""),
    )
    return (only,)


def _is_required(terms: Entry, key: str, scope: Scope) -> bool:
    node = terms.get(key)
    if node is None:
        return False
    written = text_of(node, scope.faults, f"`{key}`")
    if written not in ("required", "not-required"):
        scope.faults.add(node, f"`{written}` says nothing here", help="write `required` or `not-required`")
    return written == "required"


def read_zones(node: Node | None, scope: Scope) -> dict[ZoneId, Zone]:
    """The zones that a policy names besides its projects' homes."""
    zones, homes = {}, Claims("home", scope.faults)
    for name, key, value in named_pairs(node, scope.faults, "zones"):
        if name in scope.projects:
            scope.faults.add(key, f"zone `{name}` has the name of a project", help="a project's homes are its zone")
        entry = Entry(value, scope.faults, f"zone `{name}`", _ZONE_KEYS)
        zone = _zone(ZoneId(name), entry, scope)
        zones[zone.id] = zone
        for item in entry.items("homes"):
            if check_home(item, scope):
                homes.claim(root_of(item.value), name, item)
    return zones


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
        country=country_of(entry, "country", scope, default="JP"),
        homes=tuple(sorted(entry.texts("homes"))),
    )


def country_of(entry: Entry, key: str, scope: Scope, *, default: str) -> str:
    """An ISO 3166 country code."""
    written = entry.text(key)
    if written and not _COUNTRY.fullmatch(written):
        scope.faults.add(entry.place(key), f"`{written}` is not a country", help="two capital letters, such as JP")
    return written or default


def check_home(item: Node, scope: Scope) -> bool:
    """Whether a pattern can be a home: an absolute folder, or a share by `smb://`, `nfs://` or `git://`."""
    written = str(item.value)
    if _HOME.fullmatch(written) and ".." not in written.split("/"):
        return True
    scope.faults.add(
        item, f"`{written[:64]}` is not a home", help="such as `smb://fs1/qsensor/**` or `/srv/qsensor/**`"
    )
    return False


def root_of(pattern: str) -> str:
    """The folder that a home's pattern stands for, without the closing `/**`; shares fold to lower case."""
    root = pattern.removesuffix("**").removesuffix("*").rstrip("/")
    return root.lower() if root.startswith("smb://") else root


def _check_nested(placed: list[tuple[str, Project, Node]], scope: Scope) -> None:
    """A home inside another's is a hole in a wall that keeps the two projects apart."""
    for (one_root, one, _), (other_root, other, node) in combinations(placed, 2):
        nested = one_root.startswith(other_root + "/") or other_root.startswith(one_root + "/")
        if nested and any(a.conflicts_with(b) for a in one.sides for b in other.sides):
            scope.faults.add(
                node,
                f"the homes of `{one.id}` and `{other.id}` lie inside each other, across a wall",
                help="give each its own share or folder",
            )


def check_zone_sides(zones: dict[ZoneId, Zone], projects: dict[ProjectId, Project], top: Entry, scope: Scope) -> None:
    """Only an enclave is a home of both sides of a wall."""
    for name, key, _ in named_pairs(top.get("zones"), type(scope.faults)(), "zones"):
        zone = zones.get(ZoneId(name))
        if zone is None or zone.kind is ZoneKind.ENCLAVE:
            continue
        sides = [side for project in zone.projects for side in projects[project].sides]
        if any(a.conflicts_with(b) for a, b in combinations(sides, 2)):
            scope.faults.add(key, f"zone `{name}` is a home of both sides of a wall", help="only an enclave may be")
