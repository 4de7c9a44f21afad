"""What every key says, in Japanese, English and Chinese.

The sentences stand in `policies.phrases`, one line a language; this module only fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping

from policies.phrases import PHRASES

NOTICE_LANGUAGES = ("ja", "en", "zh")
MISSING = "…"


class _Facts(dict[str, str]):
    """Facts for a sentence; one that is missing shows as such rather than failing."""

    def __missing__(self, key: str) -> str:
        return MISSING


def say(key: str, facts: Mapping[str, str], language: str) -> str:
    """The sentence of a key in one language.

    Args:
        key: As in `Reason.key`, or of a notice, such as `notice.stopped`.
        facts: Values for the sentence; further ones are ignored, missing ones shown as `…`.
        language: `ja`, `en` or `zh`; any other gives English.

    Returns:
        The sentence; the key itself where no sentence is known for it. Never an error.
    """
    sentences = PHRASES.get(key)
    if sentences is None:
        return key
    column = NOTICE_LANGUAGES.index(language) if language in NOTICE_LANGUAGES else NOTICE_LANGUAGES.index("en")
    # The sentences are ours and name facts only, so no fact can be read as a format.
    return sentences[column].format_map(_Facts({name: str(value) for name, value in facts.items()}))


def say_fault(fault: str, language: str) -> str:
    """The sentence of a fault as `policies.release` gives it, `key: facts`."""
    key, _, facts = fault.partition(": ")
    return say(key, {"facts": facts}, language)
