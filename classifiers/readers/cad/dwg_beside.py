"""What stands in a DWG beside its entities: properties, the program that wrote it, and every string of every object."""

from __future__ import annotations

import contextlib
import re
import struct
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from classifiers.readers.binary import strings
from classifiers.readers.cad import dwg_pages, dwg_records, dwg_woven
from classifiers.readers.cad.dwg_strings import is_wordy, kept_strings, offsets, scattered_strings, shifts
from classifiers.readers.cad.stock import is_stock
from classifiers.readers.cad.words import plain_string
from classifiers.readers.titleblock import read_attribute
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

    Section = Callable[[str, int], bytes]

NARROW = b"AC1018"  # strings of a byte a character
WOVEN = b"AC1021"
PAGED = frozenset({NARROW, WOVEN, b"AC1024", b"AC1027", b"AC1032"})
# What drawings keep in sections; those of macros and signatures, and strange ones, are not looked into.
SECTIONS = frozenset({
    "", "AcDb:Header", "AcDb:AuxHeader", "AcDb:Classes", "AcDb:Handles", "AcDb:Template", "AcDb:ObjFreeSpace",
    "AcDb:AcDbObjects", "AcDb:RevHistory", "AcDb:SummaryInfo", "AcDb:Preview", "AcDb:AppInfo", "AcDb:AppInfoHistory",
    "AcDb:FileDepList", "AcDb:AcDsPrototype_1b",
})  # fmt: skip
SCANNED_BYTES = 32 * 1024 * 1024
SMALL_BYTES = 4 * 1024 * 1024
CUSTOM = 2_000
# Pieces of longer texts are looked for in so much text, and so many of them.
COMPARED_CHARS = 100_000
COMPARED = 5_000
PROPERTIES = ("title", "subject", "author", "keywords", "comments", "last-author", "revision", "link-base")
PRODUCT = re.compile(r'(?:ProductInformation\s+name\s*=\s*|<ProductName[^>]*value=)"([^"]{1,100})"')
JULIAN_DAYS = range(2_430_000, 2_500_000)
EPOCH_DAY = 2_440_588  # 1 January 1970


def read_beside(data: bytes, draft: Draft, job: Job, encoding: str) -> bool:
    """Add what no entity shows; says whether every string of every object was reached.

    Args:
        encoding: Of strings before release 2007, by Python's name.
    """
    release = data[:6]
    if release not in PAGED:
        _read_narrow(data[:SCANNED_BYTES], draft, job, encoding)
        return False
    is_wide = release != NARROW
    try:
        section, names = _woven_section(data, job) if release == WOVEN else _paged_section(data)
        if not SECTIONS.issuperset(names):
            draft.degrade(Reading.PARTIAL, "payload", "section")
        with contextlib.suppress(ValueError):  # lost in many a drawing
            _add_new(strings(section("AcDb:FileDepList", SMALL_BYTES)), draft, job)
        _read_summary(section("AcDb:SummaryInfo", SMALL_BYTES), draft, encoding, is_wide=is_wide)
        _read_program(section("AcDb:AppInfo", SMALL_BYTES), draft, is_wide=is_wide)
        objects = section("AcDb:AcDbObjects", job.limits.part_bytes)
        if not objects:
            raise ValueError("no objects")
        if not is_wide:
            _read_narrow(objects[:SCANNED_BYTES], draft, job, encoding)
            return False
        handles = section("AcDb:Handles", job.limits.part_bytes)
        if not handles:
            raise ValueError("no map of objects")
        _add_new(_all_strings(objects, handles, job, has_handle_size=release != WOVEN), draft, job)
    except (ValueError, KeyError, IndexError, struct.error):
        draft.degrade(Reading.PARTIAL, "damaged", "sections")
        return False
    return True


def _paged_section(data: bytes) -> tuple[Section, Iterable[str]]:
    """What gives a section by its name, of so many bytes at most, empty where there is none; and all names."""
    found = dwg_pages.sections(data)

    def content(name: str, most: int) -> bytes:
        return dwg_pages.content(data, found[name], most_bytes=most) if name in found else b""

    return content, found


def _woven_section(data: bytes, job: Job) -> tuple[Section, Iterable[str]]:
    found = dwg_woven.sections(data)

    def content(name: str, most: int) -> bytes:
        if name not in found:
            return b""
        return dwg_woven.content(data, found[name], most_bytes=most, check_time=job.check_time)

    return content, found


def _read_narrow(data: bytes, draft: Draft, job: Job, encoding: str) -> None:
    """Strings of a byte a character, at any bit: those of records by their frame, the others by their look."""
    found: list[str] = []
    for shifted in shifts(data):
        job.check_time()
        for code, value in dwg_records.properties(shifted):
            _read_property(code, value.decode(encoding, "replace"), draft)
        for number, value in enumerate(dwg_records.strings(shifted)):
            if number % 1_000 == 0:
                job.check_time()
            string = value.decode(encoding, "replace")
            if value.isascii() or is_wordy(string):
                found.append(string)
    _add_new(iter(dict.fromkeys(found)), draft, job)
    _add_new(scattered_strings(data, encoding, job.check_time), draft, job)


def _read_property(code: int, value: str, draft: Draft) -> None:
    if code in dwg_records.PROPERTIES:
        draft.add_metadata(dwg_records.PROPERTIES[code], value)
    elif code == dwg_records.LINK_BASE:
        draft.add_metadata("link-base", value)
    elif code in dwg_records.CUSTOM:
        name, _, content = value.partition("=")
        _add_custom(name, content, draft)


def _all_strings(objects: bytes, handles: bytes, job: Job, *, has_handle_size: bool) -> Iterator[str]:
    for index, offset in enumerate(offsets(handles)):
        if index % 500 == 0:
            job.check_time()
        yield from kept_strings(objects, offset, has_handle_size=has_handle_size)


def _add_new(strings: Iterator[str], draft: Draft, job: Job) -> None:
    """Strings that no entity gave before, each once."""
    whole = draft.text
    known = set(whole.split("\n"))
    compared = whole[:COMPARED_CHARS]
    is_placed = False
    for index, string in enumerate(strings):
        if index % 1_000 == 0:
            job.check_time()
        for line in plain_string(string).split("\n"):
            if not line.strip() or line in known or is_stock(line.strip()) or (index < COMPARED and line in compared):
                continue
            if not is_placed:
                draft.at("objects, other strings")
                is_placed = True
            known.add(line)
            draft.add_line(line)


def _read_summary(summary: bytes, draft: Draft, encoding: str, *, is_wide: bool) -> None:
    """Properties as people fill them in, and those that they add."""
    place = 0
    for name in PROPERTIES:
        value, place = _string(summary, place, encoding, is_wide=is_wide)
        draft.add_metadata(name, value)
    place += 8  # time spent editing
    for name in ("created", "modified"):
        if place + 8 <= len(summary):
            day, milliseconds = struct.unpack_from("<II", summary, place)
            if day in JULIAN_DAYS and milliseconds < 86_400_000:
                moment = datetime.fromtimestamp(0, UTC) + timedelta(days=day - EPOCH_DAY, milliseconds=milliseconds)
                draft.add_metadata(name, moment.isoformat(timespec="seconds"))
        place += 8
    count = int.from_bytes(summary[place : place + 2], "little")
    place += 2
    for _ in range(min(count, CUSTOM)):
        name, place = _string(summary, place, encoding, is_wide=is_wide)
        value, place = _string(summary, place, encoding, is_wide=is_wide)
        _add_custom(name, value, draft)


def _add_custom(name: str, value: str, draft: Draft) -> None:
    if not name and not value:
        return
    draft.add_metadata(name or "custom", value)
    draft.add_line(f"{name}: {value}" if value else name)
    field = read_attribute(name, value, where="properties")
    if field is not None:
        draft.add_field(field.name, field.value, label=field.label, where=field.where)


def _string(data: bytes, place: int, encoding: str, *, is_wide: bool) -> tuple[str, int]:
    """A string behind its length in characters, and the place behind it."""
    length = int.from_bytes(data[place : place + 2], "little")
    end = place + 2 + length * (2 if is_wide else 1)
    raw = data[place + 2 : end]
    return raw.decode("utf-16-le" if is_wide else encoding, "replace").rstrip("\0"), end


def _read_program(info: bytes, draft: Draft, *, is_wide: bool) -> None:
    """The program that wrote the drawing, as it names itself."""
    text = info.decode("utf-16-le" if is_wide else "latin-1", "ignore")
    found = PRODUCT.search(text) or PRODUCT.search(info[1:].decode("utf-16-le", "ignore"))
    if found:
        draft.add_metadata("producer", found.group(1))
