"""Made plans: floors of buildings, piping and instruments, and the figures of patents."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifiers.model.made_sheet import Sheet, arrow, dimension

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOMS = {
    "en": ("Bedroom 1", "Kitchen", "Living room", "Bath", "Office", "Hall", "Storage", "Terrace", "Garage", "LAB 2"),
    "ja": ("洋室", "和室", "台所", "浴室", "玄関", "居間", "実験室", "倉庫", "会議室", "廊下"),
    "zh": ("卧室", "厨房", "客厅", "卫生间", "办公室", "走廊", "实验室", "仓库", "会议室", "阳台"),
}
_DEVICES = (
    "PUMP",
    "TANK",
    "HEAT EXCHANGER",
    "CONDENSER",
    "COOLANT",
    "DRAIN TANK",
    "FEED",
    "RETURN",
    "TO HEADER",
    "VENT",
)


def floor_plan(sheet: Sheet) -> None:
    """Rooms with walls, doors, windows, furniture and names."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    x, y = left + (right - left) * chance.uniform(0.08, 0.2), low + (top - low) * chance.uniform(0.1, 0.2)
    width, height = (right - left) * chance.uniform(0.5, 0.75), (top - low) * chance.uniform(0.5, 0.7)
    wall = chance.uniform(0.006, 0.02) * width
    is_solid = chance.random() < 0.6
    rooms = [(x, y, width, height)]
    for _ in range(chance.randint(2, 9)):
        place = max(range(len(rooms)), key=lambda number: rooms[number][2] * rooms[number][3] * chance.uniform(0.5, 1))
        rx, ry, wide, high = rooms.pop(place)
        cut = chance.uniform(0.35, 0.65)
        if wide > high:
            rooms += [(rx, ry, wide * cut, high), (rx + wide * cut, ry, wide * (1 - cut), high)]
        else:
            rooms += [(rx, ry, wide, high * cut), (rx, ry + high * cut, wide, high * (1 - cut))]
    for rx, ry, wide, high in rooms:
        _walls(sheet, (rx, ry, wide, high), wall, is_solid=is_solid)
    size = chance.uniform(0.011, 0.022) * sheet.width
    for rx, ry, wide, high in rooms:
        _door(sheet, (rx, ry, wide, high), wall)
        if chance.random() < 0.8:
            sheet.text(rx + wide / 2, ry + high / 2, chance.choice(_ROOMS[sheet.language]), size, middle=True)
            if chance.random() < 0.4:
                sheet.text(
                    rx + wide / 2,
                    ry + high / 2 - size * 1.3,
                    f"{chance.uniform(2, 9):.1f}x{chance.uniform(2, 9):.1f}m",
                    size * 0.7,
                    middle=True,
                )
        if chance.random() < 0.6:
            _furniture(sheet, (rx, ry, wide, high))
    if chance.random() < 0.6:
        dimension(sheet, (x, y), (x + width, y), -22)
        dimension(sheet, (x, y), (x, y + height), -22)
        for rx, ry, wide, _ in rooms:
            if ry == y:
                dimension(sheet, (rx, y), (rx + wide, y), -12)


def _walls(sheet: Sheet, room: tuple[float, float, float, float], wall: float, *, is_solid: bool) -> None:
    x, y, width, height = room
    if is_solid:
        sheet.page.setLineWidth(wall)
        sheet.page.rect(x, y, width, height)
    else:
        sheet.rect(x - wall / 2, y - wall / 2, width + wall, height + wall)
        sheet.rect(x + wall / 2, y + wall / 2, width - wall, height - wall)


def _door(sheet: Sheet, room: tuple[float, float, float, float], wall: float) -> None:
    x, y, width, height = room
    size = min(width, height) * sheet.chance.uniform(0.15, 0.3)
    at = x + width * 0.1 + size
    sheet.page.setFillGray(1)
    sheet.rect(at - size, y - wall * 0.6, size, wall * 1.2, line=0, fill=True)
    sheet.page.setFillGray(0)
    sheet.page.setLineWidth(0.5 * sheet.weight)
    sheet.page.arc(at - 2 * size, y - size, at, y + size, 0, 90)
    sheet.line((at - size, y), (at - size, y + size), width=0.6)
    if sheet.chance.random() < 0.5:
        sheet.line((x, y + height * 0.3), (x, y + height * 0.6), width=2.0)


def _furniture(sheet: Sheet, room: tuple[float, float, float, float]) -> None:
    chance, (x, y, width, height) = sheet.chance, room
    for _ in range(chance.randint(1, 4)):
        wide, high = width * chance.uniform(0.1, 0.3), height * chance.uniform(0.1, 0.3)
        fx, fy = x + (width - wide) * chance.random(), y + (height - high) * chance.random()
        sheet.rect(fx, fy, wide, high, line=0.4)
        sort = chance.random()
        if sort < 0.3:
            sheet.circle(fx + wide / 2, fy + high / 2, min(wide, high) * 0.3, line=0.4)
        elif sort < 0.5:
            sheet.line((fx, fy), (fx + wide, fy + high), width=0.3)
            sheet.line((fx + wide, fy), (fx, fy + high), width=0.3)
        elif sort < 0.7:
            for step in range(1, 8):
                sheet.line((fx + wide * step / 8, fy), (fx + wide * step / 8, fy + high), width=0.3)


def plant(sheet: Sheet) -> None:
    """Vessels, pumps, valves and bubbles of instruments, joined by pipes with arrows and tags."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    size = chance.uniform(0.012, 0.03) * sheet.width
    columns, rows = chance.randint(2, 7), chance.randint(2, 5)
    spots = [
        (left + (right - left) * (column + chance.uniform(0.3, 0.7)) / columns,
         low + (top - low) * (row + chance.uniform(0.3, 0.7)) / rows)
        for column in range(columns) for row in range(rows) if chance.random() < 0.7
    ] or [(sheet.width / 2, sheet.height / 2)]  # fmt: skip
    width = chance.choice((0.6, 1.0, 1.8))
    for number, spot in enumerate(spots):
        _pipe(sheet, spot, chance.choice(spots), size, width)
        sheet.page.setFillGray(1)
        chance.choice((_tank, _pump, _exchanger, _box, _box, _gate))(sheet, *spot, size)
        sheet.page.setFillGray(0)
        tag = f"{chance.choice(('P', 'V', 'TK', 'HX', 'FCV', 'PI', 'M'))}-{100 + number}"
        sheet.text(spot[0] + size, spot[1] + size * 1.2, tag, size * 0.45)
        if chance.random() < 0.5:
            sheet.text(spot[0], spot[1] - size * 2, chance.choice(_DEVICES), size * 0.45, middle=True)


def _pipe(sheet: Sheet, start: tuple[float, float], end: tuple[float, float], size: float, width: float) -> None:
    corner = (end[0], start[1])
    is_dashed = sheet.chance.random() < 0.2
    if is_dashed:
        sheet.page.setDash(4, 3)
    sheet.line(start, corner, end, width=width)
    sheet.page.setDash()
    middle = ((start[0] + corner[0]) / 2, start[1])
    sort = sheet.chance.random()
    if sort < 0.4:
        arrow(sheet, middle, 0.0 if corner[0] > start[0] else math.pi, size * 0.5)
    elif sort < 0.8:
        _gate(sheet, *middle, size * 0.6)
    if sheet.chance.random() < 0.5:
        sheet.page.setFillGray(1)
        sheet.circle(middle[0], middle[1] + size * 1.6, size * 0.6, fill=True)
        sheet.page.setFillGray(0)
        sheet.line(middle, (middle[0], middle[1] + size), width=0.4)
        sheet.text(
            middle[0],
            middle[1] + size * 1.5,
            sheet.chance.choice(("PI", "TI", "FT", "LIC", "TE")),
            size * 0.45,
            middle=True,
        )


def _tank(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.page.setLineWidth(sheet.weight)
    sheet.page.roundRect(x - size, y - size * 1.8, size * 2, size * 3.6, size * 0.8, fill=1)


def _pump(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.circle(x, y, size, line=1.0, fill=True)
    sheet.shape([(x - size * 0.6, y - size * 0.7), (x - size * 0.6, y + size * 0.7), (x + size, y)])


def _exchanger(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.circle(x, y, size * 1.3, line=1.0, fill=True)
    sheet.line((x - size * 1.8, y), (x - size * 0.5, y), (x, y + size), (x + size * 0.4, y - size), (x + size * 1.8, y))


def _box(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.rect(x - size * 1.5, y - size, size * 3, size * 2, line=1.0, fill=True)


def _gate(sheet: Sheet, x: float, y: float, size: float) -> None:
    half = size * 0.6
    sheet.shape([(x - size, y - half), (x - size, y + half), (x + size, y - half), (x + size, y + half)])


def patent(sheet: Sheet) -> None:
    """One or two figures in plain lines with numerals on leaders and a line that says which figure."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    count = chance.choice((1, 1, 2, 3))
    prefix = {"en": "FIG. ", "ja": "図", "zh": "图"}[sheet.language]
    first = chance.randint(1, 12)
    for number in range(count):
        height = (top - low) * 0.86 / count
        y = low + (top - low) * 0.07 + number * height
        area = (left + (right - left) * 0.18, y + height * 0.18, (right - left) * 0.64, height * 0.68)
        chance.choice(_FIGURES)(sheet, area)
        _numerals(sheet, area)
        sheet.text(
            left + (right - left) / 2,
            y + height * 0.03,
            f"{prefix}{first + number}",
            chance.uniform(10, 18),
            middle=True,
        )
    if chance.random() < 0.4 and sheet.language == "en":
        sheet.text(left + 40, top - 30, "U.S. Patent", 12)
        sheet.text(
            right - 180, top - 30, f"Sheet {chance.randint(1, 9)} of 9    US {chance.randint(10**6, 10**7)} B2", 9
        )


def _numerals(sheet: Sheet, area: tuple[float, float, float, float]) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    size = chance.uniform(8, 13)
    for place in range(chance.randint(4, 16)):
        at = (x + width * chance.random(), y + height * chance.random())
        side = chance.choice((-1, 1))
        end = (at[0] + side * width * chance.uniform(0.1, 0.3), at[1] + height * chance.uniform(-0.15, 0.15))
        bend = ((at[0] + end[0]) / 2, max(at[1], end[1]) + 6)
        path = sheet.page.beginPath()
        path.moveTo(*at)
        path.curveTo(*bend, *bend, *end)
        sheet.page.setLineWidth(0.6 * sheet.weight)
        sheet.page.drawPath(path)
        sheet.text(end[0], end[1], f"{10 + 2 * place}{chance.choice(('', '', 'a', 'b'))}", size)


def _machine(sheet: Sheet, area: tuple[float, float, float, float]) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    for _ in range(chance.randint(3, 9)):
        wide, high = width * chance.uniform(0.1, 0.6), height * chance.uniform(0.1, 0.6)
        px, py = x + (width - wide) * chance.random(), y + (height - high) * chance.random()
        sort = chance.random()
        if sort < 0.5:
            sheet.rect(px, py, wide, high)
        elif sort < 0.7:
            sheet.page.setLineWidth(0.7 * sheet.weight)
            sheet.page.ellipse(px, py, px + wide, py + high)
        else:
            points = [(px + wide * chance.random(), py + high * chance.random()) for _ in range(5)]
            sheet.shape(points)
        if chance.random() < 0.3:
            for step in range(6):
                sheet.line((px + wide * step / 6, py), (px + wide * (step + 1) / 6, py + high * 0.3), width=0.3)


def _solid(sheet: Sheet, area: tuple[float, float, float, float]) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    for _ in range(chance.randint(2, 5)):
        cx, cy = x + width * chance.uniform(0.3, 0.7), y + height * chance.uniform(0.1, 0.6)
        wide, high = width * chance.uniform(0.1, 0.3), height * chance.uniform(0.1, 0.35)
        for at in (cy, cy + high):
            sheet.page.setLineWidth(0.7 * sheet.weight)
            sheet.page.ellipse(cx - wide, at - wide * 0.25, cx + wide, at + wide * 0.25)
        sheet.line((cx - wide, cy), (cx - wide, cy + high))
        sheet.line((cx + wide, cy), (cx + wide, cy + high))


def _blocks(sheet: Sheet, area: tuple[float, float, float, float]) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    rows = chance.randint(2, 5)
    for row in range(rows):
        at = y + height * row / rows
        for column in range(chance.randint(1, 3)):
            sheet.rect(x + width * column / 3, at, width * 0.24, height / rows * 0.55)
            if row:
                sheet.line(
                    (x + width * (column / 3 + 0.12), at), (x + width * (column / 3 + 0.12), at - height / rows * 0.45)
                )


_FIGURES: tuple[Callable[[Sheet, tuple[float, float, float, float]], None], ...] = (_machine, _solid, _machine, _blocks)
