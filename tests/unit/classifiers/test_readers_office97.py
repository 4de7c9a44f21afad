"""RTF and Office before 2007, from files written by hand: what their programs do not show is read."""

# ruff: noqa: E501 - one corner a line
from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import olefile
import pytest

from classifiers.limits import Limits
from classifiers.readers.draft import LimitReached
from classifiers.readers.job import Job
from classifiers.readers.office.art import bitmap_of
from classifiers.readers.office.biffstrings import shared_strings
from classifiers.readers.office.ole import open_ole
from classifiers.readers.office.storage import compound_file, packed_storage
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document


def read(data: bytes, name: str = "") -> Document:
    job = Job(Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def all_text(document: Document) -> str:
    return "\n".join(part.text for part in document.parts)


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("{\\v needle}", "body"),
        ("{\\header needle\\par}", "headers and footers"),
        ("{\\footnote needle}", "footnotes"),
        ("{\\*\\annotation needle}", "comments"),
        ("{\\*\\atnauthor needle}", "comments"),
        ("{\\field{\\*\\fldinst HYPERLINK needle}{\\fldrslt x}}", "body"),
        ("{\\*\\bkmkstart needle}", "bookmarks"),
        ("{\\*\\docvar {needle}{x}}", "variables"),
        ("{\\*\\madeup needle}", "hidden destinations"),
        ("{\\stylesheet{\\s1 " + "needle in a long name of a style " * 5 + ";}}", "hidden destinations"),
        ("{\\*\\revtbl{Unknown;}{needle;}}", "authors of changes"),
        ("{\\shp{\\*\\shpinst{\\sp{\\sn wzDescription}{\\sv needle}}{\\shptxt x}}}", "shapes"),
        ("{\\shp{\\*\\shpinst{\\shptxt needle}}}", "body"),
        ("nee\r\ndle", "body"),
    ],
)
def test_corners_of_rtf(body: str, label: str) -> None:
    part = read(f"{{\\rtf1\\ansi first {body} last}}".encode()).parts[0]
    assert part.place_of(part.text.index("needle")) == label
    assert part.reading is Reading.FULL


def test_marks_of_notes_and_bookmarks_part_no_words_of_rtf() -> None:
    body = "nee{\\*\\atrfstart 304}dl{\\*\\atrfend 304}e n{\\*\\bkmkstart b1}eed{\\*\\bkmkend b1}le"
    assert "needle needle" in read(f"{{\\rtf1 {body}}}".encode()).parts[0].text


@pytest.mark.parametrize("digits", ["\\'8e\\'d0\\'8aO", "\\'8e\\'d0\\'8a\\'4f", "\\'8e\r\n\\'d0\\'8a\\'4f"])
def test_characters_of_two_bytes_in_rtf(digits: str) -> None:
    source = "{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 M;}}\\f0 " + digits + "}"
    assert "社外" in read(source.encode()).parts[0].text


def test_properties_of_rtf() -> None:
    source = "{\\rtf1{\\info{\\title T}{\\operator O}{\\creatim\\yr2026\\mo6\\dy1\\hr9\\min5}{\\*\\userprops{\\propname P}\\proptype30{\\staticval V}}}{\\*\\template t.dot}x}"
    assert read(source.encode()).parts[0].metadata.items() >= {
        "title": "T", "last-author": "O", "created": "2026-06-01T09:05", "P": "V", "template": "t.dot"
    }.items()  # fmt: skip


def package(name: bytes, content: bytes) -> bytes:
    inner = (
        b"\2\0"
        + name
        + b"\0C:\\"
        + name
        + b"\0\0\0\3\0"
        + struct.pack("<I", 4)
        + b"C:\\\0"
        + struct.pack("<I", len(content))
        + content
    )
    return struct.pack("<III", 0x501, 2, 8) + b"Package\0" + struct.pack("<III", 0, 0, len(inner)) + inner


def test_objects_and_pictures_in_rtf() -> None:
    digits = package(b"note.txt", "内密の needle".encode()).hex()
    bitmap = struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + b"\1\2\3\0"
    source = (
        b"{\\rtf1{\\object{\\*\\objdata "
        + digits.encode()
        + b"}{\\result x}}{\\pict\\dibitmap0\\bin44 "
        + bitmap
        + b"}"
    )
    document = read(
        source + b"{\\pict{\\*\\picprop{\\sp{\\sn wzName}{\\sv name needle}}}\\pngblip 89504e470d0a1a0a00}}"
    )
    assert "内密の needle" in all_text(document)
    assert "name needle" in document.parts[0].text
    assert [part.type for part in document.parts[1:]] == ["text/plain", "image/bmp", "image/png"]


def test_storages_come_back_whole() -> None:
    streams = {(f"s{number}", "Workbook"): bytes((number,)) * (number * 700) for number in range(1, 40)}
    data = compound_file(streams | {("root stream",): b"x" * 9_000})
    with open_ole(data) as ole:
        assert ole.openstream(["s20", "Workbook"]).read() == bytes((20,)) * 14_000
        inner = packed_storage(ole, ["s39"], Job(Limits()))
        with pytest.raises(LimitReached):
            packed_storage(ole, [], Job(Limits(part_bytes=1_000)))
    with olefile.OleFileIO(inner) as ole:
        assert ole.listdir() == [["Workbook"]]
        assert ole.openstream("Workbook").read() == bytes((39,)) * (39 * 700)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def string(text: str, width: str = "H") -> bytes:
    return struct.pack(f"<{width}B", len(text), 1) + text.encode("utf-16-le")


def workbook() -> bytes:
    sheet = record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    sheet += record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0)) + record(0x0203, struct.pack("<HHHd", 1, 0, 0, 12.5))
    sheet += record(0x0014, string("header needle")) + record(0x001C, bytes(8) + string("author needle"))
    sheet += record(0x01B6, struct.pack("<10xHH4x", 10, 0)) + record(0x003C, b"\0box ne") + record(0x003C, b"\0edle")
    sheet += record(0x000A)
    sst = record(0x00FC, struct.pack("<II", 1, 2) + string("部品 cell") + string("never shown needle")[:15])
    sst += record(0x003C, b"\1" + string("never shown needle")[15:])
    place = 0x10 + 4 + 12 + len("表") * 2 + len(sst) + 4 + 4
    head = record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    return head + record(0x0085, struct.pack("<IBB", place, 1, 0) + string("表", "B")) + sst + record(0x000A) + sheet


def test_corners_of_excel_97() -> None:
    document = read(compound_file({("Workbook",): workbook()}), "a.xls")
    part = document.parts[0]
    assert part.type == "application/vnd.ms-excel"
    for words in ("部品 cell", "header needle", "author needle", "never shown needle", "box needle", "12.5"):
        assert words in part.text, words


def test_a_workbook_in_another_document_is_a_part() -> None:
    streams = {
        ("Workbook",): workbook(),
        ("MBD001", "Workbook"): workbook(),
        ("MBD002", "\x01Ole10Native"): package(b"n.txt", b"native needle")[28:],
    }
    document = read(compound_file(streams), "a.xls")
    assert "MBD001" in {part.name for part in document.parts}
    assert all_text(document).count("never shown needle") == 2
    assert "native needle" in all_text(document)


def test_strings_go_on_over_records() -> None:
    text = "長い文字列" * 50
    whole = struct.pack("<II", 1, 1) + string(text)
    pieces = [whole[:101], b"\1" + whole[101:]]
    assert list(shared_strings(pieces)) == [(text, "")]
    assert list(shared_strings([b""])) == []
    assert len(list(shared_strings([struct.pack("<II", 1, 0xFFFFFFFF) + b"\1"]))) <= 1


def slide_record(kind: int, body: bytes, *, is_container: bool = False, instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4 | (15 if is_container else 0), kind, len(body)) + body


def test_corners_of_powerpoint_97() -> None:
    text = slide_record(0x0FA0, "表題 needle".encode("utf-16-le"))
    remark = slide_record(
        0x138B, slide_record(0x2EE0, slide_record(0x0FBA, "remark needle".encode("utf-16-le")), is_container=True)
    )
    hidden = slide_record(0x03F9, bytes(10) + b"\4\0" + bytes(4))
    slide = slide_record(0x03EE, text + remark + hidden, is_container=True)
    notes = slide_record(0x03F0, slide_record(0x0FA8, b"notes needle"), is_container=True)
    embedded = compound_file({("Workbook",): workbook()})
    held = slide_record(0x1011, struct.pack("<I", len(embedded)) + zlib.compress(embedded), instance=1)
    png = b"\x89PNG\r\n\x1a\n" + bytes(40)
    picture = slide_record(0xF01E, bytes(17) + png, instance=0x6E0)
    streams = {("PowerPoint Document",): slide + notes + held, ("Current User",): bytes(20), ("Pictures",): picture}
    document = read(compound_file(streams), "a.ppt")
    part = document.parts[0]
    assert part.place_of(part.text.index("表題 needle")) == "slide 1"
    assert part.place_of(part.text.index("notes needle")) == "slide 1, notes"
    assert "remark needle" in part.text
    assert "hidden" in {finding.name for finding in document.findings}
    assert {part.type for part in document.parts[1:]} == {"application/vnd.ms-excel", "image/png"}


def test_properties_that_people_name_themselves() -> None:
    names = struct.pack("<I", 1) + struct.pack("<II", 2, 6) + b"Wert\0\0"
    value = struct.pack("<II", 0x1E, 8) + "機密\0\0".encode("cp932") + bytes(2)
    page = struct.pack("<IHH", 2, 932, 0)
    section_head = struct.pack("<II", 8 + 24 + len(names) + 2 + len(page) + len(value), 3)
    places = struct.pack("<IIIIII", 0, 32, 1, 32 + len(names), 2, 32 + len(names) + len(page))
    user = section_head + places + names + page + value
    empty = struct.pack("<II", 8, 0)
    summary = struct.pack("<HHI16sI", 0xFFFE, 0, 0, bytes(16), 2)
    summary += bytes(16) + struct.pack("<I", 68) + bytes(16) + struct.pack("<I", 68 + len(empty)) + empty + user
    streams = {("Workbook",): workbook(), ("\x05DocumentSummaryInformation",): summary}
    assert read(compound_file(streams), "a.xls").parts[0].metadata["Wert"] == "機密"


def test_a_bitmap_gets_its_head() -> None:
    bare = struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 8, 0, 4, 0, 0, 2, 0) + bytes(12)
    whole = bitmap_of(bare)
    assert whole[:2] == b"BM"
    assert int.from_bytes(whole[10:14], "little") == 14 + 40 + 8
    assert bitmap_of(b"no bitmap") == b"no bitmap"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("testPPT_comment.ppt", "I'm afraid I'm going to have to ask you"),
        ("testEXCEL_phonetic.xls", "ニンキ"),
        ("testMSChart-govdocs-428996.xls", "Tech Partners"),
        ("Bug46610_1.doc", ""),
    ],
)
def test_old_office_of_the_collection(shared_data: Path, name: str, words: str) -> None:
    document = read((shared_data / "files" / "documents" / "office-legacy" / name).read_bytes(), name)
    assert document.parts[0].reading is Reading.FULL
    assert words in all_text(document)
