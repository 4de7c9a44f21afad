"""What is exported of the ledger, and the check that finds whatever was done to it.

Invariants of this module:

1. A record's commitment is HMAC-SHA256(salt, record); a leaf of the Merkle tree is its hexadecimal. So a record can be
   deleted in law, salt and all, and nobody can find it again by guessing, while the log still verifies.
2. A checkpoint is signed over its origin, size, root and time. Each append makes one; the last is the log's head.
3. A deleted record is a fault unless a later record of kind `ledger.redaction` names its index.
4. Whoever holds the ledger key can write another history from the start. That is found by comparing with a checkpoint
   remembered elsewhere, and by nothing else.

Pure: no file, no clock, no database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.ledger.merkle import Frontier

FORMAT = "sekimori-ledger/1"
REDACTION = "ledger.redaction"


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A signed statement of what the log holds.

    Attributes:
        origin: Name of the log.
        size: Number of records.
        root: Merkle root over them, lower-case hexadecimal.
        at: When it was signed, ISO 8601 UTC.
        signature: Ed25519 over `checkpoint_bytes`, standard base64.
    """

    origin: str
    size: int
    root: str
    at: str
    signature: str = ""


class ExportedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One record; `salt` and `record` are None where it was deleted in law."""

    index: int
    salt: str | None
    record: str | None
    commitment: str


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """The whole log.

    Attributes:
        key: Raw Ed25519 public key of the ledger, standard base64. Compare it with the one known from elsewhere.
        checkpoint: The head.
        checkpoints: Earlier ones, by size; they tell where a change begins.
    """

    format: str
    key: str
    checkpoint: Checkpoint
    checkpoints: tuple[Checkpoint, ...]
    records: tuple[ExportedRecord, ...]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong.

    Attributes:
        index: The record concerned, or the first that can be; None where it concerns the log as a whole.
        until: Index after the last record that can be concerned, where the change is known to lie in a range.
    """

    index: int | None
    code: str
    message: str
    until: int | None = None


class LedgerReport(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome. `ok` only where there is no fault.

    Attributes:
        is_key_pinned: Whether the key was compared with one known from elsewhere.
        redacted: Indexes of records deleted in law, each announced by a later record.
    """

    size: int
    root: str
    faults: tuple[Fault, ...]
    redacted: tuple[int, ...]
    is_key_pinned: bool

    @property
    def ok(self) -> bool:
        """Whether the log is whole."""
        return not self.faults


def commitment(salt: bytes, record: str) -> bytes:
    """What the tree holds in place of a record: HMAC-SHA256(salt, record)."""
    return hmac.new(salt, record.encode(), hashlib.sha256).digest()


def checkpoint_bytes(checkpoint: Checkpoint) -> bytes:
    """What is signed: origin, size, root and time, one a line."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{checkpoint.root}\n{checkpoint.at}\n".encode()


def verify_export(export: Export, *, key: str | None = None, remembered: Checkpoint | None = None) -> LedgerReport:
    """Check every record, every checkpoint and the head.

    Args:
        export: As `GET /api/v1/ledger/export` gives it.
        key: The ledger's public key as known from elsewhere, standard base64; None trusts the export's own.
        remembered: A checkpoint seen earlier; a log that does not hold it any more was cut or rewritten.
    """
    faults = list(_header_faults(export, key))
    faults += _record_faults(export.records)
    known = [*export.checkpoints, export.checkpoint] + ([remembered] if remembered else [])
    faults += _signature_faults(known, key or export.key)
    roots = _roots(export.records)
    faults += _head_faults(export, remembered, roots)
    faults += _root_faults([*export.checkpoints, export.checkpoint], roots)
    redacted, unannounced = _redactions(export.records)
    faults += unannounced
    return LedgerReport(
        size=len(export.records),
        root=roots[-1],
        faults=tuple(faults),
        redacted=redacted,
        is_key_pinned=key is not None,
    )


def _header_faults(export: Export, key: str | None) -> Iterator[Fault]:
    if export.format != FORMAT:
        yield Fault(index=None, code="format", message=f"format is `{export.format}`, not `{FORMAT}`")
    if key is not None and key != export.key:
        yield Fault(index=None, code="key", message="the export names another ledger key than the one expected")
    if any(checkpoint.origin != export.checkpoint.origin for checkpoint in export.checkpoints):
        yield Fault(index=None, code="origin", message="checkpoints of several logs are mixed")


def _record_faults(records: Sequence[ExportedRecord]) -> Iterator[Fault]:
    for position, record in enumerate(records):
        if record.index != position:
            message = f"record {record.index} stands where record {position} belongs: removed, added or moved"
            yield Fault(index=position, code="order", message=message)
            return
    for record in records:
        if record.record is None and record.salt is None:
            continue
        if not _matches(record):
            message = f"record {record.index} is not the one that was committed to: changed"
            yield Fault(index=record.index, code="record", message=message)


def _matches(record: ExportedRecord) -> bool:
    if record.record is None or record.salt is None:
        return False
    try:
        salt = bytes.fromhex(record.salt)
    except ValueError:
        return False
    is_canonical = salt.hex() == record.salt
    return is_canonical and hmac.compare_digest(
        commitment(salt, record.record).hex().encode(), record.commitment.encode()
    )


def _roots(records: Sequence[ExportedRecord]) -> list[str]:
    """Roots of the trees of 0, 1, … n records, hexadecimal."""
    frontier = Frontier()
    roots = [frontier.root().hex()]
    for record in records:
        frontier = frontier.append(record.commitment.encode())
        roots.append(frontier.root().hex())
    return roots


def _signature_faults(checkpoints: Sequence[Checkpoint], key: str) -> Iterator[Fault]:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
    except (ValueError, binascii.Error):
        yield Fault(index=None, code="key", message="the ledger key is not an Ed25519 public key")
        return
    for checkpoint in checkpoints:
        try:
            signature = base64.b64decode(checkpoint.signature, validate=True)
            # A second spelling of the same bytes would be a change that nobody sees.
            if base64.b64encode(signature).decode() != checkpoint.signature:
                raise ValueError("not canonical base64")
            public.verify(signature, checkpoint_bytes(checkpoint))
        except (ValueError, InvalidSignature):
            message = f"the checkpoint of size {checkpoint.size} is not signed by the ledger key"
            yield Fault(index=None, code="signature", message=message)


def _head_faults(export: Export, remembered: Checkpoint | None, roots: Sequence[str]) -> Iterator[Fault]:
    size = len(export.records)
    if export.checkpoint.size != size:
        message = f"the head says {export.checkpoint.size} records, there are {size}"
        yield Fault(index=min(size, export.checkpoint.size), code="size", message=message)
    if remembered is None:
        return
    if remembered.origin != export.checkpoint.origin:
        yield Fault(index=None, code="origin", message="the remembered checkpoint is of another log")
    if remembered.size > size:
        message = f"the remembered checkpoint says {remembered.size} records, there are {size}: the end was cut off"
        yield Fault(index=size, code="truncated", message=message)
    elif roots[remembered.size] != remembered.root:
        message = f"the first {remembered.size} records are not those of the remembered checkpoint: rewritten"
        yield Fault(index=0, until=remembered.size, code="rewritten", message=message)


def _root_faults(checkpoints: Sequence[Checkpoint], roots: Sequence[str]) -> Iterator[Fault]:
    good = 0
    if any(later.size < earlier.size for earlier, later in pairwise(checkpoints)):
        yield Fault(index=None, code="order", message="checkpoints are out of order")
    for checkpoint in checkpoints:
        if not 0 <= checkpoint.size < len(roots):
            message = f"a checkpoint of size {checkpoint.size} was signed, there are {len(roots) - 1} records"
            yield Fault(index=len(roots) - 1, code="truncated", message=message)
            return
        if roots[checkpoint.size] != checkpoint.root:
            message = f"records {good} to {checkpoint.size - 1} do not give the root that was signed"
            yield Fault(index=good, until=checkpoint.size, code="root", message=message)
            return
        good = checkpoint.size


def _redactions(records: Sequence[ExportedRecord]) -> tuple[tuple[int, ...], list[Fault]]:
    announced: set[int] = set()
    redacted: list[int] = []
    faults: list[Fault] = []
    for record in reversed(records):
        if record.record is None and record.salt is None:
            redacted.append(record.index)
            if record.index not in announced:
                message = f"record {record.index} was emptied and no later record says so"
                faults.append(Fault(index=record.index, code="redaction", message=message))
        elif record.record is not None:
            announced.update(_announced(record.record))
    return tuple(reversed(redacted)), faults


def _announced(record: str) -> tuple[int, ...]:
    try:
        body = msgspec.json.decode(record)
    except msgspec.DecodeError:
        return ()
    if not isinstance(body, dict) or body.get("kind") != REDACTION:
        return ()
    index = (body.get("facts") or {}).get("index")
    return (index,) if isinstance(index, int) else ()
