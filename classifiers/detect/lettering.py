"""The letters of a legend, however they are written: wide, spaced out, disguised, mirrored, misread.

Two strengths. The *skeleton* of a whole text keeps its lines and little else; it says in one pass which lines are worth
a look. The *forms* of one line are what a pattern is held against.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE_CHARS = 480
_KNOWN = 0x20000

# Letters of other scripts that look like Latin capitals and small letters, and variants of one kanji.
_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԀԌԚԜавеѕіјкмнорстухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχıℓＩ｜祕宻密",
    "ABESIJKMHOPCTYXDGQWabesijkmhopctyxdhqwABEZHIKMNOPTYXaiknoptuxilI|秘密密",
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_WITHIN = re.compile(rf"\w{_INVISIBLE.pattern}+\w")
_TURNED = "\u202e"
_BACKWARDS = re.compile("\u202e([^\n\f\u202c\u202e]{1,4000})")
_DROPPED = " \t\v\u3000-–—―‐‑.·•・_*#=|<>[]【】〔〕〖〗《》「」『』■□●○◯▲△※!\"'`~^☑☒✓✔\\"
_MISREAD = {ord("0"): "o", ord("1"): "i", ord("5"): "s", ord("$"): "s", ord("|"): "i"}
_BONES = {**_MISREAD, **dict.fromkeys(map(ord, _DROPPED)), ord("\f"): "\n"}
_SPACES = re.compile(r"\s{1,480}")
_OPEN, _CLOSE = "([{<《〈【〔「『≪*=-–—―・•●■□▲※☆!#|>/☑☒✓✔_~ ", ")]}>》〉】〕」』≫*=-–—―・•●■□▲※☆!|</_~ "
_WIDE_GAP = re.compile(r"[ \t\u3000\u00a0]{2,480}")
_APART = re.compile(r"[ .·・•_*|-]")
_BETWEEN_WIDE = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff★☆]) (?=[\u3040-\u30ff\u3400-\u9fff★☆\d])")
_MIXED = re.compile(r"\b(?=[A-Z]*[015$|])(?=[015$|]*[A-Z])[A-Z015$|]{2,40}\b")
_CHECKED = re.compile(r"[☑☒✓✔■◉レ][ ]?([^\s□○☐■☑☒✓✔◉]{1,24})")


def skeleton(text: str) -> str:
    """`text` in small letters without spaces, decoration and invisible signs; each line still a line.

    Letters that look alike become one. Form feeds become line ends, so that the n-th line here is the n-th there.
    """
    if text.isascii():
        return text.lower().translate(_BONES)
    codes = np.frombuffer(turned_back(text).encode("utf-32-le", "replace"), dtype=np.uint32)
    table = _table()
    bones = np.where(codes < _KNOWN, table[np.minimum(codes, _KNOWN - 1)], codes)
    return bones[bones > 0].tobytes().decode("utf-32-le")


@cache
def _table() -> NDArray[np.uint32]:
    """For each code point of the first two planes what is left of it; 0 where nothing is."""
    signs = "\n".join(
        chr(code) if not 0xD800 <= code < 0xE000 and chr(code) not in "\n\f" else " " for code in range(_KNOWN)
    )
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", signs)).translate(_TWINS).lower().translate(_BONES)
    table = np.array([ord(left[0]) if left else 0 for left in plain.split("\n")], dtype=np.uint32)
    table[[0x0A, 0x0C]] = 0x0A
    return table


def forms(raw: str) -> Iterator[str]:
    """Every way to read one line that a legend may be written in, the plainest first; its cells among them."""
    line = raw[: MAX_LINE_CHARS + 1]
    flat = visible(turned_back(line))
    yield from dict.fromkeys(form for piece in _pieces(flat) for form in _readings(piece) if _fits(form))
    if flat.isalpha():
        yield from (form for form in _readings(flat[::-1]) if _fits(form))


def turned_back(text: str) -> str:
    """`text` with what is shown backwards in the order in which it is read; as long as before."""
    return _BACKWARDS.sub(lambda found: found[1][::-1] + _TURNED, text) if _TURNED in text else text


def visible(line: str) -> str:
    """A line without what nobody sees, in the letters that it seems to be written in."""
    if line.isascii():
        return line
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", line)).translate(_TWINS)


def is_disguised(raw: str) -> bool:
    """Whether a line holds invisible signs within a word, runs backwards, or mixes alphabets that look alike."""
    if raw.isascii():
        return False
    if _WITHIN.search(raw) or _TURNED in raw:
        return True
    plain = unicodedata.normalize("NFKC", raw)
    return plain.translate(_TWINS) != plain and re.search("[A-Za-z]", plain) is not None and "密" not in plain


def checked_options(raw: str) -> tuple[str, ...]:
    """What is ticked in a line that offers several choices (`□極秘 ☑秘 □社外秘`); empty where it offers none."""
    return tuple(_CHECKED.findall(visible(raw))) if "□" in raw or "☐" in raw else ()


def tidy(line: str) -> str:
    """Trimmed of decoration, inner spaces single."""
    bare = _SPACES.sub(" ", line).strip()
    if bare.startswith("(") and ") " in bare[:48]:
        return bare
    return bare.lstrip(_OPEN).rstrip(_CLOSE)


def _fits(form: str) -> bool:
    return 0 < len(form) <= MAX_LINE_CHARS


def _pieces(line: str) -> Iterator[str]:
    yield line
    for mark in ("|", "\t"):
        if mark in line:
            yield from line.split(mark)
    if "   " in line:
        yield from re.split(" {3,480}", line)


def _readings(piece: str) -> Iterator[str]:
    """A piece as it stands, closed up where it is spaced out, and with digits taken for letters."""
    plain = tidy(piece)
    yield plain
    closed = _BETWEEN_WIDE.sub("", plain)
    yield closed
    words = [_closed_up(tidy(word)) for word in _WIDE_GAP.split(piece)]
    joined = " ".join(word for word in words if word)
    yield joined
    yield _closed_up(plain)
    if _MIXED.search(closed):
        yield _MIXED.sub(lambda found: found[0].translate(_MISREAD).upper(), closed)


def _closed_up(word: str) -> str:
    """`C O N F I D E N T I A L`, `C-U-I`, `極 秘` without what stands between the letters."""
    letters = word.split(" ") if " " in word else _APART.split(word)
    return "".join(letters) if 1 < len(letters) <= 40 and all(len(sign) <= 1 for sign in letters) else word
