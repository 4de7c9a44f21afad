"""The six invariants by the letter: one function each, which says the verdict that it alone asks for.

Sources: architecture section 4 (their numbers), docs/policy.md sections 5 to 10, decisions 0001, 0002, 0003 and 0014.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from policies.label import Label, Level, ProjectId
from policies.model import Channel, ListEffect, PersonId, Side, Verdict, ZoneKind
from tests.support.by_the_letter_case import Case
from tests.support.by_the_letter_day import READ_BY_ALL_PEOPLE, Day

# --- 1


def wall(case: Case) -> Verdict:
    """Content of one side does not enter a place of another; content of both sides rests in an enclave only."""
    outside = case.label.projects - case.zone_projects if case.is_enclave else case.label.projects
    for side in case.day.sides_of(outside):
        if any(side.conflicts_with(other) for other in case.sides_there | case.sides_of_content):
            return Verdict.BLOCK
    return Verdict.ALLOW


# --- 2


def exposure(case: Case) -> Verdict:
    """Who handled one side's content puts nothing unread, and nothing new and sensitive, where another side reads."""
    is_new_and_sensitive = case.transfer.is_new and case.label.level >= Level.SENSITIVE
    if not case.is_opaque and not is_new_and_sensitive:
        return Verdict.ALLOW
    reads_there = _in_a_place_of_a_side(case) or _in_a_place_of_no_side(case) or _looks_like_what_was_handled(case)
    return Verdict.HOLD if reads_there else Verdict.ALLOW


def _in_a_place_of_a_side(case: Case) -> bool:
    """A walled home and a party read as their projects do."""
    against = case.sides_there - _known_to_be_of(case)
    if case.person is None:
        return bool(against)
    carried = case.handled_sides
    if case.is_enclave:
        carried = {side for side in carried if _is_carried_into_enclave(case, case.person, side)}
    return any(ours.conflicts_with(theirs) for ours in carried for theirs in against)


def _known_to_be_of(case: Case) -> set[Side]:
    """Sides whose the content is known to be: what was recognised, and a member's untainted word."""
    if case.is_opaque and case.transfer.is_new:
        return set()
    found = set() if case.is_by_word else set(case.sides_of_content)
    session = case.transfer.session
    if session is not None and case.day.serves(case.person, session):
        for side in case.day.sides_of(frozenset({session})):
            if not any(side.conflicts_with(handled) for handled in case.handled_in_session):
                found.add(side)
    return found


def _is_carried_into_enclave(case: Case, person: PersonId, side: Side) -> bool:
    """Only where the person was ever given something of that side that is not for all who read there."""
    for project in case.day.was_ever_given(person):
        if side not in case.day.sides_of(frozenset({project})):
            continue
        if project not in case.zone_projects:
            return True
        if not all(case.day.may_read(reader, project, Level.SENSITIVE) for reader in case.zone_readers):
            return True
    return False


def _in_a_place_of_no_side(case: Case) -> bool:
    """What is new is read there by the people of the place, and by every side where nobody knows who reads."""
    if not case.transfer.is_new:
        return False
    if _is_a_place_unknown(case) and _is_carried(case, case.label.projects, lambda *_: True):
        return True
    if case.zone is None or case.day.sides_of(case.zone_projects):
        return False
    if case.zone.persons is None and case.zone.kind not in READ_BY_ALL_PEOPLE:  # as a stick
        return _is_carried(case, case.zone_projects | case.label.projects, lambda *_: True)

    def somebody_reads(mine: Side, theirs: Side) -> bool:
        return bool(case.zone_readers & case.day.people_of_side(theirs) - case.day.people_of_side(mine))

    return _is_carried(case, case.zone_projects, somebody_reads)


def _is_carried(case: Case, by_word: Set[ProjectId], is_read: Callable[[Side, Side], bool]) -> bool:
    """Whether the subject may carry anything of a side to one against it, which reads there.

    Args:
        by_word: Projects for which a session's word counts there, of what can be read: then what was handled before
            that session is not carried.
    """
    session, ours = case.transfer.session, case.handled_sides
    if case.person is None:
        ours = case.day.sides
    elif not case.is_opaque and session in by_word and case.day.serves(case.person, session):
        ours = case.handled_in_session
    return any(one.conflicts_with(other) and is_read(one, other) for one in ours for other in case.day.sides)


def _looks_like_what_was_handled(case: Case) -> bool:
    """New, sensitive, nobody's but by somebody's word, and like a project of a side that the person has handled."""
    found = case.transfer.suggestion
    if found is None or case.person is None or found.project not in case.day.policy.projects:
        return False
    if not case.transfer.is_new or case.label.level < Level.SENSITIVE:
        return False
    if case.label.projects and not case.is_by_word:
        return False
    if case.is_enclave and found.project in case.zone_projects:
        return False
    alike = case.handled_sides & case.day.sides_of(frozenset({found.project}))

    def is_read(mine: Side, theirs: Side) -> bool:
        if theirs in case.sides_there or _is_a_place_unknown(case):
            return True
        if case.zone is None or case.day.sides_of(case.zone_projects):
            return False
        if case.zone.persons is None and case.zone.kind not in READ_BY_ALL_PEOPLE:  # as a stick
            return True
        return bool(case.zone_readers & case.day.people_of_side(theirs) - case.day.people_of_side(mine))

    return any(mine.conflicts_with(theirs) and is_read(mine, theirs) for mine in alike for theirs in case.day.sides)


def _is_a_place_unknown(case: Case) -> bool:
    """Whether it goes to a site, or to a name, that the policy does not know."""
    where = case.transfer.destination
    return case.names_unknown_zone or case.names_unknown_party or (where.zone is None and where.party is None)


# --- 3


def screening(case: Case) -> Verdict:
    """A prohibited party gets nothing labelled, a licensed one nothing without a permit, a flagged one is noticed."""
    party = case.transfer.destination.party
    if party is None or case.names_unknown_party:
        return Verdict.ALLOW
    effects = case.day.effects(party)
    if case.label.projects and ListEffect.PROHIBIT in effects:
        return Verdict.BLOCK
    is_permitted = case.day.party_has_permit(party, case.label.projects)
    if case.label.projects and ListEffect.LICENCE in effects and not is_permitted:
        return Verdict.HOLD
    return Verdict.NOTIFY if ListEffect.FLAG in effects else Verdict.ALLOW


# --- 4


def deemed_export(case: Case) -> Verdict:
    """Content from the level on that law sets for a person's status is not opened by or sent to them unpermitted."""
    receivers = set(case.zone_readers)
    if case.transfer.channel is Channel.PROCESS and case.person is not None:
        receivers.add(case.person)
    # Nobody's content becomes the place's where it comes to rest.
    projects = case.label.projects or case.zone_projects
    for person in receivers:
        bound = case.day.needs_permit_from(person)
        if bound is not None and case.label.level >= bound and not case.day.person_has_permit(person, projects):
            return Verdict.HOLD
    return Verdict.ALLOW


# --- 5


def origin_permission(case: Case) -> Verdict:
    """What needs an authority's permission, is held in secrecy or bound to a country stays where it may be."""
    for project in case.label.projects & case.day.policy.projects.keys():
        for terms in case.day.terms_of(project):
            if terms.origin_permission and not _stays_with_its_side(case, project) and not _is_permitted(case, project):
                return Verdict.HOLD
            if terms.secrecy_hold and not _is_in_its_own_home(case, project):
                return Verdict.HOLD
            if terms.residency and not _rests_in(case, terms.residency) and not _is_permitted(case, project):
                return Verdict.HOLD
    return Verdict.ALLOW


def _is_in_its_own_home(case: Case, project: ProjectId) -> bool:
    return case.transfer.destination.party is None and case.zone_projects == {project}


def _stays_with_its_side(case: Case, project: ProjectId) -> bool:
    """Zone and party are the project's, or on every side that it is on; an enclave is neither."""
    where = case.transfer.destination
    if where.zone is None and where.party is None:
        return False
    if case.names_unknown_zone or case.names_unknown_party:
        return False
    if case.zone is not None and case.zone.kind is ZoneKind.ENCLAVE:
        return False
    ours = case.day.sides_of(frozenset({project}))
    of_each = [case.zone_projects] if where.zone is not None else []
    of_each += [case.party_projects] if where.party is not None else []
    return all(project in each or (bool(ours) and ours <= case.day.sides_of(each)) for each in of_each)


def _rests_in(case: Case, country: str) -> bool:
    """In a zone whose readers are named, and with a party, of that country."""
    if case.is_anybodys:
        return False
    if case.zone is not None and case.zone.country != country:
        return False
    party = case.transfer.destination.party
    return party is None or case.day.policy.parties[party].country == country


def _is_permitted(case: Case, project: ProjectId) -> bool:
    """Permits name the party, and everybody who reads there; of what anybody reads that cannot be said."""
    party, projects = case.transfer.destination.party, frozenset({project})
    if case.is_anybodys or (party is None and not case.zone_readers):
        return False
    if party is not None and not case.day.party_has_permit(party, projects):
        return False
    return all(case.day.person_has_permit(reader, projects) for reader in case.zone_readers)


# --- 6


def opaque(case: Case) -> Verdict:
    """What cannot be read goes where its label may go cleanly, and nowhere else."""
    if not case.is_opaque:
        return Verdict.ALLOW
    if case.label.projects and not case.is_clean:
        return Verdict.HOLD
    if case.label.projects and not (case.is_by_word and _is_word_too_little(case)):
        return Verdict.ALLOW
    return Verdict.ALLOW if _is_clean_for_all_that_it_may_be(case) else Verdict.HOLD


def _is_word_too_little(case: Case) -> bool:
    """A stranger's is; to a party, so is that of who handled a side that the session's project is not on."""
    session = case.transfer.session
    if session is None or not case.day.serves(case.person, session):
        return True
    if case.transfer.destination.party is None:
        return False
    return bool(case.handled_sides - case.day.sides_of(frozenset({session})))


def _is_clean_for_all_that_it_may_be(case: Case) -> bool:
    """Of unknown origin it may be of any project that its subject reads: of every one where nobody knows who it is."""
    if case.person is None:
        return False
    may_be_of, to_a_party = case.day.reads(case.person), case.transfer.destination.party is not None
    if not to_a_party and case.zone_projects and case.zone_projects <= may_be_of:
        return True  # a home of its subject: the exposure invariant has judged
    if case.is_anybodys or to_a_party:
        return not may_be_of
    return all(case.zone_readers <= _readers_unread(case.day, project) for project in may_be_of)


def _readers_unread(day: Day, project: ProjectId) -> frozenset[PersonId]:
    """Who may read opaque content of a project: it is of the project's level, and of `sensitive` at least."""
    level = max(Level.SENSITIVE, day.policy.projects[project].level)
    label = Label(projects=frozenset({project}), level=level)
    return frozenset(person for person in day.policy.people if day.may_read(person, project, label.level))


INVARIANTS: Iterable[tuple[str, Callable[[Case], Verdict]]] = (
    ("wall", wall),
    ("exposure", exposure),
    ("screening", screening),
    ("deemed-export", deemed_export),
    ("origin-permission", origin_permission),
    ("opaque", opaque),
)
