"""Blocks packed by Zstandard, LZ4 or Snappy inside other files, each without the frame it would have as a file.

Source: RFC 8878; LZ4 Frame Format 1.6.4; Snappy, format description.
"""

from __future__ import annotations

from classifiers.readers.archives.library import ArchiveFault, libraries
from classifiers.readers.archives.snappy import SnappyFault
from classifiers.readers.archives.snappy import unpacked as unpacked_frame

# The head of a frame of independent blocks of at most 4 MiB, without any sums, and its own sum.
LZ4_HEAD = b"\x04\x22\x4d\x18\x60\x70\x73"
LZ4_END = bytes(4)
LZ4_MOST_BYTES = 4 * 1024 * 1024


class UnpackFault(Exception):
    """The block is damaged, or nothing at hand unpacks it."""


def zstd(packed: bytes, most_bytes: int) -> bytes:
    """The content of a Zstandard frame, up to a number of bytes.

    Raises:
        UnpackFault: there is none.
    """
    return _by_library(packed, "zstd", most_bytes)


def lz4(packed: bytes, most_bytes: int) -> bytes:
    """The content of a bare LZ4 block, up to a number of bytes; of none that holds more than 4 MiB.

    Raises:
        UnpackFault: it is none.
    """
    if most_bytes > LZ4_MOST_BYTES:
        raise UnpackFault
    return _by_library(LZ4_HEAD + len(packed).to_bytes(4, "little") + packed + LZ4_END, "lz4", most_bytes)


def snappy(packed: bytes, most_bytes: int) -> bytes:
    """The content of a bare Snappy block.

    Raises:
        UnpackFault: it is none, or holds more than that number of bytes.
    """
    try:
        return unpacked_frame(packed, most_bytes)
    except (SnappyFault, IndexError) as fault:
        raise UnpackFault from fault


def _by_library(data: bytes, method: str, most_bytes: int) -> bytes:
    library = next((one for one in libraries() if one.knows((method,))), None)
    if library is None:
        raise UnpackFault
    try:
        archive = library.open(data, ("raw",), (method,))
        try:
            next(archive.entries(), None)
            found = bytearray()
            for block in archive.blocks():
                found += block
                if len(found) >= most_bytes:
                    break
        finally:
            archive.close()
    except ArchiveFault as fault:
        raise UnpackFault from fault
    return bytes(found[:most_bytes])
