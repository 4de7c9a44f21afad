"""Randomised and boosted trees of scikit-learn as flat arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from classifiers.model.trees import Trees

Half = tuple[ExtraTreesClassifier, NDArray[np.int64]]
"""Trees, and the columns of the features that they see."""


def export_trees(halves: tuple[Half, ...], *, column: int | None) -> Trees:
    """Forests as flat arrays, one after the other; `column` keeps one class only."""
    roots, parts, base = [], [], 0
    for tree, columns in ((one.tree_, columns) for forest, columns in halves for one in forest.estimators_):
        roots.append(base)
        value = tree.value[:, 0, :] / tree.value[:, 0, :].sum(axis=1, keepdims=True)
        value = value if column is None else value[:, [column]]
        is_leaf = tree.children_left < 0
        feature = np.where(is_leaf, -1, columns[np.maximum(tree.feature, 0)]).astype(np.int16)
        left, right = (np.where(is_leaf, 0, side + base) for side in (tree.children_left, tree.children_right))
        parts.append((feature, tree.threshold.astype(np.float32), left, right, value.astype(np.float32)))
        base += tree.node_count
    feature, threshold, left, right, value = (np.concatenate(column_) for column_ in zip(*parts, strict=True))
    return Trees(
        roots=np.array(roots, dtype=np.int32),
        feature=feature,
        threshold=threshold,
        left=left.astype(np.int32),
        right=right.astype(np.int32),
        value=value,
    )


def export_boosted(model: HistGradientBoostingClassifier) -> Trees:
    """Boosted trees for two classes as flat arrays; their leaves are such that `Trees.mean` gives the log odds."""
    trees = [one[0].nodes for one in model._predictors]
    offset = float(np.ravel(model._baseline_prediction)[0])
    base = np.cumsum([0, *(nodes.size for nodes in trees)])
    nodes = np.concatenate(trees)
    shift = np.repeat(base[:-1], np.diff(base))
    is_leaf = nodes["is_leaf"].astype(np.bool_)
    threshold = nodes["num_threshold"].astype(np.float32)
    # A threshold that is rounded up may reach the next value that a feature has; rounded down it parts the same ones.
    above = threshold.astype(np.float64) > nodes["num_threshold"]
    threshold = np.where(above, np.nextafter(threshold, np.float32(-np.inf)), threshold)
    return Trees(
        roots=base[:-1].astype(np.int32),
        feature=np.where(is_leaf, -1, nodes["feature_idx"]).astype(np.int16),
        threshold=np.where(is_leaf, np.float32(0), threshold).astype(np.float32),
        left=np.where(is_leaf, 0, nodes["left"].astype(np.int64) + shift).astype(np.int32),
        right=np.where(is_leaf, 0, nodes["right"].astype(np.int64) + shift).astype(np.int32),
        value=(nodes["value"] * len(trees) + offset).astype(np.float32)[:, None],
    )
