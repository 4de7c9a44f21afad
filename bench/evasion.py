"""Disguises registered documents in every way that people use, and tells which are still known for what they are.

python -m bench.evasion [--data FOLDER] [--texts N] [--drawings N] [--only WORD …] [--ocr off] [--json]

`identified` is the right project by fingerprint, or the right kind: a drawing called a drawing, a specification called
sensitive. `opaque` could not be read, and is held for that. The same is done to ordinary documents that nobody
registered; those that would be stopped are false alarms. Beside ours, on the same files: SHA-256, ssdeep, TLSH and,
where it is installed, ClamAV with phrases of the documents as its signatures.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.disguise.catalogue import techniques
from bench.disguise.judges import Judge, Peers
from bench.disguise.samples import Samples, load_samples, ordinary_texts
from bench.disguise.source import File, Sort, Source, Technique
from classifiers.model.artifacts import load_models
from classifiers.ocr.settings import Ocr, OcrUse

DEFAULT_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SEED = 11


@dataclass(slots=True)
class Row:
    """One technique's counts."""

    tried: int = 0
    by_project: int = 0
    by_kind: int = 0
    opaque: int = 0
    clean: int = 0
    clean_stopped: int = 0
    clean_opaque: int = 0
    peers: Counter[str] = field(default_factory=Counter)


def main() -> int:
    """Print the table; exit 2 where there is no data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--texts", type=int, default=6, help="texts of each language")
    parser.add_argument("--clean", type=int, default=12, help="ordinary texts of each language, and pages")
    parser.add_argument("--wide", type=int, default=200, help="ordinary texts of each language, judged as they are")
    parser.add_argument(
        "--pictured", type=int, default=9, help="documents that are made pictures in each way, and as many"
    )
    parser.add_argument("--drawings", type=int, default=8, help="drawings, models and pages, of each")
    parser.add_argument("--only", nargs="*", default=[], help="techniques whose name holds one of these words")
    parser.add_argument("--ocr", type=OcrUse, choices=list(OcrUse), default=OcrUse.AUTO)
    parser.add_argument("--missed", action="store_true", help="also name the documents that were not identified")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not (options.data / "corpus").is_dir():
        sys.stderr.write(f"no data in `{options.data}`: give a folder with --data\n")
        return 2
    samples = load_samples(options.data, texts=options.texts, drawings=options.drawings, clean=options.clean)
    chosen = [each for each in techniques() if not options.only or any(word in each.name for word in options.only)]
    missed: list[str] = []
    rows = measure(samples, chosen, Ocr(use=options.ocr), missed, pictured=options.pictured)
    figures = figures_of(rows, chosen) | measure_clean(options.data, options.wide)
    if options.json:
        print(json.dumps({"bench": "evasion", "figures": figures}))
        return 0
    show(rows, figures)
    if options.missed:
        print("\n".join(missed))
    return 0


def measure_clean(data: Path, count: int) -> dict[str, float]:
    """Ordinary texts that are stopped as they are, of every source as many: one is stopped in most of its disguises."""
    if not count:
        return {}
    model, stopped = load_models().text, Counter[str]()
    texts = ordinary_texts(data, count)
    for source in texts:
        score = model.score(source.text)
        stopped[source.language] += score is not None and score.sensitive_p >= model.threshold
    tried = Counter(source.language for source in texts)
    by_language = {f"clean_as_they_are_stopped_{each}": round(stopped[each] / tried[each], 4) for each in sorted(tried)}
    return {
        "clean_as_they_are": len(texts),
        "clean_as_they_are_stopped": round(stopped.total() / max(1, len(texts)), 4),
        **by_language,
    }


def measure(
    samples: Samples, chosen: Sequence[Technique], ocr: Ocr, missed: list[str], *, pictured: int
) -> dict[str, Row]:
    """Each technique on each document that it can be put on; those that make pictures on so many of either sort."""
    rows: dict[str, Row] = defaultdict(Row)
    with Judge(ocr) as judge:
        for number, source in enumerate(samples.registered):
            judge.register(source, f"p{number}")
        peers = Peers(samples.registered, samples.clean)
        for technique in chosen:
            row = rows[technique.name]
            made: dict[str, tuple[File, ...]] = {}
            most = pictured if technique.is_costly else None
            for number, source, files in disguised(technique, samples.registered, most):
                row.tried += 1
                made[f"p{number}"] = files
                seen = judge.see(files)
                is_kind = seen.is_drawing if source.sort is not Sort.TEXT else seen.is_sensitive
                if f"p{number}" in seen.projects:
                    row.by_project += 1
                elif is_kind:
                    row.by_kind += 1
                elif seen.is_opaque:
                    row.opaque += 1
                else:
                    missed.append(f"{technique.name}: {source.name} ({source.language}, {source.sort})")
            row.peers.update(peers.found(made))
            for _, source, files in disguised(technique, samples.clean, most):
                row.clean += 1
                seen = judge.see(files)
                row.clean_stopped += bool(seen.projects) or seen.is_sensitive or seen.is_drawing
                row.clean_opaque += seen.is_opaque
                if seen.projects or seen.is_sensitive or seen.is_drawing:
                    missed.append(f"{technique.name}: stopped {source.name} ({source.language}, {source.sort})")
            sys.stderr.write(
                f"{len(rows)} of {len(chosen)}: {technique.name}, {row.by_project} of {row.tried} by project\n"
            )
    return rows


def disguised(
    technique: Technique, sources: Sequence[Source], most: int | None
) -> Iterator[tuple[int, Source, tuple[File, ...]]]:
    """What a technique makes of each document, of `most` of them spread over all; the same at every run."""
    fitting = [(number, source) for number, source in enumerate(sources) if source.sort in technique.sorts]
    if most is not None and len(fitting) > most:
        fitting = [fitting[place * len(fitting) // most] for place in range(most)]
    for number, source in fitting:
        files = technique.disguise(source, random.Random(f"{SEED} {technique.name} {number}"))
        if files:
            yield number, source, files


def figures_of(rows: Mapping[str, Row], chosen: Sequence[Technique]) -> dict[str, float]:
    """Shares over all disguised documents; each technique weighs as much as another."""
    used = [rows[each.name] for each in chosen if rows[each.name].tried]
    clean = [row for row in used if row.clean]
    figures: dict[str, float] = {
        "evasion_identified": mean((row.by_project + row.by_kind) / row.tried for row in used),
        "evasion_identified_or_opaque": mean((row.by_project + row.by_kind + row.opaque) / row.tried for row in used),
        "evasion_by_project": mean(row.by_project / row.tried for row in used),
        "clean_stopped": round(sum(row.clean_stopped for row in clean) / max(1, sum(row.clean for row in clean)), 4),
        "techniques": len(used),
        "disguised": sum(row.tried for row in used),
        "clean": sum(row.clean for row in clean),
    }
    for peer in sorted({name for row in used for name in row.peers}):
        figures[f"identified_by_{peer}"] = mean(row.peers[peer] / row.tried for row in used)
    for name, row in rows.items():
        if row.tried:
            figures[f"technique_{name.replace(' ', '_')}"] = round((row.by_project + row.by_kind) / row.tried, 3)
    return figures


def mean(shares: Iterator[float]) -> float:
    """The mean; 0 of none."""
    values = list(shares)
    return round(sum(values) / len(values), 4) if values else 0.0


def show(rows: Mapping[str, Row], figures: Mapping[str, float]) -> None:
    """The table as the documents have it."""
    names = sorted({name for row in rows.values() for name in row.peers})
    heads = ["technique", "files", "project", "kind alone", "opaque", "missed", "clean stopped", *names]
    print("| " + " | ".join(heads) + " |\n|---|" + "---:|" * (len(heads) - 1))
    for name, row in rows.items():
        if not row.tried:
            continue
        lost = row.tried - row.by_project - row.by_kind - row.opaque
        clean = f"{row.clean_stopped} of {row.clean}" if row.clean else "–"
        cells = [row.tried, row.by_project, row.by_kind, row.opaque, lost, clean, *(row.peers[peer] for peer in names)]
        print("| " + " | ".join([name, *(str(cell or "") for cell in cells)]) + " |")
    print()
    for name, value in figures.items():
        if not name.startswith("technique_"):
            print(f"{name:32} {value}")


if __name__ == "__main__":
    sys.exit(main())
