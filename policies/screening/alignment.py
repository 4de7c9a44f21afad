"""Two names laid side by side, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from policies.screening.glossary import SENSES, TELLING_WORDS, known_words, place_words, places
from policies.screening.names import Reading
from policies.screening.spelling import word_likeness
from policies.screening.weights import Weights

MIN_WITHIN = 2
# How much a word that only one name has takes away: a word of its own, and one that says where or what sort. Where two
# names share nothing but the latter, such words are what tells them apart, and count whole.
LONE, LONE_KNOWN = 0.5, 0.35
# How much more, where each name says another thing instead.
INSTEAD = 1.0
# The most that a name scores none of whose own words is spelt as listed (Harbor and Harbour may be two), or that lacks
# or adds a word which makes another organisation.
MISSPELT = 0.9
# How alike two words are that translate the same word.
SAME_SENSE = 0.9
# What is left of the score where the two are in different places.
ELSEWHERE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """What two names have in common.

    Attributes:
        score: In [0, 1]; 0 where both name a number, and not the same.
        is_within: The second name stands whole and in one piece in the first, with more beside it.
    """

    score: float
    is_within: bool


def align(asked: Reading, listed: Reading, weights: Weights, *, is_across: bool = False) -> Alignment:
    """Lay two names side by side: equal words first, then those that are one misspelt, then what is run together.

    Args:
        is_across: One of them is translated, so that words which translate the same word count as near.
    """
    left, right = Counter(asked.words), Counter(listed.words)
    equal = left & right
    only_asked, only_listed = left - equal, right - equal
    matched = alike = sum(weights.of(word) * count for word, count in equal.items())
    is_told = any(is_distinctive(word) for word in equal)
    is_distinct = is_across or is_told
    is_misspelt = False
    for one, other, likeness in _pairs(asked, listed, only_asked, only_listed, is_across=is_across):
        only_asked, only_listed = only_asked - Counter(one), only_listed - Counter(other)
        weight = max(sum(map(weights.of, other)), 1.0)
        matched, alike = matched + weight, alike + weight * likeness
        is_distinct |= any(map(is_distinctive, other))
        is_misspelt |= any(map(is_distinctive, other))
    is_contradiction = _numbers(only_asked) and _numbers(only_listed)
    lone_asked = _against(only_asked, weights, is_distinct=is_distinct)
    lone_listed = _against(only_listed, weights, is_distinct=is_distinct)
    is_another = not TELLING_WORDS.isdisjoint((*only_asked, *only_listed))
    most = MISSPELT if is_another or (is_misspelt and not is_told) else 1.0
    elsewhere = ELSEWHERE if _places(only_asked) and _places(only_listed) else 1.0
    against = lone_asked + lone_listed + INSTEAD * min(lone_asked, lone_listed)
    return Alignment(
        score=0.0 if is_contradiction or not matched else min(alike / (matched + against) * elsewhere, most),
        is_within=not only_listed and len(listed.words) >= MIN_WITHIN and _stands_in(listed, asked),
    )


def _pairs(
    asked: Reading, listed: Reading, only_asked: Counter[str], only_listed: Counter[str], *, is_across: bool
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
    """Words that are one misspelt, or that differ in blanks: those of the first, of the second, how alike."""
    left, right = Counter(only_asked), Counter(only_listed)
    for word in sorted(left.elements(), key=len, reverse=True):
        likeness, near = max(((word_likeness(word, other), other) for other in right), default=(0.0, ""))
        if likeness:
            left, right = left - Counter((word,)), right - Counter((near,))
            yield (word,), (near,), likeness
    if is_across:
        yield from _translations(left, right)
        return
    ours = tuple(word for word in asked.words if word in left)
    theirs = tuple(word for word in listed.words if word in right)
    if ours and theirs and len(ours) + len(theirs) > 2 and not any(map(str.isdigit, (*ours, *theirs))):
        likeness = word_likeness("".join(ours), "".join(theirs))
        if likeness:
            yield ours, theirs, likeness


def _translations(left: Counter[str], right: Counter[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
    for word in tuple(left):
        near = next((other for other in right if any({word, other} <= sense for sense in SENSES)), None)
        if near is not None:
            del right[near]
            yield (word,), (near,), SAME_SENSE


def is_distinctive(word: str) -> bool:
    """Whether a word says which organisation it is, not where or of what sort."""
    return word not in known_words() and not word.isdigit()


def _against(words: Counter[str], weights: Weights, *, is_distinct: bool) -> float:
    """What words that only one name has take away."""
    total = 0.0
    for word, count in words.items():
        share = LONE if is_distinctive(word) else LONE_KNOWN
        if word.isdigit() or not is_distinct:
            share = 1.0
        total += weights.of(word) * count * share
    return total


def _places(words: Counter[str]) -> bool:
    return any(word in place_words() or word in places() for word in words)


def _numbers(words: Counter[str]) -> bool:
    return any(word.isdigit() for word in words)


def _stands_in(listed: Reading, asked: Reading) -> bool:
    size = len(listed.words)
    for start in range(len(asked.words) - size + 1):
        if asked.words[start : start + size] == listed.words:
            follows = asked.words[start + size : start + size + 1]
            return not follows or follows[0] not in asked.bound or follows[0] in place_words()
    return False
