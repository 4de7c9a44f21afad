"""Scores documents with the trained arrays, in numpy alone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.model.calibration import Platt
from classifiers.model.grams import grams
from classifiers.model.plain import WINDOW_CHARS, plain, windows
from classifiers.model.raster import page_features
from classifiers.model.structure import structure
from classifiers.model.trees import Trees
from policies.label import Kind

LANGUAGES = ("en", "ja", "zh")
ENOUGH_CHARS = 400
ENOUGH_WORDS = 30
PRIOR_P = 0.2
MIN_CHARS = 40
MAX_SCORED_CHARS = 400_000
FOLDED_DIMENSIONS = 4096
SPREAD = 5.0

_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextScore:
    """What the text model says; all probabilities calibrated, 0 to 1."""

    sensitive_p: float
    kind: Kind
    kind_p: float
    fields: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextModel:
    """The text model's arrays; b buckets of n-grams, f structural features, k kinds, t fields.

    Attributes:
        mean, spread: Structural features of each language, shape (3, f).
        sensitive: Weights of the structural features, shape (f,), and the n-grams', shape (b,).
        familiar: Centroid of each training source, rows of length 1, shape (s, FOLDED_DIMENSIONS). `familiar_usual` is
            how near its own texts come, shape (s,), `familiar_language` its language, shape (s,), `familiar_mean` what
            is common to a language, shape (3, FOLDED_DIMENSIONS).
        gate: How much nearer than usual a text is where n-grams count half, and how steeply.
        kind_structure: Shape (f + 1, k), the last row the offsets. kind_grams: Shape (b, k).
        field_grams: Shape (b, t); field_offset: Shape (t,).
        scales: What the integers of `sensitive_grams`, `kind_grams` and `field_grams` are to be multiplied with.
    """

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    sensitive_structure: NDArray[np.float32]
    sensitive_offset: float
    sensitive_grams: NDArray[np.int8]
    sensitive_grams_offset: float
    grams_weight: float
    familiar: NDArray[np.float32]
    familiar_usual: NDArray[np.float32]
    familiar_language: NDArray[np.int8]
    familiar_mean: NDArray[np.float32]
    gate: tuple[float, float]
    kinds: tuple[Kind, ...]
    kind_structure: NDArray[np.float32]
    kind_grams: NDArray[np.int8]
    kind_grams_weight: float
    kind_temperature: float
    fields: tuple[str, ...]
    field_grams: NDArray[np.int8]
    field_offset: NDArray[np.float32]
    field_platt: Platt
    sensitive_platt: Platt
    scales: Mapping[str, NDArray[np.float32]]
    threshold: float
    field_threshold: float
    version: str

    def score(self, text: str) -> TextScore | None:
        """Judge a document's text; None where it is too short to say anything."""
        content = plain(text[:MAX_SCORED_CHARS])
        if len(content) < MIN_CHARS:
            return None
        parts = windows(content)
        rows = [self._window(window) for window in parts]
        sensitive = float(np.mean([row[0] for row in rows]))
        kind_logits = np.mean([row[1] for row in rows], axis=0)
        field_logits = np.mean([row[2] for row in rows], axis=0)
        weight = evidence(content)
        p = self.sensitive_platt.p(sensitive)
        kind_p = _softmax(kind_logits * self.kind_temperature * (0.5 + 0.5 * weight))
        best = int(np.argmax(kind_p))
        return TextScore(
            sensitive_p=round(restrained(p, weight), 6),
            kind=self.kinds[best],
            kind_p=round(float(kind_p[best]), 6),
            fields={
                name: round(self.field_platt.p(float(logit)), 6)
                for name, logit in zip(self.fields, field_logits, strict=True)
            },
        )

    def _window(self, window: str) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        """Sensitivity score, kind logits, shape (k,), and field logits, shape (t,), of one window of plain text."""
        language = language_of(window)
        shape = standardised(structure(window), self.mean[language], self.spread[language])
        buckets, weights = grams(window)
        by_grams = weights @ self.sensitive_grams[buckets].astype(np.float32) * float(self.scales["sensitive"][0])
        gate = self._familiarity(buckets, weights, language)
        sensitive = float(shape @ self.sensitive_structure) + self.sensitive_offset
        sensitive += self.grams_weight * gate * (float(by_grams) + self.sensitive_grams_offset)
        kind_by_grams = weights @ self.kind_grams[buckets].astype(np.float32) * self.scales["kind"]
        kind = shape @ self.kind_structure[:-1] + self.kind_structure[-1] + self.kind_grams_weight * kind_by_grams
        field = weights @ self.field_grams[buckets].astype(np.float32) * self.scales["field"] + self.field_offset
        return sensitive, kind.astype(np.float64), field.astype(np.float64)

    def _familiarity(self, buckets: NDArray[np.int32], weights: NDArray[np.float32], language: int) -> float:
        """How much the window reads like a source of the training, 0 to 1: only there are n-grams to be trusted."""
        folded = np.bincount(buckets % FOLDED_DIMENSIONS, weights=weights, minlength=FOLDED_DIMENSIONS)
        folded = folded - self.familiar_mean[language]
        folded = folded / (float(np.linalg.norm(folded)) + 1e-9)
        rows = self.familiar[self.familiar_language == language]
        usual = self.familiar_usual[self.familiar_language == language]
        nearest = float((rows @ folded - usual).max()) if rows.size else -9.0
        middle, slope = self.gate
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, (nearest - middle) / slope))))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingModel:
    """The drawing model: randomised trees over what a page looks like.

    Attributes:
        trees: Leaf values are the share of drawings, one column.
        kind_trees: Leaf values are shares of `kinds`.
        threshold: Probability from which a page counts as a drawing.
    """

    trees: Trees
    platt: Platt
    kind_trees: Trees
    kinds: tuple[str, ...]
    threshold: float
    version: str

    def score(self, features: NDArray[np.float32]) -> float:
        """Probability that a page is a technical drawing.

        Args:
            features: As `page_features` returns them.
        """
        share = float(self.trees.mean(features)[0])
        return self.platt.p(logit(share))

    def kind(self, features: NDArray[np.float32]) -> str:
        """The likeliest kind of drawing."""
        return self.kinds[int(np.argmax(self.kind_trees.mean(features)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Everything that was trained."""

    text: TextModel
    drawing: DrawingModel

    @property
    def versions(self) -> Mapping[str, str]:
        """Version of each model."""
        return {"text-model": self.text.version, "drawing-model": self.drawing.version}


def language_of(text: str) -> int:
    """Index into LANGUAGES by script: kana is Japanese, kanji without kana Chinese, the rest English."""
    kana, han, latin = len(_KANA.findall(text)), len(_HAN.findall(text)), len(_LATIN.findall(text))
    if kana + han < 0.08 * (latin + 1):
        return 0
    return 1 if kana > 0.1 * (kana + han) else 2


def evidence(content: str) -> float:
    """How much a text gives to judge it by, 0 to 1: enough characters and enough different words.

    Tables of numbers, lists of names, templates and dumps have many characters and few words.

    Args:
        content: As `plain` returns it.
    """
    tokens = {token.lower() for token in _TOKEN.findall(content[:WINDOW_CHARS])}
    signs = sum(len(token) == 1 for token in tokens)
    words = len(tokens) - signs + signs / 2
    return min(1.0, len(content) / ENOUGH_CHARS, words / ENOUGH_WORDS)


def restrained(p: float, weight: float) -> float:
    """A probability drawn towards "ordinary" where there is little evidence."""
    return weight * p + (1.0 - weight) * min(p, PRIOR_P)


def standardised(
    features: NDArray[np.float32], mean: NDArray[np.float32], spread: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Features as deviations from what is usual in the language, at most SPREAD of them."""
    return np.asarray(np.clip((features - mean) / spread, -SPREAD, SPREAD), dtype=np.float32)


def logit(share: float) -> float:
    """Log odds of a share, kept away from 0 and 1."""
    share = min(0.995, max(0.005, share))
    return math.log(share / (1 - share))


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), dtype=np.float64)


__all__ = ["DrawingModel", "Models", "TextModel", "TextScore", "language_of", "page_features", "standardised"]
