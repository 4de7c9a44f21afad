"""Backups of `dump` (BSD, Linux): every file as a part, by the path that the folders in the same backup give it.

Invariants:
- What no record is for (maps of files, unused bytes of headers) is looked through for strings, and holds nothing dense.

Source: protocols/dumprestore.h of 4.4BSD and of dump 0.4 for Linux.
"""

from __future__ import annotations

import bz2
import stat
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.archives.names import Names
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from classifiers.readers.programs.density import dense_bytes
from classifiers.readers.trailing import read_rest
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

RECORD_BYTES = 1024
MAGIC = 60_012
CHECKSUM = 84_446
TAPE, INODE, BITS, CONTINUED, END, CLEARED = 1, 2, 3, 4, 5, 6
PACKED_FLAG = 0x80
MOST_RECORDS = 1024
ADDRESSES = 512
ROOT = 2
DEPTH = 64
DENSE_BYTES = 512


class Header(NamedTuple):
    """One record of the backup that says what follows it."""

    kind: int
    inode: int
    mode: int
    size_bytes: int
    records: int
    raw: bytes


class Kept(NamedTuple):
    """A file, link or folder with its content."""

    inode: int
    mode: int
    content: bytes


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every file as a part, links by their targets; then what follows the backup."""
    tape = _header(data, 0)
    if tape is None or tape.kind != TAPE:
        draft.degrade(Reading.OPAQUE, "damaged", "header")
        return
    for label, start, size in (("label", 676, 16), ("file-system", 696, 64), ("device", 760, 64), ("host", 824, 64)):
        draft.add_metadata(label, decode(tape.raw[start : start + size].partition(b"\0")[0]).text)
    try:
        plain = _unpacked(data, tape, job)
    except NotImplementedError as error:
        draft.degrade(Reading.OPAQUE, "archive.method", str(error))
        return
    except (zlib.error, OSError, EOFError):
        draft.degrade(Reading.OPAQUE, "damaged", "stream")
        return
    walk = Walk(plain, job)
    kept = list(walk.entries())
    _read_kept(kept, draft, job, depth)
    if not walk.is_whole:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    unused = b"".join(walk.unused)
    add_strings(unused, draft)
    if dense_bytes(unused, job) >= DENSE_BYTES:
        draft.degrade(Reading.PARTIAL, "payload", "unused records")
    read_rest(plain, walk.place, draft, job, depth)


def _read_kept(kept: list[Kept], draft: Draft, job: Job, depth: int) -> None:
    paths = _paths(kept)
    names = Names(draft)
    for entry in kept:
        path = paths.get(entry.inode, f"inode-{entry.inode}")
        if stat.S_ISDIR(entry.mode):
            continue
        names.tell(path)
        if stat.S_ISREG(entry.mode):
            job.child(draft, path, entry.content, depth)
        else:
            names.link(decode(entry.content).text if entry.content else "")


class Walk:
    """The way through the records.

    Attributes:
        is_whole: Whether the end was met, and nothing on the way made no sense.
        place: Where the record behind the last one begins.
        unused: Bytes that are no file's content.
    """

    def __init__(self, data: bytes, job: Job) -> None:
        self._data, self._job = data, job
        self._meter = Meter(len(data), job)
        self.is_whole = False
        self.place = 0
        self.unused: list[bytes] = []

    def entries(self) -> Iterator[Kept]:
        """Files, links and folders with their content, in the order they stand."""
        count = 0
        while (header := _header(self._data, self.place)) is not None:
            self._job.check_time()
            unused = (header.raw[32:676], header.raw[888:])
            self.unused += unused if header.kind == TAPE else (header.raw[48:160], header.raw[164 + header.records :])
            self.place += RECORD_BYTES
            match header.kind:
                case 2:
                    count += 1
                    if count > self._job.limits.entries:
                        raise LimitReached("entries", self._job.limits.entries)
                    yield Kept(header.inode, header.mode, self._content(header))
                case 3 | 6:
                    end = self.place + header.records * RECORD_BYTES
                    self.unused.append(self._data[self.place : end])
                    self.place = end
                case 5:
                    self.is_whole = True
                    self._pass_ends()
                    return
                case _:
                    self.place += 0 if header.kind == TAPE else header.raw[164 : 164 + header.records].count(1) * 1024

    def _pass_ends(self) -> None:
        """The mark of the end fills the last block."""
        while (header := _header(self._data, self.place)) is not None and header.kind == END:
            self.unused.append(header.raw[164:])
            self.place += RECORD_BYTES

    def _content(self, header: Header) -> bytes:
        """What follows an inode's record, and its continuations; holes as zeros."""
        most = self._job.limits.part_bytes
        if header.size_bytes > most:
            raise LimitReached("part_bytes", most)
        blocks: list[bytes] = []
        left = header.size_bytes
        following: Header | None = header
        while following is not None:
            for is_kept in following.raw[164 : 164 + following.records]:
                size = min(RECORD_BYTES, left)
                block = self._data[self.place : self.place + size] if is_kept else bytes(size)
                if is_kept:
                    self.unused.append(self._data[self.place + size : self.place + RECORD_BYTES])
                    self.place += RECORD_BYTES
                self._meter.count(len(block))
                blocks.append(block)
                left -= size
            following = _header(self._data, self.place) if left else None
            if following is not None and following.kind == CONTINUED:
                self.unused.append(following.raw[164 + following.records :])
                self.place += RECORD_BYTES
            else:
                following = None
        return b"".join(blocks)


def _header(data: bytes, place: int) -> Header | None:
    """The header at a place; None where its checksum is another, or it is none."""
    raw = data[place : place + RECORD_BYTES]
    if len(raw) < RECORD_BYTES or int.from_bytes(raw[24:28], "little") != MAGIC:
        return None
    if sum(struct.unpack("<256I", raw)) & 0xFFFFFFFF != CHECKSUM:
        return None
    kind, inode = struct.unpack_from("<I16xI", raw)
    mode, size_bytes, count = struct.unpack_from("<H6xQ112xI", raw, 32)
    most = 1 << 20 if kind in (BITS, CLEARED) else ADDRESSES
    return Header(kind, inode, mode, size_bytes, min(count, most), raw)


def _unpacked(data: bytes, tape: Header, job: Job) -> bytes:
    """The records as they were before they were packed block by block; the first block never is."""
    flags, records = struct.unpack_from("<I4xI", tape.raw, 888)
    if not flags & PACKED_FLAG:
        return data
    size = min(records, MOST_RECORDS) * RECORD_BYTES
    meter = Meter(len(data), job)
    place, total = size, size
    blocks = [data[:size]]
    while place + 4 <= len(data):
        word = int.from_bytes(data[place : place + 4], "little")
        packed = data[place + 4 : place + 4 + (word >> 4)]
        place += 4 + (word >> 4)
        blocks.append(_block(packed, word >> 1 & 7, size) if word & 1 else packed)
        meter.count(len(blocks[-1]))
        total += len(blocks[-1])
        if total > job.limits.part_bytes:
            raise LimitReached("part_bytes", job.limits.part_bytes)
    return b"".join(blocks)


def _block(packed: bytes, method: int, size: int) -> bytes:
    match method:
        case 0:
            return zlib.decompressobj().decompress(packed, size)
        case 1:
            return bz2.BZ2Decompressor().decompress(packed, size)
        case _:
            raise NotImplementedError("lzo")


def _paths(kept: list[Kept]) -> dict[int, str]:
    """Paths by number, from the folders' entries."""
    parents: dict[int, tuple[int, str]] = {}
    for folder in kept:
        if stat.S_ISDIR(folder.mode):
            for inode, name in _listed(folder.content):
                if name not in (".", ".."):
                    parents.setdefault(inode, (folder.inode, name))
    return {inode: _path(inode, parents) for inode in parents}


def _path(inode: int, parents: dict[int, tuple[int, str]]) -> str:
    names: list[str] = []
    while inode in parents and inode != ROOT and len(names) < DEPTH:
        inode, name = parents[inode]
        names.append(name)
    return "/".join(reversed(names))


def _listed(content: bytes) -> Iterator[tuple[int, str]]:
    """Entries of a folder: number and name."""
    place = 0
    while place + 8 <= len(content):
        inode, size, length = struct.unpack_from("<IHxB", content, place)
        if inode and length:
            yield inode, decode(content[place + 8 : place + 8 + length]).text
        place += max(size, 8)
