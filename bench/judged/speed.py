"""How long it takes to judge a text, ours and what most would use: n-grams of characters and linear models.

The peer is scikit-learn's: hashed n-grams of two to five characters, one look for all its questions, and a linear
model for each: sensitive or not, the kind, and every field. Ours answers the same, says why, and looks for markings.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.multiclass import OneVsRestClassifier

from classifiers.assess import Classifier
from classifiers.confine import ReaderPool
from classifiers.document import Document, Part
from classifiers.limits import Limits
from classifiers.model.artifacts import load_models
from classifiers.model.topics import FIELDS

if TYPE_CHECKING:
    from classifiers.model.corpus import Sample

LEAST_CHARS = 3000
MOST_TEXTS = 60
ROUNDS = 3
TAUGHT = 600
FEATURES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Milliseconds of one processor for 10 kB of UTF-8: ours, and the peer's."""

    ours_ms: float
    peer_ms: float


class Peer:
    """Linear models on hashed n-grams of characters."""

    def __init__(self, samples: list[Sample]) -> None:
        self._vectorizer = HashingVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), n_features=FEATURES, alternate_sign=False
        )
        grams = self._vectorizer.transform([sample.text for sample in samples])
        known = np.array([sample.kind is not None for sample in samples])
        fields = np.array([[sample.field == name for name in FIELDS] for sample in samples]).astype(np.int64)
        taught = fields.any(axis=0)
        self._models: tuple[Any, ...] = (
            _linear().fit(grams, [sample.is_sensitive for sample in samples]),
            _linear().fit(grams[known], [str(sample.kind) for sample in samples if sample.kind is not None]),
            OneVsRestClassifier(_linear()).fit(grams, fields[:, taught]),
        )

    def judge(self, text: str) -> list[Any]:
        """Probabilities of every question."""
        grams = self._vectorizer.transform([text])
        return [model.predict_proba(grams) for model in self._models]


def measured(samples: list[Sample]) -> Speed:
    """Judge texts by both in turn, each a few times; the quickest counts.

    Both work in one thread, whose processor time is taken: what else the machine does, does not count.

    Args:
        samples: Of all sources; the peer learns from some of them, since its speed alone is measured.
    """
    peer = Peer(samples[:: max(1, len(samples) // TAUGHT)])
    texts = [sample.text for sample in samples if len(sample.text) > LEAST_CHARS]
    texts = texts[:: max(1, len(texts) // MOST_TEXTS)]
    ours_ms = peer_ms = 0.0
    with ReaderPool(Limits()) as pool:
        classifier = Classifier(pool, load_models())
        for text in texts:
            ours_ms += _quickest_ms(partial(classifier.judge, _document(text), "text.txt"))
            peer_ms += _quickest_ms(partial(peer.judge, text))
    tens_of_kb = sum(len(text.encode()) for text in texts) / 10_000
    return Speed(ours_ms=ours_ms / tens_of_kb, peer_ms=peer_ms / tens_of_kb)


def _linear() -> SGDClassifier:
    return SGDClassifier(loss="log_loss", random_state=7)


def _quickest_ms(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        began = time.thread_time()
        work()
        found.append((time.thread_time() - began) * 1000)
    return min(found)


def _document(text: str) -> Document:
    data = text.encode()
    part = Part(
        name="text.txt", type="text/plain", digest=hashlib.sha256(data).hexdigest(), size_bytes=len(data), text=text
    )
    return Document(parts=(part,))
