"""Has a reader read what surprised it, once and alone: python -m tests.fuzz.replay .fuzz/pdf/timeout-0123…

The format is the one whose folder the file is in. Prints what came of it, the seconds and the memory that it took;
what made a surprise by being no outcome that readers may yield raises here too.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

from classifiers.readers.registry import FORMATS
from tests.fuzz.fuzzer import folder_name
from tests.support.reader_outcomes import check, read_as


def main() -> None:
    """Read one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file.resolve()
    found = [entry for entry in FORMATS if folder_name(entry.title) == path.parent.name]
    if not found:
        parser.error(f"no format's folder is named `{path.parent.name}`")
    started_s = time.process_time()
    document = read_as(found[0], path.read_bytes())
    spent_s = time.process_time() - started_s
    memory_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{document.reading}, {spent_s:.1f} s of processor time, {memory_mib} MiB at most\n")
    for finding in document.findings:
        sys.stdout.write(f"{finding.name} {finding.detail}\n")
    check(document)


if __name__ == "__main__":
    main()
