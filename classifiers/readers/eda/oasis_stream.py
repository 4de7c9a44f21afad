"""The numbers and strings that an OASIS file is made of, read from bytes without ever making more than there are.

Source: SEMI P39-0416, chapters 7 (data) and 35 (CBLOCK).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from classifiers.readers.eda.cells import ONCE, Copies
from classifiers.readers.eda.plot import Point, box_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARINT_BYTES = 10
PADDED_BYTES = 260
KEPT = 50_000
STEPS = 10_000
EAST, NORTH, WEST, SOUTH = (1, 0), (0, 1), (-1, 0), (0, -1)
OCTANT = (EAST, NORTH, WEST, SOUTH, (1, 1), (-1, 1), (-1, -1), (1, -1))


class CutOffError(Exception):
    """The bytes end, or make no sense, in the middle of something."""


class Stream:
    """Reads one run of bytes, front to back.

    Args:
        check: Called now and then in long loops; may raise to end them.
    """

    def __init__(self, data: bytes, place: int = 0, *, check: Callable[[], None] = lambda: None) -> None:
        self.data = data
        self.place = place
        self._check = check
        self._last_copies = ONCE

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self.place >= len(self.data)

    def byte(self) -> int:
        """The next byte.

        Raises:
            CutOffError: there is none, as with everything read below.
        """
        if self.place >= len(self.data):
            raise CutOffError
        self.place += 1
        return self.data[self.place - 1]

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        if count > len(self.data) - self.place:
            raise CutOffError
        self.place += count
        return self.data[self.place - count : self.place]

    def unsigned(self) -> int:
        """Seven bits a byte, least first; writers fill up the file's end with zeros that way."""
        value = 0
        for shift in range(0, 7 * PADDED_BYTES, 7):
            byte = self.byte()
            if byte & 0x7F:
                if shift >= 7 * VARINT_BYTES:
                    break
                value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise CutOffError

    def signed(self) -> int:
        """The same, with the sign in the lowest bit."""
        value = self.unsigned()
        return -(value >> 1) if value & 1 else value >> 1

    def real(self, kind: int | None = None) -> float:
        """A number in one of eight forms."""
        match self.unsigned() if kind is None else kind:
            case 0:
                return float(self.unsigned())
            case 1:
                return -float(self.unsigned())
            case 2:
                return 1.0 / (self.unsigned() or 1)
            case 3:
                return -1.0 / (self.unsigned() or 1)
            case 4:
                return self.unsigned() / (self.unsigned() or 1)
            case 5:
                return -self.unsigned() / (self.unsigned() or 1)
            case 6:
                return float(struct.unpack("<f", self.take(4))[0])
            case 7:
                return float(struct.unpack("<d", self.take(8))[0])
        raise CutOffError

    def string(self) -> bytes:
        """A length and as many bytes."""
        return self.take(self.unsigned())

    def interval(self) -> str:
        """Layers or types that a name is for."""
        match self.unsigned():
            case 0:
                return "*"
            case 1:
                return f"0-{self.unsigned()}"
            case 2:
                return f"{self.unsigned()}-"
            case 3:
                return str(self.unsigned())
            case 4:
                return f"{self.unsigned()}-{self.unsigned()}"
        raise CutOffError

    def general_delta(self) -> Point:
        """A step into one of eight directions, or any."""
        first = self.unsigned()
        if first & 1:
            x = first >> 2
            return float(-x if first & 2 else x), float(self.signed())
        across, along = OCTANT[first >> 1 & 7]
        return float(across * (first >> 4)), float(along * (first >> 4))

    def points(self, *, is_polygon: bool) -> list[Point]:
        """The outline that a list of steps describes, from (0, 0) on."""
        kind, count = self.unsigned(), self.unsigned()
        if count > len(self.data) - self.place:
            raise CutOffError
        points = list(self._walk(lambda number: self._step(kind, number), count, is_double=kind == 5))
        x, y = points[-1]
        if is_polygon and kind in (0, 1) and count:
            points.append((x, 0.0) if (count + kind) % 2 else (0.0, y))
        if is_polygon:
            points.append((0.0, 0.0))
        return points

    def _walk(self, step: Callable[[int], Point], count: int, *, is_double: bool = False) -> Iterator[Point]:
        """(0, 0) and where each step leads; of a very long way its beginning, its far corners and its end."""
        x = y = run_x = run_y = 0.0
        left = low = right = high = 0.0
        yield x, y
        for number in range(count):
            if number % STEPS == STEPS - 1:
                self._check()
            step_x, step_y = step(number)
            if is_double:
                run_x, run_y = run_x + step_x, run_y + step_y
                step_x, step_y = run_x, run_y
            x, y = x + step_x, y + step_y
            left, low, right, high = min(left, x), min(low, y), max(right, x), max(high, y)
            if number < KEPT:
                yield x, y
        if count > KEPT:
            yield from ((left, low), (right, high), (x, y))

    def _step(self, kind: int, number: int) -> Point:
        if kind in (0, 1):
            length = float(self.signed())
            return (length, 0.0) if number % 2 == kind else (0.0, length)
        if kind in (2, 3):
            value = self.unsigned()
            (across, along), length = OCTANT[value & (3 if kind == 2 else 7)], value >> kind
            return float(across * length), float(along * length)
        if kind in (4, 5):
            return self.general_delta()
        raise CutOffError

    def copies(self) -> Copies:
        """Where something stands again; the form 0 means as the last time."""
        kind = self.unsigned()
        if kind:
            self._last_copies = self._grid(kind) if kind in (1, 2, 3, 8, 9) else self._listed(kind)
        return self._last_copies

    def _grid(self, kind: int) -> Copies:
        columns = self.unsigned() + 2
        if kind in (1, 8):
            rows = self.unsigned() + 2
            if kind == 8:
                return Copies(columns=columns, rows=rows, column=self.general_delta(), row=self.general_delta())
            column, row = (float(self.unsigned()), 0.0), (0.0, float(self.unsigned()))
            return Copies(columns=columns, rows=rows, column=column, row=row)
        if kind == 9:
            return Copies(columns=columns, column=self.general_delta())
        step = float(self.unsigned())
        return Copies(columns=columns, column=(step, 0.0) if kind == 2 else (0.0, step))

    def _listed(self, kind: int) -> Copies:
        if kind not in (4, 5, 6, 7, 10, 11):
            raise CutOffError
        count = self.unsigned() + 1
        grid = self.unsigned() if kind in (5, 7, 11) else 1
        if count > len(self.data) - self.place:
            raise CutOffError

        def step(number: int) -> Point:
            del number
            if kind in (10, 11):
                across, along = self.general_delta()
                return across * grid, along * grid
            length = float(self.unsigned() * grid)
            return (length, 0.0) if kind in (4, 5) else (0.0, length)

        offsets = tuple(self._walk(step, count))
        return Copies(columns=count + 1, offsets=offsets, span=box_of(offsets))

    def compressed(self, most_bytes: int) -> bytes:
        """The records packed in a block, up to `most_bytes`."""
        if self.unsigned() != 0:
            raise CutOffError
        size, packed = self.unsigned(), self.unsigned()
        if size > most_bytes:
            raise CutOffError
        try:
            return zlib.decompressobj(-15).decompress(self.take(packed), size or 1)
        except zlib.error as error:
            raise CutOffError from error
