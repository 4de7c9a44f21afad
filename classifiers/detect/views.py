"""Peculiar places of a picture and how each looks, whichever way up, however large and however lit.

A place is where something stands out against its surroundings, at one of several sizes. What is seen there is turned
so that its darker side lies one way, and becomes the signs of its coarse waves (a discrete cosine transform): those
hold through noise, small turns and scales, and a camera's light.

Source: Lowe (2004), Distinctive image features from scale-invariant keypoints, for places, sizes and turning;
Rublee et al. (2011), ORB, for the direction; both much reduced.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
Whole = NDArray[np.int64]

LARGEST_PX = 406
LEVELS = 5
LEVEL_STEP = 2 ** (1 / 3)
MIN_LEVEL_PX = 72
# In pixels of a level: how far light is evened out, how large what stands out is, and what is looked at round it.
EVENED_PX = 12
NARROW_PX, BROAD_PX = 1, 3
APART_PX = 3
SEEN_PX = 17.0
GRID = 8
FLOOR = 12.0
STANDS_OUT = 0.25
PLACES_A_LEVEL = 64
# Waves whose signs are kept: all but the constant one, the coarsest first.
WAVES = 22
DIRECTIONS = 32
DARK = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """Places of one picture, the most outstanding of each size.

    Attributes:
        looks: Signs of the waves, shape (n,).
        x, y: Place in 512ths of the longer side, shape (n,).
        direction: Of the darker side, in 32nds of a turn, shape (n,).
        level: Size, each LEVEL_STEP times larger than the one before, shape (n,).
    """

    looks: NDArray[np.uint64]
    x: Whole
    y: Whole
    direction: Whole
    level: Whole

    def only(self, keep: NDArray[np.bool_]) -> Views:
        """The places where `keep`, shape (n,), says so."""
        return Views(
            looks=self.looks[keep],
            x=self.x[keep],
            y=self.y[keep],
            direction=self.direction[keep],
            level=self.level[keep],
        )


def views(gray: NDArray[np.uint8]) -> Views:
    """The peculiar places of a picture.

    Args:
        gray: Shape (height, width), 0 black to 255 white.
    """
    image = gray.astype(np.float32)
    if float(np.median(gray)) < DARK:
        image = 255.0 - image
    longest = max(image.shape)
    found: list[tuple[NDArray[np.uint64], Whole, Whole, Whole, Whole]] = []
    for level in range(LEVELS):
        side = LARGEST_PX / LEVEL_STEP**level
        share = min(1.0, side / longest)
        small = _resized(image, share)
        if min(small.shape) < MIN_LEVEL_PX:
            continue
        rows, columns, evened = _places(small)
        looks, directions, kept = _looks(evened, rows, columns)
        scale = 512.0 / longest / share
        found.append(
            (
                looks,
                np.clip(columns[kept] * scale, 0, 511).astype(np.int64),
                np.clip(rows[kept] * scale, 0, 511).astype(np.int64),
                directions,
                np.full(looks.size, level, dtype=np.int64),
            )
        )
    none = np.empty(0, np.int64)
    if not found:
        return Views(looks=np.empty(0, np.uint64), x=none, y=none, direction=none, level=none)
    looks, x, y, directions, levels = (np.concatenate(column) for column in zip(*found, strict=True))
    return Views(looks=looks.astype(np.uint64), x=x, y=y, direction=directions, level=levels)


def _resized(image: Image, share: float) -> Image:
    """The picture smaller, each pixel from the four nearest of one blurred as far as that takes."""
    height, width = (max(1, round(size * share)) for size in image.shape)
    soft = _blurred(image, 1) if share < 0.75 else image
    rows = np.clip((np.arange(height) + 0.5) / share - 0.5, 0, image.shape[0] - 1)
    columns = np.clip((np.arange(width) + 0.5) / share - 0.5, 0, image.shape[1] - 1)
    return _sampled(soft, rows[:, None], columns[None, :])


def _sampled(image: Image, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> Image:
    """Values between pixels; `rows` and `columns` are within the image and broadcast."""
    top, left = np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
    low, right = np.minimum(top + 1, image.shape[0] - 1), np.minimum(left + 1, image.shape[1] - 1)
    down, across = (rows - top).astype(np.float32), (columns - left).astype(np.float32)
    upper = image[top, left] * (1 - across) + image[top, right] * across
    lower = image[low, left] * (1 - across) + image[low, right] * across
    value: Image = upper * (1 - down) + lower * down
    return value


def _blurred(image: Image, reach: int) -> Image:
    """Means over squares of 2 * reach + 1 pixels, twice."""
    return _box(_box(image, reach), reach)


def _box(image: Image, reach: int) -> Image:
    width = 2 * reach + 1
    for axis in (0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(image, padding, mode="edge"), axis=axis, dtype=np.float32)
        high = sums[width:] if axis == 0 else sums[:, width:]
        low = sums[:-width] if axis == 0 else sums[:, :-width]
        image = (high - low) / np.float32(width)
    return image


def _places(image: Image) -> tuple[Whole, Whole, Image]:
    """Rows and columns of what stands out most, and the picture with its light evened out."""
    ground = _box(image, EVENED_PX)
    spread = np.sqrt(np.maximum(_box((image - ground) ** 2, EVENED_PX), 0.0))
    evened: Image = ((image - ground) / (spread + FLOOR)).astype(np.float32)
    narrow, broad = _blurred(evened, NARROW_PX), _blurred(evened, BROAD_PX)
    response: Image = np.subtract(narrow, broad)
    strength = np.abs(response)
    margin = math.ceil(SEEN_PX * 0.7)
    peaks = strength >= np.maximum(_greatest(strength, APART_PX), STANDS_OUT)
    peaks &= _is_blob(response)
    peaks[:margin] = peaks[-margin:] = False
    peaks[:, :margin] = peaks[:, -margin:] = False
    rows, columns = np.nonzero(peaks)
    order = np.argsort(-strength[rows, columns], kind="stable")[: 2 * PLACES_A_LEVEL]
    return rows[order], columns[order], narrow


def _greatest(values: Image, reach: int) -> Image:
    """The greatest of the square round each pixel."""
    for axis in (0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (reach, reach)
        padded, size = np.pad(values, padding, mode="edge"), values.shape[axis]
        values = values.copy()
        for start in range(2 * reach + 1):
            piece = padded[start : start + size] if axis == 0 else padded[:, start : start + size]
            np.maximum(values, piece, out=values)
    return values


def _is_blob(response: Image) -> NDArray[np.bool_]:
    """Where it falls off to every side: along a line nothing tells one place from the next."""
    up, down = np.roll(response, 1, 0), np.roll(response, -1, 0)
    left, right = np.roll(response, 1, 1), np.roll(response, -1, 1)
    vertical, horizontal = up + down - 2 * response, left + right - 2 * response
    cross = (np.roll(up, 1, 1) + np.roll(down, -1, 1) - np.roll(up, -1, 1) - np.roll(down, 1, 1)) / 4
    trace, determinant = vertical + horizontal, vertical * horizontal - cross**2
    is_round: NDArray[np.bool_] = (determinant > 0) & (trace**2 < 8.0 * determinant)
    return is_round


def _looks(image: Image, rows: Whole, columns: Whole) -> tuple[NDArray[np.uint64], Whole, Whole]:
    """Signs of the waves of each place, as they are and with the faintest turned; directions; which places have one."""
    if rows.size == 0:
        none = np.empty(0, np.int64)
        return np.empty(0, np.uint64), none, none
    steps = np.arange(-8, 9)
    dy, dx = (part.ravel() for part in np.meshgrid(steps, steps, indexing="ij"))
    disc = dy**2 + dx**2 <= 64
    dy, dx = dy[disc], dx[disc]
    height, width = image.shape
    patch = image[np.clip(rows[:, None] + dy, 0, height - 1), np.clip(columns[:, None] + dx, 0, width - 1)]
    patch = patch - patch.mean(axis=1, keepdims=True)
    across, down = -(patch * dx).sum(axis=1), -(patch * dy).sum(axis=1)
    firmness = np.hypot(across, down) / (np.abs(patch).sum(axis=1) + 1e-6)
    kept = np.flatnonzero(firmness > 0.4)[:PLACES_A_LEVEL]
    turn = np.arctan2(down[kept], across[kept])
    grid = (np.arange(GRID) - (GRID - 1) / 2) / (GRID / 2) * (SEEN_PX * 0.7)
    v, u = (part.ravel() for part in np.meshgrid(grid, grid, indexing="ij"))
    cosine, sine = np.cos(turn)[:, None], np.sin(turn)[:, None]
    seen = _sampled(
        _blurred(image, 1),
        np.clip(rows[kept, None] + u * sine + v * cosine, 0, height - 1),
        np.clip(columns[kept, None] + u * cosine - v * sine, 0, width - 1),
    )
    values = (seen - seen.mean(axis=1, keepdims=True)) @ _waves().T
    bits = (values > 0).astype(np.uint64) << np.arange(WAVES, dtype=np.uint64)
    look = bits.sum(axis=1).astype(np.uint64)
    # The faintest wave is the first to turn its sign.
    faint = np.uint64(1) << np.argmin(np.abs(values), axis=1).astype(np.uint64)
    direction = np.round(turn / (2 * math.pi) * DIRECTIONS).astype(np.int64) % DIRECTIONS
    return np.concatenate([look, look ^ faint]), np.tile(direction, 2), np.tile(kept, 2)


def _waves() -> NDArray[np.float64]:
    """The coarsest waves over the grid, shape (WAVES, GRID * GRID)."""
    place = (np.arange(GRID) + 0.5) / GRID
    single = [np.cos(math.pi * number * place) for number in range(GRID)]
    pairs = sorted(
        ((i, j) for i in range(GRID) for j in range(GRID) if i + j), key=lambda pair: (pair[0] + pair[1], pair)
    )
    return np.array([np.outer(single[i], single[j]).ravel() for i, j in pairs[:WAVES]])
