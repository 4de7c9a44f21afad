"""CAD besides DXF: sources as text, counts where they are cheap, strings where nothing else is."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from classifiers.readers.text import take
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

KICAD_ELEMENT = re.compile(
    r"\(\s*(symbol|wire|junction|label|global_label|hierarchical_label|sheet|pin|segment|via|footprint|module|pad|zone|gr_line|gr_arc|gr_circle|gr_text|fp_text|fp_line|dimension|title_block)\b"
)
GERBER_DRAW = re.compile(r"D0?([123])\*")
GDS_NAMES = {
    0x08: "BOUNDARY",
    0x09: "PATH",
    0x0A: "SREF",
    0x0B: "AREF",
    0x0C: "TEXT",
    0x2D: "BOX",
    0x15: "NODE",
    0x05: "STRUCTURE",
}
GDS_STRINGS = frozenset({0x02, 0x06, 0x12, 0x19, 0x2C})


def read_source(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A source of CAD or hardware as it stands."""
    del job, depth
    text = take(data, draft).text
    draft.cad["SOURCE_LINES"] = text.count("\n")
    draft.add_text(text)


def read_gerber(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Gerber or Excellon: the source, and what it draws."""
    read_source(data, draft, job, depth)
    names = {"1": "DRAW", "2": "MOVE", "3": "FLASH"}
    text = data.decode("latin-1")
    for match in GERBER_DRAW.finditer(text):
        draft.cad[names[match.group(1)]] += 1
    if draft.type == "application/vnd.excellon":
        draft.cad["HOLE"] += len(re.findall(r"^X[-+\d.]*(?:Y[-+\d.]+)?|^Y[-+\d.]+", text, re.MULTILINE))


def read_kicad(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """KiCad: the source, and its elements."""
    read_source(data, draft, job, depth)
    for match in KICAD_ELEMENT.finditer(data.decode("utf-8", "replace")):
        draft.cad[match.group(1).upper()] += 1


def read_gdsii(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """GDSII: library, structure names, texts and element counts."""
    del depth
    is_ended = False
    for number, (kind, body) in enumerate(_gds_records(data)):
        if number % 50_000 == 0:
            job.check_time()
        if kind in GDS_NAMES:
            draft.cad[GDS_NAMES[kind]] += 1
        elif kind in GDS_STRINGS:
            draft.add_line(body.rstrip(b"\0").decode("utf-8", "replace"))
        is_ended = kind == 0x04
    if not is_ended:
        draft.degrade(Reading.PARTIAL, "damaged", "GDSII")
    draft.degrade(Reading.PARTIAL, "payload", "geometry")


def _gds_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(data):
        size, kind = struct.unpack_from(">HB", data, place)
        if size < 4:
            return
        yield kind, data[place + 4 : place + size]
        place += size
        if kind == 0x04:
            return
