"""Ensembles of decision trees as flat arrays, walked in numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """Trees laid end to end.

    Attributes:
        roots: Index of each tree's root, shape (t,).
        feature: Feature asked at each node, -1 at a leaf, shape (n,).
        threshold: A value of at most this goes left, shape (n,).
        left, right: Index of the children, shape (n,).
        value: What a leaf says, one number a class, shape (n, c).
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]

    def mean(self, sample: NDArray[np.float32]) -> NDArray[np.float64]:
        """Mean of what the trees say.

        Args:
            sample: Features, shape (f,).

        Returns:
            Shape (c,).
        """
        node = self.roots.copy()
        while True:
            asked = self.feature[node]
            inner = asked >= 0
            if not inner.any():
                mean: NDArray[np.float64] = self.value[node].astype(np.float64).mean(axis=0)
                return mean
            goes_left = sample[np.maximum(asked, 0)] <= self.threshold[node]
            node = np.where(inner, np.where(goes_left, self.left[node], self.right[node]), node)
