"""What an explanation is asked about: one transfer, whose content it is, and what is known besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from policies.analysis.moments import day_in_japan, local_time
from policies.attribution import attribute
from policies.day import DayView
from policies.flow import Flow, sides_of
from policies.interning import MEMO_SIZE, Interned
from policies.invariants import places_named
from policies.label import Label, Level, ProjectId
from policies.model import PersonId, Side
from policies.release import Release
from policies.rules import RuleTable
from policies.tables import PartyFacts, Tables, TermsFacts, ZoneFacts
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
    """The question seen as the engine sees it: what every part of the explanation looks up.

    Attributes:
        flow: What the engine derives of the transfer; who reads, whose sides and what is in force come from it alone.
    """

    question: Question
    label: Label
    flow: Flow

    @property
    def transfer(self) -> Transfer:
        """The transfer asked about."""
        return self.question.transfer

    @property
    def tables(self) -> Tables:
        """The tables that it is seen against."""
        return self.flow.tables

    @property
    def today(self) -> date:
        """The day in Japan, by which the policy's dates count."""
        return self.flow.day.day

    @property
    def zone(self) -> ZoneFacts | None:
        """Facts of the destination's zone; None where it names none, or one that the tables do not know."""
        return self.flow.place.zone

    @property
    def party(self) -> PartyFacts | None:
        """Facts of the destination's party; None where it names none, or one that the tables do not know."""
        return self.flow.place.party

    @property
    def sink_projects(self) -> frozenset[ProjectId]:
        """Projects of the destination."""
        return self.flow.place.projects

    @property
    def local_time(self) -> str:
        """Weekday and time in Japan, as rules with hours count them."""
        return local_time(self.question.now)

    @property
    def label_sides(self) -> tuple[Side, ...]:
        """The sides of the content, sorted."""
        return self._sides(self.flow.content.sides)

    @property
    def sink_sides(self) -> tuple[Side, ...]:
        """The sides of the destination, sorted."""
        return self._sides(self.flow.place.sides)

    @property
    def readers(self) -> frozenset[PersonId] | None:
        """Who can read in the zone on that day; None means everybody, as where nobody knows the zone."""
        place = self.flow.place
        is_known = place.zone is not None or self.transfer.destination.zone is None
        return self.people(place.readers) if is_known and place.readers is not None else None

    @property
    def audience(self) -> frozenset[PersonId]:
        """Those of the policy's people who read in the zone: all where everybody reads on the premises."""
        return self.people(self.flow.place.audience)

    @property
    def read_sides(self) -> tuple[Side, ...]:
        """Sides that read in a place of no side, sorted: those of its people, or all where nobody knows who reads."""
        found = set[Side]()
        for place in places_named(self.flow):
            if not place.sides:
                bits = self.flow.interned.sides.bit
                is_anybodys = place.takes_anybody and not place.audience
                found |= {side for side in bits if is_anybodys or self.flow.day.members[bits[side]] & place.audience}
        return tuple(sorted(found))

    @property
    def is_anybodys(self) -> bool:
        """Whether nobody knows who reads in one of the places that it names."""
        return any(place.takes_anybody and not place.audience for place in places_named(self.flow) if not place.sides)

    def people(self, mask: int) -> frozenset[PersonId]:
        """The people of a mask of the engine's."""
        return frozenset(self.flow.interned.people.named(mask))

    def sides_of(self, projects: frozenset[ProjectId]) -> tuple[Side, ...]:
        """The sides of projects, sorted; a project that the tables do not know is on none."""
        return tuple(sorted(sides_of(projects, self.tables)))

    def terms_of(self, project: ProjectId) -> tuple[TermsFacts, ...]:
        """The terms of a project that are in force."""
        return tuple(self.flow.day.terms(project)) if project in self.tables.projects else ()

    def may_read(self, person: PersonId) -> bool:
        """Whether a person of the tables may read all of the content."""
        flow = self.flow
        return flow.content.is_running and bool(flow.interned.people.bit[person] & flow.content.readers(flow.rank))

    def granted(self, person: PersonId, project: ProjectId) -> Level | None:
        """Up to which level a person reads a project's content on that day; None where not at all."""
        facts = self.tables.people.get(person)
        return facts.reads_on(self.today).get(project) if facts else None

    def _sides(self, mask: int) -> tuple[Side, ...]:
        return tuple(sorted(self.flow.interned.sides.named(mask)))


def scene_of(question: Question, tables: Tables) -> Scene:
    """The question with what the tables say of its destination and content on its day."""
    transfer, label = question.transfer, question.recognised
    if not question.is_attributed:
        label = attribute(label, origin=transfer.origin, session=transfer.session, tables=tables)
    # Of rules nothing here speaks: `policies.analysis.rule_trace` puts them to the engine.
    no_rules = RuleTable((), tables.zones, MEMO_SIZE)
    day = DayView(Interned(tables), no_rules, day_in_japan(question.now), MEMO_SIZE)
    return Scene(question=question, label=label, flow=Flow(transfer, label, question.exposure, day, question.now))
