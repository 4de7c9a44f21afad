"""Title block and dimensions of a PDF's page that is a drawing: words and ruled lines with their places.

Source: pdfium's fpdf_text.h and fpdf_edit.h.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as raw

from classifiers.document import MeasureKind
from classifiers.readers.dimensions import measures_in
from classifiers.readers.pdf.strings import folded
from classifiers.readers.titleblock import read_titleblock
from classifiers.readers.titleblock_sheet import Line, Word

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft

CHARS = 12_000
LINES = 20_000
SEGMENTS = 40_000
LEAST_SEGMENTS = 40
# Lines this long, as a share of the page, make a frame.
FRAME_SHARE = 0.75
# In heights of the letters: what parts words, and what is still one line.
GAP = 0.35
STEP = 0.3
# A page without a frame that says this little beside so many lines may still be dimensioned.
FEW_CHARS = 1_500
MANY_SEGMENTS = 100
# On a sheet that names such parts, `R5` is a resistor.
CIRCUIT = re.compile(r"\b(?:U|IC|Q|D|J|TP|Y|LED)\d{1,4}\b|\b(?:GND|VCC|VDD|VBUS)\b")
CIRCUIT_PARTS = 2


def read_drawing(page: Any, draft: Draft, where: str, segments: int, chars: int) -> None:
    """Fields and dimensions of a page, where it looks like a drawing: it has a frame, or many lines and few words."""
    if segments < LEAST_SEGMENTS:
        return
    lines = list(_lines(page))
    has_frame = _has_frame(lines, *_size(page))
    if not has_frame and (segments < MANY_SEGMENTS or chars > FEW_CHARS):
        return
    words = list(words_of(page))
    for found in read_titleblock(words, lines=lines, where=where) if has_frame else ():
        draft.add_field(found.name, found.value, label=found.label, where=found.where)
    text = "\n".join(word.text for word in words)
    is_circuit = len(CIRCUIT.findall(text)) >= CIRCUIT_PARTS
    for measure in (measure for line in _joined(words) for measure in measures_in(line)):
        if not (is_circuit and (measure.kind is MeasureKind.RADIUS or measure.fit)):
            draft.add_measure(
                measure.kind, measure.value, unit=measure.unit, plus=measure.plus, minus=measure.minus, fit=measure.fit
            )


def words_of(page: Any) -> Iterator[Word]:
    """Runs of letters that stand close together on one base line, up to `CHARS` letters."""
    textpage = page.get_textpage()
    try:
        run: list[_Letter] = []
        for place in range(min(textpage.count_chars(), CHARS)):
            letter = _letter(textpage, place)
            if letter is None or (run and not letter.follows(run[-1])):
                yield from _word(run)
                run = []
            if letter is not None:
                run.append(letter)
        yield from _word(run)
    finally:
        textpage.close()


def _joined(words: list[Word]) -> Iterator[str]:
    """Words with those right behind them on the same base line, as `Ø25 H7` is written."""
    line: list[str] = []
    last: Word | None = None
    for word in words:
        if last is not None and line:
            turn = math.radians(last.rotation)
            across, up = word.x - last.x, word.y - last.y
            along = across * math.cos(turn) + up * math.sin(turn) - last.width
            off = abs(up * math.cos(turn) - across * math.sin(turn))
            if abs(word.rotation - last.rotation) > 1 or off > STEP * last.height or not 0 <= along < last.height:
                yield " ".join(line)
                line = []
        line.append(word.text)
        last = word
    yield " ".join(line)


class _Letter:
    """One letter: where its base line begins and ends, turned upright by its own angle."""

    __slots__ = ("angle", "end", "height", "start", "text", "up", "x", "y")

    def __init__(self, text: str, x: float, y: float, angle: float, height: float, advance: float) -> None:
        self.text, self.x, self.y, self.angle, self.height = text, x, y, angle, height
        self.start = x * math.cos(angle) + y * math.sin(angle)
        self.up = y * math.cos(angle) - x * math.sin(angle)
        self.end = self.start + advance

    def follows(self, before: _Letter) -> bool:
        """Whether it goes on with the word that `before` stands in."""
        return (
            abs(self.angle - before.angle) < 0.02
            and abs(self.up - before.up) < STEP * before.height
            and -STEP * before.height < self.start - before.end < GAP * before.height
        )


def _letter(textpage: Any, place: int) -> _Letter | None:
    char = chr(raw.FPDFText_GetUnicode(textpage, place) & 0xFFFF)
    if char.isspace() or not char.isprintable():
        return None
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    if not raw.FPDFText_GetMatrix(textpage, place, matrix) or not raw.FPDFText_GetCharOrigin(textpage, place, x, y):
        return None
    sides = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(textpage, place, *sides)
    left, right, bottom, top = (side.value for side in sides)
    angle = math.atan2(matrix.b, matrix.a)
    height = abs(raw.FPDFText_GetFontSize(textpage, place) * math.hypot(matrix.c, matrix.d)) or abs(top - bottom)
    # How far the far corner of the letter's box lies along its own base line.
    reach = max(
        (cx - x.value) * math.cos(angle) + (cy - y.value) * math.sin(angle)
        for cx in (left, right)
        for cy in (bottom, top)
    )
    if not math.isfinite(height + reach + x.value + y.value) or height <= 0:
        return None
    return _Letter(char, x.value, y.value, angle, height, max(0.0, reach))


def _word(run: list[_Letter]) -> Iterator[Word]:
    text = folded("".join(letter.text for letter in run))
    if text:
        first, height = run[0], max(letter.height for letter in run)
        yield Word(
            text=text, x=first.x, y=first.y, height=height, width=max(0.0, run[-1].end - first.start),
            rotation=math.degrees(first.angle),
        )  # fmt: skip


def _size(page: Any) -> tuple[float, float]:
    """Width and height as its own coordinates have them, before the page is turned."""
    width, height = page.get_size()
    return (height, width) if page.get_rotation() in (90, 270) else (width, height)


def _has_frame(lines: list[Line], width: float, height: float) -> bool:
    across = sum(abs(line.x1 - line.x2) > FRAME_SHARE * width and abs(line.y1 - line.y2) < 2 for line in lines)
    upright = sum(abs(line.y1 - line.y2) > FRAME_SHARE * height and abs(line.x1 - line.x2) < 2 for line in lines)
    return across >= 2 and upright >= 2


def _lines(page: Any) -> Iterator[Line]:
    """Straight pieces of the page's paths that run along an axis."""
    left = SEGMENTS
    for place in range(min(max(0, raw.FPDFPage_CountObjects(page)), LINES)):
        item = raw.FPDFPage_GetObject(page, place)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        count = raw.FPDFPath_CountSegments(item)
        left -= max(0, count)
        if left < 0:
            return
        yield from _lines_of(item, count)


def _lines_of(item: Any, count: int) -> Iterator[Line]:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    first = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, place)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield from _axial(last, point)
            if raw.FPDFPathSegment_GetClose(segment):
                yield from _axial(point, first)
        last = point


def _axial(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Line]:
    across, up = abs(start[0] - end[0]), abs(start[1] - end[1])
    if min(across, up) <= 0.01 * max(across, up) and max(across, up) > 1.0:
        yield Line(x1=start[0], y1=start[1], x2=end[0], y2=end[1])
