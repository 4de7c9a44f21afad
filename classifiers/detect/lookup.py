"""One look at the registered documents: by bytes, by text, and by every other family, put together by document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Match, Passage
from classifiers.detect.ornaments import MIN_INNER_PART_BYTES, MIN_PART_BYTES
from classifiers.detect.passages import MAX_TEXT_CHARS, Passages, grams
from classifiers.detect.prints import Basis, Family, Shared
from classifiers.detect.textsearch import COMMON_FROM, MAX_CANDIDATES, TextSearch
from policies.label import Label

if TYPE_CHECKING:
    from classifiers.detect.prints import Print
    from classifiers.detect.records import Vault
    from classifiers.detect.segment import Prints
    from classifiers.detect.shelf import Shelf
    from classifiers.detect.winnowing import Secret
    from classifiers.document import Document, Part

COMMON_PART_FROM = 4
MAX_PASSAGES = 20
MIN_ENTITIES = 24
# One hash that two prints share says nothing, of whatever family.
MIN_SHARED = 2

Where = tuple[int, int]
"""Shelf and number of a registered document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What of an asked document also stands in public ones.

    Attributes:
        letters: By index of the part whether each folded character of its text does.
        parts: Digests of parts that are public by their bytes.
    """

    letters: Mapping[int, NDArray[np.bool_]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()

    def joined(self, other: Published) -> Published:
        """What stands in either."""
        letters = dict(self.letters)
        for part, mask in other.letters.items():
            letters[part] = letters[part] | mask if part in letters else mask
        return Published(letters=letters, parts=self.parts | other.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What looking up needs besides the shelves: the key's parts and the families."""

    vault: Vault
    secret: Secret
    passages: Passages
    families: tuple[Family, ...]

    def digests(self, part: Part, *, is_root: bool) -> list[str]:
        """What the part is known by exactly: its bytes, and for CAD what is drawn, whatever program wrote it."""
        least = MIN_PART_BYTES if is_root else MIN_INNER_PART_BYTES
        found = [part.digest] if part.size_bytes >= least else []
        if sum(part.cad.values()) >= MIN_ENTITIES:
            shape = repr((sorted(part.cad.items()), sorted(set(part.text.split()))))
            found.append("cad:" + self.vault.blind(shape).hex())
        return found


class Lookup:
    """One document before some shelves.

    Args:
        shelves: As they stand; nobody changes them until the look is over.
    """

    def __init__(self, document: Document, means: Means, shelves: Sequence[Shelf]) -> None:
        self._document, self._means, self._shelves = document, means, shelves
        self._searches = {
            number: TextSearch(grams(part.text[:MAX_TEXT_CHARS], means.secret), means.passages, shelves)
            for number, part in enumerate(document.parts)
            if part.text
        }

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
        return Published(letters=letters, parts=frozenset(parts))

    def matches(self, published: Published) -> tuple[Match, ...]:
        """Registered documents of which it holds a part that is not public: exact ones first, then by containment."""
        found: dict[Where, Match] = {}
        for number, part in enumerate(self._document.parts):
            if part.digest in published.parts:
                continue  # every byte of it is public, whatever else holds it
            for where, match in (*self._exact(part, is_root=number == 0), *self._by_print(part)):
                found[where] = better(found.get(where), match)
            if number in self._searches:
                for where, match in self._by_text(number, part, published):
                    found[where] = better(found.get(where), match)
        return ranked(found.values())

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

    def _by_text(self, number: int, part: Part, published: Published) -> list[tuple[Where, Match]]:
        search = self._searches[number]
        mask = published.letters.get(number, np.zeros(search.size, dtype=np.bool_))
        matches = []
        for one in search.found(mask):
            where = (one.shelf, one.document)
            passages = tuple(
                Passage(part=part.name, start=s, end=e, text=part.text[s:e], their_start=ts, their_end=te)
                for s, e, ts, te in sorted(one.spans)[:MAX_PASSAGES]
            )
            matches.append((where, self._match(where, one.containment, Basis.TEXT, passages=passages)))
        return matches

    def _by_print(self, part: Part) -> list[tuple[Where, Match]]:
        matches = []
        for family in self._means.families:
            asked = family.prints(part, self._means.secret)
            if not asked.hashes.size:
                continue
            for where, shared in self._shared(family.basis, asked):
                alike = family.alike(asked, shared)
                if alike is not None:
                    passages = _passages_of(part, asked, alike.runs)
                    matches.append((where, self._match(where, alike.containment, family.basis, passages=passages)))
        return matches

    def _shared(self, basis: Basis, asked: Print) -> list[tuple[Where, Shared]]:
        """What the asked print shares with each registered one, the likeliest documents first."""
        rows: list[tuple[NDArray[np.int64], ...]] = []
        for index, one in enumerate(self._shelves):
            if (prints := one.segment.prints.get(basis)) is not None:
                rows.append(_pairs(asked, prints, one, index))
        if not rows or not sum(one[0].size for one in rows):
            return []
        members, entries, row, document, number = (np.concatenate(each) for each in zip(*rows, strict=True))
        weights = _weights(asked.hashes[members], self._lineages(number, document))
        keys, which = np.unique(np.stack([number, row], axis=1), axis=0, return_inverse=True)
        scores = np.bincount(which.ravel(), weights=weights)
        found = []
        is_alone = np.bincount(which.ravel()) < MIN_SHARED
        for key in np.argsort(-scores, kind="stable")[:MAX_CANDIDATES].tolist():
            if is_alone[key]:
                continue
            mine = which.ravel() == key
            shelf, at = int(keys[key, 0]), int(keys[key, 1])
            theirs = self._shelves[shelf].segment.prints[basis]
            shared = Shared(
                members=members[mine],
                theirs=theirs.places[entries[mine]].astype(np.int64),
                weights=weights[mine],
                registered=int(theirs.at[at + 1] - theirs.at[at]),
            )
            found.append(((shelf, int(theirs.document[at])), shared))
        return found

    def _lineages(self, shelves: NDArray[np.int64], documents: NDArray[np.int64]) -> NDArray[np.uint64]:
        lineages = np.empty(shelves.size, dtype=np.uint64)
        for number in np.unique(shelves).tolist():
            mine = shelves == number
            lineages[mine] = self._shelves[number].segment.documents.lineage[documents[mine]]
        return lineages

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


def _pairs(asked: Print, prints: Prints, shelf: Shelf, number: int) -> tuple[NDArray[np.int64], ...]:
    """Asked hash, entry, row, document and shelf of every hash that is shared with one that can match, each (n,)."""
    members, entries = prints.hashes.find(asked.hashes)
    row = np.searchsorted(prints.at, entries, side="right") - 1
    document = prints.document[row].astype(np.int64)
    can_match = shelf.is_there[document] & ~shelf.is_public[document]
    columns = (members, entries, row, document, np.full(members.size, number))
    return tuple(column[can_match] for column in columns)


def _weights(hashes: NDArray[np.uint64], lineages: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Weight of each pair: 1, and less from COMMON_FROM unlike documents on that hold its hash, shape (n,)."""
    pairs = np.unique(np.stack([hashes, lineages], axis=1), axis=0)
    kinds, held = np.unique(pairs[:, 0], return_counts=True)
    weight: NDArray[np.float64] = np.minimum(1.0, COMMON_FROM / held)
    return weight[np.searchsorted(kinds, hashes)]


def _passages_of(part: Part, asked: Print, runs: Sequence[NDArray[np.int64]]) -> tuple[Passage, ...]:
    """Where the runs of a print stand in the part's text; nothing of those that stand in no text."""
    spans = [(int(asked.starts[run].min()), int(asked.ends[run].max())) for run in runs if run.size]
    inside = sorted({(start, end) for start, end in spans if 0 <= start < end})
    return tuple(Passage(part=part.name, start=s, end=e, text=part.text[s:e]) for s, e in inside[:MAX_PASSAGES])
