"""A storage inside an OLE file as an OLE file of its own, so that its own reader reads it.

Written as version 4: with sectors of 4,096 bytes the header alone lists where 400 MiB are.

Source: MS-CFB.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import olefile

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from classifiers.readers.job import Job

SECTOR, MINI, CUTOFF = 4096, 64, 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
IN_HEADER = 109
ENTRIES = 4_000


@dataclass(slots=True, kw_only=True)
class Entry:
    """A storage or a stream in the making."""

    name: str
    kind: int
    data: bytes = b""
    class_id: bytes = bytes(16)
    children: dict[str, int] = field(default_factory=dict)
    left: int = NONE
    right: int = NONE
    child: int = NONE
    start: int = END
    size: int = 0


def packed_storage(ole: Any, root: Sequence[str], job: Job) -> bytes:
    """Bytes of an OLE file that holds what stands under `root`.

    Raises:
        LimitReached: it holds more bytes or entries than allowed.
    """
    streams: dict[tuple[str, ...], bytes] = {}
    classes: dict[tuple[str, ...], bytes] = {(): _class_id(ole, root)}
    total = 0
    for path in ole.listdir(streams=True, storages=True):
        if len(path) <= len(root) or path[: len(root)] != list(root):
            continue
        inner = tuple(path[len(root) :])
        if ole.get_type(path) != olefile.STGTY_STREAM:
            classes[inner] = _class_id(ole, path)
            continue
        streams[inner] = bytes(ole.openstream(path).read(job.limits.part_bytes))
        total += len(streams[inner])
        if total > min(job.limits.part_bytes, job.bytes_left) or len(streams) + len(classes) > ENTRIES:
            raise LimitReached("part_bytes", job.limits.part_bytes)
    return compound_file(streams, classes)


def compound_file(
    streams: Mapping[tuple[str, ...], bytes], classes: Mapping[tuple[str, ...], bytes] | None = None
) -> bytes:
    """Bytes of an OLE file.

    Args:
        streams: What each stream holds, by its path.
        classes: Class identifiers of storages, 16 bytes each, by their paths; the root's by the empty one.

    Raises:
        LimitReached: more bytes than such a file can hold.
    """
    entries = [Entry(name="Root Entry", kind=olefile.STGTY_ROOT)]
    for path, class_id in (classes or {}).items():
        entries[_place_of(path, entries, olefile.STGTY_STORAGE)].class_id = class_id
    for path, data in streams.items():
        entries[_place_of(path, entries, olefile.STGTY_STREAM)].data = data
    return _written(entries)


def _class_id(ole: Any, path: Sequence[str]) -> bytes:
    try:
        return bytes.fromhex(_swapped(ole.getclsid(list(path)))) if path else bytes(16)
    except (OSError, ValueError, KeyError, AttributeError):
        return bytes(16)


def _swapped(text: str) -> str:
    """The digits of a class identifier in the order in which it is stored."""
    digits = text.replace("-", "")
    if len(digits) != 32:
        return "00" * 16
    pairs = [digits[place : place + 2] for place in range(0, 32, 2)]
    return "".join([*pairs[3::-1], *pairs[5:3:-1], *pairs[7:5:-1], *pairs[8:]])


def _place_of(path: Sequence[str], entries: list[Entry], kind: int) -> int:
    """Where an entry stands in the directory; it and the storages above it are made where they are missing."""
    place = 0
    for number, name in enumerate(path):
        children = entries[place].children
        if name not in children:
            children[name] = len(entries)
            entries.append(Entry(name=name, kind=kind if number == len(path) - 1 else olefile.STGTY_STORAGE))
        place = children[name]
    return place


def _written(entries: list[Entry]) -> bytes:
    for entry in entries:
        entry.child = _balanced(sorted(entry.children.items(), key=_order), entries)
    sectors: list[bytes] = []
    table: list[int] = []
    minis = _minis(entries)
    for entry in entries:
        if entry.kind == olefile.STGTY_STREAM and len(entry.data) >= CUTOFF:
            entry.start, entry.size = _append(entry.data, sectors, table), len(entry.data)
    entries[0].start, entries[0].size = _append(minis[0], sectors, table), len(minis[0])
    mini_table = _append(minis[1], sectors, table)
    directory = _append(b"".join(_stored(entry) for entry in entries), sectors, table)
    count = 1
    while count * (SECTOR // 4) < len(sectors) + count:
        count += 1
    if count > IN_HEADER:
        raise LimitReached("part_bytes", IN_HEADER * SECTOR // 4 * SECTOR)
    first = len(sectors)
    table += [FAT_SECTOR] * count
    table += [FREE] * (count * SECTOR // 4 - len(table))
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII", olefile.MAGIC, bytes(16), 0x3E, 4, 0xFFFE, 12, 6,
        _sectors(len(entries) * 128), count, directory, 0, CUTOFF, mini_table if minis[1] else END,
        _sectors(len(minis[1])), END, 0, first,
    )  # fmt: skip
    fats = [first + number for number in range(1, count)] + [FREE] * (IN_HEADER - count)
    head += struct.pack(f"<{len(fats)}I", *fats)
    return head.ljust(SECTOR, b"\0") + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _order(item: tuple[str, int]) -> tuple[int, str]:
    return len(item[0].encode("utf-16-le")), item[0].upper()


def _balanced(children: list[tuple[str, int]], entries: list[Entry]) -> int:
    """Links sorted entries into a balanced tree; gives its root. Without recursion, ranges in a row of their own."""
    root = NONE
    waiting = [(0, len(children), -1, False)]
    while waiting:
        low, high, parent, is_left = waiting.pop()
        if low >= high:
            continue
        middle = (low + high) // 2
        place = children[middle][1]
        if parent < 0:
            root = place
        elif is_left:
            entries[parent].left = place
        else:
            entries[parent].right = place
        waiting += [(low, middle, place, True), (middle + 1, high, place, False)]
    return root


def _minis(entries: list[Entry]) -> tuple[bytes, bytes]:
    """The stream of small streams and its table."""
    pieces: list[bytes] = []
    table: list[int] = []
    for entry in entries:
        if entry.kind != olefile.STGTY_STREAM or not 0 < len(entry.data) < CUTOFF:
            continue
        count = -(-len(entry.data) // MINI)
        entry.start, entry.size = len(table), len(entry.data)
        table += [*range(len(table) + 1, len(table) + count), END]
        pieces.append(entry.data.ljust(count * MINI, b"\0"))
    return b"".join(pieces), struct.pack(f"<{len(table)}I", *table)


def _append(data: bytes, sectors: list[bytes], table: list[int]) -> int:
    if not data:
        return END
    start, count = len(sectors), _sectors(len(data))
    sectors += [data[place : place + SECTOR].ljust(SECTOR, b"\0") for place in range(0, len(data), SECTOR)]
    table += [*range(start + 1, start + count), END]
    return start


def _sectors(size: int) -> int:
    return -(-size // SECTOR)


def _stored(entry: Entry) -> bytes:
    """The 128 bytes of a directory entry."""
    name = entry.name.encode("utf-16-le")[:62]
    return struct.pack(
        "<64sHBBIII16sIQQIQ", name, len(name) + 2, entry.kind, 1, entry.left, entry.right, entry.child, entry.class_id,
        0, 0, 0, entry.start, entry.size,
    )  # fmt: skip
