from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import ezdxf
import pytest

from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def drawing(*, is_binary: bool = False, version: str = "R2010") -> bytes:
    document = ezdxf.new(version)
    document.header.custom_vars.append("Project", "qsensor")
    space = document.modelspace()
    for number in range(10):
        space.add_line((0, number), (100, number))
    space.add_circle((50, 50), 20)
    space.add_text("軸受 部品図")
    space.add_mtext("material:\\P{\\fArial;S45C}")
    block = document.blocks.new("TITLE_BLOCK")
    block.add_attdef("DRAWN", (0, 0))
    block.add_lwpolyline([(0, 0), (10, 0), (10, 5)], close=True)
    block.add_text("confidential stamp")
    space.add_blockref("TITLE_BLOCK", (0, 0)).add_attrib("DRAWN", "佐藤")
    document.layers.add("寸法線")
    space.add_linear_dim(base=(0, -5), p1=(0, 0), p2=(100, 0)).render()
    if is_binary:
        buffer = io.BytesIO()
        document.write(buffer, fmt="bin")
        return buffer.getvalue()
    text = io.StringIO()
    document.write(text)
    return document.encode(text.getvalue())


@pytest.mark.parametrize("is_binary", [False, True])
def test_dxf_words_counts_and_picture(is_binary: bool) -> None:
    document = read(drawing(is_binary=is_binary))
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    for words in (
        "軸受 部品図",
        "material:\nS45C",
        "DRAWN: 佐藤",
        "TITLE_BLOCK",
        "confidential stamp",
        "寸法線",
        "100",
        "Project: qsensor",
    ):
        assert words in part.text
    assert part.cad["LINE"] == 10
    assert part.cad["DIMENSION"] == 1
    page = part.pages[0]
    assert max(page.width, page.height) == 512
    assert len(page.gray) == page.width * page.height
    assert 0 < page.gray.count(0) < len(page.gray) // 4


def test_dxf_in_an_old_code_page() -> None:
    document = ezdxf.new("R2000")
    document.header["$DWGCODEPAGE"] = "ANSI_932"
    document.encoding = "cp932"
    document.modelspace().add_text("社外秘 図番")
    text = io.StringIO()
    document.write(text)
    assert "社外秘 図番" in read(text.getvalue().encode("cp932")).parts[0].text


def test_dxf_escapes_are_decoded() -> None:
    source = (
        "0\nSECTION\n2\nENTITIES\n0\nTEXT\n8\n0\n10\n0\n20\n0\n40\n1\n1\n"
        "\\U+56F3\\U+9762 \\M+18ED0 %%c12%%p0.1\n0\nENDSEC\n0\nEOF\n"
    )
    text = read(source.encode()).parts[0].text
    assert "図面" in text
    assert "ð" not in text
    assert "⌀12±0.1" in text


def test_a_broken_dxf_still_gives_its_words() -> None:
    data = drawing()
    document = read(data[: len(data) * 9 // 10])
    assert document.parts[0].text
    broken = data.replace(b"ENTITIES", b"ENTI\nIES", 1)
    assert "軸受 部品図" in read(broken).parts[0].text


def test_gdsii_names_and_counts() -> None:
    def record(kind: int, body: bytes = b"") -> bytes:
        body += b"\0" * (len(body) % 2)
        return struct.pack(">HBB", len(body) + 4, kind, 2) + body

    data = (
        record(0)
        + record(0)
        + record(2, b"LIBRARY")
        + record(5)
        + record(6, b"TOPCELL")
        + record(8)
        + record(0x11)
        + record(4)
    )
    data = struct.pack(">HBBH", 6, 0, 2, 600) + data[8:]
    part = read(data).parts[0]
    assert part.type == "application/vnd.gdsii"
    assert "TOPCELL" in part.text
    assert part.cad["BOUNDARY"] == 1
    assert part.reading is Reading.FULL


def test_gerber_counts_and_source() -> None:
    part = read(b"%FSLAX24Y24*%\n%MOIN*%\nG04 top copper*\nX0Y0D02*\nX100Y0D01*\nX100Y100D03*\nM02*\n").parts[0]
    assert "top copper" in part.text
    assert part.cad["DRAW"] == part.cad["MOVE"] == part.cad["FLASH"] == 1
    assert part.reading is Reading.FULL


def test_dwg_is_partial_with_what_is_cheap() -> None:
    dwg = read(b"AC1032" + bytes(200) + "図面番号 社外秘".encode("utf-16-le") + bytes(50) + b"LAYER_NAME")
    assert dwg.parts[0].metadata["version"] == "2018"
    assert "LAYER_NAME" in dwg.parts[0].text
    assert "社外秘" in dwg.parts[0].text
    assert dwg.reading is Reading.PARTIAL


def test_kicad_elements() -> None:
    part = read(
        b'(kicad_sch (version 1) (title_block (title "\xe9\x9b\xbb\xe6\xba\x90")) (symbol (lib_id "R")) (wire))'
    ).parts[0]
    assert "電源" in part.text
    assert part.cad["SYMBOL"] == part.cad["WIRE"] == 1
