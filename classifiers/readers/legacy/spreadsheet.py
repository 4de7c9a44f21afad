"""Sheets of Lotus 1-2-3 (wks to wk4) and Quattro Pro (wq1 to wb3): records of a type, a length and a content.

Source: Lotus, "Worksheet File Format from Lotus" (1984); records of later programs after their own files.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy import lmbcs
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

INTEGER, NUMBER, LABEL, FORMULA, STRING = 0x0D, 0x0E, 0x0F, 0x10, 0x33
LABEL3, NUMBER3, SMALL3, FORMULA3, STRING3, PACKED3, NUMBER4, FORMULA4 = 0x16, 0x17, 0x18, 0x19, 0x1A, 0x25, 0x27, 0x28
PASSWORD, PASSWORD3 = 0x4B, 0x02
SMALL_FACTORS = (5000.0, 500.0, 0.05, 0.005, 0.0005, 0.00005, 0.0625, 0.015625)
WORDS = re.compile(rb"[\x20-\x7e\x80-\xfc]{4,}")
LETTER_RUN = re.compile(r"[^\W\d_]{3}")
# Records of fonts, colours, formats, windows and printers, and where marks of graphs stand: numbers only.
NUMBERS_ONLY = frozenset({0x06, 0x0C, 0x13, 0x1F, 0xCE, 0xE8, 0x01, 0x00})
CELLS = 2_000_000


class Cell(NamedTuple):
    """Where a cell stands, and what it shows; bytes where its code page is not known yet."""

    sheet: int
    row: int
    column: int
    value: str | bytes


class Layout(NamedTuple):
    """How the head of a cell's record is laid out: its bytes, and places of column, row and sheet in it."""

    size: int
    column: tuple[int, int]
    row: tuple[int, int]
    sheet: tuple[int, int]


FLAT = Layout(5, (1, 2), (3, 2), (0, 0))
PAGED = Layout(6, (0, 1), (2, 2), (1, 1))
DEEP = Layout(4, (3, 1), (0, 2), (2, 1))


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every cell by sheet and row, a line each; words of names, headings, notes and graphs behind them."""
    del depth
    book = Book(data, job)
    if book.is_locked:
        draft.degrade(Reading.OPAQUE, "encrypted", "sheet")
        return
    rows: dict[tuple[int, int], list[Cell]] = {}
    for cell in book.cells:
        rows.setdefault((cell.sheet, cell.row), []).append(cell)
    sheet = -1
    for (number, _), cells in sorted(rows.items()):
        if number != sheet:
            sheet = number
            draft.at(f"sheet {_letters(sheet)}")
        draft.add_line("\t".join(book.text(cell.value) for cell in sorted(cells, key=lambda cell: cell.column)))
    draft.at("names, headings and graphs")
    for raw in book.aside:
        text = book.text(raw)
        if LETTER_RUN.search(text):
            draft.add_line(text)
    draft.cad["CELL"] += len(book.cells)
    if not book.is_whole:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")


def _letters(number: int) -> str:
    return chr(65 + number) if number < 26 else _letters(number // 26 - 1) + chr(65 + number % 26)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record; stops at one that goes beyond the end."""
    place = 0
    while place + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, place)
        if place + 4 + size > len(data):
            return
        yield kind, data[place + 4 : place + 4 + size]
        place += 4 + size


class Book:
    """Records of a workbook, taken apart.

    Args:
        data: The whole file.
        job: Whose clock counts.

    Raises:
        LimitReached: more cells than allowed.
    """

    def __init__(self, data: bytes, job: Job) -> None:
        version = int.from_bytes(data[4:6], "little")
        self._is_lotus3 = data[:4] == b"\0\0\x1a\0"
        self._is_windows = version in (0x1001, 0x1002, 0x1006, 0x1007) and not self._is_lotus3
        paged = self._is_windows or version == 0x5121
        self._layout = DEEP if self._is_lotus3 else PAGED if paged else FLAT
        self.cells: list[Cell] = []
        self.aside: list[bytes] = []
        self.is_locked = False
        self.is_whole = False
        for kind, content in records(data):
            job.check_time()
            self._take(kind, content)
            if len(self.cells) > CELLS:
                raise LimitReached("structure_items", CELLS)
            self.is_whole |= kind == 1
        self._codec = "" if self._is_lotus3 else self._code_page()

    def _take(self, kind: int, content: bytes) -> None:
        if kind == (PASSWORD3 if self._is_lotus3 else PASSWORD) and content.strip(b"\0"):
            self.is_locked = True
            return
        found = self._deep_value(kind, content) if self._is_lotus3 else self._value(kind, content)
        if found is None:
            if kind not in NUMBERS_ONLY:
                self.aside.extend(WORDS.findall(content))
            return
        value, formula = found
        self.cells.append(Cell(*self._place(content), value))
        # Texts in formulas: they begin behind their own mark and end in NUL.
        self.aside.extend(WORDS.findall(formula))

    def _place(self, content: bytes) -> tuple[int, int, int]:
        sheet, row, column = (
            int.from_bytes(content[start : start + size], "little")
            for start, size in (self._layout.sheet, self._layout.row, self._layout.column)
        )
        return sheet, row, column

    def _value(self, kind: int, content: bytes) -> tuple[str | bytes, bytes] | None:
        body = content[self._layout.size :]
        if kind == INTEGER and len(body) >= 2:
            return str(int.from_bytes(body[:2], "little", signed=True)), b""
        if kind in (NUMBER, FORMULA) and len(body) >= 8:
            return number_text(struct.unpack_from("<d", body)[0]), body[10:] if kind == FORMULA else b""
        if kind == LABEL and body:
            return body[1:].split(b"\0", 1)[0], b""
        if kind == STRING and body:
            counted = body[1 : 1 + body[0]]
            return (counted if self._layout is PAGED and len(counted) == body[0] else body.split(b"\0", 1)[0]), b""
        return None

    def _deep_value(self, kind: int, content: bytes) -> tuple[str | bytes, bytes] | None:
        body = content[self._layout.size :]
        if kind == LABEL3 and body:
            return body[1:].split(b"\0", 1)[0], b""
        if kind == STRING3 and body:
            return body.split(b"\0", 1)[0], b""
        if kind in (NUMBER3, FORMULA3) and len(body) >= 10:
            return number_text(extended(body[:10])), body[10:]
        if kind == SMALL3 and len(body) == 2:
            return number_text(small(int.from_bytes(body, "little", signed=True))), b""
        if kind == PACKED3 and len(body) == 4:
            return number_text(packed(int.from_bytes(body, "little"))), b""
        if kind in (NUMBER4, FORMULA4) and len(body) >= 8:
            return number_text(struct.unpack_from("<d", body)[0]), body[8:]
        return None

    def _code_page(self) -> str:
        """What the labels are written in, told by all of them together; a western code page where nothing tells."""
        raw = b"\n".join(cell.value for cell in self.cells if isinstance(cell.value, bytes))
        found = decode(raw)
        if raw.isascii() or found.encoding in ("cp932", "shift_jis_2004", "gb18030", "big5hkscs", "cp950", "cp949"):
            return found.encoding
        return "cp1252" if self._is_windows else "cp437"

    def text(self, value: str | bytes) -> str:
        """What a cell shows."""
        if isinstance(value, str):
            return value
        return value.decode(self._codec, "replace") if self._codec else lmbcs.decoded(value)


def number_text(value: float) -> str:
    """A number as people write it; empty where it is none, as in a formula that gives a text."""
    return f"{value:.15g}" if abs(value) < float("inf") else ""


def extended(raw: bytes) -> float:
    """A number of 80 bits."""
    mantissa, head = int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:10], "little")
    exponent = (head & 0x7FFF) - 16383 - 63
    if not mantissa:
        return 0.0
    if not -1070 - 63 < exponent < 960:
        return float("inf")
    return (-1.0 if head & 0x8000 else 1.0) * mantissa * 2.0**exponent if exponent > -1000 else 0.0


def small(value: int) -> float:
    """A number of 16 bits: halved, or with a factor where it is odd."""
    if not value & 1:
        return float(value >> 1)
    factor = SMALL_FACTORS[value >> 1 & 7]
    return factor * (value >> 4)


def packed(value: int) -> float:
    """A number of 32 bits: 26 of digits, a sign, and a power of ten."""
    digits = float(value >> 6) * (-1 if value & 0x20 else 1)
    power = 10.0 ** (value & 0x0F)
    return digits / power if value & 0x10 else digits * power
