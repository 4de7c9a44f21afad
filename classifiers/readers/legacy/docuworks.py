"""DocuWorks documents and binders: tagged values, packed as LHA packs them.

A document is a tree of nodes, packed as a whole; pages and stamps in it are metafiles or pictures, packed again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.binary import strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy import lzh, words
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

VERSION, CONTENT, PACKED, NODE = b"\x60", b"\x61", b"\x63", b"\x62"
SIZES = (b"\x65", b"\x68")
NAME, PAGE, PICTURE, ATTRIBUTE = b"\x84", b"\x87", b"\x86", b"\x9f\x33"
LEVELS = 24
VALUES = 200_000
OWN_MARK = "%"  # names that the program gives to its own attributes begin so
OWN_NAMES = frozenset({"lastmid", "childdim"})
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"BM", b"\x01\0\0\0")
NAMES = re.compile(rb"[\x20-\x7e\x81-\xfc]{4,}")


def values(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Tag and content of each value, one after the other, as BER lays them out; stops where they end or break."""
    place = 0
    while place + 2 <= len(data):
        start = place
        place += 1
        if data[start] & 0x1F == 0x1F:
            while place < len(data) and data[place] & 0x80:
                place += 1
            place += 1
        tag = data[start:place]
        size = data[place] if place < len(data) else 0
        place += 1
        if size & 0x80:
            width = size & 0x7F
            size = int.from_bytes(data[place : place + width], "big")
            place += width
        if place + size > len(data):
            raise ValueError("cut off")
        yield tag, data[place : place + size]
        place += size


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Words of annotations, names of documents and attributes; pages and pictures as parts."""
    walk = Walk(draft, job, depth)
    for tag, content in values(data):
        if tag == CONTENT:
            walk.read_content(content)
        elif tag != VERSION:
            walk.add_search(content)
            walk.is_complete = False
    if not walk.is_complete or not walk.nodes:
        draft.degrade(Reading.PARTIAL, "payload", "values of an unknown kind")


class Walk:
    """The values of a document, entered without recursion.

    Args:
        draft: Takes the words.
        job: Whose limits count.
        depth: Containers around the document.
    """

    def __init__(self, draft: Draft, job: Job, depth: int) -> None:
        self._draft, self._job, self._depth = draft, job, depth
        self._seen: set[str] = set()
        self._count = 0
        self.nodes = 0
        self.pages = 0
        self.is_complete = True

    def read_content(self, content: bytes) -> None:
        """The packed tree, and whatever stands beside it."""
        for tag, value in values(content):
            if tag == PACKED:
                tree = lzh.unpacked(value, self._job, self._job.limits.part_bytes)
                self._read_tree(tree)
            elif tag not in SIZES:
                self.add_search(value)
                self.is_complete = False

    def _read_tree(self, tree: bytes) -> None:
        waiting = [(tag, value, 0) for tag, value in values(tree)][::-1]
        while waiting:
            self._count += 1
            self._job.check_time()
            if self._count > VALUES:
                raise LimitReached("structure_items", VALUES)
            tag, value, level = waiting.pop()
            if tag == NODE and level < LEVELS:
                self.nodes += 1
                inner = [item for item in _soft_values(value) if item[0] != NODE or len(item[1]) > 3]
                waiting.extend((name, content, level + 1) for name, content in reversed(inner))
            elif tag == PAGE:
                self._read_page(value)
            else:
                self._read_value(tag, value)

    def _read_value(self, tag: bytes, value: bytes) -> None:
        if tag == ATTRIBUTE:
            for run in NAMES.finditer(value):
                text = words.narrow(run.group(), "cp932")
                if not text.startswith(OWN_MARK) and text not in OWN_NAMES:
                    self._add(text)
            return
        text = _text_of(value)
        if text and not text.startswith(OWN_MARK):
            self._add(text)
            if tag == NAME and "title" not in self._draft.metadata:
                self._draft.add_metadata("title", text)
        elif len(value) > 8:
            self.add_search(value)

    def _read_page(self, value: bytes) -> None:
        """A page or a stamp: its picture, packed or as it is, which may be a metafile of words and lines."""
        self.pages += 1
        for tag, content in _soft_values(value):
            if tag == PICTURE:
                self._job.child(self._draft, f"object-{self.pages}", self._picture(content), self._depth)
            elif tag == b"":
                self.is_complete = False

    def _picture(self, content: bytes) -> bytes:
        if content.startswith(PICTURES):
            return content
        try:
            return lzh.unpacked(content, self._job, self._job.limits.part_bytes)
        except (ValueError, IndexError):
            return content

    def add_search(self, data: bytes) -> None:
        """Words in bytes that are not understood, each once."""
        for text in [*strings(data), *words.wide_runs_anywhere(data)]:
            if not text.startswith(OWN_MARK):
                self._add(text)

    def _add(self, text: str) -> None:
        if text not in self._seen:
            self._seen.add(text)
            self._draft.add_line(text)


def _soft_values(data: bytes) -> list[tuple[bytes, bytes]]:
    """Values as far as they are sound."""
    found = []
    try:
        for item in values(data):
            found.append(item)
    except (ValueError, IndexError):
        found.append((b"", data))
    return found


def _text_of(value: bytes) -> str:
    """A value that is a text ending in NUL, wide or in the code page of Japan; empty where it is none."""
    if len(value) >= 4 and len(value) % 2 == 0 and value.endswith(b"\0\0"):
        text = words.wide(value)
        if len(text) * 2 + 2 == len(value) and text.isprintable():
            return text
    if len(value) >= 3 and value.endswith(b"\0") and b"\0" not in value[:-1]:
        text = words.narrow(value, "cp932")
        return text if text.isprintable() and "\ufffd" not in text else ""
    if len(value) >= 4 and len(value) % 2 == 0:
        text = words.wide(value)
        runs = words.wide_runs(value)
        return text if runs and runs[0] == text.rstrip() else ""
    return ""
