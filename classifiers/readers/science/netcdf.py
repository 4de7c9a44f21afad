"""NetCDF classic (CDF-1, CDF-2, CDF-5): names, attributes and values of every variable.

Source: Unidata, The NetCDF classic format specification.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.science.hdf5 import PROPERTIES
from classifiers.readers.science.numbers import add_values
from classifiers.readers.words import words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

CHAR = 2
TYPES = {1: ">i1", 2: "S1", 3: ">i2", 4: ">i4", 5: ">f4", 6: ">f8", 7: ">u1", 8: ">u2", 9: ">u4", 10: ">i8", 11: ">u8"}
STREAMING = (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)


class Variable(NamedTuple):
    """One variable as the header tells it."""

    name: str
    shape: tuple[int, ...]
    is_record: bool
    type: int
    begin: int
    size_bytes: int


class _Header:
    """Reads the header front to back; every count is checked against the bytes there are."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 4
        self._count_bytes = 8 if data[3] == 5 else 4
        self._offset_bytes = 4 if data[3] == 1 else 8

    def number(self, size: int = 0) -> int:
        size = size or self._count_bytes
        return int.from_bytes(self.take(size), "big")

    def offset(self) -> int:
        return self.number(self._offset_bytes)

    def tag(self) -> int:
        return self.number(4)

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self._place:
            raise EOFError
        self._place += size
        return self._data[self._place - size : self._place]

    def name(self) -> str:
        size = self.number()
        return words(self.take(size + -size % 4)[:size])

    def items(self) -> int:
        """How many entries a list has."""
        self.tag()
        count = self.number()
        if count > len(self._data) - self._place:
            raise EOFError
        return count

    def length(self) -> int:
        """How many dimensions a variable has."""
        count = self.number()
        if count > len(self._data) - self._place:
            raise EOFError
        return count

    def attribute(self) -> tuple[str, Any]:
        name = self.name()
        kind, count = self.tag(), self.number()
        size = count * np.dtype(TYPES[kind]).itemsize
        raw = self.take(size + -size % 4)[:size]
        return name, words(raw) if kind == CHAR else np.frombuffer(raw, TYPES[kind])


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A whole file; of one that is cut off, what is there."""
    del depth
    try:
        _read(data, draft, job)
    except LimitReached:
        raise
    except (EOFError, KeyError, ValueError, IndexError, OverflowError):
        draft.degrade(Reading.PARTIAL, "damaged", "NetCDF")
        add_strings(data, draft)


def _read(data: bytes, draft: Draft, job: Job) -> None:
    header = _Header(data)
    records = header.number()
    dimensions = []
    for _ in range(header.items()):
        name, length = header.name(), header.number()
        dimensions.append(length)
        draft.add_line(f"{name} = {length or 'unlimited'}")
    _attributes(header, draft, job, is_root=True)
    variables = []
    for _ in range(header.items()):
        name = header.name()
        draft.at(name)
        draft.add_line(name)
        shape = tuple(dimensions[header.number()] for _ in range(header.length()))
        _attributes(header, draft, job, is_root=False)
        kind, size, begin = header.tag(), header.number(), header.offset()
        is_record = bool(shape) and shape[0] == 0
        variables.append(Variable(name, shape[1:] if is_record else shape, is_record, kind, begin, size))
    _values(data, variables, records, draft, job)


def _attributes(header: _Header, draft: Draft, job: Job, *, is_root: bool) -> None:
    for _ in range(header.items()):
        name, value = header.attribute()
        if isinstance(value, str):
            draft.add_line(f"{name}: {value}")
            if is_root and name.lower() in PROPERTIES:
                draft.add_metadata(PROPERTIES[name.lower()], value)
        else:
            add_values(name, value, draft, job)


def _values(data: bytes, variables: list[Variable], records: int, draft: Draft, job: Job) -> None:
    inner = [variable for variable in variables if variable.is_record]
    sizes = [_size(variable) for variable in inner]
    # Alone, records follow each other without gaps; else each piece is filled up to four bytes.
    step = sizes[0] if len(inner) == 1 else sum(size + -size % 4 for size in sizes)
    if records in STREAMING and inner and step:
        records = (len(data) - min(variable.begin for variable in inner)) // step
    for variable in variables:
        job.check_time()
        draft.cad["VARIABLE"] += 1
        dtype = np.dtype(TYPES[variable.type])
        shape = (records, *variable.shape) if variable.is_record else variable.shape
        if 0 in shape:
            continue
        if math.prod(shape) * dtype.itemsize > len(data):
            raise EOFError
        strides = _strides(variable.shape, dtype.itemsize)
        values = np.ndarray(shape, dtype, data, variable.begin, ((step, *strides) if variable.is_record else strides))
        draft.at(variable.name)
        if variable.type == CHAR:
            rows = np.ascontiguousarray(values).reshape(-1, shape[-1] if shape else 1)
            for row in rows:
                draft.add_line(words(row.tobytes()))
        else:
            add_values(variable.name, values, draft, job)


def _size(variable: Variable) -> int:
    return math.prod(variable.shape) * np.dtype(TYPES[variable.type]).itemsize


def _strides(shape: tuple[int, ...], item_bytes: int) -> tuple[int, ...]:
    strides = [item_bytes]
    for length in reversed(shape[1:]):
        strides.append(strides[-1] * length)
    return tuple(reversed(strides)) if shape else ()
