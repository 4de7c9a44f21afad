"""Feeds readers with bytes that libFuzzer makes of seeds, guided by what they reach, up to the first surprise.

Started by `tests.fuzz.fuzzer.Fuzzer`, which writes one request a line and gets one answer a line, both JSON:

    {"title": "PDF", "seeds": "FOLDER", "log": "FILE", "options": ["-runs=300"]}
    {"status": 0}

To load and instrument every reader takes far longer than a few hundred inputs do, so that is done once, and a copy of
the process is forked for every request. TITLE is the format's, as docs/formats.md has it. The folder of seeds keeps
what was found to reach something new; `log` takes what libFuzzer prints. A surprise is any exception, a document that
no reader may yield, 20 s for one input or 2 GB of memory; libFuzzer writes the input to `crash-…`, `timeout-…` or
`oom-…` and the status is not 0.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Never

import atheris

# Only whole packages can be named. Atheris 3.0 never frees the result of a comparison that is an array, and the look
# for letters compares all pixels of every picture.
with atheris.instrument_imports(include=["classifiers"], exclude=["classifiers.ocr.look"]):
    from classifiers.readers import registry
    from classifiers.readers.format import Format
    from classifiers.warmth import warm_up
    from tests.fuzz.packing import mutate
    from tests.support.reader_outcomes import check, read_as

    registry.load_all()

# Lengths are not held short at first: bounded runs are over before they would have grown.
OPTIONS = ("-max_len=65536", "-len_control=0", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1")


def main() -> None:
    """Answer requests until there are no more."""
    warm_up()
    for line in sys.stdin:
        request = json.loads(line)
        process = os.fork()
        if not process:
            run(**request)
        _, status = os.waitpid(process, 0)
        sys.stdout.write(json.dumps({"status": os.waitstatus_to_exitcode(status)}) + "\n")
        sys.stdout.flush()


def run(*, title: str, seeds: str, log: str, options: list[str]) -> Never:
    """Fuzz one format's reader until the runs or the time are over; ends the process."""
    with Path(log).open("wb") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    entry = find_title(title)

    def one(data: bytes) -> None:
        check(read_as(entry, data))

    atheris.Setup([sys.argv[0], *OPTIONS, *options, seeds], one, custom_mutator=mutate)
    atheris.Fuzz()
    os._exit(os.EX_SOFTWARE)  # libFuzzer itself ends the process


def find_title(title: str) -> Format:
    """The format of that title."""
    return next(entry for entry in registry.FORMATS if entry.title == title)


if __name__ == "__main__":
    main()
