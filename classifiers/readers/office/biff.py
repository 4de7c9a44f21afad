"""Records of an Excel 5 to 2003 workbook that calamine leaves out: comments, text boxes, headers."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FILEPASS = 0x002F
CONTINUE = 0x003C
TXO = 0x01B6
SST = 0x00FC
HEADER, FOOTER = 0x0014, 0x0015
RECORDS = 2_000_000


def records(workbook: bytes) -> Iterator[tuple[int, bytes]]:
    """Every record: its kind and its bytes. Stops where the stream makes no sense."""
    place = 0
    for _ in range(RECORDS):
        if place + 4 > len(workbook):
            return
        kind, size = struct.unpack_from("<HH", workbook, place)
        yield kind, workbook[place + 4 : place + 4 + size]
        place += 4 + size


def is_encrypted(workbook: bytes) -> bool:
    """Whether the workbook's globals say that what follows is enciphered."""
    for number, (kind, _) in enumerate(records(workbook)):
        if kind == FILEPASS:
            return True
        if number > 20 or kind == 0x000A:
            return False
    return False


def loose_texts(workbook: bytes) -> Iterator[str]:
    """Text of comments and text boxes, headers and footers."""
    follows_box = False
    for kind, data in records(workbook):
        if kind == TXO:
            follows_box = len(data) >= 12 and struct.unpack_from("<H", data, 10)[0] > 0
            continue
        if kind == CONTINUE and follows_box and data:
            yield data[1:].decode("utf-16-le" if data[0] & 1 else "latin-1", "ignore")
        elif kind in (HEADER, FOOTER) and len(data) > 3:
            yield data[3:].decode("utf-16-le" if data[2] & 1 else "latin-1", "ignore")
        follows_box = False


def shared_strings(workbook: bytes) -> list[str]:
    """Runs of text in the table of shared strings, roughly: for workbooks embedded in other documents."""
    from classifiers.readers.binary import ASCII_RUN, UTF16_RUN

    table = b"".join(data for kind, data in records(workbook) if kind in (SST, CONTINUE))
    wide = [run.group().decode("utf-16-le", "ignore") for run in UTF16_RUN.finditer(table)]
    return wide + [run.group().decode("ascii") for run in ASCII_RUN.finditer(table)]
