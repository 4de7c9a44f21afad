from __future__ import annotations

import io
import os
import tempfile

import pytest
from docx import Document as WordFile
from docx.shared import Pt, RGBColor
from lxml import etree, html
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Pt as SlidePt

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.entry import read_document
from classifiers.readers.unseen import unseen_elements, unseen_runs

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(data: bytes, name: str) -> Document:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return read_document(os.dup(file.fileno()), name, Limits(pages=0))


def told(document: Document) -> list[str]:
    return [finding.detail for finding in document.findings if finding.name == "hidden-text"]


def saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def test_hidden_white_and_tiny_runs_of_a_text_are_counted_and_read() -> None:
    made = WordFile()
    paragraph = made.add_paragraph("seen ")
    paragraph.add_run("vanished").font.hidden = True
    paragraph.add_run("white").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("tiny").font.size = Pt(1)
    paragraph.add_run("red").font.color.rgb = RGBColor(255, 0, 0)
    paragraph.add_run("   ").font.hidden = True
    paragraph.add_run("small").font.size = Pt(6)
    document = read(saved(made), "a.docx")
    assert told(document) == ["3"]
    assert all(word in document.parts[0].text for word in ("vanished", "white", "tiny", "red", "small"))


def test_an_ordinary_text_and_the_head_of_a_table_in_white_are_seen() -> None:
    made = WordFile()
    made.add_paragraph("An ordinary text.")
    table = made.add_table(rows=1, cols=1)
    table.cell(0, 0).paragraphs[0].add_run("Voltage").font.color.rgb = RGBColor(255, 255, 255)
    assert told(read(saved(made), "a.docx")) == []


@pytest.mark.parametrize(
    ("properties", "count"),
    [
        ("<w:vanish/>", 1),
        ('<w:vanish w:val="0"/>', 0),
        ('<w:vanish w:val="true"/>', 1),
        ('<w:color w:val="FEFEFE"/>', 1),
        ('<w:color w:val="FFFF00"/>', 0),
        ('<w:color w:val="auto"/>', 0),
        ('<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>', 0),
        ('<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', 0),
        ('<w:sz w:val="2"/>', 1),
        ('<w:sz w:val="3"/>', 0),
        ('<w:sz w:val="²"/>', 0),
        ('<w:vanish/><w:color w:val="FFFFFF"/><w:sz w:val="1"/>', 1),
    ],
)
def test_what_a_run_says_of_itself(properties: str, count: int) -> None:
    body = f'<w:p xmlns:w="{W}"><w:r><w:rPr>{properties}</w:rPr><w:t>needle</w:t></w:r></w:p>'
    assert unseen_runs(etree.fromstring(body)) == count
    style = f'<w:style xmlns:w="{W}"><w:rPr>{properties}</w:rPr></w:style>'
    assert unseen_runs(etree.fromstring(style)) == 0


def test_hidden_rows_of_a_workbook_are_counted() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 5):
        sheet.cell(row, 1, f"row {row}")
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[9].hidden = True  # nothing in it
    assert told(read(saved(book), "a.xlsx")) == ["1"]


def test_tiny_runs_of_a_slide_are_counted() -> None:
    show = Presentation()
    for number in range(2):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = f"slide {number}"
    run = slide.shapes.placeholders[1].text_frame.paragraphs[0].add_run()
    run.text, run.font.size = "tiny", SlidePt(1)
    assert told(read(saved(show), "a.pptx")) == ["1"]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p>seen</p>", 0),
        ('<p style="display: none">needle</p>', 1),
        ('<p style="DISPLAY:NONE !important">needle</p>', 1),
        ('<p style="display:none"> </p>', 0),
        ('<div style="visibility:hidden"><p style="display:none">one place</p></div>', 1),
        ("<div hidden>needle</div>", 1),
        ('<i style="font-size:0">n</i><i style="font-size: 1px">n</i><i style="font-size:12px">s</i>', 2),
        ('<i style="opacity:0">n</i><i style="opacity:0.5">s</i>', 1),
        ('<i style="color:#fff">n</i><i style="color: white;">n</i><i style="color:#ffe">s</i>', 2),
        ('<div style="background:#000"><i style="color:#fff">seen</i></div>', 0),
        ('<i style="background-color:#fff">seen</i>', 0),
    ],
)
def test_what_an_element_of_a_page_says_of_itself(body: str, count: int) -> None:
    assert unseen_elements(html.document_fromstring(f"<html><body>{body}</body></html>")) == count
    document = read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "a.html")
    assert told(document) == ([str(count)] if count else [])


def test_a_page_of_deep_elements_is_gone_through() -> None:
    deep = "<div>" * 200 + '<p style="display:none">needle</p>' + "</div>" * 200
    assert unseen_elements(html.document_fromstring(f"<html><body>{deep}</body></html>")) == 1
