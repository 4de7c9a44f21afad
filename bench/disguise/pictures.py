"""Disguises that make a picture of a document: screenshot, scan, photograph."""

from __future__ import annotations

import io
import random
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bench.disguise.papers import pages_of
from bench.disguise.source import File, Sort, Source

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FACES = {"ja": 0, "en": 0, "zh": 2}
PAGES = 1
PAPER_PX = (1240, 1754)
COVER = "Photographs of the laboratory's outing."


class FontMissing(Exception):
    """Letters cannot be drawn here."""


def pictures_of(source: Source) -> list[Image.Image]:
    """Its first page as a gray picture of 150 dpi.

    Raises:
        FontMissing: there is no font with the letters of all three languages.
    """
    if source.sort is Sort.TEXT:
        return [_typeset(page, source.language) for page in pages_of(source)[:PAGES]]
    if source.sort is Sort.PAGE:
        return _rendered(source.data)
    return []


def as_picture(source: Source, _: random.Random) -> tuple[File, ...]:
    """Each page as a PNG."""
    return tuple(_png(picture) for picture in pictures_of(source))


def screenshot(source: Source, _: random.Random) -> tuple[File, ...]:
    """As a window on a screen, at 110 dpi, with a bar above and a panel beside it."""
    made = []
    for picture in pictures_of(source):
        page = picture.resize((int(picture.width * 0.75), int(picture.height * 0.75)), Image.Resampling.BILINEAR)
        screen = Image.new("RGB", (page.width + 260, page.height + 60), (43, 45, 48))
        pen = ImageDraw.Draw(screen)
        pen.rectangle((0, 0, screen.width, 36), fill=(32, 33, 36))
        for row in range(12):
            pen.rectangle((16, 70 + 40 * row, 180, 84 + 40 * row), fill=(70, 73, 78))
        screen.paste(page, (220, 50))
        made.append(_png(screen))
    return tuple(made)


def scanned(source: Source, chance: random.Random) -> tuple[File, ...]:
    """Skewed by up to two degrees, gray paper, noise, as a PDF of pictures."""
    pictures = [
        _noisy(picture.rotate(chance.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=255), chance)
        for picture in pictures_of(source)
    ]
    if not pictures:
        return ()
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return (File(name="scan.pdf", data=buffer.getvalue()),)


def photographed(source: Source, chance: random.Random) -> tuple[File, ...]:
    """By hand: in perspective, with a shadow, a little out of focus, as JPEG."""
    made = []
    for picture in pictures_of(source):
        photo = _in_perspective(picture, chance)
        shade = np.linspace(chance.uniform(0.75, 0.9), 1.0, photo.width)[None, :]
        lit = Image.fromarray((np.asarray(photo) * shade).clip(0, 255).astype(np.uint8))
        blurred = _noisy(lit.filter(ImageFilter.GaussianBlur(0.7)), chance)
        buffer = io.BytesIO()
        blurred.save(buffer, "JPEG", quality=80)
        made.append(File(name="IMG_0412.jpg", data=buffer.getvalue()))
    return tuple(made)


def in_picture_properties(source: Source, chance: random.Random) -> tuple[File, ...]:
    """As the comment of a photograph, of soft colours: in which nobody has to look for letters for long."""
    noise = np.random.default_rng(chance.getrandbits(32)).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((640, 480))
    exif = Image.Exif()
    exif[0x010E] = source.text.encode("utf-8")[:60_000].decode("utf-8", "ignore").encode()
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return (File(name="IMG_0413.jpg", data=buffer.getvalue()),)


def innocent_picture() -> bytes:
    """A picture with nothing to say."""
    ramp = np.linspace(90, 200, 320, dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(np.tile(ramp, (240, 1))).save(buffer, "PNG")
    return buffer.getvalue()


def _typeset(lines: list[str], language: str) -> Image.Image:
    picture = Image.new("L", PAPER_PX, 255)
    pen = ImageDraw.Draw(picture)
    font = _font(language)
    for row, line in enumerate(lines):
        pen.text((90, 90 + 29 * row), line, fill=0, font=font)
    return picture


@cache
def _font(language: str) -> ImageFont.FreeTypeFont:
    if not FONT.is_file():
        raise FontMissing("no Noto Sans CJK: apt-get install fonts-noto-cjk")
    return ImageFont.truetype(str(FONT), 21, index=FACES[language])


def _rendered(data: bytes) -> list[Image.Image]:
    if data[:5] != b"%PDF-":
        return [Image.open(io.BytesIO(data)).convert("L")]
    document = pypdfium2.PdfDocument(data)
    try:
        pages = (document[number] for number in range(min(PAGES, len(document))))
        return [
            page.render(scale=min(150 / 72, 2500 / max(page.get_size())), grayscale=True).to_pil() for page in pages
        ]
    finally:
        document.close()


def _noisy(picture: Image.Image, chance: random.Random) -> Image.Image:
    grain = np.random.default_rng(chance.getrandbits(32)).normal(-6, 7, (picture.height, picture.width))
    return Image.fromarray((np.asarray(picture) + grain).clip(0, 255).astype(np.uint8))


def _in_perspective(picture: Image.Image, chance: random.Random) -> Image.Image:
    width, height = picture.size
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    moved = [(x + chance.uniform(-0.03, 0.03) * width, y + chance.uniform(-0.03, 0.03) * height) for x, y in corners]
    return picture.transform(
        picture.size, Image.Transform.PERSPECTIVE, _perspective(corners, moved), Image.Resampling.BICUBIC, fillcolor=120
    )


def _perspective(to: list[tuple[int, int]], of: list[tuple[float, float]]) -> list[float]:
    """The eight numbers that carry the corners `to` to the corners `of`."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(to, of, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    target: NDArray[np.float64] = np.array([number for pair in of for number in pair])
    return [float(number) for number in np.linalg.solve(np.array(rows), target)]


def _png(picture: Image.Image) -> File:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return File(name="picture.png", data=buffer.getvalue())
