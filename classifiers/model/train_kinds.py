"""Trains what tells kinds of document: words by logistic regressions of known direction, forms by randomised trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier

from classifiers.model.composition import COMPOSITION_NAMES
from classifiers.model.forests import export_trees
from classifiers.model.kinds import FORM_NAMES, FORM_OF, FORMS, SPREAD, KindModel, joined_logits
from classifiers.model.logistic import even, fit_bounded, language_standards
from classifiers.model.structure import TELLING_NAMES
from classifiers.model.text_table import SEED, Report, Rows, Table, capped, means_of
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.trees import Trees

PENALTY = 0.05
FREE_SCALE = 0.3
# What tells a kind in every language and on every subject is held back less than a list of words.
STRONG_SCALES: Mapping[str, float] = MappingProxyType(
    {"lone_paragraph": 3.0, "prose_beside_code": 3.0, "claims_invention": 2.0}
)
MOST_OF_EACH = 60
BALANCE = 0.7
TREES = 80
LEAF = 3
SEEN_SHARE = 0.25

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
        "reports_study", "paper", "paper_words", "mathematics", "citation", "formula", "human_sciences", "society",
        "lone_paragraph",
    )),
    Kind.PATENT: frozenset(("patent", "patent_words", "reference_numeral", "claims_invention")),
    Kind.NOTEBOOK: frozenset(("notebook_words", "quantity_state", "quantity_mass_force")),
    Kind.ADMINISTRATIVE: frozenset((
        "records_meeting", "rules", "announces", "administration", "law", "article", "commerce", "money", "speaker",
        "speech",
    )),
    Kind.CORRESPONDENCE: frozenset(("correspondence", "mail")),
    Kind.SOURCE_CODE: frozenset((
        "code_words", "call", "brace", "assignment", "semicolon", "operator", "snake_identifier",
    )),
    Kind.DATA: frozenset(("data_words", "decimal", "long_integer", "digit_share")),
    Kind.TEACHING: frozenset(("gives_steps", "teaching", "teaching_words", "prose_beside_code")),
    Kind.WEB: frozenset(("web_words",)),
    Kind.DRAWING: frozenset(("drawing_words",)),
    Kind.OTHER: frozenset(("path", "file_name")),
})  # fmt: skip
"""Features that speak for a kind: they never count against it, nor for another that does not have them."""
MEANINGLESS: frozenset[tuple[Kind, str]] = frozenset({(Kind.PATENT, "lone_paragraph")})
"""Features that say nothing of a kind: a patent's abstract is one paragraph, the whole of it is many."""
KNOWN_NAMES: tuple[str, ...] = (*TELLING_NAMES, *COMPOSITION_NAMES)
"""Names of the features by which kinds of running text are told: of windows, then of whole texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """What was fitted, before calibration; k kinds, f features of windows.

    Attributes:
        mean, spread: Features in each language, shape (3, f).
        weights: Shape (f + 1, k), the last row the offsets.
        composition: Weights of COMPOSITION_NAMES as they are, shape (c, k).
        forms: Its classes are places in FORMS, the last of them running text.
    """

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    weights: NDArray[np.float32]
    composition: NDArray[np.float32]
    forms: ExtraTreesClassifier

    def logits(self, table: Table, rows: Rows) -> tuple[Rows, NDArray[np.float64]]:
        """Texts that the rows are of, and their joined logits as in service, shape (texts, k)."""
        by_words = standard(table, rows, self.mean, self.spread) @ self.weights[:-1] + self.weights[-1]
        texts, words = means_of(table, rows, by_words)
        words = words + table.composition[texts] @ self.composition
        shares = np.zeros((texts.size, len(FORMS) + 1))
        shares[:, self.forms.classes_] = self.forms.predict_proba(form_features(table, texts))
        return texts, joined_logits(np.asarray(words, dtype=np.float64), shares)

    def export(self, temperature: float) -> KindModel:
        """The arrays that are shipped."""
        return KindModel(
            mean=self.mean,
            spread=self.spread,
            weights=self.weights,
            composition=self.composition,
            forms=self._forms(),
            temperature=temperature,
        )

    def _forms(self) -> Trees:
        """The trees as arrays, with a column for each form, also for one that no text was of."""
        trees = export_trees(((self.forms, np.arange(len(FORM_NAMES))),), column=None)
        value = np.zeros((trees.value.shape[0], len(FORMS) + 1), dtype=np.float32)
        value[:, self.forms.classes_] = trees.value
        return replace(trees, value=value)


def fit_kinds(table: Table, rows: Rows, report: Report) -> Kinds:
    """Fit on the whole texts that these rows of the table are of: a piece cut at random often has nothing of its kind.

    Args:
        rows: Ascending.
    """
    whole = few_of_each(table, _first_windows(table, capped(table, rows)))
    texts, truth, weight = table.owner[whole], table.kinds()[whole], _cell_weight(_kind_cells(table, whole))
    language = table.column("language")[whole]
    counts = text_means(table, texts, table.telling(np.arange(table.owner.size)))
    mean, spread = language_standards(counts, language, weight)
    telling = np.clip((counts - mean[language]) / spread[language], -SPREAD, SPREAD).astype(np.float64)
    # How a text is put together is no matter of language.
    composed = table.composition[texts]
    (middle, *_), (width, *_) = language_standards(composed, np.zeros(texts.size, dtype=np.int64), weight)
    features = np.concatenate([telling, (composed - middle) / width], axis=1)
    columns = []
    for place, kind in enumerate(Kind):
        report("kinds", place / len(Kind))
        columns.append(_fit_kind(features, truth, weight, kind))
    weights = np.array(columns).T
    composition = weights[len(TELLING_NAMES) : -1] / width[:, None]
    offsets = weights[-1] - middle @ composition
    return Kinds(
        mean=mean,
        spread=spread,
        weights=np.vstack([weights[: len(TELLING_NAMES)], offsets]).astype(np.float32),
        composition=composition.astype(np.float32),
        forms=_fit_forms(table, texts, truth, weight),
    )


def standard(table: Table, rows: Rows, mean: NDArray[np.float32], spread: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features of windows as deviations from their language's, shape (len(rows), f)."""
    language = table.column("language")[rows]
    return np.asarray(
        np.clip((table.telling(rows) - mean[language]) / spread[language], -SPREAD, SPREAD), dtype=np.float32
    )


def text_means(table: Table, texts: Rows, values: NDArray[Any]) -> NDArray[Any]:
    """Mean of the values of each text's windows, shape (len(texts), columns)."""
    rows = np.flatnonzero(~table.is_crop & np.isin(table.owner, texts))
    found, means = means_of(table, rows, values[rows])
    return np.asarray(means[np.searchsorted(found, texts)])


def form_features(table: Table, texts: Rows) -> NDArray[np.float32]:
    """Features by which the form of whole texts is told, as FORM_NAMES has them, shape (len(texts), features)."""
    shapes = text_means(table, texts, table.shape)
    return np.concatenate([shapes, table.layout[texts]], axis=1).astype(np.float32)


def _fit_forms(table: Table, texts: Rows, truth: NDArray[Any], weight: NDArray[np.float64]) -> ExtraTreesClassifier:
    """Which form a text has; running text is one class, so that the trees cannot learn the look of its sources."""
    order = list(Kind)
    form = np.array([FORM_OF[order.index(Kind(kind))] for kind in truth])
    forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, max_features=SEEN_SHARE, n_jobs=1, random_state=SEED)
    return forest.fit(form_features(table, texts), form, sample_weight=even(weight.copy(), form))


def _first_windows(table: Table, rows: Rows) -> Rows:
    """One row of each text whose kind is known."""
    rows = rows[~table.is_crop[rows] & (table.kinds()[rows] != "")]
    _, first = np.unique(table.owner[rows], return_index=True)
    return np.asarray(rows[first])


def few_of_each(table: Table, rows: Rows) -> Rows:
    """At most MOST_OF_EACH rows of each source, kind and language, always the same ones."""
    chance = np.random.default_rng(SEED)
    _, place = np.unique(_kind_cells(table, rows), return_inverse=True)
    order = np.argsort(chance.random(rows.size))
    turn = np.empty(rows.size, dtype=np.int64)
    seen = np.zeros(int(place.max()) + 1, dtype=np.int64)
    for row in order.tolist():
        turn[row] = seen[place[row]]
        seen[place[row]] += 1
    return np.asarray(rows[turn < MOST_OF_EACH])


def _kind_cells(table: Table, rows: Rows) -> NDArray[Any]:
    columns = (table.column("source")[rows], table.kinds()[rows], table.column("language")[rows])
    return np.array([f"{source}/{kind}/{language}" for source, kind, language in zip(*columns, strict=True)])


def _cell_weight(cells: NDArray[Any]) -> NDArray[np.float64]:
    _, place, counts = np.unique(cells, return_inverse=True, return_counts=True)
    return np.asarray(counts.astype(np.float64)[place] ** -BALANCE)


def _fit_kind(
    features: NDArray[np.float64], truth: NDArray[Any], weight: NDArray[np.float64], kind: Kind
) -> NDArray[np.float64]:
    """One kind against the others: weights of KNOWN_NAMES and, last, the offset."""
    known = frozenset[str]().union(*KIND_TELLS.values())
    mine = (truth == str(kind)).astype(np.int64)
    scale = np.array([STRONG_SCALES.get(name, 1.0 if name in known else FREE_SCALE) for name in KNOWN_NAMES])
    bounds = [_bounds(kind, name, is_known=name in known) for name in KNOWN_NAMES]
    solution, offset = fit_bounded(features * scale, mine, even(weight.copy(), mine), bounds, PENALTY)
    return np.append(solution * scale, offset)


def _bounds(kind: Kind, name: str, *, is_known: bool) -> tuple[float | None, float | None]:
    """Between which the weight of a feature may lie."""
    if (kind, name) in MEANINGLESS:
        return (0.0, 0.0)
    if name in KIND_TELLS[kind]:
        return (0.0, None)
    return (None, 0.0 if is_known else None)
