"""Properties that people give a document names for themselves, as OLE files keep them.

Source: MS-OLEPS, sections 2.17 and 2.18.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.moments import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES, CODE_PAGE = 0, 1
WIDE = 1200
SECOND_SECTION = 64
VECTOR = 0x1000
PROPERTIES = 2_000


def is_sound(raw: bytes) -> bool:
    """Whether no list in the first section of a property set claims more items than there are bytes."""
    if len(raw) < 48:
        return True
    start = struct.unpack_from("<I", raw, 44)[0]
    section = raw[start:]
    count = struct.unpack_from("<I", section, 4)[0] if len(section) >= 8 else 0
    for index in range(min(count, len(section) // 8 - 1)):
        offset = struct.unpack_from("<I", section, 12 + 8 * index)[0]
        kind, items = section[offset : offset + 4], section[offset + 4 : offset + 8]
        if int.from_bytes(kind, "little") & VECTOR and int.from_bytes(items, "little") > len(section):
            return False
    return True


def user_properties(raw: bytes) -> Iterator[tuple[str, str]]:
    """Name and value of each property in the second section of a document's summary."""
    if len(raw) < SECOND_SECTION + 4 or int.from_bytes(raw[24:28], "little") < 2:
        return
    section = raw[int.from_bytes(raw[SECOND_SECTION : SECOND_SECTION + 4], "little") :]
    if len(section) < 8:
        return
    count = min(int.from_bytes(section[4:8], "little"), PROPERTIES, (len(section) - 8) // 8)
    places = dict(struct.unpack_from("<II", section, 8 + 8 * number) for number in range(count))
    page = places.get(CODE_PAGE, len(section))
    code_page = int.from_bytes(section[page + 4 : page + 6], "little")
    names = _names(section, places[NAMES], code_page) if NAMES in places else {}
    for number, place in places.items():
        if number not in (NAMES, CODE_PAGE) and number < 0x80000000:
            yield names.get(number, f"property-{number}"), _value(section, place, code_page)


def _names(section: bytes, place: int, code_page: int) -> dict[int, str]:
    count = min(int.from_bytes(section[place : place + 4], "little"), PROPERTIES)
    place += 4
    names: dict[int, str] = {}
    for _ in range(count):
        if place + 8 > len(section):
            break
        number, size = struct.unpack_from("<II", section, place)
        size *= 2 if code_page == WIDE else 1
        names[number] = _text(section[place + 8 : place + 8 + size], code_page)
        place += 8 + ((size + 3) // 4 * 4 if code_page == WIDE else size)
    return names


def _value(section: bytes, place: int, code_page: int) -> str:
    kind = int.from_bytes(section[place : place + 2], "little")
    size = int.from_bytes(section[place + 4 : place + 8], "little")
    if kind in (0x08, 0x1E):
        return _text(section[place + 8 : place + 8 + size], code_page)
    if kind == 0x1F:
        return _text(section[place + 8 : place + 8 + 2 * size], WIDE)
    if kind == 0x40:
        return moment(int.from_bytes(section[place + 4 : place + 12], "little"))
    if kind == 0x05 and place + 12 <= len(section):
        return f"{struct.unpack_from('<d', section, place + 4)[0]:g}"
    return str(size) if kind in (0x02, 0x03, 0x13) else {0x0B: "yes" if size else "no"}.get(kind, "")


def _text(raw: bytes, code_page: int) -> str:
    if code_page == WIDE:
        return raw.decode("utf-16-le", "ignore").rstrip("\0")
    return decode(raw.rstrip(b"\0"), "utf-8" if code_page == 65001 else f"cp{code_page}").text
