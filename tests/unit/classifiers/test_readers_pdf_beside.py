"""What stands beside the text of a PDF's pages: hidden, drawn elsewhere, older, attached, or lost in a broken file."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from classifiers.confine import ReaderPool
from classifiers.document import FieldName, MeasureKind
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from classifiers.document import Document


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="")
    return job.document("test")


def details(document: Document) -> dict[str, str]:
    return {finding.name: finding.detail for finding in document.findings}


def text_of(document: Document) -> str:
    return "\n".join(part.text for part in document.parts)


def new(content: bytes = b"BT /F 12 Tf 50 700 Td (body) Tj ET") -> pikepdf.Pdf:
    """A document of one page with the font `F`."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 800))
    page.obj.Contents = pdf.make_stream(content)
    page.obj.Resources = Dictionary(
        Font=Dictionary(F=pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    )
    return pdf


def form(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Object:
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 50])
    stream.Resources = pdf.pages[0].obj.Resources
    return stream


def saved(pdf: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def plain(pdf: pikepdf.Pdf) -> bytes:
    """The file with a table of its objects that can be read by eye, and nothing packed."""
    buffer = io.BytesIO()
    pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return buffer.getvalue()


def appended(data: bytes, number: int, body: bytes) -> bytes:
    """The file with a newer version of one object behind it, as editors that only append write it."""
    before = data.rindex(b"startxref")
    last = int(data[before + 9 :].split()[0])
    root = re.findall(rb"/Root (\d+ \d+ R)", data)[-1]
    start = len(data) + 1
    body = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return (
        data
        + b"\n"
        + body
        + (
            b"xref\n%d 1\n%010d 00000 n \ntrailer<</Size 99/Root %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (number, start, root, last, start + len(body))
        )
    )


CID_FONTS = (
    ("90ms-RKSJ-H", "cp932", "Japan1", "社外秘の図面"),
    ("90ms-RKSJ-V", "cp932", "Japan1", "社外秘の図面"),
    ("EUC-H", "euc_jp", "Japan1", "社外秘の図面"),
    ("UniJIS-UTF16-H", "utf-16-be", "Japan1", "社外秘の図面"),
    ("GBK-EUC-H", "gbk", "GB1", "内部机密文件"),
    ("UniGB-UCS2-H", "utf-16-be", "GB1", "内部机密文件"),
    ("ETen-B5-H", "big5", "CNS1", "內部機密"),
)


@pytest.mark.parametrize(("cmap", "encoding", "ordering", "words"), CID_FONTS)
def test_fonts_that_are_not_embedded_and_say_nothing_of_unicode(
    cmap: str, encoding: str, ordering: str, words: str
) -> None:
    pdf = new(b"BT /F 12 Tf 50 700 Td <%s> Tj ET" % words.encode(encoding).hex().encode())
    system = Dictionary(Registry=String("Adobe"), Ordering=String(ordering), Supplement=2)
    pdf.pages[0].obj.Resources.Font.F = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Ryumin, Encoding=Name("/" + cmap),
        DescendantFonts=Array([Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name.Ryumin, CIDSystemInfo=system,
            FontDescriptor=Dictionary(Type=Name.FontDescriptor, FontName=Name.Ryumin, Flags=4, ItalicAngle=0,
                                      FontBBox=Array([0, 0, 1000, 1000]), Ascent=800, Descent=-200, StemV=80),
        )]),
    )  # fmt: skip
    document = read(saved(pdf))
    assert document.reading is Reading.FULL
    assert document.parts[0].text.strip() == words


def test_text_that_nobody_sees_is_read_and_counted() -> None:
    document = read(saved(new(
        b"BT /F 12 Tf 3 Tr 50 700 Td (invisible) Tj 0 Tr 0 -50 Td 1 1 1 rg (white) Tj 0 0 0 rg 0 -50 Td /F 0.2 Tf "
        b"(tiny) Tj /F 12 Tf 2000 0 Td (outside) Tj -2000 -50 Td (covered) Tj ET 0 g 40 530 200 40 re f "
        b"BT /F 12 Tf 50 200 Td (plain) Tj ET"
    )))  # fmt: skip
    for word in ("invisible", "white", "tiny", "outside", "covered", "plain"):
        assert word in document.parts[0].text
    assert details(document)["hidden-text"] == "5"


def test_white_text_on_a_dark_ground_is_not_hidden() -> None:
    content = b"0 0 0.5 rg 40 690 300 40 re f BT 1 1 1 rg /F 12 Tf 50 700 Td (heading) Tj ET"
    assert "hidden-text" not in details(read(saved(new(content))))


def test_a_replacement_text_does_not_hide_what_is_drawn() -> None:
    document = read(saved(new(b"/Span<</ActualText(harmless)>>BDC BT /F 12 Tf 50 700 Td (top secret) Tj ET EMC")))
    assert "harmless" in document.parts[0].text
    assert "top secret" in document.parts[0].text


def test_stamps_fields_patterns_and_what_nothing_shows() -> None:
    pdf = new()
    page = pdf.pages[0].obj
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([10, 10, 200, 50]), Contents=String("ein Hinweis"),
        AP=Dictionary(N=form(pdf, b"BT /F 12 Tf 5 5 Td (STAMPED) Tj ET")),
    )  # fmt: skip
    field = pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("対象者"), V=String("佐藤"), TU=String("Who it is"),
        Rect=Array([10, 60, 200, 90]), AP=Dictionary(N=form(pdf, b"BT /F 12 Tf 5 5 Td (shown otherwise) Tj ET")),
    ))  # fmt: skip
    pattern = form(pdf, b"BT /F 12 Tf 5 5 Td (woven in) Tj ET")
    pattern.Type, pattern.PatternType = Name.Pattern, 1
    page.Annots = Array([pdf.make_indirect(stamp), field])
    page.Resources.Pattern = Dictionary(P=pattern)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    pdf.Root.Lost = form(pdf, b"BT /F 12 Tf 5 5 Td (left over) Tj ET")
    document = read(saved(pdf))
    for word in (
        "body",
        "ein Hinweis",
        "STAMPED",
        "対象者",
        "佐藤",
        "Who it is",
        "shown otherwise",
        "woven in",
        "left over",
    ):
        assert word in document.parts[0].text


def test_a_page_that_is_no_longer_in_the_tree() -> None:
    pdf = new()
    other = new(b"BT /F 12 Tf 50 700 Td (taken out) Tj ET")
    pdf.pages.append(other.pages[0])
    pdf.Root.Kept = pdf.pages[1].obj
    del pdf.pages[1]
    assert "taken out" in read(saved(pdf)).parts[0].text


def test_outlines_links_labels_layers_and_alternative_texts() -> None:
    pdf = new(b"/OC /L BDC BT /F 12 Tf 50 700 Td (on the layer) Tj ET EMC")
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("寸法線")))
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("第一章 秘密", 0))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI=String("https://files.example/plan")),
    ))])  # fmt: skip
    pdf.Root.StructTreeRoot = Dictionary(K=pdf.make_indirect(Dictionary(S=Name.Figure, Alt=String("a bearing, cut"))))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String("Annex-B"))]))
    part = read(saved(pdf)).parts[0]
    assert part.layers == ("寸法線",)
    for words in ("on the layer", "第一章 秘密", "https://files.example/plan", "a bearing, cut", "Annex-B"):
        assert words in part.text
    assert part.place_of(part.text.index("on the layer")) == "page 1"
    assert part.place_of(part.text.index("a bearing")) == "beside the pages"


def test_scripts_are_read_and_told() -> None:
    pdf = new()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert('launch code 7788')"))
    document = read(saved(pdf))
    assert "launch code 7788" in document.parts[0].text
    assert details(document)["macros"] == "JavaScript 1"


def test_files_of_every_kind_become_parts_once() -> None:
    pdf = new()
    pdf.attachments["計画.txt"] = pikepdf.AttachedFileSpec(pdf, "添付の社外秘".encode(), filename="計画.txt")
    inner = pdf.make_stream(b"hung on the page")
    spec = Dictionary(Type=Name.Filespec, F=String("note.txt"), EF=Dictionary(F=inner), Desc=String("what it is for"))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec)
    )])  # fmt: skip
    nameless = pdf.make_stream(b"named by nothing")
    nameless.Type = Name.EmbeddedFile
    pdf.Root.Lost = nameless
    document = read(saved(pdf))
    found = {part.name: part.text for part in document.parts[1:]}
    assert found.pop("計画.txt") == "添付の社外秘"
    assert found.pop("note.txt") == "hung on the page"
    assert list(found.values()) == ["named by nothing"]
    assert "what it is for" in document.parts[0].text


def test_the_xml_of_a_form_is_a_part() -> None:
    pdf = new()
    packets = [b"<xdp><data>", "<name>山田</name>".encode(), b"</data></xdp>"]
    named = [item for packet in packets for item in (String("packet"), pdf.make_stream(packet))]
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array(named))
    part = read(saved(pdf)).parts[1]
    assert part.name == "form.xml"
    assert "山田" in part.text


def test_properties_under_their_names_and_both_where_they_differ() -> None:
    pdf = new()
    pdf.docinfo["/Title"], pdf.docinfo["/Material"] = "Bearing", "SUS304"
    pdf.docinfo["/CreationDate"] = "D:20260401093000+09'00'"
    xmp = pdf.make_stream(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li>軸受</rdf:li></rdf:Alt>'
        "</dc:title><dc:creator><rdf:Seq><rdf:li>wang</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF>"
        "</x:xmpmeta>".encode()
    )
    xmp.Type, xmp.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = xmp
    part = read(saved(pdf)).parts[0]
    assert part.metadata["title"] == "Bearing"
    assert part.metadata["xmp-title"] == "軸受"
    assert part.metadata["author"] == "wang"
    assert part.metadata["created"] == "2026-04-01T09:30:00+09:00"
    assert "SUS304" in part.text


def test_what_an_older_version_said_is_a_part() -> None:
    pdf = new(b"BT /F 12 Tf 50 700 Td (the old secret) Tj ET")
    data = plain(pdf)
    with pikepdf.open(io.BytesIO(data)) as again:
        number = again.pages[0].obj.Contents.objgen[0]
    content = b"BT /F 12 Tf 50 700 Td (a new text) Tj ET"
    data = appended(data, number, b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    document = read(data)
    assert document.parts[0].text.split("\f")[0] == "a new text"
    assert [part.text for part in document.parts if part.name == "revision-1.txt"] == ["the old secret"]
    assert details(document)["revision"] == "1"


def test_a_version_that_says_nothing_else_is_no_part() -> None:
    pdf = new()
    data = plain(pdf)
    with pikepdf.open(io.BytesIO(data)) as again:
        number = again.pages[0].obj.Contents.objgen[0]
    content = b"BT /F 12 Tf 50 700 Td (body) Tj ET BT /F 12 Tf 50 600 Td (and more) Tj ET"
    data = appended(data, number, b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    assert len(read(data).parts) == 1


@pytest.mark.parametrize("lost", [b"/Root", b"/Catalog", b"startxref", b"/Pages"])
def test_a_broken_file_gives_what_can_be_had(lost: bytes) -> None:
    buffer = io.BytesIO()
    new(b"BT /F 12 Tf 50 700 Td (still there) Tj ET").save(
        buffer, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
    )
    document = read(buffer.getvalue().replace(lost, b"#" * len(lost)))
    assert "still there" in text_of(document)


def test_a_broken_file_after_a_locked_one_is_not_called_locked() -> None:
    locked, buffer = io.BytesIO(), io.BytesIO()
    pdf = new(b"BT /F 12 Tf 50 700 Td (still there) Tj ET")
    pdf.save(locked, encryption=pikepdf.Encryption(user="a", owner="b"))
    pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    assert [finding.name for finding in read(locked.getvalue()).findings] == ["encrypted"]
    document = read(buffer.getvalue().replace(b"/Pages", b"######"))
    assert "still there" in text_of(document)
    assert "encrypted" not in [finding.name for finding in document.findings]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits()) as made:
        yield made


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_what_opens_without_a_password_is_deciphered_within_the_walls(
    pool: ReaderPool, tmp_path: Path, revision: int
) -> None:
    path = tmp_path / "owned.pdf"
    new(b"BT /F 12 Tf 50 700 Td (printing is not allowed) Tj ET").save(
        path, encryption=pikepdf.Encryption(user="", owner="b", R=revision, aes=revision > 3, metadata=revision > 3)
    )
    with path.open("rb") as file:
        document = pool.read(file.fileno(), path.name)
    assert document.reading is Reading.FULL
    assert "printing is not allowed" in document.parts[0].text
    assert [finding.name for finding in document.findings] == ["protected"]


def test_a_file_of_which_only_streams_are_left() -> None:
    buffer = io.BytesIO()
    new(b"BT /F 12 Tf 50 700 Td (cut) Tj 0 -20 Td [(to ) -300 (pieces)] TJ ET").save(buffer)
    data = buffer.getvalue()
    stream = data[: data.index(b"endstream", data.index(b"stream"))]
    document = read(b"%PDF-1.4\n" + stream[stream.rindex(b"<<") :])
    assert document.reading is Reading.PARTIAL
    assert "cut" in document.parts[0].text
    assert "pieces" in document.parts[0].text
    assert read(b"%PDF-1.4\nnothing at all").reading is Reading.FAILED


def test_a_stream_that_swells_is_not_unpacked() -> None:
    pdf = new()
    pdf.attachments["bomb"] = pikepdf.AttachedFileSpec(pdf, bytes(30_000_000), filename="bomb")
    document = read(saved(pdf), Limits(part_bytes=1_000_000))
    assert document.parts[1].reading is Reading.OPAQUE


def test_title_block_and_dimensions_of_a_drawing() -> None:
    frame = b"".join(
        b"%d %d m %d %d l S " % line
        for line in (
            (10, 10, 590, 10), (10, 790, 590, 790), (10, 10, 10, 790), (590, 10, 590, 790),
            (300, 10, 300, 60), (300, 60, 590, 60), (380, 10, 380, 60), (300, 35, 590, 35),
        )
    )  # fmt: skip
    part_lines = b"".join(b"%d 400 m %d 600 l S " % (100 + 5 * step, 120 + 5 * step) for step in range(60))
    words = b"".join(
        b"BT /F 10 Tf %d %d Td (%s) Tj ET " % word
        for word in (
            (305, 42, b"DWG NO."), (385, 42, b"AB-1234"), (305, 17, b"SCALE"), (385, 17, b"1:2"),
            (100, 620, b"\\33025 H7"), (200, 640, b"R5"), (300, 640, b"45\\260"), (400, 640, b"25\\2610.1"),
        )
    )  # fmt: skip
    pdf = new(frame + part_lines + words)
    pdf.pages[0].obj.Resources.Font.F.Encoding = Name.WinAnsiEncoding
    part = read(saved(pdf)).parts[0]
    fields = {field.name: field.value for field in part.fields}
    assert fields[FieldName.NUMBER] == "AB-1234"
    assert fields[FieldName.SCALE] == "1:2"
    assert [(measure.kind, measure.value, measure.plus, measure.fit) for measure in part.measures] == [
        (MeasureKind.DIAMETER, 25.0, 0.0, "H7"),
        (MeasureKind.RADIUS, 5.0, 0.0, ""),
        (MeasureKind.ANGULAR, 45.0, 0.0, ""),
        (MeasureKind.LINEAR, 25.0, 0.1, ""),
    ]


def test_shared_pdfs_of_drawings_have_title_blocks(shared_data: Path) -> None:
    found = 0
    for path in sorted((shared_data / "files" / "drawings" / "schematics-pdf").glob("*.pdf"))[:12]:
        found += bool(read(path.read_bytes()).parts[0].fields)
    assert found >= 2
