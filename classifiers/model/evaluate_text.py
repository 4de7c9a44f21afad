"""Measures the text model on what it has not seen: whole sources left out, and source documents left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from classifiers.model.calibration import Platt, auroc, expected_calibration_error, interval, recall_at
from classifiers.model.corpus import UNKNOWN_FIELD
from classifiers.model.made_texts import MADE
from classifiers.model.score import LANGUAGES, MAX_STRETCHES, SHOWN_P, joined, restrained
from classifiers.model.subjects import field_logits
from classifiers.model.topics import FIELDS
from classifiers.model.train_text import (
    LENGTH_PENALTY,
    THRESHOLD,
    Sensitive,
    Topics,
    field_threshold,
    fit_platt,
    fit_sensitive,
    fit_topics,
)
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.train_text import Table

Report = Callable[[str, float], None]

RESAMPLES = 200
FOLDS = 4
OFFICE_PARTS = 4
TOPIC_PARTS = 6
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
class ClassFigures:
    """A class that was held against the others, its sources left out."""

    precision: float
    recall: float
    f1: float
    count: int
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFigures:
    """What was measured.

    Attributes:
        sources, grouped: Sensitivity by language and `all`; whole sources, or source documents, left out.
        by_source: Source to language, class, number of texts, median probability and share called sensitive, when it
            was left out.
        kinds, fields: Each class, sources left out. kind_f1, field_f1: Their means.
        kind_accuracy: Share of texts of the corpus whose kind was recognised, sources left out.
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
    kind_accuracy: float
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCalibration:
    """What the held-out scores give the shipped model."""

    sensitive: Platt
    fields: Platt
    kind_temperature: float


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
    kind_logits = _kind_logits(table, report)
    kinds, accuracy = _kind_figures(table, kind_logits)
    fields, field_platt = _field_figures(table)
    p_shipped = _p(calibration, by_source, table.evidence)
    high = p_sources >= THRESHOLD
    found, shown, alarms = _passages(table, windows, calibration)
    figures = TextFigures(
        sources=_by_language(table, p_shipped, truth, scored),
        grouped=_by_language(table, p_grouped, truth, scored),
        by_source=_source_rows(table, p_sources, scored),
        kinds=kinds,
        kind_f1=float(np.mean([one.f1 for one in kinds.values()])),
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
        kind_temperature=_temperature(kind_logits, _kind_truth(table)),
    )


def office_parts(table: Table) -> list[list[str]]:
    """Origins of the office files in parts of about the same number of texts; an origin is never split."""
    return _even_parts([sample.family for sample in table.samples if sample.folder], OFFICE_PARTS)


def topic_parts(table: Table) -> list[list[str]]:
    """The same for all sources but our own texts: whole ones are left out, several at a time."""
    return _even_parts([sample.family for sample in table.samples if sample.family != MADE], TOPIC_PARTS)


def _even_parts(families: list[str], most: int) -> list[list[str]]:
    names, counts = np.unique(families, return_counts=True)
    parts: list[list[str]] = [[] for _ in range(min(most, names.size))]
    sizes = [0] * len(parts)
    for place in np.lexsort((names, -counts)):
        smallest = sizes.index(min(sizes))
        parts[smallest].append(str(names[place]))
        sizes[smallest] += int(counts[place])
    return parts


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


def _kind_logits(table: Table, report: Report) -> NDArray[np.float64]:
    """Logits of the kinds of each text by a model that has not seen its source; NaN for our own texts."""
    family = table.column("family")
    kinds = np.full((len(table.samples), len(Kind)), np.nan)
    parts = topic_parts(table)
    for place, part in enumerate(parts):
        report("kinds", place / len(parts))
        held = np.isin(family, part)
        seen, rows = np.flatnonzero(~held), np.flatnonzero(held & ~table.is_crop)
        base: Sensitive = fit_sensitive(table, seen)
        topics: Topics = fit_topics(table, seen, base.standard(table, seen), report)
        logits = topics.kind_logits(table, rows, base.standard(table, rows), base.gate(table, rows))
        texts, means = _means(table, rows, logits)
        kinds[texts] = means
    return kinds


def _means(table: Table, rows: NDArray[np.int64], values: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Texts that the rows are of, and the mean of their rows' values, shape (texts, columns)."""
    texts, sums = _sums(table, rows, values)
    return texts, sums / np.bincount(np.searchsorted(texts, table.owner[rows]))[:, None]


def _sums(table: Table, rows: NDArray[np.int64], values: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Texts that the rows are of, and the sum of their rows' values, shape (texts, columns)."""
    texts, which = np.unique(table.owner[rows], return_inverse=True)
    choose = scipy.sparse.csr_matrix((np.ones(rows.size), (which, np.arange(rows.size))))
    return texts, choose @ values


def _kind_truth(table: Table) -> NDArray[np.int64]:
    """Place of each text's kind in Kind, -1 where it is not known or the text is ours."""
    order = {kind: place for place, kind in enumerate(Kind)}
    return np.array(
        [-1 if sample.kind is None or sample.family == MADE else order[sample.kind] for sample in table.samples]
    )


def _temperature(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The heat that makes the kinds' probabilities likeliest."""
    logits = np.nan_to_num(logits[truth >= 0], nan=-30.0)
    place = truth[truth >= 0]

    def loss(heat: float) -> float:
        scaled = logits * heat
        scaled -= scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(place.size), place]))

    return float(min(np.geomspace(0.2, 8.0, 60), key=loss))


def _kind_figures(table: Table, logits: NDArray[np.float64]) -> tuple[dict[str, ClassFigures], float]:
    truth = _kind_truth(table)
    known = truth >= 0
    said = np.argmax(np.nan_to_num(logits[known], nan=-30.0), axis=1)
    truth = truth[known]
    family = np.array([sample.family for sample in table.samples])[known]
    figures = {
        str(kind): _class_figures(truth == place, said == place, family)
        for place, kind in enumerate(Kind)
        if (truth == place).any()
    }
    return figures, float((said == truth).mean())


def _class_figures(is_one: NDArray[np.bool_], is_said: NDArray[np.bool_], family: NDArray[Any]) -> ClassFigures:
    right = float((is_one & is_said).sum())
    precision, recall = right / max(1.0, float(is_said.sum())), right / max(1.0, float(is_one.sum()))
    return ClassFigures(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if right else 0.0,
        count=int(is_one.sum()),
        sources=len(set(family[is_one].tolist())),
    )


def _field_figures(table: Table) -> tuple[dict[str, ClassFigures], Platt]:
    """Each field by the threshold that its cost sets on probabilities which are calibrated on other families."""
    rows = np.flatnonzero(~table.is_crop)
    texts, strengths = _sums(table, rows, table.subjects[rows])
    logits = field_logits(strengths)
    meant = np.array([sample.field for sample in table.samples])[texts]
    family = np.array([sample.family for sample in table.samples])[texts]
    known = (meant != UNKNOWN_FIELD) & (family != MADE)
    meant, family, logits = meant[known], family[known], logits[known]
    truth = (meant[:, None] == np.array(FIELDS)[None, :]).astype(np.int64)
    p = np.zeros(logits.shape)
    for one in np.unique(family):
        out = family == one
        platt = fit_platt(logits[~out].ravel(), truth[~out].ravel(), np.ones(truth[~out].size))
        p[out] = 1.0 / (1.0 + np.exp(-(platt.slope * logits[out] + platt.offset)))
    figures = {
        name: _class_figures(truth[:, place] == 1, p[:, place] >= field_threshold(name), family)
        for place, name in enumerate(FIELDS)
    }
    return figures, fit_platt(logits.ravel(), truth.ravel(), np.ones(truth.size))
