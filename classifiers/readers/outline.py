"""What of a drawing's or a model's geometry stays the same when it is moved, turned, scaled, renamed or re-exported.

Three edges one after the other are known by their lengths and angles against each other, a circle or a pad by its
nearest neighbours; neither knows where on the sheet it stands, how large it is drawn, in which order or by what name.
So half of a drawing that is copied into another one is known by what was copied.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from classifiers.limits import Limits

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

# Of a feature: how much it says, 1 to 4. A square says nothing, a rectangle one thing.
WORTH_BITS = 7
# Neighbours farther apart than this share of the whole are no neighbours; ends nearer than this meet.
JOINED = 1e-6
LOG_STEP = 0.02
ANGLE_STEP_DEG = 1.3
PLAIN_DEG = 45.0
NEIGHBOURS = 3
BLOCK = 500
FARTHEST = 1e12
FARTHEST_CELL = 2.0**62
OUTSIDE = 0.05
_FIRST, _SECOND, _THIRD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Outline:
    """Edges and rounds of one part, gathered while it is read; what comes behind the limits is left out.

    Args:
        limits: How many edges and rounds are taken, and how many features are kept.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._edges: list[Numbers] = []
        self._edge_groups: list[Whole] = []
        self._edge_count = 0
        self._left_out: dict[str, int] = {}
        self._rounds: list[tuple[float, float, float, float, int]] = []

    @property
    def is_full(self) -> bool:
        """Whether no further edge is taken."""
        return self._edge_count >= self._limits.outline_edges

    @property
    def reached(self) -> Mapping[str, int]:
        """Names of the limits at which edges or rounds were left out, or would have been, and their figures."""
        found = dict(self._left_out)
        if self.is_full:
            found["outline_edges"] = self._limits.outline_edges
        if len(self._rounds) >= self._limits.outline_rounds:
            found["outline_rounds"] = self._limits.outline_rounds
        return found

    def leave_out(self, limit: str, figure: int) -> None:
        """Say that who gathers them took no more than so many."""
        self._left_out[limit] = figure

    @property
    def room(self) -> int:
        """How many edges are still taken."""
        return self._limits.outline_edges - self._edge_count

    def add_path(self, points: Sequence[Sequence[float]], *, group: int = 0) -> None:
        """Edges from point to point, in two or three dimensions; what is drawn in one `group` may meet."""
        if len(points) > 1 and not self.is_full:
            try:
                corners = _in_space(points[: self._limits.outline_edges + 1])
            except (OverflowError, ValueError):  # larger than any number that a float holds, or of no one dimension
                return
            self.add_edges(np.stack([corners[:-1], corners[1:]], axis=1), group=group)

    def add_edges(self, ends: Numbers, *, group: int = 0) -> None:
        """Edges by their two ends, shape (n, 2, 3)."""
        if self.is_full or not len(ends):
            return
        kept = np.asarray(ends[: self.room], dtype=np.float64)
        self._edges.append(kept)
        self._edge_groups.append(np.full(len(kept), group, dtype=np.int64))
        self._edge_count += len(kept)

    def add_round(self, centre: Sequence[float], radius: float = 0.0, *, group: int = 0) -> None:
        """A circle, a pad, or the place where a symbol stands."""
        if len(self._rounds) < self._limits.outline_rounds:
            x, y, z = (*centre, 0.0)[:3]
            with contextlib.suppress(OverflowError):
                self._rounds.append((float(x), float(y), float(z), abs(float(radius)), group))

    def features(self) -> bytes:
        """The features that say most, uint64 little-endian, each once; their order means nothing."""
        with np.errstate(all="ignore"):
            found = np.unique(np.concatenate([self._of_edges(), self._of_rounds()]))
        worth = (found & np.uint64(WORTH_BITS)).astype(np.int64)
        chosen = np.lexsort((found, -worth))[: self._limits.outline_features]
        return np.sort(found[chosen]).astype("<u8").tobytes()

    def _of_edges(self) -> NDArray[np.uint64]:
        if not self._edges:
            return np.empty(0, np.uint64)
        ends, groups = np.concatenate(self._edges), np.concatenate(self._edge_groups)
        sound = (np.abs(ends) < FARTHEST).all(axis=(1, 2))
        ends, groups = ends[sound], groups[sound]
        if len(ends) < 3:
            return np.empty(0, np.uint64)
        corners = ends.reshape(-1, 3)
        grid = _grid(corners)
        _, vertex = np.unique(_mixed(np.column_stack([grid, np.repeat(groups, 2)])), return_inverse=True)
        pairs = np.sort(vertex.reshape(-1, 2), axis=1)
        _, once = np.unique(pairs[:, 0] * np.int64(len(corners)) + pairs[:, 1], return_index=True)
        once = once[pairs[once, 0] != pairs[once, 1]]
        return _hooks(ends[once], vertex.reshape(-1, 2)[once])

    def _of_rounds(self) -> NDArray[np.uint64]:
        if len(self._rounds) <= NEIGHBOURS:
            return np.empty(0, np.uint64)
        rounds = np.array(self._rounds)
        rounds = rounds[(np.abs(rounds[:, :4]) < FARTHEST).all(axis=1)]
        found = [
            _neighbours(_largest(rounds[rounds[:, 4] == group][:, :4])) for group in np.unique(rounds[:, 4]).tolist()
        ]
        return np.concatenate([np.empty(0, np.uint64), *found])


def _in_space(points: Sequence[Sequence[float]]) -> Numbers:
    flat = np.array([tuple(point[:3]) for point in points], dtype=np.float64)
    return np.column_stack([flat, np.zeros((len(flat), 3 - flat.shape[1]))]) if flat.shape[1] < 3 else flat


def _grid(points: Numbers) -> Whole:
    """The cell of each point, as wide as ends may be apart that meet, shape (n, 3).

    A line that somebody drew a mile off the sheet does not make the cells wider: a tenth of the points may.
    """
    low, high = np.quantile(points, (OUTSIDE, 1.0 - OUTSIDE), axis=0)
    every = points.max(axis=0) - points.min(axis=0)
    reach = float((high - low).max()) or float(every.max()) or 1.0
    cells = np.round((points - low) / (reach * JOINED))
    grid: Whole = np.clip(cells, -FARTHEST_CELL, FARTHEST_CELL).astype(np.int64)
    return grid


def _hooks(ends: Numbers, vertex: Whole) -> NDArray[np.uint64]:
    """Three edges that meet, for each edge with the two longest at either of its ends."""
    count = len(ends)
    if count < 3:
        return np.empty(0, np.uint64)
    at = np.concatenate([vertex[:, 0], vertex[:, 1]])
    away = np.concatenate([ends[:, 1] - ends[:, 0], ends[:, 0] - ends[:, 1]])
    tip = np.concatenate([ends[:, 1], ends[:, 0]])
    length = np.linalg.norm(away, axis=1)
    order = np.lexsort((-length, at))
    where = np.empty_like(order)
    where[order] = np.arange(order.size)
    begins = np.searchsorted(at[order], at, side="left")
    size = np.searchsorted(at[order], at, side="right") - begins
    rank = where - begins
    found = []
    for one in range(2):
        for other in range(2):
            left, right = np.arange(count), np.arange(count, 2 * count)
            whole = (size[left] > one + 1) & (size[right] > other + 1)
            left, right = left[whole], right[whole]
            # Among the edges at a corner, the longest but the edge itself.
            first = order[begins[left] + one + (rank[left] <= one)]
            last = order[begins[right] + other + (rank[right] <= other)]
            found.append(_hook(length, away, tip, (left, right, first, last)))
    return np.concatenate(found)


def _hook(length: Numbers, away: Numbers, tip: Numbers, ends: tuple[Whole, Whole, Whole, Whole]) -> NDArray[np.uint64]:
    left, right, first, last = ends
    middle = length[left]
    ratios = np.column_stack([_log(length[first] / middle), _log(length[last] / middle)])
    angles = np.column_stack(
        [_angle(away[left], away[first], middle, length[first]), _angle(away[right], away[last], middle, length[last])]
    )
    span = np.linalg.norm(tip[first] - tip[last], axis=1) / middle
    is_turned = (ratios[:, 0] > ratios[:, 1]) | ((ratios[:, 0] == ratios[:, 1]) & (angles[:, 0] > angles[:, 1]))
    ratios[is_turned], angles[is_turned] = ratios[is_turned][:, ::-1], angles[is_turned][:, ::-1]
    values = np.column_stack([ratios, np.round(angles / ANGLE_STEP_DEG), _log(span)])
    slanted = np.abs(angles / PLAIN_DEG - np.round(angles / PLAIN_DEG)) > 0.01
    worth = (
        (ratios[:, 0] != 0).astype(np.int64)
        + ((ratios[:, 1] != 0) & (ratios[:, 1] != ratios[:, 0]))
        + slanted[:, 0]
        + (slanted[:, 1] & (values[:, 2] != values[:, 3]))
    )
    return _packed(values, worth, kind=1)


def _largest(rounds: Numbers) -> Numbers:
    """One of those round the same centre, the largest."""
    grid = _grid(rounds[:, :3])
    order = np.argsort(-rounds[:, 3], kind="stable")
    _, first = np.unique(_mixed(grid)[order], return_index=True)
    return rounds[order[first]]


def _neighbours(rounds: Numbers) -> NDArray[np.uint64]:
    """Each round with its three nearest: distances, radii, and the angle between the first two."""
    count = len(rounds)
    if count <= NEIGHBOURS:
        return np.empty(0, np.uint64)
    centres, radii = rounds[:, :3] - rounds[:, :3].mean(axis=0), rounds[:, 3]
    squares = np.einsum("ij,ij->i", centres, centres)
    found = []
    for start in range(0, count, BLOCK):
        rows = np.arange(start, min(start + BLOCK, count))
        far = squares[rows, None] + squares[None, :] - 2.0 * centres[rows] @ centres.T
        far[np.arange(rows.size), rows] = np.inf
        near = np.argpartition(far, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS]
        offsets = centres[near] - centres[rows, None]
        away = np.linalg.norm(offsets, axis=2)
        order = np.argsort(away, axis=1, kind="stable")
        near, away = np.take_along_axis(near, order, 1), np.take_along_axis(away, order, 1)
        offsets = np.take_along_axis(offsets, order[:, :, None], 1)
        angle = _angle(offsets[:, 0], offsets[:, 1], away[:, 0], away[:, 1])
        found.append(_constellation(radii[rows], radii[near[:, 0]], away, angle))
    return np.concatenate(found)


def _constellation(own: Numbers, nearest: Numbers, away: Numbers, angle: Numbers) -> NDArray[np.uint64]:
    second, third = _log(away[:, 1] / away[:, 0]), _log(away[:, 2] / away[:, 0])
    size = np.where(own > 0, _log(own / away[:, 0]), -9999.0)
    other = np.where((own > 0) & (nearest > 0), _log(nearest / own), -9999.0)
    # Where two are equally far, chance says which is the first.
    is_tied = (second == 0) | (third == second)
    values = np.column_stack([second, third, np.where(is_tied, 0, np.round(angle / ANGLE_STEP_DEG)), size,
                              np.where(is_tied, 0, other)])  # fmt: skip
    slanted = np.abs(angle / PLAIN_DEG - np.round(angle / PLAIN_DEG)) > 0.01
    worth = (second != 0).astype(np.int64) + (third != second) + (slanted & ~is_tied) + ((other != 0) & (other > -9999))
    return _packed(values, worth, kind=2)


def _log(ratios: Numbers) -> Numbers:
    """Steps of the logarithm; 0 for equal lengths."""
    steps: Numbers = np.round(np.log(np.maximum(ratios, 1e-9)) / LOG_STEP) + 0.0
    return steps


def _angle(one: Numbers, other: Numbers, one_length: Numbers, other_length: Numbers) -> Numbers:
    """Degrees between directions, 0 to 180, exact near both ends."""
    first, second = one / one_length[:, None], other / other_length[:, None]
    apart: Numbers = np.arctan2(np.linalg.norm(first - second, axis=1), np.linalg.norm(first + second, axis=1))
    return np.degrees(2.0 * apart)


def _packed(values: Numbers, worth: Whole, *, kind: int) -> NDArray[np.uint64]:
    keep = (worth > 0) & np.isfinite(values).all(axis=1)
    rows = np.column_stack([values[keep], np.full(int(keep.sum()), kind)]).astype(np.int64)
    return (_mixed(rows) & ~np.uint64(WORTH_BITS)) | worth[keep].astype(np.uint64)


def _mixed(rows: Whole) -> NDArray[np.uint64]:
    """One number for the whole numbers of each row."""
    value = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        value = (value ^ column.astype(np.uint64)) * _FIRST
        value = (value ^ (value >> np.uint64(30))) * _SECOND
        value = (value ^ (value >> np.uint64(27))) * _THIRD
    return value ^ (value >> np.uint64(31))
