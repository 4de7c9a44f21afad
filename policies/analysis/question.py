"""What an explanation is asked about: one transfer, whose content it is, and what is known besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from policies.analysis.moments import day_in_japan, local_time
from policies.attribution import attribute
from policies.day import PREMISES
from policies.label import Label, Level, ProjectId
from policies.model import PersonId, Side
from policies.release import Release
from policies.tables import PartyFacts, Tables, TermsFacts, ZoneFacts, is_within
from policies.transfer import Exposure, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One transfer to explain.

    Attributes:
        recognised: The label as the classifiers gave it, or as it was recorded.
        is_attributed: Whether `recognised` already says whose content it is, as a recorded event does.
        address: The address as it was asked, where one was.
    """

    transfer: Transfer
    recognised: Label
    exposure: tuple[Exposure, ...]
    now: datetime
    releases: tuple[Release, ...] = ()
    is_attributed: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The question seen against the tables: what every part of the explanation looks up.

    Attributes:
        zone, party: Facts of the destination; None where it names none, or one that the tables do not know.
        readers: Who can read in the zone on that day; None means everybody.
    """

    question: Question
    tables: Tables
    label: Label
    today: date
    zone: ZoneFacts | None
    party: PartyFacts | None
    sink_projects: frozenset[ProjectId]
    readers: frozenset[PersonId] | None

    @property
    def transfer(self) -> Transfer:
        """The transfer asked about."""
        return self.question.transfer

    @property
    def local_time(self) -> str:
        """Weekday and time in Japan, as rules with hours count them."""
        return local_time(self.question.now)

    @property
    def label_sides(self) -> tuple[Side, ...]:
        """The sides of the content, sorted."""
        return self.sides_of(self.label.projects)

    @property
    def sink_sides(self) -> tuple[Side, ...]:
        """The sides of the destination, sorted."""
        return self.sides_of(self.sink_projects)

    @property
    def audience(self) -> frozenset[PersonId]:
        """Those of the policy's people who read in the zone: all where everybody reads on the premises."""
        if self.readers is None and self.zone is not None and self.zone.kind in PREMISES:
            return frozenset(self.tables.people)
        return self.readers or frozenset()

    @property
    def read_sides(self) -> tuple[Side, ...]:
        """The sides of which somebody who reads in the zone reads something, sorted."""
        known = (self.tables.people[person] for person in self.audience if person in self.tables.people)
        return self.sides_of(frozenset(project for facts in known for project in facts.reads_on(self.today)))

    def sides_of(self, projects: frozenset[ProjectId]) -> tuple[Side, ...]:
        """The sides of projects, sorted; a project that the tables do not know is on none."""
        known = (self.tables.projects[project] for project in projects if project in self.tables.projects)
        return tuple(sorted({side for facts in known for side in facts.sides}))

    def terms_of(self, project: ProjectId) -> tuple[TermsFacts, ...]:
        """The terms of a project that are in force."""
        facts = self.tables.projects.get(project)
        return tuple(t for t in facts.terms if is_within(t.since, t.until, self.today)) if facts else ()

    def share_of(self, project: ProjectId) -> Level:
        """The level of one project's share of the content.

        Where another of its projects accounts for the label's level, the share is at most of the project's own.
        """
        known = [self.tables.projects[p].level for p in self.label.projects if p in self.tables.projects]
        facts = self.tables.projects.get(project)
        is_accounted_for = self.label.level <= max(known, default=Level.PUBLIC)
        return min(self.label.level, facts.level) if facts and is_accounted_for else self.label.level

    def granted(self, person: PersonId, project: ProjectId) -> Level | None:
        """Up to which level a person reads a project's content on that day; None where not at all."""
        facts = self.tables.people.get(person)
        return facts.reads_on(self.today).get(project) if facts else None


def scene_of(question: Question, tables: Tables) -> Scene:
    """The question with what the tables say of its destination and content on its day."""
    transfer, today = question.transfer, day_in_japan(question.now)
    named = transfer.destination
    zone = tables.zones.get(named.zone) if named.zone is not None else None
    party = tables.parties.get(named.party) if named.party is not None else None
    label = question.recognised
    if not question.is_attributed:
        label = attribute(label, origin=transfer.origin, session=transfer.session, tables=tables)
    return Scene(
        question=question,
        tables=tables,
        label=label,
        today=today,
        zone=zone,
        party=party,
        sink_projects=(zone.projects if zone else frozenset()) | (party.projects if party else frozenset()),
        readers=_readers(zone, tables, today) if zone else frozenset() if party and named.zone is None else None,
    )


def _readers(zone: ZoneFacts, tables: Tables, today: date) -> frozenset[PersonId] | None:
    """In a home, those whose membership is in force; elsewhere, those whom the zone names."""
    if zone.readers is None or zone.kind != "home":
        return zone.readers
    known = ((person, tables.people.get(person)) for person in zone.readers)
    return frozenset(person for person, facts in known if facts and zone.projects & facts.reads_on(today).keys())
