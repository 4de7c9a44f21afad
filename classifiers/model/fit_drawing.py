"""Fits the drawing model on pages as numbers: randomised trees and boosted trees, whose log odds are averaged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from classifiers.model.calibration import Platt
from classifiers.model.forests import Half, export_boosted, export_trees
from classifiers.model.raster import NAMES, VECTOR_NAMES
from classifiers.model.score import DrawingModel, drawing_score
from classifiers.model.train_drawing import MADE_ORIGIN, SEED, THRESHOLD, VERSION, Pages
from classifiers.model.train_text import fit_platt

TREES = 100
LEAF = 3
TRIED_SHARE = 0.2
KIND_TREES = 80
ROUNDS = 100
BOOSTED_LEAVES = 12
BOOSTED_BINS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Randomised trees in two halves, one of which never sees what only the vectors of a PDF tell; and boosted trees.

    How a program writes its vectors says as much about the program as about the page: a board's plot by a program that
    no training page came from is known by its look.
    """

    halves: tuple[Half, ...]
    boosted: HistGradientBoostingClassifier

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log odds of pages, before calibration.

        Args:
            features: Shape (n, f).

        Returns:
            Shape (n,).
        """
        said = [half.predict_proba(features[:, columns])[:, 1] for half, columns in self.halves]
        pairs = zip(np.mean(said, axis=0), self.boosted.decision_function(features), strict=True)
        return np.array([drawing_score(float(share), float(boosted)) for share, boosted in pairs])


def fit_trees(pages: Pages, rows: NDArray[np.int64]) -> Forest:
    """Drawing or not, on these rows."""
    rows = rows[~pages.is_for_kind[rows]]
    weight = _weights(pages, rows)
    seen = np.array([name not in VECTOR_NAMES for name in NAMES])
    halves = []
    for columns in (np.arange(len(NAMES)), np.flatnonzero(seen)):
        half = ExtraTreesClassifier(
            TREES // 2, min_samples_leaf=LEAF, max_features=TRIED_SHARE, n_jobs=1, random_state=SEED
        )
        half.fit(pages.features[np.ix_(rows, columns)], pages.truth[rows], sample_weight=weight)
        halves.append((half, columns))
    boosted = HistGradientBoostingClassifier(
        max_iter=ROUNDS, learning_rate=0.1, max_leaf_nodes=BOOSTED_LEAVES, min_samples_leaf=20, l2_regularization=5.0,
        max_features=0.2, max_bins=BOOSTED_BINS, early_stopping=False, random_state=SEED,
    )  # fmt: skip
    return Forest(halves=tuple(halves), boosted=boosted.fit(pages.features[rows], pages.truth[rows], weight))


def fit_kinds(pages: Pages, rows: NDArray[np.int64]) -> ExtraTreesClassifier:
    """Which kind of drawing, on those of these rows that are drawings."""
    drawn = rows[pages.truth[rows] == 1]
    forest = ExtraTreesClassifier(
        KIND_TREES, min_samples_leaf=LEAF, max_features=TRIED_SHARE, n_jobs=1, random_state=SEED
    )
    return forest.fit(pages.features[drawn], pages.kind[drawn], sample_weight=_kind_weights(pages, drawn))


def fit_drawing(pages: Pages, calibration: Platt) -> DrawingModel:
    """The model that is shipped.

    Args:
        calibration: Found on pages whose origin was left out.
    """
    every = np.arange(pages.truth.size)
    kinds, trees = fit_kinds(pages, every), fit_trees(pages, every)
    return DrawingModel(
        trees=export_trees(trees.halves, column=1),
        boosted=export_boosted(trees.boosted),
        platt=calibration,
        kind_trees=export_trees(((kinds, np.arange(len(NAMES))),), column=None),
        kinds=tuple(str(kind) for kind in kinds.classes_),
        threshold=THRESHOLD,
        version=VERSION,
    )


def platt(score: NDArray[np.float64], truth: NDArray[np.int64]) -> Platt:
    """Calibration on files of origins left out, at the share of drawings that they have.

    Args:
        score: Log odds of each file's likeliest page, shape (m,).
        truth: 1 for a drawing, shape (m,).
    """
    return fit_platt(score, truth, np.ones(truth.size))


def _weights(pages: Pages, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """No origin and neither class outweighs the others, and made pages weigh as much as real ones."""
    truth = pages.truth[rows]
    is_made = pages.origin[rows] == MADE_ORIGIN
    keys = np.array([f"{o}/{f}" for o, f in zip(pages.origin[rows], pages.folder[rows], strict=True)])
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    weight = counts.astype(np.float64)[place] ** -0.5
    for mine in (truth == value for value in (0, 1)):
        for group in (mine & is_made, mine & ~is_made):
            if group.any():
                weight[group] /= weight[group].sum()
        if mine.any():
            weight[mine] /= weight[mine].sum()
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def _kind_weights(pages: Pages, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(pages.kind[rows], return_inverse=True, return_counts=True)
    return np.asarray(counts.astype(np.float64)[place] ** -0.7, dtype=np.float64)
