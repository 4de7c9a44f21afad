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
    if len(document) < 0x1AA or struct.unpack_from("<H", document, 0)[0] not in MAGICS:
        return None
    start, size = struct.unpack_from("<II", document, 0x1A2)
    pieces = list(_pieces(table[start : start + size])) if size and start < len(table) else []
    if not pieces:
        return None
    words: list[str] = []
    for length, place, is_wide in pieces:
        if is_wide:
            words.append(document[place : place + 2 * length].decode("utf-16-le", "replace"))
        else:
            words.append(document[place : place + length].decode("cp1252", "replace"))
    return _plain("".join(words))


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


def _plain(text: str) -> str:
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
