"""`sekimori policy matrix`: what may go where, as one table."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.analysis.matrix import Cell, Content, Matrix, Place, matrix_of
from policies.analysis.matrix_drawing import MARKS, Titles, draw, place_name
from policies.analysis.moments import shown_moment
from policies.analysis.said import said, tell
from policies.label import Kind, Level
from policies.language.faults import did_you_mean
from policies.model import PersonId, Verdict
from policies.tables import Tables
from policies.wording import NOTICE_LANGUAGES, say
from sekimori.explain_questions import moment
from sekimori.policy_files import tables_or_exit, write_report

COLUMN_WIDTH = 4
COLOURS = {Verdict.ALLOW: "green", Verdict.NOTIFY: "cyan", Verdict.JUSTIFY: "yellow", Verdict.HOLD: "yellow"}


@click.command("matrix")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--level", type=click.Choice([each.value for each in Level]), help="Level of the content.")
@click.option("--kind", "kinds", type=click.Choice([each.value for each in Kind]), multiple=True, help="What it is.")
@click.option("--person", help="Who moves it; nobody known if left out.")
@click.option("--from", "rows", multiple=True, metavar="GLOB", help="Rows to show, such as `q*`; several may be given.")
@click.option("--to", "columns", multiple=True, metavar="GLOB", help="Columns to show: zones, parties, sides.")
@click.option("--at", help="When: 2027-04-01 or 2027-04-01T09:00, in Japan.  [default: now]")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Write the table there as an SVG.")
@click.option(
    "--language", type=click.Choice(NOTICE_LANGUAGES), default="en", show_default=True, help="Language of every word."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def matrix(
    policy: Path,
    level: str | None,
    kinds: tuple[str, ...],
    person: str | None,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    at: str | None,
    svg: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Show what POLICY decides between every two places: content of the row goes to the column.

    The content is readable, known, and at its projects' own level where --level does not say otherwise.

    Exit status: 0 shown, 1 the policy has faults.

    \b
    Example:
      sekimori policy matrix policy.yaml
      sekimori policy matrix policy.yaml --level internal --kind administrative --to 'us-cn/*'
      sekimori policy matrix policy.yaml --svg wall.svg --language ja
    """
    tables = tables_or_exit(policy)
    if person is not None and person not in tables.people:
        raise click.UsageError(f"the policy declares no person `{person}`; {did_you_mean(person, tables.people)}")
    now = moment(at) if at else datetime.now(UTC)
    content = Content(
        level=Level(level) if level else None,
        kinds=frozenset(map(Kind, kinds)),
        person=PersonId(person) if person else None,
    )
    found = matrix_of(tables, now, content=content, is_row=_chosen(rows), is_column=_chosen(columns))
    _check_there_is_some(found, rows, columns)
    titles = _titles(found, tables, now, language)
    if svg is not None:
        write_report(svg, draw(found, titles, language), sources=(policy,))
    if as_json:
        click.echo(json.dumps(_facts(found, tables, now), ensure_ascii=False))
    elif svg is not None:
        click.echo(f"{svg}: {len(found.rows)} × {len(found.columns)} cells")
    else:
        _show(found, titles, language)


def _chosen(globs: tuple[str, ...]) -> Callable[[Place], bool]:
    def is_chosen(place: Place) -> bool:
        return not globs or any(fnmatchcase(name, glob) for glob in globs for name in (place.name, *place.sides))

    return is_chosen


def _check_there_is_some(found: Matrix, rows: tuple[str, ...], columns: tuple[str, ...]) -> None:
    if not found.rows or not found.columns:
        chosen = ", ".join(f"`{glob}`" for glob in (*rows, *columns)) or "nothing"
        raise click.UsageError(f"there is nothing to show for {chosen}: globs match zones, parties and `wall/side`")


def _titles(found: Matrix, tables: Tables, now: datetime, language: str) -> Titles:
    level = said(f"level.{found.level}") if found.level is not None else said("matrix.own-level")
    kinds = tuple(said(f"kind.{kind}") for kind in sorted(found.kinds)) or (said("matrix.kind-any"),)
    content = tell(said("several", words=(level, *kinds)), language)
    about = said("matrix.about", version=str(tables.version), at=shown_moment(now), content=content)
    return Titles(title=said("matrix.title", organisation=tables.organisation), about=about)


def _show(found: Matrix, titles: Titles, language: str) -> None:
    console = Console(highlight=False)
    console.print(Text(tell(titles.title, language), style="bold"))
    console.print(Text(tell(titles.about, language)))
    room = console.width - max((cell_len(_row_name(place, language)) for place in found.rows), default=0) - 4
    step = max(room // (COLUMN_WIDTH + 1), 1)
    for begin in range(0, len(found.columns), step):
        console.print(_grid(found, range(begin, min(begin + step, len(found.columns))), language))
        console.print(_column_names(found, range(begin, min(begin + step, len(found.columns))), language))
    console.print()
    console.print(Text(_marks(found, language)))
    console.print(Text(f"{tell(said('matrix.by'), language)}:"))
    for number, source in enumerate(found.sources):
        console.print(Text(f"  {_letter(number)}  {source}"))


def _grid(found: Matrix, columns: range, language: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Text(tell(said("matrix.from"), language)), no_wrap=True)
    for column in columns:
        table.add_column(str(column + 1), justify="center", min_width=COLUMN_WIDTH - 1, no_wrap=True)
    for number, place in enumerate(found.rows):
        if number > 0 and _wall(found.rows[number - 1]) != _wall(place):
            table.add_section()
        cells = [_mark(found.cells[number][column], found) for column in columns]
        table.add_row(Text(_row_name(place, language)), *cells)
    return table


def _row_name(place: Place, language: str) -> str:
    side = f" ({', '.join(place.sides)})" if place.sides else ""
    return f"{place_name(place, language)}{side}"


def _wall(place: Place) -> str:
    return place.sides[0].split("/")[0] if place.sides else ""


def _mark(cell: Cell | None, found: Matrix) -> Text:
    if cell is None:
        return Text("–", style="dim")
    style = "bold red" if cell.verdict is Verdict.BLOCK else COLOURS[cell.verdict]
    return Text(f"{MARKS[cell.verdict]}{_letter(found.sources.index(cell.rule))}", style=style)


def _letter(number: int) -> str:
    """`a` to `z`, then `aa` and so on."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _column_names(found: Matrix, columns: range, language: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for number in columns:
        place = found.columns[number]
        about = ", ".join(
            (*((tell(said(f"place.{place.what}"), language),) if place.what != "unknown" else ()), *place.sides)
        )
        table.add_row(f"{number + 1:>3}", Text(place_name(place, language)), Text(about, style="dim"))
    return table


def _marks(found: Matrix, language: str) -> str:
    used = {cell.verdict for line in found.cells for cell in line if cell is not None}
    told = "  ".join(f"{MARKS[each]} {say(f'verdict.{each}', {}, language)}" for each in Verdict if each in used)
    return f"{tell(said('matrix.marks'), language)}: {told}  – {tell(said('matrix.stays'), language)}"


def _facts(found: Matrix, tables: Tables, now: datetime) -> dict[str, Any]:
    def place(each: Place) -> dict[str, Any]:
        return {"name": each.name, "what": each.what, "sides": each.sides, "channel": each.channel}

    return {
        "version": tables.version,
        "at": now.isoformat(),
        "level": found.level,
        "kinds": sorted(found.kinds),
        "rows": [place(each) for each in found.rows],
        "columns": [place(each) for each in found.columns],
        "cells": [
            [None if cell is None else {"verdict": cell.verdict, "rule": cell.rule} for cell in line]
            for line in found.cells
        ],
    }
