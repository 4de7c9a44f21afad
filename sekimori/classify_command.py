"""`sekimori classify`: say what documents are, and why."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from classifiers.assess import Classifier
from classifiers.confine import ReaderPool
from classifiers.confinement.settings import MOST, Confinement
from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.document import Finding
from classifiers.errors import ClassifierError
from classifiers.limits import Limits
from classifiers.model.artifacts import load_models
from classifiers.model.projects import Attributor, load_model
from classifiers.ocr.settings import Ocr, OcrUse
from classifiers.openings import BYTES, NO_WAIT
from sekimori.answer_pages import show_answers, show_matches
from sekimori.answer_records import Answer, as_record, matches_of, suggested_of
from sekimori.fingerprint_keys import key_beside, read_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


BAR_AFTER_S = 2.0


@click.command("classify")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with stable keys.")
@click.option(
    "--workers", type=click.IntRange(0, MOST), default=0, help="Reader processes; one a processor, at most 4, if 0."
)
@click.option("--ocr", type=click.Choice(["auto", "on", "off"]), default="auto", help="Read letters in pictures.")
@click.option(
    "--models", type=click.Path(path_type=Path, file_okay=False), default=None, help="Other models than the shipped."
)
@click.option(
    "--projects", type=click.Path(path_type=Path, dir_okay=False), default=None,
    help="Model that `sekimori learn-projects` made: also say whose documents look to be.",
)  # fmt: skip
@click.option(
    "--index", type=click.Path(path_type=Path, dir_okay=False), default=None,
    help="Fingerprints that `sekimori register` made: also say of which documents they hold a part.",
)  # fmt: skip
@click.option(
    "--key", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Secret of the model and the index."
)
def command(
    paths: tuple[Path, ...], as_json: bool, workers: int, ocr: str, models: Path | None, projects: Path | None,
    index: Path | None, key: Path | None,
) -> None:  # fmt: skip
    """Say what documents are, and why. Folders are walked; links to folders, sockets and devices are not opened.

    Exit status 1 where a path was missing or could not be read; the rest is classified all the same.

    \b
    Example:
      sekimori classify --json drawing.pdf reports/ | jq 'select(.drawing.p > 0.7) | .path'
      sekimori classify --index fingerprints.index minutes.docx
    """
    found = list(_walk(paths))
    registered = _registered(index, key)
    attributor = _attributor(projects, key)
    is_whole = True
    rows: list[Answer] = []
    workers = Confinement(workers=workers).readers()
    with ReaderPool(Limits(), workers=workers, ocr=Ocr(use=OcrUse(ocr))) as pool:
        if ocr == "on" and not pool.ocr.engine:
            raise ClassifierError("letters in pictures cannot be read", help=pool.ocr.why)
        if pool.walls.lacking:
            click.echo(f"warning: documents are read without all walls: {pool.walls.told()}", err=True)
        classifier = Classifier(pool, load_models(models), registered, attributor=attributor)
        with _bar(len(found)) as advance:
            for answer in _answers(classifier, found, workers):
                advance()
                is_whole = is_whole and answer.assessment is not None and answer.assessment.label.reading != "failed"
                if as_json:
                    record = as_record(answer)
                    if attributor is not None:
                        record["suggested"] = suggested_of(answer.assessment)
                    if registered is not None:
                        record["matches"] = matches_of(answer.assessment)
                    click.echo(json.dumps(record, ensure_ascii=False))
                else:
                    rows.append(answer)
    if not as_json:
        show_answers(rows)
        show_matches(rows)
    if not is_whole:
        sys.exit(1)


def _registered(index: Path | None, key: Path | None) -> FingerprintIndex | None:
    """The index that is named, to look at only."""
    if index is None:
        return None
    return FingerprintIndex(read_key(key or key_beside(index)), index, families=FAMILIES, is_read_only=True)


def _attributor(projects: Path | None, key: Path | None) -> Attributor | None:
    """What attributes, where a model of projects is named.

    Raises:
        ClassifierError: the model or its key cannot be used.
    """
    if projects is None:
        return None
    try:
        secret = (key or projects.with_name("fingerprints.index.key")).read_bytes()
    except OSError as error:
        raise ClassifierError(f"the key of `{projects}` cannot be read", help="name it with --key") from error
    return Attributor(load_model(projects, secret), secret)


def _walk(paths: tuple[Path, ...]) -> Iterator[tuple[str, Finding | None]]:
    """Every file below `paths` in a fixed order; with a finding where it is not to be opened."""
    for path in paths:
        if path.is_dir() and (not path.is_symlink() or path in paths):
            yield from _below(path)
        else:
            yield str(path), None


def _below(folder: Path) -> Iterator[tuple[str, Finding | None]]:
    unread: list[OSError] = []
    for parent, names, files in os.walk(folder, onerror=unread.append):
        names.sort()
        for name in sorted(names):
            inner = Path(parent, name)
            if inner.is_symlink():
                yield str(inner), Finding(name="path.link", detail="a link to a folder is not followed")
        for name in sorted(files):
            yield str(Path(parent, name)), None
    for error in unread:
        yield str(error.filename), Finding(name="path.unreadable", detail=type(error).__name__)


def _answers(classifier: Classifier, found: list[tuple[str, Finding | None]], workers: int) -> Iterator[Answer]:
    """Answers in the order asked, a few files ahead at most."""
    executor = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="classify")
    try:
        yield from executor.map(lambda item: _answer(classifier, *item), found)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _answer(classifier: Classifier, path: str, finding: Finding | None) -> Answer:
    if finding is not None:
        return Answer(path=path, finding=finding)
    try:
        # Without O_NONBLOCK a pipe that nobody writes to would hold the command for ever.
        fd = os.open(path, os.O_RDONLY | BYTES | NO_WAIT)
    except (OSError, ValueError) as error:
        name = "path.missing" if isinstance(error, FileNotFoundError) else "path.unreadable"
        return Answer(path=path, finding=Finding(name=name, detail=type(error).__name__))
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return Answer(path=path, finding=Finding(name="path.special", detail="no regular file"))
        return Answer(path=path, assessment=classifier.assess(fd, Path(path).name))
    finally:
        os.close(fd)


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal's stderr, once the work has taken two seconds."""
    console = Console(stderr=True)
    columns = (TextColumn("classifying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = progress.add_task("classifying", total=total)
    began = time.monotonic()
    started = False

    def advance() -> None:
        nonlocal started
        progress.advance(task)
        if not started and time.monotonic() - began > BAR_AFTER_S:
            progress.start()
            started = True

    try:
        yield advance
    finally:
        if started:
            progress.stop()
