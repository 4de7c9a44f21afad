"""Excellon drill and rout files: the whole source, attributes, tools, holes, how far they reach.

Source: Excellon Automation, CNC-7 part program commands; Ucamco, The XNC Format Specification 2021.11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.document import MeasureKind
from classifiers.readers.eda.attributes import add_attributes
from classifiers.readers.eda.gerber import Scale
from classifiers.readers.eda.plot import Plot, Point, add_extents
from classifiers.readers.eda.source import without_numbers
from classifiers.readers.text import take
from classifiers.readers.written import read_written_out

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TOOL = re.compile(r"^T(\d{1,5})[^C\n]{0,40}C(\d*\.?\d+)", re.MULTILINE)
PLACE = re.compile(r"^(?:G(\d\d))?(?:T\d+)?X?([+-]?\d*\.?\d+)?(?:Y([+-]?\d*\.?\d+))?")
NUMBERS_ONLY = re.compile(r"^(?:G\d\d)?(?:[XYIJA][+-]?[\d.]{1,15}){1,5}\n", re.MULTILINE)
COMMENT = re.compile(r"^\s*;\s*(.*)", re.MULTILINE)
FORMAT = re.compile(r"FILE_FORMAT\s*=\s*(\d)[:.](\d)|^(?:METRIC|INCH),[^\n]*?(0+)\.(0+)", re.MULTILINE)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Tools and holes."""
    text = add_attributes(take(data, draft).text, draft)
    comments = [comment for match in COMMENT.finditer(text) if not (comment := match.group(1)).startswith("#@!")]
    draft.add_metadata("comments", "\n".join(comments[:20]))
    unit = "mm" if re.search(r"^(?:METRIC|M71)", text, re.MULTILINE) else "in"
    for match in TOOL.finditer(text):
        draft.cad["TOOL"] += 1
        draft.add_measure(MeasureKind.DIAMETER, float(match.group(2)), unit=unit)
    draft.cad["SOURCE_LINES"] = text.count("\n")
    draft.add_text(without_numbers(text, NUMBERS_ONLY))
    read_written_out(text, draft, job, depth)
    _drill(text, unit, draft, job)


def _scale(text: str, unit: str) -> Scale:
    found = FORMAT.search(text)
    whole, decimals = (3, 3) if unit == "mm" else (2, 4)
    if found:
        whole = int(found.group(1)) if found.group(1) else len(found.group(3))
        decimals = int(found.group(2)) if found.group(2) else len(found.group(4))
    # LZ: leading zeros are there, so the trailing ones are left out.
    return Scale(whole, decimals, is_trailing_omitted=bool(re.search(r"^(?:METRIC|INCH),LZ", text, re.MULTILINE)))


def _drill(text: str, unit: str, draft: Draft, job: Job) -> None:
    scale, plot = _scale(text, unit), Plot()
    at: Point = (0.0, 0.0)
    path: list[Point] = []
    is_routing = False
    for number, line in enumerate(text.splitlines()):
        if number % 20_000 == 0:
            job.check_time()
        if not line.startswith(("X", "Y", "G0")):
            continue
        match = PLACE.match(line)
        if match is None or (match.group(2) is None and match.group(3) is None):
            is_routing = is_routing and not line.startswith("G05")
            continue
        mode, x, y = match.groups()
        at = (scale.number(x) if x else at[0], scale.number(y) if y else at[1])
        is_routing = mode in ("00", "01", "02", "03") or (is_routing and mode != "05")
        if mode in (None, "01", "02", "03") and is_routing:
            path.append(at)
            draft.cad["ROUT"] += 1
        elif is_routing:
            plot.add(path)
            path = [at]
        else:
            draft.cad["HOLE"] += 1
            plot.add([at, at])
    plot.add(path)
    add_extents(draft, plot.box, unit=unit)
    plot.finish(draft, job)
