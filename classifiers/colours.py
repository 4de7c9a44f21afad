"""How coloured a picture is, in a few numbers: all that is kept of its colours."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from classifiers.document import Colours

Planes = NDArray[np.int16]

SEEN_PX = 256
TONE_SHARE = 0.0005
_STRONG = 40
_ALIKE = 12
_HUE_SHARE = 0.002


def seen(image: Image.Image) -> Image.Image:
    """A picture small enough for `colours_of`; the picture itself is left as it is."""
    small = image.reduce(max(1, max(image.size) // SEEN_PX // 2)) if max(image.size) > 2 * SEEN_PX else image.copy()
    small.thumbnail((SEEN_PX, SEEN_PX), Image.Resampling.BILINEAR)
    return small


def colours_of(image: Image.Image) -> Colours:
    """Measure a picture.

    Args:
        image: Of mode `RGB`; its longer side should be `SEEN_PX` or a little more, the numbers depend on it.
    """
    planes = np.asarray(image, dtype=np.int16).transpose(2, 0, 1)
    red, green, blue = planes
    chroma = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    is_coloured = chroma > _STRONG
    tone = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4)
    shares = np.bincount(tone.ravel(), minlength=4096) / max(1, tone.size)
    ground = int(shares.argmax())
    levels = (ground >> 8, (ground >> 4) & 15, ground & 15)
    return Colours(
        coloured=round(float(is_coloured.mean()), 5),
        filled=round(_filled(planes, is_coloured), 5),
        tones=int((shares > TONE_SHARE).sum()),
        hues=_hues(planes[:, is_coloured], tone.size),
        ground=round(float(shares[ground]), 5),
        ground_chroma=16 * (max(levels) - min(levels)),
    )


def _filled(planes: Planes, is_coloured: NDArray[np.bool_]) -> float:
    """Share of coloured pixels that are like the next one to the right and below: areas, not lines."""
    if min(is_coloured.shape) < 2:
        return 0.0
    right = np.abs(planes[:, :-1, 1:] - planes[:, :-1, :-1])
    below = np.abs(planes[:, 1:, :-1] - planes[:, :-1, :-1])
    far = np.maximum(right, below)
    alike = np.maximum(np.maximum(far[0], far[1]), far[2]) < _ALIKE
    return float((alike & is_coloured[:-1, :-1]).mean())


def _hues(coloured: Planes, total: int) -> int:
    """How many twelfths of the circle of hues stand in the picture."""
    red, green, blue = coloured.astype(np.float32)
    angle = np.arctan2(math.sqrt(3) * (green - blue), 2 * red - green - blue)
    place = np.minimum(((angle / math.pi + 1) * 6).astype(np.int64), 11)
    return int((np.bincount(place, minlength=12) / max(1, total) > _HUE_SHARE).sum())
