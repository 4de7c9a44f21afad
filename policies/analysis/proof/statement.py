"""The statement that a partner is handed: what was proved, of which policy, when and by what; signed by officers.

It names walls and their sides, and nobody and nothing else: no person, project, zone or party of the policy, and no
counterexample. Who signed is known by the key, which the policy's own list of officers gives a name.

Source: RFC 8785 (canonical JSON), RFC 8032 (Ed25519).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.analysis.proof.result import Finding, Proof, WallProof
from policies.errors import PolicyError
from policies.keys import load_public, public_text

KIND = "sekimori-proof-1"
PROPERTIES = (
    "crossing: no transfer without a release carries content of `from` to `to` below the verdict block",
    "chains: no chain of transfers over places of neither side, without a release, carries content of `from` at "
    "level sensitive or above to `to`, as long as facts_until; at every hop it keeps its label or takes that of the "
    "place where it lies",
    "both_sides: content of two sides rests in an enclave only",
)
ASSUMED = (
    "content of level sensitive or above is known to be of that level when it moves",
    "a person who works for both sides declares the session that is worked in; new content is held by exposure",
    "what people remember and tell, and what a party does with what it was given, is outside",
)
MAX_STATEMENT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSignature:
    """One officer's signature over the body's canonical bytes; both standard base64."""

    key: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A body, which is what is signed, and its signatures."""

    body: dict[str, Any]
    signatures: tuple[StatementSignature, ...] = ()


def statement_of(proof: Proof) -> Statement:
    """The statement of a proof, not yet signed; also where it is not proved, which it then says."""
    body = {
        "kind": KIND,
        "organisation": proof.organisation,
        "policy_version": proof.policy_version,
        "tables_sha256": proof.tables_sha256,
        "at": proof.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "facts_until": proof.facts_until.isoformat() if proof.facts_until else "",
        "solver": proof.solver,
        "representatives": proof.representatives,
        "proved": proof.is_proved,
        "walls": [_wall_body(wall) for wall in proof.walls],
        "properties": list(PROPERTIES),
        "assumed": list(ASSUMED),
    }
    return Statement(body=body)


def sign_statement(statement: Statement, key: Ed25519PrivateKey) -> Statement:
    """The statement with this key's signature, which takes the place of an older one by the same key."""
    signed = StatementSignature(
        key=public_text(key), signature=base64.b64encode(key.sign(body_bytes(statement))).decode("ascii")
    )
    others = (each for each in statement.signatures if each.key != signed.key)
    return replace(statement, signatures=(*others, signed))


def signature_faults(statement: Statement) -> tuple[str, ...]:
    """Keys whose signature is not good, or is not one."""
    return tuple(each.key for each in statement.signatures if not _is_good(each, statement))


def encode_statement(statement: Statement) -> bytes:
    """The statement as a file: canonical JSON with a last line end."""
    return rfc8785.dumps(msgspec.to_builtins(statement)) + b"\n"


def decode_statement(data: bytes) -> Statement:
    """The statement that `encode_statement` wrote.

    Raises:
        PolicyError: it is none, or is not in its one canonical spelling.
    """
    advice = "`sekimori policy prove POLICY --out FILE` writes one"
    if len(data) > MAX_STATEMENT_BYTES:
        raise PolicyError("the statement is too large", help=advice)
    try:
        statement = msgspec.json.decode(data, type=Statement)
        again = encode_statement(statement)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise PolicyError("this is not a statement of a proof", help=advice) from error
    if again != data or statement.body.get("kind") != KIND:
        raise PolicyError("the statement is not in the form in which it was signed", help="ask for the file again")
    return statement


def body_bytes(statement: Statement) -> bytes:
    """What officers sign: the body as canonical JSON. Its `kind` keeps it apart from everything else they sign."""
    return rfc8785.dumps(statement.body)


def time_of(statement: Statement) -> datetime:
    """When the proof was made.

    Raises:
        PolicyError: the statement names no time.
    """
    try:
        at = datetime.fromisoformat(str(statement.body.get("at")))
    except ValueError as error:
        raise PolicyError("the statement names no time") from error
    if at.tzinfo is None:
        raise PolicyError("the statement's time has no zone")
    return at


def _is_good(signed: StatementSignature, statement: Statement) -> bool:
    try:
        raw = base64.b64decode(signed.signature, validate=True)
        load_public(signed.key).verify(raw, body_bytes(statement))
    except (binascii.Error, ValueError, InvalidSignature, PolicyError):
        return False
    return True


def _wall_body(wall: WallProof) -> dict[str, Any]:
    return {
        "wall": str(wall.wall),
        "sides": [side.name for side in wall.sides],
        "both_sides": _outcome(wall.both_sides),
        "pairs": [
            {
                "from": pair.ours.name,
                "to": pair.theirs.name,
                "crossing": _outcome(pair.crossing),
                "chains": _outcome(pair.chains),
            }
            for pair in wall.pairs
        ],
    }


def _outcome(finding: Finding) -> str:
    return finding.outcome.value
