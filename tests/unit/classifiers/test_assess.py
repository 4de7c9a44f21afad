from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from classifiers.assess import Classifier
from classifiers.assessment import Assessment, ReasonKind
from classifiers.confine import ReaderPool
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.numerals import NumeralFamily
from classifiers.document import Document, Finding, Part
from classifiers.limits import Limits
from classifiers.model.artifacts import load_models
from classifiers.model.projects import Attributor, ProjectStore
from classifiers.model.score import Models
from policies.label import Kind, Label, Level, ProjectId, Reading
from sekimori.answer_pages import reasons_of

SPEC = """
3.2 Register map. The controller shall expose CTRL_REG at address 0x40 (bits [7:0]). After reset the clock runs at
48 MHz and the supply voltage shall stay within 3.3 V ±5 %. The FIFO holds 64 bytes; an interrupt is raised when the
receive buffer exceeds RX_THRESHOLD. Figure 4 shows the block diagram of the sensor interface and Table 7 the timing
parameters: setup time 12 ns, hold time 8 ns, maximum load 15 pF. The module must tolerate an input of 5.5 V for 10 ms.
The SPI bus operates in mode 0 with a maximum frequency of 10 MHz; chip select CS_N is active low.
"""
RELEASED = "DISTRIBUTION STATEMENT A. Approved for public release; distribution is unlimited."
AGENDA = """
Agenda of the department meeting. Welcome and apologies. Minutes of the last meeting. The chair thanked everybody for
the help with the open day. Travel requests should reach the office by Friday. We will vote on the new members of the
committee and talk about the summer party. Please send your holiday dates to the secretary. Next meeting: same room.
"""


@pytest.fixture(scope="module")
def models() -> Models:
    return load_models()


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits()) as made:
        yield made


def document(text: str, mime: str = "text/plain", **more: object) -> Document:
    part = Part(
        name="", type=mime, digest=hashlib.sha256(text.encode()).hexdigest(), size_bytes=len(text), text=text, **more
    )  # type: ignore[arg-type]
    return Document(parts=(part,))


def judge(models: Models, text: str, index: FingerprintIndex | None = None, name: str = "a.txt") -> Assessment:
    return Classifier(None, models, index).judge(document(text), name)  # type: ignore[arg-type]


def assess_bytes(pool: ReaderPool, models: Models, data: bytes, name: str) -> Assessment:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return Classifier(pool, models).assess(file.fileno(), name)


def drawing_pdf(words: tuple[str, ...], font: str) -> bytes:
    sheet = io.BytesIO()
    width, height = landscape(A4)
    page = Canvas(sheet, pagesize=(width, height), invariant=1)
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    page.rect(20, 20, width - 40, height - 40)
    page.rect(width - 240, 20, 220, 80)
    page.setFont(font, 8)
    for row, word in enumerate(words):
        page.line(width - 240, 20 + 20 * row, width - 20, 20 + 20 * row)
        page.drawString(width - 235, 26 + 20 * row, word)
    page.rect(150, 220, 300, 180)
    for x in (180, 420):
        page.circle(x, 250, 10)
        page.circle(x, 370, 10)
        page.drawString(x + 12, 255, "Ø10")
    page.line(150, 200, 450, 200)
    page.line(150, 195, 150, 215)
    page.line(450, 195, 450, 215)
    page.drawString(290, 203, "300 ±0.1")
    page.rect(560, 220, 60, 180)
    page.showPage()
    page.save()
    return sheet.getvalue()


def test_a_specification_is_sensitive_and_an_agenda_is_not(models: Models) -> None:
    spec, agenda = judge(models, SPEC * 2), judge(models, AGENDA * 2)
    assert spec.sensitive_p > 0.75 > 0.25 > agenda.sensitive_p
    assert (spec.label.level, agenda.label.level) == (Level.SENSITIVE, Level.INTERNAL)
    assert agenda.kind not in {Kind.SPECIFICATION, Kind.DATASHEET, Kind.DRAWING, Kind.PATENT}
    assert spec.label.projects == frozenset()


@pytest.mark.parametrize(
    ("head", "text", "level"),
    [
        ("極秘", AGENDA, Level.CONTROLLED),
        ("CUI//SP-EXPT", AGENDA, Level.CONTROLLED),
        ("社外秘", AGENDA, Level.SENSITIVE),
        (f"{RELEASED} Office of Public Affairs, case 2024-0117, 3 May 2024.", SPEC, Level.PUBLIC),
        (RELEASED, SPEC, Level.INTERNAL),
        (f"{RELEASED} Office of Public Affairs, 3 May 2024.\nCUI", SPEC, Level.CONTROLLED),
        ("DISTRIBUTION STATEMENT A. Approved for public release.\n【極秘】", SPEC, Level.CONTROLLED),
    ],
)
def test_markings_decide_the_level(models: Models, head: str, text: str, level: Level) -> None:
    assert judge(models, f"{head}\n{text}").label.level is level


def test_a_match_brings_projects_and_level_and_outranks_public_release(models: Models) -> None:
    index = FingerprintIndex(b"k" * 32)
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
    index.register(document(SPEC * 2), name="spec.docx", label=label)
    found = judge(models, f"Approved for public release; distribution is unlimited.\n{AGENDA}\n{SPEC}", index)
    assert found.label.projects == {"qsensor"}
    assert found.label.level is Level.CONTROLLED
    assert found.matches[0].passages


def test_a_long_text_is_judged_as_if_it_were_looked_up_afterwards(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
    long = AGENDA * 130 + SPEC + AGENDA * 130
    with FingerprintIndex(b"k" * 32) as index:
        index.register(document(SPEC * 2), name="spec.docx", label=label)
        beside = judge(models, long, index)
        monkeypatch.setattr("classifiers.assess.LONG_CHARS", len(long) + 1)
        afterwards = judge(models, long, index)
    assert replace(beside, ms=0.0) == replace(afterwards, ms=0.0)
    assert beside.label.projects == label.projects


def test_what_was_not_looked_up_is_a_finding_and_leaves_the_document_judged_in_part(models: Models) -> None:
    table = ", ".join(f"{value}.137 mm" for value in range(2000, 2060))
    with FingerprintIndex(b"k" * 32, families=(NumeralFamily(most_read=40),)) as index:
        index.register(document("18.37 mm, 142.6 mm, 41.72 mm"), name="few", label=Label())
        cut, whole = judge(models, table, index), judge(models, table[:300], index)
    assert [(one.name, one.detail) for one in cut.findings if one.name.startswith("prints.")] == [
        ("prints.numerals.numbers", "40")
    ]
    assert cut.label.reading is Reading.PARTIAL
    assert whole.label.reading is Reading.FULL
    assert not [one for one in whole.findings if one.name.startswith("prints.")]
    outlined = replace(document(AGENDA), findings=(Finding(name="limit.outline_edges", detail="60000"),))
    with FingerprintIndex(b"k" * 32) as index:
        looked = Classifier(None, models, index).judge(outlined, "a.dxf")  # type: ignore[arg-type]
    assert looked.label.reading is Reading.PARTIAL
    assert outlined.findings[0] in looked.findings


@pytest.mark.parametrize(
    ("words", "font"),
    [
        (("TITLE: BASE PLATE", "DWG NO. HB-1042", "SCALE 1:2", "DRAWN  CHECKED"), "Helvetica"),
        (("図名 取付板", "図番 MN-204", "尺度 1:2", "設計 検図 承認"), "HeiseiKakuGo-W5"),
    ],
)
def test_a_framed_drawing_as_pdf_is_a_drawing(
    pool: ReaderPool, models: Models, words: tuple[str, ...], font: str
) -> None:
    found = assess_bytes(pool, models, drawing_pdf(words, font), "plate.pdf")
    assert found.drawing.p > models.drawing.threshold
    assert found.kind is Kind.DRAWING
    assert found.label.level is Level.SENSITIVE
    assert found.drawing.kind == "mechanical"
    (page,) = (reason for reason in found.reasons if reason.kind is ReasonKind.PAGE)
    assert (page.key, page.text, page.weight) == ("mechanical", "", found.drawing.p)
    assert page.where in {f"page 1, {row} {column}" for row in ("upper", "lower") for column in ("left", "right")}
    assert f"drawing on {page.where}" in reasons_of(found)


def test_a_page_of_text_is_no_drawing(pool: ReaderPool, models: Models) -> None:
    sheet = io.BytesIO()
    page = Canvas(sheet, pagesize=A4, invariant=1)
    lines = page.beginText(60, 780)
    for line in (AGENDA * 4).splitlines():
        lines.textLine(line[:95])
    page.drawText(lines)
    page.save()
    found = assess_bytes(pool, models, sheet.getvalue(), "agenda.pdf")
    assert found.drawing.p < 0.2
    assert ReasonKind.PAGE not in {reason.kind for reason in found.reasons}
    assert found.label.level is Level.INTERNAL


def test_circuits_in_words_are_source_code_and_stay_drawings_for_the_rules(models: Models) -> None:
    found = Classifier(None, models).judge(document("module top;\nendmodule\n", "text/x-verilog"), "top.v")  # type: ignore[arg-type]
    assert (found.kind, found.label.kinds, found.label.level) == (
        Kind.SOURCE_CODE,
        frozenset({Kind.SOURCE_CODE, Kind.DRAWING}),
        Level.SENSITIVE,
    )


def test_saved_pages_are_web_and_files_of_xml_data_unless_words_are_sure(models: Models) -> None:
    def kind_of(text: str, mime: str) -> Kind:
        return Classifier(None, models).judge(document(text, mime), "a").kind  # type: ignore[arg-type]

    values = (
        "id 4711 name Sato value 12.5 unit m\nid 4712 name Kim value 13.5 unit m\nid 4713 name Novak value 9 unit m\n"
    )
    assert kind_of(values, "text/xml") is Kind.DATA
    assert kind_of(AGENDA, "message/rfc822") is Kind.WEB
    law = "第一条 为了加强管理,制定本办法。\n第二条 单位应当依法办理。违反规定的,责令改正,处以罚款。\n" * 12
    kinds = {kind_of(law, mime) for mime in ("text/plain", "text/xml", "text/html", "message/rfc822")}
    assert kinds == {Kind.ADMINISTRATIVE}


def test_cad_is_a_drawing_by_type(models: Models) -> None:
    found = Classifier(None, models).judge(document("SHAFT", "model/step"), "x.txt")  # type: ignore[arg-type]
    assert found.drawing.p > 0.9
    assert found.drawing.kind == "cad-model"
    assert found.kind is Kind.DRAWING
    assert "drawing.by-type" in {finding.name for finding in found.findings}


def test_what_cannot_be_read_is_said_and_never_public(models: Models) -> None:
    found = Classifier(None, models).judge(  # type: ignore[arg-type]
        document("", "application/zip", reading=Reading.OPAQUE), "x.zip"
    )
    assert found.label.reading is Reading.OPAQUE
    assert found.label.level is Level.INTERNAL


def test_strings_out_of_unread_bytes_have_no_genre(models: Models) -> None:
    with FingerprintIndex(b"k" * 32) as index:
        index.register(document(SPEC), name="spec", label=Label(projects=frozenset({ProjectId("p")})))
        judged = Classifier(None, models, index).judge(  # type: ignore[arg-type]
            document(SPEC, "application/octet-stream", reading=Reading.OPAQUE), "dump.001"
        )
    assert judged.sensitive_p == 0.0
    assert judged.label.projects == {"p"}  # what is known by its words still is


def test_a_container_speaks_by_its_parts(models: Models) -> None:
    root = Part(name="", type="application/zip", digest="00", size_bytes=9000)
    inner = Part(name="a.step", type="model/step", digest="11", size_bytes=9000)
    note = Part(name="b.txt", type="text/plain", digest="22", size_bytes=9000, text=AGENDA)
    found = Classifier(None, models).judge(Document(parts=(root, inner, note)), "x.zip")  # type: ignore[arg-type]
    assert found.kind is Kind.DRAWING
    assert found.label.kinds > {Kind.DRAWING}
    assert found.parts == ("00", "11", "22")


def test_the_same_document_gets_the_same_label_in_every_process() -> None:
    program = (
        "import sys, msgspec, dataclasses\n"
        "from classifiers.assess import Classifier\n"
        "from classifiers.document import Document, Part\n"
        "from classifiers.model.artifacts import load_models\n"
        "text = sys.stdin.read()\n"
        "parts = tuple(Part(name=n, type='text/plain', digest=n, size_bytes=1, text=text) for n in ('', 'b', 'a'))\n"
        "found = Classifier(None, load_models()).judge(Document(parts=parts), 'x')\n"
        "print(msgspec.json.encode(dataclasses.replace(found, ms=0.0), order='deterministic').decode())\n"
    )
    text = "【社外秘】 CUI//SP-CTI\n極秘\nTLP:RED\n" + SPEC + "\n" + AGENDA + "制御信号と電圧の仕様。"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert msgspec.json.decode(answers.pop())["sensitive_p"] > 0


def test_an_attribution_is_a_suggestion_and_no_part_of_the_label(models: Models) -> None:
    store = ProjectStore(b"k" * 32)
    store.add("qsensor", [document(f"{SPEC} {number} cryostat shim {number}") for number in range(20)])
    store.add("", [document(f"{AGENDA} {number}") for number in range(20)])
    attributor = Attributor(store.model(), b"k" * 32)
    found = Classifier(None, models, None, attributor).judge(document(f"{SPEC} cryostat shim 77"), "a.txt")  # type: ignore[arg-type]
    assert found.attribution.candidates == ("qsensor",)
    assert found.label.projects == frozenset()
    assert found.versions["projects"].startswith("projects-1+")
    assert judge(models, SPEC).attribution.candidates == ()
