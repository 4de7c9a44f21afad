"""Lines of an enhanced metafile, through its window and its transformation to one plane.

Source: [MS-EMF] 2.3.5 and 2.3.11 to 2.3.12.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.readers.vector.sheet import Point, Sheet

WINDOW_EXTENT, WINDOW_ORIGIN, VIEW_EXTENT, VIEW_ORIGIN = 9, 10, 11, 12
SAVE, RESTORE = 33, 34
SET_TRANSFORM, MODIFY_TRANSFORM = 35, 36
IDENTITY, LEFT, RIGHT, SET = 1, 2, 3, 4
MOVE, LINE = 27, 54
BOXES = frozenset({42, 43, 44})
# Kind of record: whether its points are small, whether they go on from the pen, whether they are closed.
LINES = {
    2: (False, False, False), 3: (False, False, True), 4: (False, False, False), 5: (False, True, False),
    6: (False, True, False), 85: (True, False, False), 86: (True, False, True), 87: (True, False, False),
    88: (True, True, False), 89: (True, True, False),
}  # fmt: skip
SEVERAL = {7: (False, False), 8: (False, True), 90: (True, False), 91: (True, True)}
SAVED = 1_000
PLAIN = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Transform = tuple[float, float, float, float, float, float]


class Strokes:
    """Follows where the pen is and how the plane lies."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._pen: Point = (0.0, 0.0)
        self._transform: Transform = PLAIN
        self._window = [1.0, 1.0, 0.0, 0.0]  # extents, origin
        self._view = [1.0, 1.0, 0.0, 0.0]
        self._saved: list[tuple[Transform, list[float], list[float]]] = []

    @property
    def scale(self) -> float:
        """By how much lengths grow."""
        a, b, c, d, _, _ = self._transform
        return math.sqrt(abs(a * d - b * c)) * abs(self._view[1] / (self._window[1] or 1.0)) or 1.0

    def placed(self, x: float, y: float) -> Point:
        """A point of a record on the plane of the sheet."""
        a, b, c, d, e, f = self._transform
        x, y = a * x + c * y + e, b * x + d * y + f
        window, view = self._window, self._view
        return (
            (x - window[2]) * view[0] / (window[0] or 1.0) + view[2],
            (y - window[3]) * view[1] / (window[1] or 1.0) + view[3],
        )

    def play(self, kind: int, record: bytes) -> None:
        """One record; others than those of lines and of the plane are let pass."""
        sheet = self._sheet
        if kind in (MOVE, LINE):
            point = self.placed(*struct.unpack_from("<ii", record, 8))
            if kind == LINE:
                sheet.counts["LINE"] += 1
                sheet.stroke([self._pen, point])
            self._pen = point
        elif kind in BOXES:
            left, top, right, bottom = struct.unpack_from("<iiii", record, 8)
            corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            sheet.counts["SHAPE"] += 1
            sheet.stroke([self.placed(x, y) for x, y in corners])
        elif kind in LINES:
            is_small, goes_on, is_closed = LINES[kind]
            count = struct.unpack_from("<I", record, 24)[0]
            self._line(self._points(record, 28, count, is_small=is_small), goes_on=goes_on, is_closed=is_closed)
        elif kind in SEVERAL:
            self._several(record, *SEVERAL[kind])
        else:
            self._lay(kind, record)

    def _several(self, record: bytes, is_small: bool, is_closed: bool) -> None:
        lines = struct.unpack_from("<I", record, 24)[0]
        if lines > len(record) // 4:
            raise struct.error("more lines than bytes")
        counts = struct.unpack_from(f"<{lines}I", record, 32)
        place = 32 + 4 * lines
        for count in counts:
            self._line(self._points(record, place, count, is_small=is_small), goes_on=False, is_closed=is_closed)
            place += count * (4 if is_small else 8)

    def _points(self, record: bytes, place: int, count: int, *, is_small: bool) -> list[Point]:
        if count > len(record) // 4:
            raise struct.error("more points than bytes")
        values = struct.unpack_from(f"<{2 * count}{'h' if is_small else 'i'}", record, place)
        return [self.placed(x, y) for x, y in zip(values[::2], values[1::2], strict=True)]

    def _line(self, points: list[Point], *, goes_on: bool, is_closed: bool) -> None:
        self._sheet.counts["POLYLINE"] += 1
        if not points:
            return
        line = [self._pen, *points] if goes_on else points
        self._sheet.stroke(line + line[:1] if is_closed else line)
        if goes_on:
            self._pen = points[-1]

    def _lay(self, kind: int, record: bytes) -> None:
        if kind in (WINDOW_EXTENT, WINDOW_ORIGIN, VIEW_EXTENT, VIEW_ORIGIN):
            pair = [float(value) for value in struct.unpack_from("<ii", record, 8)]
            box = self._window if kind in (WINDOW_EXTENT, WINDOW_ORIGIN) else self._view
            box[slice(0, 2) if kind in (WINDOW_EXTENT, VIEW_EXTENT) else slice(2, 4)] = pair
        elif kind == SAVE and len(self._saved) < SAVED:
            self._saved.append((self._transform, [*self._window], [*self._view]))
        elif kind == RESTORE and self._saved:
            back = max(1, min(len(self._saved), -struct.unpack_from("<i", record, 8)[0]))
            self._transform, self._window, self._view = self._saved[-back]
            del self._saved[-back:]
        elif kind == SET_TRANSFORM:
            self._transform = struct.unpack_from("<6f", record, 8)
        elif kind == MODIFY_TRANSFORM:
            other: Transform = struct.unpack_from("<6f", record, 8)
            mode = struct.unpack_from("<I", record, 32)[0]
            now = self._transform
            laid = {IDENTITY: PLAIN, SET: other, LEFT: _times(other, now), RIGHT: _times(now, other)}
            self._transform = laid.get(mode, now)


def _times(first: Transform, then: Transform) -> Transform:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip
