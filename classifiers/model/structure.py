"""Counts that tell a specification from other writing, whatever language and subject it has."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from classifiers.model.lexicon import WORDS, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNITS = (
    r"(?:mm|cm|nm|µm|μm|um|km|m|kg|mg|g|ms|us|ns|μs|s|min|MHz|GHz|kHz|Hz|mV|kV|V|mA|µA|uA|A|mW|kW|MW|W|dBm|dB|Ω|kΩ|"
    r"pF|nF|µF|uF|KB|kB|MB|GB|TB|KiB|MiB|GiB|bits?|bytes?|B|bps|Mbps|Gbps|rpm|MPa|kPa|Pa|N|Nm|J|K|°C|℃|°|deg|%|ppm|T|"
    r"inch|inches|in|psi|cycles?|ビット|バイト|秒|度|字节|位|秒)"
)
PATTERNS: dict[str, str] = {
    "quantity": rf"(?<![\w.])\d[\d,.]{{0,12}} ?{_UNITS}(?![A-Za-z0-9])",
    "tolerance": r"[±⌀Ø∅≤≥]|\+/-",
    "hexadecimal": r"\b0[xX][0-9A-Fa-f]{1,16}\b|\b[0-9]{1,3}'[hbd][0-9A-Fa-f_]{1,32}",
    "bit_range": r"\[\d{1,4}:\d{1,4}\]|\b\d{1,3}:\d{1,3}\b",
    "upper_identifier": r"\b[A-Z][A-Z0-9]{1,30}_[A-Z0-9_]{1,40}\b",
    "snake_identifier": r"\b[a-z][a-z0-9]{0,30}_[a-z0-9_]{1,40}\b",
    "camel_identifier": r"\b[A-Za-z][a-z0-9]{1,30}[A-Z][A-Za-z0-9]{1,40}\b",
    "call": r"\b[A-Za-z_]\w{1,40}\(",
    "scope": r"\w::\w|\w->\w|\b\w{1,30}\.\w{1,30}\.\w{1,30}\b",
    "part_number": r"\b(?=[A-Z0-9-]{4,20}\b)[A-Z]{1,6}-?\d{2,8}[A-Z0-9-]{0,10}\b",
    "acronym": r"\b[A-Z]{2,6}s?\b",
    "version": r"\b[vVrR](?:er\.?|ev\.?)? ?\d{1,3}(?:\.\d{1,3}){0,3}\b",
    "section": r"\b\d{1,2}\.\d{1,2}(?:\.\d{1,2}){0,3}\b",
    "decimal": r"\b\d{1,6}\.\d{1,6}\b",
    "integer": r"\b\d{1,9}\b",
    "year": r"\b(?:19|20)\d\d\b|平成|令和|昭和",
    "date": r"\d{4}[-/年]\d{1,2}[-/月]\d{1,2}",
    "figure": r"\b(?:fig|figs|figure|table|tab)\b\.? ?\d|[図图表] ?\d",
    "reference_numeral": r"(?<=[a-z])\s\(?\d{1,4}[a-z]?\)?(?=[,.; ])",
    "citation": r"\[\d{1,3}(?:[,-] ?\d{1,3}){0,5}\]|et al|\(\d{4}\)",
    "formula": r"\$[^$]{1,200}\$|\\[a-zA-Z]{2,20}|[∑∫√∂∞≈αβγλμσωΩθ]",
    "article": r"第[0-9一二三四五六七八九十百千〇零]{1,8}[条章节節項款编編]",
    "money": r"[$¥€£]\s?\d|\d\s?[円元€]|万元|億円|\b(?:EUR|USD|JPY|CNY|GBP|CHF)\b",
    "speaker": r"[A-Z][A-Za-z]{1,20}(?: [A-Z])?: ",
    "question": r"[?？]",
    "quoted": r"[「『“\"]",
    "path": (
        r"(?:[\w.-]{1,40}/){2,8}[\w.-]{1,40}|"
        r"\b\w{1,40}\.(?:c|h|cpp|hpp|py|v|sv|md|txt|json|yaml|csv|ini|cc|rs|scala)\b"
    ),
    "mail": r"\b[\w.]{1,40}@[\w.]{1,60}",
    "arrow": r"[→⇒←↔]|->|=>",
    "operator": r"[=<>]=?|&&|\|\|",
    "colon": r":",
    "semicolon": r";",
    "bracket": r"[(（]",
    "comma": r"[,，、]",
    "stop": r"[.。．](?:\s|$)|。",
    "katakana_word": r"[ァ-ヴー]{3,20}",
}
_COMPILED = tuple(
    (name, re.compile(pattern, re.IGNORECASE if name == "figure" else 0)) for name, pattern in PATTERNS.items()
)
_LEXICONS = tuple((name, *words_of(name)) for name in WORDS)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'-]{0,40}")
_CJK = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
RATIOS = (
    "latin_share", "kana_share", "cjk_share", "digit_share", "upper_share", "space_share", "mean_word", "long_words",
    "distinct_words", "capital_words", "mixed_words", "sentence_length", "cased_sentence",
)  # fmt: skip
NAMES: tuple[str, ...] = (*PATTERNS, *WORDS, *RATIOS)
"""Names of the features, in the order of `structure`."""


def structure(text: str) -> NDArray[np.float32]:
    """Counts of `text` (as `plain` returns it) per hundred words, and shares.

    Returns:
        Array of shape (len(NAMES),); logarithms of 1 + count, except the shares. No feature is the length.
    """
    words = _WORD.findall(text)
    cjk, kana = len(_CJK.findall(text)), len(_KANA.findall(text))
    total = max(20.0, len(words) + (cjk + kana) / 1.8)
    counts = [len(pattern.findall(text)) for _, pattern in _COMPILED]
    lower = Counter(word.lower() for word in words)
    for _, latin, other in _LEXICONS:
        counts.append(sum(lower[w] for w in latin if w in lower) + sum(text.count(w) for w in other))
    densities = np.log1p(np.asarray(counts, dtype=np.float64) * (100.0 / total))
    return np.concatenate([densities, _ratios(text, words, cjk, kana, counts)]).astype(np.float32)


def _ratios(text: str, words: list[str], cjk: int, kana: int, counts: list[int]) -> NDArray[np.float64]:
    size = max(1, len(text))
    number = max(1, len(words))
    letters = max(1, sum(map(len, words)))
    head = words[:250]
    stops = counts[tuple(PATTERNS).index("stop")]
    values = (
        letters / size,
        kana / size,
        cjk / size,
        sum(map(str.isdigit, text)) / size,
        sum(map(str.isupper, text)) / letters,
        text.count(" ") / size,
        min(20.0, letters / number),
        sum(len(w) > 9 for w in words) / number,
        len({w.lower() for w in head}) / max(1, len(head)),
        sum(w[0].isupper() for w in words) / number,
        sum(not w.isalpha() and any(map(str.isdigit, w)) for w in words) / number,
        float(np.log1p(size / max(1, stops))),
        sum(w.isupper() and len(w) > 1 for w in words) / number,
    )
    return np.asarray(values, dtype=np.float64)
