"""Names against entries: what is met, how, how surely, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.model import ListEffect
from policies.screening.lists import ControlList, EntityKind, ListEntry, version_of
from policies.screening.matching import How, ListIndex, Match, Thresholds

LIMITS = Thresholds()


def entry(id_: str, name: str, *aliases: str, kind: EntityKind = EntityKind.ORGANISATION) -> ListEntry:
    return ListEntry(id=id_, name=name, aliases=aliases, effect=ListEffect.LICENCE, kind=kind)


def as_list(*entries: ListEntry, title: str = "US Entity List") -> ControlList:
    return ControlList(code=title, title=title, version=version_of(entries), dated=None, entries=entries)


FILLER = tuple(
    entry(f"f{number}", f"{word} {sort} Co., Ltd.")
    for number, (word, sort) in enumerate(
        (word, sort)
        for word in ("Alpha", "Borealis", "Cirrus", "Dorado", "Equinox", "Fulmar", "Galena", "Heliodor")
        for sort in ("Technology", "Electronics", "Trading", "University", "Institute", "Research Institute")
    )
)
US = as_list(
    entry("e1", "Harbin Institute of Technology", "HIT"),
    entry("e2", "Beijing University of Aeronautics and Astronautics (BUAA)", "Beihang University"),
    entry("e3", "CETC 58th Research Institute", "58th Research Institute of China Electronics Technology Group"),
    entry("e4", "Sichuan University"),
    entry("e5", "Huawei Technologies Co., Ltd."),
    entry("e6", "Ivan Petrov", kind=EntityKind.PERSON),
    entry("e7", "Minato Maru", kind=EntityKind.CRAFT),
    entry("e8", "Ninth Academy"),
    entry("e9", "Sun Yat-Sen University"),
    entry("e10", "Moscow Institute of Physics", "MOSKOVSKIY FIZIKO TEKHNICHESKIY INSTITUT"),
    entry("e11", "Sharif University of Technology"),
    *FILLER,
)
JP = as_list(
    entry("j1", "Beijing University of Aeronautics and Astronautics (BUAA) (北京航空航天大学)", "Beihang University"),
    entry("j2", "Dandong Fude Trading (丹東富徳貿易有限公司)"),
    title="外国ユーザーリスト",
)
INDEX = ListIndex((US, JP))


def met(name: str, least: float = LIMITS.unsure) -> dict[str, Match]:
    return {match.entry.id: match for match in INDEX.matches(name, least=least)}


@pytest.mark.parametrize(
    ("name", "id_", "how"),
    [
        ("Harbin Institute of Technology", "e1", How.EXACT),
        ("harbin institute  of technology", "e1", How.EXACT),
        ("Beihang University", "e2", How.ALIAS),
        ("Harbin Inst. of Tech.", "e1", How.FOLDED),
        ("Institute of Technology Harbin", "e1", How.FOLDED),
        ("HARBIN-INSTITUTE OF TECHNOLOGY", "e1", How.FOLDED),
        ("Hаrbin Institute of Technology", "e1", How.FOLDED),
        ("Hua Wei Technologies", "e5", How.FOLDED),
        ("HarbinInstituteofTechnology", "e1", How.FOLDED),
        ("北京航空航天大学", "j1", How.FOLDED),
        ("北京航空航天大學", "e2", How.LINKED),
        ("Harbin Institut of Tecnology", "e1", How.FOLDED),  # one stroke off in words that all names share
        ("丹东富德贸易有限公司", "j2", How.FOLDED),
        ("Dandong Fude Maoyi Youxian Gongsi", "j2", How.FOLDED),
        ("Московский физико-технический институт", "e10", How.TRANSLITERATED),
    ],
)
def test_what_is_met_for_sure(name: str, id_: str, how: How) -> None:
    match = met(name)[id_]
    assert match.how is how
    assert match.score >= LIMITS.sure


@pytest.mark.parametrize(
    ("name", "id_", "how"),
    [
        ("HIT", "e1", How.ALIAS),
        ("四川大学", "e4", How.TRANSLITERATED),
        ("Harbin Institute of Technology, School of Chemistry", "e1", How.PART),
        ("Huawei", "e5", How.FUZZY),
        ("Haribn Institute of Technology", "e1", How.FUZZY),
        ("Huaweii Technologies Co Ltd", "e5", How.FUZZY),
        ("Ninth Academy", "e8", How.EXACT),
        ("National Sun Yat-Sen University", "e9", How.FUZZY),  # in Taiwan, another one
        ("Sun Yat-Sen Military University", "e9", How.FUZZY),
        ("Sichuan University of Japan and Friends of the Sea", "e4", How.PART),
        ("ハルビン工業大学", "e1", How.FUZZY),
        ("シャリーフ工科大学", "e11", How.FUZZY),
    ],
)
def test_what_a_person_looks_at(name: str, id_: str, how: How) -> None:
    match = met(name)[id_]
    assert match.how is how
    assert LIMITS.unsure <= match.score < LIMITS.sure


@pytest.mark.parametrize(
    "name",
    [
        "CETC 55th Research Institute",
        "中国电子科技集团公司第五十五研究所",
        "Harbin Engineering University",
        "Tianjin Institute of Technology",
        "Massachusetts Institute of Technology",
        "Sichuan University of Science and Engineering",
        "四川师范大学",
        "Beijing University of Posts and Telecommunications",
        "Nanjing University",
        "University of Tokyo",
        "東京大学",
        "Huaxin Electronics",
        "Ivan Petrov",
        "Minato Maru",
        "江海大学 Jianghai University",
        "",
        "???",
    ],
)
def test_what_is_not_met(name: str) -> None:
    assert met(name) == {}


def test_a_disguise_is_told_with_the_match() -> None:
    assert met("Hаrbin Institute of Technology")["e1"].is_disguised
    assert not met("Harbin Institute of Technology")["e1"].is_disguised


def test_acronym_of_a_parent_does_not_tell_an_institute() -> None:
    assert "e3" not in met("China Electronics 55th Research Institute (CETC)")


def test_matches_come_once_an_entry_and_the_surest_first() -> None:
    found = INDEX.matches("Beihang University", least=0.5)
    assert len({match.entry.id for match in found}) == len(found)
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_an_index_of_nothing_meets_nothing() -> None:
    assert ListIndex(()).matches("Harbin Institute of Technology", least=0.5) == ()


def test_what_a_list_is_not_shown_by_its_repr() -> None:
    assert "Harbin" not in repr(US)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_looked_up_without_fault(text: str) -> None:
    for match in INDEX.matches(text, least=0.5):
        assert 0.5 <= match.score <= 1


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([each for each in (*US.entries, *JP.entries) if each.kind is EntityKind.ORGANISATION]))
def test_every_listed_name_meets_its_entry(listed: ListEntry) -> None:
    for name in listed.names:
        assert listed.id in {match.entry.id for match in INDEX.matches(name.upper(), least=LIMITS.unsure)}
