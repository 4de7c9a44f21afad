"""Connected pieces of ink and their measures, in numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Eight-connected pieces, one row of each array a piece.

    Attributes:
        left, top, width, height: Bounding box in pixels, shape (n,).
        ink: Pixels of ink, shape (n,).
    """

    left: Counts
    top: Counts
    width: Counts
    height: Counts
    ink: Counts


def pieces_of(ink: Ink) -> Pieces:
    """The connected pieces of a picture: runs of its rows, joined where those of neighbouring rows touch."""
    height, width = ink.shape
    padded = np.zeros((height, width + 2), dtype=np.int8)
    padded[:, 1:-1] = ink
    steps = np.diff(padded.ravel())
    starts = np.flatnonzero(steps == 1)
    ends = np.flatnonzero(steps == -1)
    if starts.size == 0:
        none = np.zeros(0, dtype=np.int64)
        return Pieces(left=none, top=none, width=none, height=none, ink=none)
    pitch = width + 2
    # A run of the row above touches where it starts before this one's end and ends after its start, corners included.
    first = np.searchsorted(ends, starts - pitch, side="left")
    last = np.searchsorted(starts, ends - pitch, side="right")
    label = _joined(first, np.maximum(last, first), starts.size)
    _, place = np.unique(label, return_inverse=True)
    count = int(place.max()) + 1
    rows, left, right = starts // pitch, starts % pitch, (ends - 1) % pitch
    box = [np.full(count, pitch * height), np.full(count, -1), np.full(count, pitch * height), np.full(count, -1)]
    np.minimum.at(box[0], place, left)
    np.maximum.at(box[1], place, right)
    np.minimum.at(box[2], place, rows)
    np.maximum.at(box[3], place, rows)
    return Pieces(
        left=box[0],
        top=box[2],
        width=box[1] - box[0] + 1,
        height=box[3] - box[2] + 1,
        ink=np.bincount(place, weights=ends - starts, minlength=count).astype(np.int64),
    )


def _joined(first: Counts, last: Counts, count: int) -> Counts:
    """For each run the least run that it hangs together with, given the runs first to last that touch it above."""
    many = last - first
    below = np.repeat(np.arange(count), many)
    offset = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    above = np.repeat(first, many) + offset
    label = np.arange(count)
    while True:
        one, two = label[above], label[below]
        differ = one != two
        if not differ.any():
            return label
        above, below, one, two = above[differ], below[differ], one[differ], two[differ]
        np.minimum.at(label, np.maximum(one, two), np.minimum(one, two))
        while True:
            further = label[label]
            if np.array_equal(further, label):
                break
            label = further
