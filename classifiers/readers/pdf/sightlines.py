"""Lines of a page as the eye puts them together, where its letters are drawn in another order than they are read.

Ruby stands between the characters that it explains, letters are drawn backwards or one size after the other; a word
that is torn in the order of drawing is whole on the page. Upright columns are read from right to left, and drawn from
left to right by many a program.
Source: pdfium's fpdf_text.h.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from classifiers.readers.pdf.strings import folded, squeezed

CHARS = 50_000
RUNS = 20_000
# In sizes of the letters: how far off its base line a letter may stand, from one letter to the next, and between runs.
OFF, STEP, GAP, BLANK, WIDE_BLANK = 0.25, 1.4, 1.0, 0.2, 0.6
SIZES = 1.2
# Of upright columns: letters of the shortest, how many are put in order, how far apart, how far one may be indented.
COLUMN_CHARS, COLUMNS, COLUMN_STEP, INDENT = 3, 500, (0.9, 2.6), 4.0
CJK = "\u2e80"  # from here on letters are also written downwards


@dataclass(slots=True)
class _Run:
    """Letters that follow each other along a line both as drawn and as seen, from left to right or downwards."""

    text: str
    x: float
    y: float
    size: float
    last_x: float
    last_y: float
    end_x: float = 0.0
    end_y: float = 0.0
    is_down: bool = False

    def takes(self, x: float, y: float) -> bool:
        """Whether a letter at that place is the next one."""
        across, down = (x - self.last_x) / self.size, (self.last_y - y) / self.size
        if abs(down) < OFF and -OFF < across < STEP and not self.is_down:
            return True
        if abs(across) < OFF and OFF < down < STEP and (self.is_down or len(self.text) == 1):
            self.is_down = True
            return True
        return False


def torn_lines(page: Any, text: str) -> list[str]:
    """Lines that are seen on the page and do not stand in its text.

    Args:
        text: Words of the page in the order in which they are drawn.
    """
    runs = list(itertools.islice(_runs(page), RUNS))
    known = squeezed(text)
    lines: dict[str, None] = {}
    for is_down in (False, True):
        some = [run for run in runs if run.is_down == is_down or len(run.text) == 1]
        some = [run for run in some if not is_down or run.text[0] >= CJK]
        lines.update(dict.fromkeys(line for line in _lines(some, is_down=is_down) if _is_new(line, known)))
    lines.update(dict.fromkeys(passage for passage in _passages(runs) if _is_new(passage, known)))
    return list(lines)


def _is_new(line: str, known: str) -> bool:
    return sum(map(str.isalnum, line)) > 1 and squeezed(line) not in known


def _runs(page: Any) -> Iterator[_Run]:
    textpage = page.get_textpage()
    try:
        run: _Run | None = None
        before, blank, x, y = 0, "", ctypes.c_double(), ctypes.c_double()
        where = ctypes.byref(x), ctypes.byref(y)
        for place, char in enumerate(_chars(textpage)):
            if char <= " ":
                blank = " "
                continue
            if not raw.FPDFText_GetCharOrigin(textpage, place, *where):
                continue
            if run is not None and run.takes(x.value, y.value):
                run.text += char if char >= CJK else blank + char
                run.last_x, run.last_y = x.value, y.value
            else:
                if run is not None:
                    yield _ended(run, textpage, before)
                size = _size(textpage, place)
                is_upright = math.isfinite(size + x.value + y.value) and size > 0
                run = _Run(char, x.value, y.value, size, x.value, y.value) if is_upright else None
            before, blank = place, ""
        if run is not None:
            yield _ended(run, textpage, before)
    finally:
        textpage.close()


def _chars(textpage: Any) -> str:
    """The characters one by one as pdfium counts them: half a pair stands for itself."""
    count = min(textpage.count_chars(), CHARS)
    return "".join(chr(raw.FPDFText_GetUnicode(textpage, place) & 0xFFFF) for place in range(count))


def _size(textpage: Any, place: int) -> float:
    """Size of a letter that stands upright; 0 for any other."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(textpage, place, matrix) or matrix.a <= 0 or abs(matrix.b) > OFF * matrix.a:
        return 0.0
    return abs(float(raw.FPDFText_GetFontSize(textpage, place)) * math.hypot(matrix.c, matrix.d))


def _ended(run: _Run, textpage: Any, place: int) -> _Run:
    sides = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(textpage, place, *sides)
    run.end_x, run.end_y = max(run.last_x, sides[1].value), run.last_y
    return run


def _lines(runs: list[_Run], *, is_down: bool) -> Iterator[str]:
    """Runs on one base line that stand right behind each other, two or more of them."""
    for group in _groups(runs, is_down=is_down):
        pieces: list[str] = []
        last: _Run | None = None
        for run in group:
            gap = 0.0
            if last is not None:
                gap = ((last.end_y - last.size - run.y) if is_down else (run.x - last.end_x)) / last.size
            if last is not None and -OFF <= gap < GAP and 1 / SIZES < run.size / last.size < SIZES:
                pieces.append((" " if gap > (WIDE_BLANK if run.text[0] >= CJK else BLANK) else "") + run.text)
            else:
                yield from [folded("".join(pieces))] if len(pieces) > 1 else []
                pieces = [run.text]
            last = run
        yield from [folded("".join(pieces))] if len(pieces) > 1 else []


def _passages(runs: list[_Run]) -> Iterator[str]:
    """Upright columns that stand beside each other, as they are read: from the right one to the left one."""
    columns = [run for run in runs if run.is_down and len(run.text) >= COLUMN_CHARS and run.text[0] >= CJK][:COLUMNS]
    blocks: list[list[_Run]] = []
    for column in sorted(columns, key=lambda run: -run.x):
        block = next((block for block in blocks if _goes_on(block[-1], column)), None)
        if block is None:
            blocks.append([column])
        else:
            block.append(column)
    return (folded("".join(column.text for column in block)) for block in blocks if len(block) > 1)


def _goes_on(right: _Run, left: _Run) -> bool:
    """Whether a column is the next one on the left of another: no wider gap than between lines, heads at one height."""
    apart, lower = (right.x - left.x) / right.size, (right.y - left.y) / right.size
    return (
        COLUMN_STEP[0] < apart < COLUMN_STEP[1] and abs(lower) < INDENT and 1 / SIZES < left.size / right.size < SIZES
    )


def _groups(runs: list[_Run], *, is_down: bool) -> Iterator[list[_Run]]:
    """Runs on one base line, as they are read along it."""
    group: list[_Run] = []
    for run in sorted(runs, key=lambda run: run.x if is_down else run.y):
        off = (run.x - group[0].x if is_down else run.y - group[0].y) if group else 0.0
        if group and off > OFF * min(run.size, group[0].size):
            yield sorted(group, key=lambda run: -run.y if is_down else run.x)
            group = []
        group.append(run)
    yield sorted(group, key=lambda run: -run.y if is_down else run.x)
