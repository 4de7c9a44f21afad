"""A difference written into the policy's text, and proved to have come out as it was shown."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from policies.errors import PolicyError
from policies.importing.difference import Change, Difference, compare
from policies.importing.editing import Patch, edit_text
from policies.importing.records import Records
from policies.language import load_policy
from policies.language.entry import pairs_of
from policies.language.faults import FaultList
from policies.language.nodes import MappingNode, Node, ScalarNode
from policies.language.source import read_nodes
from policies.model import Policy, Project, Zone

_LISTS = ("accounts", "funding", "groups", "fields", "partners", "homes", "side")


def write_difference(text: str, difference: Difference, records: Records, *, remove: bool, name: str) -> str:
    """The policy's text with every change in it, and nothing else changed.

    Args:
        text: The policy that the difference was taken from.
        records, remove: As the difference was taken.
        name: What faults call the text.

    Raises:
        PolicyFaults: the policy would not load, such as where a rule names somebody who is removed.
        PolicyError: the text cannot be changed where it must be.
    """
    before = load_policy(text, name=name)
    root = read_nodes(text, FaultList())
    if root is None:
        raise PolicyError(f"`{name}` is no policy")
    changed = edit_text(text, root, _patches(difference, before, root))
    after = load_policy(changed, name=f"{name} with the import")
    again = compare(after, records, remove=remove, files={})
    if again.faults or not again.is_empty or _rest(after, difference) != _rest(before, difference):
        raise PolicyError("the text cannot be changed as shown", help="run `sekimori policy fmt` first, then import")
    return changed


def _rest(policy: Policy, difference: Difference) -> Policy:
    """What an import leaves alone: whoever does not change, of a project that does its terms; lines of rules move."""
    changes = [change for change in difference.changes if change.action != "absent"]
    people = {change.id for change in changes if change.kind == "person"}
    projects = {change.id for change in changes if change.kind == "project"}
    added = {change.id for change in changes if change.kind == "project" and change.action == "added"}
    gone = {change.id for change in changes if change.action == "removed"}
    return replace(
        policy,
        people={id_: person for id_, person in policy.people.items() if id_ not in people},
        projects={
            id_: Project(id=id_, terms=project.terms) if id_ in projects else _without_members(project, gone)
            for id_, project in policy.projects.items()
            if id_ not in added
        },
        zones={id_: _without_readers(zone, gone) for id_, zone in policy.zones.items()},
        rules=tuple(replace(rule, line=0) for rule in policy.rules),
    )


def _without_members(project: Project, gone: Set[str]) -> Project:
    return replace(project, members={id_: each for id_, each in project.members.items() if id_ not in gone})


def _without_readers(zone: Zone, gone: Set[str]) -> Zone:
    return zone if zone.persons is None else replace(zone, persons=zone.persons - gone)


def _patches(difference: Difference, policy: Policy, root: MappingNode) -> dict[str, Patch | None]:
    people: dict[str, Patch | None] = {}
    projects: dict[str, dict[str, Patch | None]] = {}
    gone = frozenset(change.id for change in difference.changes if change.action == "removed")
    for change in difference.changes:
        if change.kind == "project" and change.action != "absent":
            projects[change.id] = _fields(change, policy, root, gone)
        elif change.action == "removed":
            people[change.id] = None
        elif change.action != "absent":
            people[change.id] = _fields(change, policy, root, gone)
    for project in policy.projects.values():
        held = [f"{id_}: {each.level}" for id_, each in project.members.items() if id_ not in gone]
        if len(held) < len(project.members) and "members" not in projects.get(project.id, {}):
            projects.setdefault(project.id, {})["members"] = _members(project.id, held, root, str(project.level))
    zones: dict[str, Patch | None] = {
        zone.id: {"persons": sorted(zone.persons - gone)}
        for zone in policy.zones.values()
        if zone.persons is not None and zone.persons & gone
    }
    sections: Mapping[str, Mapping[str, Patch | None]] = {"people": people, "projects": projects, "zones": zones}
    return {key: patch for key, patch in sections.items() if patch}


def _fields(change: Change, policy: Policy, root: MappingNode, gone: frozenset[str]) -> dict[str, Patch | None]:
    patch: dict[str, Patch | None] = {}
    levels = {field.field: field.new for field in change.fields}.get("level", ())
    project = {str(id_): each for id_, each in policy.projects.items()}.get(change.id)
    level = levels[0] if levels else str(project.level) if project is not None else "internal"
    for field in change.fields:
        if field.field == "members":
            members = [each for each in field.new if each.partition(":")[0] not in gone]
            patch["members"] = _members(change.id, members, root, level)
        elif field.field in _LISTS:
            patch[field.field] = field.new or None
        else:
            patch[field.field] = field.new[0] if field.new else None
    return patch


def _members(project: str, wanted: list[str], root: MappingNode, level: str) -> Patch:
    """Members in the form in which they stand: a list where each reads up to the project's level, else a mapping."""
    by_id = {id_: said.strip() for id_, _, said in (each.partition(":") for each in wanted)}
    node = _node_at(root, "projects", project, "members")
    if not isinstance(node, MappingNode):
        if all(said in ("", level) for said in by_id.values()):
            return list(by_id)
        return {id_: said or level for id_, said in by_id.items()}
    held = {key: value for key, _, value in pairs_of(node, FaultList(), "")}
    patch: dict[str, Patch | None] = {key: None for key in held if key not in by_id}
    for id_, said in by_id.items():
        value = held.get(id_)
        if isinstance(value, MappingNode):
            patch |= {id_: {"level": said}} if said and said != _level_in(value, level) else {}
        elif value is None or (said or level) != value.value:
            patch[id_] = said or level
    return patch


def _level_in(member: MappingNode, level: str) -> str:
    said = _node_at(member, "level")
    return str(said.value) if isinstance(said, ScalarNode) else level


def _node_at(node: Node | None, *path: str) -> Node | None:
    for name in path:
        if not isinstance(node, MappingNode):
            return None
        node = {key: value for key, _, value in pairs_of(node, FaultList(), "")}.get(name)
    return node
