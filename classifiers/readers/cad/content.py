"""A drawing's records, one after the other, into a draft: words by place, names, title block, dimensions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings, strings
from classifiers.readers.cad import dimension
from classifiers.readers.cad.dimension import Permitted, number
from classifiers.readers.cad.entity import (
    DIMENSIONS,
    attribute,
    chunks,
    entity_words,
    first,
    foreign_words,
    loose_words,
    strange_words,
)
from classifiers.readers.cad.header import entries
from classifiers.readers.cad.measures import permitted, shown_measure
from classifiers.readers.cad.outline import Drawn
from classifiers.readers.cad.sheet import Sheet, whole
from classifiers.readers.cad.stock import is_stock
from classifiers.readers.cad.tags import Record, Tag
from classifiers.readers.cad.words import plain_words
from classifiers.readers.dimensions import measures_in
from classifiers.readers.titleblock import read_attribute, read_titleblock
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.document import Field, Measure
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SPACE = re.compile(r"\*(Model|Paper)_Space\d*", re.IGNORECASE)
SHEETS = 400
SEEN = 200_000
UNCOUNTED = frozenset({"VERTEX", "SEQEND", "BLOCK", "ENDBLK", "SECTION", "ENDSEC", "TABLE", "ENDTAB"})
PICTURES = frozenset({"OLE2FRAME", "OLEFRAME", "VBA_PROJECT", "ACAD_PROXY_ENTITY", "ACAD_PROXY_OBJECT"})
SECTIONS = frozenset({"HEADER", "CLASSES", "TABLES", "BLOCKS", "ENTITIES", "OBJECTS", "THUMBNAILIMAGE", "ACDSDATA"})
VARIABLE = 9
VARIABLE_NAME = re.compile(rb"\s*\$\w{1,40}\s*")
PICTURE_SECTION = "THUMBNAILIMAGE"
OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")


class Content:
    """Takes the records of a drawing in their order; `finish` adds what only the whole tells.

    Args:
        decode: Makes words of a value.
    """

    def __init__(self, draft: Draft, job: Job, depth: int, decode: Callable[[bytes], str]) -> None:
        self._draft = draft
        self._job = job
        self._depth = depth
        self._decode = decode
        self._section = ""
        self._place = ""
        self._block = ""
        self._sheets: dict[str, Sheet] = {}
        self._blocks: dict[str, Sheet] = {}
        self._styles: dict[str, Permitted] = {}
        self._hidden_layers: set[str] = set()
        self._layers: set[str] = set()
        self._hidden_texts = 0
        self._unit = ""
        self._seen: set[str] = set()
        self._fields: list[Field] = []
        self._drawn = Drawn(draft.outline)

    def take(self, record: Record) -> None:
        """Read one record."""
        if record.kind == "SECTION":
            self._section = self._decode(first(record, 2)).strip().upper()
            self._add_section_words(record)
            if self._section == "HEADER":
                self._read_header(record.tags)
            return
        if record.kind in ("ENDSEC", "ENDTAB", "TABLE"):
            return
        if self._section == "TABLES":
            self._read_table_entry(record)
        elif self._section in ("BLOCKS", "ENTITIES"):
            self._read_entity(record)
        elif self._section != "CLASSES":
            self._read_object(record)

    def finish(self) -> None:
        """Title blocks of every layout, then of blocks that are placed nowhere."""
        draft = self._draft
        self._drawn.finish()
        used: set[str] = set()
        found = list(self._fields)
        for sheet in self._sheets.values():
            merged = whole(sheet, self._blocks, used=used)
            found.extend(read_titleblock(merged.words, lines=merged.lines, where=sheet.label))
            self._job.check_time()
        for name, block in list(self._blocks.items())[:SHEETS]:
            if name not in used and len(block.words) > 1:
                found.extend(read_titleblock(block.words, lines=block.lines, where=block.label))
        for field in found:
            draft.add_field(field.name, field.value, label=field.label, where=field.where)
        if self._hidden_texts:
            draft.find("hidden", f"{self._hidden_texts} texts on hidden layers")

    def _add_section_words(self, record: Record) -> None:
        """Words between the name of a section and its first record, where nothing belongs but in the header."""
        if self._section not in SECTIONS:
            self._add_once(self._section)
        if self._section != PICTURE_SECTION:
            tags = [tag for tag in record.tags[1:] if tag.code != VARIABLE or not VARIABLE_NAME.fullmatch(tag.value)]
            record = Record(record.kind, tags)
            if self._section != "HEADER":
                self._add_loose(record)
            self._add_foreign(record)

    def _read_header(self, tags: list[Tag]) -> None:
        self._at("header")
        for entry in entries(tags, self._decode):
            if entry.is_custom:
                self._add_property(entry.name, entry.value)
            elif entry.name == "$INSUNITS":
                self._unit = dimension.UNITS.get(entry.value, "")
            elif entry.property and entry.property not in self._draft.metadata:
                self._draft.add_metadata(entry.property, entry.value)
            elif entry.is_text and not is_stock(entry.value):
                self._add_once(entry.value)

    def _add_property(self, name: str, value: str) -> None:
        self._draft.add_metadata(name.lower() if name.isascii() else name, value)
        self._draft.add_line(f"{name}: {value}" if value else name)
        field = read_attribute(name, value, where="properties")
        if field is not None:
            self._fields.append(field)

    def _read_table_entry(self, record: Record) -> None:
        self._at("tables")
        name = plain_words(self._decode(first(record, 2)))
        if record.kind == "LAYER":
            self._add_layer(name)
            if int(number(first(record, 70))) & 1 or number(first(record, 62)) < 0:
                self._hidden_layers.add(name)
        elif record.kind == "DIMSTYLE":
            self._styles[name] = permitted(record.tags)
            self._add_loose(record)
        elif record.kind == "BLOCK_RECORD":
            pass  # named with the block itself
        else:
            self._add_once(name if record.kind != "VPORT" and not is_stock(name) else "")
            self._add_loose(record)
        self._add_foreign(record)

    def _read_object(self, record: Record) -> None:
        self._at("objects")
        if self._section == "ENTITIES" or record.kind in PICTURES:
            self._open_data(record)
        self._add_loose(record)
        self._add_foreign(record)

    def _read_entity(self, record: Record) -> None:
        kind = record.kind
        if kind == "BLOCK":
            self._begin_block(record)
            return
        if kind == "ENDBLK":
            self._block = ""
            return
        sheet = self._sheet_of(record)
        self._drawn.take(record, sheet.label)
        layer = self._layer(record)
        if layer not in self._layers and len(self._layers) < SEEN:  # drawn on, though no table names it
            self._add_layer(layer)
        if kind not in UNCOUNTED:
            self._draft.cad[kind if not self._block else f"BLOCK_{kind}"] += 1
        if kind in DIMENSIONS:
            self._read_dimension(record)
        else:
            self._read_words(record, sheet)
        if kind in ("LINE", "LWPOLYLINE"):
            sheet.add_line(record)
        elif kind in ("INSERT", "ACAD_TABLE"):
            sheet.add_insert(record, plain_words(self._decode(first(record, 2))))
        elif kind in PICTURES:
            self._open_data(record)
        self._add_foreign(record)

    def _begin_block(self, record: Record) -> None:
        name = plain_words(self._decode(first(record, 2)))
        space = SPACE.fullmatch(name)
        self._block = "" if space else name
        if space or not name:
            return
        self._at(f"block {name}")
        if not name.startswith("*"):
            self._draft.add_names(blocks=[name])
            self._draft.add_line(name)
        self._draft.add_line(plain_words(self._decode(first(record, 4))))
        path = plain_words(self._decode(first(record, 1))).strip()
        if path:  # a drawing that is referred to
            self._draft.add_line(path)
            self._draft.cad["XREF"] += 1

    def _sheet_of(self, record: Record) -> Sheet:
        """The layout or block that a record stands in; text added from now on stands there."""
        if self._block:
            key, place, kept = self._block, f"block {self._block}", self._blocks
        else:
            layout = plain_words(self._decode(first(record, 410)))
            is_paper = first(record, 67).strip() == b"1"
            key = place = f"layout {layout or ('Paper' if is_paper else 'Model')}"
            kept = self._sheets
        self._at(place)
        if key not in kept and len(kept) < 10 * SHEETS:
            kept[key] = Sheet(place)
        return kept.get(key) or Sheet(place)

    def _read_words(self, record: Record, sheet: Sheet) -> None:
        is_hidden = self._is_hidden(record)
        for text in entity_words(record, self._decode):
            if not text.strip():
                continue
            self._draft.add_line(text)
            self._hidden_texts += is_hidden
            if record.kind in ("TEXT", "MTEXT"):
                sheet.add_text(record, text)
                for measure in measures_in(text):
                    self._add_measure(measure, measure.unit or self._unit)
        if record.kind in ("ATTRIB", "ATTDEF"):
            tag, prompt, value = attribute(record, self._decode)
            if value.strip():
                sheet.add_text(record, value)
            field = read_attribute(tag, value, prompt=prompt, where=sheet.label)
            if field is not None:
                self._fields.append(field)

    def _layer(self, record: Record) -> str:
        return plain_words(self._decode(first(record, 8, b"0")))

    def _add_layer(self, name: str) -> None:
        self._layers.add(name)
        self._draft.add_names(layers=[name])
        if name not in ("0", "Defpoints", "DEFPOINTS"):
            self._add_once(name)

    def _is_hidden(self, record: Record) -> bool:
        return self._layer(record) in self._hidden_layers or first(record, 60).strip() == b"1"

    def _add_measure(self, measure: Measure, unit: str) -> None:
        self._draft.add_measure(
            measure.kind, measure.value, unit=unit, plus=measure.plus, minus=measure.minus, fit=measure.fit
        )

    def _read_dimension(self, record: Record) -> None:
        style = self._styles.get(plain_words(self._decode(first(record, 3))), Permitted())
        shown, measure = shown_measure(record, style, self._unit, self._decode)
        self._draft.add_line(shown)
        if measure is not None:
            self._add_measure(measure, measure.unit)

    def _open_data(self, record: Record) -> None:
        """What other programs embedded: a document as a part, else its strings."""
        data = chunks(record)
        start = data.find(OLE_HEAD)
        if start >= 0:
            self._job.child(self._draft, f"{record.kind.lower()}.ole", data[start:], self._depth)
        elif data:
            add_strings(data, self._draft)
            if record.kind in ("OLE2FRAME", "OLEFRAME"):
                self._draft.degrade(Reading.PARTIAL, "embedded", record.kind)

    def _add_loose(self, record: Record) -> None:
        for text in loose_words(record, self._decode):
            self._add_once(text)

    def _add_foreign(self, record: Record) -> None:
        for text in foreign_words(record, self._decode):
            self._add_once(text)
        for text in strange_words(record, self._decode):
            self._add_once(text)
        if record.kind not in PICTURES:
            for text in strings(chunks(record)):
                self._add_once("" if is_stock(text) else text)

    def _add_once(self, text: str) -> None:
        if text not in self._seen:
            self._seen.update((text,) if len(self._seen) < SEEN else ())
            self._draft.add_line(text)

    def _at(self, label: str) -> None:
        if label != self._place:
            self._place = label
            self._draft.at(label)
