"""Names as people write them, read in words that compare."""

from __future__ import annotations

import pytest

from policies.screening.characters import fold_han, plain
from policies.screening.names import read_name
from policies.screening.spelling import word_likeness
from policies.screening.transliteration import is_pinyin, latin_of_cyrillic, pinyin_of, romaji_of


def words(name: str, *, is_cjk: bool = False) -> tuple[str, ...]:
    return next(each.words for each in read_name(name).readings if each.is_cjk is is_cjk)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbin Engineering University", "ＨＡＲＢＩＮ　Ｅｎｇｉｎｅｅｒｉｎｇ　Ｕｎｉｖ．"),
        ("Foo-Bar Science & Technology Co., Ltd.", "foo bar science and technology company limited"),
        ("The University of Minato", "University of Minato"),
        ("Université de Genève", "Universite de Geneve"),
        ("Xi'an Works", "Xian Works"),
        ("No. 58 Institute", "58th Institute"),
        ("Ninth Academy of Minato", "9th Academy of Minato"),
        ("Minato GmbH", "Minato Inc."),
        ("D.G.S. International", "DGS International"),
        ("Müller Instruments AG", "MULLER INSTRUMENTS"),
        ("Minato Tradiing Co", "Minato Trading Co"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("哈爾浜工程大学", "哈尔滨工程大学"),
        ("國立清華大學", "国立清华大学"),
        ("中国電子科技集団公司第五十四研究所", "中国电子科技集团公司第54研究所"),
        ("株式会社湊製作所", "湊製作所(株)"),
        ("第七〇二研究所", "第702研究所"),
        ("龍沢関発", "龙泽关发"),
    ],
)
def test_han_names_fold(one: str, other: str) -> None:
    assert words(one, is_cjk=True) == words(other, is_cjk=True)


def test_numbers_and_places_stay_themselves() -> None:
    assert words("Research Institute No. 55") != words("Research Institute No. 58")
    assert word_likeness("nanjing", "nanning") == 0
    assert word_likeness("northwest", "southwest") == 0
    assert word_likeness("55", "58") == 0


def test_a_misspelt_word_is_near_and_another_pinyin_word_less_so() -> None:
    assert word_likeness("technolgy", "technology") == pytest.approx(0.9)
    assert word_likeness("xihua", "xinhua") < word_likeness("qimrod", "qimrodd")
    assert is_pinyin("haerbin")
    assert not is_pinyin("university")
    assert not is_pinyin("")


@pytest.mark.parametrize(
    "disguised",
    [
        "Hаrbin Institute of Technоlogy",  # Cyrillic а and о
        "Har\u200bbin Institute of Tech\u00adnology",
        "H a r b i n  I n s t i t u t e  o f  T e c h n o l o g y",
        "\u202eHarbin Institute of Technology",
        "ʜᴀʀʙɪɴ ɪɴꜱᴛɪᴛᴜᴛᴇ of Technology",
    ],
)
def test_disguise_is_seen_through_and_told(disguised: str) -> None:
    name = read_name(disguised)
    assert name.is_disguised
    assert name.readings[0].words == ("harbin", "institute", "technology")


@pytest.mark.parametrize(
    "honest", ["Harbin Institute of Technology", "北京航空航天大学", "ガスプロム", "Концерн Алмаз", "Ｈａ"]
)
def test_honest_names_are_not_called_disguised(honest: str) -> None:
    assert not plain(honest).is_disguised


def test_marks_of_kana_and_hangul_stay() -> None:
    assert plain("ガギグ한국").text == "ガギグ한국"


def test_letters_that_only_a_mark_makes_stay_letters() -> None:
    assert plain("Московский Київ Šimon").text == "Московский Київ Simon"
    latin = read_name("Московский физический завод").readings[-1].words
    assert latin[:2] == ("moskovskiy", "fizicheskiy")


def test_a_name_in_two_scripts_is_two_names() -> None:
    readings = read_name("江海大学 Jianghai University").readings
    assert any(each.is_cjk and each.words == ("江海", "大学") for each in readings)
    assert any(not each.is_transliterated and each.words == ("jianghai", "university") for each in readings)
    with_acronym = read_name("Beijing University of Aeronautics (BUA) (北京航空大学)").readings
    assert {each.compact for each in with_acronym if each.is_weak} == {"bua"}


def test_latin_words_inside_a_chinese_name_do_not_split_it() -> None:
    assert words("BRINC 无人机公司", is_cjk=True) == ("brinc", "无人机")


def test_a_place_in_brackets_is_no_other_name() -> None:
    assert words("Minato (Hong Kong) Ltd") == ("minato", "hong", "kong")
    assert words("Minato Trading (HK) Ltd") == ("minato", "trade", "hk")


def test_names_that_say_too_little_are_weak() -> None:
    for name in ("HIT", "Ninth Academy", "159th Factory", "Beijing"):
        assert all(each.is_weak for each in read_name(name).readings), name
    assert not read_name("Harbin Institute of Technology").readings[0].is_weak


@pytest.mark.parametrize("empty", ["", "   ", "!!", "\u200b", "・"])
def test_a_name_without_letters_reads_as_nothing(empty: str) -> None:
    assert read_name(empty).readings == ()


def test_a_name_of_legal_forms_alone_keeps_them() -> None:
    assert words("Company Limited") == ("company", "limited")


def test_transliteration() -> None:
    assert pinyin_of("重庆西安") == "chongqingxian"
    assert romaji_of("シャープ") == "shapu"
    assert romaji_of("ファナック") == "fanakku"
    assert latin_of_cyrillic("щука") == "shchuka"
    assert words("Концерн Калашников") == words("Концерн Калашников")
    assert ("kontsern", "kalashnikov") in [each.words for each in read_name("Концерн Калашников").readings]
    assert fold_han("濱辺広") == "滨边广"


def test_a_very_long_name_is_cut_not_chewed() -> None:
    assert len(read_name("漢" * 100_000).readings[0].compact) <= 1_000
