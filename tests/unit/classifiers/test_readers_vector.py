"""PostScript, metafiles and SVG: what they write is read, what is in them becomes parts, what is lost is told."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import zlib

import pytest
from PIL import Image

from classifiers.document import Document, FieldName, MeasureKind
from classifiers.limits import Limits
from classifiers.readers.dimensions import measures_in
from classifiers.readers.job import Job
from classifiers.readers.vector.bitmap import split
from classifiers.readers.vector.tokens import Kind, tokens
from policies.label import Reading


def read(data: bytes, name: str = "") -> Document:
    job = Job(Limits(reading_s=20.0))
    job.read("", data, file_name=name)
    return job.document("test")


def details(document: Document) -> dict[str, str]:
    return {finding.name: finding.detail for finding in document.findings}


def bitmap() -> bytes:
    """A device-independent bitmap: a file of it without its first header."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(buffer, "BMP")
    return buffer.getvalue()[14:]


def old_record(kind: int, body: bytes) -> bytes:
    body += b"\0" * (len(body) % 2)
    return struct.pack("<IH", 3 + len(body) // 2, kind) + body


def old_font(charset: int, face: bytes = b"Mincho") -> bytes:
    return old_record(
        0x02FB, struct.pack("<hhhhhBBBBBBBB", -20, 0, 0, 0, 400, 0, 0, 0, charset, 0, 0, 0, 0) + face + b"\0"
    )


def old_text(text: bytes, x: int, y: int, options: int = 0) -> bytes:
    return old_record(0x0A32, struct.pack("<hhHH", y, x, len(text), options) + text)


def wmf(*records: bytes, end: bytes = old_record(0, b"")) -> bytes:
    return struct.pack("<HHHIHIH", 1, 9, 0x300, 100, 4, 50, 0) + b"".join(records) + end


def record(kind: int, body: bytes) -> bytes:
    body += b"\0" * (-len(body) % 4)
    return struct.pack("<II", kind, 8 + len(body)) + body


def font(charset: int, face: str = "MS Gothic") -> bytes:
    log = struct.pack("<iiiii", -20, 0, 0, 0, 400) + bytes((0, 0, 0, charset, 0, 0, 0, 0))
    return record(82, struct.pack("<I", 1) + log + face.encode("utf-16-le").ljust(64, b"\0")) + record(37, b"\1\0\0\0")


def wide_text(text: str, x: int, y: int, options: int = 0) -> bytes:
    raw = text.encode("utf-16-le")
    head = bytes(16) + struct.pack("<Iff", 1, 1.0, 1.0) + struct.pack("<iiIII", x, y, len(text), 76, options)
    return record(84, head + bytes(16) + struct.pack("<I", 0) + raw)


def narrow_text(raw: bytes, x: int, y: int) -> bytes:
    head = bytes(16) + struct.pack("<Iff", 1, 1.0, 1.0) + struct.pack("<iiIII", x, y, len(raw), 76, 0)
    return record(83, head + bytes(16) + struct.pack("<I", 0) + raw)


def emf(*records: bytes, title: str = "") -> bytes:
    words = f"A program\0{title}\0\0".encode("utf-16-le") if title else b""
    head = bytes(32) + b" EMF" + struct.pack("<IIIHHIII", 0x10000, 0, len(records) + 2, 1, 0, len(words) // 2, 100, 0)
    head = head.ljust(92, b"\0") + words
    return record(1, head) + b"".join(records) + record(14, struct.pack("<III", 0, 16, 20))


def comment(content: bytes) -> bytes:
    return record(70, struct.pack("<I", len(content)) + content)


def plus(kind: int, flags: int, body: bytes) -> bytes:
    padded = body + b"\0" * (-len(body) % 4)
    return struct.pack("<HHII", kind, flags, 12 + len(padded), len(body)) + padded


def test_a_metafile_writes_in_the_character_set_of_its_font() -> None:
    document = read(wmf(
        old_font(128), old_record(0x012D, b"\0\0"), old_text("軸受図面".encode("cp932"), 10, 10),
        old_font(134), old_record(0x012D, b"\1\0"), old_text("内部机密".encode("gbk"), 10, 60),
        old_record(0x0521, struct.pack("<H", 5) + b"plain\0" + struct.pack("<hh", 90, 10)),
    ))  # fmt: skip
    assert document.parts[0].type == "image/wmf"
    assert document.reading is Reading.FULL
    assert document.parts[0].text.split("\n") == ["軸受図面", "内部机密", "plain", ""]


def test_texts_in_a_font_without_a_character_set_are_guessed_together() -> None:
    texts = ["付款通知书", "收货方", "货物明细", "数量说明", "合计金额", "描述"]
    records = [old_text(text.encode("gbk"), 10, 50 * place) for place, text in enumerate(texts, start=1)]
    document = read(wmf(old_font(0), old_record(0x012D, b"\0\0"), *records))
    assert document.parts[0].text.split() == texts


def test_letters_side_by_side_make_words() -> None:
    records = [wide_text(letter, 10 + 11 * place, 100) for place, letter in enumerate("SECRET")]
    document = read(emf(font(0), *records, wide_text("PLAN", 100, 100), wide_text("below", 10, 140)))
    assert document.parts[0].text == "SECRET PLAN\nbelow\n"


def test_an_enhanced_metafile_of_both_interfaces() -> None:
    string = struct.pack("<III4f", 0, 0, 4, 0, 0, 9, 9) + "新機密図".encode("utf-16-le")
    document = read(emf(
        font(128), narrow_text("社外秘".encode("cp932"), 10, 10), wide_text("内部资料", 10, 60),
        comment(b"EMF+" + plus(0x401C, 0, string)), title="軸受 組立図",
    ))  # fmt: skip
    part = document.parts[0]
    assert document.reading is Reading.FULL
    assert part.text.split("\n")[:3] == ["社外秘", "内部资料", "新機密図"]
    assert part.metadata["title"] == "軸受 組立図"
    assert part.metadata["producer"] == "A program"


def test_bitmaps_and_pictures_in_records_are_parts() -> None:
    info, bits = split(bitmap())
    stretched = struct.pack("<10i", *([0] * 10)) + struct.pack("<IIII", 80, len(info), 80 + len(info), len(bits))
    png = io.BytesIO()
    Image.new("L", (20, 20)).save(png, "PNG")
    image = struct.pack("<II", 0xDBC01002, 1) + struct.pack("<iiiII", 0, 0, 0, 0, 1) + png.getvalue()
    half = len(image) // 2 // 4 * 4
    document = read(emf(
        record(81, stretched.ljust(72, b"\0") + info + bits),
        comment(b"EMF+" + plus(0x4008, 0x8501, struct.pack("<I", len(image)) + image[:half])),
        comment(b"EMF+" + plus(0x4008, 0x0501, image[half:])),
    ))  # fmt: skip
    assert [part.type for part in document.parts] == ["image/emf", "image/bmp", "image/png"]
    assert document.parts[1].pages[0].aspect == pytest.approx(4 / 3)
    old = read(wmf(old_record(0x0F43, bytes(22) + bitmap())))
    assert [part.type for part in old.parts] == ["image/wmf", "image/bmp"]


def test_metafiles_within_metafiles() -> None:
    inner = emf(font(0), wide_text("the same, newer", 1, 1))
    escape = struct.pack("<HH", 15, 34 + len(inner)) + b"WMFC" + struct.pack("<IIHIIIII", 1, 0x10000, 0, 0, 1, 0, 0, 0)
    document = read(wmf(old_record(0x0626, escape + inner)))
    assert [part.type for part in document.parts] == ["image/wmf", "image/emf"]
    assert document.parts[1].text == "the same, newer\n"
    old = wmf(old_text(b"the old one", 1, 1))
    public = b"GDIC" + struct.pack("<IHHIII", 0x80000001, 0x300, 0, 0, 0, len(old)) + old
    assert read(emf(comment(public))).parts[1].text == "the old one\n"


def test_letters_by_the_numbers_of_their_shapes_are_told() -> None:
    for data in (emf(font(0), wide_text("\x24\x25", 1, 1, 0x10)), wmf(old_text(b"\x24\x25", 1, 1, 0x10))):
        document = read(data)
        assert document.reading is Reading.PARTIAL
        assert details(document)["payload"] == "letters by the numbers of their shapes"


def test_a_metafile_that_is_cut_off_keeps_its_beginning() -> None:
    for data in (
        emf(font(0), wide_text("first", 1, 1), wide_text("second", 1, 99))[:-70],
        wmf(old_text(b"first", 1, 1), end=b""),
    ):
        document = read(data)
        assert document.reading is Reading.PARTIAL
        assert "first" in document.parts[0].text


def test_strokes_are_counted_and_drawn() -> None:
    square = struct.pack("<4iI", 0, 0, 9, 9, 4) + struct.pack("<8h", 0, 0, 100, 0, 100, 50, 0, 50)
    part = read(emf(record(86, square), wide_text("a", 1, 1), record(54, struct.pack("<ii", 100, 50)))).parts[0]
    assert part.cad == {"POLYLINE": 1, "LINE": 1, "TEXT": 1}
    assert part.pages[0].paths == 2
    assert part.pages[0].aspect == pytest.approx(2, rel=0.1)
    assert min(part.pages[0].gray) == 0


def test_counts_that_promise_more_than_there_is() -> None:
    for kind in (3, 7, 8, 86, 90, 96):
        document = read(emf(record(kind, bytes(16) + b"\xff" * 24)))
        assert document.reading is Reading.PARTIAL
        assert details(document)["damaged"] == f"record {kind}"


EPS = b"""%!PS-Adobe-3.0 EPSF-3.0
%%Title: (Bearing, assembled)
%%Creator: a plotter
%%For: sato
%%EndComments
/show-it { show } def
%%EndProlog
%%Page: 1 1
/Helvetica findfont 12 scalefont setfont
72 700 moveto (Distribution \\(D\\)) show
72 680 moveto <7365637265742077> show 10 0 rmoveto (ords) show
/Ryumin-Light-90ms-RKSJ-H findfont 12 scalefont setfont
72 660 moveto <8ED08A4F94E9> show
% a remark of the writer
showpage
%%EOF
"""


def test_postscript_shows_its_strings_and_properties() -> None:
    document = read(EPS)
    part = document.parts[0]
    assert part.type == "application/postscript"
    assert document.reading is Reading.FULL
    assert part.metadata == {"title": "Bearing, assembled", "producer": "a plotter", "author": "sato"}
    for words in ("Distribution (D)", "secret w", "社外秘", "a remark of the writer"):
        assert words in part.text
    assert part.place_of(part.text.index("secret")) == "page 1"


def test_postscript_behind_a_table_and_its_preview() -> None:
    preview = io.BytesIO()
    Image.new("L", (30, 30)).save(preview, "TIFF")
    size = len(preview.getvalue())
    head = b"\xc5\xd0\xd3\xc6" + struct.pack("<6IH", 30, len(EPS), 0, 0, 30 + len(EPS), size, 0xFFFF)
    document = read(head + EPS + preview.getvalue())
    assert "社外秘" in document.parts[0].text
    assert document.parts[1].type == "image/tiff"


def test_postscript_packed_within_itself() -> None:
    packed = base64.a85encode(zlib.compress(b"72 600 moveto (packed words) show " * 9), wrapcol=70) + b"~>"
    body = b"currentfile /ASCII85Decode filter /FlateDecode filter cvx exec\n" + packed + b"\n%%EOF\n"
    document = read(EPS.replace(b"showpage\n%%EOF\n", body))
    assert "packed words" in document.parts[0].text
    assert document.reading is Reading.FULL


OBJECTS = b"""%!PS-Adobe-3.0
/DSC_OPDFREAD true def % opdfread
%%EndProlog
7 0 obj
<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>
endobj
4 0 obj
<</Type/Page/MediaBox[0 0 300 200]/Parent 3 0 R/Resources<</Font<</R8 7 0 R>>>>/Contents 5 0 R>>
endobj
5 0 obj
<</Length 52>>stream
BT /R8 12 Tf 1 0 0 1 20 100 Tm (words on the page)Tj ET
endstream
endobj
5 0 obj
<</Title(words of an object that is there twice)>>
endobj
9 0 obj
<</Note(words that nothing leads to)>>
endobj
(words between the objects) show
%%EOF
"""


def test_postscript_that_holds_a_pdf_in_objects_is_read_whole() -> None:
    twice = OBJECTS.replace(
        b"5 0 obj\n<</Length", b"5 0 obj\n<</First(words that were replaced)>>\nendobj\n5 0 obj\n<</Length"
    )
    document = read(OBJECTS.replace(b"5 0 obj\n<</Title", b"6 0 obj\n<</Title"))
    assert [part.type for part in document.parts] == ["application/postscript", "application/pdf"]
    assert document.reading is Reading.FULL
    assert "words between the objects" in document.parts[0].text
    for words in ("words on the page", "that is there twice", "nothing leads to"):
        assert words in document.parts[1].text
    assert "words that were replaced" in read(twice).parts[1].text


def test_fonts_of_postscript_with_letters_by_name_and_by_number() -> None:
    named = b"/FontName /Sub def /Encoding 256 array dup 1 /a put dup 2 /uni793E put end\n/Sub findfont setfont\n"
    assert "a社" in read(b"%!PS-Adobe-3.0\n" + named + b"9 9 moveto <0102> show\n").parts[0].text
    assert "Ab" in read(b"%!PS-Adobe-3.0\n9 9 moveto /A glyphshow /b glyphshow\n").parts[0].text
    numbered = b"/X /Identity-H findfont /Kozuka-Identity-H findfont setfont 9 9 moveto <00010002> show\n"
    lost = read(b"%!PS-Adobe-3.0\n" + numbered)
    assert lost.reading is Reading.PARTIAL
    assert details(lost)["payload"].startswith("2 letters")


def test_svg_text_hidden_text_layers_and_files() -> None:
    picture = base64.b64encode(b"inner words").decode()
    svg = f"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:freecad="http://www.freecad.org/ns">
     <title>軸受</title><desc>kept short</desc><!-- a remark -->
     <g inkscape:groupmode="layer" inkscape:label="寸法"><path d="M 0 0 L 10 10"/>
     <text x="1" y="2"><tspan>se</tspan><tspan>cret</tspan><tspan x="1" dy="9">next line</tspan></text>
     <text display="none">not shown</text></g>
     <text freecad:editable="DRAWING_NUMBER"><tspan>AB-77</tspan></text>
     <a xlink:href="https://files.example/x"/><image xlink:href="data:text/plain;base64,{picture}"/>
     <script>var token = 'in script'</script></svg>"""
    document = read(gzip.compress(svg.encode()))
    part = document.parts[1]
    assert part.type == "image/svg+xml"
    assert part.layers == ("寸法",)
    for words in (
        "軸受",
        "kept short",
        "a remark",
        "secret\nnext line\n",
        "not shown",
        "https://files.example/x",
        "in script",
    ):
        assert words in part.text
    assert "M 0 0" not in part.text
    assert document.parts[2].text == "inner words"
    assert [(field.name, field.value) for field in part.fields] == [(FieldName.NUMBER, "AB-77")]
    assert "macros" in details(document)


def test_strings_of_a_page_description() -> None:
    found = [
        token.value
        for token in tokens(
            rb"(a\(b\)c) (n(e)st) <414> (\101\n\
x) <~87cURD]~>"
        )
        if token.kind is Kind.STRING
    ]
    assert found == [b"a(b)c", b"n(e)st", b"A@", b"A\nx", b"Hello"]
    assert list(tokens(b"(" * 200_000)) == []
    assert len(list(tokens(b"((a)" * 100_000))) > 90_000


@pytest.mark.parametrize(
    ("text", "kind", "value", "plus_", "minus", "fit"),
    [
        ("Ø25 H7", MeasureKind.DIAMETER, 25.0, 0.0, 0.0, "H7"),
        ("φ12.5±0.05", MeasureKind.DIAMETER, 12.5, 0.05, -0.05, ""),
        ("4×%%c6", MeasureKind.DIAMETER, 6.0, 0.0, 0.0, ""),
        ("R5", MeasureKind.RADIUS, 5.0, 0.0, 0.0, ""),
        ("45°", MeasureKind.ANGULAR, 45.0, 0.0, 0.0, ""),
        ("30°30'", MeasureKind.ANGULAR, 30.5, 0.0, 0.0, ""),
        ("２５±０．１", MeasureKind.LINEAR, 25.0, 0.1, -0.1, ""),
        ("12,5 +0.2/-0.1", MeasureKind.LINEAR, 12.5, 0.2, -0.1, ""),
        ("20 h6", MeasureKind.LINEAR, 20.0, 0.0, 0.0, "h6"),
    ],
)
def test_dimensions(text: str, kind: MeasureKind, value: float, plus_: float, minus: float, fit: str) -> None:
    (measure,) = measures_in(text)
    assert (measure.kind, measure.value, measure.fit) == (kind, value, fit)
    assert (measure.plus, measure.minus) == pytest.approx((plus_, minus))


@pytest.mark.parametrize("text", ["2026-04-01", "3V3", "10k", "page 5", "192.168.1.1", "AB25H7C", "M6", "x" * 5000])
def test_what_is_no_dimension(text: str) -> None:
    assert list(measures_in(text)) == []
