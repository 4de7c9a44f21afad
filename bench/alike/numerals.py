"""Numbers: translation pairs of the corpus, changes made to its texts, and unrelated texts."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections import defaultdict
from pathlib import Path

from bench.alike.lookup import Lookup
from classifiers.detect.numerals import MIN_WORTH, QUARTERS, RARITY_BITS, NumeralFamily
from classifiers.detect.prints import Print
from classifiers.document import Part
from classifiers.model.corpus import FAMILY

ASKED = 1_500
CHANGED = 150
PAIRED = ("xiangshan_design", "esp_dev_kits", "esp_hw_guidelines", "nig_sc", "tf_docs_ja")
LANGUAGE = re.compile(r"[/.](?:en|zh|ja|zh_CN|zh-CN)(?=[/.])")
SENTENCE = re.compile(r"(?<=[.\n])\s+|(?<=。)")
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
MILLIMETRES = re.compile(r"(\d+(?:\.\d+)?)\s?mm\b")


def text_part(text: str) -> Part:
    """A text file, read."""
    return Part(name="", type="text/plain", digest="", size_bytes=len(text), text=text)


def measure(data: Path) -> dict[str, float]:
    """All figures."""
    rows: list[dict[str, str]] = []
    for path in sorted((data / "corpus").glob("*/*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows.extend(json.loads(line) for line in lines)
    lookup, bare = Lookup(NumeralFamily()), Lookup(NumeralFamily(), is_weighed=False)
    began = time.perf_counter()
    prints = [lookup.print_of(text_part(row["text"])) for row in rows]
    spent = time.perf_counter() - began
    for made in prints:
        lookup.register(made)
        bare.register(made)
    figures: dict[str, float] = {
        "numerals_ms_per_10k_chars": round(spent * 1e7 / sum(len(row["text"]) for row in rows), 2),
        "numerals_hashes_a_document": round(sum(lookup.sizes) / len(rows), 1),
    }
    for name, index in (("", lookup), ("_unweighed", bare)):
        figures |= {f"numerals_{key}{name}": value for key, value in _false(rows, prints, index).items()}
    figures |= _translations(rows, prints, lookup)
    figures |= _changes(rows, prints, lookup)
    return figures


def _false(rows: list[dict[str, str]], prints: list[Print], index: Lookup) -> dict[str, float]:
    chance = random.Random(1)
    chosen = chance.sample(range(len(rows)), min(ASKED, len(rows)))
    between = within = 0
    for number in chosen:
        for other, _ in index.ask(prints[number]):
            if rows[number]["group"] == rows[other]["group"]:
                continue
            is_one_family = _family(rows[number]) == _family(rows[other])
            within += is_one_family
            between += not is_one_family
    return {"pairs": len(chosen) * len(rows), "matches_between_sources": between, "matches_within_sources": within}


def _family(row: dict[str, str]) -> str:
    return FAMILY.get(row["source"], row["source"])


def _translations(rows: list[dict[str, str]], prints: list[Print], index: Lookup) -> dict[str, float]:
    """Share of translated documents found, of those whose numbers could suffice; and how many those are."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[row["group"]].append(number)
    found: dict[str, list[bool]] = defaultdict(list)
    total: dict[str, int] = defaultdict(int)
    for members in groups.values():
        for one in members:
            for other in members:
                if rows[one]["source"] in PAIRED and one != other and _is_translation(rows[one], rows[other], members):
                    total[rows[one]["source"]] += 1
                    if min(worth(prints[one]), worth(prints[other])) >= MIN_WORTH:
                        found[rows[one]["source"]].append(other in dict(index.ask(prints[one])))
    figures: dict[str, float] = {}
    for source, hits in found.items():
        figures[f"numerals_translated_{source}"] = round(sum(hits) / len(hits), 3)
        figures[f"numerals_translated_{source}_telling"] = len(hits)
        figures[f"numerals_translated_{source}_all"] = total[source]
    every = [hit for hits in found.values() for hit in hits]
    figures["numerals_translated"] = round(sum(every) / max(1, len(every)), 3)
    return figures


def _is_translation(one: dict[str, str], other: dict[str, str], members: list[int]) -> bool:
    if one["lang"] == other["lang"]:
        return False
    stems = [LANGUAGE.sub("", row["id"].split(":", 1)[1]) for row in (one, other)]
    return len(members) == 2 or stems[0] == stems[1]


def worth(made: Print) -> float:
    """What all different numbers of a document are worth together."""
    return float(sum(value & int(RARITY_BITS) for value in set(made.hashes.tolist()))) / QUARTERS


def _changes(rows: list[dict[str, str]], prints: list[Print], index: Lookup) -> dict[str, float]:
    """Share found again after a change that leaves no sentence as it was, and the excerpt of a half and a quarter."""
    chance = random.Random(2)
    telling = [
        number
        for number, row in enumerate(rows)
        if row["proxy"] == "positive" and worth(prints[number]) >= 2 * MIN_WORTH
    ]
    chosen = chance.sample(telling, min(CHANGED, len(telling)))
    found: dict[str, int] = defaultdict(int)
    for number in chosen:
        text = rows[number]["text"]
        sentences = SENTENCE.split(text)
        fours = [sentences[at : at + 4] for at in range(0, len(sentences), 4)]
        near = [piece for four in fours for piece in chance.sample(four, len(four))]
        half, quarter = len(text) // 2, len(text) // 4
        start = chance.randrange(max(1, half))
        variants = {
            "full_width": text.translate(FULL_WIDTH),
            "sentences_moved": "\n".join(near),
            "sentences_shuffled": "\n".join(chance.sample(sentences, len(sentences))),
            "millimetres_to_inches": MILLIMETRES.sub(lambda match: f"{float(match[1]) / 25.4:.6g} in", text),
            "one_digit_in_60_misread": "".join(
                chance.choice("0123456789") if sign.isdigit() and chance.random() < 1 / 60 else sign for sign in text
            ),
            "words_replaced": re.sub(r"(?<![\w.-])[a-z]{5,}(?![\w-])|[\u3040-\u30ff\u4e00-\u9fff]{5,}", "…", text),
            "excerpt_half": text[start : start + half],
            "excerpt_quarter": text[start : start + quarter],
        }
        for name, changed in variants.items():
            found[name] += number in dict(index.ask(index.print_of(text_part(changed))))
    return {f"numerals_{name}": round(count / len(chosen), 3) for name, count in found.items()}
