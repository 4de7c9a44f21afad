"""Gerber (RS-274X, X2): the whole source, attributes, apertures, how far the board reaches, and a picture.

Source: Ucamco, The Gerber Layer Format Specification 2023.08.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.document import MeasureKind
from classifiers.readers.eda.attributes import add_attributes
from classifiers.readers.eda.plot import Plot, Point, add_extents
from classifiers.readers.eda.source import without_numbers
from classifiers.readers.text import take
from classifiers.readers.written import read_written_out

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

FORMAT = re.compile(r"FS([LTD]?)[AI]?(?:N\d)?(?:G\d)?X(\d)(\d)Y(\d)(\d)")
APERTURE = re.compile(r"ADD(\d+)([A-Za-z_.$][\w.$-]*),?([^*%]*)\*")
SIZE = re.compile(r"[+-]?(?:\d{1,9}(?:\.\d{0,12})?|\.\d{1,12})")
NAME = re.compile(r"%(?:IN|LN)([^*%]+)\*")
STATEMENT = re.compile(
    r"(?:G0?(?P<mode>[0-3]|36|37|70|71|74|75))?(?:G\d\d)?(?:X(?P<x>[+-]?\d{1,15}))?(?:Y(?P<y>[+-]?\d{1,15}))?"
    r"(?:I[+-]?\d+)?(?:J[+-]?\d+)?(?:D0*(?P<d>\d+))?\*"
)
COMMENT = re.compile(r"G0?4 ?([^*]*)\*")
NUMBERS_ONLY = re.compile(r"^(?:[GD]\d{1,3}){0,3}(?:[XYIJ][+-]?\d{1,15}){1,4}(?:D0?[123])?\*\n", re.MULTILINE)
OPERATIONS = {"1": "DRAW", "2": "MOVE", "3": "FLASH"}
STATEMENTS = 2_000_000
POLYGON = "P"


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A layer of a board."""
    text = add_attributes(take(data, draft).text, draft)
    comments = [comment for match in COMMENT.finditer(text) if (comment := match.group(1).strip())]
    draft.add_metadata("comments", "\n".join(line for line in comments[:20] if not line.startswith("#@!")))
    draft.add_names(layers=(match.group(1).strip() for match in NAME.finditer(text)))
    unit = "in" if re.search(r"%MOIN|^G70\*", text, re.MULTILINE) else "mm" if "%MOMM" in text or "G71*" in text else ""
    for match in APERTURE.finditer(text):
        _add_aperture(match, unit, draft)
    draft.cad["SOURCE_LINES"] = text.count("\n")
    draft.add_text(without_numbers(text, NUMBERS_ONLY))
    read_written_out(text, draft, job, depth)
    _draw(text, unit, draft, job)


def _add_aperture(match: re.Match[str], unit: str, draft: Draft) -> None:
    draft.cad["APERTURE"] += 1
    form = match.group(2)
    sizes = [float(size) for size in match.group(3).split("X") if SIZE.fullmatch(size)]
    if form in ("C", POLYGON) and sizes:
        draft.add_measure(MeasureKind.DIAMETER, sizes[0], unit=unit)
    elif form in ("R", "O"):
        for size in sizes[:2]:
            draft.add_measure(MeasureKind.LINEAR, size, unit=unit)


class Scale:
    """How digits without a point are to be read."""

    def __init__(self, whole: int, decimals: int, *, is_trailing_omitted: bool) -> None:
        self._digits, self._decimals = whole + decimals, decimals
        self._is_trailing_omitted = is_trailing_omitted

    def number(self, digits: str) -> float:
        """The value of a coordinate."""
        if "." in digits:
            return float(digits)
        sign, plain = ("-", digits[1:]) if digits[:1] == "-" else ("", digits.lstrip("+"))
        if self._is_trailing_omitted:
            plain = plain.ljust(self._digits, "0")
        return float(sign + plain[:30]) / 10.0**self._decimals


def _draw(text: str, unit: str, draft: Draft, job: Job) -> None:
    found = FORMAT.search(text)
    omitted, whole, decimals = (found.group(1), int(found.group(2)), int(found.group(3))) if found else ("L", 2, 4)
    scale = Scale(whole, decimals, is_trailing_omitted=omitted == "T")
    plot = Plot()
    at: Point = (0.0, 0.0)
    line: list[Point] = []
    operation = ""
    for number, match in enumerate(STATEMENT.finditer(text)):
        if number % 20_000 == 0:
            job.check_time()
        if number >= STATEMENTS:
            break
        x, y, code = match.group("x"), match.group("y"), match.group("d")
        if x is None and y is None and code not in OPERATIONS:
            continue
        operation = code if code in OPERATIONS else operation
        if code in OPERATIONS:
            draft.cad[OPERATIONS[code]] += 1
        at = (scale.number(x) if x else at[0], scale.number(y) if y else at[1])
        if operation == "1":
            line.append(at)
        else:
            plot.add(line)
            line = [at]
            if operation == "3":
                plot.add([at])
    plot.add(line)
    add_extents(draft, plot.box, unit=unit)
    plot.finish(draft, job)
