"""Areas that ink shuts in, in numbers: pads, holes, cells of tables, rooms; round ones, square ones, repeated ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.model.pieces import pieces_of

if TYPE_CHECKING:
    from classifiers.model.pieces import Pieces

Ink = NDArray[np.bool_]

_LEAST_PX = 6
_SMALL_PX, _LARGE_PX = 8, 40

NAMES: tuple[str, ...] = (
    "holes", "holes_small", "holes_middle", "holes_large", "holes_square", "holes_round", "holes_ragged", "holes_area",
    "holes_spread", "holes_largest", "holes_large_area", "holes_repeated", "holes_long", "holes_large_square",
    "holes_middle_round", "outside",
)  # fmt: skip
"""Names of the numbers, in the order of `enclosed_features`."""


def enclosed_features(ink: Ink) -> tuple[float, ...]:
    """Numbers of the areas without ink that do not hang together with the page's border.

    Args:
        ink: Where there is ink, shape (h, w).
    """
    height, width = ink.shape
    # Areas that only touch at a corner are one piece; a slanted line one pixel wide shall part them all the same.
    closed = ink.copy()
    closed[:, 1:] |= ink[:, :-1]
    blank = np.ones((height + 2, width + 2), dtype=np.bool_)
    blank[1:-1, 1:-1] = ~closed
    pieces = pieces_of(blank)
    is_outside = (pieces.width == width + 2) & (pieces.height == height + 2)
    outside = float(pieces.ink[is_outside].sum() / blank.size)
    inner = ~is_outside & (pieces.ink >= _LEAST_PX)
    if not inner.any():
        return (0.0,) * (len(NAMES) - 1) + (outside,)
    return (*_measures(pieces, inner, height * width), outside)


def _measures(pieces: Pieces, inner: NDArray[np.bool_], area: int) -> tuple[float, ...]:
    width, height, size = pieces.width[inner], pieces.height[inner], pieces.ink[inner]
    fill, side, least = size / (width * height), np.maximum(width, height), np.minimum(width, height)
    is_small, is_large = side < _SMALL_PX, side >= _LARGE_PX
    is_middle = ~is_small & ~is_large
    is_square = (fill > 0.93) & (least >= 4)
    is_round = (np.abs(fill - math.pi / 4) < 0.06) & (least >= 0.8 * side) & (least >= 5)
    is_ragged = ~is_square & ~is_round & (fill < 0.6)
    seen = 1 + int((~is_small).sum())
    return (
        math.log1p(size.size),
        math.log1p(int(is_small.sum())),
        math.log1p(int(is_middle.sum())),
        math.log1p(int(is_large.sum())),
        float((is_square & ~is_small).sum()) / seen,
        float(is_round.sum()) / (1 + size.size),
        float((is_ragged & ~is_small).sum()) / seen,
        float(size.sum()) / area,
        float(np.log(size).std()),
        float(size.max()) / area,
        float(size[is_large].sum()) / area,
        _repeated(width[is_middle], height[is_middle]),
        math.log1p(int((is_large & (least < 0.2 * side)).sum())),
        math.log1p(int((is_large & is_square).sum())),
        math.log1p(int((is_round & is_middle).sum())),
    )


def _repeated(width: NDArray[np.int64], height: NDArray[np.int64]) -> float:
    """Share of areas of which there are at least three of the same size."""
    if width.size <= 3:
        return 0.0
    _, counts = np.unique(width * 1000 + height, return_counts=True)
    return float(counts[counts > 2].sum() / width.size)
