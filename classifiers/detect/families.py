"""The kinds of fingerprint that an index keeps besides bytes and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.detect.bounds import Bounds
from classifiers.detect.geometry import StructureFamily
from classifiers.detect.numerals import NumeralFamily
from classifiers.detect.pictures import PictureFamily

if TYPE_CHECKING:
    from classifiers.detect.prints import Family


def families(bounds: Bounds) -> tuple[Family, ...]:
    """All of them, each within its bounds."""
    return (
        NumeralFamily(most_read=bounds.numbers, most_kept=bounds.rare_numbers),
        StructureFamily(),
        PictureFamily(most_pages=bounds.picture_pages),
    )


FAMILIES: tuple[Family, ...] = families(Bounds())
