"""Where a file ends that others may stand behind, and what stands there.

Source: PNG (W3C, 2003), 5.3; ITU-T T.81, annex B; GIF89a, 1989; RIFF, 1991; ISO 32000-1, 7.5.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.largefile import LargeFile
from classifiers.readers.cad.dwg_extent import end_of_dwg
from classifiers.readers.programs.extent import end_of_class, end_of_elf, end_of_pe

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

BLANK = b"\0\r\n\t "
BLOCK_BYTES = 1024 * 1024
PNG_HEAD = 8
CHUNKS = 100_000
PDF_END = b"%%EOF"


def read_rest(data: bytes | LargeFile, end: int, draft: Draft, job: Job, depth: int, *, least_bytes: int = 0) -> None:
    """What follows the file that ends at `end`, as a part; not padding, nor anything up to `least_bytes`.

    Raises:
        LimitReached: the document has no more to spend.
    """
    rest = rest_of(data, end)
    if len(rest) > least_bytes:
        draft.find("trailing-data", str(len(rest)))
        job.child_from(draft, "trailing-data", rest, depth)


def rest_of(data: bytes | LargeFile, start: int) -> bytes | LargeFile:
    """What stands from `start` on, without the padding before it; nothing where there is only padding."""
    while start < len(data):
        block = data[start : start + BLOCK_BYTES]
        found = block.lstrip(BLANK)
        if found:
            start += len(block) - len(found)
            return data.stretch(start, len(data)) if isinstance(data, LargeFile) else data[start:].rstrip(BLANK)
        start += len(block)
    return b""


def end_of(data: bytes | LargeFile, kind: str) -> int:
    """Where the file that `data` begins with ends; its whole length where that is not known or it is cut off."""
    finders: dict[str, Callable[[bytes | LargeFile], int]] = {
        "image/png": _end_of_png,
        "image/jpeg": _end_of_jpeg,
        "image/gif": _end_of_gif,
        "image/webp": _end_of_riff,
        "image/bmp": _end_of_bmp,
        "application/pdf": _end_of_pdf,
        "application/x-executable": end_of_elf,
        "application/x-dosexec": end_of_pe,
        "application/vnd.microsoft.portable-executable": end_of_pe,
        "application/x-java-applet": end_of_class,
        "image/vnd.dwg": end_of_dwg,
    }
    end = finders[kind](data) if kind in finders else 0
    return end if 0 < end <= len(data) else len(data)


def _end_of_png(data: bytes | LargeFile) -> int:
    place = PNG_HEAD
    for _ in range(CHUNKS):
        size = int.from_bytes(data[place : place + 4], "big")
        name = data[place + 4 : place + 8]
        if len(name) < 4:
            return 0
        place += 12 + size
        if name == b"IEND":
            return place
    return 0


def _end_of_jpeg(data: bytes | LargeFile) -> int:
    """By its segments, since a preview inside has an end of its own."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return 0
        mark = data[place + 1]
        if mark == 0xD9:
            return place + 2
        if mark == 0xFF:
            place += 1
        elif mark in (0x00, 0x01) or 0xD0 <= mark <= 0xD8:
            place += 2
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
            if mark == 0xDA:
                place = _after_scan(data, place)
    return place + 2 if data[place : place + 2] == b"\xff\xd9" else 0


def _after_scan(data: bytes | LargeFile, place: int) -> int:
    """The next mark behind compressed data, in which 0xFF is followed by 0 or a restart."""
    while (place := data.find(b"\xff", place)) >= 0 and place + 1 < len(data):
        if data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2
    return len(data)


def _end_of_gif(data: bytes | LargeFile) -> int:
    place = 13 + _colors(data, 10)
    for _ in range(CHUNKS):
        match data[place : place + 1]:
            case b";":
                return place + 1
            case b"!":
                place = _after_blocks(data, place + 2)
            case b",":
                place = _after_blocks(data, place + 11 + _colors(data, place + 9))
            case _:
                return 0
    return 0


def _colors(data: bytes | LargeFile, place: int) -> int:
    """Bytes of a table of colours, by the flags at a place."""
    flags = data[place] if place < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes | LargeFile, place: int) -> int:
    while place < len(data) and data[place]:
        place += 1 + data[place]
    return place + 1


def _end_of_riff(data: bytes | LargeFile) -> int:
    size = 8 + int.from_bytes(data[4:8], "little")
    return size + size % 2


def _end_of_bmp(data: bytes | LargeFile) -> int:
    """As it states; programs that leave the size out exist, and then nothing is known."""
    return int.from_bytes(data[2:6], "little")


def _end_of_pdf(data: bytes | LargeFile) -> int:
    end = data.rfind(PDF_END)
    return end + len(PDF_END) if end >= 0 else 0
