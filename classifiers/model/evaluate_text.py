"""Measures the text model on what it has not seen: whole sources left out, and source documents left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.model.calibration import Platt, auroc, expected_calibration_error, interval
from classifiers.model.score import LANGUAGES, restrained
from classifiers.model.train_text import THRESHOLD, Sensitive, Topics, fit_platt, fit_sensitive, fit_topics

if TYPE_CHECKING:
    from classifiers.model.train_text import Table

Report = Callable[[str, float], None]

RESAMPLES = 200
FOLDS = 4
OFFICE_PARTS = 4
TOPIC_FOLD = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with its middle 95 % over resamples, and how many cases it stands on."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFigures:
    """What was measured.

    Attributes:
        sources, grouped: AUROC of sensitivity by language and `all`.
        by_source: Source to language, class, number of texts, and median probability, when it was left out.
        kinds: Kind to share recognised, source documents left out.
        fields: Field to AUROC, source documents left out.
        office: Folder of office files, number of texts, median probability, share of alarms; origins left out.
        office_kinds: Folder to share whose kind was recognised, by the half of the origins that was left out.
        ece: Calibration error of sensitivity; calibrated on other sources than measured.
    """

    sources: dict[str, Figure]
    grouped: dict[str, Figure]
    by_source: list[tuple[str, str, str, int, float]]
    kinds: dict[str, Figure]
    kind_accuracy: float
    fields: dict[str, Figure]
    field_top1: float
    office: list[tuple[str, int, float, float]]
    office_kinds: dict[str, Figure]
    office_false_alarms: float
    ece: float
    ece_grouped: float
    misses_at_threshold: float
    false_alarms_at_threshold: float
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
    family = table.column("family")
    names = sorted({sample.family for sample in table.samples if sample.is_scored})
    parts = [family == name for name in names] + [np.isin(family, part) for part in office_parts(table)]
    by_source = _left_out(table, parts, "sources left out", report)
    fold = table.column("fold")
    by_group = _left_out(table, [fold == k for k in range(FOLDS)], "documents left out", report)
    weight = _source_weights(table)
    calibration = fit_platt(by_source[scored], truth[scored], weight[scored])
    p_sources = _cross_calibrated(table, by_source, truth, scored, weight, names)
    p_grouped = _p(calibration, by_group, table.evidence)
    report("kinds and fields", 0.0)
    topics, topic_rows, kind_logits, field_logits = _topics(table, _seen_by_topics(table), report)
    heat = _temperature(kind_logits, table.kinds()[topic_rows], topics)
    kinds, accuracy = _kind_figures(table, topics, topic_rows, kind_logits)
    fields, top1, field_platt = _field_figures(table, topics, topic_rows, field_logits)
    office = np.array([sample.folder != "" for sample in table.samples])
    p_shipped = _p(calibration, by_source, table.evidence)
    high = p_sources >= THRESHOLD
    figures = TextFigures(
        sources=_by_language(table, p_shipped, truth, scored),
        grouped=_by_language(table, p_grouped, truth, scored),
        by_source=_source_rows(table, p_sources, scored),
        kinds=kinds,
        kind_accuracy=accuracy,
        fields=fields,
        field_top1=top1,
        office=_office_rows(table, p_shipped),
        office_kinds=_office_kinds(table, topics, topic_rows, kind_logits),
        office_false_alarms=float((p_shipped[office] >= THRESHOLD).mean()) if office.any() else float("nan"),
        ece=expected_calibration_error(p_sources[scored], truth[scored]),
        ece_grouped=expected_calibration_error(p_grouped[scored], truth[scored]),
        misses_at_threshold=float(1 - high[scored & (truth == 1)].mean()),
        false_alarms_at_threshold=float(high[scored & (truth == 0)].mean()),
        counts={
            "texts": int((~office).sum()),
            "scored": int(scored.sum()),
            "sources": len(names),
            "office_texts": int(office.sum()),
            "office_origins": len({sample.family for sample in table.samples if sample.folder}),
        },
    )
    return figures, TextCalibration(sensitive=calibration, fields=field_platt, kind_temperature=heat)


def office_parts(table: Table) -> list[list[str]]:
    """Origins of the office files in parts of about the same number of texts; an origin is never split."""
    names, counts = np.unique([sample.family for sample in table.samples if sample.folder], return_counts=True)
    parts: list[list[str]] = [[] for _ in range(min(OFFICE_PARTS, names.size))]
    sizes = [0] * len(parts)
    for place in np.lexsort((names, -counts)):
        smallest = sizes.index(min(sizes))
        parts[smallest].append(str(names[place]))
        sizes[smallest] += int(counts[place])
    return parts


def _left_out(table: Table, masks: list[NDArray[np.bool_]], what: str, report: Report) -> NDArray[np.float64]:
    """Score of each text by a model that has not seen its part; NaN where in no part. Shape (texts,)."""
    sums, counts = np.zeros(len(table.samples)), np.zeros(len(table.samples))
    for place, mask in enumerate(masks):
        report(what, place / len(masks))
        model = fit_sensitive(table, np.flatnonzero(~mask))
        rows = np.flatnonzero(mask & ~table.is_crop)
        np.add.at(sums, table.owner[rows], model.scores(table, rows))
        np.add.at(counts, table.owner[rows], 1)
    return np.asarray(np.divide(sums, counts, out=np.full(sums.size, np.nan), where=counts > 0))


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
) -> dict[str, Figure]:
    language = np.array([sample.language for sample in table.samples])
    masks = {name: scored & (language == code) for code, name in enumerate(LANGUAGES)} | {"all": scored}
    return {name: _auroc_figure(scores[mask], truth[mask]) for name, mask in masks.items()}


def _auroc_figure(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> Figure:
    return resampled(lambda rows: auroc(scores[rows], truth[rows]), truth.size)


def resampled(measure: Callable[[NDArray[np.int64]], float], size: int) -> Figure:
    """A figure and its middle 95 % over resamples of `size` cases."""
    chance = np.random.default_rng(5)
    found = np.array([measure(chance.integers(0, size, size)) for _ in range(RESAMPLES)])
    low, high = interval(found)
    return Figure(value=measure(np.arange(size)), low=low, high=high, count=size)


def _source_rows(
    table: Table, p: NDArray[np.float64], scored: NDArray[np.bool_]
) -> list[tuple[str, str, str, int, float]]:
    keys = [
        (sample.source, LANGUAGES[sample.language], "sensitive" if sample.is_sensitive else "ordinary")
        for sample in table.samples
    ]
    rows = []
    for key in sorted(set(keys)):
        mine = np.array([other == key for other in keys]) & scored
        if mine.any():
            rows.append((*key, int(mine.sum()), round(float(np.median(p[mine])), 3)))
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


def _seen_by_topics(table: Table) -> NDArray[np.bool_]:
    """Three quarters of the corpus's source documents, and half of the office files' origins."""
    fold = table.column("fold")
    return np.asarray(np.where(table.is_office(), fold % 2 != TOPIC_FOLD, fold != TOPIC_FOLD))


def _topics(
    table: Table, seen: NDArray[np.bool_], report: Report
) -> tuple[Topics, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    rows = np.flatnonzero(seen)
    held = np.flatnonzero(~seen & ~table.is_crop)
    base: Sensitive = fit_sensitive(table, rows)
    topics = fit_topics(table, rows, base.standard(table, rows), report)
    return (
        topics,
        held,
        topics.kind_logits(table, held, base.standard(table, held)),
        topics.field_logits(table, held),
    )


def _temperature(logits: NDArray[np.float64], kinds: NDArray[Any], topics: Topics) -> float:
    """The heat that makes the kinds' probabilities likeliest."""
    order = {str(kind): place for place, kind in enumerate(topics.kinds)}
    logits = logits[kinds != ""]
    place = np.array([order[kind] for kind in kinds[kinds != ""]])

    def loss(heat: float) -> float:
        scaled = logits * heat
        scaled -= scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(place.size), place]))

    return float(min(np.geomspace(0.2, 8.0, 60), key=loss))


def _kind_figures(
    table: Table, topics: Topics, rows: NDArray[np.int64], logits: NDArray[np.float64]
) -> tuple[dict[str, Figure], float]:
    of_corpus = ~table.is_office()[rows]
    truth = table.kinds()[rows[of_corpus]]
    hit = _said(topics, logits[of_corpus]) == truth
    figures = {name: _share_figure(hit[truth == name]) for name in sorted(set(truth.tolist()))}
    return figures, float(hit.mean())


def _office_kinds(
    table: Table, topics: Topics, rows: NDArray[np.int64], logits: NDArray[np.float64]
) -> dict[str, Figure]:
    known = table.kinds()[rows] != ""
    folders = np.array([sample.folder for sample in table.samples])[table.owner[rows]]
    hit = _said(topics, logits) == table.kinds()[rows]
    return {
        str(name): _share_figure(hit[known & (folders == name)])
        for name in np.unique(folders[known & table.is_office()[rows]])
    }


def _said(topics: Topics, logits: NDArray[np.float64]) -> NDArray[Any]:
    return np.asarray([str(topics.kinds[place]) for place in np.argmax(logits, axis=1)])


def _share_figure(hit: NDArray[np.bool_]) -> Figure:
    return resampled(lambda chosen: float(hit[chosen].mean()), hit.size)


def _field_figures(
    table: Table, topics: Topics, rows: NDArray[np.int64], logits: NDArray[np.float64]
) -> tuple[dict[str, Figure], float, Platt]:
    rows, logits = rows[~table.is_office()[rows]], logits[~table.is_office()[rows]]
    truth = table.column("field")[rows]
    figures = {
        name: _auroc_figure(logits[:, place], (truth == name).astype(np.int64))
        for place, name in enumerate(topics.fields)
        if (truth == name).sum() >= 3
    }
    has = truth != ""
    names = np.array(topics.fields)
    top1 = float((names[np.argmax(logits[has], axis=1)] == truth[has]).mean())
    flat = (truth[:, None] == names[None, :]).astype(np.int64).ravel()
    return figures, top1, fit_platt(logits.ravel(), flat, np.ones(flat.size))
