"""Berkeley DB: keys and values of every page of trees and hashes, overflow pages, and what free pages still hold.

Source: Oracle Berkeley DB 5, dbinc/db_page.h (layout of pages).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.readers.binary import add_strings
from classifiers.readers.words import words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEAD_BYTES = 26
UNSORTED_HASH, TREE_LEAF, RECNO_LEAF, OVERFLOW, DUPLICATES, HASH = 2, 5, 6, 7, 12, 13
LEAVES = frozenset({TREE_LEAF, RECNO_LEAF, DUPLICATES})
HASHES = frozenset({UNSORTED_HASH, HASH})
KEY_DATA = 1
SMALLEST, LARGEST = 512, 65536
PRINTABLE = 0.7
LARGE_BYTES = 64


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All pages; of a damaged file also the strings."""
    try:
        _read(data, draft, job, depth)
    except (struct.error, IndexError):
        draft.degrade(Reading.PARTIAL, "damaged", "page")
        add_strings(data, draft)


def _read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    order = "<" if int.from_bytes(data[12:16], "little") < 0x100000 else ">"
    (size,) = struct.unpack_from(f"{order}I", data, 20)
    if not SMALLEST <= size <= LARGEST:
        draft.degrade(Reading.PARTIAL, "damaged", "page size")
        add_strings(data, draft)
        return
    overflow: list[bytes] = []
    for number, place in enumerate(range(0, len(data), size)):
        if number % 500 == 0:
            job.check_time()
        page = data[place : place + size]
        if len(page) < size:
            draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        kind = page[25] if len(page) > HEAD_BYTES else 0
        if kind == OVERFLOW:
            (used,) = struct.unpack_from(f"{order}H", page, 22)
            overflow.append(page[HEAD_BYTES : HEAD_BYTES + used])
        elif kind in LEAVES or kind in HASHES:
            draft.cad["PAGE"] += 1
            _read_page(page, kind, order, draft, job, depth)
        elif number:
            add_strings(page, draft)
    add_strings(b"".join(overflow), draft)


def _read_page(page: bytes, kind: int, order: str, draft: Draft, job: Job, depth: int) -> None:
    count = min(struct.unpack_from(f"{order}H", page, 20)[0], (len(page) - HEAD_BYTES) // 2)
    offsets = struct.unpack_from(f"{order}{count}H", page, HEAD_BYTES)
    starts = sorted(set(offsets))
    ends = dict(zip(starts, [*starts[1:], len(page)], strict=False))
    for offset in offsets:
        item = page[offset : ends[offset]]
        if kind in HASHES:
            body = item[1:] if item[:1] == bytes([KEY_DATA]) else b""
        else:
            size = int.from_bytes(item[:2], "little" if order == "<" else "big")
            body = item[3 : 3 + size] if item[2:3] and item[2] & 0x7F == KEY_DATA else b""
        draft.cad["ITEM"] += bool(body)
        _read_item(body, draft, job, depth)
    add_strings(page[HEAD_BYTES + 2 * count : min(offsets, default=len(page))], draft)


def _read_item(body: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A key or a value: a file as a part, words as they are, anything else by its strings."""
    if len(body) >= LARGE_BYTES:
        kind = filetype.detect(body)
        if kind != filetype.UNKNOWN and not kind.startswith("text/plain"):
            job.child(draft, f"item-{draft.cad['ITEM']}", body, depth)
            return
    text = words(body)
    shown = sum(char.isprintable() or char == "\n" for char in text)
    if text and shown >= PRINTABLE * len(text):
        draft.add_line("".join(char if char.isprintable() else "\n" for char in text))
    else:
        add_strings(body, draft)
