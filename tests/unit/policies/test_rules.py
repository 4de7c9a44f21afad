"""That masks of rules say what the rules say; see tests/property for the table as a whole."""

from __future__ import annotations

from datetime import date

import pytest

from policies.label import Kind, Level
from policies.model import Channel, Endpoint, Hours, LevelRange, RuleName, SizeRange, Verdict, Weekday
from policies.rules import DAY_MINUTES, WEEK_MINUTES, Named, RuleTable, Spans
from policies.tables import RuleFacts

ANY = Endpoint()


def rule(verdict: Verdict = Verdict.HOLD, source: Endpoint = ANY, to: Endpoint = ANY, **more: object) -> RuleFacts:
    return RuleFacts(name=RuleName("r"), source=source, to=to, verdict=verdict, **more)  # type: ignore[arg-type]


def table(*rules: RuleFacts) -> RuleTable:
    return RuleTable(rules, {})


def test_stopping_rules_match_on_any_and_passing_ones_on_all() -> None:
    kinds = frozenset({Kind.PAPER, Kind.WEB})
    stops, passes, wild = 0b001, 0b010, 0b100
    named = Named([kinds, kinds, frozenset()], stops=stops | wild, passes=passes, memo_size=9)
    assert named.masks[frozenset({Kind.PAPER})] == stops | passes | wild
    assert named.masks[frozenset({Kind.PAPER, Kind.WEB})] == stops | passes | wild
    assert named.masks[frozenset({Kind.PAPER, Kind.DRAWING})] == stops | wild
    assert named.masks[frozenset({Kind.DRAWING})] == wild
    assert named.masks[frozenset()] == wild


def test_the_first_rule_is_the_lowest_bit() -> None:
    assert table().first(0) is None
    assert [table().first(mask) for mask in (0b1, 0b10, 0b110, 1 << 499 | 1 << 400)] == [0, 1, 1, 400]


def test_periods_include_both_ends() -> None:
    rules = table(rule(), rule(since=date(2026, 4, 1), until=date(2026, 4, 2)), rule(until=date(2026, 4, 1)))
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)]
    assert [rules.in_force(day) for day in days] == [0b101, 0b111, 0b011, 0b001]


def test_levels_and_channels() -> None:
    internal = LevelRange(least=Level.INTERNAL, most=Level.SENSITIVE)
    rules = table(rule(source=Endpoint(levels=internal)), rule(to=Endpoint(channels=frozenset({Channel.MAIL}))))
    assert rules.levels == (0b10, 0b11, 0b11, 0b10)
    assert rules.channels[Channel.MAIL] == 0b11
    assert rules.channels[Channel.HTTP] == 0b01


@pytest.mark.parametrize(
    ("size_bytes", "mask"), [(0, 0b1001), (9, 0b1001), (10, 0b1011), (20, 0b1111), (21, 0b1100), (10**15, 0b1100)]
)
def test_sizes_include_both_ends(size_bytes: int, mask: int) -> None:
    sizes = [
        SizeRange(most_bytes=20), SizeRange(least_bytes=10, most_bytes=20), SizeRange(least_bytes=20), SizeRange(),
    ]  # fmt: skip
    rules = table(*(rule(source=Endpoint(sizes=size)) for size in sizes))
    assert rules.sizes.is_used
    assert rules.sizes.mask(size_bytes) == mask


def test_a_rule_of_no_size_matches_nothing() -> None:
    """It is not taken for a rule of any size, though no span of it is left."""
    rules = table(rule(source=Endpoint(sizes=SizeRange(least_bytes=10, most_bytes=9))))
    assert rules.sizes.is_used
    assert [rules.sizes.mask(size) for size in (0, 9, 10, 11)] == [0, 0, 0, 0]


def minute(day: Weekday, hour: int, minutes: int = 0) -> int:
    return day.rank * DAY_MINUTES + hour * 60 + minutes


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        (Hours(), [0, WEEK_MINUTES - 1], []),
        (
            Hours(since_minute=540, until_minute=1020),
            [minute(day, hour, m) for day in Weekday for hour, m in ((9, 0), (16, 59))],
            [minute(day, hour, m) for day in Weekday for hour, m in ((8, 59), (17, 0))],
        ),
        (
            Hours(weekdays=frozenset({Weekday.SUNDAY}), since_minute=1320, until_minute=360),
            [minute(Weekday.SUNDAY, 22), minute(Weekday.SUNDAY, 23, 59), 0, minute(Weekday.MONDAY, 5, 59)],
            [minute(Weekday.SUNDAY, 5), minute(Weekday.SUNDAY, 21, 59), minute(Weekday.MONDAY, 6)],
        ),
        (
            Hours(weekdays=frozenset({Weekday.MONDAY, Weekday.TUESDAY}), since_minute=0, until_minute=1440),
            [0, minute(Weekday.TUESDAY, 0), minute(Weekday.TUESDAY, 23, 59)],
            [minute(Weekday.WEDNESDAY, 0), WEEK_MINUTES - 1],
        ),
        (Hours(since_minute=60, until_minute=60), [], [0, 60, 61, 1439]),
    ],
)  # fmt: skip
def test_hours(hours: Hours, inside: list[int], outside: list[int]) -> None:
    rules = table(rule(hours=hours), rule())
    assert [rules.at_minute(each) for each in inside] == [0b11] * len(inside)
    assert [rules.at_minute(each) for each in outside] == [0b10] * len(outside)


def test_spans_that_touch_do_not_cancel() -> None:
    spans = Spans([(0, 0, 10), (0, 10, 20)], wild=0, every=1)
    assert [spans.mask(number) for number in (-1, 0, 9, 10, 19, 20)] == [0, 1, 1, 1, 1, 0]
