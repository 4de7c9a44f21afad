"""Words of a line put together as people write them: no space between two Han or kana, one between all others."""

from __future__ import annotations

from collections.abc import Iterable

WIDE = ((0x3000, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))


def joined(words: Iterable[str]) -> str:
    """The words as one line."""
    line = ""
    for word in words:
        is_apart = line and word and not (_is_wide(line[-1]) and _is_wide(word[0]))
        line += f" {word}" if is_apart else word
    return line


def _is_wide(sign: str) -> bool:
    """A sign of Japanese or Chinese: punctuation, kana, Han, full-width forms."""
    return any(first <= ord(sign) <= last for first, last in WIDE)
