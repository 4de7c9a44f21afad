"""NumPy arrays and pickles. Nothing is ever unpickled: of a pickle the strings are read, as its opcodes give them.

Source: NumPy, NEP 1 (the .npy format); Python, `pickletools`.
"""

from __future__ import annotations

import ast
import math
import pickletools
from typing import TYPE_CHECKING

import numpy as np

from classifiers.largefile import LargeFile
from classifiers.readers.binary import add_runs, add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.science.numbers import add_values
from classifiers.readers.trailing import read_rest
from classifiers.readers.words import word
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADER_BYTES = 10_000
SHORTEST_HEADER = 10
OPCODES = 2_000_000
SHORT_BYTES = 64


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """One array."""
    try:
        dtype, shape, start = _header(data)
        draft.add_line(word(data[SHORTEST_HEADER:start]))
    except (ValueError, SyntaxError, TypeError, KeyError, MemoryError, RecursionError):
        draft.degrade(Reading.PARTIAL, "damaged", "header")
        add_strings(data, draft)
        return
    if dtype.hasobject:
        read_pickle(data[start:], draft, job, depth)
        return
    count = math.prod(shape)
    draft.cad["VALUE"] += count
    body = data[start : start + count * dtype.itemsize]
    values = np.frombuffer(body[: len(body) // max(1, dtype.itemsize) * dtype.itemsize], dtype)
    if values.size == count:
        values = values.reshape(shape)
    else:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    add_values("array", values, draft, job)
    read_rest(data, start + count * dtype.itemsize, draft, job, depth)


def _header(data: bytes | LargeFile) -> tuple[np.dtype[np.generic], tuple[int, ...], int]:
    wide = 2 if data[6] == 1 else 4
    size = int.from_bytes(data[8 : 8 + wide], "little")
    if size > HEADER_BYTES:
        raise ValueError
    text = data[8 + wide : 8 + wide + size].decode("utf-8" if data[6] >= 3 else "latin-1")
    header = ast.literal_eval(text)
    shape = tuple(int(length) for length in header["shape"])
    if any(length < 0 for length in shape) or not header["descr"]:
        raise ValueError
    return np.dtype(header["descr"]), shape, 8 + wide + size


def read_pickle(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every string and name in a pickle; finding `pickle`."""
    del depth
    draft.find("pickle")
    rest = 0
    try:
        for number, (opcode, argument, place) in enumerate(pickletools.genops(data)):
            if number % 10_000 == 0:
                job.check_time()
            if number >= OPCODES:
                raise LimitReached("entries", OPCODES)
            rest = place or 0
            if isinstance(argument, str):
                draft.add_line(argument)
            elif isinstance(argument, bytes | bytearray):
                (add_strings if len(argument) <= SHORT_BYTES else add_runs)(bytes(argument), draft)
            draft.cad["GLOBAL"] += opcode.name in ("GLOBAL", "STACK_GLOBAL")
            draft.cad["REDUCE"] += opcode.name in ("REDUCE", "NEWOBJ", "BUILD", "INST", "OBJ")
    except LimitReached:
        raise
    except Exception as error:  # noqa: BLE001 - genops raises whatever its arguments do
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        add_strings(data[rest:], draft)
