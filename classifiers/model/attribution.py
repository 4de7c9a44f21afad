"""Which project a document belongs to, learnt on site from a few documents of each; and an honest "none of them".

One ridge regression a project over the documents' terms, solved through the documents (there are few of them), so that
learning takes seconds and what each document would have scored had it been left out comes for nothing. Those left-out
scores calibrate the answer by conformal prediction, class by class: where a new document is drawn as the project's
registered ones were, its project is among the candidates with probability at least 1 - alpha (in the limit; 1 - 2 alpha
is proved for any size), whatever the model is worth. Versions of one document are left out together.

Source: Vovk, Gammerman, Shafer (2005); Barber, Candès, Ramdas, Tibshirani (2021), jackknife+; Rifkin, Lippert (2007),
leave-one-out of regularised least squares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Attribution
from classifiers.model.terms import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.model.terms import Terms

ALPHA = 0.1
"""Share of a project's own documents that the candidates may miss."""

RIDGES = (0.03, 0.1, 0.3, 1.0)
RIVAL_SHARE = 0.5
"""How much of the strongest rival's score counts against a project."""

SAME_DOCUMENT = 0.4
"""Cosine from which two documents may be versions of one, such as translations: a document is left out with such."""

SAME_SHARE = 0.2
"""Largest share of a project that is left out with a document."""

_BLOCK = 8_192
MAX_WORDS = 8
TELLING_RARITY = 0.8
"""Terms that about half of all documents have explain nothing to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One learnt document.

    Attributes:
        project: Whose it is; empty where it is known to be no project's.
        digest: SHA-256 of the document, by which it is known again.
        buckets, weights: Its terms, shape (n,), ascending and unique.
        lines: Keyed hashes of its lines.
    """

    project: str
    digest: str
    buckets: NDArray[np.int64]
    weights: NDArray[np.float32]
    lines: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectModel:
    """What attributes documents.

    Attributes:
        projects: Names, ascending.
        rarity: Weight of each bucket by how few documents have it, shape (BUCKETS,).
        slopes: Shape (projects, BUCKETS).
        left_out: For each project the scores of its own documents, each left out, ascending.
        templates: Hashes of lines that count for nothing, ascending.
    """

    projects: tuple[str, ...]
    rarity: NDArray[np.float32]
    slopes: NDArray[np.float32]
    left_out: tuple[NDArray[np.float64], ...]
    templates: NDArray[np.uint64]
    alpha: float = ALPHA

    def attribute(self, terms: Terms) -> Attribution:
        """Whose the document with these terms looks to be."""
        buckets, weights = summed(terms.buckets, terms.weights)
        if not self.projects or buckets.size == 0:
            return Attribution()
        values = weights * self.rarity[buckets]
        length = float(np.linalg.norm(values))
        if length == 0.0:
            return Attribution()
        margins = _margins((self.slopes[:, buckets] @ (values / length))[None, :].astype(np.float64))[0]
        usual = np.array(
            [
                (1 + np.searchsorted(own, margin, "right")) / (own.size + 1)
                for own, margin in zip(self.left_out, margins, strict=True)
            ]
        )
        order = sorted(range(len(self.projects)), key=lambda place: (-usual[place], -margins[place]))
        candidates = tuple(self.projects[place] for place in order if usual[place] > self.alpha)
        best = order[0]
        # Of fewer learnt documents nothing is ever so unlike that it could be ruled out: that it was not says nothing.
        could_be_ruled_out = 1 / (self.left_out[best].size + 1) <= self.alpha
        likeliest = candidates[0] if candidates and could_be_ruled_out else ""
        return Attribution(
            project=likeliest if len(candidates) == 1 else "",
            likeliest=likeliest,
            p=round(float(usual[best]), 4),
            candidates=candidates,
            words=self._telling(terms, best) if candidates else (),
        )

    def _telling(self, terms: Terms, project: int) -> tuple[str, ...]:
        """Terms of a document that speak most for a project; pieces of words stand for their words and are left out."""
        rarity = self.rarity[terms.buckets]
        shares = terms.weights * rarity * self.slopes[project, terms.buckets] * (rarity > TELLING_RARITY)
        likely = np.argsort(-shares, kind="stable")[: 8 * MAX_WORDS]
        words = [terms.words[place] for place in likely.tolist() if shares[place] > 0 and terms.words[place][0] != "~"]
        return tuple(words[:MAX_WORDS])


def example(project: str, digest: str, terms: Terms) -> Example:
    """A document to learn from."""
    buckets, weights = summed(terms.buckets, terms.weights)
    return Example(project=project, digest=digest, buckets=buckets, weights=weights, lines=terms.lines)


def summed(buckets: NDArray[np.int64], weights: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Buckets, ascending and unique, with the weights of each added up."""
    found, inverse = np.unique(buckets, return_inverse=True)
    return found, np.bincount(inverse, weights=weights, minlength=found.size).astype(np.float32)


def learn(examples: Sequence[Example], templates: NDArray[np.uint64], alpha: float = ALPHA) -> ProjectModel:
    """A model of the projects that `examples` name; the same examples, in any order, give the same model.

    Args:
        templates: Hashes of lines that `examples` were made without, ascending.
    """
    examples = sorted((each for each in examples if each.buckets.size), key=lambda each: (each.project, each.digest))
    projects = tuple(sorted({each.project for each in examples} - {""}))
    seen = np.bincount(
        np.concatenate([each.buckets for each in examples] or [np.empty(0, np.int64)]), minlength=BUCKETS
    )
    # What no document has weighs as much as what one has: it speaks for none, and makes the rest weigh less.
    rarity = (np.log((1 + len(examples)) / np.maximum(seen, 1)) + 0.1).astype(np.float32)
    rows = [_unit(each, rarity) for each in examples]
    owner = np.array([projects.index(each.project) if each.project else -1 for each in examples], dtype=np.int64)
    truth = (owner[:, None] == np.arange(len(projects))[None, :]).astype(np.float64)
    if not projects:
        return ProjectModel(projects=(), rarity=rarity, slopes=np.zeros((0, BUCKETS), np.float32), left_out=(),
                            templates=templates, alpha=alpha)  # fmt: skip
    likeness = _likeness(examples, rows)
    ridge, scores = _best_ridge(likeness, truth, owner)
    shares = np.linalg.solve(likeness + ridge * np.eye(len(examples)), truth)
    margins = _margins(scores)
    return ProjectModel(
        projects=projects,
        rarity=rarity,
        slopes=_slopes(examples, rows, shares),
        left_out=tuple(np.sort(margins[owner == place, place]) for place in range(len(projects))),
        templates=templates,
        alpha=alpha,
    )


def _unit(each: Example, rarity: NDArray[np.float32]) -> NDArray[np.float64]:
    values = (each.weights * rarity[each.buckets]).astype(np.float64)
    length = float(np.linalg.norm(values))
    return values / length if length else values


def _margins(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each project's score less a share of its strongest rival's, shape (documents, projects)."""
    if scores.shape[1] < 2:
        return scores
    first, second = -np.sort(-scores, axis=1)[:, :2].T
    rival = np.where(scores >= first[:, None], second[:, None], first[:, None])
    return np.asarray(scores - RIVAL_SHARE * np.maximum(rival, 0.0), dtype=np.float64)


def _likeness(examples: Sequence[Example], rows: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Cosine of every two documents, shape (n, n)."""
    total = np.zeros((len(examples), len(examples)))
    for start in range(0, BUCKETS, _BLOCK):
        block = _block(examples, rows, start)
        total += block @ block.T
    return total


def _slopes(
    examples: Sequence[Example], rows: Sequence[NDArray[np.float64]], shares: NDArray[np.float64]
) -> NDArray[np.float32]:
    blocks = [shares.T @ _block(examples, rows, start) for start in range(0, BUCKETS, _BLOCK)]
    return np.concatenate(blocks, axis=1).astype(np.float32)


def _block(examples: Sequence[Example], rows: Sequence[NDArray[np.float64]], start: int) -> NDArray[np.float64]:
    """The columns from `start` on of the documents' vectors."""
    block = np.zeros((len(examples), _BLOCK))
    for number, (each, row) in enumerate(zip(examples, rows, strict=True)):
        low, high = np.searchsorted(each.buckets, (start, start + _BLOCK))
        block[number, each.buckets[low:high] - start] = row[low:high]
    return block


def _best_ridge(
    likeness: NDArray[np.float64], truth: NDArray[np.float64], owner: NDArray[np.int64]
) -> tuple[float, NDArray[np.float64]]:
    """The ridge under which left-out documents score best, and those scores."""
    versions = _versions(likeness, owner)
    tried: list[tuple[float, float, NDArray[np.float64]]] = []
    for ridge in RIDGES:
        scores = _left_out(likeness, truth, ridge, versions)
        own = owner >= 0
        margins = _margins(scores)[own, owner[own]]
        tried.append((float(np.mean(margins > 0) + 0.1 * np.mean(margins)), ridge, scores))
    _, ridge, scores = max(tried, key=lambda item: (item[0], item[1]))
    return ridge, scores


def _left_out(
    likeness: NDArray[np.float64], truth: NDArray[np.float64], ridge: float, versions: Sequence[NDArray[np.int64]]
) -> NDArray[np.float64]:
    """What each document would score had it and its versions not been learnt, shape (documents, projects)."""
    inverse = np.linalg.inv(likeness + ridge * np.eye(len(likeness)))
    shares = inverse @ truth
    scores = np.empty_like(truth)
    for place, members in enumerate(versions):
        kept = truth[members] - np.linalg.solve(inverse[np.ix_(members, members)], shares[members])
        scores[place] = kept[0]
    return scores


def _versions(likeness: NDArray[np.float64], owner: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """For each document itself, first, and those of its project that are nearly the same, the nearest first."""
    found: list[NDArray[np.int64]] = []
    for place, row in enumerate(likeness):
        others = np.flatnonzero((owner == owner[place]) & (row > SAME_DOCUMENT))
        others = others[others != place]
        most = int(SAME_SHARE * np.count_nonzero(owner == owner[place]))
        nearest = others[np.argsort(-row[others], kind="stable")][:most]
        found.append(np.concatenate([[place], nearest]).astype(np.int64))
    return found
