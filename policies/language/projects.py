"""Projects: sides, members and where their content is at home."""

from __future__ import annotations

from policies.label import Level, ProjectId
from policies.language.entry import Entry, check_reference, is_empty, named_pairs, word_of
from policies.language.homes import Home, homes_of
from policies.language.nodes import MappingNode, Node, ScalarNode
from policies.language.scope import REMOVABLE, Scope
from policies.language.terms import read_terms
from policies.model import Membership, PersonId, Project, Side, Stage

_PROJECT_KEYS = (
    "title", "side", "level", "fields", "stage", "funding", "partners", "members", "homes", "terms", "since", "until",
)  # fmt: skip
_MEMBER_KEYS = ("level", "since", "until")


def read_projects(node: Node | None, scope: Scope) -> tuple[dict[ProjectId, Project], list[Home]]:
    """The projects, and their homes, which are not checked against others' yet."""
    projects: dict[ProjectId, Project] = {}
    homes: list[Home] = []
    for name, key, value in named_pairs(node, scope.faults, "projects"):
        if name == REMOVABLE:
            scope.faults.add(key, f"`{REMOVABLE}` is the zone of removable media", help="name the project otherwise")
        entry = Entry(value, scope.faults, f"project `{name}`", _PROJECT_KEYS)
        project = _project(ProjectId(name), entry, scope)
        projects[project.id] = project
        homes += homes_of(entry, name, frozenset({project.id}), False, scope)
    return projects, homes


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
        funding=entry.ids("funding"),
        partners=scope.party_ids(entry, "partners"),
        members=_members(entry, level, scope),
        homes=tuple(sorted(entry.texts("homes"))),
        terms=read_terms(entry, scope),
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
    """A list gives every member the project's level; a mapping says each member's own, and the days."""
    node = entry.get("members")
    if not isinstance(node, MappingNode):
        return dict.fromkeys(sorted(scope.person_ids(entry, "members")), Membership(level=level))
    members = {}
    for name, key, value in named_pairs(node, scope.faults, f"members of {entry.what}"):
        membership = _membership(name, value, entry, level, scope)
        if check_reference(key, scope.people, "person", scope.faults):
            members[PersonId(name)] = membership
    return members


def _membership(name: str, value: Node, project: Entry, level: Level, scope: Scope) -> Membership:
    """A level, or `{level: …, since: …, until: …}`, whose level is the project's where it is left out."""
    place, since, until = value, None, None
    granted: Level | None = level
    if isinstance(value, ScalarNode) and not is_empty(value):
        granted = word_of(value, Level, scope.faults)
    else:
        member = Entry(value, scope.faults, f"member `{name}` of {project.what}", _MEMBER_KEYS)
        granted, place = member.word("level", Level, level), member.place("level")
        since, until = member.period()
    if granted is not None and granted > level:
        scope.faults.add(place, f"`{name}` would read up to {granted}, above the project's {level}")
    return Membership(level=granted or level, since=since, until=until)
