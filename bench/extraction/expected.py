"""Phrases that a person can see in files of the test data: what the tests look for, and the bench holds readers to."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

SUPPORT = Path(__file__).resolve().parents[2] / "tests" / "support"
PHRASES = SUPPORT / "expected_text.json"
# Those that stand in pixels or strokes, which only an engine for letters reads.
LETTERS = SUPPORT / "expected_letters.json"


def expected_phrases(path: Path = PHRASES) -> Mapping[str, Sequence[str]]:
    """Phrases by the file's path under the data folder."""
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def missing_phrases(text: str, phrases: Sequence[str]) -> list[str]:
    """Those that the text does not hold, whatever its spacing and width of characters."""
    whole = _without_space(text)
    return [phrase for phrase in phrases if _without_space(phrase) not in whole]


def _without_space(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
