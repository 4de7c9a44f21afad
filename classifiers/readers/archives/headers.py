"""What the headers of an archive say of it as a whole: locked names, other volumes, streams, files, and its end.

libarchive passes over some of it without a word. Nothing is unpacked here.

Source: RAR 5.0 archive format, RAR 4 technical note; 7zFormat.txt; Microsoft Cabinet Format, 2.1 CFHEADER.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.largefile import LargeFile

RAR4 = b"Rar!\x1a\x07\0"
RAR5 = b"Rar!\x1a\x07\1\0"
SEVEN = b"7z\xbc\xaf\x27\x1c"
CABINET = b"MSCF\0\0\0\0"
# More blocks than a document may have parts.
BLOCKS = 100_000
SECTOR = 2048
# Systems of the Macintosh that share an image, by their first block.
SYSTEMS = (("HFS", 0x400, (b"BD", b"H+", b"HX")),)


@dataclass(slots=True, kw_only=True)
class Outline:
    """What was found.

    Attributes:
        is_cut: It should go on where the file ends.
        streams: Kinds of alternate streams that hang on files.
        others: Other file systems in the same image, which may hold other files.
        files: Files that the headers list; 0 where nobody counted.
        end: Where the archive ends; 0 where it is not known.
    """

    is_header_encrypted: bool = False
    is_volume: bool = False
    is_cut: bool = False
    streams: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    files: int = 0
    end: int = 0


def outline(data: bytes | LargeFile, kind: str) -> Outline:
    """The outline of an archive; an empty one where its format has no such headers or they make no sense."""
    readers: dict[str, Callable[[bytes | LargeFile], Outline]] = {
        "application/x-rar": _of_rar,
        "application/x-7z-compressed": _of_seven,
        "application/vnd.ms-cab-compressed": _of_cabinet,
        "application/x-iso9660-image": _of_image,
    }
    return readers[kind](data) if kind in readers else Outline()


def is_archive_at(data: bytes | LargeFile, place: int) -> bool:
    """Whether a rar, 7z or cab begins here, by its first header and not by its mark only."""
    if data.startswith(RAR5, place):
        size, start = _number(data, place + 12)
        return 0 < size < 4096 and zlib.crc32(data[place + 12 : start + size]) == _word(data, place + 8, 4)
    if data.startswith(RAR4, place):
        size = _word(data, place + 12, 2)
        stated = _word(data, place + 7, 2)
        return 13 <= size <= len(data) - place - 7 and _crc16(data[place + 9 : place + 7 + size]) == stated
    if data.startswith(SEVEN, place):
        return place + 32 <= len(data) and zlib.crc32(data[place + 12 : place + 32]) == _word(data, place + 8, 4)
    return data.startswith(CABINET, place) and data[place + 24 : place + 26] == b"\3\1"


def _of_rar(data: bytes | LargeFile) -> Outline:
    return _of_rar5(data) if data.startswith(RAR5) else _of_rar4(data)


def _of_rar4(data: bytes | LargeFile) -> Outline:
    found = Outline()
    needs_end = False
    place = len(RAR4)
    for _ in range(BLOCKS):
        kind, flags, size = _word(data, place + 2, 1), _word(data, place + 3, 2), _word(data, place + 5, 2)
        if size < 7 or place + size > len(data):
            break
        payload = _word(data, place + 7, 4) if flags & 0x8000 or kind in (0x74, 0x7A) else 0
        match kind:
            case 0x73:
                found.is_volume |= bool(flags & 0x0001)
                found.is_header_encrypted |= bool(flags & 0x0080)
            case 0x74:
                found.files += flags & 0x00E0 != 0x00E0
                needs_end |= _word(data, place + 24, 1) >= 29
                found.is_volume |= bool(flags & 0x0003)
                if flags & 0x0100:
                    payload += _word(data, place + 32, 4) << 32
            case 0x7A:
                _note_service(found, data[place + 32 : place + 32 + _word(data, place + 26, 2)])
            case 0x7B:
                found.end = place + size
                found.is_volume |= bool(flags & 0x0001)
                break
            case _:
                pass
        if found.is_header_encrypted:
            break
        place += size + payload
    # Archives from before 3.0 have no end mark: they end with their last block.
    is_open = needs_end or found.files == 0 or place != len(data)
    found.is_cut = is_open and not found.is_header_encrypted and not found.end
    return found


def _of_rar5(data: bytes | LargeFile) -> Outline:
    found = Outline()
    place = len(RAR5)
    for _ in range(BLOCKS):
        size, start = _number(data, place + 4)
        if size == 0 or start + size > len(data):
            break
        kind, at = _number(data, start)
        flags, at = _number(data, at)
        _, at = _number(data, at) if flags & 1 else (0, at)
        payload, at = _number(data, at) if flags & 2 else (0, at)
        own, after = _number(data, at)
        match kind:
            case 1:
                found.is_volume |= bool(own & 1)
            case 2:
                found.files += not own & 1
                found.is_volume |= bool(flags & 0x18)
            case 3:
                _note_service(found, _service_name(data, after, own))
            case 4:
                found.is_header_encrypted = True
                break
            case 5:
                found.end = start + size
                found.is_volume |= bool(own & 1)
                break
            case _:
                pass
        place = start + size + payload
    found.is_cut = not found.is_header_encrypted and not found.end
    return found


def _service_name(data: bytes | LargeFile, at: int, flags: int) -> bytes:
    """The name of a service record, behind its sizes, time and checksum."""
    for _ in range(2):
        _, at = _number(data, at)
    at += 4 * bool(flags & 2) + 4 * bool(flags & 4)
    for _ in range(2):
        _, at = _number(data, at)
    length, at = _number(data, at)
    return data[at : at + min(length, 16)]


def _note_service(found: Outline, name: bytes) -> None:
    if name.startswith(b"STM"):
        found.streams = ("NTFS",)


def _of_seven(data: bytes | LargeFile) -> Outline:
    end = 32 + _word(data, 12, 8) + _word(data, 20, 8)
    return Outline(end=end if end <= len(data) else 0, is_cut=end > len(data))


def _of_cabinet(data: bytes | LargeFile) -> Outline:
    end = _word(data, 8, 4)
    return Outline(
        is_volume=bool(_word(data, 30, 2) & 3),
        files=_word(data, 28, 2),
        end=end if end <= len(data) else 0,
        is_cut=end > len(data),
    )


def _of_image(data: bytes | LargeFile) -> Outline:
    sectors, sector = _word(data, 0x8050, 4), _word(data, 0x8080, 2)
    end = sectors * sector
    others = tuple(name for name, place, marks in SYSTEMS if data[place : place + 2] in marks)
    if any(data[place + 1 : place + 4] == b"NSR" for place in range(0x8000, 0x10000, SECTOR)):
        others += ("UDF",)
    return Outline(end=end if 0x8800 < end <= len(data) else 0, others=others)


def _crc16(data: bytes) -> int:
    return zlib.crc32(data) & 0xFFFF


def _word(data: bytes | LargeFile, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "little")


def _number(data: bytes | LargeFile, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends; 0 where there is none."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            return 0, place
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, place
    return 0, place
