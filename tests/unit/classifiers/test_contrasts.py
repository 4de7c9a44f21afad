"""A score of several lines: what it gives, and which way it rises."""

from __future__ import annotations

import numpy as np
import pytest

from classifiers.model.contrasts import STEEPNESS, Contrasts

CHANCE = np.random.default_rng(3)
LINES = Contrasts(
    weights=CHANCE.normal(size=(2, 3, 5)).astype(np.float32), offsets=CHANCE.normal(size=(2, 3)).astype(np.float32)
)
POINTS = CHANCE.normal(size=(40, 5)) * 4


def test_the_score_is_near_the_greatest_of_the_least() -> None:
    lines = np.einsum("wsf,nf->wsn", LINES.weights, POINTS) + LINES.offsets[..., None]
    sharp = lines.min(axis=1).max(axis=0)
    found = LINES.scores(POINTS)
    assert found.shape == (40,)
    assert np.all(found <= sharp + np.log(2) / STEEPNESS + 1e-6)
    assert np.all(found >= sharp - np.log(3) / STEEPNESS - 1e-6)


def test_one_line_is_a_plain_linear_score() -> None:
    one = Contrasts(weights=LINES.weights[:1, :1], offsets=LINES.offsets[:1, :1])
    assert one.scores(POINTS) == pytest.approx(POINTS @ one.weights[0, 0] + one.offsets[0, 0], abs=1e-5)
    assert one.slope(POINTS[0]) == pytest.approx(one.weights[0, 0])


@pytest.mark.parametrize("point", POINTS[:8])
def test_the_slope_is_what_the_score_rises_by(point: np.ndarray) -> None:
    step = 1e-4
    measured = [
        (LINES.scores((point + step * unit)[None])[0] - LINES.scores((point - step * unit)[None])[0]) / (2 * step)
        for unit in np.eye(5)
    ]
    assert LINES.slope(point) == pytest.approx(measured, abs=1e-4)


def test_great_scores_stay_finite() -> None:
    assert np.isfinite(LINES.scores(POINTS * 1e4)).all()
    assert np.isfinite(LINES.slope(POINTS[0] * 1e4)).all()
