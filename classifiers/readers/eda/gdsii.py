"""GDSII: every record of a chip layout, with the names, texts and properties in it.

Source: Calma, GDSII Stream Format Manual 6.0, 1987.
"""

from __future__ import annotations

import contextlib
import datetime
import struct
from typing import TYPE_CHECKING

from classifiers.largefile import LargeFile, seen
from classifiers.readers.binary import add_strings
from classifiers.readers.eda.cells import ONCE, Cell, Copies, Layout, Reference
from classifiers.readers.trailing import read_rest
from classifiers.readers.words import word, words
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.eda.plot import Point
    from classifiers.readers.job import Job

BGNLIB, LIBNAME, UNITS, ENDLIB = 0x01, 0x02, 0x03, 0x04
BGNSTR, STRNAME, ENDSTR = 0x05, 0x06, 0x07
BOUNDARY, PATH, SREF, AREF, TEXT, BOX, NODE = 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x2D, 0x15
LAYER, DATATYPE, XY, ENDEL, SNAME, COLROW, TEXTTYPE, STRING = 0x0D, 0x0E, 0x10, 0x11, 0x12, 0x13, 0x16, 0x19
STRANS, MAG, ANGLE, NODETYPE, PROPATTR, PROPVALUE, BOXTYPE = 0x1A, 0x1B, 0x1C, 0x2A, 0x2B, 0x2C, 0x2E
ELEMENTS = {BOUNDARY: "BOUNDARY", PATH: "PATH", SREF: "SREF", AREF: "AREF", TEXT: "TEXT", BOX: "BOX", NODE: "NODE"}
TYPES_OF_LAYER = frozenset({DATATYPE, TEXTTYPE, NODETYPE, BOXTYPE})
NAMES = frozenset({LIBNAME, STRNAME, SNAME, STRING, PROPVALUE})
NO_DATA, BITS, TWO_BYTES, FOUR_BYTES, REAL, LETTERS = 0, 1, 2, 3, 5, 6
LAST_RECORD = 0x3B
METRES_TO_UM = 1e6
LAST_SHORT_YEAR = 999


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """A whole stream; of one that is cut off, what stands before the cut."""
    library = _Library(draft)
    end = 0
    for number, (kind, data_type, body, place) in enumerate(_records(data)):
        if number % 20_000 == 0:
            job.check_time()
        library.take(kind, data_type, body)
        end = place + len(body)
    if not library.is_ended:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        add_strings(data.stretch(end, len(data)) if isinstance(data, LargeFile) else data[end:], draft)
    else:
        read_rest(data, end, draft, job, depth)
    library.layout.finish(draft, job, micrometres=library.metres * METRES_TO_UM)


def _records(data: bytes | LargeFile) -> Iterator[tuple[int, int, bytes, int]]:
    """Kind, type of data, body and its place, up to the end of the library or the first record that is none."""
    place = 0
    view = seen(data)
    while place + 4 <= len(data):
        size, kind, data_type = struct.unpack_from(">HBB", view, place)
        if size < 4 or place + size > len(data):
            return
        yield kind, data_type, bytes(view[place + 4 : place + size]), place + 4
        place += size
        if kind == ENDLIB:
            return


class _Library:
    """The state between records."""

    def __init__(self, draft: Draft) -> None:
        self.layout = Layout()
        self.metres = 1e-9
        self.is_ended = False
        self._draft = draft
        self._cell: Cell = Cell("")
        self._element = 0
        self._layers: set[str] = set()
        self._attribute = 0
        self._clear()

    def _clear(self) -> None:
        self._points: list[Point] = []
        self._layer = 0
        self._name = ""
        self._grid = (1, 1)
        self._is_mirrored = False
        self._scale, self._angle_deg = 1.0, 0.0

    def take(self, kind: int, data_type: int, body: bytes) -> None:
        """One record."""
        if kind in ELEMENTS:
            self._clear()
            self._element = kind
            self._draft.cad[ELEMENTS[kind]] += 1
        elif data_type == LETTERS or kind in NAMES:
            self._take_letters(kind, body)
        elif kind == XY:
            self._points = list(struct.iter_unpack(">ii", body[: len(body) // 8 * 8]))
        elif kind == ENDEL:
            self._end_element()
        elif kind in (BGNLIB, UNITS, ENDLIB, ENDSTR):
            self._take_frame(kind, body)
        elif data_type in (BITS, TWO_BYTES, FOUR_BYTES, REAL) and kind <= LAST_RECORD:
            self._take_numbers(kind, body)
        elif data_type != NO_DATA or body:
            add_strings(body, self._draft)

    def _take_letters(self, kind: int, body: bytes) -> None:
        draft = self._draft
        if kind == LIBNAME:
            draft.add_metadata("title", word(body))
            draft.add_line(word(body))
        elif kind == STRNAME:
            name = word(body)
            self._cell = self.layout.cell(name)
            draft.cad["STRUCTURE"] += 1
            draft.at(f"cell {name}")
            draft.add_line(name)
        elif kind == SNAME:
            self._name = word(body)
            draft.add_line(self._name if self._name not in self.layout.cells else "")
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
            self._cell = Cell("")
        elif kind == ENDLIB:
            self.is_ended = True

    def _take_numbers(self, kind: int, body: bytes) -> None:
        first = int.from_bytes(body[:2], "big", signed=True)
        if kind == LAYER:
            self._layer = first
        elif kind in TYPES_OF_LAYER:
            layer = f"{self._layer}/{first}"
            if layer not in self._layers:
                self._layers.add(layer)
                self._draft.add_names(layers=[layer])
        elif kind == COLROW and len(body) >= 4:
            columns, rows = struct.unpack_from(">hh", body)
            self._grid = max(1, columns), max(1, rows)
        elif kind == STRANS:
            self._is_mirrored = bool(body[:1] and body[0] & 0x80)
        elif kind == MAG:
            self._scale = _real(body[:8])
        elif kind == ANGLE:
            self._angle_deg = _real(body[:8])
        elif kind == PROPATTR:
            self._attribute = first

    def _end_element(self) -> None:
        kind, self._element = self._element, 0
        if kind in (BOUNDARY, PATH, BOX):
            self.layout.draw(self._cell, self._points)
        elif kind in (SREF, AREF) and self._points:
            reference = Reference(
                name=self._name,
                at=self._points[0],
                is_mirrored=self._is_mirrored,
                angle_deg=self._angle_deg,
                scale=self._scale,
                copies=self._copies() if kind == AREF else ONCE,
            )
            self.layout.place(self._cell, reference)

    def _copies(self) -> Copies:
        """The grid of an array, whose second and third points are one step behind its last column and row."""
        if len(self._points) < 3:
            return ONCE
        (x, y), across, along = self._points[:3]
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
