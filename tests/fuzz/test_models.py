"""Damaged models of every format: nothing but the documented outcomes, within the limits."""

# ruff: noqa: E501 - one seed a line
from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

import pytest
from ezdxf.acis import api as acis
from ezdxf.render import forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading
from tests.support.model_makers import SUMMARY, USER, compound, jt, property_set, solidworks

LIMITS = Limits(reading_s=5.0, total_bytes=20_000_000, part_bytes=4_000_000, parts=50, part_chars=200_000, render_s=1.0)
BOUNDED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def seeds() -> dict[str, bytes]:
    facet = struct.pack("<12fH", 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)
    graph, words = zlib.compress(b"bracket-7.part;0;0:" * 9), lzma.compress(b"designed" * 50)
    body = acis.body_from_mesh(forms.cube())
    return {
        "stl": b"part".ljust(80) + struct.pack("<I", 9) + facet * 9,
        "stl-text": b"solid a\n" + b"facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n" * 3 + b"endsolid a\n",
        "step": b"ISO-10303-21;\nHEADER;\nFILE_NAME('a','b',('c'),('d'),'e','f','');\nENDSEC;\nDATA;\n#1=PRODUCT('a','\\X2\\90E8\\X0\\','',(#2));\n"
        b"#3=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.));#4=NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#5,#6,$);"
        b"#7=DIMENSIONAL_SIZE(#8,'d');#9=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#7,#10);#10=SHAPE_DIMENSION_REPRESENTATION('',(#11),#12);"
        b"#11=(LENGTH_MEASURE_WITH_UNIT()MEASURE_WITH_UNIT(LENGTH_MEASURE(1.),#3));/* c */ENDSEC;\nEND-ISO-10303-21;\n",
        "iges": b"s".ljust(72) + b"S      1\n" + b"1H,,1H;,4Hname,1Hf,1Hs;".ljust(72) + b"G      1\n" + b"     110       1".ljust(72) + b"D      1\n" * 2
        + b"128,1,1,1,1,0,0,1,0,0,0.,0.,1.,1.;".ljust(64) + b"       1P      1\n" + b"T".ljust(72) + b"T      1\n",
        "obj": b"# x\no H\nv 0 0 0\nv 1 0 0\nv 1 1 1\nf 1 2 3\n",
        "off": b"OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n",
        "ply": b"ply\nformat binary_little_endian 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nelement face 2\n"
        b"property list uchar int v\nend_header\n" + bytes(24) + b"\3" + bytes(12) + b"\1" + bytes(4),
        "glb": b"glTF\2\0\0\0" + struct.pack("<I", 12 + 8 + 60) + struct.pack("<I4s", 60, b"JSON") + b'{"asset":{"version":"2.0"},"meshes":[{"primitives":[{}]}]}'.ljust(60),
        "dae": b'<?xml version="1.0"?><COLLADA><author>S</author><unit name="inch"/><float_array id="position">0 0 0 1 2 3</float_array></COLLADA>',
        "vrml": b'#VRML V2.0 utf8\nWorldInfo { title "x" }\n',
        "3mf": packed({"3D/3dmodel.model": b'<model unit="inch"><metadata name="Title">t</metadata><vertex x="1" y="2" z="3"/></model>'}),
        "fcstd": packed({"Document.xml": b'<Document ProgramVersion="1"><Property name="Label"><String value="a"/></Property></Document>', "PartShape.brp": b"CASCADE Topology V1\nVe\n1e-7\n0 0 0\n", "Colors": b"\1\0\0\0abcd"}),
        "sat": "\n".join(acis.export_sat([body])).encode(),
        "sab": bytes(acis.export_sab([body])),
        "parasolid": b"**ABCDEFGHIJKLMNOPQRSTUVWXYZ\n**PARASOLID\n**PART1;\nAPPL=x;\n**END_OF_HEADER**\nT51 : TRANSMIT 12 31038 23494 22259 0\n",
        "solidworks": solidworks({"docProps/custom.xml": b"<?xml version='1.0'?><p name='a'><v>b</v></p>", "Contents/a": b"moPart" * 50}),
        "ole": compound({"\x05SummaryInformation": property_set(SUMMARY, {2: "t"}), "ISolidWorksInformation": property_set(USER, {2: "x"}, {2: "y"}), "a/b": graph}),
        "jt": jt([(1, struct.pack("<iiB", 2, len(graph) + 1, 2) + graph), (4, struct.pack("<iiB", 3, len(words) + 1, 3) + words)]),
        "catia": b"V5_CFV2\0LastSaveVersion\0<Version>5/<Version><Release>27/<Release><ServicePack>2/<ServicePack>" + "把持部.CATPart".encode("utf-16-be"),
        "creo": b"#UGC:2 PART 1\n#- CMNM 003abc\n#-END_OF_UGC_HEADER\n#Creo TM\n#FeatDefs\n\x1f\x9d\x90abcdefgh",
        "nx": b"SPLMSSTR/Root/UG_PART\0" + graph,
        "rhino": b"3D Geometry File Format       70" + struct.pack("<Iq", 1, 5) + b"hello" + struct.pack("<Iq", 0x10000013, 9) + bytes(9),
        "sketchup": b"\xff\xfe\xff\x0e" + "SketchUp Model".encode("utf-16-le") + packed({"a.dat": b"x" * 99}),
        "blender": b"BLENDER-v306TEST" + struct.pack("<iQii", 8 + 64, 1, 0, 1) + struct.pack("<ii", 4, 4) + bytes(64) + b"ENDB" + bytes(20),
    }  # fmt: skip


SEEDS = seeds()


@pytest.mark.parametrize("seed", sorted(SEEDS))
@BOUNDED
@given(data=st.data())
def test_damaged_models(seed: str, data: st.DataObject) -> None:
    damaged = bytearray(SEEDS[seed])
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, max(0, len(damaged) - 1)))
        kind = data.draw(st.integers(0, 3))
        if kind == 0:
            damaged[place : place + 1] = data.draw(st.binary(max_size=6))
        elif kind == 1:
            del damaged[place : place + data.draw(st.integers(0, 40))]
        elif kind == 2:
            damaged[place : place + 4] = data.draw(
                st.sampled_from([b"\xff\xff\xff\x7f", b"\xff" * 4, bytes(4), b"\0\0\0\x80"])
            )
        else:
            damaged[place:place] = damaged[: data.draw(st.integers(0, 60))]
    job = Job(LIMITS)
    job.read("", bytes(damaged), file_name="")
    document = job.document("test")
    for part in document.parts:
        part.text.encode()
        assert len(part.measures) <= LIMITS.structure_items
    if document.reading is not Reading.FULL:
        assert document.findings
    assert not any(finding.name == "limit.reading_s" for finding in document.findings)


def test_the_seeds_are_what_they_are_taken_for() -> None:
    for name, seed in SEEDS.items():
        job = Job(LIMITS)
        job.read("", seed, file_name="")
        document = job.document("test")
        assert document.parts[0].type.startswith(("model/", "application/")), (name, document.parts[0].type)
        assert document.parts[0].type not in (
            "application/zip",
            "application/octet-stream",
            "application/x-ole-storage",
        )
