"""Cells of a chip layout: what they draw and place, how far they reach, and a picture of the whole.

Placements may stand for billions of copies: they are counted, measured by their corners and drawn up to a bound,
never written out.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifiers.readers.eda.plot import Box, Plot, Point, add_extents, box_of, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

CELLS = 200_000
KEPT_SHAPES = 50_000
KEPT_POINTS = 1_000_000
KEPT_REFERENCES = 200_000
COPIES = 400
VISITS = 60_000
DEPTH = 40
COUNTED = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Where the same thing stands again: a grid, or a list of offsets.

    Attributes:
        columns, rows: How many; their product also counts a list, of which not all may be kept.
        span: Box round the offsets of a list, measured once: a file may use the same list a million times.
    """

    columns: int = 1
    rows: int = 1
    column: Point = (0.0, 0.0)
    row: Point = (0.0, 0.0)
    offsets: tuple[Point, ...] = ()
    span: Box = (0.0, 0.0, 0.0, 0.0)

    @property
    def count(self) -> int:
        """How many, held to a number that every counter takes."""
        return min(self.columns * self.rows, COUNTED)

    def corners(self) -> Sequence[Point]:
        """Offsets that reach as far as all of them do."""
        if self.offsets:
            return self.span[:2], self.span[2:]
        return [self._at(column, row) for column in (0, self.columns - 1) for row in (0, self.rows - 1)]

    def first(self, limit: int) -> Iterator[Point]:
        """The first `limit` offsets."""
        if self.offsets:
            return itertools.islice(self.offsets, limit)
        places = (self._at(column, row) for column in range(self.columns) for row in range(self.rows))
        return itertools.islice(places, limit)

    def _at(self, column: int, row: int) -> Point:
        return column * self.column[0] + row * self.row[0], column * self.column[1] + row * self.row[1]


ONCE = Copies()
# a, b, c, d, e, f: x becomes ax + by + e, y becomes cx + dy + f.
Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A cell placed in another one: mirrored at the x axis first, then turned, then moved."""

    name: str
    at: Point = (0.0, 0.0)
    is_mirrored: bool = False
    angle_deg: float = 0.0
    scale: float = 1.0
    copies: Copies = ONCE

    def matrix(self) -> Matrix:
        """Where points of the placed cell come to stand."""
        turn = math.radians(self.angle_deg)
        cos, sin = math.cos(turn) * self.scale, math.sin(turn) * self.scale
        flip = -1.0 if self.is_mirrored else 1.0
        return cos, -sin * flip, sin, cos * flip, self.at[0], self.at[1]


@dataclass(slots=True)
class Cell:
    """What one cell draws and places; `box` is round what it draws itself."""

    name: str
    shapes: list[Sequence[Point]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    box: Box | None = None


class Layout:
    """All cells of one file.

    Attributes:
        cells: By the name under which they are placed.
        aliases: Their names for people, where those are other ones.
    """

    def __init__(self) -> None:
        self.cells: dict[str, Cell] = {}
        self.aliases: dict[str, str] = {}
        self._boxes: dict[str, Box | None] = {}
        self._shapes = self._points = self._references = 0

    def cell(self, name: str) -> Cell:
        """The cell of that name, made where there is none yet."""
        if len(self.cells) >= CELLS and name not in self.cells:
            return Cell(name)
        return self.cells.setdefault(name, Cell(name))

    @property
    def is_full(self) -> bool:
        """Whether no further outline is kept."""
        return self._shapes >= KEPT_SHAPES or self._points >= KEPT_POINTS

    def draw(self, cell: Cell, points: Sequence[Point], copies: Copies = ONCE) -> None:
        """Add an outline, and its copies."""
        if not points:
            return
        if copies is ONCE:
            cell.box = join(cell.box, box_of(points))
            if not self.is_full:
                self._shapes += 1
                self._points += len(points)
                cell.shapes.append(points)
            return
        left, low, right, high = box_of(points)
        for x, y in copies.corners():
            cell.box = join(cell.box, (left + x, low + y, right + x, high + y))
        for x, y in copies.first(COPIES):
            if self.is_full:
                return
            self._shapes += 1
            self._points += len(points)
            cell.shapes.append([(one + x, other + y) for one, other in points])

    def place(self, cell: Cell, reference: Reference) -> None:
        """Add a placed cell."""
        self._references += 1
        if self._references <= KEPT_REFERENCES:
            cell.references.append(reference)

    def finish(self, draft: Draft, job: Job, *, micrometres: float) -> None:
        """Names, extents and the picture of the cells that stand in no other one.

        Args:
            micrometres: Length of one unit of the coordinates.
        """
        draft.add_names(blocks=(self.aliases.get(name, name) for name in self.cells))
        for group, cell in enumerate(self.cells.values()):
            for shape in cell.shapes:
                draft.outline.add_path(shape, group=group)
            for reference in cell.references:
                draft.outline.add_round(reference.at, group=group)
        placed = {reference.name for cell in self.cells.values() for reference in cell.references}
        tops = [name for name in self.cells if name not in placed] or list(self.cells)[:1]
        boxes = [(name, box) for name in tops if (box := self._reach(name, 0, job))]
        for _, box in boxes[:100]:
            add_extents(draft, box, scale=micrometres, unit="um")
        if boxes:
            self._draw_all(max(boxes, key=lambda entry: _area(entry[1]))[0], draft, job)

    def _reach(self, name: str, level: int, job: Job) -> Box | None:
        """The box round a cell with everything placed in it; a cell inside itself is left out."""
        if name in self._boxes or name not in self.cells or level > DEPTH:
            return self._boxes.get(name)
        self._boxes[name] = None
        job.check_time()
        cell = self.cells[name]
        box = cell.box
        for reference in cell.references:
            inner = self._reach(reference.name, level + 1, job)
            if inner is not None:
                corners = _moved([(inner[x], inner[y]) for x in (0, 2) for y in (1, 3)], reference.matrix())
                left, low, right, high = box_of(corners)
                for x, y in reference.copies.corners():
                    box = join(box, (left + x, low + y, right + x, high + y))
        self._boxes[name] = box
        return box

    def _draw_all(self, top: str, draft: Draft, job: Job) -> None:
        plot = Plot()
        waiting: list[tuple[str, Matrix, int]] = [(top, SAME, 0)]
        for visit in range(VISITS):
            if not waiting or plot.is_full:
                break
            if visit % 500 == 0:
                job.check_time()
            name, matrix, level = waiting.pop()
            cell = self.cells[name]
            for shape in cell.shapes:
                plot.add(_moved(shape, matrix))
            if level < DEPTH:
                placed = (
                    (reference.name, _shifted(_within(matrix, own), offset, matrix), level + 1)
                    for reference in cell.references
                    if reference.name in self.cells
                    for own in (reference.matrix(),)
                    for offset in reference.copies.first(COPIES)
                )
                waiting.extend(itertools.islice(placed, VISITS - len(waiting)))
        plot.finish(draft, job, is_known=True)


def _moved(shape: Sequence[Point], matrix: Matrix) -> list[Point]:
    a, b, c, d, e, f = matrix
    return [(a * x + b * y + e, c * x + d * y + f) for x, y in shape]


def _within(outer: Matrix, inner: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, a * t + b * u + e, c * t + d * u + f


def _shifted(matrix: Matrix, offset: Point, outer: Matrix) -> Matrix:
    """The same, by an offset that counts in the placing cell."""
    a, b, c, d, e, f = matrix
    x, y = offset
    return a, b, c, d, e + outer[0] * x + outer[1] * y, f + outer[2] * x + outer[3] * y


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
