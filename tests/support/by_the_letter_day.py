"""What a policy says on one day, read slowly and by the letter: who reads what, what is in force, who owns whom.

Written from the documents (architecture, docs/policy.md, decisions 0001 to 0003 and 0014), on the policy that officers
sign and not on the tables that agents get. It shares nothing with the compiler and the engine but the nouns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from policies.label import Kind, Label, Level, ProjectId
from policies.model import (
    ListEffect,
    PartyId,
    Permit,
    PersonId,
    Policy,
    Publication,
    ScreeningEntry,
    Side,
    Status,
    Terms,
    Zone,
    ZoneId,
    ZoneKind,
)
from policies.model.words import FefaResult

JAPAN = timezone(timedelta(hours=9))
NOBODY: frozenset[PersonId] = frozenset()
PUBLISHED = frozenset({Kind.PAPER, Kind.TEACHING, Kind.WEB})
# Where a share that names no readers stands on the premises: all whom the policy knows read there.
READ_BY_ALL_PEOPLE = {ZoneKind.HOME, ZoneKind.COMMON, ZoneKind.ENCLAVE, ZoneKind.MACHINE, ZoneKind.SYNC}


def day_in_japan(now: datetime) -> date:
    """The policy's dates count in Japan."""
    return now.astimezone(JAPAN).date()


def beginning(day: date) -> datetime:
    """The first moment of a day in Japan."""
    return datetime.combine(day, time(), JAPAN)


def in_period(since: date | None, until: date | None, day: date) -> bool:
    """Both ends are included; an end that is left out is open."""
    if since is not None and day < since:
        return False
    return until is None or day <= until


class Day:
    """A policy on one day in Japan. Questions about the policy alone are answered once and remembered."""

    def __init__(self, policy: Policy, day: date) -> None:
        self.policy = policy
        self.day = day
        self.everybody = frozenset(policy.people)
        self.sides: set[Side] = {side for wall in policy.walls.values() for side in wall.sides}
        self.may_read: Callable[[PersonId, ProjectId, Level], bool] = cache(self._may_read)
        self.readers_of_content: Callable[[Label], frozenset[PersonId]] = cache(self._readers_of_content)
        self.readers_of_zone: Callable[[ZoneId], frozenset[PersonId] | None] = cache(self._readers_of_zone)
        self.sides_of: Callable[[frozenset[ProjectId]], frozenset[Side]] = cache(self._sides_of)
        self.people_of_side: Callable[[Side], frozenset[PersonId]] = cache(self._people_of_side)
        self.terms_of: Callable[[ProjectId], list[Terms]] = cache(self._terms_of)
        self.lane: Callable[[ProjectId], Publication] = cache(self._lane)
        self.effects: Callable[[PartyId], frozenset[ListEffect]] = cache(self._effects)
        self.projects_of_party: Callable[[PartyId | None], frozenset[ProjectId]] = cache(self._projects_of_party)
        self.permitted: Callable[[frozenset[ProjectId]], list[Permit]] = cache(self._permitted)

    # --- people

    def clearance(self, person: PersonId) -> Level:
        """After its last day a clearance is `internal` at most."""
        recorded = self.policy.people[person]
        if in_period(None, recorded.clearance_until, self.day):
            return recorded.clearance
        return min(recorded.clearance, Level.INTERNAL)

    def status(self, person: PersonId) -> Status:
        """After the last day of its declaration a status is unknown."""
        recorded = self.policy.people[person]
        return recorded.status if in_period(None, recorded.status_until, self.day) else Status.UNKNOWN

    def needs_permit_from(self, person: PersonId) -> Level | None:
        """From which level on; an unknown status is as the strictest that is named, one not named needs none."""
        status, named = self.status(person), self.policy.deemed_export
        if status is Status.UNKNOWN:
            return min(named.values()) if named else None
        return named.get(status)

    def is_member(self, person: PersonId, project: ProjectId) -> bool:
        """Whether a membership is in force."""
        if project not in self.policy.projects:
            return False
        membership = self.policy.projects[project].members.get(person)
        return membership is not None and in_period(membership.since, membership.until, self.day)

    def _may_read(self, person: PersonId, project: ProjectId, level: Level) -> bool:
        """The lower of membership and clearance."""
        if person not in self.policy.people or not self.is_member(person, project):
            return False
        membership = self.policy.projects[project].members[person]
        return level <= membership.level and level <= self.clearance(person)

    def reads(self, person: PersonId) -> set[ProjectId]:
        """Projects of which somebody reads anything."""
        return {project for project in self.policy.projects if self.may_read(person, project, Level.PUBLIC)}

    def was_ever_given(self, person: PersonId) -> set[ProjectId]:
        """Whatever the day."""
        return {project.id for project in self.policy.projects.values() if person in project.members}

    def serves(self, person: PersonId | None, session: ProjectId | None) -> bool:
        """Whether a declared session counts: the subject is a member of a project that runs."""
        if person is None or session is None or not self.is_running(session):
            return False
        return self.may_read(person, session, Level.PUBLIC)

    def _people_of_side(self, side: Side) -> frozenset[PersonId]:
        ours = [project.id for project in self.policy.projects.values() if side in project.sides]
        return frozenset(
            person for person in self.policy.people if any(self.may_read(person, each, Level.PUBLIC) for each in ours)
        )

    # --- projects

    def is_running(self, project: ProjectId) -> bool:
        """Whether the policy knows a project and the day is in its period."""
        known = self.policy.projects.get(project)
        return known is not None and in_period(known.since, known.until, self.day)

    def _sides_of(self, projects: frozenset[ProjectId]) -> frozenset[Side]:
        known = [self.policy.projects[each] for each in projects if each in self.policy.projects]
        return frozenset(side for project in known for side in project.sides)

    def share_of_level(self, label: Label, project: ProjectId) -> Level:
        """A project's share is judged at its own level, as long as some project accounts for the label's level."""
        if project not in self.policy.projects or not self.accounts_for(label):
            return label.level
        return min(label.level, self.policy.projects[project].level)

    def accounts_for(self, label: Label) -> bool:
        """Whether some project of the label is of the label's level or above."""
        known = [self.policy.projects[each].level for each in label.projects if each in self.policy.projects]
        return label.level is Level.PUBLIC or any(level >= label.level for level in known)

    def _readers_of_content(self, label: Label) -> frozenset[PersonId]:
        """Everybody who may read every project's share of it."""
        return frozenset(
            person
            for person in self.policy.people
            if all(self.may_read(person, each, self.share_of_level(label, each)) for each in label.projects)
        )

    def _terms_of(self, project: ProjectId) -> list[Terms]:
        return [each for each in self.policy.projects[project].terms if in_period(each.since, each.until, self.day)]

    def items(self, project: ProjectId) -> set[str]:
        """Items in force; one that was judged not to control the content is none."""
        found = set()
        for terms in self.terms_of(project) if project in self.policy.projects else []:
            found.add(terms.eccn)
            if terms.fefa.result is not FefaResult.NOT_CONTROLLED:
                found.add(terms.fefa.item)
        return found - {""}

    def _lane(self, project: ProjectId) -> Publication:
        """The strictest of the terms in force; none means reviewed, and a secrecy hold turns open into reviewed."""
        terms = self.terms_of(project) if project in self.policy.projects else []
        lanes = {each.publication for each in terms}
        if Publication.CLOSED in lanes:
            return Publication.CLOSED
        is_secret = any(each.secrecy_hold for each in terms)
        return Publication.OPEN if lanes == {Publication.OPEN} and not is_secret else Publication.REVIEWED

    # --- places

    def zone(self, zone: ZoneId | None) -> Zone | None:
        """A zone of the policy, the homes of a project, or a stick, which is always there."""
        if zone is None:
            return None
        if zone in self.policy.projects:
            project = self.policy.projects[ProjectId(zone)]
            members = frozenset(project.members)
            return Zone(id=zone, kind=ZoneKind.HOME, projects=frozenset({project.id}), persons=members)
        if zone == "removable" and zone not in self.policy.zones:
            return Zone(id=zone, kind=ZoneKind.REMOVABLE, country="")
        return self.policy.zones.get(zone)

    def _readers_of_zone(self, zone: ZoneId) -> frozenset[PersonId] | None:
        """Who reads there; None where everybody does. A member reads in a home while the membership is in force."""
        known = self.zone(zone)
        if known is None or known.persons is None:
            return None
        if known.kind is not ZoneKind.HOME:
            return known.persons
        gone = {person for person in known.persons if self._is_no_member_any_more(person, known.projects)}
        return known.persons - gone

    def _is_no_member_any_more(self, person: PersonId, projects: Iterable[ProjectId]) -> bool:
        given = [each for each in projects if person in self.policy.projects[each].members]
        return bool(given) and not any(self.is_member(person, each) for each in given)

    def _projects_of_party(self, party: PartyId | None) -> frozenset[ProjectId]:
        return frozenset(project.id for project in self.policy.projects.values() if party in project.partners)

    # --- lists and permits

    def _effects(self, party: PartyId) -> frozenset[ListEffect]:
        """What the lists that a party stands on ask for, by itself or by its owners."""
        own = {entry.effect for entry in self._own_entries(party)}
        lists = {entry.list for each in self.policy.parties.values() for entry in each.screening}
        return frozenset(own.union(*(self._inherited(party, name) for name in lists)))

    def _own_entries(self, party: PartyId) -> list[ScreeningEntry]:
        known = self.policy.parties.get(party)
        entries = known.screening if known else ()
        return [entry for entry in entries if in_period(entry.since, entry.until, self.day)]

    def _inherited(self, party: PartyId, name: str) -> set[ListEffect]:
        """Half of it listed parties own: then what they stand on the list for, it stands on the list for."""
        owned = self._owned_by_half(name)
        if party not in owned:
            return set()
        found, seen, waiting = set[ListEffect](), {party}, [party]
        while waiting:
            for owner in self.policy.parties[waiting.pop()].owners:
                if owner.party in seen or owner.party not in self.policy.parties:
                    continue
                seen.add(owner.party)
                found |= {entry.effect for entry in self._own_entries(owner.party) if entry.list == name}
                waiting += [owner.party] if owner.party in owned else []
        return found

    def _owned_by_half(self, name: str) -> set[PartyId]:
        """Parties half of which belongs to those on a list, or owned by half by such; asked until nobody is added."""
        parties = self.policy.parties
        listed = {each for each in parties if any(entry.list == name for entry in self._own_entries(each))}
        owned = set[PartyId]()
        while True:
            more = {
                each
                for each, party in parties.items()
                if sum(owner.percent for owner in party.owners if owner.party in listed | owned) >= 50 - 1e-6
            }
            if more <= owned:
                return owned
            owned |= more

    def _permitted(self, projects: frozenset[ProjectId]) -> list[Permit]:
        """Permits in force that cover content of all these projects; none covers content of no project."""
        in_force = [each for each in self.policy.permits if in_period(each.since, each.until, self.day)]
        return [each for each in in_force if projects and self._covers(each, projects)]

    def _covers(self, permit: Permit, projects: frozenset[ProjectId]) -> bool:
        if not permit.projects and not permit.items:
            return False
        if permit.projects and not all(project in permit.projects for project in projects):
            return False
        if not permit.items:
            return True
        held = [self.items(project) for project in projects]
        return all(items and items <= set(permit.items) for items in held)

    def person_has_permit(self, person: PersonId, projects: frozenset[ProjectId]) -> bool:
        """Whether a permit for all of it names somebody."""
        return any(person in permit.persons for permit in self.permitted(projects))

    def party_has_permit(self, party: PartyId, projects: frozenset[ProjectId]) -> bool:
        """Whether a permit for all of it names a party."""
        return any(party in permit.parties for permit in self.permitted(projects))
