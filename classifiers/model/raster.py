"""What a page looks like, in numbers: lines, frames, blank space and the rhythm of text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.colours import TONE_SHARE
from classifiers.document import Colours
from classifiers.model import dimension_lines, enclosed, page_words, rings, strokes

if TYPE_CHECKING:
    from classifiers.document import Page

Ink = NDArray[np.bool_]
Runs = NDArray[np.int32]

_LENGTHS = (12, 32, 96)
DARK = 110
_STRONG_EDGE = 40
_SOFT_EDGE = 4
VECTOR_NAMES = (
    "is_vector", "paths", "texts", "images", "chars", "segments", "paths_share", "chars_per_text", "segments_per_path",
)  # fmt: skip
"""Names of what only the vectors of a PDF tell."""
NAMES: tuple[str, ...] = (
    "landscape", "inverted", "white", "black", "middle", "levels", "ink", "cover_x", "cover_y",
    *(f"{axis}_runs_{n}" for axis in ("h", "v") for n in _LENGTHS),
    *(f"{axis}_thin_{n}" for axis in ("h", "v") for n in _LENGTHS),
    "frame_top", "frame_bottom", "frame_left", "frame_right", "frame_least", "frame_second",
    "corner_h", "corner_v", "corner_ink", "corner_rest_h", "corner_rest_v",
    "edges_h", "edges_v", "edges_diagonal", "edges_strength", "edges_soft",
    "blank_blocks", "full_blocks", "block_spread", "row_changes", "column_changes", "row_spread", "text_rhythm",
    "column_rhythm", *VECTOR_NAMES, "coloured", "filled", "tones", "hues", "ground", "ground_chroma",
    *page_words.NAMES, *strokes.NAMES, *rings.NAMES, *enclosed.NAMES, *dimension_lines.NAMES,
)  # fmt: skip
"""Names of the features, in the order of `page_features`."""


def page_features(page: Page, text: str) -> NDArray[np.float32]:
    """Numbers of one rendered page.

    Args:
        page: With a raster; the longer side at most 512 pixels.
        text: Text of that page; empty where there is none.

    Returns:
        Array of shape (len(NAMES),).
    """
    light, ink, is_dark = inked(page)
    along, across = runs(ink), runs(np.ascontiguousarray(ink.T)).T
    values = (
        *_tones(page, light, is_dark=is_dark),
        *_extent(ink),
        *_lines(along, across, max(1, int(ink.sum()))),
        *_frame(ink),
        *_corner(ink),
        *_edges(light),
        *_texture(ink),
        *_vectors(page),
        *_colours(page.colours or _gray(light)),
        *page_words.word_features(text),
        *strokes.stroke_features(ink, light, along, across),
        *rings.ring_features(ink),
        *enclosed.enclosed_features(ink),
        *dimension_lines.dimension_features(along, across),
    )
    return np.asarray(values, dtype=np.float32)


def inked(page: Page) -> tuple[NDArray[np.uint8], Ink, bool]:
    """The page dark on light, where its ink is, and whether it was light on dark."""
    gray = np.frombuffer(page.gray, dtype=np.uint8)[: page.width * page.height].reshape(page.height, page.width)
    middle = int(np.bincount(gray.ravel(), minlength=256).cumsum().searchsorted(gray.size / 2))
    is_dark = middle < DARK
    light = 255 - gray if is_dark else gray
    ink: Ink = light < max(60, (255 - middle if is_dark else middle) - 40)
    return light, ink, is_dark


def _tones(page: Page, light: NDArray[np.uint8], *, is_dark: bool) -> tuple[float, ...]:
    levels = np.bincount(light.ravel() >> 3, minlength=32) / light.size
    entropy = -float(np.sum(levels * np.log2(levels + 1e-12)))
    landscape = float(np.clip(math.log(max(page.aspect, 1e-3)), -2, 2))
    return landscape, float(is_dark), float((light >= 240).mean()), float((light <= 64).mean()), float(
        ((light > 80) & (light < 225)).mean()
    ), entropy  # fmt: skip


def _extent(ink: Ink) -> tuple[float, ...]:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if rows.size == 0:
        return 0.0, 0.0, 0.0
    height, width = ink.shape
    return math.sqrt(ink.mean()), (columns[-1] - columns[0] + 1) / width, (rows[-1] - rows[0] + 1) / height


def runs(ink: Ink) -> Runs:
    """Length of the level run of ink that each pixel belongs to; 0 where there is no ink. Shape (h, w) like `ink`."""
    height, width = ink.shape
    padded = np.zeros((height, width + 1), dtype=np.int8)
    padded[:, :width] = ink
    flat = padded.ravel()
    steps = np.diff(flat, prepend=np.int8(0))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    size = (ends - starts).astype(np.int32)
    lengths = np.zeros(flat.size, dtype=np.int32)
    lengths[np.flatnonzero(flat)] = np.repeat(size, size)
    return lengths.reshape(height, width + 1)[:, :width]


def _lines(along: Runs, across: Runs, total: int) -> tuple[float, ...]:
    """Share of ink in runs of at least some length, along each axis, all and thin ones."""
    is_ink = along > 0
    first, second = along[is_ink], across[is_ink]
    thick: list[float] = []
    thin: list[float] = []
    for one, other in ((first, second), (second, first)):
        for length in _LENGTHS:
            is_long = one >= length
            thick.append(float(is_long.sum()) / total)
            thin.append(float((is_long & (other <= 4)).sum()) / total)
    return (*thick, *thin)


def _frame(ink: Ink) -> tuple[float, ...]:
    """The longest straight line near each border as a share of the side; the least and the second least of them."""
    height, width = ink.shape
    deep_y, deep_x = max(2, height // 8), max(2, width // 8)
    sides = (
        _longest(ink[:deep_y]) / width,
        _longest(ink[-deep_y:]) / width,
        _longest(ink[:, :deep_x].T) / height,
        _longest(ink[:, -deep_x:].T) / height,
    )
    return (*sides, *sorted(sides)[:2])


def _longest(strip: Ink) -> float:
    """The longest level line, which may step by one pixel."""
    closed = strip.copy()
    closed[1:] |= strip[:-1]
    return float(runs(closed).max(initial=0))


def _corner(ink: Ink) -> tuple[float, ...]:
    """Ruled lines in the lower right corner, where a title block stands, and in the rest of the page."""
    height, width = ink.shape
    top, left = int(height * 0.72), int(width * 0.5)
    corner = ink[top:, left:]
    rest = ink[: int(height * 0.6), : int(width * 0.5)]
    ruled = [_ruled(corner), _ruled(corner.T), _ruled(rest), _ruled(rest.T)]
    return ruled[0], ruled[1], math.sqrt(corner.mean()) if corner.size else 0.0, ruled[2], ruled[3]


def _ruled(ink: Ink) -> float:
    """Number of rows with a line over a quarter of the width, neighbours counted once, on a logarithmic scale."""
    if ink.size == 0:
        return 0.0
    rows = runs(np.ascontiguousarray(ink)).max(axis=1) > ink.shape[1] * 0.25
    return math.log1p(int((np.diff(rows.astype(np.int8), prepend=0) == 1).sum()))


def _edges(light: NDArray[np.uint8]) -> tuple[float, ...]:
    """Where edges point, how strong they are, and how much of them is soft shading."""
    if min(light.shape) < 3:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    signal = light.astype(np.int32)
    dx = signal[1:-1, 2:] - signal[1:-1, :-2]
    dy = signal[2:, 1:-1] - signal[:-2, 1:-1]
    size = dx * dx + dy * dy
    strong = size > _STRONG_EDGE**2
    x, y = np.abs(dx[strong]), np.abs(dy[strong])
    total = max(1, x.size)
    flat = float((y > 4 * x).sum()) / total
    upright = float((x > 4 * y).sum()) / total
    diagonal = float(((x < 2 * y) & (y < 2 * x)).sum()) / total
    soft = float(((size > _SOFT_EDGE**2) & ~strong).mean())
    return flat, upright, diagonal, float(strong.mean()), soft


def _texture(ink: Ink) -> tuple[float, ...]:
    height, width = ink.shape
    rows, columns = max(1, height // 16), max(1, width // 16)
    blocks = ink[: rows * 16, : columns * 16]
    if blocks.size and height >= 16 and width >= 16:
        means = blocks.reshape(rows, 16, columns, 16).mean(axis=(1, 3))
    else:
        means = np.array([[ink.mean()]])
    profile, upright = ink.mean(axis=1), ink.mean(axis=0)
    return (
        float((means < 0.004).mean()),
        float((means > 0.5).mean()),
        float(means.std()),
        float(np.abs(np.diff(ink.astype(np.int8), axis=1)).sum(axis=1).mean()) / 20.0 if width > 1 else 0.0,
        float(np.abs(np.diff(ink.astype(np.int8), axis=0)).sum(axis=0).mean()) / 20.0 if height > 1 else 0.0,
        float(profile.std()),
        _rhythm(profile),
        _rhythm(upright),
    )


def _rhythm(profile: NDArray[np.float64]) -> float:
    """Share of a profile's power at periods of 5 to 24 pixels: lines of text repeat, lines of a drawing do not."""
    if profile.size < 48:
        return 0.0
    power = np.abs(np.fft.rfft(profile - profile.mean())) ** 2
    total = float(power[1:].sum())
    low, high = profile.size // 24, profile.size // 5
    window = power[low : high + 1]
    return float(window.max() / total) if total > 1e-12 and window.size else 0.0


def _vectors(page: Page) -> tuple[float, ...]:
    is_vector = page.paths >= 0
    paths, texts, images, chars, segments = (
        max(0, n) for n in (page.paths, page.texts, page.images, page.chars, page.segments)
    )
    return (
        float(is_vector),
        math.log1p(paths),
        math.log1p(texts),
        math.log1p(images),
        math.log1p(chars),
        math.log1p(segments),
        paths / (paths + texts + 1.0),
        math.log1p(chars / (texts + 1.0)),
        math.log1p(segments / (paths + 1.0)),
    )


def _colours(colours: Colours) -> tuple[float, ...]:
    return (
        math.sqrt(colours.coloured),
        math.sqrt(colours.filled),
        math.log1p(colours.tones),
        float(colours.hues),
        math.sqrt(colours.ground),
        colours.ground_chroma / 16.0,
    )


def _gray(light: NDArray[np.uint8]) -> Colours:
    """What would be kept of the colours of a page that was only rendered in gray."""
    shares = np.bincount(light.ravel() >> 4, minlength=16) / light.size
    return Colours(
        coloured=0.0,
        filled=0.0,
        tones=int((shares > TONE_SHARE).sum()),
        hues=0,
        ground=float(shares.max()),
        ground_chroma=0,
    )
