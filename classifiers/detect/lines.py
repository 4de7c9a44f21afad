"""The lines of a text, and where on its page each one stands."""

from __future__ import annotations

import bisect
import re

import numpy as np

LINE_END, FORM_FEED = ord("\n"), ord("\f")
EDGE_LINES = 8
EDGE_CHARS = 4_000
BREAK = re.compile("[\n\f]")


class Lines:
    """The lines of a text, which end at line ends and form feeds, by their numbers from 0.

    Attributes:
        starts: Offset of the first character of each.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        ends = np.flatnonzero((codes == LINE_END) | (codes == FORM_FEED))
        self.starts = [0, *(ends + 1).tolist()]
        self._pages = [0, *(ends[codes[ends] == FORM_FEED] + 1).tolist()]

    def line(self, number: int) -> str:
        """The line without its end."""
        end = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self._text)
        return self._text[self.starts[number] : end]

    def offset(self, number: int) -> int:
        """Where the first sign of a line stands that is no space."""
        raw = self.line(number)
        return self.starts[number] + len(raw) - len(raw.lstrip())

    def rows_between(self, one: int, other: int) -> int:
        """Lines between two that hold anything."""
        low, high = min(one, other), max(one, other)
        return sum(1 for number in range(low + 1, high) if self.line(number).strip())

    def page_chars(self, number: int) -> int:
        """Characters of the page that a line stands on."""
        start, end = self._page(number)
        return end - start

    def is_at_edge(self, number: int) -> bool:
        """Whether it is among the first or last lines of its page that hold anything."""
        start, end = self._page(number)
        here = self.starts[number]
        before = self._text[max(start, here - EDGE_CHARS) : here]
        after = self._text[here + len(self.line(number)) : min(end, here + EDGE_CHARS)]
        is_near_head = start >= here - EDGE_CHARS and _rows(before) < EDGE_LINES
        return is_near_head or (end <= here + EDGE_CHARS and _rows(after) < EDGE_LINES)

    def _page(self, number: int) -> tuple[int, int]:
        """Offsets of the first character of a line's page and of the one after its last."""
        place = bisect.bisect_right(self._pages, self.starts[number]) - 1
        return self._pages[place], self._pages[place + 1] if place + 1 < len(self._pages) else len(self._text)


def _rows(text: str) -> int:
    return sum(1 for row in text.split("\n") if row.strip())
