"""Made floor plans of any outline: outer and inner walls, doors, windows, furniture, names and areas of rooms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, Sheet, dimension

if TYPE_CHECKING:
    from random import Random

Cells = list[list[int]]
Area = tuple[float, float, float, float]

OUTSIDE = -1
_ROOMS = {
    "en": (
        "BEDROOM", "Bedroom 2", "KITCHEN", "Living", "Dining", "BATH", "WC", "Hall", "Study", "Utility", "Office",
        "Store", "GARAGE", "Porch", "Lounge", "Meeting", "Reception", "Corridor", "Closet", "Laundry",
    ),
    "ja": ("洋室", "和室", "台所", "浴室", "玄関", "居間", "便所", "納戸", "会議室", "廊下", "押入", "事務室"),
    "zh": ("卧室", "主卧", "厨房", "客厅", "卫生间", "办公室", "走廊", "书房", "餐厅", "阳台", "会议室"),
}  # fmt: skip
_AREAS = {
    "en": ("{:.1f} m²", "{:.1f} sq m", "{:.0f}'-6\" x 9'-0\""),
    "ja": ("{:.1f}帖", "{:.1f}㎡"),
    "zh": ("{:.1f}㎡", "{:.1f}m²"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    """Rooms on a grid, and how they are drawn.

    Attributes:
        cells: Number of the room at [row][column], `OUTSIDE` for none.
        x, y, unit: Lower left corner, and the side of a cell, in points.
        outer, inner: Thickness of walls. style: How walls are filled.
    """

    cells: Cells
    x: float
    y: float
    unit: float
    outer: float
    inner: float
    style: str


def house(sheet: Sheet) -> None:
    """The plan of a floor."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    cells = _rooms(chance, chance.randint(8, 22), chance.randint(7, 16))
    rows, columns = len(cells), len(cells[0])
    share = chance.uniform(0.45, 0.95)
    unit = share * min((right - left) / (columns + 2), (top - low) / (rows + 2))
    thick = unit * chance.uniform(0.12, 0.42)
    plan = _House(
        cells=cells, unit=unit, outer=thick, inner=thick * chance.uniform(0.3, 1.0),
        x=left + (right - left - columns * unit) * chance.uniform(0.3, 0.7),
        y=low + (top - low - rows * unit) * chance.uniform(0.3, 0.7),
        style=chance.choice(("solid", "solid", "solid", "gray", "hollow", "hollow")),
    )  # fmt: skip
    rooms = sorted({room for row in cells for room in row} - {OUTSIDE})
    has_furniture, has_names = chance.random() < 0.75, chance.random() < 0.85
    for room in rooms:
        area = _extent(plan, room)
        _floor(sheet, area, unit)
        if has_furniture:
            _furnish(sheet, area, unit)
    _walls(sheet, plan)
    sheet.colour(BLACK)
    size = max(unit * chance.uniform(0.35, 0.7), 3.0)
    for room in rooms if has_names else ():
        _name(sheet, _extent(plan, room), size)
    _around(sheet, plan)


def _rooms(chance: Random, columns: int, rows: int) -> Cells:
    """Rectangles cut in two again and again; some at the rim are left out, some neighbours made one."""
    rooms = [(0, 0, columns, rows)]
    for _ in range(chance.randint(3, 14)):
        place = max(range(len(rooms)), key=lambda number: rooms[number][2] * rooms[number][3] * chance.uniform(0.4, 1))
        x, y, wide, high = rooms[place]
        if max(wide, high) < 4:
            continue
        if wide * chance.uniform(0.8, 1.25) > high:
            cut = chance.randint(2, wide - 2)
            rooms[place : place + 1] = [(x, y, cut, high), (x + cut, y, wide - cut, high)]
        else:
            cut = chance.randint(2, high - 2)
            rooms[place : place + 1] = [(x, y, wide, cut), (x, y + cut, wide, high - cut)]
    cells = [[OUTSIDE] * columns for _ in range(rows)]
    for number, (x, y, wide, high) in enumerate(rooms):
        is_corner = (x == 0 or x + wide == columns) and (y == 0 or y + high == rows)
        if is_corner and len(rooms) > 4 and chance.random() < 0.35:
            continue
        for row in range(y, y + high):
            cells[row][x : x + wide] = [number] * wide
    return cells if any(room != OUTSIDE for row in cells for room in row) else [[0] * columns for _ in range(rows)]


def _at(plan: _House, row: int, column: int) -> int:
    is_inside = 0 <= row < len(plan.cells) and 0 <= column < len(plan.cells[0])
    return plan.cells[row][column] if is_inside else OUTSIDE


def _extent(plan: _House, room: int) -> Area:
    """Left, low, width and height of a room in points."""
    rows = [number for number, row in enumerate(plan.cells) if room in row]
    columns = [number for row in plan.cells for number, one in enumerate(row) if one == room]
    return (
        plan.x + min(columns) * plan.unit,
        plan.y + min(rows) * plan.unit,
        (max(columns) - min(columns) + 1) * plan.unit,
        (max(rows) - min(rows) + 1) * plan.unit,
    )


def _walls(sheet: Sheet, plan: _House) -> None:
    """A wall on every edge of the grid that parts two rooms, with one door between two, and windows to the outside."""
    chance = sheet.chance
    doors: dict[tuple[int, int], list[tuple[int, int, bool]]] = {}
    for row in range(len(plan.cells) + 1):
        for column in range(len(plan.cells[0]) + 1):
            for is_level, other in ((True, _at(plan, row - 1, column)), (False, _at(plan, row, column - 1))):
                here = _at(plan, row, column)
                if here != other:
                    doors.setdefault((min(here, other), max(here, other)), []).append((row, column, is_level))
    windows, has_arcs, entries = chance.uniform(0.1, 0.5), chance.random() < 0.85, chance.randint(1, 3)
    for (one, _), edges in doors.items():
        count = entries if one == OUTSIDE and chance.random() < 0.3 else int(one != OUTSIDE and chance.random() < 0.7)
        open_edges = set(chance.sample(edges, min(count, len(edges))))
        for edge in edges:
            thick = plan.outer if one == OUTSIDE else plan.inner
            if edge in open_edges:
                _door(sheet, plan, edge, has_arc=has_arcs)
            elif one == OUTSIDE and chance.random() < windows:
                _window(sheet, plan, edge, thick)
            else:
                _wall(sheet, plan, edge, thick)


def _strip(plan: _House, edge: tuple[int, int, bool], thick: float) -> Area:
    row, column, is_level = edge
    x, y = plan.x + column * plan.unit, plan.y + row * plan.unit
    if is_level:
        return x - thick / 2, y - thick / 2, plan.unit + thick, thick
    return x - thick / 2, y - thick / 2, thick, plan.unit + thick


def _wall(sheet: Sheet, plan: _House, edge: tuple[int, int, bool], thick: float) -> None:
    x, y, wide, high = _strip(plan, edge, thick)
    if plan.style == "hollow":
        for side in (0.0, 1.0):
            start, end = ((x, y + side * high), (x + wide, y + side * high)) if edge[2] else (
                (x + side * wide, y), (x + side * wide, y + high))  # fmt: skip
            sheet.line(start, end, width=0.6)
        return
    sheet.page.setFillGray(0.0 if plan.style == "solid" else 0.45)
    sheet.rect(x, y, wide, high, line=0, fill=True)
    sheet.page.setFillGray(0)


def _window(sheet: Sheet, plan: _House, edge: tuple[int, int, bool], thick: float) -> None:
    x, y, wide, high = _strip(plan, edge, thick)
    sheet.rect(x, y, wide, high, line=0.5)
    if edge[2]:
        sheet.line((x, y + high / 2), (x + wide, y + high / 2), width=0.3)
    else:
        sheet.line((x + wide / 2, y), (x + wide / 2, y + high), width=0.3)


def _door(sheet: Sheet, plan: _House, edge: tuple[int, int, bool], *, has_arc: bool) -> None:
    """A leaf that stands open to either side, on either end, with the arc that it swings."""
    if not has_arc:
        return
    chance, (row, column, is_level) = sheet.chance, edge
    turn, far, size = chance.choice((1, -1)), chance.random() < 0.5, plan.unit
    x, y = plan.x + column * size, plan.y + row * size
    hinge = (x + size * far, y) if is_level else (x, y + size * far)
    end = (hinge[0], hinge[1] + turn * size) if is_level else (hinge[0] + turn * size, hinge[1])
    sheet.line(hinge, end, width=chance.choice((0.4, 0.8)))
    along = (180 if far else 0) if is_level else (270 if far else 90)
    open_to = (90 if turn > 0 else 270) if is_level else (0 if turn > 0 else 180)
    sweep = (open_to - along + 180) % 360 - 180
    sheet.page.setLineWidth(0.35 * sheet.weight)
    sheet.page.arc(hinge[0] - size, hinge[1] - size, hinge[0] + size, hinge[1] + size, along, sweep)


def _floor(sheet: Sheet, area: Area, unit: float) -> None:
    """Tiles, boards or a tint in some rooms."""
    chance, (x, y, wide, high) = sheet.chance, area
    sort = chance.random()
    if sort < 0.06:
        sheet.page.setFillGray(chance.uniform(0.6, 0.95))
        sheet.rect(x, y, wide, high, line=0, fill=True)
        sheet.page.setFillGray(0)
    elif sort < 0.14:
        step = unit * chance.uniform(0.3, 0.8)
        for place in range(1, int(wide / step)):
            sheet.line((x + place * step, y), (x + place * step, y + high), width=0.2)
        for place in range(1, int(high / step) if sort < 0.1 else 0):
            sheet.line((x, y + place * step), (x + wide, y + place * step), width=0.2)


def _furnish(sheet: Sheet, area: Area, unit: float) -> None:
    chance, (x, y, wide, high) = sheet.chance, area
    for _ in range(chance.randint(0, 3)):
        width, depth = unit * chance.uniform(0.8, 2.2), unit * chance.uniform(0.8, 1.8)
        if width > wide * 0.8 or depth > high * 0.8:
            continue
        fx = x + chance.choice((0.06, 0.94, chance.random())) * (wide - width)
        fy = y + chance.choice((0.06, 0.94, chance.random())) * (high - depth)
        if chance.random() < 0.2:
            sheet.page.setFillGray(chance.uniform(0.5, 0.95))
            sheet.rect(fx, fy, width, depth, line=0, fill=True)
            sheet.page.setFillGray(0)
        chance.choice((_bed, _table, _bath, _counter, _stairs, _seat))(sheet, (fx, fy, width, depth))


def _bed(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.rect(x, y, wide, high, line=0.4)
    for side in (0.08, 0.54):
        sheet.page.roundRect(x + side * wide, y + high * 0.72, wide * 0.38, high * 0.2, wide * 0.05)
    sheet.line((x, y + high * 0.62), (x + wide, y + high * 0.62), width=0.3)


def _table(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.rect(x, y + high * 0.25, wide, high * 0.5, line=0.4)
    for place in range(3):
        for side in (0.02, 0.78):
            sheet.rect(x + wide * (0.08 + 0.3 * place), y + high * side, wide * 0.22, high * 0.2, line=0.3)


def _bath(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.rect(x, y, wide, high, line=0.4)
    if sheet.chance.random() < 0.5:
        sheet.page.roundRect(x + wide * 0.08, y + high * 0.1, wide * 0.84, high * 0.8, min(wide, high) * 0.3)
    else:
        sheet.page.ellipse(x + wide * 0.15, y + high * 0.15, x + wide * 0.85, y + high * 0.85)


def _counter(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.rect(x, y, wide, high * 0.5, line=0.4)
    for place in range(4):
        sheet.circle(
            x + wide * (0.12 + 0.16 * (place % 2)), y + high * (0.13 + 0.22 * (place // 2)), high * 0.08, line=0.3
        )
    sheet.rect(x + wide * 0.6, y + high * 0.1, wide * 0.3, high * 0.3, line=0.3)


def _stairs(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    steps = sheet.chance.randint(6, 14)
    sheet.rect(x, y, wide, high, line=0.4)
    for step in range(1, steps):
        sheet.line((x + wide * step / steps, y), (x + wide * step / steps, y + high), width=0.3)
    sheet.line((x, y + high / 2), (x + wide, y + high / 2), width=0.3)


def _seat(sheet: Sheet, area: Area) -> None:
    x, y, wide, high = area
    sheet.page.roundRect(x, y, wide, high * 0.6, high * 0.1)
    sheet.rect(x + wide * 0.12, y, wide * 0.76, high * 0.4, line=0.3)


def _name(sheet: Sheet, area: Area, size: float) -> None:
    chance, (x, y, wide, high) = sheet.chance, area
    if chance.random() < 0.15:
        return
    at = (x + wide / 2, y + high * chance.uniform(0.35, 0.65))
    sheet.text(*at, chance.choice(_ROOMS[sheet.language]), size, middle=True)
    if chance.random() < 0.5:
        words = chance.choice(_AREAS[sheet.language]).format(chance.uniform(2, 30))
        sheet.text(at[0], at[1] - size * 1.2, words, size * 0.75, middle=True)


def _around(sheet: Sheet, plan: _House) -> None:
    """Dimensions in chains, a north arrow, a scale."""
    chance = sheet.chance
    wide, high = len(plan.cells[0]) * plan.unit, len(plan.cells) * plan.unit
    if chance.random() < 0.35:
        size = plan.unit * chance.uniform(0.4, 0.7)
        for step in range(chance.randint(1, 2)):
            away = plan.unit * (0.9 + 0.8 * step)
            cuts = sorted({0.0, 1.0, *(chance.random() for _ in range(0 if step else 3))})
            for one, other in pairwise(cuts):
                dimension(sheet, (plan.x + wide * one, plan.y), (plan.x + wide * other, plan.y), -away, size)
            dimension(sheet, (plan.x, plan.y), (plan.x, plan.y + high), -away, size)
    if chance.random() < 0.25:
        x, y, radius = plan.x + wide + plan.unit, plan.y + high, plan.unit * 0.6
        sheet.circle(x, y, radius)
        sheet.shape([(x - radius * 0.4, y - radius), (x, y + radius), (x + radius * 0.4, y - radius)], fill=True)
    if chance.random() < 0.3:
        sheet.text(plan.x, plan.y - plan.unit * 2.6, chance.choice(("Scale 1:100", "1/50", "S=1:100")), plan.unit * 0.5)
