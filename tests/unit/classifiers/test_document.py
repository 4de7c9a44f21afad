"""The values that a reader yields, and how a draft becomes one."""

from __future__ import annotations

from classifiers.document import Address, Document, Field, FieldName, Finding, Measure, MeasureKind, Part, Place
from classifiers.limits import Limits
from classifiers.readers.draft import Draft


def draft(*, limits: Limits | None = None, notes: list[Finding] | None = None) -> Draft:
    found = notes if notes is not None else []
    return Draft(
        "", "text/plain", "", 0, limits=limits or Limits(), spend_chars=lambda wanted: wanted, note=found.append
    )


def part(name: str, parent: int) -> Part:
    return Part(name=name, type="text/plain", digest=name, size_bytes=1, parent=parent)


def test_text_knows_where_it_stands() -> None:
    made = draft()
    made.add_line("before any place")
    made.at("page 1")
    made.add_line("first")
    made.at("page 2")
    made.at("page 3")
    made.add_line("third")
    value = made.finish()
    assert value.text == "before any place\nfirst\nthird\n"
    assert value.places == (Place(start=17, label="page 1"), Place(start=23, label="page 3"))
    assert [value.place_of(index) for index in (0, 17, 22, 23, 28)] == ["", "page 1", "page 1", "page 3", "page 3"]


def test_places_stay_right_where_cleaning_shortens_the_text() -> None:
    made = draft()
    made.at("page 1")
    made.add_text("ハ\u3099ッテリー\r\n\0")
    made.at("page 2")
    made.add_text("寸法")
    value = made.finish()
    assert value.text == "バッテリー\n寸法"
    assert value.text[value.places[1].start :] == "寸法"


def test_structure_is_kept_clean_and_once() -> None:
    made = draft()
    made.add_field(FieldName.NUMBER, " QS-\n104 ", label="図番", where="page 1")
    made.add_field(FieldName.NUMBER, "QS- 104", label="図番", where="page 1")
    made.add_field(FieldName.TITLE, "  ")
    made.add_measure(MeasureKind.DIAMETER, 25.0, unit="mm", plus=0.021, fit="H7")
    made.add_measure(MeasureKind.LINEAR, float("nan"))
    made.add_names(layers=["0", "図枠", "0", ""], blocks=["BOLT"])
    made.add_address("To", "Sato@Example.JP ", "佐藤")
    made.add_address("cc", " ")
    value = made.finish()
    assert value.fields == (Field(name=FieldName.NUMBER, value="QS- 104", label="図番", where="page 1"),)
    assert value.measures == (Measure(kind=MeasureKind.DIAMETER, value=25.0, unit="mm", plus=0.021, fit="H7"),)
    assert (value.layers, value.blocks) == (("0", "図枠"), ("BOLT",))
    assert value.addresses == (Address(role="to", address="sato@example.jp", name="佐藤"),)


def test_structure_has_a_limit_that_is_told() -> None:
    notes: list[Finding] = []
    made = draft(limits=Limits(structure_items=2), notes=notes)
    made.add_names(layers=["a", "b", "c", "d"])
    assert made.finish().layers == ("a", "b")
    assert Finding(name="limit.structure_items", detail="2") in notes


def test_parts_form_a_tree() -> None:
    document = Document(parts=(part("", -1), part("a.zip", 0), part("a.zip/x", 1), part("b", 0), part("a.zip/y", 1)))
    assert [(depth, item.name) for depth, item in document.tree()] == [
        (0, ""),
        (1, "a.zip"),
        (2, "a.zip/x"),
        (2, "a.zip/y"),
        (1, "b"),
    ]


def test_a_parent_that_is_none_does_not_hide_a_part() -> None:
    """A reader that was taken over may send any number."""
    document = Document(parts=(part("", 7), part("a", 1), part("b", 5), part("c", -3)))
    assert sorted(item.name for _, item in document.tree()) == ["", "a", "b", "c"]
