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
_LOOKALIKES = str.maketrans(
    # Cyrillic, then Greek, Armenian, Latin letters of other alphabets and small capitals, Cherokee.
    "авезіјкмнорстухѕԁһԛԝӏүьѵғ"
    + "αβεικνορτυχγηωϲϳ"
    + "օսոհցզքյ"
    + "ıɡɑȷɩʟɪᴀᴄᴅᴇᴊᴋᴍɴᴏᴘᴛᴜᴠᴡᴢʙɢʜʀꜱʏꞵ"
    + "ꭰꭱꭲꭺꮋꮃꮐꮪꮓꮯꮲꮶꭻꮇꮤꮩ",
    "abe3ijkmhopctyxsdhqwluvvf"
    + "abeikvoptuxynwcj"
    + "ounhgqpj"
    + "igajiliacdejkmnoptuvwzbghrsyb"
    + "driahwgszcpkjmwv",
)
# Kana of one sound: katakana as hiragana, small as large.
_KANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)} | {0x30F5: 0x304B, 0x30F6: 0x3051}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_HAN = str.maketrans(VARIANTS, SIMPLIFIED)
# The long sound, written in a dozen ways or not at all; the sign that repeats a character; fillers that show nothing.
_DROPPED = frozenset("ーｰ〱〲〳〴〵ゝゞヽヾㅤᅟᅠﾠ")
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}")
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

    Invisible signs and web addresses go too; letters of other scripts that look like Latin ones become those; kana are
    of one kind; Chinese characters take their simplified form.
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
    for code in range(_TABLE_SIZE):
        form = _fold_sign(chr(code))
        if len(form) <= 1:
            table[code] = ord(form) if form else _NONE
    return table


def _fold_sign(sign: str) -> str:
    """What is left of one character: none, one or a few code points."""
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    if sign in _DROPPED or unicodedata.category(sign) == "Cs":
        return ""
    folded = unicodedata.normalize("NFKD", sign).casefold().translate(_LOOKALIKES)
    folded = unicodedata.normalize("NFKD", folded).translate(_KANA).translate(_SMALL).translate(_HAN)
    return "".join(part for part in folded if part.isalnum() and part not in _DROPPED)
