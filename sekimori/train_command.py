"""`sekimori train`: train the models again, and with what reviewers said."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.model.artifacts import SHIPPED
from classifiers.model.bundle import load_bundle
from classifiers.model.candidate import Order, train_candidate
from classifiers.model.corpus import DEFAULT_DATA
from classifiers.model.suite import load_suite
from classifiers.model.train import train
from classifiers.ocr.settings import Ocr, OcrUse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from classifiers.model.bundle import Manifest


@click.command("train")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_DATA,
    help="Folder with `corpus` and `files`.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Where models go; to those of the program if not named. A candidate needs a new folder.",
)  # fmt: skip
@click.option("--only", type=click.Choice(["text", "drawing"]), default=None, help="Train one of the two models.")
@click.option(
    "--feedback", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Labels, as `sekimori feedback export` prints them: make a candidate that learnt from them.",
)  # fmt: skip
@click.option(
    "--files", "folders", multiple=True, type=click.Path(path_type=Path, exists=True),
    help="Where the labelled documents lie; several times. They are read here and go nowhere.",
)  # fmt: skip
@click.option("--leave-out-suite", is_flag=True, help="Make a candidate that has not learnt from the frozen suite.")
@click.option("--keep-calibration", is_flag=True, help="Take over the serving calibration: much quicker.")
@click.option(
    "--serving", type=click.Path(path_type=Path, file_okay=False), default=SHIPPED,
    help="Models that serve, from which a candidate takes over what it does not learn.",
)  # fmt: skip
def command(
    data: Path, out: Path | None, only: str | None, feedback: Path | None, folders: tuple[Path, ...], serving: Path,
    *, leave_out_suite: bool, keep_calibration: bool,
) -> None:  # fmt: skip
    """Train the text and the drawing model, measure them on what they have not seen, and write them with their cards.

    The same data and library versions give the same models. With --feedback or --leave-out-suite, what is written is a
    candidate: a bundle of its own, for `sekimori evaluate` to hold against the models that serve. A candidate learns
    the text model; the drawing model is taken over.

    \b
    Example:
      sekimori train --data ../shared/data --out models --only drawing
      sekimori train --feedback labels.jsonl --files /srv/qsensor --out candidate
    """
    if bool(folders) != (feedback is not None):
        raise click.UsageError("--feedback and --files go together")
    if feedback is None and not leave_out_suite:
        if keep_calibration:
            raise click.UsageError("--keep-calibration is for candidates")
        with _progress() as report:
            written = train(data, out or SHIPPED, only=only, report=report)
        for path in written:
            click.echo(str(path))
        return
    if out is None or only is not None:
        raise click.UsageError("a candidate needs --out with a new folder, and no --only")
    order = Order(
        data=data,
        out=out,
        labels=feedback,
        folders=folders,
        without=load_suite() if leave_out_suite else None,
        keeps_calibration=keep_calibration,
    )
    current = load_bundle(serving, needs_manifest=False)
    with ReaderPool(Limits(), workers=1, ocr=Ocr(use=OcrUse.OFF)) as pool, _progress() as report:
        manifest = train_candidate(order, current, pool, datetime.now(UTC), report)
    _tell(manifest)
    click.echo(str(out))


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:32}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task("starting", total=1.0)

        def report(what: str, share: float) -> None:
            progress.update(task, description=what, completed=share)

        yield report


def _tell(manifest: Manifest) -> None:
    """What a candidate was made of."""
    learnt, found = manifest.learnt, manifest.learnt.feedback
    click.echo(f"candidate {manifest.version}: {learnt.texts} texts of {learnt.families} families", err=True)
    if found is None:
        return
    click.echo(
        f"labelled documents: {found.found} found, {found.missing} not found, {found.unreadable} not readable; "
        f"{found.held} kept back for the trial",
        err=True,
    )
    for family, count in found.families.items():
        click.echo(f"  {family}: {count} learnt", err=True)
