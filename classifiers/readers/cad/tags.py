"""DXF as it lies in the file: pairs of a group code and a value, text or binary, one record from 0 group to 0 group.

Nothing is built: a drawing of any size passes by once, and one that is damaged is read on after the damage.
"""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.largefile import LargeFile, opened, seen

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARY_HEAD = b"AutoCAD Binary DXF\r\n\x1a\0"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"
BLANK = b"\0\r\n\t \x1a"
SAMPLE_BYTES = 64 * 1024
HEADER_BYTES = 256 * 1024
BUFFER_BYTES = 1024 * 1024
CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([\w-]+)|\$DWGCODEPAGE\0\x03\0?([\w-]+)\0")
NOT_ASCII = re.compile(rb"[^\r\n\0]*[\x80-\xff][^\r\n\0]*")
RECORD_TAGS = 2_000_000
MIN_CODE, MAX_CODE = -10, 1071
CHUNK = -1
# First code behind a range of codes, and how its binary values are written.
BINARY_VALUES = (
    (10, "s"), (60, "d"), (80, "h"), (100, "i"), (110, "s"), (150, "d"), (160, "h"), (170, "q"), (180, "h"),
    (210, "h"), (240, "d"), (290, "h"), (300, "b"), (310, "s"), (320, "c"), (370, "s"), (390, "h"), (400, "s"),
    (410, "h"), (420, "s"), (430, "i"), (440, "s"), (460, "i"), (470, "d"), (1004, "s"), (1005, "c"), (1010, "s"),
    (1060, "d"), (1071, "h"), (1072, "i"),
)  # fmt: skip
SIZES = {"d": 8, "h": 2, "i": 4, "q": 8, "b": 1}


class Tag(NamedTuple):
    """A group: its code, and its value as it stands in the file (a number of a binary DXF as its digits)."""

    code: int
    value: bytes


class Record(NamedTuple):
    """What stands between two 0 groups."""

    kind: str
    tags: list[Tag]


class Tags:
    """The groups of a DXF.

    Attributes:
        encoding: Of its words, by Python's name; what the bytes say goes before what the header says.
        is_guessed: Whether nothing certain spoke for that encoding.
        is_ended: Whether the end mark was seen; known when the last record is.
        data: The drawing, in UTF-8 where it was in UTF-16 and without a byte order mark.
        end: Where in `data` the end mark of a text stops; 0 before it is seen and in a binary DXF.
        strays: Lines that are no group code where one should stand.
    """

    def __init__(self, data: bytes | LargeFile) -> None:
        self.data = data = _without_mark(data)
        self.end = 0
        self.is_ended = False
        self.strays = 0
        found = CODE_PAGE.search(data[:HEADER_BYTES])
        self.declared = (found.group(1) or found.group(2)).decode("ascii") if found else ""
        self.encoding, self.is_guessed = _encoding(data, self.declared)

    def text(self, value: bytes) -> str:
        """A value as words."""
        return value.decode("ascii") if value.isascii() else value.decode(self.encoding, "replace")

    def records(self) -> Iterator[Record]:
        """Records in the order of the file; what stands before the first 0 group is not given."""
        held: Record | None = None
        for tag in self.tags():
            if tag.code == 0:
                if held is not None:
                    yield held
                held = Record(self.text(tag.value.strip())[:60], [])
                if held.kind == "EOF":
                    self.is_ended = True
                    held = None
                    break
            elif held is not None and len(held.tags) < RECORD_TAGS:
                held.tags.append(tag)
        if held is not None:
            yield held

    def tags(self) -> Iterator[Tag]:
        """Groups in the order of the file."""
        return _binary_tags(self.data) if self.data.startswith(BINARY_HEAD) else self._text_tags()

    def _text_tags(self) -> Iterator[Tag]:
        lines = io.BufferedReader(opened(self.data), BUFFER_BYTES)
        for line in lines:
            try:
                code = int(line)  # of bytes; much faster than a pattern, and this is most of the work
            except ValueError:
                self.strays += bool(line.strip(BLANK))  # codes and values have changed places
                continue
            if not MIN_CODE <= code <= MAX_CODE:
                self.strays += 1
                continue
            value = next(lines, None)
            if value is None:
                return
            if code == 0 and value.strip() == b"EOF":
                self.end = lines.tell()
            yield Tag(code, value.rstrip(b"\r\n"))


def _without_mark(data: bytes | LargeFile) -> bytes | LargeFile:
    """A drawing as text that can be read line by line: no byte order mark, no UTF-16, no bare carriage returns."""
    if isinstance(data, LargeFile):
        return data.stretch(len(UTF8_MARK), len(data)) if data[: len(UTF8_MARK)] == UTF8_MARK else data
    if data.startswith(WIDE_MARKS):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(UTF8_MARK)
    return data if b"\n" in data[:4096] or data.startswith(BINARY_HEAD) else data.replace(b"\r", b"\n")


def _encoding(data: bytes | LargeFile, declared: str) -> tuple[str, bool]:
    """Encoding of the words and whether it is a guess: a header that names a western code page is believed last."""
    hint = _code_page(declared)
    sample = bytearray()
    for words in _foreign_words(data):
        sample += words + b"\n"
        if len(sample) > SAMPLE_BYTES:
            break
    if not sample:
        return hint or "utf-8", False
    seen = decode(bytes(sample))
    is_western = hint.startswith("cp125") or hint in ("", "ascii", "utf-8")
    if seen.encoding.startswith("utf") or (is_western and seen.is_certain):
        return seen.encoding, False
    told = decode(bytes(sample), hint)
    return told.encoding, not told.is_certain


def _foreign_words(data: bytes | LargeFile) -> Iterator[bytes]:
    """Words beyond ASCII; in a binary DXF only those of strings, since numbers look like any encoding."""
    if data.startswith(BINARY_HEAD):
        yield from (tag.value for tag in _binary_tags(data) if not tag.value.isascii())
    else:
        yield from (match.group() for match in NOT_ASCII.finditer(seen(data)))


def _code_page(declared: str) -> str:
    name = declared.lower().replace("ansi_", "cp").replace("dos", "cp")
    name = {"cp936": "gb18030", "gb2312": "gb18030", "big5": "cp950", "ascii": "cp1252", "johab": "johab"}.get(
        name, name
    )
    try:
        return name if "".encode(name) == b"" else ""
    except LookupError:
        return ""


def _binary_tags(data: bytes | LargeFile) -> Iterator[Tag]:
    """Groups of a binary DXF; codes have one byte up to release 12, two from 13 on."""
    view = seen(data)
    place = len(BINARY_HEAD)
    is_wide = data[place : place + 2] == b"\0\0"
    try:
        while place < len(data):
            code = view[place] | (view[place + 1] << 8 if is_wide else 0)
            place += 2 if is_wide else 1
            if code == 255 and not is_wide:
                code = view[place] | view[place + 1] << 8
                place += 2
            form = next((form for end, form in BINARY_VALUES if code < end), "")
            if form == "s":
                end = data.find(b"\0", place)
                if end < 0:
                    return
                value, place = data[place:end], end + 1
            elif form == "c":
                end = place + 1 + view[place]
                value, place = data[place + 1 : end].hex().encode(), end
            elif form:
                (number,) = struct.unpack_from(f"<{form}", view, place)
                value, place = repr(number).encode(), place + SIZES[form]
            else:
                return  # no such code: from here on nothing can be told apart
            yield Tag(code, value)
    except (IndexError, ValueError, struct.error):
        return  # cut off; the missing end mark says so
