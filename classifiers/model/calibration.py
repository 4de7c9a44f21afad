"""Scores to probabilities that mean what they say, and how far they do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Platt:
    """A sigmoid over a score: p = 1 / (1 + exp(-(slope x score + offset)))."""

    slope: float
    offset: float

    def p(self, score: float) -> float:
        """Probability of `score`, 0 to 1."""
        return 1.0 / (1.0 + math.exp(-min(40.0, max(-40.0, self.slope * score + self.offset))))


def expected_calibration_error(p: NDArray[np.float64], y: NDArray[np.int64], *, bins: int = 15) -> float:
    """Mean distance between stated probability and found share, over bins of equal width, weighted by their size.

    Args:
        p: Probabilities, shape (n,).
        y: 1 where true, else 0, shape (n,).
    """
    place = np.minimum((p * bins).astype(int), bins - 1)
    error = 0.0
    for index in range(bins):
        inside = place == index
        if inside.any():
            error += float(inside.mean()) * abs(float(p[inside].mean()) - float(y[inside].mean()))
    return error


def auroc(score: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    """Chance that a positive scores above a negative, ties counted half; NaN where either is missing."""
    positives, negatives = int((y == 1).sum()), int((y == 0).sum())
    if not positives or not negatives:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[inverse]
    return float((ranks[y == 1].sum() - positives * (positives + 1) / 2.0) / (positives * negatives))


def recall_at(score: NDArray[np.float64], y: NDArray[np.int64], *, false_share: float) -> float:
    """Share of positives found at the threshold that at most `false_share` of the negatives pass."""
    negatives = np.sort(score[y == 0])[::-1]
    if negatives.size == 0 or not (y == 1).any():
        return float("nan")
    threshold = negatives[min(int(false_share * negatives.size), negatives.size - 1)]
    return float((score[y == 1] > threshold).mean())


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 % of bootstrap figures; NaN ones left out."""
    kept = values[~np.isnan(values)]
    if kept.size == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(kept, [0.025, 0.975])
    return float(low), float(high)
