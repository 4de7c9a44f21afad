"""Words one or two strokes apart: a vocabulary that finds its near words, and how alike two words are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from policies.screening.glossary import LEGAL_FORMS, SPELLINGS, generic_words, known_words
from policies.screening.transliteration import is_pinyin

# Letters of a word's beginning and end by which it is found; one of the two is right unless both are misspelt.
EDGE, SHORT_EDGE = 3, 2
SHORTEST = 4
LONG = 9
MIN_COMMON = 6
# Two words that both read as pinyin differ on purpose more often than by mistake.
PINYIN_DOUBT = 0.7


def allowed_edits(length: int) -> int:
    """How many strokes a word of that length may be off."""
    return 0 if length < SHORTEST else 2 if length >= LONG else 1


def word_likeness(one: str, other: str) -> float:
    """In [0, 1]; 0 where the two are not one word misspelt."""
    if one == other:
        return 1.0
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    edits = allowed_edits(shortest)
    if not edits or longest - shortest > edits or one.isdigit() or other.isdigit():
        return 0.0
    known = known_words()
    if one in known and other in known:
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=edits)
    if distance > edits:
        return 0.0
    doubt = PINYIN_DOUBT if is_pinyin(one) and is_pinyin(other) else 1.0
    return (1 - distance / longest) * doubt


def _edges(word: str) -> tuple[str, ...]:
    """A long word by three letters of each end, a short one by two, one about as long as either by both."""
    sizes = (EDGE,) * (len(word) >= LONG - 1) + (SHORT_EDGE,) * (len(word) <= LONG + 1)
    return tuple(edge for size in sizes for edge in (f"^{word[:size]}", f"{word[-size:]}$"))


class Vocabulary:
    """Words, found by a neighbour that shares their beginning or their end."""

    def __init__(self, words: Iterable[str]) -> None:
        self._edges: defaultdict[str, list[str]] = defaultdict(list)
        self._words = frozenset(words)
        for word in self._words:
            if len(word) >= SHORTEST:
                for edge in _edges(word):
                    self._edges[edge].append(word)
        self._asked: dict[str, tuple[str, ...]] = {}

    def near(self, word: str) -> tuple[str, ...]:
        """Words of the vocabulary that could be this one misspelt, itself left out."""
        if word not in self._asked:
            self._asked[word] = tuple(sorted(self._search(word)))
        return self._asked[word]

    def _search(self, word: str) -> set[str]:
        edits = allowed_edits(len(word))
        if not edits or word.isdigit() or word in known_words():
            return set()
        found: set[str] = set()
        for edge in _edges(word):
            near = process.extract(word, self._edges.get(edge, ()), scorer=OSA.distance, score_cutoff=edits, limit=None)
            found.update(each for each, _, _ in near)
        return found - {word}


@cache
def _common() -> Vocabulary:
    words = (*LEGAL_FORMS, *SPELLINGS, *generic_words())
    return Vocabulary(word for word in words if len(word) >= MIN_COMMON - 1 and word.isalpha())


@cache
def common_word(word: str) -> str:
    """The legal form or the common word that a longer word is one stroke off; the word itself where it is none."""
    if len(word) < MIN_COMMON or not word.isalpha() or is_pinyin(word) or word in known_words():
        return word
    near = [each for each in _common().near(word) if OSA.distance(word, each) == 1]
    return near[0] if near else word
