"""Rows of pixels packed by Apple's PackBits, and by the two other ways that plotters know.

Source: Apple, Technical Note TN1023, Understanding PackBits; Hewlett-Packard, PCL 5 Printer Language Technical
Reference, chapter 15 (methods 1 to 3).
"""

from __future__ import annotations


def packed_bits(data: bytes, most_bytes: int, *, unit: int = 1) -> bytes:
    """A row out of PackBits: a count of units as they stand, or of how often one is repeated.

    Args:
        most_bytes: Where to stop.
        unit: Bytes that are repeated together.
    """
    out = bytearray()
    place = 0
    while place < len(data) and len(out) < most_bytes:
        count = data[place]
        place += 1
        if count < 128:
            size = (count + 1) * unit
            out += data[place : place + size]
            place += size
        elif count > 128:
            out += data[place : place + unit] * (257 - count)
            place += unit
    return bytes(out[:most_bytes])


def run_lengths(data: bytes, most_bytes: int) -> bytes:
    """A row out of pairs: how often besides once, and the byte."""
    out = bytearray()
    for place in range(0, len(data) - 1, 2):
        out += data[place + 1 : place + 2] * (data[place] + 1)
        if len(out) >= most_bytes:
            break
    return bytes(out[:most_bytes])


def changed(data: bytes, before: bytes, most_bytes: int) -> bytes:
    """A row by what differs from the one before: how far to go on, and up to eight bytes that are others."""
    row = bytearray(before.ljust(most_bytes, b"\0")[:most_bytes])
    place = at = 0
    while place < len(data):
        count, offset = (data[place] >> 5) + 1, data[place] & 31
        place += 1
        if offset == 31:
            more = 255
            while more == 255 and place < len(data):
                more = data[place]
                offset += more
                place += 1
        at += offset
        kept = data[place : place + count][: max(0, most_bytes - at)]
        row[at : at + len(kept)] = kept
        at += count
        place += count
    return bytes(row)
