"""The six invariants: what no rule, default or mode lifts.

Each is a function from a `Flow` to the reasons for which it asks for more than `allow`; none means that it has nothing
against the transfer. `INVARIANTS` holds them in their order, which names the verdict on a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from policies.decision import Reason
from policies.flow import Flow, conflicts, is_clean, is_enclave_of, may_read, sides_of, terms_of
from policies.label import Level, ProjectId
from policies.model import Channel, ListEffect, Permit, PersonId, Side, Verdict, ZoneKind
from policies.permits import permit_for_party, permit_for_person
from policies.tables import PersonFacts, ProjectFacts

Invariant = Callable[[Flow], Iterator[Reason]]


def wall(flow: Flow) -> Iterator[Reason]:
    """Content of one side enters no place of another; content of both sides rests in an enclave only."""
    outside = frozenset(p for p in flow.label.projects if not is_enclave_of(flow.zone, p))
    for ours, theirs in conflicts(sides_of(outside, flow.tables), flow.sink_sides):
        yield _reason(
            "wall", "wall.crosses", Verdict.BLOCK, flow, wall=ours.wall, **{"from": ours.name}, to=theirs.name
        )
    for ours, theirs in conflicts(flow.label_sides, flow.label_sides):
        if outside and ours < theirs:
            facts = {"wall": ours.wall, "one": ours.name, "other": theirs.name}
            yield _reason("wall", "wall.both-sides", Verdict.BLOCK, flow, **facts)


def exposure(flow: Flow) -> Iterator[Reason]:
    """Who handled one side's content puts nothing unread, and nothing new and sensitive, where another reads."""
    if not flow.sink_sides or not _could_carry(flow):
        return
    if flow.person is None:
        walled = sorted({side.wall for side in flow.sink_sides if not _counts_as(flow, side)})
        for name in walled:
            yield _reason("exposure", "exposure.unknown-subject", Verdict.HOLD, flow, wall=name)
        return
    for ours, theirs in conflicts(_exposed_to(flow, flow.person), flow.sink_sides):
        if not _counts_as(flow, theirs):
            facts = {"wall": ours.wall, "from": ours.name, "to": theirs.name, "person": flow.person}
            yield _reason("exposure", "exposure.may-carry", Verdict.HOLD, flow, **facts)


def _could_carry(flow: Flow) -> bool:
    return flow.label.reading.is_opaque or (flow.transfer.is_new and flow.label.level >= Level.SENSITIVE)


def _counts_as(flow: Flow, side: Side) -> bool:
    """Whether the content is known to be that side's: by what was recognised, or, where it can be read, by session.

    A session is somebody's word. For content that nobody can read and that was seen nowhere before, the word of a
    person exposed to the other side is not enough.
    """
    if flow.label.reading.is_opaque and flow.transfer.is_new:
        return False
    return side in flow.label_sides or side in _session_sides(flow)


def _session_sides(flow: Flow) -> frozenset[Side]:
    """The sides of the declared session's project, where the subject is a member of it."""
    session = flow.transfer.session
    if session is None or flow.person is None or session not in flow.tables.people[flow.person].reads_on(flow.today):
        return frozenset()
    return sides_of((session,), flow.tables)


def _exposed_to(flow: Flow, person: PersonId) -> frozenset[Side]:
    faded = flow.now - timedelta(days=flow.tables.exposure_days)
    return frozenset(e.side for e in flow.exposure if e.person == person and e.at >= faded)


def screening(flow: Flow) -> Iterator[Reason]:
    """A listed party gets nothing labelled, or only under a permit, or not unnoticed."""
    party = flow.transfer.destination.party
    if flow.party is None or party is None:
        return
    for entry in flow.party.screening:
        facts = {"party": party, "list": entry.list}
        if entry.effect is ListEffect.FLAG:
            yield _reason("screening", "screening.flag", Verdict.NOTIFY, flow, **facts)
        elif not flow.label.is_labelled:
            continue
        elif entry.effect is ListEffect.PROHIBIT:
            yield _reason("screening", "screening.prohibit", Verdict.BLOCK, flow, **facts)
        elif permit_for_party(flow.tables.permits, party, flow.label.projects, flow.today) is None:
            yield _reason("screening", "screening.licence", Verdict.HOLD, flow, **facts)


def deemed_export(flow: Flow) -> Iterator[Reason]:
    """Content from the level set for a person on is not opened by or sent to that person without a permit."""
    projects = flow.label.projects or (flow.zone.projects if flow.zone else frozenset[ProjectId]())
    for person in sorted(_receivers(flow)):
        facts = flow.tables.people.get(person)
        bound = permit_bound(facts, flow.today) if facts else None
        if bound is None or flow.label.level < bound:
            continue
        if permit_for_person(flow.tables.permits, person, projects, flow.today) is None:
            yield _reason("deemed-export", "deemed-export.no-permit", Verdict.HOLD, flow, person=person)


def permit_bound(facts: PersonFacts, today: date) -> Level | None:
    """The level from which the person needs a permit on that day; None where never."""
    bounds = [facts.permit_from] if facts.permit_from is not None else []
    if facts.permit_from_later is not None and today >= facts.permit_from_later[1]:
        bounds.append(facts.permit_from_later[0])
    return min(bounds, default=None)


def _receivers(flow: Flow) -> frozenset[PersonId]:
    receivers = flow.readers or frozenset[PersonId]()
    opens = flow.transfer.channel is Channel.PROCESS and flow.person is not None
    return receivers | {flow.person} if opens and flow.person is not None else receivers


def origin_permission(flow: Flow) -> Iterator[Reason]:
    """Content under an authority's permission, a secrecy hold or a residency term stays where it may be."""
    for project in sorted(flow.label.projects):
        facts = flow.tables.projects.get(project)
        if facts is None:
            continue
        named = {"project": project}
        terms = terms_of(facts, flow.today)
        if (
            any(each.origin_permission for each in terms)
            and not _stays_with_its_side(flow, project, facts)
            and not _is_permitted(flow, project)
        ):
            yield _reason("origin-permission", "origin.no-permit", Verdict.HOLD, flow, **named)
        if any(each.secrecy_hold for each in terms) and not _is_own_zone(flow, project):
            yield _reason("origin-permission", "origin.secrecy-hold", Verdict.HOLD, flow, **named)
        for country in sorted({each.residency for each in terms if each.residency}):
            if _rests_in(flow, country) or _is_permitted(flow, project):
                continue
            where = {**named, "country": country}
            yield _reason("origin-permission", "origin.residency", Verdict.HOLD, flow, **where)


def _is_own_zone(flow: Flow, project: ProjectId) -> bool:
    alone = flow.zone is not None and flow.zone.projects == frozenset({project})
    return alone and flow.transfer.destination.party is None


def _stays_with_its_side(flow: Flow, project: ProjectId, facts: ProjectFacts) -> bool:
    """Whether zone and party are the project's own or on every side that the project is on; an enclave is neither."""
    if flow.is_unknown_sink or (flow.zone is not None and flow.zone.kind is ZoneKind.ENCLAVE):
        return False
    named = flow.transfer.destination
    places = ([flow.zone] if named.zone is not None else []) + ([flow.party] if named.party is not None else [])
    return all(place is not None and _is_of(place.projects, project, facts, flow) for place in places)


def _is_of(projects: frozenset[ProjectId], project: ProjectId, facts: ProjectFacts, flow: Flow) -> bool:
    same_side = bool(facts.sides) and facts.sides <= sides_of(projects, flow.tables)
    return project in projects or same_side


def _rests_in(flow: Flow, country: str) -> bool:
    if flow.is_unknown_sink:
        return False
    zone_is_there = flow.zone is not None and flow.zone.readers is not None and flow.zone.country == country
    party_is_there = flow.party is not None and flow.party.country == country
    named = flow.transfer.destination
    return (named.zone is None or zone_is_there) and (named.party is None or party_is_there)


def _is_permitted(flow: Flow, project: ProjectId) -> bool:
    """Whether permits name the party and everybody who reads at the destination, members of the project included."""
    named, only = flow.transfer.destination, frozenset({project})
    permits: tuple[Permit, ...] = flow.tables.permits
    if flow.readers is None or (named.party is None and not flow.readers):
        return False
    if named.party is not None and permit_for_party(permits, named.party, only, flow.today) is None:
        return False
    return all(permit_for_person(permits, person, only, flow.today) for person in flow.readers)


def opaque(flow: Flow) -> Iterator[Reason]:
    """What cannot be read goes where the label it was given may go cleanly, and nowhere else."""
    if not flow.label.reading.is_opaque:
        return
    if flow.label.is_labelled:
        if not is_clean(flow):
            yield _reason("opaque", "opaque.not-clean", Verdict.HOLD, flow)
    elif not _presumed_clean(flow):
        yield _reason("opaque", "opaque.unknown-origin", Verdict.HOLD, flow)


def _presumed_clean(flow: Flow) -> bool:
    """Whether unread content of unknown origin may go there, presuming that it is of any project its subject reads.

    In a home that the subject belongs to, the exposure invariant has judged already.
    """
    if flow.person is None:
        return False
    reads = flow.tables.people[flow.person].reads_on(flow.today)
    if flow.is_home and flow.transfer.destination.party is None and flow.sink_projects <= reads.keys():
        return True
    presumed = frozenset(project for project in reads if project in flow.tables.projects)
    if flow.readers is None or flow.transfer.destination.party is not None:
        return not presumed
    tables, today = flow.tables, flow.today
    return all(may_read(reader, p, Level.SENSITIVE, tables, today) for reader in flow.readers for p in presumed)


def _reason(invariant: str, key: str, verdict: Verdict, flow: Flow, **facts: str) -> Reason:
    projects = ", ".join(sorted(flow.label.projects))
    named = {"projects": projects, **facts} if projects else facts
    return Reason(key=key, verdict=verdict, source=f"invariant:{invariant}", facts=named)


INVARIANTS: tuple[tuple[str, Invariant], ...] = (
    ("wall", wall),
    ("exposure", exposure),
    ("screening", screening),
    ("deemed-export", deemed_export),
    ("origin-permission", origin_permission),
    ("opaque", opaque),
)
