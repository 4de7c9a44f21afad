"""Characters made comparable: width, marks, invisible signs, look-alikes, and the variants of one Han character."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import opencc

# Letters that look like Latin ones, by which a listed name is disguised. Source: Unicode TS 39, confusables.
_LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТХУаеорсухіјѕԁһкмтвнԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαινρυх",
    "ABEKMHOPCTXYaeopcyxijsdhkmtbhqwABEZHIKMNOPTYXoaivpux",
)
_LETTERS_WITHOUT_PARTS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae",
     "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "ə": "a", "ŀ": "l", "ʼ": "'"}
)  # fmt: skip
# What the conversion tables leave as a variant.
_HAN_VARIANTS = str.maketrans("硏衞呉鑛鉱説內產靑彥淸戶", "研卫吴矿矿说内产青彦清户")
_INVISIBLE = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")
# Marks, but those that make another letter of a Cyrillic one, as in й and ї.
_MARK = re.compile("(?!(?<=[иИ])\u0306|(?<=[іІ])\u0308)[\u0300-\u036f]")
_SMALL_CAPITALS = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "ABCDEFGHIJKLMNOPRSTUVWYZ")
# `H u a w e i  T e c h`: letters one blank apart, words two or more.
_SPACED_OUT = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f々〇]")
KANA = re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """Text without disguise.

    Attributes:
        text: NFKC, one blank between words, no invisible sign, no mark on Latin letters, case kept.
        is_disguised: Whether it held invisible signs, small capitals or letters of another script between Latin ones.
    """

    text: str
    is_disguised: bool


def plain(text: str) -> PlainText:
    """The text as it looks, in the characters that it seems to be written in."""
    normal = unicodedata.normalize("NFKC", text)
    shown = "".join(sign for sign in normal if not _is_invisible(sign))
    joined = " ".join(map(_without_blanks, re.split(r"\s{2,}", shown))) if _SPACED_OUT.search(shown) else shown
    capitals = joined.translate(_SMALL_CAPITALS)
    is_disguised = capitals != normal
    bare = _MARK.sub("", unicodedata.normalize("NFD", capitals)).translate(_LETTERS_WITHOUT_PARTS)
    words = []
    for word in unicodedata.normalize("NFC", bare).split():
        seen = _as_latin(word)
        is_disguised |= seen != word
        words.append(seen)
    return PlainText(text=" ".join(words), is_disguised=is_disguised)


def _without_blanks(words: str) -> str:
    return "".join(words.split()) if all(len(word) == 1 for word in words.split()) else words


def _is_invisible(sign: str) -> bool:
    return sign in _INVISIBLE or (unicodedata.category(sign) in ("Cf", "Cc", "Co", "Cn") and not sign.isspace())


def _as_latin(word: str) -> str:
    """A word that mixes Latin with letters that only look so, written in Latin."""
    if _FOREIGN.search(word) and _LATIN.search(word):
        return word.translate(_LOOK_ALIKES)
    return word


def looks_latin(word: str) -> str:
    """A Cyrillic or Greek word read as the Latin word it looks like; empty where it does not."""
    seen = word.translate(_LOOK_ALIKES)
    return "" if seen == word or _FOREIGN.search(seen) else seen


@cache
def _converters() -> tuple[opencc.OpenCC, opencc.OpenCC]:
    return opencc.OpenCC("jp2t"), opencc.OpenCC("t2s")


@cache
def _simple(sign: str) -> str:
    """The simplified form of one Han character, traditional, Japanese or simplified."""
    from_japanese, to_simple = _converters()
    return str(to_simple.convert(from_japanese.convert(sign))).translate(_HAN_VARIANTS)


def fold_han(text: str) -> str:
    """The text with every Han character in its simplified form, a character at a time."""
    return "".join(_simple(sign) if sign >= "\u3400" else sign for sign in text)
