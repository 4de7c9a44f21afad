"""Measures how much of a page's letters each installed engine reads, in the readers that the agent runs.

The bench draws A4 pages itself, in Japanese, English and Chinese, clean and as a poor scan (turned by 1.2 degrees,
blurred, with noise), so the truth is known. Similarity is 1 − edit distance ÷ length, blanks left out.
The engines read the same pages in the same run.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.ocr.choice import choose
from classifiers.ocr.settings import Ocr, OcrEngine

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FACES = {"ja": 0, "en": 0, "zh": 2}
SIZE, MARGIN, LETTER_PX, LINE_PX = (1654, 2339), 150, 30, 48
TEXTS = {
    "ja": (
        "本書は量子センサーの共同研究において測定した雑音密度と帯域幅の結果をまとめたものである。測定は恒温槽の中で行い、温度は二十三度に保った。"
        "試料の番号はQS-204であり、厚さは0.35mm、許容差は0.02mmとする。第三者への開示は禁止する。社外秘の図面および計算書は、"
        "承認を受けた者だけが閲覧できる。レーザーの波長は532nm、出力は150mWとした。これは前回の値に比べて約三割の改善である。"
    ),
    "en": (
        "This document summarises the noise density and the bandwidth that were measured in the joint research on "
        "quantum sensors. The specimen is QS-204, its thickness 0.35 mm, the tolerance 0.02 mm. Disclosure to third "
        "parties is prohibited. Drawings marked confidential may be viewed only by persons who have been approved. The "
        "laser has a wavelength of 532 nm and a power of 150 mW, which is about thirty percent better than before. "
    ),
    "zh": (
        "本文件总结了量子传感器联合研究中测得的噪声密度和带宽。测量在恒温箱中进行，温度保持在二十三度。试样编号为QS-204，厚度为0.35mm，"
        "公差为0.02mm。禁止向第三方披露。标有内部字样的图纸和计算书，只有经过批准的人员才能查阅。激光波长为532nm，功率为150mW，"
        "比上次的数值提高了大约百分之三十。"
    ),
}  # fmt: skip


def page(language: str) -> tuple[Image.Image, str]:
    """A full A4 page at 200 dpi, and what stands on it."""
    font = ImageFont.truetype(str(FONT), LETTER_PX, index=FACES[language])
    picture = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(picture)
    rows = (SIZE[1] - 2 * MARGIN) // LINE_PX
    lines = list(_wrapped(TEXTS[language] * 12, font))[:rows]
    for row, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + row * LINE_PX), line, fill=0, font=font)
    return picture, "".join(lines)


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for piece in re.findall(r"[!-~]+ ?|[^!-~]", text):
        if font.getlength(line + piece) > SIZE[0] - 2 * MARGIN:
            yield line
            line = ""
        line += piece


def as_scan(picture: Image.Image) -> Image.Image:
    """The same as a poor scanner gives it."""
    turned = picture.rotate(1.2, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(1.0))
    return ImageChops.add(turned, Image.effect_noise(SIZE, 40), scale=1.0, offset=-128)


def similarity(found: str, truth: str) -> float:
    """1 for the same letters in the same order, 0 for nothing in common."""
    return float(Levenshtein.normalized_similarity(re.sub(r"\s", "", found), re.sub(r"\s", "", truth)))


def measure(engine: OcrEngine) -> dict[str, float]:
    """Figures of one engine; none where it is not installed."""
    ocr = Ocr(engine=engine)
    if choose(ocr).engine is None:
        return {}
    figures: dict[str, float] = {}
    spent_s, peak_mb = [], 0.0
    with ReaderPool(Limits(), ocr=ocr) as pool:
        read(pool, page("en")[0].crop((0, 0, 800, 300)))  # the engine's start is not a page's time
        for language in TEXTS:
            clean, truth = page(language)
            for name, picture in ((language, clean), (f"{language}_scan", as_scan(clean))):
                began = time.perf_counter()
                figures[f"{engine}_{name}"] = round(similarity(read(pool, picture), truth), 3)
                spent_s.append(time.perf_counter() - began)
                peak_mb = max(peak_mb, resident_mb())
    figures[f"{engine}_s_per_page"] = round(sum(spent_s) / len(spent_s), 2)
    figures[f"{engine}_resident_mb"] = round(peak_mb)
    return figures


def read(pool: ReaderPool, picture: Image.Image) -> str:
    """The text of a picture, as a confined reader gives it."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    fd = os.memfd_create("page")
    try:
        os.write(fd, buffer.getvalue())
        return pool.read(fd, "page.png").parts[0].text
    finally:
        os.close(fd)


def resident_mb() -> float:
    """Memory of the largest process that was started from here, in MB."""
    children = psutil.Process().children(recursive=True)
    return max((child.memory_info().rss / 1e6 for child in children), default=0.0)


def main() -> None:
    """Print the figures of every engine that is installed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments = parser.parse_args()
    if not FONT.is_file():
        parser.exit(1, f"needs `{FONT}`: apt-get install fonts-noto-cjk\n")
    figures: dict[str, float] = {}
    for engine in (OcrEngine.TESSERACT, OcrEngine.RAPIDOCR):
        figures |= measure(engine)
    if arguments.json:
        print(json.dumps({"bench": "ocr", "figures": figures}))
        return
    for name, value in figures.items():
        print(f"{name:28} {value:g}")


if __name__ == "__main__":
    main()
