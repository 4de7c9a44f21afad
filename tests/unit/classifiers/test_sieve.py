"""What a sieve lets pass: whatever stands in a text, and little else."""

from __future__ import annotations

import random

import pytest

from classifiers.detect.sieve import LONG_CHARS, Sieve

SOUP = "abcdefghijklmnop 秘密極社外𠮷\ud800\n"


@pytest.mark.parametrize("seed", range(4))
def test_what_stands_in_a_text_passes(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices(SOUP, k=LONG_CHARS))
    sieve = Sieve(text)
    for _ in range(300):
        start = chance.randrange(len(text))
        assert sieve.may_pass(text[start : start + chance.randrange(12)])


def test_most_of_what_does_not_is_held_back() -> None:
    sieve = Sieve("the meeting of next week begins at ten in the large room. " * 400)
    words = ("noforn", "officialuseonly", "distributionstatement", "社外秘", "itar", "confiden")
    assert [word for word in words if sieve.may_pass(word)] == []
    assert sieve.may_pass("meeting")
    assert sieve.may_pass("秘密")  # two letters are looked for in the text itself


def test_a_short_text_is_not_sieved() -> None:
    assert Sieve("the meeting").may_pass("noforn")
