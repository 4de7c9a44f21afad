"""lzh: libarchive first, a second library for old methods and for names that are no UTF-8, as from Japan."""

from __future__ import annotations

import contextlib
import importlib
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.largefile import LargeFile
from classifiers.readers.archives.formats import MEANS, Walk
from classifiers.readers.archives.headers import Outline
from classifiers.readers.archives.second import EntryFault, SecondEntry, complete
from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.meter import Meter

BLOCK_BYTES = 128 * 1024
# CRC-16 with the polynomial 0xA001, one entry for every low byte.
SHIFTS = 8


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Every entry as a part."""
    walk = Walk(data, MEANS[draft.type], Outline(), draft, job, depth)
    has_libarchive = walk.run()
    # The second library wants all of it in memory.
    if not (has_libarchive and walk.is_complete) and not isinstance(data, LargeFile):
        entries = _entries(data, walk.meter, job)
        if entries is not None:
            complete(walk, entries, draft, job, depth)
        elif not has_libarchive:
            draft.degrade(Reading.OPAQUE, "archive.unsupported", f"{draft.type}: no libarchive")
    walk.finish()


def _entries(data: bytes, meter: Meter, job: Job) -> Iterator[SecondEntry] | None:
    """Entries as the package `pylhasa` sees them; None where it is not there or sees none."""
    try:
        lhasa: Any = importlib.import_module("pylhasa")
    except ImportError:
        return None
    try:
        archive = lhasa.open_bytes(data)
    except (lhasa.PylhasaError, OSError, ValueError, RuntimeError):
        return None
    found = [entry for entry in archive if not entry.is_dir]
    return (_entry(entry, meter, job) for entry in found) if found else None


def _entry(entry: Any, meter: Meter, job: Job) -> SecondEntry:
    name = _name(bytes(entry.raw_path_bytes))
    if entry.is_symlink:
        return SecondEntry(name, 0, False, None, entry.symlink_target or "")
    return SecondEntry(name, entry.size, False, lambda: _content(entry, meter, job))


def _name(raw: bytes) -> str:
    """A name in UTF-8, or else in Shift_JIS, half of whose characters the library may have taken for separators."""
    for candidate, encoding in ((raw, "utf-8"), (_rejoined(raw), "cp932")):
        with contextlib.suppress(UnicodeDecodeError):
            return candidate.decode(encoding)
    return decode(raw).text


def _rejoined(raw: bytes) -> bytes:
    """The second byte of a character is never `/`: it was `\\`."""
    joined = bytearray(raw)
    place = 0
    while place + 1 < len(joined):
        is_pair = 0x81 <= joined[place] <= 0x9F or 0xE0 <= joined[place] <= 0xFC
        if is_pair and joined[place + 1] == 0x2F:
            joined[place + 1] = 0x5C
        place += 2 if is_pair else 1
    return bytes(joined)


def _content(entry: Any, meter: Meter, job: Job) -> bytes:
    """Content of an entry, which must be as long as stated and have the stated checksum."""
    blocks: list[bytes] = []
    size = 0
    try:
        with entry.open() as stream:
            while block := stream.read(BLOCK_BYTES):
                size += len(block)
                meter.count(len(block))
                if size > job.limits.part_bytes:
                    raise LimitReached("part_bytes", job.limits.part_bytes)
                blocks.append(block)
    except (OSError, ValueError, RuntimeError) as error:
        raise EntryFault from error
    content = b"".join(blocks)
    if size != entry.size or (entry.crc is not None and _checksum(content) != entry.crc):
        raise EntryFault
    return content


def _checksum(content: bytes) -> int:
    """CRC-16/ARC."""
    table = []
    for value in range(256):
        for _ in range(SHIFTS):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        table.append(value)
    crc = 0
    for byte in content:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc
