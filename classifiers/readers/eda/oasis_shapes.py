"""The shapes of OASIS: each record may leave out what is as in the one before.

Source: SEMI P39-0416, chapters 10 and 25 to 33.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.eda.cells import ONCE, Copies
from classifiers.readers.eda.oasis_stream import CutOffError

if TYPE_CHECKING:
    from classifiers.readers.eda.oasis_stream import Stream
    from classifiers.readers.eda.plot import Point

RECTANGLE, POLYGON, PATH, TRAPEZOID, CTRAPEZOID, CIRCLE, XGEOMETRY = 20, 21, 22, 23, 26, 27, 33
NAMES = {
    RECTANGLE: "RECTANGLE",
    POLYGON: "POLYGON",
    PATH: "PATH",
    23: "TRAPEZOID",
    24: "TRAPEZOID",
    25: "TRAPEZOID",
    CTRAPEZOID: "CTRAPEZOID",
    CIRCLE: "CIRCLE",
    XGEOMETRY: "XGEOMETRY",
}
EXPLICIT = 3


class Modal:
    """Values that hold until they are given anew, or a new cell begins."""

    def __init__(self) -> None:
        self.is_relative = False
        self._numbers: dict[str, float] = {}
        self._outlines: dict[bool, list[Point]] = {}
        self.layer = ""
        self.extension = b""

    def place(self, stream: Stream, prefix: str, has_x: int, has_y: int) -> Point:
        """Where an element stands."""
        for axis, is_there in (("x", has_x), ("y", has_y)):
            if is_there:
                value = float(stream.signed())
                key = prefix + axis
                self._numbers[key] = self._numbers.get(key, 0.0) + value if self.is_relative else value
        return self._numbers.get(prefix + "x", 0.0), self._numbers.get(prefix + "y", 0.0)

    def number(self, stream: Stream, key: str, is_there: int) -> float:
        """An unsigned number, or the last one of that name."""
        if is_there:
            self._numbers[key] = float(stream.unsigned())
        return self._numbers.get(key, 0.0)

    def shape(self, stream: Stream, kind: int) -> tuple[list[Point], Copies]:
        """The outline that a record draws, and where it stands again."""
        info = stream.byte()
        if kind == XGEOMETRY:
            stream.unsigned()
        layer = self.number(stream, "layer", info & 1)
        datatype = self.number(stream, "datatype", info & 2)
        self.layer = f"{layer:.0f}/{datatype:.0f}"
        points = self._outline(stream, kind, info)
        x, y = self.place(stream, "g", info & 0x10, info & 8)
        copies = stream.copies() if info & 4 else ONCE
        return [(x + one, y + other) for one, other in points], copies

    def _outline(self, stream: Stream, kind: int, info: int) -> list[Point]:
        match kind:
            case 20:
                width = self.number(stream, "width", info & 0x40)
                if info & 0x80:
                    self._numbers["height"] = width
                height = self.number(stream, "height", info & 0x20)
                return _rectangle(width, height)
            case 21:
                return self._points(stream, info & 0x20, is_polygon=True)
            case 22:
                return self._path(stream, info)
            case 23 | 24 | 25:
                return self._trapezoid(stream, kind, info)
            case 26:
                kind_of = int(self.number(stream, "ctrapezoid", info & 0x80))
                width = self.number(stream, "width", info & 0x40)
                height = self.number(stream, "height", info & 0x20)
                return _ctrapezoid(kind_of, width, height)
            case 27:
                radius = self.number(stream, "radius", info & 0x20)
                return [(-radius, 0), (0, radius), (radius, 0), (0, -radius), (-radius, 0)]
            case 33:
                self.extension = stream.string()
                return []
        raise CutOffError

    def _points(self, stream: Stream, is_there: int, *, is_polygon: bool) -> list[Point]:
        if is_there:
            self._outlines[is_polygon] = stream.points(is_polygon=is_polygon)
        return self._outlines.get(is_polygon, [])

    def _path(self, stream: Stream, info: int) -> list[Point]:
        self.number(stream, "halfwidth", info & 0x40)
        if info & 0x80:
            scheme = stream.unsigned()
            for end in (scheme >> 2 & 3, scheme & 3):
                if end == EXPLICIT:
                    stream.signed()
        return self._points(stream, info & 0x20, is_polygon=False)

    def _trapezoid(self, stream: Stream, kind: int, info: int) -> list[Point]:
        width = self.number(stream, "width", info & 0x40)
        height = self.number(stream, "height", info & 0x20)
        first = float(stream.signed()) if kind != 25 else 0.0
        second = float(stream.signed()) if kind != 24 else 0.0
        if info & 0x80:  # upright
            return [
                (0, max(first, 0)),
                (width, max(-first, 0)),
                (width, height - max(second, 0)),
                (0, height + min(second, 0)),
                (0, max(first, 0)),
            ]
        return [
            (max(first, 0), height),
            (width + min(second, 0), height),
            (width - max(second, 0), 0),
            (max(-first, 0), 0),
            (max(first, 0), height),
        ]


def _rectangle(width: float, height: float) -> list[Point]:
    return [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]


def _ctrapezoid(kind: int, width: float, height: float) -> list[Point]:
    """The box round one of 26 fixed forms; of the triangles and slanted ones the box is what counts here."""
    if kind in (16, 17, 18, 19, 25):
        return _rectangle(width, width)
    if kind in (20, 21):
        return _rectangle(2 * height, height)
    if kind in (22, 23):
        return _rectangle(width, 2 * width)
    return _rectangle(width, height)
