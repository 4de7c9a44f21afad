"""The words of an explanation: key to (Japanese, English, Chinese).

They are written for readers who know nothing of the product: a lawyer, a dean, a partner's auditor.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policies.analysis.words.checks import CHECKS
from policies.analysis.words.matrix import MATRIX
from policies.analysis.words.outcome import OUTCOME
from policies.analysis.words.scene import SCENE
from policies.analysis.words.table import TABLE

__all__ = ["WORDS"]

WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(SCENE | CHECKS | TABLE | OUTCOME | MATRIX)
