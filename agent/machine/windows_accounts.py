"""Accounts of Windows: numbers made from security identifiers, names from whoever keeps them."""

from __future__ import annotations

import sys

from agent.machine import windows_owners

assert sys.platform == "win32"  # noqa: S101 - tells the type checker where this is for


def own() -> int:
    """The account that this process works as."""
    return windows_owners.number_of(windows_owners.own_sid())


def name_of(number: int) -> str | None:
    """The log-in name; None where the machine knows none."""
    return windows_owners.name_of(number)


def number_of(name: str) -> int | None:
    """The account with a log-in name; None where there is none."""
    sid = windows_owners.sid_of_name(name)
    return windows_owners.number_of(sid) if sid else None


def group_ids(number: int) -> tuple[int, list[int]]:
    """Windows has no groups by number."""
    return number, []
