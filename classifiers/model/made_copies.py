"""Copies of pages for training, as they come in service: scanned, photographed, cut out, made smaller."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from classifiers.document import Page

SMALLEST_PX = 48


def scanned(page: Page, noise: np.random.Generator) -> Page:
    """The page as a scanner would give it: slanted, uneven, noisy, without vectors and text, half of them in gray."""
    gray: NDArray[Any] = np.frombuffer(page.gray, dtype=np.uint8).reshape(page.height, page.width).astype(np.float32)
    shear = np.rint(np.arange(page.height) * noise.uniform(-0.012, 0.012)).astype(int)
    columns = np.clip(np.arange(page.width)[None, :] + shear[:, None], 0, page.width - 1)
    gray = np.take_along_axis(gray, columns, axis=1)
    if noise.random() < 0.5:
        gray = (gray + np.roll(gray, 1, axis=0) + np.roll(gray, 1, axis=1)) / 3
    gray = gray * noise.uniform(0.85, 1.0) + noise.uniform(0, 20) + noise.normal(0, noise.uniform(1, 9), gray.shape)
    data = np.clip(gray, 0, 255).astype(np.uint8).tobytes()
    return bare(page, gray=data, colours=None if noise.random() < 0.5 else page.colours)


def cut_out(page: Page, noise: np.random.Generator) -> Page:
    """The page made smaller, often only a part of it, as a picture in a text or a preview."""
    picture = Image.frombytes("L", (page.width, page.height), page.gray[: page.width * page.height])
    if noise.random() < 0.4:
        near, far = noise.uniform(0, 0.35, 2), noise.uniform(0.65, 1.0, 2)
        width, height = picture.size
        picture = picture.crop((int(near[0] * width), int(near[1] * height), int(far[0] * width), int(far[1] * height)))
    scale = noise.uniform(0.3, 1.0)
    size = (max(SMALLEST_PX, int(picture.width * scale)), max(SMALLEST_PX, int(picture.height * scale)))
    picture = picture.resize(size, Image.Resampling.BILINEAR)
    return bare(
        page, width=size[0], height=size[1], gray=picture.tobytes(), aspect=size[0] / size[1], colours=page.colours
    )


def outlined(page: Page, noise: np.random.Generator) -> Page:
    """The page as programs write it that draw letters as lines: no text, some paths a letter."""
    chars = max(0, page.chars)
    return replace(
        page,
        texts=0,
        chars=0,
        paths=max(0, page.paths) + int(chars * noise.uniform(0.5, 2.0)),
        segments=max(0, page.segments)
        + int(chars * noise.uniform(8, 25))
        + int(max(0, page.paths) * noise.uniform(0, 6)),
    )


def bare(page: Page, **changes: Any) -> Page:
    """The page as a picture, of which no vectors are known."""
    return replace(page, paths=-1, texts=-1, images=-1, segments=-1, chars=-1, **changes)
