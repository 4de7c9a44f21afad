"""Disguises that save a text in another kind of document: Word, Excel, PDF, and where nobody looks in them."""

from __future__ import annotations

import io
import random
import zipfile
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.shared import Pt, RGBColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bench.disguise.source import File, Source
from bench.disguise.wording import plain

CID_FONTS = {"en": "Helvetica", "ja": "HeiseiMin-W3", "zh": "STSong-Light"}
LINE_PT = 14.0
WIDE, NARROW = 44, 88
LINES = 54
COVER = {
    "en": ("Minutes of the weekly meeting", "All were present. The next meeting is on Monday."),
    "ja": ("週例会議事録", "全員出席。次回は月曜日に行う。"),
    "zh": ("周例会纪要", "全体出席。下次会议在星期一举行。"),
}


def word(text: str, *, style: str = "") -> bytes:
    """A DOCX with a paragraph a line; `style` hides them: `hidden` by property, `white` by colour."""
    document = docx.Document()
    for line in text.split("\n"):
        run = document.add_paragraph().add_run(_printable(line))
        if style == "hidden":
            run.font.hidden = True
        elif style == "white":
            run.font.color.rgb, run.font.size = RGBColor(255, 255, 255), Pt(1)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_word(source: Source, _: random.Random) -> tuple[File, ...]:
    """Saved by Word."""
    return (File(name="report.docx", data=word(source.text)),)


def hidden(source: Source, _: random.Random) -> tuple[File, ...]:
    """Minutes of a meeting, with the text as hidden letters below."""
    cover = "\n".join(COVER[source.language])
    document = docx.Document(io.BytesIO(word(cover)))
    run = document.add_paragraph().add_run(_printable(source.text))
    run.font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    return (File(name="minutes.docx", data=buffer.getvalue()),)


def white(source: Source, _: random.Random) -> tuple[File, ...]:
    """In white letters of one point."""
    return (File(name="minutes.docx", data=word(source.text, style="white")),)


def embedded(source: Source, _: random.Random) -> tuple[File, ...]:
    """As an object within another document."""
    buffer = io.BytesIO(word("\n".join(COVER[source.language])))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("word/embeddings/Microsoft_Word_Document1.docx", word(source.text))
    return (File(name="minutes.docx", data=buffer.getvalue()),)


def cells(source: Source, _: random.Random) -> tuple[File, ...]:
    """A sheet with a few words in each cell, read row by row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    size = 24 if source.language == "en" else 10
    for line in source.text.split("\n"):
        words = [_printable(line[place : place + size]) for place in range(0, len(line), size)]
        for place in range(0, len(words), 6):
            sheet.append(["'" + cell if cell[:1] == "=" else cell for cell in words[place : place + 6]])
    buffer = io.BytesIO()
    book.save(buffer)
    return (File(name="table.xlsx", data=buffer.getvalue()),)


def reordered(source: Source, chance: random.Random) -> tuple[File, ...]:
    """Pages of a PDF in another order."""
    pages = pages_of(source)
    chance.shuffle(pages)
    return (File(name="report.pdf", data=printed(pages, source.language)),)


def as_pdf(source: Source, _: random.Random) -> tuple[File, ...]:
    """Saved as PDF."""
    return (File(name="report.pdf", data=printed(pages_of(source), source.language)),)


def as_web_page(source: Source, _: random.Random) -> tuple[File, ...]:
    """In a page that shows other words than it holds."""
    body = "".join(f"<p style='display:none'>{escape(line)}</p>" for line in source.text.split("\n"))
    return plain(f"<!DOCTYPE html><meta charset=utf-8><h1>Hello</h1>{body}", name="page.html")


def pages_of(source: Source) -> list[list[str]]:
    """Lines as a printer would break them, by page."""
    size = NARROW if source.language == "en" else WIDE
    lines: list[str] = []
    for line in source.text.split("\n"):
        line = _printable(line).replace("\t", "  ")
        lines += [line[place : place + size] for place in range(0, len(line), size)] or [""]
    return [lines[place : place + LINES] for place in range(0, len(lines), LINES)] or [[]]


def printed(pages: list[list[str]], language: str) -> bytes:
    """A PDF of these lines."""
    font = CID_FONTS[language]
    if font != "Helvetica":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for page in pages:
        canvas.setFont(font, 10)
        for row, line in enumerate(page):
            canvas.drawString(50, A4[1] - 50 - LINE_PT * row, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _printable(text: str) -> str:
    """Without what XML and PDF have no place for."""
    return "".join(sign for sign in text if sign in "\n\t" or (sign.isprintable() and ord(sign) <= 0xFFFD))
