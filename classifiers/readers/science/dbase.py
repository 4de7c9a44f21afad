"""dBASE and its kin (FoxPro, attributes of shapefiles): every field of every record, deleted ones too.

Source: dBASE Level 7 file structure; ESRI, code pages of the language driver.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.binary import add_strings
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TYPES = frozenset(b"CDFLMNGPBTIY@+OVQW0X")
CODE_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x08: "cp865", 0x0A: "cp850", 0x13: "cp932", 0x1F: "cp852",
    0x4D: "gb18030", 0x4E: "cp949", 0x4F: "cp950", 0x57: "", 0x58: "cp1252", 0x59: "cp1252", 0x64: "cp852",
    0x65: "cp866", 0x66: "cp865", 0x78: "cp950", 0x79: "cp949", 0x7A: "gb18030", 0x7B: "cp932", 0x7C: "cp874",
    0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip
FIELD_BYTES, WIDE_FIELD_BYTES = 32, 48
BINARY_TYPES = frozenset("IBTY@+O")
END = 0x0D
CENTURY = 80


class Column(NamedTuple):
    """One field of a record."""

    name: bytes
    type: str
    start: int
    size: int


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All records as lines; of a damaged file its strings."""
    del depth
    try:
        _read(data, draft, job)
    except (IndexError, struct.error):
        draft.degrade(Reading.PARTIAL, "damaged", "header")
        add_strings(data, draft)


def _read(data: bytes, draft: Draft, job: Job) -> None:
    columns = list(_columns(data))
    count, head_bytes, record_bytes = struct.unpack_from("<IHH", data, 4)
    body = data[head_bytes : head_bytes + count * record_bytes]
    declared = CODE_PAGES.get(data[29], "")
    names, rows = [column.name for column in columns], list(_rows(body, record_bytes, columns, job))
    # All at once: a single field is too short to tell its encoding by.
    decoded = decode(b"\n".join([b"\t".join(names), *rows]), declared)
    draft.metadata["encoding"] = decoded.encoding
    draft.add_metadata("modified", f"{data[1] + (2000 if data[1] < CENTURY else 1900)}-{data[2]:02}-{data[3]:02}")
    draft.add_text(decoded.text + "\n")
    draft.cad["ROW"] += len(rows)
    if len(body) < count * record_bytes:
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    add_strings(data[head_bytes + count * record_bytes :], draft)


def _columns(data: bytes) -> Iterator[Column]:
    is_wide = data[0] & 7 == 4
    size, place = (WIDE_FIELD_BYTES, 68) if is_wide else (FIELD_BYTES, 32)
    start = 1
    while place + size <= len(data) and data[place] != END:
        entry = data[place : place + size]
        name, kind, length = (entry[:32], entry[32], entry[33]) if is_wide else (entry[:11], entry[11], entry[16])
        if kind not in TYPES:
            return
        if chr(kind) == "C" and not is_wide:
            length += entry[17] << 8  # decimals are the high byte of a long text
        yield Column(name.split(b"\0")[0], chr(kind), start, length)
        start += length
        place += size


def _rows(body: bytes, record_bytes: int, columns: list[Column], job: Job) -> Iterator[bytes]:
    if record_bytes < 1:
        return
    for number, place in enumerate(range(0, len(body), record_bytes)):
        if number % 10_000 == 0:
            job.check_time()
        record = body[place : place + record_bytes]
        yield b"\t".join(_value(record[column.start : column.start + column.size], column.type) for column in columns)


def _value(raw: bytes, kind: str) -> bytes:
    if kind in BINARY_TYPES and not raw.isascii():
        return b""
    if kind == "I" and len(raw) == 4:
        return str(int.from_bytes(raw, "little", signed=True)).encode()
    return raw.replace(b"\0", b" ").strip()
