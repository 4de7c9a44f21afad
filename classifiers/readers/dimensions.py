"""Dimensions as drawings write them, from words: `Ø25 H7`, `R5`, `45°`, `25±0.1`, `12.5 +0.2/-0.1`.

Bare figures are left out: only the drawing's own arrows tell whether they are dimensions.
Source: ISO 129-1, 2018; ISO 286-1, 2010; JIS B 0001; GB/T 4458.4.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from classifiers.document import Measure, MeasureKind

TEXT_CHARS = 200
FIGURE = r"\d{1,6}(?:[.,]\d{1,6})?|\.\d{1,6}"
# Letters and grades of tolerance zones in use; rarer ones are met as names of other things only.
ZONE = r"(?:JS|js|[A-HJKMNPRSTU]|[a-hjkmnprstu])(?:[4-9]|1[0-4])"
DIMENSION = re.compile(
    rf"""(?<![\w.])(?P<many>\d{{1,4}}\s*[-x×]\s*)?
    (?P<mark>SØ|SR|[ØR])?\s*(?P<value>{FIGURE})\s*(?P<degrees>°)?
    (?:\s*(?P<minutes>\d{{1,2}})['′])?\s*(?P<unit>mm\b|cm\b|in\b|"|μm\b)?
    (?:\s*±\s*(?P<both>{FIGURE})|\s*\+\s*(?P<plus>{FIGURE})\s*°?\s*/?\s*-\s*(?P<minus>{FIGURE})|
    \s*\(?(?P<fit>{ZONE}(?:\s*/\s*{ZONE})?)(?![\w.]))?""",
    re.VERBOSE,
)
DIAMETERS = str.maketrans({"⌀": "Ø", "ø": "Ø", "Φ": "Ø", "φ": "Ø", "∅": "Ø", "ф": "Ø", "Ф": "Ø", "º": "°", "˚": "°"})
ESCAPES = (("%%c", "Ø"), ("%%C", "Ø"), ("%%d", "°"), ("%%D", "°"), ("%%p", "±"), ("%%P", "±"))
KINDS = {"Ø": MeasureKind.DIAMETER, "SØ": MeasureKind.DIAMETER, "R": MeasureKind.RADIUS, "SR": MeasureKind.RADIUS}


def measures_in(text: str) -> Iterator[Measure]:
    """Dimensions in a word or a line of a drawing, in order; none in a text longer than a note."""
    if len(text) > TEXT_CHARS:
        return
    for escape, char in ESCAPES:
        text = text.replace(escape, char)
    # Before signs of their own become two of another kind.
    text = unicodedata.normalize("NFKC", text.translate(DIAMETERS)).translate(DIAMETERS).replace("\u2212", "-")
    for found in DIMENSION.finditer(text):
        measure = _measure(found)
        if measure is not None:
            yield measure


def _measure(found: re.Match[str]) -> Measure | None:
    mark, degrees, fit = found["mark"], found["degrees"], found["fit"] or ""
    if not (mark or degrees or fit or found["both"] or found["plus"]):
        return None
    value = _number(found["value"])
    if degrees and found["minutes"]:
        value += int(found["minutes"]) / 60
    kind = MeasureKind.ANGULAR if degrees else KINDS.get(mark or "", MeasureKind.LINEAR)
    both = _number(found["both"])
    return Measure(
        kind=kind,
        value=value,
        unit="deg" if degrees else (found["unit"] or "").replace('"', "in"),
        plus=both or _number(found["plus"]),
        minus=-(both or _number(found["minus"])) or 0.0,
        fit="".join(fit.split()),
    )


def _number(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0
