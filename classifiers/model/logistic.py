"""Logistic regression whose weights keep within bounds, and weights of texts by which none outweighs the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

LEAST_SPREAD = 0.05


def fit_bounded(
    features: NDArray[np.float64],
    truth: NDArray[np.int64],
    weight: NDArray[np.float64],
    bounds: Sequence[tuple[float | None, float | None]],
    penalty: float,
) -> tuple[NDArray[np.float64], float]:
    """Logistic regression with a ridge, each weight within its bounds. Returns weights and offset."""
    share = weight / weight.sum()
    sign = 2.0 * truth - 1.0

    def loss(solution: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (features @ solution[:-1] + solution[-1])
        pull = share * sign / (1.0 + np.exp(np.clip(margin, -40, 40)))
        value = float((share * np.logaddexp(0, -margin)).sum() + 0.5 * penalty * (solution[:-1] ** 2).sum())
        return value, np.append(-(features.T @ pull) + penalty * solution[:-1], -pull.sum())

    start = np.zeros(features.shape[1] + 1)
    found = minimize(
        loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B", options={"maxiter": 300}
    ).x
    solution: NDArray[np.float64] = np.asarray(found)
    return solution[:-1], float(solution[-1])


def even(weight: NDArray[np.float64], classes: NDArray[Any]) -> NDArray[np.float64]:
    """Weights with the same sum for each class, 1 on average."""
    for value in np.unique(classes):
        weight[classes == value] /= weight[classes == value].sum()
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def language_standards(
    values: NDArray[Any], language: NDArray[np.int64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and spread of each feature in each language; 0 and 1 for a language without texts.

    Args:
        values: Shape (n, f). language: Index of each row's language, shape (n,). weight: Shape (n,).

    Returns:
        Two arrays of shape (3, f).
    """
    means, spreads = np.zeros((3, values.shape[1])), np.ones((3, values.shape[1]))
    for code in range(3):
        mine = language == code
        if mine.any():
            means[code] = np.average(values[mine], axis=0, weights=weight[mine])
            variance = np.average((values[mine] - means[code]) ** 2, axis=0, weights=weight[mine])
            spreads[code] = np.sqrt(variance) + LEAST_SPREAD
    return means.astype(np.float32), spreads.astype(np.float32)
