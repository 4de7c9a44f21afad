"""Counts that tell a specification from other writing, whatever language and subject it has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from classifiers.model.conduct_words import CONDUCT_WORDS
from classifiers.model.genres import GENRE_WORDS
from classifiers.model.lexicon import WORDS
from classifiers.model.matching import word_lists
from classifiers.model.subjects import SUBJECT_LISTS, subject_strengths
from classifiers.model.topics import FIELD_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNITS: MappingProxyType[str, str] = MappingProxyType({
    "length": "mm cm nm µm μm um km m inch inches in mil å ミリ メートル 毫米 微米 纳米 厘米 千米 公里",
    "mass_force": "kg mg g n nm kn mpa kpa pa gpa psi bar j kj kgf torr mbar キロ グラム 千克 公斤 牛顿 兆帕 千帕",
    "time_rate": (
        "ms us ns μs µs s sec min mhz ghz khz hz rpm bps mbps gbps kbps cycles cycle "
        "秒 毫秒 微秒 マイクロ ミリ秒 赫兹 兆赫"
    ),
    "electric": (
        "mv kv v ma µa ua μa a mw kw w dbm db ω kω mω pf nf µf uf μf mah ah wh kwh t mt ev kev mev "
        "伏特 安培 ボルト"
    ),
    "amount": "bits bit bytes byte kb mb gb tb kib mib gib b ビット バイト 字节 位 比特",
    "state": "°c ℃ ° deg k % ppm ppb wt% vol% at% rh 度 摄氏度",
})  # fmt: skip
_UNIT = {unit: place for place, units in enumerate(UNITS.values()) for unit in units.split()}
_QUANTITY = re.compile(
    r"\d ?((?:[kMGmnpuµμ]?[A-Za-zΩω]{1,3}|°C?|℃|%|bits?|bytes?|inch(?:es)?|cycles?|wt%|"
    r"ビット|バイト|ミリ秒?|メートル|マイクロ|グラム|ボルト|字节|比特|毫米|微米|纳米|厘米|千米|公里|千克|公斤|兆帕|毫秒|微秒|赫兹|兆赫|摄氏度|[秒度位]))"
    r"(?![A-Za-z0-9])"
)
_PATTERNS = MappingProxyType(
    {
        "article": re.compile(r"第[0-9一二三四五六七八九十百千〇零]{1,8}[条章节節項款编編]"),
        # What stands before it is asked after its first letter: searching for a capital is quick.
        "speaker": re.compile(r"[A-Z](?:(?<=[a-z.][A-Z])|(?<=[a-z.] [A-Z]))[A-Za-z]{1,20}(?: [A-Z])?: (?=[A-Z])"),
        "file_name": re.compile(r"\.(?:c|h|cpp|hpp|py|v|sv|md|txt|json|yaml|csv|ini|cc|rs|scala|xml|html)\b"),
    }
)
_COUNTED = (
    *(f"quantity_{name}" for name in UNITS), "quantity", "tolerance", "hexadecimal", "bit_range", "upper_identifier",
    "snake_identifier", "camel_identifier", "call", "scope", "part_number", "acronym", "version", "section", "decimal",
    "integer", "long_integer", "year", "date", "figure", "reference_numeral", "citation", "formula", "article", "money",
    "speaker", "question", "quoted", "path", "file_name", "mail", "arrow", "operator", "assignment", "brace", "colon",
    "semicolon", "bracket", "comma", "stop", "katakana_word", "list_number",
)  # fmt: skip
LISTS: MappingProxyType[str, str] = MappingProxyType(
    {**WORDS, **GENRE_WORDS, **{f"field_{name}": words for name, words in FIELD_WORDS.items()}}
)
_TERMS = word_lists({**LISTS, **SUBJECT_LISTS, **CONDUCT_WORDS})
# Words that begin a term of two: only with these are neighbours counted.
_PAIRED = frozenset({"et", *(term.partition(" ")[0] for term in _TERMS.latin if " " in term)})
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_'-]*")
RATIOS = (
    "latin_share", "kana_share", "cjk_share", "digit_share", "upper_share", "space_share", "mean_word", "long_words",
    "distinct_words", "capital_words", "mixed_words", "sentence_length", "cased_sentence", "latin_in_cjk", "past_words",
    "ing_words", "noun_endings", "kanji_run", "repeated_words", "field_strongest", "field_total",
)  # fmt: skip
NAMES: tuple[str, ...] = (*_COUNTED, *LISTS, *RATIOS)
"""Names of the features, in the order of `structure`."""
TELLING_NAMES: tuple[str, ...] = (*NAMES, *CONDUCT_WORDS)
"""Names of the features by which windows are told, those of `structure` first."""
FIELD_SLICE = slice(NAMES.index(f"field_{next(iter(FIELD_WORDS))}"), NAMES.index("latin_share"))
"""Where the fields' densities stand, in the order of FIELD_WORDS."""

_TOLERANCES, _MONEY, _QUOTES, _ARROWS = "±⌀Ø∅≤≥", "$¥€£", '「『“"', "→⇒←↔"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is counted in a text, its words looked up once for all.

    Attributes:
        shape: As `structure` returns it. subjects: As `subject_strengths` returns them.
        conduct: Logarithms of 1 + words per hundred, of each list of CONDUCT_WORDS, shape (c,).
    """

    shape: NDArray[np.float32]
    subjects: NDArray[np.float64]
    conduct: NDArray[np.float32]

    @property
    def telling(self) -> NDArray[np.float32]:
        """What windows are told by, in the order of TELLING_NAMES."""
        return np.concatenate([self.shape, self.conduct])


def structure(text: str) -> NDArray[np.float32]:
    """Counts of `text` (as `plain` returns it) per hundred words, and shares.

    Returns:
        Array of shape (len(NAMES),); logarithms of 1 + count, except the shares. No feature is the length.
    """
    return reading(text).shape


def reading(text: str) -> Reading:
    """All counts of `text`, as `plain` returns it."""
    words = _WORD.findall(text)
    lowered = [word.lower() for word in words]
    lower = Counter(lowered)
    pairs = Counter(f"{one} {two}" for one, two in pairwise(lowered) if one in _PAIRED)
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    signs = _Signs(codes)
    total = max(20.0, len(words) + (signs.cjk + signs.kana) / 1.8)
    lists, softened = _TERMS.counts(lower, pairs, codes)
    spelling = _Spelling(Counter(words), lower)
    counted = _counted(text, spelling, lower, pairs, signs)
    counts = np.concatenate([[counted[name] for name in _COUNTED], lists[: len(LISTS)]])
    densities = np.log1p(counts * (100.0 / total))
    fields = densities[FIELD_SLICE]
    ratios = _ratios(text, spelling, lowered, signs, counted["stop"])
    subjects_end = len(LISTS) + len(SUBJECT_LISTS)
    return Reading(
        shape=np.concatenate([densities, ratios, [fields.max(), fields.sum() / 10.0]]).astype(np.float32),
        subjects=subject_strengths(softened[len(LISTS) : subjects_end]),
        conduct=np.log1p(lists[subjects_end:] * (100.0 / total)).astype(np.float32),
    )


class _Spelling:
    """How many words are spelled how, each different word being looked at once.

    Args:
        cased, lower: The words as they stand and in small letters, with how often each stands.
    """

    __slots__ = ("acronyms", "capital", "ing", "long", "mixed", "nouns", "part_numbers", "past", "upper")

    def __init__(self, cased: Counter[str], lower: Counter[str]) -> None:
        self.acronyms = self.capital = self.mixed = self.part_numbers = self.upper = 0
        for word, times in cased.items():
            if word[0].isupper():
                self.capital += times
                if len(word) > 1 and word.isupper():
                    self.upper += times
                    self.acronyms += times * (len(word) <= 6 and word.isalpha())
            if not word.isalpha() and any(map(str.isdigit, word)):
                self.mixed += times
                self.part_numbers += times * (len(word) > 2 and word.isupper())
        self.long = self.past = self.ing = self.nouns = 0
        for word, times in lower.items():
            self.long += times * (len(word) > 9)
            if word.endswith("ed"):
                self.past += times
            elif word.endswith("ing"):
                self.ing += times
            elif word.endswith(("tion", "ment", "ity", "ness", "ism")):
                self.nouns += times


class _Signs:
    """What sort of sign stands where, as arrays of shape (n,)."""

    __slots__ = ("alpha", "cjk", "codes", "digit", "han", "kana", "katakana", "lower", "space", "upper", "word")

    def __init__(self, codes: NDArray[np.uint32]) -> None:
        self.codes = codes
        self.digit = (codes >= 48) & (codes <= 57)
        self.upper = (codes >= 65) & (codes <= 90)
        self.lower = (codes >= 97) & (codes <= 122)
        self.alpha = self.upper | self.lower
        self.word = self.alpha | self.digit
        self.space = codes == 32
        self.han = (codes >= 0x3400) & (codes <= 0x9FFF)
        self.katakana = (codes >= 0x30A1) & (codes <= 0x30FC)
        self.cjk = int(np.count_nonzero(self.han))
        self.kana = int(np.count_nonzero((codes >= 0x3040) & (codes <= 0x30FF)))

    def count(self, *places: NDArray[np.bool_]) -> int:
        """How often signs of these sorts follow one another."""
        length = self.codes.size - len(places) + 1
        if length <= 0:
            return 0
        both = places[0][:length]
        for offset, place in enumerate(places[1:], 1):
            both = both & place[offset : offset + length]
        return int(np.count_nonzero(both))

    def one(self, sign: str) -> NDArray[np.bool_]:
        """Where a sign stands."""
        return np.asarray(self.codes == ord(sign))

    def any_of(self, signs: str) -> NDArray[np.bool_]:
        """Where one of some signs stands."""
        return np.asarray(np.logical_or.reduce([self.codes == ord(sign) for sign in signs]))


def _counted(
    text: str, spelling: _Spelling, lower: Counter[str], pairs: Counter[str], signs: _Signs
) -> dict[str, float]:
    digit, word, space = signs.digit, signs.word, signs.space
    colon, dot, under, slash = (signs.one(sign) for sign in ":._/")
    bracket = signs.one("(")
    values: dict[str, float] = dict.fromkeys(_COUNTED[: len(UNITS)], 0.0)
    for unit in _QUANTITY.findall(text):
        place = _UNIT.get(unit.lower(), -1)
        if place >= 0:
            values[_COUNTED[place]] += 1
    begins = np.flatnonzero(np.diff(np.concatenate([[0], digit.view(np.int8), [0]])))
    starts, lengths = begins[0::2], begins[1::2] - begins[0::2]
    before = np.concatenate([[False], word])[starts] if starts.size else np.empty(0, np.bool_)
    four = starts[(lengths == 4) & ~before]
    leads = signs.codes[four] * 100 + signs.codes[np.minimum(four + 1, signs.codes.size - 1)]
    katakana = np.flatnonzero(np.diff(np.concatenate([[0], signs.katakana.view(np.int8), [0]])))
    figure_sign = signs.any_of("図图表")
    dated = slash | signs.any_of("-年月")
    greek = (signs.codes >= 0x391) & (signs.codes <= 0x3C9)
    mathematics = (signs.codes >= 0x2200) & (signs.codes < 0x2300)
    values |= {
        "quantity": sum(values.values()),
        "tolerance": sum(map(text.count, _TOLERANCES)) + text.count("+/-"),
        "hexadecimal": text.count("0x") + text.count("0X") + text.count("'h") + text.count("'b"),
        "bit_range": signs.count(digit, colon, digit),
        "upper_identifier": signs.count(signs.upper | digit, under, signs.upper | digit),
        "snake_identifier": signs.count(signs.lower | digit, under, signs.lower),
        "camel_identifier": signs.count(signs.lower, signs.upper),
        "call": signs.count(word | under, bracket),
        "scope": text.count("::") + text.count("->") + signs.count(signs.alpha, dot, signs.lower),
        "part_number": spelling.part_numbers,
        "acronym": spelling.acronyms,
        "version": signs.count(~word, signs.one("v") | signs.one("V"), digit) + lower["rev"] + lower["version"],
        "section": signs.count(digit, dot, digit, dot, digit),
        "decimal": signs.count(digit, dot, digit),
        "integer": float(np.count_nonzero(~before)),
        "long_integer": float(np.count_nonzero(lengths >= 5)),
        "year": float(np.count_nonzero((leads == 4957) | (leads == 5048))) + text.count("平成") + text.count("令和"),
        "date": signs.count(digit, dated, digit),
        "figure": sum(lower[w] for w in ("fig", "figs", "figure", "table", "tab"))
        + signs.count(figure_sign, digit) + signs.count(figure_sign, space, digit),
        "reference_numeral": signs.count(signs.lower, space, digit) + signs.count(signs.lower, space, bracket, digit),
        "citation": signs.count(signs.one("["), digit) + pairs["et al"] + text.count("(19") + text.count("(20"),
        "formula": text.count("$") + text.count("\\") + float(np.count_nonzero(greek | mathematics)),
        "article": len(_PATTERNS["article"].findall(text)),
        "money": signs.count(signs.any_of(_MONEY), digit)
        + signs.count(digit, signs.any_of("円元"))
        + sum(lower[w] for w in ("eur", "usd", "jpy", "cny", "gbp", "chf")) + text.count("万元") + text.count("億円"),
        "speaker": len(_PATTERNS["speaker"].findall(text)),
        "question": text.count("?"),
        "quoted": sum(map(text.count, _QUOTES)),
        "path": signs.count(word, slash, word),
        "file_name": len(_PATTERNS["file_name"].findall(text)),
        "mail": text.count("@"),
        "arrow": sum(map(text.count, _ARROWS)) + text.count("->") + text.count("=>"),
        "operator": text.count("=") + text.count("<") + text.count(">") + text.count("&&") + text.count("||"),
        "assignment": text.count(" = ") + text.count("=="),
        "brace": text.count("{") + text.count("}"),
        "colon": float(np.count_nonzero(colon)),
        "semicolon": text.count(";"),
        "bracket": float(np.count_nonzero(bracket)),
        "comma": text.count(",") + text.count("、"),
        "stop": text.count(". ") + text.count("。") + text.count("．") + text.endswith("."),
        "katakana_word": float(np.count_nonzero((katakana[1::2] - katakana[0::2]) >= 3)),
        "list_number": signs.count(space, digit, dot, space) + signs.count(space, bracket, digit),
    }  # fmt: skip
    return values


def _ratios(text: str, spelling: _Spelling, lowered: list[str], signs: _Signs, stops: float) -> NDArray[np.float64]:
    size, number = max(1, len(text)), max(1, len(lowered))
    letters = max(1, int(np.count_nonzero(signs.alpha)))
    head = lowered[:250]
    runs = np.flatnonzero(np.diff(np.concatenate([[0], signs.han.view(np.int8), [0]])))
    long = [word for word in head if len(word) > 3]
    frequent = Counter(long).most_common(10)
    values = (
        letters / size,
        signs.kana / size,
        signs.cjk / size,
        float(np.count_nonzero(signs.digit)) / size,
        float(np.count_nonzero(signs.upper)) / letters,
        float(np.count_nonzero(signs.space)) / size,
        min(20.0, letters / number),
        spelling.long / number,
        len(set(head)) / max(1, len(head)),
        spelling.capital / number,
        spelling.mixed / number,
        float(np.log1p(size / max(1.0, stops))),
        spelling.upper / number,
        min(1.0, number / max(1, signs.cjk + signs.kana)) if signs.cjk + signs.kana > letters / 10 else 0.0,
        spelling.past / number,
        spelling.ing / number,
        spelling.nouns / number,
        min(12.0, float((runs[1::2] - runs[0::2]).mean())) / 4 if runs.size else 0.0,
        sum(count for _, count in frequent) / max(20, len(long)),
    )
    return np.asarray(values, dtype=np.float64)


def densities_of(counts: NDArray[np.float32]) -> dict[str, float]:
    """Features in words' terms: occurrences per hundred words, and shares as they are.

    Args:
        counts: In the order of TELLING_NAMES.
    """
    return {
        name: float(value) if name in RATIOS else float(np.expm1(value))
        for name, value in zip(TELLING_NAMES, counts.tolist(), strict=True)
    }


def listed_words(text: str, name: str) -> list[str]:
    """Words of the list `name` that stand in `text`, the commonest first; empty where it is no list."""
    entries = LISTS.get(name) or CONDUCT_WORDS.get(name, "")
    lowered = [word.lower() for word in _WORD.findall(text)]
    joined = f" {' '.join(lowered)} "
    found = Counter[str]()
    for entry in entries.split():
        word = entry.replace("_", " ")
        count = joined.count(f" {word} ") if entry.isascii() else text.count(entry)
        if count:
            found[word] = count
    return [word for word, _ in found.most_common()]
