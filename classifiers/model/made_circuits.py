"""Made drawings of electronics: circuit diagrams, board plots, chip layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, Sheet, dimension

if TYPE_CHECKING:
    from random import Random

    from classifiers.model.made_sheet import Rgb

_NETS = (
    "GND",
    "VCC",
    "3V3",
    "+5V",
    "SDA",
    "SCL",
    "MOSI",
    "MISO",
    "TX",
    "RX",
    "RESET",
    "GPIO4",
    "VBAT",
    "CLK",
    "D+",
    "D-",
)
_GREEN: Rgb = (0.0, 0.55, 0.0)
_RED: Rgb = (0.6, 0.0, 0.0)
_BLUE: Rgb = (0.0, 0.0, 0.7)
_STYLES: tuple[tuple[Rgb, Rgb, Rgb], ...] = (
    (BLACK, BLACK, BLACK), (BLACK, BLACK, BLACK), (BLACK, BLACK, BLACK),
    (_GREEN, _RED, _BLUE), (_BLUE, _RED, BLACK), (_BLUE, _BLUE, _RED),
)  # fmt: skip


def schematic(sheet: Sheet) -> None:
    """Clusters of parts with wires between them on a grid."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    style = chance.choice(_STYLES)
    if style[0] != BLACK and chance.random() < 0.3:
        sheet.page.setFillColorRGB(1.0, 0.98, chance.uniform(0.85, 0.95))
        sheet.rect(left, low, right - left, top - low, line=0, fill=True)
    grid = chance.uniform(0.007, 0.02) * sheet.width
    if style[0] == BLACK and chance.random() < 0.3:
        tone = chance.uniform(0.3, 0.7)
        style = ((tone, tone, tone), (tone, tone, tone), (tone, tone, tone))
    count = {0: 1, 1: chance.randint(2, 5), 2: chance.randint(5, 14)}[chance.choice((0, 1, 1, 2))]
    for _ in range(count):
        x = left + (right - left) * chance.uniform(0.08, 0.8)
        y = low + (top - low) * chance.uniform(0.12, 0.85)
        chance.choice((_chip, _chip, _chain, _chain, _connector, _amplifier))(sheet, x, y, grid, style)
    if chance.random() < 0.2:
        for _ in range(chance.randint(2, 4)):
            sheet.circle(left + (right - left) * chance.random(), low + 40, 3 * grid / 2)
    sheet.colour(BLACK)


def _resistor(sheet: Sheet, x: float, y: float, grid: float) -> None:
    chance = sheet.chance
    if chance.random() < 0.5:
        sheet.rect(x, y - grid / 3, 2 * grid, grid * 2 / 3)
    else:
        sheet.line(*((x + grid * step / 3, y + (0, grid / 3, 0, -grid / 3)[step % 4]) for step in range(7)))


def _capacitor(sheet: Sheet, x: float, y: float, grid: float) -> None:
    sheet.line((x, y), (x + grid * 0.8, y))
    sheet.line((x + grid * 0.8, y - grid * 0.6), (x + grid * 0.8, y + grid * 0.6))
    sheet.line((x + grid * 1.2, y - grid * 0.6), (x + grid * 1.2, y + grid * 0.6))
    sheet.line((x + grid * 1.2, y), (x + grid * 2, y))


def _diode(sheet: Sheet, x: float, y: float, grid: float) -> None:
    sheet.line((x, y), (x + 2 * grid, y))
    sheet.shape([(x + grid * 0.6, y - grid / 2), (x + grid * 0.6, y + grid / 2), (x + grid * 1.4, y)])
    sheet.line((x + grid * 1.4, y - grid / 2), (x + grid * 1.4, y + grid / 2))


def _ground(sheet: Sheet, x: float, y: float, grid: float) -> None:
    sheet.line((x, y), (x, y - grid))
    for step in range(3):
        half = grid * (0.6 - 0.2 * step)
        sheet.line((x - half, y - grid - step * grid * 0.25), (x + half, y - grid - step * grid * 0.25))


def _chain(sheet: Sheet, x: float, y: float, grid: float, style: tuple[Rgb, Rgb, Rgb]) -> None:
    chance, wire, words = sheet.chance, style[0], style[2]
    for _ in range(chance.randint(1, 5)):
        sheet.colour(style[1])
        sort = chance.randint(0, 2)
        (_resistor, _capacitor, _diode)[sort](sheet, x, y, grid)
        sheet.colour(words)
        sheet.text(x, y + grid, f"{'RCD'[sort]}{chance.randint(1, 60)}", grid * 0.8)
        if chance.random() < 0.6:
            sheet.text(x, y - grid * 1.5, chance.choice(("10k", "4.7k", "0.1uF", "10uF", "1N4148", "100R")), grid * 0.8)
        sheet.colour(wire)
        sheet.line((x + 2 * grid, y), (x + 4 * grid, y))
        if chance.random() < 0.5:
            _ground(sheet, x + 4 * grid, y, grid)
        if chance.random() < 0.3:
            sheet.circle(x + 3 * grid, y, grid * 0.15, fill=True)
            sheet.line((x + 3 * grid, y), (x + 3 * grid, y + 3 * grid))
        x += 4 * grid
    sheet.text(x + 2, y, chance.choice(_NETS), grid * 0.8)


def _chip(sheet: Sheet, x: float, y: float, grid: float, style: tuple[Rgb, Rgb, Rgb]) -> None:
    chance = sheet.chance
    pins, width = chance.randint(3, 16), chance.randint(4, 9) * grid
    sheet.colour(style[1])
    if style[1] != BLACK and chance.random() < 0.6:
        sheet.page.setFillColorRGB(1.0, 1.0, 0.7)
        sheet.rect(x, y, width, (pins + 1) * grid, fill=True)
    else:
        sheet.rect(x, y, width, (pins + 1) * grid, line=1.0)
    sheet.colour(style[2])
    sheet.text(x, y + (pins + 1.4) * grid, f"U{chance.randint(1, 20)}", grid * 0.9)
    for pin in range(pins):
        at = y + (pin + 1) * grid
        for side, sign in ((x, -1), (x + width, 1)):
            if chance.random() < 0.15:
                continue
            far = side + sign * grid * chance.choice((2, 2, 3, 5))
            sheet.colour(style[0])
            sheet.line((side, at), (far, at))
            if chance.random() < 0.4:
                sheet.line((far, at), (far, at + grid * chance.randint(-6, 6)))
            sheet.colour(style[2])
            sheet.text(side + (2 if sign < 0 else -grid * 2), at - grid * 0.25, chance.choice(_NETS), grid * 0.6)
            if chance.random() < 0.5:
                sheet.text(far, at + 1, chance.choice(_NETS), grid * 0.7)


def _connector(sheet: Sheet, x: float, y: float, grid: float, style: tuple[Rgb, Rgb, Rgb]) -> None:
    pins = sheet.chance.randint(2, 12)
    sheet.colour(style[1])
    sheet.rect(x, y, grid * 2, (pins + 0.5) * grid)
    for pin in range(pins):
        at = y + (pin + 0.5) * grid
        sheet.line((x - grid * 2, at), (x + grid * 0.6, at))
        sheet.text(x + grid * 0.8, at - grid * 0.3, str(pin + 1), grid * 0.7)
        if sheet.chance.random() < 0.7:
            sheet.text(x - grid * 5, at - grid * 0.3, sheet.chance.choice(_NETS), grid * 0.7)
    sheet.text(x, y + (pins + 1) * grid, f"J{sheet.chance.randint(1, 9)}", grid)


def _amplifier(sheet: Sheet, x: float, y: float, grid: float, style: tuple[Rgb, Rgb, Rgb]) -> None:
    sheet.colour(style[1])
    sheet.shape([(x, y), (x, y + 4 * grid), (x + 4 * grid, y + 2 * grid)], line=1.0)
    sheet.colour(style[0])
    for at in (y + grid, y + 3 * grid):
        sheet.line((x - 3 * grid, at), (x, at))
    sheet.line((x + 4 * grid, y + 2 * grid), (x + 6 * grid, y + 2 * grid), (x + 6 * grid, y + 6 * grid))
    sheet.line((x + 6 * grid, y + 6 * grid), (x - grid, y + 6 * grid), (x - grid, y + 3 * grid))
    _chain(sheet, x + 6 * grid, y + 2 * grid, grid, style)


def board(sheet: Sheet) -> None:
    """A board: outline, holes, footprints, silk screen, traces, often with dimensions and a little table."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    if chance.random() < 0.6 and low < sheet.height * 0.1:
        low = _information(sheet, low)
    margin = chance.choice((0.13, 0.16, 0.2, 0.25, 0.4))
    x, y = left + (right - left) * margin, low + (top - low) * margin
    width, height = (right - left) * (1 - 2 * margin), (top - low) * (1 - 2 * margin)
    is_tinted = chance.random() < 0.2
    if is_tinted:
        ground = chance.choice(((0.0, 0.4, 0.1), (0.8, 0.0, 0.0), (0.0, 0.0, 0.8), (0.05, 0.05, 0.05)))
        sheet.page.setFillColorRGB(*ground)
    sheet.page.setLineWidth(sheet.weight * chance.choice((1.0, 2.0, 4.0)))
    sheet.page.roundRect(x, y, width, height, chance.uniform(0, 0.12) * height, fill=int(is_tinted))
    sheet.colour(chance.choice(((0.9, 0.9, 0.8), (0.2, 0.7, 0.2), (0.9, 0.7, 0.1))) if is_tinted else BLACK)
    radius = chance.uniform(0.02, 0.07) * min(width, height)
    for cx in (x + 1.6 * radius, x + width - 1.6 * radius):
        for cy in (y + 1.6 * radius, y + height - 1.6 * radius):
            sheet.circle(cx, cy, radius)
    unit = chance.uniform(0.008, 0.02) * max(width, height)
    for _ in range(chance.choice((3, 12, 30, 60, 100, 150))):
        fx, fy = x + width * chance.uniform(0.06, 0.85), y + height * chance.uniform(0.08, 0.85)
        chance.choice((_two_pads, _two_pads, _bracket, _small_outline, _header, _label, _round_part))(
            sheet, fx, fy, unit
        )
    if chance.random() < 0.5:
        _legend(sheet, (x, y, width, height))
    if chance.random() < (0.8 if is_tinted else 0.3):
        _traces(sheet, (x, y, width, height), unit)
    sheet.colour(BLACK)
    if chance.random() < 0.8:
        size = sheet.width * chance.uniform(0.012, 0.05)
        for step in range(chance.randint(1, 2)):
            cut = chance.uniform(0.0, 0.2) if step == 0 else 0.0
            dimension(
                sheet, (x + width * cut, y + height), (x + width * (1 - cut), y + height), size * (1 + step), size
            )
            dimension(sheet, (x, y + height * cut), (x, y + height * (1 - cut)), -size * (1 + step), size)


def _legend(sheet: Sheet, area: tuple[float, float, float, float]) -> None:
    """A maker's name in a dark box or large words, and the board's outline of a chip."""
    chance, (x, y, width, height) = sheet.chance, area
    size = height * chance.uniform(0.06, 0.14)
    sheet.rect(x + width * 0.1, y + height * 0.8, size * 4, size * 1.4, line=0, fill=chance.random() < 0.6)
    sheet.text(
        x + width * 0.3, y + height * 0.1, chance.choice(("Sensor V1.0", "VCC GND SCL SDA", "AUDIO V2", "3-AXIS")), size
    )
    unit = height * 0.02
    cx, cy, count = x + width * 0.35, y + height * 0.35, chance.randint(5, 12)
    side = unit * (count + 1) * 1.5
    if chance.random() < 0.6:
        sheet.rect(cx, cy, side, side, line=chance.choice((0.7, 2.0)))
        for pin in range(count):
            at = unit * (1 + 1.5 * pin)
            for px, py, wide, high in (
                (cx + at, cy - unit * 2, unit, unit * 2), (cx + at, cy + side, unit, unit * 2),
                (cx - unit * 2, cy + at, unit * 2, unit), (cx + side, cy + at, unit * 2, unit),
            ):  # fmt: skip
                sheet.rect(px, py, wide, high, line=0.5, fill=True)


def _information(sheet: Sheet, low: float) -> float:
    width, step = sheet.width * sheet.chance.uniform(0.4, 0.8), sheet.height * 0.03
    x = (sheet.width - width) / 2
    rows = (
        ("Board data", "Core: FR-4, 1.2 mm"),
        ("Layout by: K. M.", "Resist: green"),
        ("Issued 14 May 2019", "Legend: yellow"),
    )
    for row, words in enumerate(rows):
        for column, value in enumerate(words):
            is_head = row == 2 and column == 0 and sheet.chance.random() < 0.7
            sheet.rect(x + column * width / 2, low + 8 + row * step, width / 2, step, fill=is_head)
            if is_head:
                continue
            sheet.text(x + column * width / 2 + 2, low + 10 + row * step, value, step * 0.55)
    return low + 8 + 3.5 * step


def _bracket(sheet: Sheet, x: float, y: float, unit: float) -> None:
    """Marks at the corners of a part, and a bold dot for its first pin."""
    wide, high = unit * sheet.chance.uniform(2, 6), unit * sheet.chance.uniform(2, 6)
    for cx, sx in ((x, 1), (x + wide, -1)):
        for cy, sy in ((y, 1), (y + high, -1)):
            sheet.line((cx + sx * unit, cy), (cx, cy), (cx, cy + sy * unit), width=1.6)
    sheet.circle(x - unit * 0.6, y, unit * 0.3, fill=True)


def _two_pads(sheet: Sheet, x: float, y: float, unit: float) -> None:
    is_level, fill = sheet.chance.random() < 0.5, sheet.chance.random() < 0.5
    dx, dy = (unit * 1.6, 0.0) if is_level else (0.0, unit * 1.6)
    sheet.rect(x, y, unit, unit, fill=fill)
    sheet.rect(x + dx, y + dy, unit, unit, fill=fill)
    sheet.rect(x - unit * 0.3, y - unit * 0.3, dx + unit * 1.6, dy + unit * 1.6, line=0.5)
    if sheet.chance.random() < 0.6:
        sheet.text(x, y + dy + unit * 1.6, f"{sheet.chance.choice('RCLD')}{sheet.chance.randint(1, 99)}", unit * 0.9)


def _small_outline(sheet: Sheet, x: float, y: float, unit: float) -> None:
    pins, fill = sheet.chance.randint(3, 12), sheet.chance.random() < 0.5
    sheet.rect(x, y, pins * unit, unit * 4)
    sheet.circle(x + unit, y + unit, unit * 0.3)
    for pin in range(pins):
        for at in (y - unit * 1.3, y + unit * 4.2):
            sheet.rect(x + pin * unit + unit * 0.2, at, unit * 0.55, unit, line=0.4, fill=fill)


def _header(sheet: Sheet, x: float, y: float, unit: float) -> None:
    pins, is_level = sheet.chance.randint(2, 14), sheet.chance.random() < 0.6
    for pin in range(pins):
        px, py = (x + pin * unit * 2, y) if is_level else (x, y + pin * unit * 2)
        sheet.circle(px, py, unit * 0.8)
        sheet.circle(px, py, unit * 0.4)
        if sheet.chance.random() < 0.4:
            sheet.text(px - unit, py + unit * 1.2, sheet.chance.choice(_NETS), unit)


def _label(sheet: Sheet, x: float, y: float, unit: float) -> None:
    sheet.text(x, y, sheet.chance.choice((*_NETS, "Sensor V1.0", "I2C", "USB", "BOOT", "www.example.org")), unit * 2)


def _round_part(sheet: Sheet, x: float, y: float, unit: float) -> None:
    for share in (4.0, 3.2, 1.2):
        sheet.circle(x, y, unit * share)


def _traces(sheet: Sheet, area: tuple[float, float, float, float], unit: float) -> None:
    chance, (x0, y0, width, height) = sheet.chance, area
    for _ in range(chance.randint(10, 50)):
        x, y = x0 + width * chance.uniform(0.1, 0.9), y0 + height * chance.uniform(0.1, 0.9)
        ends = [(x, y)]
        for _ in range(chance.randint(1, 4)):
            far = unit * chance.uniform(2, 12)
            dx, dy = chance.choice(((1, 0), (0, 1), (1, 1), (1, -1), (-1, 0), (0, -1)))
            ends.append((
                min(max(ends[-1][0] + dx * far, x0), x0 + width), min(max(ends[-1][1] + dy * far, y0), y0 + height),
            ))  # fmt: skip
        sheet.line(*ends, width=chance.choice((0.6, 1.5, 2.5)))
        sheet.circle(*ends[-1], unit * 0.6, fill=chance.random() < 0.5)


def _rectangle(chance: Random, unit: float) -> tuple[float, float, float, float, int]:
    """Left, low, width, height and layer of a rectangle of a cell."""
    left, low, width, height = (unit * chance.randint(*ends) for ends in ((0, 9), (0, 14), (1, 8), (1, 8)))
    return left, low, width, height, chance.randrange(5)


def chip_layout(sheet: Sheet) -> None:
    """Rectangles of several layers on a fine grid, repeated cells, rings of pads."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    is_gray = chance.random() < 0.4
    tints = [(chance.random(), chance.random(), chance.random()) for _ in range(5)]
    unit = chance.uniform(0.006, 0.02) * sheet.width
    for _ in range(chance.randint(2, 7)):
        x, y = left + (right - left) * chance.random(), low + (top - low) * chance.random()
        cell = [_rectangle(chance, unit) for _ in range(chance.randint(4, 14))]
        for column in range(chance.randint(1, 7)):
            for row in range(chance.randint(1, 4)):
                for dx, dy, width, height, tint in cell:
                    sheet.page.setStrokeColorRGB(*((0, 0, 0) if is_gray else tints[tint]))
                    sheet.page.setFillGray(0.4 + 0.1 * tint)
                    ox, oy = x + column * 10 * unit + dx, y + row * 16 * unit + dy
                    if ox + width < right and oy + height < top:
                        sheet.rect(ox, oy, width, height, line=0.5, fill=is_gray and tint < 2)
    if chance.random() < 0.4:
        for place in range(chance.randint(6, 20)):
            step = (right - left) / 21
            for y in (low + step, top - 2 * step):
                sheet.rect(left + step * (place + 0.5), y, step * 0.7, step * 0.7)
    sheet.colour(BLACK)
