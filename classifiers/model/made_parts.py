"""Made mechanical drawings: plates, shafts, sections, isometric views, exploded views, canvases of CAD programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from classifiers.model.made_sheet import BLACK, Sheet, arrow, chance_line, dimension

if TYPE_CHECKING:
    from classifiers.model.made_sheet import Rgb

Area = tuple[float, float, float, float]


def mechanical(sheet: Sheet) -> None:
    """Some views of a part, with dimensions and notes."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    columns, rows = chance.choice(((1, 1), (2, 1), (2, 1), (2, 2), (3, 1), (3, 2)))
    shade: Rgb | None = None
    if chance.random() < 0.25:
        tone = chance.random()
        shade = (0.6 + 0.4 * tone, 0.8, 1.0 - 0.6 * tone)
    for number in range(columns * rows):
        if number and chance.random() < 0.15:
            continue
        width, height = (right - left) / columns, (top - low) / rows
        x, y = left + width * (number % columns), low + height * (number // columns)
        inset = chance.uniform(0.12, 0.28)
        area = (x + width * inset, y + height * inset, width * (1 - 2 * inset), height * (1 - 2 * inset))
        chance.choice((_plate, _plate, _shaft, _section, _isometric, _flange, _profile, _render))(sheet, area, shade)
    if chance.random() < 0.6:
        _notes(sheet)
    if low < sheet.height * 0.02 and chance.random() < 0.5:
        size, middle = sheet.width * chance.uniform(0.012, 0.022), sheet.width * chance.choice((0.25, 0.5, 0.75))
        for line in range(chance.randint(1, 5)):
            words = chance.choice(("All measures in mm", "4 off, acrylic plate, 5 thick", "Format A3, 1 to 2"))
            sheet.text(middle, low + size * (1 + 1.3 * line), words, size, middle=True)
    if chance.random() < 0.4:
        x, y = left + (right - left) * chance.random(), low + (top - low) * chance.uniform(0.02, 0.15)
        sheet.line((x - 6, y + 10), (x, y), (x + 10, y + 18), (x + 26, y + 18))
        sheet.text(x + 10, y + 20, f"Ra {chance.choice((0.8, 1.6, 3.2, 6.3))}", 7)


def canvas(sheet: Sheet) -> None:
    """What the window of a CAD program shows: a few bare lines on a dark ground, perhaps with a grid."""
    chance = sheet.chance
    tone = chance.uniform(0.0, 0.18)
    sheet.colour((tone, tone + chance.uniform(0, 0.05), tone + chance.uniform(0, 0.1)))
    sheet.rect(0, 0, sheet.width, sheet.height, line=0, fill=True)
    if chance.random() < 0.4:
        sheet.colour((tone + 0.08, tone + 0.08, tone + 0.1))
        step = chance.uniform(10, 30)
        for place in range(1, int(sheet.width / step)):
            sheet.line((place * step, 0), (place * step, sheet.height), width=0.3)
        for place in range(1, int(sheet.height / step)):
            sheet.line((0, place * step), (sheet.width, place * step), width=0.3)
    light = tone + chance.choice((0.15, 0.25, 0.5, 0.8))
    sheet.colour((light, light, light) if chance.random() < 0.7 else (light, chance.random(), chance.random()))
    if chance.random() < 0.3:
        mechanical(sheet)
        return
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        x, y = chance.random() * sheet.width, chance.random() * sheet.height
        size = chance.uniform(0.1, 0.6) * min(sheet.width, sheet.height)
        sort = chance.random()
        if sort < 0.3:
            sheet.circle(x, y, size / 2)
        elif sort < 0.5:
            sheet.page.arc(x - size, y - size, x + size, y + size, chance.uniform(0, 360), chance.uniform(40, 270))
        elif sort < 0.6:
            sheet.page.ellipse(x - size, y - size / 2, x + size, y + size / 2)
        elif sort < 0.7:
            sheet.text(x, y, chance.choice(("TEXT", "A-A", "Ø20", "12.5")), chance.uniform(8, 24))
        else:
            ends = [(x, y)]
            for _ in range(chance.randint(1, 5)):
                ends.append((ends[-1][0] + chance.uniform(-size, size), ends[-1][1] + chance.uniform(-size, size)))
            sheet.line(*ends)


def _fill(sheet: Sheet, shade: Rgb | None) -> bool:
    if shade is None:
        return False
    sheet.page.setFillColorRGB(*shade)
    return True


def _black(sheet: Sheet) -> None:
    sheet.page.setFillColorRGB(*BLACK)


def _centre(sheet: Sheet, x: float, y: float, radius: float) -> None:
    sheet.page.setDash(8, 3)
    sheet.line((x - radius, y), (x + radius, y), width=0.3)
    sheet.line((x, y - radius), (x, y + radius), width=0.3)
    sheet.page.setDash()


def _sizes(sheet: Sheet, area: Area, count: int) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    for step in range(count):
        away = 12 + 11 * step
        cut = chance.choice((1.0, 1.0, chance.uniform(0.2, 0.9)))
        side = chance.randint(0, 3)
        if side == 0:
            dimension(sheet, (x, y), (x + width * cut, y), -away)
        elif side == 1:
            dimension(sheet, (x, y + height), (x + width * cut, y + height), away)
        elif side == 2:
            dimension(sheet, (x, y), (x, y + height * cut), -away)
        else:
            dimension(sheet, (x + width, y), (x + width, y + height * cut), away)


def _leader(sheet: Sheet, x: float, y: float, words: str) -> None:
    chance = sheet.chance
    angle, far = chance.uniform(0.2, 1.3), chance.uniform(18, 50)
    way = chance.choice((-1, 1))
    end = (x + way * far * math.cos(angle), y + far * math.sin(angle))
    sheet.line((x, y), end, (end[0] + way * 14, end[1]), width=0.35)
    arrow(sheet, (x, y), math.atan2(y - end[1], x - end[0]))
    sheet.text(end[0] if way > 0 else end[0] - 30, end[1] + 2, words, chance.uniform(6, 9))


def _plate(sheet: Sheet, area: Area, shade: Rgb | None) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    is_filled = _fill(sheet, shade)
    if chance.random() < 0.5:
        sheet.page.setLineWidth(sheet.weight)
        sheet.page.roundRect(x, y, width, height, chance.uniform(3, 20), fill=int(is_filled))
    else:
        cut = chance.uniform(0, 0.3)
        sheet.shape(
            [(x, y), (x + width, y), (x + width, y + height * (1 - cut)), (x + width * (1 - cut), y + height),
             (x, y + height)], line=1.0, fill=is_filled,
        )  # fmt: skip
    _black(sheet)
    radius = chance.uniform(0.03, 0.09) * min(width, height)
    for column in range(chance.randint(0, 4)):
        for row in range(chance.randint(1, 3)):
            cx, cy = x + width * (0.12 + 0.24 * column), y + height * (0.2 + 0.3 * row)
            sheet.circle(cx, cy, radius)
            _centre(sheet, cx, cy, radius * 1.8)
            if chance.random() < 0.25:
                _leader(sheet, cx + radius, cy, f"{chance.randint(2, 8)}xØ{radius:.1f}")
    _sizes(sheet, area, chance.randint(1, 6))


def _shaft(sheet: Sheet, area: Area, shade: Rgb | None) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    at, middle = x, y + height / 2
    cuts = sorted(chance.random() for _ in range(chance.randint(1, 5)))
    for cut in (*cuts, 1.0):
        end, half = x + width * cut, height * chance.uniform(0.15, 0.5)
        sheet.rect(at, middle - half, end - at, 2 * half, line=1.0, fill=_fill(sheet, shade))
        _black(sheet)
        if chance.random() < 0.4:
            dimension(sheet, (at, middle - half), (end, middle - half), -height * 0.5)
        if chance.random() < 0.3:
            _leader(sheet, end, middle + half, f"Ø{2 * half:.1f} h{chance.randint(5, 9)}")
        at = end
    _centre(sheet, x + width / 2, middle, width * 0.56)
    _sizes(sheet, area, chance.randint(1, 3))


def _section(sheet: Sheet, area: Area, _shade: Rgb | None) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    bore = chance.uniform(0.2, 0.5)
    bands = ((y, height * (1 - bore) / 2), (y + height * (1 + bore) / 2, height * (1 - bore) / 2))
    step = chance.uniform(3, 9)
    for low, high in bands:
        sheet.rect(x, low, width, high, line=1.0)
        at = x - high
        while at < x + width:
            start, end = max(at, x), min(at + high, x + width)
            sheet.line((start, low + start - at), (end, low + end - at), width=0.3)
            at += step
    sheet.line((x, y), (x, y + height), width=1.0)
    sheet.line((x + width, y), (x + width, y + height), width=1.0)
    _centre(sheet, x + width / 2, y + height / 2, width * 0.56)
    sheet.text(
        x + width / 2, y + height + 20, chance.choice(("A-A", "SECTION A-A", "断面A-A", "B-B (2:1)")), 9, middle=True
    )
    _sizes(sheet, area, chance.randint(1, 4))


def _isometric(sheet: Sheet, area: Area, shade: Rgb | None) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    size = min(width, height) * 0.5
    for _ in range(chance.randint(1, 3)):
        a, b, c = (size * chance.uniform(0.3, 1.0) for _ in range(3))
        ox, oy = x + width * chance.uniform(0.3, 0.6), y + height * chance.uniform(0, 0.3)
        ax, ay, bx, by = a * 0.866, a * 0.5, -b * 0.866, b * 0.5
        for corner in (
            [(0, 0), (ax, ay), (ax, ay + c), (0, c)],
            [(0, 0), (bx, by), (bx, by + c), (0, c)],
            [(0, c), (ax, ay + c), (ax + bx, ay + by + c), (bx, by + c)],
        ):
            sheet.shape([(ox + px, oy + py) for px, py in corner], line=0.8, fill=_fill(sheet, shade))
        _black(sheet)
        sheet.page.ellipse(
            ox + ax / 2 - a / 5, oy + ay / 2 + c / 2 - a / 8, ox + ax / 2 + a / 5, oy + ay / 2 + c / 2 + a / 5
        )
        if chance.random() < 0.5:
            _leader(sheet, ox, oy + c, str(chance.randint(1, 30)))


def _render(sheet: Sheet, area: Area, shade: Rgb | None) -> None:
    """A shaded body beside the views, dark or tinted."""
    chance, (x, y, width, height) = sheet.chance, area
    tint = shade or (0.5, 0.5, 0.55)
    size = min(width, height) * 0.5
    for step in range(30):
        tone = 0.2 + 0.8 * math.sin(math.pi * step / 30)
        sheet.page.setFillColorRGB(*(tone * channel for channel in tint))
        sheet.rect(x + size * step / 15, y, size / 15 + 0.5, size, line=0, fill=True)
    sheet.page.setFillColorRGB(*tint)
    sheet.page.ellipse(x, y + size * 0.8, x + 2 * size, y + size * 1.2, fill=1)
    _black(sheet)
    for _ in range(chance.randint(0, 3)):
        _leader(
            sheet,
            x + size * chance.random(),
            y + size * chance.random(),
            f"P{chance.randint(1, 900)} ({chance.uniform(0, 99):.2f})",
        )


def _flange(sheet: Sheet, area: Area, shade: Rgb | None) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    cx, cy, radius = x + width / 2, y + height / 2, min(width, height) / 2
    sheet.circle(cx, cy, radius, line=1.0, fill=_fill(sheet, shade))
    _black(sheet)
    for share in sorted((chance.uniform(0.15, 0.9) for _ in range(chance.randint(1, 4))), reverse=True):
        sheet.circle(cx, cy, radius * share, line=chance_line(sheet))
    count = chance.choice((3, 4, 6, 8))
    for place in range(count):
        angle = math.tau * place / count
        sheet.circle(cx + 0.75 * radius * math.cos(angle), cy + 0.75 * radius * math.sin(angle), radius * 0.07)
    _centre(sheet, cx, cy, radius * 1.15)
    if chance.random() < 0.7:
        _leader(sheet, cx + radius * 0.7, cy + radius * 0.7, f"Ø{radius:.0f}")
    if chance.random() < 0.6:
        dimension(sheet, (cx - radius, cy), (cx + radius, cy), -radius - 14)


def _profile(sheet: Sheet, area: Area, shade: Rgb | None) -> None:
    chance, (x, y, width, height) = sheet.chance, area
    points, at = [(x, y)], 0.0
    while at < 1.0:
        level = y + height * chance.uniform(0.3, 1.0)
        points += [(x + width * at, level)]
        at = min(1.0, at + chance.uniform(0.1, 0.4))
        points += [(x + width * at, level)]
    sheet.shape([*points, (x + width, y)], line=1.0, fill=_fill(sheet, shade))
    _black(sheet)
    sheet.page.setDash(4, 2)
    sheet.line((x, y + height * 0.2), (x + width, y + height * 0.2), width=0.5)
    sheet.page.setDash()
    _sizes(sheet, area, chance.randint(2, 6))


def _notes(sheet: Sheet) -> None:
    chance = sheet.chance
    notes = {
        "en": (
            "UNLESS OTHERWISE SPECIFIED:", "1. DEBURR ALL EDGES", "2. TOLERANCES ISO 2768-mK",
            "3. ALL DIMENSIONS IN MM",
        ),
        "ja": ("注記", "1. 指示なき角部は糸面取りのこと", "2. 普通公差はJIS B 0405-m", "3. バリなきこと"),
        "zh": ("技术要求", "1. 未注倒角C0.5", "2. 未注公差按GB/T 1804-m", "3. 去毛刺"),
    }[sheet.language]  # fmt: skip
    x, y, size = sheet.box[0] + 10, sheet.box[3] - 16, chance.uniform(6, 10)
    if chance.random() < 0.5:
        y = sheet.box[1] + 10 + size * 5.5
    for step, words in enumerate(notes):
        sheet.text(x, y - step * size * 1.4, words, size)
