"""Times as Windows writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def moment(ticks: int) -> str:
    """A number of 100 ns since 1601 in ISO form; empty where it is no time."""
    try:
        return (EPOCH + timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds") if ticks > 0 else ""
    except OverflowError:
        return ""
