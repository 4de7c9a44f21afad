"""A sentence of an explanation, before it is said in a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from policies.analysis.words import WORDS
from policies.wording import NOTICE_LANGUAGES, say

_JOINTS = ("、", ", ", "、")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence: a key of `policies.analysis.words` or of `policies.phrases`, and its facts.

    Attributes:
        facts: Texts as they stand, or what is to be said in the same language.
    """

    key: str
    facts: Mapping[str, str | Said | tuple[Said, ...]] = field(default_factory=dict)


def said(key: str, /, **facts: str | Said | tuple[Said, ...]) -> Said:
    """A sentence. A fact named `from` is given as `from_`."""
    return Said(key=key, facts={name.removesuffix("_"): value for name, value in facts.items()})


def tell(sentence: Said, language: str) -> str:
    """The sentence in `ja`, `en` or `zh`; the key itself where it has no words."""
    facts = {name: _fact(value, language) for name, value in sentence.facts.items()}
    if sentence.key not in WORDS:
        return say(sentence.key, facts, language)
    return WORDS[sentence.key][_column(language)].format_map(facts)


def tell_all(sentences: tuple[Said, ...], language: str) -> str:
    """Several in one line."""
    return _JOINTS[_column(language)].join(tell(each, language) for each in sentences)


def listed(ids: Iterable[str], *, empty: str = "none") -> str | Said:
    """Ids in their order, or the word for none of them."""
    names = ", ".join(sorted(map(str, ids)))
    return names or said(empty)


def _fact(value: str | Said | tuple[Said, ...], language: str) -> str:
    if isinstance(value, str):
        return value
    return tell(value, language) if isinstance(value, Said) else tell_all(value, language)


def _column(language: str) -> int:
    return NOTICE_LANGUAGES.index(language) if language in NOTICE_LANGUAGES else NOTICE_LANGUAGES.index("en")
