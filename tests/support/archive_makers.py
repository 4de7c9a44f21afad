"""Archives that no program at hand writes, byte by byte, and short ways to the programs that are."""

from __future__ import annotations

import lzma
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest


def run(program: str, *arguments: str, folder: Path) -> None:
    """Run a program in a folder; the test skips where it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"needs `{program}`, which `make system` installs")
    subprocess.run([path, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


def cabinet(name: bytes, content: bytes, *, flags: int = 0) -> bytes:
    """A cabinet of one stored file."""
    file = struct.pack("<IIHHHH", len(content), 0, 0, 0, 0, 0) + name + b"\0"
    start = 36 + 8 + len(file)
    block = struct.pack("<IHH", 0, len(content), len(content)) + content
    folder = struct.pack("<IHH", start, 1, 0)
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, start + len(block), 0, 44, 0, 3, 1, 1, 1, flags, 0, 0)
    return head + folder + file + block


def lha(name: bytes, content: bytes) -> bytes:
    """An lzh of one stored file, with a header of level 0."""
    body = b"-lh0-" + struct.pack("<IIIBB", len(content), len(content), 0, 0x20, 0)
    body += bytes([len(name)]) + name + struct.pack("<H", _crc16(content))
    return bytes([len(body), sum(body) & 0xFF]) + body + content + b"\0"


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def lzip(content: bytes) -> bytes:
    """One lzip member."""
    packed = lzma.compress(
        content, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]
    )
    member = b"LZIP\x01\x10" + packed + struct.pack("<IQ", zlib.crc32(content), len(content))
    return member + struct.pack("<Q", len(member) + 8)


def local_member(name: bytes, packed: bytes, method: int, content: bytes) -> bytes:
    """A member of a zip with its local header."""
    sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    return (
        b"PK\x03\x04"
        + struct.pack("<HHHI", 63, 0, method, 0)
        + sizes
        + struct.pack("<HH", len(name), 0)
        + name
        + packed
    )


def listed_member(name: bytes, packed: bytes, method: int, content: bytes, place: int) -> bytes:
    """Its line in the directory."""
    sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
    return (
        b"PK\x01\x02" + struct.pack("<HHHHI", 63, 63, 0, method, 0) + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, place) + name
    )  # fmt: skip


def zip_of(members: bytes, directory: bytes, count: int, *, disk: int = 0) -> bytes:
    """A zip of members and a directory of `count` lines."""
    end = struct.pack("<HHHHIIH", disk, disk, count, count, len(directory), len(members), 0)
    return members + directory + b"PK\x05\x06" + end
