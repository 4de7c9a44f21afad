"""A transfer as agents report it, read back from JSON, so that it can be explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

import msgspec

from policies.analysis.moments import FIRST_YEAR, LAST_YEAR
from policies.analysis.question import Question
from policies.decision import Decision
from policies.errors import PolicyError
from policies.label import Label
from policies.language.faults import did_you_mean
from policies.release import Release
from policies.transfer import Exposure, Transfer

# What an event of an agent holds besides, and what somebody may add who writes one by hand.
_EVENT_KEYS = (
    "type", "id", "at", "transfer", "label", "decision", "assessment", "case", "ms", "held", "notice", "evidence",
)  # fmt: skip
_ADDED_KEYS = ("exposure", "releases")
_HELP = "an event as agents report it, or an object with `transfer` and `label`"


class _Recorded(msgspec.Struct, frozen=True, kw_only=True):
    transfer: Transfer
    label: Label
    exposure: tuple[Exposure, ...] = ()
    releases: tuple[Release, ...] = ()
    decision: Decision | None = None


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded transfer.

    Attributes:
        decision: What was decided then; None where the record does not say.
    """

    question: Question
    decision: Decision | None


def recorded_transfer(data: bytes) -> Recorded:
    """The question that a recorded transfer puts.

    Args:
        data: One JSON object: an event as `agent.wire.TransferEvent` is written, or `transfer` and `label` with, if
            wanted, `exposure` and `releases`. Its label counts as it stands: the agent has attributed it.

    Raises:
        PolicyError: it is no such thing; the message names the place.
    """
    raw = _object(data)
    _check_keys(raw, (*_EVENT_KEYS, *_ADDED_KEYS), "the record")
    _check_keys(raw.get("transfer"), _names(Transfer), "`transfer`")
    _check_keys(raw.get("label"), _names(Label), "`label`")
    try:
        read = msgspec.convert(raw, _Recorded)
    except msgspec.ValidationError as error:
        raise PolicyError(f"the record is not whole: {error}", help=_HELP) from error
    times = (read.transfer.at, read.transfer.session_since, *(exposure.at for exposure in read.exposure))
    _check_times(times)
    question = Question(
        transfer=read.transfer,
        recognised=read.label,
        exposure=read.exposure,
        releases=read.releases,
        now=read.transfer.at,
        is_attributed=True,
    )
    return Recorded(question=question, decision=read.decision)


def read_release(data: bytes) -> Release:
    """One release, as the server hands it out.

    Raises:
        PolicyError: it is no release.
    """
    try:
        return msgspec.json.decode(data, type=Release)
    except msgspec.DecodeError as error:
        raise PolicyError(f"not a release: {error}", help="JSON with `terms` and `approvals`") from error


def _object(data: bytes) -> dict[str, Any]:
    try:
        raw = msgspec.json.decode(data)
    except RecursionError as error:
        raise PolicyError("the record is nested too deeply", help=_HELP) from error
    except msgspec.DecodeError as error:
        lines = [line for line in data.splitlines() if line.strip()]
        advice = f"it has {len(lines)} lines: hand over one of them" if len(lines) > 1 else _HELP
        raise PolicyError(f"not JSON: {error}", help=advice) from error
    if not isinstance(raw, dict):
        raise PolicyError("the record is no JSON object", help=_HELP)
    return raw


def _check_keys(raw: object, known: Iterable[str], what: str) -> None:
    known = tuple(known)
    for key in raw if isinstance(raw, Mapping) else ():
        if key not in known:
            raise PolicyError(f"{what} has an unknown key `{key}`", help=did_you_mean(str(key), known))


def _check_times(times: Iterable[datetime | None]) -> None:
    said = [time for time in times if time is not None]
    if any(time.tzinfo is None for time in said):
        raise PolicyError("a time of the record has no zone", help="end times with `Z` or an offset such as `+09:00`")
    if not all(FIRST_YEAR <= time.year <= LAST_YEAR for time in said):
        raise PolicyError(f"a time of the record is not between {FIRST_YEAR} and {LAST_YEAR}")


def _names(kind: type[Transfer] | type[Label]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
