"""What the tables come to on one day: who reads what, which terms, permits and entries are in force.

Everything is worked out when it is first asked for and kept. Nothing in it depends on a single transfer but for its
content's projects and its destination, which come again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from operator import and_, or_

from policies.interning import Interned, Memo, SetMemo, end_of, start_of, upwards
from policies.label import Level, ProjectId
from policies.model import PartyId, PersonId, Publication, ScreeningEntry, Side, ZoneId, ZoneKind
from policies.permits import PermitIndex
from policies.rules import RuleTable
from policies.tables import ProjectFacts, TermsFacts, ZoneFacts, is_within

NO_PROJECTS: frozenset[ProjectId] = frozenset()
# Where a share that everybody reads is read by those whom the policy knows.
PREMISES = frozenset({ZoneKind.HOME, ZoneKind.COMMON, ZoneKind.ENCLAVE, ZoneKind.MACHINE, ZoneKind.SYNC})
_STRICTER = {Publication.OPEN: 0, Publication.REVIEWED: 1, Publication.CLOSED: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What binds a project's content to places on a day, where anything does."""

    project: ProjectId
    facts: ProjectFacts
    needs_permission: bool
    is_secret: bool
    residencies: tuple[str, ...]


class Content:
    """What content of a set of projects comes to on a day.

    Attributes:
        names: The projects, sorted, as reasons name them.
        unknown: Those that the tables do not know, sorted.
        sides, against: Masks of their sides, and of all that conflict with one of these.
        is_torn: Whether two of them are on sides that conflict.
        is_running: Whether the tables know all of them and they are within their periods.
        rank: The highest of their levels; public where none is known.
        partners: Parties that are partners of every one.
        bounds: Terms that bind it to places, by project.
        is_open: Whether every project's papers get out without review.
        is_closed: Whether any project's papers never get out.
    """

    __slots__ = (
        "_day", "_permitted", "_readers", "against", "bounds", "is_closed", "is_open", "is_running", "is_torn", "names",
        "partners", "projects", "rank", "rules", "sides", "unknown",
    )  # fmt: skip

    def __init__(self, projects: frozenset[ProjectId], day: DayView, rules: RuleTable) -> None:
        interned, tables = day.interned, day.interned.tables
        known = {project: tables.projects[project] for project in sorted(projects) if project in tables.projects}
        self._day = day
        self.projects = projects
        self.names = ", ".join(sorted(projects))
        self.unknown = tuple(sorted(projects - known.keys()))
        self.sides = 0
        for project in known:
            self.sides |= interned.sides_of[project]
        self.against = interned.against[self.sides]
        self.is_torn = bool(self.sides & self.against)
        self.is_running = not self.unknown and all(is_within(f.since, f.until, day.day) for f in known.values())
        self.rank = max((facts.level.rank for facts in known.values()), default=Level.PUBLIC.rank)
        partners = [facts.partners for facts in known.values()]
        self.partners = partners[0].intersection(*partners[1:]) if partners else frozenset[PartyId]()
        self.bounds = tuple(bound for project in known if (bound := day.bound_of(project)) is not None)
        lanes = [day.lane(project) for project in known]
        self.is_open = bool(projects) and not self.unknown and all(lane is Publication.OPEN for lane in lanes)
        self.is_closed = Publication.CLOSED in lanes
        self.rules = rules.by_content(projects, {side.full_name for side in interned.sides.named(self.sides)})
        self._readers: list[int | None] = [None] * len(Level)
        self._permitted: tuple[int, frozenset[PartyId]] | None = None

    def readers(self, rank: int) -> int:
        """Everybody whose membership and clearance let them read all of it, in a label of that level.

        A label has one level, the highest of its parts. Where another of its projects accounts for that level, a
        project's share is at most of its own; where none does, such as under a higher marking, the label's stands.
        """
        found = self._readers[rank]
        if found is None:
            facts, found = self._day.interned.tables.projects, -1
            for project in self.projects:
                share = rank
                if self.accounts_for(rank) and project in facts:
                    share = min(rank, facts[project].level.rank)
                found &= self._day.readable[project, share]
            self._readers[rank] = found
        return found

    def accounts_for(self, rank: int) -> bool:
        """Whether a label of that level is no higher than the highest of its projects."""
        return rank <= self.rank

    @property
    def permitted_people(self) -> int:
        """Everybody who has a permit for all of it."""
        return self._permits()[0]

    @property
    def permitted_parties(self) -> frozenset[PartyId]:
        """Every party that has a permit for all of it."""
        return self._permits()[1]

    def _permits(self) -> tuple[int, frozenset[PartyId]]:
        if self._permitted is None:
            permits, people = self._day.permits.covering(self.projects), self._day.interned.people
            mask = people.mask(person for permit in permits for person in permit.persons)
            self._permitted = (mask, frozenset(party for permit in permits for party in permit.parties))
        return self._permitted


class Place:
    """What a destination comes to on a day.

    Attributes:
        zone, party: Its facts; None where it names none, or one that the tables do not know.
        is_unknown: Whether the tables know neither, or it names neither.
        lacks: What it names and the tables do not know, as (`zone` or `party`, name).
        projects: Projects of the zone and of the party's partnerships.
        sides, against: Masks of these projects' sides, and of all that conflict with one of these.
        sides_of_each: Of these sides those that zone and party are both on, where it names both; an unknown one is on
            none.
        readers: Mask of who can read there; None means everybody, a party's own people aside.
        audience: Mask of those of the policy's people who read there: all where everybody reads on the premises, and
            nobody where nobody knows who does, as on a stick.
        screening: The party's entries in force.
        enclave: Projects of both sides that may rest there together; empty where it is no enclave, or a party is named.
    """

    __slots__ = (
        "against", "audience", "enclave", "is_unknown", "lacks", "party", "projects", "readers", "rules",
        "rules_as_partner", "screening", "sides", "sides_of_each", "takes_anybody", "zone",
    )  # fmt: skip

    def __init__(self, zone: ZoneId | None, party: PartyId | None, day: DayView, rules: RuleTable) -> None:
        interned, tables = day.interned, day.interned.tables
        self.zone = tables.zones.get(zone) if zone is not None else None
        self.party = tables.parties.get(party) if party is not None else None
        self.is_unknown = self.zone is None and self.party is None
        self.lacks = (
            *((("zone", zone),) if zone is not None and self.zone is None else ()),
            *((("party", party),) if party is not None and self.party is None else ()),
        )
        self.projects = (self.zone.projects if self.zone else NO_PROJECTS) | (
            self.party.projects if self.party else NO_PROJECTS
        )
        of_each = [_sides_of(facts.projects, interned) for facts in (self.zone, self.party) if facts is not None]
        self.sides = reduce(or_, of_each, 0)
        self.sides_of_each = 0 if self.lacks else reduce(and_, of_each, self.sides)
        self.against = interned.against[self.sides]
        self.readers = day.readers_of(self.zone) if self.zone else 0 if self.party else None
        self.audience = self.readers or 0
        if self.readers is None and self.zone is not None and self.zone.kind in PREMISES:
            self.audience = interned.everybody
        self.takes_anybody = self.is_unknown or (zone is not None and self.readers is None) or bool(self.lacks)
        entries: tuple[ScreeningEntry, ...] = self.party.screening if self.party else ()
        self.screening = tuple(entry for entry in entries if is_within(entry.since, entry.until, day.day))
        # Where a party is named beside it, the content goes on to that party's people.
        is_enclave = party is None and self.zone is not None and self.zone.kind is ZoneKind.ENCLAVE
        self.enclave = self.zone.projects if self.zone is not None and is_enclave else NO_PROJECTS
        side_names = {side.full_name for side in interned.sides.named(self.sides)}
        self.rules, self.rules_as_partner = rules.by_destination(
            zone, party, self.zone, self.party, self.projects, side_names
        )
        self.rules &= day.rules
        self.rules_as_partner &= day.rules


class DayView:
    """The tables on one day in Japan.

    Attributes:
        begins, ends: The day's first moment and the next day's.
        contents: Projects to what their content comes to.
        places: Zone and party to what that destination comes to.
        readable: Project and rank of a level to the mask of who may read content of it of that level.
        reads: Person to the projects that the person may read.
        members: Bit of a side to the mask of people who read a project of it.
        rules: Mask of the rules in force.
        bounds: Rank of a level to the mask of people who need a permit from it on.
        counts_from: Person and side to the moment before which nothing handled counts, by a reviewer's reset.
    """

    def __init__(self, interned: Interned, rules: RuleTable, day: date, memo_size: int) -> None:
        self.interned = interned
        self.day = day
        self.begins = start_of(day).astimezone(UTC)
        self.ends: datetime = end_of(day).astimezone(UTC)
        self.rules = rules.in_force(day)
        self.bounds = _bounds_on(interned, day)
        self.counts_from = _counts_from(interned, day)
        self.readable: Memo[tuple[ProjectId, int], int] = Memo(self._readable)
        self.reads: Memo[PersonId, frozenset[ProjectId]] = Memo(self._reads)
        self.members: Memo[int, int] = Memo(self._members)
        self.contents: SetMemo[ProjectId, Content] = SetMemo(lambda key: Content(key, self, rules), memo_size)
        self.places: Memo[tuple[ZoneId | None, PartyId | None], Place] = Memo(
            lambda key: Place(key[0], key[1], self, rules), memo_size
        )
        permits = (each for each in interned.tables.permits if is_within(each.since, each.until, day))
        self.permits = PermitIndex(permits, self.items_of)

    def readers_of(self, facts: ZoneFacts) -> int | None:
        """Who can read in a zone; None means everybody. In a home a member reads while the membership is in force."""
        if facts.readers is None:
            return None
        named = self.interned.people.mask(facts.readers)
        if facts.kind is not ZoneKind.HOME:
            return named
        members = ever = 0
        for project in facts.projects:
            members |= self.readable[project, Level.PUBLIC.rank]
            ever |= reduce(or_, (bit for bit, *_ in self.interned.grants.get(project, ())), 0)
        return named & (members | ~ever)

    def read_across(self, people: int, ours: int) -> Iterator[tuple[Side, Side]]:
        """Every pair of one of our sides and one against it of which somebody reads, who reads nothing of ours; sorted.

        Args:
            people: Mask of people.
            ours: Mask of sides.
        """
        sides = self.interned.sides
        for one, other in self.interned.pairs(ours, -1 if people else 0):
            if people & self.members[sides.bit[other]] & ~self.members[sides.bit[one]]:
                yield one, other

    def terms(self, project: ProjectId) -> Iterator[TermsFacts]:
        """The terms of a known project that are in force."""
        facts = self.interned.tables.projects[project]
        return (terms for terms in facts.terms if is_within(terms.since, terms.until, self.day))

    def items_of(self, project: ProjectId) -> frozenset[str]:
        """Items of a project that are in force; none where the tables do not know it."""
        if project not in self.interned.tables.projects:
            return frozenset()
        return frozenset[str]().union(*(terms.items for terms in self.terms(project)))

    def lane(self, project: ProjectId) -> Publication:
        """How a known project's papers get out: by the strictest of its terms; not without review in secrecy."""
        if not self.interned.tables.projects[project].terms:
            return Publication.REVIEWED
        terms = tuple(self.terms(project))
        strictest = max((each.publication for each in terms), key=_STRICTER.__getitem__, default=Publication.REVIEWED)
        is_secret = any(each.secrecy_hold for each in terms)
        return Publication.REVIEWED if is_secret and strictest is Publication.OPEN else strictest

    def bound_of(self, project: ProjectId) -> Bound | None:
        """What binds a known project's content to places; None where nothing does."""
        if not self.interned.tables.projects[project].terms:
            return None
        terms = tuple(self.terms(project))
        bound = Bound(
            project=project,
            facts=self.interned.tables.projects[project],
            needs_permission=any(each.origin_permission for each in terms),
            is_secret=any(each.secrecy_hold for each in terms),
            residencies=tuple(sorted({each.residency for each in terms if each.residency})),
        )
        return bound if bound.needs_permission or bound.is_secret or bound.residencies else None

    def _readable(self, key: tuple[ProjectId, int]) -> int:
        project, rank = key
        mask = 0
        for bit, granted, since, until in self.interned.grants.get(project, ()):
            if rank <= granted and is_within(since, until, self.day):
                mask |= bit
        return mask

    def _members(self, side: int) -> int:
        mask = 0
        for project, own in self.interned.sides_of.items():
            if own & side:
                mask |= self.readable[project, Level.PUBLIC.rank]
        return mask

    def _reads(self, person: PersonId) -> frozenset[ProjectId]:
        return frozenset(self.interned.tables.people[person].reads_on(self.day))


def _sides_of(projects: Iterable[ProjectId], interned: Interned) -> int:
    return reduce(or_, (interned.sides_of.get(project, 0) for project in projects), 0)


def _counts_from(interned: Interned, day: date) -> dict[tuple[PersonId, Side], datetime]:
    """By the resets that have come: what nobody has handled yet, no reviewer can have found to count no longer."""
    found: dict[tuple[PersonId, Side], datetime] = {}
    for reset in interned.tables.exposure_resets:
        if reset.on <= day:
            ends, key = end_of(reset.on), (reset.person, reset.side)
            found[key] = max(ends, found.get(key, ends))
    return found


def _bounds_on(interned: Interned, day: date) -> tuple[int, ...]:
    later = [0] * len(Level)
    for since, rank, bit in interned.later_bounds:
        if since <= day:
            later[rank] |= bit
    return tuple(always | now for always, now in zip(interned.bounds, upwards(later), strict=True))
