"""One segment of what still counts of several: what the journal gathered joins what the file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifiers.detect.postings import Postings
from classifiers.detect.rows import Rows
from classifiers.detect.segment import (
    ANCHOR_BITS,
    PRINT_BITS,
    Documents,
    Prints,
    Segment,
    Texts,
    concatenated,
    edges_of,
    sizes_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


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


def _joined_documents(
    segments: Sequence[Segment], kept: Sequence[NDArray[np.bool_]], numbers: Sequence[NDArray[np.int64]]
) -> Documents:
    ours = [segment.documents for segment in segments]
    owners = [number[one.part_document] for one, number in zip(ours, numbers, strict=True)]
    part_high = concatenated([one.part_high[owner >= 0] for one, owner in zip(ours, owners, strict=True)], np.uint64)
    part_low = concatenated([one.part_low[owner >= 0] for one, owner in zip(ours, owners, strict=True)], np.uint64)
    owner = concatenated([one[one >= 0] for one in owners], np.int64)
    order = np.lexsort((owner, part_low, part_high))
    pairs = list(zip(ours, kept, strict=True))
    return Documents(
        high=concatenated([one.high[keep] for one, keep in pairs], np.uint64),
        low=concatenated([one.low[keep] for one, keep in pairs], np.uint64),
        is_public=concatenated([one.is_public[keep] for one, keep in pairs], np.bool_),
        lineage=concatenated([one.lineage[keep] for one, keep in pairs], np.uint64),
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
        sizes.append(sizes_of(one.block_at)[keep])
        blocks.append(one.blocks[np.repeat(keep, sizes_of(one.block_at))])
        is_step = np.repeat(keep, sizes_of(one.step_at))
        steps.append(one.steps[is_step])
        new_step = np.cumsum(is_step) - 1 + step_base
        long_at = one.long_at.astype(np.int64)
        longs.append((new_step[long_at][is_step[long_at]], one.long[is_step[long_at]]))
        is_slot = np.repeat(keep, sizes_of(one.anchor_rows.edges))
        value, entry = one.anchors.pairs()
        values.append(value[is_slot[entry]])
        entries.append((np.cumsum(is_slot) - 1)[entry[is_slot[entry]]] + anchor_base)
        step_base += int(is_step.sum())
        anchor_base += int(is_slot.sum())
    return Texts.of(
        document=concatenated([row[row >= 0] for row in rows], np.int64).astype(np.uint32),
        block_at=edges_of(concatenated(sizes, np.int64)),
        blocks=concatenated(blocks, np.uint8),
        steps=concatenated(steps, np.uint8),
        long_at=concatenated([at for at, _ in longs], np.int64).astype(np.uint64),
        long=concatenated([long for _, long in longs], np.uint32),
        anchors=Postings.of(concatenated(values, np.uint64), concatenated(entries, np.int64), bits=ANCHOR_BITS),
    )


def _joined_prints(pairs: Sequence[tuple[Prints, NDArray[np.int64]]]) -> Prints:
    documents, sizes, places, values, entries = [], [], [], [], []
    base = 0
    for one, number in pairs:
        row = number[one.document]
        documents.append(row[row >= 0])
        sizes.append(sizes_of(one.rows.edges)[row >= 0])
        is_entry = np.repeat(row >= 0, sizes_of(one.rows.edges))
        places.append(one.places[is_entry])
        value, entry = one.hashes.pairs()
        values.append(value[is_entry[entry]])
        entries.append((np.cumsum(is_entry) - 1)[entry[is_entry[entry]]] + base)
        base += int(is_entry.sum())
    return Prints(
        document=concatenated(documents, np.int64).astype(np.uint32),
        rows=Rows.of(edges_of(concatenated(sizes, np.int64))),
        places=concatenated(places, np.uint32),
        hashes=Postings.of(concatenated(values, np.uint64), concatenated(entries, np.int64), bits=PRINT_BITS),
    )
