"""How far a text reads like a source that was learnt from: only there are n-grams to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.model.made_texts import MADE
from classifiers.model.score import FOLDED_DIMENSIONS

if TYPE_CHECKING:
    from classifiers.model.text_table import Rows, Table

QUANTILE = 40.0
MARGIN = 0.19
GATE_SLOPE = 0.03
MIN_SOURCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Familiarity:
    """What the sources of the training read like.

    Attributes:
        centroids: Of each source, rows of length 1, shape (s, FOLDED_DIMENSIONS). usual: How near its own texts are to
            it, shape (s,). language: Shape (s,). mean: What is common to a language, shape (3, FOLDED_DIMENSIONS).
    """

    centroids: NDArray[np.float32]
    usual: NDArray[np.float32]
    language: NDArray[np.int8]
    mean: NDArray[np.float32]

    def gate(self, table: Table, rows: Rows) -> NDArray[np.float64]:
        """How far n-grams count in each row, 0 to 1, shape (len(rows),)."""
        margin = np.full(rows.size, -9.0)
        language = table.column("language")[rows]
        for code in range(3):
            mine = np.flatnonzero(language == code)
            known = self.language == code
            if mine.size and known.any():
                folded = _unit(table.folded[rows[mine]].toarray() - self.mean[code])
                margin[mine] = (folded @ self.centroids[known].T - self.usual[known]).max(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip((margin - MARGIN) / GATE_SLOPE, -40, 40))))


def fit_familiarity(table: Table, rows: Rows) -> Familiarity:
    """Fit on these rows of the table.

    Office files have none: those of one origin are of many genres. Nor have our own texts: nobody else writes so.
    """
    rows = rows[~table.is_office()[rows] & (table.column("family")[rows] != MADE)]
    source, language = table.column("source")[rows], table.column("language")[rows]
    half = table.column("fold")[rows] % 2
    centroids: list[NDArray[np.float64]] = []
    codes: list[int] = []
    usual: list[float] = []
    means = np.zeros((3, FOLDED_DIMENSIONS), dtype=np.float32)
    for code in range(3):
        names = [
            name
            for name in sorted(set(source[language == code].tolist()))
            if np.unique(table.owner[rows[(source == name) & (language == code)]]).size >= MIN_SOURCE
        ]
        groups = {name: (source == name) & (language == code) for name in names}
        raw = {name: np.asarray(table.folded[rows[mask]].mean(axis=0)).ravel() for name, mask in groups.items()}
        if not raw:
            continue
        means[code] = np.mean(list(raw.values()), axis=0)
        for name, mask in groups.items():
            centroids.append(_unit(raw[name][None] - means[code])[0])
            usual.append(_usual(table, rows[mask], half[mask], means[code]))
            codes.append(code)
    return Familiarity(
        centroids=np.array(centroids, dtype=np.float32),
        usual=np.array(usual, dtype=np.float32),
        language=np.array(codes, dtype=np.int8),
        mean=means,
    )


def _usual(table: Table, rows: Rows, half: NDArray[np.int64], mean: NDArray[np.float32]) -> float:
    """How near a source's texts are to the centroid of its other half."""
    one, two = rows[half == 0], rows[(half == 1) & ~table.is_crop[rows]]
    if one.size == 0 or two.size == 0:
        return 9.0
    centroid = _unit(np.asarray(table.folded[one].mean(axis=0)) - mean)
    near = _unit(table.folded[two].toarray() - mean) @ centroid.T
    return float(np.percentile(near, QUANTILE))


def _unit(matrix: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(matrix / (np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-9), dtype=np.float64)
