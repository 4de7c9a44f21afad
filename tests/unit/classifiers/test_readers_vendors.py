"""Files of CAD programs whose shapes nobody decodes here: what stands in them is found, and never called full."""

# ruff: noqa: E501 - the files' own bytes read best as they stand

from __future__ import annotations

import io
import lzma
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from classifiers import filetype
from classifiers.document import Document, FieldName
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading
from tests.support.model_makers import DESIGN, SUMMARY, USER, compound, jt, property_set, solidworks

NOISE = random.Random(7).randbytes(3_000)
WORDS = "社外秘 軸受の図面です"


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def picture(form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((48, 48), 40).save(buffer, form)
    return buffer.getvalue()


def check(document: Document, kind: str, *words: str) -> None:
    assert document.parts[0].type == kind
    assert document.reading is Reading.PARTIAL
    assert "payload" in {finding.name for finding in document.findings}
    for text in words:
        assert text in document.parts[0].text, text


def test_solidworks_since_2015() -> None:
    properties = (
        '<?xml version="1.0" encoding="UTF-8"?><Properties xmlns:vt="urn:vt"><property name="品番"><vt:lpwstr>SW-1001'
        '</vt:lpwstr></property><property name="Material"><vt:lpwstr>S45C</vt:lpwstr></property></Properties>'
    )
    core = '<?xml version="1.0"?><c xmlns:dc="urn:dc"><dc:creator>佐藤</dc:creator><dc:title>治具</dc:title></c>'
    chunks = {
        "docProps/custom.xml": properties.encode(),
        "docProps/core.xml": core.encode("utf-16"),
        "Contents/Config-0": b"\xff\xff\1\0moPart_c" + WORDS.encode("utf-16-le") + NOISE,
        "Contents/Definition": b"\xff\xfe\xff\x03" + "座金A".encode("utf-16-le"),
        "PreviewPNG": picture(),
        "Contents/Config-0-Partition": zlib.compress(b"PS\0\0: TRANSMIT FILE inner_name_of_body" * 3),
    }
    for key in (4, 3):
        document = read(solidworks(chunks, key=key), "part.SLDPRT")
        check(document, "application/vnd.solidworks.package", WORDS, "座金A", "inner_name_of_body", "PreviewPNG")
        part = document.parts[0]
        assert part.metadata["author"] == "佐藤"
        assert part.metadata["title"] == "治具"
        values = {field.name: field.value for field in part.fields}
        assert values[FieldName.MATERIAL] == "S45C"
        assert "SW-1001" in values.values()
        assert [inner.type for inner in document.parts[1:]] == ["image/png"]
        assert part.place_of(part.text.index(WORDS)) == "Contents/Config-0"


def test_words_between_the_streams_are_read() -> None:
    one, two = solidworks({"Contents/a": NOISE}), solidworks({"Contents/b": NOISE})
    check(read(one + WORDS.encode() + two[12:]), "application/vnd.solidworks.package", WORDS)
    whole = jt([(6, NOISE)])
    check(read(whole + b"words behind the table"), "model/jt", "words behind the table")


def test_solidworks_and_inventor_in_ole() -> None:
    streams = {
        "\x05SummaryInformation": property_set(SUMMARY, {2: "軸受", 4: "佐藤", 8: "鈴木"}),
        "\x05DocumentSummaryInformation": property_set(USER, {2: "D-55", 3: "A5052"}, {2: "図番", 3: "材質"}),
        "ISolidWorksInformation": property_set(USER, {2: "x"}, {2: "y"}),
        "PreviewPNG": picture(),
        "Contents/Config-0": WORDS.encode("utf-16-le") + b"\xff\xfe\xff\x02" + "座金".encode("utf-16-le") + NOISE[:900],
        "Contents/DisplayLists__ZLB": bytes(20) + zlib.compress(b"names_of_faces packed " * 20),
    }
    document = read(compound(streams), "part.sldprt")
    check(document, "application/vnd.solidworks", WORDS, "座金", "names_of_faces packed")
    part = document.parts[0]
    assert (part.metadata["title"], part.metadata["author"], part.metadata["last-author"]) == ("軸受", "佐藤", "鈴木")
    values = {field.name: field.value for field in part.fields}
    assert (values[FieldName.NUMBER], values[FieldName.MATERIAL]) == ("D-55", "A5052")
    assert document.parts[1].type == "image/png"
    inventor = {
        "\x05Qz4dgm1gRjudrZyqKiwpuAAf": property_set(DESIGN, {5: "IV-9", 20: "SUS304", 41: "Wang", 29: "手爪"}),
        "RSeStorage/RSeDb": NOISE[:500],
        "RSeStorage/B12": b"\0\0" + zlib.compress(("Sketch1 " + WORDS).encode("utf-16-le") * 4),
    }
    document = read(compound(inventor), "part.ipt")
    check(document, "application/vnd.autodesk.inventor", WORDS)
    part = document.parts[0]
    assert (part.metadata["Part Number"], part.metadata["Designer"]) == ("IV-9", "Wang")
    assert FieldName.MATERIAL in {field.name for field in part.fields}


@pytest.mark.parametrize("version", ["8.1", "9.5", "10.5"])
@pytest.mark.parametrize("is_big", [False, True])
def test_jt(version: str, is_big: bool) -> None:
    order = ">" if is_big else "<"
    graph = "bracket-7.part;0;0:".encode("utf-16-le") + NOISE[:40] + WORDS.encode("utf-16-le")
    packed = zlib.compress(graph)
    logical = struct.pack(f"{order}iiB", 2, len(packed) + 1, 2) + packed
    metadata = lzma.compress(b"designed by Sato, material A5052" * 4)
    second = struct.pack(f"{order}iiB", 3, len(metadata) + 1, 3) + metadata
    document = read(jt([(1, logical), (4, second), (6, NOISE)], version=version, is_big=is_big), "part.jt")
    check(document, "model/jt", WORDS, "designed by Sato")
    part = document.parts[0]
    assert part.blocks == ("bracket-7",)
    assert part.cad["LOGICAL_SCENE_GRAPH"] == part.cad["METADATA"] == part.cad["SHAPE"] == 1
    assert part.metadata["version"].startswith(f"Version {version} JT")


def test_catia() -> None:
    saved = (
        b"FINJPL  \1\1\0\3\0\0\0\x15\0CATSummaryInformationLastSaveVersion\0<Version>5/<Version><Release>27/<Release>"
        b"<ServicePack>2/<ServicePack><BuildDate>03-10-2017.22.00/<BuildDate><HotFix>0/<HotFix>\0"
    )
    names = "把持部-左.CATPart".encode("utf-16-be") + bytes(3) + b"Gripper.CATProduct\0"
    data = b"V5_CFV2\0" + NOISE + WORDS.encode("utf-16-be") + bytes(4) + saved + picture("JPEG") + bytes(9) + names
    document = read(data, "part.CATPart")
    check(document, "model/vnd.catia-v5", "Gripper.CATProduct", WORDS)
    part = document.parts[0]
    assert part.metadata["producer"] == "CATIA V5 R27 SP2"
    assert "Gripper.CATProduct" in part.blocks
    assert document.parts[1].type == "image/jpeg"


def compressed(content: bytes) -> bytes:
    """Unix `compress` without ever growing the codes: nine bits each, the table cleared before it is full."""
    codes: list[int] = []
    for number, byte in enumerate(content):
        if number % 200 == 0 and number:
            codes.append(256)
            codes += [0] * (-len(codes) % 8)
        codes.append(byte)
    bits = value = 0
    packed = bytearray(b"\x1f\x9d\x90")
    for code in codes:
        value |= code << bits
        bits += 9
        while bits >= 8:
            packed.append(value & 0xFF)
            value >>= 8
            bits -= 8
    return bytes(packed) + bytes([value & 0xFF])


def test_creo() -> None:
    name = "治具.prt".encode()
    data = b"#UGC:2 PART 1 1 1 1 1 1 1 1 00000000 \\\n#- CMNM " + f"{len(name):03x}".encode() + name + b"    \\\n"
    data += b"#-END_OF_UGC_HEADER\n#Creo  TM  10  (c) 2023 by PTC Inc.  All Rights Reserved. 10.0.1.0\n#UGC_TOC 2 2 81 17#\n"
    data += b"#END_OF_TOC_HEADER\n#VisibGeom\n" + NOISE + b"#\n#MdlStatus\n\xe0\x01material\0S45C_HARDENED\0#\n"
    data += b"#THMB_IMG_MAIN\n" + picture("JPEG") + b"#\n#FeatDefs\n" + compressed(b"hidden in a packed section\0" * 4)
    document = read(data, "part.prt")
    check(document, "model/vnd.creo", "S45C_HARDENED", "hidden in a packed section")
    part = document.parts[0]
    assert part.metadata["title"] == "治具.prt"
    assert part.metadata["producer"].startswith("Creo  TM  10")
    assert document.parts[1].type == "image/jpeg"


def test_nx_and_parasolid_within() -> None:
    inner = zlib.compress(b"PS\0\0\x3f: TRANSMIT FILE created by modeller; BODY_NAME_17" * 3)
    data = b"SPLMSSTR" + bytes(24) + b"/Root/UG_PART/UG_PART\0" + NOISE + WORDS.encode() + b"\0" + inner + picture()
    document = read(data, "part.prt")
    check(document, "model/vnd.nx", WORDS, "BODY_NAME_17", "/Root/UG_PART/UG_PART")
    assert document.parts[1].type == "image/png"


def test_rhino() -> None:
    def chunk(kind: int, content: bytes) -> bytes:
        return struct.pack("<Iq", kind, len(content)) + content

    data = b"3D Geometry File Format       70" + chunk(1, b"Rhinoceros 7 made by Sato") + chunk(0x10000015, NOISE)
    data += chunk(0x10000011, WORDS.encode("utf-16-le")) + chunk(0x10000013, zlib.compress(b"user text inside " * 9))
    document = read(data, "part.3dm")
    check(document, "model/vnd.3dm", "made by Sato", WORDS, "user text inside")
    assert document.parts[0].cad["LAYER_TABLE"] == 1


def test_sketchup() -> None:
    head = (
        b"\xff\xfe\xff\x0e"
        + "SketchUp Model".encode("utf-16-le")
        + b"\xff\xfe\xff\x08"
        + "{21.0.1}".encode("utf-16-le")
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.dat", NOISE + WORDS.encode("utf-16-le"))
        archive.writestr("meta/meta.xml", '<?xml version="1.0"?><m><author>佐藤</author></m>')
        archive.writestr("thumbnail.png", picture())
    document = read(head + NOISE[:50] + buffer.getvalue(), "part.skp")
    check(document, "application/vnd.sketchup.skp", WORDS)
    assert "{21.0.1}" in document.parts[0].metadata["producer"]
    assert {part.type for part in document.parts[1:]} == {"text/xml", "image/png"}
    check(read(head + NOISE + WORDS.encode("utf-16-le")), "application/vnd.sketchup.skp", WORDS)


def test_blender() -> None:
    def block(code: bytes, content: bytes) -> bytes:
        return code.ljust(4, b"\0") + struct.pack("<iQii", len(content), 1, 0, 1) + content

    preview = struct.pack("<ii", 16, 16) + bytes(range(256)) * 4
    data = (
        b"BLENDER-v306" + block(b"TEST", preview) + block(b"OB", b"OBGripper left\0" + bytes(9)) + block(b"ENDB", b"")
    )
    document = read(data, "part.blend")
    check(document, "application/x-blender", "OBGripper left")
    assert document.parts[0].cad["OB"] == 1
    assert document.parts[1].type == "image/png"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"Kaydara FBX Binary  \0\x1a\0", "model/vnd.fbx"),
        (b"U3D\0\x24\0\0\0", "model/u3d"),
        (b"PRC\0\0\0", "model/prc"),
    ],
)
def test_other_scenes(head: bytes, kind: str) -> None:
    check(read(head + NOISE + zlib.compress(WORDS.encode("utf-16-le") * 3)), kind, WORDS)


def test_texts_that_begin_like_them_are_texts() -> None:
    for text in (
        "Version 2 of the JT notes\n",
        "PRC law applies here\n",
        "BLENDER-version\n",
        "PS: see you\n",
        "U3D is a format\n",
    ):
        assert filetype.detect(text.encode()).startswith("text/"), text
    assert filetype.detect(b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(200)) == "application/zip"


def test_bombs_inside_are_stopped() -> None:
    limits = Limits(part_bytes=4_000_000, total_bytes=8_000_000, ratio_floor_bytes=1_000_000, ratio=50)
    zeros = bytes(12_000_000)
    packed = zlib.compress(zeros)
    xz = lzma.compress(zeros)
    cases = (
        solidworks({"Contents/a": zeros}),
        jt([(1, struct.pack("<iiB", 2, len(packed) + 1, 2) + packed)]),
        jt([(1, struct.pack("<iiB", 3, len(xz) + 1, 3) + xz)], version="10.5"),
        b"SPLMSSTR" + packed * 3,
        b"V5_CFV2\0" + packed,
        compound({"RSeStorage/B1": packed}),
    )
    for data in cases:
        document = read(data, limits=limits)
        assert {finding.name for finding in document.findings} & {
            "limit.part_bytes",
            "limit.ratio",
            "limit.total_bytes",
        }
        assert document.reading is Reading.PARTIAL


def test_a_part_of_the_lab(shared_data: Path) -> None:
    document = read((shared_data / "files/drawings/cad-3d/TestSolidWorks.sldprt").read_bytes(), "TestSolidWorks.sldprt")
    check(document, "application/vnd.solidworks", "moPart_c")
    assert document.parts[0].metadata["Description"] == "Skt Mut M12 DIN 934"
    assert document.parts[1].type == "image/bmp"
    assert len(document.parts[1].pages) == 1
