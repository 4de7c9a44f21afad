"""Whether an index of fingerprints only adds to another: who may add is trusted with less than who may take away.

It is not enough that every document is still there. One that is there under another project's name, or without what it
is recognised by, would be taken away all the same; so its label, its parts, its texts and its prints are compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from classifiers.detect.postings import MAX_HOLDERS
from classifiers.detect.records import Vault
from classifiers.detect.segmentfile import map_segment
from classifiers.errors import ModelError
from policies.label import Label

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from classifiers.detect.postings import Postings
    from classifiers.detect.rows import Rows
    from classifiers.detect.segment import Documents, Texts
    from classifiers.detect.segmentfile import Cards, Mapped

    Numbers = NDArray[np.int64]

# So many entries of the list before are compared at once: memory stays small however much is registered.
WINDOW = 1 << 19


def check_index(new: Path, key: bytes, *, adds_to: Path | None = None) -> int:
    """Open the file of an index, all of it, as whoever judges by it would.

    Args:
        key: The index's secret, 16 to 64 bytes.
        adds_to: The index that it must not take anything from: every document of that one stands in this one, with its
            projects, at its level or above, recognised by all that it was recognised by; and none is public here that
            is not public there. One that is not there or cannot be opened holds nothing to lose.

    Returns:
        Number of documents in it.

    Raises:
        ModelError: it is no index, is damaged, or was made with another key or by other rules; or it takes something
            away.
        OSError: it cannot be read.
    """
    vault = Vault(key)
    held = map_segment(new, vault)
    if adds_to is not None:
        try:
            before = map_segment(adds_to, vault)
        except (ModelError, OSError):
            return held.segment.documents.count
        _check_additions(held, before)
    return held.segment.documents.count


def _check_additions(new: Mapped, before: Mapped) -> None:
    known, held = _ids(before.segment.documents), _ids(new.segment.documents)
    is_public = before.segment.documents.is_public
    lacking = int(np.count_nonzero(~np.isin(known, held)))
    public = int(np.count_nonzero(~np.isin(held[new.segment.documents.is_public], known[is_public])))
    if lacking or public:
        raise _lowers(f"the new index lacks {lacking} documents of the one before and declares {public} more public")
    order = np.argsort(held, kind="stable")
    # Where each document of the one before stands in the new one.
    places = order[np.searchsorted(held, known, sorter=order)].astype(np.int64)
    relabelled = _relabelled(new.cards, before.cards, places)
    if relabelled:
        raise _lowers(f"the new index gives {relabelled} documents of the one before to others, or a lower level")
    thinner = int(np.count_nonzero(_thinner(new, before, places)))
    if thinner:
        raise _lowers(f"the new index recognises {thinner} documents of the one before by less")


def _lowers(message: str) -> ModelError:
    return ModelError(message, help="officers who sign the policy sign it with `sekimori supply sign --lowering`")


def _relabelled(new: Cards, before: Cards, places: Numbers) -> int:
    """How many documents lost a project or a marking, or came down a level."""
    labels = [label for number in range(new.at.size - 1) for label in _labels(new, number)]
    lowered, at = 0, 0
    for number in range(before.at.size - 1):
        for was in _labels(before, number):
            now = labels[int(places[at])]
            at += 1
            if now != was:
                old, given = (msgspec.json.decode(each, type=Label) for each in (was, now))
                is_kept = old.projects <= given.projects and old.markings <= given.markings
                lowered += not (is_kept and old.level <= given.level)
    return lowered


def _labels(cards: Cards, number: int) -> list[str]:
    return [card.label for card in cards.chunk(number)]


def _thinner(new: Mapped, before: Mapped, places: Numbers) -> NDArray[np.bool_]:
    """Which documents of the one before lack a part, a text, or a hash of one or of a print."""
    was, now = before.segment, new.segment
    # Which document of the one before each of the new ones is.
    back = np.full(now.documents.count, -1, dtype=np.int64)
    back[places] = np.arange(places.size)
    thinner = np.zeros(places.size, dtype=bool)
    own = was.documents.part_document.astype(np.int64)
    parts = _parts(was.documents, own), _parts(now.documents, back[now.documents.part_document])
    thinner[own[~np.isin(*parts)]] = True
    rows, texts = was.texts.document.astype(np.int64), back[now.texts.document]
    held = set(_texts(now.texts, texts))
    thinner[[document for document, digest in _texts(was.texts, rows) if (document, digest) not in held]] = True
    _note_lost(
        (was.texts.anchors, was.texts.anchor_rows, rows), (now.texts.anchors, now.texts.anchor_rows, texts), thinner
    )
    for basis, prints in was.prints.items():
        rows = prints.document.astype(np.int64)
        if basis not in now.prints:
            thinner[rows] = True
            continue
        other = now.prints[basis]
        _note_lost((prints.hashes, prints.rows, rows), (other.hashes, other.rows, back[other.document]), thinner)
    return thinner


def _parts(documents: Documents, owners: Numbers) -> NDArray[np.void]:
    parts = np.empty(owners.size, dtype=[("high", "<u8"), ("low", "<u8"), ("owner", "<i8")])
    parts["high"], parts["low"], parts["owner"] = documents.part_high, documents.part_low, owners
    return parts


def _texts(texts: Texts, owners: Numbers) -> Iterator[tuple[int, bytes]]:
    """Whose each text is, and what it is compared by."""
    for row, owner in enumerate(owners.tolist()):
        blocks = texts.blocks[int(texts.block_at[row]) : int(texts.block_at[row + 1])]
        yield owner, hashlib.blake2b(blocks.tobytes(), digest_size=16).digest()


def _note_lost(
    before: tuple[Postings, Rows, Numbers], new: tuple[Postings, Rows, Numbers], thinner: NDArray[np.bool_]
) -> None:
    """Mark whose hashes are lost: a list of hashes, its rows, and the document of each row."""
    for start, end in _windows(before[0]):
        was, now = _pairs(*before, start, end), _pairs(*new, start, end)
        values, counts = np.unique(now["value"], return_counts=True)
        # Of what very many texts hold, some are left out of the list by whoever makes it.
        is_lost = ~np.isin(was, now) & ~np.isin(was["value"], values[counts >= MAX_HOLDERS])
        thinner[was["owner"][is_lost]] = True


def _windows(postings: Postings) -> Iterator[tuple[int, int]]:
    """Ranges of hashes, each with few entries."""
    edges, bucket = postings.directory, 0
    while bucket < edges.size - 1:
        behind = int(np.searchsorted(edges, int(edges[bucket]) + WINDOW, side="right")) - 1
        behind = max(behind, bucket + 1)
        yield bucket << postings.rest_bits, behind << postings.rest_bits
        bucket = behind


def _pairs(postings: Postings, rows: Rows, owners: Numbers, start: int, end: int) -> NDArray[np.void]:
    """The hashes from `start` to before `end`, and whose each is."""
    values, entries = postings.between(start, end)
    pairs = np.empty(values.size, dtype=[("value", "<u8"), ("owner", "<i8")])
    pairs["value"], pairs["owner"] = values, owners[rows.of_entries(entries)] if values.size else 0
    return pairs


def _ids(documents: Documents) -> NDArray[np.void]:
    """The keyed digests, 16 bytes each."""
    ids = np.empty(documents.count, dtype=[("high", "<u8"), ("low", "<u8")])
    ids["high"], ids["low"] = documents.high, documents.low
    return ids
