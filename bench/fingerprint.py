"""Measures how much of registered documents is found again in others, beside plain MinHash in the same run.

Excerpts of 10, 25 and 50 % of a registered text are pasted into another text; `edited` ones have one character in 60
changed. A match between texts of different families of sources is false; one between different documents of one
family is counted apart, for those share templates, licence texts and whole paragraphs (laws, patents of one applicant).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.passages import grams
from classifiers.detect.winnowing import Secret
from classifiers.document import Document, Part
from classifiers.model.corpus import DEFAULT_DATA, load_corpus
from policies.label import Label

KEY = b"a key that only this bench knows"
PERMUTATIONS = 128
REGISTERED = 400
ASKED = 150


class MinHash:
    """The peer: 128 minima of the same grams; found where the estimated resemblance passes a threshold.

    The threshold is the one that lets 1 % of the unrelated texts pass, measured in the same run.
    """

    def __init__(self) -> None:
        chance = np.random.default_rng(1)
        self._factors = chance.integers(1, 2**63, PERMUTATIONS, dtype=np.uint64) | np.uint64(1)
        self._secret = Secret.of(KEY)

    def sketch(self, text: str) -> NDArray[np.uint64]:
        """Minima, shape (PERMUTATIONS,)."""
        anchors = grams(text, self._secret).anchors
        if anchors.size == 0:
            return np.zeros(PERMUTATIONS, dtype=np.uint64)
        return np.array([(anchors * factor).min() for factor in self._factors])


def document(text: str, name: str) -> Document:
    """A text file, read."""
    return Document(parts=(Part(name="", type="text/plain", digest=name, size_bytes=len(text), text=text),))


def paste(chance: random.Random, text: str, into: str, share: float, *, is_edited: bool) -> str:
    """`into` with a stretch of `text` in it."""
    size = int(len(text) * share)
    start = chance.randint(0, len(text) - size)
    piece = text[start : start + size]
    if is_edited:
        piece = "".join(chance.choice("aeiou的の") if chance.random() < 1 / 60 else sign for sign in piece)
    place = chance.randint(0, len(into))
    return f"{into[:place]}\n{piece}\n{into[place:]}"


def measure(data: Path) -> dict[str, float]:
    """All figures."""
    chance = random.Random(3)
    samples = [sample for sample in load_corpus(data) if len(sample.text) > 1500]
    chance.shuffle(samples)
    registered, others = samples[:REGISTERED], samples[REGISTERED : 2 * REGISTERED]
    index, peer = FingerprintIndex(KEY), MinHash()
    for number, sample in enumerate(registered):
        index.register(document(sample.text, str(number)), name=str(number), label=Label())
    sketches = np.array([peer.sketch(sample.text) for sample in registered])
    families = np.array([sample.family for sample in registered])
    unrelated = [
        float((sketches == peer.sketch(other.text)).mean(axis=1)[families != other.family].max())
        for other in others[:ASKED]
    ]
    threshold = float(np.quantile(unrelated, 0.99))
    figures: dict[str, float] = {}
    spent = {"ours": 0.0, "peer": 0.0}
    for is_edited in (False, True):
        for share in (0.1, 0.25, 0.5):
            ours = theirs = 0
            for number in range(ASKED):
                mixed = paste(chance, registered[number].text, others[number].text, share, is_edited=is_edited)
                began = time.perf_counter()
                ours += any(match.name == str(number) for match in index.lookup(document(mixed, "x")))
                middle = time.perf_counter()
                theirs += float((sketches[number] == peer.sketch(mixed)).mean()) > threshold
                spent["ours"] += middle - began
                spent["peer"] += time.perf_counter() - middle
            name = f"excerpt_{share * 100:.0f}{'_edited' if is_edited else ''}"
            figures[f"{name}_found"] = round(ours / ASKED, 4)
            figures[f"{name}_to_minhash"] = round(ours / max(1, theirs), 2)
    pairs = [
        (registered[int(match.name)], other) for other in others for match in index.lookup(document(other.text, "x"))
    ]
    figures["false_matches"] = sum(one.family != other.family for one, other in pairs)
    figures["same_family_matches"] = sum(
        one.family == other.family and one.group != other.group for one, other in pairs
    )
    figures["texts_asked"] = len(others)
    figures["query_time_to_minhash"] = round(spent["ours"] / spent["peer"], 2)
    figures["query_ms"] = round(spent["ours"] * 1000 / (6 * ASKED), 2)
    return figures


def main() -> None:
    """Print the figures, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (options.data / "corpus").is_dir():
        print(json.dumps({"bench": "fingerprint", "skipped": f"no data in {options.data}"}))
        return
    figures = measure(options.data)
    if options.json:
        print(json.dumps({"bench": "fingerprint", "figures": figures}))
        return
    for name, value in figures.items():
        print(f"{name:28} {value}")


if __name__ == "__main__":
    main()
