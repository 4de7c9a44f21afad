"""Scores the kind of a document in numpy alone: by its words, and by how it is set on its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.model.layout import LAYOUT_NAMES
from classifiers.model.structure import NAMES, Reading
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.trees import Trees

FORM_NAMES: tuple[str, ...] = (*NAMES, *LAYOUT_NAMES)
"""Names of the features by which a whole document's form is told."""
FORMS = (Kind.DRAWING, Kind.CORRESPONDENCE, Kind.SOURCE_CODE, Kind.DATA, Kind.WEB)
"""Kinds that have a form of their own; the others are all of them running text."""
FORM_OF = tuple(FORMS.index(kind) if kind in FORMS else len(FORMS) for kind in Kind)
"""Place of each kind's form, that of running text being the last."""
LEAST_SHARE = 1e-4
SPREAD = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KindModel:
    """The arrays that tell kinds; k kinds in the order of Kind, f features of windows as TELLING_NAMES has them.

    Attributes:
        mean, spread: Features in each language, shape (3, f).
        weights: Shape (f + 1, k), the last row the offsets. There are no n-grams: they know sources, not kinds.
        composition: Weights of what a whole text is put together of, as COMPOSITION_NAMES has it, shape (c, k).
        forms: Trees on FORM_NAMES; leaf values are shares of FORMS and, last, of running text.
        temperature: What joined logits are multiplied with to be probabilities.
    """

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    weights: NDArray[np.float32]
    composition: NDArray[np.float32]
    forms: Trees
    temperature: float

    def logits(self, counts: Reading, language: int) -> NDArray[np.float64]:
        """Of one window by its words, shape (k,)."""
        features = np.clip((counts.telling - self.mean[language]) / self.spread[language], -SPREAD, SPREAD)
        return np.asarray(features @ self.weights[:-1] + self.weights[-1], dtype=np.float64)

    def probabilities(
        self,
        logits: NDArray[np.float64],
        composed: NDArray[np.float32],
        form: NDArray[np.float32],
        evidence: float,
    ) -> NDArray[np.float64]:
        """Of a document, shape (k,).

        Args:
            logits: Mean of its windows'. composed: As `composition` returns it. form: Features as FORM_NAMES has them.
            evidence: How much there is to judge it by, 0 to 1: little leaves the kinds closer to one another.
        """
        logits = logits + composed @ self.composition
        joint = joined_logits(logits[None], self.forms.mean(form)[None])[0] * self.temperature
        powers = np.exp((joint - joint.max()) * (0.5 + 0.5 * evidence))
        return np.asarray(powers / powers.sum(), dtype=np.float64)


def joined_logits(logits: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """What words say of the kinds, and what the form says of those that have one.

    Args:
        logits: Shape (n, k). shares: Of FORMS and of running text, shape (n, forms + 1).

    Returns:
        Shape (n, k).
    """
    top = logits.max(axis=1, keepdims=True)
    by_words = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    return np.asarray(by_words + np.log(shares + LEAST_SHARE)[:, FORM_OF])
