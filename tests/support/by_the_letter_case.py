"""One transfer on its day, by the letter: where it goes, who reads there, and what its subject handled.

Sources: architecture section 4, docs/policy.md sections 2 to 10, decisions 0001, 0002 and 0014.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.model import Channel, PersonId, Publication, Side, Zone, ZoneKind
from policies.transfer import Exposure, Transfer
from tests.support.by_the_letter_day import NOBODY, PUBLISHED, READ_BY_ALL_PEOPLE, Day, beginning


@dataclass(frozen=True)
class Case:
    """One transfer on its day, and what more than one article asks of it."""

    day: Day
    transfer: Transfer
    label: Label
    exposure: tuple[Exposure, ...]
    now: datetime

    @cached_property
    def person(self) -> PersonId | None:
        """The subject, where the policy knows the person."""
        person = self.transfer.subject.person
        return person if person in self.day.policy.people else None

    @cached_property
    def zone(self) -> Zone | None:
        return self.day.zone(self.transfer.destination.zone)

    @cached_property
    def names_unknown_zone(self) -> bool:
        return self.transfer.destination.zone is not None and self.zone is None

    @cached_property
    def names_unknown_party(self) -> bool:
        party = self.transfer.destination.party
        return party is not None and party not in self.day.policy.parties

    @cached_property
    def is_anybodys(self) -> bool:
        """Whether everybody may read there: no place is named, an unknown one is, or a zone without named readers."""
        where = self.transfer.destination
        if where.zone is None and where.party is None:
            return True
        if self.names_unknown_zone or self.names_unknown_party:
            return True
        return self.zone is not None and self.zone.persons is None

    @cached_property
    def zone_readers(self) -> frozenset[PersonId]:
        """People who are known to read in the zone that is named."""
        if self.zone is None:
            return NOBODY
        named = self.day.readers_of_zone(self.zone.id)
        if named is not None:
            return named
        return self.day.everybody if self.zone.kind in READ_BY_ALL_PEOPLE else NOBODY

    @cached_property
    def zone_projects(self) -> frozenset[ProjectId]:
        return self.zone.projects if self.zone is not None else frozenset()

    @cached_property
    def party_projects(self) -> frozenset[ProjectId]:
        return self.day.projects_of_party(self.transfer.destination.party)

    @cached_property
    def kinds_of_origins(self) -> set[ZoneKind]:
        """Kinds of the known zones in which the same content was seen before."""
        known = (self.day.zone(each) for each in self.transfer.origin)
        return {zone.kind for zone in known if zone is not None}

    @cached_property
    def sides_there(self) -> frozenset[Side]:
        return self.day.sides_of(self.zone_projects | self.party_projects)

    @cached_property
    def sides_of_content(self) -> frozenset[Side]:
        return self.day.sides_of(self.label.projects)

    @property
    def is_opaque(self) -> bool:
        return self.label.reading in (Reading.OPAQUE, Reading.FAILED)

    @property
    def is_enclave(self) -> bool:
        """Where a party is named beside it, the content goes on to that party's people."""
        alone = self.transfer.destination.party is None
        return alone and self.zone is not None and self.zone.kind is ZoneKind.ENCLAVE

    @cached_property
    def is_clean(self) -> bool:
        """Whether everybody who reads at the destination may read the content."""
        label, party = self.label, self.transfer.destination.party
        if not label.projects:
            return True
        if label.level is Level.PUBLIC and not self.is_opaque:
            return True
        if not all(self.day.is_running(project) for project in label.projects) or self.is_anybodys:
            return False
        may_read = self.day.readers_of_content(label)
        if self.transfer.channel is Channel.PROCESS and self.person not in may_read:
            return False
        if not self.zone_readers <= may_read:
            return False
        if party is None:
            return True
        return label.projects <= self.party_projects and self.day.accounts_for(label)

    @cached_property
    def leaves_its_side(self) -> bool:
        """Whether content of a side goes where that side is not: to a zone or party, or before somebody's eyes."""
        for side in self.sides_of_content:
            where = self.transfer.destination
            if where.zone is None and where.party is None:
                return True
            if where.zone is not None and side not in self.day.sides_of(self.zone_projects):
                return True
            if where.party is not None and side not in self.day.sides_of(self.party_projects):
                return True
            if self.transfer.channel is Channel.PROCESS and self.person not in self.day.people_of_side(side):
                return True
        return False

    @property
    def is_publication(self) -> bool:
        return bool(self.label.kinds & PUBLISHED)

    @property
    def may_be_published(self) -> bool:
        """Nothing but publications, read in full, below sensitive, of projects that all are on an open lane."""
        label = self.label
        lanes = {self.day.lane(project) for project in label.projects}
        kinds: frozenset[Kind] = label.kinds
        return (
            lanes == {Publication.OPEN}
            and label.reading is Reading.FULL
            and label.level <= Level.INTERNAL
            and bool(kinds)
            and kinds <= PUBLISHED
        )

    @cached_property
    def is_by_word(self) -> bool:
        """New content was recognised nowhere: whose it is, only the declared session says."""
        session = self.transfer.session
        return self.transfer.is_new and session is not None and self.label.projects == {session}

    @cached_property
    def handled(self) -> list[Exposure]:
        """What counts of what the subject handled: unfaded, and not reset."""
        days = timedelta(days=self.day.policy.exposure_days)
        begin = beginning(self.day.day) - days
        ours = [each for each in self.exposure if each.person == self.person and each.at >= begin]
        return [each for each in ours if not self._is_reset(each)]

    def _is_reset(self, each: Exposure) -> bool:
        """A reset that has come takes away what was handled until the end of its day."""
        for reset in self.day.policy.exposure_resets:
            is_of_it = reset.person == each.person and reset.side == each.side
            if is_of_it and reset.on <= self.day.day and each.at < beginning(reset.on) + timedelta(days=1):
                return True
        return False

    @cached_property
    def handled_sides(self) -> set[Side]:
        return {each.side for each in self.handled}

    @cached_property
    def handled_in_session(self) -> set[Side]:
        since = self.transfer.session_since
        return {each.side for each in self.handled if since is not None and each.at >= since}
