"""Made pictures that are no drawings: windows of programs, maps, slides, line art, signs, photographs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, Sheet, arrow

if TYPE_CHECKING:
    from random import Random

    from classifiers.model.made_sheet import Rgb


def _tint(chance: Random, *, gray: float) -> Rgb:
    if chance.random() < gray:
        tone = chance.random()
        return tone, tone, tone
    return chance.random(), chance.random(), chance.random()


def window(sheet: Sheet) -> None:
    """A program's window: bars, buttons, fields, sliders, icons, in light or dark tones."""
    chance = sheet.chance
    is_dark = chance.random() < 0.35
    base = chance.uniform(0.1, 0.35) if is_dark else chance.uniform(0.8, 1.0)
    ink = 0.9 if is_dark else 0.05
    sheet.page.setFillGray(base)
    sheet.rect(0, 0, sheet.width, sheet.height, line=0, fill=True)
    row = sheet.height / chance.randint(5, 24)
    size = row * chance.uniform(0.35, 0.6)
    sheet.page.setFillColorRGB(*_tint(chance, gray=0.5))
    if chance.random() < 0.7:
        sheet.rect(0, sheet.height - row, sheet.width, row, line=0, fill=True)
    y = sheet.height - 2 * row
    while y > row:
        _widgets(sheet, y, row, size, base, ink)
        y -= row * chance.choice((1.0, 1.2, 1.5))
    for _ in range(chance.randint(0, 16)):
        sheet.page.setFillColorRGB(*_tint(chance, gray=0.2))
        sheet.circle(sheet.width * chance.random(), sheet.height * chance.random(), size * 0.6, line=0.3, fill=True)
    if chance.random() < 0.25:
        sheet.page.setStrokeColorRGB(0.9, 0.1, 0.1)
        sheet.page.setLineWidth(2)
        sheet.page.roundRect(sheet.width * 0.2, sheet.height * 0.3, sheet.width * 0.5, row * 1.5, 5)
    sheet.colour(BLACK)


def _widgets(sheet: Sheet, y: float, row: float, size: float, base: float, ink: float) -> None:
    chance = sheet.chance
    sheet.page.setStrokeGray(abs(base - 0.35))
    x = sheet.width * 0.03
    while x < sheet.width * 0.8:
        wide = sheet.width * chance.uniform(0.1, 0.6)
        sort = chance.random()
        sheet.page.setFillGray(min(1.0, base + chance.uniform(-0.12, 0.12)))
        if sort < 0.4:
            sheet.page.setLineWidth(0.5)
            sheet.page.roundRect(
                x, y, min(wide, sheet.width * 0.95 - x), row * 0.8, row * chance.choice((0.05, 0.2)), fill=1
            )
        elif sort < 0.5:
            sheet.rect(x, y + row * 0.2, size, size, fill=True)
        sheet.page.setFillGray(ink)
        sheet.text(x + size * 0.4, y + row * 0.25, sheet.prose(max(2, int(wide * 0.8 / size))), size)
        x += wide + size


def sheet_window(sheet: Sheet) -> None:
    """Cells of a spreadsheet on the screen, some tinted, with remarks and arrows beside them."""
    chance = sheet.chance
    columns, rows = chance.randint(2, 9), chance.randint(2, 14)
    wide, high = sheet.width * 0.7 / columns, sheet.height * 0.7 / rows
    size = min(high * 0.6, wide / 4)
    x0, y0 = sheet.width * chance.uniform(0.03, 0.2), sheet.height * 0.1
    tint = _tint(chance, gray=0.2)
    for row in range(rows):
        for column in range(columns):
            sheet.page.setFillColorRGB(
                *(tint if row == rows - 1 or (column == 0 and chance.random() < 0.3) else (1, 1, 1))
            )
            sheet.rect(x0 + column * wide, y0 + row * high, wide, high, line=0.5, fill=True)
            sheet.page.setFillGray(0)
            if chance.random() < 0.8:
                words = sheet.prose(chance.randint(1, 5)) if chance.random() < 0.5 else str(chance.randint(1, 999))
                sheet.text(x0 + column * wide + 2, y0 + row * high + high * 0.25, words, size)
    for _ in range(chance.randint(0, 3)):
        x, y = x0 + wide * columns * chance.random(), y0 + high * rows * chance.random()
        end = (sheet.width * 0.85, y + high)
        sheet.page.setStrokeColorRGB(0.8, 0.1, 0.1)
        sheet.line((x, y), end)
        arrow(sheet, (x, y), math.atan2(y - end[1], x - end[0]))
        sheet.text(*end, sheet.prose(8), size)
    sheet.colour(BLACK)


def slide(sheet: Sheet) -> None:
    """A heading and points, perhaps on a tinted ground, with a picture beside."""
    chance = sheet.chance
    if chance.random() < 0.5:
        sheet.page.setFillColorRGB(*_tint(chance, gray=0.3))
        sheet.rect(0, 0 if chance.random() < 0.4 else sheet.height * 0.85, sheet.width, sheet.height, line=0, fill=True)
    sheet.page.setFillGray(chance.choice((0.0, 0.0, 1.0)))
    big = sheet.width * chance.uniform(0.03, 0.06)
    sheet.text(sheet.width * 0.06, sheet.height - big * 2, sheet.prose(14), big)
    sheet.page.setFillGray(0)
    for line in range(chance.randint(1, 8)):
        sheet.text(
            sheet.width * 0.08,
            sheet.height - big * (3.5 + 1.2 * line),
            "• " + sheet.prose(chance.randint(5, 30)),
            big * 0.6,
        )
    if chance.random() < 0.6:
        art(sheet, (sheet.width * 0.55, sheet.height * 0.1, sheet.width * 0.4, sheet.height * 0.4))


def coast(sheet: Sheet) -> None:
    """Ragged outlines, rivers, roads and names: a map."""
    chance = sheet.chance
    is_tinted = chance.random() < 0.6
    ragged = chance.uniform(0.02, 0.2)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        cx, cy = sheet.width * chance.uniform(0.3, 0.7), sheet.height * chance.uniform(0.3, 0.7)
        radius, count = min(sheet.width, sheet.height) * chance.uniform(0.1, 0.45), chance.randint(20, 200)
        points, far = [], 1.0
        for step in range(count):
            far = min(1.3, max(0.5, far + chance.uniform(-ragged, ragged)))
            angle = math.tau * step / count
            points.append((cx + radius * far * math.cos(angle), cy + radius * far * math.sin(angle)))
        if is_tinted:
            sheet.page.setFillColorRGB(*_tint(chance, gray=0.2))
        sheet.shape(points, line=0.8, fill=is_tinted)
    for _ in range(chance.randint(0, 25)):
        x, y, angle = sheet.width * chance.random(), sheet.height * chance.random(), chance.uniform(0, math.tau)
        ends = [(x, y)]
        sheet.page.setStrokeColorRGB(*_tint(chance, gray=0.4))
        for _ in range(chance.randint(4, 30)):
            angle += chance.uniform(-0.6, 0.6)
            ends.append((ends[-1][0] + 9 * math.cos(angle), ends[-1][1] + 9 * math.sin(angle)))
        sheet.line(*ends, width=chance.uniform(0.5, 2))
    sheet.colour(BLACK)
    for _ in range(chance.randint(0, 12)):
        sheet.text(sheet.width * chance.random(), sheet.height * chance.random(), sheet.prose(6), chance.uniform(6, 12))


def sparse(sheet: Sheet) -> None:
    """Hardly anything: a border, an empty box or table, a circle, a star, a line or a few words."""
    chance = sheet.chance
    width, height = sheet.width, sheet.height
    for _ in range(chance.randint(1, 3)):
        x, y = width * chance.uniform(0.0, 0.6), height * chance.uniform(0.0, 0.7)
        wide, high = width * chance.uniform(0.1, 0.4), height * chance.uniform(0.05, 0.3)
        sort = chance.randint(0, 6)
        if sort == 0:
            sheet.rect(width * 0.01, height * 0.01, width * 0.98, height * 0.98, line=chance.choice((0.5, 1.0)))
        elif sort == 1:
            sheet.rect(x, y, wide, high, fill=chance.random() < 0.2)
        elif sort == 2:
            sheet.circle(x + wide / 2, y + wide / 2, wide / 2)
        elif sort == 3:
            columns, rows = chance.randint(1, 6), chance.randint(1, 6)
            for place in range(columns * rows):
                sheet.rect(
                    x + wide * (place % columns) / columns,
                    y + high * (place // columns) / rows,
                    wide / columns,
                    high / rows,
                )
        elif sort == 4:
            sheet.line((x, y), (x + wide, y + chance.choice((0.0, high))))
        elif sort == 5:
            spikes, turn = chance.randint(4, 14), chance.uniform(0.2, 0.8)
            for scale in (1.0, 0.8, 0.6)[: chance.randint(1, 3)]:
                sheet.shape([
                    (width / 2 + scale * wide * (1, turn)[step % 2] * math.cos(math.pi * step / spikes),
                     height / 2 + scale * wide * (1, turn)[step % 2] * math.sin(math.pi * step / spikes))
                    for step in range(2 * spikes)
                ])  # fmt: skip
        else:
            sheet.text(x, y, sheet.prose(chance.randint(3, 20)), chance.uniform(8, 20))


def picture(sheet: Sheet) -> None:
    """Line art, a sign or clip art over the whole sheet."""
    art(sheet, (sheet.width * 0.05, sheet.height * 0.05, sheet.width * 0.9, sheet.height * 0.9))


def art(sheet: Sheet, area: tuple[float, float, float, float]) -> None:
    """Curved shapes with thick outlines, filled or not."""
    chance, (x, y, width, height) = sheet.chance, area
    gray = chance.choice((0.0, 0.2, 1.0))
    is_outline = chance.random() < 0.35
    for _ in range(chance.randint(1, 16)):
        cx, cy = x + width * chance.uniform(0.2, 0.8), y + height * chance.uniform(0.2, 0.8)
        size = min(width, height) * chance.uniform(0.05, 0.4)
        sheet.page.setFillColorRGB(*_tint(chance, gray=gray))
        if chance.random() < 0.3:
            sheet.page.setStrokeColorRGB(*_tint(chance, gray=gray))
        sheet.page.setLineWidth(sheet.weight * chance.uniform(0.5, 4))
        count = chance.randint(3, 9)
        spots = [
            (cx + size * chance.uniform(0.4, 1) * math.cos(angle), cy + size * chance.uniform(0.4, 1) * math.sin(angle))
            for angle in (math.tau * step / count for step in range(count))
        ]
        path = sheet.page.beginPath()
        path.moveTo(*spots[0])
        for place in range(count):
            one, two = spots[place], spots[(place + 1) % count]
            path.curveTo(
                one[0] + chance.uniform(-size, size) / 2, one[1] + size * 0.4, two[0], two[1] - size * 0.4, *two
            )
        sheet.page.drawPath(path, stroke=int(is_outline or chance.random() < 0.7), fill=int(not is_outline))
    sheet.colour(BLACK)


def icons(sheet: Sheet) -> None:
    """Coloured tiles with words under them, joined by lines or not: an architecture of services, a menu."""
    chance = sheet.chance
    columns, rows = chance.randint(2, 6), chance.randint(1, 5)
    size = min(sheet.width / columns, sheet.height / rows) * 0.4
    if chance.random() < 0.5:
        sheet.page.setFillColorRGB(0.9, 0.95, 1.0)
        sheet.page.setStrokeGray(0.7)
        sheet.page.roundRect(sheet.width * 0.08, sheet.height * 0.06, sheet.width * 0.8, sheet.height * 0.86, 8, fill=1)
    sheet.page.setStrokeGray(0.5)
    for column in range(columns):
        for row in range(rows):
            x, y = sheet.width * (column + 0.3) / columns, sheet.height * (row + 0.35) / rows
            if column and chance.random() < 0.6:
                sheet.line((x, y + size / 2), (x - sheet.width / columns + size, y + size / 2))
            sheet.page.setFillColorRGB(*_tint(chance, gray=0.15))
            (
                sheet.page.roundRect(x, y, size, size, size * 0.15, stroke=0, fill=1)
                if chance.random() < 0.6
                else sheet.circle(x + size / 2, y + size / 2, size / 2, line=0, fill=True)
            )
            sheet.page.setFillGray(1)
            sheet.circle(x + size / 2, y + size / 2, size * 0.2, line=0, fill=True)
            sheet.page.setFillGray(0)
            sheet.text(x + size / 2, y - size * 0.3, sheet.prose(8), size * 0.2, middle=True)
    sheet.colour(BLACK)


def solid(sheet: Sheet) -> None:
    """A shaded body as a program renders it, without dimensions."""
    chance = sheet.chance
    tint = _tint(chance, gray=0.3)
    cx, cy, size = sheet.width / 2, sheet.height / 2, min(sheet.width, sheet.height) * 0.3
    for _ in range(chance.randint(1, 4)):
        wide, high = size * chance.uniform(0.4, 1.3), size * chance.uniform(0.3, 1.2)
        ox, oy = cx + size * chance.uniform(-0.5, 0.5), cy + size * chance.uniform(-0.5, 0.3)
        steps = chance.choice((6, 40))
        for step in range(steps):
            share = step / steps
            tone = 0.45 + 0.5 * math.sin(math.pi * share)
            sheet.page.setFillColorRGB(*(channel * tone for channel in tint))
            sheet.rect(ox - wide / 2 + wide * share, oy, wide / steps + 0.5, high, line=0, fill=True)
        sheet.page.setFillColorRGB(*(min(1.0, channel * 1.1) for channel in tint))
        sheet.page.ellipse(
            ox - wide / 2,
            oy + high - wide * 0.15,
            ox + wide / 2,
            oy + high + wide * 0.15,
            stroke=int(chance.random() < 0.5),
            fill=1,
        )
    sheet.colour(BLACK)


def wiring(sheet: Sheet) -> None:
    """Coloured pictures of boards and devices joined by coloured wires, as in a beginner's guide."""
    chance = sheet.chance
    spots = []
    for number in range(chance.randint(2, 3)):
        wide, high = sheet.width * chance.uniform(0.2, 0.38), sheet.height * chance.uniform(0.3, 0.7)
        x, y = sheet.width * (0.04 + 0.48 * (number % 2)), sheet.height * (0.1 + 0.1 * number)
        sheet.page.setFillColorRGB(*chance.choice(((0.1, 0.1, 0.1), (0.1, 0.5, 0.2), (0.8, 0.1, 0.1), (0.0, 0.3, 0.6))))
        sheet.page.roundRect(x, y, wide, high, 8, stroke=0, fill=1)
        for _ in range(chance.randint(8, 40)):
            sheet.page.setFillColorRGB(*_tint(chance, gray=0.7))
            size = wide * chance.uniform(0.02, 0.2)
            sheet.rect(
                x + (wide - size) * chance.random(),
                y + (high - size) * chance.random(),
                size,
                size * chance.uniform(0.3, 1),
                line=0.3,
                fill=True,
            )
        spots += [(x + wide * chance.random(), y + high * chance.choice((0.05, 0.95))) for _ in range(5)]
    for start, end in zip(spots[:5], spots[5:], strict=False):
        sheet.page.setStrokeColorRGB(
            *chance.choice(((0.9, 0.1, 0.1), (0, 0, 0), (0.1, 0.6, 0.2), (0.1, 0.3, 0.8), (0.9, 0.7, 0.1)))
        )
        sheet.line(start, (start[0], (start[1] + end[1]) / 2), (end[0], (start[1] + end[1]) / 2), end, width=1.5)
    sheet.colour(BLACK)


def photograph(sheet: Sheet) -> None:
    """Soft blobs and gradients over the whole sheet, as in a photograph."""
    chance = sheet.chance
    one, two = _tint(chance, gray=0.2), _tint(chance, gray=0.2)
    sheet.page.linearGradient(0, 0, 0, sheet.height, [_hex(one), _hex(two)])
    for _ in range(chance.randint(5, 40)):
        x, y = sheet.width * chance.random(), sheet.height * chance.random()
        size = min(sheet.width, sheet.height) * chance.uniform(0.03, 0.3)
        sheet.page.saveState()
        path = sheet.page.beginPath()
        path.ellipse(x - size, y - size, 2 * size, 2 * size * chance.uniform(0.3, 1))
        sheet.page.clipPath(path, stroke=0)
        sheet.page.radialGradient(x, y, size * 1.3, [_hex(_tint(chance, gray=0.2)), _hex(_tint(chance, gray=0.2))])
        sheet.page.restoreState()


def _hex(tint: Rgb) -> object:
    from reportlab.lib.colors import Color

    return Color(*tint)
