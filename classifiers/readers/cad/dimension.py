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
    match = SHOWN.fullmatch(text) if 0 < len(text) <= TEXT_CHARS else None
    if match is None:
        return None
    sign, rest = match.group("sign") or "", match.group("rest").strip()
    plus, minus, fit = _deviations(rest)
    unit = {"°": "deg", "deg": "deg", '"': "in"}.get(match.group("unit") or "", match.group("unit") or "")
    kind = SIGNS.get(sign, MeasureKind.DIAMETER if sign and sign not in ("C", "□") else None)
    if unit == "deg":
        kind = MeasureKind.ANGULAR
    return Dimension(value=_number(match.group(2)), kind=kind, unit=unit, plus=plus, minus=minus, fit=fit)


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
