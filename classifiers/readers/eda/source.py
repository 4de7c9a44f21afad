"""Hardware and machine programs written as text: everything that stands there, and what it calls its parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.text import take
from classifiers.readers.written import read_written_out

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

NAMES = 5_000
WHOLE_CHARS = 1_000_000
# What a line that names a module, a cell or a layer looks like; the name is the group.
BLOCKS = {
    "text/x-verilog": r"^[ \t]*(?:(?:macro)?module|interface|package|program|class|primitive)[ \t]+(\\?[\w$]{1,99})",
    "text/x-vhdl": r"^[ \t]*(?:entity|package(?:[ \t]{1,99}body)?|configuration|component)[ \t]{1,9}(?!is\b)(\w{1,99})",
    "text/x-spice": r"^\.(?:SUBCKT|MODEL)[ \t]{1,99}(\S{1,200})",
    "application/x-lef-def": r"^[ \t]*(?:MACRO|DESIGN|SITE|VIA)[ \t]{1,99}([^\s;]{1,200})",
    "application/x-magic-layout": r"^use[ \t]{1,99}(\S{1,200})",
    "text/x-liberty": r"^[ \t]*(?:library|cell)[ \t]{0,99}\([ \t\"]{0,99}([^)\"\n]{1,200})",
    "text/x-sdf": r"\([ \t]{0,99}(?:DESIGN|CELLTYPE)[ \t]{1,99}\"([^\"\n]{0,200})\"",
    "text/x-spef": r"^\*DESIGN[ \t]{1,99}\"?([^\"\n]{1,200})",
    "text/x-vcd": r"\$scope[ \t]{1,99}\w{1,40}[ \t]{1,99}(\S{1,200})",
    "text/x-ipc-d-356": r"^P[ \t]{1,99}(?:JOB|TITLE)[ \t]{1,99}([^\n]{1,200})",
}
LAYERS = {
    "application/x-lef-def": r"^[ \t]*LAYER[ \t]{1,99}([^\s;]{1,200})",
    "application/x-magic-layout": r"^<<[ \t]{0,99}(?!end\b)(\w{1,200})[ \t]{0,99}>>",
}
PROPERTIES = {
    "text/x-sdf": r"\([ \t]{0,99}(DESIGN|DATE|VENDOR|PROGRAM|VERSION|TIMESCALE)[ \t\"]{1,99}([^\")\n]{1,200})",
    "text/x-spef": r"^\*(DESIGN|DATE|VENDOR|PROGRAM|VERSION)[ \t\"]{1,99}([^\"\n]{1,200})",
    "text/x-vcd": r"\$(date|version|comment|timescale)\s([^$]{1,2000})\$end",
    "text/x-liberty": r"^[ \t]*(date|revision|comment)[ \t:]{1,99}\"([^\"]{1,200})\"",
    "application/x-magic-layout": r"^(tech|timestamp)[ \t]{1,99}(\S{1,200})",
}
KEYS = {
    "design": "title",
    "date": "created",
    "vendor": "company",
    "program": "producer",
    "comment": "comments",
}


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A source as it stands, with the names of its modules, cells and layers."""
    text = take(data, draft).text
    draft.cad["SOURCE_LINES"] = text.count("\n")
    add_names(text, draft)
    draft.add_text(text)
    read_written_out(text, draft, job, depth)


def add_names(text: str, draft: Draft) -> None:
    """Keep names and properties that the type of the draft is known to have."""
    draft.add_names(blocks=_found(BLOCKS.get(draft.type, ""), text), layers=_found(LAYERS.get(draft.type, ""), text))
    pattern = PROPERTIES.get(draft.type, "")
    if pattern:
        for number, match in enumerate(re.finditer(pattern, text[:100_000], re.MULTILINE | re.IGNORECASE)):
            key = match.group(1).lower()
            if number >= NAMES:
                break
            if KEYS.get(key, key) not in draft.metadata:
                draft.add_metadata(KEYS.get(key, key), " ".join(match.group(2).split()))


def without_numbers(text: str, pattern: re.Pattern[str]) -> str:
    """A source; of a very long one without those pieces that are nothing but places, which are counted elsewhere."""
    return text if len(text) <= WHOLE_CHARS else pattern.sub("", text)


def _found(pattern: str, text: str) -> list[str]:
    if not pattern:
        return []
    matches = re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE)
    return [match.group(1).strip() for _, match in zip(range(NAMES), matches, strict=False)]
