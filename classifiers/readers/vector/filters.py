"""Data that a PostScript program unpacks while it runs: base 85 and 16, deflate, run lengths.

Source: PostScript Language Reference, third edition, 3.13.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from classifiers.readers.vector.tokens import unpacked_base85

FILTER = re.compile(rb"/(ASCII85|ASCIIHex|Flate|LZW|RunLength|DCT|CCITTFax)Decode\b")
BLOCK = re.compile(rb"[\r\n]\s*((?:[!-uz\r\n\t ]{40,}?)~>)|[\r\n]\s*((?:[0-9A-Fa-f\r\n\t ]{80,})>)")
NEAR_BYTES = 1_200
BLOCKS = 200


def filtered(data: bytes, most_bytes: int) -> Iterator[bytes]:
    """Each block of packed data, unpacked as far as the filters named before it are known."""
    for _, found in zip(range(BLOCKS), BLOCK.finditer(data), strict=False):
        names = [name.group(1) for name in FILTER.finditer(data, max(0, found.start() - NEAR_BYTES), found.start())]
        if not names:
            continue
        if found.group(1):
            content = unpacked_base85(found.group(1)[:-2].removeprefix(b"<~"))
        else:
            digits = found.group(2).translate(None, b"\0\t\n\f\r >")
            content = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        if b"Flate" in names:
            content = _inflated(content, most_bytes)
        elif b"RunLength" in names:
            content = _run_lengths(content, most_bytes)
        if content:
            yield content


def _inflated(content: bytes, most_bytes: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        return inflater.decompress(content, most_bytes)
    except zlib.error:
        return content


def _run_lengths(content: bytes, most_bytes: int) -> bytes:
    pieces: list[bytes] = []
    place = size = 0
    while place < len(content) and content[place] != 128 and size < most_bytes:
        length = content[place]
        piece = (
            content[place + 1 : place + 2 + length] if length < 128 else content[place + 1 : place + 2] * (257 - length)
        )
        place += 2 + length if length < 128 else 2
        size += len(piece)
        pieces.append(piece)
    return b"".join(pieces)
