"""A sheet on which the bench draws a title block: its frame, and the ways in which labels and values stand in cells."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bench.drawn.values import value_of
from classifiers.document import FieldName as F

SHEET = (420.0, 297.0)
EMPTY_SHARE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words on the sheet; `x` is their left end or, centred, their middle; millimetres."""

    text: str
    x: float
    y: float
    height: float
    is_centred: bool = False


@dataclass(slots=True)
class Drawn:
    """A sheet: what is drawn on it, and the fields that a person would read from it."""

    language: str
    font: str
    chance: random.Random
    texts: list[Text] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    truth: list[tuple[F, str]] = field(default_factory=list)

    def write(self, text: str, x: float, y: float, height: float = 2.5, *, is_centred: bool = False) -> None:
        """Put words on the sheet."""
        self.texts.append(Text(text=text, x=x, y=y, height=height, is_centred=is_centred))

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Rule a cell."""
        right, top = x + width, y + height
        self.lines += [(x, y, right, y), (x, top, right, top), (x, y, x, top), (right, y, right, top)]

    def fill(self, name: F) -> str:
        """A value for a field, which is then true; empty at times."""
        value = "" if self.chance.random() < EMPTY_SHARE else value_of(self.language, name, self.chance)
        if value:
            self.truth.append((name, value))
        return value

    def corner(
        self, label: str, name: F, x: float, y: float, width: float, height: float, *, size: float = 3.0
    ) -> None:
        """A small label in the corner of a cell, its value large in the middle."""
        self.box(x, y, width, height)
        small = min(1.8, 0.3 * height)
        self.write(label, x + 1, y + height - small - 0.7, small)
        size = min(size, height - small - 2)
        self.write(self.fill(name), x + width / 2, y + (height - small - size) / 2, size, is_centred=True)

    def beside(self, label: str, name: F, x: float, y: float, widths: tuple[float, float], height: float) -> None:
        """A cell with the label, a cell with the value to its right."""
        self.box(x, y, widths[0], height)
        self.box(x + widths[0], y, widths[1], height)
        self.write(label, x + widths[0] / 2, y + (height - 2.5) / 2, is_centred=True)
        self.write(self.fill(name), x + widths[0] + 2, y + (height - 3) / 2, 3)

    def over(self, label: str, name: F, x: float, y: float, width: float, heights: tuple[float, float]) -> None:
        """A cell with the label above a cell with the value."""
        self.box(x, y, width, heights[0])
        self.box(x, y + heights[0], width, heights[1])
        self.write(label, x + width / 2, y + heights[0] + (heights[1] - 2.5) / 2, is_centred=True)
        self.write(self.fill(name), x + width / 2, y + (heights[0] - 3) / 2, 3, is_centred=True)

    def inline(self, label: str, name: F, x: float, y: float, width: float, height: float) -> None:
        """Label and value in one string."""
        self.box(x, y, width, height)
        self.write(label + self.fill(name), x + 1, y + (height - 2.5) / 2)

    def table(self, heads: list[str], rows: list[list[str]], x: float, y: float, width: float, *, is_up: bool) -> None:
        """A list whose heads look like labels, growing up from its heads or down."""
        step = width / len(heads)
        for index, row in enumerate([heads, *rows]):
            low = y + 6 * index * (1 if is_up else -1)
            for column, text in enumerate(row):
                self.box(x + step * column, low, step, 6)
                self.write(text, x + step * (column + 0.5), low + 1.8, 2.2, is_centred=True)

    def frame(self) -> None:
        """The border with its zone marks, and a view with dimensions."""
        self.box(10, 10, SHEET[0] - 20, SHEET[1] - 20)
        self.box(5, 5, SHEET[0] - 10, SHEET[1] - 10)
        for index in range(8):
            for y in (5.8, SHEET[1] - 9.2):
                self.write(str(8 - index), 35 + 50 * index, y, 3.5, is_centred=True)
        for index in range(6):
            for x in (7.5, SHEET[0] - 7.5):
                self.write("ABCDEF"[index], x, 30 + 46 * index, 3.5, is_centred=True)
        self.box(60, 150, 80, 60)
        for text, x, y in (
            ("80", 98, 215),
            ("⌀12 H7" if self.font else "R12", 145, 180),
            ("2-M6", 70, 140),
            ("A-A", 200, 240),
        ):
            self.write(text, x, y, 3.5)
