"""Reads every file of a folder through the pool, and tells how much of each format was read and by whose word.

python -m bench.readers [--data FOLDER] [--only WORD …] [--ocr off] [--peers PYTHON] [--list WHAT] [--markdown] [--json]

Read fully is what our reader says it read fully *and* holds every phrase that a person saw in the file and nearly
every word that other extractors found in it (Apache Tika, markitdown, pdfminer, pypdf; `make peers` installs them).
Without them only the phrases hold it. Files under `hostile`, and encrypted ones, are counted apart: nothing can read
the latter. So are those of `bench.extraction.broken`, which other programs cannot read whole either: they count among
the hostile, which must end in a finding in time, and `read_fully_share_with_broken` says what the share is with them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.extraction.broken import BROKEN, ENCRYPTED
from bench.extraction.expected import expected_phrases
from bench.extraction.peer import PEERS, Peer
from bench.extraction.trial import Trial, judge, read
from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.ocr.settings import Ocr, OcrUse
from classifiers.readers.registry import find_format
from policies.label import Reading

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "files"
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"
ENCRYPTED_FOLDERS = ("containers/encrypted-docs/", "containers/encrypted-archives/")
CAD = ("drawings/",)
# Drawings and models that Tika has no reader for; it hands back their source, key words of the format and all.
SOURCE_ONLY = ("model/", "image/vnd.dxf", "application/x-fcstd")
# What each claims to read; on all else markitdown guesses at the encoding of bytes for minutes.
PDF_ONLY = ("pdfminer", "pypdf")
MARKITDOWN = frozenset({".docx", ".xlsx", ".xls", ".pptx", ".pdf", ".html", ".htm", ".epub", ".msg", ".csv", ".ipynb"})


def main() -> int:
    """Print the tables; exit 2 where the folder is not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--only", nargs="*", default=[], help="only files whose path holds one of these words")
    parser.add_argument("--peers", type=Path, default=PEERS_PYTHON, help="interpreter that has the other extractors")
    parser.add_argument(
        "--list", nargs="*", choices=[*Reading, "missed", "behind"], default=[], help="also name the files that are so"
    )
    parser.add_argument(
        "--ocr", type=OcrUse, choices=list(OcrUse), default=OcrUse.AUTO, help="read letters in pictures"
    )
    parser.add_argument("--json", action="store_true", help="one line of figures for machines")
    parser.add_argument("--markdown", action="store_true", help="print the tables as the documents have them")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.stderr.write(f"no folder `{options.data}`: give one with --data\n")
        return 2
    files = [path for path in sorted(options.data.rglob("*")) if path.is_file() and path.parent != options.data]
    files = [path for path in files if not options.only or any(word in str(path) for word in options.only)]
    if not options.peers.exists():
        sys.stderr.write(
            f"no other extractors at `{options.peers}` (`make peers` installs them): held to phrases only\n"
        )
    trials, peaks = hold_trials(options.data, files, options.peers if options.peers.exists() else None, options.ocr)
    figures = summarise(options.data, trials, peaks)
    if options.json:
        print(json.dumps({"bench": "readers", "figures": figures}))
        return 0
    show([trial for trial in trials if not is_hostile(trial)], is_markdown=options.markdown)
    show_peers([trial for trial in trials if not is_hostile(trial)], peaks, is_markdown=options.markdown)
    for name, value in figures.items():
        print(f"{name:32} {value}")
    for trial in trials:
        if listed := [what for what in options.list if is_listed(trial, what)]:
            print(*listed, trial.path, trial.type, *trial.findings[:4], "| missed:", *trial.missed[:12], end=" ")
            print(sorted(trial.recovered))
    return 0


def hold_trials(
    data: Path, files: Sequence[Path], python: Path | None, ocr: OcrUse
) -> tuple[list[Trial], dict[str, float]]:
    """Every file by ours and by each peer that claims its type; and the most memory that each held, in MB."""
    phrases = expected_phrases()
    peaks = {"ours": 0.0}
    trials: list[Trial] = []
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ReaderPool(Limits(), ocr=Ocr(use=ocr)))
        peers = [stack.enter_context(Peer(name=name, python=python)) for name in PEERS] if python else []
        for path in progress(files):
            document, seconds = read(pool, path)
            peaks["ours"] = max([peaks["ours"], *(peak_mb(pid) for pid in pool.reader_pids)])
            kind = document.parts[0].type
            others = {peer.name: peer.extract(path) for peer in peers if claims(peer.name, path, kind)}
            name = str(path.relative_to(data))
            trials.append(judge(name, document, seconds, others, phrases.get(name, ())))
        peaks.update({peer.name: peer.peak_mb for peer in peers})
    return trials, peaks


def claims(peer: str, path: Path, kind: str) -> bool:
    """Whether a peer says that it reads such files."""
    if kind.startswith(SOURCE_ONLY):
        return False
    if peer in PDF_ONLY:
        return kind == "application/pdf"
    return peer != "markitdown" or path.suffix.lower() in MARKITDOWN


def progress(files: Sequence[Path]) -> Iterator[Path]:
    """The files, with a line of how far it is where somebody watches."""
    for number, path in enumerate(files, 1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} of {len(files)} ")
        yield path
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 24 + "\r")


def peak_mb(pid: int) -> float:
    """The most memory that a process held so far, in MB; 0 where it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def is_hostile(trial: Trial) -> bool:
    """Malformed or fuzzed on purpose, by its folder or by the list of broken files."""
    return "/hostile/" in f"/{trial.path}" or trial.path in BROKEN


def is_encrypted(data: Path) -> frozenset[str]:
    """Paths of files that nothing can read, by the manifest, by their folder and by name."""
    manifest = data / "manifest.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    rows = [json.loads(line) for line in lines]
    listed = {row["path"] for row in rows if row.get("encryption") or row["path"].startswith(ENCRYPTED_FOLDERS)}
    return frozenset(listed | set(ENCRYPTED))


def summarise(data: Path, trials: Sequence[Trial], peaks: dict[str, float]) -> dict[str, float]:
    """The figures."""
    encrypted = is_encrypted(data)
    hostile = [trial for trial in trials if is_hostile(trial)]
    readable = [trial for trial in trials if not is_hostile(trial) and trial.path not in encrypted]
    broken = [trial for trial in trials if trial.path in BROKEN]
    times = sorted(trial.seconds["ours"] for trial in trials) or [0.0]
    figures = {
        "read_fully_share": share(sum(trial.is_read_fully for trial in readable), len(readable)),
        "read_fully_share_with_broken": share(
            sum(trial.is_read_fully for trial in (*readable, *broken)), len(readable) + len(broken)
        ),
        "read_fully_by_own_word": share(sum(trial.reading is Reading.FULL for trial in readable), len(readable)),
        "crashes": sum(trial.is_crash for trial in trials),
        "hostile_in_time_share": share(sum(ends_in_time(trial) for trial in hostile), len(hostile)),
        "peak_mb": round(peaks["ours"], 1),
        "files": len(trials),
        "median_ms": round(1000 * times[len(times) // 2], 1),
        "p99_ms": round(1000 * times[len(times) * 99 // 100], 1),
        "phrases_missed": sum(bool(trial.missed) for trial in trials if trial.path in expected_phrases()),
    }
    if any(len(trial.seconds) > 1 for trial in trials):
        figures["formats_behind"] = len(formats_behind(readable))
        figures["cad_not_recovered"] = sum(behind(trial) for trial in readable if trial.path.startswith(CAD))
    return figures


def ends_in_time(trial: Trial) -> bool:
    """Whether a malformed file ended as it must; one that nobody can read whole also needs a finding that says so."""
    is_told = trial.path not in BROKEN or (trial.reading is not Reading.FULL and bool(trial.findings))
    return is_told and not (trial.is_late or trial.is_crash)


def share(count: int, whole: int) -> float:
    """1 where there is nothing to count."""
    return round(count / whole, 4) if whole else 1.0


def behind(trial: Trial) -> bool:
    """Whether somebody else got the text of this file, and ours did not."""
    return bool(trial.recovered) and "ours" not in trial.recovered


def formats_behind(trials: Sequence[Trial]) -> list[str]:
    """Formats of which a peer recovers more files than ours."""
    return sorted(
        title
        for title, group in by_format(trials).items()
        if any(recovered(group, peer) > recovered(group, "ours") for peer in PEERS)
    )


def recovered(trials: Sequence[Trial], name: str) -> int:
    """Files whose text was got."""
    return sum(name in trial.recovered for trial in trials)


def by_format(trials: Sequence[Trial]) -> dict[str, list[Trial]]:
    """Trials by the title of their format."""
    groups: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        groups[find_format(trial.type).title].append(trial)
    return groups


def is_listed(trial: Trial, what: str) -> bool:
    """Whether a file is one of those asked for."""
    if what == "missed":
        return bool(trial.missed)
    return behind(trial) if what == "behind" else str(trial.reading) == what


def show(trials: Sequence[Trial], *, is_markdown: bool) -> None:
    """The table by format, the commonest first."""
    heads = ("files", *map(str, Reading), "held", "1,000 characters", "seconds")
    rows: list[tuple[str, ...]] = []
    for title, group in sorted(by_format(trials).items(), key=lambda item: -len(item[1])):
        counts = Counter(trial.reading for trial in group)
        cells = [len(group), *(counts[reading] for reading in Reading), sum(trial.is_read_fully for trial in group)]
        chars, seconds = sum(trial.chars for trial in group), sum(trial.seconds["ours"] for trial in group)
        rows.append((title, *(str(cell or "") for cell in cells), f"{chars / 1000:,.0f}", f"{seconds:.1f}"))
    print_table(("format", *heads), rows, is_markdown=is_markdown)


def show_peers(trials: Sequence[Trial], peaks: dict[str, float], *, is_markdown: bool) -> None:
    """Side by side: files whose text was got, by format; then faults, seconds and memory of each."""
    names = ["ours", *(peer for peer in PEERS if peer in peaks)]
    if len(names) == 1:
        return
    rows = [
        (title, *(str(recovered(group, name) or "") for name in names))
        for title, group in sorted(by_format(trials).items(), key=lambda item: -len(item[1]))
        if any(trial.recovered for trial in group)
    ]
    print_table(("text got of so many files", *names), rows, is_markdown=is_markdown)
    failed: list[float] = [
        sum(name in trial.faults if name != "ours" else trial.reading is Reading.FAILED for trial in trials)
        for name in names
    ]
    costs: dict[str, list[float]] = {
        "files asked": [sum(name in trial.seconds for trial in trials) for name in names],
        "files failed": failed,
        "seconds": [round(sum(trial.seconds.get(name, 0.0) for trial in trials)) for name in names],
        "peak MB": [round(peaks[name]) for name in names],
    }
    costs_rows = [(head, *(f"{cell:,}" for cell in cells)) for head, cells in costs.items()]
    print_table(("cost", *names), costs_rows, is_markdown=is_markdown)


def print_table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, is_markdown: bool) -> None:
    """A table, for people on a terminal or for a page of the documents."""
    if is_markdown:
        print("| " + " | ".join(heads) + " |\n|---|" + "---:|" * (len(heads) - 1))
        for row in rows:
            print("| " + " | ".join(row) + " |")
    else:
        width = min(58, max((len(row[0]) for row in (heads, *rows)), default=0)) + 2
        for row in (heads, *rows):
            cells = (f"{cell:>{max(9, len(head) + 2)}}" for head, cell in zip(heads[1:], row[1:], strict=True))
            print(f"{row[0][: width - 2]:{width}}", *cells, sep="")
    print()


if __name__ == "__main__":
    sys.exit(main())
