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
from typing import Annotated, Any, Literal

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.analysis.proof.result import Finding, Outcome, Proof, WallProof
from policies.errors import PolicyError
from policies.keys import load_public, public_text

KIND = "sekimori-proof-1"
PROPERTIES = (
    "crossing: no transfer without a release carries content of `from` into a zone or to a party of `to` below the "
    "verdict block",
    "chains: no chain of transfers over places of neither side, without a release, carries content of `from` at "
    "level sensitive or above to `to`, as long as facts_until: neither into a zone or to a party of it, nor where "
    "somebody reads who reads content of `to` and none of `from`, nor where everybody reads; at every hop it keeps "
    "its label or takes that of the place where it lies, or, where that is nobody's, that of a declared session",
    "both_sides: content of two sides rests in an enclave only",
)
ASSUMED = (
    "content of level sensitive or above is known to be of that level when it moves",
    "a person who works for both sides declares the session that is worked in; new content is held by exposure",
    "a hop of a chain carries content of one project, or of the one place where it lies, and names a zone or a party, "
    "not both",
    "an enclave is meant for everybody whom it names, and is no place of the other side",
    "what people remember and tell, and what a party does with what it was given, is outside",
)
MAX_STATEMENT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSignature:
    """One officer's signature over the body's canonical bytes; both standard base64."""

    key: str
    signature: str


class _Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"ours": "from", "theirs": "to"}):
    """One ordered pair of sides, as a body holds it."""

    ours: str
    theirs: str
    crossing: Outcome
    chains: Outcome


class _Wall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One wall, as a body holds it."""

    wall: str
    sides: tuple[str, ...]
    both_sides: Outcome
    pairs: tuple[_Pair, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything is proved, for every ordered pair of its sides."""
        wanted = {(one, other) for one in self.sides for other in self.sides if one != other}
        outcomes = (self.both_sides, *(each for pair in self.pairs for each in (pair.crossing, pair.chains)))
        is_complete = bool(wanted) and {(pair.ours, pair.theirs) for pair in self.pairs} == wanted
        return is_complete and all(outcome.holds for outcome in outcomes)


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a body must hold, and nothing else; `facts_until` is empty where nothing ends."""

    kind: Literal["sekimori-proof-1"]
    organisation: str
    policy_version: int
    tables_sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    facts_until: Annotated[str, msgspec.Meta(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
    solver: str
    representatives: int
    proved: bool
    walls: tuple[_Wall, ...]
    properties: tuple[str, ...]
    assumed: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it says of every wall, and of every pair of its sides, that all of it is proved."""
        return bool(self.walls) and all(wall.is_whole for wall in self.walls)


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
        body_of(statement)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise PolicyError("this is not a statement of a proof", help=advice) from error
    if again != data:
        raise PolicyError("the statement is not in the form in which it was signed", help="ask for the file again")
    return statement


def body_of(statement: Statement) -> Body:
    """What a statement says, as values.

    Raises:
        msgspec.ValidationError: something is missing, is of another kind or does not belong there.
    """
    return msgspec.convert(statement.body, type=Body)


def body_bytes(statement: Statement) -> bytes:
    """What officers sign: the body as canonical JSON. Its `kind` keeps it apart from everything else they sign."""
    return rfc8785.dumps(statement.body)


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
