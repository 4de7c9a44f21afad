"""One look at the registered documents: by bytes, by text, and by every other family, put together by document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Match, Passage
from classifiers.detect.folding import other_readings
from classifiers.detect.ornaments import MIN_INNER_PART_BYTES, MIN_PART_BYTES
from classifiers.detect.passages import Passages
from classifiers.detect.prints import Basis, Family, LeftOut
from classifiers.detect.printsearch import holds_prints, holds_public, public_hashes, shared_prints
from classifiers.detect.textsearch import TextSearch
from policies.label import Label

if TYPE_CHECKING:
    from classifiers.detect.bounds import Bounds
    from classifiers.detect.prints import Print
    from classifiers.detect.records import Vault
    from classifiers.detect.shelf import Shelf
    from classifiers.detect.winnowing import Secret
    from classifiers.document import Document, Finding, Part

COMMON_PART_FROM = 4
MAX_PASSAGES = 20
MIN_ENTITIES = 24
# A part of which so much is recognised already is not looked at by costly families.
WHOLE = 0.9

K = TypeVar("K")
Where = tuple[int, int]
"""Shelf and number of a registered document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What of an asked document also stands in public ones.

    Attributes:
        letters: By index of the part whether each folded character of its text does.
        parts: Digests of parts that are public by their bytes.
        prints: By index of the part and by family whether each hash of its print does.
    """

    letters: Mapping[int, NDArray[np.bool_]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    prints: Mapping[tuple[int, Basis], NDArray[np.bool_]] = field(default_factory=dict)

    def joined(self, other: Published) -> Published:
        """What stands in either."""
        return Published(
            letters=_either(self.letters, other.letters),
            parts=self.parts | other.parts,
            prints=_either(self.prints, other.prints),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What looking up needs besides the shelves: the key's parts and the families."""

    vault: Vault
    secret: Secret
    passages: Passages
    families: tuple[Family, ...]
    bounds: Bounds

    def digests(self, part: Part, *, is_root: bool) -> list[str]:
        """What the part is known by exactly: its bytes, and for CAD what is drawn, whatever program wrote it."""
        least = MIN_PART_BYTES if is_root else MIN_INNER_PART_BYTES
        found = [part.digest] if part.size_bytes >= least else []
        if sum(part.cad.values()) >= MIN_ENTITIES:
            shape = repr((sorted(part.cad.items()), sorted(set(part.text.split()))))
            found.append("cad:" + self.vault.blind(shape).hex())
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look found.

    Attributes:
        matches: Exact ones first, then by containment.
        left_out: What of the document was not looked at, `prints.FAMILY.WHAT` each, with the limit as its detail.
    """

    matches: tuple[Match, ...] = ()
    left_out: tuple[Finding, ...] = ()


class Lookup:
    """One document before some shelves.

    Args:
        shelves: As they stand; nobody changes them until the look is over.
    """

    def __init__(self, document: Document, means: Means, shelves: Sequence[Shelf]) -> None:
        self._document, self._means, self._shelves = document, means, shelves
        self._searches = {
            number: TextSearch(means.passages.grams(part.text, means.secret), means.passages, shelves, means.bounds)
            for number, part in enumerate(document.parts)
            if part.text
        }
        self._otherwise = {
            number: [
                TextSearch(means.passages.grams(text, means.secret), means.passages, shelves, means.bounds)
                for text in texts
            ]
            for number, part in enumerate(document.parts)
            if (texts := other_readings(part.text))
        }
        self._prints: dict[tuple[int, Basis], Print] = {}
        self._uncounted: list[tuple[int, Basis, LeftOut]] = []

    def published(self) -> Published:
        """What of it stands in the public documents of these shelves."""
        letters = {number: mask for number, one in self._searches.items() if (mask := one.published()).any()}
        parts = {
            part.digest
            for number, part in enumerate(self._document.parts)
            if any(
                (self._shelves[shelf].is_public[which])
                for shelf, which in self._holders(part.digest)
                if self._means.digests(part, is_root=number == 0)
            )
        }
        return Published(letters=letters, parts=frozenset(parts), prints=self._published_prints())

    def matches(self, published: Published) -> tuple[Match, ...]:
        """Registered documents of which it holds a part that is not public: exact ones first, then by containment."""
        found: dict[Where, Match] = {}
        for number, part in enumerate(self._document.parts):
            if part.digest in published.parts:
                continue  # every byte of it is public, whatever else holds it
            mine = self._exact(part, is_root=number == 0)
            if number in self._searches:
                mask = published.letters.get(number)
                mine += self._by_text(self._searches[number], part, mask)
            for search in self._otherwise.get(number, ()):
                mine += self._by_text(search, part, None)
            is_whole = any(match.containment >= WHOLE for _, match in mine)
            for where, match in (*mine, *self._by_print(number, part, published, is_whole=is_whole)):
                found[where] = better(found.get(where), match)
        return ranked(found.values())

    def left_out(self) -> tuple[Finding, ...]:
        """What of it, and of what is like it, the families that were asked so far did not look at."""
        found = self._uncounted[:]
        if self._shelves:
            for number, search in self._searches.items():
                cut = (*self._means.passages.left_out(self._document.parts[number].text), *search.left_out)
                found += [(number, Basis.TEXT, one) for one in cut]
        found += [(number, basis, one) for (number, basis), made in self._prints.items() for one in made.left_out]
        told = [one.finding(basis, self._document.parts[number].name) for number, basis, one in found]
        return tuple(dict.fromkeys(told))

    def nearest(self) -> tuple[Where, float] | None:
        """The document that holds the most of its longest text, public or not, and how much."""
        longest = max(self._searches, key=lambda number: len(self._document.parts[number].text), default=None)
        if longest is None:
            return None
        search = self._searches[longest]
        found = search.found(np.zeros(search.size, dtype=np.bool_))
        best = max(found, key=lambda one: one.containment, default=None)
        return None if best is None else ((best.shelf, best.document), best.containment)

    def _holders(self, digest: str) -> list[Where]:
        """Documents that hold a part with this digest and still count."""
        blind = self._means.vault.blind(digest)
        return [
            (number, document)
            for number, shelf in enumerate(self._shelves)
            for document in shelf.segment.documents.holders(blind).tolist()
            if shelf.is_there[document]
        ]

    def _exact(self, part: Part, *, is_root: bool) -> list[tuple[Where, Match]]:
        found = []
        for digest in self._means.digests(part, is_root=is_root):
            holders = [where for where in self._holders(digest) if not self._shelves[where[0]].is_public[where[1]]]
            if len(holders) >= COMMON_PART_FROM and not self._is_whole(digest, holders):
                continue  # a logo or a template that many registered documents carry
            is_bytes = not digest.startswith("cad:")
            basis = Basis.BYTES if is_bytes else Basis.STRUCTURE
            found += [(where, self._match(where, 1.0, basis, is_exact=is_bytes)) for where in holders]
        return found

    def _is_whole(self, digest: str, holders: list[Where]) -> bool:
        return any(self._shelves[shelf].cards(number).digest == digest for shelf, number in holders)

    def _by_text(
        self, search: TextSearch, part: Part, published: NDArray[np.bool_] | None
    ) -> list[tuple[Where, Match]]:
        mask = published if published is not None else np.zeros(search.size, dtype=np.bool_)
        matches = []
        for one in search.found(mask):
            where = (one.shelf, one.document)
            passages = tuple(
                Passage(part=part.name, start=s, end=e, text=part.text[s:e], their_start=ts, their_end=te)
                for s, e, ts, te in sorted(one.spans)[:MAX_PASSAGES]
            )
            matches.append((where, self._match(where, one.containment, Basis.TEXT, passages=passages)))
        return matches

    def _asked_print(self, number: int, family: Family) -> Print:
        """The print of a part, made once."""
        if (number, family.basis) not in self._prints:
            made = family.prints(self._document.parts[number], self._means.secret)
            self._prints[number, family.basis] = made
        return self._prints[number, family.basis]

    def _published_prints(self) -> dict[tuple[int, Basis], NDArray[np.bool_]]:
        found = {
            (number, family.basis): public_hashes(family.basis, self._asked_print(number, family), self._shelves)
            for family in self._means.families
            if holds_public(family.basis, self._shelves)
            for number in range(len(self._document.parts))
        }
        return {key: mask for key, mask in found.items() if mask.any()}

    def _by_print(self, number: int, part: Part, published: Published, *, is_whole: bool) -> list[tuple[Where, Match]]:
        matches = []
        for family in self._means.families:
            if (family.is_costly and is_whole) or not holds_prints(family.basis, self._shelves):
                continue
            asked = self._asked_print(number, family)
            bounds = self._means.bounds
            most = bounds.picture_documents if family.is_costly else bounds.print_documents
            is_public = published.prints.get((number, family.basis))
            sharing = shared_prints(family, asked, self._shelves, is_public, most=most)
            if not sharing.are_all:
                self._uncounted.append((number, family.basis, LeftOut(what="documents", figure=most)))
            for where, shared in sharing.found:
                alike = family.alike(asked, shared)
                if alike is not None:
                    passages = _passages_of(part, asked, alike.runs)
                    matches.append((where, self._match(where, alike.containment, family.basis, passages=passages)))
        return matches

    def _match(
        self, where: Where, containment: float, basis: Basis, *, is_exact: bool = False,
        passages: tuple[Passage, ...] = (),
    ) -> Match:  # fmt: skip
        card = self._shelves[where[0]].cards(where[1])
        return Match(
            digest=card.digest,
            name=card.name,
            label=msgspec.json.decode(card.label, type=Label),
            containment=round(containment, 4),
            exact=is_exact,
            basis=basis,
            passages=passages,
        )


def ranked(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Exact ones first, then by containment."""
    return tuple(sorted(matches, key=lambda match: (not match.exact, -match.containment, match.digest)))


def better(known: Match | None, new: Match) -> Match:
    """One match of the two: the stronger one's basis, the larger containment, all passages."""
    if known is None:
        return new
    first, second = (known, new) if _strength(known) >= _strength(new) else (new, known)
    return replace(
        first,
        containment=max(known.containment, new.containment),
        passages=tuple(dict.fromkeys((*first.passages, *second.passages)))[:MAX_PASSAGES],
    )


def _strength(match: Match) -> tuple[bool, bool, float]:
    """The same bytes say more than the same words, and those more than the same numbers."""
    return match.exact, match.basis is Basis.TEXT, match.containment


def _either(one: Mapping[K, NDArray[np.bool_]], other: Mapping[K, NDArray[np.bool_]]) -> dict[K, NDArray[np.bool_]]:
    """What is so in one or the other, by key."""
    joined = dict(one)
    for key, mask in other.items():
        joined[key] = joined[key] | mask if key in joined else mask
    return joined


def _passages_of(part: Part, asked: Print, runs: Sequence[NDArray[np.int64]]) -> tuple[Passage, ...]:
    """Where the runs of a print stand in the part's text; nothing of those that stand in no text."""
    spans = [(int(asked.starts[run].min()), int(asked.ends[run].max())) for run in runs if run.size]
    inside = sorted({(start, end) for start, end in spans if 0 <= start < end})
    return tuple(Passage(part=part.name, start=s, end=e, text=part.text[s:e]) for s, e in inside[:MAX_PASSAGES])
