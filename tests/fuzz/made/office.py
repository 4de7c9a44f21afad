"""Documents of office programs, new and old: one small healthy file of each kind."""

# ruff: noqa: E501 - one seed a line
from __future__ import annotations

import io
import struct
import zipfile

from classifiers.readers.office.storage import compound_file
from tests.support.picture_makers import literal, pict, pict_bitmap, pict_font, pict_text
from tests.unit.classifiers.test_readers_legacy import SAMPLES
from tests.unit.classifiers.test_readers_mail import outlook_item
from tests.unit.classifiers.test_readers_office97 import slide_record, workbook

CONTENT = "application/vnd.openxmlformats-officedocument"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPENDOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
BODY = f'<office:body><office:text><text:p xmlns:text="{OPENDOCUMENT}text:1.0">図面<text:s/>b</text:p></office:text></office:body>'


def seeds() -> tuple[bytes, ...]:
    """Files of the tables of office programs and of older ones."""
    return (
        packed({
            "[Content_Types].xml": types("/word/document.xml", f"{CONTENT}.wordprocessingml.document.main+xml"),
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>図面</w:t></w:r></w:p></w:body></w:document>',
            "word/comments.xml": f'<w:comments xmlns:w="{WORD}"><w:comment><w:p><w:r><w:t>c</w:t></w:r></w:p></w:comment></w:comments>',
            "docProps/custom.xml": "<Properties><property name='a'><lpwstr>b</lpwstr></property></Properties>",
        }),
        packed({
            "[Content_Types].xml": types("/visio/document.xml", "application/vnd.ms-visio.drawing.main+xml"),
            "visio/document.xml": "<VisioDocument/>",
            "visio/pages/page1.xml": "<PageContents><Shapes><Shape><Text>words</Text></Shape></Shapes></PageContents>",
        }),
        packed({
            "[Content_Types].xml": types("/xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
            "xl/workbook.bin": b"\x83\x01\0\x9c\x01\x12\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0a\0\x84\x01\0",
            "xl/sharedStrings.bin": b"\x9f\x01\x08\1\0\0\0\1\0\0\0\x13\x07\0\1\0\0\0a\0\xa0\x01\0",
            "xl/worksheets/sheet1.bin": b"\x81\x01\0\x91\x01\0\0\x19" + bytes(25) + b"\x07\x0c" + bytes(12) + b"\x92\x01\0\x82\x01\0",
        }),
        compound_file({("EncryptedPackage",): bytes(64), ("EncryptionInfo",): b"\4\0\4\0\x40\0\0\0<encryption/>"}),
        compound_file({("Workbook",): workbook()}),
        compound_file({("PowerPoint Document",): slide_record(0x03EE, slide_record(0x0FA8, b"words"), is_container=True)}),
        compound_file(outlook_item()),
        f'<?xml version="1.0"?><office:document xmlns:office="{OPENDOCUMENT}office:1.0" office:mimetype="application/vnd.oasis.opendocument.text">{BODY}</office:document>'.encode(),
        packed({
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{OPENDOCUMENT}office:1.0">{BODY}</office:document-content>',
        }),
        packed({
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
            "a.opf": '<package><metadata><title>t</title></metadata><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
            "a.xhtml": "<html><body><p>図面</p></body></html>",
        }),
        b"{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 A;}}\\f0 \\'8e\\'d0\\u22259? text{\\pict\\pngblip 8950}}",
        *(make() for make, _, _ in SAMPLES.values()),
        compound_file({("NativeContent_MAIN",): b"\1\0\3\0QPW" + b"\x0d\0\4\0word" * 9}),
        compound_file({("Contents",): b"words of a leaflet" * 9, ("Quill", "QuillSub", "CONTENTS"): b"CHNKINK " + bytes(64)}),
        compound_file({("MN0",): b"words of a letter" * 9, ("CONTENTS",): b"CHNKWKS " + bytes(64)}),
b"\xdb\xa5".ljust(0x18, b"\0") + struct.pack("<II", 0x80, 0x98) + bytes(0x60) + b"words of Word 2 for you\r\nstyles",
        b"\xffWPC\x10\0\0\0\1\x0a\2\1\0\0\0\0drawing\x80part\xcc\xd1\0header\0\xd1",
        b"!BDN" + bytes(4) + b"SM\x17\0\x13\0\1\1".ljust(560, b"\0"),
        pict(pict_font(9, b"Symbol"), pict_text(b"words", 1, 1), pict_bitmap([literal(bytes(32))] * 4, operation=0x98, depth=8), b"\0\xa1\0\x64\0\5words"),
        pict(pict_bitmap([literal(bytes(96))] * 4, operation=0x9A, depth=32, packing=4), pict_bitmap([b"\3\xe1\1\2"] * 3, operation=0x9A, depth=16, packing=3)),
        b"WordPro\0" + bytes(16) + b"words of a document" * 9,
    )  # fmt: skip


def types(path: str, kind: str) -> str:
    """The list of contents of an OPC package with one part of note."""
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="{path}" ContentType="{kind}"/></Types>'


def packed(members: dict[str, bytes | str]) -> bytes:
    """A zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
