"""People, parties and homes that stand on both sides of a wall, and what guards each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from policies.analysis.notes import Looking, Note, NoteKind, Severity
from policies.flow import conflicts
from policies.model import PartyId, Policy, ProjectId, Side, ZoneId, ZoneKind
from policies.tables import PersonFacts, Tables


def face_notes(looking: Looking) -> Iterator[Note]:
    """Everybody and everything with two faces."""
    yield from _persons(looking)
    yield from _parties(looking)
    yield from _employers(looking)
    yield from _homes(looking.policy)
    yield from _open_zones(looking.policy)


def _persons(looking: Looking) -> Iterator[Note]:
    tables = looking.tables
    for person, facts in sorted(tables.people.items()):
        by_side = _by_side(_reads(facts, looking), tables)
        for ours, theirs in _both(by_side):
            said = (
                f"`{person}` works on both sides of wall `{ours.wall}`: {_listed(by_side[ours])} ({ours.name}) "
                f"and {_listed(by_side[theirs])} ({theirs.name})"
            )
            help = (
                f"guarded: what is recognised is blocked; new content from `sensitive` on is held for "
                f"{tables.exposure_days} days after handling `{tables.exposure_level}` or above, unless written in a "
                f"session declared for that side"
            )
            path = ("people", person)
            yield Note(kind=NoteKind.PERSON_TWO_FACES, severity=Severity.INFO, message=said, help=help, path=path)


def _reads(facts: PersonFacts, looking: Looking) -> Iterable[ProjectId]:
    return facts.reads_on(looking.today)


def _parties(looking: Looking) -> Iterator[Note]:
    tables = looking.tables
    for party, facts in sorted(tables.parties.items()):
        by_side = _by_side(facts.projects, tables)
        for ours, theirs in _both(by_side):
            said = (
                f"party `{party}` is a partner on both sides of wall `{ours.wall}`: {_listed(by_side[ours])} "
                f"({ours.name}) and {_listed(by_side[theirs])} ({theirs.name})"
            )
            help = "guarded: nothing of either side goes to it without a release; declare its departments apart"
            path = ("parties", party)
            yield Note(kind=NoteKind.PARTY_TWO_FACES, severity=Severity.WARNING, message=said, help=help, path=path)


def _employers(looking: Looking) -> Iterator[Note]:
    """Parties whose people, or whose people and partnerships, are on both sides."""
    policy, tables = looking.policy, looking.tables
    people: dict[PartyId, dict[Side, set[str]]] = defaultdict(lambda: defaultdict(set))
    for person in policy.people.values():
        if person.employer is None or person.id not in tables.people:
            continue
        for side in _by_side(_reads(tables.people[person.id], looking), tables):
            people[person.employer][side].add(person.id)
    for party, by_side in sorted(people.items()):
        partner = _by_side(tables.parties[party].projects, tables) if party in tables.parties else {}
        for ours, theirs in conflicts(by_side, {*by_side, *partner}):
            if theirs in by_side and theirs < ours:
                continue
            there = (
                f"employs {_listed(by_side[theirs])}"
                if theirs in by_side
                else f"is a partner of {_listed(partner[theirs])}"
            )
            said = (
                f"party `{party}` employs {_listed(by_side[ours])} on side {ours.name} of wall `{ours.wall}` "
                f"and {there} on side {theirs.name}"
            )
            help = "nothing guards what its people tell each other there: ask for an undertaking, or keep them apart"
            path = ("parties", party)
            yield Note(kind=NoteKind.EMPLOYER_TWO_FACES, severity=Severity.WARNING, message=said, help=help, path=path)


def _by_side(projects: Iterable[ProjectId], tables: Tables) -> dict[Side, set[str]]:
    by_side: dict[Side, set[str]] = defaultdict(set)
    for project in projects:
        for side in tables.projects[project].sides if project in tables.projects else ():
            by_side[side].add(project)
    return dict(by_side)


def _both(by_side: Iterable[Side]) -> Iterator[tuple[Side, Side]]:
    sides = tuple(by_side)
    return ((ours, theirs) for ours, theirs in conflicts(sides, sides) if ours < theirs)


def _homes(policy: Policy) -> Iterator[Note]:
    """Homes of one zone that are, or lie inside, another zone's."""
    owners: dict[str, list[tuple[str, tuple[str, ...], str]]] = defaultdict(list)
    for name, home, section in _every_home(policy):
        owners[_folder(home)].append((name, (section, name, "homes", home), home))
    for folder, claims in sorted(owners.items()):
        first = claims[0]
        for name, path, home in claims[1:]:
            if name != first[0]:
                yield _claimed(policy, first[0], name, home, path)
        for above in _above(folder):
            outer = owners.get(above)
            if outer and outer[0][0] != first[0]:
                yield _nested(policy, first, outer[0])


def _every_home(policy: Policy) -> Iterator[tuple[str, str, str]]:
    yield from ((p.id, home, "projects") for p in policy.projects.values() for home in p.homes)
    yield from ((z.id, home, "zones") for z in policy.zones.values() for home in z.homes)


def _folder(home: str) -> str:
    """What a home's pattern stands for, the same for every protocol by which one machine gives a share."""
    root = home.removesuffix("**").removesuffix("*").rstrip("/")
    scheme, found, rest = root.partition("://")
    if not found:
        return root
    return "//" + (rest.lower() if scheme == "smb" else rest)


def _above(folder: str) -> Iterator[str]:
    while "/" in folder.strip("/"):
        folder = folder.rsplit("/", 1)[0]
        yield folder


def _claimed(policy: Policy, one: str, other: str, home: str, path: tuple[str, ...]) -> Note:
    across = bool(conflicts(_sides(policy, one), _sides(policy, other)))
    where = ", on both sides of a wall" if across else ""
    said = f"home `{home}` belongs to `{one}` and to `{other}`{where}"
    severity = Severity.ERROR if across else Severity.WARNING
    help = "give each its own folder: a file there is of one zone only, and which is not said"
    return Note(kind=NoteKind.HOME_CLAIMED, severity=severity, message=said, help=help, path=path)


def _nested(policy: Policy, inner: tuple[str, tuple[str, ...], str], outer: tuple[str, tuple[str, ...], str]) -> Note:
    across = bool(conflicts(_sides(policy, inner[0]), _sides(policy, outer[0])))
    where = ", across a wall" if across else ""
    said = f"home `{inner[2]}` of `{inner[0]}` lies inside home `{outer[2]}` of `{outer[0]}`{where}"
    severity = Severity.ERROR if across else Severity.WARNING
    help = f"files there are of `{inner[0]}`; whoever may list the outer folder sees them: move it out"
    return Note(kind=NoteKind.HOME_NESTED, severity=severity, message=said, help=help, path=inner[1])


def _sides(policy: Policy, zone: str) -> frozenset[Side]:
    named = policy.zones.get(ZoneId(zone))
    projects = named.projects if named is not None else frozenset({ProjectId(zone)})
    known = (policy.projects[project] for project in projects if project in policy.projects)
    return frozenset(side for project in known for side in project.sides)


def _open_zones(policy: Policy) -> Iterator[Note]:
    for zone in policy.zones.values():
        if zone.persons is None and zone.kind is not ZoneKind.REMOVABLE:
            said = f"everybody reads zone `{zone.id}` ({zone.kind})"
            help = "name its `persons`, if somebody in particular does; else nothing labelled goes there cleanly"
            path = ("zones", zone.id)
            yield Note(kind=NoteKind.READ_BY_ALL, severity=Severity.INFO, message=said, help=help, path=path)


def _listed(names: Iterable[str]) -> str:
    each = [f"`{name}`" for name in sorted(names)]
    return ", ".join(each[:4]) + (f" and {len(each) - 4} more" if len(each) > 4 else "")
