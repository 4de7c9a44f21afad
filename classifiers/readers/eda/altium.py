"""Altium and Protel: records of `|KEY=VALUE`, in OLE files and as text, with what is packed among them."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Any

from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.eda.titles import add_title
from classifiers.readers.office.ole import open_ole, stream
from classifiers.readers.text import take
from classifiers.readers.words import word
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

STREAMS = 5_000
UTF8 = b"%UTF8%"
NUMERIC = re.compile(r"[-+\d.,Ee]*(?:mil|mm)?|[TF]|TRUE|FALSE")
CODES = re.compile(r"\d{1,6}(?:,\d{1,6})*")
PARAMETER = "41"
IMAGE_MARK = 0xD0
TEXT_OBJECT = 5
KINDS = {
    "1": "COMPONENT", "2": "PIN", "4": "TEXT", "6": "POLYLINE", "13": "LINE", "14": "RECTANGLE", "15": "SHEET_SYMBOL",
    "16": "SHEET_ENTRY", "17": "POWER_PORT", "18": "PORT", "22": "NO_ERC", "25": "NET_LABEL", "26": "BUS", "27": "WIRE",
    "28": "TEXT_FRAME", "29": "JUNCTION", "30": "IMAGE", "31": "SHEET", "34": "DESIGNATOR", "41": "PARAMETER",
}  # fmt: skip


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A schematic, a board or a library, stream by stream; of a damaged file its strings."""
    try:
        _read_ole(data, draft, job, depth)
    except (OSError, IndexError, struct.error):
        draft.degrade(Reading.PARTIAL, "damaged", "OLE")
        add_strings(data, draft)


def _read_ole(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    with open_ole(data) as ole:
        paths = ole.listdir()
        if len(paths) > STREAMS:
            draft.degrade(Reading.PARTIAL, "limit.entries", str(STREAMS))
        for path in paths[:STREAMS]:
            job.check_time()
            draft.at("/".join(path))
            _read_stream(ole, path, draft, job, depth)


def read_text(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The same written as text."""
    del job, depth
    text = take(data, draft).text
    for line in text.split("\n"):
        _keep(dict(_pairs(line.encode("utf-8", "replace"))), draft)
    draft.add_text(text)


def _read_stream(ole: Any, path: list[str], draft: Draft, job: Job, depth: int) -> None:
    data = stream(ole, *path)
    if data[:1] == b"\x78" and data[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        _unpack(data, "/".join(path), draft, job, depth)
        return
    rest = data
    for number, (kind, body, place) in enumerate(_records(data)):
        if number % 5_000 == 0:
            job.check_time()
        rest = data[place:]
        if kind == 0 or body.startswith(b"|"):
            _read_record(body, draft)
        elif body[:1] == bytes([IMAGE_MARK]):
            _read_image(body, draft, job, depth)
        else:
            add_strings(body, draft)
    if path[0] == "Texts6":
        for text in _board_texts(rest):
            draft.add_line(text)
    add_strings(rest, draft)


def _records(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Kind, body and the place behind each record, as long as what follows is one."""
    place = 0
    while place + 4 <= len(data):
        size, kind = int.from_bytes(data[place : place + 3], "little"), data[place + 3]
        body = data[place + 4 : place + 4 + size]
        if kind > 1 or not size or len(body) < size or (kind == 0 and not body.startswith(b"|")):
            return
        place += 4 + size
        yield kind, body, place


def _pairs(body: bytes) -> Iterator[tuple[str, str]]:
    """Keys and values; of one given twice, the one in UTF-8."""
    known: set[str] = set()
    for pair in body.rstrip(b"\0").split(b"|"):
        key, has_value, value = pair.partition(b"=")
        if not has_value:
            if key.strip():
                yield "", word(key)
            continue
        name = word(key.removeprefix(UTF8))
        if name in known:
            continue
        if key.startswith(UTF8):
            known.add(name)
        yield name, value.decode("utf-8", "replace") if key.startswith(UTF8) else word(value)


def _read_record(body: bytes, draft: Draft) -> None:
    pairs = list(_pairs(body))
    _keep(dict(pairs), draft)
    shown = []
    for key, value in pairs:
        if key.startswith(("ENCODEDTEXT", "VER", "FWDMSG", "BKMSG")) and CODES.fullmatch(value):
            value = "".join(chr(code) for number in value.split(",") if (code := int(number)) < 0x110000)
        if not NUMERIC.fullmatch(value):
            shown.append(f"{key}={value}" if key else value)
    draft.add_line("|".join(shown))


def _keep(values: dict[str, str], draft: Draft) -> None:
    kind = values.get("RECORD", "")
    draft.cad[KINDS.get(kind, "RECORD" if kind else "")] += 1
    if "OWNERINDEX" not in values and (kind == PARAMETER or "NAME" in values):  # a sheet's own, not a component's
        add_title(draft, values.get("NAME", ""), values.get("TEXT", values.get("VALUE", "")))
    if "LIBREFERENCE" in values:
        draft.add_names(blocks=[values["LIBREFERENCE"]])
    if "LAYERNAME" in values:
        draft.add_names(layers=[values["LAYERNAME"]])
    if "HEADER" in values and "version" not in draft.metadata:
        draft.add_metadata("version", values["HEADER"])


def _read_image(body: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file in the store of pictures: a name, and the packed bytes."""
    length = body[1] if len(body) > 1 else 0
    name, packed = word(body[2 : 2 + length]), body[2 + length + 4 :]
    draft.add_line(name)
    _unpack(packed, name.replace("\\", "/").rpartition("/")[2] or "image", draft, job, depth)


def _unpack(packed: bytes, name: str, draft: Draft, job: Job, depth: int) -> None:
    limit = min(job.limits.part_bytes, job.bytes_left)
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(packed, max(1, limit))
    except zlib.error:
        draft.degrade(Reading.PARTIAL, "damaged", "packed")
        add_strings(packed, draft)
        return
    if unpacker.unconsumed_tail and len(data) >= limit:
        raise LimitReached("part_bytes", job.limits.part_bytes)
    job.child(draft, name, data, depth)


def _board_texts(data: bytes) -> Iterator[str]:
    """Words on a board: each an object of two pieces, the second its text."""
    place = 0
    while place + 5 <= len(data) and data[place] == TEXT_OBJECT:
        first = place + 5 + int.from_bytes(data[place + 1 : place + 5], "little")
        size = int.from_bytes(data[first : first + 4], "little")
        if first + 4 + size > len(data):
            return
        yield word(data[first + 5 : first + 4 + size])
        place = first + 4 + size
