from __future__ import annotations

import codecs

import pytest

from classifiers.encoding import decode, looks_like_text

JAPANESE = "本図面は社外秘とする。軸受の寸法公差は±0.02とし、表面処理はアルマイトとする。"
CHINESE = "本项目的技术资料属于内部文件，未经许可不得复制。零件的尺寸公差见图。"
TAIWANESE = "這個計畫的技術資料是內部文件，未經許可不得複製。零件的尺寸見圖。"
KOREAN = "이 도면은 대외비로 한다. 부품의 치수는 다음과 같다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE.replace("±", ""), "iso2022_jp"),
        (JAPANESE, "utf-8"),
        (JAPANESE, "utf-8-sig"),
        (JAPANESE + "\n", "utf-16-le"),
        (JAPANESE + "\n", "utf-16-be"),
        (JAPANESE, "utf-16"),
        (JAPANESE, "utf-32"),
        ("plain English text\n", "utf-32-be"),
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (TAIWANESE, "big5"),
        (KOREAN, "euc_kr"),
    ],
)
def test_text_comes_back_whatever_its_encoding(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.is_certain


@pytest.mark.parametrize("text", ["社外秘", "極秘", "取扱注意", "図番", "材質 鋼"])
def test_a_few_japanese_characters_are_enough(text: str) -> None:
    for encoding in ("cp932", "euc_jp"):
        assert decode(f"No.1 {text}\n".encode(encoding)).text == f"No.1 {text}\n"


def test_a_declaration_is_believed_only_where_it_can_be_true() -> None:
    assert decode(CHINESE.encode("gbk"), "gb2312").text == CHINESE
    assert decode(JAPANESE.encode("euc_jp"), "shift_jis").text == JAPANESE
    assert decode(JAPANESE.encode(), "no-such-charset").text == JAPANESE


def test_a_broken_byte_does_not_lose_the_rest() -> None:
    data = (JAPANESE * 20 + "\n").encode("euc_jp")
    decoded = decode(data + b"\xff\xff\n" + data)
    assert "社外秘" in decoded.text
    assert decoded.replaced


def test_western_text_stays_western() -> None:
    assert decode("Größe und Maß für die Prüfung: 3 µm à côté".encode("cp1252")).text.startswith("Größe")


def test_binary_is_no_text() -> None:
    assert not looks_like_text(bytes(range(256)))
    assert looks_like_text(codecs.BOM_UTF16_LE + "a".encode("utf-16-le"))


@pytest.mark.parametrize("codec", ["cp037", "cp500", "cp273"])
def test_text_of_a_mainframe_is_text(codec: str) -> None:
    text = "Controlled drawing MAGATAMA-7731!\x85Tolerance of the bearing is 0.01 mm, do not export.\x85" * 3
    data = text.encode(codec)
    assert looks_like_text(data)
    assert decode(data).text == text.replace("\x85", "\n")
    assert not decode(data).is_certain


@pytest.mark.parametrize(
    "text",
    [
        "図面の公差は〇・〇一ミリとする。@@@@ 輸出は許可を要する。" * 5,
        "图纸的公差为零点零一毫米，未经许可不得出口。@@@@@@@@@@" * 5,
        "Grüße aus München, die Zeichnung bleibt geheim. " * 5,
    ],
)
def test_other_text_is_no_text_of_a_mainframe(text: str) -> None:
    for codec in ("cp932", "gb18030", "big5", "cp949", "cp1252", "utf-16-le", "euc_jp"):
        data = text.encode(codec, "replace")
        assert decode(data).encoding not in ("cp037", "cp500", "cp273")


def test_a_table_of_numbers_of_a_mainframe_is_not_guessed_at() -> None:
    assert not looks_like_text(bytes(range(256)) * 4)
    assert not looks_like_text(b"\x40" * 200 + bytes(range(0x80, 0x100)) * 4)


def test_a_page_with_bytes_that_are_no_characters_is_text() -> None:
    damaged = b"<HTML><BODY>MAGATAMA" + b"p\xc0l\7\0\2\0\0\0\2" + b"<p>words of a page that go on</p>" * 8
    assert looks_like_text(damaged)
    assert not looks_like_text(damaged.replace(b"<HTML><BODY>", b""))


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2"])
def test_central_european_texts_keep_their_carons(encoding: str) -> None:
    text = (
        "Zadržení jsou nyní v policejní cele, šest osob žádalo propuštění; Uvedli, že k tomu je vedla tíživá situace. "
        * 4
    )
    assert decode(text.encode(encoding)).text == text


def test_korean_in_seven_bits() -> None:
    text = "역사적 예수 연구자들은 복음서나 사도들의 서신서 속의 인간을 추구한다.\n" * 3
    assert decode(text.encode("iso2022_kr")).text == text


def test_a_few_controls_do_not_hide_text_that_is_surely_utf8() -> None:
    text = "試験の図面\n\0\1\2\3" + JAPANESE * 5
    assert looks_like_text(text.encode())
    assert not looks_like_text(("試験" + "\1" * 40 + JAPANESE).encode())
    assert not looks_like_text(text.encode("cp932"))
    assert not looks_like_text(text.encode() + b"\xff\xfe")
