from __future__ import annotations

import numpy as np
import pytest

from classifiers.model.artifacts import load_models
from classifiers.model.structure import LISTS, reading, structure
from classifiers.model.subjects import FIELD_TERMS, SUBJECT_LISTS, SUBJECTS, field_logits, subject_strengths
from classifiers.model.topics import FIELD_WORDS, FIELDS


def strengths(text: str) -> np.ndarray:
    return reading(text).subjects


def test_every_field_has_terms_in_three_languages_and_no_word_twice() -> None:
    assert set(FIELD_TERMS) == set(FIELDS)
    for name in FIELDS:
        terms = FIELD_TERMS[name].split()
        assert sum(term.isascii() for term in terms) >= 60
        assert sum(not term.isascii() for term in terms) >= 60
        assert not set(terms) & set(SUBJECT_LISTS[f"word_{name}"].split())
        assert set(FIELD_WORDS[name].split()) <= set(terms) | set(SUBJECT_LISTS[f"word_{name}"].split())


@pytest.mark.parametrize("name", list(SUBJECT_LISTS))
def test_every_entry_is_found_where_it_stands_and_is_a_word_or_two(name: str) -> None:
    place = list(SUBJECT_LISTS).index(name) % len(FIELDS) if not name.startswith("other_") else None
    for entry in SUBJECT_LISTS[name].split():
        assert entry.count("_") <= 1
        found = strengths(f"x {entry.replace('_', ' ')} x")
        assert found.max() > 0, entry
        if place is not None:
            assert found[place] > 0, entry


def test_the_same_term_again_says_less_than_another_one() -> None:
    repeated, several = strengths("fuel cell " * 4), strengths("fuel cell, wind turbine, photovoltaic inverter")
    energy = FIELDS.index("energy")
    assert 0 < repeated[energy] < several[energy]


def test_what_another_subject_claims_the_fields_do_not_get() -> None:
    bio = FIELDS.index("bio")
    alone = field_logits(strengths("The protein and the enzyme were isolated."))
    clinical = field_logits(
        strengths("The protein and the enzyme of patients after surgery, cancer therapy, diabetes.")
    )
    assert alone[bio] > clinical[bio] > 0


def test_little_said_is_little_known() -> None:
    assert field_logits(np.zeros(SUBJECTS)).tolist() == [0.0] * len(FIELDS)
    few, many = strengths("uranium"), strengths("uranium plutonium tokamak neutron flux")
    nuclear = FIELDS.index("nuclear")
    assert field_logits(few)[nuclear] < field_logits(many)[nuclear]


def test_looking_up_subjects_too_changes_no_feature() -> None:
    text = "The controller shall keep 3.3 V; 衛星の姿勢を制御する。寄存器与时钟 0x1F"
    assert np.array_equal(structure(text), reading(text).shape)
    assert strengths(text).shape == (SUBJECTS,)
    assert not set(SUBJECT_LISTS) & set(LISTS)
    assert subject_strengths(np.zeros(len(SUBJECT_LISTS))).shape == (SUBJECTS,)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("The reaction wheels and the star tracker of the CubeSat obey the ground station. " * 4, "aerospace"),
        ("Ciphertexts are authenticated with HMAC; the session key is derived by elliptic curve key exchange. " * 4,
         "cryptography"),
        ("マニピュレータの逆運動学を解き、把持と軌道追従を行うロボットアームである。" * 8, "robotics"),
        ("钛合金经热处理后的显微组织与抗拉强度、断裂韧性和耐蚀性的关系。晶粒细化,析出相均匀分布。" * 8, "materials"),
    ],
)  # fmt: skip
def test_fields_of_plain_sentences(text: str, field: str) -> None:
    model = load_models().text
    score = model.score(text)
    assert score is not None
    assert model.telling_fields(score.fields) == {field}


@pytest.mark.parametrize(
    "text",
    [
        "The patients were treated in the hospital; after surgery the symptoms of the disease declined. " * 5,
        "农民种植水稻和小麦,土壤肥料与灌溉影响产量,果树病害由农药防治,奶牛饲料与水产养殖另作讨论。" * 8,
        "会議の議事録です。予算と旅費の申請、学校教育と地方公共団体の福祉について話し合いました。" * 8,
    ],
)
def test_ordinary_subjects_are_of_no_field(text: str) -> None:
    model = load_models().text
    score = model.score(text)
    assert score is not None
    assert model.telling_fields(score.fields) == frozenset()
