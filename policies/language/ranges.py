"""Ranges that a rule matches: levels, sizes and hours."""

from __future__ import annotations

import re
from decimal import Decimal

from policies.label import Level
from policies.language.entry import Entry, text_of, word_of
from policies.language.faults import FaultList
from policies.language.nodes import Node, ScalarNode
from policies.model import Hours, LevelRange, SizeRange, Weekday

_UNITS = {
    "B": 1,
    "kB": 10**3, "MB": 10**6, "GB": 10**9,
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
}  # fmt: skip
_SIZE = re.compile(rf"([0-9]{{1,12}}(?:\.[0-9]{{1,6}})?) ?({'|'.join(_UNITS)})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})")
_DAY_MINUTES = 24 * 60


def read_levels(entry: Entry, key: str, faults: FaultList) -> LevelRange:
    """One level, or `{least: …, most: …}`; every level where the key is absent."""
    node = entry.get(key)
    if node is None:
        return LevelRange()
    if isinstance(node, ScalarNode):
        only = word_of(node, Level, faults)
        return LevelRange(least=only, most=only) if only else LevelRange()
    bounds = Entry(node, faults, f"`{key}` of {entry.what}", ("least", "most"))
    least, most = bounds.word("least", Level, Level.PUBLIC), bounds.word("most", Level, Level.CONTROLLED)
    if least > most:
        faults.add(node, f"no level is at least {least} and at most {most}")
    return LevelRange(least=least, most=most)


def read_sizes(entry: Entry, key: str, faults: FaultList) -> SizeRange:
    """`{least: 10MB, most: 2GiB}`; every size where the key is absent."""
    node = entry.get(key)
    if node is None:
        return SizeRange()
    if isinstance(node, ScalarNode):
        faults.add(node, f"`{node.value[:64]}` is no range of sizes", help="such as `{least: 10MB, most: 2GiB}`")
        return SizeRange()
    bounds = Entry(node, faults, f"`{key}` of {entry.what}", ("least", "most"))
    least, most = _bytes_of(bounds, "least", faults) or 0, _bytes_of(bounds, "most", faults)
    if most is not None and least > most:
        faults.add(node, f"no size is at least {least} and at most {most} bytes")
    return SizeRange(least_bytes=least, most_bytes=most)


def _bytes_of(bounds: Entry, key: str, faults: FaultList) -> int | None:
    node = bounds.get(key)
    if node is None:
        return None
    written = text_of(node, faults, f"`{key}`")
    found = _SIZE.fullmatch(written)
    if found is None:
        faults.add(node, f"`{written[:64]}` is not a size", help=f"a number and one of {', '.join(_UNITS)}: `10MB`")
        return None
    return int(Decimal(found[1]) * _UNITS[found[2]])


def read_hours(entry: Entry, key: str, faults: FaultList) -> Hours | None:
    """`{from: "18:00", to: "07:00", days: [mon, fri]}`, Japan; None where the key is absent."""
    node = entry.get(key)
    if node is None:
        return None
    hours = Entry(node, faults, f"`{key}` of {entry.what}", ("from", "to", "days"))
    since, until = _minute(hours, "from", 0, faults), _minute(hours, "to", _DAY_MINUTES, faults)
    if since == _DAY_MINUTES:
        faults.add(hours.place("from"), "no hours begin at 24:00", help="write 00:00, the begin of the next day")
    elif since == until:
        faults.add(node, f"{hours.what} begin and end at the same time", help="leave both out for the whole day")
    return Hours(weekdays=hours.words("days", Weekday), since_minute=since, until_minute=until)


def _minute(hours: Entry, key: str, default: int, faults: FaultList) -> int:
    node = hours.get(key)
    if node is None:
        return default
    return minute_of(node, faults, default)


def minute_of(node: Node, faults: FaultList, default: int) -> int:
    """Minutes after midnight of a time written `18:00`; 24:00 is the end of the day."""
    written = text_of(node, faults, "a time")
    found = _TIME.fullmatch(written)
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if found is None or int(found[2]) > 59 or minutes > _DAY_MINUTES:
        faults.add(node, f"`{written[:64]}` is not a time", help="write it as 18:00, between 00:00 and 24:00")
        return default
    return minutes
