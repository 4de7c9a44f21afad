"""Trains the text model: structure that carries over to new sources, n-grams where a source is known."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from classifiers.model.calibration import Platt
from classifiers.model.conduct_words import CONDUCT_WORDS
from classifiers.model.contrasts import Contrasts
from classifiers.model.familiarity import GATE_SLOPE, MARGIN, Familiarity, fit_familiarity
from classifiers.model.kinds import SPREAD
from classifiers.model.logistic import even, fit_bounded, language_standards
from classifiers.model.made_texts import MADE
from classifiers.model.score import TextModel
from classifiers.model.structure import TELLING_NAMES
from classifiers.model.text_table import Rows, Table, capped
from classifiers.model.topics import FIELDS
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.train_kinds import Kinds

VERSION = "text-7"
BALANCE = 0.6
PENALTY = 0.1
FREE_SCALE = 0.4
GRAMS_WEIGHT = 1.5
LENGTH_PENALTY = 0.45
# Content of projects is known by its prints; the model alone is believed when it is rather sure.
FALSE_ALARM_COST = 3.0
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
    "teaching_words", "web_words", "human_sciences", "reports_study",
))  # fmt: skip
"""Features whose direction is known beforehand: a source must not teach the model the opposite."""
WAYS: tuple[frozenset[Kind], ...] = (frozenset({Kind.PATENT}),)
"""Ways of being sensitive that have little in common; the last, of all other kinds, is not listed."""
SORTS: tuple[frozenset[Kind], ...] = (frozenset({Kind.PAPER}), frozenset({Kind.TEACHING, Kind.SOURCE_CODE}))
"""Sorts of ordinary writing; the last, what offices, mail, pages and projects write, is not listed."""
SILENT = frozenset(CONDUCT_WORDS) - LOWERS
"""Features for kinds alone: with sources left out, they made the sensitive harder to tell in one language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """The part of the model that says how sensitive a text is, before calibration."""

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    contrasts: Contrasts
    gram_weights: NDArray[np.float32]
    gram_offset: float
    familiarity: Familiarity

    def standard(self, table: Table, rows: Rows) -> NDArray[np.float32]:
        """Structural features of `rows`, as TELLING_NAMES has them, as deviations from their language's."""
        language = table.column("language")[rows]
        found = (table.telling(rows) - self.mean[language]) / self.spread[language]
        return np.asarray(np.clip(found, -SPREAD, SPREAD), dtype=np.float32)

    def scores(self, table: Table, rows: Rows) -> NDArray[np.float64]:
        """Score of each row, as `TextModel` computes it, shape (len(rows),)."""
        by_shape = self.contrasts.scores(self.standard(table, rows))
        by_grams = table.grams[rows] @ self.gram_weights + self.gram_offset
        return np.asarray(by_shape + GRAMS_WEIGHT * self.familiarity.gate(table, rows) * by_grams, dtype=np.float64)


def fit_sensitive(table: Table, rows: Rows) -> Sensitive:
    """Fit on these rows of the table; those without weight are left out."""
    rows = capped(table, rows[table.column("weight")[rows] > 0])
    truth = table.column("is_sensitive")[rows].astype(np.int64)
    weight = _balance(table, rows, truth)
    language = table.column("language")[rows]
    counts = table.telling(rows)
    mean, spread = language_standards(counts, language, weight)
    features = np.clip((counts - mean[language]) / spread[language], -SPREAD, SPREAD)
    by_grams = _fit_grams(table, rows[table.column("family")[rows] != MADE])
    return Sensitive(
        mean=mean,
        spread=spread,
        contrasts=_fit_contrasts(features.astype(np.float64), truth, weight, table.kinds()[rows]),
        gram_weights=by_grams.coef_[0].astype(np.float32),
        gram_offset=float(by_grams.intercept_[0]),
        familiarity=fit_familiarity(table, rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCalibration:
    """What the held-out scores give the shipped model."""

    sensitive: Platt
    fields: Platt
    kind_temperature: float


def fit_platt(scores: NDArray[np.float64], truth: NDArray[np.int64], weight: NDArray[np.float64]) -> Platt:
    """Platt's sigmoid, by logistic regression without penalty to speak of."""
    found = LogisticRegression(C=1e4).fit(scores.reshape(-1, 1), truth, sample_weight=weight)
    return Platt(slope=float(found.coef_[0, 0]), offset=float(found.intercept_[0]))


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


def export(sensitive: Sensitive, kinds: Kinds, calibration: TextCalibration) -> TextModel:
    """The arrays that are shipped, n-gram weights as 8-bit integers."""
    familiarity = sensitive.familiarity
    scale = float(np.float32(np.abs(sensitive.gram_weights).max() / 127.0 + 1e-12))
    return TextModel(
        mean=sensitive.mean,
        spread=sensitive.spread,
        contrasts=sensitive.contrasts,
        sensitive_grams=np.rint(sensitive.gram_weights / scale).astype(np.int8),
        sensitive_grams_offset=sensitive.gram_offset,
        sensitive_scale=scale,
        grams_weight=GRAMS_WEIGHT,
        length_penalty=LENGTH_PENALTY,
        familiar=familiarity.centroids,
        familiar_usual=familiarity.usual,
        familiar_language=familiarity.language,
        familiar_mean=familiarity.mean,
        gate=(MARGIN, GATE_SLOPE),
        kind=kinds.export(calibration.kind_temperature),
        fields=FIELDS,
        field_platt=calibration.fields,
        sensitive_platt=calibration.sensitive,
        threshold=THRESHOLD,
        field_thresholds=np.array([field_threshold(name) for name in FIELDS], dtype=np.float32),
        version=VERSION,
    )


def _fit_grams(table: Table, rows: Rows) -> LogisticRegression:
    """N-grams of real texts alone: what we wrote ourselves is nobody's way of writing."""
    truth = table.column("is_sensitive")[rows].astype(np.int64)
    weight = _balance(table, rows, truth)
    return LogisticRegression(C=5.0, max_iter=40, tol=1e-3).fit(table.grams[rows], truth, sample_weight=weight)


def _balance(table: Table, rows: Rows, truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights by which no source and neither class outweighs the others."""
    source, language = table.column("source")[rows], table.column("language")[rows]
    keys = np.array([f"{one}/{code}/{side}" for one, code, side in zip(source, language, truth, strict=True)])
    return even(_balance_by(truth, keys) * table.column("weight")[rows], truth)


def _fit_contrasts(
    features: NDArray[np.float64], truth: NDArray[np.int64], weight: NDArray[np.float64], kinds: NDArray[Any]
) -> Contrasts:
    """A line between each of WAYS and each of SORTS; a text of no way is of the last, one of no sort of the last."""
    way, sort = _place_in(kinds, WAYS), _place_in(kinds, SORTS)
    weights = np.zeros((len(WAYS) + 1, len(SORTS) + 1, features.shape[1]), dtype=np.float32)
    offsets = np.zeros(weights.shape[:2], dtype=np.float32)
    for one, other in np.ndindex(offsets.shape):
        mine = np.where(truth == 1, way == one, sort == other)
        balanced = even(weight[mine], truth[mine])
        weights[one, other], offsets[one, other] = _fit_signed(features[mine], truth[mine], balanced)
    return Contrasts(weights=weights, offsets=offsets)


def _place_in(kinds: NDArray[Any], groups: tuple[frozenset[Kind], ...]) -> NDArray[np.int64]:
    """Which of the groups each kind is of, `len(groups)` where of none, shape (n,)."""
    place = np.full(kinds.size, len(groups))
    for number, group in enumerate(groups):
        place[np.isin(kinds, [str(kind) for kind in group])] = number
    return place


def _fit_signed(
    features: NDArray[np.float64], truth: NDArray[np.int64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """The features of RAISES and LOWERS keep their sign, those of SILENT say nothing; the others are held back, since
    sources differ in them.
    """
    bounds = [_bounds(name) for name in TELLING_NAMES]
    scale = np.array([1.0 if name in RAISES or name in LOWERS else FREE_SCALE for name in TELLING_NAMES])
    solution, offset = fit_bounded(features * scale, truth, weight, bounds, PENALTY)
    return solution * scale, offset


def _bounds(name: str) -> tuple[float | None, float | None]:
    """Between which the weight of a feature may lie."""
    if name in SILENT:
        return (0.0, 0.0)
    return (0.0 if name in RAISES else None, 0.0 if name in LOWERS else None)


def _balance_by(classes: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.float64]:
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return even(counts.astype(np.float64)[place] ** -BALANCE, classes)
