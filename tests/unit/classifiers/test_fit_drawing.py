from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from classifiers.errors import ModelError
from classifiers.model import artifacts, fit_drawing
from classifiers.model.artifacts import save_drawing
from classifiers.model.calibration import Platt
from classifiers.model.fit_drawing import Forest, fit_trees
from classifiers.model.forests import export_boosted, export_trees
from classifiers.model.raster import NAMES
from classifiers.model.score import DrawingModel, drawing_score
from classifiers.model.train_drawing import MADE_ORIGIN, Pages
from classifiers.model.train_text import bounded_fits

ROWS = 300


@pytest.fixture(scope="module")
def pages() -> Pages:
    chance = np.random.default_rng(5)
    features = chance.normal(size=(ROWS, len(NAMES))).astype(np.float32)
    # Whole numbers and values that are alike are what counts and shares of real pages look like.
    features[:, ::3] = np.rint(features[:, ::3])
    truth = (features[:, 0] + features[:, 1] * features[:, 2] + chance.normal(size=ROWS) > 0).astype(np.int64)
    origin = np.array([MADE_ORIGIN if row % 2 else f"origin/{row % 5}" for row in range(ROWS)])
    return Pages(
        features=features, truth=truth, kind=np.where(truth == 1, np.where(features[:, 3] > 0, "pcb", "process"), ""),
        origin=origin, folder=origin, file=np.arange(ROWS), is_plain=np.ones(ROWS, dtype=np.bool_),
        is_for_kind=np.zeros(ROWS, dtype=np.bool_),
    )  # fmt: skip


@pytest.fixture(scope="module")
def forest(pages: Pages) -> Forest:
    patch = pytest.MonkeyPatch()
    with patch.context() as context, bounded_fits():
        context.setattr(fit_drawing, "TREES", 6)
        context.setattr(fit_drawing, "ROUNDS", 12)
        return fit_trees(pages, np.arange(ROWS))


def test_exported_trees_say_what_those_of_the_library_say(pages: Pages, forest: Forest) -> None:
    shares, boosted = export_trees(forest.halves, column=1), export_boosted(forest.boosted)
    said = [float(boosted.mean(row)[0]) for row in pages.features]
    assert said == pytest.approx(forest.boosted.decision_function(pages.features).tolist(), abs=1e-5)
    both = [drawing_score(float(shares.mean(row)[0]), float(boosted.mean(row)[0])) for row in pages.features]
    assert both == pytest.approx(forest.score(pages.features).tolist(), abs=1e-5)
    assert np.corrcoef(both, pages.truth)[0, 1] > 0.5


def test_a_saved_model_scores_alike_and_is_refused_for_other_features(
    pages: Pages, forest: Forest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bounded_fits():
        kinds = fit_drawing.fit_kinds(pages, np.arange(ROWS))
    model = DrawingModel(
        trees=export_trees(forest.halves, column=1), boosted=export_boosted(forest.boosted),
        platt=Platt(slope=1.0, offset=0.0), kind_trees=export_trees(((kinds, np.arange(len(NAMES))),), column=None),
        kinds=tuple(str(kind) for kind in kinds.classes_), threshold=0.6, version="drawing-9",
    )  # fmt: skip
    save_drawing(model, tmp_path, {})
    back = artifacts._load_drawing(tmp_path)
    assert [back.score(row) for row in pages.features[:40]] == [model.score(row) for row in pages.features[:40]]
    drawn = np.flatnonzero(pages.truth == 1)
    right = [back.kind(row) == kind for row, kind in zip(pages.features[drawn], pages.kind[drawn], strict=True)]
    assert np.mean(right) > 0.8
    monkeypatch.setattr(artifacts, "PAGE_NAMES", NAMES[:-1])
    with pytest.raises(ModelError, match="other features"):
        artifacts._load_drawing(tmp_path)


def test_the_same_pages_give_the_same_trees(pages: Pages, forest: Forest) -> None:
    patch = pytest.MonkeyPatch()
    with patch.context() as context, bounded_fits():
        context.setattr(fit_drawing, "TREES", 6)
        context.setattr(fit_drawing, "ROUNDS", 12)
        again = fit_trees(pages, np.arange(ROWS))
    for one, other in (
        (export_boosted(forest.boosted), export_boosted(again.boosted)),
        (export_trees(forest.halves, column=1), export_trees(again.halves, column=1)),
    ):
        for name in ("feature", "threshold", "left", "right", "value"):
            assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_neither_class_outweighs_the_other_nor_made_pages_the_real_ones(pages: Pages) -> None:
    weight = fit_drawing._weights(pages, np.arange(ROWS))
    is_made = pages.origin == MADE_ORIGIN
    sums = [weight[(pages.truth == truth) & (is_made == made)].sum() for truth in (0, 1) for made in (False, True)]
    assert sums == pytest.approx([ROWS / 4] * 4)
