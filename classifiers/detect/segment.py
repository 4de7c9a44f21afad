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
from classifiers.detect.rows import Rows

if TYPE_CHECKING:
    from classifiers.detect.records import KeptText, Record

S = TypeVar("S", bound=np.generic)

ANCHOR_BITS = 37
PRINT_BITS = 44
OFFSETS_PER_BLOCK = OFFSET_STEP // 8
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
        anchor_rows: Which anchors are each row's.
        step_at: Where each row's steps begin, shape (r + 1,).
    """

    document: NDArray[np.uint32]
    block_at: NDArray[np.int64]
    blocks: NDArray[np.uint8]
    steps: NDArray[np.uint8]
    long_at: NDArray[np.uint64]
    long: NDArray[np.uint32]
    anchors: Postings
    anchor_rows: Rows
    step_at: NDArray[np.int64]

    @classmethod
    def of(
        cls, document: NDArray[np.uint32], block_at: NDArray[np.int64], blocks: NDArray[np.uint8],
        steps: NDArray[np.uint8], long_at: NDArray[np.uint64], long: NDArray[np.uint32], anchors: Postings,
    ) -> Texts:  # fmt: skip
        """The texts, with what follows from their lengths."""
        sizes = sizes_of(block_at)
        return cls(
            document=document, block_at=block_at, blocks=blocks, steps=steps, long_at=long_at, long=long,
            anchors=anchors, anchor_rows=Rows.of(edges_of(-(-sizes // BLOCKS_PER_ANCHOR))),
            step_at=edges_of(-(-sizes // OFFSETS_PER_BLOCK)),
        )  # fmt: skip

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
        rows: Which entries are each row's.
        places: One for each entry.
    """

    document: NDArray[np.uint32]
    rows: Rows
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


def _texts(records: Sequence[Record]) -> Texts:
    rows = [(number, text) for number, record in enumerate(records) for text in record.texts]
    blocks = [np.frombuffer(text.blocks, dtype=np.uint8) for _, text in rows]
    anchors = concatenated([np.frombuffer(text.anchors, dtype="<u8") for _, text in rows], np.uint64)
    is_anchor = concatenated([np.frombuffer(text.is_anchor, dtype=np.uint8) for _, text in rows], np.uint8) > 0
    steps = concatenated([_steps(text) for _, text in rows], np.int64)
    long_at = np.flatnonzero(steps >= _LONG_STEP)
    entries = np.flatnonzero(is_anchor)
    return Texts.of(
        document=np.array([number for number, _ in rows], dtype=np.uint32),
        block_at=edges_of(np.array([one.size for one in blocks], dtype=np.int64)),
        blocks=concatenated(blocks, np.uint8),
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
    values = concatenated(hashes, np.uint64) >> np.uint64(64 - PRINT_BITS)
    return Prints(
        document=np.array([number for number, _ in rows], dtype=np.uint32),
        rows=Rows.of(edges_of(np.array([one.size for one in hashes], dtype=np.int64))),
        places=concatenated([np.frombuffer(one.places, dtype="<u4") for _, one in rows], np.uint32),
        hashes=Postings.of(values, np.arange(values.size), bits=PRINT_BITS),
    )


def concatenated(arrays: Sequence[NDArray[np.generic]], kind: type[S]) -> NDArray[S]:
    return np.concatenate([np.empty(0, kind), *arrays]).astype(kind, copy=False)


def edges_of(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def sizes_of(edges: NDArray[np.int64]) -> NDArray[np.int64]:
    return edges[1:] - edges[:-1]


def _split(blinds: Sequence[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    pairs = np.frombuffer(b"".join(blinds), dtype="<u8").reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _halves(blind: bytes) -> tuple[np.uint64, np.uint64]:
    return np.uint64(int.from_bytes(blind[:8], "little")), np.uint64(int.from_bytes(blind[8:], "little"))
