"""TDMS of LabVIEW: groups, channels, their properties, texts and the extent of measured values.

Source: NI, TDMS File Format Internal Structure.
"""

from __future__ import annotations

import datetime
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifiers.largefile import LargeFile
from classifiers.readers.binary import add_runs, add_strings
from classifiers.readers.science.numbers import add_values
from classifiers.readers.words import word
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

LEAD_BYTES = 28
TAG = b"TDSm"
HAS_META, HAS_RAW, IS_INTERLEAVED, IS_BIG, HAS_DAQMX, IS_NEW = 2, 8, 32, 64, 128, 4
NUMBERS = {
    1: "i1", 2: "i2", 3: "i4", 4: "i8", 5: "u1", 6: "u2", 7: "u4", 8: "u8", 9: "f4", 10: "f8", 0x19: "f4", 0x1A: "f8",
    0x21: "u1",
}  # fmt: skip
TEXT, TIME = 0x20, 0x44
SAME, NONE = 0, 0xFFFFFFFF
EPOCH = datetime.datetime(1904, 1, 1, tzinfo=datetime.UTC)
PROPERTIES = {"name": "title", "title": "title", "author": "author", "description": "comments", "datetime": "created"}
OBJECTS = 100_000


class DamagedError(Exception):
    """Bytes that are no segment."""


@dataclass(slots=True)
class Channel:
    """How a channel's values stand in the raw data of a segment."""

    path: str
    type: int = 0
    count: int = 0
    size_bytes: int = 0


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """All segments."""
    del depth
    reader = _Reader(data, draft, job)
    try:
        reader.run()
    except (DamagedError, struct.error, OverflowError, ValueError) as error:
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        add_strings(data[reader.segment :], draft)


class _Reader:
    def __init__(self, data: bytes | LargeFile, draft: Draft, job: Job) -> None:
        self.segment = 0
        self._place = 0
        self._data, self._draft, self._job = data, draft, job
        self._order = "<"
        self._known: dict[str, Channel] = {}
        self._active: dict[str, Channel] = {}

    def run(self) -> None:
        """Segment by segment."""
        while self.segment + LEAD_BYTES <= len(self._data):
            self._job.check_time()
            if self._data[self.segment : self.segment + 4] != TAG:
                raise DamagedError
            (flags,) = struct.unpack("<I", self._data[self.segment + 4 : self.segment + 8])
            self._order = ">" if flags & IS_BIG else "<"
            start = self.segment + LEAD_BYTES
            following, raw = struct.unpack(f"{self._order}QQ", self._data[self.segment + 12 : start])
            end = min(len(self._data), start + following)
            self._place = start
            if flags & HAS_META:
                self._objects(is_new=bool(flags & IS_NEW))
            if flags & HAS_RAW:
                self._raw(start + raw, end, is_plain=not flags & (IS_INTERLEAVED | HAS_DAQMX))
            if start + following > len(self._data) and following < 1 << 63:
                self._draft.degrade(Reading.PARTIAL, "damaged", "cut off")
            self.segment = end

    def _take(self, size: int) -> bytes:
        if not 0 <= size <= len(self._data) - self._place:
            raise DamagedError
        self._place += size
        return self._data[self._place - size : self._place]

    def _int(self) -> int:
        return int(struct.unpack(f"{self._order}I", self._take(4))[0])

    def _text(self) -> str:
        return word(self._take(self._int()))

    def _objects(self, *, is_new: bool) -> None:
        if is_new:
            self._active = {}
        for _ in range(self._int()):
            path = self._text()
            if path not in self._known:
                self._draft.at(path)
                self._draft.add_line(path)
                self._draft.cad["OBJECT"] += 1
            if len(self._known) >= OBJECTS:
                raise DamagedError
            channel = self._known.setdefault(path, Channel(path))
            index = self._int()
            if index not in (SAME, NONE):
                self._index(channel, index)
            if index != NONE:
                self._active.setdefault(path, channel)
            for _number in range(self._int()):
                self._property(path)

    def _index(self, channel: Channel, size: int) -> None:
        if size in (0x1269, 0x126A):  # raw data of a DAQmx device, which are numbers
            raise DamagedError
        channel.type = self._int()
        self._int()
        (channel.count,) = struct.unpack(f"{self._order}Q", self._take(8))
        if channel.type == TEXT:
            (channel.size_bytes,) = struct.unpack(f"{self._order}Q", self._take(8))
        else:
            channel.size_bytes = channel.count * np.dtype(NUMBERS.get(channel.type, "V16")).itemsize

    def _property(self, path: str) -> None:
        name, kind = self._text(), self._int()
        value = self._value(kind)
        self._draft.add_line(f"{name}: {value}")
        if path == "/" and name.lower() in PROPERTIES:
            self._draft.add_metadata(PROPERTIES[name.lower()], value)

    def _value(self, kind: int) -> str:
        if kind == TEXT:
            return self._text()
        if kind == TIME:
            fraction, seconds = struct.unpack(f"{self._order}Qq", self._take(16))
            del fraction
            return (EPOCH + datetime.timedelta(seconds=seconds)).isoformat()[:19] if abs(seconds) < 1 << 36 else ""
        if kind not in NUMBERS:
            raise DamagedError
        dtype = np.dtype(self._order + NUMBERS[kind])
        return f"{np.frombuffer(self._take(dtype.itemsize), dtype)[0]:g}"

    def _raw(self, start: int, end: int, *, is_plain: bool) -> None:
        """Values, channel by channel; the same order again for each further chunk."""
        chunk_bytes = sum(channel.size_bytes for channel in self._active.values())
        if not is_plain or not chunk_bytes:
            add_runs(self._data[start:end], self._draft)
            return
        place = start
        while place + chunk_bytes <= end:
            for channel in self._active.values():
                self._values(channel, self._data[place : place + channel.size_bytes])
                place += channel.size_bytes
        add_runs(self._data[place:end], self._draft)

    def _values(self, channel: Channel, raw: bytes) -> None:
        self._draft.at(channel.path)
        if channel.type == TEXT:
            ends = np.frombuffer(raw[: 4 * channel.count], f"{self._order}u4").tolist()
            letters, begin = raw[4 * channel.count :], 0
            for end in ends:
                self._draft.add_line(word(letters[begin:end]))
                begin = end
        elif channel.type in NUMBERS:
            dtype = np.dtype(self._order + NUMBERS[channel.type])
            values = np.frombuffer(raw[: len(raw) // dtype.itemsize * dtype.itemsize], dtype)
            add_values(channel.path, values, self._draft, self._job)
        else:
            add_runs(raw, self._draft)
