"""The ordered table as formulas over what a transfer leaves open, and as bit masks over what it fixes.

What a rule asks of the label's projects and of the destination is looked up in masks, one bit a rule; what it asks of
origin, kind, field, marking, channel, person, size and hour is a formula over one variable each. One value of each is
enough: content of several kinds is stopped by every rule that stops one of them, and let pass by none that one of them
alone is not let pass by.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from policies.analysis.proof.judge import Question
from policies.analysis.proof.places import Place, Places, common
from policies.flow import POLICY_TIMEZONE, PUBLISHED_KINDS
from policies.label import Kind, Label, Level, ProjectId
from policies.model import Channel, Hours, Obligation, PersonId, SizeRange, Verdict, Weekday, ZoneId
from policies.tables import RuleFacts, Tables, is_within

_WEEK_MINUTES = 7 * 24 * 60
_DAY_MINUTES = 24 * 60
_PARTNER = "partner"
_SENDING = frozenset({Channel.HTTP, Channel.MAIL, Channel.SSH})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dimension:
    """One thing that rules may ask of what a transfer fixes: which of them are content with what is there."""

    indifferent: int
    stopping: dict[Hashable, int]
    passing: dict[Hashable, int]

    def content_with(self, found: Iterable[Hashable]) -> int:
        """Mask of the rules that match: stopping ones if one value is wanted, passing ones if all are."""
        values = list(found)
        stops = 0
        for value in values:
            stops |= self.stopping.get(value, 0)
        passes = common(self.passing.get(value, 0) for value in values) if values else 0
        return self.indifferent | stops | passes


class TableEncoding:
    """The rules in force on a day, in their order."""

    def __init__(self, tables: Tables, places: Places, day: date, z3: Any) -> None:
        self._tables, self._places, self._day, self._z3 = tables, places, day, z3
        self.rules = tuple(rule for rule in tables.rules if is_within(rule.since, rule.until, day))
        self._projects_from = self._dimension(lambda rule: rule.source.projects)
        self._sides_from = self._dimension(lambda rule: rule.source.sides)
        self._zones_to = self._dimension(lambda rule: rule.to.zones)
        self._kinds_to = self._dimension(lambda rule: rule.to.zone_kinds)
        self._projects_to = self._dimension(lambda rule: rule.to.projects)
        self._sides_to = self._dimension(lambda rule: rule.to.sides)
        self._countries_to = self._dimension(lambda rule: rule.to.countries)
        self._parties_to = self._dimension(lambda rule: rule.to.parties)
        self._levels = {lv: self._mask(lambda rule, lv=lv: lv in rule.source.levels) for lv in Level}  # type: ignore[misc]
        self._open = OpenSide(self.rules, tables, z3)
        self._conditions: dict[int, Any] = {}
        self._place_masks: dict[Place, int] = {}

    @property
    def open_side(self) -> OpenSide:
        """The variables that the rules' conditions speak of."""
        return self._open

    def matching(self, projects: frozenset[ProjectId], level: Level, place: Place) -> int:
        """Mask of the rules that match, as far as label and destination go."""
        of_label = self._projects_from.content_with(projects)
        of_label &= self._sides_from.content_with(side.full_name for side in self._places.sides_of(projects))
        return of_label & self._levels[level] & self._of_place(place) & self._of_party(projects, place)

    def passes(self, mask: int, *, is_default_passing: bool, in_order: bool) -> Any:
        """Formula: the table lets pass what these rules match; in any order, where `in_order` is not asked for."""
        z3 = self._z3
        indices = [index for index in range(len(self.rules)) if mask >> index & 1]
        if not in_order:
            lets = [self.condition(index) for index in indices if arrives(self.rules[index].verdict)]
            return z3.Or([z3.BoolVal(is_default_passing), *lets])
        found = z3.BoolVal(is_default_passing)
        for index in reversed(indices):
            found = z3.If(self.condition(index), z3.BoolVal(arrives(self.rules[index].verdict)), found)
        return found

    def condition(self, index: int) -> Any:
        """Formula: the rule matches, as far as the open side goes."""
        if index not in self._conditions:
            self._conditions[index] = self._open.condition(self.rules[index])
        return self._conditions[index]

    def _of_place(self, place: Place) -> int:
        if place not in self._place_masks:
            zone = self._tables.zones.get(place.zone) if place.zone is not None else None
            party = self._tables.parties.get(place.party) if place.party is not None else None
            mask = self._zones_to.content_with([place.zone] if place.zone is not None else [])
            mask &= self._kinds_to.content_with([zone.kind] if zone is not None else [])
            mask &= self._projects_to.content_with(place.projects)
            mask &= self._sides_to.content_with({side.full_name for side in place.sides})
            mask &= self._countries_to.content_with({each.country for each in (zone, party) if each is not None})
            self._place_masks[place] = mask
        return self._place_masks[place]

    def _of_party(self, projects: frozenset[ProjectId], place: Place) -> int:
        if place.party is None:
            return self._parties_to.indifferent
        is_partner = bool(projects) and projects <= place.projects
        wanted = [place.party, _PARTNER] if is_partner else [place.party]
        found = self._parties_to.indifferent
        for value in wanted:
            found |= self._parties_to.stopping.get(value, 0) | self._parties_to.passing.get(value, 0)
        return found

    def _dimension(self, wanted: Callable[[RuleFacts], Iterable[Hashable]]) -> _Dimension:
        indifferent = 0
        stopping: dict[Hashable, int] = {}
        passing: dict[Hashable, int] = {}
        for index, rule in enumerate(self.rules):
            values = frozenset(wanted(rule))
            indifferent |= 0 if values else 1 << index
            into = stopping if rule.verdict.stops else passing
            for value in values:
                into[value] = into.get(value, 0) | 1 << index
        return _Dimension(indifferent=indifferent, stopping=stopping, passing=passing)

    def _mask(self, asks: Callable[[RuleFacts], bool]) -> int:
        return sum(1 << index for index, rule in enumerate(self.rules) if asks(rule))


class OpenSide:
    """What a transfer leaves open, one variable each; value 0 is none, or nobody known."""

    def __init__(self, rules: tuple[RuleFacts, ...], tables: Tables, z3: Any) -> None:
        self._z3, self._tables = z3, tables
        self.fields = sorted({value for rule in rules for value in rule.source.fields})
        self.markings = sorted({value for rule in rules for value in rule.source.markings})
        self.kinds, self.channels, self.zones = sorted(Kind), sorted(Channel, key=_rarity), sorted(tables.zones)
        self.persons = _person_classes(rules, tables)
        self._is_encrypting = any(Obligation.ENCRYPT in rule.obligations for rule in rules)
        self.kind, self.field, self.marking, self.origin = (z3.Int(n) for n in ("kind", "field", "marking", "origin"))
        self.channel, self.person, self.size, self.minute = (z3.Int(n) for n in ("channel", "person", "size", "minute"))

    def bounds(self) -> list[Any]:
        """What the variables may be."""
        tops = (
            (self.kind, len(self.kinds)),
            (self.field, len(self.fields)),
            (self.marking, len(self.markings)),
            (self.origin, len(self.zones)),
            (self.channel, len(self.channels) - 1),
            (self.person, len(self.persons)),
            (self.minute, _WEEK_MINUTES - 1),
        )
        return [self.size >= 0, *(each for variable, top in tops for each in (variable >= 0, variable <= top))]

    def comes_from(self, zones: Iterable[ZoneId]) -> Any:
        """Formula: the same content was seen in one of these zones."""
        wanted = set(zones)
        return self._among(self.origin, (i for i, zone in enumerate(self.zones, 1) if zone in wanted))

    def is_unpublished(self) -> Any:
        """Formula: the content is of no kind that publication lanes speak of."""
        return self._z3.Not(self._among(self.kind, (i for i, k in enumerate(self.kinds, 1) if k in PUBLISHED_KINDS)))

    def is_sent(self) -> Any:
        """Formula: it goes by a way that needs no place of the policy, such as an upload."""
        return self._among(self.channel, (i for i, c in enumerate(self.channels) if c in _SENDING))

    def alike(self, person: PersonId | None) -> list[PersonId]:
        """Whom the rules cannot tell from this person; everybody, where nobody is named."""
        found = [named for _, named in self.persons if person is None or person in named]
        return sorted(each for named in found for each in named)

    def plainest(self, at: datetime) -> list[Any]:
        """Formulas that leave one thing unsaid each, or plain; the transfer is best made at this time of the week."""
        unsaid = (self.person, self.kind, self.field, self.marking, self.size, self.origin, self.channel)
        return [self.minute == _minute_of_week(at), *(variable == 0 for variable in unsaid)]

    def condition(self, rule: RuleFacts) -> Any:
        """Formula: the rule matches what is open."""
        kinds_of = self._tables.zones
        source = rule.source
        asked = [
            self._one_of(self.kind, self.kinds, source.kinds),
            self._one_of(self.field, self.fields, source.fields),
            self._one_of(self.marking, self.markings, source.markings),
            self._one_of(self.origin, self.zones, source.zones),
            self._one_of(self.origin, self.zones, _zones_of_kind(source.zone_kinds, kinds_of))
            if source.zone_kinds
            else None,
            self._among(self.channel, (i for i, c in enumerate(self.channels) if c in rule.to.channels))
            if rule.to.channels
            else None,
            self._by_person(rule),
            self._of_size(source.sizes),
            self._in_hours(rule.hours),
        ]
        return self._z3.And([each for each in asked if each is not None])

    def question(self, model: Any, seen: Label, place: Place, at: datetime) -> tuple[Question, datetime]:
        """The concrete transfer that a model speaks of, and when it is made."""

        def value(variable: Any) -> int:
            return int(model.eval(variable, model_completion=True).as_long())

        kind, field, marking = value(self.kind), value(self.field), value(self.marking)
        origin, person = value(self.origin), value(self.person)
        label = Label(
            projects=seen.projects,
            level=seen.level,
            kinds=frozenset({self.kinds[kind - 1]} if kind else ()),
            fields=frozenset({self.fields[field - 1]} if field else ()),
            markings=frozenset({self.markings[marking - 1]} if marking else ()),
        )
        question = Question(
            seen=label,
            destination=place.destination,
            channel=self.channels[value(self.channel)],
            person=self.persons[person - 1][0] if person else None,
            origin=frozenset({self.zones[origin - 1]} if origin else ()),
            size_bytes=value(self.size),
            is_encrypted=self._is_encrypting,
        )
        minute = value(self.minute)
        return question, at if minute == _minute_of_week(at) else _in_week(minute, at)

    def _one_of(self, variable: Any, values: list[Any], wanted: Iterable[Any]) -> Any:
        chosen = set(wanted)
        if not chosen:
            return None
        return self._among(variable, (i for i, each in enumerate(values, 1) if each in chosen))

    def _among(self, variable: Any, indices: Iterable[int]) -> Any:
        return self._z3.Or([variable == index for index in indices])

    def _by_person(self, rule: RuleFacts) -> Any:
        if not rule.persons:
            return None
        classes = [i for i, (_, named) in enumerate(self.persons, 1) if rule.persons & named]
        return self._among(self.person, [0, *classes] if rule.verdict.stops else classes)

    def _of_size(self, sizes: SizeRange) -> Any:
        most = [] if sizes.most_bytes is None else [self.size <= sizes.most_bytes]
        least = [self.size >= sizes.least_bytes] if sizes.least_bytes else []
        return self._z3.And([*least, *most]) if least or most else None

    def _in_hours(self, hours: Hours | None) -> Any:
        if hours is None:
            return None
        z3, found = self._z3, []
        length = (hours.until_minute - hours.since_minute) % _DAY_MINUTES or _DAY_MINUTES
        for weekday in hours.weekdays or frozenset(Weekday):
            begins = weekday.rank * _DAY_MINUTES + hours.since_minute
            found.append(z3.And(self.minute >= begins, self.minute < begins + length))
            found.append(z3.And(self.minute >= begins - _WEEK_MINUTES, self.minute < begins + length - _WEEK_MINUTES))
        return z3.Or(found)


def arrives(verdict: Verdict) -> bool:
    """Whether content with this verdict gets there without anybody else's word; a sender's reason is his own."""
    return verdict < Verdict.HOLD


def _rarity(channel: Channel) -> int:
    """Opening a file shows it to its reader only, so a plain way is tried first."""
    return list(Channel).index(channel)


def _zones_of_kind(kinds: Iterable[Any], zones: Any) -> list[ZoneId]:
    wanted = set(kinds)
    return [id_ for id_, facts in zones.items() if facts.kind in wanted]


def _person_classes(rules: tuple[RuleFacts, ...], tables: Tables) -> list[tuple[PersonId, frozenset[PersonId]]]:
    """People whom the same rules name, with one of them to stand for all: who needs no permit, if there is one."""
    naming: dict[PersonId, int] = {}
    for index, rule in enumerate(rules):
        for person in rule.persons:
            naming[person] = naming.get(person, 0) | 1 << index
    classes: dict[int, list[PersonId]] = {}
    for person in sorted(tables.people, key=lambda p: (tables.people[p].permit_from is not None, p)):
        classes.setdefault(naming.get(person, 0), []).append(person)
    return [(members[0], frozenset(members)) for members in classes.values()]


def _minute_of_week(at: datetime) -> int:
    local = at.astimezone(POLICY_TIMEZONE)
    return local.weekday() * _DAY_MINUTES + local.hour * 60 + local.minute


def _in_week(minute: int, at: datetime) -> datetime:
    """The next time, on the day of `at` or after it, at this minute of the week in Japan."""
    local = at.astimezone(POLICY_TIMEZONE)
    days = (minute // _DAY_MINUTES - local.weekday()) % 7
    clock = time(hour=minute % _DAY_MINUTES // 60, minute=minute % 60, tzinfo=POLICY_TIMEZONE)
    return datetime.combine(local.date() + timedelta(days=days), clock).astimezone(UTC)
