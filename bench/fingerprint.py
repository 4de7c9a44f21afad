"""Measures how much of registered documents is found again in others, beside other fingerprints in the same run.

Excerpts of 10, 25 and 50 % of a registered text are pasted into a text of another source that holds nothing registered
by itself; `edited` ones have one character in 60 changed. Found is what stands on top of the answer. A match between
texts of different families of sources is false; one between different documents of one family is counted apart: those
share templates, licence texts and whole paragraphs (laws, patents of one applicant). Peers find what is likest, above
the threshold that 1 % of the unrelated texts pass.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.pasted.crowd import asked, document, write_crowd
from bench.pasted.peers import MinHash, Peer, Ssdeep, Tlsh, find_tlsh
from classifiers.detect.additions import check_index
from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.winnowing import Secret
from classifiers.model.corpus import DEFAULT_DATA, load_corpus
from policies.label import Label

if TYPE_CHECKING:
    from classifiers.model.corpus import Sample

KEY = b"a key that only this bench knows"
REGISTERED = 1_000
ASKED = 150
UNRELATED = 1_500
PEER_REGISTERED = 200
PEER_ASKED = 40
PEER_UNRELATED = 60
MIN_CHARS = 1_500
LOOKUPS = 300
SHARES = (0.1, 0.25, 0.5)


def paste(chance: random.Random, text: str, into: str, share: float, *, is_edited: bool) -> str:
    """`into` with a stretch of `text` in it."""
    size = int(len(text) * share)
    start = chance.randint(0, len(text) - size)
    piece = text[start : start + size]
    if is_edited:
        piece = "".join(chance.choice("aeiou的の") if chance.random() < 1 / 60 else sign for sign in piece)
    place = chance.randint(0, len(into))
    return f"{into[:place]}\n{piece}\n{into[place:]}"


def cases(chance: random.Random, registered: list[Sample], others: list[Sample]) -> dict[str, list[str]]:
    """Texts with an excerpt of the registered text of the same number, by figure."""
    found = {}
    for is_edited in (False, True):
        for share in SHARES:
            name = f"excerpt_{share * 100:.0f}{'_edited' if is_edited else ''}"
            hosts = [
                next(other for other in chance.choices(others, k=400) if other.family != sample.family)
                for sample in registered[:ASKED]
            ]
            found[name] = [
                paste(chance, sample.text, host.text, share, is_edited=is_edited)
                for sample, host in zip(registered, hosts, strict=False)
            ]
    return found


def measure_peer(
    peer: Peer, registered: list[Sample], others: list[Sample], pasted: dict[str, list[str]]
) -> dict[str, float]:
    """Share of the excerpts whose source is the likest, by figure."""
    kept = [peer.sketch(sample.text) for sample in registered[:PEER_REGISTERED]]
    unrelated = []
    for other in others[:PEER_UNRELATED]:
        made = peer.sketch(other.text)
        unrelated.append(
            max(
                peer.alike(made, one)
                for one, sample in zip(kept, registered, strict=False)
                if sample.family != other.family
            )
        )
    threshold = float(np.quantile(unrelated, 0.99))
    found = {}
    for name, texts in pasted.items():
        hits = 0
        for number, text in enumerate(texts[:PEER_ASKED]):
            made = peer.sketch(text)
            scores = [peer.alike(made, one) for one in kept]
            hits += int(np.argmax(scores)) == number and scores[number] > threshold
        found[f"{name}_{peer.name}"] = round(hits / PEER_ASKED, 4)
    return found


def measure_found(data: Path) -> dict[str, float]:
    """Excerpts found, beside peers, and false matches."""
    chance = random.Random(3)
    samples = [sample for sample in load_corpus(data) if len(sample.text) > MIN_CHARS]
    chance.shuffle(samples)
    registered, others = samples[:REGISTERED], samples[REGISTERED : REGISTERED + UNRELATED]
    index = FingerprintIndex(KEY, families=FAMILIES)
    for number, sample in enumerate(registered):
        index.register(document(sample.text, f"{number:064x}"), name=str(number), label=Label())
    # Of a text that itself holds part of another registered one, nobody can say what is to stand on top.
    strangers = [other for other in others if not index.lookup(document(other.text, "x"))]
    pasted = cases(chance, registered, strangers)
    figures: dict[str, float] = {}
    for name, texts in pasted.items():
        tops = [next((match.name for match in index.lookup(document(text, "x"))), "") for text in texts]
        figures[f"{name}_found"] = round(sum(top == str(number) for number, top in enumerate(tops)) / len(tops), 4)
    peers: list[Peer] = [MinHash(Secret.of(KEY)), Ssdeep()]
    peers += [Tlsh(module)] if (module := find_tlsh()) else []
    for peer in peers:
        figures |= measure_peer(peer, registered, others, pasted)
    for name in pasted:
        best = max(figures[f"{name}_{peer}"] for peer in (each.name for each in peers))
        figures[f"{name}_to_best_peer"] = round(figures[f"{name}_found"] / max(best, 1 / PEER_ASKED), 2)
    return figures | measure_false(index, registered, others) | {"texts_pasted_into": len(strangers)}


def measure_false(index: FingerprintIndex, registered: list[Sample], others: list[Sample]) -> dict[str, float]:
    """Matches between texts that have nothing to do with one another, by the kind of fingerprint, and in one source."""
    held: dict[str, int] = {}
    for sample in registered:
        held[sample.family] = held.get(sample.family, 0) + 1
    counts = {"false_matches": 0, "false_matches_by_text": 0, "false_matches_same_source": 0}
    same_pairs = 0
    for other in others:
        same_pairs += held.get(other.family, 0)
        for match in index.lookup(document(other.text, "x")):
            source = registered[int(match.name)]
            if source.family != other.family:
                counts["false_matches"] += 1
                counts["false_matches_by_text"] += match.basis == "text"
            elif source.group != other.group:
                counts["false_matches_same_source"] += 1
    pairs = len(others) * len(registered)
    return {
        **counts,
        "pairs": pairs - same_pairs,
        "pairs_same_source": same_pairs,
        "false_matches_same_source_percent": round(100 * counts["false_matches_same_source"] / max(1, same_pairs), 3),
    }


def measure_size(data: Path, count: int) -> dict[str, float]:
    """Size and time of an index of many documents, and how long it takes to see that it only adds (to itself)."""
    texts = [sample.text for sample in load_corpus(data) if len(sample.text) > MIN_CHARS]
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, with_families in (("text", False), ("all", True)):
            path = Path(folder) / name
            spent_s = write_crowd(path, KEY, texts, count, with_families=with_families)
            figures[f"index_mb_per_100k_{name}"] = round(path.stat().st_size / 1e6 * 100_000 / count, 1)
            figures[f"write_ms_{name}"] = round(spent_s * 1000 / count, 2)
            with FingerprintIndex(KEY, path, families=FAMILIES if with_families else (), is_read_only=True) as index:
                figures |= {f"{key}_{name}": value for key, value in lookups(index, texts).items()}
        began = time.process_time()
        check_index(Path(folder) / "all", KEY, adds_to=Path(folder) / "all")
        figures["only_adds_s"] = round(time.process_time() - began, 1)
    figures["index_mb_per_100k"] = figures["index_mb_per_100k_all"]
    figures["lookup_ms"] = figures["lookup_ms_all"]
    return figures | {"documents": count}


def lookups(index: FingerprintIndex, texts: list[str]) -> dict[str, float]:
    """Median and mean time of a look at a document of 5 kB, warm, in processor time of this process; matches found."""
    questions: list[Any] = list(asked(texts, LOOKUPS))
    for question in questions:
        index.lookup(question)
    spent, matches = [], 0
    for question in questions:
        began = time.process_time()
        matches += len(index.lookup(question))
        spent.append((time.process_time() - began) * 1000)
    return {
        "lookup_ms": round(float(np.median(spent)), 2),
        "lookup_mean_ms": round(float(np.mean(spent)), 2),
        "crowd_matches": matches,
    }


def main() -> None:
    """Print the figures, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--documents", type=int, default=100_000, help="Documents of the large index.")
    parser.add_argument("--only", choices=["found", "size"], help="One of the two parts.")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (options.data / "corpus").is_dir():
        print(json.dumps({"bench": "fingerprint", "skipped": f"no data in {options.data}"}))
        return
    figures = {} if options.only == "size" else measure_found(options.data)
    figures |= {} if options.only == "found" else measure_size(options.data, options.documents)
    if options.json:
        print(json.dumps({"bench": "fingerprint", "figures": figures}))
        return
    for name, value in figures.items():
        print(f"{name:36} {value}")


if __name__ == "__main__":
    main()
