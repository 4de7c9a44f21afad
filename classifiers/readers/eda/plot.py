"""Lines of a board, a chip or a tool's path as a small gray picture, for the drawing model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from classifiers.document import MeasureKind, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

Point = tuple[float, float]
Box = tuple[float, float, float, float]
SHAPES = 20_000
POINTS = 400_000
MARKS = 2_500
MARGIN_PX = 6
FARTHEST = 1e12


class Plot:
    """Outlines gathered while a file is read: how far they reach, and as many as a picture needs."""

    def __init__(self) -> None:
        self.box: Box | None = None
        self._shapes: list[list[Point]] = []
        self._marks: list[Point] = []
        self._points = 0

    @property
    def is_full(self) -> bool:
        """Whether no further shape would be drawn."""
        return len(self._shapes) >= SHAPES or self._points >= POINTS

    def add(self, points: Sequence[Point]) -> None:
        """Take a line; one of a single point or with numbers that are none counts only as far as it is one."""
        shape = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y) and abs(x) + abs(y) < FARTHEST]
        if not shape:
            return
        self.box = join(self.box, box_of(shape))
        if len(shape) <= 2 and shape[0] == shape[-1] and len(self._marks) < MARKS:
            self._marks.append(shape[0])
        if len(shape) > 1 and not self.is_full:
            self._shapes.append(shape)
            self._points += len(shape)

    def finish(self, draft: Draft, job: Job, *, texts: int = 0, is_known: bool = False) -> None:
        """Keep the picture, where there is something to see, and what the outlines say of where they are from.

        Args:
            is_known: Whether the draft has these outlines already.
        """
        if not is_known:
            self._tell(draft)
        if self._shapes and self.box is not None and job.wants_page():
            job.add_page(draft, _page(self._shapes, self.box, texts, job.limits.raster_px))

    def _tell(self, draft: Draft) -> None:
        for shape in self._shapes:
            draft.outline.add_path(shape)
        for mark in self._marks:
            draft.outline.add_round(mark)
        if self.is_full:
            draft.outline.leave_out("outline_edges", len(self._shapes))
        if len(self._marks) >= MARKS:
            draft.outline.leave_out("outline_rounds", MARKS)


def box_of(points: Sequence[Point]) -> Box:
    """The least box round at least one point: left, low, right, high."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def join(one: Box | None, other: Box | None) -> Box | None:
    """The least box round two."""
    if one is None or other is None:
        return other if one is None else one
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def add_extents(draft: Draft, box: Box | None, *, scale: float = 1.0, unit: str = "") -> None:
    """Keep width and height of a box; `scale` brings its numbers to `unit`."""
    if box is not None:
        draft.add_measure(MeasureKind.EXTENT, round((box[2] - box[0]) * scale, 9), unit=unit)
        draft.add_measure(MeasureKind.EXTENT, round((box[3] - box[1]) * scale, 9), unit=unit)


def _page(shapes: list[list[Point]], box: Box, texts: int, longer_px: int) -> Page:
    left, low, right, high = box
    scale = (longer_px - 2 * MARGIN_PX) / max(right - left, high - low, 1e-9)
    width = max(2 * MARGIN_PX, min(longer_px, round((right - left) * scale) + 2 * MARGIN_PX))
    height = max(2 * MARGIN_PX, min(longer_px, round((high - low) * scale) + 2 * MARGIN_PX))
    image = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(image)
    for shape in shapes:
        pen.line([(MARGIN_PX + (x - left) * scale, MARGIN_PX + (high - y) * scale) for x, y in shape], fill=0, width=1)
    return Page(
        number=1,
        width=width,
        height=height,
        gray=image.tobytes(),
        paths=len(shapes),
        texts=texts,
        images=0,
        aspect=width / height,
    )
