"""Text reduced to what survives reformatting: letters and digits in one form, each with its place in the original."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.han import SIMPLIFIED, VARIANTS

WIDE_FROM = 0x2E80
# Fewer addresses, of fewer signs together, hold no run that would be found.
SEVERAL_ADDRESSES, LEAST_ADDRESSED_CHARS = 2, 60
# What stands so near may belong to what an address hides.
NEAR_ADDRESS_CHARS = 200
# Letters that nothing tells apart on many screens: 1, I and l; 0 and O.
_ALIKE = str.maketrans("l10", "iio")
# Capitals of other alphabets whose small letters look like something else, or like nothing.
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿАВЕЅІЈКМНОРСТУХҮԌԚԜ", "abezhikmnoptyxcjabesijkmhopctyxygqw")
_LOOKALIKES = str.maketrans(
    # Cyrillic, Greek, Armenian, Latin of other alphabets, and Cherokee, of which case folds to capitals.
    "авезіјкмнорстухѕԁһԛԝӏүьѵғ" + "αβεικνορτυχγηωϲϳ" + "օսոհցզքյ" + "ıɡɑȷɩʟɪꞵ" + "ᎠᎡᎢᎥᎩᎪᎫᎬᎳᎷᎻᏀᏂᏃᏎᏏᏒᏔᏙᏚᏞᏟᏢᏦᏮᏴ",
    "abe3ijkmhopctyxsdhqwluvvf" + "abeikvoptuxynwcj" + "ounhgqpj" + "igajilib" + "drtiyajewmhghz4brwvslcpk6b",
)
_NAMED_FROM = 0x80
# Letters by their names: with a stroke or a hook, as small capitals, in circles and squares, on flags.
_NAMED = re.compile(
    r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH .*|LATIN LETTER SMALL CAPITAL ([A-Z])"
    r"|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER ([A-Z])|REGIONAL INDICATOR SYMBOL LETTER ([A-Z])"
)
# Kana of one sound: katakana as hiragana, small as large.
_KANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)} | {0x30F5: 0x304B, 0x30F6: 0x3051}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_HAN = str.maketrans(VARIANTS, SIMPLIFIED)
# Chinese characters that look like a kana, and radicals that printing programs write for the character.
_KANA_ALIKE = str.maketrans("口力工二卜夕八千才匕厶又三乂亻", "ろかえにとたはちおひむぬみめい")
_RADICALS = str.maketrans(
    "⺟⺠⺩⺬⺮⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻜⻝⻟⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻲⻳",
    "母民王示竹肉虎西见角贝车长长门雨青飞食食马骨鬼鱼鸟麦黄齐齐齿齿龙龙龟龟",
)
# The long sound, written in a dozen ways or not at all, and the Chinese figure that looks like it; signs that repeat a
# character; fillers that show nothing.
_DROPPED = frozenset("ーｰ一〱〲〳〴〵ゝゞヽヾㅤᅟᅠﾠ")
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}")
_NEAR = re.compile(r"https?://[!-~]{0,2000}")
_SCHEME = re.compile("https?://")
_BACKWARDS = re.compile("\u202e([^\n\f\u202c\u202e]{1,4000})")
# Chinese characters, which only the tables here change; Hangul's syllables, which fall apart; what has no meaning.
_AS_THEY_ARE = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
_SYLLABLES = (0xAC00, 0xD7A3)
_WITHOUT_MEANING = ((0xD800, 0xF8FF),)
_TABLE_SIZE = 0x10000
_SEVERAL = 0xFFFFFFFF
_NONE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A text, folded.

    Attributes:
        codes: Code points, shape (n,).
        places: Offset in the original text of each, shape (n,), ascending.
        is_wide: Whether each is a kana, a kanji or another sign that carries about as much as a syllable, shape (n,).
    """

    codes: NDArray[np.uint32]
    places: NDArray[np.int64]
    is_wide: NDArray[np.bool_]


def fold(text: str) -> Folded:
    """`text` without case, width, accents, spaces, hyphenation and punctuation.

    Invisible signs and web addresses go too; letters of other scripts that look like Latin ones become those, and 1, l
    and 0 the letters that they look like; kana are of one kind, and Chinese characters that look like kana are kana;
    Chinese characters take their simplified form.
    """
    if "http" in text:
        text = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    original = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = _table()
    codes = table[np.minimum(original, _TABLE_SIZE)]
    places = np.flatnonzero(codes != _NONE)
    codes = codes[places]
    if (codes == _SEVERAL).any():
        codes, places = _spread(original, codes, places)
    return Folded(codes=codes, places=places, is_wide=(codes >= WIDE_FROM))


def other_readings(text: str) -> tuple[str, ...]:
    """The same text, as long, in other ways that hold what `fold` passes over or what a screen shows otherwise.

    Web addresses are no evidence, but a text can be written as one; what is set from right to left can be written from
    its end.
    """
    found = []
    if "\u202e" in text and (turned := _BACKWARDS.sub(lambda match: "\u202e" + match[1][::-1], text)) != text:
        found.append(turned)
    found += [_round_addresses(one) for one in (text, *found) if "http" in one and _holds_addresses(one)]
    return tuple(found)


def _holds_addresses(text: str) -> bool:
    is_several = text.count("://") >= SEVERAL_ADDRESSES
    return is_several or sum(len(match[0]) for match in _ADDRESS.finditer(text)) >= LEAST_ADDRESSED_CHARS


def _round_addresses(text: str) -> str:
    """Addresses without what says that they are some, and what stands near them; all else blank."""
    pieces, last = [], 0
    for match in _NEAR.finditer(text):
        start = max(last, match.start() - NEAR_ADDRESS_CHARS)
        end = max(last, min(len(text), match.end() + NEAR_ADDRESS_CHARS))
        pieces += [" " * (start - last), text[start:end]]
        last = end
    pieces.append(" " * (len(text) - last))
    return _SCHEME.sub(lambda match: " " * len(match[0]), "".join(pieces))


def _spread(
    original: NDArray[np.uint32], codes: NDArray[np.uint32], places: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The same where some characters become several or none, or lie beyond the table."""
    marked = np.flatnonzero(codes == _SEVERAL)
    signs, which = np.unique(original[places[marked]], return_inverse=True)
    forms = [_fold_sign(chr(code)) for code in signs.tolist()]
    lengths = np.array([len(form) for form in forms], dtype=np.int64)
    repeats = np.ones(codes.size, dtype=np.int64)
    repeats[marked] = lengths[which]
    ends = np.cumsum(repeats)
    spread = np.repeat(codes, repeats)
    flat = np.array([ord(sign) for form in forms for sign in form] or [0], dtype=np.uint32)
    starts = np.cumsum(lengths) - lengths
    rows = np.repeat(np.arange(marked.size), repeats[marked])
    within = np.arange(rows.size) - np.repeat(np.cumsum(repeats[marked]) - repeats[marked], repeats[marked])
    spread[np.repeat(ends[marked] - repeats[marked], repeats[marked]) + within] = flat[starts[which[rows]] + within]
    return spread, np.repeat(places, repeats)


@functools.cache
def _table() -> NDArray[np.uint32]:
    """What each code point below 0x10000 becomes; the last entry is for all beyond. Made once, when first asked."""
    table = np.full(_TABLE_SIZE + 1, _SEVERAL, dtype=np.uint32)
    is_told = np.zeros(_TABLE_SIZE, dtype=np.bool_)
    for first, last in _AS_THEY_ARE:
        table[first : last + 1] = np.arange(first, last + 1)
        is_told[first : last + 1] = True
    for first, last in _WITHOUT_MEANING:
        table[first : last + 1] = _NONE
        is_told[first : last + 1] = True
    is_told[_SYLLABLES[0] : _SYLLABLES[1] + 1] = True
    is_told[[code for code in (*_HAN, *_KANA_ALIKE, *map(ord, _DROPPED)) if code < _TABLE_SIZE]] = False
    for code in np.flatnonzero(~is_told).tolist():
        form = _fold_sign(chr(code))
        if len(form) <= 1:
            table[code] = ord(form) if form else _NONE
    return table


def _fold_sign(sign: str) -> str:
    """What is left of one character: none, one or a few code points."""
    if sign.isascii():
        return sign.lower().translate(_ALIKE) if sign.isalnum() else ""
    if sign in _DROPPED or unicodedata.category(sign) == "Cs":
        return ""
    folded = "".join(map(_named, unicodedata.normalize("NFKD", sign).translate(_CAPITALS).casefold()))
    folded = unicodedata.normalize("NFKD", folded.translate(_LOOKALIKES)).translate(_KANA).translate(_SMALL)
    folded = folded.translate(_RADICALS).translate(_HAN).translate(_KANA_ALIKE).translate(_ALIKE)
    return "".join(_digit(part) for part in folded if part.isalnum() and part not in _DROPPED)


def _named(sign: str) -> str:
    """The Latin letter that a sign is by its name; any other sign as it is."""
    if ord(sign) < _NAMED_FROM or (named := _NAMED.fullmatch(unicodedata.name(sign, ""))) is None:
        return sign
    return next(letter.lower() for letter in named.groups() if letter)


def _digit(sign: str) -> str:
    """The figure that a digit of another script stands for; any other sign as it is."""
    value: int | None = unicodedata.decimal(sign, None)
    return sign if value is None else str(value).translate(_ALIKE)
