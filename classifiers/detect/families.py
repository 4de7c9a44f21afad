"""The kinds of fingerprint that an index keeps besides bytes and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.detect.geometry import StructureFamily
from classifiers.detect.numerals import NumeralFamily
from classifiers.detect.pictures import PictureFamily

if TYPE_CHECKING:
    from classifiers.detect.prints import Family

FAMILIES: tuple[Family, ...] = (NumeralFamily(), StructureFamily(), PictureFamily())
