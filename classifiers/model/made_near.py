"""Made pages in black and white that a first look takes for drawings: music from near, line art, plots, large words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from classifiers.model.made_sheet import Sheet

Area = tuple[float, float, float, float]


def staves(sheet: Sheet) -> None:
    """A few bars of music seen from near: five lines, thick stems and beams, heads that lean, a clef of curves."""
    chance = sheet.chance
    count = chance.randint(1, 5)
    gap = min(sheet.height / count / 9, sheet.width / 18) * chance.uniform(0.6, 1.0)
    for number in range(count):
        low = sheet.height * (number + 0.35) / count
        left = sheet.width * chance.choice((0.02, 0.1, 0.2))
        for line in range(5):
            sheet.line(
                (left, low + line * gap), (sheet.width * 0.97, low + line * gap), width=gap * 0.08 / sheet.weight
            )
        _clef(sheet, left + gap, low, gap)
        if left > sheet.width * 0.05 and chance.random() < 0.6:
            sheet.text(2, low + gap * 1.5, sheet.prose(6), gap * 1.6)
        x, beam = left + gap * chance.uniform(4, 7), 0.0
        while x < sheet.width * 0.93:
            beam = _note(sheet, x, low, gap, beam)
            x += gap * chance.choice((1.8, 2.5, 3.5, 5.0))
            if chance.random() < 0.15:
                sheet.line((x - gap, low), (x - gap, low + 4 * gap), width=gap * 0.12 / sheet.weight)
        if chance.random() < 0.5:
            sheet.text(sheet.width * chance.uniform(0.3, 0.7), low - gap * 2.5, sheet.prose(5), gap * 1.5)


def _note(sheet: Sheet, x: float, low: float, gap: float, beam: float) -> float:
    """A note with its stem; where a beam ended, which the next may go on with."""
    chance = sheet.chance
    y, way = low + gap * chance.randint(-2, 10) / 2, chance.choice((-1, 1))
    sheet.page.saveState()
    sheet.page.translate(x, y)
    sheet.page.rotate(25)
    sheet.page.setLineWidth(gap * 0.15)
    sheet.page.ellipse(-gap * 0.65, -gap * 0.42, gap * 0.65, gap * 0.42, fill=int(chance.random() < 0.75))
    sheet.page.restoreState()
    foot = y + way * gap * 3.5
    sheet.line((x + way * gap * 0.55, y), (x + way * gap * 0.55, foot), width=gap * 0.13 / sheet.weight)
    if beam and chance.random() < 0.6:
        sheet.line((beam, foot), (x + way * gap * 0.55, foot), width=gap * 0.5 / sheet.weight)
    if chance.random() < 0.15:
        sheet.circle(x + gap, y, gap * 0.2, fill=True)
    return x + way * gap * 0.55


def _clef(sheet: Sheet, x: float, low: float, gap: float) -> None:
    path = sheet.page.beginPath()
    path.moveTo(x, low - gap)
    for step in range(1, 5):
        angle = math.tau * step / 5
        far = gap * (2.6 - 0.4 * step)
        path.curveTo(
            x + far,
            low + gap * step * 0.8,
            x - far,
            low + gap * (step + 1),
            x + far * math.cos(angle) / 2,
            low + gap * (step + 1),
        )
    sheet.page.setLineWidth(gap * 0.25)
    sheet.page.drawPath(path)


def scribble(sheet: Sheet) -> None:
    """Line art in black: an outline of arcs with patches, hatches of short strokes, perhaps a figure or a seal."""
    chance = sheet.chance
    cx, cy, size = sheet.width / 2, sheet.height / 2, min(sheet.width, sheet.height) * 0.42
    sheet.page.setLineCap(1)
    for _ in range(chance.randint(2, 9)):
        x, y, far = (
            cx + size * chance.uniform(-0.6, 0.6),
            cy + size * chance.uniform(-0.6, 0.6),
            size * chance.uniform(0.1, 0.7),
        )
        _blob(sheet, (x, y), far)
        for _ in range(chance.choice((0, 0, 6, 30))):
            angle, near = chance.uniform(0, math.tau), far * chance.random()
            px, py = x + near * math.cos(angle), y + near * math.sin(angle)
            bend = chance.uniform(-0.2, 0.2) * far
            sheet.page.setLineWidth(sheet.weight * chance.choice((0.7, 1.5, 3.0)))
            sheet.page.bezier(px, py, px + bend, py + bend, px + 2 * bend, py - bend, px + 0.2 * far, py + bend)
    if chance.random() < 0.3:
        for step in range(chance.randint(8, 40)):
            angle = math.tau * step / 40
            sheet.line(
                (cx + size * 0.9 * math.cos(angle), cy + size * 0.9 * math.sin(angle)),
                (cx + size * 1.1 * math.cos(angle), cy + size * 1.1 * math.sin(angle)),
                width=chance.choice((0.7, 1.5)),
            )


def _blob(sheet: Sheet, at: tuple[float, float], far: float) -> None:
    chance, (x, y) = sheet.chance, at
    count = chance.randint(4, 10)
    spots = [
        (
            x + far * chance.uniform(0.5, 1) * math.cos(math.tau * n / count),
            y + far * chance.uniform(0.5, 1) * math.sin(math.tau * n / count),
        )
        for n in range(count)
    ]
    path = sheet.page.beginPath()
    path.moveTo(*spots[0])
    for place in range(count):
        before, one, two, after = (spots[(place + step) % count] for step in (-1, 0, 1, 2))
        path.curveTo(
            one[0] + (two[0] - before[0]) / 5, one[1] + (two[1] - before[1]) / 5,
            two[0] - (after[0] - one[0]) / 5, two[1] - (after[1] - one[1]) / 5, *two,
        )  # fmt: skip
    sheet.page.setLineWidth(sheet.weight * chance.choice((0.7, 1.5, 2.5, 4.0)))
    is_black = chance.random() < 0.25
    sheet.page.setFillGray(0.0 if is_black else 1.0)
    sheet.page.drawPath(path, stroke=1, fill=int(is_black or chance.random() < 0.6))
    sheet.page.setFillGray(0)


def axes(sheet: Sheet) -> None:
    """A black plot, or several small ones: a box or axes with ticks and numbers, curves with marks, grid, legend."""
    chance = sheet.chance
    columns, rows = chance.choice(((1, 1), (1, 1), (2, 1), (2, 2), (4, 2)))
    for place in range(columns * rows):
        wide, high = sheet.width / columns, sheet.height / rows
        _plot(
            sheet, (wide * (place % columns + 0.16), high * (place // columns + 0.17), wide * 0.78, high * 0.74), chance
        )


def _plot(sheet: Sheet, area: Area, chance: Random) -> None:
    x, y, width, height = area
    size, ticks = max(4.0, min(width, height) * 0.05), chance.randint(3, 9)
    sheet.page.setFont(sheet.font, size)
    if chance.random() < 0.6:
        sheet.rect(x, y, width, height, line=0.6)
    else:
        sheet.line((x, y + height), (x, y), (x + width, y), width=0.6)
    has_grid, out = chance.random() < 0.4, chance.choice((-1, 1))
    for tick in range(ticks + 1):
        px, py = x + width * tick / ticks, y + height * tick / ticks
        sheet.line((px, y), (px, y + (height if has_grid else out * size * 0.5)), width=0.3)
        sheet.line((x, py), (x + (width if has_grid else out * size * 0.5), py), width=0.3)
        sheet.text(px, y - size * 1.4, f"{tick * 5}", size, middle=True)
        sheet.text(x - size * 2.2, py - size * 0.3, f"{tick / ticks:.1f}", size)
    for _ in range(chance.randint(1, 4)):
        level, points = chance.random(), []
        for step in range(chance.choice((6, 15, 60)) + 1):
            level = min(0.97, max(0.03, level + chance.uniform(-0.12, 0.14)))
            points.append((level, step))
        ends = [(x + width * step / points[-1][1], y + height * share) for share, step in points]
        sheet.page.setDash(*chance.choice((((), 0), ((4, 2), 0), ((1, 2), 0))))
        sheet.line(*ends, width=chance.choice((0.5, 1.0, 1.6)))
        sheet.page.setDash()
        if chance.random() < 0.5 and len(ends) < 20:
            for px, py in ends:
                sheet.circle(px, py, size * 0.3, line=0.5, fill=chance.random() < 0.5)
    if chance.random() < 0.5:
        sheet.rect(x + width * 0.65, y + height * 0.08, width * 0.32, size * 3.4, line=0.4)
        for line in range(2):
            sheet.text(x + width * 0.78, y + height * 0.08 + size * (0.6 + 1.4 * line), sheet.prose(4), size)


def words(sheet: Sheet) -> None:
    """A few large letters, a figure with a name, two plain shapes beside each other: cut out of a page of text."""
    chance = sheet.chance
    size = min(sheet.height * chance.uniform(0.15, 0.5), sheet.width / 6)
    sheet.text(
        sheet.width * chance.uniform(0.02, 0.3),
        sheet.height * chance.uniform(0.3, 0.6),
        sheet.prose(chance.randint(2, 12)),
        size,
    )
    for _ in range(chance.choice((0, 0, 1, 2))):
        x, y = sheet.width * chance.uniform(0.0, 0.7), sheet.height * chance.uniform(0.0, 0.6)
        if chance.random() < 0.5:
            sheet.rect(x, y, size * 2, size * 2)
        else:
            sheet.circle(x + size, y + size, size)
        sheet.text(x + size, y + size, sheet.prose(4), size * 0.5, middle=True)
