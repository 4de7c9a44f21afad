"""WARC, what crawlers keep of the web: every record's headers, and what was sent as a part.

Source: ISO 28500, WARC 1.1; RFC 9112, 7.1 (chunks).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.largefile import LargeFile
from classifiers.readers.draft import LimitReached
from classifiers.readers.trailing import read_rest
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

MARK = b"WARC/"
HEAD_BYTES = 64 * 1024
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
FIELD = re.compile(rb"^([\w-]++)[ \t]*+:([^\r\n]*+)", re.MULTILINE)
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})([^\r\n]{0,256})\r\n")
HTTP = re.compile(rb"HTTP/\d|[A-Z]{3,10} [^\r\n]{1,8000} HTTP/\d")
NAME_CHARS = 200
LENGTH_DIGITS = 20


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Every record in the order they stand."""
    place = count = 0
    while data.startswith(MARK, place):
        job.check_time()
        count += 1
        if count > job.limits.entries:
            raise LimitReached("entries", job.limits.entries)
        head, start = _head(data, place)
        size = head.get(b"content-length", b"")
        if not start or not size.isdigit() or len(size) > LENGTH_DIGITS:
            draft.degrade(Reading.PARTIAL, "damaged", "record")
            _add_lines(data[place : start or place + HEAD_BYTES], draft)
            place = min(len(data), start or place + HEAD_BYTES)
            break
        end = start + int(size)
        _add_lines(data[place:start], draft)
        _read_block(data, start, min(end, len(data)), head, count, draft, job, depth)
        if end > len(data):
            draft.degrade(Reading.PARTIAL, "damaged", "cut off")
            return
        place = end
        following = data[place : place + 8]
        place += len(following) - len(following.lstrip(b"\r\n"))
    read_rest(data, place, draft, job, depth)


def _read_block(
    data: bytes | LargeFile, start: int, end: int, head: dict[bytes, bytes], count: int, draft: Draft, job: Job,
    depth: int,
) -> None:  # fmt: skip
    """What a record holds: what HTTP says of it as lines, and what was sent as a part."""
    chunked = False
    if head.get(b"content-type", b"").lower().startswith(b"application/http") and HTTP.match(
        data[start : start + 9000]
    ):
        fields, body = _head(data, start, end)
        if body:
            _add_lines(data[start:body], draft)
            chunked = fields.get(b"transfer-encoding", b"").lower().endswith(b"chunked")
            start = body
    if start >= end:
        return
    content = data.stretch(start, end) if isinstance(data, LargeFile) else data[start:end]
    if chunked and len(content) <= job.limits.part_bytes:
        content, said = joined(content[:])
        _add_lines(said, draft)
    job.child_from(draft, _name(head.get(b"warc-target-uri", b""), count), content, depth)


def joined(body: bytes) -> tuple[bytes, bytes]:
    """A body sent in chunks in one piece, and what was said of the chunks; as it is where it was not sent so."""
    pieces: list[bytes] = []
    said: list[bytes] = []
    place = 0
    while found := CHUNK.match(body, place):
        size = int(found.group(1), 16)
        start = found.end()
        said.append(found.group(2))
        if size == 0:
            return b"".join(pieces) + body[start:].strip(b"\r\n"), b"\n".join(dict.fromkeys(said))
        pieces.append(body[start : start + size])
        place = start + size
        if body[place : place + 2] != b"\r\n":
            break
        place += 2
    return body, b""


def _head(data: bytes | LargeFile, place: int, end: int = 0) -> tuple[dict[bytes, bytes], int]:
    """Fields up to a blank line by their names in lower case, and where what follows it begins; 0 for no such line."""
    block = data[place : min(place + HEAD_BYTES, end or place + HEAD_BYTES)]
    blank = BLANK_LINE.search(block)
    if blank is None:
        return {}, 0
    fields = {name.lower(): value.strip() for name, value in FIELD.findall(block[: blank.start()] + b"\n")}
    return fields, place + blank.end()


def _add_lines(raw: bytes, draft: Draft) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = decode(raw).text
    for line in text.splitlines():
        draft.add_line(line)


def _name(address: bytes, count: int) -> str:
    """The last part of an address; the record's number where it has none."""
    path = address.strip(b"<>").decode("utf-8", "replace").partition("?")[0].rstrip("/")
    last = path.rpartition("/")[2][-NAME_CHARS:]
    return last if "://" in path and path.count("/") > 2 and last else f"record-{count}"
