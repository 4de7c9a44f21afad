"""Prints how much memory judging takes at most: in the process that judges, and in that of the readers.

Runs as a process of its own: what a bench has learnt and loaded is in none of the figures.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from classifiers.assess import Classifier
from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.model.artifacts import load_models
from classifiers.model.made_texts import made_texts

TEXT_BYTES = 100_000


def peak_mb(pid: int) -> float:
    """Most memory that a process has held since it began its program, in megabytes.

    `getrusage` says more: it counts what the process held that started it.
    """
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return int(told["VmHWM"].split()[0]) / 1024


def main() -> None:
    """Read and judge a long text of three languages, and print the peaks as JSON."""
    texts = [made.text for made in made_texts()]
    content = "\n\n".join(texts).encode()[:TEXT_BYTES]
    with ReaderPool(Limits()) as pool, tempfile.TemporaryFile() as file:
        classifier = Classifier(pool, load_models())
        file.write(content)
        file.flush()
        assessment = classifier.assess(file.fileno(), "text.txt")
        assert assessment.chars > TEXT_BYTES // 4
        readers = [peak_mb(pid) for pid in pool.reader_pids]
        print(json.dumps({"worker_mb": round(peak_mb(os.getpid()), 1), "reader_mb": round(max(readers), 1)}))


if __name__ == "__main__":
    main()
