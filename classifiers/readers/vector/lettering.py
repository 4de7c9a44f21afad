"""Fonts of metafiles: which characters the bytes of a text stand for.

Source: [MS-WMF] 2.1.1.5 (CharacterSet) and 2.2.1.2 (Font).
"""

from __future__ import annotations

from dataclasses import dataclass

from classifiers.encoding import decode
from classifiers.scripts import JAPANESE, SIMPLIFIED, TRADITIONAL, plausibility

# Character set of a font and Python's name of its encoding; of 0 and 1 the system's, which the file does not name.
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp437",
}  # fmt: skip
SYMBOL_CHARSET = 2
# Letters of the font Symbol, by the place of Latin ones.
GREEK = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz°±²³´µ¶·¸¹º£",
    "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ°±″≥×∝∂•÷≠≡≤",
)
WRITTEN_SCORE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """A font as far as reading needs it.

    Attributes:
        height: Of its letters, in the unit of the drawing; above 0.
    """

    charset: int = 0
    face: str = ""
    height: float = 12.0

    def text(self, raw: bytes, system: str = "") -> str:
        """Characters of a text in this font; `system` is the encoding of one that names none."""
        raw = raw.rstrip(b"\0")
        if raw.isascii() or self.charset == SYMBOL_CHARSET:
            return self.named(raw.decode("latin-1"))
        encoding = CHARSETS.get(self.charset)
        if encoding:
            return raw.decode(encoding, "replace").replace("\ufffd", "")
        return raw.decode(system or system_encoding([raw]), "ignore")

    def named(self, text: str) -> str:
        """The same for characters that are decoded: in the font Symbol they are other letters."""
        if self.face.lower() == "symbol":
            plain = "".join(chr(ord(char) & 0xFF) if "\uf000" <= char <= "\uf0ff" else char for char in text)
            return plain.translate(GREEK)
        return text


def system_encoding(texts: list[bytes]) -> str:
    """What texts in fonts without a character set are written in: East Asian where they are words then."""
    raw = b"\n".join(text for text in texts if not text.isascii())
    guess = decode(raw)
    frequent = JAPANESE + SIMPLIFIED + TRADITIONAL
    if raw and not guess.replaced and plausibility(guess.text, frequent, has_kana=True) >= WRITTEN_SCORE:
        return guess.encoding
    return "cp1252"
