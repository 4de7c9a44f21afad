"""The console's words in Japanese, English and Chinese, and whose language to use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

LANGUAGES = ("ja", "en", "zh")
NAMES = {"ja": "日本語", "en": "English", "zh": "中文"}
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Every message in every language."""

    messages: Mapping[str, Mapping[str, str]]

    def say(self, language: str, key: str, **facts: object) -> str:
        """A message with its facts filled in; the key itself where nobody wrote one."""
        text = self.messages.get(language, {}).get(key) or self.messages[FALLBACK].get(key, key)
        for name, value in facts.items():
            text = text.replace("{" + name + "}", str(value))
        return text


def load_words() -> Words:
    """The messages that come with the package."""
    folder = files("server.console") / "messages"
    texts = {language: (folder / f"{language}.json").read_text("utf-8") for language in LANGUAGES}
    return Words(messages={language: json.loads(text) for language, text in texts.items()})


def choose_language(chosen: str, accepted: str) -> str:
    """The language of a page.

    Args:
        chosen: What the reader switched to; empty where never.
        accepted: The browser's `Accept-Language`.
    """
    if chosen in LANGUAGES:
        return chosen
    for _, tag in sorted(_ranges(accepted), key=lambda pair: -pair[0]):
        if (language := tag.split("-")[0].lower()) in LANGUAGES:
            return language
    return FALLBACK


def _ranges(accepted: str) -> list[tuple[float, str]]:
    found = []
    for part in accepted[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            found.append((float(quality) if quality else 1.0, tag.strip()))
        except ValueError:
            continue
    return found
