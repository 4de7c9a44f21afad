"""The words and lines of one layout or block of a drawing, where its title block is looked for."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifiers.readers.cad.dimension import number
from classifiers.readers.cad.entity import first, place
from classifiers.readers.titleblock_sheet import Line, Word, guessed_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from classifiers.readers.cad.tags import Record

WORDS = 20_000
LINES = 20_000
INSERTS = 2_000
NESTED = 3
TEXT_CHARS = 500
LINES_OF_TEXT = 40
LINE_STEP = 5 / 3  # heights between the lines of a paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """A block placed in a layout or another block."""

    block: str
    x: float
    y: float
    x_scale: float
    y_scale: float
    rotation: float


@dataclass(slots=True)
class Sheet:
    """What was seen of one layout or block."""

    label: str
    words: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    inserts: list[Insert] = field(default_factory=list)

    def add_text(self, record: Record, text: str) -> None:
        """Keep words with their place; paragraphs line by line."""
        if len(self.words) >= WORDS:
            return
        height = abs(number(first(record, 40))) or 1.0
        rotation = number(first(record, 50))
        if record.kind == "MTEXT":
            rotation = rotation or math.degrees(math.atan2(number(first(record, 21)), number(first(record, 11, b"1"))))
            lines = text.split("\n")[:LINES_OF_TEXT]
            attachment = max(0, int(number(first(record, 71, b"1"))) - 1)
            ahead = (attachment % 3) / 2
            drop = (1.0 - (attachment // 3) / 2 * len(lines) * LINE_STEP) * height
        else:
            lines, drop = [text], 0.0
            ahead = _shift_of(record)
        turn = math.radians(rotation)
        x, y = place(record)
        for index, line in enumerate(lines):
            down, back = drop + index * LINE_STEP * height, ahead * guessed_width(line, height)
            if line.strip() and len(self.words) < WORDS:
                at = (
                    x + down * math.sin(turn) - back * math.cos(turn),
                    y - down * math.cos(turn) - back * math.sin(turn),
                )
                self.words.append(Word(text=line[:TEXT_CHARS], x=at[0], y=at[1], height=height, rotation=rotation))

    def add_line(self, record: Record) -> None:
        """Keep straight lines along an axis; others divide no cells."""
        if len(self.lines) >= LINES:
            return
        if record.kind == "LINE":
            points = [place(record), (number(first(record, 11)), number(first(record, 21)))]
        else:
            across = [number(value) for code, value in record.tags if code == 10]
            points = list(zip(across, (number(value) for code, value in record.tags if code == 20), strict=False))[:64]
            if len(points) > 2 and int(number(first(record, 70))) & 1:
                points.append(points[0])
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            if (x1 == x2 or y1 == y2) and len(self.lines) < LINES:
                self.lines.append(Line(x1=x1, y1=y1, x2=x2, y2=y2))

    def add_insert(self, record: Record, block: str) -> None:
        """Keep where a block is placed."""
        x, y = place(record)
        scales = [number(first(record, code, b"1")) or 1.0 for code in (41, 42)]
        turn = number(first(record, 50))
        if len(self.inserts) < INSERTS and math.isfinite(x + y + scales[0] + scales[1] + turn):
            self.inserts.append(Insert(block=block, x=x, y=y, x_scale=scales[0], y_scale=scales[1], rotation=turn))


def _shift_of(record: Record) -> float:
    """Share of a text's width that stands before its place: programs that know no fonts give the middle or the end."""
    if (first(record, 10).strip(), first(record, 20).strip()) != (first(record, 11).strip(), first(record, 21).strip()):
        return 0.0
    return {1: 0.5, 4: 0.5, 2: 1.0}.get(int(number(first(record, 72))), 0.0)


def whole(sheet: Sheet, blocks: Mapping[str, Sheet], *, used: set[str]) -> Sheet:
    """A sheet with the words and lines of the blocks placed in it; names of those go into `used`."""
    found = Sheet(sheet.label, list(sheet.words), list(sheet.lines))
    for insert, block in _placed(sheet, blocks, NESTED):
        used.add(insert.block)
        for word in block.words:
            if len(found.words) < WORDS:
                x, y = _moved(word.x, word.y, insert)
                size = abs(insert.y_scale) * word.height
                found.words.append(
                    replace(word, x=x, y=y, height=size, width=0.0, rotation=word.rotation + insert.rotation)
                )
        for line in block.lines:
            if len(found.lines) < LINES:
                (x1, y1), (x2, y2) = _moved(line.x1, line.y1, insert), _moved(line.x2, line.y2, insert)
                found.lines.append(Line(x1=x1, y1=y1, x2=x2, y2=y2))
    return found


def _placed(sheet: Sheet, blocks: Mapping[str, Sheet], levels: int) -> Iterator[tuple[Insert, Sheet]]:
    """Blocks placed in a sheet, those inside blocks too; blocks of blocks multiply, so only so many."""
    waiting = [(insert, levels) for insert in reversed(sheet.inserts)]
    for _ in range(4 * INSERTS):
        if not waiting:
            return
        insert, left = waiting.pop()
        block = blocks.get(insert.block)
        if block is None:
            continue
        yield insert, block
        if left > 1:
            waiting.extend((_inside(insert, inner), left - 1) for inner in block.inserts[:INSERTS])


def _inside(outer: Insert, inner: Insert) -> Insert:
    x, y = _moved(inner.x, inner.y, outer)
    return Insert(
        block=inner.block,
        x=x,
        y=y,
        x_scale=outer.x_scale * inner.x_scale,
        y_scale=outer.y_scale * inner.y_scale,
        rotation=outer.rotation + inner.rotation,
    )


def _moved(x: float, y: float, insert: Insert) -> tuple[float, float]:
    turn = math.radians(insert.rotation)
    x, y = x * insert.x_scale, y * insert.y_scale
    return insert.x + x * math.cos(turn) - y * math.sin(turn), insert.y + x * math.sin(turn) + y * math.cos(turn)
