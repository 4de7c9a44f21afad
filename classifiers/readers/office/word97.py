"""Text of a Word 97 to 2003 document by its piece table, and the compressed RTF of Outlook messages."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGICS = (0xA5EC, 0xA5DC)
ENCRYPTED_FLAG = 0x0100
TABLE_FLAG = 0x0200
# Parts of the text in their order, and where their lengths in characters stand.
STORIES = (
    ("body", 0x4C), ("footnotes", 0x50), ("headers and footers", 0x54), ("macros", 0x58), ("comments", 0x5C),
    ("endnotes", 0x60), ("text boxes", 0x64), ("text boxes in headers", 0x68),
)  # fmt: skip
# Numbers of string tables: bookmarks, owners of comments, associated strings, authors, variables, linked files.
OWNERS = 36
TABLES = (21, 32, OWNERS, 51, 54, 63)
FIELD_CODES = re.compile(r"\x13([^\x13\x14\x15]*)\x14|\x13([^\x13\x14\x15]*)\x15")
RTF_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
PACKED_BYTES = 16 * 1024 * 1024


def is_encrypted(document: bytes) -> bool:
    """Whether the main stream says that its text is enciphered."""
    return len(document) > 12 and bool(_flags(document) & ENCRYPTED_FLAG)


def table_name(document: bytes) -> str:
    """Which table stream belongs to the main stream."""
    return "1Table" if len(document) > 12 and _flags(document) & TABLE_FLAG else "0Table"


def text(document: bytes, table: bytes) -> str | None:
    """All text: body, notes, headers, comments, text boxes. None where there is no sound piece table.

    Source: MS-DOC, sections 2.5.1 and 2.9.38.
    """
    found = _raw_text(document, table)
    return None if found is None else plain(found)


def stories(document: bytes, table: bytes) -> list[tuple[str, str]] | None:
    """The same in its parts, each with the words for where it stands. None as in `text`.

    Source: MS-DOC, section 2.5.4 (the lengths of the parts).
    """
    found = _raw_text(document, table)
    if found is None:
        return None
    kept: list[tuple[str, str]] = []
    place = 0
    for name, offset in STORIES:
        size = int.from_bytes(document[offset : offset + 4], "little")
        size = size if size <= len(found) else 0
        kept.append((name, plain(found[place : place + size])))
        place += size
    return [*kept, ("", plain(found[place:]))]


def string_tables(document: bytes, table: bytes) -> list[str]:
    """Names of authors, bookmarks, variables and linked files.

    Source: MS-DOC, sections 2.2.4 (string tables) and 2.5.5 to 2.5.9 (where they stand).
    """
    words: list[str] = []
    for number in TABLES:
        start, size = struct.unpack_from("<II", document.ljust(0x9A + 8 * number + 8, b"\0"), 0x9A + 8 * number)
        raw = table[start : start + size]
        if number == OWNERS:
            words.extend(_counted_strings(raw, 0, len(raw)))
        elif raw[:2] == b"\xff\xff":
            words.extend(_counted_strings(raw, 6, int.from_bytes(raw[4:6], "little")))
    return words


def _counted_strings(raw: bytes, place: int, extra: int) -> Iterator[str]:
    """Strings behind their lengths in characters, each followed by `extra` bytes where the table says so."""
    extra = extra if place else 0
    while place + 2 <= len(raw):
        size = 2 * int.from_bytes(raw[place : place + 2], "little")
        yield raw[place + 2 : place + 2 + size].decode("utf-16-le", "ignore").rstrip("\0")
        place += 2 + size + extra


def _raw_text(document: bytes, table: bytes) -> str | None:
    if len(document) < 0x1AA or struct.unpack_from("<H", document, 0)[0] not in MAGICS:
        return None
    start, size = struct.unpack_from("<II", document, 0x1A2)
    pieces = list(_pieces(table[start : start + size])) if size and start < len(table) else []
    if not pieces:
        return None
    words: list[str] = []
    left = len(document)  # what pieces that lie over each other may repeat at most
    for length, place, is_wide in pieces:
        raw = document[place : place + length * (2 if is_wide else 1)]
        left -= len(raw)
        if left < 0:
            break
        words.append(raw.decode("utf-16-le" if is_wide else "cp1252", "replace"))
    return "".join(words)


def _flags(document: bytes) -> int:
    return int(struct.unpack_from("<H", document, 0x0A)[0])


def _pieces(clx: bytes) -> Iterator[tuple[int, int, bool]]:
    """Length in characters, place in the main stream, and whether each character takes two bytes."""
    place = 0
    while place + 3 <= len(clx) and clx[place] == 0x01:
        place += 3 + int.from_bytes(clx[place + 1 : place + 3], "little")
    if place + 5 > len(clx) or clx[place] != 0x02:
        return
    size = int.from_bytes(clx[place + 1 : place + 5], "little")
    plc = clx[place + 5 : place + 5 + size]
    count = (len(plc) - 4) // 12
    for number in range(max(0, count)):
        first, last = struct.unpack_from("<II", plc, 4 * number)
        offset = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        is_wide = not offset & 0x40000000
        offset &= 0x3FFFFFFF
        if last > first:
            yield last - first, offset if is_wide else offset // 2, is_wide


def plain(text: str) -> str:
    """Marks of paragraphs, cells and pages as white space; field codes in brackets' place kept before their results."""
    text = FIELD_CODES.sub(lambda match: (match.group(1) or match.group(2) or "") + " ", text)
    table = {
        0x07: "\t",
        0x0B: "\n",
        0x0C: "\f",
        0x0D: "\n",
        0x0E: "\n",
        0x1E: "-",
        0x1F: "",
        0x13: "",
        0x14: "",
        0x15: "",
        0x01: "",
        0x02: "",
        0x05: "",
        0x08: "",
        0x00: "",
    }
    return text.translate(table)


def decompress_rtf(packed: bytes) -> bytes:
    """Plain RTF out of a message's compressed body; empty where it is none.

    Source: MS-OXRTFCP, section 2.2.
    """
    if len(packed) < 16:
        return b""
    size, magic = struct.unpack_from("<I", packed, 4)[0], packed[8:12]
    if magic == b"MELA":
        return packed[16 : 16 + size]
    if magic != b"LZFu":
        return b""
    window = bytearray(RTF_DICTIONARY.ljust(4096, b"\0"))
    write = len(RTF_DICTIONARY)
    plain = bytearray()
    place = 16
    while place < len(packed) and len(plain) < min(size, PACKED_BYTES):
        flags = packed[place]
        place += 1
        for bit in range(8):
            if place >= len(packed):
                break
            if flags >> bit & 1:
                token = int.from_bytes(packed[place : place + 2], "big")
                place += 2
                offset, length = token >> 4, (token & 15) + 2
                if offset == write:
                    return bytes(plain)
                for step in range(length):
                    byte = window[(offset + step) % 4096]
                    plain.append(byte)
                    window[write] = byte
                    write = (write + 1) % 4096
            else:
                plain.append(packed[place])
                window[write] = packed[place]
                write = (write + 1) % 4096
                place += 1
    return bytes(plain)
