"""Measures the text model on what it has not seen: whole sources left out, and source documents left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.model.calibration import Platt, auroc, expected_calibration_error, interval, recall_at
from classifiers.model.evaluate_kinds import (
    ClassFigures,
    SourceRow,
    even_parts,
    field_figures,
    held_out_kinds,
    kind_figures,
    kind_rows,
    kind_truth,
    kinds_by_words,
    kinds_in_service,
    temperature,
    truth_of_files,
)
from classifiers.model.made_texts import MADE
from classifiers.model.score import LANGUAGES, MAX_STRETCHES, SHOWN_P, joined, restrained
from classifiers.model.train_text import (
    LENGTH_PENALTY,
    THRESHOLD,
    TextCalibration,
    fit_platt,
    fit_sensitive,
)

if TYPE_CHECKING:
    from classifiers.model.text_table import Table

Report = Callable[[str, float], None]

RESAMPLES = 200
FOLDS = 4
OFFICE_PARTS = 4
FALSE_SHARE = 0.01
DULL_WINDOWS = 40
PASSAGE_TRIALS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with its middle 95 % over resamples, and how many cases it stands on."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """How well sensitive texts of one language are told from ordinary ones.

    Attributes:
        auroc, recall: Over texts; `recall` is the share found where FALSE_SHARE of the ordinary ones pass.
        auroc_by_source: Low and high of AUROC where whole sources are drawn again, not texts.
    """

    auroc: Figure
    recall: Figure
    auroc_by_source: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFigures:
    """What was measured.

    Attributes:
        sources, grouped: Sensitivity by language and `all`; whole sources, or source documents, left out.
        by_source: Source to language, class, number of texts, median probability and share called sensitive, when it
            was left out.
        kinds, fields: Each class, sources left out, kinds as in service. kind_f1, field_f1: Their means.
        kinds_by_words, kind_f1_by_words: The same without the types of files, whose parts all count.
        kind_accuracy: Share of texts whose kind was recognised as in service, sources left out.
        kinds_by_source, fields_by_source: Each class in each source, when that was left out.
        office: Folder of office files, number of texts, median probability, share of alarms; origins left out.
        ece: Calibration error of sensitivity; calibrated on other sources than measured.
        reliability: Stated probability, found share and number of texts, for tenths of the probability.
        passage_found: Share of sensitive windows that are seen among DULL_WINDOWS ordinary ones of one source.
        passage_shown: Share of those that are shown at least, whatever the whole is called.
        passage_alarms: Share of as many ordinary windows alone that raise an alarm.
    """

    sources: dict[str, Separation]
    grouped: dict[str, Separation]
    by_source: list[tuple[str, str, str, int, float, float]]
    kinds: dict[str, ClassFigures]
    kind_f1: float
    kinds_by_words: dict[str, ClassFigures]
    kind_f1_by_words: float
    kind_accuracy: float
    kinds_by_source: list[SourceRow]
    fields_by_source: list[SourceRow]
    fields: dict[str, ClassFigures]
    field_f1: float
    office: list[tuple[str, int, float, float]]
    office_false_alarms: float
    ece: float
    ece_grouped: float
    reliability: list[tuple[float, float, int]]
    misses_at_threshold: float
    false_alarms_at_threshold: float
    passage_found: float
    passage_shown: float
    passage_alarms: float
    counts: dict[str, int] = field(default_factory=dict)


def measure_text(table: Table, report: Report) -> tuple[TextFigures, TextCalibration]:
    """Leave out each source, then each quarter of the source documents; measure and calibrate on what was left out."""
    truth = np.array([sample.is_sensitive for sample in table.samples]).astype(np.int64)
    scored = np.array([sample.is_scored for sample in table.samples])
    office = np.array([sample.folder != "" for sample in table.samples])
    family = table.column("family")
    names = sorted({sample.family for sample in table.samples if sample.is_scored})
    parts = [family == name for name in names] + [np.isin(family, part) for part in office_parts(table)]
    windows, by_source = _left_out(table, parts, "sources left out", report)
    fold = table.column("fold")
    is_made = family == MADE
    _, by_group = _left_out(table, [(fold == k) & ~is_made for k in range(FOLDS)], "documents left out", report)
    weight = _source_weights(table)
    calibration = fit_platt(by_source[scored], truth[scored], weight[scored])
    p_sources = _cross_calibrated(table, by_source, truth, scored, weight, names)
    p_grouped = _p(calibration, by_group, table.evidence)
    kind_logits = held_out_kinds(table, report)
    heat = temperature(kind_logits, kind_truth(table))
    truth_by_words, said_by_words = kind_truth(table), kinds_by_words(kind_logits)
    truth_in_service, said_in_service = truth_of_files(table), kinds_in_service(table, kind_logits, heat)
    kinds, accuracy = kind_figures(table, truth_in_service, said_in_service)
    kinds_alone, _ = kind_figures(table, truth_by_words, said_by_words)
    fields, fields_by_source, field_platt = field_figures(table)
    p_shipped = _p(calibration, by_source, table.evidence)
    high = p_sources >= THRESHOLD
    found, shown, alarms = _passages(table, windows, calibration)
    figures = TextFigures(
        sources=_by_language(table, p_shipped, truth, scored),
        grouped=_by_language(table, p_grouped, truth, scored),
        by_source=_source_rows(table, p_sources, scored),
        kinds=kinds,
        kind_f1=float(np.mean([one.f1 for one in kinds.values()])),
        kinds_by_words=kinds_alone,
        kind_f1_by_words=float(np.mean([one.f1 for one in kinds_alone.values()])),
        kinds_by_source=kind_rows(table, truth_in_service, said_in_service),
        fields_by_source=fields_by_source,
        kind_accuracy=accuracy,
        fields=fields,
        field_f1=float(np.mean([one.f1 for one in fields.values()])),
        office=_office_rows(table, p_shipped),
        office_false_alarms=float((p_shipped[office] >= THRESHOLD).mean()) if office.any() else float("nan"),
        ece=expected_calibration_error(p_sources[scored], truth[scored]),
        ece_grouped=expected_calibration_error(p_grouped[scored], truth[scored]),
        reliability=_reliability(p_sources[scored], truth[scored]),
        misses_at_threshold=float(1 - high[scored & (truth == 1)].mean()),
        false_alarms_at_threshold=float(high[scored & (truth == 0)].mean()),
        passage_found=found,
        passage_shown=shown,
        passage_alarms=alarms,
        counts={
            "texts": sum(sample.family != MADE and not sample.folder for sample in table.samples),
            "made": sum(sample.family == MADE for sample in table.samples),
            "scored": int(scored.sum()),
            "sources": len(names),
            "office_texts": int(office.sum()),
            "office_origins": len({sample.family for sample in table.samples if sample.folder}),
        },
    )
    return figures, TextCalibration(
        sensitive=calibration,
        fields=field_platt,
        kind_temperature=heat,
    )


def office_parts(table: Table) -> list[list[str]]:
    """Origins of the office files in parts of about the same number of texts; an origin is never split."""
    return even_parts([sample.family for sample in table.samples if sample.folder], OFFICE_PARTS)


def _left_out(
    table: Table, masks: list[NDArray[np.bool_]], what: str, report: Report
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores by a model that has not seen its part; NaN where in no part.

    Returns:
        Of each window, shape (n,), crops NaN, and of each text as in service, shape (texts,).
    """
    windows = np.full(table.owner.size, np.nan)
    for place, mask in enumerate(masks):
        report(what, place / len(masks))
        model = fit_sensitive(table, np.flatnonzero(~mask))
        rows = np.flatnonzero(mask & ~table.is_crop)
        windows[rows] = model.scores(table, rows)
    return windows, _by_text(table, windows)


def _by_text(table: Table, windows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Window scores joined as in service, shape (texts,)."""
    rows = np.flatnonzero(np.isfinite(windows))
    texts = np.full(len(table.samples), np.nan)
    cuts = np.flatnonzero(np.diff(table.owner[rows])) + 1
    for mine in np.split(rows, cuts):
        if mine.size:
            texts[table.owner[mine[0]]] = joined(windows[mine], LENGTH_PENALTY)
    return texts


def _passages(table: Table, windows: NDArray[np.float64], calibration: Platt) -> tuple[float, float, float]:
    """One sensitive window among many ordinary ones of one source, and the ordinary ones alone; sources left out.

    A document is of one hand, so its dull pages are drawn from one source, and each source counts alike.
    """
    chance = np.random.default_rng(9)
    language, scored = table.column("language"), table.column("is_scored")
    truth, source = table.column("is_sensitive"), table.column("source")
    usable = np.isfinite(windows) & (table.evidence[table.owner] == 1.0)
    found, shown, alarms = [], [], []
    for code in range(len(LANGUAGES)):
        ordinary = usable & (language == code) & ~truth & (scored | table.is_office())
        telling = windows[usable & (language == code) & truth & scored]
        for name in np.unique(source[ordinary]):
            mine = windows[ordinary & (source == name)]
            for _ in range(PASSAGE_TRIALS if mine.size >= DULL_WINDOWS and telling.size else 0):
                dull = chance.choice(mine, DULL_WINDOWS, replace=False)
                one = float(chance.choice(telling))
                with_one = np.append(dull, one)
                found.append(calibration.p(joined(with_one, LENGTH_PENALTY)) >= THRESHOLD)
                stands_out = calibration.p(one) >= SHOWN_P and int((dull > one).sum()) < MAX_STRETCHES
                shown.append(found[-1] or stands_out)
                alarms.append(calibration.p(joined(dull, LENGTH_PENALTY)) >= THRESHOLD)
    means = [float(np.mean(values)) if values else float("nan") for values in (found, shown, alarms)]
    return means[0], means[1], means[2]


def _reliability(p: NDArray[np.float64], truth: NDArray[np.int64]) -> list[tuple[float, float, int]]:
    place = np.minimum((p * 10).astype(int), 9)
    return [
        (float(p[place == k].mean()), float(truth[place == k].mean()), int((place == k).sum()))
        for k in range(10)
        if (place == k).any()
    ]


def _source_weights(table: Table) -> NDArray[np.float64]:
    keys = np.array([f"{sample.source}/{sample.is_sensitive}" for sample in table.samples])
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(counts.astype(np.float64)[place] ** -0.5)


def _cross_calibrated(
    table: Table,
    scores: NDArray[np.float64],
    truth: NDArray[np.int64],
    scored: NDArray[np.bool_],
    weight: NDArray[np.float64],
    names: list[str],
) -> NDArray[np.float64]:
    """Probabilities of each source by a calibration that has not seen it."""
    family = np.array([sample.family for sample in table.samples])
    p = np.zeros(scores.size)
    for name in names:
        mine, rest = family == name, scored & (family != name)
        p[mine] = _p(fit_platt(scores[rest], truth[rest], weight[rest]), scores[mine], table.evidence[mine])
    return p


def _p(platt: Platt, scores: NDArray[np.float64], evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities as in service; 0 for a text that was in no part."""
    return np.asarray(
        [
            restrained(platt.p(float(score)), float(weight)) if np.isfinite(score) else 0.0
            for score, weight in zip(scores, evidence, strict=True)
        ]
    )


def _by_language(
    table: Table, scores: NDArray[np.float64], truth: NDArray[np.int64], scored: NDArray[np.bool_]
) -> dict[str, Separation]:
    language = np.array([sample.language for sample in table.samples])
    source = np.array([f"{sample.source}/{sample.is_sensitive}" for sample in table.samples])
    masks = {name: scored & (language == code) for code, name in enumerate(LANGUAGES)} | {"all": scored}
    return {name: _separation(scores[mask], truth[mask], source[mask]) for name, mask in masks.items()}


def _separation(scores: NDArray[np.float64], truth: NDArray[np.int64], source: NDArray[Any]) -> Separation:
    return Separation(
        auroc=resampled(lambda rows: auroc(scores[rows], truth[rows]), truth.size),
        recall=resampled(lambda rows: recall_at(scores[rows], truth[rows], false_share=FALSE_SHARE), truth.size),
        auroc_by_source=_resampled_by_source(scores, truth, source),
    )


def _resampled_by_source(
    scores: NDArray[np.float64], truth: NDArray[np.int64], source: NDArray[Any]
) -> tuple[float, float]:
    """Middle 95 % of AUROC where sources are drawn again with all their texts."""
    chance = np.random.default_rng(6)
    names = np.unique(source)
    rows_of = [np.flatnonzero(source == name) for name in names]
    found = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([rows_of[place] for place in chance.integers(0, names.size, names.size)])
        found.append(auroc(scores[rows], truth[rows]))
    return interval(np.array(found))


def resampled(measure: Callable[[NDArray[np.int64]], float], size: int) -> Figure:
    """A figure and its middle 95 % over resamples of `size` cases."""
    chance = np.random.default_rng(5)
    found = np.array([measure(chance.integers(0, size, size)) for _ in range(RESAMPLES)])
    low, high = interval(found)
    return Figure(value=measure(np.arange(size)), low=low, high=high, count=size)


def _source_rows(
    table: Table, p: NDArray[np.float64], scored: NDArray[np.bool_]
) -> list[tuple[str, str, str, int, float, float]]:
    keys = [
        (sample.source, LANGUAGES[sample.language], "sensitive" if sample.is_sensitive else "ordinary")
        for sample in table.samples
    ]
    rows = []
    for key in sorted(set(keys)):
        mine = np.array([other == key for other in keys]) & scored
        if mine.any():
            share = round(float((p[mine] >= THRESHOLD).mean()), 3)
            rows.append((*key, int(mine.sum()), round(float(np.median(p[mine])), 3), share))
    return rows


def _office_rows(table: Table, p: NDArray[np.float64]) -> list[tuple[str, int, float, float]]:
    folders = np.array([sample.folder for sample in table.samples])
    return [
        (
            str(name),
            int((folders == name).sum()),
            round(float(np.median(p[folders == name])), 3),
            round(float((p[folders == name] >= THRESHOLD).mean()), 3),
        )
        for name in np.unique(folders[folders != ""])
    ]
