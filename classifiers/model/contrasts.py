"""A score of several straight lines: high for what is written in one of some ways and unlike every sort of other text.

A patent and a manual of registers have little in common but that both are sensitive, and a thesis and a how-to little
but that both are ordinary. One line between all of the former and all of the latter must leave out what only some of
them show; one line for each pair, the least over the sorts and the greatest over the ways, need not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEEPNESS = 2.0
"""How near the smooth least and greatest keep to the sharp ones; the score has no corners, so neither have reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrasts:
    """One line for each way of being sensitive and each sort of ordinary writing; w ways, s sorts, f features.

    Attributes:
        weights: Shape (w, s, f).
        offsets: Shape (w, s).
    """

    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def scores(self, features: NDArray[Any]) -> NDArray[np.float64]:
        """Log odds before calibration, shape (n,).

        Args:
            features: Shape (n, f).
        """
        return np.asarray(_greatest(_least(self._lines(features))), dtype=np.float64)

    def slope(self, features: NDArray[Any]) -> NDArray[np.float64]:
        """By how much the score of one text rises with each feature, shape (f,): what weighs where the text stands.

        Args:
            features: Shape (f,).
        """
        lines = self._lines(features[None])
        least = _least(lines)
        ways = np.exp(STEEPNESS * (least - _greatest(least)))
        sorts = np.exp(STEEPNESS * (least[:, None] - lines))
        return np.asarray(np.tensordot((ways[:, None] * sorts)[..., 0], self.weights, axes=2), dtype=np.float64)

    def _lines(self, features: NDArray[Any]) -> NDArray[np.float64]:
        """Shape (w, s, n)."""
        return np.asarray(self.weights @ features.T + self.offsets[..., None], dtype=np.float64)


def _least(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-np.logaddexp.reduce(-STEEPNESS * lines, axis=1) / STEEPNESS)


def _greatest(ways: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.logaddexp.reduce(STEEPNESS * ways, axis=0) / STEEPNESS)
