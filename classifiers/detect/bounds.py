"""How much of a document is looked up. Each bound that is reached becomes a finding, never silence."""

from __future__ import annotations

from dataclasses import dataclass, fields

from classifiers.errors import ModelError

MOST = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one look at the registered documents may cost, and how long the prints are that it is made with.

    One that is reached gives a finding `prints.FAMILY.WHAT` with the figure, and an assessment of a part.

    Attributes:
        text_chars: Characters of a part's text (`prints.text.chars`).
        text_hits: Places of registered texts that are held against those of one part (`prints.text.hits`); of more
            those in stretches that the fewest texts hold.
        text_documents: Registered texts that are compared whole with one part, the likeliest first
            (`prints.text.documents`).
        numbers: Numbers of a part's text that are read (`prints.numerals.numbers`).
        rare_numbers: Those of them that tell something and are kept (`prints.numerals.rare-numbers`).
        picture_pages: Pages of a part that are looked at as pictures (`prints.picture.pages`).
        print_documents: Registered prints of a kind that are weighed against one part's (`prints.FAMILY.documents`).
        picture_documents: The same for pictures, which are costly (`prints.picture.documents`).
    """

    text_chars: int = 4_000_000
    text_hits: int = 60_000
    text_documents: int = 64
    numbers: int = 100_000
    rare_numbers: int = 10_000
    picture_pages: int = 8
    print_documents: int = 64
    picture_documents: int = 24

    def check(self) -> None:
        """Raises ModelError where a value makes no sense."""
        for each in fields(self):
            if not 0 <= getattr(self, each.name) <= MOST:
                raise ModelError(f"`{each.name}` is out of range", help=f"it is a number from 0 to {MOST}")
