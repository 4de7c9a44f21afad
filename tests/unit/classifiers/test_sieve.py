"""What a sieve lets pass: whatever stands in a text, and little else."""

from __future__ import annotations

import random

import pytest

from classifiers.detect.sieve import LONG_CHARS, Sieve, Words

SOUP = "abcdefghijklmnop 秘密極社外𠮷\ud800\n"


@pytest.mark.parametrize("size", [2, 40, 2_000, LONG_CHARS])
@pytest.mark.parametrize("seed", range(4))
def test_what_stands_in_a_text_passes(seed: int, size: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices(SOUP, k=size))
    starts = [chance.randrange(len(text)) for _ in range(300)]
    words = tuple(text[start : start + chance.randrange(12)] for start in starts)
    assert Sieve(text).passing(Words.of(words)) == list(range(len(words)))


@pytest.mark.parametrize("times", [1, 40, 400])
def test_most_of_what_does_not_is_held_back(times: int) -> None:
    sieve = Sieve("the meeting of next week begins at ten in the large room. " * times)
    words = (
        "noforn",
        "officialuseonly",
        "meeting",
        "distributionstatement",
        "社外秘",
        "itar",
        "秘密",
        "confiden",
        "秘",
    )
    # Words of two letters are looked for in the text itself.
    assert [words[place] for place in sieve.passing(Words.of(words))] == ["meeting", "秘密", "秘"]


def test_no_words_are_sought_in_any_text() -> None:
    assert Sieve("the meeting").passing(Words.of(())) == []
