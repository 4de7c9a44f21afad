"""Text strings of a PDF's objects, which have three ways of their own to name characters and no way to say which.

Source: ISO 32000-2, 7.9.2 and annex D.
"""

from __future__ import annotations

import re
import unicodedata

import pikepdf  # noqa: F401 - registers the codec of PDF's own encoding

from classifiers.encoding import decode
from classifiers.scripts import JAPANESE, SIMPLIFIED, TRADITIONAL, plausibility

LANGUAGE = re.compile("\x1b[^\x1b]{0,8}\x1b")
DATE = re.compile(r"D:\d{4}[\d+\-'Zz]*")
# Letters that fonts name by other characters: ligatures, and radicals that look like whole characters.
FOLDED = re.compile("[\ufb00-\ufb06\u2e80-\u2fdf\u00a0]+")
# Punctuation of upright columns as GB 18030 once placed it, among private characters.
UPRIGHT = str.maketrans(
    dict(zip("\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796", "，。、：；！？〖〗…", strict=True))
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\ufffe\uffff]+")
BLANKS = re.compile(r"\s+")
WRITTEN_SCORE = 0.5


def text_of(raw: bytes) -> str:
    """A text string; Shift_JIS and other encodings that PDF does not know are met in files all the same."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        encoding = "utf-16-be" if raw.startswith(b"\xfe\xff") else "utf-16-le"
        return LANGUAGE.sub("", raw[2:].decode(encoding, "ignore"))
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "ignore")
    if raw.isascii():
        return raw.decode("ascii")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    guess = decode(raw)
    if not guess.replaced and plausibility(guess.text, JAPANESE + SIMPLIFIED + TRADITIONAL, has_kana=True) >= (
        WRITTEN_SCORE
    ):
        return guess.text
    return raw.decode("pdfdoc_pikepdf", "replace")


def folded(text: str) -> str:
    """The same words with plain letters for ligatures and radicals, and without characters that show nothing."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(UPRIGHT)
    return FOLDED.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)


def squeezed(text: str) -> str:
    """Text without blanks, so that it is found again however it is spaced."""
    return BLANKS.sub("", text)


def is_words(text: str) -> bool:
    """Whether a string may be words: it has a letter or a figure, and is no date and no bytes of another kind."""
    if DATE.fullmatch(text.strip()) or not any(char.isalnum() for char in text):
        return False
    odd = sum((char < " " and char not in "\n\t\r") or char == "\ufffd" for char in text)
    return odd * 20 <= len(text)
