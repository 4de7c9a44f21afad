"""A file of lists: bytes, packed or not, in any published shape, to the lists that stand in it."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from policies.model import ListEffect
from policies.screening.csv_lists import read_csv
from policies.screening.effects import KnownList, effect_of, known_list
from policies.screening.json_lists import read_json
from policies.screening.lists import ControlList, ListEntry, ListError, version_of
from policies.screening.records import Record, Records, day_of
from policies.screening.text_lists import is_specified_parties, read_specified_parties

MAX_BYTES = 200_000_000
_GZIP = b"\x1f\x8b"
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d{2})-?(\d{2})-?(\d{2})(?!\d)")
NO_OVERRIDES: Mapping[str, ListEffect] = MappingProxyType({})


def read_lists(
    data: bytes, *, file: str, dated: date | None = None, overrides: Mapping[str, ListEffect] = NO_OVERRIDES
) -> tuple[ControlList, ...]:
    """Every list of a file, sorted by title.

    Args:
        data: JSON, JSON lines, CSV or the text of METI's PDF, in UTF-8; gzip is opened.
        file: Name of the file, for faults; its stem names an own list, and a day in it is the list's day.
        dated: Day of the lists where the file says none.
        overrides: List code to the effect that the office gives the whole list.

    Raises:
        ListError: with the file, the line or record, and advice.
    """
    try:
        text = _text(data)
        found = _records(text, file)
        if not found.records:
            raise ListError("holds no entry", help="an empty list would clear every party: download it again")
        day = found.dated or _day_in(file) or dated
        return _lists(found.records, day, file, overrides)
    except ListError as error:
        raise ListError(f"`{file}`: {error.message}", help=error.help) from error


def _text(data: bytes) -> str:
    if data[:2] == _GZIP:
        data = _unpacked(data)
    if len(data) > MAX_BYTES:
        raise ListError("too large for a list", help=f"at most {MAX_BYTES:,} bytes are read")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        advice = "save it as UTF-8; Excel calls it `CSV UTF-8`"
        raise ListError(f"line {line}: byte 0x{data[error.start]:02X} is not UTF-8", help=advice) from error


def _unpacked(data: bytes) -> bytes:
    opened, parts, size = zlib.decompressobj(wbits=31), [], 0
    try:
        while data and not opened.eof:
            parts.append(opened.decompress(data, 1 << 24))
            size += len(parts[-1])
            data = opened.unconsumed_tail
            if size > MAX_BYTES:
                raise ListError("too large for a list", help=f"at most {MAX_BYTES:,} bytes are read")
    except zlib.error as error:
        raise ListError("the gzip is damaged", help="download it again") from error
    if not opened.eof:
        raise ListError("the gzip is cut off", help="download it again")
    return b"".join(parts)


def _records(text: str, file: str) -> Records:
    head = text.lstrip()[:1]
    if not head:
        raise ListError("the file is empty", help="download the list again")
    if head in "{[":
        return read_json(text)
    if is_specified_parties(text):
        return read_specified_parties(text)
    if text.lstrip()[:9].casefold().startswith(("<!doctype", "<html")):
        raise ListError("a web page, not a list", help="save the list itself, not the page that links to it")
    return read_csv(text, own_title=_stem(file))


def _stem(file: str) -> str:
    """The file's name without its ending and its day, so that next month's file is the same list."""
    stem = re.sub(r"(\.(csv|gz|json|jsonl|txt))+$", "", file.rsplit("/", 1)[-1], flags=re.IGNORECASE)
    return re.sub(rf"[-_. ]*{_DAY_IN_NAME.pattern}", "", stem).strip("-_. ") or stem


def _day_in(file: str) -> date | None:
    found = _DAY_IN_NAME.search(file.rsplit("/", 1)[-1])
    return day_of("-".join(found.groups())) if found else None


def _lists(
    records: tuple[Record, ...], day: date | None, file: str, overrides: Mapping[str, ListEffect]
) -> tuple[ControlList, ...]:
    known: dict[str, KnownList] = {}
    entries: defaultdict[str, list[ListEntry]] = defaultdict(list)
    for number, record in enumerate(records, 1):
        if record.list not in known:
            if not record.list:
                raise ListError(f"record {number} names no list", help="each entry says `list` or `source`")
            known[record.list] = known_list(record.list)
        entries[known[record.list].code].append(_entry(record, known[record.list], overrides, number))
    titles = {each.code: each.title for each in known.values()}
    lists = (
        ControlList(
            code=code,
            title=titles[code],
            version=version_of(entries[code]),
            dated=day,
            entries=tuple(entries[code]),
            file=file,
        )
        for code in entries
    )
    return tuple(sorted(lists, key=lambda each: each.title))


def _entry(record: Record, known: KnownList, overrides: Mapping[str, ListEffect], number: int) -> ListEntry:
    effect = effect_of(known, record.text, overrides)
    if record.effect is not None and known.code not in overrides:
        effect = record.effect
    return ListEntry(
        id=record.id or f"{known.code}-{number}",
        name=record.name,
        aliases=record.aliases,
        kind=record.kind,
        effect=effect,
        reason=record.text,
        since=record.since,
        until=record.until,
    )
