"""Registered documents as sorted arrays: made from records or by joining others, then only read.

Documents are numbered from 0; a *row* is one text of a document, or its print of one family. Entries of the list of
anchors number all anchors of all rows in their order, so that an entry names its row and its place in one number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.passages import BLOCKS_PER_ANCHOR, OFFSET_STEP
from classifiers.detect.postings import Postings

if TYPE_CHECKING:
    from classifiers.detect.records import KeptText, Record

S = TypeVar("S", bound=np.generic)

ANCHOR_BITS = 37
PRINT_BITS = 44
OFFSETS_PER_BLOCK = OFFSET_STEP // 8
ENTRIES_PER_ROW_KEPT = 64
# A step that does not fit in a byte stands in a table of its own.
_LONG_STEP = 255

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Who is registered: 16 keyed bytes of each digest in two numbers, whether it is public, its lineage; and the parts
    that are known exactly, ascending by `part_high`."""

    high: NDArray[np.uint64]
    low: NDArray[np.uint64]
    is_public: NDArray[np.bool_]
    lineage: NDArray[np.uint64]
    part_high: NDArray[np.uint64]
    part_low: NDArray[np.uint64]
    part_document: NDArray[np.uint32]

    @property
    def count(self) -> int:
        """Number of documents."""
        return int(self.high.size)

    def find(self, blind: bytes) -> NDArray[np.int64]:
        """Numbers of the documents with this keyed digest; one at most, but for a replaced one."""
        high, low = _halves(blind)
        return np.flatnonzero((self.high == high) & (self.low == low))

    def holders(self, blind: bytes) -> NDArray[np.int64]:
        """Numbers of the documents that hold the part with this keyed digest."""
        high, low = _halves(blind)
        start, end = np.searchsorted(self.part_high, high), np.searchsorted(self.part_high, high, side="right")
        found = self.part_document[start:end][self.part_low[start:end] == low]
        return np.unique(found.astype(np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of registered documents.

    Attributes:
        document: Number of each row's document, shape (r,).
        block_at: Where each row's blocks begin, shape (r + 1,).
        blocks: Shape (block_at[-1],).
        steps: From each kept offset to the next, 255 where it is longer, shape of all rows' offsets.
        long_at, long: Where steps are longer, and how long.
        anchors: Entry of every anchor.
        anchor_at, step_at: Where each row's entries and steps begin, shape (r + 1,).
        first_rows: Row of every 64th entry.
    """

    document: NDArray[np.uint32]
    block_at: NDArray[np.int64]
    blocks: NDArray[np.uint8]
    steps: NDArray[np.uint8]
    long_at: NDArray[np.uint64]
    long: NDArray[np.uint32]
    anchors: Postings
    anchor_at: NDArray[np.int64]
    step_at: NDArray[np.int64]
    first_rows: NDArray[np.int32]

    @classmethod
    def of(
        cls, document: NDArray[np.uint32], block_at: NDArray[np.int64], blocks: NDArray[np.uint8],
        steps: NDArray[np.uint8], long_at: NDArray[np.uint64], long: NDArray[np.uint32], anchors: Postings,
    ) -> Texts:  # fmt: skip
        """The texts, with what follows from their lengths."""
        sizes = _sizes(block_at)
        anchor_at = _edges(-(-sizes // BLOCKS_PER_ANCHOR))
        first_rows = np.searchsorted(anchor_at, np.arange(0, anchor_at[-1], ENTRIES_PER_ROW_KEPT), side="right") - 1
        return cls(
            document=document, block_at=block_at, blocks=blocks, steps=steps, long_at=long_at, long=long,
            anchors=anchors, anchor_at=anchor_at, step_at=_edges(-(-sizes // OFFSETS_PER_BLOCK)),
            first_rows=first_rows.astype(np.int32),
        )  # fmt: skip

    def row_of(self, entries: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each entry, shape (n,)."""
        rows = self.first_rows[entries // ENTRIES_PER_ROW_KEPT].astype(np.int64)
        behind = np.flatnonzero(self.anchor_at[rows + 1] <= entries)
        if behind.size:
            rows[behind] += 1
            behind = behind[self.anchor_at[rows[behind] + 1] <= entries[behind]]
            rows[behind] = np.searchsorted(self.anchor_at, entries[behind], side="right") - 1
        return rows

    def offsets(self, row: int) -> NDArray[np.int64]:
        """Index in the original text of the character at each 32nd unit of a row."""
        start, end = int(self.step_at[row]), int(self.step_at[row + 1])
        steps = self.steps[start:end].astype(np.int64)
        first, last = np.searchsorted(self.long_at, [start, end])
        steps[self.long_at[first:last].astype(np.int64) - start] = self.long[first:last]
        return np.cumsum(steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prints:
    """The prints of one other family: entries number all hashes of all rows.

    Attributes:
        document: Number of each row's document, shape (r,).
        at: Where each row's entries begin, shape (r + 1,).
        places: Shape (at[-1],).
    """

    document: NDArray[np.uint32]
    at: NDArray[np.int64]
    places: NDArray[np.uint32]
    hashes: Postings


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Some registered documents."""

    documents: Documents
    texts: Texts
    prints: Mapping[str, Prints]


def segment_of(records: Sequence[Record], blinds: Sequence[bytes]) -> Segment:
    """The records as a segment; `blinds` are the keyed digests of their documents."""
    parts = [(part, number) for number, record in enumerate(records) for part in record.parts]
    high, low = _split(blinds)
    part_high, part_low = _split([part for part, _ in parts])
    owner = np.array([number for _, number in parts], dtype=np.uint32)
    order = np.lexsort((owner, part_low, part_high))
    documents = Documents(
        high=high,
        low=low,
        is_public=np.array([record.is_public for record in records], dtype=np.bool_),
        lineage=np.array([record.lineage for record in records], dtype=np.uint64),
        part_high=part_high[order],
        part_low=part_low[order],
        part_document=owner[order],
    )
    bases = sorted({one.basis for record in records for one in record.prints})
    return Segment(
        documents=documents, texts=_texts(records), prints={basis: _prints(records, basis) for basis in bases}
    )


def joined(segments: Sequence[Segment], kept: Sequence[NDArray[np.bool_]]) -> Segment:
    """One segment of what is kept of several, in their order.

    Args:
        kept: For each segment which of its documents, shape (documents,).
    """
    bases = sorted({basis for segment in segments for basis in segment.prints})
    first = np.cumsum([0, *(int(keep.sum()) for keep in kept)])
    # The new number of every document, and nothing for those that go.
    numbers = [np.where(keep, np.cumsum(keep) - 1 + start, -1) for keep, start in zip(kept, first[:-1], strict=True)]
    return Segment(
        documents=_joined_documents(segments, kept, numbers),
        texts=_joined_texts([segment.texts for segment in segments], numbers),
        prints={
            basis: _joined_prints(
                [(one.prints[basis], new) for one, new in zip(segments, numbers, strict=True) if basis in one.prints]
            )
            for basis in bases
        },
    )


def _texts(records: Sequence[Record]) -> Texts:
    rows = [(number, text) for number, record in enumerate(records) for text in record.texts]
    blocks = [np.frombuffer(text.blocks, dtype=np.uint8) for _, text in rows]
    anchors = _concatenated([np.frombuffer(text.anchors, dtype="<u8") for _, text in rows], np.uint64)
    is_anchor = _concatenated([np.frombuffer(text.is_anchor, dtype=np.uint8) for _, text in rows], np.uint8) > 0
    steps = _concatenated([_steps(text) for _, text in rows], np.int64)
    long_at = np.flatnonzero(steps >= _LONG_STEP)
    entries = np.flatnonzero(is_anchor)
    return Texts.of(
        document=np.array([number for number, _ in rows], dtype=np.uint32),
        block_at=_edges(np.array([one.size for one in blocks], dtype=np.int64)),
        blocks=_concatenated(blocks, np.uint8),
        steps=np.minimum(steps, _LONG_STEP).astype(np.uint8),
        long_at=long_at.astype(np.uint64),
        long=steps[long_at].astype(np.uint32),
        anchors=Postings.of(anchors[entries] >> np.uint64(64 - ANCHOR_BITS), entries, bits=ANCHOR_BITS),
    )


def _steps(text: KeptText) -> NDArray[np.int64]:
    return np.diff(np.frombuffer(text.offsets, dtype="<i8"), prepend=0)


def _prints(records: Sequence[Record], basis: str) -> Prints:
    rows = [(number, one) for number, record in enumerate(records) for one in record.prints if one.basis == basis]
    hashes = [np.frombuffer(one.hashes, dtype="<u8") for _, one in rows]
    values = _concatenated(hashes, np.uint64) >> np.uint64(64 - PRINT_BITS)
    return Prints(
        document=np.array([number for number, _ in rows], dtype=np.uint32),
        at=_edges(np.array([one.size for one in hashes], dtype=np.int64)),
        places=_concatenated([np.frombuffer(one.places, dtype="<u4") for _, one in rows], np.uint32),
        hashes=Postings.of(values, np.arange(values.size), bits=PRINT_BITS),
    )


def _joined_documents(
    segments: Sequence[Segment], kept: Sequence[NDArray[np.bool_]], numbers: Sequence[NDArray[np.int64]]
) -> Documents:
    ours = [segment.documents for segment in segments]
    owners = [number[one.part_document] for one, number in zip(ours, numbers, strict=True)]
    part_high = _concatenated([one.part_high[owner >= 0] for one, owner in zip(ours, owners, strict=True)], np.uint64)
    part_low = _concatenated([one.part_low[owner >= 0] for one, owner in zip(ours, owners, strict=True)], np.uint64)
    owner = _concatenated([one[one >= 0] for one in owners], np.int64)
    order = np.lexsort((owner, part_low, part_high))
    pairs = list(zip(ours, kept, strict=True))
    return Documents(
        high=_concatenated([one.high[keep] for one, keep in pairs], np.uint64),
        low=_concatenated([one.low[keep] for one, keep in pairs], np.uint64),
        is_public=_concatenated([one.is_public[keep] for one, keep in pairs], np.bool_),
        lineage=_concatenated([one.lineage[keep] for one, keep in pairs], np.uint64),
        part_high=part_high[order],
        part_low=part_low[order],
        part_document=owner[order].astype(np.uint32),
    )


def _joined_texts(texts: Sequence[Texts], numbers: Sequence[NDArray[np.int64]]) -> Texts:
    rows = [number[one.document] for one, number in zip(texts, numbers, strict=True)]
    sizes, blocks, steps, longs, values, entries = [], [], [], [], [], []
    step_base = anchor_base = 0
    for one, row in zip(texts, rows, strict=True):
        keep = row >= 0
        sizes.append(_sizes(one.block_at)[keep])
        blocks.append(one.blocks[np.repeat(keep, _sizes(one.block_at))])
        is_step = np.repeat(keep, _sizes(one.step_at))
        steps.append(one.steps[is_step])
        new_step = np.cumsum(is_step) - 1 + step_base
        long_at = one.long_at.astype(np.int64)
        longs.append((new_step[long_at][is_step[long_at]], one.long[is_step[long_at]]))
        is_slot = np.repeat(keep, _sizes(one.anchor_at))
        value, entry = one.anchors.pairs()
        values.append(value[is_slot[entry]])
        entries.append((np.cumsum(is_slot) - 1)[entry[is_slot[entry]]] + anchor_base)
        step_base += int(is_step.sum())
        anchor_base += int(is_slot.sum())
    return Texts.of(
        document=_concatenated([row[row >= 0] for row in rows], np.int64).astype(np.uint32),
        block_at=_edges(_concatenated(sizes, np.int64)),
        blocks=_concatenated(blocks, np.uint8),
        steps=_concatenated(steps, np.uint8),
        long_at=_concatenated([at for at, _ in longs], np.int64).astype(np.uint64),
        long=_concatenated([long for _, long in longs], np.uint32),
        anchors=Postings.of(_concatenated(values, np.uint64), _concatenated(entries, np.int64), bits=ANCHOR_BITS),
    )


def _joined_prints(pairs: Sequence[tuple[Prints, NDArray[np.int64]]]) -> Prints:
    documents, sizes, places, values, entries = [], [], [], [], []
    base = 0
    for one, number in pairs:
        row = number[one.document]
        documents.append(row[row >= 0])
        sizes.append(_sizes(one.at)[row >= 0])
        is_entry = np.repeat(row >= 0, _sizes(one.at))
        places.append(one.places[is_entry])
        value, entry = one.hashes.pairs()
        values.append(value[is_entry[entry]])
        entries.append((np.cumsum(is_entry) - 1)[entry[is_entry[entry]]] + base)
        base += int(is_entry.sum())
    return Prints(
        document=_concatenated(documents, np.int64).astype(np.uint32),
        at=_edges(_concatenated(sizes, np.int64)),
        places=_concatenated(places, np.uint32),
        hashes=Postings.of(_concatenated(values, np.uint64), _concatenated(entries, np.int64), bits=PRINT_BITS),
    )


def _concatenated(arrays: Sequence[NDArray[np.generic]], kind: type[S]) -> NDArray[S]:
    return np.concatenate([np.empty(0, kind), *arrays]).astype(kind, copy=False)


def _edges(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _sizes(edges: NDArray[np.int64]) -> NDArray[np.int64]:
    return edges[1:] - edges[:-1]


def _split(blinds: Sequence[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    pairs = np.frombuffer(b"".join(blinds), dtype="<u8").reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _halves(blind: bytes) -> tuple[np.uint64, np.uint64]:
    return np.uint64(int.from_bytes(blind[:8], "little")), np.uint64(int.from_bytes(blind[8:], "little"))
