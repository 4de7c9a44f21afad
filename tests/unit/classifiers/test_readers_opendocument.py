"""OpenDocument and EPUB: every corner in which words can stand."""

# ruff: noqa: E501 - one corner a line
from __future__ import annotations

import base64
import io
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.office.fonts import font_names
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document

SPACES = " ".join(
    f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{space}:1.0'"
    for name, space in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("meta", "meta"), ("style", "style"),
                        ("presentation", "presentation"), ("script", "script"))
) + " xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:svg='s'"  # fmt: skip


def read(data: bytes, name: str = "") -> Document:
    job = Job(Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def packed(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def odf(content: str, kind: str = "text", **others: str | bytes) -> Document:
    xml = f"<office:document-content {SPACES}><office:body><office:{kind}>{content}</office:{kind}></office:body></office:document-content>"
    members = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": xml}
    return read(packed(members | {name.replace("__", "/"): data for name, data in others.items()}))


def test_words_in_spans_stay_in_order() -> None:
    document = odf("<text:p>a<text:span>b<text:span>c</text:span>d</text:span>e</text:p>")
    assert "abcde" in document.parts[0].text


@pytest.mark.parametrize(
    "content",
    [
        "<text:tracked-changes><text:deletion><text:p>needle</text:p></text:deletion></text:tracked-changes>",
        "<text:p><office:annotation><dc:creator>x</dc:creator><text:p>needle</text:p></office:annotation></text:p>",
        "<text:p><text:note><text:note-body><text:p>needle</text:p></text:note-body></text:note></text:p>",
        "<text:section text:name='s' text:display='none'><text:p>needle</text:p></text:section>",
        "<draw:frame><svg:title>needle</svg:title></draw:frame>",
        "<text:p><text:a xlink:href='http://x.example/needle'>x</text:a></text:p>",
        "<text:p><text:bookmark text:name='needle'/></text:p>",
        "<text:p><text:hidden-text text:string-value='needle'/></text:p>",
        "<text:variable-decls><text:variable-decl text:name='needle'/></text:variable-decls>",
        "<text:p><!-- needle --></text:p>",
        "<text:p text:odd='two words needle'/>",
        "<table:table table:name='needle'/>",
        "<table:table><table:table-row><table:table-cell table:formula='of:=\"needle\"'/></table:table-row></table:table>",
    ],
)
def test_corners_of_opendocument(content: str) -> None:
    document = odf(content)
    assert "needle" in document.parts[0].text
    assert document.reading is Reading.FULL


def test_styles_settings_macros_and_objects() -> None:
    style = f"<office:s {SPACES}><style:header><text:p>header needle</text:p></style:header></office:s>"
    inner = f"<office:c {SPACES}><text:p>object needle</text:p></office:c>"
    document = odf(
        "<text:p>x</text:p>",
        **{
            "styles.xml": style, "Object 1__content.xml": inner, "settings.xml": "<c><i>two words settings needle</i></c>",
            "Basic__Standard__Module1.xba": "<script:module xmlns:script='s'>macro needle</script:module>",
            "META-INF__documentsignatures.xml": "<s><c>signer needle ours</c></s>", "layout-cache": b"\1\2",
        },
    )  # fmt: skip
    for words in ("header needle", "object needle", "settings needle", "signer needle"):
        assert words in document.parts[0].text, words
    assert "macro needle" in document.parts[1].text
    assert "macros" in names(document)


def test_sheets_slides_and_their_notes_have_places() -> None:
    sheet = odf(
        "<table:table table:name='Costs'><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>",
        "spreadsheet",
    ).parts[0]
    assert sheet.place_of(sheet.text.index("1")) == "sheet Costs"
    deck = odf(
        "<draw:page><text:p>one</text:p></draw:page><draw:page><text:p>two</text:p><presentation:notes><text:p>said</text:p></presentation:notes></draw:page>",
        "presentation",
    ).parts[0]
    assert deck.place_of(deck.text.index("two")) == "slide 2"
    assert deck.place_of(deck.text.index("said")) == "slide 2, notes"


def test_properties_of_opendocument() -> None:
    meta = (
        f"<office:m {SPACES}><office:meta><meta:initial-creator>a</meta:initial-creator><dc:creator>b</dc:creator>"
        "<meta:generator>c</meta:generator><meta:template xlink:title='d'/><meta:user-defined meta:name='MSIP_Label_x'>e"
        "</meta:user-defined></office:meta></office:m>"
    )
    metadata = odf("<text:p>x</text:p>", **{"meta.xml": meta}).parts[0].metadata
    assert (
        metadata.items()
        >= {"author": "a", "last-author": "b", "producer": "c", "template": "d", "MSIP_Label_x": "e"}.items()
    )


def test_a_document_in_one_xml() -> None:
    picture = base64.b64encode(packed({"a.txt": "picture needle " * 20})).decode()
    flat = (
        f"<?xml version='1.0'?><office:document {SPACES}><office:meta><dc:title>題名</dc:title></office:meta><office:body>"
        f"<office:text><text:p>本文 needle</text:p><draw:image><office:binary-data>{picture}</office:binary-data></draw:image>"
        "</office:text></office:body></office:document>"
    )
    document = read(flat.encode(), "a.fodt")
    assert "本文 needle" in document.parts[0].text
    assert document.parts[0].metadata["title"] == "題名"
    assert any("picture needle" in part.text for part in document.parts[1:])
    assert read(flat[:-30].encode()).reading is Reading.PARTIAL


def font() -> bytes:
    name = "Needle Sans".encode("utf-16-be")
    table = struct.pack(">HHH", 0, 1, 18) + struct.pack(">HHHHHH", 3, 1, 0, 1, len(name), 0) + name
    places = [(tag, 12 + 16 * 4) for tag in (b"cmap", b"glyf", b"head")]
    head = b"\0\1\0\0" + struct.pack(">HHHH", 4, 0, 0, 0)
    entries = b"".join(struct.pack(">4sIII", tag, 0, place, 0) for tag, place in places)
    return head + entries + struct.pack(">4sIII", b"name", 0, 12 + 16 * 4, len(table)) + table


def test_fonts_are_known_by_their_tables() -> None:
    key = "01234567-89AB-CDEF-0123-456789ABCDEF"
    mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    veiled = bytes(one ^ other for one, other in zip(font()[:32], mask, strict=True)) + font()[32:]
    assert font_names(font(), "x.ttf") == ["Needle Sans"]
    assert font_names(veiled, f"{{{key}}}.odttf") == ["Needle Sans"]
    assert font_names(font() + b"more than a font" * 100, "x.ttf") is None
    assert font_names(b"anything else", "x.ttf") is None


def test_a_book_with_veiled_fonts_is_read() -> None:
    opf = "<package><metadata xmlns:dc='d'><dc:creator>夏目</dc:creator></metadata></package>"
    veil = '<e><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e>'
    members = {
        "mimetype": "application/epub+zip",
        "OPS/a.opf": opf,
        "OPS/1.xhtml": "<html><body>本文</body></html>",
        "META-INF/encryption.xml": veil,
    }
    document = read(packed(members))
    assert document.reading is Reading.FULL
    assert document.parts[0].metadata["author"] == "夏目"
    assert "本文" in document.parts[0].text
    cipher = members | {
        "META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e>'
    }
    assert read(packed(cipher)).reading is Reading.PARTIAL


def test_members_that_programs_write_hide_no_words() -> None:
    manifest = "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><!-- remark in the list --><m:file-entry m:full-path='no such member'/></m:manifest>"
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<!-- before the root --><office:document-content {SPACES}><office:body><office:text><draw:frame draw:name='named by hand'/><draw:frame draw:name='Frame12'/></office:text></office:body></office:document-content>",
        "META-INF/manifest.xml": manifest, "Thumbnails/words.txt": "beside the thumbnail", "Thumbnails/thumbnail.png": "in place of a picture",
    }  # fmt: skip
    text = "\n".join(part.text for part in read(packed(members), "a.odt").parts)
    for words in (
        "remark in the list",
        "no such member",
        "beside the thumbnail",
        "in place of a picture",
        "before the root",
        "named by hand",
    ):
        assert words in text, words
    assert "Frame12" not in text


def test_a_list_of_members_that_is_not_well_formed_is_no_damage() -> None:
    assert odf("<text:p>words</text:p>", **{"META-INF__manifest.xml": "<m:manifest>"}).reading is Reading.FULL
