from __future__ import annotations

import numpy as np
import pytest

from classifiers.model.logistic import LEAST_SPREAD, even, fit_bounded, language_standards


def test_a_bound_holds_against_the_data() -> None:
    chance = np.random.default_rng(3)
    features = chance.normal(size=(400, 3))
    truth = (features[:, 0] - features[:, 1] > 0).astype(np.int64)
    weight = np.ones(400)
    free, _ = fit_bounded(features, truth, weight, [(None, None)] * 3, 0.01)
    assert free[0] > 0.5
    assert free[1] < -0.5
    held, _ = fit_bounded(features, truth, weight, [(None, 0.0), (None, None), (0.0, None)], 0.01)
    assert held[0] == 0.0
    assert held[1] < 0
    assert held[2] >= 0


def test_weights_are_the_same_for_each_class_and_one_on_average() -> None:
    classes = np.array([0, 0, 0, 1])
    weight = even(np.array([1.0, 2.0, 3.0, 5.0]), classes)
    assert weight.mean() == pytest.approx(1.0)
    assert weight[:3].sum() == pytest.approx(weight[3])
    assert weight[2] == pytest.approx(3 * weight[0])


def test_a_language_without_texts_changes_nothing() -> None:
    values, language = np.array([[1.0, 4.0], [3.0, 4.0], [9.0, 9.0]]), np.array([0, 0, 2])
    mean, spread = language_standards(values, language, np.ones(3))
    assert mean.tolist() == [[2.0, 4.0], [0.0, 0.0], [9.0, 9.0]]
    assert spread[0] == pytest.approx([1.0 + LEAST_SPREAD, LEAST_SPREAD])
    assert spread[1].tolist() == [1.0, 1.0]
