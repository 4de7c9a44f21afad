"""`sekimori learn-projects`: learn on site what each project's documents speak of."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classifiers.confine import ReaderPool
from classifiers.confinement.settings import MOST, Confinement
from classifiers.folders import PassedOver, files_below
from classifiers.limits import Limits
from classifiers.model.projects import ProjectStore, save_model
from classifiers.ocr.settings import Ocr, OcrUse
from policies.visible import visible_line
from sekimori.errors import FrontDoorError
from sekimori.fingerprint_keys import read_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.document import Document

ENOUGH = 20
SHOWN = 20


@click.command("learn-projects")
@click.argument("homes", nargs=-1, metavar="[PROJECT=FOLDER]…")
@click.option(
    "--others", multiple=True, type=click.Path(path_type=Path, exists=True), metavar="FOLDER",
    help="Documents of no project, such as a common share; helps to tell them from projects'.",
)  # fmt: skip
@click.option(
    "--store", type=click.Path(path_type=Path, dir_okay=False), default=Path("projects.examples"), show_default=True,
    help="What is learnt; stays here.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("projects.npz"), show_default=True,
    help="The model, for agents.",
)  # fmt: skip
@click.option(
    "--key", "key_path", type=click.Path(path_type=Path, dir_okay=False), default=Path("fingerprints.index.key"),
    show_default=True, help="The organisation's secret, as `sekimori register --new-key` makes it.",
)  # fmt: skip
@click.option("--forget", multiple=True, metavar="PROJECT", help="Unlearn a project.")
@click.option("--list", "is_list", is_flag=True, help="Only say what is learnt.")
@click.option("--workers", type=click.IntRange(0, MOST), default=0, help="Reader processes; one a processor if 0.")
def command(
    homes: tuple[str, ...], others: tuple[Path, ...], store: Path, out: Path, key_path: Path, forget: tuple[str, ...],
    is_list: bool, workers: int,
) -> None:  # fmt: skip
    """Learn whose documents are from the documents in each FOLDER, some twenty or more a project.

    What was learnt before stays; a document learnt again is replaced. Letters in pictures are not read. Exit status 1
    where a file could not be read; the others are learnt all the same.

    \b
    Example:
      sekimori learn-projects qsensor=/srv/qsensor gripper=/srv/gripper --others /srv/common
      sekimori learn-projects --forget gripper
    """
    key = read_key(key_path)
    as_it_was = _identity(store)
    known = ProjectStore.load(store, key)
    if is_list:
        _show(known)
        return
    named = [_home(home) for home in homes]
    if not (named or others or forget):
        raise click.UsageError("name projects to learn as PROJECT=FOLDER, or one to --forget")
    for project in forget:
        if not known.forget(project):
            raise FrontDoorError(f"nothing is learnt of `{project}`", help="see them with --list")
    began = time.monotonic()
    left_out: list[tuple[Path, str]] = []
    with ReaderPool(Limits(), workers=Confinement(workers=workers).readers(), ocr=Ocr(use=OcrUse.OFF)) as pool:
        for project, folder in [*named, *(("", folder) for folder in others)]:
            learnt = known.add(project, list(_documents(pool, folder, left_out)))
            click.echo(f"{project or 'no project'}: {learnt} documents learnt from {folder}", err=True)
    model = known.model()
    if _identity(store) != as_it_was:
        raise FrontDoorError(
            f"`{store}` was written by another run meanwhile", help="nothing is lost: run this one again"
        )
    known.save(store)
    save_model(model, out, key)
    _show(known)
    click.echo(f"{out} written in {time.monotonic() - began:.1f} s", err=True)
    _tell_left_out(left_out)


def _home(home: str) -> tuple[str, Path]:
    project, sign, folder = home.partition("=")
    if not (project and sign and folder):
        raise click.UsageError(f"`{home}` is not PROJECT=FOLDER")
    if not Path(folder).is_dir():
        raise FrontDoorError(f"there is no folder `{folder}`", help="name the project's home")
    return project, Path(folder)


def _documents(pool: ReaderPool, folder: Path, left_out: list[tuple[Path, str]]) -> Iterator[Document]:
    """What can be read below a folder; the rest is noted, with the reason."""
    passed_over: list[PassedOver] = []
    for path, _ in files_below([folder], passed_over=passed_over):
        try:
            with path.open("rb") as file:
                document = pool.read(file.fileno(), path.name)
        except OSError as error:
            left_out.append((path, error.strerror or type(error).__name__))
            continue
        if document.reading.is_opaque:
            left_out.append((path, next((each.name for each in document.findings), "nothing in it can be read")))
        else:
            yield document
    left_out += [(each.path, each.why) for each in passed_over if each.is_failure]


def _tell_left_out(left_out: list[tuple[Path, str]]) -> None:
    for path, why in left_out[:SHOWN]:
        click.echo(f"not read: {visible_line(str(path))} ({why})", err=True)
    if len(left_out) > SHOWN:
        click.echo(f"not read: {len(left_out) - SHOWN} more", err=True)
    if left_out:
        sys.exit(1)


def _identity(path: Path) -> tuple[int, ...]:
    """What tells a file from itself before; empty where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _show(store: ProjectStore) -> None:
    for project, count in store.counts.items():
        note = "" if count >= ENOUGH or not project else f"  (under {ENOUGH}: seldom told from others)"
        click.echo(f"{project or '(no project)':32} {count}{note}")
