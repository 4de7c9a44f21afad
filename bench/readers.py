"""Reads every file of a folder through the pool and prints how much of each type was read.

python bench/readers.py [--data ../shared/data/files] [--json] [--slow] [--list READING]
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import sys
import time
from pathlib import Path

import psutil

from classifiers.confine import ReaderPool
from classifiers.document import Document
from classifiers.limits import Limits

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "files"
READINGS = ("full", "partial", "opaque", "failed")
CRASHES = ("reader.crashed", "reader.garbled", "reader.failed", "reader.unavailable")


def main() -> int:
    """Print the table; exit 2 where the folder is not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true", help="one line of figures for machines")
    parser.add_argument("--list", choices=READINGS, default="", help="also name the files read so")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.stderr.write(f"no folder `{options.data}`: give one with --data\n")
        return 2
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    crashes = hostile = hostile_in_time = 0
    peak = 0.0
    times: list[float] = []
    limits = Limits()
    with ReaderPool(limits) as pool:
        for path in sorted(path for path in options.data.rglob("*") if path.is_file()):
            started = time.perf_counter()
            document = read(pool, path)
            times.append(time.perf_counter() - started)
            names = {finding.name for finding in document.findings}
            counts[document.parts[0].type][str(document.reading)] += 1
            crashes += bool(names & set(CRASHES))
            if "hostile" in path.parts:
                hostile += 1
                hostile_in_time += "reader.deadline" not in names
            peak = max([peak, *(resident_mb(pid) for pid in pool.reader_pids)])
            if options.list and str(document.reading) == options.list:
                print(path.relative_to(options.data), document.parts[0].type, *why(document))
    figures = {
        "read_fully_share": round(sum(row["full"] for row in counts.values()) / max(1, len(times)), 4),
        "crashes": crashes,
        "hostile_in_time_share": round(hostile_in_time / hostile, 4) if hostile else 1.0,
        "peak_mb": round(peak, 1),
        "files": len(times),
        "median_ms": round(1000 * sorted(times)[len(times) // 2], 1),
        "p99_ms": round(1000 * sorted(times)[len(times) * 99 // 100], 1),
    }
    if options.json:
        print(json.dumps({"bench": "readers", "figures": figures}))
    else:
        show(counts, figures)
    return 0


def read(pool: ReaderPool, path: Path) -> Document:
    """One file through the pool."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return pool.read(fd, path.name)
    finally:
        os.close(fd)


def resident_mb(pid: int) -> float:
    """Resident memory of a reader."""
    try:
        return float(psutil.Process(pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def why(document: Document) -> list[str]:
    """The findings of a document, shortly."""
    return sorted({f"{finding.name}({finding.detail[:40]})" for finding in document.findings})[:5]


def show(counts: dict[str, collections.Counter[str]], figures: dict[str, float]) -> None:
    """The table by type, the commonest first, and the figures."""
    print(f"{'type':74}" + "".join(f"{reading:>8}" for reading in READINGS))
    for kind, row in sorted(counts.items(), key=lambda item: -sum(item[1].values())):
        print(f"{kind:74}" + "".join(f"{row[reading] or '':>8}" for reading in READINGS))
    for name, value in figures.items():
        print(f"{name:24} {value}")


if __name__ == "__main__":
    sys.exit(main())
