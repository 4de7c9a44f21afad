"""Measures both models on what they have not seen, by training them without it; the model cards quote these figures.

Takes some fifteen minutes on one core. `--shipped` prints the figures that the shipped models were released with.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryFile

from bench.judged.speed import measured
from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.model.artifacts import SHIPPED, load_models
from classifiers.model.card import drawing_figures, drawing_tables, text_figures, text_tables
from classifiers.model.corpus import DEFAULT_DATA, load_corpus
from classifiers.model.evaluate_drawing import measure_drawing
from classifiers.model.evaluate_text import measure_text
from classifiers.model.made_pages import made_document, made_drawing
from classifiers.model.made_texts import made_texts
from classifiers.model.office import load_office
from classifiers.model.raster import page_features
from classifiers.model.text_table import make_table
from classifiers.model.train_drawing import THRESHOLD, load_pages
from classifiers.model.train_text import bounded_fits


def silent(what: str, share: float) -> None:
    """Report nothing."""


def memory_mb() -> dict[str, float]:
    """Most memory that the judging process and the readers' hold, with the shipped models, in megabytes."""
    done = subprocess.run([sys.executable, "-m", "bench.judged.memory"], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def ms_per_page(pages: int) -> float:
    """Milliseconds of the shipped drawing model for a page that is read, half of them drawings, without reading it."""
    model = load_models().drawing
    with ReaderPool(Limits()) as pool, TemporaryFile() as file:
        documents = []
        for place in range(pages):
            file.truncate(0)
            made = made_drawing(Random(place), place)[0] if place % 2 else made_document(Random(place), place)
            os.pwrite(file.fileno(), made, 0)
            documents.append(pool.read(file.fileno(), "page.pdf"))
    parts = [document.parts[0] for document in documents if document.parts[0].pages]
    began = time.perf_counter()
    for part in parts:
        model.score(page_features(part.pages[0], part.text))
    return (time.perf_counter() - began) * 1000 / len(parts)


def main() -> None:
    """Print tables, or with --json one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shipped", action="store_true", help="print the released figures, measure nothing")
    options = parser.parse_args()
    if options.shipped:
        shipped = [json.loads((SHIPPED / f"{name}.json").read_text())["figures"] for name in ("text", "drawing")]
        print(json.dumps({"bench": "classify", "figures": shipped[0] | shipped[1]}))
        return
    if not (options.data / "corpus").is_dir():
        print(json.dumps({"bench": "classify", "skipped": f"no data in {options.data}"}))
        return
    samples = load_corpus(options.data)
    page_speed = ms_per_page(60)
    speed = measured(samples)
    with bounded_fits():
        rows = [*samples, *load_office(options.data, silent), *made_texts()]
        texts, _ = measure_text(make_table(rows, silent), silent)
    drawings, _ = measure_drawing(load_pages(options.data, silent), THRESHOLD, silent)
    figures = text_figures(texts) | drawing_figures(drawings)
    figures |= {
        "ms_per_10kb": round(speed.ours_ms, 2),
        "peer_ms_per_10kb": round(speed.peer_ms, 2),
        "times_as_quick_as_peer": round(speed.peer_ms / speed.ours_ms, 2),
        "drawing_ms_per_page": round(page_speed, 2),
    } | memory_mb()
    if options.json:
        print(json.dumps({"bench": "classify", "figures": figures}))
    else:
        print(f"{text_tables(texts)}\n{drawing_tables(drawings)}")
        print(
            f"10 kB of text: {speed.ours_ms:.1f} ms; n-grams and linear models of scikit-learn {speed.peer_ms:.1f} ms"
        )
        print(f"Drawing model: {page_speed:.1f} ms a page")
        print(f"At most {figures['worker_mb']:.0f} MB to judge, {figures['reader_mb']:.0f} MB to read")


if __name__ == "__main__":
    main()
