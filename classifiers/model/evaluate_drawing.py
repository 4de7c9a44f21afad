"""Measures the drawing model on origins (repositories, packages) that it has not seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.model.calibration import auroc, expected_calibration_error, recall_at
from classifiers.model.evaluate_text import Figure, resampled
from classifiers.model.fit_drawing import fit_kinds, fit_trees, platt
from classifiers.model.train_drawing import MADE_ORIGIN

if TYPE_CHECKING:
    from classifiers.model.calibration import Platt
    from classifiers.model.train_drawing import Pages

Report = Callable[[str, float], None]
Row = tuple[str, int, float, float]

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingFigures:
    """What was measured, over files: a file counts by its likeliest page.

    Attributes:
        auroc: Of the score before calibration: one calibration ships, and it keeps the order.
        recall: The same, the share of drawings found where 1 % of the other files pass.
        found, false_alarms: Shares of drawings and of other files at or above the threshold.
        kind_f1: Macro-F1 of the kind, over all drawings, whether they were found or not.
        by_folder, by_origin: Name to number of files, median probability, and share at or above the threshold; origins
            with drawings only, and their drawings alone.
        kinds: Kind to number of drawings, precision, recall.
        bins: Lower bound of a range of probability to number of files, mean probability, share of drawings.
    """

    auroc: Figure
    recall: Figure
    ece: float
    found: float
    false_alarms: float
    kind_f1: Figure
    by_folder: list[Row]
    by_origin: list[Row]
    kinds: list[Row]
    bins: list[tuple[float, int, float, float]]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Files, scored by models that had seen no page of their origin.

    Attributes:
        score: Log odds of the likeliest page, before calibration, shape (n,).
        p: The same calibrated on the other folds, shape (n,).
        kind, true_kind: Kind that was said and is right, shape (n,).
    """

    score: NDArray[np.float64]
    p: NDArray[np.float64]
    truth: NDArray[np.int64]
    kind: NDArray[Any]
    true_kind: NDArray[Any]
    origin: NDArray[Any]
    folder: NDArray[Any]


def folds_of(pages: Pages) -> list[list[str]]:
    """Origins that are left out together: all of one owner, and to each owner of drawings some owners without any.

    To leave several out at once is stricter than one by one, and takes a third of the time.
    """
    owners: dict[str, list[str]] = {}
    for origin in sorted(set(pages.origin.tolist()) - {MADE_ORIGIN}):
        owners.setdefault(origin.split("/")[0], []).append(origin)
    drawn = set(pages.origin[(pages.truth == 1) & pages.is_plain].tolist())
    folds = [origins for origins in owners.values() if drawn & set(origins)]
    for place, origins in enumerate(origins for origins in owners.values() if not drawn & set(origins)):
        folds[place % len(folds)] = folds[place % len(folds)] + origins
    return folds


def measure_drawing(pages: Pages, threshold: float, report: Report) -> tuple[DrawingFigures, Platt]:
    """Leave out the origins of each fold in turn.

    Returns:
        Figures, and the calibration for the model that is fitted on everything.
    """
    held = _held_out(pages, report)
    return _figures(held, threshold, len(set(held.origin.tolist()))), platt(held.score, held.truth)


def _held_out(pages: Pages, report: Report) -> HeldOut:
    score = np.full(pages.truth.size, np.nan)
    kind = np.full(pages.truth.size, "", dtype=object)
    fold_of_page = np.full(pages.truth.size, -1)
    folds = folds_of(pages)
    for place, origins in enumerate(folds):
        report("origins left out", place / len(folds))
        out = np.isin(pages.origin, origins)
        held, rest = np.flatnonzero(out & pages.is_plain), np.flatnonzero(~out)
        score[held] = fit_trees(pages, rest).score(pages.features[held])
        kind[held] = fit_kinds(pages, rest).predict(pages.features[held])
        fold_of_page[held] = place
    best = _likeliest(pages, score)
    p = np.full(best.size, np.nan)
    for place in range(len(folds)):
        mine = fold_of_page[best] == place
        fitted = platt(score[best][~mine], pages.truth[best][~mine])
        p[mine] = [fitted.p(float(value)) for value in score[best][mine]]
    return HeldOut(
        score=score[best],
        p=p,
        truth=pages.truth[best],
        kind=kind[best],
        true_kind=pages.kind[best],
        origin=pages.origin[best],
        folder=pages.folder[best],
    )


def _likeliest(pages: Pages, score: NDArray[np.float64]) -> NDArray[np.int64]:
    """Row of each file's page with the highest score."""
    rows = np.flatnonzero(~np.isnan(score))
    order = rows[np.lexsort((-score[rows], pages.file[rows]))]
    _, first = np.unique(pages.file[order], return_index=True)
    return order[first]


def _figures(held: HeldOut, threshold: float, origins: int) -> DrawingFigures:
    p, truth, said = held.p, held.truth, held.p >= threshold
    drawn = np.flatnonzero(truth == 1)
    kind, true_kind = held.kind[drawn], held.true_kind[drawn]
    return DrawingFigures(
        auroc=resampled(lambda chosen: auroc(held.score[chosen], truth[chosen]), truth.size),
        recall=resampled(lambda chosen: recall_at(held.score[chosen], truth[chosen], false_share=0.01), truth.size),
        ece=expected_calibration_error(p, truth),
        found=float(said[drawn].mean()),
        false_alarms=float(said[truth == 0].mean()),
        kind_f1=resampled(lambda chosen: _macro_f1(kind[chosen], true_kind[chosen]), drawn.size),
        by_folder=_table(held.folder, p, said),
        by_origin=_table(held.origin[drawn], p[drawn], said[drawn]),
        kinds=[
            (name, int((true_kind == name).sum()), *_precision_recall(kind, true_kind, name))
            for name in sorted(set(true_kind.tolist()))
        ],
        bins=_bins(p, truth),
        counts={"files": int(truth.size), "drawings": int(truth.sum()), "origins": origins},
    )


def _table(names: NDArray[Any], p: NDArray[np.float64], said: NDArray[np.bool_]) -> list[Row]:
    return [
        (name, int(mine.sum()), round(float(np.median(p[mine])), 3), round(float(said[mine].mean()), 3))
        for name in sorted(set(names.tolist()))
        for mine in [names == name]
    ]


def _precision_recall(said: NDArray[Any], right: NDArray[Any], name: str) -> tuple[float, float]:
    hits = int(((said == name) & (right == name)).sum())
    return hits / max(1, int((said == name).sum())), hits / max(1, int((right == name).sum()))


def _macro_f1(said: NDArray[Any], right: NDArray[Any]) -> float:
    """Mean over the kinds that there are of the harmonic mean of precision and recall."""
    figures = []
    for name in sorted(set(right.tolist())):
        precision, recall = _precision_recall(said, right, name)
        figures.append(2 * precision * recall / (precision + recall) if precision + recall else 0.0)
    return float(np.mean(figures)) if figures else float("nan")


def _bins(p: NDArray[np.float64], truth: NDArray[np.int64]) -> list[tuple[float, int, float, float]]:
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    return [
        (index / BINS, int(inside.sum()), round(float(p[inside].mean()), 3), round(float(truth[inside].mean()), 3))
        for index in range(BINS)
        for inside in [place == index]
        if inside.any()
    ]
