"""A sheet to draw made pages on: paper, line weights, colours, words in three languages, dimensions, title blocks."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from random import Random

FONTS = {"en": "Helvetica", "ja": "HeiseiKakuGo-W5", "zh": "STSong-Light"}
PROSE = {
    "en": "The committee met to discuss the schedule for next term and the use of shared rooms by visiting groups. "
    "Members agreed that the report should be sent to all departments before the end of the month. ",
    "ja": "来月の予定と共用会議室の利用について話し合いました。報告書は月末までに各部署へ送付することとします。"
    "次回の会議は三階の第二会議室で開催します。ご不明な点は事務局までお問い合わせください。",
    "zh": "会议讨论了下学期的安排以及公共会议室的使用问题。与会人员一致同意在月底之前将报告发送给各部门。"
    "下次会议将在三楼第二会议室召开，如有疑问请与办公室联系。",
}
_BLOCKS = {
    "en": ("TITLE", "DWG NO.", "SCALE", "MATERIAL", "DRAWN", "CHECKED", "APPROVED", "SHEET 1 OF 1", "REV", "DATE"),
    "ja": ("図名", "図番", "尺度", "材質", "設計", "検図", "承認", "三角法", "表面処理", "公差"),
    "zh": ("图名", "图号", "比例", "材料", "设计", "审核", "批准", "标记", "重量", "工艺"),
}
_SERIF = ("Helvetica", "Times-Roman", "Courier")

Rgb = tuple[float, float, float]
BLACK: Rgb = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Paper with a pen.

    Attributes:
        page: reportlab's canvas. file: What it writes into.
        width, height: Points.
        weight: What line widths are multiplied by.
    """

    page: Any
    file: io.BytesIO
    chance: Random
    width: float
    height: float
    weight: float
    language: str
    font: str
    box: list[float] = field(default_factory=list)

    def line(self, *points: tuple[float, float], width: float = 0.7) -> None:
        """A polyline."""
        self.page.setLineWidth(width * self.weight)
        for (x1, y1), (x2, y2) in pairwise(points):
            self.page.line(x1, y1, x2, y2)

    def rect(self, x: float, y: float, width: float, height: float, *, line: float = 0.7, fill: bool = False) -> None:
        """A rectangle."""
        self.page.setLineWidth(line * self.weight)
        self.page.rect(x, y, width, height, stroke=int(line > 0), fill=int(fill))

    def circle(self, x: float, y: float, radius: float, *, line: float = 0.7, fill: bool = False) -> None:
        """A circle."""
        self.page.setLineWidth(line * self.weight)
        self.page.circle(x, y, radius, stroke=int(line > 0), fill=int(fill))

    def shape(self, points: list[tuple[float, float]], *, line: float = 0.7, fill: bool = False) -> None:
        """A closed polygon."""
        path = self.page.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        self.page.setLineWidth(line * self.weight)
        self.page.drawPath(path, stroke=int(line > 0), fill=int(fill))

    def text(self, x: float, y: float, words: str, points: float = 7.0, *, middle: bool = False) -> None:
        """A line of words."""
        is_wide = any(ord(sign) > 0x2E80 for sign in words)
        self.page.setFont(FONTS[self.language] if is_wide else self.font, points)
        (self.page.drawCentredString if middle else self.page.drawString)(x, y, words)

    def colour(self, rgb: Rgb) -> None:
        """The colour of lines and areas."""
        self.page.setStrokeColorRGB(*rgb)
        self.page.setFillColorRGB(*rgb)

    def prose(self, count: int) -> str:
        """Some characters of ordinary prose."""
        words = PROSE[self.language]
        start = self.chance.randrange(len(words))
        return (words[start:] + words * (count // len(words) + 1))[:count].strip()

    def done(self) -> bytes:
        """The finished PDF of one page."""
        self.page.showPage()
        self.page.save()
        return self.file.getvalue()


def new_sheet(chance: Random, *, wide: float, odd: float) -> Sheet:
    """An empty sheet.

    Args:
        wide: Chance of landscape paper.
        odd: Chance of a picture's proportions instead of a paper size.
    """
    size = A4 if chance.random() < 0.6 else A3
    if chance.random() < wide:
        size = landscape(size)
    if chance.random() < odd:
        longer, ratio = chance.uniform(240, 800), chance.uniform(0.35, 1.0)
        size = (longer, longer * ratio) if chance.random() < 0.7 else (longer * ratio, longer)
    for name in (FONTS["ja"], FONTS["zh"]):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    file = io.BytesIO()
    page = Canvas(file, pagesize=size, invariant=1)
    weight = math.exp(chance.uniform(math.log(0.5), math.log(3.0))) * max(size) / 842
    language = chance.choice(tuple(FONTS))
    return Sheet(
        page=page, file=file, chance=chance, width=size[0], height=size[1], weight=weight, language=language,
        font=chance.choice(_SERIF), box=[0.0, 0.0, size[0], size[1]],
    )  # fmt: skip


def frame(sheet: Sheet) -> None:
    """A border, often double, with zone letters and centre marks."""
    chance, weight = sheet.chance, chance_line(sheet)
    margin = chance.uniform(0.012, 0.045) * sheet.width
    width, height = sheet.width - 2 * margin, sheet.height - 2 * margin
    sheet.rect(margin, margin, width, height, line=weight)
    if chance.random() < 0.5:
        gap = chance.uniform(5, 14)
        sheet.rect(margin - gap, margin - gap, width + 2 * gap, height + 2 * gap, line=0.4)
        columns, rows = chance.randint(4, 10), chance.randint(3, 8)
        for place in range(1, columns):
            x = margin + width * place / columns
            sheet.line((x, margin - gap), (x, margin))
            sheet.line((x, margin + height), (x, margin + height + gap))
            sheet.text(x - width / columns / 2, margin - gap + 2, str(place), gap * 0.7)
        for place in range(1, rows):
            y = margin + height * place / rows
            sheet.line((margin - gap, y), (margin, y))
            sheet.line((margin + width, y), (margin + width + gap, y))
            sheet.text(margin - gap + 2, y - height / rows / 2, "ABCDEFGH"[place - 1], gap * 0.7)
    sheet.box[:] = [margin, margin, sheet.width - margin, sheet.height - margin]


def title_block(sheet: Sheet) -> None:
    """A ruled block of words and values, mostly in the lower right corner, sometimes along the foot."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    width = (right - left) * (chance.uniform(0.22, 0.5) if chance.random() < 0.8 else 1.0)
    height = (top - low) * chance.uniform(0.06, 0.2)
    x0, rows = right - width, chance.randint(2, 6)
    sheet.rect(x0, low, width, height, line=1.0)
    words = list(_BLOCKS[sheet.language])
    chance.shuffle(words)
    size = max(3.5, min(8.0, height / rows * 0.45))
    for row in range(rows):
        y, step = low + height * row / rows, height / rows
        sheet.line((x0, y), (right, y), width=0.5)
        cuts = sorted(chance.random() for _ in range(chance.randint(0, 4)))
        for cut in (0.0, *cuts):
            x = x0 + width * cut
            sheet.line((x, y), (x, y + step), width=0.5)
            value = f"{chance.choice('ABDMX')}-{chance.randint(100, 99999)}"
            sheet.text(x + 2, y + step * 0.3, words.pop() if words else value, size)
    sheet.box[1] = low + height


def chance_line(sheet: Sheet) -> float:
    """A line width."""
    return sheet.chance.choice((0.4, 0.7, 1.0, 1.6))


def arrow(sheet: Sheet, tip: tuple[float, float], angle: float, size: float = 5.0) -> None:
    """The head of an arrow that points along `angle`, filled, open, or a slash."""
    spread = 0.25
    ends = [
        (tip[0] - size * math.cos(angle + side), tip[1] - size * math.sin(angle + side)) for side in (spread, -spread)
    ]
    sheet.shape([tip, *ends], line=0.3, fill=True)


def dimension(
    sheet: Sheet, start: tuple[float, float], end: tuple[float, float], away: float, height: float = 0.0
) -> None:
    """A dimension line beside start to end, which are level or upright, with extension lines, arrows and its number."""
    chance = sheet.chance
    is_level = abs(start[1] - end[1]) < abs(start[0] - end[0])
    dx, dy = (0.0, away) if is_level else (away, 0.0)
    one, two = (start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy)
    for point, foot in ((one, start), (two, end)):
        sheet.line(foot, (point[0] + 0.12 * dx, point[1] + 0.12 * dy), width=0.35)
    sheet.line(one, two, width=0.35)
    angle = math.atan2(two[1] - one[1], two[0] - one[0])
    size = max(chance.uniform(4, 8), 0.5 * height)
    arrow(sheet, two, angle, size)
    arrow(sheet, one, angle + math.pi, size)
    value = chance.uniform(1, 300)
    words = chance.choice((f"{value:.1f}", f"{value:.0f}", f"{value:.2f}", f"{value:.1f}±0.05", f"{value:.1f}mm"))
    page = sheet.page
    page.saveState()
    page.translate((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
    if not is_level:
        page.rotate(90)
    sheet.text(0, 2, words, height or chance.uniform(6, 11), middle=True)
    page.restoreState()
