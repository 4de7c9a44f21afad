"""Text that pdfium passes over or cannot name, read from the descriptions of a PDF's pages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from classifiers.limits import Limits
from classifiers.ocr.engine import Line, Lines
from classifiers.ocr.letters import Letters
from classifiers.readers.job import Job
from classifiers.readers.pdf import pages
from classifiers.readers.pdf.codes import Codes
from classifiers.readers.pdf.descriptions import Description, Descriptions
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

    from classifiers.document import Document

TO_UNICODE = b"""begincmap 1 begincodespacerange <00> <7F> <C280> <DFBF> endcodespacerange
2 beginbfrange <20> <7E> <0020> <D090> <D0BF> <0410> endbfrange
2 beginbfchar <D180> <0440> <D18F> <044F> endbfchar endcmap"""


def read(data: bytes) -> Document:
    job = Job(Limits())
    job.read("", data, file_name="")
    return job.document("test")


def new(content: bytes, font: Dictionary | None = None) -> pikepdf.Pdf:
    """A document of one page with the font `F`."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 800))
    page.obj.Contents = pdf.make_stream(content)
    plain = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font or plain)))
    return pdf


def saved(pdf: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def composite(pdf: pikepdf.Pdf, encoding: Any, **more: Any) -> None:
    """Make `F` a font of long codes, whose shapes the file does not bring."""
    system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Arial, CIDSystemInfo=system)
    pdf.pages[0].obj.Resources.Font.F = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Arial, Encoding=encoding, DescendantFonts=Array([below]),
        **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F 1e2 Tf 50 600 Td (said MAGATAMA-7731) Tj ET",  # a size that pdfium does not know
        b"BT /F 0 Tf 50 600 Td (said MAGATAMA-7731) Tj ET",
        b"BT /F Tf 50 600 Td (said MAGATAMA-7731) Tj ET",
        b"BT /F 12 Tf 50 600 Td (said MAGATAMA-7731) ET",  # shown by nothing
        b"BT /F 12 Tf 50 600 Td (said MAGATAMA-7731 Tj ET",  # never closed
        b"BT /F 0 Tf 50 600 Td <7361 6964204D4147415441 4D412D37373331> Tj ET",
        b"BT /F 0 Tf 50 600 Td [(sa) 20 (id) -300 (MAG\\101TAMA-) (7731)] TJ ET",
        b"/F 0 Tf " + b"".join(
            b"BT 1 0 0 1 %d 600 Tm (%c) Tj ET " % (50 + 7 * place, sign) for place, sign in enumerate(b"said")
        ) + b"BT 1 0 0 1 50 500 Tm (MAGATAMA-7731) Tj ET",
    ],
)  # fmt: skip
def test_words_that_pdfium_passes_over(content: bytes) -> None:
    document = read(saved(new(b"BT /F 12 Tf 50 700 Td (plain) Tj ET " + content)))
    assert document.reading is Reading.FULL
    for word in ("plain", "said", "MAGATAMA-7731"):
        assert word in document.parts[0].text


def test_what_pdfium_reads_is_not_said_twice() -> None:
    bold = b"BT /F 12 Tf 50 700 Td (bold) Tj 0.2 0 Td (bold) Tj ET"
    text = read(saved(new(bold + b" BT /F 12 Tf 50 600 Td [(spa) -250 (ced)] TJ ET"))).parts[0].text
    assert text.split() == ["bold", "spa", "ced"]


def test_text_in_a_form_in_a_form() -> None:
    pdf = new(b"/X Do")
    fonts = pdf.pages[0].obj.Resources
    inner = pdf.make_stream(b"BT /F 0 Tf (said MAGATAMA-7731) Tj ET", Subtype=Name.Form, BBox=[0, 0, 9, 9])
    inner.Resources = fonts
    outer = pdf.make_stream(b"/Y Do /X Do", Subtype=Name.Form, BBox=[0, 0, 9, 9])
    outer.Resources = Dictionary(XObject=Dictionary(Y=inner, X=inner))
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=outer))
    assert "MAGATAMA-7731" in read(saved(pdf)).parts[0].text


def test_codes_in_utf_8_that_pdfium_takes_for_hangul() -> None:
    pdf = new(b"BT /F 12 Tf 50 700 Td <%s> Tj ET" % "рама".encode().hex().encode())
    spaces = pdf.make_stream(TO_UNICODE)
    composite(pdf, spaces, ToUnicode=spaces)
    document = read(saved(pdf))
    assert "рама" in document.parts[0].text
    assert document.reading is Reading.FULL


def test_a_page_of_shapes_that_nothing_names_is_not_read_fully() -> None:
    pdf = new(b"BT /F 12 Tf 50 700 Td <002400250026> Tj ET")
    composite(pdf, Name("/Identity-H"))
    document = read(saved(pdf))
    assert document.reading is Reading.PARTIAL
    assert "page.no-letters" in {finding.name for finding in document.findings}


def test_many_nameless_shapes_beside_few_words() -> None:
    pdf = new(b"BT /F 12 Tf 50 700 Td <%s> Tj /G 12 Tf 0 -50 Td (A title) Tj ET" % (b"00240025" * 20))
    composite(pdf, Name("/Identity-H"))
    pdf.pages[0].obj.Resources.Font.G = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    document = read(saved(pdf))
    assert "A title" in document.parts[0].text
    assert document.reading is Reading.PARTIAL


def with_title(codes: bytes, *, to_unicode: bytes = b"") -> bytes:
    """A page of many words, and a few codes of a font that names none of its letters, or names them as told."""
    pdf = new(b"BT /F 12 Tf 50 700 Td <%s> Tj /G 12 Tf 0 -50 Td (%s) Tj ET" % (codes, b"A title of the sheet. " * 9))
    composite(pdf, Name("/Identity-H"), **({"ToUnicode": pdf.make_stream(to_unicode)} if to_unicode else {}))
    pdf.pages[0].obj.Resources.Font.G = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return saved(pdf)


PRIVATE = (
    b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <0FFF> <E000> endbfrange"
)


@pytest.mark.parametrize(
    "data", [with_title(b"0FA10E53"), with_title(b"002400250026002700280029", to_unicode=PRIVATE)], ids=["none", "own"]
)
def test_a_few_guessed_letters_among_many_are_not_taken_for_read(data: bytes) -> None:
    document = read(data)
    assert document.reading is Reading.PARTIAL
    assert "A title of the sheet" in document.parts[0].text
    assert ("page.letters-doubtful", "1") in {(finding.name, finding.detail) for finding in document.findings}


def test_one_bullet_that_no_font_names_is_no_doubt() -> None:
    assert read(with_title(b"0024")).reading is Reading.FULL
    assert read(with_title(b"0024", to_unicode=PRIVATE)).reading is Reading.FULL


class Reads:
    """An engine that sees a name and a date: what becomes of its words is tried apart from any engine."""

    name = "said"

    def read(self, gray: Image.Image, *, dpi: int, time_s: float) -> Lines:  # noqa: ARG002
        return Lines(lines=(Line(text="名前 日付 A title of the sheet", confidence=0.9),))


def test_guessed_letters_are_read_as_they_look() -> None:
    job = Job(Limits(), letters=Letters(Reads(), Limits()))
    job.read("", with_title(b"0FA10E53"), file_name="")
    document = job.document("test")
    assert document.reading is Reading.FULL
    assert "名前 日付" in document.parts[0].text
    assert "page.letters-doubtful" in {finding.name for finding in document.findings}


@pytest.mark.parametrize(
    ("font", "raw", "letters", "nameless"),
    [
        ({"Encoding": Name.WinAnsiEncoding}, b"\x93a\x94", "“a”", 0),
        ({"Encoding": Name.MacRomanEncoding}, b"\xca\xa5", "\u00a0•", 0),
        (
            {"Encoding": Dictionary(Differences=Array([1, Name.Omega, Name.uni6975, 9, Name.g12]))},
            b"\1\2\x09",
            "\u2126極",
            1,
        ),
        ({"Subtype": Name.Type3}, b"ab", "", 2),
        ({"Subtype": Name.Type0, "Encoding": Name("/GBK-EUC-H")}, "机密".encode("gbk"), "机密", 0),
        ({"Subtype": Name.Type0, "Encoding": Name("/Identity-H")}, b"\0A\0B", "", 2),
    ],
)
def test_letters_of_codes(font: dict[str, Any], raw: bytes, letters: str, nameless: int) -> None:
    codes = Codes(Dictionary(**{"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica, **font}))
    assert codes.read(raw) == (letters, nameless)


@pytest.mark.parametrize(
    "content",
    [b"(" * 300_000, b"(\\" * 300_000, b"(a" * 300_000, b"BI ID " * 100_000, b"BI " * 400_000, b"/F" * 300_000,
     b"<0" * 300_000],
    ids=["open", "escaped", "never closed", "pictures", "picture", "names", "hex"],
)  # fmt: skip
def test_descriptions_that_never_end_what_they_begin(content: bytes) -> None:
    pdf = new(content)
    found = Descriptions([pdf.pages[0].obj], Job(Limits())).page(0)
    assert len("".join(found.lines)) <= len(content)


@pytest.mark.parametrize("body", [b"<00> <00> [" * 300_000, b"beginbfrange " * 300_000, b"<00> " * 600_000])
def test_maps_that_never_end_what_they_begin(body: bytes) -> None:
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, Encoding=Name("/Identity-H"))
    font.ToUnicode = pdf.make_stream(b"begincmap beginbfrange " + body)
    assert Codes(font).read(b"\0A") == ("", 1)


def test_a_page_of_a_thousand_notes_is_drawn_without_them() -> None:
    pdf = new(b"")
    look = pdf.make_stream(b"0 0 99 99 re f", Subtype=Name.Form, BBox=[0, 0, 99, 99])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 99, 99], F=4, AP=Dictionary(N=look))
    note.Contents = String("MAGATAMA-7731")
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
    assert min(read(saved(pdf)).parts[0].pages[0].gray) == 0
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note) for _ in range(1_000)])
    part = read(saved(pdf)).parts[0]
    assert min(part.pages[0].gray) == 255
    assert "MAGATAMA-7731" in part.text


def test_a_shared_drawing_whose_title_block_is_cyrillic(shared_data: Path) -> None:
    document = read((shared_data / "files/drawings/mechanical-pdf/issue20232.pdf").read_bytes())
    for word in ("Масса", "Масштаб", "Инв.", "Копировал"):
        assert word in document.parts[0].text
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(
    ("strange", "is_doubtful"),
    [("\ue123\ue124\ue125\ue126\ue127", True), ("\ue123" * 30, False), ("\ue123 a " * 30, False)],
)
def test_a_word_of_private_letters_is_doubtful_on_a_long_page(strange: str, is_doubtful: bool) -> None:
    page = "words of a long page " * 300
    assert pages._is_doubtful(page + strange, 0, Description()) is is_doubtful
