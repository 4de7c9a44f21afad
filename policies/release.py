"""Releases: signed, scoped, expiring exceptions for given content.

Invariants of this module:

1. What an approver signs is `signed_bytes(terms)`: the canonical JSON (RFC 8785) of the terms alone.
2. An approval counts only if its officer's key stands in the tables, the officer approves, is not the requester and
   is no member of a project on the receiving side.
3. One changed byte, another destination, one use too many, an expired or revoked release: refused, and said which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from policies.model import Channel, PartyId, PersonId, ProjectId, ZoneId

ReleaseId = NewType("ReleaseId", str)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One officer's signature over `signed_bytes(terms)`.

    Attributes:
        signature: Ed25519 signature, standard base64.
        by: How it was made: `cli` shows what is signed; `webauthn` comes later.
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
