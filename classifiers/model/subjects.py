"""What a text is about: how strongly it uses the words of the technology fields and of other subjects."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from classifiers.model.terms_of_machines import MACHINE_TERMS
from classifiers.model.terms_of_matter import MATTER_TERMS
from classifiers.model.terms_of_others import OTHER_TERMS
from classifiers.model.terms_of_signals import SIGNAL_TERMS
from classifiers.model.topics import FIELD_WORDS, FIELDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELD_TERMS: MappingProxyType[str, str] = MappingProxyType({**SIGNAL_TERMS, **MATTER_TERMS, **MACHINE_TERMS})
"""Field to the terms that tell it alone."""
TERM_WEIGHT = 3.0
WORD_WEIGHT = 0.7
OTHER_WEIGHT = 2.0
FEW_WORDS = 4.0
STEEPNESS = 10.0


def _shared(field: str) -> str:
    """The field's usual words that are not among its own terms."""
    own = set(FIELD_TERMS[field].split())
    return " ".join(word for word in FIELD_WORDS[field].split() if word not in own)


SUBJECT_LISTS: MappingProxyType[str, str] = MappingProxyType(
    {
        **{f"term_{name}": FIELD_TERMS[name] for name in FIELDS},
        **{f"word_{name}": _shared(name) for name in FIELDS},
        **{f"other_{name}": words for name, words in OTHER_TERMS.items()},
    }
)
"""Lists of words by which subjects are told, the fields' first."""
SUBJECTS = len(FIELDS) + len(OTHER_TERMS)


def subject_strengths(softened: NDArray[np.float64]) -> NDArray[np.float64]:
    """How strongly a text speaks of each subject.

    Args:
        softened: Of each of SUBJECT_LISTS the sum of log(1 + occurrences) over its words, shape (lists,).

    Returns:
        The fields in their order, then the other subjects, shape (SUBJECTS,).
    """
    count = len(FIELDS)
    fields = TERM_WEIGHT * softened[:count] + WORD_WEIGHT * softened[count : 2 * count]
    return np.concatenate([fields, OTHER_WEIGHT * softened[2 * count :]])


def field_logits(strengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each field's share of what a text says of any subject, small where that is little, before calibration.

    Nothing here is learnt: weights fitted to the fields' few sources did worse on others.

    Args:
        strengths: Sums of `subject_strengths` over a text's windows, shape (..., SUBJECTS).

    Returns:
        Shape (..., t).
    """
    shares = strengths / (strengths.sum(axis=-1, keepdims=True) + FEW_WORDS)
    return np.asarray(STEEPNESS * shares[..., : len(FIELDS)], dtype=np.float64)
