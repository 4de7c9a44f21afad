"""Pages drawn by ourselves for training: what few real files show, such as frames with Japanese title blocks.

They are never tested on. Drawings of seven kinds get views, dimensions, frames and title blocks, or lack some of them;
other pages are letters, tables, forms, music, charts, flow charts, windows and dialogs of programs, maps, line art and
photographs, some with a border too, so that a frame alone is no drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.model import made_near, made_papers, made_pictures
from classifiers.model.made_assemblies import assembly, outline
from classifiers.model.made_boards import board_plot
from classifiers.model.made_circuits import board, chip_layout, schematic
from classifiers.model.made_dialogs import dialog
from classifiers.model.made_flows import flow_sheet
from classifiers.model.made_houses import house
from classifiers.model.made_parts import canvas, mechanical
from classifiers.model.made_plans import floor_plan, patent, plant
from classifiers.model.made_sections import lonely, sections
from classifiers.model.made_sheet import frame, new_sheet, title_block
from classifiers.model.made_works import arrangement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from classifiers.model.made_sheet import Sheet

    Maker = Callable[[Sheet], None]

_DRAWINGS: Mapping[str, tuple[str, Maker, float]] = {
    "parts": ("mechanical", mechanical, 0.7),
    "canvas": ("mechanical", canvas, 0.0),
    "circuit": ("schematic", schematic, 0.7),
    "board": ("pcb", board, 0.2),
    "chip": ("chip-layout", chip_layout, 0.25),
    "floor": ("architectural", floor_plan, 0.4),
    "plant": ("process", plant, 0.7),
    "figure": ("patent-figure", patent, 0.0),
}
"""What is made, its kind, its maker, and how often it has a frame."""
_ORDER = (
    "parts",
    "circuit",
    "board",
    "parts",
    "plant",
    "floor",
    "circuit",
    "board",
    "canvas",
    "chip",
    "plant",
    "figure",
    "board",
    "parts",
)
_OTHERS: tuple[tuple[str, Maker, float], ...] = (
    ("letter", made_papers.letter, 0.05), ("window", made_pictures.window, 0.9), ("chart", made_papers.chart, 0.8),
    ("table", made_papers.table, 0.4), ("art", made_pictures.picture, 0.9), ("flow", made_papers.flow, 0.6),
    ("form", made_papers.form, 0.1), ("map", made_pictures.coast, 0.9), ("music", made_papers.music, 0.9),
    ("strip", made_papers.strip, 1.0), ("wiring", made_pictures.wiring, 0.9), ("pillars", made_papers.pillars, 0.8),
    ("sparse", made_pictures.sparse, 0.3),
    ("letter", made_papers.letter, 0.3), ("cells", made_pictures.sheet_window, 0.9),
    ("slide", made_pictures.slide, 0.2),
    ("icons", made_pictures.icons, 0.9), ("listing", made_papers.listing, 0.2), ("solid", made_pictures.solid, 0.9),
    ("photograph", made_pictures.photograph, 0.9), ("sparse", made_pictures.sparse, 0.6),
    ("music", made_papers.music, 0.9),
)  # fmt: skip
"""What else is made, its maker, and how often it has a picture's proportions instead of a paper's."""
_FURTHER_DRAWINGS: tuple[tuple[str, Maker, float, float], ...] = (
    ("mechanical", assembly, 0.15, 0.4), ("pcb", board_plot, 0.1, 0.5), ("pcb", board_plot, 0.0, 0.8),
    ("mechanical", outline, 0.1, 0.7),
)  # fmt: skip
"""Further drawings, most without a frame: kind, maker, how often framed, how often of a picture's proportions."""
_FURTHER_OTHERS: tuple[tuple[Maker, float], ...] = (
    (dialog, 0.9), (made_near.staves, 0.9), (made_near.axes, 0.8), (made_near.scribble, 0.9), (made_near.words, 0.6),
    (dialog, 0.9),
)  # fmt: skip
"""What else they stand against: maker, and how often of a picture's proportions."""

_KIND_DRAWINGS: tuple[tuple[str, Maker, float, float], ...] = (
    ("architectural", house, 0.15, 0.5), ("process", arrangement, 0.9, 0.1), ("schematic", sections, 0.9, 0.1),
    ("mechanical", mechanical, 0.8, 0.1), ("architectural", house, 0.4, 0.3), ("process", flow_sheet, 0.8, 0.1),
    ("schematic", lonely, 0.7, 0.3), ("mechanical", assembly, 0.7, 0.2),
)  # fmt: skip
"""Drawings whose kinds are mistaken most: kind, maker, how often framed, how often of a picture's proportions."""


def made_drawing(chance: Random, number: int) -> tuple[bytes, str]:
    """A drawing as PDF, and its kind; kinds take turns by `number`."""
    kind, maker, framed = _DRAWINGS[_ORDER[number % len(_ORDER)]]
    is_framed = chance.random() < framed
    sheet = new_sheet(chance, wide=0.8 if framed else 0.3, odd=0.1 if is_framed else 0.7)
    if is_framed:
        frame(sheet)
        if chance.random() < 0.85:
            title_block(sheet)
    maker(sheet)
    return sheet.done(), kind


def made_document(chance: Random, number: int) -> bytes:
    """A page that is no drawing, as PDF; sorts take turns by `number`."""
    name, maker, odd = _OTHERS[number % len(_OTHERS)]
    sheet = new_sheet(chance, wide=0.8 if name == "slide" else 0.3, odd=odd)
    maker(sheet)
    if chance.random() < 0.12:
        frame(sheet)
    return sheet.done()


def further_drawing(chance: Random, number: int) -> tuple[bytes, str]:
    """A drawing that is told by its lines alone, as PDF, and its kind: a product's views, a board, a thing's sizes."""
    return _drawing(chance, *_FURTHER_DRAWINGS[number % len(_FURTHER_DRAWINGS)])


def kind_drawing(chance: Random, number: int) -> tuple[bytes, str]:
    """A drawing as PDF, and its kind, of kinds that need more to be told apart: floors, plants, circuits, products."""
    return _drawing(chance, *_KIND_DRAWINGS[number % len(_KIND_DRAWINGS)])


def _drawing(chance: Random, kind: str, maker: Maker, framed: float, odd: float) -> tuple[bytes, str]:
    is_framed = chance.random() < framed
    sheet = new_sheet(chance, wide=0.7, odd=0.1 if is_framed else odd)
    if is_framed:
        frame(sheet)
        if chance.random() < 0.85:
            title_block(sheet)
    maker(sheet)
    return sheet.done(), kind


def further_document(chance: Random, number: int) -> bytes:
    """What is taken for such a drawing, as PDF: a dialog, music from near, a plot, line art, large words."""
    maker, odd = _FURTHER_OTHERS[number % len(_FURTHER_OTHERS)]
    sheet = new_sheet(chance, wide=0.4, odd=odd)
    maker(sheet)
    return sheet.done()
