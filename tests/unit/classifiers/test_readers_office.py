from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import openpyxl
import pptx
import pytest
from openpyxl.comments import Comment
from pptx.util import Inches

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def changed(package: bytes, changes: dict[str, bytes]) -> bytes:
    """The package with members replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info.filename, old.read(info))
        for name, data in changes.items():
            new.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def letter() -> bytes:
    document = docx.Document()
    document.core_properties.author = "佐藤"
    document.core_properties.title = "仕様書"
    document.add_paragraph("軸受の材質は鋼とする。")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "left cell"
    table.cell(0, 1).text = "right cell"
    document.sections[0].header.paragraphs[0].text = "社外秘 header"
    document.sections[0].footer.paragraphs[0].text = "footer words"
    return saved(document)


def test_word_text_headers_and_properties(letter: bytes) -> None:
    document = read(letter, "spec.docx")
    part = document.parts[0]
    assert document.reading is Reading.FULL
    for words in ("軸受の材質は鋼とする。", "left cell", "right cell", "社外秘 header", "footer words"):
        assert words in part.text
    assert part.metadata["author"] == "佐藤"
    assert part.metadata["title"] == "仕様書"


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize(
    "xml",
    [
        "<w:p><w:del><w:r><w:delText>needle in deleted text</w:delText></w:r></w:del></w:p>",
        "<w:p><w:ins><w:r><w:t>needle inserted</w:t></w:r></w:ins></w:p>",
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>needle hidden</w:t></w:r></w:p>",
        "<w:p><w:r><w:instrText>needle in a field</w:instrText></w:r></w:p>",
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' alt='needle'/></w:pict></w:r></w:p>",
        "<w:p><w:r><w:pict><v:textpath xmlns:v='urn:schemas-microsoft-com:vml' string='needle'/></w:pict></w:r></w:p>",
        "<w:p><w:r><w:t>nee</w:t></w:r><w:r><w:t>dle</w:t></w:r></w:p>",
    ],
)
@pytest.mark.parametrize(
    "member", ["word/document.xml", "word/comments.xml", "word/footnotes.xml", "word/settings.xml"]
)
def test_no_corner_of_a_word_file_hides_text(letter: bytes, xml: str, member: str) -> None:
    body = f"<w:document xmlns:w='{W}'><w:body>{xml}</w:body></w:document>".encode()
    assert "needle" in read(changed(letter, {member: body})).parts[0].text


def test_main_text_under_another_name_is_read(letter: bytes) -> None:
    body = f"<w:document xmlns:w='{W}'><w:body><w:p><w:r><w:t>needle</w:t></w:r></w:p></w:body></w:document>".encode()
    document = read(changed(letter, {"word/data.dat": body}))
    assert any("needle" in part.text for part in document.parts)


def test_embedded_files_become_parts(letter: bytes) -> None:
    document = read(changed(letter, {"word/embeddings/inner.docx": letter, "word/media/a.bin": b"\1\2\3\4" * 99}))
    inner = next(part for part in document.parts if part.name == "word/embeddings/inner.docx")
    assert "社外秘 header" in inner.text
    assert document.reading is Reading.OPAQUE  # the binary that nobody knows
    assert "type.unknown" in names(document)


def test_streams_of_an_embedded_object_that_are_texts_become_parts(letter: bytes) -> None:
    streams = {("settings",): b"<?xml version='1.0'?><add-on unit='needle'/>" + b" " * 5_000}
    document = read(changed(letter, {"word/embeddings/oleObject1.bin": compound_file(streams)}))
    assert any("needle" in part.text and part.type == "text/xml" for part in document.parts)
    assert document.reading is Reading.FULL
    streams[("state",)] = b"\1\2\3\4" * 2_000
    document = read(changed(letter, {"word/embeddings/oleObject1.bin": compound_file(streams)}))
    assert document.reading is Reading.PARTIAL


def test_a_damaged_part_does_not_lose_the_others(letter: bytes) -> None:
    document = read(changed(letter, {"word/footnotes.xml": b"<w:footnotes><broken"}))
    assert document.reading is Reading.PARTIAL
    assert "軸受の材質は鋼とする。" in document.parts[0].text
    assert "damaged" in names(document)


def test_a_package_cut_short_is_never_full(letter: bytes) -> None:
    document = read(letter[: len(letter) * 2 // 3], "spec.docx")
    assert document.reading >= Reading.PARTIAL
    assert "damaged" in names(document)


def test_entities_are_neither_fetched_nor_expanded(letter: bytes) -> None:
    bomb = (
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY s SYSTEM 'file:///etc/passwd'>]>"
        f"<w:document xmlns:w='{W}'><w:body><w:p><w:r><w:t>before &b; &s; after</w:t></w:r></w:p></w:body></w:document>"
    )
    document = read(changed(letter, {"word/document.xml": bomb.encode()}))
    assert "root:" not in document.parts[0].text
    assert len(document.parts[0].text) < 2_000
    assert "xml.entities" in names(document)
    assert document.reading is Reading.PARTIAL


def test_sheets_with_hidden_ones_comments_and_formulas() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "部品表"
    sheet.append(["図番", "材質", 12.5])
    sheet["A2"] = '="spelled"&"out"'
    sheet["A3"].comment = Comment("comment words", "kato")
    hidden = book.create_sheet("secret sheet")
    hidden.sheet_state = "veryHidden"
    hidden["B2"] = "隠しシート"
    document = read(saved(book), "bom.xlsx")
    text = document.parts[0].text
    for words in ("部品表", "図番\t材質\t12.5", "spelled", "comment words", "secret sheet", "隠しシート"):
        assert words in text
    assert "hidden" in names(document)
    assert document.reading is Reading.FULL


def test_strings_that_no_cell_shows_are_read() -> None:
    book = openpyxl.Workbook()
    strings = (
        b"<sst><si><t>shown</t><rPh><t>reading</t></rPh></si><si><r><t>never </t></r><r><t>shown</t></r></si></sst>"
    )
    sheet = b"<worksheet><sheetData><row><c t='s'><v>0</v></c><c t='s'><v>99</v></c></row></sheetData></worksheet>"
    package = changed(saved(book), {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet})
    text = read(package).parts[0].text
    assert text.count("shown") == 2
    assert "never shown" in text


def test_slides_notes_tables_and_hidden_slides() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "量子センサ"
    slide.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1)).text_frame.text = "text box"
    slide.shapes.add_table(1, 1, Inches(1), Inches(3), Inches(2), Inches(1)).table.cell(0, 0).text = "in a table"
    slide.notes_slide.notes_text_frame.text = "speaker notes"
    slide._element.set("show", "0")
    document = read(saved(deck), "talk.pptx")
    for words in ("量子センサ", "text box", "in a table", "speaker notes"):
        assert words in document.parts[0].text
    assert "hidden" in names(document)


def test_a_bomb_in_a_sheet_stops_at_the_limit() -> None:
    book = openpyxl.Workbook()
    package = changed(saved(book), {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 40_000_000 + b"</a>"})
    limits = Limits(xml_bytes=1_000_000)
    document = read(package, "bomb.xlsx", limits)
    assert document.reading >= Reading.PARTIAL
    assert names(document) & {"limit.xml_bytes", "limit.ratio"}


def test_encrypted_office_is_opaque() -> None:
    locked = compound_file({("EncryptionInfo",): b"a way that nobody knows", ("EncryptedPackage",): bytes(5_000)})
    document = read(locked, "plan.docx")
    assert document.parts[0].type == "application/x-ooxml-encrypted"
    assert document.reading is Reading.OPAQUE
    assert "encrypted" in names(document)


def odt(content: str, manifest: str = "<manifest/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("meta.xml", "<m xmlns:dc='d'><dc:title>題名</dc:title></m>")
    return buffer.getvalue()


def test_opendocument_text_and_properties() -> None:
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    document = read(odt(f"<d xmlns:t='{text}'><t:p>第一<t:s t:c='2'/>段落</t:p><t:p>second</t:p></d>"))
    assert "第一  段落\nsecond" in document.parts[0].text
    assert document.parts[0].metadata["title"] == "題名"
    assert document.reading is Reading.FULL


def test_encrypted_opendocument_is_opaque() -> None:
    document = read(odt("cipher", "<m><encryption-data/></m>"))
    assert document.reading is Reading.OPAQUE
    assert "encrypted" in names(document)
