"""Markings in real files, read by the real readers."""

# ruff: noqa: E501 - XML a line

from __future__ import annotations

import io
import zipfile

import docx
import ezdxf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from classifiers.assessment import Marking, MarkingSource
from classifiers.detect.doubts import Weighed, weigh
from classifiers.detect.markings import find_markings
from classifiers.limits import Limits
from classifiers.readers.job import Job

PROSE = "The members of the group met on Tuesday and talked about the plan for the coming term."
RELEASE = "DISTRIBUTION STATEMENT A. Approved for public release; distribution is unlimited."


def weighed(data: bytes, name: str) -> Weighed:
    job = Job(Limits())
    job.read("", data, file_name=name)
    document = job.document("test")
    return weigh(document, find_markings(document, name))


def facts(markings: tuple[Marking, ...]) -> set[tuple[str, MarkingSource, str]]:
    return {(marking.name, marking.source, marking.place) for marking in markings}


def letter(header: str = "", members: dict[str, str] | None = None, **core: str) -> bytes:
    made = docx.Document()
    for _ in range(60):
        made.add_paragraph(PROSE)
    made.sections[0].header.paragraphs[0].text = header
    for name, value in core.items():
        setattr(made.core_properties, name, value)
    buffer = io.BytesIO()
    made.save(buffer)
    with zipfile.ZipFile(buffer, "a") as package:
        for member, xml in (members or {}).items():
            package.writestr(member, xml)
    return buffer.getvalue()


def test_word_header_property_and_sensitivity_label() -> None:
    custom = (
        "<Properties xmlns:vt='v'><property name='MSIP_Label_9f-1_Enabled'><vt:lpwstr>true</vt:lpwstr></property>"
        "<property name='MSIP_Label_9f-1_Name'><vt:lpwstr>Confidential</vt:lpwstr></property></Properties>"
    )
    info = "<clbl:labelList xmlns:clbl='http://x/mipLabelMetadata'><clbl:label id='{9F-1}' enabled='1' removed='0'/></clbl:labelList>"
    found = weighed(
        letter("社外秘", {"docProps/custom.xml": custom, "docMetadata/LabelInfo.xml": info}, keywords="plan, 取扱注意"), "a.docx"
    )  # fmt: skip
    assert facts(found.markings) >= {
        ("jp-shagaihi", MarkingSource.HEADER, "header 1"),
        ("jp-toriatsukai-chui", MarkingSource.PROPERTY, ""),
        ("confidential", MarkingSource.SENSITIVITY_LABEL, ""),
    }


def test_a_label_of_which_only_the_number_is_known() -> None:
    info = "<clbl:labelList xmlns:clbl='http://x/mipLabelMetadata'><clbl:label id='{9f}' enabled='1' removed='{}'/></clbl:labelList>"
    named = weighed(letter(members={"docMetadata/LabelInfo.xml": info.replace("{}", "0")}), "a.docx")
    removed = weighed(letter(members={"docMetadata/LabelInfo.xml": info.replace("{}", "1")}), "a.docx")
    assert [marking.name for marking in named.markings] == ["msip-label"]
    assert removed.markings == ()


def test_word_header_against_a_property_of_public_release() -> None:
    found = weighed(letter("社外秘", category=RELEASE), "a.docx")
    assert ("marking.contradiction", "beside jp-shagaihi") in {(f.name, f.detail) for f in found.findings}
    assert not found.relieved


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("X-Classification: Restricted", "confidential"),
        ("Sensitivity: Company-Confidential", "confidential"),
        ("X-TLP: TLP:AMBER", "tlp-amber"),
        ("Subject: =?utf-8?b?44CQ56S+5aSW56eY44CR6KaL56mN?=", "jp-shagaihi"),
        ("msip_labels: MSIP_Label_7_Enabled=True; MSIP_Label_7_Name=General;", "internal-only"),
    ],
)
def test_headers_of_a_message(header: str, name: str) -> None:
    mail = f"From: a@x.example\r\nTo: b@x.example\r\n{header}\r\nX-Mailer: m\r\n\r\n{(PROSE + chr(10)) * 60}"
    assert name in {marking.name for marking in weighed(mail.encode(), "a.eml").markings}


def pdf(*, is_hidden: bool) -> bytes:
    sheet = io.BytesIO()
    page = Canvas(sheet, pagesize=A4, invariant=1)
    text = page.beginText(60, 800)
    text.setTextRenderMode(3 if is_hidden else 0)
    text.textLine(f"{RELEASE} Office of Public Affairs, case 12, 3 May 2024.")
    text.setTextRenderMode(0)
    for _ in range(40):
        text.textLine(PROSE)
    page.drawText(text)
    page.save()
    return sheet.getvalue()


def test_a_release_that_nobody_sees_lowers_nothing() -> None:
    seen, hidden = weighed(pdf(is_hidden=False), "a.pdf"), weighed(pdf(is_hidden=True), "a.pdf")
    assert seen.released == {0}
    assert not hidden.relieved
    assert "marking.doubtful" in {finding.name for finding in hidden.findings}


def test_the_title_block_of_a_drawing() -> None:
    drawing = ezdxf.new()
    block = drawing.blocks.new("TITLE")
    block.add_attdef("SECURITY", (0, 0))
    insert = drawing.modelspace().add_blockref("TITLE", (0, 0))
    insert.add_attrib("SECURITY", "部外秘", (0, 0))
    stream = io.StringIO()
    drawing.write(stream)
    found = weighed(stream.getvalue().encode(), "a.dxf")
    assert ("jp-bugaihi", MarkingSource.TITLE_BLOCK) in {(marking.name, marking.source) for marking in found.markings}


def test_a_release_beside_other_files_in_an_archive() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("paper.txt", f"{RELEASE} Office of Public Affairs, case 12, 3 May 2024.\n\n{PROSE}")
        archive.writestr("社外秘/spec.txt", PROSE * 30)
        archive.writestr("plain.txt", PROSE * 30)
    found = weighed(buffer.getvalue(), "a.zip")
    assert found.released == {1}
    assert [(marking.name, marking.part) for marking in found.markings if marking.name != "public-release"] == [
        ("jp-shagaihi", 2)
    ]
