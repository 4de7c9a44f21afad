"""A picture made ready to be read: gray, on white, dark on light, neither too small nor too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from classifiers.pixels import flattened

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Engines want letters of some 20 to 40 pixels; a small picture's are a few pixels high.
SMALL_PX = 1400
LARGEST_FACTOR = 3
STANDARD_DPI = 250
# Steps of brightness by which half of the pixels differ from their neighbours on a noisy scan.
NOISE = 3.0
# Share of pixels that are taken for specks when contrast is made whole. One word on a page covers as little as 0.0005.
OUTSIDE = 0.0001
# Steps of brightness between print and ground that a person still reads, and a scanner's noise has not once smoothed.
FAINT = 14
# Letters that touch the edge are not seen.
MARGIN_PX = 20


def prepared(image: Image.Image, longer_px: int) -> Image.Image:
    """Gray and of a size to read.

    Args:
        longer_px: The longer side is at most this.
    """
    gray = flattened(ImageOps.exif_transpose(image) if image.getexif().get(0x0112, 1) != 1 else image)
    longer = max(gray.size)
    if longer > longer_px:
        factor = longer_px / longer
        return gray.resize(_scaled(gray.size, factor), Image.Resampling.LANCZOS)
    factor = min(LARGEST_FACTOR, SMALL_PX // max(1, longer))
    return gray.resize(_scaled(gray.size, factor), Image.Resampling.BICUBIC) if factor > 1 else gray


def despeckled(gray: Image.Image) -> Image.Image:
    """The same without a scanner's noise; unchanged where most of it is smooth, for small letters lose by it."""
    smooth = gray.filter(ImageFilter.MedianFilter(3))
    noise = np.abs(np.asarray(gray, dtype=np.int16) - np.asarray(smooth, dtype=np.int16))
    return smooth if float(np.median(noise)) >= NOISE else gray


def dark_on_light(gray: Image.Image) -> Image.Image:
    """The same with its ground light and its contrast whole.

    The ground is what most of it is: letters cover the lesser part of any page.
    """
    counts = np.asarray(gray.histogram(), dtype=np.int64)
    low, high = _bounds(counts)
    if high - low < 8:
        return gray
    gray = ImageOps.expand(gray, MARGIN_PX, fill=int(counts.argmax()))
    middle = (low + high) // 2
    if counts[:middle].sum() > counts[middle:].sum():
        gray, (low, high) = ImageOps.invert(gray), (255 - high, 255 - low)
    return gray.point([min(255, max(0, (value - low) * 255 // (high - low))) for value in range(256)])


def stood_out(gray: Image.Image) -> Image.Image:
    """The same with print that hardly stands out from its ground made plain, as far as it is more than noise."""
    smooth = gray.filter(ImageFilter.MedianFilter(3))
    low, high = _bounds(np.asarray(smooth.histogram(), dtype=np.int64))
    return dark_on_light(smooth) if high - low >= FAINT else gray


def _bounds(counts: NDArray[np.int64]) -> tuple[int, int]:
    """Brightness below and above which next to no pixel lies."""
    sums = counts.cumsum()
    total = int(sums[-1])
    return int(np.searchsorted(sums, total * OUTSIDE)), int(np.searchsorted(sums, total * (1 - OUTSIDE)))


def _scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
