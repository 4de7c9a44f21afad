"""Device-independent bitmaps out of metafile records, as files of their own.

Source: [MS-WMF] 2.2.2 (DeviceIndependentBitmap, BitmapInfoHeader).
"""

from __future__ import annotations

import struct

CORE_HEADER_BYTES = 12
LEAST_PX = 16  # smaller ones are patterns of brushes, in which no letter has room
JPEG, PNG = 4, 5
BITFIELDS = 3


def picture(info: bytes, bits: bytes) -> bytes:
    """A file that shows a bitmap; empty where it is too small to hold a letter, or damaged.

    Args:
        info: Its header with its colours.
        bits: Its pixels.
    """
    size, width, height, depth, packing = header(info)
    if min(abs(width), abs(height)) < LEAST_PX or not bits:
        return b""
    if packing in (JPEG, PNG):
        return bits
    start = 14 + len(info)
    return b"BM" + struct.pack("<IHHI", start + len(bits), 0, 0, start) + info + bits if size and depth else b""


def header(info: bytes) -> tuple[int, int, int, int, int]:
    """Bytes of the header, width, height, bits a pixel and packing; zeros where it is none."""
    if len(info) >= CORE_HEADER_BYTES and info[:4] == b"\x0c\0\0\0":
        width, height, _, depth = struct.unpack_from("<HHHH", info, 4)
        return CORE_HEADER_BYTES, width, height, depth, 0
    if len(info) < 40:
        return 0, 0, 0, 0, 0
    size, width, height, _, depth, packing = struct.unpack_from("<IiiHHI", info)
    return (size, width, height, depth, packing) if 40 <= size <= len(info) else (0, 0, 0, 0, 0)


def split(packed: bytes) -> tuple[bytes, bytes]:
    """A bitmap that stands in one piece, as header with colours and pixels."""
    size, _, _, depth, packing = header(packed)
    if not size:
        return b"", b""
    if size == CORE_HEADER_BYTES:
        colors = 3 << depth if depth <= 8 else 0
    else:
        used = struct.unpack_from("<I", packed, 32)[0]
        colors = 4 * (used or 1 << depth) if depth <= 8 else 4 * used if used <= 256 else 0
        colors += 12 if packing == BITFIELDS and size == 40 else 0
    end = min(len(packed), size + colors)
    return packed[:end], packed[end:]


def from_pixels(width: int, height: int, stride: int, depth: int, pixels: bytes) -> bytes:
    """A file of rows from above that are `stride` bytes apart; empty where they do not fit."""
    row = (width * depth + 31) // 32 * 4
    if depth not in (24, 32) or not 0 < width <= 32_000 or not 0 < height <= 32_000 or stride < width * depth // 8:
        return b""
    if len(pixels) < stride * (height - 1) + width * depth // 8:
        return b""
    rows = b"".join(pixels[stride * place :][: width * depth // 8].ljust(row, b"\0")[:row] for place in range(height))
    return picture(struct.pack("<IiiHHIIiiII", 40, width, -height, 1, depth, 0, len(rows), 0, 0, 0, 0), rows)
