"""Made dialogs of desktop programs: labels, fields, sliders, ticks, lists, previews, curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK

if TYPE_CHECKING:
    from classifiers.model.made_sheet import Sheet

Area = tuple[float, float, float, float]


def dialog(sheet: Sheet) -> None:
    """A dialog of a desktop: a gray ground, tabs, labels with fields, lists, a preview, buttons, black text."""
    chance = sheet.chance
    base = chance.choice((0.86, 0.9, 0.93, 0.95, 0.98))
    sheet.page.setFillGray(base)
    sheet.page.setStrokeGray(base - 0.35)
    sheet.page.setLineWidth(0.7)
    sheet.page.roundRect(1, 1, sheet.width - 2, sheet.height - 2, chance.choice((0, 6)), fill=1)
    rows = chance.randint(4, 14)
    row = sheet.height / (rows + 1.5)
    size, y, place = row * chance.uniform(0.38, 0.55), sheet.height - row, 0
    sheet.page.setFillGray(0)
    sheet.text(row, y + row * 0.2, sheet.prose(10), size * 1.15)
    while place < rows:
        taken = min(rows - place, chance.choice((1, 1, 1, 1, 3, 5)))
        y -= taken * row
        area = (row * 0.4, y, sheet.width - row * 0.8, taken * row)
        (
            chance.choice((_preview, _choices, _curve))
            if taken > 1
            else chance.choice((_field, _slider, _ticks, _buttons))
        )(sheet, area, size, base)
        place += taken
    sheet.colour(BLACK)


def _box(sheet: Sheet, area: Area, tone: float) -> None:
    sheet.page.setFillGray(tone)
    sheet.page.setStrokeGray(0.55)
    sheet.page.setLineWidth(0.6)
    sheet.page.roundRect(*area, min(3.0, area[3] / 4), fill=1)
    sheet.page.setFillGray(0)


def _field(sheet: Sheet, area: Area, size: float, base: float) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    wide = width * chance.uniform(0.25, 0.6)
    sheet.page.setFillGray(0)
    sheet.text(x, y + height * 0.3, sheet.prose(6) + ":", size)
    _box(sheet, (x + width - wide, y + height * 0.1, wide, height * 0.75), chance.choice((1.0, base)))
    sheet.text(
        x + width - wide + 4,
        y + height * 0.3,
        str(chance.randint(0, 900)) if chance.random() < 0.5 else sheet.prose(7),
        size,
    )
    if chance.random() < 0.6:
        for way in (0.45, -0.2):
            cx, cy = x + width - height * 0.4, y + height * (0.5 + way / 4)
            sheet.shape([(cx - 3, cy), (cx + 3, cy), (cx, cy + way * 8)], line=0.2, fill=True)


def _slider(sheet: Sheet, area: Area, size: float, base: float) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    sheet.page.setFillGray(0)
    sheet.text(x, y + height * 0.3, sheet.prose(4), size)
    _box(sheet, (x + width * 0.3, y + height * 0.42, width * 0.45, height * 0.14), base - 0.15)
    _box(sheet, (x + width * (0.3 + 0.4 * chance.random()), y + height * 0.25, height * 0.35, height * 0.5), 0.97)
    _box(sheet, (x + width * 0.8, y + height * 0.1, width * 0.2, height * 0.75), 1.0)
    sheet.text(x + width * 0.82, y + height * 0.3, f"{chance.uniform(0, 99):.1f}", size)


def _ticks(sheet: Sheet, area: Area, size: float, base: float) -> None:
    chance, (x, y, _, height) = sheet.chance, area
    indent = x + height * chance.choice((0.0, 0.7))
    if chance.random() < 0.5:
        _box(sheet, (indent, y + height * 0.25, height * 0.45, height * 0.45), 1.0)
    else:
        sheet.page.setFillGray(min(1.0, base + 0.05))
        sheet.circle(indent + height * 0.25, y + height * 0.45, height * 0.22, line=0.5, fill=True)
    sheet.page.setFillGray(0)
    sheet.text(indent + height * 0.8, y + height * 0.3, sheet.prose(chance.randint(5, 20)), size)


def _buttons(sheet: Sheet, area: Area, size: float, base: float) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    count = chance.randint(2, 5)
    for place in range(count):
        _box(sheet, (x + width * place / count, y + height * 0.1, width / count * 0.9, height * 0.8), base + 0.02)
        sheet.text(x + width * (place + 0.45) / count, y + height * 0.32, sheet.prose(4), size, middle=True)


def _preview(sheet: Sheet, area: Area, _size: float, _base: float) -> None:
    """Pictures in a grid, each a smooth patch, or one large one."""
    chance, (x, y, width, height) = sheet.chance, area
    columns, rows = chance.choice(((1, 1), (3, 1), (5, 2), (8, 4)))
    _box(sheet, area, 1.0)
    for place in range(columns * rows):
        wide, high = width / columns, height / rows
        cx, cy = x + wide * (place % columns), y + high * (place // columns)
        for step in range(8):
            sheet.page.setFillGray(min(1.0, max(0.0, chance.random() * 0.6 + step * 0.05)))
            sheet.rect(cx + wide * (0.1 + 0.1 * step), cy + high * 0.1, wide * 0.1, high * 0.8, line=0, fill=True)
        sheet.page.setFillGray(chance.random())
        sheet.circle(cx + wide / 2, cy + high / 2, min(wide, high) * 0.25, line=0, fill=True)


def _choices(sheet: Sheet, area: Area, size: float, _base: float) -> None:
    """A list with one line chosen and a bar to scroll with."""
    chance, (x, y, width, height) = sheet.chance, area
    _box(sheet, area, 1.0)
    lines = max(2, int(height / size / 1.7))
    chosen = chance.randrange(lines)
    for line in range(lines):
        at = y + height - height * (line + 1) / lines
        if line == chosen:
            sheet.page.setFillColorRGB(0.3, 0.4 + 0.3 * chance.random(), 0.8)
            sheet.rect(x + 1, at, width * 0.92, height / lines, line=0, fill=True)
        sheet.page.setFillGray(1 if line == chosen else 0)
        sheet.text(x + size * 2, at + size * 0.4, sheet.prose(chance.randint(4, 16)), size)
        sheet.page.setFillGray(chance.random())
        sheet.rect(x + size * 0.3, at + size * 0.2, size, size, line=0.4, fill=True)
    _box(sheet, (x + width * 0.94, y + height * chance.uniform(0, 0.5), width * 0.05, height * 0.4), 0.8)


def _curve(sheet: Sheet, area: Area, _size: float, _base: float) -> None:
    """A histogram or a curve in its box."""
    chance, (x, y, width, height) = sheet.chance, area
    _box(sheet, area, 1.0)
    points, level, bars = [(x, y)], chance.random(), chance.randint(20, 120)
    for step in range(bars):
        level = min(1.0, max(0.02, level + chance.uniform(-0.15, 0.15)))
        points.append((x + width * step / bars, y + height * level * 0.95))
    sheet.shape([*points, (x + width, y)], line=0.4, fill=chance.random() < 0.7)
