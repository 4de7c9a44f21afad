"""Pages drawn by ourselves for training: what few real files show, such as frames with Japanese title blocks.

They are never tested on. Drawings get plates, shafts, circuits and plans with dimensions, frames and title blocks;
other pages get letters, agendas, forms, charts and flow charts, some with a border too, so that a frame alone is no
drawing.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from random import Random

_FONTS = {"en": "Helvetica", "ja": "HeiseiKakuGo-W5", "zh": "STSong-Light"}
_BLOCKS = {
    "en": ("TITLE", "DWG NO.", "SCALE", "MATERIAL", "DRAWN", "CHECKED", "APPROVED", "SHEET 1 OF 1", "REV", "DATE"),
    "ja": ("図名", "図番", "尺度", "材質", "設計", "検図", "承認", "三角法", "表面処理", "公差"),
    "zh": ("图名", "图号", "比例", "材料", "设计", "审核", "批准", "标记", "重量", "工艺"),
}
_PROSE = {
    "en": "The committee met to discuss the schedule for next term and the use of shared rooms by visiting groups. "
    "Members agreed that the report should be sent to all departments before the end of the month. ",
    "ja": "来月の予定と共用会議室の利用について話し合いました。報告書は月末までに各部署へ送付することとします。"
    "次回の会議は三階の第二会議室で開催します。ご不明な点は事務局までお問い合わせください。",
    "zh": "会议讨论了下学期的安排以及公共会议室的使用问题。与会人员一致同意在月底之前将报告发送给各部门。"
    "下次会议将在三楼第二会议室召开，如有疑问请与办公室联系。",
}
DRAWING_SORTS = ("mechanical", "mechanical", "schematic", "architectural", "process")


def made_drawing(chance: Random) -> tuple[bytes, str]:
    """A drawing as PDF, and its kind."""
    page, sheet, size = _sheet(chance, wide=0.8)
    sort = chance.choice(DRAWING_SORTS)
    language = chance.choice(tuple(_FONTS))
    margin = chance.uniform(12, 34)
    page.setLineWidth(chance.choice((0.5, 0.7, 1.0)))
    if chance.random() < 0.85:
        page.rect(margin, margin, size[0] - 2 * margin, size[1] - 2 * margin)
        if chance.random() < 0.4:
            page.rect(margin - 7, margin - 7, size[0] - 2 * margin + 14, size[1] - 2 * margin + 14)
    if chance.random() < 0.85:
        _title_block(page, chance, size, margin, language)
    {"mechanical": _plates, "schematic": _circuit, "architectural": _plan, "process": _plant}[sort](page, chance, size)
    if chance.random() < 0.5:
        page.setFont(_FONTS[language], 7)
        for line in range(chance.randint(1, 5)):
            page.drawString(margin + 12, size[1] - margin - 20 - 10 * line, f"{line + 1}. {_PROSE[language][:30]}")
    return _done(page, sheet), sort


def made_document(chance: Random) -> bytes:
    """A page that is no drawing, as PDF."""
    page, sheet, size = _sheet(chance, wide=0.3)
    language = chance.choice(tuple(_FONTS))
    if chance.random() < 0.35:
        margin = chance.uniform(15, 40)
        page.rect(margin, margin, size[0] - 2 * margin, size[1] - 2 * margin)
    makers = (_letter, _letter, _form, _chart, _flow, _slide)
    chance.choice(makers)(page, chance, size, language)
    return _done(page, sheet)


def _sheet(chance: Random, *, wide: float) -> tuple[Any, io.BytesIO, tuple[float, float]]:
    sheet = io.BytesIO()
    size = A4 if chance.random() < 0.6 else A3
    if chance.random() < wide:
        size = landscape(size)
    for name in (_FONTS["ja"], _FONTS["zh"]):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return Canvas(sheet, pagesize=size, invariant=1), sheet, size


def _done(page: Any, sheet: io.BytesIO) -> bytes:
    page.showPage()
    page.save()
    return sheet.getvalue()


def _title_block(page: Any, chance: Random, size: tuple[float, float], margin: float, language: str) -> None:
    width, height = chance.uniform(150, 260), chance.uniform(50, 110)
    left = size[0] - margin - width
    rows, columns = chance.randint(3, 5), chance.randint(2, 4)
    page.rect(left, margin, width, height)
    page.setFont(_FONTS[language], chance.choice((5, 6, 7)))
    words = iter(chance.sample(_BLOCKS[language], len(_BLOCKS[language])))
    for row in range(rows):
        y = margin + height * row / rows
        page.line(left, y, left + width, y)
        for column in range(columns):
            x = left + width * column / columns
            if row % 2:
                page.line(x, y, x, y + height / rows)
            page.drawString(x + 2, y + 3, next(words, f"{chance.randint(1, 99)}-{chance.randint(100, 999)}"))


def _dimension(page: Any, x1: float, x2: float, y: float, text: str) -> None:
    page.setLineWidth(0.4)
    page.line(x1, y, x2, y)
    for x, way in ((x1, 1), (x2, -1)):
        page.line(x, y, x + 5 * way, y + 2)
        page.line(x, y, x + 5 * way, y - 2)
        page.line(x, y - 10, x, y + 3)
    page.setFont("Helvetica", 7)
    page.drawCentredString((x1 + x2) / 2, y + 2, text)


def _plates(page: Any, chance: Random, size: tuple[float, float]) -> None:
    for _ in range(chance.randint(1, 4)):
        width, height = chance.uniform(0.12, 0.4) * size[0], chance.uniform(0.1, 0.35) * size[1]
        x, y = chance.uniform(0.1, 0.5) * size[0], chance.uniform(0.25, 0.55) * size[1]
        page.setLineWidth(1)
        (page.roundRect(x, y, width, height, 8) if chance.random() < 0.4 else page.rect(x, y, width, height))
        for _ in range(chance.randint(0, 8)):
            radius = chance.uniform(2, 14)
            cx, cy = chance.uniform(x + 15, x + width - 15), chance.uniform(y + 15, y + height - 15)
            page.circle(cx, cy, radius)
            page.setLineWidth(0.3)
            page.line(cx - radius - 5, cy, cx + radius + 5, cy)
            page.line(cx, cy - radius - 5, cx, cy + radius + 5)
            page.drawString(cx + radius + 2, cy + 3, f"Ø{radius:.1f} ±0.05")
        for step in range(chance.randint(1, 3)):
            _dimension(page, x, x + width / (step + 1), y - 14 - 12 * step, f"{chance.uniform(5, 200):.1f}")
        if chance.random() < 0.4:
            for step in range(8):
                page.line(x + width * step / 8, y, x + width * step / 8 + 10, y + 14)


def _circuit(page: Any, chance: Random, size: tuple[float, float]) -> None:
    grid = chance.choice((14, 18, 24))
    page.setFont("Helvetica", 5)
    for number in range(chance.randint(15, 60)):
        x = grid * chance.randint(4, int(size[0] / grid) - 6)
        y = grid * chance.randint(8, int(size[1] / grid) - 5)
        sort = chance.choice("RCUQJ")
        if sort == "U":
            page.rect(x, y, 3 * grid, chance.randint(2, 6) * grid)
        elif sort == "C":
            page.line(x, y, x, y + grid / 2)
            page.line(x + 4, y, x + 4, y + grid / 2)
        else:
            page.rect(x, y, grid, grid / 3)
        page.drawString(x, y + grid, f"{sort}{number}")
        page.drawString(x, y - 6, chance.choice(("GND", "VCC", "10k", "0.1uF", "SDA", "3V3")))
        to_x, to_y = x + grid * chance.randint(-6, 6), y + grid * chance.randint(-5, 5)
        page.line(x, y, to_x, y)
        page.line(to_x, y, to_x, to_y)


def _plan(page: Any, chance: Random, size: tuple[float, float]) -> None:
    x0, y0 = 0.12 * size[0], 0.25 * size[1]
    width, height = 0.7 * size[0], 0.6 * size[1]
    for offset in (0, 4):
        page.rect(x0 + offset, y0 + offset, width - 2 * offset, height - 2 * offset)
    for _ in range(chance.randint(3, 8)):
        x, y = x0 + width * chance.random(), y0 + height * chance.random()
        page.line(x, y0, x, y)
        page.line(x + 3, y0, x + 3, y)
        page.line(x0, y, x, y)
        page.arc(x, y, x + 30, y + 30, 0, 90)
    _dimension(page, x0, x0 + width, y0 - 16, f"{chance.randint(3, 20)}00")


def _plant(page: Any, chance: Random, size: tuple[float, float]) -> None:
    spots = [
        (chance.uniform(0.1, 0.85) * size[0], chance.uniform(0.25, 0.88) * size[1])
        for _ in range(chance.randint(6, 16))
    ]
    for number, (x, y) in enumerate(spots):
        if chance.random() < 0.5:
            page.circle(x, y, chance.uniform(6, 16))
        else:
            page.roundRect(x - 10, y - 18, 20, 36, 9)
        page.setFont("Helvetica", 5)
        page.drawString(x + 12, y, f"{chance.choice(('P', 'V', 'TK', 'HX'))}-{100 + number}")
        to_x, to_y = chance.choice(spots)
        page.line(x, y, to_x, y)
        page.line(to_x, y, to_x, to_y)


def _letter(page: Any, chance: Random, size: tuple[float, float], language: str) -> None:
    points = chance.choice((8, 9, 10, 11, 12))
    left, y = chance.uniform(40, 90), size[1] - chance.uniform(50, 120)
    fit = int((size[0] - 2 * left) / (points * (0.52 if language == "en" else 1.0)))
    page.setFont(_FONTS[language], points + chance.randint(2, 10))
    page.drawString(left, y, _PROSE[language][:18])
    page.setFont(_FONTS[language], points)
    flow = _PROSE[language] * 60
    start = chance.randint(0, 40)
    for line in range(chance.randint(6, 60)):
        y -= points * 1.5
        if y < 60:
            break
        if chance.random() < 0.12:
            y -= points
            page.drawString(left, y, f"{line}. {_PROSE[language][:20]}")
            continue
        page.drawString(left, y, flow[start : start + fit])
        start += fit


def _form(page: Any, chance: Random, size: tuple[float, float], language: str) -> None:
    left, top, rows = 50.0, size[1] - 110, chance.randint(6, 24)
    columns = chance.randint(2, 7)
    width, height = size[0] - 100, chance.uniform(14, 30)
    page.setFont(_FONTS[language], 16)
    page.drawCentredString(size[0] / 2, size[1] - 70, _PROSE[language][:12])
    page.setFont(_FONTS[language], 7)
    for row in range(rows):
        y = top - row * height
        if y < 60:
            break
        page.line(left, y, left + width, y)
        for column in range(columns):
            x = left + width * column / columns
            page.line(x, y, x, y - height)
            value = _PROSE[language][row : row + 6] if chance.random() < 0.5 else str(chance.randint(1, 9999))
            page.drawString(x + 3, y - height + 4, value)
    page.rect(left, top - rows * height, width, rows * height)


def _chart(page: Any, chance: Random, size: tuple[float, float], language: str) -> None:
    left, low, width, height = 0.15 * size[0], 0.2 * size[1], 0.7 * size[0], 0.55 * size[1]
    page.setFont(_FONTS[language], 12)
    page.drawCentredString(size[0] / 2, low + height + 20, _PROSE[language][:16])
    page.line(left, low, left + width, low)
    page.line(left, low, left, low + height)
    count = chance.randint(5, 14)
    is_bar = chance.random() < 0.5
    last = None
    for step in range(count):
        x, value = left + width * step / count, height * chance.random()
        page.setFont("Helvetica", 7)
        page.drawString(x, low - 12, str(2010 + step))
        page.drawString(left - 24, low + height * step / count, str(step * 10))
        page.setFillGray(chance.choice((0.2, 0.5, 0.7)))
        if is_bar:
            page.rect(x + 3, low, width / count * 0.7, value, fill=1)
        elif last:
            page.line(*last, x, low + value)
        page.setFillGray(0)
        last = (x, low + value)


def _flow(page: Any, chance: Random, size: tuple[float, float], language: str) -> None:
    page.setFont(_FONTS[language], 9)
    last = None
    for step in range(chance.randint(3, 9)):
        x, y = (0.15 + 0.28 * (step % 3)) * size[0], size[1] * (0.8 - 0.2 * (step // 3))
        page.roundRect(x, y, 0.2 * size[0], 36, 6)
        page.drawString(x + 6, y + 14, _PROSE[language][step * 3 : step * 3 + 9])
        if last:
            page.line(last[0] + 0.2 * size[0], last[1] + 18, x, y + 18)
        last = (x, y)


def _slide(page: Any, chance: Random, size: tuple[float, float], language: str) -> None:
    page.setFont(_FONTS[language], 26)
    page.drawString(50, size[1] - 80, _PROSE[language][:14])
    page.setFont(_FONTS[language], 15)
    for line in range(chance.randint(3, 7)):
        page.drawString(70, size[1] - 130 - 34 * line, "• " + _PROSE[language][line * 4 : line * 4 + 24])
    if chance.random() < 0.5:
        angle = chance.uniform(0, math.tau)
        page.circle(size[0] * 0.75, size[1] * 0.3, 60 + 10 * math.sin(angle), fill=int(chance.random() < 0.5))
