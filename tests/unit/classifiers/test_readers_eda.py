from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from classifiers.document import FieldName, MeasureKind
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def extents(document: Document) -> list[float]:
    return [measure.value for measure in document.parts[0].measures if measure.kind is MeasureKind.EXTENT]


def record(kind: int, data_type: int = 0, body: bytes = b"") -> bytes:
    body += b"\0" * (len(body) % 2)
    return struct.pack(">HBB", len(body) + 4, kind, data_type) + body


def points(*values: int) -> bytes:
    return record(0x10, 3, struct.pack(f">{len(values)}i", *values))


def gdsii(columns: int = 3, rows: int = 2) -> bytes:
    times = struct.pack(">12h", 2024, 5, 6, 7, 8, 9, 124, 5, 6, 7, 8, 9)
    units = bytes.fromhex("3e4189374bc6a7f0") + bytes.fromhex("3944b82fa09b5a54")
    number = struct.pack(">h", 7)
    return (
        record(0x00, 2, struct.pack(">h", 600))
        + record(0x01, 2, times)
        + record(0x02, 6, "量子センサ".encode())
        + record(0x03, 5, units)
        + record(0x05, 2, times)
        + record(0x06, 6, b"PAD")
        + record(0x08)
        + record(0x0D, 2, number)
        + record(0x0E, 2, b"\0\1")
        + points(0, 0, 1000, 0, 1000, 2000, 0, 2000, 0, 0)
        + record(0x2B, 2, b"\0\x05")
        + record(0x2C, 6, b"made for qsensor")
        + record(0x11)
        + record(0x07)
        + record(0x05, 2, times)
        + record(0x06, 6, b"TOP")
        + record(0x0B)
        + record(0x12, 6, b"PAD")
        + record(0x13, 2, struct.pack(">hh", columns, rows))
        + points(0, 0, 5000 * columns, 0, 0, 5000 * rows)
        + record(0x11)
        + record(0x0C)
        + record(0x0D, 2, number)
        + record(0x16, 2, b"\0\0")
        + points(10, 10)
        + record(0x19, 6, "社外秘".encode("cp932"))
        + record(0x11)
        + record(0x07)
        + record(0x04)
    )


def test_gdsii_whole() -> None:
    document = read(gdsii())
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    for words in ("量子センサ", "PAD", "TOP", "5: made for qsensor", "社外秘"):
        assert words in part.text
    assert part.metadata["modified"] == "2024-05-06T07:08:09"
    assert part.metadata["accessed"].startswith("2024-05-06")
    assert part.cad["AREF"] == part.cad["BOUNDARY"] == part.cad["TEXT"] == 1
    assert part.cad["PLACED"] == 6
    assert part.layers == ("7/1", "7/0")
    assert part.blocks == ("PAD", "TOP")
    assert part.place_of(part.text.index("made for")) == "cell PAD"
    assert extents(document) == pytest.approx([11.0, 7.0])
    assert len(part.pages) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (record(0x08), record(0x08, 0, b"MAGATAMA")),
        (record(0x11), record(0x11, 0, b"MAGATAMA")),
        (record(0x07), record(0x07, 0, b"MAGATAMA")),
        (record(0x0D, 2, b"\0\7"), record(0x0D, 2, b"\0\7MAGATAMA")),
        (record(0x0D, 2, b"\0\7"), record(0x3C, 2, b"MAGATAMA") + record(0x0D, 2, b"\0\7")),
        (record(0x06, 6, b"PAD"), record(0x06, 6, b"PAD\0MAGATAMA")),
        (record(0x12, 6, b"PAD"), record(0x12, 6, b"PAD\0MAGATAMA")),
        (points(10, 10), record(0x10, 3, b"MAGATAMA lies at these places ok")),
        (points(10, 10), record(0x10, 3, struct.pack(">2i", 1, 2) + b"MAGATAMA 12")),
    ],
)
def test_gdsii_words_where_none_belong(before: bytes, after: bytes) -> None:
    assert before in gdsii()
    document = read(gdsii().replace(before, after, 1))
    assert document.reading is Reading.FULL, document.findings
    assert "MAGATAMA" in document.parts[0].text


def test_gdsii_arrays_are_not_written_out() -> None:
    document = read(gdsii(columns=32767, rows=32767))
    assert document.parts[0].cad["PLACED"] == 32767**2
    assert extents(document)[0] == pytest.approx(32766 * 5 + 1)


def test_gdsii_that_stands_in_itself() -> None:
    data = gdsii().replace(record(0x12, 6, b"PAD"), record(0x12, 6, b"TOP"))
    assert read(data).reading is Reading.FULL


def test_gdsii_cut_off_keeps_what_was_read() -> None:
    document = read(gdsii()[:-60])
    assert document.reading is Reading.PARTIAL
    assert "made for qsensor" in document.parts[0].text


def test_bytes_behind_a_layout_are_a_part() -> None:
    document = read(gdsii() + bytes(100) + b"%PDF-1.4 hidden")
    assert "trailing-data" in names(document)
    assert len(document.parts) == 2
    assert len(read(gdsii() + bytes(2048)).parts) == 1


def varint(value: int) -> bytes:
    out = b""
    while True:
        out += bytes([value & 0x7F | (0x80 if value > 0x7F else 0)])
        value >>= 7
        if not value:
            return out


def text(words: str) -> bytes:
    return varint(len(words.encode())) + words.encode()


def oasis(*, is_packed: bool, copies: bytes = b"") -> bytes:
    cells = (
        bytes([13, 0])
        + bytes([20, 0b01111011 | (4 if copies else 0), 3, 1])
        + varint(1000)
        + varint(500)
        + varint(0)
        + varint(0)
        + copies
        + bytes([28, 0b00010100])
        + text("owner")
        + bytes([10])
        + text("研究室")
        + bytes([19, 0b01011011])
        + text("社外秘 label")
        + bytes([3, 0, 0, 0])
    )
    if is_packed:
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(cells) + packer.flush()
        cells = bytes([34, 0]) + varint(len(cells)) + varint(len(packed)) + packed
    head = b"%SEMI-OASIS\r\n\x01" + text("1.0") + bytes([0]) + varint(1000) + bytes(13)
    body = head + cells + bytes([3]) + text("上位セル") + bytes([11]) + text("METAL") + bytes([3, 3, 3, 1])
    end = body + b"\x02"
    end += varint(255 - 1 - 2 - 4) + bytes(255 - 1 - 2 - 4 - 0)
    end += b"\x01"
    return end + struct.pack("<I", zlib.crc32(end))


@pytest.mark.parametrize("is_packed", [False, True])
def test_oasis_whole(is_packed: bool) -> None:
    document = read(oasis(is_packed=is_packed))
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert not document.findings
    for words in ("上位セル", "METAL 3/1", "owner: 研究室", "社外秘 label"):
        assert words in part.text
    assert part.cad["RECTANGLE"] == part.cad["CELL"] == part.cad["TEXT"] == 1
    assert part.blocks == ("上位セル",)
    assert part.layers == ("3/1", "METAL")
    assert extents(document) == pytest.approx([1.0, 0.5])


def test_oasis_copies_by_the_billion_are_counted() -> None:
    grid = bytes([1]) + varint(10**9) + varint(10**9) + varint(2000) + varint(2000)
    document = read(oasis(is_packed=True, copies=grid))
    assert document.reading is Reading.FULL
    assert document.parts[0].cad["RECTANGLE"] == 1 << 40
    assert extents(document)[0] == pytest.approx((10**9 + 1) * 2 + 1)


def test_oasis_with_a_wrong_sum_and_a_cut() -> None:
    data = bytearray(oasis(is_packed=False))
    data[-1] ^= 1
    assert "damaged" in names(read(bytes(data)))
    document = read(bytes(data[: data.index(b"\x03" + text("上位セル"))]))
    assert document.reading is Reading.PARTIAL
    assert "社外秘 label" in document.parts[0].text


def test_gerber_attributes_apertures_and_picture() -> None:
    source = (
        "G04 #@! TF.GenerationSoftware,KiCad,Pcbnew,7.0.1*\n%TF.ProjectId,\\u56f3\\u9762 board,guid,rev3*%\n"
        "%TF.FileFunction,Copper,L1,Top*%\nG04 社外秘 top copper*\n%FSLAX46Y46*%\n%MOMM*%\n%ADD10C,0.500000*%\n"
        "%ADD11R,1.2X0.8*%\nD10*\nX0Y0D02*\nX10000000Y0D01*\nX10000000Y5000000D01*\nD11*\nX2000000Y2000000D03*\nM02*\n"
    )
    document = read(source.encode())
    part = document.parts[0]
    assert document.reading is Reading.FULL
    assert "図面 board" in part.text
    assert part.metadata["title"] == "図面 board"
    assert part.metadata["producer"] == "KiCad Pcbnew 7.0.1"
    assert part.metadata["revision"] == "rev3"
    assert "社外秘" in part.metadata["comments"]
    assert (part.cad["DRAW"], part.cad["MOVE"], part.cad["FLASH"], part.cad["APERTURE"]) == (2, 1, 1, 2)
    assert [measure.value for measure in part.measures] == pytest.approx([0.5, 1.2, 0.8, 10.0, 5.0])
    assert {measure.unit for measure in part.measures} == {"mm"}
    assert len(part.pages) == 1


def test_excellon_tools_and_holes() -> None:
    source = "M48\n; #@! TF.CreationDate,2024-01-02\n; 治具用\nMETRIC,TZ\nT1C0.8\nT2C3.2\n%\n"
    source += "T1\nX10.0Y20.0\nX15.0\nT2\nY30.0\nM30\n"
    part = read(source.encode()).parts[0]
    assert part.type == "application/vnd.excellon"
    assert part.metadata["created"] == "2024-01-02"
    assert (part.cad["TOOL"], part.cad["HOLE"]) == (2, 3)
    assert [measure.value for measure in part.measures] == pytest.approx([0.8, 3.2, 5.0, 10.0])


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (8, 8)).save(buffer, "PNG")
    return buffer.getvalue()


def test_kicad_title_block_names_and_packed_files() -> None:
    packed = base64.b64encode(png()).decode()
    source = (
        '(kicad_sch (version 20231120) (generator "eeschema") (paper "A3")\n'
        ' (title_block (title "電源 board") (date "2024-01-02") (rev "B") (company "研究所") (comment 1 "社外秘"))\n'
        ' (lib_symbols (symbol "Device:R")) (text "line1\\nline2 {slash} \\"x\\"")\n'
        f' (image (at 1 2) (data "{packed[:40]}" "{packed[40:]}"))\n'
        f' (embedded_files (file (name "s.png") (type other) (data |{packed}|)))\n'
        " (wire (pts (xy 10 20) (xy 40 30))))"
    )
    document = read(source.encode())
    part = document.parts[0]
    fields = {field.name: field.value for field in part.fields}
    assert fields[FieldName.TITLE] == "電源 board"
    assert fields[FieldName.REVISION] == "B"
    assert fields[FieldName.COMPANY] == "研究所"
    assert part.metadata["comment1"] == "社外秘"
    assert part.metadata["producer"] == "eeschema"
    assert part.blocks == ("Device:R",)
    assert 'line1\nline2 / "x"' in part.text
    assert packed[:40] not in part.text
    assert [inner.type for inner in document.parts[1:]] == ["image/png", "image/png"]
    assert document.parts[2].name == "s.png"
    assert extents(document) == pytest.approx([30.0, 10.0])


def test_kicad_cut_off_and_too_deep() -> None:
    assert read(b'(kicad_sch (title_block (title "a"').reading is Reading.PARTIAL
    document = read(b"(kicad_sch " + b"(a " * 100_000 + b'"deep words"' + b")" * 100_000 + b")")
    assert "deep words" in document.parts[0].text


def test_kicad_of_version_5() -> None:
    source = (
        "EESchema Schematic File Version 4\n"
        "$Descr A4 11693 8268\n"
        "Sheet 1 1\n"
        'Title "増幅器"\n'
        'Rev "2"\n'
        'Comp "研究所"\n'
        'Comment1 "社外秘"\n'
        "$EndDescr\n"
        "$Comp\n"
        "L R R1\n"
        "$EndComp\n"
    )
    part = read(source.encode()).parts[0]
    fields = {field.name: field.value for field in part.fields}
    assert fields[FieldName.TITLE] == "増幅器"
    assert fields[FieldName.SIZE] == "A4"
    assert part.metadata["comment1"] == "社外秘"
    assert part.cad["COMP"] == 1


def test_eagle() -> None:
    source = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE eagle SYSTEM "eagle.dtd">\n<eagle version="9.6"><drawing>'
        '<layers><layer number="1" name="Top"/></layers><board><plain><wire x1="0" y1="0" x2="50" y2="20"/>'
        '<text x="1" y="2">社外秘 基板</text></plain><attribute name="TITLE" value="増幅器"/></board></drawing></eagle>'
    )
    document = read(source.encode())
    part = document.parts[0]
    assert part.type == "application/x-eagle+xml"
    assert "社外秘 基板" in part.text
    assert part.layers == ("Top",)
    assert part.fields[0].value == "増幅器"
    assert extents(document) == pytest.approx([50.0, 20.0])


def test_altium_as_text() -> None:
    source = "|HEADER=Protel for Windows|WEIGHT=1\n|RECORD=41|NAME=Title|TEXT=増幅器\n|RECORD=25|TEXT=NET_A\n"
    part = read(source.encode("cp932")).parts[0]
    assert part.type == "application/x-altium-text"
    assert part.fields[0].value == "増幅器"
    assert part.cad["NET_LABEL"] == 1


def test_gcode_program_tools_and_reach() -> None:
    source = (
        "%\nO1234 (軸受 部品)\n(T1 D=6.0 endmill)\nG21 G90\nT1 M6\nG0 X0 Y0 Z5\nG1 Z-2 F100\nX30 Y0\nX30 Y40\nM30\n%\n"
    )
    document = read(source.encode("cp932"), "part.nc")
    part = document.parts[0]
    assert part.type == "text/x-gcode"
    assert part.metadata["program"] == "1234"
    assert part.metadata["title"] == "軸受 部品"
    assert [measure.value for measure in part.measures] == pytest.approx([6.0, 30.0, 40.0, 7.0])


def test_hpgl_labels_and_packed_ways() -> None:
    source = b"IN;SP1;PU0,0;PD400,0,400,800;PU;LB" + "図番 12".encode("cp932") + b"\x03;PE<" + b"\x7f\xc0=" + b";PU;"
    document = read(source)
    part = document.parts[0]
    assert part.type.lower() == "application/vnd.hp-hpgl"
    assert "図番 12" in part.text
    assert part.cad["LABEL"] == 1
    assert max(extents(document)) >= 20.0


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        ("// 社外秘\nmodule adder(input a);\nendmodule\n", "text/x-verilog", "adder"),
        ("-- x\nentity counter is\nend;\n", "text/x-vhdl", "counter"),
        ('library (fast_1v2) {\n  cell ("INVX1") {\n', "text/x-liberty", "fast_1v2"),
        ('(DELAYFILE (SDFVERSION "3.0") (DESIGN "top_chip")\n', "text/x-sdf", "top_chip"),
        ('*SPEF "IEEE 1481"\n*DESIGN "chip_b"\n', "text/x-spef", "chip_b"),
        ("$date today $end\n$scope module bench $end\n", "text/x-vcd", "bench"),
        ("C  comment\nP  JOB   board42\nP  UNITS CUST 0\n", "text/x-ipc-d-356", "board42"),
    ],
)
def test_sources_name_their_parts(source: str, kind: str, name: str) -> None:
    part = read(source.encode()).parts[0]
    assert part.type == kind
    assert name in part.blocks
    assert source in part.text


@pytest.mark.parametrize("folder", ["chip-layout", "gerber", "gcode", "hdl", "schematic-source"])
def test_every_real_file_is_read_fully(shared_data: Path, folder: str) -> None:
    for path in sorted((shared_data / "files" / "drawings" / folder).iterdir()):
        document = read(path.read_bytes(), path.name)
        assert document.reading is Reading.FULL, (path.name, document.findings)
        assert document.parts[0].text.strip(), path.name


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        ("%FSLAX24Y24*%\n%MOIN*%\n", "X1000Y2000D01*\n", "G04 社外秘*\n"),
        ("G21\nG0 X0\n", "G1 X1.5 Y2 Z-3\n", "(社外秘)\n"),
        ("M48\nMETRIC\nT1C0.5\n%\n", "X100Y200\n", "; 社外秘\n"),
        ("(kicad_pcb\n", '(segment (start 1.5 2.5) (end 3 4) (layer "F.Cu"))\n', '(gr_text "社外秘"))\n'),
    ],
)
def test_long_sources_lose_only_places(head: str, line: str, words: str) -> None:
    lines = 1_050_000 // len(line)
    document = read((head + line * lines + words).encode(), limits=Limits(part_chars=900_000))
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert "社外秘" in part.text
    assert max(part.cad.values()) >= lines
