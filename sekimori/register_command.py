"""`sekimori register`: make a project's documents recognisable wherever they turn up."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from classifiers.confine import ReaderPool
from classifiers.confinement.settings import MOST, Confinement
from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.filenotes import Outcome
from classifiers.folders import PassedOver, files_below
from classifiers.limits import Limits
from classifiers.ocr.settings import Ocr, OcrUse
from classifiers.registration import Registrar, label_of
from classifiers.withdrawal import prune, remove, stale
from policies.label import Label, Level
from policies.visible import visible_line
from sekimori.fingerprint_keys import key_beside, make_key, read_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from classifiers.registration import Told

LINES_EVERY = 500
SHOWN = 20
# What stands behind the index's name in the names of its files.
OWN_ENDINGS = ("", ".new", ".journal", ".journal-wal", ".journal-shm", ".journal-lock")


@click.command("register")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FOLDER]…")
@click.option("--project", default="", help="Project that these documents belong to, as the policy names it.")
@click.option(
    "--level", type=click.Choice([str(each) for each in Level]), default="sensitive", show_default=True,
    help="How much harm these documents do in the wrong hands.",
)  # fmt: skip
@click.option(
    "--index", "index_path", type=click.Path(path_type=Path, dir_okay=False), default=Path("fingerprints.index"),
    show_default=True, help="File to keep the fingerprints in.",
)  # fmt: skip
@click.option(
    "--key", "key_path", type=click.Path(path_type=Path, dir_okay=False), help="Its secret; INDEX.key if left out."
)
@click.option("--new-key", is_flag=True, help="Make the secret first.")
@click.option("--remove", "is_removal", is_flag=True, help="Forget what was registered from these paths.")
@click.option("--public", "is_public", is_flag=True, help="Declare these documents public: they match no more.")
@click.option(
    "--prune", "is_pruning", is_flag=True, help="Forget documents whose files are gone or were changed since."
)
@click.option("--dry-run", is_flag=True, help="With --prune: only say what would be forgotten.")
@click.option("--list", "is_list", is_flag=True, help="List what is registered.")
@click.option("--status", "is_status", is_flag=True, help="Check the index and say what it holds.")
@click.option(
    "--workers", type=click.IntRange(0, MOST), default=0, help="Reader processes; one a processor, at most 4, if 0."
)
@click.option("--ocr", type=click.Choice(["auto", "on", "off"]), default="auto", help="Read letters in pictures.")
def command(
    paths: tuple[Path, ...], project: str, level: str, index_path: Path, key_path: Path | None, new_key: bool,
    is_removal: bool, is_public: bool, is_pruning: bool, dry_run: bool, is_list: bool, is_status: bool, workers: int,
    ocr: str,
) -> None:  # fmt: skip
    """Register the documents below FOLDER, so that an excerpt, a copy in another format or a scan is recognised.

    Files that did not change since the last time are skipped; a run that was stopped goes on where it stood. Exit
    status 1 where a file could not be read or a folder not listed; the others are registered all the same.

    \b
    Example:
      sekimori register --new-key --project qsensor --level controlled /srv/qsensor
      sekimori register --project gripper /srv/gripper
      sekimori register --public /srv/qsensor/published
      sekimori register --prune --dry-run /srv/qsensor
      sekimori register --status
    """
    _check(paths, project, is_removal, is_public, is_pruning, dry_run, is_list, is_status, new_key=new_key)
    key_path = key_path or key_beside(index_path)
    if new_key:
        make_key(key_path)
        click.echo(f"made `{key_path}`: keep a copy where no agent reaches it", err=True)
    key = read_key(key_path)
    if is_list or is_status:
        with FingerprintIndex(key, index_path, families=FAMILIES, is_read_only=True) as index:
            _list(index) if is_list else _status(index, index_path)
        return
    if not paths:
        return
    passed_over: list[PassedOver] = []
    own = _own(index_path, key_path)
    files = [] if is_removal or is_pruning else list(files_below(paths, besides=own, passed_over=passed_over))
    with FingerprintIndex(key, index_path, families=FAMILIES) as index:
        if is_removal:
            click.echo(f"{remove(index, paths)} documents forgotten")
        elif is_pruning:
            _prune(index, paths, dry_run=dry_run)
        else:
            label = label_of(project, Level.PUBLIC if is_public else Level(level))
            is_whole = _register(index, files, label, workers, ocr, is_public=is_public)
            is_whole = tell_passed_over(passed_over) and is_whole
            if not files:
                click.echo("no file lies there; is the disk mounted?", err=True)
        if index.waiting:
            index.merge()
    if not (is_removal or is_pruning) and not is_whole:
        sys.exit(1)


def _check(
    paths: tuple[Path, ...], project: str, is_removal: bool, is_public: bool, is_pruning: bool, dry_run: bool,
    is_list: bool, is_status: bool, *, new_key: bool,
) -> None:  # fmt: skip
    """Refuse options that say nothing together."""
    if sum((is_removal, is_public, is_pruning, is_list, is_status)) > 1:
        raise click.UsageError("--remove, --public, --prune, --list and --status exclude one another")
    if dry_run and not is_pruning:
        raise click.UsageError("--dry-run goes with --prune")
    if not paths and not (is_list or is_status or new_key):
        raise click.UsageError("name the folders to register")
    if paths and not (project or is_removal or is_public or is_pruning or is_list or is_status):
        raise click.UsageError("say with --project whose documents these are")


def _own(index_path: Path, key_path: Path) -> list[Path]:
    """Files of the index, which are no documents."""
    return [key_path, *(index_path.with_name(index_path.name + ending) for ending in OWN_ENDINGS)]


def _register(
    index: FingerprintIndex, files: list[tuple[Path, str]], label: Label, workers: int, ocr: str, *, is_public: bool
) -> bool:
    """Register and tell. Returns whether everything could be read."""
    count = Confinement(workers=workers).readers()
    told: Counter[Outcome] = Counter()
    failed: list[Told] = []
    cut: list[Told] = []
    opaque = 0
    with ReaderPool(Limits(), workers=count, ocr=Ocr(use=OcrUse(ocr))) as pool, _progress(len(files)) as advance:
        if pool.walls.lacking:
            click.echo(f"warning: documents are read without all walls: {pool.walls.told()}", err=True)
        for one in Registrar(index, pool.read, workers=count).register(files, label, is_public=is_public):
            told[one.outcome] += 1
            opaque += one.outcome is not Outcome.UNCHANGED and one.reading.is_opaque
            failed += [one] if one.outcome is Outcome.FAILED else []
            cut += [one] if one.left_out else []
            advance()
    for one in failed[:SHOWN]:
        click.echo(f"not read: {visible_line(str(one.path))} ({one.detail})", err=True)
    if len(failed) > SHOWN:
        click.echo(f"not read: {len(failed) - SHOWN} more", err=True)
    done = told[Outcome.REGISTERED] + told[Outcome.BYTES_ONLY]
    click.echo(
        f"{done} documents {'declared public' if is_public else 'registered'}, {told[Outcome.UNCHANGED]} unchanged, "
        f"{told[Outcome.EMPTY]} empty, {told[Outcome.FAILED]} not read"
    )
    if told[Outcome.BYTES_ONLY]:
        click.echo(f"{told[Outcome.BYTES_ONLY]} have no text or drawing: known by their bytes only ({opaque} opaque)")
    for one in cut[:SHOWN]:
        what = ", ".join(sorted({f"{finding.name} {finding.detail}" for finding in one.left_out}))
        click.echo(f"known in part: {visible_line(str(one.path))} ({what})", err=True)
    if cut:
        click.echo(f"{len(cut)} are known in part: what stands behind a bound is not recognised (docs/prints.md)")
    return not failed


def tell_passed_over(passed_over: list[PassedOver]) -> bool:
    """Tell what lay there and is no file. Returns whether every folder could be listed."""
    failures = [each for each in passed_over if each.is_failure]
    for each in failures[:SHOWN]:
        click.echo(f"not listed: {visible_line(str(each.path))} ({each.why})", err=True)
    if len(failures) > SHOWN:
        click.echo(f"not listed: {len(failures) - SHOWN} more", err=True)
    others = len(passed_over) - len(failures)
    if others:
        first = next(each for each in passed_over if not each.is_failure)
        told = f"`{visible_line(str(first.path))}`, {first.why}" + (f", and {others - 1} more" if others > 1 else "")
        click.echo(f"not followed: {told}", err=True)
    return not failures


def _prune(index: FingerprintIndex, paths: tuple[Path, ...], *, dry_run: bool) -> None:
    found = stale(index, paths)
    for one in found:
        click.echo(f"{'gone' if one.is_gone else 'changed'}: {visible_line(one.path)}")
    if dry_run:
        click.echo(f"{len(found)} documents would be forgotten")
    else:
        click.echo(f"{prune(index, found)} documents forgotten")


def _list(index: FingerprintIndex) -> None:
    for document in sorted(index.documents(), key=lambda each: each.name):
        projects = visible_line(",".join(sorted(document.label.projects)) or "-")
        state = "public" if document.is_public else str(document.label.level)
        click.echo(f"{document.digest[:12]}  {projects:16}  {state:10}  {visible_line(document.name)}")


def _status(index: FingerprintIndex, path: Path) -> None:
    """What the index holds; opening it has checked all of it."""
    held: Counter[str] = Counter()
    for document in index.documents():
        owners = ", ".join(sorted(document.label.projects)) or "no project"
        held["public" if document.is_public else owners] += 1
    size = path.stat().st_size if path.exists() else 0
    click.echo(f"`{path}`: {sum(held.values())} documents, {size / 1e6:.1f} MB, undamaged, made with this key")
    for owner, count in sorted(held.items()):
        click.echo(f"{count:8}  {visible_line(owner)}")
    if index.waiting:
        click.echo(f"{index.waiting} entries wait in the journal; the next run writes them into the file")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    # A scan takes a minute until its letters are read: what goes by shows that it goes on.
    spent, left = TimeElapsedColumn(), TimeRemainingColumn()
    columns = (TextColumn("registering"), BarColumn(), MofNCompleteColumn(), spent, TextColumn("left"), left)
    done = 0
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("registering", total=total)

        def advance() -> None:
            nonlocal done
            done += 1
            progress.advance(task)
            if not console.is_terminal and done % LINES_EVERY == 0:
                click.echo(f"{done} of {total}", err=True)

        yield advance
