"""What lies around a point of ink, in numbers: ends, strokes, bends, tees and crossings, on circles of three sizes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]

RADII_PX = (4, 8, 16)
MOST_POINTS = 1500
_MOST_ARCS = 5
_OTHERS = ("straight", "right", "sharp", "axis", "ink", "full")

NAMES: tuple[str, ...] = tuple(
    f"ring{radius}_{name}" for radius in RADII_PX for name in (*range(_MOST_ARCS + 1), *_OTHERS)
)
"""Names of the numbers, in the order of `ring_features`."""


def ring_features(ink: Ink) -> tuple[float, ...]:
    """How ink goes on around evenly chosen points of it.

    A circle around the end of a stroke meets ink once, around a stroke twice, around a tee three times; where it meets
    ink twice, the angle between tells a line from a bend.

    Args:
        ink: Where there is ink, shape (h, w).
    """
    height, width = ink.shape
    edge = max(RADII_PX)
    padded = np.zeros((height + 2 * edge, width + 2 * edge), dtype=np.bool_)
    padded[edge:-edge, edge:-edge] = ink
    flat = padded.ravel()
    points = np.flatnonzero(flat)
    if points.size < 8:
        return (0.0,) * len(NAMES)
    points = points[np.linspace(0, points.size - 1, min(MOST_POINTS, points.size)).astype(np.int64)]
    found: list[float] = []
    for radius in RADII_PX:
        found += _around(flat[points[:, None] + _circle(radius, width + 2 * edge)[None, :]])
    return tuple(found)


def _circle(radius: int, pitch: int) -> NDArray[np.int64]:
    """Places on a circle as steps in a flat picture whose rows are `pitch` long."""
    count = 8 * radius if radius < 8 else min(64, 6 * radius)
    angle = math.tau * np.arange(count) / count
    step = np.rint(radius * np.sin(angle)) * pitch + np.rint(radius * np.cos(angle))
    return np.asarray(step, dtype=np.int64)


def _around(seen: NDArray[np.bool_]) -> list[float]:
    """Numbers of one size of circle; `seen` is the ink on each circle, shape (points, places)."""
    start = seen & ~np.roll(seen, 1, axis=1)
    arcs, full = start.sum(axis=1), seen.mean(axis=1)
    share = np.bincount(np.minimum(arcs, _MOST_ARCS), minlength=_MOST_ARCS + 1) / arcs.size
    two = arcs == 2
    bends = _bends(seen[two], start[two], arcs.size) if two.sum() >= 4 else (0.0,) * 4
    return [*map(float, share), *bends, float(full.mean()), float((full > 0.9).mean())]


def _bends(seen: NDArray[np.bool_], start: NDArray[np.bool_], total: int) -> tuple[float, ...]:
    """Of circles that meet ink twice: how often straight on, at a right angle, sharper; straight along an axis."""
    places = seen.shape[1]
    first = np.nonzero(start)[1].reshape(-1, 2)
    last = np.nonzero(seen & ~np.roll(seen, -1, axis=1))[1].reshape(-1, 2)
    # An arc over the circle's beginning ends before it starts: then the ends belong to the starts crosswise.
    last = np.where((last[:, 0] < first[:, 0])[:, None], last[:, ::-1], last)
    middle = (first + ((last - first) % places) / 2) % places
    angle = np.abs(middle[:, 0] - middle[:, 1]) * 360 / places
    angle = np.minimum(angle, 360 - angle)
    slant = (middle[:, 0] * 360 / places) % 90
    is_straight = angle >= 160
    along_axis = is_straight & ((slant < 9) | (slant > 81))
    return (
        float(is_straight.sum()) / total,
        float(((angle > 70) & (angle < 110)).sum()) / total,
        float((angle <= 70).sum()) / total,
        float(along_axis.sum()) / max(1, int(is_straight.sum())),
    )
