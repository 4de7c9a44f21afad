"""Strings that are neither ASCII nor UTF-8 nor little-endian UTF-16, which `strings` finds: in eastern code pages and
in the wider encodings of Unicode, framed by zeros or by nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.scripts import JAPANESE, SIMPLIFIED, TRADITIONAL, plausibility

if TYPE_CHECKING:
    from collections.abc import Iterator

# Text has no controls but blanks; between zeros a short run of it is a string.
RUN = re.compile(rb"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]{4,}+")
HIGH = re.compile(rb"[\x80-\xff]")
ENCODINGS = ("utf-8", "cp932", "euc-jp", "gb18030", "big5")
SHORT_BYTES = 1_000
FREE_BYTES = 12
SAMPLE_BYTES = 2_000
# Letters beyond ASCII that a string without a frame needs, and bytes of it that may be none of its encoding's.
FREE_LETTERS, STRAY_SHARE = 5, 0.05
WORD = re.compile(r"[^\x00-\x7f\ufffd]{3}")  # code that looks like letters has one at a time
WRITTEN_SCORE = 0.6
WORDY = 0.75
WIDE = (
    (re.compile(rb"(?:[\x30\x4e-\x9f\xff][\x00-\xff]|\0[\x20-\x7e\n\t]){6,}+", re.DOTALL), "utf-16-be"),
    (re.compile(rb"(?:[\x20-\x7e\n\t]\0\0\0|[\x00-\xff][\x30\x4e-\x9f\xff]\0\0){6,}+", re.DOTALL), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[\x20-\x7e\n\t]|\0\0[\x30\x4e-\x9f\xff][\x00-\xff]){6,}+", re.DOTALL), "utf-32-be"),
)


def foreign_strings(data: bytes) -> Iterator[str]:
    """Strings as they are found; a blank one for a run that is none, so that whoever takes them can mind the time."""
    for run in RUN.finditer(data):
        raw = run.group()
        if len(HIGH.findall(raw[:SAMPLE_BYTES])) < 2:
            continue
        is_framed = data[run.start() - 1 : run.start()] == b"\0" and data[run.end() : run.end() + 1] == b"\0"
        yield (_framed(raw) if is_framed and len(raw) <= SHORT_BYTES else "") or _free(raw)
    for pattern, encoding in WIDE:
        for run in pattern.finditer(data):
            text = run.group().decode(encoding, "ignore")
            is_new = encoding != "utf-16-be" or not text.isascii()  # `strings` takes these, one byte off
            yield text if is_new and len(set(text)) > 3 and _is_wordy(text) else ""


def _framed(raw: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or (_eastern(text) > 1 and _score(text) >= WRITTEN_SCORE):
            return text
    return ""


def _free(raw: bytes) -> str:
    """Text by its look alone; a few bytes of something else may stand before and behind it."""
    if len(raw) < FREE_BYTES:
        return ""
    sample = raw[:SAMPLE_BYTES]
    tried = [(encoding, sample.decode(encoding, "replace")) for encoding in ENCODINGS[1:]]
    scores = {
        encoding: _score(text.replace("\ufffd", ""))
        for encoding, text in tried
        if _eastern(text) >= FREE_LETTERS
        and WORD.search(text)
        and text.count("\ufffd") <= max(2, STRAY_SHARE * len(text))
    }
    best = max(scores, key=lambda encoding: scores[encoding], default="")
    return raw.decode(best, "replace") if best and scores[best] >= WRITTEN_SCORE else ""


def _is_wordy(text: str) -> bool:
    letters = sum(char.isalpha() or char == " " for char in text)
    return letters >= WORDY * len(text) and (text.isascii() or _score(text) >= WRITTEN_SCORE)


def _eastern(text: str) -> int:
    return len({char for char in text if not char.isascii() and char != "\ufffd"})


def _score(text: str) -> float:
    return plausibility(text, JAPANESE + SIMPLIFIED + TRADITIONAL, has_kana=True)
