"""The file of an index: one segment, immutable, mapped into memory, replaced as a whole.

    magic, length of the header | header, JSON | its code | arrays, each at a multiple of 64 bytes

The header names every array with its type, its place and its digest; the code over the header is keyed. So a file that
was cut off, damaged or changed by somebody without the key is refused when it is opened, which reads it once. It is
written beside its place, synced, and renamed over it: who has the old one mapped keeps the old one.
"""

from __future__ import annotations

import hashlib
import hmac
import mmap
import os
import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from classifiers.detect.postings import Postings
from classifiers.detect.records import Card
from classifiers.detect.refusals import damaged, other_key, other_version
from classifiers.detect.rows import Rows
from classifiers.detect.segment import ANCHOR_BITS, PRINT_BITS, Documents, Prints, Segment, Texts
from classifiers.errors import ModelError
from classifiers.openings import BYTES, NO_LINK, NO_WAIT, read_at, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from classifiers.detect.records import Vault

VERSION = "passages-2"
MAGIC = b"sekimori-index-1\n"
ANY_MAGIC = b"sekimori-index-"
ALIGNMENT = 64
CARDS_PER_CHUNK = 32
MAX_HEADER_BYTES = 1 << 20
CODE_BYTES = 64
_LENGTH = struct.Struct("<I")
_DTYPES = ("|u1", "<u2", "<u4", "<u8", "<i8", "|b1")


class _Place(msgspec.Struct, frozen=True):
    dtype: str
    size: int
    offset: int
    digest: str


class _Edition(msgspec.Struct, frozen=True):
    """What a header of any version says."""

    version: str = ""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the arrays.

    Attributes:
        journal: Name of the journal whose entries up to `through` are in the file.
    """

    version: str
    key_check: str
    journal: str
    through: int
    arrays: dict[str, _Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Names and labels of documents, sealed in chunks."""

    vault: Vault
    at: NDArray[np.uint64]
    sealed: NDArray[np.uint8]

    def chunk(self, number: int) -> list[Card]:
        """The cards of the documents from `number` × CARDS_PER_CHUNK on."""
        return self.vault.open(self.sealed[int(self.at[number]) : int(self.at[number + 1])].tobytes(), list[Card])


def write_segment(path: Path, segment: Segment, cards: list[Card], vault: Vault, *, journal: str, through: int) -> None:
    """Write the file and put it in its place; durable on return.

    Raises:
        OSError: it could not be written; what stood there stands there still.
    """
    chunks = [vault.seal(cards[at : at + CARDS_PER_CHUNK]) for at in range(0, len(cards), CARDS_PER_CHUNK)]
    arrays = _arrays(segment)
    arrays["cards.at"] = np.cumsum([0, *map(len, chunks)]).astype("<u8")
    arrays["cards.sealed"] = np.frombuffer(b"".join(chunks), dtype=np.uint8)
    places, offset = {}, 0
    for name, array in arrays.items():
        data = _bytes(array)
        places[name] = _Place(array.dtype.str, array.size, offset, hashlib.blake2b(data, digest_size=16).hexdigest())
        offset += -(-len(data) // ALIGNMENT) * ALIGNMENT
    header = msgspec.json.encode(
        Header(version=VERSION, key_check=vault.check, journal=journal, through=through, arrays=places)
    )
    head = MAGIC + _LENGTH.pack(len(header)) + header + vault.authenticate(header).encode()
    new = path.with_name(f"{path.name}.new")
    try:
        _write(new, head, arrays.values())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _write(new: Path, head: bytes, arrays: Iterable[NDArray[np.generic]]) -> None:
    """Write a file of our own, for its owner alone, whatever lay there: a draft of a run that was killed, or a link or
    a pipe that somebody put there."""
    new.unlink(missing_ok=True)
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BYTES | NO_LINK, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(head)
        file.write(b"\0" * (-file.tell() % ALIGNMENT))
        for array in arrays:
            file.write(_bytes(array))
            file.write(b"\0" * (-file.tell() % ALIGNMENT))
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """An opened file. `identity` changes when another one takes its place."""

    header: Header
    segment: Segment
    cards: Cards
    identity: tuple[int, int, int]
    size_bytes: int


def identity_of(status: os.stat_result) -> tuple[int, int, int]:
    """What tells one file from another that took its place."""
    return status.st_ino, status.st_mtime_ns, status.st_size


def _mapped_whole(fd: int, size: int) -> mmap.mmap:
    """The whole file; on Windows, where nothing takes the place of a file that is mapped, a copy of it in memory."""
    if sys.platform != "win32":
        return mmap.mmap(fd, 0, prot=mmap.PROT_READ)
    copy = mmap.mmap(-1, size)
    with os.fdopen(os.dup(fd), "rb") as file:
        file.seek(0)
        file.readinto(copy)
    return copy


def map_segment(path: Path, vault: Vault) -> Mapped:
    """Open a file, check all of it, and map it.

    Raises:
        FileNotFoundError: there is none.
        ModelError: it is no index, was made with another key or by other rules, was cut off or is damaged.
    """
    fd = os.open(path, os.O_RDONLY | BYTES | NO_WAIT)
    try:
        status = os.fstat(fd)
        head = read_at(fd, len(MAGIC) + _LENGTH.size, 0) if status.st_size else b""
        if not head.startswith(MAGIC) and head.startswith(ANY_MAGIC):
            raise other_version(path, "", wanted=VERSION)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + _LENGTH.size:
            raise ModelError(f"`{path}` is not a fingerprint index", help="move it away and register again")
        mapped = _mapped_whole(fd, status.st_size)
    finally:
        os.close(fd)
    header, base = _header(path, mapped, vault)
    arrays = _mapped_arrays(path, mapped, header, base)
    try:
        segment, cards = _segment(arrays), Cards(vault=vault, at=arrays["cards.at"], sealed=arrays["cards.sealed"])  # type: ignore[arg-type]
    except KeyError as error:
        raise damaged(path) from error
    return Mapped(header=header, segment=segment, cards=cards, identity=identity_of(status), size_bytes=status.st_size)


def _header(path: Path, mapped: mmap.mmap, vault: Vault) -> tuple[Header, int]:
    start = len(MAGIC) + _LENGTH.size
    (length,) = _LENGTH.unpack_from(mapped, len(MAGIC))
    raw, code = mapped[start : start + length], mapped[start + length : start + length + CODE_BYTES]
    if length > MAX_HEADER_BYTES or len(raw) != length:
        raise damaged(path)
    try:
        edition = msgspec.json.decode(raw, type=_Edition)
        if edition.version != VERSION:
            raise other_version(path, edition.version, wanted=VERSION)
        header = msgspec.json.decode(raw, type=Header)
    except msgspec.MsgspecError as error:
        raise damaged(path) from error
    if header.key_check != vault.check:
        raise other_key(path)
    if not hmac.compare_digest(code, vault.authenticate(raw).encode()):
        raise damaged(path)
    end = start + length + CODE_BYTES
    return header, end + -end % ALIGNMENT


def _mapped_arrays(path: Path, mapped: mmap.mmap, header: Header, base: int) -> dict[str, NDArray[np.generic]]:
    arrays: dict[str, NDArray[np.generic]] = {}
    view = memoryview(mapped)
    for name, place in header.arrays.items():
        if place.dtype not in _DTYPES:
            raise damaged(path)
        size_bytes = np.dtype(place.dtype).itemsize * place.size
        data = view[base + place.offset : base + place.offset + size_bytes]
        if len(data) != size_bytes or hashlib.blake2b(data, digest_size=16).hexdigest() != place.digest:
            raise damaged(path)
        arrays[name] = np.frombuffer(data, dtype=place.dtype)
    return arrays


def _bytes(array: NDArray[Any]) -> memoryview:
    return memoryview(np.ascontiguousarray(array).view(np.uint8).data) if array.size else memoryview(b"")


def _arrays(segment: Segment) -> dict[str, NDArray[np.generic]]:
    documents, texts = segment.documents, segment.texts
    arrays: dict[str, NDArray[np.generic]] = {
        "documents.high": documents.high,
        "documents.low": documents.low,
        "documents.public": documents.is_public,
        "documents.lineage": documents.lineage,
        "parts.high": documents.part_high,
        "parts.low": documents.part_low,
        "parts.document": documents.part_document,
        "texts.document": texts.document,
        "texts.block_at": texts.block_at,
        "texts.blocks": texts.blocks,
        "texts.steps": texts.steps,
        "texts.long_at": texts.long_at,
        "texts.long": texts.long,
        **texts.anchors.arrays("anchors"),
    }
    for basis, prints in segment.prints.items():
        arrays[f"prints.{basis}.document"] = prints.document
        arrays[f"prints.{basis}.at"] = prints.rows.edges
        arrays[f"prints.{basis}.places"] = prints.places
        arrays |= prints.hashes.arrays(f"prints.{basis}")
    return arrays


def _segment(arrays: Mapping[str, NDArray[np.generic]]) -> Segment:
    get: Mapping[str, NDArray] = arrays  # type: ignore[type-arg]
    bases = sorted({name.split(".")[1] for name in arrays if name.startswith("prints.")})
    return Segment(
        documents=Documents(
            high=get["documents.high"],
            low=get["documents.low"],
            is_public=get["documents.public"],
            lineage=get["documents.lineage"],
            part_high=get["parts.high"],
            part_low=get["parts.low"],
            part_document=get["parts.document"],
        ),
        texts=Texts.of(
            document=get["texts.document"],
            block_at=get["texts.block_at"],
            blocks=get["texts.blocks"],
            steps=get["texts.steps"],
            long_at=get["texts.long_at"],
            long=get["texts.long"],
            anchors=Postings.from_arrays("anchors", arrays, bits=ANCHOR_BITS),
        ),
        prints={
            basis: Prints(
                document=get[f"prints.{basis}.document"],
                rows=Rows.of(get[f"prints.{basis}.at"]),
                places=get[f"prints.{basis}.places"],
                hashes=Postings.from_arrays(f"prints.{basis}", arrays, bits=PRINT_BITS),
            )
            for basis in bases
        },
    )
