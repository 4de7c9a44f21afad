"""Dimension records: what they show, and the number behind it with what its style and its own overrides permit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifiers.document import Measure, MeasureKind
from classifiers.readers.cad import dimension
from classifiers.readers.cad.dimension import Permitted, number
from classifiers.readers.cad.entity import own
from classifiers.readers.cad.tags import Tag
from classifiers.readers.cad.words import plain_mtext_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.readers.cad.tags import Record

STYLE_NUMBERS = {47: "plus", 48: "minus", 144: "factor"}
MINUS = 48
SHOWN = (71, 72)  # tolerances, limits


def shown_measure(
    record: Record, style: Permitted, unit: str, decode: Callable[[bytes], str]
) -> tuple[str, Measure | None]:
    """Words that a dimension shows, and its number: as shown where it shows one, else as measured."""
    tags = own(record)
    kind = _kind(record.kind, tags)
    allowed = permitted(_overrides(record.tags), style)
    measured = next((number(value) for code, value in tags if code == 42), None)
    if measured is not None:
        measured = math.degrees(measured) if kind is MeasureKind.ANGULAR else measured * (abs(allowed.factor) or 1.0)
    override = plain_mtext_words(decode(next((value for code, value in tags if code == 1), b"")))
    figure = f"{measured:.6g}" if measured is not None else ""
    shown = override.replace("<>", figure) if override.strip() else figure
    parsed = dimension.parse(shown)
    if parsed is None:
        parsed = dimension.Dimension(value=measured) if measured is not None else None
    return shown, _measure(parsed, kind, allowed, unit) if parsed else None


def _kind(name: str, tags: list[Tag]) -> MeasureKind:
    if name == "LARGE_RADIAL_DIMENSION":
        return MeasureKind.RADIUS
    if name == "ARC_DIMENSION":
        return MeasureKind.LINEAR
    code = int(number(next((value for code, value in tags if code == 70), b"0"))) & 7
    return dimension.KINDS.get(code, MeasureKind.LINEAR)


def _measure(shown: dimension.Dimension, kind: MeasureKind, allowed: Permitted, unit: str) -> Measure:
    kind = shown.kind if shown.kind and kind is MeasureKind.LINEAR else kind
    plus, minus = shown.plus, shown.minus
    if not plus and not minus and allowed.is_shown:
        plus, minus = allowed.plus, allowed.minus
    unit = "deg" if kind is MeasureKind.ANGULAR else shown.unit or unit
    return Measure(kind=kind, value=shown.value, unit=unit, plus=plus, minus=minus, fit=shown.fit)


def permitted(tags: list[Tag], base: Permitted | None = None) -> Permitted:
    """Deviations of a style, or of overrides on top of one."""
    base = base or Permitted()
    found = {name: getattr(base, name) for name in STYLE_NUMBERS.values()}
    is_shown = base.is_shown
    for code, value in tags:
        if code in STYLE_NUMBERS:
            found[STYLE_NUMBERS[code]] = -number(value) if code == MINUS else number(value)
        elif code in SHOWN and number(value):
            is_shown = True
    return Permitted(**found, is_shown=is_shown)


def _overrides(tags: list[Tag]) -> list[Tag]:
    """A style's variables as a dimension overrides them: pairs of a number and its value in extended data."""
    found: list[Tag] = []
    is_style, wanted = False, 0
    for code, value in tags:
        if code == 1000:
            is_style = value.strip() == b"DSTYLE"
        elif is_style and code == 1070 and not wanted:
            wanted = int(number(value))
        elif is_style and code in (1040, 1070, 1005, 1071) and wanted:
            found.append(Tag(wanted, value))
            wanted = 0
    return found
