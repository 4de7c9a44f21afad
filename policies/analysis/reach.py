"""What one rule matches, seen beside what another matches: whether it covers it, and whether they can meet.

Content has several kinds, fields, markings, projects, sides and origins at once. A rule that stops matches if any of
what the content is stands in the rule; a rule that lets pass only if all of it does (see `policies.rules`). What is
said here holds for every transfer: where that cannot be decided, `covers` says no and `meets` says yes.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from policies.label import Kind, Level
from policies.model import Channel, Endpoint, Hours, LevelRange, Weekday, ZoneId, ZoneKind
from policies.tables import RuleFacts, Tables

PARTNER = "partner"
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
WHOLE_WEEK = (1 << WEEK_MINUTES) - 1
ENDLESS_BYTES = 1 << 62
MOST_PARTS = 4
KINDS = frozenset(map(str, Kind))
CHANNELS = frozenset(map(str, Channel))
# The ends of the calendar stand for a period that is open there.
_FIRST, _LAST = date.min, date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One thing that two rules ask of a transfer.

    Attributes:
        is_single: Whether a transfer has at most one value of it.
        everything: All values there are, where the set is closed; empty where it is open.
    """

    name: str
    ours: Set[str]
    theirs: Set[str]
    is_single: bool = False
    everything: frozenset[str] = frozenset()


def covers(earlier: RuleFacts, later: RuleFacts, tables: Tables) -> bool:
    """Whether every transfer that `later` matches is matched by `earlier` too."""
    return (
        _range_covers(earlier, later)
        and _persons_cover(earlier, later)
        and _parties_cover(earlier, later, tables)
        and _period_covers(earlier, later)
        and all(_dimension_covers(each, earlier, later) for each in dimensions(earlier, later, tables))
        and (earlier.hours is None or not minutes_of(later.hours) & ~minutes_of(earlier.hours))
    )


def parts_of(rule: RuleFacts) -> Iterator[RuleFacts]:
    """The rule in parts that together match what it matches: one channel, level, zone and person each.

    A transfer has one of each of these, so that what covers every part covers the rule; a rule that names too many
    zones or people stays whole in them.
    """
    source, to = rule.source, rule.to
    levels = [level for level in Level if level in source.levels]
    zones = [frozenset({zone}) for zone in sorted(to.zones)] if len(to.zones) <= MOST_PARTS else []
    persons = [frozenset({person}) for person in sorted(rule.persons)] if len(rule.persons) <= MOST_PARTS else []
    for level, channel, there, who in product(
        levels, sorted(to.channels or Channel), zones or [to.zones], persons or [rule.persons]
    ):
        yield replace(
            rule,
            source=replace(source, levels=LevelRange(least=level, most=level)),
            to=replace(to, channels=frozenset({channel}), zones=there),
            persons=who,
        )


def meets(one: RuleFacts, other: RuleFacts, tables: Tables) -> bool:
    """Whether some transfer may be matched by both; yes where that cannot be told."""
    return (
        _periods_meet(one, other)
        and _persons_meet(one, other)
        and _ranges_meet(one, other)
        and _parties_meet(one, other)
        and all(_dimension_meets(each, one, other) for each in dimensions(one, other, tables))
        and _hours_meet(one.hours, other.hours)
    )


def dimensions(ours: RuleFacts, theirs: RuleFacts, tables: Tables) -> tuple[Dimension, ...]:
    """Every set of words that the two rules ask for."""
    source, other = ours.source, theirs.source
    to, there = ours.to, theirs.to
    return (
        Dimension(name="kind", ours=source.kinds, theirs=other.kinds, everything=KINDS),
        Dimension(name="field", ours=source.fields, theirs=other.fields),
        Dimension(name="marking", ours=source.markings, theirs=other.markings),
        Dimension(name="project", ours=source.projects, theirs=other.projects),
        Dimension(name="side", ours=source.sides, theirs=other.sides),
        Dimension(name="origin", ours=source.zones, theirs=other.zones),
        Dimension(name="origin kind", ours=source.zone_kinds, theirs=other.zone_kinds),
        Dimension(name="to project", ours=to.projects, theirs=there.projects),
        Dimension(name="to side", ours=to.sides, theirs=there.sides),
        Dimension(name="country", ours=to.countries, theirs=there.countries),
        Dimension(name="channel", ours=to.channels, theirs=there.channels, is_single=True, everything=CHANNELS),
        Dimension(name="zone", ours=zones_to(to, tables), theirs=zones_to(there, tables), is_single=True),
    )


def zones_to(to: Endpoint, tables: Tables) -> frozenset[str]:
    """The zones that a destination's `zone` and `zone_kind` leave; empty for any."""
    if not to.zones and not to.zone_kinds:
        return frozenset()
    kept = {zone for zone in to.zones or tables.zones if _is_of_kind(zone, to.zone_kinds, tables)}
    # No zone left is no zone at all, which an empty set would not say.
    return frozenset(kept) or frozenset({""})


def _is_of_kind(zone: ZoneId, kinds: Set[ZoneKind], tables: Tables) -> bool:
    facts = tables.zones.get(zone)
    return not kinds or (facts is not None and facts.kind in kinds)


def _dimension_covers(dimension: Dimension, earlier: RuleFacts, later: RuleFacts) -> bool:
    ours, theirs = dimension.ours, dimension.theirs
    if not ours:
        return True
    if not theirs:
        return False
    # What stops for one of its words may hold any other word besides, which a rule that lets pass would not match.
    if later.verdict.stops and not earlier.verdict.stops and not dimension.is_single:
        return bool(dimension.everything) and ours >= dimension.everything
    return ours >= theirs


def _dimension_meets(dimension: Dimension, one: RuleFacts, other: RuleFacts) -> bool:
    ours, theirs = dimension.ours, dimension.theirs
    if dimension.name == "zone" and ("" in ours or "" in theirs):
        return False
    if not ours or not theirs or ours & theirs:
        return True
    # Content that is both matches two rules that stop; one that lets pass takes nothing beside its own words.
    return one.verdict.stops and other.verdict.stops and not dimension.is_single


def _period_covers(earlier: RuleFacts, later: RuleFacts) -> bool:
    begins = (earlier.since or _FIRST) <= (later.since or _FIRST)
    return begins and (later.until or _LAST) <= (earlier.until or _LAST)


def _periods_meet(one: RuleFacts, other: RuleFacts) -> bool:
    since = max(one.since or _FIRST, other.since or _FIRST)
    return since <= min(one.until or _LAST, other.until or _LAST)


def _persons_cover(earlier: RuleFacts, later: RuleFacts) -> bool:
    if not earlier.persons:
        return True
    # An unknown subject may be the person whom a rule that stops names; a rule that lets pass does not take the guess.
    takes_unknown = earlier.verdict.stops or not later.verdict.stops
    return bool(later.persons) and later.persons <= earlier.persons and takes_unknown


def _persons_meet(one: RuleFacts, other: RuleFacts) -> bool:
    if not one.persons or not other.persons or one.persons & other.persons:
        return True
    return one.verdict.stops and other.verdict.stops


def _range_covers(earlier: RuleFacts, later: RuleFacts) -> bool:
    ours, theirs = earlier.source, later.source
    levels = ours.levels.least <= theirs.levels.least and theirs.levels.most <= ours.levels.most
    most = ours.sizes.most_bytes
    ends = most is None or (theirs.sizes.most_bytes is not None and theirs.sizes.most_bytes <= most)
    return levels and ours.sizes.least_bytes <= theirs.sizes.least_bytes and ends


def _ranges_meet(one: RuleFacts, other: RuleFacts) -> bool:
    ours, theirs = one.source, other.source
    if max(ours.levels.least, theirs.levels.least) > min(ours.levels.most, theirs.levels.most):
        return False
    ends = [most for most in (ours.sizes.most_bytes, theirs.sizes.most_bytes) if most is not None]
    return max(ours.sizes.least_bytes, theirs.sizes.least_bytes) <= min(ends, default=ENDLESS_BYTES)


def _parties_cover(earlier: RuleFacts, later: RuleFacts, tables: Tables) -> bool:
    ours, theirs = earlier.to.parties, later.to.parties
    if not ours:
        return True
    named = {party for party in ours if party != PARTNER}
    wanted = theirs - {PARTNER}
    partners_too = PARTNER not in theirs or PARTNER in ours or named >= set(tables.parties)
    return bool(theirs) and wanted <= named and partners_too


def _parties_meet(one: RuleFacts, other: RuleFacts) -> bool:
    ours, theirs = one.to.parties, other.to.parties
    return not ours or not theirs or bool(ours & theirs) or PARTNER in ours or PARTNER in theirs


def _hours_meet(one: Hours | None, other: Hours | None) -> bool:
    return one is None or other is None or bool(minutes_of(one) & minutes_of(other))


def minutes_of(hours: Hours | None) -> int:
    """The minutes of a week in which hours are in force, a bit each, from Monday's midnight in Japan."""
    if hours is None:
        return WHOLE_WEEK
    lasts = (hours.until_minute - hours.since_minute) % DAY_MINUTES
    lasts = DAY_MINUTES if not lasts and hours.until_minute > hours.since_minute else lasts
    once, mask = ((1 << lasts) - 1) << hours.since_minute, 0
    for weekday in hours.weekdays or Weekday:
        mask |= once << weekday.rank * DAY_MINUTES
    return mask & WHOLE_WEEK | mask >> WEEK_MINUTES
