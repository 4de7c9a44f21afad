"""Fuzzes the reader of every format for a while each: `make fuzz SECONDS=60 FORMAT=PDF`.

python -m tests.fuzz.every [--seconds N] [--only WORD …] [--data FOLDER] [--seeds FOLDER] [--jobs N]

Begins with small real files, with those of the tests' own making, and with what earlier runs found. Prints one line a
format; ends with status 1 where any gave a surprise, after all were tried. What made one stays beside the seeds as
`crash-…`, `timeout-…` or `oom-…`; CONTRIBUTING.md says what to do with it.
"""

from __future__ import annotations

import argparse
import os
import queue
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from classifiers.readers.registry import FORMATS
from tests.fuzz.fuzzer import ROOT, Fuzzer, Trial
from tests.fuzz.seeds import DATA, own_seeds, real_seeds

SLICE_S = 300
HARVESTED = ROOT / "tests" / "unit" / "classifiers"


def main() -> int:
    """Fuzz every format that is asked for; 1 where one gave a surprise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="for each format")
    parser.add_argument("--only", nargs="*", default=[], help="only formats whose title holds one of these words")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of files to begin with")
    parser.add_argument("--seeds", type=Path, default=ROOT / ".fuzz", help="keeps what was found from run to run")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="formats at once")
    options = parser.parse_args()
    titles = [entry.title for entry in FORMATS if not options.only or any(w in entry.title for w in options.only)]
    if not titles:
        parser.error(f"no format's title holds any of {options.only}")
    if not options.seeds.exists():
        harvest(options.seeds)
    trials = fuzz(titles, options.seeds, options.data, options.seconds, options.jobs)
    return int(any(trial.is_surprise for trial in trials))


def harvest(folder: Path) -> None:
    """Run the tests of the readers once, to keep what they read as seeds."""
    sys.stdout.write(f"gathering seeds from the tests of the readers in {folder}, this once\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "tests.fuzz.harvest", "--harvest", str(folder)]
    subprocess.run([*command, str(HARVESTED), "-k", "readers"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)


def fuzz(titles: list[str], folder: Path, data: Path, seconds: int, jobs: int) -> list[Trial]:
    """Fuzz formats, `jobs` at once, and print a line for each as it ends."""
    seeds, own = real_seeds(data), own_seeds()
    with ExitStack() as stack, ThreadPoolExecutor(max_workers=jobs) as executor:
        idle: queue.SimpleQueue[Fuzzer] = queue.SimpleQueue()
        for _ in range(jobs):
            idle.put(stack.enter_context(Fuzzer(folder)))

        def one(title: str) -> Trial:
            fuzzer = idle.get()
            try:
                trial = in_slices(fuzzer, title, [*own.get(title, ()), *seeds.get(title, ())], seconds)
            finally:
                idle.put(fuzzer)
            sys.stdout.write(f"{trial}\n")
            sys.stdout.flush()
            return trial

        return list(executor.map(one, titles))


def in_slices(fuzzer: Fuzzer, title: str, begin_with: list[bytes], seconds: int) -> Trial:
    """Fuzz one format in a fresh process now and then, since what watches the readers leaks."""
    runs = 0
    for begun_s in range(0, max(1, seconds), SLICE_S):
        trial = fuzzer.run(title, begin_with, f"-max_total_time={min(SLICE_S, max(1, seconds) - begun_s)}")
        runs += max(0, trial.runs)
        if trial.is_surprise:
            break
    return replace(trial, runs=runs)


if __name__ == "__main__":
    sys.exit(main())
