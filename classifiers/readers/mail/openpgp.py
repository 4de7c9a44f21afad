"""OpenPGP messages: what is only signed or packed is read, what is enciphered is opaque.

Source: RFC 9580, sections 4 (packets) and 6 (armour).
"""

from __future__ import annotations

import base64
import binascii
import bz2
import re
import zlib
from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ARMOUR = re.compile(
    rb"-----BEGIN PGP [A-Z ,0-9/]{3,40}-----[ \t]*\r?\n((?:[\w-]+: [^\n]*\n)*)\s*([A-Za-z0-9+/=\s]*)-----END", re.ASCII
)
CHECKSUM = re.compile(rb"\n=[A-Za-z0-9+/]{4}\s*$")
COMPRESSED, LITERAL, USER_ID = 8, 11, 13
SEALED = frozenset({1, 3, 9, 18, 20})
PACKETS = 10_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Literal data as parts, names of keys as text; anything enciphered makes the whole opaque."""
    plain = _without_armour(data, draft)
    queue = [plain]
    is_read = False
    for _ in range(4):  # packed in packed
        if not queue:
            break
        for tag, body in _packets(queue.pop()):
            job.check_time()
            if tag in SEALED:
                draft.degrade(Reading.OPAQUE, "encrypted", "OpenPGP")
                return
            is_read = True
            if tag == COMPRESSED:
                queue.append(_inflated(body, job))
            elif tag == LITERAL and len(body) > 6:
                name = body[2 : 2 + body[1]].decode("utf-8", "replace")
                job.child(draft, name or "message", body[6 + body[1] :], depth)
            elif tag == USER_ID:
                draft.add_line(body.decode("utf-8", "replace"))
    if queue or not is_read:
        draft.degrade(Reading.OPAQUE, "encrypted", "OpenPGP")


def _without_armour(data: bytes, draft: Draft) -> bytes:
    armoured = ARMOUR.search(data)
    if armoured is None:
        return data
    draft.add_line(armoured.group(1).decode("utf-8", "replace"))
    digits = CHECKSUM.sub(b"", armoured.group(2).rstrip())
    try:
        return base64.b64decode(re.sub(rb"\s", b"", digits))
    except binascii.Error:
        draft.degrade(Reading.PARTIAL, "damaged", "base64")
        return b""


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of every packet; stops where there is none."""
    place = 0
    for _ in range(PACKETS):
        if place >= len(data) or not data[place] & 0x80:
            return
        first = data[place]
        place += 1
        if first & 0x40:
            body, place = _new_body(data, place)
            yield first & 0x3F, body
        else:
            count = (1, 2, 4, 0)[first & 3]
            size = int.from_bytes(data[place : place + count], "big") if count else len(data)
            place += count
            yield first >> 2 & 0x0F, data[place : place + size]
            place += size


def _new_body(data: bytes, place: int) -> tuple[bytes, int]:
    """A body in the newer form, of pieces where its length was not known at first; and where it ends."""
    pieces: list[bytes] = []
    while place < len(data):
        first = data[place]
        is_last = True
        if first < 192:
            size, place = first, place + 1
        elif first < 224:
            size, place = (first - 192 << 8) + int.from_bytes(data[place + 1 : place + 2], "big") + 192, place + 2
        elif first == 255:
            size, place = int.from_bytes(data[place + 1 : place + 5], "big"), place + 5
        else:
            size, place, is_last = 1 << (first & 0x1F), place + 1, False
        pieces.append(data[place : place + size])
        place += size
        if is_last:
            break
    return b"".join(pieces), place


def _inflated(body: bytes, job: Job) -> bytes:
    most = min(job.limits.part_bytes, job.bytes_left)
    if body[:1] == b"\0":
        return body[1:]
    if body[:1] == b"\3":
        bunzip = bz2.BZ2Decompressor()
        plain = bunzip.decompress(body[1:], most)
        is_cut = not bunzip.eof and not bunzip.needs_input
    else:
        inflater = zlib.decompressobj(-15 if body[:1] == b"\1" else 15)
        plain = inflater.decompress(body[1:], most)
        is_cut = bool(inflater.unconsumed_tail)
    if is_cut:
        raise LimitReached("part_bytes", job.limits.part_bytes)
    return plain
