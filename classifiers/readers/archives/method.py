"""One member of a zip packed by a method that Python lacks.

Zstandard, xz and PPMd by libarchive, Deflate64 by inflate64, what PKZIP 1 packed by our own.
"""

from __future__ import annotations

import contextlib
import importlib
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from classifiers.readers.archives.library import ArchiveFault, libraries
from classifiers.readers.archives.pkzip1 import exploded, unshrunk
from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from classifiers.largefile import LargeFile

LOCAL_HEADER = b"PK\x03\x04"
DESCRIPTOR_FLAG = 0x8
LARGEST = 0xFFFFFFFE
# Shrunk, imploded, Deflate64.
OLD_METHODS = (1, 6, 9)
STEP_BYTES = 256


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
    if info.compress_size > most_bytes:
        raise LimitReached("part_bytes", most_bytes)
    if info.compress_type in OLD_METHODS:
        yield from _checked(_old_member(_packed(data, info), info), info)
        return
    alone = _alone(data, info)
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


def _old_member(packed: bytes, info: zipfile.ZipInfo) -> Generator[bytes, None, None]:
    match info.compress_type:
        case 1:
            return unshrunk(packed, info.file_size)
        case 6:
            return exploded(packed, info.file_size, info.flag_bits)
        case _:
            return _inflated(packed)


def _inflated(packed: bytes) -> Generator[bytes, None, None]:
    """Deflate64: few packed bytes at a time, since two bits may stand for 64 KiB."""
    try:
        inflate64: Any = importlib.import_module("inflate64")
    except ImportError as error:
        raise NotImplementedError("no library for Deflate64") from error
    inflater = inflate64.Inflater()
    for place in range(0, len(packed), STEP_BYTES):
        try:
            block = inflater.inflate(packed[place : place + STEP_BYTES])
        except (ValueError, RuntimeError, OSError) as error:
            raise zipfile.BadZipFile("damaged") from error
        if block:
            yield block
        if inflater.eof:
            return
    raise zipfile.BadZipFile("packed bytes end too early")


def _checked(blocks: Iterable[bytes], info: zipfile.ZipInfo) -> Generator[bytes, None, None]:
    """The blocks, whose checksum must be the stated one."""
    found = 0
    for block in blocks:
        found = zlib.crc32(block, found)
        yield block
    if found != info.CRC:
        raise zipfile.BadZipFile("another checksum")


def _packed(data: bytes | LargeFile, info: zipfile.ZipInfo) -> bytes:
    place = info.header_offset
    header = data[place : place + 30]
    if len(header) < 30 or not header.startswith(LOCAL_HEADER):
        raise zipfile.BadZipFile("no local header")
    start = place + 30 + sum(struct.unpack_from("<HH", header, 26))
    return data[start : start + info.compress_size]


def _alone(data: bytes | LargeFile, info: zipfile.ZipInfo) -> bytes:
    """A zip of this member only, with the directory's sizes in its local header."""
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
