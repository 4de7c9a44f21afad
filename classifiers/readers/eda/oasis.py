"""OASIS: every record of a chip layout, packed blocks included, with the names, texts and properties in it.

Source: SEMI P39-0416.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings
from classifiers.readers.eda.cells import ONCE, Cell, Layout, Reference
from classifiers.readers.eda.oasis_shapes import NAMES, XGEOMETRY, Modal
from classifiers.readers.eda.oasis_stream import CutOffError, Stream
from classifiers.readers.words import word
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

MAGIC = b"%SEMI-OASIS\r\n"
PAD, START, END, CELL_NUMBER, CELL_NAME, XYABSOLUTE, XYRELATIVE = 0, 1, 2, 13, 14, 15, 16
TABLES = {3: "cell", 4: "cell", 5: "text", 6: "text", 7: "property", 8: "property", 9: "string", 10: "string"}
LAYER_NAMES, PLACEMENT, TURNED_PLACEMENT, TEXT = (11, 12), 17, 18, 19
PROPERTY, SAME_PROPERTY, XNAME, NUMBERED_XNAME, XELEMENT, CBLOCK = 28, 29, 30, 31, 32, 34
TURN_DEG = 90.0
CRC, SUM = 1, 2
KEPT_NAMES = 500_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A whole file; of one that is cut off or damaged, what stands before that place."""
    reader = OasisReader(data, draft, job)
    try:
        reader.run()
    except CutOffError:
        draft.degrade(Reading.PARTIAL, "damaged", f"at byte {reader.outer.place} of {len(data)}")
        add_strings(data[reader.outer.place :], draft)
    if reader.is_ended and (rest := data[reader.outer.place :].strip(b"\0")):
        draft.find("trailing-data", str(len(rest)))
        job.child(draft, "trailing-data", rest, depth)
    reader.finish()


class OasisReader:
    """The state between records: names by number, and what a record may leave out."""

    def __init__(self, data: bytes, draft: Draft, job: Job) -> None:
        self.outer = Stream(data, len(MAGIC), check=job.check_time)
        self.is_ended = False
        self._stream = self.outer
        self._draft, self._job = draft, job
        self._layout, self._modal = Layout(), Modal()
        self._cell = Cell("")
        self._per_micron = 1000.0
        self._has_offsets_at_end = False
        self._names: dict[str, dict[int, str]] = {kind: {} for kind in TABLES.values()}
        self._counters = dict.fromkeys(TABLES.values(), 0)
        self._layers: set[str] = set()
        self._placed = ""
        self._property = ""
        self._unpacked_bytes = 0

    def run(self) -> None:
        """Every record up to the end.

        Raises:
            CutOffError: the bytes end or make no sense before it.
        """
        actions = self._actions()
        number = 0
        while not self.is_ended:
            if number % 5_000 == 0:
                self._job.check_time()
            number += 1
            if self._stream is not self.outer and self._stream.is_at_end:
                self._stream = self.outer
            kind = self._stream.unsigned()
            if kind not in actions:
                raise CutOffError
            actions[kind](kind)

    def finish(self) -> None:
        """Names of cells, extents and the picture."""
        self._layout.aliases = {f"#{number}": name for number, name in self._names["cell"].items()}
        self._layout.finish(self._draft, self._job, micrometres=1.0 / (self._per_micron or 1.0))

    def _actions(self) -> dict[int, Callable[[int], None]]:
        return {
            **dict.fromkeys((PAD, SAME_PROPERTY), lambda _: None),
            START: self._start,
            END: self._end,
            **dict.fromkeys((CELL_NUMBER, CELL_NAME), self._begin_cell),
            **dict.fromkeys((XYABSOLUTE, XYRELATIVE), self._set_mode),
            **dict.fromkeys(TABLES, self._name),
            **dict.fromkeys(LAYER_NAMES, self._layer_name),
            **dict.fromkeys((PLACEMENT, TURNED_PLACEMENT), self._placement),
            TEXT: self._text,
            **dict.fromkeys(NAMES, self._shape),
            PROPERTY: self._property_record,
            **dict.fromkeys((XNAME, NUMBERED_XNAME, XELEMENT), self._extension),
            CBLOCK: self._block,
        }

    def _start(self, _: int) -> None:
        self._draft.add_metadata("version", word(self._stream.string()))
        self._per_micron = self._stream.real()
        self._draft.add_metadata("unit", f"{self._per_micron:g} to 1 um")
        self._has_offsets_at_end = self._stream.unsigned() == 1
        if not self._has_offsets_at_end:
            self._skip_offsets()

    def _skip_offsets(self) -> None:
        for _ in range(12):
            self._stream.unsigned()

    def _end(self, _: int) -> None:
        stream = self._stream
        if stream is not self.outer:
            raise CutOffError
        if self._has_offsets_at_end:
            self._skip_offsets()
        padding = stream.string().strip(b"\0")
        if padding:
            add_strings(padding, self._draft)
        scheme = stream.unsigned()
        if scheme in (CRC, SUM):
            covered = stream.data[: stream.place]
            stated = int.from_bytes(stream.take(4), "little")
            if stated != (zlib.crc32(covered) if scheme == CRC else sum(covered) & 0xFFFFFFFF):
                self._draft.find("damaged", "validation")
        self.is_ended = True

    def _name(self, kind: int) -> None:
        table = TABLES[kind]
        text = word(self._stream.string())
        if kind % 2:
            number = self._counters[table]
            self._counters[table] += 1
        else:
            number = self._stream.unsigned()
        if len(self._names[table]) < KEPT_NAMES:
            self._names[table][number] = text
        self._draft.add_line(text)

    def _layer_name(self, _: int) -> None:
        text = word(self._stream.string())
        layer = f"{self._stream.interval()}/{self._stream.interval()}"
        self._draft.add_names(layers=[text])
        self._draft.add_line(f"{text} {layer}")

    def _begin_cell(self, kind: int) -> None:
        self._modal = Modal()
        self._draft.cad["CELL"] += 1
        if kind == CELL_NUMBER:
            key = f"#{self._stream.unsigned()}"
        else:
            key = word(self._stream.string())
            self._draft.add_line(key)
        self._cell = self._layout.cell(key)
        self._draft.at(f"cell {self._named('cell', key)}")

    def _named(self, table: str, key: str) -> str:
        """A name for people, as far as it is known yet; names may stand behind what uses them."""
        return self._names[table].get(int(key[1:]), key) if key.startswith("#") and key[1:].isdecimal() else key

    def _set_mode(self, kind: int) -> None:
        self._modal.is_relative = kind == XYRELATIVE

    def _placement(self, kind: int) -> None:
        stream = self._stream
        info = stream.byte()
        if info & 0x80:
            self._placed = f"#{stream.unsigned()}" if info & 0x40 else word(stream.string())
            if not info & 0x40 and self._placed not in self._layout.cells:
                self._draft.add_line(self._placed)
        scale, angle = 1.0, (info >> 1 & 3) * TURN_DEG
        if kind == TURNED_PLACEMENT:
            scale = stream.real() if info & 4 else 1.0
            angle = stream.real() if info & 2 else 0.0
        at = self._modal.place(stream, "p", info & 0x20, info & 0x10)
        copies = stream.copies() if info & 8 else ONCE
        self._draft.cad["PLACEMENT"] += copies.count
        mirrored = bool(info & 1)
        reference = Reference(
            name=self._placed, at=at, is_mirrored=mirrored, angle_deg=angle, scale=scale, copies=copies
        )
        self._layout.place(self._cell, reference)

    def _text(self, _: int) -> None:
        stream = self._stream
        info = stream.byte()
        if info & 0x40:
            if info & 0x20:
                stream.unsigned()  # of the table of texts, all of which are read
            else:
                self._draft.add_line(word(stream.string()))
        for bit in (1, 2):
            if info & bit:
                stream.unsigned()
        self._modal.place(stream, "t", info & 0x10, info & 8)
        self._draft.cad["TEXT"] += (stream.copies() if info & 4 else ONCE).count

    def _shape(self, kind: int) -> None:
        points, copies = self._modal.shape(self._stream, kind)
        if kind == XGEOMETRY:
            add_strings(self._modal.extension, self._draft)
        self._draft.cad[NAMES[kind]] += copies.count
        self._layout.draw(self._cell, points, copies)
        if self._modal.layer not in self._layers and len(self._layers) < KEPT_NAMES:
            self._layers.add(self._modal.layer)
            self._draft.add_names(layers=[self._modal.layer])

    def _property_record(self, _: int) -> None:
        stream = self._stream
        info = stream.byte()
        if info & 4:
            key = f"#{stream.unsigned()}" if info & 2 else word(stream.string())
            self._property = self._named("property", key)
        self._draft.cad["PROPERTY"] += 1
        if info & 8:
            return
        count = stream.unsigned() if info >> 4 == 15 else info >> 4
        if count > len(stream.data) - stream.place:
            raise CutOffError
        self._draft.add_line(f"{self._property}: {' '.join(self._value() for _ in range(count))}")

    def _value(self) -> str:
        stream = self._stream
        kind = stream.unsigned()
        if kind < 8:
            return f"{stream.real(kind):g}"
        if kind in (8, 9):
            return str(stream.unsigned() if kind == 8 else stream.signed())
        if kind in (10, 11, 12):
            return word(stream.string())
        if kind in (13, 14, 15):
            return self._named("string", f"#{stream.unsigned()}")
        raise CutOffError

    def _extension(self, kind: int) -> None:
        self._stream.unsigned()
        self._draft.add_line(word(self._stream.string()))
        if kind == NUMBERED_XNAME:
            self._stream.unsigned()

    def _block(self, _: int) -> None:
        if self._stream is not self.outer:
            raise CutOffError
        unpacked = self.outer.compressed(min(self._job.limits.part_bytes, self._job.bytes_left - self._unpacked_bytes))
        self._unpacked_bytes += len(unpacked)
        self._stream = Stream(unpacked, check=self._job.check_time)
