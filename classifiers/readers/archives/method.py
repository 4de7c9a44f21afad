"""One member of a zip packed by a method that Python lacks (Zstandard, xz, PPMd), unpacked by libarchive."""

from __future__ import annotations

import contextlib
import struct
import zipfile
from typing import TYPE_CHECKING

from classifiers.readers.archives.library import ArchiveFault, libraries
from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Generator

    from classifiers.largefile import LargeFile

LOCAL_HEADER = b"PK\x03\x04"
DESCRIPTOR_FLAG = 0x8
LARGEST = 0xFFFFFFFE


def unpacked_member(data: bytes | LargeFile, info: zipfile.ZipInfo, most_bytes: int) -> Generator[bytes, None, None]:
    """Blocks of one member of a zip.

    Args:
        data: The whole zip.
        info: What its directory says of the member.
        most_bytes: Packed bytes that are taken into memory.

    Raises:
        LimitReached: it has more packed bytes.
        NotImplementedError: no copy of the library knows the method.
        zipfile.BadZipFile: the member is damaged.
    """
    alone = _alone(data, info, most_bytes)
    for library in libraries():
        has_begun = False
        try:
            with contextlib.closing(library.open(alone, ("zip_streamable",), ())) as archive:
                for _ in archive.entries():
                    for block in archive.blocks():
                        has_begun = True
                        yield block
                    return
        except ArchiveFault as fault:
            if has_begun or not fault.is_unsupported:
                raise zipfile.BadZipFile("damaged") from fault
    raise NotImplementedError(f"method {info.compress_type}")


def _alone(data: bytes | LargeFile, info: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """A zip of this member only, with the directory's sizes in its local header."""
    if info.compress_size > most_bytes:
        raise LimitReached("part_bytes", most_bytes)
    place = info.header_offset
    header = data[place : place + 30]
    if len(header) < 30 or not header.startswith(LOCAL_HEADER) or max(info.compress_size, info.file_size) > LARGEST:
        raise zipfile.BadZipFile("no local header")
    names, extras = struct.unpack_from("<HH", header, 26)
    start = place + 30 + names + extras
    needed, flags, method, moment = struct.unpack_from("<HHHI", header, 4)
    sizes = struct.pack("<III", info.CRC, info.compress_size, info.file_size)
    clear = flags & ~DESCRIPTOR_FLAG
    own = LOCAL_HEADER + struct.pack("<HHHI", needed, clear, method, moment) + sizes + struct.pack("<HH", 1, 0) + b"x"
    return own + data[start : start + info.compress_size]
