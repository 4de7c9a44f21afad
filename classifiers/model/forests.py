"""Randomised trees of scikit-learn as flat arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier

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
