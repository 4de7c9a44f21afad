"""Models and drawings of CAD programs: one small healthy file of each kind."""

# ruff: noqa: E501 - one seed a line
from __future__ import annotations

import lzma
import struct
import zlib

from ezdxf.acis import api as acis
from ezdxf.render import forms

from tests.fuzz.made.office import packed
from tests.support.model_makers import SUMMARY, USER, compound, jt, property_set, solidworks


def seeds() -> tuple[bytes, ...]:
    """Files of the tables of CAD and of models."""
    facet = struct.pack("<12fH", 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)
    graph, words = zlib.compress(b"bracket-7.part;0;0:" * 9), lzma.compress(b"designed" * 50)
    body = acis.body_from_mesh(forms.cube())
    return (
        b"part".ljust(80) + struct.pack("<I", 9) + facet * 9,
        b"solid a\n" + b"facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n" * 3 + b"endsolid a\n",
        b"ISO-10303-21;\nHEADER;\nFILE_NAME('a','b',('c'),('d'),'e','f','');\nENDSEC;\nDATA;\n#1=PRODUCT('a','\\X2\\90E8\\X0\\','',(#2));\n"
        b"#3=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.));#4=NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#5,#6,$);"
        b"#7=DIMENSIONAL_SIZE(#8,'d');#9=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#7,#10);#10=SHAPE_DIMENSION_REPRESENTATION('',(#11),#12);"
        b"#11=(LENGTH_MEASURE_WITH_UNIT()MEASURE_WITH_UNIT(LENGTH_MEASURE(1.),#3));/* c */ENDSEC;\nEND-ISO-10303-21;\n",
        b"s".ljust(72) + b"S      1\n" + b"1H,,1H;,4Hname,1Hf,1Hs;".ljust(72) + b"G      1\n" + b"     110       1".ljust(72) + b"D      1\n" * 2
        + b"128,1,1,1,1,0,0,1,0,0,0.,0.,1.,1.;".ljust(64) + b"       1P      1\n" + b"T".ljust(72) + b"T      1\n",
        b"# x\no H\nv 0 0 0\nv 1 0 0\nv 1 1 1\nf 1 2 3\n",
        b"OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n",
        b"ply\nformat binary_little_endian 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nelement face 2\n"
        b"property list uchar int v\nend_header\n" + bytes(24) + b"\3" + bytes(12) + b"\1" + bytes(4),
        b"glTF\2\0\0\0" + struct.pack("<I", 12 + 8 + 60) + struct.pack("<I4s", 60, b"JSON") + b'{"asset":{"version":"2.0"},"meshes":[{"primitives":[{}]}]}'.ljust(60),
        b'<?xml version="1.0"?><COLLADA><author>S</author><unit name="inch"/><float_array id="position">0 0 0 1 2 3</float_array></COLLADA>',
        b'#VRML V2.0 utf8\nWorldInfo { title "x" }\n',
        packed({"3D/3dmodel.model": b'<model unit="inch"><metadata name="Title">t</metadata><vertex x="1" y="2" z="3"/></model>'}),
        packed({"Document.xml": b'<Document ProgramVersion="1"><Property name="Label"><String value="a"/></Property></Document>', "PartShape.brp": b"CASCADE Topology V1\nVe\n1e-7\n0 0 0\n", "Colors": b"\1\0\0\0abcd"}),
        "\n".join(acis.export_sat([body])).encode(),
        bytes(acis.export_sab([body])),
        b"**ABCDEFGHIJKLMNOPQRSTUVWXYZ\n**PARASOLID\n**PART1;\nAPPL=x;\n**END_OF_HEADER**\nT51 : TRANSMIT 12 31038 23494 22259 0\n",
        solidworks({"docProps/custom.xml": b"<?xml version='1.0'?><p name='a'><v>b</v></p>", "Contents/a": b"moPart" * 50}),
        compound({"\x05SummaryInformation": property_set(SUMMARY, {2: "t"}), "ISolidWorksInformation": property_set(USER, {2: "x"}, {2: "y"}), "a/b": graph}),
        jt([(1, struct.pack("<iiB", 2, len(graph) + 1, 2) + graph), (4, struct.pack("<iiB", 3, len(words) + 1, 3) + words)]),
        b"V5_CFV2\0LastSaveVersion\0<Version>5/<Version><Release>27/<Release><ServicePack>2/<ServicePack>" + "把持部.CATPart".encode("utf-16-be"),
        b"#UGC:2 PART 1\n#- CMNM 003abc\n#-END_OF_UGC_HEADER\n#Creo TM\n#FeatDefs\n\x1f\x9d\x90abcdefgh",
        b"SPLMSSTR/Root/UG_PART\0" + graph,
        b"3D Geometry File Format       70" + struct.pack("<Iq", 1, 5) + b"hello" + struct.pack("<Iq", 0x10000013, 9) + bytes(9),
        b"\xff\xfe\xff\x0e" + "SketchUp Model".encode("utf-16-le") + packed({"a.dat": b"x" * 99}),
        b"BLENDER-v306TEST" + struct.pack("<iQii", 8 + 64, 1, 0, 1) + struct.pack("<ii", 4, 4) + bytes(64) + b"ENDB" + bytes(20),
        b"0\nSECTION\n2\nENTITIES\n0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n0\nTEXT\n8\n0\n10\n0\n20\n0\n40\n1\n1\nword\n0\nENDSEC\n0\nEOF\n",
        b"AutoCAD Binary DXF\r\n\x1a\0" + b"\0SECTION\0\2ENTITIES\0\0TEXT\0\x0a" + bytes(8) + b"\1word\0\0ENDSEC\0\0EOF\0",
        b"AC1032" + bytes(7) + b"\x20\0\0\0" + bytes(15) + bytes.fromhex("1f256d07d43628289d57ca3f9d44102b") + bytes(40),
        b"AC1009" + bytes(7) + struct.pack("<4I", 0x80, 0xC0, 0x40, 0) .ljust(0x80, b"\0") + b"\7\0\x18\0" + bytes(60) + b"words of a drawing" + bytes(40),
        b"\x08\x09\xfe\x02" + bytes(1532) + b"\0\x11\x20\0" + bytes(36) + b"words in it" + bytes(20) + b"\xff\xff",
        b"(DWF V00.55)(Author 'a')(Text 1,2 'words')(EndOfDWF)",
        b"CASCADE Topology V3\nLocations 1\n1\n1 0 0 0 0 1 0 0 0 0 1 0\nVe\n1e-7\n0 0 0\n0 0\n",
        b"PS" + bytes(3) + b"3: TRANSMIT FILE created by modeller version 2800236" + b"\0\0\0\x13SCH_2800236_28002_13006" + bytes(60),
        b'{"asset": {"version": "2.0", "copyright": "c"}, "scenes": [], "meshes": [{"name": "m", "extras": {"a": 1}}]}',
        b"JwwData.\x58\2\0\0" + "社外秘 図面".encode("cp932") + bytes(40) + b"\x05words" * 4,
        b"PRC\0" + bytes(40) + zlib.compress(b"words of a model" * 9),
    )  # fmt: skip
