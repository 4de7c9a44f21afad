"""UTF-16 and UTF-32 without a mark: told by where their zero bytes stand, and by what they would say."""

from __future__ import annotations

import codecs

from classifiers.scripts import JAPANESE, KOREAN, SIMPLIFIED, char_score, characters_of

# Of these bytes wide text has some, and text of a byte a character none.
LOWEST = bytes(range(9))


def encoding(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where its zero bytes stand; empty where it is neither."""
    if len(sample) < 4:
        return ""
    sample = sample[: len(sample) // 4 * 4]
    quarter = len(sample) // 4
    zeros = [sample[place::4].count(0) for place in range(4)]
    if zeros[1] + zeros[2] + zeros[3] > 2.7 * quarter and zeros[0] < quarter // 4:
        return "utf-32-le" if strict_head(sample, "utf-32-le") else ""
    if zeros[0] + zeros[1] + zeros[2] > 2.7 * quarter and zeros[3] < quarter // 4:
        return "utf-32-be" if strict_head(sample, "utf-32-be") else ""
    if not sample.translate(None, b"\t\n\r\x0c\x1b") or len(sample.translate(None, LOWEST)) == len(sample):
        return ""
    scores = {name: _wide_score(sample, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.6 else ""


def _wide_score(sample: bytes, encoding: str) -> float:
    text = strict_head(sample[:4096], encoding)
    if not text:
        return -1.0
    known = characters_of(JAPANESE) | characters_of(SIMPLIFIED) | characters_of(KOREAN)
    total = 0.0
    for char in text:
        if char in "\n\r\t" or " " <= char <= "~":
            total += 1.0
        elif char < " ":
            return -1.0
        else:
            total += char_score(char, known, has_kana=True)
    return total / len(text)


def strict_head(data: bytes, encoding: str) -> str | None:
    """Text of the beginning of bytes; None where they cannot be in that encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except (UnicodeError, ValueError):
        return None
