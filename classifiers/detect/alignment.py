"""Which hashes that two texts share stand in the same order at the same distances: a copied run, no coincidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_DRIFT = 12
MAX_GAP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of the asked text that stands in a registered one.

    Attributes:
        members: Indices of the asked fingerprint's hashes, ascending.
        weight: Sum of their weights; a hash that many registered texts share weighs less than 1.
    """

    members: NDArray[np.int64]
    weight: float


def runs(
    asked: NDArray[np.int64],
    theirs: NDArray[np.int64],
    members: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> list[Run]:
    """Runs among the shared hashes, heaviest first.

    Args:
        asked: Places in the asked text, one a pair, shape (n,).
        theirs: Places in the registered text, shape (n,).
        members: Index of each pair's hash in the asked fingerprint, shape (n,).
        weights: Weight of each pair's hash, shape (n,).

    An insertion or a deletion of up to MAX_DRIFT units does not end a run; MAX_GAP units without a shared
    hash do.
    """
    diagonal = theirs - asked
    order = np.lexsort((asked, diagonal))
    by_diagonal = np.cumsum(np.diff(diagonal[order], prepend=diagonal[order][:1]) > MAX_DRIFT)
    order = order[np.lexsort((asked[order], by_diagonal))]
    by_diagonal = np.sort(by_diagonal)
    is_break = (np.diff(by_diagonal) > 0) | (np.diff(asked[order]) > MAX_GAP)
    found = []
    for piece in np.split(order, np.flatnonzero(is_break) + 1):
        distinct, first = np.unique(members[piece], return_index=True)
        found.append(Run(members=distinct, weight=float(weights[piece][first].sum())))
    return sorted(found, key=lambda run: (-run.weight, int(run.members[0])))
