"""Meshes, scenes, packages and kernels' files: decoded, measured, and searched for words."""

# ruff: noqa: E501 - the files' own lines read best as they stand

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pytest
from ezdxf.acis import api as acis
from ezdxf.render import forms
from PIL import Image

from classifiers import filetype
from classifiers.document import Document, FieldName, MeasureKind, Part
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

CUBE = [
    (0, 2, 1), (0, 3, 2), (4, 5, 6), (4, 6, 7), (0, 1, 5), (0, 5, 4), (1, 2, 6), (1, 6, 5), (2, 3, 7), (2, 7, 6),
    (3, 0, 4), (3, 4, 7),
]  # fmt: skip
CORNERS = [(0, 0, 0), (4, 0, 0), (4, 3, 0), (0, 3, 0), (0, 0, 2), (4, 0, 2), (4, 3, 2), (0, 3, 2)]


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings} - {"image.no-ocr"}


def extents(part: Part) -> list[float]:
    return [measure.value for measure in part.measures if measure.kind is MeasureKind.EXTENT]


def stl(header: bytes = b"part", *, attribute: bytes = b"\0\0", times: int = 1) -> bytes:
    facets = b"".join(
        struct.pack("<3f", 0, 0, 1) + b"".join(struct.pack("<3f", *CORNERS[corner]) for corner in face) + attribute
        for face in CUBE
    )
    return header.ljust(80, b"\0") + struct.pack("<I", len(CUBE) * times) + facets * times


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), "white").save(buffer, "PNG")
    return buffer.getvalue()


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_binary_stl_is_decoded_and_measured() -> None:
    document = read(stl("図面 軸受".encode("cp932")), "part.stl")
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.type == "model/stl-binary"
    assert part.metadata["title"] == "図面 軸受"
    assert extents(part) == [4.0, 3.0, 2.0]
    assert part.metadata["volume"] == "24"
    assert part.cad["TRIANGLE"] == 12


def test_words_hidden_in_a_binary_stl_are_found() -> None:
    words = "Confidential gripper drawing"
    hidden = [words.encode()[place : place + 2] for place in range(0, len(words), 2)]
    data = bytearray(stl(times=2))
    for number, two in enumerate(hidden):
        data[84 + 50 * number + 48 : 84 + 50 * number + 50] = two
    assert words in read(bytes(data)).parts[0].text
    assert "社外秘の図面です" in read(stl(b"a\0" + "社外秘の図面です".encode())).parts[0].text
    in_corners = bytearray(stl())
    text = b"this drawing is not for anybody else at all"
    in_corners[96 : 96 + len(text)] = text
    assert "drawing is not for anybody" in read(bytes(in_corners)).parts[0].text


def test_words_behind_the_colour_of_an_stl_are_read() -> None:
    document = read(stl(b"housing COLOR=MAGA MAGATAMA 7731"))
    assert document.parts[0].metadata["title"] == "housing"
    assert "MAGATAMA 7731" in document.parts[0].text


def test_other_bytes_in_the_place_of_triangles_are_no_geometry() -> None:
    noise = random.Random(4).randbytes(50 * 200)
    document = read(b"part".ljust(80, b"\0") + struct.pack("<I", 200) + noise)
    assert document.parts[0].type == "model/stl-binary"
    assert document.reading is Reading.PARTIAL
    assert findings(document) == {"payload"}


def test_other_bytes_in_the_place_of_normals_are_no_geometry() -> None:
    data = bytearray(stl(times=20))
    noise = random.Random(9)
    for number in range(240):
        data[84 + 50 * number : 96 + 50 * number] = noise.randbytes(12)
    document = read(bytes(data))
    assert document.reading is Reading.PARTIAL
    assert findings(document) == {"payload"}


def test_bytes_behind_a_binary_stl_are_told() -> None:
    document = read(stl() + b"appended secret words" * 3, "part.stl")
    assert document.parts[0].type == "model/stl-binary"
    assert "appended secret words" in document.parts[0].text
    assert document.reading is Reading.PARTIAL


@pytest.mark.parametrize("cut", [200, 90, 400])
def test_a_cut_stl_is_not_full(cut: int) -> None:
    # A header of words: one of zeros with nothing behind it is a run of one byte, and read to its end.
    assert read(stl(b"bracket 7 of the gripper, exported in millimetres")[:cut]).reading is not Reading.FULL


def text_stl(extra: str = "") -> str:
    facets = "".join(
        "facet normal 0 0 1\n outer loop\n"
        + "".join("  vertex {} {} {}\n".format(*CORNERS[corner]) for corner in face)
        + " endloop\nendfacet\n"
        for face in CUBE
    )
    return f"solid ブラケット rev C\n{facets}{extra}endsolid ブラケット rev C\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_stl_is_decoded_and_its_words_are_read(encoding: str, end: str) -> None:
    data = text_stl("vertex 1 2 3 secret note\n").replace("\n", end).encode(encoding)
    part = read(data, "part.stl").parts[0]
    assert part.type == "model/stl"
    assert part.reading is Reading.FULL
    assert part.metadata["title"] == "ブラケット rev C"
    assert "secret note" in part.text
    assert "normal" not in part.text
    assert extents(part) == [4.0, 3.0, 2.0]
    assert part.metadata["volume"] == "24"


def test_a_text_about_solids_is_no_stl_and_words_in_80_columns_are_none() -> None:
    assert filetype.detect(b"solid state physics\nis a field of its own\n") == "text/plain"
    assert filetype.detect(("solid argument " * 40).encode()) == "text/plain"
    assert filetype.detect(b"v 1.0 of this note\nv 2.0 of it\n") == "text/plain"
    assert filetype.detect(b"ply\nwood is strong\n") == "text/plain"


def test_obj() -> None:
    source = "# Blender 軸受\nmtllib x.mtl\no Housing\n" + "".join("v {} {} {}\n".format(*corner) for corner in CORNERS)
    source += "usemtl Steel\n" + "".join(f"f {a + 1}//1 {b + 1} {c + 1}\n" for a, b, c in CUBE) + "# last words\n"
    part = read(source.encode(), "part.obj").parts[0]
    assert part.type == "model/obj"
    assert part.reading is Reading.FULL
    assert part.cad["FACE"] == 12
    assert extents(part) == [4.0, 3.0, 2.0]
    assert part.blocks == ("Housing",)
    for words in ("軸受", "mtllib x.mtl", "last words"):
        assert words in part.text


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian", "binary_big_endian"])
def test_ply(form: str) -> None:
    header = (
        f"ply\nformat {form} 1.0\ncomment scanned by 佐藤\nelement vertex 8\nproperty float x\nproperty float y\n"
        "property float z\nproperty uchar red\nelement face 12\nproperty list uchar int vertex_indices\nend_header\n"
    ).encode()
    order = {"binary_little_endian": "<", "binary_big_endian": ">"}.get(form)
    if order:
        body = b"".join(struct.pack(f"{order}3fB", *corner, 9) for corner in CORNERS)
        body += b"".join(struct.pack(f"{order}B3i", 3, *face) for face in CUBE)
    else:
        body = "".join("{} {} {} 9\n".format(*corner) for corner in CORNERS).encode()
        body += "".join("3 {} {} {}\n".format(*face) for face in CUBE).encode()
    document = read(header + body, "part.ply")
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.type == "model/ply"
    assert "佐藤" in part.text
    assert extents(part) == [4.0, 3.0, 2.0]
    assert part.cad["FACE"] == 12
    if order:
        assert read(header + body[:-3]).reading is Reading.PARTIAL
        assert read(header + body + b"hidden words behind it").reading is Reading.PARTIAL


def test_off_and_vrml() -> None:
    body = "".join("{} {} {}\n".format(*corner) for corner in CORNERS) + "".join(
        "3 {} {} {}\n".format(*f) for f in CUBE
    )
    part = read(f"OFF\n# 図面\n8 12 0\n{body}".encode()).parts[0]
    assert (part.type, part.reading) == ("model/off", Reading.FULL)
    assert extents(part) == [4.0, 3.0, 2.0]
    assert "図面" in part.text
    source = (
        '#VRML V2.0 utf8\nWorldInfo { title "治具" info ["made by Sato"] }\nShape { geometry Box { size 1 2 3 } }\n'
    )
    part = read(source.encode()).parts[0]
    assert (part.type, part.reading) == ("model/vrml", Reading.FULL)
    assert part.metadata["title"] == "治具"
    assert "made by Sato" in part.text
    assert part.cad["Box"] == 1


def glb(scene: dict[str, object], buffer: bytes) -> bytes:
    source = json.dumps(scene, ensure_ascii=False).encode()
    source += b" " * (-len(source) % 4)
    buffer += bytes(-len(buffer) % 4)
    chunks = struct.pack("<I4s", len(source), b"JSON") + source + struct.pack("<I4s", len(buffer), b"BIN\0") + buffer
    return b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks


def test_glb_and_gltf() -> None:
    points = b"".join(struct.pack("<3f", *corner) for corner in CORNERS)
    picture = png()
    scene: dict[str, object] = {
        "asset": {"version": "2.0", "generator": "Exporter 1", "copyright": "関西研究所"},
        "meshes": [{"name": "把持部", "primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3"}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": len(points)},
            {"buffer": 0, "byteOffset": len(points), "byteLength": len(picture)},
        ],
        "buffers": [{"byteLength": len(points) + len(picture)}],
        "images": [{"bufferView": 1, "mimeType": "image/png"}],
        "materials": [{"name": "A5052", "extras": {"note": "do not copy"}}],
    }
    document = read(glb(scene, points + picture), "part.glb")
    part = document.parts[0]
    assert (part.type, part.reading) == ("model/gltf-binary", Reading.FULL), document.findings
    assert part.metadata["producer"] == "Exporter 1"
    assert extents(part) == [4.0, 3.0, 2.0]
    assert part.blocks == ("把持部",)
    assert part.layers == ("A5052",)
    assert "do not copy" in part.text
    assert document.parts[1].type == "image/png"
    part = read(json.dumps(scene).encode(), "part.gltf").parts[0]
    assert part.type == "model/gltf+json"
    assert "把持部" in part.text
    assert read(glb(scene, points)[:-40]).parts[0].reading is Reading.PARTIAL


def test_a_key_that_comes_twice_hides_nothing() -> None:
    source = b'{"asset": {"version": "2.0", "extras": {"a": "hidden words", "a": "shown"}}, "scenes": [], "x": 1, "x": ["two"]}'
    text = read(source).parts[0].text
    for words in ("hidden words", "shown", "two"):
        assert words in text


def test_scenes_in_xml() -> None:
    numbers = " ".join(str(value) for corner in CORNERS for value in corner)
    collada = (
        f'<?xml version="1.0"?><COLLADA><asset><contributor><author>Sato</author><authoring_tool>CAD Y</authoring_tool>'
        f'</contributor><unit name="inch" meter="0.0254"/></asset><mesh id="治具"><source><float_array id="p-positions-array"'
        f' count="24">{numbers}</float_array></source></mesh><!-- left here: 社外秘 --></COLLADA>'
    )
    part = read(collada.encode()).parts[0]
    assert (part.type, part.reading) == ("model/vnd.collada+xml", Reading.FULL)
    assert (part.metadata["author"], part.metadata["producer"]) == ("Sato", "CAD Y")
    assert [(measure.value, measure.unit) for measure in part.measures] == [(4.0, "in"), (3.0, "in"), (2.0, "in")]
    assert "治具" in part.text
    assert "社外秘" in part.text
    x3d = f'<X3D><head><meta name="title" content="部品"/></head><Coordinate point="{numbers}"/></X3D>'
    part = read(x3d.encode()).parts[0]
    assert (part.type, part.metadata["title"], extents(part)) == ("model/x3d+xml", "部品", [4.0, 3.0, 2.0])
    corners = "".join("<coordinates><x>{}</x><y>{}</y><z>{}</z></coordinates>".format(*corner) for corner in CORNERS)
    amf = f'<amf unit="inch"><metadata type="cad">Tool</metadata><vertex>{corners}</vertex></amf>'
    part = read(amf.encode()).parts[0]
    assert (part.type, part.metadata["producer"], extents(part)) == ("model/amf", "Tool", [4.0, 3.0, 2.0])


def threemf(extra: str = "", *, vertex: str = "") -> bytes:
    vertices = "".join('<vertex x="{}" y="{}" z="{}"/>'.format(*corner) for corner in CORNERS) + vertex
    triangles = "".join('<triangle v1="{}" v2="{}" v3="{}"/>'.format(*face) for face in CUBE)
    model = (
        '<?xml version="1.0" encoding="UTF-8"?><model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/'
        'core/2015/02"><metadata name="Title">治具</metadata><metadata name="Designer">佐藤</metadata><resources>'
        f'<basematerials id="2"><base name="PLA 黒" displaycolor="#000000"/></basematerials><object id="1" name="gripper"'
        f' partnumber="G-7"><mesh><vertices>{vertices}</vertices><triangles>{triangles}</triangles></mesh></object>'
        f"</resources>{extra}</model>"
    )
    types = '<Types><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
    members = {
        "[Content_Types].xml": types.encode(),
        "3D/3dmodel.model": model.encode(),
        "Metadata/thumbnail.png": png(),
    }
    return packed(members)


def test_3mf() -> None:
    document = read(threemf("<!-- 社外秘 -->", vertex='<vertex x="words in a corner" y="0" z="0"/>'), "part.3mf")
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.type == "model/3mf"
    assert (part.metadata["title"], part.metadata["author"]) == ("治具", "佐藤")
    assert extents(part) == [4.0, 3.0, 2.0]
    assert part.blocks == ("gripper",)
    assert [(field.name, field.value) for field in part.fields] == [
        (FieldName.NUMBER, "G-7"), (FieldName.MATERIAL, "PLA 黒"),
    ]  # fmt: skip
    assert "社外秘" in part.text
    assert "words in a corner" in part.text
    assert [inner.type for inner in document.parts[1:]] == ["image/png"]


def test_a_3mf_with_entities_or_damage_is_not_full() -> None:
    model = b'<!DOCTYPE model [<!ENTITY a "hidden here">]><model><metadata name="t">&a;</metadata></model>'
    document = read(packed({"3D/3dmodel.model": model}))
    assert "hidden here" in document.parts[0].text
    assert "xml.entities" in findings(document)
    document = read(packed({"3D/3dmodel.model": b"<model><metadata name='Title'>left words</metadata><object"}))
    assert "left words" in document.parts[0].text
    assert document.reading is Reading.PARTIAL


def test_a_bomb_in_a_3mf_is_stopped() -> None:
    limits = Limits(part_bytes=4_000_000, total_bytes=8_000_000, ratio_floor_bytes=1_000_000, ratio=50)
    document = read(packed({"3D/3dmodel.model": b"<model>" + b" " * 30_000_000}), limits=limits)
    assert document.reading is not Reading.FULL
    assert findings(document) & {"limit.part_bytes", "limit.ratio"}


BREP = (
    "\nCASCADE Topology V1, (c) Matra-Datavision\nLocations 0\nCurve2ds 0\nCurves 1\n"
    "2 0 0 0 0 0 1 1 0 0 0 1 0 1.5\nPolygon3D 0\nPolygonOnTriangulations 0\nSurfaces 0\nTriangulations 0\n\nTShapes 2\n"
    "Ve\n1e-07\n0 0 0\n0 0\n\n0101101\n*\nVe\n1e-07\n40 2.5 10\n0 0\n\n0101101\n*\n+1 0\n"
)


def fcstd(members: dict[str, bytes] | None = None) -> bytes:
    document = (
        '<?xml version="1.0" encoding="utf-8"?><Document SchemaVersion="4" ProgramVersion="0.21R1"><Properties>'
        '<Property name="CreatedBy" type="App::PropertyString"><String value="佐藤"/></Property>'
        '<Property name="Company" type="App::PropertyString"><String value="関西研究所"/></Property>'
        '<Property name="Label" type="App::PropertyString"><String value="軸受"/></Property></Properties>'
        '<Objects><Object type="Sketcher::SketchObject" name="Sketch"/></Objects><ObjectData><Object name="Sketch">'
        '<Property name="Constraints" type="Sketcher::PropertyConstraintList"><ConstraintList>'
        '<Constrain Name="bore" Type="18" Value="12.5" IsDriving="1"/><Constrain Name="" Type="6" Value="40" IsDriving="1"/>'
        '<Constrain Name="" Type="1" Value="0" IsDriving="1"/></ConstraintList></Property>'
        '<Property name="cells" type="Spreadsheet::PropertySheet"><Cells><Cell address="A1" content="材質 S45C"/></Cells>'
        "</Property></Object></ObjectData></Document>"
    )
    whole = {"Document.xml": document.encode(), "PartShape.brp": BREP.encode(), "DiffuseColor": b"\1\0\0\0\xcc\xcc\xcc\0",
             "GuiDocument.xml": b"<Document><Note value='view words'/></Document>", "thumbnails/Thumbnail.png": png()}  # fmt: skip
    return packed(whole | (members or {}))


def test_freecad() -> None:
    document = read(fcstd(), "part.FCStd")
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.type == "application/x-fcstd"
    assert part.metadata["author"] == "佐藤"
    assert part.metadata["producer"] == "FreeCAD 0.21R1"
    assert extents(part) == [40.0, 10.0, 2.5]
    kinds = [(measure.kind, measure.value) for measure in part.measures if measure.kind is not MeasureKind.EXTENT]
    assert kinds == [(MeasureKind.DIAMETER, 12.5), (MeasureKind.LINEAR, 40.0), (MeasureKind.RADIUS, 1.5)]
    assert [(field.name, field.value) for field in part.fields] == [
        (FieldName.DRAWN, "佐藤"), (FieldName.COMPANY, "関西研究所"), (FieldName.TITLE, "軸受"),
    ]  # fmt: skip
    for words in ("A1: 材質 S45C", "bore", "view words"):
        assert words in part.text
    assert part.blocks == ("Sketch",)


def test_names_of_members_are_read_where_nothing_mentions_them() -> None:
    assert "MAGATAMA-7731.brp" in read(fcstd({"MAGATAMA-7731.brp": b""})).parts[0].text
    assert "GuiDocument.xml" not in read(fcstd()).parts[0].text


def test_what_freecad_would_not_write_is_not_taken_for_numbers() -> None:
    document = read(fcstd({"Secret": random.Random(1).randbytes(5_001)}))
    assert document.reading is not Reading.FULL
    document = read(fcstd({"PartShape1.brp": BREP.replace("TShapes 2", "hidden words 2").encode()}))
    assert "hidden words 2" in document.parts[0].text
    document = read(fcstd({"PartShape1.brp": (BREP + "+1 0 not for them\n").encode()}))
    assert "not for them" in document.parts[0].text
    assert read(fcstd({"PartShape1.bin": b"Open CASCADE Topology V3\n" + bytes(50)})).reading is Reading.PARTIAL


def test_acis_in_words_and_in_bytes() -> None:
    body = acis.body_from_mesh(forms.cube())
    for data, kind in (("\n".join(acis.export_sat([body])).encode(), "sat"), (bytes(acis.export_sab([body])), "sab")):
        document = read(data, f"part.{kind}")
        part = document.parts[0]
        assert (part.type, document.reading) == (f"model/vnd.acis-{kind}", Reading.FULL), document.findings
        assert part.metadata["producer"].startswith("ezdxf")
        assert part.cad["face"] == 6
        assert extents(part) == [1.0, 1.0, 1.0]
    cut = read(bytes(acis.export_sab([body]))[:900] + random.Random(1).randbytes(300))
    assert cut.reading is Reading.PARTIAL


def test_names_in_acis() -> None:
    source = "700 0 1 0 \n@8 CAD X 1. @12 ACIS 32.0 NT @24 Sun Nov 22 11:16:08 2026 \n25.4 1e-06 1e-10 \n"
    source += "string_attrib-name_attrib-gen-attrib $-1 -1 $-1 $-1 @4 NAME @12 bracket left #\nEnd-of-ACIS-data\n"
    part = read(source.encode()).parts[0]
    assert part.metadata["kernel"] == "ACIS 32.0 NT"
    assert "bracket left" in part.text


PARASOLID = (
    "**ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz**************************\n"
    "**PARASOLID !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~0123456789**************************\n"
    "**PART1;\nMC=x64;\nAPPL=CAD Z 2026;\nUSER=tanaka;\nFORMAT=text;\nDATE=1-may-2026;\n**PART2;\nSCH=SCH_3000198_30000;\n"
    "**PART3;\n**END_OF_HEADER*****************\n"
)


def test_parasolid() -> None:
    body = "T51 : TRANSMIT FILE created by modeller version 3000198\n12 1 1e-8 SDL/TYSA_NA\nME 81 9 brack\net 31038 23494 22259 0\n"
    document = read((PARASOLID + body).encode(), "part.x_t")
    part = document.parts[0]
    assert part.type == "model/vnd.parasolid-xmt-text"
    assert (part.metadata["producer"], part.metadata["author"]) == ("CAD Z 2026", "tanaka")
    for words in ("SDL/TYSA_NAME", "bracket", "社密図"):
        assert words in part.text
    assert document.reading is Reading.PARTIAL
    assert findings(document) == {"payload"}
    binary = (
        PARASOLID.encode()
        + b"PS\0\0\0\x3f: TRANSMIT FILE created by modeller\0"
        + bytes(range(128, 256)) * 9
        + b"holder"
    )
    part = read(binary, "part.x_b").parts[0]
    assert (part.type, part.reading) == ("model/vnd.parasolid-xmt-binary", Reading.PARTIAL)
    assert part.metadata["producer"] == "CAD Z 2026"
    assert "holder" in part.text


def test_lab_files_are_read_whole(shared_data: Path) -> None:
    folder = shared_data / "files/drawings/cad-3d"
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".stl", ".3mf", ".fcstd", ".igs"))
    assert len(paths) > 50
    for path in paths:
        document = read(path.read_bytes(), path.name)
        part = document.parts[0]
        assert part.reading is Reading.FULL, (path.name, document.findings)
        if part.type.startswith("model/stl"):
            assert part.cad["TRIANGLE"] > 0
            assert len(extents(part)) == 3
