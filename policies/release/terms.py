"""What a release says, and the bytes that an approval signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NewType

import msgspec
import rfc8785

from policies.errors import PolicyError
from policies.label import Level
from policies.model import Channel, PartyId, PersonId, ProjectId, ZoneId

ReleaseId = NewType("ReleaseId", str)

MOST_CHANGED_PERCENT = 50
# What an officer's key signs here is never taken for anything else that it signs.
_APPROVAL = "sekimori/release-approval/1"


class LegalBasis(StrEnum):
    """Why the law lets it pass."""

    METI_LICENCE = "meti-licence"
    NOT_CONTROLLED = "not-controlled"
    PUBLIC_DOMAIN = "public-domain"
    BASIC_RESEARCH = "basic-research"
    PATENT_FILING = "patent-filing"
    EAR_LICENCE = "ear-licence"
    EAR_EXCEPTION = "ear-exception"
    FUNDAMENTAL_RESEARCH = "fundamental-research"
    PRC_PERMISSION = "prc-permission"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTerms:
    """What a release allows, and on which ground. This is what approvers sign.

    Attributes:
        case: Number of the case that the request grew from.
        digests: SHA-256 of each object that may pass, lower-case hexadecimal.
        names: Their names, for the approvers' eyes; nothing is matched by them.
        zone, party, path: The destination; `path` is the exact path below the zone.
        agent: The one agent that completes it.
        person: Whose transfer it is.
        projects: Projects whose content it lets pass, as the case said.
        level: Level of the content, as the case said; a changed copy may not be above it. None where it was not said.
        changed_percent: How much of the content may differ from what was shown, by fingerprint, 0 to 50; with 0 not a
            byte may.
        recipient: Who gets it, in words: organisation, person, country.
        end_use: What they will do with it.
        item: Classification of the item (ECCN, EAR99, FEFA item, 非該当).
        basis, basis_number, basis_date: Legal basis with its number and its date (ISO 8601).
        since, until: Aware UTC times between which it may be used.
        uses: How many times.
        conditions: What the recipient must keep to.
    """

    id: ReleaseId
    case: str
    requester: PersonId
    purpose: str
    digests: tuple[str, ...]
    names: tuple[str, ...]
    channel: Channel
    agent: str
    person: PersonId | None
    projects: tuple[ProjectId, ...]
    recipient: str
    end_use: str
    item: str
    basis: LegalBasis
    basis_number: str
    basis_date: str
    since: datetime
    until: datetime
    zone: ZoneId | None = None
    party: PartyId | None = None
    path: str = ""
    uses: int = 1
    conditions: str = ""
    level: Level | None = None
    changed_percent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One officer's signature over `approval_bytes(terms, officer, by)`.

    Attributes:
        signature: Ed25519 signature, standard base64.
        by: How it was made, which is signed too: `cli` shows what is signed; `webauthn` comes later.
    """

    officer: PersonId
    signature: str
    by: str = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Terms and the approvals collected for them."""

    terms: ReleaseTerms
    approvals: tuple[Approval, ...]
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseUse:
    """How often a release was used on this agent."""

    release: ReleaseId
    uses: int


def terms_bytes(terms: ReleaseTerms) -> bytes:
    """The terms as canonical JSON (RFC 8785), times in UTC: what approvers are shown, and know by its digest.

    Raises:
        PolicyError: a time has no zone, or a number or text has no canonical form.
    """
    return _canonical(_fields(terms), terms)


def approval_bytes(terms: ReleaseTerms, officer: PersonId, by: str) -> bytes:
    """What an officer signs: the terms, who approves them, and how, as canonical JSON (RFC 8785).

    Raises:
        PolicyError: as `terms_bytes`.
    """
    return _canonical({"type": _APPROVAL, "by": by, "officer": officer, "terms": _fields(terms)}, terms)


def terms_faults(terms: ReleaseTerms) -> tuple[str, ...]:
    """What makes the terms themselves unusable, whoever signs them."""
    wrong = []
    if terms.since.tzinfo is None or terms.until.tzinfo is None:
        wrong.append("time without a zone")
    elif terms.until <= terms.since:
        wrong.append("ends before it begins")
    if terms.uses < 1:
        wrong.append("no use")
    if not terms.digests or not all(re.fullmatch("[0-9a-f]{64}", digest) for digest in terms.digests):
        wrong.append("digests")
    if terms.zone is None and terms.party is None:
        wrong.append("no destination")
    if not 0 <= terms.changed_percent <= MOST_CHANGED_PERCENT:
        wrong.append(f"changed by {terms.changed_percent} %")
    return tuple(f"release.malformed: {what}" for what in wrong)


def _fields(terms: ReleaseTerms) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(terms)
    return fields | {"since": _utc_text(terms.since), "until": _utc_text(terms.until)}


def _canonical(value: dict[str, Any], terms: ReleaseTerms) -> bytes:
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise PolicyError(f"release `{terms.id}` has no canonical form") from error


def _utc_text(at: datetime) -> str:
    if at.tzinfo is None:
        raise PolicyError("a release's time has no zone", help="give times with `Z` or an offset")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
