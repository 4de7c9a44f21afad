"""What each check of a decision looked at, as facts that somebody outside can verify."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from policies.analysis.moments import day_in_japan
from policies.analysis.question import Scene
from policies.analysis.said import Said, listed, said
from policies.label import Level, ProjectId
from policies.model import Channel, Permit, PersonId, Side, ZoneKind
from policies.permits import covers
from policies.tables import is_within

Inspection = Callable[[Scene], Iterator[Said]]


def looked_at(source: str, scene: Scene) -> tuple[Said, ...]:
    """The facts that a check such as `invariant:wall` weighed; empty for a source that is no such check."""
    inspect = _INSPECTIONS.get(source)
    return tuple(inspect(scene)) if inspect else ()


def _wall(scene: Scene) -> Iterator[Said]:
    yield said("saw.sides", content=_sides(scene.label_sides), sink=_sides(scene.sink_sides))
    if scene.zone is not None and scene.zone.kind is ZoneKind.ENCLAVE:
        yield said("saw.enclave", projects=listed(scene.zone.projects))


def _exposure(scene: Scene) -> Iterator[Said]:
    if not scene.sink_sides:
        yield said("saw.no-walled-sink")
        if not scene.read_sides:
            return
        yield said("saw.read-there", sides=_sides(scene.read_sides))
    person = scene.transfer.subject.person
    if person is None or person not in scene.tables.people:
        yield said("saw.no-person")
    else:
        yield from _exposed(scene, person)
    label = scene.label
    yield said(
        "saw.newness",
        new=_yes(scene.transfer.is_new),
        level=said(f"level.{label.level}"),
        read=_yes(not label.reading.is_opaque),
    )
    session = scene.transfer.session
    if session is not None:
        yield said("saw.session", project=session, sides=_sides(scene.sides_of(frozenset({session}))))
        yield from _tainted(scene, session)


def _tainted(scene: Scene, session: ProjectId) -> Iterator[Said]:
    """What was handled in the session itself and conflicts with it, which takes the session's word away."""
    since, ours = scene.transfer.session_since, scene.sides_of(frozenset({session}))
    for each in scene.question.exposure:
        is_within_it = since is not None and each.at >= since and each.person == scene.transfer.subject.person
        if is_within_it and any(each.side.conflicts_with(side) for side in ours):
            yield said("saw.tainted", side=each.side.name)


def _exposed(scene: Scene, person: PersonId) -> Iterator[Said]:
    against = [
        each
        for each in scene.question.exposure
        if each.person == person
        and any(each.side.conflicts_with(side) for side in scene.sink_sides or scene.read_sides)
    ]
    counted: list[Said] = []
    uncounted: list[Said] = []
    resets = {(reset.person, reset.side): reset.on for reset in scene.tables.exposure_resets}
    for each in against:
        day = day_in_japan(each.at)
        is_faded = (scene.question.now - each.at).total_seconds() > scene.tables.exposure_days * 86_400
        reset_on = max((on for (who, side), on in resets.items() if (who, side) == (person, each.side)), default=None)
        faded = is_faded or (reset_on is not None and day <= reset_on)
        key = "saw.exposed-faded" if faded else "saw.exposed"
        (uncounted if faded else counted).append(said(key, person=person, side=each.side.name, at=day.isoformat()))
    yield from (*counted, *uncounted)
    if not against:
        yield said("saw.not-exposed", person=person)


def _screening(scene: Scene) -> Iterator[Said]:
    party = scene.transfer.destination.party
    if party is None:
        yield said("saw.no-party")
        return
    entries = scene.party.screening if scene.party else ()
    if not entries:
        yield said("saw.unlisted", party=party)
    for entry in entries:
        version = " ".join(part for part in (entry.version, entry.dated.isoformat() if entry.dated else "") if part)
        in_force = is_within(entry.since, entry.until, scene.today)
        yield said(
            "saw.list",
            list=entry.list,
            version=said("saw.list-version", version=version) if version else "",
            effect=said(f"effect.{entry.effect}"),
            owner=said("saw.list-owner", owner=entry.owner) if entry.owner else "",
            over="" if in_force else said("saw.list-over"),
        )
    yield said("saw.labelled", projects=listed(scene.label.projects, empty="nobody"))
    if entries:
        yield from _permits(scene, lambda permit: party in permit.parties)


def _deemed_export(scene: Scene) -> Iterator[Said]:
    people = set(scene.audience)
    if scene.transfer.channel is Channel.PROCESS and scene.transfer.subject.person is not None:
        people.add(scene.transfer.subject.person)
    bound = [(person, level) for person in sorted(people) if (level := _bound(scene, person)) is not None]
    needed = [(person, level) for person, level in bound if scene.label.level >= level]
    if not needed:
        yield said("saw.no-bound")
        return
    for person, level in needed:
        yield said("saw.bound", person=person, level=said(f"level.{level}"))
        yield from _permits(scene, lambda permit, person=person: person in permit.persons)  # type: ignore[misc]


def _bound(scene: Scene, person: PersonId) -> Level | None:
    facts = scene.tables.people.get(person)
    if facts is None:
        return None
    bounds = [facts.permit_from] if facts.permit_from is not None else []
    if facts.permit_from_later is not None and scene.today >= facts.permit_from_later[1]:
        bounds.append(facts.permit_from_later[0])
    return min(bounds, default=None)


def _origin_permission(scene: Scene) -> Iterator[Said]:
    terms_found = False
    for project in sorted(scene.label.projects):
        terms = scene.terms_of(project)
        found = [
            *((said("saw.term-permission", project=project),) if any(t.origin_permission for t in terms) else ()),
            *((said("saw.term-secrecy", project=project),) if any(t.secrecy_hold for t in terms) else ()),
            *(
                said("saw.term-residency", project=project, country=country)
                for country in sorted({t.residency for t in terms if t.residency})
            ),
        ]
        items = frozenset(item for t in terms for item in t.items)
        if found and items:
            found.append(said("saw.term-items", project=project, items=listed(items)))
        terms_found |= bool(found)
        yield from found
    if not terms_found:
        yield said("saw.no-terms")


def _opaque(scene: Scene) -> Iterator[Said]:
    yield said("saw.reading", reading=said(f"reading.{scene.label.reading}"))


def _permits(scene: Scene, names: Callable[[Permit], bool]) -> Iterator[Said]:
    """The permits in force that name somebody and cover the content."""
    projects = scene.label.projects or (scene.zone.projects if scene.zone else frozenset[ProjectId]())
    found = False
    for permit in scene.tables.permits:
        in_force = is_within(permit.since, permit.until, scene.today)
        if in_force and names(permit) and covers(permit, projects, lambda project: _items(scene, project)):
            found = True
            until = said("saw.permit-until", until=permit.until.isoformat()) if permit.until else ""
            yield said("saw.permit", permit=permit.id, authority=permit.authority, number=permit.number, until=until)
    if not found:
        yield said("saw.no-permit")


def _items(scene: Scene, project: ProjectId) -> frozenset[str]:
    return frozenset(item for terms in scene.terms_of(project) for item in terms.items)


def _sides(sides: tuple[Side, ...]) -> str | Said:
    return listed(side.name for side in sides)


def _yes(is_so: bool) -> Said:
    return said("yes" if is_so else "no")


_INSPECTIONS: Mapping[str, Inspection] = MappingProxyType(
    {
        "invariant:wall": _wall,
        "invariant:exposure": _exposure,
        "invariant:screening": _screening,
        "invariant:deemed-export": _deemed_export,
        "invariant:origin-permission": _origin_permission,
        "invariant:opaque": _opaque,
    }
)
