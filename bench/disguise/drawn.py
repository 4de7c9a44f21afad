"""Disguises of drawings and models: another program's file, other layers, another origin, other units, a print."""

from __future__ import annotations

import io
import random
import re
from itertools import pairwise

import ezdxf
from ezdxf import path, recover, transform
from ezdxf.document import Drawing
from ezdxf.entities import DXFEntity
from ezdxf.math import Matrix44
from reportlab.lib.pagesizes import A3, landscape
from reportlab.pdfgen.canvas import Canvas

from bench.disguise.source import File, Source

INCH_MM = 25.4
MARGIN = 30.0
NUMBER = re.compile(r"(?<![#\w.])-?\d+\.\d*(?:E[+-]?\d+)?", re.IGNORECASE)
REFERENCE = re.compile(r"#(\d+)")
POINT = re.compile(r"(CARTESIAN_POINT\s*\(\s*'[^']*'\s*,\s*\()([^()]*)(\)\s*\))", re.IGNORECASE)


def moved_drawing(source: Source, chance: random.Random) -> tuple[File, ...]:
    """Every layer renamed, and the whole moved."""
    drawing = _opened(source.data)
    renamed = [each for each in drawing.layers if each.dxf.name.casefold() not in ("0", "defpoints")]
    for number, layer in enumerate(renamed):
        layer.rename(f"L{number}_{chance.randrange(1000)}")
    return _saved(drawing, Matrix44.translate(chance.uniform(500, 900), chance.uniform(-900, -500), 0))


def drawing_in_inches(source: Source, _: random.Random) -> tuple[File, ...]:
    """Millimetres made inches, every length with them."""
    drawing = _opened(source.data)
    drawing.header["$INSUNITS"] = 1
    return _saved(drawing, Matrix44.scale(1 / INCH_MM))


def turned_drawing(source: Source, _: random.Random) -> tuple[File, ...]:
    """Turned by a right angle."""
    return _saved(_opened(source.data), Matrix44.z_rotate(1.5707963267948966))


def drawing_anew(source: Source, _: random.Random) -> tuple[File, ...]:
    """Only its lines and words, copied into a new file of another version: other handles, no blocks' names."""
    drawing = _opened(source.data)
    new = ezdxf.new("R2000")
    space = new.modelspace()
    for entity in drawing.modelspace():
        for piece in _pieces(entity):
            if piece.dxftype() in ("LINE", "CIRCLE", "ARC", "LWPOLYLINE", "TEXT", "MTEXT", "ELLIPSE", "POINT"):
                space.add_foreign_entity(piece, copy=True)
    return _written(new)


def printed_drawing(source: Source, _: random.Random) -> tuple[File, ...]:
    """As a PDF, in lines and words."""
    drawing = _opened(source.data)
    strokes, words = _strokes(drawing)
    if not strokes:
        return ()
    left, low = min(min(x, u) for x, _, u, _ in strokes), min(min(y, v) for _, y, _, v in strokes)
    right, high = max(max(x, u) for x, _, u, _ in strokes), max(max(y, v) for _, y, _, v in strokes)
    page = landscape(A3)
    scale = min((page[0] - 2 * MARGIN) / max(1e-9, right - left), (page[1] - 2 * MARGIN) / max(1e-9, high - low))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=page, invariant=True)
    canvas.setLineWidth(0.5)
    for x, y, u, v in strokes:
        ends = ((x - left) * scale, (y - low) * scale, (u - left) * scale, (v - low) * scale)
        canvas.line(*(MARGIN + end for end in ends))
    for text, x, y, height in words:
        canvas.setFont("Helvetica", max(1.0, height * scale))
        canvas.drawString(MARGIN + (x - left) * scale, MARGIN + (y - low) * scale, text)
    canvas.save()
    return (File(name="drawing.pdf", data=buffer.getvalue()),)


def exported_model(source: Source, chance: random.Random) -> tuple[File, ...]:
    """A STEP file as another program would write it: other numbers, other order, other spaces, another head."""
    text = source.data.decode("latin-1")
    head, mark, body = text.partition("DATA;")
    if not mark:
        return ()
    shift = chance.randrange(1000, 9000)
    lines = [line.strip() for line in REFERENCE.sub(lambda found: f"#{int(found[1]) + shift}", body).split(";\n")]
    entities = [line for line in lines if line.startswith("#")]
    rest = [line for line in lines if not line.startswith("#")]
    chance.shuffle(entities)
    body = ";\n".join([*(line.replace(",", ", ") for line in entities), *rest])
    head = re.sub(
        r"FILE_NAME\s*\(.*?\);", "FILE_NAME('part','2020-01-01T00:00:00',(''),(''),'','','');", head, flags=re.DOTALL
    )
    return (File(name="part.stp", data=f"{head}DATA;\n{body}".encode("latin-1")),)


def moved_model(source: Source, chance: random.Random) -> tuple[File, ...]:
    """Every point of a STEP file moved by the same way."""
    by = [round(chance.uniform(100, 400), 3) for _ in range(3)]

    def move(found: re.Match[str]) -> str:
        numbers = [float(number) for number in found[2].split(",") if number.strip()]
        moved = (f"{number + add:.6f}" for number, add in zip(numbers, by, strict=False))
        return found[1] + ",".join(moved) + found[3]

    return (File(name="part.stp", data=POINT.sub(move, source.data.decode("latin-1")).encode("latin-1")),)


def _opened(data: bytes) -> Drawing:
    drawing, _ = recover.read(io.BytesIO(data))
    return drawing


def _saved(drawing: Drawing, by: Matrix44) -> tuple[File, ...]:
    transform.inplace(drawing.modelspace(), by)
    return _written(drawing)


def _written(drawing: Drawing) -> tuple[File, ...]:
    out = io.StringIO()
    drawing.write(out)
    return (File(name="part.dxf", data=out.getvalue().encode(drawing.output_encoding, "dxfreplace")),)


def _pieces(entity: DXFEntity, depth: int = 3) -> list[DXFEntity]:
    if depth and entity.dxftype() in ("INSERT", "DIMENSION"):
        found: list[DXFEntity] = []
        for piece in entity.virtual_entities():
            found += _pieces(piece, depth - 1)
        return found
    return [entity]


def _strokes(drawing: Drawing) -> tuple[list[tuple[float, float, float, float]], list[tuple[str, float, float, float]]]:
    strokes: list[tuple[float, float, float, float]] = []
    words: list[tuple[str, float, float, float]] = []
    for entity in drawing.modelspace():
        for piece in _pieces(entity):
            kind = piece.dxftype()
            if kind == "LINE":
                start, end = piece.dxf.start, piece.dxf.end
                strokes.append((start.x, start.y, end.x, end.y))
            elif kind in ("CIRCLE", "ARC", "LWPOLYLINE", "ELLIPSE", "SPLINE", "POLYLINE"):
                points = list(path.make_path(piece).flattening(0.5))
                strokes += [(a.x, a.y, b.x, b.y) for a, b in pairwise(points)]
            elif kind == "TEXT":
                at, height = piece.dxf.insert, piece.dxf.height
                words.append((piece.plain_text(), at.x, at.y, height))
            elif kind == "MTEXT":
                at, height = piece.dxf.insert, piece.dxf.char_height
                words.append((piece.plain_text().replace("\n", " "), at.x, at.y, height))
    return strokes, words
