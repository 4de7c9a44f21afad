"""DWG of release 2.0 to 12: records in a row, each with its size; layers, blocks and styles in tables of fixed items.

Source: the layout of such files as it is seen in them; no maker has published it.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import strings
from classifiers.readers.cad.words import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

VERSIONS = {
    b"AC2.10": "R2.10", b"AC2.21": "R2.21", b"AC2.22": "R2.22", b"AC1001": "R2.22", b"AC1002": "R2.5",
    b"AC1003": "R2.6", b"AC1004": "R9", b"AC1006": "R10", b"AC1009": "R12",
}  # fmt: skip
KINDS = {
    1: "LINE", 2: "POINT", 3: "CIRCLE", 4: "SHAPE", 5: "REPEAT", 6: "ENDREP", 7: "TEXT", 8: "ARC", 9: "TRACE",
    10: "LOAD", 11: "SOLID", 12: "BLOCK", 13: "ENDBLK", 14: "INSERT", 15: "ATTDEF", 16: "ATTRIB", 17: "SEQEND",
    18: "JUMP", 19: "POLYLINE", 20: "VERTEX", 21: "LINE3D", 22: "3DFACE", 23: "DIMENSION", 24: "VIEWPORT",
}  # fmt: skip
WORDED = frozenset({4, 7, 10, 12, 15, 16, 18, 23})
UNCOUNTED = frozenset({"BLOCK", "ENDBLK", "SEQEND", "VERTEX", "JUMP"})
ERASED = 0x80
SECTIONS = 0x14
TABLES = 0x2C
TABLE_NAMES = ("BLOCK", "LAYER", "STYLE", "LTYPE", "VIEW")
NAME_BYTES = 32
ITEMS = 20_000
LONGEST = 256


def read(data: bytes, draft: Draft, job: Job) -> bool:
    """Words of every record, names of every table; says whether the records could be told apart to their end."""
    if data[:6] not in VERSIONS or len(data) < TABLES + 50:
        return False
    draft.metadata["version"] = VERSIONS[data[:6]]
    start, end, blocks, blocks_size = struct.unpack_from("<4I", data, SECTIONS)
    blocks_end = blocks + (blocks_size & 0xFFFFFF)
    is_whole = _read_section(data, start, end, "layout Model", draft, job)
    is_whole &= _read_section(data, blocks, blocks_end, "blocks", draft, job)
    _read_tables(data, draft)
    known = set(draft.text.split("\n"))
    draft.at("other strings")
    for text in strings(data):
        if text not in known:
            draft.add_line(text)
    return is_whole


def _read_section(data: bytes, start: int, end: int, label: str, draft: Draft, job: Job) -> bool:
    """Records between two places; says whether they fill them exactly."""
    draft.at(label)
    place, erased = start, 0
    for index in range(len(data) // 4):
        if place >= end or place + 4 > len(data):
            break
        if index % 5_000 == 0:
            job.check_time()
        kind, _, size = struct.unpack_from("<BBH", data, place)
        if size < 4:
            return False
        _read_record(kind & ~ERASED, data[place : place + size], draft, is_block=label == "blocks")
        erased += kind >= ERASED
        place += size
    if erased:
        draft.find("hidden", f"{erased} erased entities")
    return place == end <= len(data)


def _read_record(kind: int, record: bytes, draft: Draft, *, is_block: bool) -> None:
    name = KINDS.get(kind, f"TYPE_{kind}")
    if name not in UNCOUNTED:
        draft.cad[f"BLOCK_{name}" if is_block else name] += 1
    if kind not in WORDED:
        return
    words = [plain_words(decode(text).text) for text in _words(record)]
    if name == "BLOCK" and words:
        draft.add_names(blocks=[word for word in words if not word.startswith("*")])
    for word in words:
        draft.add_line(word)


def _words(record: bytes) -> Iterator[bytes]:
    """Strings behind their lengths, of two bytes each."""
    place = 8
    while place + 2 < len(record):
        (length,) = struct.unpack_from("<H", record, place)
        text = record[place + 2 : place + 2 + length]
        if 0 < length <= LONGEST and len(text) == length and min(text) >= 0x20 and 0x7F not in text:
            yield text
            place += 2 + length
        else:
            place += 1


def _read_tables(data: bytes, draft: Draft) -> None:
    draft.at("tables")
    for index, table in enumerate(TABLE_NAMES):
        size, count, _, address = struct.unpack_from("<HHHI", data, TABLES + 10 * index)
        names = []
        for item in range(min(count, ITEMS) if size > NAME_BYTES else 0):
            raw = data[address + item * size + 1 : address + item * size + 1 + NAME_BYTES].split(b"\0")[0]
            if raw and min(raw) >= 0x20:
                names.append(decode(raw).text)
        draft.add_names(layers=names if table == "LAYER" else ())
        for name in names:
            draft.add_line(name if name not in ("0", "CONTINUOUS", "STANDARD") else "")
