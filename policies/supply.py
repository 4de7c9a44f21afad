"""Supplies: what agents judge by and are sent: an index of fingerprints, learnt projects, models. Signed, never older.

Invariants of this module:

1. What could take something away is signed by a threshold of the officers who sign the policy: models, learnt projects,
   and an index that may hold less than the one before it. An index that only adds, which can only stop more, is signed
   by any one officer; one who neither signs the policy nor approves is a registrar, whose key can do nothing else.
2. What is signed names the bytes by digest and size, and a version that only rises.
3. Nothing here is trusted because somebody delivered it: `supply_faults` judges signatures from values. Whether an
   index that says so only adds is for whoever has its key to see.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
import rfc8785

from policies.errors import PolicyError
from policies.model import Officer, PersonId
from policies.signatures import is_signed
from policies.tables import Tables

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# Supplies travel in pieces of this size, the last one shorter.
PIECE_BYTES = 1 << 20
MOST_BYTES = 4 << 30
MOST_NOTE_CHARS = 500
# What an officer's key signs here is never taken for anything else that it signs.
_TYPE = "sekimori/supply/1"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Goods(StrEnum):
    """What is supplied."""

    FINGERPRINTS = "fingerprints"
    PROJECTS = "projects"
    MODELS = "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyTerms:
    """What officers sign.

    Attributes:
        version: Higher than that of every one before.
        digest: SHA-256 of the bytes, in hexadecimal.
        is_lowering: An index that may lack documents of the one before, or declares some of them public.
        made: Aware UTC time.
    """

    goods: Goods
    version: int
    digest: str
    size_bytes: int
    made: datetime
    is_lowering: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplySignature:
    """One officer's Ed25519 signature over `supply_bytes(terms, officer)`, standard base64."""

    officer: PersonId
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Terms and the signatures collected for them."""

    terms: SupplyTerms
    signatures: tuple[SupplySignature, ...] = ()


def supply_bytes(terms: SupplyTerms, officer: PersonId) -> bytes:
    """What an officer signs, as canonical JSON (RFC 8785).

    Raises:
        PolicyError: a time has no zone, or a text has no canonical form.
    """
    if terms.made.tzinfo is None:
        raise PolicyError("a supply's time has no zone", help="give times with `Z` or an offset")
    fields: dict[str, Any] = msgspec.to_builtins(terms)
    # As text: versions made of a date and a time are beyond what every reader of JSON counts exactly.
    fields |= {"made": terms.made.astimezone(UTC).isoformat().replace("+00:00", "Z"), "version": str(terms.version)}
    try:
        return rfc8785.dumps({"type": _TYPE, "officer": officer, "terms": fields})
    except rfc8785.CanonicalizationError as error:
        raise PolicyError("the supply has no canonical form") from error


def sign_supply(terms: SupplyTerms, officer: PersonId, key: Ed25519PrivateKey) -> SupplySignature:
    """An officer's signature. Whoever calls has shown the officer `terms`."""
    signature = base64.b64encode(key.sign(supply_bytes(terms, officer))).decode("ascii")
    return SupplySignature(officer=officer, signature=signature)


def pieces_of(terms: SupplyTerms) -> int:
    """In how many pieces it travels."""
    return -(-terms.size_bytes // PIECE_BYTES)


def only_adds(terms: SupplyTerms) -> bool:
    """Whether the terms say that nothing is taken away."""
    return terms.goods is Goods.FINGERPRINTS and not terms.is_lowering


def needed_signatures(terms: SupplyTerms, tables: Tables) -> int:
    """How many officers have to sign."""
    return 1 if only_adds(terms) else tables.threshold


def terms_faults(terms: SupplyTerms) -> tuple[str, ...]:
    """What makes the terms unusable, whoever signs them."""
    wrong = []
    if not 0 < terms.version < 1 << 63:
        wrong.append("supply.malformed: version")
    if not _DIGEST.fullmatch(terms.digest):
        wrong.append("supply.malformed: digest")
    if not 0 < terms.size_bytes <= MOST_BYTES:
        wrong.append("supply.malformed: size")
    if terms.made.tzinfo is None:
        wrong.append("supply.malformed: time without a zone")
    if terms.is_lowering and terms.goods is not Goods.FINGERPRINTS:
        wrong.append("supply.malformed: only an index can hold less")
    if len(terms.note) > MOST_NOTE_CHARS:
        wrong.append("supply.malformed: note")
    return tuple(wrong)


def supply_faults(supply: Supply, tables: Tables) -> tuple[str, ...]:
    """Why a supply is not the officers'; empty where it is, whatever stands beside the signatures that count."""
    wrong = terms_faults(supply.terms)
    if wrong:
        return wrong
    faults, keys = [], set()
    for signature in supply.signatures:
        officer = next((each for each in tables.officers if each.person == signature.officer), None)
        fault = _fault_of(signature, officer, supply.terms)
        if officer is None or fault:
            faults.append(fault)
        elif officer.key in keys:
            faults.append(f"supply.twice: {signature.officer}")
        else:
            keys.add(officer.key)
    needed = needed_signatures(supply.terms, tables)
    return (*faults, f"supply.quorum: {len(keys)} of {needed}") if len(keys) < needed else ()


def _fault_of(signature: SupplySignature, officer: Officer | None, terms: SupplyTerms) -> str:
    is_office = officer is not None and (officer.signs_policy or only_adds(terms))
    if officer is None or not is_office:
        return f"supply.not-an-officer: {signature.officer}"
    try:
        signed = supply_bytes(terms, signature.officer)
    except (PolicyError, ValueError):
        return f"supply.signature: {signature.officer}"
    return "" if is_signed(officer.key, signature.signature, signed) else f"supply.signature: {signature.officer}"
