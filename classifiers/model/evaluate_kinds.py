"""Measures kinds and fields on sources that were left out whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.drawings import SURE_OF_KIND_P
from classifiers.model.calibration import Platt
from classifiers.model.corpus import UNKNOWN_FIELD
from classifiers.model.made_texts import MADE
from classifiers.model.score import LANGUAGES
from classifiers.model.subjects import field_logits
from classifiers.model.text_table import capped, sums_of
from classifiers.model.topics import FIELDS
from classifiers.model.train_kinds import fit_kinds
from classifiers.model.train_text import field_threshold, fit_platt
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.corpus import Sample
    from classifiers.model.text_table import Table

Report = Callable[[str, float], None]

ORIGIN_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """A class that was held against the others, its sources left out."""

    precision: float
    recall: float
    f1: float
    count: int
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A class in one source: the share of its texts that were recognised, and what the others were taken for most."""

    name: str
    source: str
    language: str
    count: int
    found: float
    mistaken_for: str


def held_out_kinds(table: Table, report: Report) -> NDArray[np.float64]:
    """Logits of the kinds of each text by a model that has not seen its source; NaN for our own texts.

    Sources of the corpus are left out one by one, origins of files several at a time.
    """
    family, is_known = table.column("family"), table.kinds() != ""
    logits = np.full((len(table.samples), len(Kind)), np.nan)
    origins = [sample.family for sample in table.samples if ":" in sample.family and sample.kind is not None]
    names = sorted(set(family[is_known].tolist()) - {MADE} - set(origins))
    parts = [[name] for name in names] + even_parts(origins, ORIGIN_PARTS)
    for place, part in enumerate(parts):
        report("kinds", place / len(parts))
        held = np.isin(family, part)
        seen = capped(table, np.flatnonzero(~held))
        rows = np.flatnonzero(held & is_known & ~table.is_crop)
        texts, found = fit_kinds(table, seen, silent).logits(table, rows)
        logits[texts] = found
    return logits


def even_parts(families: list[str], most: int) -> list[list[str]]:
    """Families in parts of about the same number of texts; none is split."""
    names, counts = np.unique(families, return_counts=True)
    parts: list[list[str]] = [[] for _ in range(min(most, names.size))]
    sizes = [0] * len(parts)
    for place in np.lexsort((names, -counts)):
        smallest = sizes.index(min(sizes))
        parts[smallest].append(str(names[place]))
        sizes[smallest] += int(counts[place])
    return parts


def silent(what: str, share: float) -> None:
    """Report nothing."""


def kind_truth(table: Table) -> NDArray[np.int64]:
    """Place of each text's kind in Kind, -1 where it is not known or the text is ours."""
    order = {kind: place for place, kind in enumerate(Kind)}
    return np.array(
        [-1 if sample.kind is None or sample.family == MADE else order[sample.kind] for sample in table.samples]
    )


def temperature(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The heat that makes the kinds' probabilities likeliest."""
    logits = np.nan_to_num(logits[truth >= 0], nan=-30.0)
    place = truth[truth >= 0]

    def loss(heat: float) -> float:
        scaled = logits * heat
        scaled -= scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(place.size), place]))

    return float(min(np.geomspace(0.2, 8.0, 60), key=loss))


def kind_figures(
    table: Table, truth: NDArray[np.int64], said: NDArray[np.int64]
) -> tuple[dict[str, ClassFigures], float]:
    """Each kind, and the share that was recognised.

    Args:
        truth: Place of each text's kind in Kind, -1 where it is not counted. said: What it was taken for.
    """
    known = truth >= 0
    truth, said = truth[known], said[known]
    family = np.array([sample.family for sample in table.samples])[known]
    figures = {
        str(kind): _class_figures(truth == place, said == place, family)
        for place, kind in enumerate(Kind)
        if (truth == place).any()
    }
    return figures, float((said == truth).mean())


def kinds_by_words(logits: NDArray[np.float64]) -> NDArray[np.int64]:
    """What each text is taken for by its words and lines, whatever type its file has."""
    return np.asarray(np.argmax(np.nan_to_num(logits, nan=-30.0), axis=1), dtype=np.int64)


def kinds_in_service(table: Table, logits: NDArray[np.float64], heat: float) -> NDArray[np.int64]:
    """What each text is taken for as in service: where a file has a type that says its kind, by that.

    Args:
        heat: What logits are multiplied with to be probabilities.
    """
    said = kinds_by_words(logits)
    order = {kind: place for place, kind in enumerate(Kind)}
    scaled = np.nan_to_num(logits, nan=-30.0) * (heat * (0.5 + 0.5 * table.evidence))[:, None]
    top = 1.0 / np.exp(scaled - scaled.max(axis=1, keepdims=True)).sum(axis=1)
    for text, sample in enumerate(table.samples):
        if sample.by_type is not None:
            said[text] = order[sample.by_type]
        elif sample.spoken_for is not None and top[text] < SURE_OF_KIND_P:
            said[text] = order[sample.spoken_for]
    return said


def truth_of_files(table: Table) -> NDArray[np.int64]:
    """As `kind_truth`, but -1 for what stands inside a file with a text of its own: the label says what the file is."""
    inner = np.array([sample.is_inner for sample in table.samples])
    return np.where(inner, -1, kind_truth(table))


def kind_rows(table: Table, truth: NDArray[np.int64], said: NDArray[np.int64]) -> list[SourceRow]:
    """Each kind in each source, when that was left out; arrays as in `kind_figures`."""
    order = [str(kind) for kind in Kind]
    cells: dict[tuple[str, str, str], list[str]] = {}
    for sample, meant, one in zip(table.samples, truth.tolist(), said.tolist(), strict=True):
        if meant >= 0:
            cells.setdefault((order[meant], _place(sample), LANGUAGES[sample.language]), []).append(order[one])
    return [_source_row(*key, found) for key, found in sorted(cells.items())]


def _source_row(name: str, source: str, language: str, said: list[str]) -> SourceRow:
    mistaken = Counter(one for one in said if one != name).most_common(1)
    return SourceRow(
        name=name,
        source=source,
        language=language,
        count=len(said),
        found=said.count(name) / len(said),
        mistaken_for=mistaken[0][0] if mistaken else "",
    )


def _place(sample: Sample) -> str:
    """The source of a text, or the folder of a file."""
    return sample.source.rsplit(":", 1)[0] if sample.source.count(":") > 1 else sample.source


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


def field_figures(table: Table) -> tuple[dict[str, ClassFigures], list[SourceRow], Platt]:
    """Each field by the threshold that its cost sets on probabilities which are calibrated on other families."""
    rows = np.flatnonzero(~table.is_crop)
    texts, strengths = sums_of(table, rows, table.subjects[rows])
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
    said = p >= np.array([field_threshold(name) for name in FIELDS])
    return (
        figures,
        _field_rows([table.samples[text] for text in texts[known]], said),
        fit_platt(logits.ravel(), truth.ravel(), np.ones(truth.size)),
    )


def _field_rows(samples: list[Sample], said: NDArray[np.bool_]) -> list[SourceRow]:
    cells: dict[tuple[str, str, str], list[str]] = {}
    for sample, row in zip(samples, said, strict=True):
        if sample.field:
            named = [name for name, is_said in zip(FIELDS, row.tolist(), strict=True) if is_said]
            answer = sample.field if sample.field in named else (named or ["none"])[0]
            cells.setdefault((sample.field, _place(sample), LANGUAGES[sample.language]), []).append(answer)
    return [_source_row(*key, found) for key, found in sorted(cells.items())]
