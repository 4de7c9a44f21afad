"""Backups of `dump` (BSD, Linux): every file as a part, by the path that the folders in the same backup give it.

Invariants:
- What no record is for (maps of files, unused bytes of headers, of folders and behind packed blocks, records of unknown
  kinds) is looked through for words, and holds nothing dense.
- Contents are cut out of the backup one by one: all of them together may be far more than the memory.

Source: protocols/dumprestore.h of 4.4BSD and of dump 0.4 for Linux.
"""

from __future__ import annotations

import bz2
import stat
import struct
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.archives.names import Names
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from classifiers.readers.programs.density import dense_bytes
from classifiers.readers.programs.program import add_words
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
HOLE = -1
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
    """A file, link or folder, and the stretches of the backup that its content is, each by its start and size.

    Attributes:
        stretches: Those that start at `HOLE` are zeros.
    """

    inode: int
    mode: int
    stretches: list[tuple[int, int]]

    def content(self, data: bytes) -> bytes:
        """The bytes themselves."""
        return b"".join(data[start : start + size] if start != HOLE else bytes(size) for start, size in self.stretches)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every file as a part, links by their targets; then what follows the backup."""
    tape = _header(data, 0)
    if tape is None or tape.kind != TAPE:
        draft.degrade(Reading.OPAQUE, "damaged", "header")
        return
    for label, start, size in (("label", 676, 16), ("file-system", 696, 64), ("device", 760, 64), ("host", 824, 64)):
        draft.add_metadata(label, decode(tape.raw[start : start + size].partition(b"\0")[0]).text)
    try:
        plain, slack = _unpacked(data, tape, job)
    except NotImplementedError as error:
        draft.degrade(Reading.OPAQUE, "archive.method", str(error))
        return
    except (zlib.error, OSError, EOFError, ValueError):
        draft.degrade(Reading.OPAQUE, "damaged", "stream")
        return
    walk = Walk(plain, job)
    kept = list(walk.entries())
    tree = _tree(kept, plain)
    _read_kept(kept, tree, plain, draft, job, depth)
    if not walk.is_whole:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    unused = b"\0".join((*walk.unused, *tree.unused, *slack))
    add_words(unused, draft, job, depth)
    if dense_bytes(unused, job) >= DENSE_BYTES:
        draft.degrade(Reading.PARTIAL, "payload", "unused records")
    read_rest(plain, walk.place, draft, job, depth)


def _read_kept(kept: list[Kept], tree: Tree, plain: bytes, draft: Draft, job: Job, depth: int) -> None:
    names = Names(draft)
    told: set[str] = set()
    for entry in kept:
        path = tree.path(entry.inode) or f"inode-{entry.inode}"
        if stat.S_ISDIR(entry.mode):
            continue
        names.tell(path)
        told.add(path)
        if stat.S_ISLNK(entry.mode):
            content = entry.content(plain)
            names.link(decode(content).text if content else "")
        elif stat.S_ISREG(entry.mode) or entry.stretches:
            job.child(draft, path, entry.content(plain), depth)
        else:
            names.link("")
    for path in dict.fromkeys(tree.paths()):  # folders, further names of a file, and what is in no record
        if path not in told:
            draft.add_line(path)


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
        self._is_short = False
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
                case 5:
                    self.is_whole = not self._is_short
                    self._pass_ends()
                    return
                case 1:
                    pass
                case _:
                    is_map = header.kind in (BITS, CLEARED)
                    kept = header.raw[164 : 164 + header.records]
                    end = self.place + (header.records if is_map else len(kept) - kept.count(0)) * RECORD_BYTES
                    self.unused.append(self._data[self.place : end])
                    self.place = end

    def _pass_ends(self) -> None:
        """The mark of the end fills the last block."""
        while (header := _header(self._data, self.place)) is not None and header.kind == END:
            self.unused.append(header.raw[164:])
            self.place += RECORD_BYTES

    def _content(self, header: Header) -> list[tuple[int, int]]:
        """Where what follows an inode's record, and its continuations, stands; also holes."""
        most = self._job.limits.part_bytes
        if header.size_bytes > most:
            raise LimitReached("part_bytes", most)
        found: list[tuple[int, int]] = []
        left = header.size_bytes
        following: Header | None = header
        while following is not None:
            for is_kept in following.raw[164 : 164 + following.records]:
                size = min(RECORD_BYTES, left)
                start = self.place if is_kept else HOLE
                if is_kept:
                    if size < RECORD_BYTES:
                        self.unused.append(self._data[self.place + size : self.place + RECORD_BYTES])
                    self.place += RECORD_BYTES
                self._meter.count(size)
                _extend(found, start, size)
                left -= size
            following = _header(self._data, self.place) if left else None
            if following is not None and following.kind == CONTINUED:
                self.unused.append(following.raw[164 + following.records :])
                self.place += RECORD_BYTES
            else:
                following = None
        self._is_short |= left > 0
        return found


def _extend(stretches: list[tuple[int, int]], start: int, size: int) -> None:
    """Add a stretch, to the last one where it goes on."""
    if not size:
        return
    last, length = stretches[-1] if stretches else (HOLE, 0)
    if stretches and (start == last + length if start != HOLE and last != HOLE else start == last):
        stretches[-1] = (last, length + size)
    else:
        stretches.append((start, size))


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


def _unpacked(data: bytes, tape: Header, job: Job) -> tuple[bytes, list[bytes]]:
    """The records as they were before they were packed block by block, and what stands in blocks behind their packing.

    The first block never is packed.

    Raises:
        ValueError, zlib.error, OSError, EOFError: a block is damaged.
    """
    flags, records = struct.unpack_from("<I4xI", tape.raw, 888)
    if not flags & PACKED_FLAG:
        return data, []
    size = min(records, MOST_RECORDS) * RECORD_BYTES
    if not size:
        raise ValueError("blocks of nothing")
    meter = Meter(len(data), job)
    place, total = size, size
    blocks, slack = [data[:size]], []
    while place + 4 <= len(data):
        word = int.from_bytes(data[place : place + 4], "little")
        packed = data[place + 4 : place + 4 + (word >> 4)]
        place += 4 + (word >> 4)
        block, rest = _block(packed, word >> 1 & 7, size) if word & 1 else (packed, b"")
        blocks.append(block)
        slack += [rest] if rest else []
        meter.count(len(block))
        total += len(block)
        if total > job.limits.part_bytes:
            raise LimitReached("part_bytes", job.limits.part_bytes)
    return b"".join(blocks), slack


def _block(packed: bytes, method: int, size: int) -> tuple[bytes, bytes]:
    """A block of at most `size` bytes, and what stands behind its end."""
    unpacker: Any
    match method:
        case 0:
            unpacker = zlib.decompressobj()
        case 1:
            unpacker = bz2.BZ2Decompressor()
        case _:
            raise NotImplementedError("lzo")
    # One byte more tells a block that is longer than it may be.
    block: bytes = unpacker.decompress(packed, size + 1)
    if len(block) > size:
        raise ValueError("block too long")
    return block, unpacker.unused_data


class Tree:
    """Paths by number, from the folders' entries.

    Attributes:
        unused: Bytes of folders that are no names.
    """

    def __init__(self) -> None:
        self.unused: list[bytes] = []
        self._parents: dict[int, tuple[int, str]] = {}
        self._others: list[tuple[int, str]] = []

    def add(self, folder: int, content: bytes) -> None:
        """Take the entries of a folder."""
        for inode, name, slack in _listed(content):
            self.unused.append(slack)
            if inode and name not in (".", "..", ""):
                self._others += [(folder, name)] if inode in self._parents else []
                self._parents.setdefault(inode, (folder, name))

    def path(self, inode: int) -> str:
        """The path of a file by its first name; empty where no folder names it."""
        names: list[str] = []
        while inode in self._parents and inode != ROOT and len(names) < DEPTH:
            inode, name = self._parents[inode]
            names.append(name)
        return "/".join(reversed(names))

    def paths(self) -> Iterator[str]:
        """Every path, by every name."""
        yield from map(self.path, self._parents)
        for folder, name in self._others:
            yield f"{self.path(folder)}/{name}".lstrip("/")


def _tree(kept: list[Kept], plain: bytes) -> Tree:
    tree = Tree()
    for folder in kept:
        if stat.S_ISDIR(folder.mode):
            tree.add(folder.inode, folder.content(plain))
    return tree


def _listed(content: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Entries of a folder: number, name, and what stands behind the name; of those given up no number."""
    place = 0
    while place + 8 <= len(content):
        inode, size, length = struct.unpack_from("<IHxB", content, place)
        end = place + 8 + length
        following = place + max(size, 8)
        is_named = bool(inode and length)
        name = decode(content[place + 8 : end]).text if is_named else ""
        yield inode if is_named else 0, name, content[end if is_named else place + 8 : following]
        place = following
    yield 0, "", content[place:]
