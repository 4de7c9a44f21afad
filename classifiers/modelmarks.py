"""Models of three dimensions whose first bytes are no fixed signature: known by how their first fields fit.

Source: as in `classifiers.readers.models`, which reads them.
"""

from __future__ import annotations

import math
import re
import struct

STL_HEADER_BYTES = 80
FACET_BYTES = 50
FACETS_LOOKED_AT = 8
PLAUSIBLE_SIZE = 1e7
JT = re.compile(rb"Version \d{1,2}\.\d{1,2}[^\n\0]{0,16}JT")
BLENDER = re.compile(rb"BLENDER(?:[-_][vV]\d{3}|\d\d-\d\dv\d{4})")
PLY = re.compile(rb"ply\r?\n(?:comment[^\n]{0,400}\n|obj_info[^\n]{0,400}\n){0,50}format binary_(?:little|big)_endian ")
PARASOLID_TEXT = b"**ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PARASOLID_MARK = b": TRANSMIT FILE"
SOLIDWORKS = b"\x14\0\x06\0\x08\0"
SOLIDWORKS_WITHIN = 4096


def model_type(head: bytes, size_bytes: int) -> str:
    """MIME type; empty where none fits.

    Args:
        head: The first bytes of the file.
        size_bytes: Length of the whole.
    """
    if JT.match(head):
        return "model/jt"
    if BLENDER.match(head):
        return "application/x-blender"
    if PLY.match(head):
        return "model/ply"
    if head.startswith(PARASOLID_TEXT) or (head[:2] == b"PS" and PARASOLID_MARK in head[:64]):
        return "model/vnd.parasolid-xmt-binary"
    if is_solidworks(head):
        return "application/vnd.solidworks.package"
    return "model/stl-binary" if is_binary_stl(head, size_bytes) else ""


def is_binary_stl(head: bytes, size_bytes: int) -> bool:
    """Whether it is a binary STL: by its length, or, where bytes follow, by its first triangles."""
    if len(head) < STL_HEADER_BYTES + 4:
        return False
    count = int.from_bytes(head[STL_HEADER_BYTES : STL_HEADER_BYTES + 4], "little")
    end = STL_HEADER_BYTES + 4 + FACET_BYTES * count
    if size_bytes == end:
        return True
    if count < FACETS_LOOKED_AT or size_bytes < end or len(head) < STL_HEADER_BYTES + 4 + 8 * FACET_BYTES:
        return False
    is_flat = True
    for number in range(FACETS_LOOKED_AT):
        values = struct.unpack_from("<12f", head, STL_HEADER_BYTES + 4 + FACET_BYTES * number)
        if not all(math.isfinite(value) and abs(value) < PLAUSIBLE_SIZE for value in values):
            return False
        length = math.hypot(*values[:3])
        if length != 0 and abs(length - 1) > 0.01:
            return False
        is_flat &= not any(values[3:])
    return not is_flat


def is_solidworks(head: bytes) -> bool:
    """SolidWorks since 2015: a first packed stream soon, whose name is letters with turned bits."""
    if head[:2] == b"PK":
        return False
    place = head.find(SOLIDWORKS, 4, SOLIDWORKS_WITHIN)
    for _ in range(8):
        if place < 0 or place + 26 > len(head):
            return False
        packed, unpacked, name_size = struct.unpack_from("<3I", head, place + 14)
        name = head[place + 26 : place + 26 + name_size]
        if 0 < name_size <= 512 and len(name) == name_size and (packed or not unpacked) and turned(name, head[7]):
            return True
        place = head.find(SOLIDWORKS, place + 1, SOLIDWORKS_WITHIN)
    return False


def turned(name: bytes, key: int) -> str:
    """A stream's name with the bits of each byte turned back, by `key` or by four; empty where that is no name."""
    for shift in (key & 7, 4):
        text = bytes((byte << shift | byte >> 8 - shift) & 0xFF for byte in name)
        if all(0x20 <= byte < 0x7F for byte in text) and text[:1].isalnum() | (text[:1] in b"_/[\x05"):
            return text.decode("ascii")
    return ""
