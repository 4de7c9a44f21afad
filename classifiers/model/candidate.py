"""Makes a candidate: the text model learnt again, with the documents that reviewers labelled.

The drawing model of the serving bundle is taken over: labels of reviewers teach texts.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifiers.errors import ModelError
from classifiers.model.artifacts import save_text
from classifiers.model.bundle import MODEL_FILES, Bundle, FeedbackSummary, Learnt, Manifest, write_manifest
from classifiers.model.card import text_card, text_facts
from classifiers.model.corpus import Sample, load_corpus, sources_of
from classifiers.model.evaluate_text import measure_text
from classifiers.model.feedback import find_documents, load_labels, samples_of, summary_of
from classifiers.model.made_texts import made_texts
from classifiers.model.office import load_office
from classifiers.model.text_table import make_table
from classifiers.model.train_kinds import fit_kinds
from classifiers.model.train_text import TextCalibration, bounded_fits, export, fit_sensitive

if TYPE_CHECKING:
    from classifiers.confine import ReaderPool
    from classifiers.model.score import TextModel
    from classifiers.model.suite import Suite
    from classifiers.model.text_table import Table

Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What candidate is wanted.

    Attributes:
        data: The texts that all models learn from. labels, folders: What reviewers said, and where the documents lie;
            None and none to learn without.
        without: A suite whose source documents are left out.
        keeps_calibration: Whether thresholds' calibration is taken over instead of measured on what is left out, which
            takes most of the time. The trial tells whether it still holds.
    """

    data: Path
    out: Path
    labels: Path | None = None
    folders: tuple[Path, ...] = ()
    without: Suite | None = None
    keeps_calibration: bool = False


def train_candidate(order: Order, serving: Bundle, pool: ReaderPool, made_at: datetime, report: Report) -> Manifest:
    """Learn, and write a bundle into a folder that was not there.

    Raises:
        ModelError: the folder is there already; data, labels or all labelled documents are missing.
    """
    if order.out.exists():
        raise ModelError(f"`{order.out}` is there already", help="name a new folder with --out")
    taught, feedback = _feedback(order, pool, report)
    samples = _base(order, report)
    samples += taught
    table = make_table(samples, report)
    order.out.resolve().parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=order.out.resolve().parent, prefix=f".{order.out.name}-"))
    try:
        with bounded_fits():
            _write_text(table, order, serving, new, report)
        for name in MODEL_FILES:
            if name.startswith("drawing."):
                shutil.copyfile(serving.folder / name, new / name)
        learnt = Learnt(
            texts=len(samples),
            families=len({sample.family for sample in samples}),
            feedback=feedback,
            suite_left_out=order.without.digest if order.without is not None else "",
            calibration=serving.version if order.keeps_calibration else "own",
        )
        manifest = write_manifest(new, learnt, parent=serving.version, made_at=made_at)
        new.chmod(0o755)
        new.rename(order.out)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return manifest


def _feedback(order: Order, pool: ReaderPool, report: Report) -> tuple[list[Sample], FeedbackSummary | None]:
    if order.labels is None:
        return [], None
    labels = load_labels(order.labels)
    search = find_documents(labels, order.folders, pool, report)
    taught = samples_of(search)
    if not taught:
        raise ModelError(
            f"of {len(labels.opinions)} labelled documents {len(search.found)} were found and read, none to learn from",
            help="name the folders where they lie with --files; one in four is kept back for the trial",
        )
    return taught, summary_of(labels, search)


def _base(order: Order, report: Report) -> list[Sample]:
    samples: Sequence[Sample] = [*load_corpus(order.data), *load_office(order.data, report), *made_texts()]
    if order.without is None:
        return list(samples)
    groups = order.without.groups | {file.path for file in order.without.files}
    return [sample for sample in samples if sample.group not in groups]


def _write_text(table: Table, order: Order, serving: Bundle, out: Path, report: Report) -> None:
    parent = serving.models.text
    figures = None
    calibration = TextCalibration(
        sensitive=parent.sensitive_platt, fields=parent.field_platt, kind_temperature=parent.kind.temperature
    )
    if not order.keeps_calibration:
        figures, calibration = measure_text(table, report)
    report("fitting on everything", 0.0)
    rows = np.arange(table.owner.size)
    sensitive = fit_sensitive(table, rows)
    kinds = fit_kinds(table, rows, report)
    model = export(sensitive, kinds, calibration)
    save_text(model, out, text_facts(figures) if figures is not None else {"calibration_of": serving.version})
    card = (
        text_card(model, figures, sources_of(order.data)) if figures is not None else _short_card(model, table, serving)
    )
    (out / "text.md").write_text(card, encoding="utf-8")


def _short_card(model: TextModel, table: Table, serving: Bundle) -> str:
    families = sorted({sample.family for sample in table.samples})
    return (
        f"# Text model {model.version}, a candidate\n\n"
        f"Learnt from {len(table.samples)} texts of {len(families)} families of sources. Its calibration is that of\n"
        f"{serving.version}; nothing was left out to measure it. `sekimori evaluate` holds it against what serves.\n"
    )
