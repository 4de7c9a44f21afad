from __future__ import annotations

import random
import string
from pathlib import Path

import numpy as np
import pytest

from classifiers.document import Address, Document, Field, FieldName, Part
from classifiers.errors import ModelError
from classifiers.model.projects import Attributor, ProjectStore, load_model, save_model
from classifiers.model.terms import Scatter, people_of, terms_of, without_people

KEY = b"k" * 32
COMMON = "the of and to in is for with on that by as are this be shall from it or at has which".split()  # noqa: SIM905
NAMES = ("optics", "gripper", "battery")


def vocabulary(project: str) -> list[str]:
    chance = random.Random(project)
    return ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(5, 9))) for _ in range(150)]


def text(project: str, number: int, words: int = 300) -> str:
    """A text of a project: common words, and a choice of its own."""
    chance = random.Random(f"{project} {number}")
    own = chance.sample(vocabulary(project), 60)
    return " ".join(chance.choice(own) if chance.random() < 0.4 else chance.choice(COMMON) for _ in range(words))


def document(words: str, digest: str = "", **more: object) -> Document:
    part = Part(name="", type="text/plain", digest=digest or words[:40], size_bytes=1, text=words, **more)  # type: ignore[arg-type]
    return Document(parts=(part,))


def taught(store: ProjectStore, project: str, count: int = 20) -> ProjectStore:
    store.add(project, [document(text(project, number), f"{project}-{number}") for number in range(count)])
    return store


@pytest.fixture(scope="module")
def store() -> ProjectStore:
    made = ProjectStore(KEY)
    for name in NAMES:
        taught(made, name)
    return made


@pytest.fixture(scope="module")
def attributor(store: ProjectStore) -> Attributor:
    return Attributor(store.model(), KEY)


@pytest.mark.parametrize("name", NAMES)
def test_most_of_a_projects_new_documents_are_its_own_and_the_candidates_seldom_miss(
    attributor: Attributor, name: str
) -> None:
    found = [attributor.attribute(document(text(name, number))) for number in range(100, 160)]
    assert sum(each.project == name for each in found) >= 45
    assert sum(name in each.candidates for each in found) >= 50
    assert all(each.project in ("", name) for each in found)


def test_strangers_are_none_of_them(attributor: Attributor) -> None:
    strangers = [text(f"stranger-{number}", number) for number in range(40)]
    found = [attributor.attribute(document(each)) for each in strangers]
    assert sum(not each.candidates for each in found) >= 38
    assert attributor.attribute(document("")).candidates == ()
    assert attributor.attribute(document("本書は別の話である。" * 40)).candidates == ()


def test_words_say_why_and_stand_in_the_document(attributor: Attributor) -> None:
    words = text("gripper", 300)
    found = attributor.attribute(document(words))
    assert found.words
    assert all(word in words for word in found.words)
    assert set(" ".join(found.words).split()) & set(vocabulary("gripper"))


def test_too_few_documents_rule_nothing_out() -> None:
    store = taught(taught(ProjectStore(KEY), "optics", 6), "gripper", 6)
    found = Attributor(store.model(), KEY).attribute(document(text("optics", 99)))
    assert found.project == ""
    assert set(found.candidates) == {"optics", "gripper"}
    assert found.likeliest == ""


def test_the_only_project_is_not_everybodys_where_few_of_its_documents_were_learnt() -> None:
    few, enough = (taught(ProjectStore(KEY), "optics", count) for count in (6, 20))
    asked = [document(text(name, 99)) for name in ("optics", "battery")]
    assert {Attributor(few.model(), KEY).attribute(each).project for each in asked} == {""}
    assert [Attributor(enough.model(), KEY).attribute(each).project for each in asked] == ["optics", ""]


def test_what_comes_and_goes_changes_nothing_else() -> None:
    one = taught(taught(ProjectStore(KEY), "optics", 6), "gripper", 6)
    two = taught(taught(taught(ProjectStore(KEY), "gripper", 6), "battery", 6), "optics", 6)
    assert two.forget("battery") == 6
    left, right = one.model(), two.model()
    assert left.projects == right.projects == ("gripper", "optics")
    assert np.array_equal(left.slopes, right.slopes)
    assert all(np.array_equal(a, b) for a, b in zip(left.left_out, right.left_out, strict=True))


def test_a_document_learnt_again_is_one_and_can_be_unlearnt() -> None:
    store = taught(taught(ProjectStore(KEY), "optics", 8), "optics", 8)
    store.add("gripper", [document(text("optics", 0), "optics-0")])
    assert store.counts == {"gripper": 1, "optics": 7}
    assert store.forget_document("optics-1")
    assert not store.forget_document("optics-1")
    assert store.counts == {"gripper": 1, "optics": 6}


def test_documents_with_next_to_no_words_are_not_learnt() -> None:
    store = ProjectStore(KEY)
    assert store.add("optics", [document("two words"), document("")]) == 0
    assert store.model().projects == ()
    assert Attributor(store.model(), KEY).attribute(document(text("optics", 1))).candidates == ()


def test_others_teach_what_is_nobodys() -> None:
    store = taught(ProjectStore(KEY), "optics")
    store.add("", [document(text("common", number), f"c{number}") for number in range(20)])
    model = store.model()
    assert model.projects == ("optics",)
    found = Attributor(model, KEY)
    assert not any(found.attribute(document(text("common", number))).candidates for number in range(50, 70))


def test_template_lines_tell_nothing() -> None:
    head = "Minato Institute form seventeen quarterly zirconium letterhead"
    store = ProjectStore(KEY)
    store.add("optics", [document(f"{head}\n{text('optics', n)}", f"o{n}") for n in range(20)])
    taught(store, "gripper")
    found = Attributor(store.model(), KEY).attribute(document(f"{head}\n" * 5 + text("stranger", 1)))
    assert found.candidates == ()


def test_versions_of_one_document_are_no_template() -> None:
    store = taught(ProjectStore(KEY), "gripper")
    versions = [f"{text('optics', 1)}\n{text('optics', 2)}\nversion {n}" for n in range(20)]
    assert store.add("optics", [document(version, f"v{n}") for n, version in enumerate(versions)]) == 20
    found = Attributor(store.model(), KEY).attribute(document(f"{text('optics', 1)}\n{text('optics', 2)}\nversion 31"))
    assert "optics" in found.candidates


def test_people_are_no_terms() -> None:
    words = (
        "Author: Ichiro Tanaka\nThe Brown valve opens. Mail hanako@x.example or ask Sato.\n担当者：鈴木\nvalve 3.3 V"
    )
    made = document(
        words,
        metadata={"author": "Taro Brown"},
        addresses=(Address(role="from", address="a@x", name="Sato"),),
        fields=(Field(name=FieldName.CHECKED, value="Ito"),),
    )
    assert people_of(made) >= {"Taro", "Brown", "Sato", "Ito"}
    terms = set(terms_of(made, Scatter(KEY)).words)
    assert {"valve", "opens", "3.3v"} <= terms
    assert not terms & {"tanaka", "brown", "hanako", "sato", "鈴木", "ichiro"}


def test_prose_that_begins_like_a_header_is_kept() -> None:
    assert without_people("To open the valve turn it.\nFrom here on it is shut.", frozenset()).count("\n") == 1
    assert "valve" in without_people("To open the valve turn it.", frozenset())


def test_a_key_scatters_terms() -> None:
    words = tuple(vocabulary("optics"))
    assert not np.array_equal(Scatter(b"a" * 32).buckets(words), Scatter(b"b" * 32).buckets(words))


def test_store_and_model_come_back_as_they_were(store: ProjectStore, tmp_path: Path) -> None:
    store.save(tmp_path / "examples")
    again = ProjectStore.load(tmp_path / "examples", KEY)
    assert again.counts == store.counts
    save_model(again.model(), tmp_path / "model", KEY)
    loaded = Attributor(load_model(tmp_path / "model", KEY), KEY)
    fresh = Attributor(store.model(), KEY)
    asked = [document(text(name, number)) for name in NAMES for number in range(200, 210)]
    same = sum(loaded.attribute(each).project == fresh.attribute(each).project for each in asked)
    assert same >= len(asked) - 2  # rounded to half precision
    for path in ("examples", "model"):
        assert (tmp_path / path).stat().st_mode & 0o077 == 0
        assert not any(word.encode() in (tmp_path / path).read_bytes() for word in vocabulary("optics"))


def test_an_absent_store_is_empty_and_an_absent_model_an_error(tmp_path: Path) -> None:
    assert ProjectStore.load(tmp_path / "none", KEY).counts == {}
    with pytest.raises(ModelError, match="there is no"):
        load_model(tmp_path / "none", KEY)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 rubbish", b"x" * 5_000])
def test_damage_is_an_error_with_advice(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "m").write_bytes(damage)
    with pytest.raises(ModelError, match="damaged"):
        load_model(tmp_path / "m", KEY)
    with pytest.raises(ModelError, match="damaged"):
        ProjectStore.load(tmp_path / "m", KEY)


def test_half_a_file_another_key_and_the_other_kind_are_errors(store: ProjectStore, tmp_path: Path) -> None:
    store.save(tmp_path / "examples")
    whole = (tmp_path / "examples").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="damaged"):
        ProjectStore.load(tmp_path / "half", KEY)
    with pytest.raises(ModelError, match="another key"):
        ProjectStore.load(tmp_path / "examples", b"z" * 32)
    with pytest.raises(ModelError, match="holds no model"):
        load_model(tmp_path / "examples", KEY)
