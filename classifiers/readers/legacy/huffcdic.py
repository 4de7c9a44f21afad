"""Books packed with a Huffman code over a dictionary of phrases (`HUFF` and `CDIC` records of Mobipocket)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from classifiers.readers.job import Job

LEVELS = 16
PHRASES = 2_000_000


class Dictionary:
    """Phrases, and the code that they are named by.

    Args:
        records: The `HUFF` record and the `CDIC` records behind it.
        job: Whose limits count.

    Raises:
        ValueError: no such records.
    """

    def __init__(self, records: list[bytes], job: Job) -> None:
        self._job = job
        if not records or records[0][:4] != b"HUFF":
            raise ValueError("no code")
        head = records[0]
        quick, long = struct.unpack_from(">II", head, 8)
        self._quick = struct.unpack_from(">256I", head, quick)
        bounds = struct.unpack_from(">64I", head, long)
        self._low = [0, *(value << (31 - number) for number, value in enumerate(bounds[0::2]))]
        self._high = [0, *((value + 1 << (31 - number)) - 1 for number, value in enumerate(bounds[1::2]))]
        self._phrases: list[tuple[bytes, bool]] = []
        for record in records[1:]:
            self._add_phrases(record)

    def _add_phrases(self, record: bytes) -> None:
        if record[:4] != b"CDIC":
            raise ValueError("no dictionary")
        total, bits = struct.unpack_from(">II", record, 8)
        count = min(1 << min(bits, 24), max(0, total - len(self._phrases)), (len(record) - 16) // 2)
        if len(self._phrases) + count > PHRASES:
            raise LimitReached("structure_items", PHRASES)
        for start in struct.unpack_from(f">{count}H", record, 16):
            size = struct.unpack_from(">H", record, 16 + start)[0]
            phrase = record[18 + start : 18 + start + (size & 0x7FFF)]
            self._phrases.append((phrase, bool(size & 0x8000)))

    def unpacked(self, packed: bytes) -> bytes:
        """The text of a record.

        Raises:
            ValueError: phrases that lead back to themselves, or codes that name none.
            LimitReached: more comes out than allowed.
        """
        out = bytearray()
        waiting = [iter(self._codes(packed))]
        while waiting:
            if len(waiting) > LEVELS:
                raise ValueError("too deep")
            index = next(waiting[-1], -1)
            if index < 0:
                waiting.pop()
                continue
            if index >= len(self._phrases):
                raise ValueError("no such phrase")
            phrase, is_plain = self._phrases[index]
            if is_plain:
                out += phrase
            else:
                waiting.append(iter(self._codes(phrase)))
            self._check(out)
        return bytes(out)

    def _check(self, out: bytearray) -> None:
        self._job.check_time()
        if len(out) > self._job.limits.part_bytes:
            raise LimitReached("part_bytes", self._job.limits.part_bytes)

    def _codes(self, packed: bytes) -> list[int]:
        """Numbers of the phrases that a record names."""
        left = 8 * len(packed)
        padded = packed + b"\0" * 8
        found: list[int] = []
        place = 0
        while True:
            window = int.from_bytes(padded[place >> 3 : (place >> 3) + 8], "big") >> (32 - (place & 7)) & 0xFFFFFFFF
            entry = self._quick[window >> 24]
            length, high = entry & 0x1F, ((entry >> 8) + 1 << (32 - (entry & 0x1F))) - 1
            if not entry & 0x80:
                while length < 32 and window < self._low[length]:
                    length += 1
                high = self._high[min(length, 32)]
            if not length:
                raise ValueError("no such code")
            left -= length
            if left < 0:
                return found
            place += length
            found.append((high - window) >> (32 - length))
