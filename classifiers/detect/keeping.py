"""Makes records of documents, and keeps those that are not in the file yet in segments in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from classifiers.detect.lookup import Lookup
from classifiers.detect.ornaments import is_ornament
from classifiers.detect.pending import Act
from classifiers.detect.prints import Basis
from classifiers.detect.records import Card, KeptPrint, KeptText, Record
from classifiers.detect.segment import segment_of
from classifiers.detect.shelf import Shelf, gathered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.detect.lookup import Means
    from classifiers.detect.prints import Print
    from classifiers.document import Document, Finding, Part

OPEN_RECORDS = 48
JOINED_AT_ONCE = 4
# A document that holds so much of another of its project is a version of it.
VERSION_FROM = 0.7


class Keeper:
    """The shelves of one index. Not thread-safe: `FingerprintIndex` holds a lock around it.

    Args:
        base: What the file holds; None where there is no file.
    """

    def __init__(self, means: Means, base: Shelf | None) -> None:
        self._means, self._base = means, base
        self._closed: list[Shelf] = []
        self._open: dict[bytes, Record] = {}
        self._open_shelf: Shelf | None = None
        self.waiting = 0

    @classmethod
    def of(cls, means: Means, base: Shelf | None, entries: Iterable[tuple[int, Act, bytes, bytes]]) -> Keeper:
        """The shelves of a file and of the entries that came after it."""
        keeper = cls(means, base)
        for _, act, blind, body in entries:
            if act is Act.ADD:
                keeper.put(means.vault.open(body, Record), blind)
            elif act is Act.REMOVE:
                keeper.drop(blind)
            else:
                keeper.publish(blind)
            keeper.waiting += act is not Act.ADD
        return keeper

    @property
    def filed(self) -> int:
        """Documents of the file that still count."""
        return self._base.count if self._base else 0

    @property
    def matching(self) -> int:
        """Documents that can match."""
        return sum(shelf.matching for shelf in self.shelves())

    @property
    def has_public(self) -> bool:
        """Whether any document is public."""
        return any(bool((shelf.is_public & shelf.is_there).any()) for shelf in self.shelves())

    def shelves(self) -> list[Shelf]:
        """All shelves, as they stand."""
        if self._open and self._open_shelf is None:
            self._open_shelf = _shelf(self._open)
        return [shelf for shelf in (self._base, *self._closed, self._open_shelf) if shelf is not None]

    def snapshot(self) -> list[Shelf]:
        """The same, apart from what will change."""
        return [
            Shelf(
                segment=shelf.segment, cards=shelf.cards, is_there=shelf.is_there.copy(),
                is_public=shelf.is_public.copy(),
            )
            for shelf in self.shelves()
        ]  # fmt: skip

    def find(self, blind: bytes) -> Shelf | None:
        """The shelf with the document that has this keyed digest."""
        return next((shelf for shelf in self.shelves() if shelf.find(blind) is not None), None)

    def is_public(self, blind: bytes) -> bool:
        """Whether the document with this keyed digest is there and public."""
        shelf = self.find(blind)
        number = shelf.find(blind) if shelf is not None else None
        return shelf is not None and number is not None and bool(shelf.is_public[number])

    def put(self, record: Record, blind: bytes) -> None:
        """Add a document, in the place of what was there with its digest."""
        self.drop(blind)
        self._open[blind] = record
        self._open_shelf = None
        self.waiting += 1
        if len(self._open) >= OPEN_RECORDS:
            self._closed.append(_shelf(self._open))
            self._open = {}
            self._join()

    def drop(self, blind: bytes) -> bool:
        """Take a document away. Returns whether it was there."""
        if self._open.pop(blind, None) is not None:
            self._open_shelf = None
            return True
        for shelf in (self._base, *self._closed):
            number = shelf.find(blind) if shelf is not None else None
            if shelf is not None and number is not None:
                shelf.is_there[number] = False
                return True
        return False

    def publish(self, blind: bytes) -> bool:
        """Make a document public. Returns whether it was there."""
        if blind in self._open:
            self._open[blind] = msgspec.structs.replace(self._open[blind], is_public=True)
            self._open_shelf = None
            return True
        for shelf in (self._base, *self._closed):
            number = shelf.find(blind) if shelf is not None else None
            if shelf is not None and number is not None:
                shelf.is_public[number] = True
                return True
        return False

    def record(
        self, document: Document, *, name: str, label: str, is_public: bool
    ) -> tuple[Record, tuple[Finding, ...]]:
        """What is kept of a document, and what of it stands behind a bound."""
        vault, root = self._means.vault, document.parts[0]
        digests = [
            digest
            for part in document.parts
            if not is_ornament(part, document)
            for digest in self._means.digests(part, is_root=part is root)
        ]
        made = [
            (part, family.basis, family.prints(part, self._means.secret))
            for part in document.parts
            for family in self._means.families
        ]
        cut = [(part, Basis.TEXT, one) for part in document.parts for one in self._means.passages.left_out(part.text)]
        cut += [(part, basis, one) for part, basis, print_ in made for one in print_.left_out]
        record = Record(
            # A name in another encoding than the system's has signs that no file of ours can hold.
            card=Card(digest=root.digest, name=name.encode("utf-8", "backslashreplace").decode(), label=label),
            parts=tuple(vault.blind(digest) for digest in dict.fromkeys(digests)),
            lineage=self._lineage(document, label),
            is_public=is_public,
            texts=tuple(text for part in document.parts if (text := self._text(part)) is not None),
            prints=tuple(_kept(basis, print_) for _, basis, print_ in made if print_.hashes.size),
        )
        return record, tuple(dict.fromkeys(one.finding(basis, part.name) for part, basis, one in cut))

    def _text(self, part: Part) -> KeptText | None:
        kept = self._means.passages.keep(part.text, self._means.secret) if part.text else None
        if kept is None:
            return None
        return KeptText(
            blocks=kept.blocks.tobytes(),
            anchors=kept.anchors.astype("<u8").tobytes(),
            is_anchor=kept.is_anchor.astype(np.uint8).tobytes(),
            offsets=kept.offsets.astype("<i8").tobytes(),
        )

    def _lineage(self, document: Document, label: str) -> int:
        """That of the version it comes from, in the same project; its own where there is none."""
        own = int.from_bytes(self._means.vault.blind(f"lineage:{document.parts[0].digest}")[:8], "little")
        shelves = self.shelves()
        nearest = Lookup(document, self._means, shelves).nearest() if shelves else None
        if nearest is None or nearest[1] < VERSION_FROM:
            return own
        shelf, number = shelves[nearest[0][0]], nearest[0][1]
        if _projects(shelf.cards(number).label) != _projects(label):
            return own
        return int(shelf.segment.documents.lineage[number])

    def _join(self) -> None:
        """Make one segment of the last few while they are of a size, so that their number grows slowly."""
        while len(self._closed) >= JOINED_AT_ONCE:
            last = self._closed[-JOINED_AT_ONCE:]
            sizes = [shelf.segment.documents.count for shelf in last]
            if max(sizes) > 2 * min(sizes):
                return
            segment, cards = gathered(last)
            self._closed[-JOINED_AT_ONCE:] = [Shelf.of(segment, cards.__getitem__)]


def _kept(basis: Basis, made: Print) -> KeptPrint:
    return KeptPrint(
        basis=str(basis),
        hashes=made.hashes.astype("<u8").tobytes(),
        places=made.places.astype("<u4").tobytes(),
    )


def _shelf(records: dict[bytes, Record]) -> Shelf:
    cards = [record.card for record in records.values()]
    return Shelf.of(segment_of(list(records.values()), list(records)), cards.__getitem__)


class _Owned(msgspec.Struct):
    projects: tuple[str, ...] = ()


def _projects(label: str) -> tuple[str, ...]:
    return tuple(sorted(msgspec.json.decode(label, type=_Owned).projects))
