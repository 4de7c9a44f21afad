"""A PDF made of objects that stood without one: an index, a tree of all their pages, and a catalogue.

Invariant: every object is in the index, the first of two with one number under a number of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = re.compile(rb"\s*(\d{1,7})\s+\d{1,5}\s+obj\b")
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
HEADER = b"%PDF-1.4\n"


def assembled(objects: Sequence[bytes]) -> bytes:
    """A whole file.

    Args:
        objects: Each from its number to `endobj`.
    """
    places: dict[int, bytes] = {}
    twice: list[bytes] = []
    for content in objects:
        head = HEAD.match(content)
        if head is None:
            twice.append(content)
            continue
        number = int(head.group(1))
        if number in places:
            twice.append(places[number])
        places[number] = content[head.end() :]
    top = max(places, default=0)
    for number, content in enumerate(twice, top + 1):
        head = HEAD.match(content)
        places[number] = content[head.end() :] if head else content
    return _written(places)


def _written(places: dict[int, bytes]) -> bytes:
    tree = max(places, default=0) + 1
    pages = [number for number, content in places.items() if PAGE.search(content[: content.find(b"stream")])]
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    out = bytearray(HEADER)
    index: list[tuple[int, int]] = []
    ends = {tree: b"<</Type/Pages/Count %d/Kids[%s]>>endobj" % (len(pages), kids),
            tree + 1: b"<</Type/Catalog/Pages %d 0 R>>endobj" % tree}  # fmt: skip
    for number, content in (*places.items(), *ends.items()):
        index.append((number, len(out)))
        out += b"%d 0 obj\n%s\n" % (number, content)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(index):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (tree + 2, tree + 1, start)
    return bytes(out)
