"""Measures how many legends are found, wherever they stand and however they are written, and how many are imagined.

The legends, the places and the disguises are our own (`bench/stamped`), so the found share says what is held, not how
organisations write. False alarms are counted over the texts of the corpus and texts that only speak of legends.
Beside ours in the same run: a plain list of expressions as one gives `grep -i`, over text, properties and name.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from pathlib import Path

from bench.stamped.carriers import BODY, CARRIERS, DISGUISES, NEAR_MISSES, document
from bench.stamped.legends import FURTHER, LANGUAGES
from classifiers.confine import ReaderPool
from classifiers.detect.doubts import CONTRADICTION, DOUBTFUL, weigh
from classifiers.detect.legends import PUBLIC_RELEASE
from classifiers.detect.markings import find_markings
from classifiers.document import Document, Finding, Part
from classifiers.limits import Limits
from classifiers.model.corpus import DEFAULT_DATA, load_corpus
from classifiers.ocr.settings import Ocr, OcrUse

GREP = re.compile(
    r"\bCUI\b|controlled unclassified|official use only|\bFOUO\b|noforn|\bITAR\b|\bECCN\b|export[- ]controlled|"
    r"distribution statement|public release|TLP:|confidential|proprietary|trade secret|internal use only|"
    r"極秘|厳秘|秘|機密|社外秘|部外秘|取扱注意|持出禁止|該非|外為法|绝密|机密|秘密|内部|商密|保密|两用物项",
    re.IGNORECASE,
)
FILES = 400
MAX_FILE_BYTES = 400_000
NAMED = ("[{}] plan.docx", "{}_plan.docx")


def ours(seen: Document, name: str = "x.txt") -> frozenset[str]:
    """Names of the markings found, doubted ones left out."""
    found = weigh(seen, find_markings(seen, name)).markings
    return frozenset(marking.name for marking in found if not (marking.is_doubted and marking.name != PUBLIC_RELEASE))


def peer(seen: Document, name: str = "x.txt") -> bool:
    """Whether the expressions stand anywhere."""
    words = (name, *(said for part in seen.parts for said in (part.text, *part.metadata.values())))
    fields = (field.value for part in seen.parts for field in part.fields)
    return any(GREP.search(piece) for piece in (*words, *fields))


def found_shares() -> dict[str, float]:
    """Shares found, by language, by place and by disguise."""
    held: Counter[str] = Counter()
    asked: Counter[str] = Counter()

    def count(keys: tuple[str, ...], seen: Document, name: str, answer: str) -> None:
        hit, peer_hit = answer in ours(seen, name), peer(seen, name)
        for key in keys:
            asked[key] += 1
            asked[f"{key}_by_grep"] += 1
            held[key] += hit
            held[f"{key}_by_grep"] += peer_hit

    for language, legends in LANGUAGES.items():
        for legend, answer in legends.items():
            for place, carrier in CARRIERS.items():
                keys = ("found", f"found_{language}", f"found_in_{place}")
                count(keys, document(carrier(legend, BODY[language])), "x.txt", answer)
            for disguise, change in DISGUISES.items():
                seen = document(CARRIERS["head"](change(legend), BODY[language]))
                count(("found_disguised", f"found_{disguise}"), seen, "x.txt", answer)
            if len(legend) <= 24 and not set(legend) & set(":/"):
                for pattern in NAMED:
                    seen = document(CARRIERS["head"]("", BODY[language]))
                    count(("found_in_name",), seen, pattern.format(legend), answer)
    return {key: round(held[key] / asked[key], 4) for key in sorted(asked)}


def further_shares() -> dict[str, float]:
    """Share of less usual wordings at the head of a page in which any marking is seen."""
    figures: dict[str, float] = {}
    for language, legends in FURTHER.items():
        seen = [document(CARRIERS["head"](legend, BODY[language])) for legend in legends]
        figures[f"further_found_{language}"] = round(sum(bool(ours(each)) for each in seen) / len(seen), 4)
        figures[f"further_found_{language}_by_grep"] = round(sum(peer(each) for each in seen) / len(seen), 4)
    return figures


def doubt_shares() -> dict[str, float]:
    """Shares of forged or contradictory marks of public release that lower nothing and are a finding."""
    release = "Approved for public release; distribution is unlimited."
    body = BODY["en"]
    cases = (
        document(Part(name="", type="text/plain", digest="0", size_bytes=9, text=f"CUI\n{release}\n{body}")),
        document(Part(name="", type="text/plain", digest="0", size_bytes=9, text=f"{release}\n{body}\n【社外秘】\n")),
        document(Part(name="", type="text/plain", digest="0", size_bytes=9, text="\u200b".join(release) + "\n" + body)),
        document(Part(name="", type="text/plain", digest="0", size_bytes=9, text=DISGUISES["homoglyphs"](release))),
        document(Part(name="", type="x", digest="0", size_bytes=9, text=body, metadata={"keywords": release})),
        document(Part(name="", type="x", digest="0", size_bytes=9, text=body, metadata={"Classification": "Public"})),
        document(Part(name="", type="text/plain", digest="0", size_bytes=9, text=body * 3 + release + "\n" + body * 3)),
        Document(
            parts=(Part(name="", type="application/pdf", digest="0", size_bytes=9, text=f"{release}\n{body}"),),
            findings=(Finding(name="hidden-text", detail="3"),),
        ),
        document(Part(name="", type="text/plain", digest="0", size_bytes=9, text="DISTRIBUTION STATEMENT A - pending")),
    )
    weighed = [weigh(case, find_markings(case, "x.txt")) for case in cases]
    held = [
        not each.relieved and any(finding.name in (CONTRADICTION, DOUBTFUL) for finding in each.findings)
        for each in weighed
    ]
    return {"forged_seen_through": round(sum(held) / len(held), 4), "forged_asked": len(held)}


def near_miss_shares() -> dict[str, float]:
    """Share of texts that only speak of legends in which one is seen."""
    figures: dict[str, float] = {}
    everything: list[tuple[bool, bool]] = []
    for kind, texts in NEAR_MISSES.items():
        answers = []
        for text in texts:
            seen = document(Part(name="", type="text/plain", digest="0", size_bytes=9, text=text))
            answers.append((bool(ours(seen)), peer(seen)))
        figures[f"false_in_{kind}"] = round(sum(mine for mine, _ in answers) / len(answers), 4)
        everything.extend(answers)
    figures["false_in_near_misses"] = round(sum(mine for mine, _ in everything) / len(everything), 4)
    figures["false_in_near_misses_by_grep"] = round(sum(theirs for _, theirs in everything) / len(everything), 4)
    return figures


def corpus_shares(data: Path) -> dict[str, float]:
    """Share of corpus texts with a marking, by source where there is one; none of them is truly marked but by A."""
    samples = load_corpus(data)
    texts: Counter[str] = Counter()
    mine: Counter[str] = Counter()
    theirs = raised = 0
    spent_s = 0.0
    for sample in samples:
        seen = document(Part(name="", type="text/plain", digest="0", size_bytes=9, text=sample.text))
        began = time.thread_time()
        names = ours(seen)
        spent_s += time.thread_time() - began
        texts[sample.source] += 1
        mine[sample.source] += bool(names)
        raised += bool(names - {PUBLIC_RELEASE})
        theirs += peer(seen)
    bytes_read = sum(len(sample.text.encode()) for sample in samples)
    return {
        "corpus_texts": len(samples),
        "corpus_marked": round(sum(mine.values()) / len(samples), 6),
        "corpus_raised": round(raised / len(samples), 6),
        "corpus_marked_by_grep": round(theirs / len(samples), 6),
        "ms_per_10kb": round(spent_s * 1e7 / bytes_read, 3),
        **{
            f"corpus_marked_{source}": round(mine[source] / count, 4) for source, count in texts.items() if mine[source]
        },
    }


def file_shares(data: Path, most: int, *, is_shown: bool) -> dict[str, float]:
    """Share of shared office files, mails and pictures, none of them known to be marked, in which a legend is seen."""
    rows = [json.loads(line) for line in (data / "files" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = [row for row in rows if row["class"] in ("documents", "near-negatives") and row["size"] < MAX_FILE_BYTES]
    random.Random(5).shuffle(chosen)
    seen: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    theirs = 0
    with ReaderPool(Limits(), workers=1, ocr=Ocr(use=OcrUse.OFF)) as pool:
        for row in chosen[:most]:
            path = data / "files" / row["path"]
            with path.open("rb") as file:
                document = pool.read(file.fileno(), path.name)
            names = ours(document, path.name)
            seen[row["class"]] += 1
            marked[row["class"]] += bool(names)
            theirs += peer(document, path.name)
            if names and is_shown:
                print(row["path"], sorted(names))
    return {
        "files": sum(seen.values()),
        "files_marked_by_grep": round(theirs / max(1, sum(seen.values())), 4),
        **{
            f"files_marked_{kind.replace('-', '_')}": round(marked[kind] / count, 4)
            for kind, count in sorted(seen.items())
        },
    }


def main() -> None:
    """Print the figures, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--files", type=int, default=FILES, help="how many shared files to read")
    parser.add_argument("--show", action="store_true", help="name the files in which a legend is seen")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = {**found_shares(), **further_shares(), **doubt_shares(), **near_miss_shares()}
    if (options.data / "corpus").is_dir():
        figures |= corpus_shares(options.data)
        figures |= file_shares(options.data, options.files, is_shown=options.show and not options.json)
    if options.json:
        print(json.dumps({"bench": "markings", "figures": figures}))
        return
    for name, value in figures.items():
        print(f"{name:40} {value}")


if __name__ == "__main__":
    main()
