"""Records of a binary workbook: cells, and every string in any of its parts.

Source: MS-XLSB, sections 2.1.4 (records), 2.4 (their fields) and 2.5.168 (strings).
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from classifiers.readers.binary import strings
from classifiers.readers.office.biff import rk_number
from classifiers.readers.office.dates import BUILT_IN, DateFormats, is_date_format

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.office.opc import Package
    from classifiers.readers.office.relations import Relation

ROW, BLANK, RK, ERROR, BOOL, REAL, STRING, SHARED = range(8)
FORMULA_STRING, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR, INLINE = 8, 9, 10, 11, 62
CELLS = frozenset({*range(1, 12), INLINE})
SHARED_ITEM, SHEET = 19, 156
FORMAT, CELL_FORMAT, CELL_FORMATS, CELL_FORMATS_END, BOOK_PROPERTIES = 44, 47, 617, 618, 153
SHARED_STRINGS = "xl/sharedStrings.bin"
# Records without words: styles, sizes, colours.
SILENT = frozenset({43, 44, 45, 46, 47, 48, 485, 60, 151, 148, 147, 129, 130, 137, 138, 476, 535, 51, 52, 53})
PART = re.compile(r"xl/(?!media/|embeddings/|printerSettings/|vbaProject)(?:[^/]+/)*[^/]+\.bin$", re.IGNORECASE)
SHEET_PART = re.compile(r"xl/(?:work|macro|dialog|chart)sheets?/", re.IGNORECASE)
RECORDS = 5_000_000


def add_binary_parts(
    package: Package, found: Sequence[Relation], labels: Mapping[str, str], draft: Draft, job: Job
) -> None:
    """Cells of every sheet, hidden ones included; then all other words, each part at its place."""
    table = _shared(package)
    used: set[int] = set()
    dates = _dates(package)
    named = _sheet_names(package, found, draft)
    parts = [name for name in package.zip.names if PART.match(name) and name != SHARED_STRINGS]
    for name in sorted(parts, key=lambda name: (not SHEET_PART.match(name), len(name), name)):
        job.check_time()
        data = _member(package, name)
        label = named.get(name, "")
        draft.at(f"sheet {label}" if label else labels.get(name, name))
        draft.add_line(label)
        if SHEET_PART.match(name):
            _add_cells(data, table, used, dates, draft)
        said: dict[str, None] = {}
        for kind, body in records(data):
            if kind not in CELLS and kind not in SILENT and kind != 0:
                for text in _texts(body):
                    said.setdefault(text)
        for text in said:
            draft.add_line(text)
    draft.at("strings that no cell shows, readings")
    for number, text in enumerate(table):
        if number not in used:
            draft.add_line(text)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and bytes of every record; stops where the part makes no sense."""
    place = 0
    for _ in range(RECORDS):
        if place >= len(data):
            return
        kind, place = _number(data, place, 2)
        size, place = _number(data, place, 4)
        yield kind, data[place : place + size]
        place += size


def _number(data: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte; a kind keeps the high bit of its first byte out as well."""
    value = 0
    for step in range(most):
        byte = data[place] if place < len(data) else 0
        place += 1
        value |= (byte & 0x7F) << 7 * step
        if not byte & 0x80:
            break
    return value, place


def _member(package: Package, name: str) -> bytes:
    info = next((info for info in package.zip.infos if info.filename == name), None)
    return (package.member(info, name) if info else None) or b""


def _shared(package: Package) -> list[str]:
    data = _member(package, SHARED_STRINGS) if SHARED_STRINGS in package.zip else b""
    return [_wide(body, 1)[0] for kind, body in records(data) if kind == SHARED_ITEM]


def _dates(package: Package) -> DateFormats:
    """Cell formats that show a date."""
    known = set(BUILT_IN)
    styles: list[int] = []
    is_in_cells = False
    for kind, body in records(_member(package, "xl/styles.bin") if "xl/styles.bin" in package.zip else b""):
        if kind == FORMAT and is_date_format(_wide(body, 2)[0][:400]):
            known.add(int.from_bytes(body[:2], "little"))
        elif kind in (CELL_FORMATS, CELL_FORMATS_END):
            is_in_cells = kind == CELL_FORMATS
        elif kind == CELL_FORMAT and is_in_cells:
            styles.append(int.from_bytes(body[2:4], "little"))
    book = _member(package, "xl/workbook.bin")
    stated = next((body for kind, body in records(book) if kind == BOOK_PROPERTIES), b"")
    return DateFormats(
        styles=frozenset(number for number, style in enumerate(styles) if style in known),
        is_1904=bool(stated[:1] and stated[0] & 1),
    )


def _sheet_names(package: Package, found: Sequence[Relation], draft: Draft) -> dict[str, str]:
    """Names of sheets by their parts; hidden ones are told."""
    targets = {relation.key: relation.target for relation in found if relation.source == "xl/workbook.bin"}
    named: dict[str, str] = {}
    for kind, body in records(_member(package, "xl/workbook.bin")):
        if kind == SHEET and len(body) > 12:
            if int.from_bytes(body[:4], "little"):
                draft.find("hidden", "sheet")
            key, place = _wide(body, 8)
            named[targets.get(key, key)] = _wide(body, place)[0]
    return named


def _add_cells(data: bytes, table: list[str], used: set[int], dates: DateFormats, draft: Draft) -> None:
    row: list[str] = []
    for kind, body in records(data):
        if kind == ROW:
            draft.add_line("\t".join(row).rstrip("\t"))
            row = []
        elif kind in CELLS and len(body) >= 8:
            row.append(_cell(kind, body, table, used, dates))
    draft.add_line("\t".join(row).rstrip("\t"))


def _cell(kind: int, body: bytes, table: list[str], used: set[int], dates: DateFormats) -> str:
    """What a cell shows; behind a formula the strings that it spells out."""
    if kind == SHARED and len(body) >= 12:
        place = int.from_bytes(body[8:12], "little")
        used.add(place)
        return table[place] if place < len(table) else ""
    if kind == RK and len(body) >= 12:
        return dates.shown(rk_number(int.from_bytes(body[8:12], "little")), str(int.from_bytes(body[4:7], "little")))
    if kind in (REAL, FORMULA_NUMBER) and len(body) >= 16:
        number = f"{struct.unpack_from('<d', body, 8)[0]:.15g}"
        shown, end = dates.shown(number, str(int.from_bytes(body[4:7], "little"))), 16
    elif kind in (STRING, FORMULA_STRING, INLINE):
        shown, end = _wide(body, 9 if kind == INLINE else 8)
    elif kind in (BOOL, FORMULA_BOOL):
        shown, end = ("TRUE" if body[8:9] == b"\1" else "FALSE"), 9
    else:
        return ""
    spelt = " ".join(_texts(body[end:])) if kind in (FORMULA_STRING, FORMULA_NUMBER, FORMULA_BOOL) else ""
    return f"{shown} ={spelt}" if spelt else shown


def _wide(body: bytes, place: int) -> tuple[str, int]:
    """A string behind its length in characters, and where it ends; none where the length says so."""
    size = int.from_bytes(body[place : place + 4], "little")
    if size == 0xFFFFFFFF or place + 4 + 2 * size > len(body):
        return "", place + 4
    return body[place + 4 : place + 4 + 2 * size].decode("utf-16-le", "ignore"), place + 4 + 2 * size


def _texts(body: bytes) -> Iterator[str]:
    """Strings with their lengths before them, wherever they stand in a record; else runs of words."""
    place = 0
    rest: list[bytes] = []
    last = 0
    while place + 6 <= len(body):
        size = int.from_bytes(body[place : place + 4], "little")
        end = place + 4 + 2 * size
        if 0 < size < 33_000 and end <= len(body):
            text = body[place + 4 : end].decode("utf-16-le", "replace")
            if text.isprintable() or text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
                yield text
                rest.append(body[last:place])
                place = last = end
                continue
        place += 1
    rest.append(body[last:])
    for piece in rest:
        if len(piece) > 8:
            yield from strings(piece)
