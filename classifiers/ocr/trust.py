"""What of an engine's words is kept, and whether a text stands there that it could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.ocr.engine import share
from classifiers.ocr.looks import LONG_LINE, signs

if TYPE_CHECKING:
    from classifiers.ocr.engine import Line, Lines

# Lines and pictures of less confidence than this are noise: bark, gravel, hatching. Few signs have to be surer.
LINE, PICTURE, FEW_SIGNS = 0.50, 0.60, 0.75
LEAST_SIGNS, SHORT, FEW = 2, 3, 16
# Below this an engine has guessed: a script it does not know, a scan too poor. What it says is kept, and not trusted.
TRUSTED = 0.72
# So many signs of little confidence, or one long line, are a text that cannot be read rather than a picture
# without one: what an engine makes of bark, staves or hatching is short.
TEXT_SIGNS = 80


def legible(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Those of a picture's lines that are kept; none where all of them together are noise."""
    kept = tuple(line for line in lines if line.confidence >= (FEW_SIGNS if signs((line,)) < SHORT else LINE))
    count = signs(kept)
    is_read = count >= LEAST_SIGNS and share(kept) >= (FEW_SIGNS if count < FEW else PICTURE)
    return kept if is_read else ()


def is_unread(seen: Lines) -> bool:
    """Whether more stands there than `legible` keeps, or what is kept is a guess."""
    kept = legible(seen.lines)
    lost = tuple(line for line in seen.lines if line not in kept)
    long = max([*seen.passed, *(signs((line,)) for line in lost)], default=0)
    if long >= LONG_LINE or signs(lost) + sum(seen.passed) >= TEXT_SIGNS:
        return True
    return share(kept) < TRUSTED and signs(kept) >= TEXT_SIGNS
