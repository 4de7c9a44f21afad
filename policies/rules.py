"""The ordered table: the first rule that matches, or the default.

Content can be several things at once: a container holds a drawing beside the minutes. So a rule that lets pass matches
only if all that the content is stands in the rule; a rule that stops matches if any of it does.

Every dimension that a rule can name (kinds, channels, parties …) gives a mask of the rules that what is found there
does not rule out; the rules that match are those in all masks, the first is the lowest bit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date
from itertools import accumulate
from operator import xor

from policies.interning import MEMO_SIZE, Memo, SetMemo
from policies.label import Level, ProjectId
from policies.model import Endpoint, Hours, PartyId, PersonId, ZoneId
from policies.tables import PartyFacts, RuleFacts, ZoneFacts, is_within

PARTNER = "partner"
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES


class Named:
    """One dimension in which rules name values and what is decided of has a set of them."""

    __slots__ = ("_by_value", "_passes", "_stops", "_wild", "masks")

    def __init__(self, wanted: Iterable[Set[str]], stops: int, passes: int, memo_size: int) -> None:
        self._wild, self._by_value = _by_value(wanted)
        self._stops, self._passes = stops, passes
        self.masks: SetMemo[str, int] = SetMemo(self._mask, memo_size)

    def _mask(self, found: frozenset[str]) -> int:
        by_value = self._by_value
        some, every = 0, -1 if found else 0
        for value in found:
            mask = by_value.get(value, 0)
            some |= mask
            every &= mask
        return (self._wild | some) & self._stops | (self._wild | every) & self._passes


class One(dict[str, int]):
    """One dimension in which rules name values and what is decided of has one: value to the rules it does not rule out.

    Attributes:
        wild: Rules that name nothing in it; all that a value leaves which no rule names.
    """

    __slots__ = ("wild",)

    def __init__(self, wanted: Iterable[Set[str]]) -> None:
        self.wild, by_value = _by_value(wanted)
        super().__init__({value: mask | self.wild for value, mask in by_value.items()})

    def __missing__(self, value: str) -> int:
        return self.wild


class Spans:
    """One dimension in which rules name spans of a number, the first included, the last not; None is no end."""

    __slots__ = ("_masks", "_points", "is_used")

    def __init__(self, spans: Iterable[tuple[int, int, int | None]], wild: int, every: int) -> None:
        changes: dict[int, int] = {}
        for rule, first, end in spans:
            for point in (first, end):
                if point is not None and (end is None or first < end):
                    changes[point] = changes.get(point, 0) ^ 1 << rule
        self._points = sorted(changes)
        self.is_used = wild != every
        spanned: Iterable[int] = accumulate((changes[point] for point in self._points), xor)
        self._masks = [wild, *(wild | mask for mask in spanned)]

    def mask(self, number: int) -> int:
        """Rules in whose spans the number lies, and those that name none."""
        return self._masks[bisect_right(self._points, number)]


class RuleTable:
    """The rules of a policy, compiled.

    Attributes:
        levels: Rank of a level to the mask of rules that it does not rule out.
        people: Person to the rules that this subject does not rule out.
        no_person: Rules that name nobody.
        unknown_person: Rules that a subject whom nobody knows does not rule out.
    """

    def __init__(
        self, rules: tuple[RuleFacts, ...], zones: Mapping[ZoneId, ZoneFacts], memo_size: int = MEMO_SIZE
    ) -> None:
        every = (1 << len(rules)) - 1
        stops = _mask(rules, lambda rule: rule.verdict.stops)
        self._rules, self._zone_facts = rules, zones

        def named(values: Callable[[RuleFacts], Set[str]]) -> Named:
            return Named(map(values, rules), stops, every & ~stops, memo_size)

        self._projects, self._sides = named(lambda r: r.source.projects), named(lambda r: r.source.sides)
        self.kinds, self.fields = named(lambda r: r.source.kinds), named(lambda r: r.source.fields)
        self.markings = named(lambda r: r.source.markings)
        self._zones, self._zone_kinds = named(lambda r: r.source.zones), named(lambda r: r.source.zone_kinds)
        self._to_projects, self._to_sides = named(lambda r: r.to.projects), named(lambda r: r.to.sides)
        self._to_zones, self._to_zone_kinds = named(lambda r: r.to.zones), named(lambda r: r.to.zone_kinds)
        self._countries = named(lambda r: r.to.countries)
        self._parties = One(rule.to.parties for rule in rules)
        self.channels = One(rule.to.channels for rule in rules)
        self.no_person = _mask(rules, lambda rule: not rule.persons)
        self.unknown_person = self.no_person | stops
        self._persons = [(1 << place, rule.persons) for place, rule in enumerate(rules) if rule.persons]
        # By person when asked for: a rule about a group names hundreds, of whom few use one machine.
        self.people: Memo[PersonId, int] = Memo(self._by_person, memo_size)
        self.levels = _levels(rules)
        self.sizes = _sizes(rules, every)
        self.hours = _hours(rules, every)
        self.origins: SetMemo[ZoneId, int] = SetMemo(self._by_origin, memo_size)
        self._always = _mask(rules, lambda rule: rule.since is None and rule.until is None)
        self._dated = [(1 << i, r.since, r.until) for i, r in enumerate(rules) if not self._always >> i & 1]

    def first(self, mask: int) -> int | None:
        """Position of the first rule of a mask."""
        return (mask & -mask).bit_length() - 1 if mask else None

    def rule(self, position: int) -> RuleFacts:
        """The rule at a position of the table."""
        return self._rules[position]

    def in_force(self, day: date) -> int:
        """Rules in whose period the day is."""
        mask = self._always
        for bit, since, until in self._dated:
            if is_within(since, until, day):
                mask |= bit
        return mask

    def at_minute(self, minute: int) -> int:
        """Rules in whose hours a minute of the week is, from the beginning of Monday in Japan."""
        return self.hours.mask(minute % WEEK_MINUTES)

    def by_content(self, projects: frozenset[ProjectId], sides: Set[str]) -> int:
        """Rules that content of these projects and names of sides does not rule out."""
        return self._projects.masks[projects] & self._sides.masks[frozenset(sides)]

    def by_destination(
        self, zone: ZoneId | None, party: PartyId | None, zone_facts: ZoneFacts | None,
        party_facts: PartyFacts | None, projects: frozenset[ProjectId], sides: Set[str],
    ) -> tuple[int, int]:  # fmt: skip
        """Rules that a destination does not rule out: for any content, and for content of the party's partnerships."""
        countries = frozenset(place.country for place in (zone_facts, party_facts) if place is not None)
        mask = (
            self._to_zones.masks[frozenset({zone} if zone else ())]
            & self._to_zone_kinds.masks[frozenset({zone_facts.kind} if zone_facts else ())]
            & self._to_projects.masks[projects]
            & self._to_sides.masks[frozenset(sides)]
            & self._countries.masks[countries]
        )
        if party is None or party_facts is None:
            return mask & self._parties.wild, mask & self._parties.wild
        named = self._parties[party]
        return mask & named, mask & (named | self._parties[PARTNER])

    def _by_person(self, person: PersonId) -> int:
        mask = self.no_person
        for bit, persons in self._persons:
            if person in persons:
                mask |= bit
        return mask

    def _by_origin(self, origin: frozenset[ZoneId]) -> int:
        zones = self._zone_facts
        kinds = frozenset(zones[zone].kind for zone in origin if zone in zones)
        return self._zones.masks[origin] & self._zone_kinds.masks[kinds]


def _mask(rules: Iterable[RuleFacts], is_one: Callable[[RuleFacts], bool]) -> int:
    return sum(1 << place for place, rule in enumerate(rules) if is_one(rule))


def _levels(rules: tuple[RuleFacts, ...]) -> tuple[int, ...]:
    masks = [0] * len(Level)
    for place, rule in enumerate(rules):
        levels = rule.source.levels
        for rank in range(levels.least.rank, levels.most.rank + 1):
            masks[rank] |= 1 << place
    return tuple(masks)


def _by_value(wanted: Iterable[Set[str]]) -> tuple[int, dict[str, int]]:
    """Mask of the rules that name nothing in a dimension, and value to the mask of those that name it."""
    wild, by_value = 0, dict[str, int]()
    for place, values in enumerate(wanted):
        if not values:
            wild |= 1 << place
        for value in values:
            by_value[value] = by_value.get(value, 0) | 1 << place
    return wild, by_value


def _sizes(rules: tuple[RuleFacts, ...], every: int) -> Spans:
    whole = Endpoint().sizes
    wild = _mask(rules, lambda rule: rule.source.sizes == whole)
    sized = ((place, rule.source.sizes) for place, rule in enumerate(rules) if not wild >> place & 1)
    ends = ((place, size.least_bytes, size.most_bytes) for place, size in sized)
    return Spans(((place, least, None if most is None else most + 1) for place, least, most in ends), wild, every)


def _hours(rules: tuple[RuleFacts, ...], every: int) -> Spans:
    wild = _mask(rules, lambda rule: rule.hours is None)
    spans: list[tuple[int, int, int | None]] = []
    for place, rule in enumerate(rules):
        spans += [(place, first, end) for first, end in _minutes(rule.hours)] if rule.hours is not None else []
    return Spans(spans, wild, every)


def _minutes(hours: Hours) -> list[tuple[int, int]]:
    """Spans of minutes of the week; one that goes past its end is continued at its beginning."""
    spans = []
    lasts = hours.until_minute - hours.since_minute
    lasts += DAY_MINUTES if lasts < 0 else 0
    for day in range(7):
        if hours.weekdays and all(weekday.rank != day for weekday in hours.weekdays):
            continue
        first = day * DAY_MINUTES + hours.since_minute
        spans.append((first, min(first + lasts, WEEK_MINUTES)))
        if first + lasts > WEEK_MINUTES:
            spans.append((0, first + lasts - WEEK_MINUTES))
    return spans
