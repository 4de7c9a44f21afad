"""What lists say beside what the policy says: added, changed field by field, and absent from the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from policies.importing.records import PersonRecord, ProjectRecord, Records, Said
from policies.importing.rows import ImportFault
from policies.label import Level
from policies.language.faults import did_you_mean
from policies.model import Membership, Person, Policy, Project
from policies.places import home_path

Action = Literal["added", "changed", "absent", "removed"]
# Of these a list may know a part only: what it does not name stays, unless removal is asked for.
GROWING = ("accounts", "members", "homes")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field: what stood there and what will, as the policy writes it; members as `id` or `id: level`."""

    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one person or project.

    Attributes:
        row: Row of the list; 0 where it names nobody of that id.
        note: What else is worth knowing.
    """

    kind: Literal["person", "project"]
    id: str
    action: Action
    fields: tuple[FieldChange, ...] = ()
    row: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Every change, people first, each in the order of the list.

    Attributes:
        faults: What a list says that the policy cannot hold, such as a member who is no person.
    """

    changes: tuple[Change, ...]
    faults: tuple[ImportFault, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether the policy stays as it is."""
        return all(change.action == "absent" for change in self.changes)


def compare(policy: Policy, records: Records, *, remove: bool, files: Mapping[str, str]) -> Difference:
    """What would change in a policy.

    Args:
        remove: Whether who is absent from a list leaves the policy, and what a list does not name leaves a field.
        files: `people` and `projects` to the lists' names, for faults.
    """
    faults: list[ImportFault] = []
    changes: list[Change] = []
    if records.people is not None:
        changes += _people(policy, records.people, records.inactive, remove)
    if records.projects is not None:
        members = _Members(policy, records.people or (), files.get("projects", ""), faults)
        changes += _projects(policy, records.projects, members, remove)
    return Difference(changes=tuple(changes), faults=tuple(faults))


def _people(
    policy: Policy, records: Iterable[PersonRecord], inactive: frozenset[str], remove: bool
) -> Iterator[Change]:
    named = set()
    for record in records:
        named.add(record.id)
        person = policy.people.get(record.id)  # type: ignore[call-overload]
        said = {"accounts": _accounts(record, person, remove), **record.said}
        yield from _change("person", record.id, record.row, _person_fields(person), said, is_new=person is None)
    for id_ in policy.people:
        if id_ not in named:
            note = "switched off in the list" if id_ in inactive else ""
            yield Change(kind="person", id=id_, action="removed" if remove else "absent", note=note)


def _accounts(record: PersonRecord, person: Person | None, remove: bool) -> tuple[str, ...]:
    """The accounts with those that stand already; case makes no other account."""
    listed = {account.casefold(): account for account in reversed(record.accounts)}
    held = person.accounts if person is not None else frozenset()
    kept = sorted(account for account in held if account in listed or not remove)
    return (*kept, *(account for fold, account in reversed(listed.items()) if fold not in held))


def _person_fields(person: Person | None) -> dict[str, tuple[str, ...]]:
    if person is None:
        return {}
    days = {key: getattr(person, key) for key in ("clearance_until", "declared", "status_until")}
    return {
        "accounts": tuple(sorted(person.accounts)),
        "clearance": (str(person.clearance),),
        "status": (str(person.status),),
        "funding": tuple(sorted(person.funding)),
        "groups": tuple(sorted(person.groups)),
        "employer": (person.employer,) if person.employer else (),
        **{key: (day.isoformat(),) for key, day in days.items() if day is not None},
    }


class _Members:
    """Members of projects by account or id."""

    def __init__(self, policy: Policy, people: Iterable[PersonRecord], file: str, faults: list[ImportFault]) -> None:
        self._file, self._faults = file, faults
        self._ids = {account: str(id_) for id_, person in policy.people.items() for account in person.accounts}
        self._ids |= {account.casefold(): record.id for record in people for account in record.accounts}
        self._ids |= {str(id_): str(id_) for id_ in policy.people} | {record.id: record.id for record in people}

    def said(self, record: ProjectRecord, project: Project | None, remove: bool) -> Said:
        """What a record says, its members as `id` or `id: level`, those that stand already among them."""
        if "members" not in record.said:
            return record.said
        held = project.members if project is not None else {}
        listed: dict[str, str] = {}
        for written in record.said["members"]:
            account, _, level = written.partition(":")
            id_ = self._ids.get(account.strip().casefold())
            if id_ is None:
                self._fault(
                    record, f"`{account.strip()[:64]}` is nobody of the policy", did_you_mean(account, self._ids)
                )
            elif level.strip() and level.strip() not in list(Level):
                self._fault(record, f"`{level.strip()[:64]}` is not a level", did_you_mean(level, map(str, Level)))
            else:
                listed[id_] = level.strip()
        kept = {str(id_): membership for id_, membership in held.items() if id_ in listed or not remove}
        members = [_member(id_, each, listed.get(id_, "")) for id_, each in sorted(kept.items())]
        members += [f"{id_}: {level}" if level else id_ for id_, level in listed.items() if id_ not in kept]
        return {**record.said, "members": tuple(members)}

    def _fault(self, record: ProjectRecord, message: str, help: str) -> None:
        self._faults.append(ImportFault(file=self._file, row=record.row, column="members", message=message, help=help))


def _member(id_: str, membership: Membership, level: str) -> str:
    return f"{id_}: {level or membership.level}"


def _projects(policy: Policy, records: Iterable[ProjectRecord], members: _Members, remove: bool) -> Iterator[Change]:
    named = set()
    for record in records:
        named.add(record.id)
        project = policy.projects.get(record.id)  # type: ignore[call-overload]
        said = members.said(record, project, remove)
        if project is not None and "homes" in said and not remove:
            said = {**said, "homes": _homes(project, said["homes"])}
        yield from _change("project", record.id, record.row, _project_fields(project), said, is_new=project is None)
    for id_ in policy.projects:
        if id_ not in named:
            # A project's homes, terms and walls are more than a list knows: officers take it out by hand.
            yield Change(kind="project", id=id_, action="absent")


def _homes(project: Project, listed: Iterable[str]) -> tuple[str, ...]:
    """The homes with those that stand already; a folder that is only written otherwise is no other."""
    held = {home_path(home) for home in project.homes}
    return (*project.homes, *(home for home in listed if home_path(home) not in held))


def _project_fields(project: Project | None) -> dict[str, tuple[str, ...]]:
    if project is None:
        return {}
    days = {"since": project.since, "until": project.until}
    return {
        "title": (project.title,) if project.title else (),
        "side": tuple(sorted(side.name for side in project.sides)),
        "level": (str(project.level),),
        "fields": tuple(sorted(project.fields)),
        "stage": (str(project.stage),) if project.stage else (),
        "funding": tuple(sorted(project.funding)),
        "partners": tuple(sorted(project.partners)),
        "members": tuple(_member(id_, each, "") for id_, each in sorted(project.members.items())),
        "homes": project.homes,
        **{key: (day.isoformat(),) for key, day in days.items() if day is not None},
    }


def _change(
    kind: Literal["person", "project"],
    id_: str,
    row: int,
    held: Mapping[str, tuple[str, ...]],
    said: Said,
    *,
    is_new: bool,
) -> Iterator[Change]:
    level = held.get("level", ())
    fields = tuple(
        FieldChange(field=name, old=held.get(name, ()), new=new)
        for name, new in said.items()
        if _plain(name, held.get(name, ()), level) != _plain(name, new, said.get("level", level))
    )
    if is_new or fields:
        yield Change(kind=kind, id=id_, action="added" if is_new else "changed", fields=fields, row=row)


def _plain(name: str, values: tuple[str, ...], level: tuple[str, ...]) -> frozenset[str]:
    """Values as they are compared: in no order; a side without its wall, a member with the level that it comes to."""
    if name == "side":
        return frozenset(value.rsplit("/", 1)[-1] for value in values)
    if name == "members" and level:
        return frozenset(value if ":" in value else f"{value}: {level[0]}" for value in values)
    return frozenset(values)
