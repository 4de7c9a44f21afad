"""What has a name has one name in each language: in notices, in explanations, in the console."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policies.analysis.words import WORDS
from policies.phrases import PHRASES
from policies.wording import NOTICE_LANGUAGES

MESSAGES = Path(__file__).resolve().parents[2] / "server" / "console" / "messages"
NAMED = ("verdict.", "level.", "kind.", "channel.")
ELSEWHERE = {**PHRASES, **WORDS}


def console_words(language: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
    return words


@pytest.mark.parametrize("language", NOTICE_LANGUAGES)
def test_the_console_says_what_notices_and_explanations_say(language: str) -> None:
    column, console = NOTICE_LANGUAGES.index(language), console_words(language)
    shared = [key for key in console if key.startswith(NAMED) and key in ELSEWHERE]
    assert len(shared) >= 25
    assert {key: console[key] for key in shared} == {key: ELSEWHERE[key][column] for key in shared}


@pytest.mark.parametrize("language", NOTICE_LANGUAGES)
def test_no_two_verdicts_have_one_word(language: str) -> None:
    said = [word for key, word in console_words(language).items() if key.startswith("verdict.")]
    assert len(set(said)) == len(said) == 5
