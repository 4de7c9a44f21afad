"""STEP, IFC and IGES: words in every escape and encoding, the product's structure, dimensions, honest damage."""

# ruff: noqa: E501 - the instances read best one beside the other

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from classifiers.document import Document, FieldName, MeasureKind, Part
from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.models.part21 import arguments, instances, records, unescaped, without_comments
from policies.label import Reading

HEADER = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION(('housing, draft'),'2;1');
FILE_NAME('\\X2\\8EF853D7\\X0\\.stp','2026-04-01T09:00:00',('T. Sato'),('Kansai Lab'),'ST-DEVELOPER v18','CAD X 2026','');
FILE_SCHEMA(('AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF { 1 0 10303 442 1 1 4 }'));
ENDSEC;
DATA;
"""
FOOTER = "ENDSEC;\nEND-ISO-10303-21;\n"
ASSEMBLY = """
#1=PRODUCT('A-100','Gripper','',(#90)); #2=PRODUCT_DEFINITION_FORMATION('C','',#1); #3=PRODUCT_DEFINITION('d','',#2,#91);
#4=PRODUCT('P-7','Finger','',(#90)); #5=PRODUCT_DEFINITION_FORMATION('A','',#4); #6=PRODUCT_DEFINITION('d','',#5,#91);
#7=NEXT_ASSEMBLY_USAGE_OCCURRENCE('1','','',#3,#6,$); #8=NEXT_ASSEMBLY_USAGE_OCCURRENCE('2','','',#3,#6,$);
#10=PERSON('p1','Sato','Taro',$,$,$); #11=ORGANIZATION('o1','Kansai Lab','');
#12=PERSON_AND_ORGANIZATION(#10,#11); #13=PERSON_AND_ORGANIZATION_ROLE('creator');
#14=CC_DESIGN_PERSON_AND_ORGANIZATION_ASSIGNMENT(#12,#13,(#3));
#15=APPROVAL_STATUS('approved'); #16=APPROVAL(#15,'level'); #17=APPROVAL_PERSON_ORGANIZATION(#12,#16,#18);
#19=SECURITY_CLASSIFICATION_LEVEL('confidential'); #20=SECURITY_CLASSIFICATION('export','controlled',#19);
#21=CALENDAR_DATE(2026,1,4); #22=DATE_AND_TIME(#21,#23); #24=DATE_TIME_ROLE('creation_date');
#25=CC_DESIGN_DATE_AND_TIME_ASSIGNMENT(#22,#24,(#3)); #26=MATERIAL_DESIGNATION('A5052',(#3));
"""
UNITS = """
#30=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.));
#31=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT($,.METRE.));
#32=(CONVERSION_BASED_UNIT('DEGREE',#33)NAMED_UNIT(#34)PLANE_ANGLE_UNIT());
"""
PMI = """
#40=DIMENSIONAL_SIZE(#41,'diameter'); #42=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#40,#43);
#43=SHAPE_DIMENSION_REPRESENTATION('',(#44),#45);
#44=(LENGTH_MEASURE_WITH_UNIT()MEASURE_REPRESENTATION_ITEM()MEASURE_WITH_UNIT(POSITIVE_LENGTH_MEASURE(12.5),#30)REPRESENTATION_ITEM('nominal value'));
#46=TOLERANCE_VALUE(#47,#48); #47=(LENGTH_MEASURE_WITH_UNIT()MEASURE_WITH_UNIT(LENGTH_MEASURE(-0.02),#30));
#48=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(0.01),#30); #49=PLUS_MINUS_TOLERANCE(#46,#40);
#50=DIMENSIONAL_LOCATION('linear distance','',#41,#41); #51=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#50,#52);
#52=SHAPE_DIMENSION_REPRESENTATION('',(#53),#45); #53=(LENGTH_MEASURE_WITH_UNIT()MEASURE_REPRESENTATION_ITEM()
MEASURE_WITH_UNIT(LENGTH_MEASURE(40.),#30)REPRESENTATION_ITEM('')); #54=LIMITS_AND_FITS('H','hole','7','');
#55=PLUS_MINUS_TOLERANCE(#54,#50); #56=FLATNESS_TOLERANCE('f','',#57,#41); #57=LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(0.05),#30);
#58=(GEOMETRIC_TOLERANCE('p','',#57,#41)GEOMETRIC_TOLERANCE_WITH_DATUM_REFERENCE((#59))POSITION_TOLERANCE());
#60=ANGULAR_SIZE(#41,'angle'); #61=DIMENSIONAL_CHARACTERISTIC_REPRESENTATION(#60,#62);
#62=SHAPE_DIMENSION_REPRESENTATION('',(#63),#45);
#63=(MEASURE_REPRESENTATION_ITEM()MEASURE_WITH_UNIT(PLANE_ANGLE_MEASURE(45.),#32)PLANE_ANGLE_MEASURE_WITH_UNIT()REPRESENTATION_ITEM(''));
"""
SHAPE = """
#70=CARTESIAN_POINT('',(0.,0.,0.)); #71=CARTESIAN_POINT('',(40.,-2.5,1.E1)); #72=CYLINDRICAL_SURFACE('',#73,6.25);
#74=CARTESIAN_POINT('2d',(900.,900.)); #75=PRESENTATION_LAYER_ASSIGNMENT('layer 1','',(#72));
"""


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def step(body: str, *, encoding: str = "utf-8") -> bytes:
    return (HEADER + body + FOOTER).encode(encoding)


def fields(part: Part, name: FieldName) -> list[str]:
    return [field.value for field in part.fields if field.name is name]


def measures(part: Part, kind: MeasureKind) -> list[float]:
    return [measure.value for measure in part.measures if measure.kind is kind]


def test_the_header_becomes_properties() -> None:
    document = read(step(""))
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.type == "model/step"
    assert part.metadata["title"] == "軸受.stp"
    assert part.metadata["producer"] == "CAD X 2026"
    assert part.metadata["author"] == "T. Sato"
    assert part.metadata["company"] == "Kansai Lab"
    assert part.metadata["created"].startswith("2026-04-01")
    assert part.metadata["schema"].startswith("AP242")
    assert "軸受.stp" in part.text


def test_product_people_dates_and_security_become_fields() -> None:
    part = read(step(ASSEMBLY)).parts[0]
    assert fields(part, FieldName.NUMBER) == ["A-100"]
    assert fields(part, FieldName.TITLE) == ["Gripper"]
    assert fields(part, FieldName.REVISION) == ["C"]
    assert "Taro Sato" in fields(part, FieldName.DRAWN)
    assert fields(part, FieldName.APPROVED) == ["Taro Sato"]
    assert "Kansai Lab" in fields(part, FieldName.COMPANY)
    assert fields(part, FieldName.SECURITY) == ["confidential / export / controlled"]
    assert fields(part, FieldName.DATE) == ["2026-04-01"]
    assert fields(part, FieldName.MATERIAL) == ["A5052"]
    assert part.blocks == ("Gripper", "Finger")
    assert "Gripper (A-100)\n  Finger (P-7) × 2" in part.text
    assert part.place_of(part.text.index("  Finger (P-7)")) == "assembly"


def test_dimensions_tolerances_radii_and_extents_are_measures() -> None:
    part = read(step(UNITS + PMI + SHAPE)).parts[0]
    [diameter] = [measure for measure in part.measures if measure.kind is MeasureKind.DIAMETER]
    assert (diameter.value, diameter.unit, diameter.plus, diameter.minus) == (12.5, "mm", 0.01, -0.02)
    linear = [measure for measure in part.measures if measure.kind is MeasureKind.LINEAR]
    assert (linear[0].value, linear[0].fit) == (40.0, "H7")
    assert sorted(measure.plus for measure in linear[1:]) == [0.05, 0.05]
    [angle] = [measure for measure in part.measures if measure.kind is MeasureKind.ANGULAR]
    assert (angle.value, angle.unit) == (45.0, "deg")
    assert measures(part, MeasureKind.EXTENT) == [40.0, 10.0, 2.5]
    assert measures(part, MeasureKind.RADIUS) == [6.25]
    assert "position tolerance 0.05 mm" in part.text
    assert part.layers == ("layer 1",)
    assert part.cad["CARTESIAN_POINT"] == 3


def test_inches() -> None:
    body = "#1=(CONVERSION_BASED_UNIT('INCH',#2)LENGTH_UNIT()NAMED_UNIT(#3));" + SHAPE
    part = read(step(body)).parts[0]
    assert {measure.unit for measure in part.measures} == {"in"}


def test_ifc_names_units_and_points() -> None:
    body = (
        "#1=IFCPERSON($,'Wang','Li',$,$,$,$,$);#2=IFCORGANIZATION($,'Tsinghua',$,$,$);"
        "#3=IFCAPPLICATION(#2,'24.0','Tool Y','Y');#4=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);"
        "#5=IFCPROJECT('0abc',$,'\\X2\\56FE7EB8\\X0\\',$,$,$,$,(#6),#7);#8=IFCMATERIAL('S45C',$,$);"
        "#9=IFCCARTESIANPOINTLIST3D(((0.,0.,0.),(3.,4.,5.)));"
    )
    part = read(step(body)).parts[0]
    assert fields(part, FieldName.PROJECT) == ["图纸"]
    assert "Li Wang" in fields(part, FieldName.DRAWN)
    assert "Tsinghua" in fields(part, FieldName.COMPANY)
    assert fields(part, FieldName.MATERIAL) == ["S45C"]
    assert [(measure.value, measure.unit) for measure in part.measures] == [(5.0, "mm"), (4.0, "mm"), (3.0, "mm")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("it''s", "it's"),
        ("\\X2\\90E8\\X0\\", "部"),
        ("\\X4\\00020BB7\\X0\\", "\U00020bb7"),
        ("\\X\\E9t\\X\\E9", "été"),
        ("\\S\\i", "é"),
        ("\\PE\\\\S\\4", "Д"),
        ("a\\\\b", "a\\b"),
        ("\\X2\\90E8", "部"),
        ("\\X2\\90E", "\\X2\\90E"),
        ("two\nlines", "twolines"),
    ],
)
def test_escapes(written: str, meant: str) -> None:
    assert unescaped(written) == meant


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "gb18030"])
def test_words_in_no_escape_at_all(encoding: str) -> None:
    words = "社外秘 軸受部品図面、寸法公差表示" if encoding != "gb18030" else "机密 轴承零件图纸，尺寸公差"
    filler = "".join(f"#{number}=CARTESIAN_POINT('',(0.,0.,{number}.));\n" for number in range(100, 4_000))
    part = read(step(f"{filler}#1=PRODUCT('x','{words}','',(#2));", encoding=encoding)).parts[0]
    assert words in part.text
    assert fields(part, FieldName.TITLE) == [words]
    assert part.reading is Reading.FULL


def test_comments_are_read_and_quotes_in_them_do_no_harm() -> None:
    body = "/* don't send this: 社外秘 */ #1=PRODUCT('/* not a comment */','name','',(#2)); /* second */"
    part = read(step(body)).parts[0]
    assert "don't send this: 社外秘" in part.text
    assert "second" in part.text
    assert fields(part, FieldName.NUMBER) == ["/* not a comment */"]


def test_what_stands_between_and_behind_the_instances_is_read() -> None:
    body = "#1=PRODUCT('a','b','',(#2)); words of nobody #3=PRODUCT('c','d','',(#2));ENDSEC;\nDATA;\n#5=PRODUCT('e','f','',(#2));"
    anchors = "ANCHOR;\n<shaft>=#1;\nENDSEC;\nREFERENCE;\n#9=<https://cad.example/gear.stp#x>;\nENDSEC;\n"
    data = (
        HEADER.replace("DATA;\n", anchors + "DATA;\n") + body + FOOTER + "SIGNATURE;\nappended 社外秘\nENDSEC;\n"
    ).encode()
    document = read(data)
    for words in ("words of nobody", "<shaft>", "https://cad.example/gear.stp#x", "appended 社外秘"):
        assert words in document.parts[0].text
    assert document.parts[0].cad["PRODUCT"] == 3
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(
    "body",
    [
        "#1=PRODUCT('x',.MAGATAMA_7731.,'');",
        "#1=PRODUCT('x',MAGATAMA_7731,'');",
        "#1=PRODUCT('x') MAGATAMA_7731;",
        "#1=PRODUCT('x',1.E-05,2.MAGATAMA_7731);",
        f"#1=PRODUCT('x',\"0{b'MAGATAMA_7731'.hex().upper()}\");",
    ],
)
def test_words_outside_of_strings_are_read(body: str) -> None:
    part = read(step(body)).parts[0]
    assert "MAGATAMA_7731" in part.text
    assert "E-05" not in part.text


def test_names_of_types_are_counted_or_read() -> None:
    body = "#1=!OWN_TYPE('x');#2=(LENGTH_UNIT()INNER_TYPE(*)NAMED_UNIT(*));#3=A(SECRET_MEASURE('x'));"
    part = read(step(body)).parts[0]
    assert {"!OWN_TYPE", "INNER_TYPE", "SECRET_MEASURE"} <= set(part.cad)
    many = "".join(f"#{number}=TYPE_{number:03}();" * 2 for number in range(210))
    part = read(step(many + "#900=RARE_TYPE();")).parts[0]
    assert "RARE_TYPE" not in part.cad
    assert "RARE_TYPE" in part.text


def test_packed_step_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part.stp", step(ASSEMBLY))
    for packed in (buffer.getvalue(), gzip.compress(step(ASSEMBLY))):
        document = read(packed, "part.stpz")
        inner = next(part for part in document.parts if part.type == "model/step")
        assert "Gripper" in inner.text
        assert document.reading is Reading.FULL


def test_what_is_cut_off_is_said() -> None:
    whole = step(ASSEMBLY + SHAPE)
    for size in (len(whole) // 2, len(whole) - 40):
        document = read(whole[:size])
        assert document.reading is Reading.PARTIAL
        assert {finding.name for finding in document.findings} == {"damaged"}
        assert "Gripper" in document.parts[0].text


def test_an_assembly_within_itself_ends() -> None:
    body = (
        ASSEMBLY
        + "#80=NEXT_ASSEMBLY_USAGE_OCCURRENCE('3','','',#6,#3,$);#81=NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#99,#3,$);"
    )
    assert "Finger" in read(step(body)).parts[0].text


def test_hostile_text_takes_linear_time() -> None:
    """Each of these made a plain pattern read the rest again from every place in it."""
    size = 400_000
    for body in ("#1=" * size, "#1=A('" * size, "/*" * size, "#1=A(" + "(" * size, "'" * size, "#1=(A()" * size,
                 "#1=A(" + "'a''" * size, "\\S\\a" * size, "#1=CARTESIAN_POINT('',(1.,1.," * size):  # fmt: skip
        document = read((HEADER + body).encode(), limits=Limits(reading_s=20.0))
        assert "limit.reading_s" not in {finding.name for finding in document.findings}


def test_many_products_do_not_fill_the_title_block() -> None:
    body = "".join(f"#{number}=PRODUCT('n{number}','name {number}','',(#1));" for number in range(10, 30_010))
    part = read(step(body), limits=Limits(reading_s=20.0)).parts[0]
    assert len(part.fields) < 1_000
    assert len(part.blocks) == 20_000


def test_arguments_and_records() -> None:
    values = arguments("('a''b',#12,1.5E-3,.TRUE.,$,(1.,2.),LENGTH_MEASURE(2.),\"0F\")")
    assert values[0] == "a'b"
    assert values[1] == 12
    assert values[2:6] == [0.0015, "TRUE", None, [1.0, 2.0]]
    assert values[6] == ["LENGTH_MEASURE", [2.0]]
    assert list(records("A(1.)B()C('x')")) == ["A", "B", "C"]
    [instance] = instances("#5 = ( A(1.)\nB('c;d') );")
    assert (instance.number, instance.name, instance.is_complex, instance.is_whole) == (5, "A", True, True)
    assert without_comments("a/*b*/c'/*d*/'") == ("a c'/*d*/'", ["b"])


def test_lab_files_are_read_whole(shared_data: Path) -> None:
    paths = sorted((shared_data / "files/drawings/cad-3d").glob("*.stp"))
    assert paths
    for path in paths:
        document = read(path.read_bytes(), path.name)
        assert document.reading is Reading.FULL, (path.name, document.findings)
        assert len(measures(document.parts[0], MeasureKind.EXTENT)) == 3


def iges(start: str, parameters: list[tuple[int, str]], *, encoding: str = "ascii", drop: str = "") -> bytes:
    """An IGES file of entities, each a type and its parameters."""
    lines: list[bytes] = []

    def add(section: str, content: bytes, number: int) -> None:
        if section not in drop:
            lines.append(content.ljust(72)[:72] + f"{section}{number:7}".encode())

    add("S", start.encode(encoding), 1)
    globe = "1H,,1H;,5HP-100,8Hpart.igs,9HCAD X 1.0,2HX1,32,38,6,308,15,5HP-100,1.,2,2HMM,1,0.01,13H260401.090000,"
    globe += "0.001,100.,4HSato,10HKansai Lab,11,0,13H260402.100000;"
    for number in range(0, len(globe), 72):
        add("G", globe[number : number + 72].encode(), number // 72 + 1)
    body: list[tuple[bytes, int]] = []
    for index, (kind, text) in enumerate(parameters):
        pointer = 2 * index + 1
        for number in (0, 1):
            add("D", f"{kind:8}{len(body) + 1:8}".encode().ljust(72), pointer + number)
        raw = f"{kind},".encode() + text.encode(encoding) + b";"
        body += [(raw[place : place + 64], pointer) for place in range(0, len(raw), 64)]
    for number, (raw, pointer) in enumerate(body):
        add("P", raw.ljust(64) + f"{pointer:8}".encode(), number + 1)
    add("T", b"S      1G      3D      2P      1", 1)
    return b"\n".join(lines) + b"\n"


NOTE = "1,{size},1.,1.,1,1.57,0.,0,0,0.,0.,0.,{size}H{text}"


def test_iges_properties_strings_dimensions_and_extents() -> None:
    parameters = [
        (212, NOTE.format(size=5, text="12.50")),
        (206, "1,0,0,0.,0."),
        (110, "0.,0.,0.,40.,-2.5,10."),
        (116, "1.,1.,1.,0"),
        (406, "1,8Hhousings"),
        (126, "1,1,0,0,1,0,0.,0.,1.,1.,1.,1.,0.,0.,0.,50.,0.,0.,0.,1.,0.,0.,0."),
    ]
    document = read(iges("Kansai Lab housing", parameters), "part.igs")
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.type == "model/iges"
    assert part.metadata["producer"] == "CAD X 1.0"
    assert part.metadata["author"] == "Sato"
    assert fields(part, FieldName.NUMBER) == ["P-100"]
    assert fields(part, FieldName.COMPANY) == ["Kansai Lab"]
    assert "Kansai Lab housing" in part.text
    assert "housings" in part.text
    assert measures(part, MeasureKind.DIAMETER) == [12.5]
    assert measures(part, MeasureKind.EXTENT) == [50.0, 10.0, 3.5]
    assert {measure.unit for measure in part.measures} == {"mm"}
    assert part.cad["LINE"] == 1


def test_iges_labels_remarks_and_lines_of_no_section() -> None:
    data = iges("start", [(110, "0.,0.,0.,1.,1.,1."), (406, "1,8Hhous;ngs")])
    line = next(line for line in data.splitlines() if line[72:73] == b"D" and line.endswith(b"      2"))
    data = data.replace(line, line[:56] + b"SHAFT-01" + line[64:])
    data = data.replace(b"1.,1.,1.;".ljust(40), b"1.,1.,1.; not for them".ljust(40)) + b"words behind the end\n"
    document = read(data)
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.blocks == ("SHAFT-01",)
    for words in ("not for them", "words behind the end", "hous;ngs"):
        assert words in part.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"110,0.,0.,0.,1.", b"110,MAGATAMA 31"),
        (b"110,0.,0.,0.,1.,1.,1.", b"110,4Hwith,MAGATAMA,1.E1"),
        (b"       1P", b"MAGATAMAP"),
        (b"P      1\n", b"P      1 MAGATAMA\n"),
        (b"P      1" + b" " * 10, b"P      1  MAGATAMA"),
        (b"110       1" + b" " * 8, b"110       1MAGATAMA"),
        (b"00;" + b" " * 8, b"00;MAGATAMA"),
    ],
)
def test_iges_words_in_the_place_of_numbers(before: bytes, after: bytes) -> None:
    data = iges("start", [(110, "0.,0.,0.,1.,1.,1.")])
    assert before in data
    part = read(data.replace(before, after, 1)).parts[0]
    assert part.type == "model/iges"
    assert "MAGATAMA" in part.text


def test_iges_words_in_shift_jis_keep_their_columns() -> None:
    words = "軸受部品の図面、社外秘とする"
    size = len(words.encode("cp932"))
    part = read(iges("図面", [(212, NOTE.format(size=size, text=words))], encoding="cp932")).parts[0]
    assert words in part.text


def test_a_compressed_iges_is_known_and_its_strings_are_read() -> None:
    line = b"A compressed file".ljust(72) + b"C      1\n"
    data = line + iges("start", [(406, "1,8Hhousings")]).replace(b"P      1", b"") + b"@1_1,406,5Hinner;\n"
    part = read(data).parts[0]
    assert part.type == "model/iges"
    assert "inner" in part.text


def test_an_iges_without_its_end_is_partial() -> None:
    document = read(iges("start", [(406, "1,8Hhousings")], drop="T"))
    assert document.reading is Reading.PARTIAL
    assert "housings" in document.parts[0].text
