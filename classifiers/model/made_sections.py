"""Made sheets of circuits as they are set out on large paper: in ruled parts with headings, or small and alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from classifiers.model.made_circuits import schematic

if TYPE_CHECKING:
    from classifiers.model.made_sheet import Sheet

_HEADS = {
    "en": ("POWER", "USB to UART", "MCU", "Motor driver", "Sensor", "Connectors", "Audio", "Reset", "LED"),
    "ja": ("電源部", "マイコン", "センサ", "モータ駆動", "通信部", "入出力", "表示", "充電回路"),
    "zh": ("电源电路", "主控", "传感器", "电机驱动", "串口", "接口", "指示灯", "充电电路"),
}  # fmt: skip


def sections(sheet: Sheet) -> None:
    """A sheet in parts, each with a heading and its own circuit."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    is_ruled = chance.random() < 0.75
    rows = chance.randint(1, 3)
    size = sheet.width * chance.uniform(0.006, 0.014)
    for row in range(rows):
        cuts = [0.0, *sorted(chance.uniform(0.2, 0.8) for _ in range(chance.randint(0, 3))), 1.0]
        y, step = low + (top - low) * row / rows, (top - low) / rows
        for one, other in pairwise(cuts):
            x, end = left + (right - left) * one, left + (right - left) * other
            if is_ruled:
                sheet.rect(x, y, end - x, step, line=chance.choice((0.5, 1.0)))
            if end - x < (right - left) * 0.1 or chance.random() < 0.12:
                continue
            sheet.text(x + size, y + step - size * 1.6, chance.choice(_HEADS[sheet.language]), size)
            _small(sheet, x, y, end - x, step * 0.9)


def lonely(sheet: Sheet) -> None:
    """One circuit that takes a small part of the sheet."""
    chance = sheet.chance
    left, low, right, top = sheet.box
    wide, high = (right - left) * chance.uniform(0.25, 0.6), (top - low) * chance.uniform(0.25, 0.6)
    x, y = left + (right - left - wide) * chance.uniform(0.1, 0.8), low + (top - low - high) * chance.uniform(0.2, 0.8)
    _small(sheet, x, y, wide, high)
    if chance.random() < 0.4:
        radius = sheet.width * chance.uniform(0.006, 0.014)
        for number in range(chance.randint(2, 4)):
            at = left + (right - left) * 0.6 + radius * 3.5 * number
            sheet.circle(at, low + (top - low) * 0.15, radius)
            sheet.circle(at, low + (top - low) * 0.15, radius * 0.5, fill=chance.random() < 0.5)
            sheet.text(at, low + (top - low) * 0.15 + radius * 1.5, f"H{number + 1}", radius * 0.8, middle=True)


def _small(sheet: Sheet, x: float, y: float, wide: float, high: float) -> None:
    """A circuit drawn into this box, its grid in proportion to it."""
    width = min(wide, high * 1.6) * sheet.chance.uniform(1.0, 2.0)
    schematic(replace(sheet, width=width, weight=sheet.weight * 0.8, box=[x, y, x + wide, y + high]))
