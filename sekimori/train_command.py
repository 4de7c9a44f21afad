"""`sekimori train`: train the shipped models again."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from classifiers.model.artifacts import SHIPPED
from classifiers.model.corpus import DEFAULT_DATA
from classifiers.model.train import train


@click.command("train")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_DATA,
    help="Folder with `corpus` and `files`.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=SHIPPED, help="Where models go.")
@click.option("--only", type=click.Choice(["text", "drawing"]), default=None, help="Train one of the two models.")
def command(data: Path, out: Path, only: str | None) -> None:
    """Train the text and the drawing model, measure them on what they have not seen, and write them with their cards.

    The same data and library versions give the same models.

    \b
    Example:
      sekimori train --data ../shared/data --out models --only drawing
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:32}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task("starting", total=1.0)

        def report(what: str, share: float) -> None:
            progress.update(task, description=what, completed=share)

        written = train(data, out, only=only, report=report)
    for path in written:
        click.echo(str(path))
