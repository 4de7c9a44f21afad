"""`sekimori read`: show what the readers get out of a file, so that nobody has to guess what is seen of it."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from classifiers.confine import ReaderPool
from classifiers.errors import ClassifierError
from classifiers.limits import Limits
from classifiers.ocr.settings import Ocr, OcrUse
from classifiers.openings import BYTES, NO_WAIT
from policies.label import Reading
from policies.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.document import Document, Measure, Part

ROWS_SHOWN = 20
NAMES_SHOWN = 60
DIGEST_CHARS = 12
COLOURS = {Reading.FULL: "green", Reading.PARTIAL: "yellow", Reading.OPAQUE: "red", Reading.FAILED: "red"}


@click.command("read")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with stable keys; with the text only if asked.")
@click.option("--ocr", type=click.Choice(["auto", "on", "off"]), default="auto", help="Read letters in pictures.")
@click.option("--text", "with_text", is_flag=True, help="Print the text as well, with where it stands.")
def command(path: Path, as_json: bool, ocr: str, with_text: bool) -> None:
    """Show what is read of FILE: its parts, properties, title block, dimensions, recipients, and what was not read.

    Nothing is judged and nothing is sent. Exit status 0 where everything was read, 1 where not.

    \b
    Example:
      sekimori read drawing.dxf
      sekimori read --text minutes.docx | less
      sekimori read --json mail.eml | jq '.parts[] | .addresses'
    """
    document = _read(path, ocr)
    if as_json:
        click.echo(json.dumps(as_record(document, with_text=with_text), ensure_ascii=False))
    else:
        console = Console(highlight=False)
        for item in _pages(document, path.name, with_text=with_text):
            console.print(item, soft_wrap=not isinstance(item, Table))
    if document.reading is not Reading.FULL:
        sys.exit(1)


def _read(path: Path, ocr: str) -> Document:
    try:
        # Without O_NONBLOCK a pipe that nobody writes to would hold the command for ever.
        fd = os.open(path, os.O_RDONLY | BYTES | NO_WAIT)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name of a file"
        raise ClassifierError(f"`{visible(str(path))}` cannot be opened: {reason}") from error
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise ClassifierError(f"`{visible(str(path))}` is no regular file", help="name one file, not a folder")
        with ReaderPool(Limits(), ocr=Ocr(use=OcrUse(ocr))) as pool:
            if ocr == "on" and not pool.ocr.engine:
                raise ClassifierError("letters in pictures cannot be read", help=pool.ocr.why)
            if pool.walls.lacking:
                click.echo(f"warning: the file is read without all walls: {pool.walls.told()}", err=True)
            return pool.read(fd, path.name)
    finally:
        os.close(fd)


def as_record(document: Document, *, with_text: bool) -> dict[str, object]:
    """The object that `--json` prints."""
    return {
        "reading": str(document.reading),
        "reader_version": document.reader_version,
        "parts": [_part_record(part, with_text=with_text) for part in document.parts],
        "findings": [dataclasses.asdict(finding) for finding in document.findings],
    }


def _part_record(part: Part, *, with_text: bool) -> dict[str, object]:
    return {
        "name": part.name,
        "parent": part.parent,
        "type": part.type,
        "digest": part.digest,
        "size_bytes": part.size_bytes,
        "reading": str(part.reading),
        "chars": len(part.text),
        "pages": len(part.pages),
        "metadata": dict(part.metadata),
        "title_block": [dataclasses.asdict(field) for field in part.fields],
        "measures": [dataclasses.asdict(measure) for measure in part.measures],
        "layers": list(part.layers),
        "blocks": list(part.blocks),
        "entities": dict(part.cad),
        "addresses": [dataclasses.asdict(address) for address in part.addresses],
        "places": [dataclasses.asdict(place) for place in part.places],
        **({"text": part.text} if with_text else {}),
    }


def _pages(document: Document, name: str, *, with_text: bool) -> Iterator[Tree | Table | str]:
    yield _tree(document, name)
    for part in document.parts:
        yield from _structure(part, part.name or name)
    if document.findings:
        yield _heading("Findings", "docs/formats.md says what each means")
        yield _table([(finding.name, finding.detail, finding.where) for finding in document.findings])
    if with_text:
        for part in document.parts:
            yield from _text(part, part.name or name)


def _tree(document: Document, name: str) -> Tree:
    """Parts under the part that they stand in."""
    branches: list[Tree] = []
    for depth, part in document.tree():
        colour = COLOURS[part.reading]
        size = f"{part.size_bytes:,} bytes, {len(part.text):,} characters"
        title = f"{_plain(part.name.rpartition('/')[2] or name)}  [dim]{_plain(part.type)}, {size},"
        line = f"{title} {part.digest[:DIGEST_CHARS] or 'no digest'}[/dim]  [{colour}]{part.reading}[/{colour}]"
        branch = branches[depth - 1].add(line) if 0 < depth <= len(branches) else Tree(line)
        branches[depth:] = [branch]
    return branches[0]


def _structure(part: Part, name: str) -> Iterator[Table | str]:
    """What the part has beside its text, under headings; nothing for what it has not."""
    rows: dict[str, list[tuple[str, ...]]] = {
        "Properties": list(part.metadata.items()),
        "Title block": [(str(field.name), field.value, field.label, field.where) for field in part.fields],
        "Dimensions": [(str(measure.kind), written(measure)) for measure in part.measures],
        "Addresses": [(address.role, address.address, address.name) for address in part.addresses],
    }
    lists = {
        "Layers": list(part.layers),
        "Blocks": list(part.blocks),
        "Entities": [f"{entity} {count:,}" for entity, count in part.cad.items()],
    }
    for title, cells in rows.items():
        if cells:
            yield _heading(title, name)
            yield _table(cells)
    for title, words in lists.items():
        if words:
            yield _heading(title, name)
            yield "  " + _plain(", ".join(words[:NAMES_SHOWN])) + _more(len(words) - NAMES_SHOWN)


def _heading(title: str, name: str) -> str:
    return f"\n[bold]{title}[/bold] [dim]{_plain(name)}[/dim]"


def _table(rows: list[tuple[str, ...]]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), caption_justify="left")
    for _ in range(max(map(len, rows))):
        table.add_column(overflow="fold")
    for row in rows[:ROWS_SHOWN]:
        table.add_row(*map(_plain, row))
    table.caption = _more(len(rows) - ROWS_SHOWN) or None
    return table


def _more(count: int) -> str:
    return f" … and {count:,} more: --json shows all" if count > 0 else ""


def written(measure: Measure) -> str:
    """A measure as a drawing writes it, such as `25 H7 mm` or `12.5 +0.1 -0.05 mm`."""
    words = [f"{measure.value:g}", measure.fit]
    if measure.plus == -measure.minus and measure.plus:
        words.append(f"±{measure.plus:g}")
    elif measure.plus or measure.minus:
        words.append(f"{measure.plus:+g} {measure.minus:+g}")
    return " ".join(word for word in (*words, measure.unit) if word)


def _text(part: Part, name: str) -> Iterator[str]:
    starts = [place.start for place in part.places]
    labels = ["", *(place.label for place in part.places)]
    for label, begin, end in zip(labels, [0, *starts], [*starts, len(part.text)], strict=True):
        if part.text[begin:end].strip():
            yield f"\n[bold]── {_plain(name)}{', ' if label else ''}{_plain(label)}[/bold]"
            yield "\n".join(map(_plain, part.text[begin:end].rstrip().splitlines()))


def _plain(text: str) -> str:
    """Text that neither the terminal nor rich reads as a command."""
    return escape(visible(text))
