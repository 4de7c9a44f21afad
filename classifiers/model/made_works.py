"""Made arrangement sheets of process plants: where the equipment stands, in plan and in section."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifiers.model.made_sheet import arrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.model.made_sheet import Sheet

Area = tuple[float, float, float, float]

ITEMS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "FEED PUMP", "HEAT EXCHANGER", "STORAGE TANK", "CONDENSER", "BLOWER", "FILTER", "COOLER", "REACTOR", "MIXER",
        "COMPRESSOR", "TURBINE", "GENERATOR", "BOILER", "DRAIN TANK", "CONTROL ROOM", "SWITCHGEAR", "CRANE", "STACK",
    ),
    "ja": ("給水ポンプ", "熱交換器", "貯槽", "凝縮器", "送風機", "ろ過器", "反応器", "圧縮機", "制御室"),
    "zh": ("给水泵", "换热器", "储罐", "冷凝器", "风机", "过滤器", "反应器", "压缩机", "控制室"),
}  # fmt: skip
_TITLES = {
    "en": ("GENERAL ARRANGEMENT", "EQUIPMENT LAYOUT", "PLOT PLAN", "SECTION A-A"),
    "ja": ("機器配置図", "全体配置図", "断面図"),
    "zh": ("设备布置图", "总平面图", "剖面图"),
}  # fmt: skip


def arrangement(sheet: Sheet) -> None:
    """Equipment in a building, from above or cut open, with numbered items and their list."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    is_listed = chance.random() < 0.65
    room = (right - left) * (0.72 if is_listed else 0.95)
    start = left + ((right - left) * 0.26 if is_listed and chance.random() < 0.4 else (right - left) * 0.03)
    wide, high = room * chance.uniform(0.5, 0.9), (top - low) * chance.uniform(0.45, 0.8)
    x, y = start + (room - wide) * chance.uniform(0.3, 0.6), low + (top - low - high) * chance.uniform(0.3, 0.6)
    area = (x, y, wide, high)
    if chance.random() < 0.5:
        _axes(sheet, area)
    (_above if chance.random() < 0.6 else _cut_open)(sheet, area)
    count = chance.randint(5, 22)
    size = sheet.width * chance.uniform(0.006, 0.011)
    is_round = chance.random() < 0.5
    for number in range(count if chance.random() < 0.8 else 0):
        _balloon(
            sheet, area, str(number + 1) if is_listed else chance.choice(ITEMS[sheet.language]), size, is_round=is_round
        )
    if is_listed:
        at = left + (right - left) * 0.02 if start > left + (right - left) * 0.2 else left + (right - left) * 0.78
        listed(sheet, at, top - (top - low) * 0.08, count, size)
    if chance.random() < 0.6:
        sheet.text(x + wide / 2, y - size * 4, chance.choice(_TITLES[sheet.language]), size * 1.6, middle=True)


def _axes(sheet: Sheet, area: Area) -> None:
    """Chain lines through the building with a letter or a number in a circle at their ends."""
    chance, (x, y, wide, high) = sheet.chance, area
    radius = sheet.width * chance.uniform(0.006, 0.011)
    sheet.page.setDash(8, 3)
    columns, rows = chance.randint(3, 11), chance.randint(2, 6)
    for place in range(columns):
        at = x + wide * place / (columns - 1)
        sheet.line((at, y - 3 * radius), (at, y + high + 3 * radius), width=0.3)
    for place in range(rows):
        at = y + high * place / (rows - 1)
        sheet.line((x - 3 * radius, at), (x + wide + 3 * radius, at), width=0.3)
    sheet.page.setDash()
    for place in range(columns):
        at = x + wide * place / (columns - 1)
        sheet.circle(at, y + high + 4 * radius, radius)
        sheet.text(at, y + high + 3.6 * radius, str(place + 1), radius, middle=True)
    for place in range(rows):
        at = y + high * place / (rows - 1)
        sheet.circle(x - 4 * radius, at, radius)
        sheet.text(x - 4 * radius, at - radius * 0.4, "ABCDEFG"[place], radius, middle=True)


def _above(sheet: Sheet, area: Area) -> None:
    """Walls around halls, and equipment seen from above in groups."""
    chance, (x, y, wide, high) = sheet.chance, area
    wall = chance.uniform(0.004, 0.014) * wide
    halls = [area]
    for _ in range(chance.randint(0, 4)):
        hx, hy, hw, hh = halls.pop(chance.randrange(len(halls)))
        cut = chance.uniform(0.25, 0.75)
        halls += (
            [(hx, hy, hw * cut, hh), (hx + hw * cut, hy, hw * (1 - cut), hh)]
            if hw > hh
            else [(hx, hy, hw, hh * cut), (hx, hy + hh * cut, hw, hh * (1 - cut))]
        )
    is_round = chance.random() < 0.25
    if is_round:
        radius = min(wide, high) / 2
        for share in (1.0, 0.94, chance.uniform(0.3, 0.7)):
            sheet.circle(x + wide / 2, y + high / 2, radius * share, line=0.8)
        for step in range(chance.randint(0, 12)):
            angle = math.tau * step / 12
            way = (math.cos(angle), math.sin(angle))
            sheet.line(
                *((x + wide / 2 + radius * far * way[0], y + high / 2 + radius * far * way[1]) for far in (0.7, 0.94))
            )
    for hall in halls:
        if not is_round:
            sheet.rect(*hall, line=0.8)
            sheet.rect(hall[0] + wall, hall[1] + wall, hall[2] - 2 * wall, hall[3] - 2 * wall, line=0.8)
        for _ in range(chance.randint(2, 9)):
            _machines(sheet, hall)


def _machines(sheet: Sheet, hall: Area) -> None:
    """Some alike pieces of equipment in a row with their foundations."""
    chance, (x, y, wide, high) = sheet.chance, hall
    width, depth = wide * chance.uniform(0.05, 0.2), high * chance.uniform(0.06, 0.25)
    mx, my = x + (wide - width) * chance.uniform(0.05, 0.9), y + (high - depth) * chance.uniform(0.05, 0.9)
    maker = chance.choice((_tank_above, _lying, _skid, _cabinets, _steps))
    is_level = chance.random() < 0.6
    for number in range(chance.randint(1, 5)):
        px, py = (mx + number * width * 1.3, my) if is_level else (mx, my + number * depth * 1.3)
        if px + width > x + wide or py + depth > y + high:
            break
        maker(sheet, (px, py, width, depth))


def _tank_above(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    radius = min(wide, high) / 2
    for share in (1.0, 0.85, 0.2):
        sheet.circle(x + wide / 2, y + high / 2, radius * share, line=0.5)
    sheet.line((x, y + high / 2), (x + wide, y + high / 2), width=0.25)
    sheet.line((x + wide / 2, y), (x + wide / 2, y + high), width=0.25)


def _lying(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.page.setLineWidth(0.6 * sheet.weight)
    sheet.page.roundRect(x, y + high * 0.2, wide, high * 0.6, min(wide, high) * 0.25)
    for place in (0.2, 0.8):
        sheet.line((x + wide * place, y), (x + wide * place, y + high), width=0.5)
        sheet.rect(x + wide * (place - 0.05), y + high * 0.1, wide * 0.1, high * 0.1, line=0.4)


def _skid(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.rect(x, y, wide, high, line=0.5)
    sheet.circle(x + wide * 0.25, y + high / 2, min(wide, high) * 0.2, line=0.5)
    sheet.rect(x + wide * 0.45, y + high * 0.3, wide * 0.45, high * 0.4, line=0.5)
    sheet.line((x + wide * 0.25, y + high * 0.7), (x + wide * 0.25, y + high * 1.6), width=0.4)


def _cabinets(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    for place in range(6):
        sheet.rect(x + wide * place / 6, y, wide / 6, high * 0.5, line=0.4)


def _steps(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    for place in range(12):
        sheet.line((x + wide * place / 11, y), (x + wide * place / 11, y + high * 0.6), width=0.3)
    arrow(sheet, (x + wide, y + high * 0.3), 0.0, min(wide, high) * 0.3)


def _cut_open(sheet: Sheet, area: Area) -> None:
    """Floors on columns, equipment that stands on them, a roof or a dome, the ground."""
    chance, (x, y, wide, high) = sheet.chance, area
    floors, columns = chance.randint(2, 6), chance.randint(2, 9)
    slab = high * chance.uniform(0.008, 0.025)
    for floor in range(floors + 1):
        at = y + high * floor / floors
        sheet.rect(x, at, wide, slab, line=0.6, fill=chance.random() < 0.3)
        if floor == floors:
            continue
        for _ in range(chance.randint(1, 9)):
            width, tall = wide * chance.uniform(0.04, 0.16), high / floors * chance.uniform(0.3, 0.8)
            px = x + (wide - width) * chance.random()
            chance.choice((_vessel, _lying, _skid, _cabinets))(sheet, (px, at + slab, width, tall))
    for column in range(columns + 1):
        at = x + wide * column / columns
        sheet.rect(at - slab / 2, y, slab, high, line=0.5)
    if chance.random() < 0.4:
        sheet.page.setLineWidth(1.0 * sheet.weight)
        sheet.page.arc(x + wide * 0.2, y + high * 0.7, x + wide * 0.8, y + high * 1.3, 0, 180)
    sheet.line((x - wide * 0.08, y), (x + wide * 1.08, y), width=1.2)
    for step in range(chance.choice((0, 30))):
        at = x - wide * 0.08 + wide * 1.16 * step / 30
        sheet.line((at, y), (at - slab * 2, y - slab * 3), width=0.3)


def _vessel(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.page.setLineWidth(0.6 * sheet.weight)
    sheet.page.roundRect(x + wide * 0.25, y + high * 0.15, wide * 0.5, high * 0.8, wide * 0.22)
    for place in (0.3, 0.66):
        sheet.rect(x + wide * place, y, wide * 0.05, high * 0.2, line=0.4)


def _balloon(sheet: Sheet, area: Area, words: str, size: float, *, is_round: bool) -> None:
    """A number or a name outside, with a leader to what it names."""
    chance, (x, y, wide, high) = sheet.chance, area
    at = (x + wide * chance.uniform(0.05, 0.95), y + high * chance.uniform(0.05, 0.95))
    end = (at[0] + chance.choice((-1, 1)) * wide * chance.uniform(0.03, 0.12), at[1] + high * chance.uniform(-0.1, 0.1))
    sheet.line(at, end, width=0.3)
    arrow(sheet, at, math.atan2(at[1] - end[1], at[0] - end[0]), size * 0.7)
    if is_round and len(words) < 3:
        sheet.circle(*end, size, line=0.4)
    sheet.text(end[0], end[1] - size * 0.35, words, size, middle=True)


def listed(sheet: Sheet, x: float, y: float, count: int, size: float) -> None:
    """The items by number."""
    chance = sheet.chance
    sheet.text(x, y, {"en": "LEGEND", "ja": "機器一覧", "zh": "设备表"}[sheet.language], size * 1.3)
    for number in range(count):
        words = " ".join(chance.sample(ITEMS[sheet.language], chance.choice((1, 1, 2))))
        sheet.text(x, y - size * 1.6 * (number + 1.5), f"{number + 1}. {words}", size)
