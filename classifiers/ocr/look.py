"""A cheap look at a picture: may there be letters in it at all, and about how many words?

Letters are small and high in contrast, bend both ways, and stand side by side. A photograph has contrast without such
rows, a line drawing has lines that run one way. The look errs on the side of letters: whoever trusts its *none* reads
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

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
