"""Which ordinary documents hold a passage of a registered one: to stop those is right, so that they are not clean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.disguise.source import Source

# What docs/fingerprints.md promises to find, by width: 68 letters, or 34 signs of Chinese or Japanese.
RUN_WIDTH = 68
WIDE = frozenset("WF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """Ordinary documents, those apart that hold a part of what is registered."""

    clean: tuple[Source, ...]
    sharing: tuple[Source, ...]


def part(ordinary: Sequence[Source], registered: Sequence[Source]) -> Parted:
    """Set aside what is a piece, version or translation of a registered document (`group`), or shares a run with one.

    A run is as many letters and digits on end, in small letters and without blanks and signs, as make 68 columns: 68
    Latin letters or 34 Chinese and Japanese ones. It is looked for in the plain texts of the corpus, by nothing that
    the product uses.
    """
    groups = {source.group for source in registered if source.group}
    known = {run for source in registered for run in runs(source.text)}
    clean: list[Source] = []
    sharing: list[Source] = []
    for source in ordinary:
        is_shared = source.group in groups or any(run in known for run in runs(source.text))
        (sharing if is_shared else clean).append(source)
    return Parted(clean=tuple(clean), sharing=tuple(sharing))


def runs(text: str) -> Iterator[str]:
    """Every shortest run of 68 columns in a text."""
    signs = [sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum()]
    widths = [2 if unicodedata.east_asian_width(sign) in WIDE else 1 for sign in signs]
    end = width = 0
    for start in range(len(signs)):
        while width < RUN_WIDTH and end < len(signs):
            width += widths[end]
            end += 1
        if width < RUN_WIDTH:
            return
        yield "".join(signs[start:end])
        width -= widths[start]
