"""How a page is drawn, in numbers: widths of strokes, straight lines and their ends, pieces, rows of letters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.model.pieces import pieces_of

if TYPE_CHECKING:
    from classifiers.model.pieces import Pieces

Ink = NDArray[np.bool_]
Runs = NDArray[np.int32]

_LINE_PX = 20
_ANGLES = 12

NAMES: tuple[str, ...] = (
    *(f"width_{n}" for n in (1, 2, 3, 4, 6, 9)), "width_two",
    *(f"{axis}_{n}" for axis in ("level", "upright") for n in (
        "lines", "ink", "length", "spread", "starts", "ends", "rows", "gaps", "arrows", "arrow_share", "walls")),
    "crossings", "corners", "tees", "lone",
    *(f"angle_{n}" for n in range(_ANGLES // 2 + 1)), "angle_entropy", "angle_hatch",
    "pieces", "largest_ink", "largest_box", "largest_fill", "second_box", "specks", "letters", "letter_ink",
    "letter_size", "letter_spread", "letter_cover", "rings", "thin_pieces", "dense_pieces", "wide_pieces",
    "row_letters", "row_long", "row_lone", "row_turned", "row_left",
    "graph_ink", "graph_cover", "graph_density",
)  # fmt: skip
"""Names of the numbers, in the order of `stroke_features`."""


def stroke_features(ink: Ink, light: NDArray[np.uint8], along: Runs, across: Runs) -> tuple[float, ...]:
    """Numbers of one page.

    Args:
        ink: Where there is ink, shape (h, w).
        light: The page, dark on light, shape (h, w).
        along, across: Length of the level and the upright run that each pixel of ink belongs to, shape (h, w).
    """
    total = max(1, int(ink.sum()))
    pieces = pieces_of(ink)
    return (
        *_widths(ink, along, across, total),
        *_axis(along, across, total),
        *_axis(across.T, along.T, total),
        *_junctions(along, across, total),
        *_angles(light),
        *_pieces(pieces, ink.shape, total),
        *_rows(pieces),
        *_graph(pieces, ink.shape, total),
    )


def _widths(ink: Ink, along: Runs, across: Runs, total: int) -> tuple[float, ...]:
    width = np.minimum(along, across)[ink]
    counts = np.bincount(np.minimum(width, 12), minlength=13).astype(np.float64) / total
    shares = (counts[1], counts[2], counts[3], counts[4:6].sum(), counts[6:9].sum(), counts[9:].sum())
    return (*map(float, shares), float(min(counts[1], counts[2:4].sum())))


def _axis(along: Runs, across: Runs, total: int) -> tuple[float, ...]:
    """Straight thin lines along one axis: how many, how long, how they are placed, whether they end in arrows."""
    height, width = along.shape
    is_line = (along >= _LINE_PX) & (across <= 5)
    # The pixel above is not in a line: each line counts once, at its upper edge.
    upper = is_line.copy()
    upper[1:] &= ~is_line[:-1]
    padded = np.zeros((height, width + 2), dtype=np.int8)
    padded[:, 1:-1] = upper
    steps = np.diff(padded.ravel())
    start, end = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    rows, first, last = start // (width + 2), start % (width + 2), (end - 1) % (width + 2)
    keep = last - first >= _LINE_PX
    rows, first, last = rows[keep], first[keep], last[keep]
    walls = float(((along >= _LINE_PX) & (across >= 4) & (across <= 9)).sum()) / total
    count = rows.size
    if not count:
        return (0.0,) * 10 + (walls,)
    length = (last - first + 1).astype(np.float64)
    share, arrows = _arrows(rows, first, last, across)
    gaps = np.diff(np.unique(rows))
    return (
        math.log1p(count),
        float(is_line.sum()) / total,
        float(np.median(length)) / width,
        float(np.log(length).std()),
        np.unique(first // 3).size / count,
        np.unique(last // 3).size / count,
        np.unique(rows // 2).size / count,
        float(gaps.std() / (gaps.mean() + 1e-9)) if gaps.size > 2 else 0.0,
        math.log1p(arrows),
        share,
        walls,
    )


def _arrows(
    rows: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64], across: Runs
) -> tuple[float, int]:
    """Lines whose ends widen like the head of an arrow: share of the lines, and how many ends."""
    middle = across[rows, (first + last) // 2]
    heads = []
    for edge, way in ((first, 1), (last, -1)):
        near = np.stack([across[rows, edge + way * step] for step in range(2, 9)], axis=1)
        widest = near.max(axis=1)
        heads.append((widest >= middle + 2) & (widest <= 9) & (np.median(near, axis=1) > middle))
    return float((heads[0] & heads[1]).mean()), int(heads[0].sum() + heads[1].sum())


def _junctions(along: Runs, across: Runs, total: int) -> tuple[float, ...]:
    """Where level and upright lines meet: crossings, corners, tees; and ends that meet nothing."""
    level, upright = along >= 10, across >= 10
    both = level & upright & (np.minimum(along, across) <= 40)
    if not both.any():
        return 0.0, 0.0, 0.0, 0.0
    y, x = np.nonzero(both)
    inner = (y >= 4) & (y < along.shape[0] - 4) & (x >= 4) & (x < along.shape[1] - 4)
    y, x = y[inner][::3], x[inner][::3]
    if not y.size:
        return 0.0, 0.0, 0.0, 0.0
    arms = (along[y, x - 4] > 0).astype(np.int8) + (along[y, x + 4] > 0) + (along[y - 4, x] > 0) + (along[y + 4, x] > 0)
    scale = math.log1p(y.size * 3)
    return scale * float((arms == 4).mean()), scale * float((arms == 2).mean()), scale * float((arms == 3).mean()), (
        scale * y.size * 3 / total
    )  # fmt: skip


def _angles(light: NDArray[np.uint8]) -> tuple[float, ...]:
    """Where edges point, folded so that left and right slants are one, and how even the slants are."""
    if min(light.shape) < 8:
        return (0.0,) * (_ANGLES // 2 + 3)
    signal = light.astype(np.int16)
    dx = (signal[1:-1, 2:] - signal[1:-1, :-2]).ravel()
    dy = (signal[2:, 1:-1] - signal[:-2, 1:-1]).ravel()
    strong = np.flatnonzero((np.abs(dx) + np.abs(dy)) > 60)
    if not strong.size:
        return (0.0,) * (_ANGLES // 2 + 3)
    strong = strong[:: max(1, strong.size // 20_000)]
    angle = np.arctan2(dy[strong].astype(np.float32), dx[strong].astype(np.float32))
    place = np.rint(angle * (_ANGLES / math.pi)).astype(np.int64) % _ANGLES
    share = np.bincount(place, minlength=_ANGLES) / strong.size
    folded = [share[0], *(share[n] + share[_ANGLES - n] for n in range(1, _ANGLES // 2)), share[_ANGLES // 2]]
    slanted = np.delete(share, [0, _ANGLES // 2])
    entropy = -float((share * np.log2(share + 1e-9)).sum())
    return (*map(float, folded), entropy, float(slanted.max() / (slanted.sum() + 1e-3)))


def _pieces(pieces: Pieces, shape: tuple[int, ...], total: int) -> tuple[float, ...]:
    area, count = shape[0] * shape[1], pieces.ink.size
    if not count:
        return (0.0,) * 15
    box = pieces.width * pieces.height
    fill = pieces.ink / box
    order = np.argsort(box)[::-1]
    largest = order[0]
    letters = is_letter(pieces)
    sizes = pieces.height[letters]
    side = np.maximum(pieces.width, pieces.height)
    is_even = np.abs(pieces.width - pieces.height) <= 0.2 * side
    ring = is_even & (side >= 9) & (side <= 120) & (np.abs(fill * side - math.pi * 1.2) < 2.6)
    big = side >= 40
    return (
        math.log1p(count),
        float(pieces.ink[largest]) / total,
        float(box[largest]) / area,
        float(fill[largest]),
        float(box[order[1]]) / area if count > 1 else 0.0,
        float((side <= 2).mean()),
        math.log1p(int(letters.sum())),
        float(pieces.ink[letters].sum()) / total,
        float(np.median(sizes)) / shape[0] * 50 if sizes.size else 0.0,
        float(np.log(sizes).std()) if sizes.size else 0.0,
        float(box[letters].sum()) / area,
        math.log1p(int(ring.sum())),
        float(pieces.ink[big & (fill < 0.12)].sum()) / total,
        float(pieces.ink[big & (fill > 0.4)].sum()) / total,
        float((pieces.width[big] > 4 * pieces.height[big]).mean()) if big.any() else 0.0,
    )


def is_letter(pieces: Pieces) -> NDArray[np.bool_]:
    """Which pieces have the size and the fill of a letter or a syllable."""
    return np.asarray(
        (pieces.height >= 3) & (pieces.height <= 26) & (pieces.width <= 34) & (pieces.ink >= 4)
        & (pieces.ink > 0.12 * pieces.width * pieces.height)
    )  # fmt: skip


def _rows(pieces: Pieces) -> tuple[float, ...]:
    """Letters that stand in rows: letters a row, share in long rows, alone, turned by a quarter, at one left edge."""
    letters = is_letter(pieces)
    if letters.sum() < 2:
        return (0.0,) * 5
    left, top = pieces.left[letters], pieces.top[letters]
    width, height = pieces.width[letters], pieces.height[letters]
    size = float(np.median(height))
    level, starts = _chains(top + height, left, width, size)
    upright, _ = _chains(left + width, top, height, size)
    return (
        math.log1p(float(level.mean())),
        float((level >= 15).mean()),
        float((level <= 2).mean()),
        float((upright > level).mean()),
        np.unique(starts // 4).size / max(1, starts.size),
    )


def _chains(
    base: NDArray[np.int64], start: NDArray[np.int64], extent: NDArray[np.int64], size: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each letter how many stand in its row, and where rows start."""
    bucket = np.rint(base / max(3.0, 0.6 * size)).astype(np.int64)
    order = np.lexsort((start, bucket))
    begin, finish, row = start[order], (start + extent)[order], bucket[order]
    is_new = np.ones(order.size, dtype=np.bool_)
    is_new[1:] = (row[1:] != row[:-1]) | (begin[1:] - finish[:-1] > 2.0 * size)
    chain = np.cumsum(is_new) - 1
    counts = np.bincount(chain)
    found = np.zeros(order.size, dtype=np.int64)
    found[order] = counts[chain]
    return found, begin[is_new]


def _graph(pieces: Pieces, shape: tuple[int, ...], total: int) -> tuple[float, ...]:
    """What is no letter and no frame: how much ink it is, how much of the page it spans, how thin it is."""
    box = pieces.width * pieces.height
    area = shape[0] * shape[1]
    drawn = ~is_letter(pieces) & (box > 60) & (box < 0.8 * area)
    if not drawn.any():
        return 0.0, 0.0, 0.0
    spanned = float(box[drawn].sum())
    return float(pieces.ink[drawn].sum()) / total, min(2.0, spanned / area), float(pieces.ink[drawn].sum()) / spanned
