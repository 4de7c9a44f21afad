"""Strings in the records of a workbook of Excel 2 to 2003.

Source: MS-XLS, sections 2.4.265 and 2.5.293.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 2_000_000
STRING_TOKEN = 0x17
MAC_CODE_PAGES = {"cp32768": "mac_roman", "cp32769": "cp1252", "cp367": "ascii"}


def codec_of(code_page: int) -> str:
    """Name of the codec of a workbook before Excel 97, whose strings have no flags."""
    name = f"cp{code_page}"
    return MAC_CODE_PAGES.get(name, name)


def text_at(data: bytes, place: int, width: int, old: str) -> str:
    """A string behind its length.

    Args:
        data: The record.
        place: Where the length stands.
        width: Bytes that the length takes.
        old: The codec of a workbook before Excel 97; empty for later ones.
    """
    if old:
        place += width - 1 if width == 2 and not data[place + 1 : place + 2].strip(b"\0") else 0
        return decode(data[place + 1 :], old).text.strip("\0")
    size = int.from_bytes(data[place : place + width], "little")
    flags = data[place + width] if place + width < len(data) else 0
    return chars(data[place + width + 1 :][: size * (2 if flags & 1 else 1)], flags)


def chars(raw: bytes, flags: int) -> str:
    """Characters of one byte or two, as their flag says."""
    return raw.decode("utf-16-le" if flags & 1 else "latin-1", "ignore")


def quoted(data: bytes) -> Iterator[str]:
    """Strings that a formula spells out."""
    place = 0
    while (place := data.find(bytes((STRING_TOKEN,)), place)) >= 0 and place + 3 <= len(data):
        size, flags = data[place + 1], data[place + 2]
        raw = data[place + 3 : place + 3 + size * (2 if flags & 1 else 1)]
        text = chars(raw, flags)
        if size > 1 and flags < 2 and len(text) == size and text.isprintable():
            yield text
            place += 3 + len(raw)
        else:
            place += 1


def shared_strings(pieces: list[bytes]) -> Iterator[tuple[str, str]]:
    """Strings of the table, each with the reading of its kanji; the table goes on over several records."""
    if not pieces or len(pieces[0]) < 8:
        return
    reader = _Pieces(pieces, 8)
    for _ in range(min(int.from_bytes(pieces[0][4:8], "little"), MOST)):
        head = reader.take(3)
        if len(head) < 3:
            return
        flags = head[2]
        runs = int.from_bytes(reader.take(2), "little") if flags & 8 else 0
        extra = int.from_bytes(reader.take(4), "little") if flags & 4 else 0
        text = reader.chars(int.from_bytes(head[:2], "little"), flags)
        reader.skip(4 * runs)
        reading = reader.take(min(extra, 0x10000))
        reader.skip(extra - len(reading))
        size = int.from_bytes(reading[12:14], "little")  # behind two lengths, a font and a count of runs
        yield text, reading[14 : 14 + 2 * size].decode("utf-16-le", "ignore")


class _Pieces:
    """Bytes that go on over several records; characters that do begin with a new flag."""

    def __init__(self, pieces: list[bytes], place: int) -> None:
        self._pieces = pieces
        self._number = 0
        self._place = place

    def take(self, size: int) -> bytes:
        found: list[bytes] = []
        while size > 0 and self._number < len(self._pieces):
            found.append(self._pieces[self._number][self._place : self._place + size])
            self._go_on(len(found[-1]))
            size -= len(found[-1])
        return b"".join(found)

    def skip(self, size: int) -> None:
        while size > 0 and self._number < len(self._pieces):
            skipped = min(size, len(self._pieces[self._number]) - self._place)
            self._go_on(skipped)
            size -= skipped

    def chars(self, count: int, flags: int) -> str:
        words: list[str] = []
        is_first = True
        while count > 0 and self._number < len(self._pieces):
            piece = self._pieces[self._number]
            if not is_first and self._place == 0:
                flags, self._place = (piece[0] if piece else 0), 1
            width = 2 if flags & 1 else 1
            raw = piece[self._place : self._place + width * count]
            words.append(chars(raw, flags))
            count -= len(raw) // width
            is_first = False
            self._go_on(len(raw))
        return "".join(words)

    def _go_on(self, size: int) -> None:
        self._place += size
        if self._place >= len(self._pieces[self._number]):
            self._number, self._place = self._number + 1, 0
