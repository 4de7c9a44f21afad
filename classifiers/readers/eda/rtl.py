"""Rows of pixels between the commands of a plot (HP RTL), as pictures of their own.

Invariants:
- Everything that is not an escape sequence with its data is handed back for the plot.
- Strips of one width that follow each other are one picture, so that no letter is cut.
- What is not understood (a method of packing, a palette of another kind) is told, never left out.

Source: Hewlett-Packard, The HP-GL/2 and HP RTL Reference Guide, chapters 15 to 18.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from classifiers.readers.packbits import changed, packed_bits, run_lengths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.job import Job

# An escape sequence of several values: one group for all of them, the last one in a capital.
SEQUENCE = re.compile(rb"\x1b([!-/])([`-~])((?:[+-]?\d{0,7}[`-~])*[+-]?\d{0,7}[@-^])")
VALUE = re.compile(rb"([+-]?\d{0,7})([@-~])")
# Letters whose value counts bytes that follow.
WITH_DATA = frozenset("VW")
CONFIGURATION_BYTES, MOST_BITS = 6, 32
STEP_ROWS = 256
WIDEST_PX = 32_768
LEAST_COST_PX = 256  # of a row, however short
INDEXED, BY_PIXEL = 2, 1  # bits of the pixel encoding: direct from here on; by pixel, not by plane
RAW = 0


class Raster(NamedTuple):
    """The pictures of a plot.

    Attributes:
        rest: The plot without them.
        pictures: Each as a file.
        lost: Rows that could not be unpacked, or that no limit allowed.
        rows: Rows with data.
    """

    rest: bytes
    pictures: list[bytes]
    lost: int
    rows: int


def split(data: bytes, job: Job) -> Raster:
    """A plot's pictures, and what is left of it.

    Raises:
        LimitReached: the time is up.
    """
    pieces, start = [], 0
    canvas = _Canvas(job)
    while match := SEQUENCE.search(data, start):
        pieces.append(data[start : match.start()])
        start = match.end()
        group = (match.group(1) + match.group(2)).decode("ascii")
        for value, letter in _values(match.group(3)):
            is_data = letter.upper() in WITH_DATA and (
                group == "*b" or (group == "*v" and value <= CONFIGURATION_BYTES)
            )
            size = max(0, value) if is_data else 0
            content = data[start : start + size]
            canvas.take(group, letter.upper(), value, content)
            if group == "*v" and max(content, default=0) > MOST_BITS:
                pieces.append(content)  # no configuration
            start += size
    canvas.end()
    return Raster(b"".join([*pieces, data[start:]]), canvas.pictures, canvas.lost, canvas.rows)


def _values(raw: bytes) -> Iterator[tuple[int, str]]:
    for found in VALUE.finditer(raw):
        number = found.group(1)
        yield int(number) if number.strip(b"+-") else 0, found.group(2).decode("ascii")


class _Canvas:
    """The picture that is being sent, and how its pixels are written."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._left_px = job.limits.image_px
        self._width, self._encoding, self._bits = 0, 0, 1
        self._direct_bits = (8, 8, 8)
        self._palette = np.array([255, 0], np.uint8)
        self._color = [0, 0, 0]
        self._method = RAW
        self._planes: list[bytes] = []
        self._seeds: dict[int, bytes] = {}
        self._lines: list[np.ndarray] = []
        self.pictures: list[bytes] = []
        self.lost = self.rows = 0

    def take(self, group: str, letter: str, value: int, data: bytes) -> None:
        """One value of a sequence, and the bytes behind it."""
        match group, letter:
            case "*r", "S":
                if self._width != (width := min(max(0, value), WIDEST_PX)):
                    self.end()
                self._width = width
            case "*r", "U":
                self._simple_palette(value)
            case "*r", "A" | "B" | "C":
                self._begin()
            case "*v", "W" if len(data) >= 6:
                self._configure(data)
            case "*v", "A" | "B" | "C":
                self._color["ABC".index(letter)] = min(max(0, value), 255)
            case "*v", "I" if 0 <= value < len(self._palette):
                self._palette[value] = _gray(*self._color)
            case "*b", "M":
                self._method = value
            case "*b", "Y":
                self._skip(min(max(0, value), WIDEST_PX))
            case "*b", "V":
                self._planes.append(self._row(data))
            case "*b", "W":
                self._planes.append(self._row(data))
                self._end_row()
            case _:
                pass

    def end(self) -> None:
        """The picture is complete."""
        if self._lines:
            self._job.check_time()
            self._draw(max(map(len, self._lines)))
        self._begin()
        self._lines = []

    def _begin(self) -> None:
        """What follows is another picture, or more of the same one: printers want a large one strip by strip."""
        self._planes, self._seeds = [], {}

    def _draw(self, width: int) -> None:
        if not width:
            return
        if width * len(self._lines) > self._job.limits.image_px:
            self.lost += len(self._lines)
            return
        rows = [np.pad(line, (0, width - len(line)), constant_values=255) for line in self._lines]
        buffer = io.BytesIO()
        Image.fromarray(np.stack(rows)).save(buffer, "PNG")
        self.pictures.append(buffer.getvalue())

    def _simple_palette(self, planes: int) -> None:
        """One plane of black on white, or three: of light, or of ink where the number is negative."""
        self._encoding, self._bits = 0, 3 if abs(planes) in (3, 4) else 1
        light = [_gray(*(255 * (index >> bit & 1) for bit in range(3))) for index in range(8)]
        self._palette = np.array([255, 0] if self._bits == 1 else light if planes > 0 else light[::-1], np.uint8)

    def _configure(self, data: bytes) -> None:
        self._encoding, self._bits = data[1] & 3, min(max(1, data[2]), 8)
        self._direct_bits = (data[3], data[4], data[5])
        self._palette = np.linspace(255, 0, 1 << self._bits).astype(np.uint8)

    def _row_bytes(self, data: bytes) -> int:
        if not self._width:
            return max(len(data), 1) if self._method == RAW else WIDEST_PX // 8
        bits = 1
        if self._encoding & BY_PIXEL:
            bits = sum(self._direct_bits) if self._encoding & INDEXED else self._bits
        return (self._width * bits + 7) // 8

    def _row(self, data: bytes) -> bytes:
        most = self._row_bytes(data)
        self.rows += 1
        if self.rows % STEP_ROWS == 0:
            self._job.check_time()
        plane = len(self._planes)
        match self._method:
            case 0:
                row = data[: most + 1]
            case 1:
                row = run_lengths(data, most + 1)
            case 2:
                row = packed_bits(data, most + 1)
            case 3:
                row = changed(data, self._seeds.get(plane, b""), most + 1).removesuffix(b"\0")
            case _:
                row = bytes(most + 1)
        self.lost += len(row) > most  # what would stand beside the picture
        self._seeds[plane] = row = row[:most].ljust(most if self._width else 0, b"\0")
        return row

    def _skip(self, rows: int) -> None:
        blank = np.full(max(1, self._width), 255, np.uint8)
        for _ in range(min(rows, max(1, self._left_px // LEAST_COST_PX))):
            self._add(blank)
        self._seeds = {}

    def _end_row(self) -> None:
        planes, self._planes = self._planes, []
        if not self._encoding & BY_PIXEL:
            bits = [np.unpackbits(np.frombuffer(plane, np.uint8)) for plane in planes[:8]]
            most = max(map(len, bits))
            index = sum(np.pad(row, (0, most - len(row))).astype(np.uint16) << place for place, row in enumerate(bits))
            self._add(self._shown(np.asarray(index)))
        elif self._encoding & INDEXED and self._direct_bits == (8, 8, 8):
            row = np.frombuffer(planes[-1][: len(planes[-1]) // 3 * 3], np.uint8).reshape(-1, 3)
            self._add((row @ np.array([0.299, 0.587, 0.114])).astype(np.uint8))
        elif not self._encoding & INDEXED and self._bits in (1, 2, 4, 8):
            self._add(self._shown(_indices(planes[-1], self._bits)))
        else:
            self.lost += 1

    def _shown(self, index: np.ndarray) -> np.ndarray:
        return np.asarray(self._palette[np.minimum(index, len(self._palette) - 1)])

    def _add(self, line: np.ndarray) -> None:
        line = line[: self._width] if self._width else line
        self._left_px -= max(LEAST_COST_PX, len(line))
        if self._left_px < 0:
            self.lost += 1
        else:
            self._lines.append(line)


def _indices(row: bytes, bits: int) -> np.ndarray:
    values = np.frombuffer(row, np.uint8)
    if bits == 8:
        return values
    shifts = np.arange(8 - bits, -1, -bits)
    return np.asarray(values[:, None] >> shifts & (1 << bits) - 1).ravel()


def _gray(red: int, green: int, blue: int) -> int:
    return round(0.299 * red + 0.587 * green + 0.114 * blue)
