"""Drawn sheets of the bench of title blocks as DXF and PDF."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import ezdxf
from ezdxf.enums import TextEntityAlignment
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from bench.drawn.sheet import Drawn

FONTS = {"ja": "HeiseiKakuGo-W5", "zh": "STSong-Light", "tw": "MSung-Light"}
CAP = 0.72  # height of capitals in ems


def dxf_of(drawn: Drawn) -> bytes:
    """The sheet in millimetres, lines as LINE, words as TEXT, left or centred."""
    document = ezdxf.new("R2010")
    space = document.modelspace()
    for x1, y1, x2, y2 in drawn.lines:
        space.add_line((x1, y1), (x2, y2))
    for text in drawn.texts:
        align = TextEntityAlignment.CENTER if text.is_centred else TextEntityAlignment.LEFT
        space.add_text(text.text, height=text.height).set_placement((text.x, text.y), align=align)
    out = io.StringIO()
    document.write(out)
    return bytes(document.encode(out.getvalue()))


def pdf_of(drawn: Drawn) -> bytes:
    """The sheet on an A3 page, with fonts that every viewer has."""
    font = FONTS.get(drawn.font, "Helvetica")
    if drawn.font in FONTS:
        registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(420 * mm, 297 * mm))
    for x1, y1, x2, y2 in drawn.lines:
        canvas.line(x1 * mm, y1 * mm, x2 * mm, y2 * mm)
    for text in drawn.texts:
        canvas.setFont(font, text.height * mm / CAP)
        draw = canvas.drawCentredString if text.is_centred else canvas.drawString
        draw(text.x * mm, text.y * mm, text.text)
    canvas.save()
    return out.getvalue()
