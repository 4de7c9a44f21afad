"""What each check of a decision looked at, as facts that somebody outside can verify."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from policies.analysis.moments import day_in_japan
from policies.analysis.question import Scene
from policies.analysis.said import Said, listed, said
from policies.invariants import what_counts
from policies.label import Level, ProjectId
from policies.model import Channel, ListEffect, Permit, PersonId, Side, ZoneKind

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
    if scene.read_sides:
        yield said("saw.anybody-reads") if scene.is_anybodys else said("saw.read-there", sides=_sides(scene.read_sides))
    elif not scene.sink_sides:
        return
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
    for each in what_counts(scene.flow):
        if since is not None and each.at >= since and any(each.side.conflicts_with(side) for side in ours):
            yield said("saw.tainted", side=each.side.name)


def _exposed(scene: Scene, person: PersonId) -> Iterator[Said]:
    against = [
        each
        for each in scene.question.exposure
        if each.person == person
        and any(each.side.conflicts_with(side) for side in (*scene.sink_sides, *scene.read_sides))
    ]
    counted: list[Said] = []
    uncounted: list[Said] = []
    counting = tuple(what_counts(scene.flow))
    for each in against:
        key, told = ("saw.exposed", counted) if each in counting else ("saw.exposed-faded", uncounted)
        told.append(said(key, person=person, side=each.side.name, at=day_in_japan(each.at).isoformat()))
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
        yield said(
            "saw.list",
            list=entry.list,
            version=said("saw.list-version", version=version) if version else "",
            effect=said(f"effect.{entry.effect}"),
            owner=said("saw.list-owner", owner=entry.owner) if entry.owner else "",
            over="" if entry in scene.flow.place.screening else said("saw.list-over"),
        )
    yield said("saw.labelled", projects=listed(scene.label.projects, empty="nobody"))
    # Only an entry that asks for a licence asks for a permit: none lifts a prohibition.
    if any(entry.effect is ListEffect.LICENCE for entry in entries):
        yield from _permits(scene, lambda permit: party in permit.parties)


def _deemed_export(scene: Scene) -> Iterator[Said]:
    flow = scene.flow
    receivers = flow.place.audience | (flow.opener if scene.transfer.channel is Channel.PROCESS else 0)
    needed = scene.people(receivers & flow.day.bounds[flow.rank])
    if not needed:
        yield said("saw.no-bound")
    for person in sorted(needed):
        yield said("saw.bound", person=person, level=said(f"level.{_bound(scene, person) or scene.label.level}"))
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
    found = [permit for permit in scene.flow.day.permits.covering(projects) if names(permit)]
    for permit in found:
        until = said("saw.permit-until", until=permit.until.isoformat()) if permit.until else ""
        yield said("saw.permit", permit=permit.id, authority=permit.authority, number=permit.number, until=until)
    if not found:
        yield said("saw.no-permit")


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
