"""Where a DWG ends by its own tables, and what of it belongs to no section.

Source: Open Design Alliance, Open Design Specification for .dwg files, version 5.4, chapters 3 to 5.
"""

from __future__ import annotations

import itertools
import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.cad import dwg_pages, dwg_woven

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.largefile import LargeFile

LOCATED = frozenset({b"AC1012", b"AC1014", b"AC1015"})
PAGED = frozenset({b"AC1018", b"AC1024", b"AC1027", b"AC1032"})
WOVEN = b"AC1021"
LOCATORS = 64
SENTINEL_BYTES = 16
# Copies of the header, at the very end.
SECOND_WOVEN_BYTES = 0x400
SECOND_AT = 0x34
# Pages begin at multiples of 32 bytes.
PADDING_BYTES = 32


class Extent(NamedTuple):
    """Where the drawing ends, and stretches (start, end) before that no section says anything of."""

    end: int
    gaps: list[tuple[int, int]]


def extent(data: bytes) -> Extent:
    """The extent of a drawing of release 13 or later.

    Raises:
        ValueError, struct.error, IndexError, KeyError: damaged, or of another release.
    """
    release = data[:6]
    if release in LOCATED:
        return Extent(_end_of_located(data), [])
    if release == WOVEN:
        pages = dwg_woven.pages(data)
        end = max(start + size for _, start, size in pages)
        return Extent(end + SECOND_WOVEN_BYTES, _between(pages, end))
    if release in PAGED:
        head = dwg_pages.header(data)
        (second,) = struct.unpack_from("<Q", head, SECOND_AT)
        return Extent(second + len(head), _between(dwg_pages.pages(data), second))
    raise ValueError("no tables")


def end_of_dwg(data: bytes | LargeFile) -> int:
    """The end of a drawing; 0 where it is not known."""
    try:
        return extent(data).end if isinstance(data, bytes) else 0
    except (ValueError, struct.error, IndexError, KeyError):
        return 0


def _end_of_located(data: bytes) -> int:
    (count,) = struct.unpack_from("<I", data, 0x15)
    places = [struct.unpack_from("<xII", data, 0x19 + 9 * index) for index in range(min(count, LOCATORS))]
    (preview,) = struct.unpack_from("<I", data, 0x0D)
    ends: list[int] = [start + size for start, size in places]
    if preview:
        (size,) = struct.unpack_from("<I", data, preview + SENTINEL_BYTES)
        ends.append(preview + 2 * SENTINEL_BYTES + 4 + size)
    return max(ends)


def _between(pages: Iterable[tuple[int, int, int]], end: int) -> list[tuple[int, int]]:
    """Gaps between pages (number, start, size), whose numbers are negative, and from the last one to the end."""
    taken = sorted((start, start + size) for number, start, size in pages if number > 0)
    edges = [*taken, (end, end)]
    return [(before, start) for (_, before), (start, _) in itertools.pairwise(edges) if start - before > PADDING_BYTES]
