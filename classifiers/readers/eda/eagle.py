"""EAGLE: boards, schematics and libraries as XML, and older ones, which are binary, by their strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers import markup
from classifiers.readers.binary import add_strings
from classifiers.readers.eda.plot import Plot, add_extents
from classifiers.readers.eda.titles import add_title
from classifiers.readers.text import take
from classifiers.readers.words import words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ELEMENT = re.compile(
    r"<(wire|via|pad|smd|hole|text|circle|rectangle|polygon|part|instance|element|net|signal|package|symbol|deviceset"
    r"|layer|attribute|eagle|dimension|sheet|frame)\b([^>]{0,4000})>"
)
ATTRIBUTE = re.compile(r'([\w-]{1,40})="([^"]*)"')
LONG_TEXTS = b"\x13\x12\x99\x19"
BLOCKS = frozenset({"package", "symbol", "deviceset"})


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file of version 6 or later."""
    markup.read_xml(data, draft, job, depth)
    plot = Plot()
    layers, blocks = [], []
    for number, match in enumerate(ELEMENT.finditer(take(data, draft).text)):
        if number % 10_000 == 0:
            job.check_time()
        tag, values = match.group(1), dict(ATTRIBUTE.findall(match.group(2)))
        draft.cad[tag.upper()] += 1
        if tag == "layer":
            layers.append(values.get("name", ""))
        elif tag in BLOCKS:
            blocks.append(values.get("name", ""))
        elif tag == "attribute":
            add_title(draft, values.get("name", ""), values.get("value", ""))
        elif tag == "eagle":
            draft.add_metadata("producer", f"EAGLE {values.get('version', '')}")
        elif tag == "wire":
            corners = [_number(values.get(key, "")) for key in ("x1", "y1", "x2", "y2")]
            plot.add([(corners[0], corners[1]), (corners[2], corners[3])])
    draft.add_names(layers=layers, blocks=blocks)
    add_extents(draft, plot.box, unit="mm")
    plot.finish(draft, job)


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"-?\d{1,9}(?:\.\d{0,12})?", text) else 0.0


def read_binary(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file of version 5 or earlier: its long texts and readable strings."""
    del job, depth
    draft.add_metadata("producer", f"EAGLE {data[8]}.{data[9]}")
    place = data.find(LONG_TEXTS)
    if place >= 0:
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        draft.add_line(words(data[place + 8 : place + 8 + size]))
    add_strings(data[: place if place >= 0 else len(data)], draft)
    draft.degrade(Reading.PARTIAL, "payload", "EAGLE before version 6")
