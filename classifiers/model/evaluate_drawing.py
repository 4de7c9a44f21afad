"""Measures the drawing model on origins (repositories, packages) that it has not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.model.calibration import auroc, expected_calibration_error, recall_at
from classifiers.model.evaluate_text import Figure, resampled
from classifiers.model.score import logit
from classifiers.model.train_drawing import MADE_ORIGIN, fit_trees, platt

if TYPE_CHECKING:
    from classifiers.model.train_drawing import Pages

Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingFigures:
    """What was measured, over files: a file counts by its likeliest page.

    Attributes:
        recall: Share of drawings found where 1 % of the other files pass.
        by_folder: Folder to number of files, median probability, and share at or above the threshold.
    """

    auroc: Figure
    recall: Figure
    ece: float
    by_folder: list[tuple[str, int, float, float]]
    counts: dict[str, int]


def measure_drawing(
    pages: Pages, threshold: float, report: Report
) -> tuple[DrawingFigures, NDArray[np.float64], NDArray[np.int64]]:
    """Leave out each origin in turn.

    Returns:
        Figures, and the share of trees that said drawing with the rows it is of, for calibration.
    """
    origins = sorted(set(pages.origin.tolist()) - {MADE_ORIGIN})
    share = np.full(pages.truth.size, np.nan)
    for place, origin in enumerate(origins):
        report("origins left out", place / len(origins))
        out = pages.origin == origin
        held = np.flatnonzero(out & pages.is_plain)
        share[held] = fit_trees(pages, np.flatnonzero(~out)).predict_proba(pages.features[held])[:, 1]
    rows = np.flatnonzero(~np.isnan(share))
    p = np.full(share.size, np.nan)
    for origin in origins:
        mine = rows[pages.origin[rows] == origin]
        rest = rows[pages.origin[rows] != origin]
        fitted = platt(pages, share[rest], rest)
        p[mine] = [fitted.p(logit(float(value))) for value in share[mine]]
    files = np.unique(pages.file[rows])
    best = np.array([p[rows][pages.file[rows] == file].max() for file in files])
    truth = np.array([pages.truth[rows][pages.file[rows] == file].max() for file in files])
    folder = np.array([pages.folder[rows][pages.file[rows] == file][0] for file in files])
    figures = DrawingFigures(
        auroc=resampled(lambda chosen: auroc(best[chosen], truth[chosen]), files.size),
        recall=resampled(lambda chosen: recall_at(best[chosen], truth[chosen], false_share=0.01), files.size),
        ece=expected_calibration_error(best, truth),
        by_folder=[
            (
                name,
                int(mine.sum()),
                round(float(np.median(best[mine])), 3),
                round(float((best[mine] >= threshold).mean()), 3),
            )
            for name in sorted(set(folder.tolist()))
            for mine in [folder == name]
        ],
        counts={"files": int(files.size), "drawings": int(truth.sum()), "origins": len(origins)},
    )
    return figures, share[rows], rows
