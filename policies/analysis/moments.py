"""Times as people write them: a day or a day and an hour, in Japan unless an offset is written."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from policies.errors import PolicyError

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
JAPAN = timezone(timedelta(hours=9), "JST")

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:?\d{2})?)?")
NOON = time(12, 0)
# Reckoning with a time near either end of the calendar would overflow far from where it was written.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def moment_of(written: str) -> datetime:
    """An aware time: `2027-04-01T09:00` and `2027-04-01` (its noon) in Japan, `…T00:00Z` and `…+01:00` as they say.

    Raises:
        PolicyError: it is no such time.
    """
    found = _MOMENT.fullmatch(written.strip())
    try:
        if found is not None:
            read = datetime.fromisoformat(written.strip())
            day_only = found.group(2) is None
            at = datetime.combine(read.date(), NOON) if day_only else read
            if FIRST_YEAR <= at.year <= LAST_YEAR:
                return at if at.tzinfo is not None else at.replace(tzinfo=JAPAN)
    except ValueError:
        pass
    raise PolicyError(
        f"`{written[:40]}` is not a time", help="such as 2027-04-01 or 2027-04-01T09:00, in Japan unless it says `Z`"
    )


def shown_moment(at: datetime) -> str:
    """A time as people in Japan read it, `2027-04-01 09:00`."""
    return at.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")


def day_in_japan(at: datetime) -> date:
    """The day in Japan, by which a policy's dates count."""
    return at.astimezone(JAPAN).date()


def local_time(at: datetime) -> str:
    """Weekday and time in Japan, `fri 18:30`."""
    there = at.astimezone(JAPAN)
    return f"{_WEEKDAYS[there.weekday()]} {there:%H:%M}"
