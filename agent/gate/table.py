"""Which files are known, in which state, and of which class: a sorted file that is mapped, and a log behind it.

The agent writes both; the gate only reads. A record is of fixed size, its key in the order of bytes, so that a look-up
is a binary search in a mapping that all processes share and that costs no start-up.

Invariants of this module:

1. Neither file is read, but mapped: they may lie on a file system about which the gate itself is asked.
2. A file's record counts for the very state that was judged: any write, rename or link changes its tag.
3. What is torn at the end of the log is left until it is whole.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

_RECORD = struct.Struct(">QQQI")
_KEY = struct.Struct(">QQ")
_TAGGED = struct.Struct("=qqq")
RECORD_BYTES = _RECORD.size
KEY_BYTES = _KEY.size
# Classes that mean the same under every policy; the rest are numbered from the end of these.
GONE, STOPPED, UNJUDGED = 0, 1, 2
FIRST_CLASS = 16


class Record(NamedTuple):
    """One file in one state.

    Attributes:
        tag: Of size, time of change and of status; see `tag_of`.
        number: Its class: who may open it.
    """

    device: int
    inode: int
    tag: int
    number: int


def tag_of(size_bytes: int, mtime_ns: int, ctime_ns: int) -> int:
    """A 64-bit name of a file's state; nobody without privileges can choose the time of its last change of status."""
    return int.from_bytes(blake2b(_TAGGED.pack(size_bytes, mtime_ns, ctime_ns), digest_size=8).digest(), "big")


def name_of(base: int) -> int:
    """A 64-bit name of a sorted table, by its descriptor."""
    status = os.fstat(base)
    return tag_of(status.st_size, status.st_mtime_ns, status.st_ino & 0x7FFFFFFFFFFFFFFF)


def packed(record: Record) -> bytes:
    """A record as it stands in both files."""
    return _RECORD.pack(
        record.device & 0xFFFFFFFFFFFFFFFF, record.inode & 0xFFFFFFFFFFFFFFFF, record.tag, record.number
    )


def records_in(data: bytes) -> Iterator[Record]:
    """The whole records at the start of `data`."""
    for start in range(0, len(data) - RECORD_BYTES + 1, RECORD_BYTES):
        yield Record(*_RECORD.unpack_from(data, start))


def mapped(fd: int, start: int = 0) -> bytes:
    """What a file holds from `start` on, through a mapping: to read it would ask the gate, and the gate is asking."""
    size = os.fstat(fd).st_size
    if size <= start:
        return b""
    with mmap.mmap(fd, size, prot=mmap.PROT_READ) as seen:
        return seen[start:]


def sorted_bytes(records: Iterable[Record]) -> bytes:
    """The mapped file's content: one record a file, the last one given, in the order of keys."""
    last = {(record.device, record.inode): record for record in records}
    return b"".join(sorted(packed(record) for record in last.values() if record.number != GONE))


class Table:
    """What is known of files.

    Args:
        base: Descriptor of the sorted file, or -1 where there is none; not closed here.
        log: Descriptor of the log; not closed here.

    Raises:
        ValueError: the sorted file is no whole number of records.
    """

    def __init__(self, base: int, log: int) -> None:
        self._log = log
        size = os.fstat(base).st_size if base >= 0 else 0
        if size % RECORD_BYTES:
            raise ValueError("a table of files that ends within a record")
        self._rows = size // RECORD_BYTES
        self._base = mmap.mmap(base, size, prot=mmap.PROT_READ) if size else None
        self._read = 0
        self._later: dict[tuple[int, int], Record] = {}
        self.take()

    def close(self) -> None:
        """Let the mapping go."""
        if self._base is not None:
            self._base.close()
            self._base = None
            self._rows = 0

    def take(self) -> tuple[tuple[Record, Record | None], ...]:
        """Read what the log has grown by; each record with the one that it replaces."""
        taken = []
        data = mapped(self._log, self._read)
        self._read += len(data) - len(data) % RECORD_BYTES
        for record in records_in(data):
            taken.append((record, self.find(record.device, record.inode)))
            self._later[record.device, record.inode] = record
        return tuple(taken)

    def find(self, device: int, inode: int) -> Record | None:
        """What is known of a file, in whatever state it was when it was judged."""
        later = self._later.get((device, inode))
        if later is not None:
            return later if later.number != GONE else None
        return self._find_in_base(_KEY.pack(device, inode))

    def _find_in_base(self, key: bytes) -> Record | None:
        base, low, high = self._base, 0, self._rows
        if base is None:
            return None
        while low < high:
            middle = (low + high) // 2
            start = middle * RECORD_BYTES
            here = base[start : start + KEY_BYTES]
            if here == key:
                return Record(*_RECORD.unpack_from(base, start))
            if here < key:
                low = middle + 1
            else:
                high = middle
        return None
