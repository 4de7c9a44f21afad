"""Databases of Palm: books for Kindle (Mobipocket, KF8), documents (PalmDoc), whatever else by its strings."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy.huffcdic import Dictionary
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEAD, RECORD = 78, 8
PLAIN, PALMDOC, HUFFMAN = 1, 2, 17480
UTF8 = 65001
# Records of an EXTH header that people read.
PROPERTIES = {
    100: "author", 101: "publisher", 103: "comments", 104: "isbn", 105: "keywords", 106: "published",
    108: "contributor", 109: "rights", 112: "source", 503: "title", 524: "language",
}  # fmt: skip
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM")
# Records of the Kindle's own: resources of no words.
OWN = (b"FLIS", b"FCIS", b"BOUNDARY", b"\xe9\x8e\r\n", b"DATP", b"SRCS", b"CMET", b"FDST", b"RESC", b"INDX", b"TAGX",
       b"HUFF", b"CDIC", b"IDXT", b"CONT", b"kind", b"FONT", b"VIDE", b"AUDI")  # fmt: skip
WORDED = (b"RESC", b"CMET", b"INDX")
# From this version on the pages come first, empty, and behind each what is to be set into it.
KF8 = 8
PAGE_ENDS = re.compile(rb"</body>\s*</html>|<\?xml[^>]{0,200}\?>|<!DOCTYPE[^>]{0,300}>", re.IGNORECASE)
PALM_EPOCH, UNIX_EPOCH = datetime(1904, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
RECORDS = 65_535


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Title, dates, text; pictures as parts. A book of two kinds, old and new, is read twice where they differ."""
    records = _records(data)
    draft.add_metadata("name", decode(data[:32].split(b"\0", 1)[0]).text)
    for key, place in (("created", 36), ("modified", 40)):
        draft.add_metadata(key, _moment(struct.unpack_from(">I", data, place)[0]))
    if data[60:68] in (b"TEXtREAd", b"TEXtTlDc"):
        _read_document(records, draft, job)
    elif data[60:68] == b"BOOKMOBI":
        _read_books(records, draft, job, depth)
    else:
        for record in records:
            add_strings(record, draft)
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def _records(data: bytes) -> list[bytes]:
    count = struct.unpack_from(">H", data, 76)[0]
    starts = [
        struct.unpack_from(">I", data, HEAD + RECORD * number)[0]
        for number in range(min(count, (len(data) - HEAD) // RECORD))
    ]
    if not starts or starts[0] >= len(data):
        raise ValueError("no records")
    if sorted(starts) != starts:  # records that share bytes would take more than the file has
        raise ValueError("records out of order")
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def _moment(seconds: int) -> str:
    """Seconds since 1904, or since 1970 where the highest bit is not set."""
    epoch = PALM_EPOCH if seconds >> 31 else UNIX_EPOCH
    return (epoch + timedelta(seconds=seconds)).isoformat(timespec="seconds") if seconds else ""


def _read_document(records: list[bytes], draft: Draft, job: Job) -> None:
    method, _, size, count = struct.unpack_from(">HHIH", records[0])
    if method not in (PLAIN, PALMDOC):
        raise ValueError("no such method")
    pieces = [unpacked(record, job) if method == PALMDOC else record for record in records[1 : 1 + count]]
    text = b"".join(pieces)
    draft.add_text(decode(text.replace(b"\0", b"")).text)
    if abs(len(text) - size) > len(records):
        draft.degrade(Reading.PARTIAL, "damaged", "length")
    for bookmark in records[1 + count :]:
        draft.add_line(decode(bookmark[:16].split(b"\0", 1)[0]).text)


def _read_books(records: list[bytes], draft: Draft, job: Job, depth: int) -> None:
    starts = [0, *(number + 1 for number, record in enumerate(records) if record.startswith(b"BOUNDARY"))]
    used: set[int] = set()
    texts: set[bytes] = set()
    for kind, start in enumerate(starts):
        if start < len(records) and records[start][16:20] == b"MOBI":
            text = _read_book(records, start, used, draft, job)
            if text and text not in texts:
                texts.add(text)
                job.child(draft, f"book-{kind + 1}.html", text, depth)
    for number, record in enumerate(records):
        if number in used or not record:
            continue
        if record.startswith(PICTURES):
            job.child(draft, f"picture-{number}", record, depth)
        elif record.startswith(b"FONT"):
            job.child(draft, f"font-{number}", _font(record, job), depth)
        elif record.startswith(WORDED) or not record.startswith(OWN):
            add_strings(record, draft)


def _read_book(records: list[bytes], start: int, used: set[int], draft: Draft, job: Job) -> bytes:
    """The HTML of one book; empty where it is enciphered."""
    head = records[start]
    used.add(start)
    method, _, _, count, _, cipher = struct.unpack_from(">HHIHHH", head)
    size, _, code_page = struct.unpack_from(">III", head, 20)
    codec = "utf-8" if code_page == UTF8 else f"cp{code_page}"
    name_at, name_size = struct.unpack_from(">II", head, 84)
    draft.add_metadata("title", decode(head[name_at : name_at + name_size], codec).text)
    flags = struct.unpack_from(">I", head, 128)[0] if len(head) >= 132 else 0
    if flags & 0x40:
        _add_properties(head[16 + size :], codec, draft)
    if cipher:
        draft.degrade(Reading.OPAQUE, "encrypted", "Kindle")
        return b""
    extra = struct.unpack_from(">H", head, 242)[0] if size >= 228 and len(head) >= 244 else 0
    pages = range(start + 1, min(start + 1 + count, len(records)))
    used.update(pages)
    pages_packed = [_trimmed(records[number], extra) for number in pages]
    text = _unpacked_pages(pages_packed, method, records, start, job)
    if len(head) >= 40 and struct.unpack_from(">I", head, 36)[0] >= KF8:
        text = PAGE_ENDS.sub(b"\n", text)
    return text if code_page == UTF8 else decode(text, codec).text.encode()


def _unpacked_pages(pages: list[bytes], method: int, records: list[bytes], start: int, job: Job) -> bytes:
    if method == PLAIN:
        return b"".join(pages)
    if method == PALMDOC:
        found = [unpacked(page, job) for page in pages]
    elif method == HUFFMAN:
        first, count = struct.unpack_from(">II", records[start], 112)
        dictionary = Dictionary(records[start + first : start + first + min(count, RECORDS)], job)
        found = [dictionary.unpacked(page) for page in pages]
    else:
        raise ValueError("no such method")
    if sum(map(len, found)) > job.limits.part_bytes:
        raise LimitReached("part_bytes", job.limits.part_bytes)
    return b"".join(found)


def unpacked(packed: bytes, job: Job) -> bytes:
    """A record of PalmDoc: letters, copies of what came before, and blanks joined to letters."""
    job.check_time()
    out = bytearray()
    place = 0
    while place < len(packed):
        byte = packed[place]
        place += 1
        if 1 <= byte <= 8:
            out += packed[place : place + byte]
            place += byte
        elif byte < 0x80:
            out.append(byte)
        elif byte >= 0xC0:
            out += bytes((0x20, byte ^ 0x80))
        else:
            pair = byte << 8 | (packed[place] if place < len(packed) else 0)
            place += 1
            back, length = pair >> 3 & 0x7FF, (pair & 7) + 3
            for _ in range(length):
                out.append(out[-back] if 0 < back <= len(out) else 0x20)
    return bytes(out)


def _trimmed(record: bytes, extra: int) -> bytes:
    """A record of text without the entries that stand behind it, one for each bit of `extra`."""
    size = len(record)
    for bit in range(15, 0, -1):
        if extra >> bit & 1:
            size -= _backward_number(record[:size])
    if extra & 1 and size > 0:
        size -= (record[size - 1] & 3) + 1
    return record[: max(0, size)]


def _backward_number(record: bytes) -> int:
    value = 0
    for index, byte in enumerate(reversed(record[-4:])):
        value |= (byte & 0x7F) << 7 * index
        if byte & 0x80:
            break
    return value


def _add_properties(header: bytes, codec: str, draft: Draft) -> None:
    if header[:4] != b"EXTH" or len(header) < 12:
        return
    count = struct.unpack_from(">I", header, 8)[0]
    place = 12
    for _ in range(min(count, len(header) // 8)):
        if place + 8 > len(header):
            return
        kind, size = struct.unpack_from(">II", header, place)
        if kind in PROPERTIES:
            text = decode(header[place + 8 : place + size], codec).text
            if kind in (103,):
                text = re.sub(r"<[^>]{0,200}>", " ", text)
            draft.add_metadata(PROPERTIES[kind], text)
            draft.add_line(text)
        place += max(8, size)


def _font(record: bytes, job: Job) -> bytes:
    """A font, packed and masked or not; as it stands where it cannot be unpacked."""
    if len(record) < 24:
        return record
    _, flags, start, key_size, key_start = struct.unpack_from(">IIIII", record, 4)
    body = bytearray(record[start:])
    key = record[key_start : key_start + key_size]
    if flags & 2 and key:
        for index in range(min(1040, len(body))):
            body[index] ^= key[index % len(key)]
    if not flags & 1:
        return bytes(body)
    try:
        return zlib.decompressobj().decompress(bytes(body), job.limits.part_bytes)
    except zlib.error:
        return record
