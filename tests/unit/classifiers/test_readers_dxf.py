"""DXF as programs write it, as old code pages leave it, as damage and hostility make it."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import ezdxf
import pytest

from classifiers.document import FieldName, Measure, MeasureKind
from classifiers.limits import Limits
from classifiers.readers.cad import dimension
from classifiers.readers.cad.words import frame_words, plain_mtext_words, plain_words, solid_words
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="drawing.dxf")
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def written(document: ezdxf.document.Drawing, *, is_binary: bool = False) -> bytes:
    if is_binary:
        stream = io.BytesIO()
        document.write(stream, fmt="bin")
        return stream.getvalue()
    text = io.StringIO()
    document.write(text)
    return text.getvalue().encode(document.output_encoding)


def drawn() -> ezdxf.document.Drawing:
    """A part with a title block, dimensions, hidden words, attributes and a frame of tolerances."""
    document = ezdxf.new("R2010", setup=True)
    document.header["$INSUNITS"] = 4
    document.header["$LASTSAVEDBY"] = "sato"
    document.header["$PROJECTNAME"] = "qsensor"
    document.header.custom_vars.append("Classification", "controlled")
    document.layers.add("SECRET").freeze()
    space = document.modelspace()
    for index, (label, value) in enumerate(
        (("図　番", "QS-3107-02"), ("品　名", "共振器ホルダ"), ("材　質", "SUS304"), ("尺　度", "1:2"))
    ):
        space.add_text(label, height=2.5).set_placement((0, 40 - 10 * index))
        space.add_text(value, height=2.5).set_placement((20, 40 - 10 * index))
    space.add_text("frozen words", dxfattribs={"layer": "SECRET"})
    space.add_linear_dim(
        base=(0, 60), p1=(0, 50), p2=(25, 50), override={"dimtol": 1, "dimtp": 0.2, "dimtm": 0.1, "dimlfac": 1.0}
    ).render()
    space.add_linear_dim(base=(0, 70), p1=(0, 50), p2=(25, 50), text="%%c25H7").render()
    space.add_mtext("{\\fArial;25\\S+0.1^-0.05;}\\Psecond line")
    space.new_entity("TOLERANCE", {"content": "{\\Fgdt;j}%%v{\\Fgdt;n}0.05{\\Fgdt;m}%%vA%%v%%v"})
    block = document.blocks.new("TITLE")
    block.add_attdef("DRAWN_BY", (0, 0), "nobody", dxfattribs={"prompt": "Drawn by"})
    insert = space.add_blockref("TITLE", (200, 0))
    insert.add_attrib("DRAWN_BY", "miller", (200, 0))
    unused = document.blocks.new("UNUSED")
    unused.add_text("words of an unused block")
    document.layout("Layout1").add_text("words on paper")
    space.add_line((0, 0), (100, 0)).set_xdata("ACAD", [(1000, "words of another program")])
    record = document.rootdict.add_xrecord("NOTES")
    record.reset([(1, "words of a record")])
    return document


@pytest.mark.parametrize("is_binary", [False, True])
def test_everything_a_drawing_says(is_binary: bool) -> None:
    document = read(written(drawn(), is_binary=is_binary))
    part = document.parts[0]
    assert document.reading is Reading.FULL
    for words in (
        "frozen words", "second line", "words of an unused block", "words on paper", "words of another program",
        "words of a record", "⌖|⌀0.05Ⓜ|A", "DRAWN_BY: miller", "Classification: controlled", "共振器ホルダ",
    ):  # fmt: skip
        assert words in part.text
    assert part.metadata["last-author"] == "sato"
    assert part.metadata["project"] == "qsensor"
    assert part.metadata["version"] == "R2010"
    assert "SECRET" in part.layers
    assert part.blocks[-2:] == ("TITLE", "UNUSED")
    assert part.place_of(part.text.index("words on paper")) == "layout Paper"
    assert part.place_of(part.text.index("words of an unused")) == "block UNUSED"
    assert "hidden" in names(document)
    assert len(part.pages) == 1


def test_title_block_and_attributes_are_fields() -> None:
    fields = {(field.name, field.value) for field in read(written(drawn())).parts[0].fields}
    assert {
        (FieldName.NUMBER, "QS-3107-02"),
        (FieldName.TITLE, "共振器ホルダ"),
        (FieldName.MATERIAL, "SUS304"),
        (FieldName.SCALE, "1:2"),
        (FieldName.DRAWN, "miller"),
        (FieldName.SECURITY, "controlled"),
    } <= fields


def test_title_block_inside_a_block_placed_askew() -> None:
    document = ezdxf.new("R2010")
    block = document.blocks.new("FRAME")
    block.add_text("MATERIAL", height=2).set_placement((0, 0))
    block.add_attdef("X1", (30, 0), height=2)
    insert = document.modelspace().add_blockref(
        "FRAME", (500, 200), dxfattribs={"xscale": 2, "yscale": 2, "rotation": 90}
    )
    insert.add_attrib("X1", "TI-6AL-4V", (500, 260), dxfattribs={"height": 4, "rotation": 90})
    found = {(field.name, field.value) for field in read(written(document)).parts[0].fields}
    assert (FieldName.MATERIAL, "TI-6AL-4V") in found


def test_dimensions_are_measures_with_their_units() -> None:
    measures = read(written(drawn())).parts[0].measures
    assert Measure(kind=MeasureKind.LINEAR, value=25.0, unit="mm", plus=0.2, minus=-0.1) in measures
    assert Measure(kind=MeasureKind.DIAMETER, value=25.0, unit="mm", fit="H7") in measures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⌀25H7", (25.0, MeasureKind.DIAMETER, 0.0, 0.0, "H7")),
        ("25±0.1", (25.0, None, 0.1, -0.1, "")),
        ("25 +0.1/-0.05", (25.0, None, 0.1, -0.05, "")),
        ("25 -0.1/-0.3", (25.0, None, -0.1, -0.3, "")),
        ("25 +0.1/0", (25.0, None, 0.1, 0.0, "")),
        ("R5", (5.0, MeasureKind.RADIUS, 0.0, 0.0, "")),
        ("M6×1", (6.0, MeasureKind.DIAMETER, 0.0, 0.0, "")),
        ("4-⌀5.5", (5.5, MeasureKind.DIAMETER, 0.0, 0.0, "")),
        ("45°", (45.0, MeasureKind.ANGULAR, 0.0, 0.0, "")),
        ("12,5 ±0,02", (12.5, None, 0.02, -0.02, "")),
        ("10 H7/g6", (10.0, None, 0.0, 0.0, "H7/g6")),
    ],
)
def test_what_dimension_lines_show(text: str, expected: tuple[float, MeasureKind | None, float, float, str]) -> None:
    found = dimension.parse(text)
    assert found is not None
    assert (found.value, found.kind, found.plus, found.minus, found.fit) == expected


@pytest.mark.parametrize("text", ["", "see note", "A3", "9" * 200])
def test_what_is_no_dimension(text: str) -> None:
    assert dimension.parse(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ('1 3/8"', 1.375, "in"),
        ('3/8"', 0.375, "in"),
        ("1'-6 1/2\"", 18.5, "in"),
        ("2'-6\"", 30.0, "in"),
        ("1/4-20 UNC-2B", 0.25, "in"),
        ("M6x1-6H", 6.0, ""),
        ("45°30'", 45.5, "deg"),
        ("25.4 [1.000]", 25.4, ""),
    ],
)
def test_fractions_threads_and_minutes_permit_no_deviations(text: str, value: float, unit: str) -> None:
    found = dimension.parse(text)
    assert found is not None
    assert (found.value, found.unit, found.plus, found.minus) == (value, unit, 0.0, 0.0)


@pytest.mark.parametrize("text", ["3 PLACES", "100%", "2024.5.6", "1:2", "1,234.5", "1/0", "4箇所"])
def test_figures_that_are_no_sizes(text: str) -> None:
    assert dimension.parse(text) is None


def test_escapes() -> None:
    assert plain_words("\\U+56F3\\U+9762 %%c12%%p0.1 100%%% ^J") == "図面 ⌀12±0.1 100% \n"
    assert plain_words("\\M+190" + "7D \\M+5BBFA") == bytes.fromhex("907D").decode("cp932") + " " + bytes.fromhex(
        "BBFA"
    ).decode("gb18030")
    assert plain_mtext_words("25{\\H0.7x;\\S+0.1^-0.05;}") == "25 +0.1/-0.05 "
    assert plain_mtext_words("a\\Pb {\\C1;red}") == "a\nb red"
    assert frame_words("{\\Fgdt;b}%%v0.1%%vB") == "⟂|0.1|B"
    assert solid_words("o{p") == "0$/"


def header(code_page: str, version: str = "AC1015") -> str:
    return f"0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n{version}\n9\n$DWGCODEPAGE\n3\n{code_page}\n0\nENDSEC\n"


BODY = "0\nSECTION\n2\nENTITIES\n0\nTEXT\n8\n部品層\n10\n0\n20\n0\n40\n1\n1\n{}\n0\nENDSEC\n0\nEOF\n"


@pytest.mark.parametrize(
    ("declared", "real", "words"),
    [
        ("ANSI_932", "cp932", "社外秘 図面番号 共振器"),
        ("ANSI_1252", "cp932", "社外秘 図面番号 共振器の保持具"),
        ("ANSI_1252", "gb18030", "机密 图号 谐振器的夹具材料"),
        ("ANSI_936", "gb18030", "机密 图号 谐振器的夹具材料"),
        ("ANSI_1252", "big5", "機密 圖號 材料與工程圖面"),
        ("ANSI_932", "utf-8", "社外秘 図面番号 共振器"),
        ("ANSI_1252", "utf-8", "机密 图号"),
        ("", "cp932", "社外秘 図面番号 共振器の保持具"),
        ("ANSI_1252", "cp1252", "Stückliste für die Prüfung"),
        ("no-such-page", "cp932", "社外秘 図面番号 共振器の保持具"),
    ],
)
def test_header_that_lies_about_the_encoding(declared: str, real: str, words: str) -> None:
    text = (header(declared) + BODY.format(words)).replace("部品層", "layer")
    part = read(text.encode(real)).parts[0]
    assert words in part.text


def test_mixed_line_ends_and_bytes_after_the_end() -> None:
    source = (header("ANSI_1252") + BODY.format("plain words")).encode().replace("部品層".encode(), b"0")
    for end in (b"\r\n", b"\r"):
        assert "plain words" in read(source.replace(b"\n", end)).parts[0].text


MINIMAL = (
    "  0\nSECTION\n  2\nENTITIES\n  0\nTEXT\n  8\n0\n 10\n1.0\n 20\n2.0\n 40\n3.5\n  1\n{}\n  0\nENDSEC\n  0\nEOF\n"
)


@pytest.mark.parametrize(
    "data",
    [
        MINIMAL.format("極秘 図面").encode("cp932"),
        MINIMAL.format("極秘 図面").replace("\n", "\r\n").encode("cp932"),
        MINIMAL.format("極秘 図面").replace("\n", "\r").encode("cp932"),
        b"\xef\xbb\xbf" + MINIMAL.format("極秘 図面").encode(),
        MINIMAL.format("極秘 図面").encode("utf-16"),
        ("999\n注記\n" + MINIMAL.format("極秘 図面")).encode(),
        MINIMAL.format("極秘 図面").replace("  0\n", "\t0\n").encode("cp932"),
        MINIMAL.format("\\U+6975\\U+79D8 \\U+56F3\\U+9762").encode(),
        MINIMAL.format("\\M+18BC9\\M+194E9 \\M+1907D\\M+196CA").encode(),
    ],
    ids=["no header", "crlf", "cr", "mark", "utf-16", "comment", "tabs", "escapes", "code page escapes"],
)
def test_the_same_drawing_as_many_programs_write_it(data: bytes) -> None:
    document = read(data)
    assert "極秘 図面" in document.parts[0].text
    assert document.reading is Reading.FULL, document.findings


@pytest.mark.parametrize(
    "tags",
    ["  0\nLINE\n 40\n極秘\n", "  0\nLINE\n  5\n極秘\n", "  0\nLINE\n100\n極秘\n", "  0\nLINE\n  6\n極秘\n",
     "  0\nLINE\n  8\n極秘\n", "  0\nHATCH\n  2\n極秘\n", "  0\nLINE\n1001\n極秘\n", "  0\n極秘\n  8\n0\n",
     "  0\nENDSEC\n  0\nSECTION\n  2\nOTHER\n  1\n極秘\n", "  0\nENDSEC\n  0\nSECTION\n  2\n極秘\n",
     f"  0\nLINE\n310\n{'MAGATAMA 極秘'.encode('utf-16-le').hex()}\n"],
)  # fmt: skip
def test_words_where_no_program_shows_them(tags: str) -> None:
    data = MINIMAL.format("a").replace("  0\nENDSEC", tags + "  0\nENDSEC").encode("cp932")
    part = read(data).parts[0]
    assert "極秘" in part.text


def test_what_stands_behind_the_end_is_a_part() -> None:
    document = read((MINIMAL.format("a") + "極秘 図面").encode("cp932"))
    assert "trailing-data" in names(document)
    assert "極秘" in document.parts[1].text


def test_layers_that_no_table_names() -> None:
    part = read(MINIMAL.format("a").replace("  8\n0\n", "  8\n寸法線\n").encode("cp932")).parts[0]
    assert "寸法線" in part.layers


def test_damage_is_said_and_loses_nothing_before_it() -> None:
    data = written(drawn())
    cut = read(data[: len(data) * 9 // 10])
    assert cut.reading is Reading.PARTIAL
    assert "damaged" in names(cut)
    shifted = read(data.replace(b"ENTITIES\n", b"ENTITIES\nstray line\n", 1))
    assert "second line" in shifted.parts[0].text
    assert shifted.reading is Reading.PARTIAL


def test_a_drawing_that_ezdxf_refuses_keeps_its_words() -> None:
    source = header("ANSI_1252") + (
        "0\nSECTION\n2\nENTITIES\n0\nOLE2FRAME\n8\n0\n310\nABC\n0\nHATCH\n8\nL1\n0\nTEXT\n8\n0\n1\nwords\n0\nENDSEC\n0\nEOF\n"
    )
    document = read(source.encode())
    assert "words" in document.parts[0].text
    assert document.parts[0].cad["HATCH"] == 1


def test_a_large_drawing_is_read_whole_but_not_drawn() -> None:
    document = read(written(drawn()), limits=Limits(dxf_bytes=1_000))
    assert "共振器ホルダ" in document.parts[0].text
    assert document.parts[0].layers
    assert document.parts[0].fields
    assert document.parts[0].pages == ()
    assert "limit.dxf_bytes" in names(document)


def test_what_is_embedded_is_opened() -> None:
    blob = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    chunks = "".join(f"310\n{blob[at : at + 100].hex().upper()}\n" for at in range(0, len(blob), 100))
    source = f"0\nSECTION\n2\nENTITIES\n0\nOLE2FRAME\n8\n0\n3\nWorksheet\n{chunks}1\nOLE\n0\nENDSEC\n0\nEOF\n"
    document = read(source.encode())
    assert [part.name for part in document.parts] == ["", "ole2frame.ole"]
    assert document.reading > Reading.FULL


def test_comments_and_external_references() -> None:
    source = (
        "999\nsecret comment\n0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nHOUSING\n70\n4\n1\n..\\housing\\main.dwg\n"
        "0\nENDBLK\n0\nENDSEC\n0\nEOF\n"
    )
    part = read(source.encode()).parts[0]
    assert "secret comment" in part.text
    assert "..\\housing\\main.dwg" in part.text
    assert part.cad["XREF"] == 1


@pytest.mark.parametrize("is_binary", [False, True])
def test_flipped_and_cut_drawings_end(is_binary: bool) -> None:
    data = written(drawn(), is_binary=is_binary)
    chance = random.Random(7)
    for _ in range(40):
        bad = bytearray(data[: chance.randrange(40, len(data))])
        for _ in range(chance.choice((1, 20))):
            bad[chance.randrange(25, len(bad))] = chance.randrange(256)
        assert read(bytes(bad), Limits(dxf_bytes=1)).parts[0].reading <= Reading.OPAQUE


def test_blocks_of_blocks_do_not_multiply() -> None:
    rows = ["0\nSECTION\n2\nBLOCKS\n"]
    for level in range(12):
        inside = f"0\nINSERT\n8\n0\n2\nB{level + 1}\n10\n0\n20\n0\n" * 40
        rows.append(f"0\nBLOCK\n8\n0\n2\nB{level}\n{inside}0\nTEXT\n8\n0\n1\n図番\n40\n1\n0\nENDBLK\n")
    rows.append("0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n8\n0\n2\nB0\n0\nENDSEC\n0\nEOF\n")
    assert read("".join(rows).encode(), Limits(dxf_bytes=1)).reading is Reading.FULL


def test_collected_drawings(shared_data: Path) -> None:
    """Each drawing of the collection is read whole, and more of it than nothing."""
    folder = shared_data / "files" / "drawings" / "dxf"
    paths = sorted(folder.glob("*.dxf"), key=lambda path: path.stat().st_size)[:60]
    unread = [path.name for path in paths if read(path.read_bytes(), Limits(dxf_bytes=1)).reading is not Reading.FULL]
    assert unread == []
