"""Cells of a workbook of Excel 2 to 2003, sheet by sheet and row by row, however far apart they stand.

Source: MS-XLS, sections 2.4.90 (cells) and 2.4.28 (sheets).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.office.biff import (
    BOFS,
    BOUND_SHEET,
    CONTINUE,
    EOF,
    book_records,
    old_codec,
    rk_number,
)
from classifiers.readers.office.biffstrings import chars, shared_strings, text_at
from classifiers.readers.office.dates import BUILT_IN, DateFormats, is_date_format

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SST, DATE_MODE, FORMAT, XF = 0x00FC, 0x0022, 0x041E, 0x00E0
NUMBER, RK, MULTIPLE_RK, SHARED, BOOLEAN = (0x0203,), 0x027E, 0x00BD, 0x00FD, 0x0205
LABELS = (0x0204, 0x00D6)
FORMULAS = (0x0006, 0x0206, 0x0406)
RESULTS = (0x0207, 0x0007)
# Excel 2: attributes of three bytes before the value.
INTEGER_2, NUMBER_2, LABEL_2, BOOLEAN_2 = 0x0002, 0x0003, 0x0004, 0x0005
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
CELLS_AT_ONCE = 50_000
CELL_CHARS = 32_767
RECORDS_BETWEEN_LOOKS = 2_000


@dataclass(slots=True, kw_only=True)
class Book:
    """What a workbook says about all of its sheets.

    Attributes:
        old: The codec of one before Excel 97; empty for later ones.
        is_2: Whether it is of Excel 2.
        sheets: Name and whether it is hidden, by where a sheet begins.
        strings: The table of strings, each with the reading of its kanji.
        dates: Which cell formats show dates.
        is_whole: Whether every sheet that it names is there and ends.
    """

    old: str
    is_2: bool
    sheets: dict[int, tuple[str, bool]] = field(default_factory=dict)
    strings: list[tuple[str, str]] = field(default_factory=list)
    dates: DateFormats = field(default_factory=lambda: DateFormats(styles=frozenset()))
    is_whole: bool = True


def book_of(workbook: bytes) -> Book:
    """Names of sheets, strings and formats of dates."""
    book = Book(old=old_codec(workbook), is_2=workbook[:2] == b"\x09\0")
    table: list[bytes] = []
    dated = {*BUILT_IN}
    styles: list[int] = []
    begun: set[int] = set()
    depth = last = end = 0
    is_1904 = False
    for place, kind, data in book_records(workbook):
        end = place + 4 + int.from_bytes(workbook[place + 2 : place + 4], "little")
        if kind in BOFS:
            begun.add(place)
        depth += (kind in BOFS) - (kind == EOF)
        if kind == SST or (kind == CONTINUE and last == SST):
            table.append(data)
        elif kind == BOUND_SHEET and len(data) >= 8:
            name = text_at(data, 6, 1, book.old)
            book.sheets.setdefault(int.from_bytes(data[:4], "little"), (name, data[4] & 3 != 0))
        elif kind == FORMAT and is_date_format(text_at(data, 2, 1 if book.old else 2, book.old)[:400]):
            dated.add(int.from_bytes(data[:2], "little"))
        elif kind == XF:
            styles.append(int.from_bytes(data[2:4], "little"))
        elif kind == DATE_MODE:
            is_1904 = data[:1] == b"\1"
        last = kind if kind != CONTINUE else last
    book.strings = list(shared_strings(table))
    book.dates = DateFormats(
        styles=frozenset(number for number, style in enumerate(styles) if style in dated), is_1904=is_1904
    )
    book.is_whole = bool(begun) and depth == 0 and end <= len(workbook) and book.sheets.keys() <= begun
    return book


def add_sheets(workbook: bytes, book: Book, draft: Draft, job: Job) -> None:
    """Cells of every sheet, hidden ones and the data of charts included, one row a line; then strings of no cell."""
    sheet = _Sheet(book, draft)
    begun: set[int] = set()
    for number, (place, kind, data) in enumerate(book_records(workbook)):
        if number % RECORDS_BETWEEN_LOOKS == 0:
            job.check_time()
        if kind in BOFS:
            sheet.end_rows()
            begun.add(place)
            if place in book.sheets:
                name, is_hidden = book.sheets[place]
                if is_hidden:
                    draft.find("hidden", "sheet")
                draft.at(f"sheet {name}")
                draft.add_line(name)
        elif kind == EOF:
            sheet.end_rows()
        else:
            sheet.take(kind, data)
    sheet.end_rows()
    draft.at("strings")
    for place, (name, _) in book.sheets.items():
        if place not in begun:
            draft.add_line(name)
    for number, (text, reading) in enumerate(book.strings):
        if number not in sheet.used:
            draft.add_line(text)
        draft.add_line(reading)


class _Sheet:
    """Rows of the sheet that is being read."""

    def __init__(self, book: Book, draft: Draft) -> None:
        self.used: set[int] = set()
        self._book = book
        self._draft = draft
        self._rows: dict[int, list[tuple[int, str]]] = {}
        self._count = 0
        self._awaited: tuple[int, int] | None = None  # the formula whose string comes next
        self._last: tuple[int, int] | None = None  # the formula whose string was the last record

    def end_rows(self) -> None:
        """Write down what was gathered."""
        for _, row in sorted(self._rows.items()):
            self._draft.add_line("\t".join(text for _, text in sorted(row, key=itemgetter(0))))
        self._rows.clear()
        self._last = None
        self._count = 0

    def take(self, kind: int, data: bytes) -> None:
        """One record, a cell or not."""
        if kind == CONTINUE and self._last and len(data) > 1:
            self._go_on(*self._last, chars(data[1:], data[0]))
            return
        self._last = None
        if kind in RESULTS and self._awaited:
            old = self._book.old
            text = decode(data[1 if self._book.is_2 else 2 :], old).text if old else text_at(data, 0, 2, "")
            self._add(*self._awaited, text)
            self._last, self._awaited = self._awaited, None
        elif len(data) >= 7:
            row, column, style = struct.unpack_from("<HHH", data)
            if kind == MULTIPLE_RK:
                for number, place in enumerate(range(4, len(data) - 7, 6)):
                    format_, raw = struct.unpack_from("<HI", data, place)
                    self._add(row, column + number, self._shown(rk_number(raw), format_))
            elif kind in FORMULAS:
                self._take_formula(row, column, style, data[7 if self._book.is_2 else 6 :])
            else:
                self._add(row, column, self._value(kind, data, style))

    def _value(self, kind: int, data: bytes, style: int) -> str:
        if kind == SHARED and len(data) >= 10:
            place = int.from_bytes(data[6:10], "little")
            self.used.add(place)
            return self._book.strings[place][0] if place < len(self._book.strings) else ""
        if kind in NUMBER and len(data) >= 14:
            return self._shown(f"{struct.unpack_from('<d', data, 6)[0]:.15g}", style)
        if kind == RK and len(data) >= 10:
            return self._shown(rk_number(int.from_bytes(data[6:10], "little")), style)
        if kind in LABELS:
            size = int.from_bytes(data[6:8], "little")
            old = self._book.old
            return decode(data[8 : 8 + size], old).text if old else text_at(data, 6, 2, "")
        if kind == BOOLEAN and len(data) >= 8:
            return _truth(data[6], is_error=data[7] == 1)
        return self._value_2(kind, data) if self._book.is_2 else ""

    def _value_2(self, kind: int, data: bytes) -> str:
        if kind == INTEGER_2 and len(data) >= 9:
            return str(int.from_bytes(data[7:9], "little"))
        if kind == NUMBER_2 and len(data) >= 15:
            return f"{struct.unpack_from('<d', data, 7)[0]:.15g}"
        if kind == LABEL_2 and len(data) >= 8:
            return decode(data[8 : 8 + data[7]], self._book.old).text
        if kind == BOOLEAN_2 and len(data) >= 9:
            return _truth(data[7], is_error=data[8] == 1)
        return ""

    def _take_formula(self, row: int, column: int, style: int, value: bytes) -> None:
        self._awaited = None
        if len(value) < 8:
            return
        if value[6:8] != b"\xff\xff":
            self._add(row, column, self._shown(f"{struct.unpack_from('<d', value)[0]:.15g}", style))
        elif value[0] == 0:
            self._awaited = (row, column)
        elif value[0] in (1, 2):
            self._add(row, column, _truth(value[2], is_error=value[0] == 2))

    def _go_on(self, row: int, column: int, more: str) -> None:
        """The rest of a formula's string."""
        cells = self._rows.get(row)
        if cells and len(cells[-1][1]) < CELL_CHARS:
            cells[-1] = (column, cells[-1][1] + more)
        else:
            self._add(row, column, more)

    def _shown(self, value: str, style: int) -> str:
        return self._book.dates.shown(value, str(style))

    def _add(self, row: int, column: int, text: str) -> None:
        if text:
            self._rows.setdefault(row, []).append((column, text))
            self._count += 1
            if self._count >= CELLS_AT_ONCE:
                self.end_rows()


def _truth(value: int, *, is_error: bool) -> str:
    return ERRORS.get(value, "#N/A") if is_error else ("TRUE" if value else "FALSE")
