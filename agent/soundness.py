"""Whether the agent can work with a row of a damaged journal; one that nobody can read would hold up all the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from agent.beginnings import is_mark
from agent.chain import ANSWERS_FACT, ID_FACT
from agent.clocks import HIGHEST_FACT
from agent.emergencies import FACTS as EMERGENCY_FACTS
from agent.gaps import LAST_FACT, OPEN_FACT, Hole
from agent.holds import check_row
from agent.trust import FRESH_FACT, VERSION_FACT
from agent.vigil import ALIVE_FACT, PROGRAM_FACT, Alive
from agent.wire import Event, GapEvent
from policies.label import Label
from policies.release import Release

# What a new journal has of its own.
OWN_FACTS = (ID_FACT, ANSWERS_FACT)
_IN_JSON: Mapping[str, Any] = MappingProxyType(
    {
        ALIVE_FACT: Alive, PROGRAM_FACT: dict[str, str], OPEN_FACT: list[Hole], LAST_FACT: tuple[GapEvent, ...],
        **EMERGENCY_FACTS,
    }
)  # fmt: skip
_TYPES: Mapping[str, type] = MappingProxyType({"TEXT": str, "INTEGER": int, "BLOB": bytes})


def sound(table: str, row: Mapping[str, Any], types: Mapping[str, str], now: datetime) -> Mapping[str, Any] | None:
    """A row as it can be carried into a new journal; None where it cannot.

    Args:
        types: Of each column its declared type; `?` behind it where it may be empty.
        now: For what happened at a time that cannot be read.
    """
    match table:
        # That somebody handled it, and that a release was used, counts; when, and what it said, less.
        case "exposures" if not _passes(_is_time, row["at"]):
            row = {**row, "at": now.isoformat()}
        case "releases" if row["body"] is not None and not _passes(_is_release, row["body"]):
            row = {**row, "body": None}
        case _:
            pass
    are_typed = all(_is_typed(value, types[name]) for name, value in row.items())
    check = _CHECKS.get(table)
    return row if are_typed and (check is None or _passes(check, row)) else None


def _is_typed(value: object, declared: str) -> bool:
    return (value is None and declared.endswith("?")) or isinstance(value, _TYPES[declared.removesuffix("?")])


def _passes(check: Callable[[Any], bool], what: object) -> bool:
    try:
        return check(what)
    except (msgspec.MsgspecError, ValueError, TypeError):
        return False


def _is_time(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None


def _is_release(body: bytes) -> bool:
    msgspec.json.decode(body, type=Release)
    return True


def _is_event(row: Mapping[str, Any]) -> bool:
    msgspec.json.decode(row["body"], type=Event)
    return True


def _is_file(row: Mapping[str, Any]) -> bool:
    msgspec.json.decode(row["label"], type=Label)
    return True


def _is_hold(row: Mapping[str, Any]) -> bool:
    check_row(row)
    return True


def _is_fact(row: Mapping[str, Any]) -> bool:
    key, value = row["key"], row["value"]
    if key in _IN_JSON:
        msgspec.json.decode(value, type=_IN_JSON[key])
    elif key in (HIGHEST_FACT, FRESH_FACT):
        return _is_time(value)
    elif key == VERSION_FACT:
        return int(value) >= 0
    return is_mark(key, value)


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = MappingProxyType(
    {"outbox": _is_event, "files": _is_file, "holds": _is_hold, "meta": _is_fact}
)
