"""A transfer seen against the tables of its day: whose content goes to whom, and who reads there.

Worked out once for each decision, so that the invariants and the table speak of the same sides and readers. The
functions below `Flow` say the same of the tables alone, for those who decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from policies.day import Content, DayView, Place
from policies.interning import POLICY_TIMEZONE as POLICY_TIMEZONE
from policies.interning import Interned
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.model import Channel, PersonId, Side, ZoneKind
from policies.tables import PartyFacts, ProjectFacts, Tables, TermsFacts, ZoneFacts, is_within
from policies.transfer import Destination, Exposure, Transfer

SENSITIVE = Level.SENSITIVE.rank
PUBLISHED_KINDS = frozenset({Kind.PAPER, Kind.TEACHING, Kind.WEB})


class Flow:
    """One transfer with everything derived that more than one step asks for.

    Attributes:
        day: The tables on the day in Japan, by which the policy's dates count.
        content: What content of the label's projects comes to on that day.
        place: What the destination comes to on that day.
        person: The subject, where the tables know the person.
        rank: Of the label's level.
        is_opaque: Whether the content could not be judged at all.
    """

    __slots__ = (
        "content", "day", "exposure", "interned", "is_opaque", "label", "now", "person", "place", "rank", "transfer",
    )  # fmt: skip

    def __init__(
        self, transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], day: DayView, now: datetime
    ) -> None:
        self.transfer = transfer
        self.label = label
        self.exposure = exposure
        self.day = day
        self.now = now
        self.interned: Interned = day.interned
        self.content: Content = day.contents[label.projects]
        named = transfer.destination
        self.place: Place = day.places[named.zone, named.party]
        person = transfer.subject.person
        self.person: PersonId | None = person if person in self.interned.tables.people else None
        self.rank = label.level.rank
        self.is_opaque = label.reading.is_opaque

    @property
    def tables(self) -> Tables:
        """The tables that it is seen against."""
        return self.interned.tables

    @property
    def is_ordinary(self) -> bool:
        """Whether the content is readable, below `sensitive` and nobody's in particular."""
        return not self.label.projects and self.rank < SENSITIVE and not self.is_opaque

    @property
    def is_clean(self) -> bool:
        """Whether everybody who reads at the destination may read the content; whoever opens it reads it there.

        What is public may be read by everybody; opaque content is never taken for public.
        """
        if not self.label.projects or (self.rank == 0 and not self.is_opaque):
            return True
        content, place = self.content, self.place
        if not content.is_running or place.takes_anybody:
            return False
        if self.transfer.channel is Channel.PROCESS and not self.opener & content.readers(self.rank):
            return False
        if place.readers and place.readers & ~content.readers(self.rank):
            return False
        party = self.transfer.destination.party
        return party is None or (party in content.partners and content.accounts_for(self.rank))

    @property
    def leaves_its_side(self) -> bool:
        """Whether walled content goes where its own side is not: a zone or party that is not of that side."""
        reached = self.place.sides_of_each
        if self.transfer.channel is Channel.PROCESS:
            reached = self._sides_of_opener(reached)
        return bool(self.content.sides & ~reached)

    @property
    def opener(self) -> int:
        """The bit of who opens it, in a process; none where the tables do not know the person."""
        return self.interned.people.bit[self.person] if self.person is not None else 0

    def _sides_of_opener(self, sides: int) -> int:
        """Those sides of which whoever opens it reads something."""
        return sum(
            bit for bit in map(self.interned.sides.bit.__getitem__, self.interned.sides.named(sides))
            if self.opener & self.day.members[bit]
        )  # fmt: skip

    @property
    def is_published(self) -> bool:
        """Whether any of it is of a kind that publication lanes speak of."""
        return not PUBLISHED_KINDS.isdisjoint(self.label.kinds)

    @property
    def is_free_to_publish(self) -> bool:
        """Whether a rule may let it out past its side: read in full, on open lanes and nothing but publications."""
        label = self.label
        return (
            self.content.is_open
            and label.reading is Reading.FULL
            and self.rank < SENSITIVE
            and bool(label.kinds)
            and label.kinds <= PUBLISHED_KINDS
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
    """Who can read in a zone on a day; None means everybody. In a home a member reads while membership is in force."""
    if zone.readers is None or zone.kind is not ZoneKind.HOME:
        return zone.readers
    return frozenset(
        person
        for person in zone.readers
        if (facts := tables.people.get(person))
        and (zone.projects & facts.reads_on(today).keys() or not zone.projects & facts.projects)
    )


def terms_of(facts: ProjectFacts, today: date) -> tuple[TermsFacts, ...]:
    """The terms of a project that are in force on a day."""
    return tuple(terms for terms in facts.terms if is_within(terms.since, terms.until, today))


def may_read(person: PersonId, project: ProjectId, level: Level, tables: Tables, day: date) -> bool:
    """Whether membership and clearance let a person read a project's content of that level on a day."""
    facts = tables.people.get(person)
    granted = facts.reads_on(day).get(project) if facts else None
    return granted is not None and level <= granted
