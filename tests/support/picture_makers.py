"""Pictures as old programs wrote them: QuickDraw pictures of the Macintosh, and rasters of plotters."""

from __future__ import annotations

import struct

PICT_HEAD = struct.pack(">HhhhhH", 0, 0, 0, 100, 200, 0x0011) + b"\x02\xff\x0c\x00" + bytes(24)


def pict(*records: bytes, head: bytes = b"", tail: bytes = b"\x00\xff") -> bytes:
    """A picture of version 2; each record is an operation with what belongs to it."""
    padded = (record + b"\0" * (len(record) % 2) for record in records)
    return head + PICT_HEAD + b"".join(padded) + tail


def pict_text(text: bytes, x: int, y: int) -> bytes:
    """Text at a place."""
    return b"\0\x28" + struct.pack(">hhB", y, x, len(text)) + text


def pict_font(number: int, name: bytes) -> bytes:
    """A font by its name, and the choice of it."""
    named = struct.pack(">HB", number, len(name)) + name
    return (
        b"\0\x2c"
        + struct.pack(">H", len(named))
        + named
        + b"\0" * (len(named) % 2)
        + b"\0\x03"
        + struct.pack(">H", number)
    )


def pict_bitmap(rows: list[bytes], *, operation: int = 0x90, depth: int = 1, packing: int = 0) -> bytes:
    """A bitmap; `rows` as they are stored, packed ones with their length in front.

    Those of one bit are plain bitmaps, others have a table of grays, direct ones none.
    """
    stride = len(rows[0]) if operation == 0x90 else 32 * depth // 8
    is_direct = operation in (0x9A, 0x9B)
    mapped = depth > 1
    head = struct.pack(">Hhhhh", stride | 0x8000 * mapped, 0, 0, len(rows), 32)
    if mapped:
        head += struct.pack(">HHIIIHHHHIII", 0, packing, 0, 72 << 16, 72 << 16, 16 * is_direct, depth,
                            3 if is_direct else 1, 8, 0, 0, 0)  # fmt: skip
    if mapped and not is_direct:
        colours = 1 << depth
        head += struct.pack(">IHH", 0, 0x8000, colours - 1)
        head += b"".join(struct.pack(">4H", 0, *[0xFFFF * gray // (colours - 1)] * 3) for gray in range(colours))
    places = struct.pack(">hhhhhhhhH", 0, 0, len(rows), 32, 0, 0, len(rows), 32, 0)
    return struct.pack(">H", operation) + b"\0\0\0\xff" * is_direct + head + places + b"".join(rows)


def literal(row: bytes) -> bytes:
    """A row in PackBits that repeats nothing, with its length."""
    packed = b"".join(bytes([len(row[at : at + 128]) - 1]) + row[at : at + 128] for at in range(0, len(row), 128))
    return bytes([len(packed)]) + packed


def plot(*sequences: bytes, after: bytes = b"PU0,0;PD400,400;LBwords here\x03;") -> bytes:
    """A plot with escape sequences before its commands."""
    head = b'\x1b%-12345X@PJL JOB NAME = "plan.dwg"\r\n@PJL ENTER LANGUAGE = HPGL2\r\n\x1b%1BBP;IN;SP1;\x1b%1A'
    return head + b"".join(sequences) + b"\x1b%1B" + after


def sent(row: bytes, method: int = 0) -> bytes:
    """One row of pixels."""
    return b"\x1b*b%dm%dW" % (method, len(row)) + row
