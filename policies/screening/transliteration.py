"""Names of other scripts, spelt in Latin: pinyin, Hepburn without long marks, and Cyrillic as lists spell it."""

from __future__ import annotations

from functools import cache

from pypinyin import lazy_pinyin

_KANA_ROWS = (
    ("アイウエオ", "a i u e o"), ("カキクケコ", "ka ki ku ke ko"), ("サシスセソ", "sa shi su se so"),
    ("タチツテト", "ta chi tsu te to"), ("ナニヌネノ", "na ni nu ne no"), ("ハヒフヘホ", "ha hi fu he ho"),
    ("マミムメモ", "ma mi mu me mo"), ("ヤユヨ", "ya yu yo"), ("ラリルレロ", "ra ri ru re ro"),
    ("ワヰヱヲン", "wa i e o n"),
    ("ガギグゲゴ", "ga gi gu ge go"), ("ザジズゼゾ", "za ji zu ze zo"), ("ダヂヅデド", "da ji zu de do"),
    ("バビブベボ", "ba bi bu be bo"), ("パピプペポ", "pa pi pu pe po"),
    ("ァィゥェォ", "a i u e o"), ("ャュョ", "ya yu yo"),
    ("ヴ", "vu"),
)  # fmt: skip
_KANA = {sign: sound for signs, sounds in _KANA_ROWS for sign, sound in zip(signs, sounds.split(), strict=True)}
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        ("a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i yi ye g u").split(),
        strict=True,
    )
)
_LONGEST_SYLLABLE = 6


def pinyin_of(han: str) -> str:
    """Pinyin of Han characters, joined, without tones; heteronyms by the words they stand in."""
    return "".join(lazy_pinyin(han, errors="ignore"))


def romaji_of(kana: str) -> str:
    """Hepburn of katakana or hiragana, long vowels short, as in company names."""
    sounds: list[str] = []
    is_double = False
    for sign in kana:
        base = chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign
        sound = _KANA.get(base, "")
        if base == "ッ":
            is_double = True
            continue
        if base in "ャュョァィゥェォ" and sounds:
            sound = _joined(sounds.pop(), sound, is_glide=base in "ャュョ")
        sounds.append((sound[:1] if is_double else "") + sound)
        is_double = False
    return "".join(sounds)


def _joined(before: str, after: str, *, is_glide: bool) -> str:
    """キ + ャ: kya; シ + ャ: sha; フ + ァ: fa."""
    stem = before[:-1]
    if is_glide and stem in ("sh", "ch", "j"):
        return stem + after[1:]
    return stem + after


def latin_of_cyrillic(word: str) -> str:
    """Cyrillic letters spelt as BGN/PCGN does, without apostrophes."""
    return "".join(_CYRILLIC.get(sign, sign) for sign in word).replace("-", "")


@cache
def _syllables() -> frozenset[str]:
    """Every syllable of pinyin, without tones."""
    return frozenset(each for han in range(0x4E00, 0x9FA6) for each in lazy_pinyin(chr(han)) if each.isascii())


@cache
def is_pinyin(word: str) -> bool:
    """Whether a Latin word reads as pinyin: two such words that differ are two words, not one misspelt."""
    if not word.isascii() or not word.isalpha():
        return False
    known = _syllables()
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in known for start in ends if end - start <= _LONGEST_SYLLABLE):
            ends.add(end)
    return len(word) > 3 and len(word) in ends
