"""Which value belongs to which label of a title block.

A label's value stands in the label's own ruled cell; else, where that cell holds nothing but the label, in the cell to
its right or below it. Without rules distance decides. A wrong pair is worse than none: cells that belong to another
label give no values.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

from classifiers.document import FieldName
from classifiers.readers.titleblock_sheet import Cell, Grid, Word
from classifiers.readers.titleblock_words import fits

# In heights of the label:
RIGHT_REACH = 14.0
BELOW_REACH = 5.0
LINE_COST = 1.5
BELOW_COST = 0.5
CORNER_CELL = 2.4  # a cell so high whose label does not stand in its middle holds the value too
CELL_COST = -10.0  # own cells go before all others
CELL_VALUES = 8
CELL_LABELS = 2
NEIGHBOURS = 48  # so many words round a label are looked at
COLONS = (":", "：")


class Pair(NamedTuple):
    """A label that names a field, and its value."""

    name: FieldName
    label: Word
    value: Word


class Pairing:
    """Pairs the labels of one sheet with its values.

    Args:
        labels: Labels that name fields.
        others: Labels that name none; their cells give no values.
        values: Everything else, without zone marks.
    """

    def __init__(
        self, labels: Sequence[tuple[FieldName, Word]], others: Sequence[Word], values: Sequence[Word], grid: Grid
    ) -> None:
        self._labels = labels
        self._values = values
        self._grid = grid
        self._marks = [label for _, label in labels] + list(others)
        self._cells = {id(mark): grid.cell(mark.middle, mark.y + 0.5 * mark.height) for mark in self._marks}
        self._owned: dict[Cell, int] = {}
        for cell in self._cells.values():
            if cell is not None:
                self._owned[cell] = self._owned.get(cell, 0) + 1

    def pairs(self) -> list[Pair]:
        """The nearest pairs first; nothing is used twice."""
        costs = [(cost, place, index) for place in range(len(self._labels)) for cost, index in self._candidates(place)]
        used_labels: set[int] = set()
        used_values: set[int] = set()
        found = []
        for _, place, index in sorted(costs):
            if place not in used_labels and index not in used_values:
                used_labels.add(place)
                used_values.add(index)
                found.append(Pair(*self._labels[place], self._values[index]))
        return found

    def _candidates(self, place: int) -> list[tuple[float, int]]:
        name, label = self._labels[place]
        near = _nearest(label, self._values)
        cell = self._own_cell(label)
        if cell is not None:
            inside = [(index, value) for index, value in near if _is_inside(value, cell) and _is_after(label, value)]
            if 0 < len(inside) <= CELL_VALUES:
                return [
                    (CELL_COST + 0.01 * _distance(label, value), index)
                    for index, value in inside
                    if fits(name, value.text)
                ]
            if _is_corner(label, cell):
                return []
        blockers = [mark for _, mark in _nearest(label, self._marks) if mark is not label]
        return [
            (cost, index)
            for index, value in near
            if fits(name, value.text)
            and not self._is_others(value, label, cell)
            and (cost := _cost(label, value, self._grid, blockers, cell)) is not None
        ]

    def _own_cell(self, label: Word) -> Cell | None:
        """The cell of a label, where it is small enough to be one and no crowd of labels shares it."""
        cell = self._cells[id(label)]
        if cell is None or self._owned[cell] >= CELL_LABELS or cell.height > 25 * label.height:
            return None
        return cell if cell.right - cell.left <= 100 * label.height else None

    def _is_others(self, value: Word, label: Word, cell: Cell | None) -> bool:
        """Whether a value stands in a cell that has a label of its own."""
        other = self._grid.cell(value.middle, value.y + 0.5 * value.height)
        if other is None or other == cell or other == self._cells[id(label)]:
            return False
        return other in self._owned and other.height <= 25 * label.height


def _nearest(label: Word, words: Sequence[Word]) -> list[tuple[int, Word]]:
    return heapq.nsmallest(NEIGHBOURS, enumerate(words), key=lambda pair: _distance(label, pair[1]))


def _distance(label: Word, value: Word) -> float:
    """In heights of the label; what stands beside it is nearer than what stands below."""
    across = max(value.x - label.right, label.x - value.right, 0.0)
    return (across + 1.5 * abs(label.y - value.y)) / max(label.height, 1e-9)


def _is_inside(value: Word, cell: Cell) -> bool:
    """Whether a value begins or has its middle in a cell: widths are guessed at times."""
    y = value.y + 0.5 * value.height
    return cell.holds(value.middle, y) or cell.holds(value.x + 0.3 * value.height, y)


def _is_after(label: Word, value: Word) -> bool:
    """Whether a value stands below its label or to the right of it."""
    is_below = value.y + 0.5 * value.height < label.y
    return is_below or (value.x >= label.right - label.height and value.y < label.y + label.height)


def _is_corner(label: Word, cell: Cell) -> bool:
    """Whether a label stands so high in its cell that room is left for a value under it."""
    low, high = label.y - cell.low, cell.high - label.y - label.height
    return cell.height > CORNER_CELL * label.height and low > 1.8 * max(high, 0.25 * label.height)


def _cost(label: Word, value: Word, grid: Grid, blockers: Sequence[Word], cell: Cell | None) -> float | None:
    """How far a value outside of its label's cell is, in heights; None where it cannot belong to it."""
    height = max(label.height, 0.4 * value.height)
    gap = value.x - label.right
    if gap >= -0.5 * height and _is_beside(label, value):
        if gap > RIGHT_REACH * height and not (cell is not None and value.x < cell.right + RIGHT_REACH * height):
            return None
        if any(label.right - height <= other.x < value.x and _is_beside(label, other) for other in blockers):
            return None
        crossed = grid.upright_between(label.right, value.x, label.y + 0.5 * label.height, 0.5 * height)
        return None if crossed > 1 else max(0.0, gap) / height + LINE_COST * crossed
    drop = label.y - (value.y + value.height)
    if -0.6 * height <= drop <= BELOW_REACH * height and (is_under(label, value) or _is_in_cell(label, value, grid)):
        if any(value.y < other.y < label.y and _stands_over(other, label, value) for other in blockers):
            return None
        crossed = grid.level_between(value.y + 0.5 * value.height, label.y, max(label.x, value.x), 0.5 * height)
        if crossed > (0 if label.text.endswith(COLONS) else 1):
            return None
        aside = abs(value.x - label.x) / (4 * height)
        return max(0.0, drop) / height + LINE_COST * crossed + BELOW_COST + min(aside, 3.0)
    return None


def _is_beside(label: Word, value: Word) -> bool:
    low, high = label.y - 0.5 * label.height, label.y + 1.5 * label.height
    return low <= value.y + 0.5 * value.height <= high


def is_under(label: Word, value: Word) -> bool:
    """Whether a value's left end or middle stands in its label's column."""
    return value.x < label.right + 2 * label.height and value.right > label.x - label.height


def _stands_over(other: Word, label: Word, value: Word) -> bool:
    """Whether another label stands in the column of a label and its value."""
    return other.x < max(label.right, value.middle) and other.right > min(label.x, value.middle)


def _is_in_cell(label: Word, value: Word, grid: Grid) -> bool:
    """Whether a value stands further right under its label, with no ruled line between them in a ruled block."""
    middle = value.y + 0.5 * value.height
    ahead = value.x - label.x
    is_near = 0 <= ahead <= 30 * label.height
    return is_near and grid.is_ruled and not grid.upright_between(label.x, value.x, middle, 0.0)
