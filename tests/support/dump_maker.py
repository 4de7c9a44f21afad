"""A backup of `dump`, record by record: no program at hand writes one without a file system."""

from __future__ import annotations

import struct
import zlib

RECORD = 1024


def record(kind: int, inode: int = 0, *, mode: int = 0, size: int = 0, kept: bytes = b"", extra: bytes = b"") -> bytes:
    """A header with its checksum; `extra` stands where the tape's own names do."""
    raw = bytearray(RECORD)
    struct.pack_into("<I16xII", raw, 0, kind, inode, 60_012)
    struct.pack_into("<H6xQ112xI", raw, 32, mode, size, len(kept))
    raw[164 : 164 + len(kept)] = kept
    raw[676 : 676 + len(extra)] = extra
    rest = (84_446 - sum(struct.unpack("<256I", raw))) & 0xFFFFFFFF
    struct.pack_into("<I", raw, 28, rest)
    return bytes(raw)


def file(inode: int, content: bytes, *, mode: int = 0o100644) -> bytes:
    """A file whose blocks of zeros are holes."""
    blocks = [content[start : start + RECORD].ljust(RECORD, b"\0") for start in range(0, len(content), RECORD)]
    kept = bytes(block != bytes(RECORD) for block in blocks)
    head = record(2, inode, mode=mode, size=len(content), kept=kept)
    return head + b"".join(block for block in blocks if block != bytes(RECORD))


def folder(inode: int, names: dict[str, int]) -> bytes:
    """A folder of these names."""
    entries = b""
    for name, number in {".": inode, **names}.items():
        raw = name.encode()
        size = (8 + len(raw) + 4) // 4 * 4
        entries += (struct.pack("<IHBB", number, size, 0, len(raw)) + raw).ljust(size, b"\0")
    return file(inode, entries, mode=0o040755)


def dump(*entries: bytes, is_packed: bool = False) -> bytes:
    """The whole backup, of blocks of one record each where it is packed."""
    flags = struct.pack("<III", 0x80 if is_packed else 0, 0, 1)
    tape = record(1, extra=b"label".ljust(20, b"\0") + b"/srv/drawings".ljust(192, b"\0") + flags)
    rest = b"".join(entries) + record(5)
    if not is_packed:
        return tape + rest
    blocks = [zlib.compress(rest[start : start + RECORD]) for start in range(0, len(rest), RECORD)]
    return tape + b"".join(struct.pack("<I", len(block) << 4 | 1) + block for block in blocks)
