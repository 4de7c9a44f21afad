"""What one record of a drawing says: its words, its names, the numbers that place it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.cad.dimension import number
from classifiers.readers.cad.stock import is_stock
from classifiers.readers.cad.words import frame_words, plain_mtext_words, plain_string, plain_words, solid_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from classifiers.readers.cad.tags import Record, Tag

DIMENSIONS = frozenset({"DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION"})
SOLIDS = frozenset({"3DSOLID", "BODY", "REGION", "SURFACE", "EXTRUDEDSURFACE", "LOFTEDSURFACE", "REVOLVEDSURFACE",
                    "SWEPTSURFACE", "PLANESURFACE", "NURBSURFACE"})  # fmt: skip
TEXTS = frozenset({"TEXT", "ATTRIB", "ATTDEF", "MTEXT"})
NAMED = frozenset({"HATCH", "SHAPE", "MPOLYGON"})  # by what is defined elsewhere, outside of the drawing
LEADERS = frozenset({"MULTILEADER", "MLEADER"})
MARKS = re.compile(
    r"(?:CONTEXT_DATA|LEADER|LEADER_LINE|CELL|LINKEDTABLEDATA\w*|\w+_BEGIN|\w+_END)?\s*[{}]?|\w+_(?:BEGIN|END)"
)
SOLID_NAME = re.compile(r"@(\d{1,4}) ")
TEXT_CODES = frozenset({1, 2, 3, 4, 300, 301, 302, 303, 304, 305, 306, 307, 308, 309, 410, 430, 470})
RECORD_CODES = TEXT_CODES | {6, 7, 8, 9}
# Codes whose words are read elsewhere, and those of bytes written as digits.
READ_CODES = TEXT_CODES | {0, 7, 8, 1000, 1003}
BINARY_CODES = frozenset({310, 311, 312, 313, 1004})
DIGITS = re.compile(rb"[\s0-9A-Fa-f.+\-]*")
KIND = re.compile(r"[A-Z0-9_\-:.$ ]{0,60}", re.IGNORECASE | re.ASCII)
NAMES = frozenset({2, 410})  # of the block that is placed, and of the layout: both stand where they are defined


def values(record: Record, code: int) -> list[bytes]:
    """Every value of a group code."""
    return [value for found, value in record.tags if found == code]


def first(record: Record, code: int, default: bytes = b"") -> bytes:
    """The first value of a group code."""
    for found, value in record.tags:  # called for every record: a generator would cost as much again
        if found == code:
            return value
    return default


def own(record: Record) -> list[Tag]:
    """Groups of an entity itself, without those of an object embedded in it and of foreign programs."""
    for index, (code, value) in enumerate(record.tags):
        if code >= 1000 or (code == 101 and value.strip() == b"Embedded Object"):
            return record.tags[:index]
    return record.tags


def entity_words(record: Record, decode: Callable[[bytes], str]) -> Iterator[str]:
    """Words that a graphic entity shows or carries, without those of foreign programs."""
    kind = record.kind
    if kind == "TEXT":
        yield plain_words(decode(first(record, 1)))
    elif kind == "MTEXT":
        yield mtext_words(own(record), decode)
    elif kind in ("ATTRIB", "ATTDEF"):
        yield from _attribute_words(record, decode)
    elif kind == "TOLERANCE":
        yield frame_words(decode(first(record, 1)))
    elif kind in LEADERS or kind == "ACAD_TABLE":
        yield from _texts_inside(record, decode)
    elif kind in SOLIDS:
        yield from _solid_names(record, decode)
    elif kind not in DIMENSIONS:
        yield from loose_words(record, decode, unread=frozenset() if kind in NAMED else NAMES)


def mtext_words(tags: list[Tag], decode: Callable[[bytes], str]) -> str:
    """Paragraphs: the parts in 3 groups before the last one in group 1."""
    return plain_mtext_words("".join(decode(value) for code, value in tags if code in (3, 1)))


def attribute(record: Record, decode: Callable[[bytes], str]) -> tuple[str, str, str]:
    """Tag, prompt and value of an attribute; the longer of its two values where it has paragraphs."""
    tags = own(record)
    value = plain_words(decode(next((value for code, value in tags if code == 1), b"")))
    inside = [tag for tag in record.tags[len(tags) :] if tag.code < 1000]
    wide = mtext_words(inside, decode) if inside else ""
    tag, prompt = (decode(next((value for code, value in reversed(tags) if code == wanted), b"")) for wanted in (2, 3))
    return (
        plain_words(tag),
        plain_words(prompt) if record.kind == "ATTDEF" else "",
        wide if len(wide) > len(value) else value,
    )


def _attribute_words(record: Record, decode: Callable[[bytes], str]) -> Iterator[str]:
    tag, prompt, value = attribute(record, decode)
    yield " ".join(part for part in (f"{tag}:" if tag else "", prompt, value) if part)


def _texts_inside(record: Record, decode: Callable[[bytes], str]) -> Iterator[str]:
    """Words of a leader or a table; each once, since a table repeats them for older programs."""
    seen: set[str] = set()
    for code, value in record.tags:
        text = plain_mtext_words(decode(value)) if code in (1, 2, 3, 302, 303, 304) else ""
        if not text.strip() or text in seen or MARKS.fullmatch(text.strip()):
            continue
        seen.add(text)
        is_figure = code in (1, 302, 304) and any(char.isdigit() for char in text)
        if is_figure or not is_stock(text):
            yield text


def _solid_names(record: Record, decode: Callable[[bytes], str]) -> Iterator[str]:
    """Names in the ciphered body of a solid; its geometry is counted, not told."""
    text = "".join(solid_words(decode(value)) for code, value in record.tags if code in (1, 3))
    for match in SOLID_NAME.finditer(text):
        name = text[match.end() : match.end() + int(match.group(1))]
        if any(char.isalpha() for char in name):
            yield name


def loose_words(
    record: Record, decode: Callable[[bytes], str], *, unread: frozenset[int] = frozenset()
) -> Iterator[str]:
    """Strings of any other record that are not what programs write into every drawing."""
    codes = RECORD_CODES if record.kind == "XRECORD" else TEXT_CODES
    for code, value in record.tags:
        if code in codes and code not in unread and value.strip():
            text = plain_string(decode(value)).strip()
            if not is_stock(text):
                yield text


def foreign_words(record: Record, decode: Callable[[bytes], str]) -> Iterator[str]:
    """Strings that other programs attached to a record, as extended data."""
    for code, value in record.tags:
        if code in (1000, 1003) and value.strip():
            text = plain_words(decode(value)).strip()
            if not is_stock(text) and text not in ("DSTYLE", "MTEXT", "URL", "PE_URL"):
                yield text


def strange_words(record: Record, decode: Callable[[bytes], str]) -> Iterator[str]:
    """Words where a number, a handle or a name of the format itself belongs; drawing programs show none of them."""
    if not KIND.fullmatch(record.kind):
        yield plain_words(record.kind)
    for code, value in record.tags:
        if code in READ_CODES or DIGITS.fullmatch(value) or code in BINARY_CODES:
            continue
        text = plain_words(decode(value)).strip()
        if text and not is_stock(text) and not text.startswith(("{", "}")):
            yield text


def chunks(record: Record) -> bytes:
    """Binary data of a record, joined; digits that are none are left out."""
    parts = []
    for code, value in record.tags:
        if code in (310, 1004):
            digits = value.strip()
            try:
                parts.append(bytes.fromhex(digits.decode("ascii")))
            except ValueError:
                continue
    return b"".join(parts)


def place(record: Record) -> tuple[float, float]:
    """Insertion point; of aligned text still the first one, which is its lower left."""
    return number(first(record, 10)), number(first(record, 20))
