"""MATLAB files: version 4, version 5 (packed variables too), and 7.3, which is HDF5.

Source: The MathWorks, MAT-File Format, R2023a.
"""

from __future__ import annotations

import math
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from classifiers.largefile import LargeFile
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.science import hdf5
from classifiers.readers.science.numbers import add_values
from classifiers.readers.words import word, words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEAD_BYTES = 128
NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
MATRIX, PACKED, UTF8, UTF16, UTF32 = 14, 15, 16, 17, 18
CELL, STRUCT, OBJECT, CHAR, SPARSE, FUNCTION, OPAQUE = 1, 2, 3, 4, 5, 16, 17
NESTED = 32
# What begins a file within a file, in either order of bytes.
WITHIN = (b"\0\1IM\0\0\0\0", b"\1\0MI\0\0\0\0")
FORMS_V4 = {0: "f8", 1: "f4", 2: "i4", 3: "i2", 4: "u2", 5: "u1"}


class DamagedError(Exception):
    """Bytes that are no element."""


class Element(NamedTuple):
    """One tagged piece."""

    type: int
    body: bytes


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """All variables; of a damaged file those before the fault, and the strings of the rest."""
    if hdf5.SIGNATURE in data[:4096]:
        hdf5.read(data, draft, job, depth)
        return
    is_old = not data.startswith(b"MATLAB")
    reader = _Reader(data, draft, job)
    try:
        reader.read_old(data) if is_old else reader.read_file(data)
    except LimitReached:
        raise
    except (DamagedError, ValueError, struct.error, zlib.error, KeyError, OverflowError) as error:
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        add_strings(data[reader.place :], draft)


class _Reader:
    """Reads elements and what they hold."""

    def __init__(self, data: bytes | LargeFile, draft: Draft, job: Job) -> None:
        self.place = 0
        self._draft, self._job = draft, job
        self._order = ">" if data[126:128] == b"MI" else "<"
        self._left_bytes = job.bytes_left

    def read_file(self, data: bytes | LargeFile) -> None:
        """Version 5."""
        self._draft.add_metadata("comments", word(data[:116]))
        self._draft.add_line(words(data[:116]))
        add_strings(data[116:124], self._draft)  # a place in the file, or nothing
        self.place = HEAD_BYTES
        while self.place + 8 <= len(data):
            start = self.place
            element, self.place = self._element(data, self.place)
            if element.type == PACKED:
                element, _ = self._element(self._unpacked(element.body), 0)
            if element.type == MATRIX:
                self._matrix("", element.body, 0)
            elif element.body:
                add_strings(element.body, self._draft)
            if self.place <= start:
                raise DamagedError
        add_strings(data[self.place :], self._draft)

    def read_old(self, data: bytes | LargeFile) -> None:
        """Version 4: matrices, one behind the other."""
        while len(data) - self.place >= 20:
            order = "<" if data[self.place + 2 : self.place + 4] == b"\0\0" else ">"
            form, rows, columns, imaginary, size = struct.unpack(f"{order}5I", data[self.place : self.place + 20])
            name = word(data[self.place + 20 : self.place + 20 + size])
            dtype = np.dtype(order + FORMS_V4[form % 100 // 10])
            start = self.place + 20 + size
            values = np.frombuffer(data[start : start + rows * columns * dtype.itemsize], dtype)
            if values.size != rows * columns:
                raise DamagedError
            self._draft.cad["VARIABLE"] += 1
            self._draft.at(name)
            if form % 10 == 1:
                self._letters(name, values.astype(np.uint32), (rows, columns))
            else:
                add_values(name, values.reshape(rows, columns, order="F"), self._draft, self._job)
            self.place = start + values.nbytes * (1 + (imaginary & 1))

    def _unpacked(self, packed: bytes) -> bytes:
        most_bytes = min(self._job.limits.part_bytes, self._left_bytes)
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(packed, max(1, most_bytes))
        self._left_bytes -= len(data)
        if unpacker.unconsumed_tail and len(data) >= most_bytes:
            raise LimitReached("part_bytes", self._job.limits.part_bytes)
        return data

    def _element(self, data: bytes | LargeFile, place: int) -> tuple[Element, int]:
        """The element at a place, and the place behind it."""
        if place + 8 > len(data):
            raise DamagedError
        kind, size = struct.unpack(f"{self._order}II", data[place : place + 8])
        if kind >> 16:  # a small one keeps its data where the size would be
            return Element(kind & 0xFFFF, data[place + 4 : place + 4 + min(4, kind >> 16)]), place + 8
        end = place + 8 + size
        if end > len(data):
            raise DamagedError
        return Element(kind, data[place + 8 : end]), end + (-size % 8 if kind != PACKED else 0)

    def _matrix(self, path: str, body: bytes, level: int) -> None:
        if not body:
            return
        if level > NESTED:
            raise LimitReached("depth", NESTED)
        self._job.check_time()
        flags, place = self._element(body, 0)
        kind = int.from_bytes(flags.body[:4], "little" if self._order == "<" else "big") & 0xFF
        if kind == OPAQUE:
            self._object(path, body, place, level)
            return
        shape_element, place = self._element(body, place)
        shape = tuple(self._numbers(shape_element).tolist())
        name_element, place = self._element(body, place)
        label = path or word(name_element.body)
        if not path:
            self._draft.cad["VARIABLE"] += 1
            self._draft.at(label)
        self._contents(kind, label, shape, body, place, level)

    def _object(self, path: str, body: bytes, place: int, level: int) -> None:
        """An object of a class: its name, its class, and what it is kept as."""
        while place + 8 <= len(body):
            inner, place = self._element(body, place)
            if inner.type == MATRIX:
                self._matrix(path or "object", inner.body, level + 1)
            else:
                self._draft.add_line(words(inner.body))

    def _beside(self, label: str, raw: bytes, level: int) -> None:
        """Values of objects, which stand as a file within the file."""
        place = len(WITHIN[0])
        while place + 8 <= len(raw):
            inner, place = self._element(raw, place)
            if inner.type == MATRIX:
                self._matrix(label or "objects", inner.body, level + 1)

    def _contents(self, kind: int, label: str, shape: tuple[int, ...], body: bytes, place: int, level: int) -> None:
        if kind == CELL:
            self._draft.add_line(f"{label}:")
            while place + 8 <= len(body):
                inner, place = self._element(body, place)
                self._matrix(f"{label}{{}}", inner.body, level + 1)
        elif kind in (STRUCT, OBJECT):
            self._fields(kind, label, body, place, level)
        elif kind == CHAR:
            inner, place = self._element(body, place)
            self._text(label, inner, shape)
        elif kind == FUNCTION:
            inner, place = self._element(body, place)
            self._matrix(f"{label}@", inner.body, level + 1)
        else:
            while place + 8 <= len(body):
                inner, place = self._element(body, place)
                if inner.body.startswith(WITHIN):
                    self._beside(label, inner.body, level)
                    continue
                values = self._numbers(inner)
                if values.dtype.itemsize == 1:
                    add_strings(values.tobytes(), self._draft)
                if kind != SPARSE and values.size == math.prod(shape):
                    values = values.reshape(shape, order="F")
                add_values(label, values, self._draft, self._job)

    def _fields(self, kind: int, label: str, body: bytes, place: int, level: int) -> None:
        if kind == OBJECT:
            name, place = self._element(body, place)
            self._draft.add_line(word(name.body))
        length_element, place = self._element(body, place)
        names_element, place = self._element(body, place)
        length = max(1, int(self._numbers(length_element)[0]))
        raw = names_element.body
        names = [word(raw[start : start + length]) for start in range(0, len(raw), length)]
        self._draft.add_line(f"{label}: {' '.join(names)}")
        number = 0
        while place + 8 <= len(body):
            inner, place = self._element(body, place)
            self._matrix(f"{label}.{names[number % len(names)] if names else ''}", inner.body, level + 1)
            number += 1

    def _numbers(self, element: Element) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
        dtype = np.dtype(self._order + NUMBERS[element.type])
        return np.frombuffer(element.body[: len(element.body) // dtype.itemsize * dtype.itemsize], dtype)

    def _text(self, label: str, element: Element, shape: tuple[int, ...]) -> None:
        order = "le" if self._order == "<" else "be"
        if element.type == UTF8 or element.type in (1, 2):
            codes = np.array([ord(char) for char in _decoded(element.body)], np.uint32)
        elif element.type in (UTF16, 4):
            text = element.body.decode(f"utf-16-{order}", "replace")
            codes = np.array([ord(char) for char in text], np.uint32)
        elif element.type == UTF32:
            codes = np.array([ord(char) for char in element.body.decode(f"utf-32-{order}", "replace")], np.uint32)
        else:
            raise DamagedError
        self._letters(label, codes, shape[:2])

    def _letters(self, label: str, codes: np.ndarray[tuple[int], np.dtype[np.uint32]], shape: tuple[int, ...]) -> None:
        """Rows of letters, which are kept column by column."""
        rows = shape[0] if len(shape) > 1 and codes.size == math.prod(shape) and shape[0] > 0 else 1
        for row in codes.reshape(-1, rows).T:
            line = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in row.tolist())
            self._draft.add_line(f"{label} = {line.rstrip()}")


def _decoded(body: bytes) -> str:
    return word(body.replace(b"\0", b" "))
