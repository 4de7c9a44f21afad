"""Every corner of Word, Excel and PowerPoint files in which words can stand."""

# ruff: noqa: E501 - one corner a line
from __future__ import annotations

import base64
import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import docx
import openpyxl
import pptx
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.office.dates import is_date_format
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def read(data: bytes, name: str = "") -> Document:
    job = Job(Limits())
    job.read("", data, file_name=name)
    return job.document("test")


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


def text_of(document: Document) -> str:
    return document.parts[0].text


def place(document: Document, words: str) -> str:
    return document.parts[0].place_of(text_of(document).index(words))


@pytest.fixture(scope="module")
def letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("本文")
    return saved(document)


def with_part(letter: bytes, name: str, xml: str) -> Document:
    return read(changed(letter, {name: xml.encode()}), "a.docx")


@pytest.mark.parametrize(
    ("name", "xml"),
    [
        ("word/settings.xml", "<w:settings {w}><w:docVars><w:docVar w:name='x' w:val='needle'/></w:docVars></w:settings>"),
        ("word/people.xml", "<w15:people xmlns:w15='p'><w15:person w15:author='needle'/></w15:people>"),
        ("word/glossary/document.xml", "<w:d {w}><w:p><w:r><w:t>needle</w:t></w:r></w:p></w:d>"),
        ("word/numbering.xml", "<w:n {w}><w:lvlText w:val='第%1章 needle'/></w:n>"),
        ("word/document.xml", "<w:d {w}><w:ins w:author='needle'><w:r><w:t>x</w:t></w:r></w:ins></w:d>"),
        ("word/document.xml", "<w:d {w}><m:oMath xmlns:m='m'><m:r><m:t>needle</m:t></m:r></m:oMath></w:d>"),
        ("word/document.xml", "<w:d {w}><w:sdt><w:sdtPr><w:alias w:val='needle'/></w:sdtPr></w:sdt></w:d>"),
        ("word/document.xml", "<w:d {w}><w:listItem w:displayText='x' w:value='needle'/></w:d>"),
        ("word/document.xml", "<w:d {w}><w:ffData><w:helpText w:val='needle'/></w:ffData></w:d>"),
        ("word/document.xml", "<w:d {w}><w:bookmarkStart w:name='needle'/></w:d>"),
        ("word/document.xml", "<w:d {w}><w:p><w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>needle</w:t></w:r></w:p></w:d>"),
        ("word/document.xml", "<w:d {w}><!-- needle --><w:p/></w:d>"),
        ("word/document.xml", "<w:d {w}><w:p w:odd='two words needle'/></w:d>"),
        ("word/styles.xml", "<w:styles {w}><w:style><w:name w:val='the needle style of ours'/></w:style></w:styles>"),
        ("word/diagrams/data1.xml", "<dgm:d xmlns:dgm='d' xmlns:a='a'><a:t>needle</a:t></dgm:d>"),
        ("word/ink/ink1.xml", "<ink><annotation>needle</annotation></ink>"),
        ("customXml/item1.xml", "<root><secret>needle</secret></root>"),
        ("_xmlsignatures/sig1.xml", "<Signature><SignatureComments>needle</SignatureComments></Signature>"),
        ("word/odd-name.xml", "<a>needle</a>"),
        ("word/drawing.vml", "<xml xmlns:v='v'><v:textpath string='needle'/></xml>"),
    ],
)  # fmt: skip
def test_corners_of_word(letter: bytes, name: str, xml: str) -> None:
    document = with_part(letter, name, xml.replace("{w}", f"xmlns:w='{W}'"))
    assert "needle" in text_of(document)
    assert document.reading is Reading.FULL


def test_both_forms_of_a_shape_without_saying_it_twice(letter: bytes) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    choice = f"<mc:AlternateContent><mc:Choice Requires='wps'>{run.format('shape')}</mc:Choice>"
    same = f"{choice}<mc:Fallback>{run.format('shape')}</mc:Fallback></mc:AlternateContent>"
    other = f"{choice}<mc:Fallback>{run.format('needle')}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:d xmlns:w='{W}' xmlns:mc='{MC}'><w:p>{{}}</w:p></w:d>"
    assert text_of(with_part(letter, "word/document.xml", body.format(same))).count("shape") == 1
    assert "needle" in text_of(with_part(letter, "word/document.xml", body.format(other)))


def test_deleted_and_inserted_text_and_split_runs(letter: bytes) -> None:
    body = (
        f"<w:document xmlns:w='{W}'><w:body><w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:r><w:t>nee</w:t>"
        "</w:r><w:r><w:t>dle</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>"
    )
    text = text_of(with_part(letter, "word/document.xml", body))
    assert "needle-x" in text
    assert "deleted" in text


def test_places_of_word(letter: bytes) -> None:
    notes = f"<w:footnotes xmlns:w='{W}'><w:p><w:r><w:t>needle</w:t></w:r></w:p></w:footnotes>"
    document = with_part(letter, "word/footnotes.xml", notes)
    assert place(document, "needle") == "footnotes"
    assert place(document, "本文") == "body"


def test_strict_namespaces(letter: bytes) -> None:
    document = with_part(
        letter, "word/document.xml", f"<w:d xmlns:w='{STRICT}'><w:p><w:r><w:t>needle</w:t></w:r></w:p></w:d>"
    )
    assert "needle" in text_of(document)


def test_chunks_of_other_formats_are_parts(letter: bytes) -> None:
    changes = {"word/chunk.htm": b"<html><body>needle one</body></html>", "word/chunk.rtf": b"{\\rtf1 needle two}"}
    text = "\n".join(part.text for part in read(changed(letter, changes)).parts[1:])
    assert "needle one" in text
    assert "needle two" in text


def test_targets_of_links_and_the_template(letter: bytes) -> None:
    rels = (
        "<Relationships><Relationship Id='a' Type='x/hyperlink' Target='http://x.example/needle%20one' TargetMode='External'/>"
        "<Relationship Id='b' Type='x/attachedTemplate' Target='file:///secret.dotx' TargetMode='External'/></Relationships>"
    )
    document = with_part(letter, "word/_rels/settings.xml.rels", rels)
    assert "needle one" in text_of(document)
    assert document.parts[0].metadata["attached-template"] == "file:///secret.dotx"


def test_properties_have_one_name_in_every_format(letter: bytes) -> None:
    custom = "<Properties xmlns:vt='v'><property name='MSIP_Label_1_Name'><vt:lpwstr>Confidential</vt:lpwstr></property></Properties>"
    changes = {
        "docProps/core.xml": b"<c xmlns:dc='d' xmlns:cp='c'><dc:creator>a</dc:creator><cp:lastModifiedBy>b</cp:lastModifiedBy>"
        b"<dc:description>c</dc:description></c>",
        "docProps/app.xml": b"<P><Company>d</Company><Manager>e</Manager><Template>f.dotx</Template><Application>g</Application></P>",
        "docProps/custom.xml": custom.encode(),
        "docMetadata/LabelInfo.xml": b"<clbl:labelList xmlns:clbl='http://x/mipLabelMetadata'><clbl:label id='{1}' method='Privileged'/>"
        b"</clbl:labelList>",
    }  # fmt: skip
    metadata = read(changed(letter, changes)).parts[0].metadata
    stated = {"author": "a", "last-author": "b", "comments": "c", "company": "d", "manager": "e", "template": "f.dotx"}
    assert metadata.items() >= {**stated, "producer": "g", "MSIP_Label_1_Name": "Confidential"}.items()
    assert metadata["label-1"] == "id={1} method=Privileged"


def test_who_signed_a_document(letter: bytes) -> None:
    name = b"\x0c\x0cNeedle Signs"
    certificate = b"\x30" + bytes((len(name) + 2,)) + b"\x31" + bytes((len(name),)) + name

    xml = f"<S><X509Certificate>{base64.b64encode(certificate).decode()}</X509Certificate></S>"
    assert "Needle Signs" in text_of(with_part(letter, "_xmlsignatures/sig1.xml", xml))


def test_corners_of_excel() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Costs"
    sheet["A1"] = datetime(2026, 6, 1)  # noqa: DTZ001 - a cell has no zone
    sheet["A2"] = 3.5
    sheet["A2"].number_format = '0.0"needle unit"'
    sheet["A3"].comment = Comment("remark needle", "kato author")
    sheet.oddHeader.center.text = "header needle"
    valid = DataValidation(type="list", formula1='"choice needle,other"', prompt="prompt needle", error="error needle")
    sheet.add_data_validation(valid)
    valid.add("B1")
    sheet["C1"].hyperlink = "http://x.example/link-needle"
    book.defined_names["defined_needle"] = DefinedName(
        "defined_needle", attr_text="Costs!$A$1", comment="name comment needle"
    )
    chart = BarChart()
    chart.title = "chart needle"
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    sheet.add_chart(chart, "E5")
    hidden = book.create_sheet("隠し")
    hidden.sheet_state = "hidden"
    hidden["ZZ9000"] = "far away"
    document = read(saved(book), "a.xlsx")
    text = text_of(document)
    for words in ("2026-06-01", "needle unit", "remark needle", "kato author", "header needle", "choice needle",
                  "prompt needle", "error needle", "link-needle", "defined_needle", "name comment needle",
                  "chart needle", "隠し", "far away"):  # fmt: skip
        assert words in text, words
    assert place(document, "2026-06-01") == "sheet Costs"
    assert place(document, "far away") == "sheet 隠し"
    assert place(document, "chart needle") == "sheet Costs, chart"
    assert place(document, "remark needle") == "sheet Costs, comments"
    assert "hidden" in {finding.name for finding in document.findings}
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(
    ("name", "xml"),
    [
        ("xl/pivotCache/pivotCacheRecords1.xml", "<r><s v='needle'/></r>"),
        ("xl/externalLinks/externalLink1.xml", "<e><cell t='str'><v>needle</v></cell></e>"),
        ("xl/connections.xml", "<c><connection name='x' connection='needle'/><dbPr command='needle'/></c>"),
        ("xl/queryTables/queryTable1.xml", "<q><queryTableField name='needle'/></q>"),
        ("xl/threadedComments/threadedComment1.xml", "<t><threadedComment><text>needle</text></threadedComment></t>"),
        ("xl/persons/person.xml", "<p><person displayName='needle'/></p>"),
        ("xl/drawings/drawing9.xml", "<d xmlns:a='a'><a:t>needle</a:t></d>"),
        ("xl/tables/table9.xml", "<table name='x' displayName='needle'/>"),
        ("xl/worksheets/sheet9.xml", "<w><sheetData/><extLst><x14:v xmlns:x14='x' xmlns:xm='m'><xm:f>needle</xm:f></x14:v></extLst></w>"),
        ("xl/worksheets/sheet9.xml", "<w><sheetData><row><c t='inlineStr'><is><r><t>nee</t></r><r><t>dle</t></r></is></c></row></sheetData></w>"),
        ("xl/sharedStrings.xml", "<sst><si><t>部品</t><rPh sb='0' eb='1'><t>needle</t></rPh></si></sst>"),
    ],
)  # fmt: skip
def test_corners_of_excel_by_hand(name: str, xml: str) -> None:
    document = read(changed(saved(openpyxl.Workbook()), {name: xml.encode()}), "a.xlsx")
    assert "needle" in text_of(document)
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(("code", "dated"), [("yyyy/m/d", True), ("h:mm", True), ("General", False), ('0"day"', False),
    ("[Red]0.00", False), ("ggge年m月d日", True), ("0.00E+00", False), ("[h]:mm", True)])  # fmt: skip
def test_formats_of_dates(code: str, dated: bool) -> None:
    assert is_date_format(code) is dated


def test_corners_of_powerpoint() -> None:
    deck = pptx.Presentation()
    for title in ("first", "second"):
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    slide = deck.slides[1]
    slide.notes_slide.notes_text_frame.text = "notes needle"
    data = CategoryChartData()
    data.categories = ["category needle"]
    data.add_series("series needle", (1.5,))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, Inches(1), Inches(1), Inches(3), Inches(3), data)
    shape = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1))
    shape._element.nvSpPr.cNvPr.set("descr", "alternative needle")
    slide._element.set("show", "0")
    ids = deck.slides._sldIdLst
    ids.insert(0, ids[1])  # the second slide is shown first
    document = read(saved(deck), "a.pptx")
    for words in ("notes needle", "category needle", "series needle", "alternative needle"):
        assert words in text_of(document)
    assert place(document, "first") == "slide 2"
    assert place(document, "alternative needle") == "slide 1"
    assert place(document, "notes needle") == "slide 1, notes"
    assert place(document, "series needle") == "slide 1, chart"
    assert any(part.type.endswith("spreadsheetml.sheet") for part in document.parts)
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(
    ("name", "xml"),
    [
        ("ppt/comments/comment1.xml", "<p:cmLst xmlns:p='p'><p:cm><p:text>needle</p:text></p:cm></p:cmLst>"),
        ("ppt/comments/modernComment_1.xml", "<c xmlns:a='a'><a:t>needle</a:t></c>"),
        ("ppt/commentAuthors.xml", "<p:l xmlns:p='p'><p:cmAuthor name='needle'/></p:l>"),
        ("ppt/presProps.xml", "<p xmlns:p14='p'><p14:section name='needle'/></p>"),
        ("ppt/tags/tag1.xml", "<p:tagLst xmlns:p='p'><p:tag name='X' val='needle'/></p:tagLst>"),
        ("ppt/slideMasters/slideMaster9.xml", "<p xmlns:a='a'><a:t>needle</a:t></p>"),
        ("ppt/diagrams/data9.xml", "<p xmlns:a='a'><a:t>needle</a:t></p>"),
    ],
)
def test_corners_of_powerpoint_by_hand(name: str, xml: str) -> None:
    document = read(changed(saved(pptx.Presentation()), {name: xml.encode()}), "a.pptx")
    assert "needle" in text_of(document)


@pytest.mark.parametrize(
    "name", ["51519.xlsb", "comments.xlsb", "testEXCEL.xlsb", "hyperlink.xlsb", "testEXCEL_various.xlsb"]
)
def test_binary_workbooks_of_the_collection(shared_data: Path, name: str) -> None:
    document = read((shared_data / "files" / "documents" / "office-ooxml" / name).read_bytes(), name)
    assert document.reading is Reading.FULL
    if name == "comments.xlsb":
        assert "Allison, Timothy B." in text_of(document)
    if name == "testEXCEL_various.xlsb":
        assert re.search(r"\d", text_of(document))
