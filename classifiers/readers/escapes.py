"""Words spelt in escapes: `\\u6a5f` of JSON and source, `&#27231;` of mark-up, `%E6%A9%9F` of addresses."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"\\/bfnrt])")
PLAIN = {'"': '"', "\\": "\\", "/": "/", "b": " ", "f": "\f", "n": "\n", "r": "\n", "t": "\t"}
CODED = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-3][0-7]{2}))"
)
# Each begins with its sign, and so the others are passed over quickly.
ESCAPED = re.compile(
    r"\\u\{?[0-9a-fA-F]{2}|\\U[0-9a-fA-F]{8}|\\x[0-9a-fA-F]{2}\\x[0-9a-fA-F]{2}|\\[0-3][0-7]{2}\\[0-3][0-7]{2}"
    r"|&#?\w{2,8};|%[0-9A-Fa-f]{2}"
)
BYTES = re.compile(r"(?:\\(?:x[0-9a-fA-F]{2}|[0-3][0-7]{2})){2,}")
LINE_CHARS = 100_000
LAST = 0x10FFFF
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def unquoted(text: str) -> str:
    """An address as people read it: bytes behind percent signs as UTF-8."""
    return PERCENT.sub(lambda found: bytes.fromhex(found.group().replace("%", "")).decode("utf-8", "replace"), text)


def without_json_escapes(text: str) -> str:
    """JSON as people would read it. It is not parsed, so what is broken or stands there twice stays."""
    return JSON.sub(lambda found: _json_char(found.group(1)), text) if "\\" in text else text


def _json_char(escape: str) -> str:
    return chr(int(escape[1:], 16)) if escape[0] == "u" else PLAIN[escape]


def spelt_lines(text: str) -> Iterator[str]:
    """Lines that hold escapes, decoded, where that gives letters beyond ASCII or other words."""
    if not any(sign in text for sign in "\\&%") or not ESCAPED.search(text):
        return
    for line in text.split("\n"):
        if not ESCAPED.search(line):
            continue
        line = line[:LINE_CHARS]
        decoded = BYTES.sub(_bytes, line)
        decoded = CODED.sub(_char, decoded)
        decoded = unquoted(html.unescape(decoded))
        if decoded != line and _adds_letters(line, decoded):
            yield decoded


def _bytes(found: re.Match[str]) -> str:
    """Bytes in a row that are UTF-8; others as they stand."""
    raw = bytes(
        int(code[1:], 16) if code[0] == "x" else int(code, 8) & 0xFF for code in found.group()[1:].split("\\") if code
    )
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return found.group()


def _char(found: re.Match[str]) -> str:
    code = next((int(digits, 16) for digits in found.groups()[:4] if digits), -1)
    if code < 0:
        code = int(found.group(5), 8)
    return chr(code) if code <= LAST else found.group()


def _adds_letters(before: str, after: str) -> bool:
    return sum(char.isalpha() and char > "\x7f" for char in after) > sum(
        char.isalpha() and char > "\x7f" for char in before
    ) or ("%" in before and " " in after and " " not in before)
