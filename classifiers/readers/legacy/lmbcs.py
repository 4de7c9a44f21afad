"""Text of Lotus programs: LMBCS, in which a byte below 0x20 says of which code page the next bytes are."""

from __future__ import annotations

# Group byte, Python's name of its code page, and bytes of a character in it.
GROUPS = {
    0x01: ("cp850", 1), 0x02: ("cp851", 1), 0x03: ("cp1255", 1), 0x04: ("cp1256", 1), 0x05: ("cp1251", 1),
    0x06: ("cp852", 1), 0x08: ("cp1254", 1), 0x0B: ("cp874", 1), 0x10: ("cp932", 2), 0x11: ("cp949", 2),
    0x12: ("cp950", 2), 0x13: ("cp936", 2),
}  # fmt: skip
FALLBACKS = {"cp851": "cp869"}
UNICODE = 0x14
CONTROL = 0x0F


def decoded(raw: bytes, default: str = "cp850") -> str:
    """Text of `raw`; bytes from 0x80 without a group byte are of the code page `default`."""
    if raw.isascii() and min(raw, default=0x20) >= 0x20:
        return raw.decode("ascii")
    pieces: list[str] = []
    place = start = 0
    while place < len(raw):
        byte = raw[place]
        if byte >= 0x20 or byte in (9, 10, 13):
            place += 1
            continue
        pieces.append(raw[start:place].decode(default, "replace"))
        text, place = _grouped(raw, place)
        pieces.append(text)
        start = place
    pieces.append(raw[start:place].decode(default, "replace"))
    return "".join(pieces)


def _grouped(raw: bytes, place: int) -> tuple[str, int]:
    byte = raw[place]
    if byte == UNICODE:
        return raw[place + 1 : place + 3].decode("utf-16-be", "replace"), place + 3
    if byte == CONTROL:
        return "", place + 2
    if byte not in GROUPS:
        return "", place + 1
    codec, width = GROUPS[byte]
    start = place + 1
    if width == 2 and raw[start : start + 1] == bytes([byte]):  # doubled: a character of one byte
        start, width = start + 1, 1
    return raw[start : start + width].decode(FALLBACKS.get(codec, codec), "replace"), start + width
