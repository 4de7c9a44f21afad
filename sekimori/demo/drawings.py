"""The demo's own drawings: a part drawn with ezdxf, and the same geometry plotted to PDF with reportlab."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ezdxf
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

if TYPE_CHECKING:
    from pathlib import Path

# Fonts that every PDF viewer brings along for Japanese and Chinese.
JAPANESE_FONT = "HeiseiKakuGo-W5"
CHINESE_FONT = "STSong-Light"
SHEET_MM = (420.0, 297.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBlock:
    """What a title block says, as pairs of caption and entry."""

    number: str
    title: str
    material: str
    scale: str
    tolerance: str
    drawn_by: str

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """Captions as Japanese drawing offices print them, with their entries."""
        return (
            ("図番 DWG NO.", self.number),
            ("図名 TITLE", self.title),
            ("材質 MATERIAL", self.material),
            ("尺度 SCALE", self.scale),
            ("普通公差 TOLERANCE", self.tolerance),
            ("設計 DRAWN", self.drawn_by),
            ("検図 CHECKED", "—"),
            ("投影法 PROJECTION", "第三角法"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flange:
    """A turned flange with a bolt circle; lengths in millimetres."""

    outer_mm: float
    bore_mm: float
    bolt_circle_mm: float
    bolts: int
    bolt_mm: float
    thickness_mm: float


def flange_drawing(flange: Flange, block: TitleBlock, notes: tuple[str, ...]) -> Any:
    """A drawing of `flange`: front view, section, dimensions, frame, title block and notes.

    Returns:
        An `ezdxf` document in millimetres on an A3 sheet.
    """
    document = ezdxf.new("R2010", setup=True, units=4)
    space = document.modelspace()
    for name, color in (("FRAME", 7), ("OUTLINE", 7), ("CENTER", 1), ("DIMENSIONS", 3), ("TEXT", 7)):
        document.layers.add(name, color=color)
    _frame(space)
    _front_view(space, flange, centre=(120.0, 170.0))
    _section(space, flange, left=250.0, middle=170.0)
    _title_block(space, block)
    for index, note in enumerate(notes):
        space.add_text(note, height=3.2, dxfattribs={"layer": "TEXT", "insert": (20, 62 - 6 * index)})
    return document


def _frame(space: Any) -> None:
    width, height = SHEET_MM
    for margin in (5.0, 10.0):
        space.add_lwpolyline(
            [(margin, margin), (width - margin, margin), (width - margin, height - margin), (margin, height - margin)],
            close=True,
            dxfattribs={"layer": "FRAME"},
        )
    for column in range(1, 8):
        x = width * column / 8
        space.add_line((x, 5), (x, 10), dxfattribs={"layer": "FRAME"})
        space.add_line((x, height - 10), (x, height - 5), dxfattribs={"layer": "FRAME"})


def _front_view(space: Any, flange: Flange, centre: tuple[float, float]) -> None:
    x, y = centre
    outline = {"layer": "OUTLINE"}
    for diameter in (flange.outer_mm, flange.bore_mm, flange.bore_mm + 8):
        space.add_circle(centre, diameter / 2, dxfattribs=outline)
    space.add_circle(centre, flange.bolt_circle_mm / 2, dxfattribs={"layer": "CENTER"})
    for index in range(flange.bolts):
        angle = 2 * math.pi * index / flange.bolts
        hole = (
            x + flange.bolt_circle_mm / 2 * math.cos(angle),
            y + flange.bolt_circle_mm / 2 * math.sin(angle),
        )
        space.add_circle(hole, flange.bolt_mm / 2, dxfattribs=outline)
    reach = flange.outer_mm / 2 + 8
    space.add_line((x - reach, y), (x + reach, y), dxfattribs={"layer": "CENTER"})
    space.add_line((x, y - reach), (x, y + reach), dxfattribs={"layer": "CENTER"})
    _label(space, f"{flange.bolts}×φ{flange.bolt_mm:g} H7 PCD φ{flange.bolt_circle_mm:g}±0.05", (x + 20, y + reach))
    _label(space, f"φ{flange.bore_mm:g} H7 (+0.025/0)", (x - reach, y - reach - 4))


def _section(space: Any, flange: Flange, left: float, middle: float) -> None:
    half, bore, depth = flange.outer_mm / 2, flange.bore_mm / 2, flange.thickness_mm
    outline = {"layer": "OUTLINE"}
    for low, high in ((bore, half), (-half, -bore)):
        space.add_lwpolyline(
            [(left, middle + low), (left + depth, middle + low), (left + depth, middle + high), (left, middle + high)],
            close=True,
            dxfattribs=outline,
        )
        step = (high - low) / 9
        for line in range(9):
            start = middle + low + step * line
            space.add_line((left, start), (left + depth, start + step), dxfattribs={"layer": "DIMENSIONS"})
    _dimension(space, (left, middle + half + 6), (left + depth, middle + half + 6), f"{depth:g}±0.02")
    x = left + depth + 14
    _dimension(space, (x, middle - half), (x, middle + half), f"φ{flange.outer_mm:g} h6")
    _label(space, "A-A", (left, middle - half - 12))
    _label(space, "Ra 0.8", (left + depth + 2, middle + 4))


def _dimension(space: Any, start: tuple[float, float], end: tuple[float, float], text: str) -> None:
    layer = {"layer": "DIMENSIONS"}
    space.add_line(start, end, dxfattribs=layer)
    for x, y in (start, end):
        space.add_line((x - 1.2, y - 1.2), (x + 1.2, y + 1.2), dxfattribs=layer)
    _label(space, text, ((start[0] + end[0]) / 2 + 2, (start[1] + end[1]) / 2 + 2))


def _label(space: Any, text: str, at: tuple[float, float]) -> None:
    space.add_text(text, height=3.5, dxfattribs={"layer": "DIMENSIONS", "insert": at})


def _title_block(space: Any, block: TitleBlock) -> None:
    left, bottom, row, width, split = 230.0, 10.0, 8.0, 180.0, 60.0
    for index, (caption, entry) in enumerate(block.entries):
        y = bottom + row * index
        space.add_lwpolyline(
            [(left, y), (left + width, y), (left + width, y + row), (left, y + row)],
            close=True,
            dxfattribs={"layer": "FRAME"},
        )
        space.add_text(caption, height=2.8, dxfattribs={"layer": "TEXT", "insert": (left + 2, y + 2.5)})
        space.add_text(entry, height=3.5, dxfattribs={"layer": "TEXT", "insert": (left + split, y + 2.5)})
    space.add_line((left + split - 2, bottom), (left + split - 2, bottom + row * 8), dxfattribs={"layer": "FRAME"})


def plot_pdf(drawing: Any, path: Path) -> None:
    """Plot an ezdxf drawing of lines, polylines, circles and text to a one-page A3 PDF."""
    pdfmetrics.registerFont(UnicodeCIDFont(JAPANESE_FONT))
    sheet = canvas.Canvas(str(path), pagesize=landscape(A3), invariant=True)
    sheet.setTitle("Drawing")
    for entity in drawing.modelspace():
        sheet.setLineWidth(0.5 if entity.dxf.layer in ("FRAME", "OUTLINE") else 0.25)
        match entity.dxftype():
            case "LINE":
                start, end = entity.dxf.start, entity.dxf.end
                sheet.line(start.x * mm, start.y * mm, end.x * mm, end.y * mm)
            case "CIRCLE":
                centre = entity.dxf.center
                sheet.circle(centre.x * mm, centre.y * mm, entity.dxf.radius * mm)
            case "LWPOLYLINE":
                points = [(x * mm, y * mm) for x, y in entity.get_points("xy")]
                for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
                    sheet.line(x1, y1, x2, y2)
            case "TEXT":
                sheet.setFont(JAPANESE_FONT, entity.dxf.height * mm)
                sheet.drawString(entity.dxf.insert.x * mm, entity.dxf.insert.y * mm, entity.dxf.text)
    sheet.showPage()
    sheet.save()
