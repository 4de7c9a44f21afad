"""Pictures with letters, drawn by the tests themselves."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
# The face of the font in which each language is printed.
FACES = {"ja": 0, "en": 0, "zh-Hans": 2, "zh-Hant": 3}
TEXTS = {
    "ja": ("この図面は社外秘である。", "第三者への開示を禁止する。", "量子センサーの雑音密度を測定した。"),
    "en": ("This drawing is confidential.", "Disclosure to third parties is prohibited.", "The noise was measured."),
    "zh-Hans": ("本图纸属于内部资料。", "禁止向第三方披露。", "测量了量子传感器的噪声密度。"),
    "zh-Hant": ("本圖紙屬於內部資料。", "禁止向第三方揭露。", "測量了量子感測器的雜訊密度。"),
}


def page(language: str, *, size_px: int = 44, ink: int = 0, paper: int = 255) -> Image.Image:
    """A page of the language's three lines, twice."""
    if not FONT.is_file():
        pytest.skip("needs Noto Sans CJK: apt-get install fonts-noto-cjk")
    font = ImageFont.truetype(str(FONT), size_px, index=FACES[language])
    picture = Image.new("L", (24 * size_px, 14 * size_px), paper)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(TEXTS[language] * 2):
        pen.text((size_px, (1 + 2 * row) * size_px), line, fill=ink, font=font)
    return picture


def sheet(lines: tuple[str, ...], *, size_px: int = 36) -> Image.Image:
    """A page of any lines."""
    if not FONT.is_file():
        pytest.skip("needs Noto Sans CJK: apt-get install fonts-noto-cjk")
    font = ImageFont.truetype(str(FONT), size_px)
    width = max(int(font.getlength(line)) for line in lines)
    picture = Image.new("L", (width + 2 * size_px, (2 * len(lines) + 2) * size_px), 255)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        pen.text((size_px, (1 + 2 * row) * size_px), line, fill=0, font=font)
    return picture


def as_file(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture as the bytes of a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
