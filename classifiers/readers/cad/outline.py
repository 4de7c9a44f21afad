"""The geometry of a drawing's records: lines, outlines, arcs, circles, and where blocks are placed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifiers.readers.cad.dimension import number
from classifiers.readers.cad.entity import first, own

if TYPE_CHECKING:
    from classifiers.readers.cad.tags import Record
    from classifiers.readers.outline import Outline

Point = tuple[float, float, float]
CORNERS = 20_000
SPLINE_POINTS = 200
CLOSED = 1


class Drawn:
    """Takes the records of a drawing in their order.

    Args:
        outline: Where their geometry goes.
    """

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._groups: dict[str, int] = {}
        self._corners: list[Point] | None = None
        self._is_closed = False
        self._group = 0

    def take(self, record: Record, place: str) -> None:
        """Keep what a record draws.

        Args:
            place: The layout or block that it stands in; coordinates of different ones have nothing in common.
        """
        kind = record.kind
        if kind == "VERTEX":
            if self._corners is not None and len(self._corners) < CORNERS:
                self._corners.append(_point(record, 10))
            return
        self._end_outline()
        if kind not in ("LINE", "LWPOLYLINE", "POLYLINE", "CIRCLE", "ARC", "INSERT", "SPLINE", "3DFACE", "SOLID"):
            return
        self._group = self._groups.setdefault(place, len(self._groups))
        if kind == "LINE":
            self._path([_point(record, 10), _point(record, 11)])
        elif kind == "LWPOLYLINE":
            self._path(_points(record), is_closed=_is_closed(record))
        elif kind == "POLYLINE":
            self._corners, self._is_closed = [], _is_closed(record)
        elif kind == "SPLINE":
            self._path(_points(record)[:SPLINE_POINTS])
        elif kind in ("CIRCLE", "INSERT"):
            self._outline.add_round(_point(record, 10), number(first(record, 40)), group=self._group)
        elif kind == "ARC":
            self._path(_arc(record))
        else:
            corners = [_point(record, code) for code in (10, 11, 12, 13)]
            self._path(corners if kind == "3DFACE" else [corners[at] for at in (0, 1, 3, 2)], is_closed=True)

    def finish(self) -> None:
        """Keep an outline that nothing ended."""
        self._end_outline()

    def _end_outline(self) -> None:
        if self._corners is not None:
            corners, self._corners = self._corners, None
            self._path(corners, is_closed=self._is_closed)

    def _path(self, points: list[Point], *, is_closed: bool = False) -> None:
        if len(points) > 2 and is_closed:
            points = [*points, points[0]]
        self._outline.add_path(points, group=self._group)


def _point(record: Record, code: int) -> Point:
    return number(first(record, code)), number(first(record, code + 10)), number(first(record, code + 20))


def _points(record: Record) -> list[Point]:
    """Every corner of an outline, or pole of a curve."""
    tags = own(record)
    across = [number(value) for code, value in tags if code == 10][:CORNERS]
    up = [number(value) for code, value in tags if code == 20]
    return [(x, y, 0.0) for x, y in zip(across, up, strict=False)]


def _is_closed(record: Record) -> bool:
    return bool(int(number(first(record, 70))) & CLOSED)


def _arc(record: Record) -> list[Point]:
    """Its ends, with its middle between them."""
    x, y, z = _point(record, 10)
    radius, start, end = number(first(record, 40)), number(first(record, 50)), number(first(record, 51))
    sweep = (end - start) % 360.0
    turns = (math.radians(start + sweep * share) for share in (0.0, 0.5, 1.0))
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn), z) for turn in turns]
