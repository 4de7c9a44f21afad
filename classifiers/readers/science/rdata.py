"""R data (RDS, RData) in its binary form: names, attributes, strings and the extent of numbers.

Source: R Internals, 1.8 Serialization Formats.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from classifiers.readers.binary import add_runs, add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.science.numbers import add_values
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADS = (b"RDX2\n", b"RDX3\n")
SYMBOL, PAIRS, CLOSURE, ENVIRONMENT, PROMISE, LANGUAGE = 1, 2, 3, 4, 5, 6
SPECIAL, BUILTIN, CHARS, LOGICAL, INTEGER, REAL, COMPLEX, STRINGS, DOTS = 7, 8, 9, 10, 13, 14, 15, 16, 17
VECTOR, EXPRESSION, BYTECODE, POINTER, WEAK, RAW, S4 = 19, 20, 21, 22, 23, 24, 25
ALTREP, ATTRIBUTE_PAIRS, ATTRIBUTE_LANGUAGE, NAMESPACE, PACKAGE, PERSISTENT, REFERENCE = (
    238,
    239,
    240,
    249,
    250,
    247,
    255,
)
NUMBERS = {LOGICAL: ">i4", INTEGER: ">i4", REAL: ">f8", COMPLEX: ">c16"}
# Nothing follows these: nil, the global, base and empty environments, a missing argument and the like.
EMPTY = frozenset({254, 253, 252, 251, 242, 241})
OBJECTS = 500_000
NESTED = 150
ENCODINGS = {0x08: "utf-8", 0x04: "latin-1", 0x40: "ascii"}


class DamagedError(Exception):
    """Bytes that are no object."""


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """One object, or all of a saved session."""
    del depth
    reader = _Reader(data, draft, job)
    try:
        reader.run()
    except (DamagedError, struct.error, RecursionError) as error:
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        add_strings(data[reader.place :], draft)


class _Reader:
    def __init__(self, data: bytes, draft: Draft, job: Job) -> None:
        self.place = 5 if data[:5] in HEADS else 0
        self._data, self._draft, self._job = data, draft, job
        self._objects = 0

    def run(self) -> None:
        """The head, and the object behind it."""
        if self._take(2) != b"X\n":
            raise DamagedError
        version = self._int()
        writer = self._int()
        self._int()
        self._draft.add_metadata("producer", f"R {writer >> 16}.{writer >> 8 & 255}.{writer & 255}")
        if version == 3:
            self._draft.add_metadata("encoding", self._take(self._int()).decode("ascii", "replace"))
        self._object("", 0)
        if rest := self._data[self.place :].strip(b"\0"):
            add_strings(rest, self._draft)

    def _take(self, size: int) -> bytes:
        if not 0 <= size <= len(self._data) - self.place:
            raise DamagedError
        self.place += size
        return self._data[self.place - size : self.place]

    def _int(self) -> int:
        return int(struct.unpack(">i", self._take(4))[0])

    def _length(self) -> int:
        length = self._int()
        return length if length != -1 else (self._int() << 32) + self._int()

    def _object(self, label: str, level: int) -> str:
        """Read one object; what a name or a string says is returned as well."""
        self._objects += 1
        if self._objects > OBJECTS:
            raise LimitReached("entries", OBJECTS)
        if self._objects % 1_000 == 0:
            self._job.check_time()
        if level > NESTED:
            raise LimitReached("depth", NESTED)
        flags = self._int()
        kind, has_attributes, has_tag = flags & 0xFF, flags & 0x200, flags & 0x400
        if kind in EMPTY:
            return ""
        if kind in (PAIRS, LANGUAGE, CLOSURE, PROMISE, DOTS, ATTRIBUTE_PAIRS, ATTRIBUTE_LANGUAGE):
            self._pairs(flags, level)
            return ""
        text = self._value(kind, flags, label, level)
        del has_tag
        if has_attributes and kind != CHARS:
            self._object(f"{label}@", level + 1)
        return text

    def _value(self, kind: int, flags: int, label: str, level: int) -> str:
        if kind == SYMBOL:
            return self._object("", level + 1)
        if kind == CHARS:
            return self._chars(flags)
        if kind == REFERENCE:
            if flags >> 8 == 0:
                self._int()
        elif kind in NUMBERS:
            self._numbers(kind, label)
        elif kind == STRINGS:
            self._strings(label, self._length(), level)
        elif kind in (VECTOR, EXPRESSION):
            self._draft.cad["LIST"] += 1
            for _ in range(self._length()):
                self._object(label, level + 1)
        elif kind == RAW:
            add_runs(self._take(self._length()), self._draft)
        elif kind in (SPECIAL, BUILTIN):
            self._draft.add_line(self._take(self._int()).decode("utf-8", "replace"))
        elif kind in (NAMESPACE, PACKAGE, PERSISTENT):
            self._int()
            self._strings(label, self._int(), level)
        else:
            self._rare(kind, label, level)
        return ""

    def _rare(self, kind: int, label: str, level: int) -> None:
        if kind == ENVIRONMENT:
            self._int()
            for _ in range(4):
                self._object(label, level + 1)
        elif kind == POINTER:
            for _ in range(2):
                self._object(label, level + 1)
        elif kind == ALTREP:
            for _ in range(3):
                self._object(label, level + 1)
        elif kind not in (WEAK, S4):
            raise DamagedError

    def _pairs(self, flags: int, level: int) -> None:
        """A chain of named values, however long."""
        while True:
            kind = flags & 0xFF
            if flags & 0x200 or kind in (ATTRIBUTE_PAIRS, ATTRIBUTE_LANGUAGE):
                self._object("", level + 1)
            tag = self._object("", level + 1) if flags & 0x400 else ""
            self._draft.add_line(tag)
            self._object(tag, level + 1)
            place = self.place
            flags = self._int()
            self._objects += 1
            if flags & 0xFF not in (PAIRS, LANGUAGE, ATTRIBUTE_PAIRS, ATTRIBUTE_LANGUAGE):
                self.place = place
                self._object(tag, level + 1)
                return

    def _chars(self, flags: int) -> str:
        size = self._int()
        if size == -1:
            return ""
        raw = self._take(size)
        mark = flags >> 12 & 0xFF
        encoding = next((name for bit, name in ENCODINGS.items() if mark & bit), "")
        return raw.decode(encoding or "utf-8", "replace")

    def _strings(self, label: str, count: int, level: int) -> None:
        del label
        for _ in range(count):
            self._draft.add_line(self._object("", level + 1))

    def _numbers(self, kind: int, label: str) -> None:
        dtype = np.dtype(NUMBERS[kind])
        values = np.frombuffer(self._take(self._length() * dtype.itemsize), dtype)
        self._draft.cad["VECTOR"] += 1
        if values.size:
            add_values(label or "values", values, self._draft, self._job)
