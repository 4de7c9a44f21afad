"""Other ways to know a text again, each behind one interface: a sketch, and how alike two sketches are."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import ppdeep

from classifiers.detect.passages import grams
from classifiers.detect.winnowing import Secret

PERMUTATIONS = 128
MAX_DISTANCE = 1000


class Peer(Protocol):
    """A kind of sketch."""

    name: str

    def sketch(self, text: str) -> Any:
        """What is kept of a text."""

    def alike(self, one: Any, other: Any) -> float:
        """How alike two are; more is liker."""


class MinHash:
    """128 minima of the same grams; alike by the share of equal ones."""

    name = "minhash"

    def __init__(self, secret: Secret) -> None:
        self._factors = np.random.default_rng(1).integers(1, 2**63, PERMUTATIONS, dtype=np.uint64) | np.uint64(1)
        self._secret = secret

    def sketch(self, text: str) -> Any:
        """Minima, shape (PERMUTATIONS,)."""
        anchors = grams(text, self._secret).anchors
        return np.array([(anchors * factor).min() if anchors.size else 0 for factor in self._factors])

    def alike(self, one: Any, other: Any) -> float:
        """Share of equal minima."""
        return float((one == other).mean())


class Ssdeep:
    """Context-triggered hashes of the bytes, by ppdeep."""

    name = "ssdeep"

    def sketch(self, text: str) -> Any:
        """The hash."""
        return ppdeep.hash(text.encode())

    def alike(self, one: Any, other: Any) -> float:
        """0 to 100."""
        return float(ppdeep.compare(one, other))


class Tlsh:
    """The locality-sensitive hash of Trend Micro, by py-tlsh, which no wheel brings: it is built by a C++ compiler.

    Args:
        module: As `find_tlsh` gives it.
    """

    name = "tlsh"

    def __init__(self, module: ModuleType) -> None:
        self._tlsh = module

    def sketch(self, text: str) -> Any:
        """The hash; `TNULL` of what is too short or too plain."""
        return self._tlsh.hash(text.encode())

    def alike(self, one: Any, other: Any) -> float:
        """Less distance is more."""
        return float(MAX_DISTANCE - self._tlsh.diff(one, other))


def find_tlsh() -> ModuleType | None:
    """py-tlsh where somebody installed it (`pip install py-tlsh`, with a C++ compiler); None elsewhere."""
    try:
        return importlib.import_module("tlsh")
    except ImportError:
        return None
