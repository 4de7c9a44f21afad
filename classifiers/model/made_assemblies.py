"""Made views of whole products: outlines within outlines, fine dimensions in gray, shaded bodies, a block of words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, arrow, dimension

if TYPE_CHECKING:
    from random import Random

    from classifiers.model.made_sheet import Sheet

Area = tuple[float, float, float, float]


def assembly(sheet: Sheet) -> None:
    """Some views of a product, side by side or one under the other, few of them dimensioned, words beside them."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    columns, rows = chance.choice(((1, 4), (1, 3), (2, 2), (3, 2), (2, 1), (3, 1), (1, 2)))
    width, height = (right - left) / columns, (top - low) / rows
    shape = _shape(chance)
    words = chance.randrange(columns * rows) if chance.random() < 0.6 else -1
    for number in range(columns * rows):
        x, y = left + width * (number % columns), low + height * (number // columns)
        area = (x + width * 0.14, y + height * 0.2, width * 0.72, height * 0.6)
        if number == words:
            _words(sheet, area)
            continue
        if chance.random() < 0.2:
            shape = _shape(chance)
        _view(sheet, area, shape, is_shaded=chance.random() < 0.3)
        if chance.random() < 0.5:
            _fine_dimensions(sheet, area)
        if chance.random() < 0.35:
            _call_outs(sheet, area)
    sheet.colour(BLACK)


def outline(sheet: Sheet) -> None:
    """One thing with a few large dimensions, as a shop shows what a module or a probe measures."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    wide, high = right - left, top - low
    area = (left + wide * 0.2, low + high * 0.12, wide * chance.uniform(0.5, 0.7), high * chance.uniform(0.4, 0.68))
    _view(sheet, area, _shape(chance), is_shaded=chance.random() < 0.2)
    x, y, width, height = area
    sheet.rect(x, y, width, height, line=chance.choice((0.7, 1.5, 2.5)))
    size = chance.uniform(0.025, 0.06) * min(wide, high)
    for step in range(chance.randint(1, 3)):
        cut = chance.uniform(0.0, 0.12) * step
        dimension(sheet, (x + width * cut, y + height), (x + width * (1 - cut), y + height), size * (1.3 + step), size)
        if chance.random() < 0.8:
            dimension(sheet, (x, y + height * cut), (x, y + height * (1 - cut)), -size * (1.3 + step), size)
    sheet.text(x + width / 2, y + height * 0.1, f"Module {chance.randint(1, 90)}", size, middle=True)


def _shape(chance: Random) -> tuple[tuple[str, float, float, float, float], ...]:
    """Features of a body in shares of its box, mirrored about its middle so that it looks made and not grown."""
    found = []
    for _ in range(chance.randint(4, 22)):
        sort = chance.choice(("box", "box", "round", "slot", "ring", "rib", "teeth"))
        size, x, y = chance.uniform(0.03, 0.3), chance.uniform(0.02, 0.5), chance.uniform(0.08, 0.8)
        found.append((sort, x, y, size, size * chance.uniform(0.4, 1.6)))
        if chance.random() < 0.8:
            found.append((sort, 1.0 - x - size, y, size, found[-1][4]))
    return tuple(found)


def _view(
    sheet: Sheet, area: Area, shape: tuple[tuple[str, float, float, float, float], ...], *, is_shaded: bool
) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    tone = chance.uniform(0.25, 0.85)
    if is_shaded:
        sheet.page.setFillGray(tone)
    radius = min(width, height) * chance.choice((0.02, 0.1, 0.3, 0.5))
    sheet.page.setLineWidth(sheet.weight * 1.1)
    sheet.page.roundRect(x, y + height * 0.1, width, height * 0.8, min(radius, height * 0.39), fill=int(is_shaded))
    for sort, fx, fy, fw, fh in shape:
        if is_shaded:
            sheet.page.setFillGray(min(1.0, max(0.0, tone + chance.uniform(-0.2, 0.2))))
        _feature(
            sheet, sort, (x + width * fx, y + height * fy, width * fw, height * min(fh, 0.95 - fy)), fill=is_shaded
        )
    sheet.colour(BLACK)
    if chance.random() < 0.4:
        sheet.page.setDash(9, 3)
        sheet.line((x - 8, y + height / 2), (x + width + 8, y + height / 2), width=0.3)
        sheet.page.setDash()


def _feature(sheet: Sheet, sort: str, area: Area, *, fill: bool) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    line, side = chance.choice((0.4, 0.7, 1.0)), min(width, height)
    if sort == "box":
        sheet.rect(x, y, width, height, line=line, fill=fill)
    elif sort in ("round", "ring"):
        for share in (1.0, 0.75, 0.4)[: 1 if sort == "round" else 3]:
            sheet.circle(x + side / 2, y + side / 2, side * share / 2, line=line, fill=fill)
    elif sort == "slot":
        sheet.page.setLineWidth(sheet.weight * line)
        sheet.page.roundRect(x, y, max(width, height), side * 0.4, side * 0.19, fill=int(fill))
    elif sort == "rib":
        for step in range(chance.randint(3, 9)):
            sheet.line((x + width * step / 9, y), (x + width * step / 9, y + height), width=line)
    else:
        count, cx, cy = chance.randint(8, 16), x + side / 2, y + side / 2
        sheet.shape(
            [
                (
                    cx + side * (0.5, 0.4)[step // 2 % 2] * math.cos(math.pi * step / count / 2),
                    cy + side * (0.5, 0.4)[step // 2 % 2] * math.sin(math.pi * step / count / 2),
                )
                for step in range(4 * count)
            ],
            line=line,
            fill=fill,
        )


def _fine_dimensions(sheet: Sheet, area: Area) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    tone = chance.choice((0.0, 0.4, 0.55, 0.65))
    sheet.colour((tone, tone, tone))
    for step in range(chance.randint(1, 4)):
        cut, away = chance.uniform(0.1, 1.0), (0.1 + 0.09 * step) * height
        if chance.random() < 0.6:
            dimension(sheet, (x, y + height), (x + width * cut, y + height), away)
        else:
            dimension(sheet, (x + width, y), (x + width, y + height * cut), away)
    sheet.colour(BLACK)


def _call_outs(sheet: Sheet, area: Area) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    for number in range(chance.randint(1, 6)):
        tip = (x + width * chance.random(), y + height * chance.uniform(0.1, 0.9))
        way = chance.choice((-1, 1))
        end = (tip[0] + way * width * chance.uniform(0.1, 0.35), tip[1] + height * chance.uniform(-0.4, 0.4))
        sheet.line(tip, end, (end[0] + way * 12, end[1]), width=0.35)
        if chance.random() < 0.6:
            arrow(sheet, tip, math.atan2(tip[1] - end[1], tip[0] - end[0]))
        sheet.text(
            end[0], end[1] + 2, chance.choice((f"{number + 1}", f"M{number + 3}x{number + 8}", "CHAMFER 0.3")), 8
        )


def _words(sheet: Sheet, area: Area) -> None:
    """What a sheet without a title block says of itself: name, matter, scale, makers."""
    chance, (x, y, width, height) = sheet.chance, area
    lines = {
        "en": ("Bearing seat", "Brass CW614N", "Scale 3:1, A4", "First angle projection", "Workshop of the department"),
        "ja": ("軸受座", "材質 黄銅", "尺度 3:1", "第三角法", "機械工作室"),
        "zh": ("轴承座", "材料 黄铜", "比例 3:1", "未注公差 0.1", "机械加工中心"),
    }[sheet.language]
    size = min(height / 8, sheet.width * 0.018) * chance.uniform(0.7, 1.3)
    for step, words in enumerate(lines[: chance.randint(2, 5)]):
        sheet.text(x + width / 2, y + height * 0.8 - step * size * 1.5, words, size, middle=True)
