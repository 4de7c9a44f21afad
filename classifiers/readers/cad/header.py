"""Variables of a drawing's header: those that are properties, those that people add, and the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.cad.dimension import number
from classifiers.readers.cad.words import plain_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from classifiers.readers.cad.tags import Tag

EPOCH = datetime(1858, 11, 17, tzinfo=UTC)  # Julian day 2400000.5
FIRST_DAY, LAST_DAY = 2_430_000, 2_500_000  # Julian
# Variable of the header → name of the property.
PROPERTIES = {
    "$ACADVER": "version",
    "$LASTSAVEDBY": "last-author",
    "$TITLE": "title",
    "$SUBJECT": "subject",
    "$AUTHOR": "author",
    "$KEYWORDS": "keywords",
    "$COMMENTS": "comments",
    "$REVISIONNUMBER": "revision",
    "$PROJECTNAME": "project",
    "$HYPERLINKBASE": "link-base",
    "$MENU": "menu",
    "$STYLESHEET": "style-sheet",
}
DATES = {"$TDCREATE": "created", "$TDUPDATE": "modified"}
RELEASES = {
    "AC1006": "R10", "AC1009": "R12", "AC1012": "R13", "AC1014": "R14", "AC1015": "R2000", "AC1018": "R2004",
    "AC1021": "R2007", "AC1024": "R2010", "AC1027": "R2013", "AC1032": "R2018",
}  # fmt: skip
TEXT_CODES = frozenset({1, 2, 3, 6, 7, 8})
VERSION = "$ACADVER"


class Entry(NamedTuple):
    """A variable: its name, its value as words, and the property that it holds, empty where none."""

    name: str
    value: str
    property: str = ""
    is_text: bool = False
    is_custom: bool = False


def entries(tags: list[Tag], decode: Callable[[bytes], str]) -> Iterator[Entry]:
    """Variables in the order of the file."""
    name = custom = ""
    for code, value in tags:
        text = plain_words(decode(value)).strip() if value else ""
        if code == 9:
            name = text.upper()
        elif name == "$CUSTOMPROPERTYTAG":
            custom = text
        elif name == "$CUSTOMPROPERTY":
            yield Entry(custom or "custom", text, is_custom=True)
        elif name in DATES:
            yield Entry(name, _date(number(value)), DATES[name] if code == 40 else "")
        elif name in PROPERTIES and code in TEXT_CODES:
            text = RELEASES.get(text, text) if name == VERSION else text
            yield Entry(name, text if text != "." else "", PROPERTIES[name])
        else:
            yield Entry(name, text, is_text=code in TEXT_CODES)


def _date(julian_days: float) -> str:
    if not FIRST_DAY < julian_days < LAST_DAY:
        return ""
    moment = EPOCH + timedelta(days=julian_days - 2_400_000.5)
    return moment.isoformat(timespec="seconds")
