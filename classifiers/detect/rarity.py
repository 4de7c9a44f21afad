"""How much it says that two documents share a number: nothing for 5 or 2024, much for 18.37 mm."""

from __future__ import annotations

import re

from classifiers.detect.commonplaces import is_catalogued, is_commonplace
from classifiers.detect.units import UNITS

# By how many significant digits there are.
_OF_DIGITS = (0.0, 0.0, 0.25, 1.0, 2.0, 3.0, 3.5)
_WITH_UNIT = 0.25
_EASY_SHARE = 0.3
# Numbers that people choose rather than measure: powers of two and one less, halves, parts of a turn and of a day.
_EASY = frozenset(
    {
        *(str(1 << power).rstrip("0") for power in range(1, 33)),
        *(str((1 << power) - 1) for power in range(1, 33)),
        *("12", "15", "18", "24", "25", "36", "45", "75", "125", "225", "375", "625", "875", "254", "3048"),
    }
)
_OF_CODE = ((3, 0.25), (4, 0.75), (6, 1.25), (9, 2.0))
_LONG_CODE = 2.5
_OF_HEX = (0.0, 0.0, 0.0, 0.5, 1.0, 1.25, 2.0)
_DIGITS = re.compile(r"\d+")
_DIMENSIONS = frozenset({"", *(dimension for dimension, _ in UNITS.values())})
_YEAR = re.compile(r"19[0-9]{2}|20[0-9]{2}|199|20[0-4]")


def rarity(name: str) -> float:
    """Worth of a shared number or part number, 0 to 3.75 in quarters.

    Args:
        name: As `Token.name` has it.
    """
    found = _DIGITS.match(name)
    digits = found.group() if found else ""
    dimension = name[len(digits) :]
    if not name or (not digits and dimension in _DIMENSIONS):
        return 0.0
    if digits and dimension in _DIMENSIONS:
        return _of_number(digits, dimension)
    if name.startswith("0x"):
        return _OF_HEX[min(len(name.rstrip("0")) - 2, 6)] if len(name) > 4 else 0.0
    if is_catalogued(name):
        return 0.0
    return next((worth for length, worth in _OF_CODE if len(name) <= length), _LONG_CODE)


def _of_number(digits: str, dimension: str) -> float:
    if (not dimension and _YEAR.fullmatch(digits)) or is_commonplace(digits, dimension):
        return 0.0
    worth = _OF_DIGITS[min(len(digits), 6)]
    if dimension and worth:
        worth += _WITH_UNIT
    return round(worth * _EASY_SHARE * 4) / 4 if digits in _EASY else worth
