"""Bitmaps in the records of a QuickDraw picture, as files of their own.

Invariant: all that is stored of a row is shown, also what stands beside its visible part; more than that is told.

Source: Apple, Inside Macintosh: Imaging With QuickDraw, chapter 4 and appendix A.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from classifiers.readers.packbits import packed_bits

if TYPE_CHECKING:
    from classifiers.readers.job import Job

PIXMAP = 0x8000
ROW_MASK = 0x3FFF
UNPACKED_BYTES = 8  # rows below are never packed
LONG_ROW_BYTES = 250  # from here on a packed row's length takes two bytes
BY_WORD, BY_COMPONENT = 3, 4
STEP_ROWS = 256
# Operations: unpacked, packed and direct ones; the odd of each has a region.
DIRECT = (0x9A, 0x9B)
PACKED = (0x98, 0x99, *DIRECT)


class Bits:
    """One bitmap, taken from where it stands.

    Args:
        data: The whole picture.
        place: Where the bitmap begins.
        operation: Of the record; 0 for a pattern, which has no rectangles.

    Attributes:
        place: Behind it.
        hides: Whether its rows hold more than they may.
        region: What of it is shown, from its length on.
        is_large: Whether it has more pixels than are decoded.
    """

    def __init__(self, data: bytes, place: int, operation: int, job: Job) -> None:
        self._data, self.place, self._job = data, place, job
        self.hides = self.is_large = False
        self.region = b""
        self._is_direct, self._is_packed = operation in DIRECT, operation in PACKED or not operation
        self._colours = np.array([[255] * 3, [0] * 3], np.uint8)
        self._head()
        if operation:
            self.place += 18
            if operation & 1:
                self.region = data[self.place : self.place + max(2, self._word(self.place))]
                self.place += len(self.region)
        self._rows = self._unpacked()

    def picture(self, least_px: int) -> bytes:
        """A file that shows it; empty where it is smaller than `least_px` one way, or too large."""
        if not self._rows or min(len(self._rows), 8 * len(self._rows[0]) // self._depth) < least_px:
            return b""
        stored = np.frombuffer(b"".join(self._rows), np.uint8).reshape(len(self._rows), -1)
        buffer = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(self._shown(stored))).save(buffer, "PNG")
        return buffer.getvalue()

    def _word(self, place: int) -> int:
        value: int = struct.unpack_from(">H", self._data, place)[0]
        return value

    def _head(self) -> None:
        self.place += 4 if self._is_direct else 0
        stride = self._word(self.place)
        top, _, bottom, _ = struct.unpack_from(">hhhh", self._data, self.place + 2)
        self._stride, self._height = stride & ROW_MASK, bottom - top
        self._depth, self._parts, self._packing = 1, 1, 0
        self.place += 10
        if stride & PIXMAP or self._is_direct:
            self._packing, self._depth, self._parts = struct.unpack_from(">2xH14xHH", self._data, self.place)
            self.place += 36
            if not self._is_direct:
                self._take_colours()
        if self._height <= 0 or not self._stride or self._depth not in ((16, 32) if self._is_direct else (1, 2, 4, 8)):
            raise ValueError("no bitmap")

    def _take_colours(self) -> None:
        flags, last = struct.unpack_from(">HH", self._data, self.place + 4)
        if last > 255:
            raise ValueError("no table of colours")
        entries = np.array(struct.unpack_from(f">{4 * (last + 1)}H", self._data, self.place + 8)).reshape(-1, 4)
        self._colours = np.zeros((256, 3), np.uint8)
        places = np.arange(last + 1) if flags & PIXMAP else entries[:, 0] & 0xFF
        self._colours[places] = entries[:, 1:] >> 8
        self.place += 8 + 8 * (last + 1)

    def _unpacked(self) -> list[bytes]:
        """Rows as they are stored, packed or not; where there are too many pixels they are only passed over."""
        packing = self._packing or (BY_WORD if self._depth == 16 else BY_COMPONENT)
        is_packed = self._is_packed and self._stride >= UNPACKED_BYTES
        size = self._stride
        if self._is_direct and packing in (1, 2):
            is_packed, size = False, self._stride * 3 // 4 if packing == 2 else self._stride
        elif self._is_direct and packing == BY_COMPONENT and is_packed:
            size = self._stride // 4 * self._parts
        self._packing = packing if is_packed or packing == 2 else 1
        self.is_large = size * 8 // self._depth * self._height > self._job.limits.image_px
        rows: list[bytes] = []
        for number in range(self._height):
            if number % STEP_ROWS == 0:
                self._job.check_time()
            row = self._packed_row(size) if is_packed else self._plain_row(size)
            if not self.is_large:
                rows.append(row)
        return rows

    def _plain_row(self, size: int) -> bytes:
        row = self._data[self.place : self.place + size]
        self.place += size
        if len(row) < size:
            raise ValueError("cut off")
        return row

    def _packed_row(self, size: int) -> bytes:
        width = 2 if self._stride > LONG_ROW_BYTES else 1
        count = int.from_bytes(self._data[self.place : self.place + width], "big")
        packed = self._data[self.place + width : self.place + width + count]
        self.place += width + count
        if len(packed) < count:
            raise ValueError("cut off")
        row = packed_bits(packed, size + 1, unit=2 if self._is_direct and self._packing == BY_WORD else 1)
        self.hides |= len(row) > size
        return row[:size].ljust(size, b"\0")

    def _shown(self, rows: np.ndarray) -> np.ndarray:
        if not self._is_direct:
            shifts = np.arange(8 - self._depth, -1, -self._depth)
            index = rows[:, :, None] >> shifts & (1 << self._depth) - 1
            return np.asarray(self._colours[np.minimum(index, len(self._colours) - 1).reshape(len(rows), -1)])
        if self._depth == 16:
            words = rows[:, : rows.shape[1] // 2 * 2].reshape(len(rows), -1, 2).astype(np.uint16)
            value = words[:, :, 0] << 8 | words[:, :, 1]
            return np.stack([(value >> shift & 31) << 3 for shift in (10, 5, 0)], axis=2).astype(np.uint8)
        if self._packing == BY_COMPONENT:
            across = rows.shape[1] // max(1, self._parts)
            return np.stack([rows[:, part * across :][:, :across] for part in range(self._parts)[-3:]], axis=2)
        step = 3 if self._packing == 2 else 4
        return rows[:, : rows.shape[1] // step * step].reshape(len(rows), -1, step)[:, :, -3:]
