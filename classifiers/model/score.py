"""Scores documents with the trained arrays, in numpy alone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classifiers.model.calibration import Platt
from classifiers.model.composition import composition
from classifiers.model.contrasts import Contrasts
from classifiers.model.grams import grams
from classifiers.model.kinds import SPREAD, KindModel
from classifiers.model.layout import layout
from classifiers.model.plain import WINDOW_CHARS, plain, stretches
from classifiers.model.raster import page_features
from classifiers.model.structure import NAMES, reading
from classifiers.model.subjects import field_logits
from classifiers.model.trees import Trees
from policies.label import Kind

LANGUAGES = ("en", "ja", "zh")
KINDS = tuple(Kind)
ENOUGH_CHARS = 400
ENOUGH_WORDS = 30
PRIOR_P = 0.2
MIN_CHARS = 40
MAX_SCORED_CHARS = 400_000
FOLDED_DIMENSIONS = 4096
MAX_STRETCHES = 3
SHOWN_P = 0.8

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a text that reads like sensitive technical content.

    Attributes:
        start, end: Character offsets in the text as it was given.
        p: Probability, as that of a text with nothing else in it.
        content: As `plain` returns it. window: As it was judged.
    """

    start: int
    end: int
    p: float
    content: str = field(repr=False, compare=False)
    window: Window = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextScore:
    """What the text model says; all probabilities calibrated, 0 to 1.

    Attributes:
        stretches: The most telling ones, at most MAX_STRETCHES, in the order of the text.
    """

    sensitive_p: float
    kind: Kind
    kind_p: float
    fields: Mapping[str, float]
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window's numbers, before calibration.

    Attributes:
        counts: Features as TELLING_NAMES has them, shape (f,). shape: The same as deviations, shape (f,).
        sensitive: Score. kind: Logits, shape (k,).
        subjects: As `subject_strengths` returns them, shape (SUBJECTS,).
        buckets, weights: Its n-grams. gate: How far they count, 0 to 1.
    """

    counts: NDArray[np.float32]
    shape: NDArray[np.float32]
    buckets: NDArray[np.int32]
    weights: NDArray[np.float32]
    gate: float
    sensitive: float
    kind: NDArray[np.float64]
    subjects: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextModel:
    """The text model's arrays; b buckets of n-grams, f features as TELLING_NAMES has them, k kinds, t fields.

    Attributes:
        mean, spread: Features of each language, shape (3, f).
        contrasts: The score by features. sensitive_grams: Weights of n-grams, shape (b,).
        length_penalty: What a single window's score loses for each doubling of the number of windows, so that long
            ordinary texts raise no more alarms than short ones.
        familiar: Centroid of each training source, rows of length 1, shape (s, FOLDED_DIMENSIONS). `familiar_usual` is
            how near its own texts come, shape (s,), `familiar_language` its language, shape (s,), `familiar_mean` what
            is common to a language, shape (3, FOLDED_DIMENSIONS).
        gate: How much nearer than usual a text is where n-grams count half, and how steeply.
        sensitive_scale: What the integers of `sensitive_grams` are to be multiplied with.
        field_thresholds: Probability from which each field counts, shape (t,).
    """

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    contrasts: Contrasts
    sensitive_grams: NDArray[np.int8]
    sensitive_grams_offset: float
    grams_weight: float
    length_penalty: float
    familiar: NDArray[np.float32]
    familiar_usual: NDArray[np.float32]
    familiar_language: NDArray[np.int8]
    familiar_mean: NDArray[np.float32]
    gate: tuple[float, float]
    kind: KindModel
    fields: tuple[str, ...]
    field_platt: Platt
    sensitive_platt: Platt
    sensitive_scale: float
    threshold: float
    field_thresholds: NDArray[np.float32]
    version: str

    def score(self, text: str) -> TextScore | None:
        """Judge a document's text; None where it is too short to say anything."""
        text = text[:MAX_SCORED_CHARS]
        pieces = [(start, end, plain(text[start:end])) for start, end in stretches(text)]
        pieces = [piece for piece in pieces if len(piece[2]) >= MIN_CHARS]
        if not pieces:
            return None
        windows = [self.window(content) for _, _, content in pieces]
        enough = [evidence(content) for _, _, content in pieces]
        whole = max(enough)
        scores = np.array([window.sensitive for window in windows])
        p = restrained(self.sensitive_platt.p(joined(scores, self.length_penalty)), whole)
        form = np.concatenate([np.mean([window.counts[: len(NAMES)] for window in windows], axis=0), layout(text)])
        by_words = np.mean([window.kind for window in windows], axis=0)
        kind_p = self.kind.probabilities(by_words, composition(text), form, whole)
        best = int(np.argmax(kind_p))
        by_field = field_logits(np.sum([window.subjects for window in windows], axis=0))
        return TextScore(
            sensitive_p=round(p, 6),
            kind=KINDS[best],
            kind_p=round(float(kind_p[best]), 6),
            fields={
                name: round(self.field_platt.p(float(logit)), 6)
                for name, logit in zip(self.fields, by_field, strict=True)
            },
            stretches=self._telling(pieces, windows, enough, is_sensitive=p >= self.threshold),
        )

    @property
    def field_threshold(self) -> float:
        """The lowest of the fields' thresholds."""
        return float(self.field_thresholds.min())

    def telling_fields(self, fields: Mapping[str, float]) -> frozenset[str]:
        """Those of the fields that are likely enough to count, each by its own threshold."""
        thresholds = dict(zip(self.fields, self.field_thresholds.tolist(), strict=True))
        return frozenset(name for name, p in fields.items() if p >= thresholds[name])

    def window(self, content: str) -> Window:
        """The numbers of one window.

        Args:
            content: As `plain` returns it.
        """
        language = language_of(content)
        counts = reading(content)
        shape = standardised(counts.telling, self.mean[language], self.spread[language])
        buckets, weights = grams(content)
        gate = self._familiarity(buckets, weights, language)
        by_grams = float(weights @ self.sensitive_grams[buckets].astype(np.float32)) * self.sensitive_scale
        sensitive = float(self.contrasts.scores(shape[None])[0])
        sensitive += self.grams_weight * gate * (by_grams + self.sensitive_grams_offset)
        return Window(
            counts=counts.telling,
            shape=shape,
            buckets=buckets,
            weights=weights,
            gate=gate,
            sensitive=sensitive,
            kind=self.kind.logits(counts, language),
            subjects=counts.subjects,
        )

    def _telling(
        self,
        pieces: list[tuple[int, int, str]],
        windows: list[Window],
        enough: list[float],
        *,
        is_sensitive: bool,
    ) -> tuple[Stretch, ...]:
        """The windows that say most. Of a sensitive text never none, since something made the whole what it is; of an
        ordinary one those that are all but sure by themselves, and too little among so many to stop it.
        """
        order = sorted(range(len(pieces)), key=lambda place: -windows[place].sensitive)[:MAX_STRETCHES]
        found = [
            Stretch(
                start=pieces[place][0],
                end=pieces[place][1],
                p=round(restrained(self.sensitive_platt.p(windows[place].sensitive), enough[place]), 6),
                content=pieces[place][2],
                window=windows[place],
            )
            for place in order
        ]
        least = self.threshold if is_sensitive else SHOWN_P
        shown = tuple(sorted((one for one in found if one.p >= least), key=lambda one: one.start))
        return shown or tuple(found[:1] if is_sensitive else ())

    def _familiarity(self, buckets: NDArray[np.int32], weights: NDArray[np.float32], language: int) -> float:
        """How much the window reads like a source of the training, 0 to 1: only there are n-grams to be trusted."""
        folded = np.bincount(buckets % FOLDED_DIMENSIONS, weights=weights, minlength=FOLDED_DIMENSIONS)
        folded = folded - self.familiar_mean[language]
        folded = (folded / (float(np.linalg.norm(folded)) + 1e-9)).astype(np.float32)
        mine = self.familiar_language == language
        nearest = float((self.familiar @ folded - self.familiar_usual)[mine].max()) if mine.any() else -9.0
        middle, slope = self.gate
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, (nearest - middle) / slope))))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingModel:
    """The drawing model: randomised trees and boosted trees over what a page looks like.

    Attributes:
        trees: Leaf values are the share of drawings, one column.
        boosted: The mean of the leaves' values is the log odds, one column.
        kind_trees: Leaf values are shares of `kinds`.
        threshold: Probability from which a page counts as a drawing.
    """

    trees: Trees
    boosted: Trees
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
        share, boosted = float(self.trees.mean(features)[0]), float(self.boosted.mean(features)[0])
        return self.platt.p(drawing_score(share, boosted))

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
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kana, han = _between(codes, 0x3040, 0x30FF), _between(codes, 0x3400, 0x9FFF)
    latin = _between(codes, ord("A"), ord("Z")) + _between(codes, ord("a"), ord("z"))
    if kana + han < 0.08 * (latin + 1):
        return 0
    return 1 if kana > 0.1 * (kana + han) else 2


def _between(codes: NDArray[np.uint32], first: int, last: int) -> int:
    return int(np.count_nonzero((codes >= first) & (codes <= last)))


def evidence(content: str) -> float:
    """How much a text gives to judge it by, 0 to 1: enough characters and enough different words.

    Tables of numbers, lists of names, templates and dumps have many characters and few words.

    Args:
        content: As `plain` returns it.
    """
    words, known = 0.0, set[str]()
    for found in _TOKEN.finditer(content[:WINDOW_CHARS]):
        token = found[0].lower()
        if token not in known:
            known.add(token)
            words += 0.5 if len(token) == 1 else 1.0
            if words >= ENOUGH_WORDS:
                break
    return min(1.0, len(content) / ENOUGH_CHARS, words / ENOUGH_WORDS)


def joined(scores: NDArray[np.float64], length_penalty: float) -> float:
    """One score for all windows of a text: their mean, or the highest less what length alone would give it.

    Args:
        scores: Shape (n,), n > 0.
        length_penalty: Lost for each doubling of n.
    """
    highest = float(scores.max()) - length_penalty * math.log2(scores.size)
    return max(float(scores.mean()), highest)


def restrained(p: float, weight: float) -> float:
    """A probability drawn towards "ordinary" where there is little evidence."""
    return weight * p + (1.0 - weight) * min(p, PRIOR_P)


def standardised(
    features: NDArray[np.float32], mean: NDArray[np.float32], spread: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Features as deviations from what is usual in the language, at most SPREAD of them."""
    return np.asarray(np.clip((features - mean) / spread, -SPREAD, SPREAD), dtype=np.float32)


def drawing_score(share: float, boosted: float) -> float:
    """Log odds before calibration: the mean of what the two kinds of trees say.

    Args:
        share: Share of drawings in the leaves of the randomised trees.
        boosted: Log odds of the boosted trees.
    """
    return 0.5 * (logit(share) + boosted)


def logit(share: float) -> float:
    """Log odds of a share, kept away from 0 and 1."""
    share = min(0.995, max(0.005, share))
    return math.log(share / (1 - share))


__all__ = ["DrawingModel", "Models", "TextModel", "TextScore", "language_of", "page_features", "standardised"]
