"""Numbers and part numbers of a text, one way to write each: in any language, width, unit and notation.

Dates, times, telephone numbers, web addresses, versions, standards, and numbers of sections, figures and pages are
passed over: every document has them, and none is a document's own.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.units import LENGTH, PATTERN, UNITS

SIGNIFICANT = 6
CODE_CHARS = 40
EXACT = 2.0**53
NEAR = 24
REGION_CHARS = 20_000
# So many numbers of a text are read, which takes a second; a table of a million says no more.
MAX_TOKENS = 100_000
_WIDE = {chr(0xFF01 + place): chr(0x21 + place) for place in range(94)}
_FORMS = MappingProxyType(
    {
        **_WIDE, "\u3000": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "−": "-", "–": "-", "—": "-", "‐": "-",
        "‑": "-", "〜": "~", "～": "~", "˜": "~", "µ": "μ", "\u2126": "Ω", "º": "°", "˚": "°", "×": "x", "✕": "x",
        "⌀": "Ø", "ø": "Ø", "φ": "Ø", "Φ": "Ø", "∅": "Ø", "ф": "Ø", "⁻": "-", "⁺": "+",
        **{sign: str(place) for place, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
        "〇": "零", "兩": "二", "两": "二", "點": "点", "﹣": "-",
    }
)  # fmt: skip
_BEYOND_FORMS = 0x10000
_CJK = "零一二三四五六七八九"
_CJK_TENS = {"十": 10, "百": 100, "千": 1000}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|(?P<comma>\d{{1,6}},\d{{1,4}}(?=\s?(?:{PATTERN})))"
    r"|\d{1,18}(?:\.\d{1,12})?|\.\d{1,9})"
)
# 1920x1080 is no power of ten: without a sign that says so only 6.02x1023 is one.
_TEN = (
    r"(?:[eE][-+]?\d{1,3}(?!\d)|\s?[x·*⋅]\s?10\s?(?:\^\s?\{?(?=[-+\d])|\{|(?=[-+])"
    r"|(?:(?<=(?<!\d)\d\.\dx10)|(?<=(?<!\d)\d\.\d\dx10)|(?<=(?<!\d)\d\.\d\d\dx10))(?=[1-9]))(?P<power>[-+]?\d{1,3})\}?(?![\w.]))"
)
_BODIES = "ISO|IEC|JIS|JASO|GB|GJB|DIN|ANSI|ASTM|ASME|IEEE|RFC|MIL|SAE|UL|IPC|JEDEC|JESD|CISPR|CFR|FIPS|ISBN|ISSN"
_LIST_MARK = (
    r"\d{1,3}(?:\.\d{1,3})*"
    rf"(?:[.)、](?=[ \t])|[ \t]+(?=[A-Z\u3040-\u9fff])(?!(?:{PATTERN})))"
)
# What is no number of the document's own, each by its look.
_PASSED_OVER_WORDS = (
    rf"(?i:\b{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?\b)",
    r"(?i:\b(?:fig(?:ure)?s?|tab(?:le)?s?|sec(?:tion)?s?|chapter|appendix|pages?|pp?|art(?:icle)?|eqs?|claims?|ref|nos?"
    r"|step)\b\.?\s?\d+(?:[-.]\d+)*)",
    rf"(?<![A-Za-z])(?:(?:{_BODIES})(?:[/-][A-Z]{{1,4}}){{0,2}}[ -]?[A-Z]?|EN |(?<=JIS )[A-Z] ?|(?<=IEEE )Std )"
    r"(?=[A-Z]?\d{2})\d[\d.:-]{1,20}",
)
_PASSED_OVER_NUMBERS = (
    r"(?<![\d.])(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2}\s?日?)?(?![\d.])",
    r"\d{1,4}\s?[年月日](?!\d)",
    r"(?<![\d.])\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?!\d)",
    rf"(?i:\b\d{{1,2}}\s{_MONTH}(?:,?\s\d{{4}})?\b)",
    r"(?<![\d:])\d{1,2}:\d\d(?::\d\d)?(?![\d:])",
    r"(?<![\w.])\+?\d{1,4}[- ]\(?\d{1,4}\)?[- ]\d{3,4}(?:[- ]\d{3,4})?(?![\w.-])",
    r"(?<![\d.])\d{1,4}(?:\.\d{1,4}){2,}(?!\d)",
    rf"^{_LIST_MARK}",
    r"\d{3}-\d{4}(?![\d-])",
)
# These begin with signs that nothing else does.
_PASSED_OVER_SIGNS = (
    r"\((?<!\w\()\d{2,4}\)\s?\d{3,4}-\d{4}",
    r"第\s?[\d零一二三四五六七八九十百]+(?:[-.]\d+)*",
    r"[図表图節节章頁页条項项式注]\s?\d+(?:[-.]\d+)*",
    rf"^(?:[ \t]+{_LIST_MARK}|\#+[ \t]?\d{{1,3}}(?:\.\d{{1,3}})*|[ \t]+\#+[ \t]?\d{{1,3}}(?:\.\d{{1,3}})*)",
    r"\[\d{1,3}\]",
    r"〒\d{3}-\d{4}(?![\d-])",
)
# The sign that it begins with says which of them are tried.
_PASSED_OVER = (
    r"https?://[!-~]+",
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}+@[\w-]+\.[\w.-]+",
    r"v(?<![\d.]v)\d{1,4}(?:\.\d{1,4}){2,}(?!\d)",
    rf"(?<![A-Za-z])(?=[A-Za-z])(?:{'|'.join(_PASSED_OVER_WORDS)})",
    rf"(?=[\d+])(?:{'|'.join(_PASSED_OVER_NUMBERS)})",
    *_PASSED_OVER_SIGNS,
)
_CODE = (
    r"0[xX][0-9a-fA-F_]{2,20}|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_.-]{0,30}\d)(?=[0-9_.-]{0,20}[A-Za-z])"
    rf"(?!\d+(?:\.\d+)?(?:{PATTERN})(?![A-Za-z0-9_-]))(?!\d[\d.]*[eE][-+]?\d+(?:{PATTERN})?(?![\w.]))"
    r"(?!\d[\d.,]*x\d)[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+){0,8}"
)
# Signs that any of them begins with, and of letters within a word only those two: all others are passed by at once.
_BEGINNING = r"(?=[ -~\t\d第図表图節节章頁页条項项式注〒])(?:(?<![A-Za-z])|(?=[^A-Za-gi-uw-z]))"
_PATTERN = re.compile(
    rf"{_BEGINNING}(?:(?P<skip>{'|'.join(_PASSED_OVER)})|(?P<code>{_CODE})"
    rf"|(?P<number>(?<![\d.]){_NUMBER}(?P<ten>{_TEN})?)(?:\s?(?P<unit>{PATTERN}))?)",
    re.MULTILINE,
)
_WRITTEN = re.compile(
    rf"([零一二三四五六七八九十百千](?<![零一二三四五六七八九十百千]{{2}})[零一二三四五六七八九十百千]{{0,8}}(?:点[零一二三四五六七八九]{{1,6}})?)({PATTERN})"
)
_DIGIT = re.compile(r"\d")
_FROM_DIGIT = re.compile(r"\d\S*+")
_SHARED_UNIT = re.compile(r"\s?(?:-|~|±|x|/|至|到|から|to|ー|\+/-)\s?\Z")
_SEPARATORS = str.maketrans("", "", "-_.")
_MISREAD = str.maketrans("oil", "011")


class Token(NamedTuple):
    """A number or a part number.

    Attributes:
        name: The same however it is written: `254` for 25.4 mm and for 1 in, `33V` for 3300 mV; code `esp32s3`.
        start, end: Where it stands in the text.
    """

    name: str
    start: int
    end: int


def tokens(text: str, most: int = MAX_TOKENS) -> list[Token]:
    """Numbers and part numbers of a text, in order; of those in digits the first `most`."""
    plain = text if text.isascii() else _formed(text)
    found = list(islice(_in_digits(plain), most))
    if not plain.isascii():
        found.extend(
            Token(name_of(_written_value(match[1]), match[2]), match.start(), match.end())
            for match in _WRITTEN.finditer(plain)
        )
        found.sort(key=lambda token: token.start)
    return found


def _formed(text: str) -> str:
    """A text with one sign for each of several; as `str.translate`, which asks of every sign."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    formed = _form_table().take(codes, mode="clip")
    if (codes >= _BEYOND_FORMS).any():
        formed = np.where(codes < _BEYOND_FORMS, formed, codes)
    return formed.tobytes().decode("utf-32-le", "surrogatepass")


@functools.cache
def _form_table() -> NDArray[np.uint32]:
    """What each code point below _BEYOND_FORMS becomes."""
    table = np.arange(_BEYOND_FORMS, dtype=np.uint32)
    table[[ord(sign) for sign in _FORMS]] = [ord(form) for form in _FORMS.values()]
    return table


def _regions(plain: str) -> Iterator[tuple[int, int, int]]:
    """Words with a digit and their neighbours, which may be a unit, a month or the name of a kind of number.

    Yields:
        Where each begins, where the last word with a digit ends, and how far what begins there may reach.
    """
    begin, end = -1, 0
    for word in _FROM_DIGIT.finditer(plain):
        start = word.start()
        if start > end and not plain[start - 1].isspace():
            start -= len(plain[end:start].rsplit(None, 1)[-1])
        nearest = max(0, start - NEAR)
        before = max(plain.rfind(" ", nearest, max(0, start - 1)), plain.rfind("\n", nearest, start)) + 1 or nearest
        if begin < 0:
            begin = before
        elif before > end + NEAR or before - begin > REGION_CHARS:
            yield begin, min(end, before), min(end + NEAR, before)
            begin = before
        end = word.end()
    if begin >= 0:
        yield begin, end, min(end + NEAR, len(plain))


def _found(plain: str) -> Iterator[re.Match[str]]:
    """Numbers, codes and what is passed over, in order; what begins behind the last digit of a region has none."""
    search, has_digit = _PATTERN.search, _DIGIT.search
    for begin, last, stop in _regions(plain):
        at = begin
        while has_digit(plain, at, last) and (found := search(plain, at, stop)) is not None:
            yield found
            at = found.end()


def _in_digits(plain: str) -> Iterator[Token]:
    held: tuple[float, int, int] | None = None
    for found in _found(plain):
        if found.lastgroup == "skip":
            continue
        value, unit = _value(found), found["unit"] or ""
        if held is not None:
            number, start, end = held
            is_shared = value is not None and unit and _SHARED_UNIT.match(plain[end : found.start()])
            yield Token(name_of(number, unit if is_shared else ""), start, end)
            held = None
        if value is None:
            yield Token(code_name(found["code"]), found.start(), found.end())
        elif unit:
            yield Token(name_of(value, unit), found.start(), found.end())
        else:
            held = (value, found.start(), found.end())
    if held is not None:
        yield Token(name_of(held[0], ""), held[1], held[2])


def _value(found: re.Match[str]) -> float | None:
    digits = found["number"]
    if digits is None:
        return None
    if found["ten"]:
        digits = digits[: -len(found["ten"])].replace(",", "")
        exponent = found["power"] if found["power"] is not None else found["ten"].lower().lstrip("e")
        return _float(f"{digits}e{exponent}")
    return _float(digits.replace(",", "." if found["comma"] else ""))


def _float(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else 0.0


def _written_value(words: str) -> float:
    whole, _, decimals = words.partition("点")
    total = digit = 0
    if any(sign in _CJK_TENS for sign in whole):
        for sign in whole:
            if sign in _CJK_TENS:
                total += (digit or 1) * _CJK_TENS[sign]
                digit = 0
            else:
                digit = _CJK.index(sign)
        total += digit
    else:
        total = int("".join(str(_CJK.index(sign)) for sign in whole))
    return float(f"{total}.{''.join(str(_CJK.index(sign)) for sign in decimals) or 0}")


def name_of(value: float, unit: str) -> str:
    """The name of a quantity: its significant digits in SI, and its dimension where that is no length."""
    dimension, factor = UNITS.get(unit, (LENGTH, 1.0))
    return f"{digits_of(value * factor)}{'' if dimension == LENGTH else dimension}"


def digits_of(value: float) -> str:
    """Significant digits of a number, without its sign and its power of ten."""
    if 1e7 <= abs(value) <= EXACT and value == int(value):
        return str(abs(int(value))).rstrip("0")[:CODE_CHARS]
    mantissa = f"{abs(value):.{SIGNIFICANT - 1}e}".partition("e")[0]
    return mantissa.replace(".", "").rstrip("0")


def code_name(code: str) -> str:
    """The name of a part number, however it is set and with the letters that are read for digits.

    What is left of a number in which letters were read for digits is that number.
    """
    name = code.lower().translate(_SEPARATORS).translate(_MISREAD)[:CODE_CHARS]
    return name.strip("0") if name.isdigit() else name
