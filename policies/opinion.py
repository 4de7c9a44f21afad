"""What a reviewer says a document is, and what the classifiers should have said. Pure values.

Invariants:
- An opinion holds no content: a stand on sensitivity, a kind, fields, a project.
- It becomes training data only where two people, by two log-ins, said the same and nobody's last word differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from policies.label import Kind

FIELDS = (
    "aerospace", "ai", "bio", "cryptography", "energy", "marine", "materials", "nuclear", "quantum", "robotics",
    "semiconductor", "surveillance", "telecom", "weapons",
)  # fmt: skip
"""Technology fields that an opinion can name."""

PEOPLE_NEEDED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What somebody says a document is.

    Attributes:
        fields: Of FIELDS, ascending, each once.
        project: Whose content it is; empty for no project's.
    """

    is_sensitive: bool
    kind: Kind
    fields: tuple[str, ...] = ()
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person's last word: by which log-in, as whom, and what."""

    login: str
    person: str
    opinion: Opinion


class Standing(StrEnum):
    """How far several opinions of one document have come."""

    UNLABELLED = "unlabelled"
    WAITING = "waiting"
    DISAGREED = "disagreed"
    AGREED = "agreed"


def standing(voices: Sequence[Voice]) -> Standing:
    """Where the last words stand; one person with two log-ins is one person."""
    if not voices:
        return Standing.UNLABELLED
    if any(voice.opinion != voices[0].opinion for voice in voices):
        return Standing.DISAGREED
    people = {voice.person or f"login:{voice.login}" for voice in voices}
    return Standing.AGREED if len(people) >= PEOPLE_NEEDED else Standing.WAITING
