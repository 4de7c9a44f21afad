"""The fingerprint of a drawing's or a model's geometry: survives renaming, moving, turning, scaling and re-export.

The reader says what is peculiar in how edges meet and how circles lie to each other (`readers/outline.py`), each with
how much it says; here that becomes keyed hashes, and what two drawings share is weighed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifiers.detect.prints import Alike, Basis, LeftOut, Print

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifiers.detect.prints import Shared
    from classifiers.detect.winnowing import Secret
    from classifiers.document import Part

# Last bits of a hash: how much the feature says.
WORTH_BITS = np.uint64(7)
MIN_WORTH = 30.0
MIN_DISTINCT = 10
MIN_SHARE = 0.2
# Frames of sheets and the strokes of letters say little each: such features must be many.
MIN_MEAN_WORTH = 1.5
MIN_PLAIN_WORTH = 120.0
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_MIX_AGAIN = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class StructureFamily:
    """Features of a part's geometry, as hashes. Places mean nothing: a drawing has no order.

    Attributes:
        most_features: Features that are taken; the reader keeps as many (`Limits.outline_features`), those that say
            most, and a part that has all of them probably has more.
    """

    most_features: int = 1_024

    @property
    def basis(self) -> Basis:
        """By structure."""
        return Basis.STRUCTURE

    @property
    def least_worth(self) -> float:
        """That of the least that two drawings must share."""
        return MIN_WORTH

    @property
    def least_shared(self) -> int:
        """One: those that say enough are many."""
        return 1

    @property
    def is_costly(self) -> bool:
        """No: the reader did the work."""
        return False

    def worths(self, asked: Print) -> NDArray[np.float64]:
        """How much each feature says."""
        return (asked.hashes & WORTH_BITS).astype(np.float64)

    def prints(self, part: Part, secret: Secret) -> Print:
        """One hash for every feature that the reader kept."""
        whole = len(part.shape) // 8 * 8
        features = np.frombuffer(part.shape[:whole], dtype="<u8").astype(np.uint64)
        is_cut = features.size >= self.most_features
        features = features[: self.most_features]
        nowhere = np.full(features.size, -1, dtype=np.int64)
        return Print(
            hashes=_keyed(features, secret),
            places=np.arange(features.size, dtype=np.int64),
            starts=nowhere,
            ends=nowhere,
            left_out=(LeftOut(what="features", figure=self.most_features),) if is_cut else (),
        )

    def alike(self, asked: Print, shared: Shared) -> Alike | None:
        """Whether what is shared says enough, and is enough of either of the two."""
        if shared.members.size == 0:
            return None
        members, first = np.unique(shared.members, return_index=True)
        worth = (asked.hashes[members] & WORTH_BITS).astype(np.float64) * shared.weights[first]
        share = members.size / max(1, min(asked.hashes.size, shared.registered))
        total = float(worth.sum())
        if total < MIN_WORTH or members.size < MIN_DISTINCT or share < MIN_SHARE:
            return None
        if total < MIN_PLAIN_WORTH and total < MIN_MEAN_WORTH * members.size:
            return None
        return Alike(containment=min(1.0, members.size / asked.hashes.size), runs=(members,))


def _keyed(features: NDArray[np.uint64], secret: Secret) -> NDArray[np.uint64]:
    value = (features ^ secret.before) * secret.base
    value = (value ^ (value >> np.uint64(30))) * _MIX
    value = (value ^ secret.after ^ (value >> np.uint64(27))) * _MIX_AGAIN
    value ^= value >> np.uint64(31)
    return (value & ~WORTH_BITS) | (features & WORTH_BITS)
