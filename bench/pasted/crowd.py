"""An index of many documents: real texts of the corpus cut in pieces of some thirty letters (fifteen wide
characters) and put together anew.

So every document has the words, the phrases and the scripts of real ones, and no two share a passage.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.keeping import Keeper
from classifiers.detect.merging import joined
from classifiers.detect.records import Record
from classifiers.detect.segment import Segment, segment_of
from classifiers.detect.segmentfile import write_segment
from classifiers.document import Document, Part
from policies.label import Label, Level, ProjectId

SIZE_BYTES = 5_000
PIECE_LETTERS = (24, 40)
BATCH = 2_000
UNREGISTERED_FROM = 1 << 40


def document(text: str, name: str) -> Document:
    """A text file, read."""
    return Document(parts=(Part(name="", type="text/plain", digest=name, size_bytes=len(text), text=text),))


def made_up(texts: list[str], seed: int) -> str:
    """A document of SIZE_BYTES, all of it in the language of one text of the corpus."""
    chance = random.Random(seed)
    first = chance.choice(texts)
    alike = [text for text in chance.choices(texts, k=40) if text[:200].isascii() == first[:200].isascii()] or [first]
    pieces, size = [], 0
    while size < SIZE_BYTES:
        text = chance.choice(alike)
        length = chance.randint(*PIECE_LETTERS) // (1 if text[:200].isascii() else 2)
        start = chance.randrange(max(1, len(text) - length))
        pieces.append(text[start : start + length])
        size += len(pieces[-1].encode()) + 1
    return " ".join(pieces).encode()[:SIZE_BYTES].decode("utf-8", "ignore")


def write_crowd(path: Path, key: bytes, texts: list[str], count: int, *, with_families: bool) -> float:
    """Write an index of `count` documents as registering and merging would.

    Returns:
        Seconds.
    """
    began = time.perf_counter()
    label = msgspec.json.encode(Label(projects=frozenset({ProjectId("crowd")}), level=Level.SENSITIVE)).decode()
    with FingerprintIndex(key, families=FAMILIES if with_families else ()) as empty:
        means = empty.means
    keeper = Keeper(means, None)
    segments: list[Segment] = []
    cards = []
    for start in range(0, count, BATCH):
        records: list[Record] = []
        for number in range(start, min(count, start + BATCH)):
            name = f"{number:064x}"
            made = document(made_up(texts, number), name)
            name = f"crowd/folder {number % 97}/{number}.docx"
            records.append(keeper.record(made, name=name, label=label, is_public=False)[0])
        segments.append(segment_of(records, [means.vault.blind(record.card.digest) for record in records]))
        cards += [record.card for record in records]
    whole = joined(segments, [np.ones(segment.documents.count, dtype=np.bool_) for segment in segments])
    write_segment(path, whole, cards, means.vault, journal="", through=0)
    return time.perf_counter() - began


def asked(texts: list[str], count: int) -> Iterator[Document]:
    """Documents of the same kind that are not registered."""
    for seed in range(count):
        yield document(made_up(texts, UNREGISTERED_FROM + seed), "x")
