"""Made plots of circuit boards as makers release them: dense footprints, silk screen, pins in rows, dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, dimension

if TYPE_CHECKING:
    from classifiers.model.made_sheet import Sheet

Area = tuple[float, float, float, float]
_PINS = ("A0", "A1", "D2", "D7", "IO12", "EN", "VIN", "GND", "RXD", "TXD", "CS", "SCK", "+", "-", "NC", "RST", "VOUT")
_TITLES = ("Motor Driver", "Sensor Hub V2", "LoRa Node", "Amplifier 3W", "Heater x4", "电源模块 V1", "温度センサ基板")


def board_plot(sheet: Sheet) -> None:
    """A board with parts in groups, pins with their names along its edges, and some dimensions around it."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    share = chance.uniform(0.55, 0.88) if chance.random() < 0.85 else chance.uniform(0.12, 0.3)
    ratio = chance.uniform(0.4, 2.4)
    width = min((right - left) * share, (top - low) * share * ratio)
    height = width / ratio
    x, y = (
        left + (right - left - width) * chance.uniform(0.3, 0.7),
        low + (top - low - height) * chance.uniform(0.3, 0.7),
    )
    area = (x, y, width, height)
    thick = chance.choice((0.7, 1.0, 2.0, 3.0))
    sheet.page.setLineWidth(sheet.weight * thick)
    sheet.page.roundRect(x, y, width, height, chance.choice((0.0, 0.04, 0.1)) * min(width, height))
    unit = (width * height) ** 0.5 * chance.uniform(0.012, 0.035)
    if chance.random() < 0.15:
        _copper(sheet, area, unit)
    _mounts(sheet, area, unit * chance.uniform(1.5, 4.0))
    for _ in range(chance.choice((2, 5, 10, 18, 30))):
        _group(sheet, (x + width * chance.uniform(0.08, 0.75), y + height * chance.uniform(0.1, 0.8)), unit, area)
    for side in range(4):
        if chance.random() < 0.4:
            _edge_pins(sheet, area, side, unit)
    if chance.random() < 0.7:
        size = min(width, height) * chance.uniform(0.05, 0.12)
        sheet.text(
            x + width * chance.uniform(0.15, 0.4), y + height * chance.uniform(0.05, 0.85), chance.choice(_TITLES), size
        )
    _measures(sheet, area)
    if chance.random() < 0.35:
        _table(sheet, low)
    sheet.colour(BLACK)


def _mounts(sheet: Sheet, area: Area, radius: float) -> None:
    x, y, width, height = area
    rings = sheet.chance.choice(((1.0,), (1.0, 0.6), (1.0, 0.9, 0.5)))
    for cx in (x + 1.4 * radius, x + width - 1.4 * radius):
        for cy in (y + 1.4 * radius, y + height - 1.4 * radius):
            if sheet.chance.random() < 0.85:
                for share in rings:
                    sheet.circle(cx, cy, radius * share)


def _group(sheet: Sheet, at: tuple[float, float], unit: float, area: Area) -> None:
    """Some alike parts in a row, as placed by hand, inside the board."""
    chance, (x, y) = sheet.chance, at
    sort, is_level = chance.randrange(6), chance.random() < 0.5
    for number in range(chance.randint(1, 6) if sort < 2 else 1):
        step = unit * 2.4 * number
        px, py = (x + step, y) if is_level else (x, y + step)
        if px + unit * 2 > area[0] + area[2] or py + unit * 2 > area[1] + area[3]:
            break
        (_chip_part, _chip_part, _quad, _plug, _coil, _cap)[sort](sheet, (px, py), unit, is_level=is_level)
        if chance.random() < 0.4:
            sheet.text(px, py + unit * 2.1, f"{'RCULQD'[sort]}{chance.randint(1, 60)}", unit * chance.uniform(0.6, 1.0))


def _chip_part(sheet: Sheet, at: tuple[float, float], unit: float, *, is_level: bool) -> None:
    x, y = at
    fill = sheet.chance.random() < 0.4
    for place in (0.0, 1.2):
        dx, dy = (0.0, place * unit) if is_level else (place * unit, 0.0)
        sheet.rect(x + dx, y + dy, unit * 0.8, unit * 0.8, line=0.5, fill=fill)
    if sheet.chance.random() < 0.6:
        wide, high = (1.1, 2.4) if is_level else (2.4, 1.1)
        sheet.rect(x - unit * 0.15, y - unit * 0.2, unit * wide, unit * high, line=0.6)


def _quad(sheet: Sheet, at: tuple[float, float], unit: float, *, is_level: bool) -> None:
    chance, (x, y) = sheet.chance, at
    pins, pitch, fill = chance.randint(4, 14), unit * chance.uniform(0.5, 0.9), chance.random() < 0.6
    side = pitch * (pins + 1)
    sheet.rect(x, y, side, side, line=chance.choice((0.6, 1.2)))
    for pin in range(pins):
        near = pitch * (pin + 0.75)
        for px, py, wide, high in (
            (x + near, y - unit, pitch * 0.5, unit * 0.9), (x + near, y + side + unit * 0.1, pitch * 0.5, unit * 0.9),
            (x - unit, y + near, unit * 0.9, pitch * 0.5), (x + side + unit * 0.1, y + near, unit * 0.9, pitch * 0.5),
        )[: 2 if is_level and pins < 9 else 4]:  # fmt: skip
            sheet.rect(px, py, wide, high, line=0.4, fill=fill)
    sheet.circle(x + pitch, y + side - pitch, pitch * 0.4, fill=chance.random() < 0.5)


def _plug(sheet: Sheet, at: tuple[float, float], unit: float, *, is_level: bool) -> None:
    """A connector: a stepped outline, pins within, bars or hooks beside."""
    chance, (x, y) = sheet.chance, at
    pins = chance.randint(2, 6)
    long, deep = unit * (pins + 1.5), unit * 3.5
    wide, high = (long, deep) if is_level else (deep, long)
    sheet.rect(x, y, wide, high, line=chance.choice((0.8, 1.5)))
    sheet.rect(x + wide * 0.15, y + high * 0.15, wide * 0.7, high * 0.7, line=0.6)
    for pin in range(pins):
        near = unit * (pin + 0.9)
        px, py = (x + near, y - unit * 0.7) if is_level else (x - unit * 0.7, y + near)
        bar = (unit * 0.5, unit * 1.8) if is_level else (unit * 1.8, unit * 0.5)
        sheet.rect(px, py, *bar, line=0.5, fill=chance.random() < 0.3)


def _coil(sheet: Sheet, at: tuple[float, float], unit: float, *, is_level: bool) -> None:
    x, y = at
    side = unit * sheet.chance.uniform(2.5, 5.0)
    sheet.page.setLineWidth(sheet.weight * 0.8)
    sheet.page.roundRect(x, y, side, side, side * (0.1 if is_level else 0.3))
    sheet.circle(x + side / 2, y + side / 2, side * 0.42)


def _cap(sheet: Sheet, at: tuple[float, float], unit: float, *, is_level: bool) -> None:
    x, y = at
    radius = unit * sheet.chance.uniform(1.2, 3.0)
    sheet.circle(x + radius, y + radius, radius, line=1.0)
    for place in (-0.4, 0.4):
        dx, dy = (place * radius, 0.0) if is_level else (0.0, place * radius)
        sheet.circle(x + radius + dx, y + radius + dy, radius * 0.22)
    sheet.text(x + 2 * radius, y + 2 * radius, "+", unit)


def _edge_pins(sheet: Sheet, area: Area, side: int, unit: float) -> None:
    """A row of holes along one edge, in one or two rows, with names that are written along it or across."""
    chance, (x, y, width, height) = sheet.chance, area
    pitch, is_level = unit * chance.uniform(1.6, 2.6), side < 2
    count = min(chance.randint(3, 24), int((width if is_level else height) * 0.75 / pitch))
    square, rows, is_named = chance.random() < 0.3, chance.choice((1, 1, 2, 3)), chance.random() < 0.6
    for pin in range(count):
        for row in range(rows):
            along, deep = pitch * (pin + 1), unit * 1.6 + row * pitch
            px, py = (
                (x + along, y + deep), (x + along, y + height - deep),
                (x + deep, y + along), (x + width - deep, y + along),
            )[side]  # fmt: skip
            if square:
                sheet.rect(px - unit * 0.7, py - unit * 0.7, unit * 1.4, unit * 1.4, line=0.5)
            sheet.circle(px, py, unit * 0.65, line=0.6)
            if chance.random() < 0.3:
                sheet.circle(px, py, unit * 0.35, line=0.4)
        if is_named:
            sheet.page.saveState()
            sheet.page.translate(px, py)
            sheet.page.rotate(90 if is_level else 0)
            sheet.text(unit if side in (0, 2) else -3 * unit, -unit * 0.3, chance.choice(_PINS), unit * 0.9)
            sheet.page.restoreState()


def _copper(sheet: Sheet, area: Area, unit: float) -> None:
    """A filled layer with light tracks and lands."""
    chance, (x, y, width, height) = sheet.chance, area
    sheet.page.setFillGray(chance.uniform(0.0, 0.4))
    sheet.rect(x, y, width, height, fill=True)
    sheet.page.setStrokeGray(1.0)
    sheet.page.setFillGray(1.0)
    for _ in range(chance.randint(20, 90)):
        px, py = x + width * chance.uniform(0.05, 0.9), y + height * chance.uniform(0.05, 0.9)
        ends = [(px, py)]
        for _ in range(chance.randint(1, 4)):
            dx, dy = chance.choice(((1, 0), (0, 1), (1, 1), (1, -1)))
            far = unit * chance.uniform(1, 8)
            ends.append((min(ends[-1][0] + dx * far, x + width), min(max(ends[-1][1] + dy * far, y), y + height)))
        sheet.line(*ends, width=chance.choice((0.5, 1.0, 1.8)))
        sheet.rect(px, py, unit * 0.7, unit, fill=chance.random() < 0.7)
    if chance.random() < 0.5:
        sheet.colour(BLACK)


def _measures(sheet: Sheet, area: Area) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    size = sheet.width * chance.uniform(0.012, 0.045)
    for step in range(chance.choice((0, 1, 1, 2, 2, 3))):
        near = chance.uniform(0.02, 0.2) * (step > 0)
        away = size * (1.2 + 1.2 * step)
        dimension(sheet, (x + width * near, y + height), (x + width * (1 - near), y + height), away, size)
        if chance.random() < 0.8:
            side, way = (x, -away) if chance.random() < 0.7 else (x + width, away)
            dimension(sheet, (side, y + height * near), (side, y + height * (1 - near)), way, size)


def _table(sheet: Sheet, low: float) -> None:
    """A few cells below the board, such as a list of holes or of layers."""
    chance = sheet.chance
    columns, rows = chance.randint(2, 4), chance.randint(2, 4)
    width, step = sheet.width * chance.uniform(0.3, 0.7), sheet.height * 0.028
    x = sheet.width * chance.uniform(0.05, 0.3)
    for place in range(columns * rows):
        cx, cy = x + width / columns * (place % columns), low + 6 + step * (place // columns)
        sheet.rect(cx, cy, width / columns, step)
        sheet.text(
            cx + 2,
            cy + step * 0.25,
            chance.choice(("Drill 0.8", "Plated 24", "Via 0.3", "2 layers", "35 um")),
            step * 0.5,
        )
