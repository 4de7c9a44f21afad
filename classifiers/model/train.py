"""Trains, measures and writes both models."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from classifiers.errors import ModelError
from classifiers.model.artifacts import save_drawing, save_text
from classifiers.model.card import drawing_card, drawing_facts, text_card, text_facts
from classifiers.model.corpus import load_corpus, sources_of
from classifiers.model.evaluate_drawing import DrawingFigures, measure_drawing
from classifiers.model.evaluate_text import TextFigures, measure_text
from classifiers.model.fit_drawing import fit_drawing
from classifiers.model.made_texts import made_texts
from classifiers.model.office import load_office
from classifiers.model.text_table import make_table
from classifiers.model.train_drawing import THRESHOLD, load_pages
from classifiers.model.train_kinds import fit_kinds
from classifiers.model.train_text import bounded_fits, export, fit_sensitive

Report = Callable[[str, float], None]


def train(data: Path, out: Path, *, only: str | None, report: Report) -> list[Path]:
    """Train from `data`, write into `out`.

    Args:
        only: `text` or `drawing`; None for both.
        report: Told what is being done and which share of it is done.

    Returns:
        The files written.

    Raises:
        ModelError: the data is missing, or the models could not be written; then those before stay as they are.
    """
    with whole(out):
        pass  # Better told now than after a quarter of an hour.
    written: list[Path] = []
    if only in (None, "text"):
        with bounded_fits():
            train_text(data, out, report)
        written += [out / f"text.{ending}" for ending in ("npz", "json", "md")]
    if only in (None, "drawing"):
        with bounded_fits():
            train_drawing(data, out, report)
        written += [out / f"drawing.{ending}" for ending in ("npz", "json", "md")]
    return written


def train_text(data: Path, out: Path, report: Report) -> TextFigures:
    """Train and write the text model."""
    table = make_table([*load_corpus(data), *load_office(data, report), *made_texts()], report)
    figures, calibration = measure_text(table, report)
    report("fitting on everything", 0.0)
    rows = np.arange(table.owner.size)
    sensitive = fit_sensitive(table, rows)
    kinds = fit_kinds(table, rows, report)
    model = export(sensitive, kinds, calibration)
    with whole(out) as aside:
        save_text(model, aside, text_facts(figures))
        (aside / "text.md").write_text(text_card(model, figures, sources_of(data)), encoding="utf-8")
    return figures


def train_drawing(data: Path, out: Path, report: Report) -> DrawingFigures:
    """Train and write the drawing model."""
    pages = load_pages(data, report)
    figures, calibration = measure_drawing(pages, THRESHOLD, report)
    report("fitting on everything", 0.0)
    model = fit_drawing(pages, calibration)
    with whole(out) as aside:
        save_drawing(model, aside, drawing_facts(figures))
        (aside / "drawing.md").write_text(drawing_card(model, figures), encoding="utf-8")
    return figures


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A folder whose files go to `out` once all of them are written; else what serves there stays as it is.

    Raises:
        ModelError: they could not be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".new-") as folder:
            aside = Path(folder)
            yield aside
            for path in sorted(aside.iterdir()):
                path.replace(out / path.name)
    except OSError as error:
        raise ModelError(
            f"the model could not be written to `{out}`: {error.strerror}",
            help="make room or name another folder with --out; what was there before is as it was",
        ) from error
