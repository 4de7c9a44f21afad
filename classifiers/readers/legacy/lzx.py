"""LZX as compiled help and cabinets use it: sliding window, verbatim, aligned and stored blocks.

Source: MS-PATCH, sections 2.1 to 2.7.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.legacy.bits import code_table

if TYPE_CHECKING:
    from classifiers.readers.job import Job

VERBATIM, ALIGNED, STORED = 1, 2, 3
FRAME = 0x8000
PRETREE, ALIGNED_CODES, LENGTHS = 20, 8, 249
WIDTHS = {PRETREE: 15, ALIGNED_CODES: 7, LENGTHS: 16}
SLOTS = {15: 30, 16: 32, 17: 34, 18: 36, 19: 38, 20: 42, 21: 50}
EXTRA = (0, 0, 0, 0, *(bits for bits in range(1, 17) for _ in (0, 1)), *([17] * 16))
BASES = tuple(sum(1 << bits for bits in EXTRA[:slot]) for slot in range(len(EXTRA)))
MATCH_LETTERS = 256
TRANSLATED_FRAMES = 32768


class Words16:
    """Bits out of 16-bit words, little end first within a word, most significant bit first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0
        self._held = 0
        self.count = 0

    @property
    def is_over(self) -> bool:
        """Whether much more was taken than there is."""
        return self.place > len(self._data) + 8

    def peek(self, count: int) -> int:
        """The next bits, 17 at most, without taking them."""
        while self.count < count:
            pair = self._data[self.place : self.place + 2]
            self._held = (self._held & ((1 << self.count) - 1)) << 16 | int.from_bytes(pair, "little")
            self.place += 2
            self.count += 16
        return (self._held >> (self.count - count)) & ((1 << count) - 1)

    def take(self, count: int) -> int:
        """The next bits, 17 at most."""
        value = self.peek(count)
        self.count -= count
        return value

    def symbol(self, table: list[int], width: int) -> int:
        """The next symbol of a code."""
        found = table[self.peek(width)]
        if found < 0:
            raise ValueError("no such code")
        self.count -= found & 31
        return found >> 5

    def align(self) -> None:
        """Go to the next word; a whole one where it stands at one."""
        if not self.count:
            self.place += 2
        self.count = 0

    def frame_end(self) -> None:
        """Go to the next word, nowhere where it stands at one."""
        self.count -= self.count % 16

    def raw(self, size: int) -> bytes:
        """Bytes as they are."""
        found = self._data[self.place : self.place + size]
        self.place += size
        return found


class Decoder:
    """One LZX stream from where it was reset.

    Args:
        window_bits: 15 to 21.
        job: Whose clock counts.

    Raises:
        ValueError: a window of another size.
    """

    def __init__(self, window_bits: int, job: Job) -> None:
        if window_bits not in SLOTS:
            raise ValueError("no such window")
        self._job = job
        self._letters = MATCH_LETTERS + 8 * SLOTS[window_bits]
        self._main_lengths = [0] * self._letters
        self._length_lengths = [0] * LENGTHS
        self._recent = [1, 1, 1]
        self._main: list[int] = []
        self._length: list[int] = []
        self._aligned: list[int] = []
        self._kind = self._left = 0
        self._translation = 0

    def decode(self, data: bytes, size: int) -> bytes:
        """`size` bytes out of `data`, frame after frame; less where it is cut off.

        Raises:
            ValueError: no LZX.
            LimitReached: the time is up.
        """
        bits = Words16(data)
        if bits.take(1):
            self._translation = bits.take(16) << 16 | bits.take(16)
        out = bytearray()
        while len(out) < size and not bits.is_over:
            self._job.check_time()
            end = min(size, len(out) - len(out) % FRAME + FRAME)
            while len(out) < end and not bits.is_over:
                if not self._left:
                    self._open_block(bits)
                self._run(bits, out, end)
            bits.frame_end()
        del out[size:]
        return self._translated(out) if self._translation else bytes(out)

    def _open_block(self, bits: Words16) -> None:
        if self._kind == STORED and bits.place % 2:
            bits.place += 1
        self._kind = bits.take(3)
        self._left = bits.take(16) << 8 | bits.take(8)
        if self._kind == ALIGNED:
            self._aligned = code_table([bits.take(3) for _ in range(ALIGNED_CODES)], 7)
        if self._kind in (VERBATIM, ALIGNED):
            self._read_lengths(bits, self._main_lengths, 0, MATCH_LETTERS)
            self._read_lengths(bits, self._main_lengths, MATCH_LETTERS, self._letters)
            self._read_lengths(bits, self._length_lengths, 0, LENGTHS)
            self._main = code_table(self._main_lengths, 16)
            self._length = code_table(self._length_lengths, 16)
        elif self._kind == STORED:
            bits.align()
            bits.count = 0
            self._recent = list(struct.unpack("<III", bits.raw(12).ljust(12, b"\0")))
        else:
            raise ValueError("no such block")
        if not self._left:
            raise ValueError("an empty block")

    def _read_lengths(self, bits: Words16, lengths: list[int], start: int, end: int) -> None:
        table = code_table([bits.take(4) for _ in range(PRETREE)], 15)
        place = start
        while place < end:
            code = bits.symbol(table, 15)
            if code == 17:
                count, value = bits.take(4) + 4, 0
            elif code == 18:
                count, value = bits.take(5) + 20, 0
            elif code == 19:
                count = bits.take(1) + 4
                value = (lengths[place] - bits.symbol(table, 15)) % 17
            else:
                count, value = 1, (lengths[place] - code) % 17
            if bits.is_over:
                raise ValueError("cut off")
            count = min(count, end - place)
            lengths[place : place + count] = [value] * count
            place += count

    def _run(self, bits: Words16, out: bytearray, end: int) -> None:
        """Decode up to the end of the frame or the block."""
        if self._kind == STORED:
            found = bits.raw(min(end - len(out), self._left))
            if not found:
                raise ValueError("cut off")
            out += found
            self._left -= len(found)
            return
        start = len(out)
        end = min(end, start + self._left)
        while len(out) < end:
            letter = bits.symbol(self._main, 16)
            if letter < MATCH_LETTERS:
                out.append(letter)
                continue
            if bits.is_over:
                break
            length = (letter - MATCH_LETTERS) & 7
            if length == 7:
                length += bits.symbol(self._length, 16)
            self._copy(out, self._offset(bits, (letter - MATCH_LETTERS) >> 3), length + 2)
        self._left = max(0, self._left - (len(out) - start))

    def _offset(self, bits: Words16, slot: int) -> int:
        recent = self._recent
        if slot < 3:
            offset = recent[slot]
            recent[slot] = recent[0]
            recent[0] = offset
            return offset
        extra = EXTRA[slot]
        if self._kind == ALIGNED and extra >= 3:
            low = bits.take(extra - 3) << 3
            low += bits.symbol(self._aligned, 7)
        else:
            low = bits.take(extra)
        offset = BASES[slot] + low - 2
        self._recent = [offset, recent[0], recent[1]]
        return offset

    def _copy(self, out: bytearray, offset: int, length: int) -> None:
        start = len(out) - offset
        if start < 0 or offset < 1:
            raise ValueError("before the beginning")
        if offset >= length:
            out += out[start : start + length]
            return
        piece = bytes(out[start:])
        out += (piece * (length // len(piece) + 1))[:length]

    def _translated(self, out: bytearray) -> bytes:
        """Jumps of x86 code made relative again."""
        for frame in range(0, min(len(out), TRANSLATED_FRAMES * FRAME), FRAME):
            end = min(frame + FRAME, len(out)) - 10
            place = out.find(0xE8, frame, end)
            while 0 <= place < end:
                absolute = struct.unpack_from("<i", out, place + 1)[0]
                if -place <= absolute < self._translation:
                    relative = absolute - place if absolute >= 0 else absolute + self._translation
                    struct.pack_into("<i", out, place + 1, relative)
                place = out.find(0xE8, place + 5, end)
        return bytes(out)
