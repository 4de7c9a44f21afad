"""One extractor, in a process of its own and with its own packages: a path a line in, a line of JSON out.

python child.py tika|markitdown|pdfminer|pypdf

Knows nothing of this project: it runs with the interpreter of the peers (`make peers`).
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable

MOST_CHARS = 4_000_000


def tika() -> Callable[[str], str]:
    """Apache Tika, compiled, as the package `extractous` carries it."""
    package = importlib.import_module("extractous")
    extractor = package.Extractor().set_extract_string_max_length(MOST_CHARS)

    def extract(path: str) -> str:
        answer = extractor.extract_file_to_string(path)
        return str(answer[0] if isinstance(answer, tuple) else answer)

    return extract


def markitdown() -> Callable[[str], str]:
    """Microsoft's converter to Markdown, without plug-ins."""
    converter = importlib.import_module("markitdown").MarkItDown(enable_plugins=False)
    return lambda path: str(converter.convert_local(path).text_content)


def pdfminer() -> Callable[[str], str]:
    """pdfminer.six: PDF only."""
    extract = importlib.import_module("pdfminer.high_level").extract_text
    return lambda path: str(extract(path))


def pypdf() -> Callable[[str], str]:
    """pypdf: PDF only."""
    reader = importlib.import_module("pypdf").PdfReader
    return lambda path: "\n".join(page.extract_text() or "" for page in reader(path).pages)


EXTRACTORS: dict[str, Callable[[], Callable[[str], str]]] = {
    "tika": tika,
    "markitdown": markitdown,
    "pdfminer": pdfminer,
    "pypdf": pypdf,
}


def main() -> int:
    """Serve until the input ends. What a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    warnings.simplefilter("ignore")
    extract = EXTRACTORS[sys.argv[1]]()
    answers.write("{}\n")
    answers.flush()
    for line in sys.stdin:
        answers.write(json.dumps(answer(extract, json.loads(line))) + "\n")
        answers.flush()
    return 0


def answer(extract: Callable[[str], str], path: str) -> dict[str, object]:
    """Text or fault, and what it cost: processor seconds and the process's peak of memory so far, in MB."""
    started = time.perf_counter()
    text, fault = "", ""
    try:
        text = extract(path)[:MOST_CHARS]
    except BaseException as error:  # noqa: BLE001 - a panic of Rust is none of Exception's
        fault = type(error).__name__
    return {
        "text": text.encode("utf-8", "replace").decode(),
        "fault": fault,
        "seconds": time.perf_counter() - started,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


if __name__ == "__main__":
    sys.exit(main())
