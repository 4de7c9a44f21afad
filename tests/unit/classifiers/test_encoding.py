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
