"""Lines that measure, in numbers: arrow heads at their ends, lines that these point at; and sets of even lines."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Runs = NDArray[np.int32]
Places = NDArray[np.int64]

_LEAST_LINE_PX = 16
_LEAST_MEASURE_PX = 24
_THICKEST_PX = 6
_HEAD_PX = 15
_EXTENSION_PX = 14
_STAFF_LINES = 5
_WIDEST_STAFF_PX = 24

NAMES: tuple[str, ...] = (
    "dim_heads", "dim_both", "dim_extended", "dim_head_share", "dim_extended_share", "dim_ticks", "dim_far", "staves",
    "even_lines",
)  # fmt: skip
"""Names of the numbers, in the order of `dimension_features`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Straight thin lines along one axis: row, first and last pixel of the whole run of ink, middle, shape (n,)."""

    row: Places
    first: Places
    last: Places
    middle: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """What was found along one axis."""

    lines: int = 0
    heads: int = 0
    both: int = 0
    extended: int = 0
    ticks: int = 0
    far: int = 0
    staves: float = 0.0
    even: float = 0.0


def dimension_features(along: Runs, across: Runs) -> tuple[float, ...]:
    """Numbers of one page.

    Args:
        along, across: Length of the level and the upright run that each pixel of ink belongs to, shape (h, w).
    """
    found = [_counts(along, across), _counts(np.ascontiguousarray(across.T), np.ascontiguousarray(along.T))]
    heads, both, extended, ticks, far, lines = (
        sum(getattr(one, name) for one in found) for name in ("heads", "both", "extended", "ticks", "far", "lines")
    )
    return (
        math.log1p(heads),
        math.log1p(both),
        math.log1p(extended),
        heads / max(1, lines) / 2,
        extended / max(1, lines),
        math.log1p(ticks),
        math.log1p(far),
        sum(one.staves for one in found),
        sum(one.even for one in found),
    )


def _counts(along: Runs, across: Runs) -> _Counts:
    lines = _lines(along, across)
    if not lines.row.size:
        return _Counts()
    width = along.shape[1]
    one_head, one_met = _end(lines, lines.first, 1, across)
    other_head, other_met = _end(lines, lines.last, -1, across)
    both, met = one_head & other_head, one_met & other_met
    length = lines.last - lines.first
    staves, even = _sets(np.unique(lines.row[length > 0.25 * width]))
    return _Counts(
        lines=lines.row.size,
        heads=int(one_head.sum() + other_head.sum()),
        both=int(both.sum()),
        extended=int((both & met).sum()),
        ticks=int((met & (length >= _LEAST_MEASURE_PX)).sum()),
        far=int((both & (length > 0.3 * width)).sum()),
        staves=staves,
        even=even,
    )


def _lines(along: Runs, across: Runs) -> _Lines:
    """Runs that are thin for a stretch; a thick line counts once, at its upper edge."""
    height, width = along.shape
    is_line = (along >= _LEAST_LINE_PX) & (across <= _THICKEST_PX)
    upper = is_line.copy()
    upper[1:] &= ~is_line[:-1]
    padded = np.zeros((height, width + 2), dtype=np.int8)
    padded[:, 1:-1] = upper
    steps = np.diff(padded.ravel())
    start, end = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    row, left, right = start // (width + 2), start % (width + 2), (end - 1) % (width + 2)
    keep = right - left >= 10
    row, middle = row[keep], (left[keep] + right[keep]) // 2
    # A stretch ends where an arrow's head begins, its run only at the head's tip.
    blank = np.where(along[row] > 0, -1, np.arange(width)[None, :])
    first = np.maximum.accumulate(blank, axis=1)[np.arange(row.size), middle] + 1
    _, place = np.unique(row * width + first, return_index=True)
    row, first, middle = row[place], first[place], middle[place]
    return _Lines(row=row, first=first, last=first + along[row, middle] - 1, middle=middle)


def _end(lines: _Lines, edge: Places, way: int, across: Runs) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each line's end: whether it widens like the head of an arrow, and whether it meets a line across."""
    width = across.shape[1]
    columns = np.clip(edge[:, None] + way * np.arange(_HEAD_PX)[None, :], 0, width - 1)
    near = across[lines.row[:, None], columns]
    meets = (near[:, :3] >= _EXTENSION_PX).any(axis=1)
    # The line that is met is no part of the head, nor are others that cross.
    body = np.where(near >= 20, 0, near)[:, 1:12]
    widest, place = body.max(axis=1), body.argmax(axis=1) + 1
    after = np.take_along_axis(near, np.minimum(place + 4, _HEAD_PX - 1)[:, None], axis=1)[:, 0]
    stem = across[lines.row, lines.middle]
    is_head = (widest >= stem + 2) & (widest <= 14) & (after <= stem + 1) & (place >= 2)
    return is_head & (lines.last - lines.first >= _LEAST_MEASURE_PX), meets


def _sets(rows: Places) -> tuple[float, float]:
    """Of the rows with long lines: share that begins five at even gaps, and share of gaps that are like the next."""
    rows = rows[np.diff(rows, prepend=-2) > 1]
    if rows.size < _STAFF_LINES:
        return 0.0, 0.0
    gaps = np.diff(rows)
    sets = np.lib.stride_tricks.sliding_window_view(gaps, _STAFF_LINES - 1)
    is_staff = (sets.max(axis=1) - sets.min(axis=1) <= 1) & (sets.max(axis=1) <= _WIDEST_STAFF_PX)
    return float(is_staff.sum()) / rows.size, float((np.abs(np.diff(gaps)) <= 1).mean())
