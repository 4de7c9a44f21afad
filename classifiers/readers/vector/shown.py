"""The words that a page description shows, by the strings in it and what stands between them.

Source: PostScript Language Reference, third edition, 5.2 to 5.11; Adobe Technical Note 5014 (CMaps).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fontTools.agl import toUnicode

from classifiers.readers.pdf.strings import text_of
from classifiers.readers.vector.tokens import Kind, Token, tokens

ENCODED = re.compile(rb"\bdup\s+(\d{1,3})\s*/([\w.\-]{1,40})\s+put\b")
FONT = re.compile(rb"/FontName\s*/([\w.\-+]{1,80})\s+def|/([\w.\-+]{1,80})[^/]{0,400}?\bdefinefont\b")
NUMBERED = re.compile(rb"^(?:cid|glyph|g|index|a|c|G|C)?\d+$")
# Ends of the names of composite fonts, and what their strings are written in.
CMAPS = (
    (b"RKSJ-H", "cp932"), (b"RKSJ-V", "cp932"), (b"EUC-H", "euc_jp"), (b"EUC-V", "euc_jp"), (b"GBK-EUC-H", "gb18030"),
    (b"GBK-EUC-V", "gb18030"), (b"GB-EUC-H", "gb18030"), (b"GB-EUC-V", "gb18030"), (b"B5pc-H", "big5"),
    (b"ETen-B5-H", "big5"), (b"KSC-EUC-H", "euc_kr"), (b"UCS2-H", "utf-16-be"), (b"UCS2-V", "utf-16-be"),
    (b"UTF16-H", "utf-16-be"), (b"UTF16-V", "utf-16-be"),
)  # fmt: skip
JIS = re.compile(rb"-(?:Light|Medium|Bold|Regular|Ultra|W\d)?-?[HV]$")
IDENTITY = (b"Identity-H", b"Identity-V")
SELECTS = frozenset({b"findfont", b"selectfont", b"Tf", b"scalefont", b"setfont", b"FNT"})
NAMED = frozenset({b"glyphshow"})
JUMPS = frozenset(
    {b"moveto", b"Td", b"TD", b"Tm", b"T*", b"ET", b"BT", b"m", b"M", b"a", b"y", b"MT", b"mt", b"setmatrix"}
)
# Old TeX puts its ligatures where others have controls.
TEX_LIGATURES = {0x0B: "ff", 0x0C: "fi", 0x0D: "fl", 0x0E: "ffi", 0x0F: "ffl"}
WORD_GAP = 12.0
KERN_LIMIT = 100.0
SHORT = 3


class Words(NamedTuple):
    """What is shown, and how many letters no character is known for."""

    text: str
    lost: int


def words_of(data: bytes) -> Words:
    """Words of a description that stands alone."""
    shown = Shown()
    text = shown.words(data)
    return Words(text, shown.lost)


class Shown:
    """Reads descriptions one after the other, and keeps what fonts they define.

    Attributes:
        lost: Letters so far that no character is known for.
    """

    def __init__(self) -> None:
        self.lost = 0
        self._fonts: dict[bytes, dict[int, str]] = {}
        self._font = b""

    def learn(self, data: bytes) -> None:
        """Keep the encodings of the fonts that `data` defines."""
        for place, found in enumerate(FONT.finditer(data)):
            name = found.group(1) or found.group(2)
            letters = {
                int(code): _letter(glyph) for code, glyph in ENCODED.findall(data, found.end(), found.end() + 40_000)
            }
            if letters and place < 500:
                self._fonts.setdefault(name, letters)

    def words(self, data: bytes) -> str:
        """Words in the order in which they stand, a line for each jump."""
        self.learn(data)
        pieces: list[str] = []
        between: list[Token] = []
        level = 0
        for token in tokens(data):
            if token.kind is Kind.MARK and token.value in (b"{", b"}"):
                level = max(0, level + (1 if token.value == b"{" else -1))
            elif token.kind is Kind.COMMENT or level:
                continue
            elif token.kind is Kind.STRING:
                pieces.append(_gap(between) if pieces else "")
                pieces.append(self._letters(token.value))
                between = []
            else:
                self._follow(token, between, pieces)
        return "".join(pieces)

    def _follow(self, token: Token, between: list[Token], pieces: list[str]) -> None:
        before = between[-1] if between else None
        if token.kind is Kind.WORD and token.value in NAMED and before is not None and before.kind is Kind.NAME:
            letter = _letter(before.value)
            self.lost += not letter
            pieces.append((_gap(between[:-1]) if pieces else "") + letter)
            between.clear()
            return
        if token.kind is Kind.WORD and token.value in SELECTS:
            names = [one.value for one in between if one.kind is Kind.NAME]
            self._font = names[-1] if names else self._font
        between.append(token)
        del between[:-60]

    def _letters(self, raw: bytes) -> str:
        name = self._font
        for end, encoding in CMAPS:
            if name.endswith(end):
                return raw.decode(encoding, "ignore")
        if name.endswith(IDENTITY):
            self.lost += len(raw) // 2
            return ""
        if JIS.search(name) and len(raw) % 2 == 0 and all(0x21 <= byte <= 0x7E for byte in raw):
            return bytes(byte | 0x80 for byte in raw).decode("euc_jp", "ignore")
        known = self._fonts.get(name)
        if known:
            letters = [known.get(byte, chr(byte) if 32 <= byte < 127 else "") for byte in raw]
            self.lost += letters.count("")
            return "".join(letters)
        if any(byte < 32 for byte in raw) and not raw.startswith((b"\xfe\xff", b"\xff\xfe")):
            text = "".join(TEX_LIGATURES.get(byte, chr(byte) if 32 <= byte < 127 else "\0") for byte in raw)
            self.lost += text.count("\0")
            return text.replace("\0", "")
        return text_of(raw)


def _letter(glyph: bytes) -> str:
    """The characters of a glyph's name; none where it is a mere number."""
    return "" if NUMBERED.match(glyph) else toUnicode(glyph.decode("latin-1"))


def _gap(between: list[Token]) -> str:
    """What parts two strings: nothing for a kern, a space, or a new line for a jump."""
    words = [token.value for token in between if token.kind is Kind.WORD]
    numbers = [float(token.value) for token in between if token.kind is Kind.NUMBER]
    if any(word in JUMPS for word in words) or len(numbers) > 1:
        return "\n"
    if len(words) > 1 and not numbers:
        return "\n" if any(len(word) > SHORT for word in words) else " "
    if numbers and (abs(numbers[0]) > (KERN_LIMIT if not words else WORD_GAP)):
        return " " if numbers[0] < 0 or words else ""
    return ""
