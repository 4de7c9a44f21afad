"""All training texts as numbers, in windows as in service and in pieces cut at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from classifiers.model.composition import composition
from classifiers.model.grams import BUCKETS, grams
from classifiers.model.layout import layout
from classifiers.model.plain import WINDOW_CHARS, plain, stretches
from classifiers.model.score import FOLDED_DIMENSIONS, evidence
from classifiers.model.structure import reading

if TYPE_CHECKING:
    from classifiers.model.corpus import Sample

Report = Callable[[str, float], None]
Rows = NDArray[np.int64]

SEED = 7
WINDOWS = 3
MOST_CUT_CHARS = 20_000
SOURCE_CAP = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Windows of all texts as numbers.

    Attributes:
        shape: Structural features, shape (n, f). subjects: As `subject_strengths` returns them, shape (n, SUBJECTS).
        conduct: Densities of the lists of CONDUCT_WORDS, shape (n, c). layout: As `layout` returns it, a row a text.
        composition: As `composition` returns it, a row a text.
        grams: Sparse, shape (n, BUCKETS). folded: The same in shape (n, FOLDED_DIMENSIONS).
        owner: Index of the text, shape (n,). is_crop: Whether cut at random, for training only, shape (n,).
        evidence: How much each text gives to judge it by, shape (texts,).
    """

    samples: list[Sample]
    shape: NDArray[np.float32]
    subjects: NDArray[np.float64]
    conduct: NDArray[np.float32]
    layout: NDArray[np.float32]
    composition: NDArray[np.float32]
    grams: Any
    folded: Any
    owner: Rows
    is_crop: NDArray[np.bool_]
    evidence: NDArray[np.float64]

    def column(self, name: str) -> NDArray[Any]:
        """One attribute of the text that each window is of, shape (n,)."""
        return np.array([getattr(sample, name) for sample in self.samples])[self.owner]

    def telling(self, rows: Rows) -> NDArray[np.float32]:
        """Features of these windows as TELLING_NAMES has them, shape (len(rows), f)."""
        return np.concatenate([self.shape[rows], self.conduct[rows]], axis=1)

    def kinds(self) -> NDArray[Any]:
        """Kind of the text that each window is of, empty where it is not known, shape (n,)."""
        return np.array([str(sample.kind or "") for sample in self.samples])[self.owner]

    def is_office(self) -> NDArray[np.bool_]:
        """Whether each window is of an office file, shape (n,)."""
        return np.array([sample.folder != "" for sample in self.samples])[self.owner]


def make_table(samples: list[Sample], report: Report) -> Table:
    """Windows of all texts: the first ones as in scoring, and a random cut, so that length and place decide nothing."""
    chance = random.Random(SEED)  # noqa: S311, repeatable on purpose
    readings, layouts, composed, sparse, owner, is_crop, enough = [], [], [], [], [], [], []
    for index, sample in enumerate(samples):
        cuts = stretches(sample.text)
        chosen = cuts if len(cuts) <= WINDOWS else (cuts[0], cuts[len(cuts) // 2], cuts[-1])
        text = plain(sample.text[:MOST_CUT_CHARS])
        windows = [window for window in (plain(sample.text[start:end]) for start, end in chosen) if window] or [text]
        enough.append(max(map(evidence, windows)))
        layouts.append(layout(sample.text))
        composed.append(composition(sample.text))
        pieces = [(window, False) for window in windows]
        if len(text) > 500:
            size = chance.randint(300, min(WINDOW_CHARS, len(text)))
            start = chance.randint(0, len(text) - size)
            pieces.append((text[start : start + size], True))
        if len(text) > 1500:
            pieces.append((text[: chance.randint(300, 900)], True))
        for piece, crop in pieces:
            readings.append(reading(piece))
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
        shape=np.array([one.shape for one in readings]),
        subjects=np.array([one.subjects for one in readings]),
        conduct=np.array([one.conduct for one in readings]),
        layout=np.array(layouts),
        composition=np.array(composed),
        grams=scipy.sparse.csr_matrix((values, columns, ends), shape=(size, BUCKETS)),
        folded=scipy.sparse.csr_matrix((values, columns % FOLDED_DIMENSIONS, ends), shape=(size, FOLDED_DIMENSIONS)),
        owner=np.array(owner),
        is_crop=np.array(is_crop),
        evidence=np.array(enough),
    )


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


def means_of(table: Table, rows: Rows, values: NDArray[Any]) -> tuple[Rows, NDArray[Any]]:
    """Texts that the rows are of, and the mean of their rows' values, shape (texts, columns)."""
    texts, sums = sums_of(table, rows, values)
    return texts, sums / np.bincount(np.searchsorted(texts, table.owner[rows]))[:, None]


def sums_of(table: Table, rows: Rows, values: NDArray[Any]) -> tuple[Rows, NDArray[Any]]:
    """Texts that the rows are of, and the sum of their rows' values, shape (texts, columns)."""
    texts, which = np.unique(table.owner[rows], return_inverse=True)
    choose = scipy.sparse.csr_matrix((np.ones(rows.size), (which, np.arange(rows.size))))
    return texts, choose @ values
