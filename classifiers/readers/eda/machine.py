"""Programs of machine tools: the source, names, tools, how far they reach, the path as a picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.document import FieldName, MeasureKind
from classifiers.readers.eda.plot import Plot, Point, add_extents
from classifiers.readers.eda.source import without_numbers
from classifiers.readers.text import take
from classifiers.readers.written import read_written_out

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PROGRAM = re.compile(
    r"^[ \t]{0,99}(?:[O:](\d{1,8})|%MPF(\d{1,8})|;?[ \t]{0,9}PROGRAM(?: NAME)?[ \t]{0,9}[:=]([^\n(]{1,80}))"
    r"[ \t]{0,99}(?:\(([^)\n]{0,200})\))?",
    re.MULTILINE | re.IGNORECASE,
)
NUMBERS_ONLY = re.compile(
    r"^(?:N\d{1,9}[ \t]{0,9})?(?:[GXYZIJKFABCRSE][ \t]{0,3}[+-]?[\d.]{1,15}[ \t]{0,9}){1,12}\n", re.MULTILINE
)
COMMENT = re.compile(r"\(([^()\n]*)\)|;([^\n]*)")
TOOL = re.compile(r"\bT(\d{1,5})\b")
WORD = re.compile(r"([GXYZ])\s*([+-]?\d{0,9}\.?\d{0,9})")
DIAMETER = re.compile(r"\b(?:D|DIA|DIAMETER|径)\s*[=:.]\s*(\d{1,4}(?:\.\d{1,6})?)", re.IGNORECASE)
SHOWN_COMMENTS = 20


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A program of a machine tool."""
    text = take(data, draft).text
    draft.cad["SOURCE_LINES"] = text.count("\n")
    _add_program(text, draft)
    draft.add_text(without_numbers(text, NUMBERS_ONLY))
    read_written_out(text, draft, job, depth)
    unit = "in" if re.search(r"\bG20\b", text) else "mm" if re.search(r"\bG21\b", text) else ""
    plot, at = Plot(), {"X": 0.0, "Y": 0.0, "Z": 0.0}
    path: list[Point] = []
    is_cutting = False
    depths: list[float] = []
    for number, line in enumerate(text.splitlines()):
        if number % 10_000 == 0:
            job.check_time()
        bare = COMMENT.sub("", line).upper()
        words = [(letter, float(value)) for letter, value in WORD.findall(bare) if value.strip("+-.")]
        draft.cad["MOVE"] += bool(words)
        for letter, value in words:
            if letter == "G":
                is_cutting = is_cutting if value not in (0, 1, 2, 3) else value > 0
            else:
                at[letter] = value
        if any(letter == "Z" for letter, _ in words):
            depths.append(at["Z"])
            depths = [min(depths), max(depths)]
        if any(letter in "XY" for letter, _ in words):
            if not is_cutting:
                plot.add(path)
                path = []
            path.append((at["X"], at["Y"]))
    plot.add(path)
    add_extents(draft, plot.box, unit=unit)
    if depths:
        draft.add_measure(MeasureKind.EXTENT, depths[-1] - depths[0], unit=unit)
    plot.finish(draft, job)


def _add_program(text: str, draft: Draft) -> None:
    """Number and name of the program, its comments, its tools."""
    program = PROGRAM.search(text[:20_000])
    if program:
        number = program.group(1) or program.group(2) or program.group(3) or ""
        draft.add_metadata("program", number.strip())
        draft.add_field(FieldName.NUMBER, number, label="O")
        draft.add_metadata("title", program.group(4) or "")
    comments = [(match.group(1) or match.group(2) or "").strip() for match in COMMENT.finditer(text[:200_000])]
    draft.add_metadata("comments", "\n".join([comment for comment in comments if comment][:SHOWN_COMMENTS]))
    bare = COMMENT.sub("", text)
    draft.cad["TOOL"] += len({match.group(1) for match in TOOL.finditer(bare)})
    for comment in comments:
        if "DIA" in comment.upper() or "D=" in comment.upper() or "径" in comment:
            for match in DIAMETER.finditer(comment):
                draft.add_measure(MeasureKind.DIAMETER, float(match.group(1)))
