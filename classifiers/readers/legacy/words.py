"""Text in old documents: runs of wide characters, texts in a code page, and what controls of a text become."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.scripts import JAPANESE, KOREAN, SIMPLIFIED, TRADITIONAL, plausibility

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft

WIDE_CHARS = (
    "[\\t\\x20-\\x7e\\xa0-\u0233\u0370-\u03ff\u0400-\u045f\u2010-\u2027\u2030-\u203e\u20a9\u20ac\u2100-\u214f\u2190-\u21ff\u2460-\u257f\u25a0-\u266f"
    "\u3000-\u30ff\u3131-\u318e\u3200-\u33ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uffe6]"
)
WIDE = re.compile(WIDE_CHARS + "{3,}")
COUNTED = re.compile(WIDE_CHARS + "+")
MOST_COUNTED, MOST_SEARCHED = 512, 64 * 1024
CONTROLS = dict.fromkeys(range(32)) | {9: "\t", 10: "\n", 11: "\n", 12: "\f", 13: "\n"}
FREQUENT = JAPANESE + SIMPLIFIED + TRADITIONAL + KOREAN
WRITTEN_SCORE = 0.3
LETTERS = re.compile(r"[^\W_]{2}")


def wide_runs(data: bytes, *, start: int = 0) -> list[str]:
    """Runs of three or more plausible characters in UTF-16, little end first, counted from `start` in steps of two."""
    units = data[start : start + ((len(data) - start) & ~1)]
    found = WIDE.findall(units.decode("utf-16-le", "replace"))
    return [text for text in found if _is_plausible(text)]


def counted(data: bytes) -> list[str]:
    """Texts in UTF-16, little end first, behind the number of their characters in two bytes, at even places."""
    found = []
    place = 0
    while place + 4 <= min(len(data), MOST_SEARCHED):
        count = int.from_bytes(data[place : place + 2], "little")
        text = data[place + 2 : place + 2 + 2 * count].decode("utf-16-le", "replace") if count <= MOST_COUNTED else ""
        if 0 < count == len(text) and COUNTED.fullmatch(text) and any(char.isalpha() for char in text):
            found.append(text)
            place += 2 + 2 * count
        else:
            place += 2
    return found


def swapped(data: bytes) -> bytes:
    """Characters of two bytes with the other end first."""
    turned = bytearray(data[: len(data) & ~1])
    turned[0::2], turned[1::2] = turned[1::2], turned[0::2]
    return bytes(turned)


def wide_runs_anywhere(data: bytes) -> list[str]:
    """The same, wherever they begin."""
    return [*wide_runs(data), *wide_runs(data, start=1)]


def _is_plausible(text: str) -> bool:
    if not LETTERS.search(text):
        return False
    if text.isascii():
        return True
    raw = text.encode("utf-16-le")
    if sum(0x20 <= byte < 0x7F for byte in raw) * 2 >= len(raw) + sum(char < "\x80" for char in text) * 2:
        return False
    return plausibility(text, FREQUENT, has_kana=True) >= WRITTEN_SCORE


def add_wide(data: bytes, draft: Draft) -> None:
    """Wide strings as lines."""
    for text in wide_runs_anywhere(data):
        draft.add_line(text)


def plain(text: str) -> str:
    """Text without control characters; line ends, tabs and page ends stay."""
    return text.replace("\r\n", "\n").translate(CONTROLS)


def narrow(data: bytes, declared: str = "") -> str:
    """Text of bytes in a code page, up to the first NUL."""
    return decode(data.split(b"\0", 1)[0], declared).text if data else ""


def wide(data: bytes) -> str:
    """Text of bytes in UTF-16, little end first, up to the first NUL."""
    return data[: len(data) & ~1].decode("utf-16-le", "ignore").split("\0", 1)[0]
