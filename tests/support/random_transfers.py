"""Random transfers under a policy: what it names, a little that it does not, and the edges of all that has edges."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.model import Channel, PartyId, PersonId, Policy, ZoneId
from policies.transfer import Destination, Exposure, Subject, Suggestion, Transfer, TransferId, TransferObject
from tests.support.random_policies import FIELDS, FIRST, JAPAN_OFFSET, MARKINGS, MEGABYTE, Dice

_LEVELS, _KINDS, _CHANNELS = tuple(Level), tuple(Kind), tuple(Channel)
_READINGS = (*Reading, Reading.FULL, Reading.FULL, Reading.FULL)
_COMMON = (Kind.PAPER, Kind.PAPER, Kind.WEB, Kind.DRAWING, Kind.ADMINISTRATIVE)  # what rules are made about
Move = tuple[Transfer, Label, tuple[Exposure, ...], datetime]
_EDGES = (time(0, 0), time(23, 59, 59, 999_999), time(6, 0), time(5, 59, 59), time(9, 0), time(22, 0), time(12, 30))


class Moves:
    """Random transfers under a policy: ordinary ones, odd ones, and ones on the edge of everything that has an edge.

    Args:
        policy: Any; what its transfers are made of is what it names, and a little that it does not.
        seed: The same transfers for the same one.
    """

    def __init__(self, policy: Policy, seed: int) -> None:
        self._dice = dice = Dice(random.Random(seed))
        self._projects = [*sorted(policy.projects), ProjectId("vanished")]
        self._people: list[PersonId | None] = [*sorted(policy.people), PersonId("stranger"), None]
        homes, named = [ZoneId(each) for each in sorted(policy.projects)], sorted(policy.zones)
        self._zones = [*homes, *named, *named, ZoneId("removable"), ZoneId("attic")]
        self._parties = [*sorted(policy.parties), PartyId("nowhere")]
        self._sides = sorted(side for wall in policy.walls.values() for side in wall.sides)
        self._edges = _days_of(policy)
        self._members: dict[ProjectId, list[PersonId | None]] = {
            each.id: [*sorted(each.members), None] for each in policy.projects.values()
        }
        self._exposure_days = policy.exposure_days
        self._fields = sorted({f for p in policy.projects.values() for f in p.fields} | set(FIELDS))
        self._chance = dice.chance

    def on_some_day(self, count: int) -> tuple[date, list[Move]]:
        """That many transfers on one day in Japan."""
        day = self._dice.one(self._edges)
        return day, [self._move(day) for _ in range(count)]

    def _move(self, day: date) -> Move:
        dice = self._dice
        now = (datetime.combine(day, dice.one(_EDGES)) - JAPAN_OFFSET).replace(tzinfo=UTC)
        label, where = self._label(), self._destination()
        session = self._session(label)
        person = self._person(label, session, where)
        size = dice.one((0, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 2 * MEGABYTE, 2 * MEGABYTE + 1))
        transfer = Transfer(
            id=TransferId("T"),
            subject=Subject(person=person),
            channel=dice.one(_CHANNELS) if dice.often(0.6) else Channel.SHARE,
            object=TransferObject(digest="0" * 64, name="x", size_bytes=size),
            destination=where,
            at=now,
            session=session,
            session_since=self._around(now, 2) if dice.often(0.5) else None,
            origin=dice.named(self._zones, 0.3),
            is_new=dice.often(0.5),
            is_encrypted=dice.often(0.5),
            agent=f"A-000{now.minute % 4}",
            suggestion=Suggestion(project=dice.one(self._projects), p=0.5) if dice.often(0.5) else None,
        )
        return transfer, label, self._exposure(person, now), now

    def _label(self) -> Label:
        dice = self._dice
        count = self._chance.choices((0, 1, 2, 3), (25, 50, 18, 7))[0]
        kinds = dice.one(([dice.one(_COMMON)], [dice.one(_COMMON), dice.one(_COMMON)], dice.some(_KINDS)))
        return Label(
            projects=frozenset(self._chance.sample(self._projects, count)),
            level=dice.one(_LEVELS),
            fields=dice.some(self._fields),
            kinds=frozenset(kinds),
            markings=dice.some(MARKINGS),
            reading=dice.one(_READINGS),
        )

    def _destination(self) -> Destination:
        dice = self._dice
        draw = self._chance.random()
        if draw < 0.03:
            return Destination()
        zone = dice.one(self._zones) if draw < 0.65 or draw > 0.92 else None
        return Destination(zone=zone, party=dice.one(self._parties) if draw >= 0.65 else None)

    def _session(self, label: Label) -> ProjectId | None:
        dice = self._dice
        if dice.often(0.4):
            return None
        return dice.one(sorted(label.projects)) if label.projects and dice.often(0.5) else dice.one(self._projects)

    def _person(self, label: Label, session: ProjectId | None, where: Destination) -> PersonId | None:
        dice = self._dice
        near = dice.one((session, next(iter(sorted(label.projects)), None), where.zone))
        members = self._members.get(ProjectId(near)) if near is not None else None
        return dice.one(members) if members and dice.often(0.5) else dice.one(self._people)

    def _exposure(self, person: PersonId | None, now: datetime) -> tuple[Exposure, ...]:
        dice, found = self._dice, []
        for _ in range(self._chance.choice((0, 0, 1, 2, 3)) if self._sides else 0):
            who = person if person is not None and dice.often(0.8) else PersonId(dice.one(self._people) or "x")
            faded = now - timedelta(days=self._exposure_days) if dice.often(0.3) else now
            found.append(Exposure(person=who, side=dice.one(self._sides), at=self._around(faded, 4)))
        return tuple(found)

    def _around(self, moment: datetime, days: int) -> datetime:
        """Some moment near another: to the microsecond, at an edge of a day in Japan, or anywhere."""
        dice = self._dice
        near = moment + timedelta(days=self._chance.randint(-days, 1))
        if dice.often(0.3):
            return near + timedelta(microseconds=self._chance.randint(-1, 1))
        if dice.often(0.5):
            there = (near + JAPAN_OFFSET).date()
            midnight = datetime.combine(there, time(), UTC) - JAPAN_OFFSET
            return midnight + timedelta(microseconds=self._chance.randint(-1, 1))
        return near + timedelta(minutes=self._chance.randint(-2000, 2000))


def _days_of(policy: Policy) -> list[date]:
    """The days on which anything of a policy begins or ends, the days beside them, and one that is none of these."""
    dated = [
        *policy.projects.values(), *policy.permits, *policy.rules,
        *(each for project in policy.projects.values() for each in (*project.terms, *project.members.values())),
        *(entry for party in policy.parties.values() for entry in party.screening),
    ]  # fmt: skip
    ends = {end for each in dated for end in (each.since, each.until) if end is not None}
    for person in policy.people.values():
        ends |= {end for end in (person.clearance_until, person.status_until) if end is not None}
    ends |= {reset.on for reset in policy.exposure_resets}
    return sorted({FIRST, *(end + timedelta(days=away) for end in ends for away in (-1, 0, 1))})
