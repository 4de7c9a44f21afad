"""The demo's documents, written at run time with the libraries a laboratory would use.

`Documents` names the role of each file in the story; foreign files can stand in for any of them.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pyzipper
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from sekimori.demo import texts
from sekimori.demo.drawings import Flange, TitleBlock, flange_drawing, plot_pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The files of the story, by what they are.

    Attributes:
        drawing: A controlled drawing of the US project.
        specification: Its specification; `pasted` are two paragraphs of it.
        table: Another file of the US project, used while the server is down.
        unregistered: A drawing that no share has seen, as PDF.
        unregistered_other: Another such, for the release that does not fit.
        agenda, abstract: Ordinary papers.
        own: Roles filled by the demo's own files, where foreign ones were asked for and none fitted.
    """

    drawing: Path
    specification: Path
    pasted: tuple[str, ...]
    table: Path
    unregistered: Path
    unregistered_other: Path
    agenda: Path
    abstract: Path
    own: tuple[str, ...] = ()


def write_documents(folder: Path) -> Documents:
    """Write the demo's own documents into `folder`, which stands for a desk that no agent watches."""
    folder.mkdir(parents=True, exist_ok=True)
    carrier = flange_drawing(
        Flange(outer_mm=62, bore_mm=25, bolt_circle_mm=48, bolts=6, bolt_mm=4.3, thickness_mm=8.5),
        TitleBlock(
            number="QS-DWG-0147-02",
            title="極低温キャリア CRYOGENIC CARRIER",
            material="C1020 無酸素銅",
            scale="2:1",
            tolerance="JIS B 0405-m",
            drawn_by="佐藤",
        ),
        ("注記1: 金めっき 2.5 µm / 下地Ni 5 µm", "注記2: 平面度 0.005 (φ62)", "NOTE 3: TORQUE M4 1.35±0.10 N·m"),
    )
    drawing = folder / "QS-DWG-0147-02.dxf"
    carrier.saveas(drawing)
    specification = folder / "QS-SPEC-0147-C.docx"
    _docx(
        specification,
        texts.SPECIFICATION_TITLE,
        (*texts.SPECIFICATION, texts.SPECIFICATION_JAPANESE),
        header="CUI//SP-EXPT",
    )
    table = folder / "QS-TEST-0147.xlsx"
    _xlsx(table, "Acceptance test", texts.TEST_TABLE)
    return Documents(
        drawing=drawing,
        specification=specification,
        pasted=texts.SPECIFICATION[2:4],
        table=table,
        unregistered=_unregistered(folder / "window-flange.pdf", number="QS-DWG-0152-01", bolts=8),
        unregistered_other=_unregistered(folder / "heat-shield.pdf", number="QS-DWG-0153-01", bolts=12),
        agenda=_docx(folder / "agenda.docx", texts.AGENDA_TITLE, texts.AGENDA),
        abstract=_abstract(folder / "abstract.pdf"),
    )


def _unregistered(path: Path, *, number: str, bolts: int) -> Path:
    drawing = flange_drawing(
        Flange(outer_mm=70, bore_mm=38, bolt_circle_mm=58.7, bolts=bolts, bolt_mm=6.6, thickness_mm=12.7),
        TitleBlock(
            number=number,
            title="OPTICAL WINDOW FLANGE",
            material="SUS316L",
            scale="1:1",
            tolerance="±0.05",
            drawn_by="Miller",
        ),
        ("NOTE 1: KNIFE EDGE PER DETAIL B", "NOTE 2: LEAK RATE < 1E-10 Pa·m³/s", "NOTE 3: BREAK SHARP EDGES C0.2"),
    )
    plot_pdf(drawing, path)
    return path


def _docx(path: Path, title: str, paragraphs: tuple[str, ...], *, header: str = "") -> Path:
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def _xlsx(path: Path, sheet_name: str, rows: tuple[tuple[str, ...], ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one sheet
    sheet.title = sheet_name
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _abstract(path: Path) -> Path:
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=15)
    heading = ParagraphStyle("heading", fontName="Times-Bold", fontSize=14, leading=18)
    story: list[object] = [Paragraph(texts.ABSTRACT_TITLE, heading), Spacer(1, 12)]
    for paragraph in texts.ABSTRACT:
        story += [Paragraph(paragraph, style), Spacer(1, 8)]
    SimpleDocTemplate(str(path), pagesize=A4, title=texts.ABSTRACT_TITLE, invariant=True).build(story)
    return path


def report_with_paste(path: Path, pasted: tuple[str, ...]) -> Path:
    """An ordinary Chinese progress report into which `pasted` was put."""
    return _docx(path, texts.GRIPPER_REPORT_TITLE, (*texts.GRIPPER_REPORT, *pasted, texts.GRIPPER_REPORT_END))


def zip_of(source: Path, path: Path, *, name: str) -> Path:
    """A plain zip that holds `source` under another name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source, name)
    return path


def locked_zip_of(source: Path, path: Path, *, password: str) -> Path:
    """A zip that holds `source`, encrypted with AES-256."""
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.write(source, source.name)
    return path
