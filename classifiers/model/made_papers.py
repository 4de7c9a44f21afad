"""Made pages that are no drawings: letters, papers, forms, tables, invoices, code, music, mostly black on white."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, Sheet

if TYPE_CHECKING:
    from classifiers.model.made_sheet import Rgb

_TINTS: tuple[Rgb, ...] = ((0.85, 0.85, 0.85), (0.8, 0.88, 0.97), (0.97, 0.9, 0.8), (0.2, 0.4, 0.6))


def letter(sheet: Sheet) -> None:
    """Lines of prose in one or two columns, with headings and perhaps a picture."""
    chance = sheet.chance
    points = chance.uniform(7, 13) * sheet.width / 595
    left, columns = sheet.width * chance.uniform(0.06, 0.15), chance.choice((1, 1, 1, 2, 3))
    top, foot = sheet.height * chance.uniform(0.8, 0.95), sheet.height * chance.choice((0.07, 0.1, 0.4, 0.7))
    width = (sheet.width - 2 * left) / columns
    if chance.random() < 0.7:
        sheet.text(left, top + points, sheet.prose(chance.randint(8, 26)), points * chance.uniform(1.2, 2.2))
    lead = chance.uniform(1.15, 1.8)
    fit = max(4, int(width * 0.94 / (points * (0.5 if sheet.language == "en" else 1.0))))
    for column in range(columns):
        y = top - points
        while y > foot:
            y -= points * lead
            sort = chance.random()
            if sort < 0.06:
                y -= points
                sheet.text(left + column * width, y, f"{chance.randint(1, 9)}. {sheet.prose(14)}", points * 1.2)
                continue
            words = sheet.prose(fit if sort < 0.85 else chance.randint(3, fit))
            sheet.text(left + column * width, y, words, points)
            if sort > 0.985 and y - foot > points * 12:
                y -= points * 10
                sheet.page.setFillGray(chance.uniform(0.3, 0.9))
                sheet.rect(left + column * width, y, width * 0.8, points * 9, line=0.5, fill=chance.random() < 0.7)
                sheet.page.setFillGray(0)


def listing(sheet: Sheet) -> None:
    """Short lines at different indents: code, agendas, tables of contents, command help."""
    chance = sheet.chance
    points = chance.uniform(7, 12)
    y, indent = sheet.height * 0.93, 0
    while y > sheet.height * chance.choice((0.06, 0.1)):
        indent = max(0, min(5, indent + chance.randint(-1, 1)))
        sheet.text(sheet.width * 0.08 + indent * points * 2, y, sheet.prose(chance.randint(3, 30)), points)
        if chance.random() < 0.2:
            sheet.text(sheet.width * 0.85, y, str(chance.randint(1, 300)), points)
        y -= points * 1.4 * chance.choice((1, 1, 1, 2))


def table(sheet: Sheet) -> None:
    """Rows and columns, ruled in whole, in part or not at all, numbers and words, perhaps a line of prose above."""
    chance = sheet.chance
    left, width = sheet.width * chance.uniform(0.03, 0.15), sheet.width * chance.uniform(0.6, 0.85)
    top, columns, rows = sheet.height * chance.uniform(0.7, 0.95), chance.randint(2, 12), chance.randint(3, 45)
    step = min(chance.uniform(10, 30), (top - sheet.height * 0.05) / rows)
    size = min(step * 0.6, width / columns / 5, 10)
    cuts = sorted({0.0, 1.0, *(chance.random() for _ in range(columns - 1))})
    rules = chance.choice(("all", "all", "rows", "head", "none"))
    sheet.text(left, top + 12, sheet.prose(24), size * 1.7)
    tint = chance.choice(_TINTS)
    for row in range(rows):
        y = top - (row + 1) * step
        if (row == 0 or (rules != "all" and row % 2)) and chance.random() < 0.6:
            sheet.page.setFillColorRGB(*tint)
            sheet.rect(left, y, width, step, line=0, fill=True)
            sheet.colour(BLACK)
        if rules in ("all", "rows") or (rules == "head" and row in (0, rows - 1)):
            sheet.line((left, y), (left + width, y), width=0.5)
        for start in cuts[:-1]:
            words = (
                sheet.prose(chance.randint(2, 8))
                if chance.random() < 0.4
                else f"{chance.uniform(0, 9999):,.{chance.randint(0, 2)}f}"
            )
            sheet.text(left + width * start + 2, y + step * 0.3, words, size)
    if rules == "all":
        for cut in cuts:
            sheet.line((left + width * cut, top), (left + width * cut, top - rows * step), width=0.5)
        sheet.line((left, top), (left + width, top), width=0.5)


def form(sheet: Sheet) -> None:
    """Boxes with small labels, a heading, ticks, and lines to sign on: an invoice, an application, a report."""
    chance = sheet.chance
    left, width = sheet.width * 0.08, sheet.width * 0.84
    sheet.text(left, sheet.height * 0.92, sheet.prose(12), 16)
    y = sheet.height * 0.88
    while y > sheet.height * 0.12:
        high = chance.uniform(14, 60)
        at = 0.0
        y -= high
        while at < 1.0:
            wide = min(chance.choice((0.2, 0.3, 0.5, 1.0)), 1.0 - at)
            sheet.rect(left + width * at, y, width * wide, high, line=0.5)
            sheet.text(left + width * at + 3, y + high - 8, sheet.prose(chance.randint(3, 10)), 6)
            if chance.random() < 0.4:
                sheet.text(
                    left + width * at + 8,
                    y + 3,
                    sheet.prose(8) if chance.random() < 0.6 else f"{chance.randint(1, 10**6):,}",
                    9,
                )
            if chance.random() < 0.2:
                sheet.rect(left + width * at + 4, y + 4, 6, 6, line=0.5)
            at += wide
        if chance.random() < 0.3:
            y -= 16
            sheet.text(left, y + 4, sheet.prose(50), 8)


def music(sheet: Sheet) -> None:
    """Staves with notes, beams and bars."""
    chance = sheet.chance
    staves, gap = chance.randint(1, 10), chance.uniform(0.006, 0.03) * sheet.width
    for staff in range(staves):
        low = sheet.height - (staff + 1) * gap * chance.uniform(9, 12)
        if low < gap * 3:
            break
        left, right = gap * 3, sheet.width - gap * 2
        for line in range(5):
            sheet.line((left, low + line * gap), (right, low + line * gap), width=0.5)
        sheet.text(left + 2, low, chance.choice(("&", "C", "3/4", "4/4", "B")), gap * 4)
        x, before = left + gap * 4, None
        while x < right - gap * 2:
            y = low + gap * chance.randint(-2, 10) / 2
            sheet.page.ellipse(x, y, x + gap * 1.3, y + gap, fill=int(chance.random() < 0.8))
            stem = y + gap * 3.5
            sheet.line((x + gap * 1.3, y + gap / 2), (x + gap * 1.3, stem), width=0.7)
            if before and chance.random() < 0.5:
                sheet.line(before, (x + gap * 1.3, stem), width=3.0)
            before = (x + gap * 1.3, stem)
            x += gap * chance.uniform(2, 5)
            if chance.random() < 0.15:
                sheet.line((x, low), (x, low + 4 * gap), width=0.8)
                before = None
                x += gap


def flow(sheet: Sheet) -> None:
    """Boxes of words joined by arrows: flow charts, organisations, mind maps, class diagrams."""
    chance = sheet.chance
    columns, rows = chance.randint(1, 5), chance.randint(2, 6)
    wide, high = sheet.width * 0.8 / columns, sheet.height * 0.8 / rows
    tint = (
        (chance.uniform(0.5, 1), chance.uniform(0.6, 1), chance.uniform(0.6, 1))
        if chance.random() < 0.5
        else (1.0, 1.0, 1.0)
    )
    size = max(4.0, min(12.0, wide / 10))
    centres = []
    for column in range(columns):
        for row in range(rows):
            if chance.random() < 0.25:
                continue
            x, y = sheet.width * 0.1 + wide * (column + 0.15), sheet.height * 0.1 + high * (row + 0.25)
            centres.append((x + wide * 0.35, y + high * 0.25))
            sheet.page.setFillColorRGB(*tint)
            sheet.page.setLineWidth(0.8 * sheet.weight)
            sort = chance.random()
            if sort < 0.5:
                sheet.page.roundRect(x, y, wide * 0.7, high * 0.5, 6, fill=1)
            elif sort < 0.8:
                sheet.page.rect(x, y, wide * 0.7, high * 0.5, fill=1)
            elif sort < 0.9:
                sheet.page.ellipse(x, y, x + wide * 0.7, y + high * 0.5, fill=1)
            else:
                cx, cy = centres[-1]
                sheet.shape(
                    [(cx, cy + high * 0.3), (cx + wide * 0.4, cy), (cx, cy - high * 0.3), (cx - wide * 0.4, cy)],
                    fill=True,
                )
            sheet.page.setFillGray(0)
            sheet.text(*centres[-1], sheet.prose(max(3, int(wide * 0.6 / size))), size, middle=True)
    for start, end in pairwise(centres):
        sheet.line(start, (end[0], start[1]) if chance.random() < 0.5 else end, end)


def chart(sheet: Sheet) -> None:
    """Axes with bars, lines, points, areas or a pie, with ticks, a legend and a heading; gray or coloured."""
    chance = sheet.chance
    left, low, width, height = 0.12 * sheet.width, 0.15 * sheet.height, 0.75 * sheet.width, 0.68 * sheet.height
    size = max(5.0, sheet.width * chance.uniform(0.012, 0.025))
    tints = [(chance.random(), chance.random(), chance.random()) for _ in range(4)]
    if chance.random() < 0.4:
        tints = [(tone, tone, tone) for tone in (0.0, 0.3, 0.5, 0.7)]
    if chance.random() < 0.6:
        sheet.text(left + width / 2, low + height + size, sheet.prose(14), size * 1.3, middle=True)
    count = chance.randint(4, 20)
    if chance.random() < 0.12:
        _pie(sheet, tints)
        return
    if chance.random() < 0.5:
        sheet.page.setStrokeGray(0.85)
        for step in range(1, 8):
            sheet.line((left, low + height * step / 8), (left + width, low + height * step / 8), width=0.4)
            if chance.random() < 0.5:
                sheet.line((left + width * step / 8, low), (left + width * step / 8, low + height), width=0.4)
        sheet.page.setStrokeGray(0)
    (
        sheet.rect(left, low, width, height)
        if chance.random() < 0.4
        else sheet.line((left, low + height), (left, low), (left + width, low))
    )
    for step in range(count):
        sheet.text(
            left + width * step / count,
            low - size * 1.3,
            str(chance.choice((2010 + step, step * 5, "ABCDEFGHIJKLMNOPQRSTU"[step]))),
            size * 0.8,
        )
    for step in range(7):
        sheet.text(left - size * 2.5, low + height * step / 7, f"{step * 10}", size * 0.8)
    sort = chance.choice(("bars", "lines", "points", "area", "level"))
    for tint in tints[: chance.randint(1, 4)]:
        sheet.colour(tint)
        values, last = [], chance.uniform(0.2, 0.8)
        for _ in range(count + 1):
            last = min(0.98, max(0.02, last + chance.uniform(-0.25, 0.25)))
            values.append(last)
        spots = [(left + width * step / count, low + height * value) for step, value in enumerate(values)]
        if sort == "lines":
            sheet.line(*spots, width=chance.uniform(0.7, 2))
        elif sort == "area":
            sheet.shape([*spots, (left + width, low), (left, low)], line=0.5, fill=True)
        elif sort == "points":
            for _ in range(chance.randint(20, 150)):
                sheet.circle(
                    left + width * chance.random(),
                    low + height * chance.random(),
                    size * 0.25,
                    fill=chance.random() < 0.5,
                )
        else:
            for x, y in spots[:-1]:
                if sort == "bars":
                    sheet.rect(x + 2, low, width / count * 0.7, y - low, line=0.3, fill=True)
                else:
                    sheet.rect(
                        left,
                        low + (x - left) / width * height,
                        (y - low) / height * width,
                        height / count * 0.6,
                        line=0.3,
                        fill=True,
                    )
    sheet.colour(BLACK)


def pillars(sheet: Sheet) -> None:
    """Bars that look solid, drawn as outlines, with an empty legend beside."""
    chance = sheet.chance
    left, low, width, height = sheet.width * 0.05, sheet.height * 0.08, sheet.width * 0.6, sheet.height * 0.8
    for step in range(chance.randint(3, 9)):
        sheet.line((left, low + height * step / 9), (left + width, low + height * step / 9), width=0.4)
    sheet.line((left, low + height), (left, low), (left + width, low))
    count, deep = chance.randint(3, 12), width * chance.uniform(0.0, 0.03)
    for step in range(count):
        x, wide = left + width * (step + 0.2) / count, width / count * 0.5
        high = height * chance.uniform(0.1, 0.95)
        sheet.rect(x, low, wide, high)
        sheet.line(
            (x, low + high),
            (x + deep, low + high + deep),
            (x + wide + deep, low + high + deep),
            (x + wide + deep, low + deep),
        )
    for row in range(chance.randint(0, 4)):
        sheet.rect(sheet.width * 0.72, sheet.height * (0.4 + 0.08 * row), 8, 8)
        if chance.random() < 0.5:
            sheet.text(sheet.width * 0.76, sheet.height * (0.4 + 0.08 * row), sheet.prose(6), 9)


def strip(sheet: Sheet) -> None:
    """A few large letters, a heading or a snippet cut out of a page."""
    chance = sheet.chance
    size = sheet.height * chance.uniform(0.05, 0.3)
    for row in range(chance.randint(1, 4)):
        sheet.text(
            sheet.width * 0.04, sheet.height * 0.85 - size * (1 + 1.4 * row), sheet.prose(chance.randint(2, 14)), size
        )
    if chance.random() < 0.3:
        sheet.rect(sheet.width * 0.02, sheet.height * 0.3, sheet.width * 0.9, sheet.height * 0.6)


def _pie(sheet: Sheet, tints: list[Rgb]) -> None:
    radius, start = min(sheet.width, sheet.height) * 0.35, 0.0
    cx, cy = sheet.width / 2, sheet.height * 0.45
    for tint in tints:
        extent = min(360 - start, sheet.chance.uniform(30, 150))
        sheet.page.setFillColorRGB(*tint)
        sheet.page.wedge(cx - radius, cy - radius, cx + radius, cy + radius, start, extent, fill=1)
        sheet.page.setFillGray(0)
        angle = math.radians(start + extent / 2)
        sheet.text(cx + radius * 1.1 * math.cos(angle), cy + radius * 1.1 * math.sin(angle), f"{extent / 3.6:.0f}%", 9)
        start += extent
