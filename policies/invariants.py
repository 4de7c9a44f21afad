"""The six invariants: what no rule, default or mode lifts.

Each is a function from a `Flow` to the reasons for which it asks for more than `allow`; none means that it has nothing
against the transfer. `INVARIANTS` holds them in their order, which names the verdict on a tie. They are the only ones:
a decision and its trace call the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from policies.day import Bound, Place
from policies.decision import Reason
from policies.flow import SENSITIVE, Flow, sides_of
from policies.model import Channel, ListEffect, ScreeningEntry, Side, Verdict, ZoneKind
from policies.tables import PartyFacts, ZoneFacts
from policies.transfer import Exposure

Invariant = Callable[[Flow], Sequence[Reason]]

# A common share can have hundreds of readers; nobody reads a decision that names them all.
NAMED_PEOPLE = 20
NOTHING: tuple[Reason, ...] = ()
NO_PAIRS: tuple[tuple[Side, Side], ...] = ()
MAY_CARRY, NOT_BY_WORD = "exposure.may-carry", "exposure.not-by-word"
# The only reason that names a project which nothing but likeness speaks for.
SUGGESTED = "exposure.suggested"


def wall(flow: Flow) -> Sequence[Reason]:
    """Content of one side enters no place of another; content of both sides rests in an enclave only."""
    content, place = flow.content, flow.place
    outside = content if not place.enclave else flow.day.contents[flow.label.projects - place.enclave]
    if not outside.sides & (place.against | content.against):
        return NOTHING
    reasons = [
        _reason("wall", "wall.crosses", Verdict.BLOCK, flow, wall=ours.wall, **{"from": ours.name}, to=theirs.name)
        for ours, theirs in flow.interned.pairs(outside.sides, place.sides)
    ]
    both = {tuple(sorted(pair)) for pair in flow.interned.pairs(outside.sides, content.sides)}
    for one, other in sorted(both):
        facts = {"wall": one.wall, "one": one.name, "other": other.name}
        reasons.append(_reason("wall", "wall.both-sides", Verdict.BLOCK, flow, **facts))
    return reasons


def exposure(flow: Flow) -> Sequence[Reason]:
    """Who handled one side's content puts nothing unread, and nothing new and sensitive, where another reads.

    In a walled home or at a party that is where its sides are; in a place of no side, where people of them read; on a
    stick and wherever nobody knows who reads, every side does. Of a zone and a party named together either counts.
    """
    if not (flow.is_opaque or (flow.transfer.is_new and flow.rank >= SENSITIVE)):
        return NOTHING
    places = [place for place in places_named(flow) if place.sides or _is_shared(flow, place)]
    if not places:
        return NOTHING
    if flow.person is None:
        return _by_nobody_known(flow, places)
    if not flow.exposure:
        return NOTHING
    exposed, in_session = _exposed_to(flow)
    pairs = {pair for place in places for pair in _carried_into(flow, place, exposed, in_session)}
    suggested = {pair for place in places for pair in _suggested_into(flow, place, exposed)}
    reasons = _held(MAY_CARRY, pairs, flow) + _held(NOT_BY_WORD, suggested - pairs, flow)
    # Apart from the others, as it alone names the project, which not everybody may read of.
    return [*reasons, _suggestion(flow)] if suggested else reasons


def _held(key: str, pairs: Iterable[tuple[Side, Side]], flow: Flow) -> list[Reason]:
    return [
        _reason(
            "exposure", key, Verdict.HOLD, flow,
            wall=ours.wall, **{"from": ours.name}, to=theirs.name, person=str(flow.person),
        )
        for ours, theirs in sorted(pairs)
    ]  # fmt: skip


def _suggestion(flow: Flow) -> Reason:
    found = flow.transfer.suggestion
    facts = {"project": found.project, "p": f"{found.p:.2f}"} if found is not None else {}
    return Reason(key=SUGGESTED, verdict=Verdict.HOLD, source="invariant:exposure", facts=facts)


def places_named(flow: Flow) -> tuple[Place, ...]:
    """The destination, or its zone and its party where it names both: one of them does not answer for the other."""
    named = flow.transfer.destination
    if named.zone is None or named.party is None:
        return (flow.place,)
    return flow.day.places[named.zone, None], flow.day.places[None, named.party]


def _is_shared(flow: Flow, place: Place) -> bool:
    return flow.transfer.is_new and not place.sides and (bool(place.audience) or place.takes_anybody)


def _carried_into(flow: Flow, place: Place, exposed: int, in_session: int) -> Iterable[tuple[Side, Side]]:
    """Every pair of a side that the subject may carry and one against it that reads there."""
    if not place.sides:
        return _read_in(flow, place, exposed & in_session if _is_word_for_place(flow, place) else exposed)
    carried = exposed & ~_at_home_in_enclave(flow, exposed)
    return flow.interned.pairs(carried, place.sides & ~_counted_sides(flow, exposed, in_session))


def _suggested_into(flow: Flow, place: Place, exposed: int) -> Iterable[tuple[Side, Side]]:
    """Every pair of a side that the content looks to be of and the subject has handled, and one against it that reads
    there.

    Likeness speaks where nothing else says whose the content is. A declared session is the subject's own word and is
    not enough against it: whoever handled the other side's content gives it before anybody looks.
    """
    found = flow.transfer.suggestion
    if found is None or not flow.transfer.is_new or flow.rank < SENSITIVE:
        return NO_PAIRS
    if flow.label.projects and not _is_by_word(flow):
        return NO_PAIRS
    ours = exposed & flow.interned.sides_of.get(found.project, 0)
    if not ours or found.project in flow.place.enclave:
        return NO_PAIRS
    return flow.interned.pairs(ours, place.sides) if place.sides else _read_in(flow, place, ours)


def _by_nobody_known(flow: Flow, places: Iterable[Place]) -> Sequence[Reason]:
    """Whoever it was may have handled any side's content."""
    sides, there = flow.interned.sides, set[Side]()
    for place in places:
        if place.sides:
            there.update(sides.named(place.sides & ~_counted_sides(flow, 0, 0)))
        else:
            there.update(theirs for _, theirs in _read_in(flow, place, sides.mask(sides.names)))
    walls = sorted({side.wall for side in there})
    return [_reason("exposure", "exposure.unknown-subject", Verdict.HOLD, flow, wall=name) for name in walls]


def _read_in(flow: Flow, place: Place, ours: int) -> Iterable[tuple[Side, Side]]:
    """Every pair of one of our sides and one against it that reads in a place of no side."""
    if place.audience:
        return flow.day.read_across(place.audience, ours)
    return flow.interned.pairs(ours, -1)


def _at_home_in_enclave(flow: Flow, exposed: int) -> int:
    """Sides of which the subject could only have handled what the enclave is for, and what all who read there may read.

    An enclave is where both sides' content is worked on: who works there has handled both.
    """
    enclave, person = flow.place.enclave, flow.person
    if not enclave or person is None or not exposed:
        return 0
    of_others = 0
    for project in flow.tables.people[person].projects:
        may_read = flow.day.readable[project, SENSITIVE]
        if project not in enclave or (flow.place.readers or 0) & ~may_read:
            of_others |= flow.interned.sides_of.get(project, 0)
    return exposed & ~of_others


def _is_word_for_place(flow: Flow, place: Place) -> bool:
    """Whether a member declared to work for a project of the place, for content that can be read.

    A place of no project, such as a stick, takes the word for any: the content is then that project's.
    """
    session = flow.transfer.session
    if flow.is_opaque or not _is_in_session(flow):
        return False
    return session in place.projects or (not place.audience and session in flow.label.projects)


def _is_in_session(flow: Flow) -> bool:
    """Whether the declared session counts: the subject is a member of its project, which runs."""
    session = flow.transfer.session
    if session is None or flow.person is None or session not in flow.day.reads[flow.person]:
        return False
    return flow.day.contents[frozenset({session})].is_running


def _counted_sides(flow: Flow, exposed: int, in_session: int) -> int:
    """Sides whose the content is known to be: by what was recognised, or, where it can be read, by session.

    A session is somebody's word, also where it gave new content its label. For content that nobody can read and that
    was seen nowhere before, the word of a person exposed to the other side is not enough; nor is that of somebody who
    is no member of the session's project, nor for a side against which the person has handled something since the
    session began.
    """
    transfer = flow.transfer
    if flow.is_opaque and transfer.is_new:
        return 0
    session = transfer.session
    if session is None:
        return flow.content.sides
    recognised = 0 if _is_by_word(flow) else flow.content.sides
    if not _is_in_session(flow):
        return recognised
    declared = flow.interned.sides_of.get(session, 0)
    return recognised | (declared & ~flow.interned.against[exposed & in_session])


def _exposed_to(flow: Flow) -> tuple[int, int]:
    """Sides whose content the subject has handled, unfaded and not reset; and those of them handled in this session."""
    since, bits = flow.transfer.session_since, flow.interned.sides.bit
    exposed = in_session = 0
    for each in what_counts(flow):
        bit = bits.get(each.side, 0)
        exposed |= bit
        if since is not None and each.at >= since:
            in_session |= bit
    return exposed, in_session


def what_counts(flow: Flow) -> Iterator[Exposure]:
    """What the subject has handled, unfaded and not reset."""
    faded, resets = _faded_before(flow), flow.day.counts_from
    for each in flow.exposure:
        if each.person != flow.person or each.at < faded:
            continue
        if resets and (counts_from := resets.get((each.person, each.side))) is not None and each.at < counts_from:
            continue
        yield each


def _faded_before(flow: Flow) -> datetime:
    try:
        return flow.day.begins - timedelta(days=flow.tables.exposure_days)  # the last day counts to its end
    except OverflowError:  # longer than there were years: nothing fades
        return datetime.min.replace(tzinfo=UTC)


def screening(flow: Flow) -> Sequence[Reason]:
    """A listed party gets nothing labelled, or only under a permit, or not unnoticed."""
    if not flow.place.screening:
        return NOTHING
    found = (_screened(flow, entry) for entry in flow.place.screening)
    return [reason for reason in found if reason is not None]


def _screened(flow: Flow, entry: ScreeningEntry) -> Reason | None:
    party = flow.transfer.destination.party or ""
    if entry.effect is ListEffect.FLAG:
        verdict = Verdict.NOTIFY
    elif not flow.label.projects:
        return None
    elif entry.effect is ListEffect.PROHIBIT:
        verdict = Verdict.BLOCK
    elif party in flow.content.permitted_parties:
        return None
    else:
        verdict = Verdict.HOLD
    facts = {"party": party, "list": entry.list}
    facts |= {"version": entry.version or "–", "dated": entry.dated.isoformat() if entry.dated else "–"}
    if not entry.owner:
        return _reason("screening", f"screening.{entry.effect}", verdict, flow, **facts)
    return _reason("screening", f"screening.{entry.effect}-by-owner", verdict, flow, **facts, owner=entry.owner)


def deemed_export(flow: Flow) -> Sequence[Reason]:
    """Content from the level set for a person on is not opened by or sent to that person without a permit."""
    bound = flow.day.bounds[flow.rank]
    if not bound:
        return NOTHING
    receivers = flow.place.audience
    if flow.transfer.channel is Channel.PROCESS and flow.person is not None:
        receivers |= flow.interned.people.bit[flow.person]
    if not receivers & bound:
        return NOTHING
    content = flow.content
    if not content.projects and flow.place.zone:  # where it comes to rest it becomes the place's
        content = flow.day.contents[flow.place.zone.projects]
    lacking = receivers & bound & ~content.permitted_people
    return _without_permit(flow, lacking) if lacking else NOTHING


def _without_permit(flow: Flow, lacking: int) -> list[Reason]:
    reasons: list[Reason] = []
    for person in flow.interned.people.named(lacking):
        if len(reasons) == NAMED_PEOPLE:
            rest = str(lacking.bit_count() - NAMED_PEOPLE)
            return [*reasons, _reason("deemed-export", "deemed-export.and-more", Verdict.HOLD, flow, count=rest)]
        reasons.append(_reason("deemed-export", "deemed-export.no-permit", Verdict.HOLD, flow, person=person))
    return reasons


def origin_permission(flow: Flow) -> Sequence[Reason]:
    """Content under an authority's permission, a secrecy hold or a residency term stays where it may be."""
    if not flow.content.bounds:
        return NOTHING
    reasons: list[Reason] = []
    for bound in flow.content.bounds:
        named = {"project": bound.project}
        if bound.needs_permission and not _stays_with_its_side(flow, bound) and not _is_permitted(flow, bound):
            reasons.append(_reason("origin-permission", "origin.no-permit", Verdict.HOLD, flow, **named))
        if bound.is_secret and not _is_own_zone(flow, bound):
            reasons.append(_reason("origin-permission", "origin.secrecy-hold", Verdict.HOLD, flow, **named))
        for country in bound.residencies:
            if not _rests_in(flow, country) and not _is_permitted(flow, bound):
                where = {**named, "country": country}
                reasons.append(_reason("origin-permission", "origin.residency", Verdict.HOLD, flow, **where))
    return reasons


def _is_own_zone(flow: Flow, bound: Bound) -> bool:
    zone = flow.place.zone
    alone = zone is not None and zone.projects == frozenset({bound.project})
    return alone and flow.transfer.destination.party is None


def _stays_with_its_side(flow: Flow, bound: Bound) -> bool:
    """Whether zone and party are the project's own or on every side that the project is on; an enclave is neither."""
    place = flow.place
    if place.is_unknown or place.lacks or (place.zone is not None and place.zone.kind is ZoneKind.ENCLAVE):
        return False
    named: tuple[ZoneFacts | PartyFacts | None, ...] = (place.zone, place.party)
    return all(_is_of(facts, flow, bound) for facts in named if facts is not None)


def _is_of(facts: ZoneFacts | PartyFacts, flow: Flow, bound: Bound) -> bool:
    sides = bound.facts.sides
    return bound.project in facts.projects or (bool(sides) and sides <= sides_of(facts.projects, flow.tables))


def _rests_in(flow: Flow, country: str) -> bool:
    place = flow.place
    if place.is_unknown or place.lacks:
        return False
    zone_is_there = place.zone is None or (place.zone.readers is not None and place.zone.country == country)
    return zone_is_there and (place.party is None or place.party.country == country)


def _is_permitted(flow: Flow, bound: Bound) -> bool:
    """Whether permits name the party and everybody who reads at the destination, members of the project included."""
    party, readers = flow.transfer.destination.party, flow.place.readers
    if readers is None or flow.place.lacks or (party is None and not readers):
        return False
    content = flow.day.contents[frozenset({bound.project})]
    return (party is None or party in content.permitted_parties) and not readers & ~content.permitted_people


def opaque(flow: Flow) -> Sequence[Reason]:
    """What cannot be read goes where the label it was given may go cleanly, and nowhere else."""
    if not flow.is_opaque:
        return NOTHING
    if flow.label.projects and not flow.is_clean:
        return (_reason("opaque", "opaque.not-clean", Verdict.HOLD, flow),)
    is_known = bool(flow.label.projects) and not (_is_by_word(flow) and _is_doubtful(flow))
    if is_known or _presumed_clean(flow):
        return NOTHING
    return (_reason("opaque", "opaque.unknown-origin", Verdict.HOLD, flow),)


def _is_by_word(flow: Flow) -> bool:
    """Whether only a declared session says whose content it is: what is new was recognised nowhere."""
    session = flow.transfer.session
    return flow.transfer.is_new and session is not None and flow.label.projects == frozenset({session})


def _is_doubtful(flow: Flow) -> bool:
    """Whether a session's word is not enough for what nobody can read.

    A stranger's is not; nor, for outside, is that of a person who handled content of another side.
    """
    session = flow.transfer.session
    if session is None or not _is_in_session(flow):
        return True
    if flow.transfer.destination.party is None:
        return False
    return bool(_exposed_to(flow)[0] & ~flow.interned.sides_of.get(session, 0))


def _presumed_clean(flow: Flow) -> bool:
    """Whether unread content of unknown origin may go there, presuming that it is of any project its subject reads.

    It is then of that project's level, and of `sensitive` at least.
    In a home that the subject belongs to, the exposure invariant has judged already.
    """
    if flow.person is None:
        return False
    reads, place, party = flow.day.reads[flow.person], flow.place, flow.transfer.destination.party
    is_home = place.zone is not None and bool(place.zone.projects)
    if is_home and party is None and place.projects <= reads:
        return True
    projects = flow.tables.projects
    presumed = {project: max(SENSITIVE, projects[project].level.rank) for project in reads if project in projects}
    if place.readers is None or party is not None:
        return not presumed
    return not any(place.readers & ~flow.day.readable[project_and_rank] for project_and_rank in presumed.items())


def _reason(invariant: str, key: str, verdict: Verdict, flow: Flow, **facts: str) -> Reason:
    named = {"projects": flow.content.names, **facts} if flow.content.names else facts
    return Reason(key=key, verdict=verdict, source=f"invariant:{invariant}", facts=named)


INVARIANTS: tuple[tuple[str, Invariant], ...] = (
    ("wall", wall),
    ("exposure", exposure),
    ("screening", screening),
    ("deemed-export", deemed_export),
    ("origin-permission", origin_permission),
    ("opaque", opaque),
)
