"""Made flow diagrams of process plants: equipment on headers, pipes in parallel, valves, instruments, line numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, arrow
from classifiers.model.made_works import ITEMS, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.model.made_sheet import Sheet


def flow_sheet(sheet: Sheet) -> None:
    """Equipment in rows on headers, long pipes in parallel with valves and line numbers, instruments in balloons."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    size = chance.uniform(0.008, 0.02) * sheet.width
    tint = chance.uniform(0.6, 0.9) if chance.random() < 0.25 else 1.0
    rows = chance.randint(2, 6)
    headers = [low + (top - low) * (row + chance.uniform(0.35, 0.65)) / rows for row in range(rows)]
    width = chance.choice((0.5, 0.8, 1.4))
    for at in headers:
        ends = left + (right - left) * chance.uniform(0.04, 0.15), left + (right - left) * chance.uniform(0.8, 0.95)
        _header(sheet, ends, at, size, width)
        for place in range(chance.randint(3, 8)):
            x = ends[0] + (ends[1] - ends[0]) * (place + chance.uniform(0.3, 0.7)) / 8
            drop = at - chance.choice((-1, 1, 1)) * size * chance.uniform(3, 6)
            sheet.line((x, at), (x, drop), width=width)
            sheet.page.setFillGray(tint)
            chance.choice(_DEVICES)(sheet, x, drop, size)
            sheet.page.setFillGray(0)
            _tag(sheet, x, drop - size * 2.2, size, place)
            if chance.random() < 0.5:
                _instrument(sheet, x, (at + drop) / 2, size)
    for _ in range(chance.randint(1, 5)):
        one, other = chance.choice(headers), chance.choice(headers)
        x = left + (right - left) * chance.uniform(0.1, 0.9)
        sheet.line((x, one), (x, other), width=width)
        if one != other:
            _valve(sheet, x, (one + other) / 2, size * 0.6)
    if chance.random() < 0.5:
        listed(sheet, left + (right - left) * 0.02, low + (top - low) * 0.2, chance.randint(2, 5), size * 0.6)
    sheet.colour(BLACK)


def _header(sheet: Sheet, ends: tuple[float, float], y: float, size: float, width: float) -> None:
    chance = sheet.chance
    for step in range(chance.choice((1, 1, 2, 3))):
        at = y + step * size * 0.8
        sheet.line((ends[0], at), (ends[1], at), width=width)
        arrow(sheet, (ends[1], at), 0.0, size * 0.5)
        for _ in range(chance.randint(0, 4)):
            x = ends[0] + (ends[1] - ends[0]) * chance.random()
            chance.choice((_valve, _reducer))(sheet, x, at, size * 0.5)
        sort = chance.choice(("CW", "ST", "FW", "PG", "DR"))
        words = f'{chance.choice((2, 4, 6, 8, 100))}"-{sort}-{chance.randint(100, 9999)}'
        sheet.text(ends[0] + size, at + size * 0.15, words, size * 0.45)
    if chance.random() < 0.6:
        word = chance.choice(ITEMS[sheet.language])
        half = size * 0.5
        x, wide = ends[1], size * 4
        sheet.shape([(x, y - half), (x + wide, y - half), (x + wide + half, y), (x + wide, y + half), (x, y + half)])
        sheet.text(x + 2, y - size * 0.2, word, size * 0.45)


def _tag(sheet: Sheet, x: float, y: float, size: float, number: int) -> None:
    chance = sheet.chance
    sheet.text(x, y, f"{chance.choice(('P', 'E', 'TK', 'HX', 'V', 'C'))}-{100 + number}", size * 0.5, middle=True)
    if chance.random() < 0.6:
        sheet.text(x, y - size * 0.6, chance.choice(ITEMS[sheet.language]), size * 0.45, middle=True)


def _instrument(sheet: Sheet, x: float, y: float, size: float) -> None:
    chance = sheet.chance
    at = x + size * 2
    sheet.page.setDash(3, 2)
    sheet.line((x, y), (at - size * 0.7, y), width=0.4)
    sheet.page.setDash()
    sheet.circle(at, y, size * 0.7)
    if chance.random() < 0.4:
        sheet.line((at - size * 0.7, y), (at + size * 0.7, y), width=0.4)
    sheet.text(
        at, y + size * 0.1, chance.choice(("PT", "TI", "FT", "LIC", "TE", "PIC", "FIC")), size * 0.45, middle=True
    )
    sheet.text(at, y - size * 0.4, str(chance.randint(100, 499)), size * 0.4, middle=True)


def _valve(sheet: Sheet, x: float, y: float, size: float) -> None:
    half = size * 0.6
    sheet.shape([(x - size, y - half), (x - size, y + half), (x + size, y - half), (x + size, y + half)])
    if sheet.chance.random() < 0.4:
        sheet.line((x, y), (x, y + size), (x - half, y + size), (x + half, y + size), width=0.5)


def _reducer(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.shape(
        [(x - size, y - size * 0.7), (x - size, y + size * 0.7), (x + size, y + size * 0.3), (x + size, y - size * 0.3)]
    )


def _column(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.page.setLineWidth(0.8 * sheet.weight)
    sheet.page.roundRect(x - size * 0.7, y - size * 2, size * 1.4, size * 4, size * 0.6, fill=1)
    for step in range(1, 5):
        sheet.line(
            (x - size * 0.7, y - size * 2 + size * 0.8 * step),
            (x + size * 0.7, y - size * 2 + size * 0.8 * step),
            width=0.4,
        )


def _turbine(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.shape(
        [
            (x - size * 1.4, y - size * 0.5),
            (x - size * 1.4, y + size * 0.5),
            (x + size * 1.4, y + size * 1.2),
            (x + size * 1.4, y - size * 1.2),
        ],
        fill=True,
    )
    sheet.line((x + size * 1.4, y), (x + size * 2.2, y), width=1.2)


def _exchanger(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.rect(x - size * 1.6, y - size * 0.7, size * 3.2, size * 1.4, fill=True)
    sheet.line(*((x - size * 1.6 + size * 0.4 * step, y + size * 0.35 * (-1) ** step) for step in range(9)), width=0.5)


def _pump(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.circle(x, y, size * 0.8, fill=True)
    sheet.line((x, y + size * 0.8), (x + size * 1.4, y + size * 0.8), width=0.6)
    sheet.shape([(x - size * 0.6, y - size * 1.2), (x + size * 0.6, y - size * 1.2), (x, y)])


def _drum(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.page.setLineWidth(0.8 * sheet.weight)
    sheet.page.roundRect(x - size * 1.8, y - size * 0.8, size * 3.6, size * 1.6, size * 0.7, fill=1)


_DEVICES: tuple[Callable[[Sheet, float, float, float], None], ...] = (
    _column, _turbine, _exchanger, _exchanger, _pump, _pump, _drum,
)  # fmt: skip
