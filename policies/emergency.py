"""The emergency stop: officers let everything pass for some hours, signed, for named agents or zones, and recorded.

It is the officers' own act and lifts what rings do not: the rules, the defaults and the invariants. So it takes what
signing the policy takes, a threshold of the officers who sign it, and never fewer than a release across a wall.

Invariants of this module:

1. A stop holds between two moments that are signed, and for no longer than the policy's `emergency_hours`.
2. What is signed names the agents and zones, or says in so many words that it is for all of them.
3. Nothing here is trusted because somebody delivered it: `stop_faults` judges signatures, time and scope from values.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NewType

import msgspec
import rfc8785

from policies.errors import PolicyError
from policies.model import Officer, PersonId, ZoneId
from policies.signatures import is_signed
from policies.tables import Tables

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

StopId = NewType("StopId", str)

COMMAND_LINE = "cli"
MOST_REASON_CHARS = 500
# What an officer's key signs here is never taken for anything else that it signs.
_TYPE = "sekimori/emergency-stop/1"
_ID = re.compile(r"E-[0-9A-Z]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTerms:
    """What officers sign.

    Attributes:
        agents, zones: For which machines, and for what goes into which zones; where both are named, both must fit.
        is_everywhere: For all of what is not named; without it an empty list of both is a mistake, not a sweep.
        since, until: Aware UTC times between which it holds.
    """

    id: StopId
    reason: str
    since: datetime
    until: datetime
    agents: tuple[str, ...] = ()
    zones: tuple[ZoneId, ...] = ()
    is_everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSignature:
    """One officer's Ed25519 signature over `stop_bytes(terms, officer, by)`, standard base64."""

    officer: PersonId
    signature: str
    by: str = COMMAND_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyStop:
    """Terms and the signatures collected for them.

    Attributes:
        is_ended: Somebody ended it before its time. Unsigned, for it only narrows.
    """

    terms: StopTerms
    signatures: tuple[StopSignature, ...] = ()
    is_ended: bool = False


def terms_bytes(terms: StopTerms) -> bytes:
    """The terms as canonical JSON (RFC 8785): what officers are shown and know by its digest.

    Raises:
        PolicyError: a time has no zone, or a text has no canonical form.
    """
    return _canonical(_fields(terms), terms)


def stop_bytes(terms: StopTerms, officer: PersonId, by: str) -> bytes:
    """What an officer signs: the terms, who signs, and how. Raises PolicyError as `terms_bytes`."""
    return _canonical({"type": _TYPE, "by": by, "officer": officer, "terms": _fields(terms)}, terms)


def sign_stop(terms: StopTerms, officer: PersonId, key: Ed25519PrivateKey, *, by: str = COMMAND_LINE) -> StopSignature:
    """An officer's signature. Whoever calls has shown the officer `terms`."""
    signature = base64.b64encode(key.sign(stop_bytes(terms, officer, by))).decode("ascii")
    return StopSignature(officer=officer, signature=signature, by=by)


def needed_signatures(tables: Tables) -> int:
    """How many officers have to sign."""
    return max(tables.threshold, tables.quorums.cross_wall)


def terms_faults(terms: StopTerms, tables: Tables) -> tuple[str, ...]:
    """What makes the terms unusable, whoever signs them."""
    wrong = []
    if not _ID.fullmatch(terms.id):
        wrong.append("emergency.malformed: id")
    if not terms.reason.strip() or len(terms.reason) > MOST_REASON_CHARS:
        wrong.append("emergency.malformed: reason")
    if bool(terms.agents or terms.zones) is terms.is_everywhere:
        wrong.append("emergency.malformed: scope")
    if terms.since.tzinfo is None or terms.until.tzinfo is None:
        return (*wrong, "emergency.malformed: time without a zone")
    if terms.until <= terms.since:
        wrong.append("emergency.malformed: ends before it begins")
    elif terms.until - terms.since > timedelta(hours=tables.emergency_hours):
        lasts = (terms.until - terms.since).total_seconds() / 3600
        wrong.append(f"emergency.too-long: {lasts:g} of {tables.emergency_hours} h")
    return tuple(wrong)


def signature_faults(stop: EmergencyStop, tables: Tables) -> tuple[str, ...]:
    """Everything that keeps the signatures from being enough; empty where they are, whatever stands beside them."""
    counted, faults, keys = [], [], set()
    for signature in stop.signatures:
        officer = next((each for each in tables.officers if each.person == signature.officer), None)
        fault = _fault_of(signature, officer, stop.terms)
        if officer is not None and not fault and officer.key in keys:
            fault = f"emergency.twice: {signature.officer}"
        if fault or officer is None:
            faults.append(fault)
            continue
        keys.add(officer.key)
        counted.append(signature)
    needed = needed_signatures(tables)
    lacks = [f"emergency.quorum: {len(counted)} of {needed}"] if len(counted) < needed else []
    if counted and all(each.by != COMMAND_LINE for each in counted):
        lacks.append("emergency.command-line: none of them")
    return (*faults, *lacks) if lacks else ()


def stop_faults(stop: EmergencyStop, tables: Tables, now: datetime, *, agent: str = "") -> tuple[str, ...]:
    """Why a stop does not hold now; empty where it does.

    Args:
        now: Aware UTC time; the later of the clock and the highest time seen.
        agent: Who asks, where it is an agent: a stop for others is refused.
    """
    terms = stop.terms
    faults = terms_faults(terms, tables)
    if faults:
        return faults
    timely = []
    if now < terms.since:
        timely.append(f"emergency.not-yet: {terms.since.isoformat()}")
    if now >= terms.until:
        timely.append(f"emergency.expired: {terms.until.isoformat()}")
    if stop.is_ended:
        timely.append(f"emergency.ended: {terms.id}")
    if agent and terms.agents and agent not in terms.agents:
        timely.append(f"emergency.other-agent: {agent}")
    return (*timely, *signature_faults(stop, tables))


def concerning(stops: Iterable[EmergencyStop], zone: ZoneId | None, agent: str, now: datetime) -> EmergencyStop | None:
    """The stop, of those that were verified, under which an agent lets pass what goes into a zone."""
    for stop in stops:
        terms = stop.terms
        is_now = terms.since <= now < terms.until and not stop.is_ended
        if is_now and (not terms.agents or agent in terms.agents) and (not terms.zones or zone in terms.zones):
            return stop
    return None


def _fault_of(signature: StopSignature, officer: Officer | None, terms: StopTerms) -> str:
    if officer is None or not officer.signs_policy:
        return f"emergency.not-an-officer: {signature.officer}"
    try:
        signed = stop_bytes(terms, signature.officer, signature.by)
    except (PolicyError, ValueError):
        return f"emergency.signature: {signature.officer}"
    is_good = is_signed(officer.key, signature.signature, signed)
    return "" if is_good else f"emergency.signature: {signature.officer}"


def _fields(terms: StopTerms) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(terms)
    return fields | {"since": _utc_text(terms.since), "until": _utc_text(terms.until)}


def _canonical(value: dict[str, Any], terms: StopTerms) -> bytes:
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise PolicyError(f"emergency stop `{terms.id}` has no canonical form") from error


def _utc_text(at: datetime) -> str:
    if at.tzinfo is None:
        raise PolicyError("an emergency stop's time has no zone", help="give times with `Z` or an offset")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
