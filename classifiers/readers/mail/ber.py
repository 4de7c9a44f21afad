"""BER, as far as signed and sealed content needs it: values in values, indefinite lengths, no recursion.

Source: ITU-T X.690; RFC 5652 (Cryptographic Message Syntax).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
SEALED = frozenset({
    bytes.fromhex("2a864886f70d010703"),  # enveloped
    bytes.fromhex("2a864886f70d010704"),  # signed and enveloped
    bytes.fromhex("2a864886f70d010706"),  # encrypted
    bytes.fromhex("2a864886f70d0109100117"),  # authenticated and enveloped
})  # fmt: skip
COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
DATA = bytes.fromhex("2a864886f70d010701")
STRINGS = {
    0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "latin-1", 0x16: "latin-1", 0x1A: "latin-1", 0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}  # fmt: skip
VALUES = 200_000
DEPTH = 64


class Value(NamedTuple):
    """One value; `tag` with its class bits, `body` where its content stands, `end` behind all of it."""

    depth: int
    tag: int
    start: int
    stop: int
    end: int


def values(data: bytes, start: int = 0) -> Iterator[Value]:
    """Every value from `start` on, those that hold others before what they hold. Stops where it makes no sense."""
    place = start
    ends: list[int] = []  # where each open value ends; -1 for one of indefinite length
    for _ in range(VALUES):
        while ends and (ends[-1] == place or (ends[-1] < 0 and data[place : place + 2] == b"\0\0")):
            place += 2 if ends.pop() < 0 else 0
        if place + 2 > len(data) or (not ends and place > start):
            return
        tag, head, size = _head(data, place)
        if head == 0 or (size >= 0 and head + size > len(data)) or len(ends) > DEPTH:
            return
        stop = head + size if size >= 0 else len(data)
        yield Value(len(ends), tag, head, stop, stop)
        if tag & 0x20:
            ends.append(stop if size >= 0 else -1)
            place = head
        else:
            place = stop


def _head(data: bytes, place: int) -> tuple[int, int, int]:
    """Tag, where the content begins (0 where nothing sound stands here), and its length; -1 for indefinite."""
    tag = data[place]
    place += 1
    if tag & 0x1F == 0x1F:
        return 0, 0, 0
    size = data[place]
    place += 1
    if size == 0x80:
        return (tag, place, -1) if tag & 0x20 else (0, 0, 0)
    if size & 0x80:
        count = size & 0x7F
        if count > 6 or place + count > len(data):
            return 0, 0, 0
        size = int.from_bytes(data[place : place + count], "big")
        place += count
    return tag, place, size


def content_type(data: bytes) -> bytes:
    """The object identifier that a cryptographic message begins with; empty where it is none."""
    if data[:1] != b"\x30":
        return b""
    second = next((value for value in values(data) if value.depth == 1), None)
    return data[second.start : second.stop] if second is not None and second.tag == 0x06 else b""


def strings(data: bytes) -> Iterator[str]:
    """Every character string, as in the names of certificates."""
    for value in values(data):
        codec = STRINGS.get(value.tag)
        if codec:
            yield data[value.start : value.stop].decode(codec, "ignore")


def signed_content(data: bytes) -> bytes:
    """What a signed message encloses; empty where it stands elsewhere.

    Its pieces are octet strings that follow the inner content type, as one or in pieces.
    """
    pieces: list[bytes] = []
    depth = -1  # of what the inner content holds, once it is reached
    before = 0
    for value in values(data):
        if depth >= 0 and value.depth < depth:
            break
        if depth >= 0 and value.tag == 0x04:
            pieces.append(data[value.start : value.stop])
        elif depth < 0 and value.depth == 4:
            depth = 5 if value.tag == 0xA0 and before == 0x06 else -1
            before = value.tag
    return b"".join(pieces)
