"""Fuzzes the reader of every format for a while each: `make fuzz SECONDS=60 FORMAT=PDF`.

python -m tests.fuzz.every [--seconds N] [--only WORD …] [--data FOLDER] [--seeds FOLDER] [--jobs N]

Prints one line a format; ends with status 1 where any gave a surprise, after all were tried. What made one stays beside
the seeds as `crash-…`, `timeout-…` or `oom-…`: make a named case of it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from classifiers.filetype import detect
from classifiers.readers.registry import FORMATS, find_format

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "files"
TAIL_LINES = 30
SEED_BYTES = 65_536
SEEDS = 40


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
    found = seeds_of(options.data)
    limit = f"-max_total_time={options.seconds}"
    with ThreadPoolExecutor(max_workers=options.jobs) as executor:
        done = list(executor.map(lambda title: fuzz(title, options.seeds, found.get(title, ()), limit), titles))
    return int(any(done))


def seeds_of(data: Path) -> dict[str, list[Path]]:
    """Small files by the title of their format; none where the folder is not there."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(data.rglob("*")):
        if path.is_file() and path.stat().st_size <= SEED_BYTES:
            title = find_format(detect(path.read_bytes(), path.name)).title
            if len(found[title]) < SEEDS:
                found[title].append(path)
    return found


def fuzz(title: str, folder: Path, begin_with: Iterable[Path], *limits: str) -> bool:
    """Whether one format's reader gave a surprise."""
    folder = folder / re.sub(r"\W+", "-", title).strip("-").lower()
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for path in begin_with:
        content = path.read_bytes()
        (seeds / hashlib.sha256(content).hexdigest()).write_bytes(content)
    command = [sys.executable, "-m", "tests.fuzz.mutate", title, str(seeds), f"-artifact_prefix={folder}/", *limits]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    sys.stdout.write(f"{'SURPRISE' if done.returncode else 'ok':8} {runs[1] if runs else '?':>9} runs  {title}\n")
    if done.returncode:
        sys.stdout.write("\n".join(done.stderr.splitlines()[-TAIL_LINES:]) + "\n")
    sys.stdout.flush()
    return done.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
