"""Disguises of the words themselves."""

from __future__ import annotations

import random
import re
import unicodedata

from bench.disguise.source import File, Source

# Letters of other scripts, and signs, that look like Latin ones.
LOOKS_LIKE = str.maketrans(
    {
        "a": "а", "c": "с", "e": "е", "i": "і", "j": "ј", "o": "о", "p": "р", "s": "ѕ", "x": "х", "y": "у",
        "A": "Α", "B": "Β", "E": "Ε", "H": "Η", "I": "Ι", "K": "Κ", "M": "Μ", "N": "Ν", "O": "Ο", "P": "Ρ", "T": "Τ",
        "口": "ロ", "力": "カ", "工": "エ", "一": "ー", "二": "ニ", "卜": "ト", "夕": "タ", "八": "ハ",
    }
)  # fmt: skip
UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
# Words that a person who writes a text anew would put for one another.
SYNONYMS = {
    "en": {
        "shall": "must", "must": "shall", "should": "ought to", "use": "employ", "used": "employed", "using": "with",
        "provides": "offers", "provide": "offer", "contains": "holds", "when": "whenever", "each": "every", "only": "solely",
        "also": "as well", "because": "since", "however": "yet", "between": "amid", "set": "put", "value": "figure",
        "data": "information", "module": "unit", "unit": "module", "error": "fault", "start": "begin", "send": "transmit",
        "the following": "these", "support": "permit", "supports": "permits", "different": "other", "current": "present",
        "first": "initial", "number": "count", "function": "routine", "example": "instance", "default": "standard",
    },
    "ja": {
        "する": "行う", "使用": "利用", "場合": "とき", "および": "と", "または": "か", "必要": "要る", "以下": "次", "設定": "指定",
        "ため": "ので", "可能": "できる", "行う": "する", "実行": "起動", "確認": "チェック", "機能": "働き", "データ": "情報",
        "である": "です", "すべて": "全て", "それぞれ": "各々", "開始": "スタート", "取得": "入手", "変更": "修正", "定義": "規定",
    },
    "zh": {
        "使用": "采用", "可以": "能够", "需要": "必须", "如果": "若", "以及": "和", "进行": "做", "通过": "经由", "支持": "允许",
        "实现": "完成", "设置": "设定", "数据": "资料", "模块": "单元", "用于": "为了", "根据": "依据", "其中": "里面", "例如": "比如",
        "由于": "因为", "因此": "所以", "包括": "含有", "当前": "目前", "同时": "并且", "不同": "各异", "功能": "作用", "时": "之时",
    },
}  # fmt: skip
PASTED = (0.15, 0.4)
EDITED = 1 / 40


def plain(text: str, *, name: str = "notes.txt", encoding: str = "utf-8") -> tuple[File, ...]:
    """The text as a file; what an encoding lacks is written as a question mark."""
    return (File(name=name, data=text.encode(encoding, "replace")),)


def pasted_paragraph(source: Source, chance: random.Random, host: str) -> tuple[File, ...]:
    """A stretch of a third or so of it in the middle of somebody else's text."""
    size = int(len(source.text) * chance.uniform(*PASTED))
    start = chance.randint(0, len(source.text) - size)
    middle = len(host) // 2
    return plain(f"{host[:middle]}\n\n{source.text[start : start + size]}\n\n{host[middle:]}")


def retyped(source: Source, chance: random.Random) -> tuple[File, ...]:
    """Written anew: other words where there are any, some sentences in another order, a slip now and then."""
    text = source.text
    for word, other in SYNONYMS[source.language].items():
        pattern = rf"\b{re.escape(word)}\b" if source.language == "en" else re.escape(word)
        text = re.sub(pattern, lambda found, other=other: other if chance.random() < 0.7 else found.group(), text)  # type: ignore[misc]
    sentences = re.split(r"(?<=[.。;；\n])", text)
    for place in range(0, len(sentences) - 1, 6):
        sentences[place], sentences[place + 1] = sentences[place + 1], sentences[place]
    return plain("".join(_slip(sentence, chance) for sentence in sentences))


def _slip(sentence: str, chance: random.Random) -> str:
    if len(sentence) < 8 or chance.random() > len(sentence) * EDITED:
        return sentence
    place = chance.randrange(1, len(sentence) - 1)
    return sentence[:place] + sentence[place + 1 :]


def case_and_width(source: Source, _: random.Random) -> tuple[File, ...]:
    """Capitals, and letters of full width."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    return plain(source.text.upper().translate(wide))


def narrow_kana(source: Source, _: random.Random) -> tuple[File, ...]:
    """Katakana of half width, accents as signs of their own."""
    halves = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
    text = unicodedata.normalize("NFD", source.text)
    return plain("".join(halves.get(sign, sign) for sign in text))


def homoglyphs(source: Source, _: random.Random) -> tuple[File, ...]:
    """Letters that look the same and are not."""
    return plain(source.text.translate(LOOKS_LIKE))


def unseen_signs(source: Source, chance: random.Random) -> tuple[File, ...]:
    """A sign without width behind every third letter or so."""
    return plain("".join(sign + (chance.choice(UNSEEN) if chance.random() < 0.3 else "") for sign in source.text))


def spaced_out(source: Source, _: random.Random) -> tuple[File, ...]:
    """Lines broken anew every 31 letters, long words with a hyphen, two spaces for one."""
    text = re.sub(r"\s+", "  ", source.text)
    lines = [text[place : place + 31] for place in range(0, len(text), 31)]
    return plain("\n".join(line + ("-" if line[-1:].isascii() and line[-1:].isalpha() else "") for line in lines))


def other_encoding(source: Source, _: random.Random) -> tuple[File, ...]:
    """As an old system of its country would write it."""
    return plain(source.text, encoding={"en": "utf-16", "ja": "cp932", "zh": "gb18030"}[source.language])


def translated(source: Source, _: random.Random) -> tuple[File, ...]:
    """The same content in another language, as somebody translated it."""
    return plain(source.translation) if source.translation else ()
