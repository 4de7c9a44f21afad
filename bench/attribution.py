"""Measures whose documents are, learnt from twenty documents a project, beside the nearest TF-IDF centroid.

Ten projects are folders of large technical sources of the corpus, several of one source among them; documents of one
group (translations, versions) are never on both sides. Strangers are texts of sources that no project is from. The peer
answers always; its second figure is its rate where it answers as often as ours, its least sure answers left out. The
hard case is five fields of the patents of one year and office, sorted by keywords alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifiers.assessment import Attribution
from classifiers.document import Document, Part
from classifiers.model.attribution import Example, example, learn
from classifiers.model.corpus import DEFAULT_DATA
from classifiers.model.terms import BUCKETS, Scatter, Terms, terms_of

KEY = b"a key that only this bench knows"
TAUGHT = 20
ASKED = 40
STRANGERS = 40
ROUNDS = 3
LEAST_CHARS = 600
NO_TEMPLATES = np.empty(0, dtype=np.uint64)
PROJECTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "root-of-trust": ("opentitan", ("hw/ip", "hw/top_")),
    "instruction-set": ("riscv_isa", ("src/",)),
    "sg200x": ("sophgo_doc", ("SG200X/",)),
    "memblock": ("xiangshan_design", ("docs/en/memblock", "docs/zh/memblock")),
    "backend": ("xiangshan_design", ("docs/en/backend", "docs/zh/backend")),
    "cache": ("xiangshan_design", ("docs/en/cache", "docs/zh/cache", "docs/en/frontend", "docs/zh/frontend")),
    "dev-kits": ("esp_dev_kits", ("docs/",)),
    "flight": ("fprime", ("docs/UsersGuide/",)),
    "crypto": ("us_patents_fulltext_2014", ("crypto_security",)),
    "telecom": ("us_patents_fulltext_2014", ("telecom",)),
}
HARD = ("crypto_security", "telecom", "semiconductor", "surveillance_biometrics", "aerospace_navigation_sensing")
TECHNICAL = ("mil_std_498", "s2e_documents", "edusemi", "c2a_core", "cn_patents_sample")
ORDINARY = ("nig_sc", "tf_docs_ja", "tf_docs_zh", "handbook_18f", "titech_syllabus", "cn_laws", "qmsum", "arxiv_2007")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    group: str
    document: Document


def texts(data: Path, source: str, starts: Sequence[str] = ("",)) -> list[_Text]:
    """Texts of a source whose path or field begins with one of `starts`."""
    found = []
    with gzip.open(data / "corpus" / source / f"{source}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            path = row["field"] if source.startswith("us_patents") else row["id"].partition(":")[2]
            if path is not None and path.startswith(tuple(starts)) and len(row["text"]) >= LEAST_CHARS:
                part = Part(name="", type="text/plain", digest=row["id"], size_bytes=1, text=row["text"])
                found.append(_Text(group=row["group"], document=Document(parts=(part,))))
    return found


def split(found: list[_Text], chance: random.Random) -> tuple[list[Document], list[Document]]:
    """Twenty documents to learn, and others of other groups to ask about."""
    groups: dict[str, list[Document]] = defaultdict(list)
    for text in found:
        groups[text.group].append(text.document)
    order = sorted(groups)
    chance.shuffle(order)
    taught: list[Document] = []
    asked: list[Document] = []
    for group in order:
        (taught if len(taught) < TAUGHT else asked).extend(groups[group])
    return taught[:TAUGHT], asked[:ASKED]


class Centroids:
    """The peer: the mean of each project's TF-IDF vectors, and the cosine to the nearest."""

    def __init__(self, examples: Sequence[Example]) -> None:
        seen = np.bincount(np.concatenate([each.buckets for each in examples]), minlength=BUCKETS)
        self._rarity = np.log((1 + len(examples)) / (1 + seen)) + 1.0
        self.names = sorted({each.project for each in examples})
        means = np.zeros((len(self.names), BUCKETS))
        for each in examples:
            values = each.weights * self._rarity[each.buckets]
            means[self.names.index(each.project), each.buckets] += values / np.linalg.norm(values)
        self._means = means / np.linalg.norm(means, axis=1, keepdims=True)

    def nearest(self, terms: Terms) -> tuple[str, float]:
        """The nearest project and how near it is."""
        vector = np.bincount(terms.buckets, weights=terms.weights, minlength=BUCKETS).astype(np.float64)
        vector = vector * self._rarity
        cosines = self._means @ (vector / max(1e-12, float(np.linalg.norm(vector))))
        best = int(np.argmax(cosines))
        return self.names[best], float(cosines[best])


@dataclass(slots=True, kw_only=True)
class _Tally:
    """Answers of one set of projects, over all rounds."""

    asked: list[tuple[str, Attribution, str, float]]
    strangers: dict[str, list[tuple[Attribution, float]]]
    learn_s: list[float]
    ask_s: list[float]


def run(projects: Mapping[str, list[_Text]], others: Mapping[str, list[_Text]], rounds: int) -> _Tally:
    """Learn and ask, `rounds` times with other documents."""
    tally = _Tally(asked=[], strangers={name: [] for name in others}, learn_s=[], ask_s=[])
    scatter = Scatter(KEY)
    for number in range(rounds):
        chance = random.Random(number)
        parts = {name: split(found, chance) for name, found in projects.items()}
        began = time.perf_counter()
        examples = [
            example(name, document.parts[0].digest, terms_of(document, scatter))
            for name, (taught, _) in parts.items()
            for document in taught
        ]
        model = learn(examples, NO_TEMPLATES)
        tally.learn_s.append(time.perf_counter() - began)
        peer = Centroids(examples)
        for name, (_, asked) in parts.items():
            for document in asked:
                began = time.thread_time()
                terms = terms_of(document, scatter)
                answer = model.attribute(terms)
                tally.ask_s.append(time.thread_time() - began)
                tally.asked.append((name, answer, *peer.nearest(terms)))
        for name, found in others.items():
            for text in chance.sample(found, min(STRANGERS, len(found))):
                terms = terms_of(text.document, scatter)
                tally.strangers[name].append((model.attribute(terms), peer.nearest(terms)[1]))
    return tally


def figures_of(tally: _Tally, prefix: str = "") -> dict[str, float]:
    """Rates of one set of projects."""
    asked = tally.asked
    answered = [(name, answer) for name, answer, _, _ in asked if answer.project]
    sure = sorted(asked, key=lambda item: -item[3])[: max(1, len(answered))]
    floor = sure[-1][3]
    figures = {
        "asked": len(asked),
        "answers": len(answered) / len(asked),
        "right_when_it_answers": sum(name == answer.project for name, answer in answered) / max(1, len(answered)),
        "own_among_candidates": sum(name in answer.candidates for name, answer, _, _ in asked) / len(asked),
        "centroid_right": sum(name == nearest for name, _, nearest, _ in asked) / len(asked),
        "centroid_right_at_same_rate": sum(name == nearest for name, _, nearest, _ in sure) / len(sure),
    }
    for kind, found in tally.strangers.items():
        figures[f"{kind}_none_of_them"] = sum(not answer.candidates for answer, _ in found) / len(found)
        figures[f"{kind}_not_attributed"] = sum(not answer.project for answer, _ in found) / len(found)
        figures[f"{kind}_not_attributed_by_centroid"] = sum(near < floor for _, near in found) / len(found)
    return {f"{prefix}{name}": round(value, 4) for name, value in figures.items()}


def measure(data: Path, rounds: int) -> dict[str, float]:
    """All figures."""
    projects = {name: texts(data, source, starts) for name, (source, starts) in PROJECTS.items()}
    others = {
        "technical_stranger": [text for source in TECHNICAL for text in texts(data, source)],
        "ordinary_stranger": [text for source in ORDINARY for text in texts(data, source)],
    }
    tally = run(projects, others, rounds)
    hard = {name: texts(data, "us_patents_fulltext_2014", (name,)) for name in HARD}
    return {
        "projects": len(projects),
        "taught_each": TAUGHT,
        **figures_of(tally),
        "learn_s": round(float(np.median(tally.learn_s)), 2),
        "ms_per_document": round(1000.0 * float(np.median(tally.ask_s)), 2),
        **figures_of(run(hard, {}, rounds), "one_source_"),
    }


def main() -> None:
    """Print the figures, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (options.data / "corpus").is_dir():
        print(json.dumps({"bench": "attribution", "skipped": f"no data in {options.data}"}))
        return
    figures = measure(options.data, options.rounds)
    if options.json:
        print(json.dumps({"bench": "attribution", "figures": figures}))
        return
    for name, value in figures.items():
        print(f"{name:46} {value}")


if __name__ == "__main__":
    main()
