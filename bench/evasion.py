"""Disguises registered documents in every way that people use, and tells which are still known for what they are.

python -m bench.evasion [--data FOLDER] [--texts N] [--drawings N] [--only WORD …] [--ocr off] [--json]

`identified` is the right project by fingerprint, or the right kind: a drawing called a drawing, a specification called
sensitive. `opaque` could not be read, and is held for that. Beside ours, on the same files: SHA-256, ssdeep, TLSH and,
where it is installed, ClamAV with phrases of the documents as its signatures.

The same is done to ordinary documents that nobody registered: texts of every ordinary source of the corpus, of each as
many, in three languages, and pages of every folder of what is no drawing. Those that would be stopped are false
alarms. Each technique that leaves something to read is put on `--each` of them, by chance and of each language and of
pages as many, so that a document goes through a part of the techniques.

An ordinary document that holds a part of a registered one is not clean, for to stop it is right: it is set aside, and
counted as `sharing`. It is one where it is of the same `group` of the corpus (pieces, versions and translations of one
document), or where the plain texts have 68 letters and digits on end in common (34 of Chinese or Japanese), which is
what the fingerprints promise to find; `bench/disguise/shared.py` looks for these by itself. The interval of
`clean_stopped` counts each document once, for one that is stopped is stopped in most of its disguises.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from bench.disguise.catalogue import techniques
from bench.disguise.judges import Judge, Peers
from bench.disguise.samples import Samples, load_samples, ordinary_texts
from bench.disguise.source import File, Sort, Source, Technique
from bench.disguise.tally import Clean, Row, figures_of, share, table
from classifiers.model.artifacts import load_models
from classifiers.ocr.settings import Ocr, OcrUse

DEFAULT_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SEED = 11


def main() -> int:
    """Print the table; exit 2 where there is no data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--texts", type=int, default=6, help="texts of each language")
    parser.add_argument("--clean", type=int, default=48, help="ordinary texts of each language, and pages")
    parser.add_argument("--each", type=int, default=48, help="ordinary documents that each technique is put on")
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
    bench = Bench(pictured=options.pictured, each=options.each)
    with Judge(Ocr(use=options.ocr)) as judge:
        bench.measure(judge, samples, chosen)
    figures = (
        figures_of(bench.rows, chosen)
        | bench.clean.figures("clean")
        | {"sharing_documents": len(samples.sharing)}
        | bench.sharing.figures("sharing")
        | measure_clean(options.data, options.wide)
    )
    if options.json:
        print(json.dumps({"bench": "evasion", "figures": figures}))
        return 0
    print("\n".join(table(bench.rows, figures)))
    if options.missed:
        print("\n".join(bench.missed))
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
    by_language = {f"clean_as_they_are_stopped_{each}": share(stopped[each], tried[each]) for each in sorted(tried)}
    return {
        "clean_as_they_are": len(texts),
        "clean_as_they_are_stopped": share(stopped.total(), len(texts)),
        **by_language,
    }


class Bench:
    """Each technique on each document that it can be put on.

    Args:
        pictured: On so many registered documents a technique is put that makes pictures, and on as many ordinary ones.
        each: On so many ordinary documents any other is put.

    Attributes:
        rows: Counts by technique.
        clean, sharing: Counts of ordinary documents, those apart that hold a part of a registered one.
        missed: What was not identified, and what was stopped wrongly, a line each.
    """

    def __init__(self, *, pictured: int, each: int) -> None:
        self._pictured = pictured
        self._each = each
        self.rows: dict[str, Row] = defaultdict(Row)
        self.clean = Clean()
        self.sharing = Clean()
        self.missed: list[str] = []

    def measure(self, judge: Judge, samples: Samples, chosen: Sequence[Technique]) -> None:
        """Register what is to be registered, and look at everything in every disguise."""
        for number, source in enumerate(samples.registered):
            judge.register(source, f"p{number}")
        peers = Peers(samples.registered, samples.clean)
        for technique in chosen:
            row = self.rows[technique.name]
            row.peers.update(peers.found(self._registered(judge, samples, technique, row)))
            # What nobody can open says nothing of whose it is, and is no chance to stop it wrongly.
            if not technique.is_sealed:
                self._ordinary(judge, samples, technique, row)
            sys.stderr.write(
                f"{len(self.rows)} of {len(chosen)}: {technique.name}, {row.by_project} of {row.tried} by project\n"
            )

    def _registered(
        self, judge: Judge, samples: Samples, technique: Technique, row: Row
    ) -> dict[str, tuple[File, ...]]:
        made: dict[str, tuple[File, ...]] = {}
        most = self._pictured if technique.is_costly else None
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
                self.missed.append(f"{technique.name}: {source.name} ({source.language}, {source.sort})")
        return made

    def _ordinary(self, judge: Judge, samples: Samples, technique: Technique, row: Row) -> None:
        most = self._pictured if technique.is_costly else self._each
        for source, files in islice(taking_turns(technique, samples.clean), most):
            seen = judge.see(files)
            self.clean.add(source, seen)
            row.clean += 1
            row.clean_stopped += bool(seen.causes)
            row.clean_opaque += seen.is_opaque
            if seen.causes:
                why = ", ".join(sorted(seen.causes))
                self.missed.append(f"{technique.name}: stopped {source.name} ({source.tongue}; {why})")
        if not technique.is_costly:
            for source, files in taking_turns(technique, samples.sharing):
                self.sharing.add(source, judge.see(files))


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


def taking_turns(technique: Technique, sources: Sequence[Source]) -> Iterator[tuple[Source, tuple[File, ...]]]:
    """What a technique makes of ordinary documents, one of each language and of pages after the other, by chance within
    them; the same at every run, and others for another technique."""
    fitting = [source for source in sources if source.sort in technique.sorts]
    random.Random(f"{SEED} {technique.name}").shuffle(fitting)
    seen: Counter[str] = Counter()
    turns = []
    for source in fitting:
        turns.append((seen[source.tongue], source))
        seen[source.tongue] += 1
    for _, source in sorted(turns, key=lambda pair: pair[0]):
        files = technique.disguise(source, random.Random(f"{SEED} {technique.name} {source.name}"))
        if files:
            yield source, files


if __name__ == "__main__":
    sys.exit(main())
