"""Two engines on one picture: the second is asked where the first is unsure, and each stands for what it is good at.

The first finds lines by their layout, which fails on labels, tables and screens; the second by a network that was
trained on letters wherever they stand. What the first half reads where the second finds no letters at all is as a rule
no letter: pads, hatching, the edges of things. It is not certain, so that much of it still counts as text.
"""

from __future__ import annotations

import dataclasses
import time
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Protocol

from classifiers.ocr.engine import Lines, share
from classifiers.ocr.look import cells_of_letters
from classifiers.ocr.looks import HARD, LONG_LINE, MOST, overlaps, signs
from classifiers.ocr.trust import LINE, is_unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from classifiers.ocr.engine import Box, Engine, Line

# Below this the first engine's reading of a picture is compared with the second's. A line of it gives way to what is
# surer by so much, unless it is sure itself: the second cuts lines at wide blanks.
UNSURE, SURER, SURE = 0.80, 0.05, 0.92
# Signs of the second for each of the first in the same place: with fewer it saw less than the whole line.
AS_LONG = 0.5
# What the second alone saw, in so many different signs.
ALONE, ALONE_SIGNS = 0.80, 2
# Signs for each cell that looks like letters, below which more may stand there than was read.
READ_PER_CELL = 0.5
# Of so many signs that only an unsure first engine saw, one counts as unread; a long line counts whole.
DOUBTED = 3
# Two engines that are both less sure than `KNOWN` of a line as long as `SPOKEN`, and whose words have less than this in
# common, do not know the script.
COMMON, KNOWN, SPOKEN = 0.4, 0.88, 8
COMPARED = 200  # signs of each


class Second(Protocol):
    """An engine that can leave out what is read already."""

    @property
    def name(self) -> str:
        """Product and version."""

    def read(self, gray: Image.Image, *, dpi: int, time_s: float, known: Sequence[Box] = ()) -> Lines:
        """As `Engine.read`, but for what lies in the boxes of `known`."""


class Pair:
    """An engine of two.

    Args:
        first: The quicker one, which reads whole pages.
        second: Asked where `first` is unsure.
    """

    def __init__(self, first: Engine, second: Second) -> None:
        self._first, self._second = first, second

    @property
    def name(self) -> str:
        """Product and version of both."""
        return f"{self._first.name}, {self._second.name}"

    def read(self, gray: Image.Image, *, dpi: int, time_s: float) -> Lines:
        """As `Engine.read`; a second look that time did not suffice for changes nothing but `is_whole`."""
        until = time.monotonic() + time_s
        seen = self._first.read(gray, dpi=dpi, time_s=time_s)
        if not _needs_second(seen, gray):
            return seen
        left_s = until - time.monotonic()
        if left_s <= 0:
            return dataclasses.replace(seen, is_whole=False)
        turned = gray.rotate(seen.turned_deg, expand=True, fillcolor=255) if seen.turned_deg else gray
        known = tuple(line.box for line in seen.lines if line.confidence >= SURE and signs((line,)) >= ALONE_SIGNS)
        return both(seen, self._second.read(turned, dpi=dpi, time_s=left_s, known=known))


def both(first: Lines, second: Lines) -> Lines:
    """What two engines say together of one picture; noise, of which there are a thousand lines, is not compared."""
    kept: list[Line] = []
    doubted, guessed = 0, list[int]()
    taken: set[int] = set()
    for line in first.lines:
        seen = enumerate(second.lines) if len(first.lines) <= MOST else ()
        there = [number for number, other in seen if overlaps(line.box, other.box)]
        again = tuple(second.lines[number] for number in there)
        if _contradict(line, again):
            guessed.append(signs((line,)))
        if _gives_way(line, again):
            kept += [second.lines[number] for number in there if number not in taken]
            taken.update(there)
            doubted += max(0, signs((line,)) - signs(again)) if line.confidence < LINE else 0
        elif not again and line.confidence < LINE and not _is_long(line):
            doubted += signs((line,))
        else:
            kept.append(line)
            taken.update(number for number in there if _stands_for(line, second.lines[number]))
    kept += [line for number, line in enumerate(second.lines) if number not in taken and _stands_alone(line)]
    passed = (*first.passed, *second.passed, *guessed, *(1,) * (doubted // DOUBTED))
    is_whole = first.is_whole and second.is_whole
    return Lines(lines=tuple(kept), turned_deg=first.turned_deg, is_whole=is_whole, passed=passed)


def _needs_second(seen: Lines, gray: Image.Image) -> bool:
    is_sure = share(seen.lines) >= UNSURE and signs(seen.lines) >= READ_PER_CELL * cells_of_letters(gray)
    return not is_sure or is_unread(seen)


def _gives_way(line: Line, again: tuple[Line, ...]) -> bool:
    """Whether what the second engine read in a line's place stands for it."""
    if line.confidence >= SURE or not again or share(again) < line.confidence + SURER:
        return False
    is_whole = signs(again) >= AS_LONG * signs((line,))
    return is_whole or (line.confidence < LINE and share(again) >= ALONE and not _is_long(line))


def _is_long(line: Line) -> bool:
    """Whether a line is one of letters, hard to read as they may be: nothing else looks like it."""
    return line.confidence >= HARD and signs((line,)) >= LONG_LINE


def _stands_for(line: Line, other: Line) -> bool:
    """A stroke of a longer word, sure as it may be, does not stand for the word."""
    return line.confidence >= LINE and signs((line,)) >= AS_LONG * signs((other,))


def _stands_alone(line: Line) -> bool:
    return line.confidence >= ALONE and len({sign for sign in line.text if sign.isalnum()}) >= ALONE_SIGNS


def _contradict(line: Line, again: tuple[Line, ...]) -> bool:
    """Whether two engines read a place wholly otherwise, and neither is sure."""
    if min(signs((line,)), signs(again)) < SPOKEN or max(line.confidence, share(again)) >= KNOWN:
        return False
    one, other = (_squeezed(text) for text in (line.text, "".join(each.text for each in again)))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() < COMMON


def _squeezed(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())[:COMPARED]
