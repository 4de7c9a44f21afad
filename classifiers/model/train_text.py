"""Trains the text model: structure that carries over to new sources, n-grams where a source is known."""

from __future__ import annotations

import contextlib
import random
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
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
from classifiers.model.plain import WINDOW_CHARS, plain, stretches
from classifiers.model.score import FOLDED_DIMENSIONS, SPREAD, TextModel, evidence
from classifiers.model.structure import NAMES, structure_and_subjects
from classifiers.model.topics import FIELDS
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.corpus import Sample

Report = Callable[[str, float], None]
Rows = NDArray[np.int64]

VERSION = "text-3"
SEED = 7
WINDOWS = 3
MOST_CUT_CHARS = 20_000
BALANCE = 0.6
PENALTY = 0.2
FREE_SCALE = 0.4
SOURCE_CAP = 250
GRAMS_WEIGHT = 1.5
FAMILIAR_QUANTILE = 40.0
FAMILIAR_MARGIN = 0.1
GATE_SLOPE = 0.03
MIN_SOURCE = 10
KIND_PENALTY = 0.05
KIND_FREE_SCALE = 0.3
KIND_CAP = 60
KIND_GRAMS_WEIGHT = 0.3
KIND_BALANCE = 0.7
RARE = 3e-4
LENGTH_PENALTY = 0.45
FALSE_ALARM_COST = 1.0
MISS_COST = 1.0
THRESHOLD = FALSE_ALARM_COST / (FALSE_ALARM_COST + MISS_COST)

FIELD_MISS_COST = 3.0
GRAVE_FIELD_MISS_COST = 4.0
GRAVE_FIELDS = frozenset({"nuclear", "weapons"})

RAISES = frozenset((
    "quantity_length", "quantity_mass_force", "quantity_time_rate", "quantity_electric", "quantity_amount", "quantity",
    "tolerance", "hexadecimal", "bit_range", "upper_identifier", "snake_identifier", "electronics", "mechanics",
    "systems", "radio_space", "measures", "specification", "requirement", "reference_numeral", "part_number", "patent",
    "figure", "version", "arrow", "design_words", "datasheet_words", "drawing_words", "patent_words",
    "field_semiconductor", "field_telecom", "field_surveillance", "field_aerospace", "field_robotics",
    "field_cryptography", "field_nuclear", "field_weapons", "field_energy", "field_strongest",
))  # fmt: skip
LOWERS = frozenset((
    "paper", "law", "teaching", "administration", "software", "correspondence", "society", "mathematics", "person",
    "speech", "money", "commerce", "article", "speaker", "question", "mail", "citation", "date", "year", "paper_words",
    "teaching_words", "web_words", "human_sciences",
))  # fmt: skip
"""Features whose direction is known beforehand: a source must not teach the model the opposite."""

KIND_TELLS: Mapping[Kind, frozenset[str]] = MappingProxyType({
    Kind.SPECIFICATION: frozenset((
        "specification", "design_words", "requirement", "systems", "bit_range", "hexadecimal", "upper_identifier",
        "field_semiconductor", "field_aerospace", "measures",
    )),
    Kind.DATASHEET: frozenset((
        "datasheet_words", "quantity_electric", "quantity_length", "quantity", "electronics", "part_number",
        "tolerance",
    )),
    Kind.PAPER: frozenset((
        "paper", "paper_words", "mathematics", "citation", "formula", "human_sciences", "society",
    )),
    Kind.PATENT: frozenset(("patent", "patent_words", "reference_numeral")),
    Kind.NOTEBOOK: frozenset(("notebook_words", "quantity_state", "quantity_mass_force")),
    Kind.ADMINISTRATIVE: frozenset((
        "administration", "law", "article", "commerce", "money", "speaker", "speech",
    )),
    Kind.CORRESPONDENCE: frozenset(("correspondence", "mail")),
    Kind.SOURCE_CODE: frozenset((
        "code_words", "call", "brace", "assignment", "semicolon", "operator", "snake_identifier",
    )),
    Kind.DATA: frozenset(("data_words", "decimal", "long_integer", "digit_share")),
    Kind.TEACHING: frozenset(("teaching", "teaching_words")),
    Kind.WEB: frozenset(("web_words",)),
    Kind.DRAWING: frozenset(("drawing_words",)),
    Kind.OTHER: frozenset(("path", "file_name")),
})  # fmt: skip
"""Features that speak for a kind: they never count against it, nor for another that does not have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Windows of all texts as numbers.

    Attributes:
        shape: Structural features, shape (n, f). subjects: As `subject_strengths` returns them, shape (n, SUBJECTS).
        grams: Sparse, shape (n, BUCKETS). folded: The same in shape (n, FOLDED_DIMENSIONS).
        owner: Index of the text, shape (n,). is_crop: Whether cut at random, for training only, shape (n,).
        evidence: How much each text gives to judge it by, shape (texts,).
    """

    samples: list[Sample]
    shape: NDArray[np.float32]
    subjects: NDArray[np.float64]
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
    shapes, subjects, sparse, owner, is_crop, enough = [], [], [], [], [], []
    for index, sample in enumerate(samples):
        cuts = stretches(sample.text)
        chosen = cuts if len(cuts) <= WINDOWS else (cuts[0], cuts[len(cuts) // 2], cuts[-1])
        text = plain(sample.text[:MOST_CUT_CHARS])
        windows = [window for window in (plain(sample.text[start:end]) for start, end in chosen) if window] or [text]
        enough.append(max(map(evidence, windows)))
        pieces = [(window, False) for window in windows]
        if len(text) > 500:
            size = chance.randint(300, min(WINDOW_CHARS, len(text)))
            start = chance.randint(0, len(text) - size)
            pieces.append((text[start : start + size], True))
        if len(text) > 1500:
            pieces.append((text[: chance.randint(300, 900)], True))
        for piece, crop in pieces:
            shape, strengths = structure_and_subjects(piece)
            shapes.append(shape)
            subjects.append(strengths)
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
        subjects=np.array(subjects),
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

    def gate(self, table: Table, rows: Rows) -> NDArray[np.float64]:
        """How far n-grams count in each row, 0 to 1, shape (len(rows),)."""
        margin = np.full(rows.size, -9.0)
        language = table.column("language")[rows]
        for code in range(3):
            mine = np.flatnonzero(language == code)
            known = self.familiar_language == code
            if mine.size and known.any():
                folded = _unit(table.folded[rows[mine]].toarray() - self.familiar_mean[code])
                margin[mine] = (folded @ self.familiar[known].T - self.familiar_usual[known]).max(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip((margin - FAMILIAR_MARGIN) / GATE_SLOPE, -40, 40))))

    def scores(self, table: Table, rows: Rows) -> NDArray[np.float64]:
        """Score of each row, as `TextModel` computes it, shape (len(rows),)."""
        by_shape = self.standard(table, rows) @ self.weights + self.offset
        by_grams = table.grams[rows] @ self.gram_weights + self.gram_offset
        return np.asarray(by_shape + GRAMS_WEIGHT * self.gate(table, rows) * by_grams, dtype=np.float64)


def fit_sensitive(table: Table, rows: Rows) -> Sensitive:
    """Fit on these rows of the table; those without weight are left out."""
    rows = capped(table, rows[table.column("weight")[rows] > 0])
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
    """Kinds, before calibration: logits of k kinds."""

    kinds: tuple[Kind, ...]
    kind_structure: NDArray[np.float32]
    kind_grams: NDArray[np.float32]

    def kind_logits(
        self, table: Table, rows: Rows, standard: NDArray[np.float32], gate: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Shape (n, k)."""
        by_shape = standard @ self.kind_structure[:-1] + self.kind_structure[-1]
        by_grams = (table.grams[rows] @ self.kind_grams) * gate[:, None]
        return np.asarray(by_shape + KIND_GRAMS_WEIGHT * by_grams, dtype=np.float64)


def field_threshold(name: str) -> float:
    """Probability from which a field counts: one imagined costs 1, one missed FIELD_MISS_COST, a grave one more."""
    return 1.0 / (1.0 + (GRAVE_FIELD_MISS_COST if name in GRAVE_FIELDS else FIELD_MISS_COST))


@contextlib.contextmanager
def bounded_fits() -> Iterator[None]:
    """Fits on one thread, since sums on several differ in their last bits, and silence about those that stop at their
    bound of iterations: the bound is part of the recipe.
    """
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def capped(table: Table, rows: Rows) -> Rows:
    """The rows of at most SOURCE_CAP texts of each source and class, always the same ones: one genre needs no more."""
    chance = np.random.default_rng(SEED)
    order = np.argsort(chance.random(len(table.samples)))
    seen: dict[tuple[str, bool, str], int] = {}
    kept = np.zeros(len(table.samples), dtype=np.bool_)
    present = np.zeros(len(table.samples), dtype=np.bool_)
    present[table.owner[rows]] = True
    for place in order[present[order]]:
        sample = table.samples[place]
        key = (sample.source, sample.is_sensitive, sample.field)
        seen[key] = seen.get(key, 0) + 1
        kept[place] = seen[key] <= SOURCE_CAP
    return np.asarray(rows[kept[table.owner[rows]]])


def fit_topics(table: Table, rows: Rows, standard: NDArray[np.float32], report: Report) -> Topics:
    """Fit kinds by structure and by what n-grams stand out.

    Args:
        rows: Ascending.
        standard: Structural features of `rows` as deviations, as `Sensitive.standard` gives them.
    """
    places = np.searchsorted(rows, capped(table, rows))
    standard, rows = standard[places], rows[places]
    report("kinds", 0.0)
    kinds = table.kinds()[rows]
    named = few_of_each(table, rows[kinds != ""])
    truth = table.kinds()[named]
    telling = standard[np.searchsorted(rows, named)].astype(np.float64)
    columns = []
    for place, kind in enumerate(Kind):
        report("kinds", place / len(Kind))
        columns.append(_fit_kind(telling, truth, _kind_weight(table, named), kind))
    return Topics(
        kinds=tuple(Kind),
        kind_structure=np.array(columns).T.astype(np.float32),
        kind_grams=outstanding(table, named, truth, [str(kind) for kind in Kind]),
    )


def few_of_each(table: Table, rows: Rows) -> Rows:
    """At most KIND_CAP rows of each source, kind and language, always the same ones."""
    chance = np.random.default_rng(SEED)
    _, place = np.unique(_kind_cells(table, rows), return_inverse=True)
    order = np.argsort(chance.random(rows.size))
    turn = np.empty(rows.size, dtype=np.int64)
    seen = np.zeros(int(place.max()) + 1, dtype=np.int64)
    for row in order.tolist():
        turn[row] = seen[place[row]]
        seen[place[row]] += 1
    return np.asarray(rows[turn < KIND_CAP])


def _kind_cells(table: Table, rows: Rows) -> NDArray[Any]:
    columns = (table.column("source")[rows], table.kinds()[rows], table.column("language")[rows])
    return np.array([f"{source}/{kind}/{language}" for source, kind, language in zip(*columns, strict=True)])


def _kind_weight(table: Table, rows: Rows) -> NDArray[np.float64]:
    _, place, counts = np.unique(_kind_cells(table, rows), return_inverse=True, return_counts=True)
    return np.asarray(counts.astype(np.float64)[place] ** -KIND_BALANCE)


def _fit_kind(
    standard: NDArray[np.float64], truth: NDArray[Any], weight: NDArray[np.float64], kind: Kind
) -> NDArray[np.float64]:
    """One kind against the others: weights of the features and, last, the offset."""
    telling = frozenset[str]().union(*KIND_TELLS.values())
    mine = (truth == str(kind)).astype(np.int64)
    bounds: list[tuple[float | None, float | None]] = [
        (0.0, None) if name in KIND_TELLS[kind] else (None, 0.0) if name in telling else (None, None) for name in NAMES
    ]
    scale = np.array([1.0 if name in telling else KIND_FREE_SCALE for name in NAMES])
    solution, offset = fit_bounded(standard * scale, mine, _even(weight.copy(), mine), bounds, KIND_PENALTY)
    return np.append(solution * scale, offset)


def outstanding(table: Table, rows: Rows, classes: NDArray[Any], names: list[str]) -> NDArray[np.float32]:
    """How much commoner each n-gram is in texts of a class than in all, as logarithms, every source counting alike.

    Returns:
        Shape (BUCKETS, len(names)).
    """
    keys = np.array([f"{c}\t{s}" for c, s in zip(classes, table.column("source")[rows], strict=True)])
    cells, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    choose = scipy.sparse.csr_matrix(
        (1.0 / counts[place], (place, np.arange(rows.size))), shape=(cells.size, rows.size)
    )
    means = np.asarray((choose @ table.grams[rows]).todense())
    strength = np.minimum(counts, 60.0) ** 0.5
    of_cell = np.array([cell.split("\t")[0] for cell in cells])
    everything = np.average(means, axis=0, weights=strength)
    columns = []
    for name in names:
        mine = of_cell == name
        if not mine.any():
            columns.append(np.zeros(BUCKETS))
            continue
        average = np.average(means[mine], axis=0, weights=strength[mine])
        columns.append(np.clip(np.log((average + RARE) / (everything + RARE)), -2.0, 3.0))
    return np.array(columns, dtype=np.float32).T


def export(
    sensitive: Sensitive,
    topics: Topics,
    sensitive_platt: Platt,
    field_platt: Platt,
    heat: float,
) -> TextModel:
    """The arrays that are shipped, n-gram weights as 8-bit integers."""
    scales, packed = {}, {}
    for name, matrix in (
        ("sensitive", sensitive.gram_weights.reshape(-1, 1)),
        ("kind", topics.kind_grams),
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
        length_penalty=LENGTH_PENALTY,
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
        fields=FIELDS,
        field_platt=field_platt,
        sensitive_platt=sensitive_platt,
        scales=scales,
        threshold=THRESHOLD,
        field_thresholds=np.array([field_threshold(name) for name in FIELDS], dtype=np.float32),
        version=VERSION,
    )


def _balance(table: Table, rows: Rows, truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights by which no source and neither class outweighs the others."""
    source, language = table.column("source")[rows], table.column("language")[rows]
    keys = np.array([f"{one}/{code}/{side}" for one, code, side in zip(source, language, truth, strict=True)])
    return _even(_balance_by(truth, keys) * table.column("weight")[rows], truth)


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


def fit_bounded(
    features: NDArray[np.float64],
    truth: NDArray[np.int64],
    weight: NDArray[np.float64],
    bounds: Sequence[tuple[float | None, float | None]],
    penalty: float,
) -> tuple[NDArray[np.float64], float]:
    """Logistic regression with a ridge, each weight within its bounds. Returns weights and offset."""
    share = weight / weight.sum()
    sign = 2.0 * truth - 1.0

    def loss(solution: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (features @ solution[:-1] + solution[-1])
        pull = share * sign / (1.0 + np.exp(np.clip(margin, -40, 40)))
        value = float((share * np.logaddexp(0, -margin)).sum() + 0.5 * penalty * (solution[:-1] ** 2).sum())
        return value, np.append(-(features.T @ pull) + penalty * solution[:-1], -pull.sum())

    start = np.zeros(features.shape[1] + 1)
    found = minimize(
        loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B", options={"maxiter": 300}
    ).x
    solution: NDArray[np.float64] = np.asarray(found)
    return solution[:-1], float(solution[-1])


def _fit_signed(
    features: NDArray[np.float64], truth: NDArray[np.int64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """The features of RAISES and LOWERS keep their sign; the others are held back, since sources differ in them."""
    free, up, down = (None, None), (0.0, None), (None, 0.0)
    bounds = [up if name in RAISES else down if name in LOWERS else free for name in NAMES]
    scale = np.array([1.0 if name in RAISES or name in LOWERS else FREE_SCALE for name in NAMES])
    solution, offset = fit_bounded(features * scale, truth, weight, bounds, PENALTY)
    return solution * scale, offset


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
