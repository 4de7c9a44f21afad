"""One name of an organisation, read: in words that compare, in each script it can be spelt in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, groupby, zip_longest

from policies.screening.characters import HAN, KANA, fold_han, looks_latin, plain
from policies.screening.glossary import (
    BEFORE_UNIVERSITY,
    GLOSSES,
    LEGAL_FORMS,
    LEGAL_FORMS_HAN,
    ORDINALS,
    SPELLINGS,
    SPELLINGS_HAN,
    STOP_WORDS,
    generic_words,
    han_lexicon,
    longest_han_word,
    place_words,
)
from policies.screening.spelling import common_word
from policies.screening.transliteration import latin_of_cyrillic, pinyin_of, romaji_of

MAX_NAME = 1_000
GENERIC_WORDS = 3
ACRONYM_LETTERS = 4
MIN_GENERIC_HAN = 5

_CJK = re.compile(f"{HAN.pattern}|{KANA.pattern}|[\uac00-\ud7a3]")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_OTHER_NAME = re.compile(r"\s/\s|;|\b[af]\.?k\.?a\b\.?:?|別称|又名|亦称", re.IGNORECASE)
_ACRONYM = re.compile(r"(?=(?:.*?[A-Z]){2})[A-Z][A-Za-z&.-]{1,9}(?: ?-?\d{1,4})?")
_WORD = re.compile(r"[^\W_]+")
_SPACED_OUT = re.compile(r"(?<![^\W_])(?:[a-z][\W_]{1,2}){3,}[a-z](?![^\W_])")
_BOUND = re.compile(r"\b(?:of|for)\s+(?:the\s+)?([^\W_]+)")
_NUMBERED = re.compile(r"(?:no|nr|number)?\s*0*(\d+)(?:st|nd|rd|th)?")
_HAN_DIGITS = {
    sign: digit for digit, signs in enumerate(("零〇○", "一", "二ニ", *"三四五六七八九")) for sign in signs
} | {"两": 2}
_HAN_NUMBER = re.compile(
    "第([零〇○ニ一二三四五六七八九十百两]+)|([零〇○ニ一二三四五六七八九十百]{1,5})(?=研究所|研究院|设计院|所|院|厂|工厂|部队)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a name.

    Attributes:
        words: Words that compare, in their order, without legal forms and articles; numbers as digits.
        compact: The same without blanks.
        is_cjk: In Han characters or kana; otherwise in Latin.
        is_transliterated: Spelt or translated from another script.
        bound: Words that stand behind `of` or `for`, so that `Sichuan University of Science` is no part of
            `Sichuan University`.
        letters: Every letter and digit as written, without blanks, legal forms and articles too.
        is_weak: Says too little to be taken for one organisation: an acronym, `Ninth Academy`.
    """

    words: tuple[str, ...]
    compact: str
    is_cjk: bool = False
    is_transliterated: bool = False
    bound: frozenset[str] = frozenset()
    letters: str = ""
    is_weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as written, and its readings; none where it holds no letter or digit."""

    text: str
    readings: tuple[Reading, ...]
    is_disguised: bool


def read_name(text: str) -> Name:
    """The name, read. Of a longer text the first `MAX_NAME` characters."""
    seen = plain(text[:MAX_NAME])
    readings: dict[tuple[str, bool], Reading] = {}
    for piece in _OTHER_NAME.split(seen.text):
        for part in _parts(piece):
            for reading in _readings(part):
                key = (reading.compact, reading.is_cjk)
                if key not in readings or readings[key].is_transliterated:
                    readings[key] = reading
    return Name(text=text, readings=tuple(readings.values()), is_disguised=seen.is_disguised)


def _parts(text: str) -> list[str]:
    """A name and the names it holds: in brackets another script or an acronym, side by side two scripts."""
    found: list[str] = []
    outside = _CJK.search(_BRACKETS.sub(" ", text)) is not None

    def take(match: re.Match[str]) -> str:
        inside = match[1].strip()
        if fold_han(f"({inside})") in LEGAL_FORMS_HAN:
            return " "
        is_other_script = bool(_CJK.search(inside)) != outside and len(inside) > 1
        is_acronym = _ACRONYM.fullmatch(inside) and not set(_latin_words(inside)) <= place_words() | LEGAL_FORMS
        if inside and (is_other_script or is_acronym):
            found.append(inside)
            return " "
        return f" {inside} "

    return _by_script(_BRACKETS.sub(take, text)) + found


def _by_script(text: str) -> list[str]:
    """`江海大学 Jianghai University` is two names, `BRINC 无人机公司` is one."""
    runs: list[tuple[bool, list[str]]] = []
    for chunk in text.split():
        is_cjk = _CJK.search(chunk) is not None
        if runs and (runs[-1][0] == is_cjk or not any(sign.isalnum() for sign in chunk)):
            runs[-1][1].append(chunk)
        else:
            runs.append((is_cjk, [chunk]))
    parts = ["".join(chunks) if is_cjk else " ".join(chunks) for is_cjk, chunks in runs]
    if len(parts) == 2 and any(_says_little(part) for part in parts):
        return ["".join(parts)]
    return parts


def _says_little(part: str) -> bool:
    if _CJK.search(part):
        return all(word in GLOSSES or word.isdigit() for word in _cjk_words(part))
    return set(_latin_words(part)) <= generic_words() or part.isdigit()


def _readings(part: str) -> list[Reading]:
    if _CJK.search(part):
        return _cjk_readings(part)
    words = _latin_words(part)
    spellings = [words]
    if not part.isascii():
        spellings.append(_latin_words(" ".join(looks_latin(word) or word for word in part.split())))
        spellings.append(_latin_words(latin_of_cyrillic(part.casefold())))
    readings = []
    for number, each in enumerate(spellings):
        if each and each not in spellings[:number]:
            is_acronym = len(each) == 1 and len(each[0]) <= ACRONYM_LETTERS
            is_acronym |= (
                len(part) <= 12 and bool(_ACRONYM.fullmatch(part.strip())) and len(each[0]) <= ACRONYM_LETTERS + 1
            )
            reading = _latin_reading(each, is_transliterated=number == 2, is_acronym=is_acronym)
            letters = "".join(_WORD.findall(part.casefold()))
            readings.append(replace(reading, bound=_bound_words(part), letters=letters))
    return readings


def _bound_words(part: str) -> frozenset[str]:
    return frozenset(chain.from_iterable(map(_spelt, _BOUND.findall(part.casefold()))))


def _latin_reading(words: tuple[str, ...], *, is_transliterated: bool, is_acronym: bool = False) -> Reading:
    says = [word for word in words if word not in generic_words() and not word.isdigit()]
    is_generic = not says and len(words) <= GENERIC_WORDS
    only_place = len(words) == 1 and words[0] in place_words()
    return Reading(
        words=words,
        compact="".join(words),
        is_transliterated=is_transliterated,
        is_weak=is_acronym or is_generic or only_place,
    )


def _latin_words(text: str) -> tuple[str, ...]:
    """Words of a Latin name: one spelling each, letters that stand alone joined, numbers as digits."""
    bare = re.sub(r"['’‘`´]", "", text.casefold().replace("&", " and "))
    bare = _SPACED_OUT.sub(lambda run: re.sub(r"[\W_]+", "", run[0]), bare)
    found = [word for word in _WORD.findall(bare) if len(word) == 1 or word not in STOP_WORDS]
    words: list[str] = []
    for is_letter, group in groupby(found, key=lambda word: len(word) == 1 and not word.isdigit()):
        run = list(group)
        if is_letter and (len(run) > 1 or run[0] not in STOP_WORDS):
            words += _spelt("".join(run))
        elif not is_letter:
            words += chain.from_iterable(map(_spelt, run))
    kept = tuple(word for word in words if word not in LEGAL_FORMS and word != "number")
    return kept or tuple(words) or tuple(found)


@cache
def _pinyin_spellings() -> dict[str, tuple[str, ...]]:
    """Pinyin of the Chinese words that names are made of, as their English."""
    return {
        pinyin_of(han): tuple(english.split(",")) for han, english in GLOSSES.items() if len(han) > 1 and han != "交通"
    }


def _spelt(word: str) -> tuple[str, ...]:
    number = _NUMBERED.fullmatch(word)
    if number:
        return (number[1],)
    if word in ORDINALS:
        return (ORDINALS[word],)
    if word not in LEGAL_FORMS and word not in SPELLINGS:
        word = common_word(word)
    return (SPELLINGS[word],) if word in SPELLINGS else _pinyin_spellings().get(word) or (word,)


def _cjk_readings(part: str) -> list[Reading]:
    words = _cjk_words(part)
    if not words:
        return []
    lexicon = han_lexicon()
    size = len("".join(words))
    is_weak = size <= 2 or (size < MIN_GENERIC_HAN and all(word in GLOSSES or word.isdigit() for word in words))
    one = tuple(SPELLINGS_HAN.get(word, word) for word in words)
    readings = [Reading(words=one, compact="".join(one), is_cjk=True, is_weak=is_weak)]
    has_kana = KANA.search(part) is not None
    if has_kana and any(HAN.search(word) and word not in lexicon for word in words):
        return readings  # Japanese readings of Han characters are not to be guessed
    spelt: list[str] = []
    for word, follows in zip_longest(words, words[1:]):
        if word in lexicon:
            spelt += BEFORE_UNIVERSITY.get(word, lexicon[word]) if follows == "大学" else lexicon[word]
        elif word.isascii():
            spelt += _spelt(word)
        else:
            spelt.append(pinyin_of(word) if HAN.search(word) else romaji_of(word))
    is_transliterated = not all(map(str.isascii, words))
    latin = _latin_reading(tuple(word for word in spelt if word), is_transliterated=is_transliterated)
    return [*readings, latin] if latin.words else readings


def _cjk_words(part: str) -> tuple[str, ...]:
    """Words of a name in Han characters: those of the lexicon, numbers, Latin words, and what lies between."""
    text = _HAN_NUMBER.sub(lambda match: _number_of(match[1] or match[2]), fold_han(part.casefold()))
    text = re.sub(r"第(?=\d)", "", text)
    lexicon, words, rest = han_lexicon(), [], ""
    start = 0
    while start < len(text):
        word = _word_at(text, start)
        known = word in lexicon or word.isdigit() or word.isascii()
        if known and rest:
            words.append(rest)
            rest = ""
        if known:
            words.append(word.lstrip("0") or word if word.isdigit() else word)
        else:
            rest += word
        start += len(word)
    words += [rest] if rest else []
    kept = tuple(word for word in words if any(sign.isalnum() for sign in word))
    return tuple(word for word in kept if lexicon.get(word) != ()) or kept


def _word_at(text: str, start: int) -> str:
    """The longest word that begins here; one character where none does."""
    ascii_run = re.compile(r"[0-9]+|[a-z]+").match(text, start)
    if ascii_run:
        return ascii_run[0]
    lexicon = han_lexicon()
    for length in range(min(longest_han_word(), len(text) - start), 1, -1):
        if text[start : start + length] in lexicon:
            return text[start : start + length]
    sign = text[start]
    is_last = start + 1 == len(text) or (start > 0 and text[start - 1].isdigit())
    if is_last and sign in lexicon:
        return sign
    return sign if sign.isalnum() or sign in "々ー" else " "


def _number_of(han: str) -> str:
    """`五十八`: 58; `七〇二`: 702."""
    if not set(han) & {"十", "百"}:
        return "".join(str(_HAN_DIGITS[sign]) for sign in han)
    total = current = 0
    for sign in han:
        if sign in "十百":
            total += (current or 1) * (100 if sign == "百" else 10)
            current = 0
        else:
            current = _HAN_DIGITS[sign]
    return str(total + current)
