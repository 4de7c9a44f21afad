"""Strings of MATLAB's class `string`: kept beside the variables, as numbers of eight bytes.

Source: observed of files of MATLAB R2016b and later; no specification is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    Array = np.ndarray[Any, Any]

VERSION = 1
DIMENSIONS = 32
MISSING = 0xFFFF_FFFF_FFFF_FFFF


def strings_of(values: Array) -> list[str]:
    """The strings that an array holds; none where it is numbers.

    Args:
        values: Of uint64: a version, the number of dimensions, each of them, the length of each string, the strings'
            UTF-16 units four to a number.
    """
    if values.dtype.kind != "u" or values.dtype.itemsize != 8 or values.size < 4:
        return []
    flat = values.ravel()
    version, dimensions = int(flat[0]), int(flat[1])
    if version != VERSION or not 1 <= dimensions <= DIMENSIONS or 2 + dimensions >= flat.size:
        return []
    count = 1
    for length in flat[2 : 2 + dimensions].tolist():
        count *= length
    start = 2 + dimensions
    if not 0 < count < flat.size - start:
        return []
    lengths = [0 if length == MISSING else length for length in flat[start : start + count].tolist()]
    units = flat[start + count :].astype("<u8").tobytes()
    if not len(units) - 8 < 2 * sum(lengths) <= len(units):
        return []
    found, place = [], 0
    for length in lengths:
        found.append(units[place : place + 2 * length].decode("utf-16-le", "replace"))
        place += 2 * length
    return found
