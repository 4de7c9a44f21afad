"""Words and ruled lines of a sheet, turned upright and joined to runs, as title blocks are read from them."""

from __future__ import annotations

import bisect
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from classifiers.readers.titleblock_words import key, table

WORDS = 5_000
NEAR_LINES = 500
JOINED = 0.75  # heights between two words of one run
SHEETS_OF = re.compile(r"[共第]\s*\d{0,4}\s*[张張页頁枚]?$")
SHEET_NUMBER = re.compile(r"第?\s*\d{0,4}\s*[张張页頁枚]|\d{1,4}$|第")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of text on a sheet.

    Attributes:
        x, y: Left end of its base line; y grows upwards.
        width: Along the base line; 0 where not known, it is then guessed from the text.
        height: Of its letters, in the unit of `x`; above 0.
        rotation: Degrees, anticlockwise.
    """

    text: str
    x: float
    y: float
    height: float
    width: float = 0.0
    rotation: float = 0.0

    @property
    def right(self) -> float:
        """Right end of the base line."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """Middle of the base line."""
        return self.x + 0.5 * self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A ruled line of a sheet; only those along an axis divide cells."""

    x1: float
    y1: float
    x2: float
    y2: float


class Cell(NamedTuple):
    """The rectangle that ruled lines make round a place."""

    left: float
    low: float
    right: float
    high: float

    @property
    def height(self) -> float:
        """From its lower line to its upper one."""
        return self.high - self.low

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is in it."""
        return self.left <= x <= self.right and self.low <= y <= self.high


class Grid:
    """Ruled lines, to tell how many stand between two words."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._cells: dict[tuple[float, float], Cell | None] = {}
        self._upright: list[tuple[float, float, float]] = []
        self._level: list[tuple[float, float, float]] = []
        for line in lines:
            across, up = abs(line.x1 - line.x2), abs(line.y1 - line.y2)
            if across <= 0.01 * up:
                self._upright.append((line.x1, min(line.y1, line.y2), max(line.y1, line.y2)))
            elif up <= 0.01 * across:
                self._level.append((line.y1, min(line.x1, line.x2), max(line.x1, line.x2)))
        self._upright.sort()
        self._level.sort()

    @property
    def is_ruled(self) -> bool:
        """Whether there are lines enough to make cells."""
        return len(self._upright) > 1 and len(self._level) > 1

    def upright_between(self, left: float, right: float, y: float, apart: float) -> int:
        """Vertical lines between two abscissas at height `y`; ones closer than `apart` count once."""
        return _between(self._upright, left, right, y, apart)

    def level_between(self, low: float, high: float, x: float, apart: float) -> int:
        """Horizontal lines between two heights at abscissa `x`."""
        return _between(self._level, low, high, x, apart)

    def cell(self, x: float, y: float) -> Cell | None:
        """The cell round a place; None where a side is open."""
        if (x, y) not in self._cells:
            self._cells[x, y] = self._cell(x, y)
        return self._cells[x, y]

    def _cell(self, x: float, y: float) -> Cell | None:
        left, right = _round(self._upright, x, y)
        low, high = _round(self._level, y, x)
        if left is None or right is None or low is None or high is None:
            return None
        return Cell(left, low, right, high)


def _round(lines: list[tuple[float, float, float]], at: float, across: float) -> tuple[float | None, float | None]:
    """The nearest lines before and behind a place."""
    middle = bisect.bisect_left(lines, (at, -math.inf, -math.inf))
    before = next(
        (
            place
            for place, start, end in reversed(lines[max(0, middle - NEAR_LINES) : middle])
            if start <= across <= end
        ),
        None,
    )
    behind = next((place for place, start, end in lines[middle : middle + NEAR_LINES] if start <= across <= end), None)
    return before, behind


def _between(lines: list[tuple[float, float, float]], low: float, high: float, at: float, apart: float) -> int:
    count, last = 0, -math.inf
    first = bisect.bisect_left(lines, (low, -math.inf, -math.inf))
    for place, start, end in lines[first : first + 200]:
        if place > high:
            break
        if start <= at <= end and place - last > apart:
            count, last = count + 1, place
    return count


def guessed_width(text: str, height: float) -> float:
    """Width of words whose font is not known: wide characters are as wide as high, others narrower."""
    return sum(1.0 if ord(char) > 0x2E7F else 0.6 for char in text) * height


def by_rotation(words: Sequence[Word]) -> dict[int, list[Word]]:
    """Words by quarter turns, each group turned upright."""
    groups: dict[int, list[Word]] = {}
    for word in words:
        if not word.text.strip() or word.height <= 0 or not math.isfinite(word.x + word.y + word.height + word.width):
            continue
        angle = round(word.rotation / 90) % 4 * 90 if math.isfinite(word.rotation) else 0
        x, y = _turned(word.x, word.y, -angle)
        width = word.width or guessed_width(word.text, word.height)
        text = unicodedata.normalize("NFKC", " ".join(word.text.split()))
        groups.setdefault(angle, []).append(replace(word, text=text, x=x, y=y, width=width, rotation=0.0))
    return groups


def _turned(x: float, y: float, angle: int) -> tuple[float, float]:
    return {0: (x, y), 90: (-y, x), 180: (-x, -y), 270: (y, -x)}[angle % 360]


def turned_line(line: Line, angle: int) -> Line:
    (x1, y1), (x2, y2) = _turned(line.x1, line.y1, angle), _turned(line.x2, line.y2, angle)
    return Line(x1=x1, y1=y1, x2=x2, y2=y2)


def nearest(words: list[Word]) -> list[Word]:
    if len(words) <= WORDS:
        return words
    right, low = max(word.x for word in words), min(word.y for word in words)
    return sorted(words, key=lambda word: math.hypot(right - word.x, word.y - low))[:WORDS]


def runs_of(words: list[Word], grid: Grid) -> list[Word]:
    """Words that follow each other on one base line in one cell, joined; from above, then from the left."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x)):
        if rows and abs(rows[-1][0].y - word.y) <= 0.3 * min(word.height, rows[-1][0].height):
            rows[-1].append(word)
        else:
            rows.append([word])
    runs: list[Word] = []
    for row in rows:
        runs.extend(_joined(sorted(row, key=lambda word: word.x), grid))
    return runs


def _joined(row: list[Word], grid: Grid) -> Iterator[Word]:
    held: Word | None = None
    for word in row:
        if held is not None and _is_one_run(held, word, grid):
            gap = "" if CJK.search(held.text[-1:] + word.text[:1]) or word.x - held.right < 0.15 * word.height else " "
            held = replace(held, text=held.text + gap + word.text, width=max(held.right, word.right) - held.x)
            continue
        if held is not None:
            yield held
        held = word
    if held is not None:
        yield held


def _is_one_run(left: Word, right: Word, grid: Grid) -> bool:
    """Whether two words of a row belong together; the letters of one label may stand far apart: `図　　番`."""
    height = max(left.height, right.height)
    gap = right.x - left.right
    if gap < -0.5 * height or abs(left.height - right.height) > 0.3 * height:
        return False
    middle = left.y + 0.5 * left.height
    if grid.upright_between(left.middle, right.middle, middle, 0.1 * height):
        return False
    if gap <= JOINED * height:
        return True
    if gap <= 8 * height and SHEETS_OF.search(left.text) and SHEET_NUMBER.match(right.text):
        return True
    is_spaced = len(left.text) <= 3 and len(right.text) == 1 and CJK.match(right.text) is not None
    return is_spaced and gap <= 5 * height and key(left.text + right.text) in table()
