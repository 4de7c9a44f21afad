"""The fingerprint of a document's numbers: survives translation, retyping, and the way from CAD to PDF to a scan.

Each number or part number that is rare enough to tell something is one hash; its last bits say how rare it is, so that
what two documents share can be weighed without the numbers themselves. Numbers count up in lists and tables of their
own accord: whole numbers that stand beside their successor are left out.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from classifiers.detect.numbers import MAX_TOKENS, Token, name_of, tokens
from classifiers.detect.prints import Alike, Basis, LeftOut, Print
from classifiers.detect.rarity import rarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from classifiers.detect.prints import Shared
    from classifiers.detect.winnowing import Secret
    from classifiers.document import Part

# A column of one number would meet itself as often as it is long, squared.
MAX_TIMES = 16
# Of the hash: how rare the number is, in quarters.
RARITY_BITS = np.uint64(15)
QUARTERS = 4
COMMONER = np.uint64(5)
MET_BY_CHANCE = 0.5
# A stretch of shared numbers: what they are worth, how many different ones, how many of its numbers are shared.
MIN_WORTH = 6.0
MIN_DISTINCT = 4
MIN_DENSITY = 0.4
GAP = 8
OPEN_RUNS = 16
# Numbers of a drawing come in another order from every program: all of them together, then.
MIN_WHOLE_WORTH = 8.0
MIN_WHOLE_DISTINCT = 8
MIN_WHOLE_SHARE = 0.5
MIN_THEIR_SHARE = 0.3
COUNT_CHARS = 3
COUNT_NEAR = 3
# Every map of registers has 0x104 after 0x100; addresses of whole blocks, of five digits and more, are its own.
OFFSET_CHARS, OFFSET_NEAR = 6, 8
OFFSET_STEPS = frozenset({1, 2, 4, 8, 16, 32})
_OFFSET = re.compile("0x[0-9a-f]{1,4}")


@dataclass(frozen=True, slots=True)
class NumeralFamily:
    """Numbers, dimensions and part numbers of a part, as hashes. Places count the numbers kept.

    Attributes:
        most_read: Numbers of a text that are read.
        most_kept: Rare ones of them that are kept.
    """

    most_read: int = MAX_TOKENS
    most_kept: int = 10_000

    @property
    def basis(self) -> Basis:
        """By numbers."""
        return Basis.NUMERALS

    @property
    def least_worth(self) -> float:
        """That of the shortest stretch."""
        return MIN_WORTH

    @property
    def least_shared(self) -> int:
        """Those of the shortest stretch."""
        return MIN_DISTINCT

    @property
    def is_costly(self) -> bool:
        """No: there are few numbers."""
        return False

    def worths(self, asked: Print) -> NDArray[np.float64]:
        """Of each number once how rare it is."""
        hashes, first = np.unique(asked.hashes, return_index=True)
        worths = np.zeros(asked.hashes.size)
        worths[first] = (hashes & RARITY_BITS).astype(np.float64) / QUARTERS
        return worths

    def prints(self, part: Part, secret: Secret) -> Print:
        """One hash for every number that is rare enough, in the order of the text; then those of the dimensions."""
        found = tokens(part.text, self.most_read)
        left_out = [LeftOut(what="numbers", figure=self.most_read)] if len(found) >= self.most_read else []
        known = {token.name for token in found}
        names = dict.fromkeys(name_of(measure.value, measure.unit) for measure in part.measures)
        found.extend(Token(name, -1, -1) for name in names if name not in known)
        worth = _worths(found)
        kept = _few_of_each([(token, worth) for token, worth in zip(found, worth, strict=True) if worth > 0])
        if len(kept) > self.most_kept:
            kept = kept[: self.most_kept]
            left_out.append(LeftOut(what="rare-numbers", figure=self.most_kept))
        key = b"".join(int(number).to_bytes(8, "little") for number in (secret.base, secret.before, secret.after))
        hashes = {token.name: _hash(token.name, worth, key) for token, worth in kept}
        return Print(
            hashes=np.array([hashes[token.name] for token, _ in kept], dtype=np.uint64),
            places=np.arange(len(kept), dtype=np.int64),
            starts=np.array([token.start for token, _ in kept], dtype=np.int64),
            ends=np.array([token.end for token, _ in kept], dtype=np.int64),
            left_out=tuple(left_out),
        )

    def alike(self, asked: Print, shared: Shared) -> Alike | None:
        """Whether a stretch of the numbers, or most of all numbers of both, are the same."""
        if shared.members.size == 0:
            return None
        hashes = asked.hashes[shared.members]
        worth = (hashes & RARITY_BITS).astype(np.float64) / QUARTERS * shared.weights
        _, first, kind, pairs = np.unique(hashes, return_index=True, return_inverse=True, return_counts=True)
        # A number of few digits that stands often in both meets itself by chance.
        worth /= np.where((hashes & RARITY_BITS) <= COMMONER, pairs[kind], 1) ** MET_BY_CHANCE
        if float(worth[first].sum()) < MIN_WORTH or first.size < MIN_DISTINCT:
            return None
        found = [members for run in _runs(shared, hashes, worth) if (members := run.telling()) is not None]
        if not found and _is_whole(asked, shared, hashes, worth):
            found = [np.unique(shared.members)]
        if not found:
            return None
        members = np.unique(np.concatenate(found))
        return Alike(containment=min(1.0, members.size / asked.hashes.size), runs=tuple(found))


@dataclass(slots=True)
class _Run:
    """A stretch of both documents that goes on while shared numbers are near."""

    asked: list[int] = field(default_factory=list)
    theirs: list[int] = field(default_factory=list)
    worths: dict[int, float] = field(default_factory=dict)

    def takes(self, asked: int, theirs: int) -> bool:
        """Whether a pair goes on where the run stands; a number is the same as one of theirs only once."""
        return 0 < asked - self.asked[-1] <= GAP and abs(theirs - self.theirs[-1]) <= GAP

    def add(self, asked: int, theirs: int, name: int, worth: float) -> None:
        self.asked.append(asked)
        self.theirs.append(theirs)
        self.worths[name] = worth

    def telling(self) -> NDArray[np.int64] | None:
        """Indices into the asked print where the stretch says something."""
        if sum(self.worths.values()) < MIN_WORTH or len(self.worths) < MIN_DISTINCT:
            return None
        if min(_density(self.asked), _density(self.theirs)) < MIN_DENSITY:
            return None
        return np.unique(np.array(self.asked, dtype=np.int64))


def _runs(shared: Shared, hashes: NDArray[np.uint64], worth: NDArray[np.float64]) -> list[_Run]:
    order = np.lexsort((shared.theirs, shared.members))
    found: list[_Run] = []
    rows = (shared.members[order], shared.theirs[order], hashes[order], worth[order])
    for member, theirs, name, value in zip(*(row.tolist() for row in rows), strict=True):
        run = next((run for run in reversed(found[-OPEN_RUNS:]) if run.takes(member, theirs)), None)
        if run is None:
            run = _Run()
            found.append(run)
        run.add(member, theirs, name, value)
    return found


def _is_whole(asked: Print, shared: Shared, hashes: NDArray[np.uint64], worth: NDArray[np.float64]) -> bool:
    """Whether most of what stands once in each is in both: of numbers that fall together by chance a third at most."""
    _, first, pairs = np.unique(hashes, return_index=True, return_counts=True)
    once = first[pairs == 1]
    if float(worth[once].sum()) < MIN_WHOLE_WORTH or once.size < MIN_WHOLE_DISTINCT:
        return False
    ours = int(np.count_nonzero(np.unique(asked.hashes, return_counts=True)[1] == 1))
    return bool(once.size >= MIN_WHOLE_SHARE * ours and once.size >= MIN_THEIR_SHARE * shared.registered)


def _few_of_each(found: list[tuple[Token, float]]) -> list[tuple[Token, float]]:
    """The first MAX_TIMES of every number."""
    times: Counter[str] = Counter()
    kept = []
    for token, worth in found:
        times[token.name] += 1
        if times[token.name] <= MAX_TIMES:
            kept.append((token, worth))
    return kept


def _density(places: list[int]) -> float:
    return len(set(places)) / (max(places) - min(places) + 1)


def _worths(found: Sequence[Token]) -> list[float]:
    """Worth of each; none for a whole number that is one more or one less than a neighbour, nor for an offset that is a
    register farther than one: they count something."""
    known: dict[str, float] = {}
    counts = [_count(token.name) for token in found]
    offsets = [_offset(token.name) for token in found]
    worths: list[float] = []
    for index, token in enumerate(found):
        if token.name not in known:
            known[token.name] = rarity(token.name)
        beside = slice(max(0, index - COUNT_NEAR), index + COUNT_NEAR + 1 if token.start >= 0 else 0)
        is_count = counts[index] > 0 and any(abs(counts[index] - other) == 1 for other in counts[beside])
        is_offset = offsets[index] >= 0 and any(
            other >= 0 and abs(offsets[index] - other) in OFFSET_STEPS
            for other in offsets[max(0, index - OFFSET_NEAR) : index + OFFSET_NEAR + 1]
        )
        worths.append(0.0 if is_count or is_offset else known[token.name])
    return worths


def _count(name: str) -> int:
    return int(name) if len(name) <= COUNT_CHARS and name.isdecimal() else -9


def _offset(name: str) -> int:
    """The address within a block that a hexadecimal number gives; -1 where it is another sort of number."""
    return int(name, 16) if len(name) <= OFFSET_CHARS and _OFFSET.fullmatch(name) else -1


def _hash(name: str, worth: float, key: bytes) -> int:
    digest = hashlib.blake2b(name.encode(), key=key, digest_size=8, person=b"sekimori numeral").digest()
    return int.from_bytes(digest, "little") & ~int(RARITY_BITS) | round(worth * QUARTERS)
