"""Title blocks as they are drawn in Japan, China and the West, and what hostile sheets make of them."""

from __future__ import annotations

import pytest

from classifiers.document import Field, FieldName
from classifiers.readers.titleblock import inline_fields, read_attribute, read_titleblock
from classifiers.readers.titleblock_sheet import Line, Word


def word(text: str, x: float, y: float, height: float = 2.5, **more: float) -> Word:
    return Word(text=text, x=x, y=y, height=height, **more)


def values(fields: list[Field]) -> dict[FieldName, str]:
    return {field.name: field.value for field in fields}


def ruled(*lines: tuple[float, float, float, float]) -> list[Line]:
    return [Line(x1=x1, y1=y1, x2=x2, y2=y2) for x1, y1, x2, y2 in lines]


def test_label_beside_its_value() -> None:
    sheet = [
        word("図　　番", 0, 30), word("QS-3107-02", 20, 30),
        word("品 名", 0, 20), word("共振器ホルダ", 20, 20),
        word("材　質", 0, 10), word("SUS304", 20, 10),
        word("尺 度", 0, 0), word("1:2", 20, 0),
    ]  # fmt: skip
    found = read_titleblock(sheet, where="page 1")
    assert values(found) == {
        FieldName.NUMBER: "QS-3107-02",
        FieldName.TITLE: "共振器ホルダ",
        FieldName.MATERIAL: "SUS304",
        FieldName.SCALE: "1:2",
    }
    assert [field.label for field in found][:2] == ["図 番", "品 名"]
    assert {field.where for field in found} == {"page 1"}


def test_letters_of_a_label_that_stand_alone() -> None:
    sheet = [word("図", 0, 0, width=2.5), word("番", 10, 0, width=2.5), word("A-1", 30, 0)]
    assert values(read_titleblock(sheet)) == {FieldName.NUMBER: "A-1"}


def test_header_row_over_a_row_of_names() -> None:
    sheet = [
        word("承認", 0, 10), word("検図", 20, 10), word("設計", 40, 10), word("製図", 60, 10),
        word("山本", 0, 4), word("鈴木", 20, 4), word("佐藤", 40, 4), word("高橋", 60, 4),
    ]  # fmt: skip
    assert values(read_titleblock(sheet)) == {
        FieldName.APPROVED: "山本",
        FieldName.CHECKED: "鈴木",
        FieldName.DESIGNED: "佐藤",
        FieldName.DRAWN: "高橋",
    }


def test_small_english_labels_above_their_values_in_one_cell() -> None:
    lines = ruled((0, 0, 120, 0), (0, 12, 120, 12), (0, 24, 120, 24), (0, 0, 0, 24), (60, 0, 60, 24), (120, 0, 120, 24))
    sheet = [
        word("TITLE", 1, 21, 1.5), word("BRACKET, SENSOR MOUNT", 3, 15, 3),
        word("DWG NO.", 61, 21, 1.5), word("4021-77-B", 63, 15, 3),
        word("MATERIAL", 1, 9, 1.5), word("AL 6061-T6", 3, 3, 3),
        word("FINISH", 61, 9, 1.5), word("ANODIZE, BLACK", 63, 3, 3),
    ]  # fmt: skip
    assert values(read_titleblock(sheet, lines=lines)) == {
        FieldName.TITLE: "BRACKET, SENSOR MOUNT",
        FieldName.NUMBER: "4021-77-B",
        FieldName.MATERIAL: "AL 6061-T6",
        FieldName.SURFACE: "ANODIZE, BLACK",
    }


def test_value_behind_two_ruled_lines_is_another_cells() -> None:
    sheet = [word("材質", 0, 0), word("SUS304", 20, 0)]
    near = ruled((10, -5, 10, 10))
    assert values(read_titleblock(sheet, lines=near)) == {FieldName.MATERIAL: "SUS304"}
    assert read_titleblock(sheet, lines=near + ruled((15, -5, 15, 10))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SCALE 1:2", (FieldName.SCALE, "1:2")),
        ("尺度 1:1", (FieldName.SCALE, "1:1")),
        ("比例：1:100", (FieldName.SCALE, "1:100")),
        ("SHEET 1 OF 3", (FieldName.SHEET, "1 OF 3")),
        ("REV B", (FieldName.REVISION, "B")),
        ("DWG NO. QX-17", (FieldName.NUMBER, "QX-17")),
        ("材質：S45C", (FieldName.MATERIAL, "S45C")),
        ("图号: GB-12.01", (FieldName.NUMBER, "GB-12.01")),
        ("圖號：TW-88", (FieldName.NUMBER, "TW-88")),
        ("密级：机密", (FieldName.SECURITY, "机密")),
        ("共 3 张 第 2 张", (FieldName.SHEET, "2/3")),
        ("第1頁 共2頁", (FieldName.SHEET, "1/2")),
        ("CAGE CODE 1ABC5", (FieldName.COMPANY, "1ABC5")),
        ("ECCN: 3A901", (FieldName.SECURITY, "3A901")),
        ("表面処理：無電解ニッケルめっき", (FieldName.TREATMENT, "無電解ニッケルめっき")),
    ],
)
def test_label_and_value_in_one_string(text: str, expected: tuple[FieldName, str]) -> None:
    assert [(name, value) for name, _, value in inline_fields(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "MATERIAL SAFETY DATA SHEET",
        "title",
        "scale model of a bridge",
        "12:30",
        ":",
        "",
        "名称",
        "RATIO 1:2",
        "図番 材質",
    ],
)
def test_strings_that_fill_nothing(text: str) -> None:
    assert list(inline_fields(text)) == []


def test_labels_in_two_languages() -> None:
    sheet = [word("材料 Material", 0, 0), word("SKD11", 40, 0), word("図番 / DWG. NO.", 0, 10), word("P-9", 40, 10)]
    assert values(read_titleblock(sheet)) == {FieldName.MATERIAL: "SKD11", FieldName.NUMBER: "P-9"}


def test_label_is_never_a_value() -> None:
    assert read_titleblock([word("材質", 0, 0), word("備考", 20, 0), word("签名", 0, -6)]) == []


def test_values_must_look_like_what_they_are() -> None:
    assert (
        read_titleblock([word("SCALE", 0, 0), word("BRACKET", 20, 0), word("質量", 0, 40), word("なし", 20, 40)]) == []
    )


def test_title_of_two_lines() -> None:
    sheet = [word("TITLE", 0, 20, 1.5), word("HOUSING ASSEMBLY,", 2, 14, 3), word("LEFT HAND", 2, 9, 3)]
    assert values(read_titleblock(sheet)) == {FieldName.TITLE: "HOUSING ASSEMBLY, LEFT HAND"}


def test_turned_sheet() -> None:
    sheet = [word("図番", 0, 0, rotation=90), word("R-90", 0, 20, rotation=90.0)]
    assert values(read_titleblock(sheet)) == {FieldName.NUMBER: "R-90"}


def test_legends_are_whole_paragraphs() -> None:
    sheet = [
        word("THE INFORMATION CONTAINED IN THIS DRAWING IS", 0, 20),
        word("PROPRIETARY TO EXAMPLE LABS. ANY REPRODUCTION", 0, 16),
        word("WITHOUT WRITTEN PERMISSION IS PROHIBITED.", 0, 12),
        word("社外秘", 100, 20),
    ]
    legends = [field.value for field in read_titleblock(sheet) if field.name is FieldName.LEGEND]
    assert "社外秘" in legends
    assert any(text.startswith("THE INFORMATION") and text.endswith("PROHIBITED.") for text in legends)


def test_notes_that_hold_unless_others_do() -> None:
    sheet = [
        word("UNLESS OTHERWISE SPECIFIED:", 0, 20),
        word("DIMENSIONS ARE IN MILLIMETERS", 0, 16),
        word("TOLERANCES: ±0.1", 0, 12),
    ]
    tolerances = [field.value for field in read_titleblock(sheet) if field.name is FieldName.TOLERANCE]
    assert any("MILLIMETERS" in text for text in tolerances)


@pytest.mark.parametrize(
    ("tag", "prompt", "expected"),
    [
        ("DWG_NO", "", FieldName.NUMBER),
        ("GEN-TITLE-SCA{6.5}", "Scale", FieldName.SCALE),
        ("GEN-TITLE-DES1{23.5}", "", FieldName.TITLE),
        ("図番", "", FieldName.NUMBER),
        ("ATT7", "材料:", FieldName.MATERIAL),
        ("XX", "Enter drawing number", FieldName.NUMBER),
        ("DRAWN_BY", "", FieldName.DRAWN),
        ("EDM_CHECKED_DATE", "", FieldName.DATE),
        ("EDM_DWG_TYPE", "", None),
        ("TITLE_LINE_1", "", FieldName.TITLE),
        ("MATERIAL1", "", FieldName.MATERIAL),
        ("COLOUR", "", None),
    ],
)
def test_attributes(tag: str, prompt: str, expected: FieldName | None) -> None:
    found = read_attribute(tag, "1:2" if expected is FieldName.SCALE else "42-A", prompt=prompt)
    assert (found.name if found else None) == expected


def test_attribute_that_still_holds_its_own_name() -> None:
    assert read_attribute("SCALE", "SCALE") is None
    assert read_attribute("WEIGHT", "Weight") is None


FRAME = ruled((0, 0, 0, 100), (0, 0, 200, 0), (0, 100, 200, 100), (200, 0, 200, 100))


def cells(*edges: tuple[float, float, float, float]) -> list[Line]:
    """Ruled rectangles: left, low, width, height."""
    return [
        line
        for x, y, width, height in edges
        for line in ruled((x, y, x + width, y), (x, y + height, x + width, y + height))
        + ruled((x, y, x, y + height), (x + width, y, x + width, y + height))
    ]


def test_empty_cells_take_no_value_of_their_neighbours() -> None:
    """A form that a program drew and nobody filled in, above a row of zone marks."""
    lines = cells((100, 10, 20, 5), (120, 10, 20, 5), (100, 15, 20, 5), (120, 15, 20, 5), (140, 10, 30, 15)) + FRAME
    sheet = [
        word("CHK'D", 102, 17, 1.8), word("APPV'D", 102, 12, 1.8), word("WEIGHT:", 141, 12, 1.8),
        word("TITLE:", 141, 22.5, 1.8), word("3", 145, 4, 3.5), word("3", 145, 96, 3.5),
    ]  # fmt: skip
    assert read_titleblock(sheet, lines=lines) == []


def test_value_in_the_middle_of_a_large_cell() -> None:
    sheet = [word("TITLE:", 101, 47, 1.8), word("HOUSING", 130, 25, 5), word("A4", 172, 25, 5)]
    lines = cells((100, 10, 70, 40), (170, 10, 20, 40)) + FRAME
    assert values(read_titleblock(sheet, lines=lines)) == {FieldName.TITLE: "HOUSING"}


def test_heads_of_lists_are_no_labels() -> None:
    """A parts list that grows upwards from its heads, right above the title block, and a table of revisions."""
    heads = ("序号", "代号", "名称", "数量", "材料", "备注")
    rows = (("1", "GB-01", "底座", "1", "HT200", "-"), heads)
    lines = cells(*((20 * column, 20 + 6 * row, 20, 6) for column in range(6) for row in range(2)))
    sheet = [
        word(text, 20 * column + 2, 28 - 6 * row, 2.2)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    changes = ("REV", "DESCRIPTION", "DATE", "APPROVED"), ("A", "INITIAL RELEASE", "3/4/2022", "JKL")
    lines += cells(*((30 * column, 80 + 6 * row, 30, 6) for column in range(4) for row in range(2)))
    sheet += [
        word(text, 30 * column + 2, 88 - 6 * row, 2.2)
        for row, texts in enumerate(changes)
        for column, text in enumerate(texts)
    ]
    assert read_titleblock(sheet, lines=lines) == []


def test_words_that_wait_to_be_replaced() -> None:
    sheet = [word("DRAWN:", 0, 10), word("<Drawn By>", 20, 10), word("设计", 0, 0), word("（签名）", 10, 0)]
    assert read_titleblock(sheet) == []


def test_name_of_a_part_that_begins_like_a_label() -> None:
    assert list(inline_fields("SHT30")) == []
    assert list(inline_fields("PN5321")) == []


def test_hostile_sheets_cost_little() -> None:
    """As many labels and values on one line as there may be, numbers that are none, strings without end."""
    crowd = [word("図番", 0, 0) for _ in range(3_000)] + [word("A-1", 1, 0) for _ in range(9_000)]
    assert len(read_titleblock(crowd)) <= 1
    assert read_titleblock([word("図番", float("nan"), 0), word("A", 0, float("inf")), word("x", 0, 0, 0.0)]) == []
    assert read_titleblock([word("図番" * 100_000, 0, 0), word("材" * 100_000, 9, 0)]) == []
    assert read_titleblock([]) == []
