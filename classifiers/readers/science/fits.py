"""FITS: all header cards, tables, and the values of images.

Source: IAU FITS Working Group, FITS Standard 4.0.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from classifiers.largefile import LargeFile
from classifiers.readers.binary import add_runs, add_strings
from classifiers.readers.science.numbers import add_values
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

BLOCK_BYTES, CARD_BYTES = 2880, 80
TYPES = {8: ">u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}
PROPERTIES = {
    "OBJECT": "title",
    "AUTHOR": "author",
    "OBSERVER": "author",
    "ORIGIN": "company",
    "DATE": "created",
    "INSTRUME": "instrument",
    "TELESCOP": "telescope",
    "CREATOR": "producer",
}
VALUE = re.compile(r"\s*(?:'((?:[^']|'')*)'|([^/]*))")
HEADERS = 10_000


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Every header and what stands under it."""
    del depth
    place = 0
    while place < len(data) and draft.cad["HEADER"] < HEADERS:
        job.check_time()
        cards, start = _cards(data, place)
        if not cards:
            break
        draft.cad["HEADER"] += 1
        draft.at(f"header {draft.cad['HEADER']}")
        draft.add_text("\n".join(cards) + "\n")
        values = dict(_values(cards))
        for key, name in PROPERTIES.items():
            draft.add_metadata(name, values.get(key, ""))
        size = _size(values)
        body = data[start : start + size]
        _read_body(values, body, draft, job)
        if len(body) < size:
            draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        place = start + size + -size % BLOCK_BYTES
    add_strings(data[place:], draft)


def _cards(data: bytes | LargeFile, place: int) -> tuple[list[str], int]:
    """Cards up to `END`, and where the blocks that hold them end; none where there is no header."""
    cards = []
    for start in range(place, len(data) - CARD_BYTES + 1, CARD_BYTES):
        card = data[start : start + CARD_BYTES].decode("latin-1").rstrip()
        cards.append(card)
        if card == "END":
            used = start + CARD_BYTES - place
            return cards, place + used + -used % BLOCK_BYTES
        if start == place and not card.startswith(("SIMPLE  =", "XTENSION=")):
            return [], place
    return cards, len(data)


def _values(cards: list[str]) -> Iterator[tuple[str, str]]:
    for card in cards:
        if card[8:10] == "= " and (match := VALUE.match(card[10:])):
            text = match.group(1).replace("''", "'") if match.group(1) is not None else match.group(2)
            yield card[:8].strip(), text.strip()


def _number(values: dict[str, str], key: str, default: int = 0) -> int:
    text = values.get(key, "")
    return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else default


def _shape(values: dict[str, str]) -> list[int]:
    count = min(_number(values, "NAXIS"), 999)
    return [max(0, _number(values, f"NAXIS{axis}")) for axis in range(1, count + 1)]


def _size(values: dict[str, str]) -> int:
    shape = _shape(values)
    if not shape:
        return 0
    if shape[0] == 0 and values.get("GROUPS") == "T":
        shape = shape[1:]
    elements = math.prod(shape) + _number(values, "PCOUNT")
    return max(0, abs(_number(values, "BITPIX", 8)) // 8 * max(1, _number(values, "GCOUNT", 1)) * elements)


def _read_body(values: dict[str, str], body: bytes, draft: Draft, job: Job) -> None:
    kind = values.get("XTENSION", "IMAGE")
    if not body:
        return
    if kind in ("TABLE", "BINTABLE"):
        draft.cad["TABLE"] += 1
        add_strings(body, draft)
        if values.get("ZIMAGE") == "T" or values.get("ZTABLE") == "T":
            draft.degrade(Reading.PARTIAL, "payload", "packed table")
        return
    draft.cad["IMAGE"] += 1
    dtype = np.dtype(TYPES.get(_number(values, "BITPIX", 8), ">u1"))
    pixels = np.frombuffer(body[: len(body) // dtype.itemsize * dtype.itemsize], dtype)
    if dtype.itemsize == 1:
        add_runs(body, draft)
    else:
        add_values(values.get("EXTNAME", "image"), pixels, draft, job)
