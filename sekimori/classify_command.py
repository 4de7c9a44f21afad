"""`sekimori classify`: say what documents are, and why."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from classifiers.assess import Classifier
from classifiers.assessment import Attribution, ReasonKind
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
from policies.label import Kind, Reading
from policies.visible import visible_line
from sekimori.fingerprint_keys import key_beside, read_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from classifiers.assessment import Assessment, Reason

BAR_AFTER_S = 2.0
MAX_FIELDS_SHOWN = 3
EXCERPT_SHOWN_CHARS = 60
MAX_PASSAGES_SHOWN = 3
MAX_PASSAGE_CHARS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One path: its assessment, or why there is none."""

    path: str
    assessment: Assessment | None = None
    finding: Finding | None = None


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
                        record["suggested"] = _suggested(answer.assessment)
                    if registered is not None:
                        record["matches"] = matches_of(answer.assessment)
                    click.echo(json.dumps(record, ensure_ascii=False))
                else:
                    rows.append(answer)
    if not as_json:
        _show(rows)
        _show_matches(rows)
    if not is_whole:
        sys.exit(1)


def _registered(index: Path | None, key: Path | None) -> FingerprintIndex | None:
    """The index that is named, to look at only."""
    if index is None:
        return None
    return FingerprintIndex(read_key(key or key_beside(index)), index, families=FAMILIES, is_read_only=True)


def matches_of(found: Assessment | None) -> list[dict[str, object]]:
    """Registered documents of which it holds a part, for `--json`: places in both texts, and no text."""
    return [
        {
            "name": match.name, "digest": match.digest, "projects": sorted(match.label.projects),
            "level": str(match.label.level), "basis": str(match.basis), "exact": match.exact,
            "containment": match.containment,
            "passages": [
                {"part": p.part, "start": p.start, "end": p.end, "their_start": p.their_start, "their_end": p.their_end}
                for p in match.passages
            ],
        }
        for match in (found.matches if found is not None else ())
    ]  # fmt: skip


def _show_matches(rows: list[Answer]) -> None:
    """Below the table: of which registered documents each file holds a part, and which passages."""
    for answer in rows:
        for match in answer.assessment.matches if answer.assessment else ():
            owners = ", ".join(sorted(match.label.projects)) or "no project"
            how = "the same bytes" if match.exact else f"{match.containment:.0%} by {match.basis}"
            click.echo(f"{visible_line(answer.path)}: {visible_line(match.name)} ({owners}), {how}")
            for passage in match.passages[:MAX_PASSAGES_SHOWN]:
                theirs = f", there {passage.their_start} to {passage.their_end}" if passage.their_start >= 0 else ""
                text = visible_line(" ".join(passage.text.split()), most_chars=MAX_PASSAGE_CHARS)
                click.echo(f"    {passage.start} to {passage.end}{theirs}: {text}")


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


def as_record(answer: Answer) -> dict[str, object]:
    """The object that `--json` prints; the keys are the same for every path."""
    path = answer.path.encode("utf-8", "backslashreplace").decode()
    found = answer.assessment
    if found is None:
        findings = [answer.finding] if answer.finding else []
        return {
            "path": path, "type": "", "read": "failed", "chars": 0, "kind": "other", "kind_p": 0.0,
            "sensitive_p": 0.0, "fields": {}, "drawing": {"p": 0.0, "kind": ""}, "level": "internal", "projects": [],
            "markings": [], "findings": [_finding(finding) for finding in findings], "reasons": [], "ms": 0.0,
        }  # fmt: skip
    return {
        "path": path,
        "type": found.type,
        "read": str(found.label.reading),
        "chars": found.chars,
        "kind": str(found.kind),
        "kind_p": found.kind_p,
        "sensitive_p": found.sensitive_p,
        "fields": dict(found.fields),
        "drawing": {"p": found.drawing.p, "kind": found.drawing.kind},
        "level": str(found.label.level),
        "projects": sorted(found.label.projects),
        "markings": [marking.name for marking in found.markings],
        "findings": [_finding(finding) for finding in found.findings],
        "reasons": [_reason(reason) for reason in found.reasons],
        "ms": found.ms,
    }


def _suggested(found: Assessment | None) -> dict[str, object]:
    """Whose it looks to be, for `--json`."""
    said = found.attribution if found is not None else Attribution()
    return {"project": said.project, "p": said.p, "candidates": list(said.candidates), "words": list(said.words)}


def _finding(finding: Finding) -> dict[str, str]:
    return {"name": finding.name, "detail": finding.detail, "where": finding.where}


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "kind": str(reason.kind),
        "key": reason.key,
        "text": reason.text,
        "part": reason.part,
        "start": reason.start,
        "end": reason.end,
        "where": reason.where,
        "figure": reason.figure,
        "weight": reason.weight,
    }


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
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
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


def _show(rows: list[Answer]) -> None:
    table = Table(show_lines=False)
    for name in ("path", "level", "what", "sensitive", "why"):
        table.add_column(name, overflow="fold")
    for answer in rows:
        found = answer.assessment
        if found is None:
            table.add_row(_plain(answer.path), "", "not read", "", answer.finding.name if answer.finding else "")
            continue
        table.add_row(
            _plain(answer.path),
            str(found.label.level),
            _what(found),
            f"{found.sensitive_p:.2f}",
            _plain(why_of(found)),
        )
    Console().print(table)


def _what(found: Assessment) -> str:
    """Its kind in few words, and how much of it was read where that was not all."""
    drawn = f", {found.drawing.kind}" if found.kind is Kind.DRAWING and found.drawing.kind else ""
    read = "" if found.label.reading is Reading.FULL else f"; read: {found.label.reading}"
    return f"{found.kind}{drawn} {found.kind_p:.2f}{read}"


def why_of(found: Assessment) -> str:
    """What the level rests on, in a few words."""
    reasons = [
        f"marked {name}" for name in sorted({marking.name for marking in found.markings if not marking.is_doubted})
    ]
    reasons += [f"holds part of a registered document ({match.containment:.0%})" for match in found.matches[:2]]
    if found.attribution.candidates:
        words = ", ".join(found.attribution.words[:MAX_FIELDS_SHOWN])
        reasons.append(f"looks like {' or '.join(found.attribution.candidates[:MAX_FIELDS_SHOWN])} ({words})")
    likely = sorted(found.fields.items(), key=lambda item: -item[1])[:MAX_FIELDS_SHOWN]
    reasons += [f"{name} {p:.2f}" for name, p in likely if name in found.label.fields]
    reasons += [_told(reason) for reason in found.reasons]
    reasons += [f"{item.name} {item.detail}".strip() for item in found.findings[:3]]
    return "; ".join(part for part in reasons if part)


def _told(reason: Reason) -> str:
    """A reason of the models in words; letters of grams alone say little to people and stay in --json."""
    match reason.kind:
        case ReasonKind.PASSAGE:
            place = reason.where or f"characters {reason.start} to {reason.end}"
            return f"{place} ({reason.weight:.2f}): “{reason.text[:EXCERPT_SHOWN_CHARS]}…”"
        case ReasonKind.FEATURE:
            words = f" ({reason.text})" if reason.text else ""
            return f"{reason.key.replace('_', ' ')} {reason.figure:.2g}{words}"
        case ReasonKind.PAGE:
            return f"drawing on {reason.where}"
        case ReasonKind.GRAM:
            return ""
        case _:
            assert_never(reason.kind)


def _plain(text: str) -> str:
    """Text that neither the terminal nor rich reads as a command."""
    return "".join(sign if sign.isprintable() else "�" for sign in text).replace("[", r"\[")
