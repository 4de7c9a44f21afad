"""Recorded transfers from a file of JSON lines, one by one, however large the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from policies.analysis.moments import FIRST_YEAR, LAST_YEAR
from policies.analysis.replay import Recorded
from policies.decision import Decision
from policies.errors import PolicyError
from policies.label import Label
from policies.transfer import Transfer

TRANSFER = "transfer"
MAX_LINE_BYTES = 4_000_000


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of an event: `type` other than `transfer` is passed over. Further fields are ignored."""

    type: str = TRANSFER
    transfer: Transfer | None = None
    label: Label | None = None
    decision: Decision | None = None
    at: datetime | None = None


class Malformed(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is no recorded transfer."""

    line: int
    message: str


def read_recorded(path: Path) -> Iterator[Recorded | Malformed]:
    """Every recorded transfer of a file, and every line that is none; events of other types are passed over.

    Raises:
        PolicyError: the file cannot be read.
    """
    decoder = msgspec.json.Decoder(_Line)
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    yield Malformed(line=number, message=f"longer than {MAX_LINE_BYTES} bytes")
                    while line and not line.endswith(b"\n"):
                        line = file.readline(MAX_LINE_BYTES)
                elif line.strip():
                    found = _recorded(number, line, decoder)
                    if found is not None:
                        yield found
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be read: {error.strerror}") from error


def _recorded(number: int, line: bytes, decoder: msgspec.json.Decoder[_Line]) -> Recorded | Malformed | None:
    try:
        event = decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Malformed(line=number, message=_said(error))
    if event.type != TRANSFER:
        return None
    if event.transfer is None or event.label is None:
        return Malformed(line=number, message="a transfer has `transfer` and `label`")
    at = event.at or event.transfer.at
    times = [time for time in (at, event.transfer.at, event.transfer.session_since) if time is not None]
    if any(time.tzinfo is None for time in times):
        return Malformed(line=number, message="a time has no zone")
    if not all(FIRST_YEAR <= time.year <= LAST_YEAR for time in times):
        return Malformed(line=number, message=f"a time is not between {FIRST_YEAR} and {LAST_YEAR}")
    return Recorded(line=number, transfer=event.transfer, label=event.label, at=at, decision=event.decision)


def _said(error: Exception) -> str:
    # msgspec names the place and the kind of a fault, and never what stood there but for an enumeration's word.
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
