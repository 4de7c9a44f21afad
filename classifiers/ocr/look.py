"""A cheap look at a picture: may there be letters in it at all, and about how many words?

Letters are small and high in contrast, bend both ways, and stand side by side. A photograph has contrast without such
rows, a line drawing has lines that run one way. The look errs on the side of letters: whoever trusts its *none* reads
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from classifiers.model.pieces import pieces_of
from classifiers.ocr.preparation import dark_on_light

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGER_PX = 1536
SCALES = (1, 2, 4, 8)
CELL_PX = 12
# A step in brightness between neighbours that an edge of a letter has, on a scan of faint print too.
STEP = 28
# Steps of a cell of letters, per pixel, across and down.
ACROSS, DOWN = 0.055, 0.035
LEAST_PX = 6
# A row of marks alone on a sheet: share of the sheet that is bare, marks, share of its height, how much longer than
# high the row is, and the share of it that is as dark as print, which what is shaded is not.
BARE, MARKS, ROW_HIGH, ROW_LONG, PRINTED = 0.9, 60, 0.34, 1.5, 0.5
BARE_FROM, INK_BELOW, PRINT_BELOW, SPECK_PX = 230, 128, 64, 4


def cells_of_letters(gray: Image.Image) -> int:
    """How many cells of the picture, at the scale that shows most, look like letters beside letters; 0 for none.

    Args:
        gray: Mode `L`, of any size.
    """
    if min(gray.size) < LEAST_PX:
        return 0
    factor = -(-max(gray.size) // LONGER_PX)
    if factor > 1:
        gray = gray.reduce(factor)
    most = 0
    for scale in SCALES:
        shrunk = gray.reduce(scale) if scale > 1 else gray
        if min(shrunk.size) < LEAST_PX:
            break
        most = max(most, _count(np.asarray(shrunk, dtype=np.int16)))
    return most


def is_lone_row(gray: Image.Image) -> bool:
    """Whether there is nothing but one row of a few marks on a bare sheet: a word, of whatever script.

    Args:
        gray: Mode `L`, of any size.
    """
    if (factor := -(-max(gray.size) // LONGER_PX)) > 1:
        gray = gray.reduce(factor)
    pixels = np.asarray(dark_on_light(gray))
    marked = int((pixels < BARE_FROM).sum())
    if not 0 < marked <= (1 - BARE) * pixels.size or int((pixels < PRINT_BELOW).sum()) < PRINTED * marked:
        return False
    pieces = pieces_of(pixels < INK_BELOW)
    marks = pieces.ink >= SPECK_PX
    if not 1 <= int(marks.sum()) <= MARKS:
        return False
    left, top = int(pieces.left[marks].min()), int(pieces.top[marks].min())
    width = int((pieces.left + pieces.width)[marks].max()) - left
    height = int((pieces.top + pieces.height)[marks].max()) - top
    return height <= ROW_HIGH * pixels.shape[0] and width >= ROW_LONG * height


def _count(pixels: NDArray[np.int16]) -> int:
    across = _per_cell(np.abs(np.diff(pixels, axis=1))[:-1] > STEP)
    down = _per_cell(np.abs(np.diff(pixels, axis=0))[:, :-1] > STEP)
    letters = (across >= ACROSS) & (down >= DOWN)
    # One cell alone is a crossing of lines or a speck; letters go on beside or below.
    beside = np.zeros_like(letters)
    beside[:, 1:] |= letters[:, :-1]
    beside[:, :-1] |= letters[:, 1:]
    beside[1:, :] |= letters[:-1, :]
    beside[:-1, :] |= letters[1:, :]
    return int((letters & beside).sum())


def _per_cell(steps: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Share of pixels with a step in each cell; a rest at the edge counts as a whole cell."""
    rows, columns = -(-steps.shape[0] // CELL_PX), -(-steps.shape[1] // CELL_PX)
    padded = np.zeros((rows * CELL_PX, columns * CELL_PX), dtype=bool)
    padded[: steps.shape[0], : steps.shape[1]] = steps
    shares: NDArray[np.float64] = padded.reshape(rows, CELL_PX, columns, CELL_PX).mean(axis=(1, 3))
    return shares
