"""Text reduced to what survives reformatting: letters and digits in one form, each with its place in the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LOOKALIKES = str.maketrans("авезіјкмнорстухѕԁһԛԝαβεικνορτυχ", "abe3ijkmhopctyxsdhqwabeikvoptux")
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}")


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

    Invisible signs and web addresses go too; letters of other scripts that look like Latin ones become those.
    """
    text = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    original = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    alphabet, inverse = np.unique(original, return_inverse=True)
    forms = [_fold_sign(chr(code)) for code in alphabet.tolist()]
    lengths = np.array([len(form) for form in forms], dtype=np.int64)
    repeats = lengths[inverse]
    places = np.repeat(np.arange(original.size, dtype=np.int64), repeats)
    flat = np.array([ord(sign) for form in forms for sign in form] or [0], dtype=np.uint32)
    starts = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    within = np.arange(places.size) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    codes = flat[np.repeat(starts[inverse], repeats) + within] if places.size else np.empty(0, np.uint32)
    return Folded(codes=codes, places=places, is_wide=(codes >= 0x2E80))


def _fold_sign(sign: str) -> str:
    """What is left of one character: none, one or a few code points."""
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    if unicodedata.category(sign) == "Cs":
        return ""
    folded = unicodedata.normalize("NFKD", sign).casefold().translate(_LOOKALIKES)
    return "".join(part for part in folded if part.isalnum())
