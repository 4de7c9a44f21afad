"""Why the text model says what it says: the features, words and stretches that weighed most."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from classifiers.assessment import Reason, ReasonKind
from classifiers.model.grams import spelled
from classifiers.model.structure import TELLING_NAMES, densities_of, listed_words

if TYPE_CHECKING:
    from classifiers.document import Part
    from classifiers.model.score import Stretch, TextModel, TextScore, Window

MAX_FEATURES = 5
MAX_WORDS = 6
MAX_GRAMS = 6
MAX_EXCERPT_CHARS = 160
LEAST_WEIGHT = 0.05


def text_reasons(model: TextModel, part: Part, score: TextScore) -> tuple[Reason, ...]:
    """What weighed for "sensitive" in the most telling stretch of a part, and where that and others stand.

    Args:
        score: What `model` said of the part's text; without stretches there is nothing to explain.
    """
    if not score.stretches:
        return ()
    best = max(score.stretches, key=lambda one: one.p)
    return (
        *(_passage(part, one) for one in score.stretches),
        *_features(model, part, best.window, best.content),
        *_grams(model, part, best.window, best.content),
    )


def _passage(part: Part, one: Stretch) -> Reason:
    return Reason(
        kind=ReasonKind.PASSAGE,
        key="passage",
        text=" ".join(part.text[one.start : one.end].split())[:MAX_EXCERPT_CHARS],
        part=part.name,
        start=one.start,
        end=one.end,
        where=part.place_of(one.start),
        weight=one.p,
    )


def _features(model: TextModel, part: Part, window: Window, content: str) -> list[Reason]:
    """The counts that raised the score most, each with the words of its list that were found."""
    weights = window.shape * model.contrasts.slope(window.shape)
    counts = densities_of(window.counts)
    reasons = []
    for place in np.argsort(-weights)[:MAX_FEATURES].tolist():
        name = TELLING_NAMES[place]
        if weights[place] < LEAST_WEIGHT:
            break
        reasons.append(
            Reason(
                kind=ReasonKind.FEATURE,
                key=name,
                text=" ".join(listed_words(content, name)[:MAX_WORDS]),
                part=part.name,
                figure=round(counts[name], 2),
                weight=round(float(weights[place]), 3),
            )
        )
    return reasons


def _grams(model: TextModel, part: Part, window: Window, content: str) -> list[Reason]:
    """The n-grams that raised the score most, where the text is familiar enough for them to count."""
    scale = model.sensitive_scale * model.grams_weight * window.gate
    weights = window.weights.astype(np.float64) * model.sensitive_grams[window.buckets] * scale
    order = [place for place in np.argsort(-weights)[: 4 * MAX_GRAMS].tolist() if weights[place] >= LEAST_WEIGHT / 5]
    names = spelled(content, frozenset(int(window.buckets[place]) for place in order))
    reasons: dict[str, Reason] = {}
    for place in order:
        text = names.get(int(window.buckets[place]), "")
        if text and text not in reasons and math.isfinite(weights[place]) and len(reasons) < MAX_GRAMS:
            reasons[text] = Reason(
                kind=ReasonKind.GRAM, key="gram", text=text, part=part.name, weight=round(float(weights[place]), 3)
            )
    return list(reasons.values())
