"""GDSII: every record of a chip layout, with the names, texts and properties in it.

Source: Calma, GDSII Stream Format Manual 6.0, 1987.
"""

from __future__ import annotations

import contextlib
import datetime
import struct
from typing import TYPE_CHECKING

import numpy as np

from classifiers.largefile import LargeFile, seen
from classifiers.readers.binary import add_strings
from classifiers.readers.eda.cells import ONCE, Cell, Copies, Layout, Reference
from classifiers.readers.eda.plot import join
from classifiers.readers.models.payload import add_long_runs
from classifiers.readers.trailing import read_rest
from classifiers.readers.words import word, words
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.eda.plot import Box, Point
    from classifiers.readers.job import Job

BGNLIB, LIBNAME, UNITS, ENDLIB = 0x01, 0x02, 0x03, 0x04
BGNSTR, STRNAME, ENDSTR = 0x05, 0x06, 0x07
BOUNDARY, PATH, SREF, AREF, TEXT, BOX, NODE = 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x2D, 0x15
LAYER, DATATYPE, XY, ENDEL, SNAME, COLROW, TEXTTYPE, STRING = 0x0D, 0x0E, 0x10, 0x11, 0x12, 0x13, 0x16, 0x19
STRANS, MAG, ANGLE, NODETYPE, PROPATTR, PROPVALUE, BOXTYPE = 0x1A, 0x1B, 0x1C, 0x2A, 0x2B, 0x2C, 0x2E
ELEMENTS = {BOUNDARY: "BOUNDARY", PATH: "PATH", SREF: "SREF", AREF: "AREF", TEXT: "TEXT", BOX: "BOX", NODE: "NODE"}
TYPES_OF_LAYER = frozenset({DATATYPE, TEXTTYPE, NODETYPE, BOXTYPE})
NAMES = frozenset({LIBNAME, STRNAME, SNAME, STRING, PROPVALUE})
TAPECODE = 0x33
NO_DATA, BITS, TWO_BYTES, FOUR_BYTES, REAL, LETTERS = 0, 1, 2, 3, 5, 6
LAST_RECORD = 0x3B
RECORD = struct.Struct(">HBB")
# Records of numbers that may be longer than eight bytes.
LONGEST_BYTES = {BGNLIB: 24, BGNSTR: 24, UNITS: 16, TAPECODE: 12}
GATHERED_BYTES = 4 * 1024 * 1024
# As a coordinate, text is a long way off: about 17 mm at the usual nanometre.
FAR = 1 << 24
METRES_TO_UM = 1e6
LAST_SHORT_YEAR = 999


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """A whole stream; of one that is cut off, what stands before the cut."""
    library = _Library(draft, job)
    end = 0
    for number, (kind, data_type, body, place) in enumerate(_records(data)):
        if number % 20_000 == 0:
            job.check_time()
        library.take(kind, data_type, body)
        end = place + len(body)
    library.finish()
    if not library.is_ended:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        add_strings(data.stretch(end, len(data)) if isinstance(data, LargeFile) else data[end:], draft)
    else:
        read_rest(data, end, draft, job, depth)
    library.layout.finish(draft, job, micrometres=library.metres * METRES_TO_UM)


def _records(data: bytes | LargeFile) -> Iterator[tuple[int, int, bytes, int]]:
    """Kind, type of data, body and its place, up to the end of the library or the first record that is none."""
    place, length = 0, len(data)
    view = data if isinstance(data, bytes) else seen(data)  # a slice of bytes is what is wanted, and quick
    while place + 4 <= length:
        size, kind, data_type = RECORD.unpack_from(view, place)
        if size < 4 or place + size > length:
            return
        yield kind, data_type, bytes(view[place + 4 : place + size]), place + 4
        place += size
        if kind == ENDLIB:
            return


class _Gathered:
    """Coordinates, looked at many at a time: how far they reach, and whether they are words."""

    def __init__(self, draft: Draft, job: Job) -> None:
        self.box: Box | None = None
        self._draft, self._job = draft, job
        self._bytes = bytearray()

    def take(self, body: bytes) -> None:
        """Pairs of four bytes each."""
        self._bytes += body
        if len(self._bytes) > GATHERED_BYTES:
            self.look()

    def look(self) -> None:
        """Bring `box` up to date."""
        if not self._bytes:
            return
        raw = bytes(self._bytes)
        self._bytes.clear()
        values = np.frombuffer(raw[: len(raw) // 8 * 8], ">i4").reshape(-1, 2)
        if not len(values):
            return
        low, high = values.min(axis=0), values.max(axis=0)
        self.box = join(self.box, (float(low[0]), float(low[1]), float(high[0]), float(high[1])))
        if min(low) < -FAR or max(high) > FAR:
            add_long_runs(raw, self._draft, self._job)


class _Library:
    """The state between records."""

    def __init__(self, draft: Draft, job: Job) -> None:
        self.layout = Layout()
        self.metres = 1e-9
        self.is_ended = False
        self._draft, self._job = draft, job
        self._cell: Cell = Cell("")
        self._drawn, self._placed = _Gathered(draft, job), _Gathered(draft, job)
        self._element = 0
        self._layer = b""
        self._layers: set[bytes] = set()
        self._counts = dict.fromkeys(ELEMENTS, 0)
        self._attribute = 0
        self._xy = b""
        self._clear()

    def _clear(self) -> None:
        self._name = ""
        self._grid = (1, 1)
        self._is_mirrored = False
        self._scale, self._angle_deg = 1.0, 0.0

    def take(self, kind: int, data_type: int, body: bytes) -> None:
        """One record; the most frequent ones first."""
        if kind == XY:
            self._xy = body
            if len(body) & 7:
                add_strings(body, self._draft)
        elif kind == LAYER and len(body) == 2:
            self._layer = body
        elif kind in TYPES_OF_LAYER and len(body) == 2:
            if self._layer + body not in self._layers:
                self._add_layer(self._layer + body)
        elif kind == ENDEL and not body:
            self._end_element()
        elif kind in ELEMENTS and not body:
            self._element, self._xy = kind, b""
            self._counts[kind] += 1
            if kind in (SREF, AREF):
                self._clear()
        else:
            self._take_rare(kind, data_type, body)

    def _take_rare(self, kind: int, data_type: int, body: bytes) -> None:
        if data_type == LETTERS or kind in NAMES:
            self._take_letters(kind, body)
        elif kind in (BGNLIB, UNITS, ENDLIB, ENDSTR):
            self._take_frame(kind, body)
        elif data_type in (BITS, TWO_BYTES, FOUR_BYTES, REAL) and kind <= LAST_RECORD:
            self._take_numbers(kind, body)
        longest_bytes = LONGEST_BYTES.get(kind, 8) if data_type != NO_DATA and kind <= LAST_RECORD else 0
        if len(body) > longest_bytes and data_type != LETTERS and kind not in NAMES:
            add_strings(body, self._draft)

    def finish(self) -> None:
        """What is known only at the end."""
        self._end_cell()
        self._placed.look()
        self._draft.cad.update({ELEMENTS[kind]: count for kind, count in self._counts.items() if count})

    def _add_layer(self, key: bytes) -> None:
        self._layers.add(key)
        layer, kind = struct.unpack(">hh", key.rjust(4, b"\0"))
        self._draft.add_names(layers=[f"{layer}/{kind}"])

    def _end_cell(self) -> None:
        self._drawn.look()
        self._cell.box = join(self._cell.box, self._drawn.box)
        self._drawn.box = None
        self._cell = Cell("")

    def _take_letters(self, kind: int, body: bytes) -> None:
        draft = self._draft
        if kind == LIBNAME:
            draft.add_metadata("title", word(body))
            draft.add_line(words(body))
        elif kind == STRNAME:
            name = word(body)
            self._end_cell()
            self._cell = self.layout.cell(name)
            draft.cad["STRUCTURE"] += 1
            draft.at(f"cell {name}")
            draft.add_line(words(body))
        elif kind == SNAME:
            self._name = word(body)
            said = words(body)
            draft.add_line(said if said not in self.layout.cells else "")
        elif kind == PROPVALUE:
            draft.cad["PROPERTY"] += 1
            draft.add_line(f"{self._attribute}: {words(body)}")
        else:
            draft.add_line(words(body))

    def _take_frame(self, kind: int, body: bytes) -> None:
        if kind == UNITS and len(body) >= 16:
            self.metres = _real(body[8:16]) or self.metres
            self._draft.add_metadata("unit", f"{self.metres:g} m")
        elif kind == BGNLIB and len(body) >= 24:
            self._draft.add_metadata("modified", _time(body[:12]))
            self._draft.add_metadata("accessed", _time(body[12:24]))
        elif kind == ENDSTR:
            self._end_cell()
        elif kind == ENDLIB:
            self.is_ended = True

    def _take_numbers(self, kind: int, body: bytes) -> None:
        if kind == COLROW and len(body) >= 4:
            columns, rows = struct.unpack_from(">hh", body)
            self._grid = max(1, columns), max(1, rows)
        elif kind == STRANS:
            self._is_mirrored = bool(body[:1] and body[0] & 0x80)
        elif kind == MAG:
            self._scale = _real(body[:8])
        elif kind == ANGLE:
            self._angle_deg = _real(body[:8])
        elif kind == PROPATTR:
            self._attribute = int.from_bytes(body[:2], "big", signed=True)

    def _end_element(self) -> None:
        kind, self._element = self._element, 0
        if kind in (BOUNDARY, PATH, BOX):
            self._drawn.take(self._xy)
            if not self.layout.is_full:
                self.layout.draw(self._cell, self._points())
            return
        self._placed.take(self._xy)
        if kind in (SREF, AREF) and (points := self._points()):
            reference = Reference(
                name=self._name,
                at=points[0],
                is_mirrored=self._is_mirrored,
                angle_deg=self._angle_deg,
                scale=self._scale,
                copies=self._copies(points) if kind == AREF else ONCE,
            )
            self.layout.place(self._cell, reference)

    def _points(self) -> list[Point]:
        return list(struct.iter_unpack(">ii", self._xy[: len(self._xy) // 8 * 8]))

    def _copies(self, points: list[Point]) -> Copies:
        """The grid of an array, whose second and third points are one step behind its last column and row."""
        if len(points) < 3:
            return ONCE
        (x, y), across, along = points[:3]
        columns, rows = self._grid
        self._draft.cad["PLACED"] += columns * rows
        return Copies(
            columns=columns,
            rows=rows,
            column=((across[0] - x) / columns, (across[1] - y) / columns),
            row=((along[0] - x) / rows, (along[1] - y) / rows),
        )


def _real(body: bytes) -> float:
    """A number of eight bytes: sign, exponent to the base 16 with 64 added, 56 bits behind the point."""
    if len(body) < 8:
        return 0.0
    mantissa = int.from_bytes(body[1:8], "big") / (1 << 56)
    value = mantissa * 16.0 ** ((body[0] & 0x7F) - 64)
    return -value if body[0] & 0x80 else value


def _time(body: bytes) -> str:
    """Year, month, day, hour, minute, second; the year counts from 1900 in old files. Empty where it is no time."""
    year, *rest = struct.unpack(">6h", body)
    with contextlib.suppress(ValueError):
        month, day, hour, minute, second = rest
        year += 1900 if year <= LAST_SHORT_YEAR else 0
        return datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.UTC).isoformat()[:19]
    return ""
