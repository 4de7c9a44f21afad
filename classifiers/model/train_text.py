"""Trains the text model: structure that carries over to new sources, n-grams where a source is known."""

from __future__ import annotations

import contextlib
import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from classifiers.model.calibration import Platt
from classifiers.model.grams import BUCKETS, grams
from classifiers.model.plain import plain, windows
from classifiers.model.score import FOLDED_DIMENSIONS, SPREAD, TextModel, evidence
from classifiers.model.structure import NAMES, structure
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.corpus import Sample

Report = Callable[[str, float], None]
Rows = NDArray[np.int64]

VERSION = "text-1"
SEED = 7
WINDOWS = 2
BALANCE = 0.6
PENALTY = 0.1
GRAMS_WEIGHT = 1.5
FAMILIAR_QUANTILE = 40.0
FAMILIAR_MARGIN = 0.1
GATE_SLOPE = 0.03
MIN_SOURCE = 10
KIND_GRAMS_WEIGHT = 1.5
KIND_BALANCE = 0.3
FALSE_ALARM_COST = 1.0
MISS_COST = 1.0
THRESHOLD = FALSE_ALARM_COST / (FALSE_ALARM_COST + MISS_COST)
FIELD_THRESHOLD = 0.5

RAISES = frozenset((
    "quantity", "tolerance", "hexadecimal", "bit_range", "upper_identifier", "snake_identifier", "electronics",
    "mechanics", "systems", "radio_space", "measures", "specification", "requirement", "reference_numeral",
    "part_number", "patent", "figure", "version", "arrow",
))  # fmt: skip
LOWERS = frozenset((
    "paper", "law", "teaching", "administration", "software", "correspondence", "society", "mathematics",
    "person", "speech", "money", "commerce", "article", "speaker", "question", "mail", "citation", "date", "year",
))  # fmt: skip
"""Features whose direction is known beforehand: a source must not teach the model the opposite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Windows of all texts as numbers.

    Attributes:
        shape: Structural features, shape (n, f).
        grams: Sparse, shape (n, BUCKETS). folded: The same in shape (n, FOLDED_DIMENSIONS).
        owner: Index of the text, shape (n,). is_crop: Whether cut at random, for training only, shape (n,).
        evidence: How much each text gives to judge it by, shape (texts,).
    """

    samples: list[Sample]
    shape: NDArray[np.float32]
    grams: Any
    folded: Any
    owner: Rows
    is_crop: NDArray[np.bool_]
    evidence: NDArray[np.float64]

    def column(self, name: str) -> NDArray[Any]:
        """One attribute of the text that each window is of, shape (n,)."""
        return np.array([getattr(sample, name) for sample in self.samples])[self.owner]

    def kinds(self) -> NDArray[Any]:
        """Kind of the text that each window is of, empty where it is not known, shape (n,)."""
        return np.array([str(sample.kind or "") for sample in self.samples])[self.owner]

    def is_office(self) -> NDArray[np.bool_]:
        """Whether each window is of an office file, shape (n,)."""
        return np.array([sample.folder != "" for sample in self.samples])[self.owner]


def make_table(samples: list[Sample], report: Report) -> Table:
    """Windows of all texts: the first ones as in scoring, and a random cut, so that length and place decide nothing."""
    chance = random.Random(SEED)  # noqa: S311, repeatable on purpose
    shapes, sparse, owner, is_crop, enough = [], [], [], [], []
    for index, sample in enumerate(samples):
        text = plain(sample.text)
        enough.append(evidence(text))
        pieces = [(window, False) for window in windows(text, limit=WINDOWS) or (text,)]
        if len(text) > 500:
            size = chance.randint(400, min(4000, len(text)))
            start = chance.randint(0, len(text) - size)
            pieces.append((text[start : start + size], True))
        for piece, crop in pieces:
            shapes.append(structure(piece))
            sparse.append(grams(piece))
            owner.append(index)
            is_crop.append(crop)
        if index % 200 == 0:
            report("reading texts", index / len(samples))
    ends = np.cumsum([0] + [found.size for found, _ in sparse])
    columns = np.concatenate([found for found, _ in sparse])
    values = np.concatenate([weights for _, weights in sparse])
    size = len(sparse)
    return Table(
        samples=samples,
        shape=np.array(shapes),
        grams=scipy.sparse.csr_matrix((values, columns, ends), shape=(size, BUCKETS)),
        folded=scipy.sparse.csr_matrix((values, columns % FOLDED_DIMENSIONS, ends), shape=(size, FOLDED_DIMENSIONS)),
        owner=np.array(owner),
        is_crop=np.array(is_crop),
        evidence=np.array(enough),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """The part of the model that says how sensitive a text is, before calibration."""

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    weights: NDArray[np.float32]
    offset: float
    gram_weights: NDArray[np.float32]
    gram_offset: float
    familiar: NDArray[np.float32]
    familiar_usual: NDArray[np.float32]
    familiar_language: NDArray[np.int8]
    familiar_mean: NDArray[np.float32]

    def standard(self, table: Table, rows: Rows) -> NDArray[np.float32]:
        """Structural features of `rows` as deviations from their language's."""
        language = table.column("language")[rows]
        found = (table.shape[rows] - self.mean[language]) / self.spread[language]
        return np.asarray(np.clip(found, -SPREAD, SPREAD), dtype=np.float32)

    def scores(self, table: Table, rows: Rows) -> NDArray[np.float64]:
        """Score of each row, as `TextModel` computes it, shape (len(rows),)."""
        by_shape = self.standard(table, rows) @ self.weights + self.offset
        by_grams = table.grams[rows] @ self.gram_weights + self.gram_offset
        margin = np.full(rows.size, -9.0)
        language = table.column("language")[rows]
        for code in range(3):
            mine = np.flatnonzero(language == code)
            known = self.familiar_language == code
            if mine.size and known.any():
                folded = _unit(table.folded[rows[mine]].toarray() - self.familiar_mean[code])
                margin[mine] = (folded @ self.familiar[known].T - self.familiar_usual[known]).max(axis=1)
        gate = 1.0 / (1.0 + np.exp(-np.clip((margin - FAMILIAR_MARGIN) / GATE_SLOPE, -40, 40)))
        return np.asarray(by_shape + GRAMS_WEIGHT * gate * by_grams, dtype=np.float64)


def fit_sensitive(table: Table, rows: Rows) -> Sensitive:
    """Fit on these rows of the table; those without weight are left out."""
    rows = rows[table.column("weight")[rows] > 0]
    truth = table.column("is_sensitive")[rows].astype(np.int64)
    weight = _balance(table, rows, truth)
    mean, spread = _standard(table, rows, weight)
    language = table.column("language")[rows]
    features = np.clip((table.shape[rows] - mean[language]) / spread[language], -SPREAD, SPREAD)
    weights, offset = _fit_signed(features.astype(np.float64), truth, weight)
    by_grams = LogisticRegression(C=5.0, max_iter=40, tol=1e-3).fit(table.grams[rows], truth, sample_weight=weight)
    familiar, usual, familiar_language, familiar_mean = _familiar(table, rows)
    return Sensitive(
        mean=mean,
        spread=spread,
        weights=weights.astype(np.float32),
        offset=offset,
        gram_weights=by_grams.coef_[0].astype(np.float32),
        gram_offset=float(by_grams.intercept_[0]),
        familiar=familiar,
        familiar_usual=usual,
        familiar_language=familiar_language,
        familiar_mean=familiar_mean,
    )


def fit_platt(scores: NDArray[np.float64], truth: NDArray[np.int64], weight: NDArray[np.float64]) -> Platt:
    """Platt's sigmoid, by logistic regression without penalty to speak of."""
    found = LogisticRegression(C=1e4).fit(scores.reshape(-1, 1), truth, sample_weight=weight)
    return Platt(slope=float(found.coef_[0, 0]), offset=float(found.intercept_[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """Kinds and fields, before calibration. Logits of k kinds and t fields."""

    kinds: tuple[Kind, ...]
    kind_structure: NDArray[np.float32]
    kind_grams: NDArray[np.float32]
    fields: tuple[str, ...]
    field_grams: NDArray[np.float32]
    field_offset: NDArray[np.float32]

    def kind_logits(self, table: Table, rows: Rows, standard: NDArray[np.float32]) -> NDArray[np.float64]:
        """Shape (n, k)."""
        by_shape = standard @ self.kind_structure[:-1] + self.kind_structure[-1]
        return np.asarray(by_shape + KIND_GRAMS_WEIGHT * (table.grams[rows] @ self.kind_grams), dtype=np.float64)

    def field_logits(self, table: Table, rows: Rows) -> NDArray[np.float64]:
        """Shape (n, t)."""
        return np.asarray(table.grams[rows] @ self.field_grams + self.field_offset, dtype=np.float64)


@contextlib.contextmanager
def bounded_fits() -> Iterator[None]:
    """Fits on one thread, since sums on several differ in their last bits, and silence about those that stop at their
    bound of iterations: the bound is part of the recipe.
    """
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def fit_topics(table: Table, rows: Rows, standard: NDArray[np.float32], report: Report) -> Topics:
    """Fit kinds by structure and n-grams, fields by n-grams, one against the rest."""
    has_kind = table.kinds()[rows] != ""
    named, kinds = rows[has_kind], table.kinds()[rows[has_kind]]
    weight = _source_weight(table.column("source")[named])
    report("kinds", 0.0)
    by_shape = LogisticRegression(C=0.02, max_iter=300).fit(standard[has_kind], kinds, sample_weight=weight)
    # With an offset, the commonest kind would be that of every text whose n-grams say nothing.
    by_grams = LogisticRegression(C=20.0, max_iter=50, tol=1e-4, fit_intercept=False)
    by_grams.fit(table.grams[named], kinds, sample_weight=weight)
    order = tuple(Kind(name) for name in by_shape.classes_)
    fields = table.column("field")[rows]
    names = tuple(sorted(set(fields.tolist()) - {""}))
    columns, offsets = [], []
    whole = rows[~table.is_crop[rows]]
    mine = table.column("field")[whole]
    for place, name in enumerate(names):
        report("fields", place / len(names))
        truth = (mine == name).astype(np.int64)
        balance = _balance_by(truth, table.column("source")[whole])
        found = LogisticRegression(C=20.0, max_iter=40, tol=1e-4).fit(table.grams[whole], truth, sample_weight=balance)
        columns.append(found.coef_[0])
        offsets.append(found.intercept_[0])
    return Topics(
        kinds=order,
        kind_structure=np.vstack([by_shape.coef_.T, by_shape.intercept_]).astype(np.float32),
        kind_grams=by_grams.coef_.T.astype(np.float32),
        fields=names,
        field_grams=np.array(columns).T.astype(np.float32),
        field_offset=np.array(offsets, dtype=np.float32),
    )


def export(sensitive: Sensitive, topics: Topics, sensitive_platt: Platt, field_platt: Platt, heat: float) -> TextModel:
    """The arrays that are shipped, n-gram weights as 8-bit integers."""
    scales, packed = {}, {}
    for name, matrix in (
        ("sensitive", sensitive.gram_weights.reshape(-1, 1)),
        ("kind", topics.kind_grams),
        ("field", topics.field_grams),
    ):
        scales[name] = (np.abs(matrix).max(axis=0) / 127.0 + 1e-12).astype(np.float32)
        packed[name] = np.rint(matrix / scales[name]).astype(np.int8)
    return TextModel(
        mean=sensitive.mean,
        spread=sensitive.spread,
        sensitive_structure=sensitive.weights,
        sensitive_offset=sensitive.offset,
        sensitive_grams=packed["sensitive"][:, 0],
        sensitive_grams_offset=sensitive.gram_offset,
        grams_weight=GRAMS_WEIGHT,
        familiar=sensitive.familiar,
        familiar_usual=sensitive.familiar_usual,
        familiar_language=sensitive.familiar_language,
        familiar_mean=sensitive.familiar_mean,
        gate=(FAMILIAR_MARGIN, GATE_SLOPE),
        kinds=topics.kinds,
        kind_structure=topics.kind_structure,
        kind_grams=packed["kind"],
        kind_grams_weight=KIND_GRAMS_WEIGHT,
        kind_temperature=heat,
        fields=topics.fields,
        field_grams=packed["field"],
        field_offset=topics.field_offset,
        field_platt=field_platt,
        sensitive_platt=sensitive_platt,
        scales=scales,
        threshold=THRESHOLD,
        field_threshold=FIELD_THRESHOLD,
        version=VERSION,
    )


def _balance(table: Table, rows: Rows, truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights by which no source and neither class outweighs the others."""
    source, language = table.column("source")[rows], table.column("language")[rows]
    keys = np.array([f"{one}/{code}/{side}" for one, code, side in zip(source, language, truth, strict=True)])
    return _even(_balance_by(truth, keys) * table.column("weight")[rows], truth)


def _source_weight(sources: NDArray[Any]) -> NDArray[np.float64]:
    """Weights that lessen large sources a little; rare kinds are not raised, or they would swallow the others."""
    _, place, counts = np.unique(sources, return_inverse=True, return_counts=True)
    weight: NDArray[np.float64] = counts.astype(np.float64)[place] ** -KIND_BALANCE
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def _balance_by(classes: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.float64]:
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return _even(counts.astype(np.float64)[place] ** -BALANCE, classes)


def _even(weight: NDArray[np.float64], classes: NDArray[Any]) -> NDArray[np.float64]:
    """Weights with the same sum for each class, 1 on average."""
    for value in np.unique(classes):
        weight[classes == value] /= weight[classes == value].sum()
    return np.asarray(weight / weight.mean(), dtype=np.float64)


def _standard(table: Table, rows: Rows, weight: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    language = table.column("language")[rows]
    means, spreads = [], []
    for code in range(3):
        mine = language == code
        mean = np.average(table.shape[rows[mine]], axis=0, weights=weight[mine])
        means.append(mean)
        spreads.append(np.sqrt(np.average((table.shape[rows[mine]] - mean) ** 2, axis=0, weights=weight[mine])) + 0.05)
    return np.array(means, dtype=np.float32), np.array(spreads, dtype=np.float32)


def _fit_signed(
    features: NDArray[np.float64], truth: NDArray[np.int64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Logistic regression with a ridge, where the features of RAISES and LOWERS keep their sign."""
    share = weight / weight.sum()
    sign = 2.0 * truth - 1.0

    def loss(solution: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (features @ solution[:-1] + solution[-1])
        pull = share * sign / (1.0 + np.exp(np.clip(margin, -40, 40)))
        value = float((share * np.logaddexp(0, -margin)).sum() + 0.5 * PENALTY * (solution[:-1] ** 2).sum())
        return value, np.append(-(features.T @ pull) + PENALTY * solution[:-1], -pull.sum())

    free, up, down = (None, None), (0.0, None), (None, 0.0)
    bounds = [up if name in RAISES else down if name in LOWERS else free for name in NAMES]
    start = np.zeros(features.shape[1] + 1)
    found = minimize(loss, start, jac=True, bounds=[*bounds, free], method="L-BFGS-B", options={"maxiter": 300}).x
    solution: NDArray[np.float64] = np.asarray(found)
    return solution[:-1], float(solution[-1])


def _familiar(
    table: Table, rows: Rows
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int8], NDArray[np.float32]]:
    """Centroids of the sources, how near each source's own texts are to its centroid, languages, and their means.

    Office files have none: those of one origin are of many genres.
    """
    rows = rows[~table.is_office()[rows]]
    source, language = table.column("source")[rows], table.column("language")[rows]
    half = table.column("fold")[rows] % 2
    centroids: list[NDArray[np.float64]] = []
    codes: list[int] = []
    usual: list[float] = []
    means = np.zeros((3, FOLDED_DIMENSIONS), dtype=np.float32)
    for code in range(3):
        names = [
            name
            for name in sorted(set(source[language == code].tolist()))
            if np.unique(table.owner[rows[(source == name) & (language == code)]]).size >= MIN_SOURCE
        ]
        groups = {name: (source == name) & (language == code) for name in names}
        raw = {name: np.asarray(table.folded[rows[mask]].mean(axis=0)).ravel() for name, mask in groups.items()}
        if not raw:
            continue
        means[code] = np.mean(list(raw.values()), axis=0)
        for name, mask in groups.items():
            centroids.append(_unit(raw[name][None] - means[code])[0])
            usual.append(_usual(table, rows[mask], half[mask], means[code]))
            codes.append(code)
    return (
        np.array(centroids, dtype=np.float32),
        np.array(usual, dtype=np.float32),
        np.array(codes, dtype=np.int8),
        means,
    )


def _usual(table: Table, rows: Rows, half: NDArray[np.int64], mean: NDArray[np.float32]) -> float:
    """How near a source's texts are to the centroid of its other half."""
    one, two = rows[half == 0], rows[(half == 1) & ~table.is_crop[rows]]
    if one.size == 0 or two.size == 0:
        return 9.0
    centroid = _unit(np.asarray(table.folded[one].mean(axis=0)) - mean)
    near = _unit(table.folded[two].toarray() - mean) @ centroid.T
    return float(np.percentile(near, FAMILIAR_QUANTILE))


def _unit(matrix: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(matrix / (np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-9), dtype=np.float64)
