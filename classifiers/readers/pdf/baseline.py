"""Strings of a page description put together to lines by where the description moves between them.

Source: ISO 32000-2, 9.4.2 and 9.4.3.
"""

from __future__ import annotations

import math
import re

from classifiers.readers.pdf.strings import folded

FIGURE = re.compile(rb"[+-]?(?:\d{1,15}\.?\d{0,15}|\.\d{1,15})(?:[eE][+-]?\d{1,2})?")
# In sizes of the font: how far from where it began a letter of the same word, and a word of the same line, begins.
LETTER, WORD = 0.95, 12.0


class Baseline:
    """The line that is being written.

    Args:
        lines: Where it goes when it ends.

    Attributes:
        size: Of the font, in units of the text space; 0 where not known.
    """

    def __init__(self, lines: list[str]) -> None:
        self.size = 0.0
        self._lines, self._line = lines, list[str]()
        self._matrix: list[float] = []

    def add(self, text: str, *, is_apart: bool) -> None:
        """Go on with a string; one set apart from what stands before it gets a blank."""
        if is_apart and self._line:
            self._line.append(" ")
        self._line.append(text)

    def move(self, operator: bytes, operands: list[bytes]) -> None:
        """Move as an operator says; `operands` end with its own."""
        if operator == b"ET":
            return
        figures = numbers(operands[-6:] if operator == b"Tm" else operands[-2:])
        if operator in (b"Td", b"TD") and len(figures) == 2 and figures[1] == 0 and self._line:
            self._part(figures[0], self.size or math.inf)
        elif operator == b"Tm" and len(figures) == 6 and self._is_beside(figures):
            self._part(figures[4] - self._matrix[4], abs(figures[0]) * self.size or math.inf)
            self._matrix = figures
        else:
            self.end()
            self._matrix = figures if len(figures) == 6 else []

    def end(self) -> None:
        """End the line."""
        self._lines.append(folded("".join(self._line)))
        self._line = []

    def _is_beside(self, matrix: list[float]) -> bool:
        before = self._matrix
        return bool(before and self._line) and [*matrix[:4], matrix[5]] == [*before[:4], before[5]]

    def _part(self, way: float, unit: float) -> None:
        """What a move along the line parts: letters, words, or one line from another."""
        if len(self._line[-1]) == 1 and 0 <= way < LETTER * unit:
            return
        if -WORD * unit < way < WORD * unit * max(1, len(self._line[-1])):
            self._line.append(" ")
        else:
            self.end()


def numbers(words: list[bytes]) -> list[float]:
    """Those that are numbers."""
    return [float(word) for word in words if FIGURE.fullmatch(word)]
