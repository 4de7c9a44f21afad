"""Times that agents tell: such as every database holds, or a fault with words."""

from __future__ import annotations

from datetime import UTC, datetime

# What every database and every date routine can hold, whatever the zone.
FIRST_YEAR, LAST_YEAR = 1970, 9998


def time_fault(at: datetime) -> str:
    """What is wrong with a time, empty where nothing."""
    if at.tzinfo is None:
        return "the time has no zone"
    try:
        year = at.astimezone(UTC).year
    except OverflowError:
        return "the time is out of range"
    return "" if FIRST_YEAR <= year <= LAST_YEAR else "the time is out of range"
