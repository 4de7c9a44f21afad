"""Words of drawings without formatting: escapes, stacked fractions, symbols of tolerance frames, ciphered solids."""

from __future__ import annotations

import re

from ezdxf.tools.text import plain_mtext

WIDE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
MULTIBYTE = re.compile(r"\\M\+([1-5])([0-9A-Fa-f]{4})")
MULTIBYTE_CODECS = {"1": "cp932", "2": "cp950", "3": "cp949", "4": "johab", "5": "gb18030"}
PERCENT = re.compile(r"%%(\d{3}|[A-Za-z%])")
PERCENT_CHARS = {"d": "°", "c": "⌀", "p": "±", "u": "", "o": "", "k": "", "%": "%"}
STACK = re.compile(r"\\S((?:\\.|[^;\\]){1,200});")
STACK_BAR = re.compile(r"\s*[\^#/]\s*")
FORMATTED = re.compile(r"\{\\|\\[ACFHQSTWfp][^\\;]{0,80};|\\[PX~LlOo]")
PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\|\.{1,2}[\\/]|[\w .-]+\\[\w .-]+\.\w{2,4}\Z")
CARET = re.compile(r"\^[IJM ]")
CARET_CHARS = {"^I": "\t", "^J": "\n", "^M": "", "^ ": "^"}
FRAME_FONT = re.compile(r"\{\\F?f?gdt[^;]*;([^}]*)\}", re.IGNORECASE)
# Letters of the font GDT, by ASME Y14.5 and ISO 1101.
FRAME_SYMBOLS = str.maketrans(
    {
        "a": "∠", "b": "⟂", "c": "⏥", "d": "⌓", "e": "○", "f": "∥", "g": "⌭", "h": "↗", "i": "⌯", "j": "⌖", "k": "⌒",
        "l": "Ⓛ", "m": "Ⓜ", "n": "⌀", "o": "□", "p": "Ⓟ", "q": "℄", "r": "◎", "s": "Ⓢ", "t": "⌰", "u": "⏤",
        "v": "⌴", "w": "⌵", "x": "↧", "y": "⌲", "z": "⌳",
    }
)  # fmt: skip
MTEXT_CHARS = 200_000


def plain_words(text: str) -> str:
    """Text without escapes: `\\U+6A5F`, `\\M+18B40`, `%%d`, `^I`."""
    if "\\" in text:
        text = WIDE.sub(lambda match: chr(int(match.group(1), 16)), text)
        text = MULTIBYTE.sub(_multibyte, text)
    if "%%" in text:
        text = PERCENT.sub(_percent, text)
    return CARET.sub(lambda match: CARET_CHARS[match.group()], text) if "^" in text else text


def plain_mtext_words(text: str) -> str:
    """Text of paragraphs without formatting codes; stacked deviations stand as `+0.1/-0.05`."""
    if "\\" not in text and "{" not in text:
        return plain_words(text)
    text = FRAME_FONT.sub(lambda match: match.group(1).translate(FRAME_SYMBOLS), text)
    text = STACK.sub(lambda match: " " + STACK_BAR.sub("/", match.group(1)).strip() + " ", text)
    text = plain_words(text)
    return plain_words(plain_mtext(text[:MTEXT_CHARS]) + text[MTEXT_CHARS:])


def plain_string(text: str) -> str:
    """A string that may be a paragraph with formatting, a path, or neither."""
    return plain_mtext_words(text) if FORMATTED.search(text) and not PATH.match(text) else plain_words(text)


def frame_words(text: str) -> str:
    """A feature control frame, one line a row, its cells between bars: `⌖|⌀0.1Ⓜ|A|B`."""
    text = FRAME_FONT.sub(lambda match: match.group(1).translate(FRAME_SYMBOLS), text).replace("^J", "\n")
    rows = [re.sub(r"\|+\Z", "", row.replace("%%v", "|").replace("%%V", "|")) for row in text.split("\n")]
    return plain_words("\n".join(row for row in rows if row.strip()))


def solid_words(text: str) -> str:
    """A line of a solid's data, which is ciphered so that it does not look like text."""
    return "".join(char if char == " " or ord(char) > 126 else chr(159 - ord(char)) for char in text)


def _multibyte(match: re.Match[str]) -> str:
    return bytes.fromhex(match.group(2)).decode(MULTIBYTE_CODECS[match.group(1)], "replace")


def _percent(match: re.Match[str]) -> str:
    code = match.group(1)
    if code.isdigit():
        return chr(int(code)) if 32 <= int(code) < 256 else ""
    return PERCENT_CHARS.get(code.lower(), match.group())
