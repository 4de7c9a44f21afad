"""A transfer seen against the tables: whose content goes to whom, and who reads there.

Worked out once for each decision, so that the invariants and the table speak of the same sides and readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from policies.label import Label, Level, ProjectId
from policies.model import PersonId, Side, ZoneKind
from policies.tables import PartyFacts, ProjectFacts, Tables, TermsFacts, ZoneFacts, is_within
from policies.transfer import Destination, Exposure, Transfer

POLICY_TIMEZONE = timezone(timedelta(hours=9), "JST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One transfer with everything derived that more than one step asks for.

    Attributes:
        today: The day in Japan, by which the policy's dates count.
        zone, party: Facts of the destination; None where it names none or one that the tables do not know.
        sink_projects: Projects of the zone and of the party's partnerships.
        readers: Who can read in the destination; None means everybody, a party's own people aside.
    """

    transfer: Transfer
    label: Label
    exposure: tuple[Exposure, ...]
    tables: Tables
    now: datetime
    today: date
    zone: ZoneFacts | None
    party: PartyFacts | None
    sink_projects: frozenset[ProjectId]
    sink_sides: frozenset[Side]
    label_sides: frozenset[Side]
    readers: frozenset[PersonId] | None

    @property
    def person(self) -> PersonId | None:
        """The subject, where the tables know the person."""
        person = self.transfer.subject.person
        return person if person in self.tables.people else None

    @property
    def is_home(self) -> bool:
        """Whether the destination is a place where projects' content belongs."""
        return self.zone is not None and bool(self.zone.projects)

    @property
    def is_unknown_sink(self) -> bool:
        """Whether the destination is named nowhere in the tables, or names nothing."""
        return self.zone is None and self.party is None

    @property
    def is_ordinary(self) -> bool:
        """Whether the content is readable, below `sensitive` and nobody's in particular."""
        return not self.label.is_labelled and self.label.level < Level.SENSITIVE and not self.label.reading.is_opaque


def flow_of(transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], tables: Tables, now: datetime) -> Flow:
    """Everything that the steps of a decision ask about one transfer."""
    zone, party = destination_facts(transfer.destination, tables)
    sink_projects = (zone.projects if zone else frozenset()) | (party.projects if party else frozenset())
    today = day_of(now)
    readers = readers_of(zone, tables, today) if zone else frozenset[PersonId]() if party else None
    return Flow(
        transfer=transfer,
        label=label,
        exposure=exposure,
        tables=tables,
        now=now,
        today=today,
        zone=zone,
        party=party,
        sink_projects=sink_projects,
        sink_sides=sides_of(sink_projects, tables),
        label_sides=sides_of(label.projects, tables),
        readers=readers,
    )


def destination_facts(destination: Destination, tables: Tables) -> tuple[ZoneFacts | None, PartyFacts | None]:
    """What the tables know of the destination's zone and party."""
    zone = tables.zones.get(destination.zone) if destination.zone is not None else None
    party = tables.parties.get(destination.party) if destination.party is not None else None
    return zone, party


def day_of(now: datetime) -> date:
    """The day in Japan at `now`, an aware time."""
    if now.tzinfo is None:
        raise ValueError("a time without its zone")
    return now.astimezone(POLICY_TIMEZONE).date()


def sides_of(projects: Iterable[ProjectId], tables: Tables) -> frozenset[Side]:
    """All sides that these projects are on; a project that the tables do not know is on none."""
    known = (tables.projects[project] for project in projects if project in tables.projects)
    return frozenset(side for facts in known for side in facts.sides)


def conflicts(ours: Iterable[Side], theirs: Iterable[Side]) -> tuple[tuple[Side, Side], ...]:
    """Every pair of sides, one of each, that a wall keeps apart; sorted."""
    theirs = tuple(theirs)
    return tuple(sorted((one, other) for one in ours for other in theirs if one.conflicts_with(other)))


def is_running(facts: ProjectFacts, today: date) -> bool:
    """Whether membership and partnership of a project count on that day."""
    return is_within(facts.since, facts.until, today)


def readers_of(zone: ZoneFacts, tables: Tables, today: date) -> frozenset[PersonId] | None:
    """Who can read in a zone on a day; None means everybody. In a home, those whose membership is in force."""
    if zone.readers is None or zone.kind is not ZoneKind.HOME:
        return zone.readers
    return frozenset(
        person
        for person in zone.readers
        if (facts := tables.people.get(person)) and zone.projects & facts.reads_on(today).keys()
    )


def terms_of(facts: ProjectFacts, today: date) -> tuple[TermsFacts, ...]:
    """The terms of a project that are in force on a day."""
    return tuple(terms for terms in facts.terms if is_within(terms.since, terms.until, today))


def is_clean(flow: Flow) -> bool:
    """Whether everybody who reads at the destination may read the content.

    What is public may be read by everybody; opaque content is never taken for public.
    """
    if not flow.label.is_labelled or (flow.label.level is Level.PUBLIC and not flow.label.reading.is_opaque):
        return True
    return all(_may_read_there(flow, project) for project in flow.label.projects)


def leaves_its_side(flow: Flow) -> bool:
    """Whether walled content goes where its own side is not: another place than that side's homes and parties."""
    return any(side not in flow.sink_sides for side in flow.label_sides)


def _may_read_there(flow: Flow, project: ProjectId) -> bool:
    facts = flow.tables.projects.get(project)
    if facts is None or not is_running(facts, flow.today) or flow.is_unknown_sink:
        return False
    level = _level_of_share(flow, facts)
    if flow.transfer.destination.zone is not None and not _zone_may_read(flow, project, level):
        return False
    if flow.transfer.destination.party is None:
        return True
    return flow.transfer.destination.party in facts.partners and level <= facts.level


def _level_of_share(flow: Flow, facts: ProjectFacts) -> Level:
    """The level of one project's share of the content.

    A label has one level, the highest of its parts. Where another of its projects accounts for that level, this
    project's share is at most of its own; where none does, such as under a higher marking, the label's level stands.
    """
    known = (flow.tables.projects[p].level for p in flow.label.projects if p in flow.tables.projects)
    is_accounted_for = flow.label.level <= max(known, default=Level.PUBLIC)
    return min(flow.label.level, facts.level) if is_accounted_for else flow.label.level


def _zone_may_read(flow: Flow, project: ProjectId, level: Level) -> bool:
    if flow.zone is None or flow.zone.readers is None:
        return False
    return all(may_read(person, project, level, flow.tables, flow.today) for person in flow.readers or ())


def may_read(person: PersonId, project: ProjectId, level: Level, tables: Tables, day: date) -> bool:
    """Whether membership and clearance let a person read a project's content of that level on a day."""
    facts = tables.people.get(person)
    granted = facts.reads_on(day).get(project) if facts else None
    return granted is not None and level <= granted


def is_enclave_of(zone: ZoneFacts | None, project: ProjectId) -> bool:
    """Whether the zone is an enclave that names the project."""
    return zone is not None and zone.kind is ZoneKind.ENCLAVE and project in zone.projects
