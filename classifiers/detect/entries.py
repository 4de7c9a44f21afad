"""What the index says of the documents that it takes and holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from policies.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifiers.detect.shelf import Shelf
    from classifiers.document import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A registered document: SHA-256 of its file, and its name and label when it was registered."""

    digest: str
    name: str
    label: Label
    is_public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A document that was just registered.

    Attributes:
        hashes: How many are kept of it; 0 where it has no text and is known by its digests alone.
        left_out: What of it stands behind a bound and will not be recognised, as `Bounds` names it.
    """

    hashes: int
    left_out: tuple[Finding, ...] = ()


def registered(shelves: Iterable[Shelf]) -> Iterator[Registered]:
    """Every document of these shelves that is still there."""
    for shelf in shelves:
        for number in np.flatnonzero(shelf.is_there).tolist():
            card = shelf.cards(number)
            label = msgspec.json.decode(card.label, type=Label)
            yield Registered(digest=card.digest, name=card.name, label=label, is_public=bool(shelf.is_public[number]))
