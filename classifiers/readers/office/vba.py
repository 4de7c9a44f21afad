"""Macros' source out of a VBA project's compressed streams (MS-OVBA 2.4.1)."""

from __future__ import annotations

CHUNK_BYTES = 4096
MODULE_MARK = b"Attribut"


def module_source(stream: bytes) -> bytes:
    """Source of a module stream, which follows compiled code; empty where there is none."""
    # The word `Attribute` begins every module; the compressor writes its first 8 letters as they are.
    mark = stream.find(b"\x00" + MODULE_MARK)
    start = mark - 3 if mark >= 3 else -1
    if start < 0 or stream[start] != 0x01:
        return b""
    return decompress(stream[start:])


def decompress(packed: bytes) -> bytes:
    """Plain bytes of a compressed container, as far as it is sound.

    Source: MS-OVBA, section 2.4.1.3.
    """
    plain = bytearray()
    place = 1
    while place + 2 <= len(packed):
        header = int.from_bytes(packed[place : place + 2], "little")
        end = min(len(packed), place + (header & 0x0FFF) + 3)
        if header & 0x8000:
            plain += _chunk(packed[place + 2 : end])
        else:
            plain += packed[place + 2 : place + 2 + CHUNK_BYTES]
            end = min(len(packed), place + 2 + CHUNK_BYTES)
        place = end
    return bytes(plain)


def _chunk(packed: bytes) -> bytes:
    plain = bytearray()
    place = 0
    while place < len(packed):
        flags = packed[place]
        place += 1
        for bit in range(8):
            if place >= len(packed) or len(plain) >= CHUNK_BYTES:
                return bytes(plain)
            if not flags >> bit & 1:
                plain.append(packed[place])
                place += 1
                continue
            token = int.from_bytes(packed[place : place + 2], "little")
            place += 2
            bits = max(4, (len(plain) - 1).bit_length()) if plain else 4
            length = (token & (0xFFFF >> bits)) + 3
            offset = (token >> (16 - bits)) + 1
            for _ in range(min(length, CHUNK_BYTES - len(plain))):
                if offset > len(plain):
                    return bytes(plain)
                plain.append(plain[-offset])
    return bytes(plain)
