"""Feeds one reader with bytes that libFuzzer makes of seeds, guided by what they reach; ends at the first surprise.

python -m tests.fuzz.mutate TITLE SEEDS [libFuzzer's own options, such as -runs=1000]

`make fuzz` calls it for every format in turn. TITLE is the format's, as docs/formats.md has it. SEEDS is a folder of
files to begin with, which keeps what was found to reach something new. A surprise is any exception, a document that
no reader may yield, 20 s for one input or 2 GB of memory; libFuzzer writes the input to `crash-…` and ends with a
status that is not 0.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["classifiers"]):
    from classifiers.readers import registry
    from classifiers.readers.format import Format
    from classifiers.warmth import warm_up
    from tests.support.reader_outcomes import check, read_as

OPTIONS = ("-max_len=65536", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1")


def main(arguments: list[str]) -> None:
    """Fuzz until the runs or the time are over."""
    title, seeds, rest = arguments[0], Path(arguments[1]), arguments[2:]
    entry = find_title(title)
    seeds.mkdir(parents=True, exist_ok=True)
    registry.load_all()
    warm_up()

    def one(data: bytes) -> None:
        check(read_as(entry, data))

    atheris.Setup([sys.argv[0], *OPTIONS, *rest, str(seeds)], one)
    atheris.Fuzz()


def find_title(title: str) -> Format:
    """The format of that title."""
    found = [entry for entry in registry.FORMATS if entry.title == title]
    if not found:
        sys.exit(f"no format `{title}`; there are: {', '.join(entry.title for entry in registry.FORMATS)}")
    return found[0]


if __name__ == "__main__":
    main(sys.argv[1:])
