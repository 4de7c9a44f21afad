"""The table of all places as an SVG: readable on a screen, in black and white print, and by a screen reader.

A verdict is told by its letter first; colour and hatching only repeat it.
"""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET  # only written here, never read
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from policies.analysis.matrix import ELSEWHERE, NOBODYS, Cell, Matrix, Place
from policies.analysis.said import Said, said, tell
from policies.model import Verdict

CELL = 34
GAP = 8
LINE = 18
CHAR = 7.2
MARGIN = 24
FONT = "'Noto Sans CJK JP', 'Noto Sans', 'Hiragino Sans', 'Yu Gothic', 'Microsoft YaHei', sans-serif"
STAYS = "–"
MARKS: Mapping[Verdict, str] = MappingProxyType(
    {Verdict.ALLOW: "✓", Verdict.NOTIFY: "N", Verdict.JUSTIFY: "J", Verdict.HOLD: "H", Verdict.BLOCK: "B"}
)
_FILLS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.ALLOW: "#ffffff",
        Verdict.NOTIFY: "#e3f1e6",
        Verdict.JUSTIFY: "#fdf3cf",
        Verdict.HOLD: "#f6d9a8",
        Verdict.BLOCK: "url(#blocked)",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """What stands above the table, as sentences."""

    title: Said
    about: Said


def draw(matrix: Matrix, titles: Titles, language: str) -> bytes:
    """The table as a whole SVG document, UTF-8.

    Args:
        language: `ja`, `en` or `zh`.
    """
    return _Drawing(matrix, titles, language).document()


class _Drawing:
    def __init__(self, matrix: Matrix, titles: Titles, language: str) -> None:
        self._matrix, self._titles, self._language = matrix, titles, language
        self._rows = [place_name(place, language) for place in matrix.rows]
        self._columns = [place_name(place, language) for place in matrix.columns]
        self._about = _wrapped(tell(titles.about, language), 96)
        self._left = MARGIN + CHAR * max(map(_width, (*self._rows, *map(self._group, matrix.rows))), default=0) + 20
        heads = (f"{name} {' '.join(place.sides)}" for name, place in zip(self._columns, matrix.columns, strict=True))
        self._top = MARGIN + LINE * (2 + len(self._about)) + CHAR * max(map(_width, heads), default=0) + 24
        self._xs = _offsets(matrix.columns, self._left)
        self._ys = _offsets(matrix.rows, self._top)

    def document(self) -> bytes:
        legend = self._legend_lines()
        bottom = (self._ys[-1] if self._ys else self._top) + CELL + 28
        width = max((self._xs[-1] if self._xs else self._left) + CELL + MARGIN, 700)
        height = bottom + LINE * len(legend) + MARGIN
        root = self._root(width, height)
        self._headings(root)
        for number, place in enumerate(self._matrix.columns):
            self._column(root, number, place)
        for number, place in enumerate(self._matrix.rows):
            self._row(root, number, place)
        for number, line in enumerate(legend):
            self._text(root, MARGIN, bottom + LINE * number, line, size=12)
        ET.indent(root)
        return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))

    def _root(self, width: float, height: float) -> ET.Element:
        root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "aria-labelledby": "title about",
                "lang": self._language,
                "viewBox": f"0 0 {width:.0f} {height:.0f}",
                "width": f"{width:.0f}",
                "height": f"{height:.0f}",
                "font-family": FONT,
            },
        )
        ET.SubElement(root, "title", {"id": "title"}).text = tell(self._titles.title, self._language)
        ET.SubElement(root, "desc", {"id": "about"}).text = tell(self._titles.about, self._language)
        hatch = ET.SubElement(
            ET.SubElement(root, "defs"),
            "pattern",
            {"id": "blocked", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"},
        )
        ET.SubElement(hatch, "rect", {"width": "6", "height": "6", "fill": "#f6c9c4"})
        ET.SubElement(hatch, "path", {"d": "M0 6 L6 0", "stroke": "#e08a80", "stroke-width": "1"})
        ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
        return root

    def _headings(self, root: ET.Element) -> None:
        self._text(root, MARGIN, MARGIN + 8, tell(self._titles.title, self._language), size=18, weight="bold")
        for number, line in enumerate(self._about):
            self._text(root, MARGIN, MARGIN + 8 + LINE * (number + 1.4), line, size=12, fill="#444444")

    def _column(self, root: ET.Element, number: int, place: Place) -> None:
        middle, foot = self._xs[number] + CELL / 2 + 4, self._top - 8
        turned = {"transform": f"rotate(-90 {middle:.1f} {foot:.1f})"}
        name = self._text(root, middle, foot, self._columns[number], size=12, more=turned)
        if place.sides:
            side = ET.SubElement(name, "tspan", {"fill": "#555555", "font-size": "11", "dx": "6"})
            side.text = self._group(place)

    def _row(self, root: ET.Element, number: int, place: Place) -> None:
        y = self._ys[number]
        if _begins_group(self._matrix.rows, number):
            label = self._group(place)
            self._text(root, self._left - 8, y - 4, label, size=11, fill="#555555", weight="bold", anchor="end")
        self._text(root, self._left - 8, y + CELL / 2 + 4, self._rows[number], size=12, anchor="end")
        for column, cell in enumerate(self._matrix.cells[number]):
            self._cell(root, number, column, cell)

    def _cell(self, root: ET.Element, row: int, column: int, cell: Cell | None) -> None:
        x, y = self._xs[column], self._ys[row]
        group = ET.SubElement(root, "g")
        told = said("matrix.stays") if cell is None else self._cell_words(row, column, cell)
        ET.SubElement(group, "title").text = tell(told, self._language)
        fill = "#dddddd" if cell is None else _FILLS[cell.verdict]
        box = {"x": f"{x:.0f}", "y": f"{y:.0f}", "width": str(CELL), "height": str(CELL)}
        ET.SubElement(group, "rect", {**box, "fill": fill, "stroke": "#888888", "stroke-width": "0.7"})
        middle = x + CELL / 2
        if cell is None:
            self._text(group, middle, y + 21, STAYS, size=15, fill="#555555", anchor="middle")
            return
        self._text(group, middle, y + 17, MARKS[cell.verdict], size=15, weight="bold", anchor="middle")
        number = str(self._matrix.sources.index(cell.rule) + 1)
        self._text(group, middle, y + 29, number, size=9, anchor="middle")

    def _cell_words(self, row: int, column: int, cell: Cell) -> Said:
        verdict = said(f"verdict.{cell.verdict}")
        return said("matrix.cell", row=self._rows[row], column=self._columns[column], verdict=verdict, rule=cell.rule)

    def _group(self, place: Place) -> str:
        return " ".join(place.sides) if place.sides else tell(said("matrix.neutral"), self._language)

    def _legend_lines(self) -> list[str]:
        used = {cell.verdict for line in self._matrix.cells for cell in line if cell is not None}
        marks = [f"{MARKS[v]}  {tell(said(f'verdict.{v}'), self._language)}" for v in Verdict if v in used]
        sources = [f"{number}  {source}" for number, source in enumerate(self._matrix.sources, start=1)]
        by = tell(said("matrix.by"), self._language)
        stays = f"{STAYS}  {tell(said('matrix.stays'), self._language)}"
        return [*marks, stays, "", f"{by}:", *sources]

    def _text(
        self,
        parent: ET.Element,
        x: float,
        y: float,
        words: str,
        *,
        size: int,
        fill: str = "#111111",
        weight: str = "normal",
        anchor: str = "start",
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> ET.Element:
        place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": str(size), "fill": fill}
        how = {"font-weight": weight, "text-anchor": anchor}
        text = ET.SubElement(parent, "text", {**place, **how, **more})
        text.text = words
        return text


def place_name(place: Place, language: str) -> str:
    """What a row or column is called."""
    if place.name == ELSEWHERE:
        return tell(said("matrix.elsewhere"), language)
    if place.name == NOBODYS:
        return tell(said("matrix.nobodys"), language)
    return place.name


def _begins_group(places: tuple[Place, ...], number: int) -> bool:
    return number == 0 or places[number].sides != places[number - 1].sides


def _offsets(places: tuple[Place, ...], begin: float) -> list[float]:
    """Where each row or column begins; a gap before every new group."""
    found, at = [], begin
    for number in range(len(places)):
        at += (GAP + 12 if number and _begins_group(places, number) else 0) + (CELL if number else 0)
        found.append(at)
    return found


def _wrapped(words: str, width: int) -> list[str]:
    """Lines of at most about `width` narrow characters; broken at blanks where there are any."""
    lines, line = [], ""
    for word in _words(words):
        if line and _width(line + word) > width:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line else lines


def _words(words: str) -> Iterable[str]:
    word = ""
    for char in words:
        word += char
        if char == " " or unicodedata.east_asian_width(char) in "WF":
            yield word
            word = ""
    yield word


def _width(words: str) -> int:
    """Columns that a text takes in a terminal; a wide character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)
