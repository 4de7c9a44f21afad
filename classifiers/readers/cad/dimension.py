"""Dimensions as numbers: what a dimension shows, measures and permits."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from classifiers.document import MeasureKind

TEXT_CHARS = 80
NUMBER = r"(\d{1,9}(?:[.,]\d{1,9})?|[.,]\d{1,9})"
SHOWN = re.compile(
    rf"(?:\d{{1,3}}\s*[x×X]\s*|\d{{1,3}}-(?=[^\d\s.,]))?(?P<sign>[⌀ØøφΦ∅]|SR|R|C|M|□|S⌀)?\s*{NUMBER}\s*(?P<unit>°|deg|mm|in|\")?"
    r"(?:\s*[×xX]\s*\d[\d.]*)?\s*(?P<rest>.*)",
    re.DOTALL,
)
FRACTION = re.compile(
    r"(?P<sign>[⌀Øøφ]|R)?\s*(?:(?P<feet>\d{1,5})\s*['′]\s*-?\s*)?(?:(?P<whole>\d{1,5})[\s\-]+)?"
    r"(?P<over>\d{1,3})/(?P<under>\d{1,3})\s*(?P<unit>[\"″])?(?P<rest>.*)",
    re.DOTALL,
)
FEET = re.compile(r"(\d{1,5})\s*['′]\s*-?\s*(\d{1,2}(?:\.\d{1,6})?)\s*[\"″]")
MINUTES = re.compile(r"\s*(\d{1,2})\s*['′](?:\s*(\d{1,2})\s*[\"″])?")
THREAD = re.compile(r"\bUN[CFSR]?F?\b|\bNPT\b", re.IGNORECASE)
# What makes of a figure something else than a dimension: a share, a date, a ratio, thousands, a number of places.
OTHERWISE = re.compile(r"%|[.,:/]\s*\d|PLACES|PLCS|HOLES|箇所|ヶ所|か所|[处處個个]", re.IGNORECASE)
EQUAL = re.compile(rf"±\s*{NUMBER}")
FIT = re.compile(r"\(?(?<![A-Za-z])([A-Z]{1,2}|[a-z]{1,2})(\d{1,2})(?:\s*/\s*([a-z]{1,2}\d{1,2}))?(?![\w.])\)?")
DEVIATION = re.compile(r"(?<![\d.])([+\-−])\s*(\d{1,6}(?:[.,]\d{1,9})?|[.,]\d{1,9})|(?<=[/^\s])(0(?:\.0+)?)(?![\d.])")
KINDS = {
    0: MeasureKind.LINEAR,
    1: MeasureKind.LINEAR,
    2: MeasureKind.ANGULAR,
    3: MeasureKind.DIAMETER,
    4: MeasureKind.RADIUS,
    5: MeasureKind.ANGULAR,
    6: MeasureKind.ORDINATE,
}
SIGNS = {"R": MeasureKind.RADIUS, "SR": MeasureKind.RADIUS, "M": MeasureKind.DIAMETER}
UNITS = {
    "1": "in", "2": "ft", "3": "mi", "4": "mm", "5": "cm", "6": "m", "7": "km", "8": "µin", "9": "mil", "10": "yd",
    "12": "nm", "13": "µm", "14": "dm",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A dimension as words give it; `kind` is None where they do not say which."""

    value: float
    kind: MeasureKind | None = None
    unit: str = ""
    plus: float = 0.0
    minus: float = 0.0
    fit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """Deviations that a style or an override permits, and how its numbers are scaled.

    Attributes:
        is_shown: Whether the deviations are drawn, as tolerances or as limits.
    """

    plus: float = 0.0
    minus: float = 0.0
    factor: float = 1.0
    is_shown: bool = False


def parse(text: str) -> Dimension | None:
    """The dimension that a dimension line shows, such as `⌀25H7`, `25 +0.1/-0.05`, `R5`, `M6×1`; None where none."""
    text = text.strip().strip("()[]")
    if not 0 < len(text) <= TEXT_CHARS:
        return None
    in_inches = _inches(text)
    if in_inches is not None:
        return in_inches
    match = SHOWN.fullmatch(text)
    sign, rest = (match.group("sign") or "", match.group("rest").strip()) if match else ("", "")
    if match is None or OTHERWISE.match(rest):
        return None
    unit = {"°": "deg", "deg": "deg", '"': "in"}.get(match.group("unit") or "", match.group("unit") or "")
    value = _number(match.group(2))
    minutes = MINUTES.match(rest) if unit == "deg" else None
    if minutes:
        value += int(minutes.group(1)) / 60 + int(minutes.group(2) or 0) / 3600
        rest = rest[minutes.end() :].strip()
    plus, minus, fit = _deviations("" if sign == "M" or THREAD.search(rest) else rest)
    kind = SIGNS.get(sign, MeasureKind.DIAMETER if sign and sign not in ("C", "□") else None)
    if unit == "deg":
        kind = MeasureKind.ANGULAR
    return Dimension(value=value, kind=kind, unit=unit, plus=plus, minus=minus, fit=fit)


def _inches(text: str) -> Dimension | None:
    """Feet, inches and fractions of them: `1 3/8"`, `2'-6 1/2"`, `1/4-20 UNC-2B`; None where it is none of these."""
    feet = FEET.fullmatch(text)
    if feet:
        return Dimension(value=12.0 * int(feet.group(1)) + float(feet.group(2)), unit="in")
    match = FRACTION.fullmatch(text)
    if match is None or not int(match["under"]):
        return None
    is_thread = THREAD.search(match["rest"]) is not None
    if not (match["unit"] or is_thread or match["whole"] or not match["rest"].strip()):
        return None
    plus, minus, fit = _deviations("" if is_thread else match["rest"].strip())
    kind = SIGNS.get(match["sign"] or "", MeasureKind.DIAMETER if match["sign"] or is_thread else None)
    value = 12.0 * int(match["feet"] or 0) + int(match["whole"] or 0) + int(match["over"]) / int(match["under"])
    return Dimension(value=value, kind=kind, unit="in", plus=plus, minus=minus, fit=fit)


def _deviations(rest: str) -> tuple[float, float, str]:
    """Upper and lower deviation, and fit."""
    fit = FIT.match(rest)
    name = (fit.group(1) + fit.group(2) + (f"/{fit.group(3)}" if fit.group(3) else "")) if fit else ""
    rest = rest[fit.end() :].strip() if fit else rest
    equal = EQUAL.match(rest)
    if equal:
        return _number(equal.group(1)), -_number(equal.group(1)), name
    found = [(_number(two or "0") * (-1 if one in ("-", "−") else 1)) for one, two, _ in DEVIATION.findall(f" {rest}")]
    if len(found) == 1:
        found.append(0.0)
    return max(found, default=0.0), min(found, default=0.0), name


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def number(value: bytes | str) -> float:
    """A finite number of a drawing; 0.0 where it is none."""
    try:
        found = float(value)
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0
