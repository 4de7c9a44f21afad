"""Which letters the codes of a PDF's font stand for, by what its dictionary says: maps to Unicode, encodings, names.

Source: ISO 32000-2, 9.6.5 (encodings), 9.7.5 (predefined CMaps), 9.10 (letters of codes); Adobe technical note 5411.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from fontTools.agl import toUnicode

MAP_BYTES = 4_000_000
RANGES = 70_000
GLYPH_NAMES = 4_096
HEX = rb"<([0-9A-Fa-f\s]{1,64})>"
SECTION = re.compile(rb"begin(codespacerange|bfchar|bfrange)(.*?)(?:end\1|\Z)", re.DOTALL)
PAIR = re.compile(HEX + rb"\s*<([0-9A-Fa-f\s]{0,1024})>")
TRIPLE = re.compile(HEX + rb"\s*" + HEX + rb"\s*(?:<([0-9A-Fa-f\s]{0,1024})>|\[([^\[\]]*)\])")
HEX_ITEM = re.compile(rb"<([0-9A-Fa-f\s]*)>")
# What the names of predefined CMaps begin with or hold, and the encoding that their codes are in.
CODECS = (
    ("UTF32", "utf-32-be"), ("UTF16", "utf-16-be"), ("UCS2", "utf-16-be"), ("UTF8", "utf-8"), ("RKSJ", "cp932"),
    ("GBK2K", "gb18030"), ("GBK", "gb18030"), ("GB-EUC", "gb18030"), ("GBpc", "gb18030"), ("B5", "big5hkscs"),
    ("HKscs", "big5hkscs"), ("UHC", "cp949"), ("KSC-EUC", "euc_kr"), ("KSCpc", "euc_kr"), ("EUC", "euc_jp"),
)  # fmt: skip
LATIN = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
OUTLINES = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(slots=True)
class _Map:
    """Ranges of codes, sorted once they are all there; `lengths` says how many bytes a code takes by its first one."""

    starts: list[tuple[int, int]] = field(default_factory=list)  # length in bytes, code
    ranges: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)  # → last code, letters of the first
    lengths: dict[int, int] = field(default_factory=dict)

    def letters(self, length: int, code: int) -> str:
        """Letters of one code; empty where the map has none."""
        place = bisect.bisect_right(self.starts, (length, code)) - 1
        if place < 0 or self.starts[place][0] != length:
            return ""
        start = self.starts[place]
        last, text = self.ranges[start]
        if code > last or not text:
            return ""
        point = ord(text[-1]) + code - start[1]
        return text[:-1] + chr(point) if point <= 0x10FFFF and not 0xD800 <= point < 0xE000 else ""


class Codes:
    """The codes of one font.

    Args:
        font: Its dictionary.
    """

    def __init__(self, font: Any) -> None:
        self._known: dict[bytes, str] = {}
        encoding = font.get("/Encoding")
        self._is_composite = font.get("/Subtype") == pikepdf.Name.Type0
        self._map = _map_of(font.get("/ToUnicode"))
        self._lengths = _map_of(encoding).lengths if isinstance(encoding, pikepdf.Stream) else {}
        self._codec = "" if self._map.starts else self._codec_of(font, encoding)
        self._names = {} if self._is_composite else _names_of(encoding)

    def read(self, raw: bytes) -> tuple[str, int]:
        """Letters of a string, and how many of its codes have none."""
        if self._is_composite and self._codec:
            text = raw.decode(self._codec, "ignore")
            return text, 0 if text else len(raw)
        pieces = [self._letters(code) for code in self._split(raw)]
        return "".join(pieces), sum(not piece for piece in pieces)

    def _split(self, raw: bytes) -> list[bytes]:
        if not self._is_composite:
            return [raw[place : place + 1] for place in range(len(raw))]
        codes: list[bytes] = []
        place = 0
        while place < len(raw):
            length = self._lengths.get(raw[place], 2)
            codes.append(raw[place : place + length])
            place += length
        return codes

    def _letters(self, code: bytes) -> str:
        found = self._known.get(code)
        if found is None:
            found = self._map.letters(len(code), int.from_bytes(code)) if self._map.starts else ""
            if not self._is_composite:
                found = found or self._map.letters(2, code[0]) or self._names.get(code[0], "")
                found = found or (code.decode(self._codec, "ignore") if self._codec else "")
            self._known[code] = found = "" if all(map(_is_nameless, found)) else found
        return found

    def _codec_of(self, font: Any, encoding: Any) -> str:
        if self._is_composite:
            name = str(encoding) if isinstance(encoding, pikepdf.Name) else ""
            return next((codec for sign, codec in CODECS if sign in name), "")
        base = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
        if isinstance(base, pikepdf.Name) and str(base) in LATIN:
            return LATIN[str(base)]
        if font.get("/Subtype") == pikepdf.Name.Type3:
            return ""
        look = font.get("/FontDescriptor")
        # A font that comes with the file has an encoding of its own.
        has_own = isinstance(look, pikepdf.Dictionary) and any(key in look for key in OUTLINES)
        is_symbol = str(font.get("/BaseFont", "")).endswith(("Symbol", "ZapfDingbats"))
        return "" if has_own or is_symbol else "ascii"


def _is_nameless(char: str) -> bool:
    """Private letters and control characters say nothing."""
    return "\ue000" <= char <= "\uf8ff" or char < " " or char == "\ufffd"


def _names_of(encoding: Any) -> dict[int, str]:
    """Letters by the names that an encoding gives to codes."""
    names: dict[int, str] = {}
    listed = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
    code = 0
    for item in list(listed)[:GLYPH_NAMES] if isinstance(listed, pikepdf.Array) else ():
        if isinstance(item, pikepdf.Name):
            names[code] = toUnicode(str(item)[1:65])
            code += 1
        elif isinstance(item, int):
            code = item
    return names


def _map_of(stream: Any) -> _Map:
    """A CMap's code spaces and letters; an empty one where there is none or it cannot be unpacked."""
    found = _Map()
    if not isinstance(stream, pikepdf.Stream):
        return found
    try:
        data = bytes(stream.read_bytes())[:MAP_BYTES]
    except (pikepdf.PdfError, MemoryError, RuntimeError):
        return found
    for section in SECTION.finditer(data):
        kind, body = section.groups()
        if kind == b"codespacerange":
            _take_spaces(body, found)
        elif kind == b"bfchar":
            _take_chars(body, found)
        else:
            _take_ranges(body, found)
    found.starts = sorted(found.ranges)
    return found


def _take_spaces(body: bytes, found: _Map) -> None:
    for low, high in PAIR.findall(body)[:RANGES]:
        first, last = _bytes(low), _bytes(high)
        if first and last and len(first) == len(last) <= 4:
            for byte in range(first[0], last[0] + 1):
                found.lengths.setdefault(byte, len(first))


def _take_chars(body: bytes, found: _Map) -> None:
    for code, text in PAIR.findall(body):
        _add(found, _bytes(code), 0, _text(text))


def _take_ranges(body: bytes, found: _Map) -> None:
    for low, high, text, items in TRIPLE.findall(body):
        first, last = _bytes(low), _bytes(high)
        span = int.from_bytes(last) - int.from_bytes(first)
        if items:
            for step, item in enumerate(HEX_ITEM.findall(items)[: max(0, span) + 1]):
                code = int.from_bytes(first) + step
                _add(found, code.to_bytes(max(len(first), (code.bit_length() + 7) // 8)), 0, _text(item))
        elif span >= 0:
            _add(found, first, span, _text(text))


def _add(found: _Map, code: bytes, span: int, text: str) -> None:
    if code and len(found.ranges) < RANGES:
        start = int.from_bytes(code)
        found.ranges[len(code), start] = (start + span, text)


def _bytes(digits: bytes) -> bytes:
    clean = b"".join(digits.split())
    return bytes.fromhex((clean + b"0" * (len(clean) % 2)).decode())


def _text(digits: bytes) -> str:
    raw = _bytes(digits)
    return raw.decode("latin-1") if len(raw) == 1 else raw.decode("utf-16-be", "ignore")
