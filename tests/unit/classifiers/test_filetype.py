from __future__ import annotations

import io
import zipfile

import pytest

from classifiers import filetype
from classifiers.readers import registry


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "application/x-empty"),
        (b"%PDF-1.7\n1 0 obj", "application/pdf"),
        (b"junk\0\1\2 before" * 20 + b"%PDF-1.4\n1 0 obj\n%%EOF", "application/pdf"),
        (b"ISO-10303-21;\nHEADER;\n", "model/step"),
        (b" " * 72 + b"S      1\n", "model/iges"),
        (b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "image/vnd.dxf"),
        (b"999\nmade by hand\n0\nSECTION\n2\nENTITIES\n", "image/vnd.dxf"),
        (b"AutoCAD Binary DXF\r\n\x1a\0\0", "image/vnd.dxf-binary"),
        (b"AC1032\0\0\0\0", "image/vnd.dwg"),
        (b"solid part\n facet normal 0 0 1\n", "model/stl"),
        (b"S" * 80 + (2).to_bytes(4, "little") + bytes(100), "model/stl-binary"),
        (b"%FSLAX24Y24*%\n%MOIN*%\nG01*\n", "application/vnd.gerber"),
        (b"%IN6 power*%\r\n%FSLAX23Y23*%\r\n%MOIN*%\r\n", "application/vnd.gerber"),
        (b"G75*\nG70*\n%OFA0B0*%\n%FSAX24Y24*%\n%LPD*%\n", "application/vnd.gerber"),
        (b"*\nG04 Layer : Top.gdo*\n%ICAS*%\n%MOIN*%\n", "application/vnd.gerber"),
        (b"M48\nINCH\nT01C0.02\n", "application/vnd.excellon"),
        (b"G90\r\nM72\r\nM48\r\nT0C0.006\r\n", "application/vnd.excellon"),
        (b"%\r\nT1C0.028F200S100\r\nX002250Y002300\r\n", "application/vnd.excellon"),
        (b"\0\x06\0\x02\0\x05\0\x1c\1\2", "application/vnd.gdsii"),
        (b"%SEMI-OASIS\r\n\1", "application/vnd.oasis-layout"),
        (b"(kicad_pcb (version 20211014))", "application/x-kicad-pcb"),
        (b"IN;SP1;PU0,0;PD100,100;", "application/vnd.hp-hpgl"),
        (b"BPINPS23760,33640;ECNP256PALA1,4,2,4TR0PE<;PW0.10", "application/vnd.hp-hpgl"),
        (b"(DWF V06.00)PK", "model/vnd.dwf"),
        (b"N10 G21\nN20 G90\nG1 X10 Y10 F100\n", "text/x-gcode"),
        (b"-- counter\nentity counter is\n port (clk : in bit);\n", "text/x-vhdl"),
        (b"// adder\nmodule adder(input a, output b);\n", "text/x-verilog"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nbody", "message/rfc822"),
        (b"{\\rtf1 hello}", "text/rtf"),
        (b'{"a": 1}', "application/json"),
        (b"<!DOCTYPE html><html></html>", "text/html"),
        (b"\\documentclass{article}\n", "text/x-tex"),
        ("ただの文章です。".encode("cp932"), "text/plain"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "application/x-7z-compressed"),
        (b"age-encryption.org/v1\n-> X25519", "application/vnd.age"),
        (bytes(range(256)) * 4, "application/octet-stream"),
    ],
)
def test_type_is_told_by_content(data: bytes, expected: str) -> None:
    assert filetype.detect(data, "whatever.bin") == expected


def test_zip_is_told_by_what_is_inside() -> None:
    types = '<Types><Override ContentType="application/x.wordprocessingml.document.main+xml"/></Types>'
    assert filetype.detect(zipped(**{"[Content_Types].xml": types})).endswith("wordprocessingml.document")
    assert filetype.detect(zipped(mimetype="application/epub+zip")) == "application/epub+zip"
    assert filetype.detect(zipped(a="b")) == "application/zip"


def test_office_type_without_a_directory_is_told_by_local_names() -> None:
    package = zipped(**{"xl__workbook.xml": "<a/>"})
    assert filetype.detect(package[: package.rindex(b"PK\x01\x02")]).endswith("spreadsheetml.sheet")


def test_name_decides_nothing_but_the_kind_of_plain_text() -> None:
    assert filetype.detect(b"%PDF-1.7\n", "notes.txt") == "application/pdf"
    assert filetype.detect(b"a,b\n1,2\n", "table.csv") == "text/csv"
    assert filetype.detect(b"a,b\n1,2\n", "table") == "text/plain"


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("application/pdf", "minutes.txt", "txt"),
        ("application/zip", "photo.jpg", "jpg"),
        ("application/pdf", "paper.PDF", ""),
        ("application/pdf", "paper", ""),
        ("application/pdf", "paper.unheard-of", ""),
        ("application/x-empty", "paper.pdf", ""),
    ],
)
def test_mismatch_names_the_claimed_extension(kind: str, name: str, expected: str) -> None:
    assert filetype.mismatch(kind, name) == expected


def test_libmagic_answers_where_no_table_does() -> None:
    wave = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x44\xac\0\0\x88\x58\1\0\2\0\x10\0data\0\0\0\0"
    assert filetype.detect(wave).startswith("audio/")


def test_every_format_has_its_reader() -> None:
    for entry in registry.FORMATS:
        assert callable(registry.find(entry.types[0].replace("*", "x")))
    assert registry.find_format("application/never-heard-of").function == "read_unknown"


@pytest.mark.parametrize(
    "piece",
    [
        b" ",
        b"\n",
        b" \n",
        b"; \n \n",
        b"<!-- -->",
        b"<!-- ",
        b"<?xml ?><!---->",
        b"<!DOCTYPE a [",
        b"\x1b.A",
        b"%\n ",
        b"G04*",
    ],
)
def test_no_text_makes_the_patterns_run_away(piece: bytes) -> None:
    # Patterns with nested repeats took minutes here; the suite's own time limit is the measure.
    assert "/" in filetype.detect(piece * (60_000 // len(piece)), "x")


@pytest.mark.parametrize(
    "text",
    [
        "The\npackage that is described here\nentity relations is a topic\n",
        "written by the\nmodule distribution; see there\n",
        "        g1 = Polygon(p1)\n        g2 = Polygon(p2)\n",
        "    g1 (10, 0)\n    g2 = LineString([(5, 0), (15, 0)])\n",
        "promise\n.then(go)\n.end();\n.model(x)\n",
        "see also\n library X;\nor not\n",
    ],
)
def test_prose_and_programs_that_look_like_hardware_stay_text(text: str) -> None:
    assert filetype.detect(text.encode()) == "text/plain"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-- x\nentity adder is\n  port (a : in bit);\nend;\n", "text/x-vhdl"),
        ("library ieee;\nuse ieee.std_logic_1164.all;\n", "text/x-vhdl"),
        ("// x\nmodule top;\n  reg a;\nendmodule\n", "text/x-verilog"),
        ("module top;\n  adder #(4) u1 (.a(b));\nendmodule\n", "text/x-verilog"),
        ("(社外秘)\nN10 G21\nN20 G90 (absolute)\nN30 G0 Z5.\n", "text/x-gcode"),
        ("g0 x#1 y[#2+1]\ng1 z-1.5 f100 ; cut\n", "text/x-gcode"),
        ("amplifier\nr1 1 0 1k\n.end\n", "text/x-spice"),
        ('title\n.lib "models.lib" tt\n', "text/x-spice"),
    ],
)
def test_hardware_without_a_mark_is_known_by_its_words(text: str, kind: str) -> None:
    assert filetype.detect(text.encode()) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!-- first\na comment -->\n<drawing no='1'><title>Flange</title></drawing>\n", "text/xml"),
        (b"<note>&#31038;&#22806;&#31192;</note>\0\n", "text/xml"),
        (b"<note>cut off", "text/plain"),
        (b"<!-- note -->\n# Title\n\n<note>x</note>", "text/plain"),
        (b"<details><br>a fragment of a page</details>", "text/plain"),
        (b"<!-- x -->\n<p>a paragraph</p>", "text/html"),
    ],
)
def test_an_element_without_a_declaration_is_xml(data: bytes, kind: str) -> None:
    assert filetype.detect(data) == kind
