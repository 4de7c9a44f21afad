"""What two looks at one picture say together: of what both saw, the surer; of what one saw alone, what is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.ocr.engine import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.ocr.engine import Line

Box = tuple[int, int, int, int]  # left, top, right, bottom
Seen = tuple[Box, "Line"]

# By how much a look has to be surer than the other, and which share of the other's signs it has to have.
SURER, AS_LONG = 0.05, 0.6
# What one look alone saw is seldom a letter unless it is as sure as this, and longer than a scratch. A whole line that
# is hard to read is kept for what it is: nothing but letters looks like one.
ALONE, ALONE_SIGNS = 0.84, 3
HARD, LONG_LINE = 0.4, 20
MOST = 400  # lines of a look; noise has more


def together(first: Sequence[Seen], second: Sequence[Seen]) -> list[Seen]:
    """Lines of the first look, each replaced by what the second saw there where that is surer, and new certain ones."""
    if max(len(first), len(second)) > MOST:
        return list(first)
    kept = list(first)
    for box, line in second:
        there = [each for each in kept if _overlaps(box, each[0])]
        if there:
            own = tuple(each for _, each in there)
            if line.confidence >= share(own) + SURER and signs((line,)) >= AS_LONG * signs(own):
                place = kept.index(there[0])
                kept = [each for each in kept if each not in there]
                kept.insert(min(place, len(kept)), (box, line))
        elif _stands_alone(line):
            kept.append((box, line))
    return kept


def signs(lines: Sequence[Line]) -> int:
    """Letters and figures; two of them are no more than strokes, which noise has as well."""
    return sum(sign.isalnum() and sign not in "ー一" for line in lines for sign in line.text)


def _stands_alone(line: Line) -> bool:
    count = signs((line,))
    return (line.confidence >= ALONE and count >= ALONE_SIGNS) or (line.confidence >= HARD and count >= LONG_LINE)


def _overlaps(one: Box, other: Box) -> bool:
    """Whether they share a third of the smaller one."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min(_area(one), _area(other))
    return width > 0 and height > 0 and 3 * width * height >= smaller


def _area(box: Box) -> int:
    return max(1, box[2] - box[0]) * max(1, box[3] - box[1])
