"""What a SQLite file holds outside of its rows: pages given up, room left in pages, fields of no use yet.

Source: SQLite, Database File Format, 1.3 to 1.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.job import Job

HEADER_BYTES = 100
RESERVED = slice(72, 92)
INTERIOR, TREES = (2, 5), (2, 5, 10, 13)
LARGEST_PAGE = 65536
PAGES_AT_ONCE = 5_000


def page_bytes(data: bytes) -> int:
    """Size of a page."""
    size = int.from_bytes(data[16:18], "big")
    return LARGEST_PAGE if size == 1 else size


def pages_end(data: bytes) -> int:
    """Where the last page ends; the end of the file where its header does not say so for sure."""
    size, count = page_bytes(data), int.from_bytes(data[28:32], "big")
    is_sure = data[24:28] == data[92:96] and 0 < size * count <= len(data)
    return size * count if is_sure else len(data)


def lost(data: bytes, job: Job) -> Iterator[bytes]:
    """Bytes that belong to no row.

    Raises:
        LimitReached: time is over.
    """
    size = page_bytes(data)
    if not size:
        return
    yield data[RESERVED]
    yield from free_pages(data, size)
    kept = size - data[20]
    for number in range(len(data) // size):
        if number % PAGES_AT_ONCE == 0:
            job.check_time()
        page = data[number * size : (number + 1) * size]
        yield page[kept:]
        yield from _room(page[:kept], 0 if number else HEADER_BYTES)


def free_pages(data: bytes, size: int) -> Iterator[bytes]:
    """Pages that are given up, by the list that the file keeps of them."""
    trunk, known = int.from_bytes(data[32:36], "big"), set[int]()
    while trunk and trunk not in known and trunk * size <= len(data):
        known.add(trunk)
        page = data[(trunk - 1) * size : trunk * size]
        count = min(int.from_bytes(page[4:8], "big"), size // 4 - 2)
        yield page[8 + 4 * count :]
        for entry in range(count):
            leaf = int.from_bytes(page[8 + 4 * entry : 12 + 4 * entry], "big")
            if leaf not in known and leaf:
                known.add(leaf)
                yield data[(leaf - 1) * size : leaf * size]
        trunk = int.from_bytes(page[:4], "big")


def _room(page: bytes, head: int) -> Iterator[bytes]:
    """In a page of a tree: between its list of cells and the first of them, and in the blocks that are free."""
    if page[head] not in TREES:
        return
    free, count, first = (int.from_bytes(page[head + at : head + at + 2], "big") for at in (1, 3, 5))
    yield page[head + (12 if page[head] in INTERIOR else 8) + 2 * count : first or len(page)]
    while head < free < len(page) - 4:  # blocks stand in rising order, or the chain might never end
        size = int.from_bytes(page[free + 2 : free + 4], "big")
        yield page[free + 4 : free + size]
        following = int.from_bytes(page[free : free + 2], "big")
        free = following if following > free else 0
