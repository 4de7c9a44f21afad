"""What two looks at one picture say together: of what both saw, the surer; of what one saw alone, what is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.ocr.engine import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.ocr.engine import Box, Line

Seen = tuple["Box", "Line"]

# By how much a look has to be surer than the other, and which share of the other's signs it has to have.
SURER, AS_LONG = 0.05, 0.6
# A line less sure than this says nothing of what else was seen in its place.
LEGIBLE = 0.5
# What one look alone saw is seldom a letter unless it is as sure as this, and longer than a scratch. A whole line that
# is hard to read is kept for what it is: nothing but letters looks like one.
ALONE, ALONE_SIGNS = 0.84, 3
HARD, LONG_LINE = 0.4, 20
# One sign in so many is another one, until there are as many as this.
DISTINCT, MOST_DISTINCT = 4, 10
MOST = 1_000  # lines of a look; noise has more


def together(first: Sequence[Seen], second: Sequence[Seen]) -> list[Seen]:
    """Lines of the first look, each replaced by what the second saw there where that is surer, and new certain ones."""
    if max(len(first), len(second)) > MOST:
        return list(first)
    kept: list[Seen] = []
    placed: set[int] = set()
    for box, line in first:
        there = [number for number, (other, _) in enumerate(second) if overlaps(box, other)]
        again = tuple(second[number][1] for number in there)
        is_surer = share(again) >= line.confidence + SURER and signs(again) >= AS_LONG * signs((line,))
        if there and is_surer:
            kept += [second[number] for number in there if number not in placed]
        else:
            kept.append((box, line))
        if is_surer or line.confidence >= LEGIBLE:
            placed.update(there)
    kept += [seen for number, seen in enumerate(second) if number not in placed and _stands_alone(seen[1])]
    return kept


def signs(lines: Sequence[Line]) -> int:
    """Letters and figures; two of them are no more than strokes, which noise has as well."""
    return sum(sign.isalnum() and sign not in "ー一" for line in lines for sign in line.text)


def shrunk(box: Box, factor: float) -> Box:
    """A box in an enlarged picture as it is in the picture."""
    left, top, right, bottom = (int(side / factor) for side in box)
    return left, top, right, bottom


def turned_back(box: Box, height: int) -> Box:
    """A box in a picture that was turned clockwise by a quarter, as it is in the picture, which is so high."""
    left, top, right, bottom = box
    return top, height - right, bottom, height - left


def turned_forth(box: Box, width: int) -> Box:
    """A box in a picture that was turned counter-clockwise by a quarter, as it is in the picture, which is so wide."""
    left, top, right, bottom = box
    return width - bottom, left, width - top, right


def moved(box: Box, part: Box) -> Box:
    """A box in a part of a picture as it is in the picture."""
    left, top, right, bottom = box
    return left + part[0], top + part[1], right + part[0], bottom + part[1]


def _stands_alone(line: Line) -> bool:
    count = signs((line,))
    if len({sign for sign in line.text if sign.isalnum()}) < max(ALONE_SIGNS, min(count // DISTINCT, MOST_DISTINCT)):
        return False  # rows of pads, hatching
    return (line.confidence >= ALONE and count >= ALONE_SIGNS) or (line.confidence >= HARD and count >= LONG_LINE)


def overlaps(one: Box, other: Box) -> bool:
    """Whether two boxes share a third of the smaller one."""
    return 3 * _shared(one, other) >= min(_area(one), _area(other))


def covered(box: Box, by: Box) -> float:
    """Which share of a box lies in another."""
    return _shared(box, by) / _area(box)


def _shared(one: Box, other: Box) -> int:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height)


def _area(box: Box) -> int:
    return max(1, box[2] - box[0]) * max(1, box[3] - box[1])
