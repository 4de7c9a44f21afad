"""Members of a zip whose directory says a wrong place: programs that mend archives find them by their own headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable

    from classifiers.largefile import LargeFile

LOCAL_HEADER = b"PK\x03\x04"
HEADER_BYTES = 30
HEADERS = 100_000
UTF8_FLAG = 0x800


def put_right(data: bytes | LargeFile, infos: Iterable[zipfile.ZipInfo]) -> int:
    """Move members to a header with their name, where none at all stands in their place; says how many were moved."""
    named = [(info, _name(info)) for info in infos]
    astray = [(info, name) for info, name in named if not _is_header(data, info.header_offset)]
    if not astray:
        return 0
    taken = {info.header_offset for info, _ in named}
    places = _places(data, {name for _, name in astray}, taken)
    moved = 0
    for info, name in astray:
        if places.get(name):
            info.header_offset = places[name].pop()
            moved += 1
    for info, _ in named if moved else ():
        if hasattr(info, "_end_offset"):  # where the next one began, by the wrong places; not in every Python
            info._end_offset = None
    return moved


def _places(data: bytes | LargeFile, names: set[bytes], taken: set[int]) -> dict[bytes, list[int]]:
    """Names and the places of headers that have them, the last one first."""
    found: dict[bytes, list[int]] = {}
    place = data.find(LOCAL_HEADER)
    for _ in range(HEADERS):
        if place < 0:
            break
        size = int.from_bytes(data[place + 26 : place + 28], "little")
        name = data[place + HEADER_BYTES : place + HEADER_BYTES + size]
        if name in names and place not in taken:
            found.setdefault(name, []).append(place)
        place = data.find(LOCAL_HEADER, place + 4)
    return {name: places[::-1] for name, places in found.items()}


def _is_header(data: bytes | LargeFile, place: int) -> bool:
    return place >= 0 and data[place : place + 4] == LOCAL_HEADER


def _name(info: zipfile.ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & UTF8_FLAG else "cp437", "replace")
