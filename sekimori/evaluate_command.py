"""`sekimori evaluate`: hold candidate models against those that serve."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from classifiers.confine import ReaderPool
from classifiers.errors import ModelError
from classifiers.limits import Limits
from classifiers.model.artifacts import SHIPPED
from classifiers.model.bundle import adopt, back, load_bundle
from classifiers.model.corpus import DEFAULT_DATA
from classifiers.model.examination import examine_feedback, examine_files, examine_texts
from classifiers.model.feedback import find_documents, load_labels
from classifiers.model.suite import FROZEN, load_suite, texts_of_suite
from classifiers.model.trial import TOLERANCE, hold
from classifiers.ocr.settings import Ocr, OcrUse
from policies.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.model.bundle import Bundle
    from classifiers.model.examination import Answer
    from classifiers.model.suite import Suite
    from classifiers.model.trial import Range, Row

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("evaluate")
@click.argument("candidate", type=FOLDER, required=False)
@click.option("--serving", type=FOLDER, default=SHIPPED, help="Models that serve; those of the program if not named.")
@click.option("--data", type=FOLDER, default=DEFAULT_DATA, help="Folder with `corpus` and `files`.")
@click.option("--suite", "suite_path", type=click.Path(path_type=Path, dir_okay=False), default=FROZEN,
              help="Another frozen suite than the program's.")  # fmt: skip
@click.option("--feedback", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Labels of reviewers: also ask about the documents kept back from training.")  # fmt: skip
@click.option("--files", "folders", multiple=True, type=click.Path(path_type=Path, exists=True),
              help="Where the labelled documents lie; several times.")  # fmt: skip
@click.option("--texts-only", is_flag=True, help="Leave out the suite's files, and so the figures of drawings.")
@click.option("--tolerance", type=click.FloatRange(0.0, 2.0), default=TOLERANCE, show_default=True,
              help="Ground that may be lost, as a share of the width of a figure's interval.")  # fmt: skip
@click.option("--adopt", "is_adopted", is_flag=True, help="Put the candidate into service if it loses no ground.")
@click.option("--back", "is_back", is_flag=True, help="Put back the models that served before the last --adopt.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context, candidate: Path | None, serving: Path, data: Path, suite_path: Path, feedback: Path | None,
    folders: tuple[Path, ...], tolerance: float, *, texts_only: bool, is_adopted: bool, is_back: bool, as_json: bool,
) -> None:  # fmt: skip
    """Hold the models in CANDIDATE against those that serve, on documents fixed long before, and refuse lost ground.

    Exit status 1 where a figure falls further than is borne; nothing is adopted then.

    \b
    Example:
      sekimori evaluate candidate --feedback labels.jsonl --files /srv/qsensor
      sekimori evaluate candidate --adopt
      sekimori evaluate --back
    """
    if is_back:
        if candidate is not None or is_adopted:
            raise click.UsageError("--back takes no candidate")
        click.echo(f"{back(serving).version} serves again in {serving}")
        return
    if candidate is None:
        raise click.UsageError("name the folder of a CANDIDATE, or --back")
    if bool(folders) != (feedback is not None):
        raise click.UsageError("--feedback and --files go together")
    if texts_only and is_adopted:
        raise click.UsageError("--adopt asks the whole suite: leave --texts-only away")
    wanted, current = load_bundle(candidate, needs_manifest=True), load_bundle(serving, needs_manifest=False)
    suite = load_suite(suite_path)
    notes = fairness(current, wanted, suite)
    answers = _ask(suite, data, current, wanted, feedback, folders, texts_only=texts_only)
    rows = hold(answers, tolerance=tolerance)
    lost = [row.name for row in rows if row.is_lost]
    if as_json:
        click.echo(json.dumps(_record(current, wanted, suite, rows, notes), ensure_ascii=False))
    else:
        _show(current, wanted, rows)
    for note in notes:
        click.echo(f"note: {note}", err=True)
    if lost:
        click.echo(f"refused: {visible(wanted.version)} loses ground in {visible(', '.join(lost))}", err=True)
        ctx.exit(1)
    if is_adopted:
        kept = adopt(wanted, serving)
        click.echo(f"{wanted.version} serves now in {serving}; the earlier ones are kept in {kept}", err=True)
    else:
        click.echo(f"{wanted.version} loses no ground; put it into service with --adopt", err=True)


def fairness(serving: Bundle, candidate: Bundle, suite: Suite) -> list[str]:
    """What must be known to read the figures aright.

    Raises:
        ModelError: the candidate has learnt the suite's documents, and the serving models have not.
    """
    serving_knows, candidate_knows = (each.suite_left_out != suite.digest for each in (serving, candidate))
    if candidate_knows and not serving_knows:
        raise ModelError(
            "the candidate has learnt from the suite, the serving models have not: its figures would flatter",
            help="train it with --leave-out-suite",
        )
    if serving_knows and not candidate_knows:
        return ["the serving models have learnt from the suite, the candidate has not: it may seem to lose"]
    if serving_knows:
        return ["both have learnt from the suite's texts: this shows what is lost, not how good either is"]
    return []


def _ask(
    suite: Suite, data: Path, serving: Bundle, candidate: Bundle, feedback: Path | None, folders: tuple[Path, ...],
    *, texts_only: bool,
) -> list[Answer]:  # fmt: skip
    models = [serving.models, candidate.models]
    texts = texts_of_suite(suite, data)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:32}"), BarColumn(), TimeElapsedColumn())
    with (
        ReaderPool(Limits(), workers=1, ocr=Ocr(use=OcrUse.OFF)) as pool,
        Progress(*columns, console=console, transient=not console.is_terminal) as progress,
    ):
        task = progress.add_task("starting", total=1.0)
        report: Callable[[str, float], None] = lambda what, share: progress.update(  # noqa: E731
            task, description=what, completed=share
        )
        answers = examine_texts(texts, models, report)
        if not texts_only:
            answers += examine_files(suite.files, data, models, pool, report)
        if feedback is not None:
            search = find_documents(load_labels(feedback), folders, pool, report)
            kept = examine_feedback(search.found, models, pool, report)
            progress.console.print(
                f"labelled documents: {len(search.found)} found, {len(kept)} of them kept back and asked, "
                f"{len(search.missing)} not found, {len(search.unreadable)} not readable",
                highlight=False,
            )
            answers += kept
    return answers


def _show(serving: Bundle, candidate: Bundle, rows: list[Row]) -> None:
    click.echo(f"serving    {visible(serving.version)}\ncandidate  {visible(candidate.version)}")
    table = Table("figure", "n", "serving", "candidate", "may fall", "")
    for row in rows:
        mark = "LOST" if row.is_lost else "gained" if row.loss < 0 else ""
        cells = (row.name, str(row.cases), _range(row.serving), _range(row.candidate), f"{row.tolerance:.3f}", mark)
        table.add_row(*(Text(visible(cell)) for cell in cells))
    Console(width=None if Console().is_terminal else 120).print(table)


def _range(found: Range) -> str:
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _record(serving: Bundle, candidate: Bundle, suite: Suite, rows: list[Row], notes: list[str]) -> dict[str, object]:
    return {
        "serving": serving.version,
        "candidate": candidate.version,
        "suite": suite.digest,
        "notes": notes,
        "figures": [_without_nan(asdict(row) | {"loss": row.loss, "is_lost": row.is_lost}) for row in rows],
        "refused": [row.name for row in rows if row.is_lost],
    }


def _without_nan(value: object) -> object:
    """JSON knows no NaN."""
    if isinstance(value, dict):
        return {name: _without_nan(each) for name, each in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value
