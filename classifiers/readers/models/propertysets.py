"""Every property of an OLE property set, in any of its sections, with names that the file gives or the makers publish.

Source: MS-OLEPS 2.2 to 2.17; Autodesk, Inventor API reference, enumerations of properties.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.moments import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = 8
PROPERTIES = 2_000
NAMES, CODE_PAGE = 0, 1
WIDE = 1200
SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
DOCUMENT_SUMMARY = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
DESIGN = bytes.fromhex("0f3f85324434d1119e930060b03c1ca6")
KNOWN = {
    SUMMARY: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 7: "template", 8: "last-author",
              9: "revision", 12: "created", 13: "modified", 18: "producer"},
    DOCUMENT_SUMMARY: {2: "category", 14: "manager", 15: "company"},
    DESIGN: {4: "Creation Time", 5: "Part Number", 7: "Project", 9: "Cost Center", 10: "Checked By",
             11: "Date Checked", 12: "Engr Approved By", 13: "Engr Date Approved", 17: "User Status", 20: "Material",
             23: "Catalog Web Link", 29: "Description", 30: "Vendor", 34: "Mfg Approved By", 35: "Mfg Date Approved",
             36: "Cost", 37: "Standard", 40: "Design Status", 41: "Designer", 42: "Engineer", 43: "Authority",
             48: "Manufacturer", 52: "Size Designation", 55: "Stock Number", 57: "Weld Material"},
}  # fmt: skip


class Property(NamedTuple):
    """One property.

    Attributes:
        name: By the file, or by who published it; `property-5` where neither says.
        picture: Bytes of a clipboard picture, where it is one.
    """

    name: str
    value: str
    picture: bytes


def properties(raw: bytes) -> Iterator[Property]:
    """Properties of every section."""
    if len(raw) < 28 or raw[:2] != b"\xfe\xff":
        return
    for number in range(min(int.from_bytes(raw[24:28], "little"), SECTIONS)):
        entry = raw[28 + 20 * number : 48 + 20 * number]
        if len(entry) == 20:
            yield from _section(entry[:16], raw[int.from_bytes(entry[16:], "little") :])


def _section(format_id: bytes, section: bytes) -> Iterator[Property]:
    if len(section) < 8:
        return
    count = min(int.from_bytes(section[4:8], "little"), PROPERTIES, (len(section) - 8) // 8)
    places = [struct.unpack_from("<II", section, 8 + 8 * number) for number in range(count)]
    by_number = dict(places)
    page = by_number.get(CODE_PAGE, len(section))
    code_page = int.from_bytes(section[page + 4 : page + 6], "little")
    names = _names(section, by_number[NAMES], code_page) if NAMES in by_number else {}
    known = KNOWN.get(format_id, {})
    for number, place in by_number.items():
        if number not in (NAMES, CODE_PAGE) and number < 0x80000000:
            name = names.get(number) or known.get(number) or f"property-{number}"
            value, picture = _value(section, place, code_page)
            if value or picture:
                yield Property(name, value, picture)


def _names(section: bytes, place: int, code_page: int) -> dict[int, str]:
    found: dict[int, str] = {}
    count = min(int.from_bytes(section[place : place + 4], "little"), PROPERTIES)
    place += 4
    for _ in range(count):
        if place + 8 > len(section):
            break
        number, size = struct.unpack_from("<II", section, place)
        size *= 2 if code_page == WIDE else 1
        found[number] = _text(section[place + 8 : place + 8 + size], code_page)
        place += 8 + ((size + 3) // 4 * 4 if code_page == WIDE else size)
    return found


def _value(section: bytes, place: int, code_page: int) -> tuple[str, bytes]:
    kind = int.from_bytes(section[place : place + 2], "little")
    size = int.from_bytes(section[place + 4 : place + 8], "little")
    body = place + 8
    match kind:
        case 0x08 | 0x1E:
            return _text(section[body : body + size], code_page), b""
        case 0x1F:
            return _text(section[body : body + 2 * size], WIDE), b""
        case 0x40:
            return moment(int.from_bytes(section[place + 4 : place + 12], "little")), b""
        case 0x05 if place + 12 <= len(section):
            return f"{struct.unpack_from('<d', section, place + 4)[0]:g}", b""
        case 0x47:
            return "", section[body + 4 : body + size]
        case 0x02 | 0x03 | 0x13:
            return str(size) if size else "", b""
        case _:
            return "", b""


def _text(raw: bytes, code_page: int) -> str:
    if code_page == WIDE:
        return raw.decode("utf-16-le", "ignore").rstrip("\0")
    stripped = raw.rstrip(b"\0")
    return decode(stripped, "utf-8" if code_page == 65001 else f"cp{code_page}").text if stripped else ""
