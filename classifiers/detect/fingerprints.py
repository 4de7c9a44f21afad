"""The index of registered documents: finds excerpts, reformatted and renamed copies, and says which passages."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from classifiers.assessment import Match, Passage
from classifiers.detect.alignment import Run, runs
from classifiers.detect.boilerplate import PHRASES
from classifiers.detect.ornaments import MIN_INNER_PART_BYTES, MIN_PART_BYTES, is_ornament
from classifiers.detect.postings import Postings
from classifiers.detect.resemblance import Sketch, sketch
from classifiers.detect.winnowing import Fingerprint, Secret, all_hashes, fingerprint
from policies.label import Label

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    from classifiers.document import Document, Part

VERSION = "winnow-1"
MIN_RUN = 9.0
MIN_SMALL_RUN = 4.0
MIN_SMALL_RUNS_TOTAL = 24.0
WIDE_WEIGHT = 1.6
COMMON_FROM = 4
MAX_PLACES = 4
MAX_CANDIDATES = 40
MAX_PASSAGES = 20
COMMON_PART_FROM = 4
MAX_TEXT_CHARS = 4_000_000
MIN_ENTITIES = 24
_PART_STRIDE = 1 << 32


class FingerprintIndex:
    """Registered documents under one key. Thread-safe: calls take turns.

    Args:
        key: Secret of this index, 16 to 64 bytes.
        path: File to keep it in; None keeps it in memory.

    Raises:
        ModelError: the file was made with another key, or is no index.
    """

    def __init__(self, key: bytes, path: Path | None = None) -> None:
        self._key = key
        self._secret = Secret.of(key)
        self._lock = threading.Lock()
        check = hashlib.blake2b(b"sekimori key check", key=key[:64], digest_size=16).hexdigest()
        self._postings = Postings(path, version=VERSION, key_check=check)
        common = [all_hashes(phrase, self._secret) for phrase in PHRASES]
        self._common = np.unique(np.concatenate(common))

    def __len__(self) -> int:
        """Number of registered documents."""
        with self._lock:
            return self._postings.count()

    def __enter__(self) -> FingerprintIndex:
        """The index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._postings.close()

    def register(self, document: Document, *, name: str, label: Label) -> int:
        """Add `document`, or replace what was registered of the same bytes. Durable on return.

        Returns:
            Number of hashes kept; 0 where the document has no text and is known by its digests alone.
        """
        prints = [
            (index * _PART_STRIDE, self._fingerprint(part)) for index, part in enumerate(document.parts) if part.text
        ]
        digests = [
            digest
            for part in document.parts
            if not is_ornament(part, document)
            for digest in self._digests(part, is_root=part is document.parts[0])
        ]
        packed = msgspec.json.encode(label, order="deterministic").decode()
        owners = ",".join(sorted(label.projects))
        with self._lock:
            return self._postings.add(document.parts[0].digest, name, packed, owners, digests, prints)

    def sketch(self, document: Document) -> Sketch | None:
        """What to keep of a document, so that changed copies of it can be measured; None where they cannot."""
        return sketch(document, self._secret)

    def forget(self, digest: str) -> None:
        """Remove the document whose file has this SHA-256; nothing where there is none."""
        with self._lock:
            self._postings.remove(digest)

    def lookup(self, document: Document) -> tuple[Match, ...]:
        """Registered documents of which `document` holds a part, best first.

        Returns:
            Exact matches first, then by containment; each with passages in the text of `document`.
        """
        matches: dict[int, Match] = {}
        with self._lock:
            for part in document.parts:
                for identifier, match in self._exact(part, is_root=part is document.parts[0]):
                    matches[identifier] = match
            for part in document.parts:
                for identifier, match in self._similar(part):
                    matches[identifier] = _better(matches.get(identifier), match)
        return tuple(sorted(matches.values(), key=lambda m: (not m.exact, -m.containment, m.digest)))

    def _fingerprint(self, part: Part) -> Fingerprint:
        made = fingerprint(part.text[:MAX_TEXT_CHARS], self._secret)
        keep = ~np.isin(made.hashes, self._common)
        return made.only(keep)

    def _digests(self, part: Part, *, is_root: bool) -> list[str]:
        """What the part is known by exactly: its bytes, and for CAD what is drawn, whatever program wrote it."""
        least = MIN_PART_BYTES if is_root else MIN_INNER_PART_BYTES
        found = [part.digest] if part.size_bytes >= least else []
        if sum(part.cad.values()) >= MIN_ENTITIES:
            shape = repr((sorted(part.cad.items()), sorted(set(part.text.split()))))
            found.append(
                "cad:" + hashlib.blake2b(shape.encode("utf-8", "replace"), key=self._key[:64]).hexdigest()[:48]
            )
        return found

    def _exact(self, part: Part, *, is_root: bool) -> list[tuple[int, Match]]:
        found = []
        for digest in self._digests(part, is_root=is_root):
            holders = self._postings.holders(digest)
            if len(holders) >= COMMON_PART_FROM and not self._is_whole(digest, holders):
                continue  # a logo or a template that many registered documents carry
            for identifier in holders:
                registered, name, label = self._postings.document(identifier)
                is_exact = not digest.startswith("cad:")
                match = Match(digest=registered, name=name, label=_label(label), containment=1.0, exact=is_exact)
                found.append((identifier, match))
        return found

    def _is_whole(self, digest: str, holders: list[int]) -> bool:
        return any(self._postings.document(identifier)[0] == digest for identifier in holders)

    def _similar(self, part: Part) -> list[tuple[int, Match]]:
        asked = self._fingerprint(part)
        if asked.size == 0:
            return []
        shared = self._postings.find(asked.hashes)
        if shared.size == 0:
            return []
        weights = _weights(shared)
        totals = np.bincount(shared[:, 1], weights=weights)
        candidates = [
            int(i) for i in np.argsort(-totals, kind="stable")[:MAX_CANDIDATES] if totals[i] * WIDE_WEIGHT >= MIN_RUN
        ]
        matches = []
        for identifier in candidates:
            rows = shared[:, 1] == identifier
            copied = _copied(asked, shared[rows], weights[rows])
            if copied:
                matches.append((identifier, self._match(identifier, part, asked, copied)))
        return matches

    def _match(self, identifier: int, part: Part, asked: Fingerprint, copied: list[Run]) -> Match:
        digest, name, label = self._postings.document(identifier)
        members = np.unique(np.concatenate([run.members for run in copied]))
        return Match(
            digest=digest,
            name=name,
            label=_label(label),
            containment=round(min(1.0, members.size / asked.size), 4),
            passages=_passages(part, asked, copied),
        )


def _weights(shared: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of each posting: 1, and less from COMMON_FROM registered documents on that hold its hash."""
    pairs = np.unique(shared[:, :2], axis=0)
    hashes, documents = np.unique(pairs[:, 0], return_counts=True)
    weight: NDArray[np.float64] = np.minimum(1.0, COMMON_FROM / documents)
    return weight[np.searchsorted(hashes, shared[:, 0])]


def _copied(asked: Fingerprint, shared: NDArray[np.int64], weights: NDArray[np.float64]) -> list[Run]:
    """The runs that are long enough to mean something, alone or together; none where they are not."""
    order = np.argsort(asked.hashes.view(np.int64), kind="stable")
    ordered = asked.hashes.view(np.int64)[order]
    members, rows = [], []
    for row, value in enumerate(shared[:, 0].tolist()):
        left = int(np.searchsorted(ordered, value))
        right = min(int(np.searchsorted(ordered, value, side="right")), left + MAX_PLACES)
        members.extend(order[left:right].tolist())
        rows.extend([row] * (right - left))
    index, row_index = np.array(members, dtype=np.int64), np.array(rows, dtype=np.int64)
    worth = weights[row_index] * np.where(asked.is_wide[index], WIDE_WEIGHT, 1.0)
    found = runs(asked.places[index], shared[row_index, 2], index, worth)
    small = [run for run in found if run.weight >= MIN_SMALL_RUN]
    if sum(run.weight for run in small) >= MIN_SMALL_RUNS_TOTAL:
        return small
    return [run for run in found if run.weight >= MIN_RUN]


def _passages(part: Part, asked: Fingerprint, copied: list[Run]) -> tuple[Passage, ...]:
    spans = sorted((int(asked.starts[run.members[0]]), int(asked.ends[run.members].max())) for run in copied)
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Passage(part=part.name, start=s, end=e, text=part.text[s:e]) for s, e in merged[:MAX_PASSAGES])


def _better(known: Match | None, new: Match) -> Match:
    """One match of the two: exact if either is, the larger containment, all passages."""
    if known is None:
        return new
    return Match(
        digest=new.digest,
        name=new.name,
        label=new.label,
        containment=max(known.containment, new.containment),
        exact=known.exact or new.exact,
        passages=tuple(dict.fromkeys((*known.passages, *new.passages)))[:MAX_PASSAGES],
    )


def _label(packed: str) -> Label:
    return msgspec.json.decode(packed, type=Label)
