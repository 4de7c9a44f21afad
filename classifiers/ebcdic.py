"""Text of mainframes: letters in the order of punched cards.

Nothing marks it. It is told by what it would say: nearly all letters, digits and blanks, in the shares that words of
languages in Latin script have.
"""

from __future__ import annotations

CANDIDATES = ("cp037", "cp500", "cp273")
LEAST_BYTES = 48
COMMON = frozenset("etaoinsrhldcumfpgwybvk")
# Characters that text rarely has, and that the candidates have where others have brackets and exclamation marks.
RARE = "|¬¢^[]{}§¨"
LINE_END = "\x85"


def encoding(sample: bytes) -> str:
    """Name of the encoding of EBCDIC text; empty where `sample` is none."""
    if len(sample) < LEAST_BYTES or not 0.06 < sample.count(0x40) / len(sample) < 0.7:
        return ""
    if not _reads_well(sample.decode(CANDIDATES[0], "replace")):
        return ""
    return min(CANDIDATES, key=lambda name: _rare(sample.decode(name, "replace")))


def _reads_well(text: str) -> bool:
    letters = [char for char in text.lower() if "a" <= char <= "z"]
    plain = sum(char.isascii() and (char.isalnum() or char in " .,;:-'\"()/*+=_<>&?#%$@\r\n\t") for char in text)
    blanks = sum(char in " \r\n\t\x85" for char in text)
    controls = sum(char < " " and char not in "\r\n\t\f" for char in text)
    if not letters or controls > len(text) // 200:
        return False
    words = len(text) - blanks
    frequent = sum(char in COMMON for char in letters) / len(letters)
    return plain + text.count(LINE_END) > 0.93 * len(text) and len(letters) > 0.35 * words and frequent > 0.9


def _rare(text: str) -> int:
    return sum(text.count(char) for char in RARE)
