"""`sekimori policy import`: people and projects from the lists that the institution keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.errors import PolicyError
from policies.importing import (
    ACTIVITY_COLUMNS,
    Change,
    ColumnMap,
    Difference,
    ImportFault,
    ImportFaults,
    Records,
    Source,
    compare,
    people_columns,
    read_column_map,
    read_csv,
    read_directory,
    read_people,
    read_projects,
    write_difference,
)
from policies.language import PolicyFaults, load_policy
from policies.model import Policy
from policies.visible import visible
from sekimori.policy_files import plain_console, read_policy_text, replace_text, show_faults

MAX_LIST_BYTES = 64_000_000
SHOWN_FAULTS = 40
SHOWN_ABSENT = 20
_STYLES = {"added": "green", "changed": "yellow", "removed": "red", "absent": "dim"}


@click.command("import")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--people", type=click.Path(path_type=Path, dir_okay=False), help="List of people, .csv or .json.")
@click.option("--projects", type=click.Path(path_type=Path, dir_okay=False), help="List of projects, .csv or .json.")
@click.option(
    "--map", "column_map", type=click.Path(path_type=Path, dir_okay=False), help="What the lists call things."
)
@click.option("--remove", is_flag=True, help="Take out people, accounts and members that the lists do not name.")
@click.option("--write", is_flag=True, help="Write POLICY; without it nothing is changed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(
    policy: Path,
    people: Path | None,
    projects: Path | None,
    column_map: Path | None,
    remove: bool,
    write: bool,
    as_json: bool,
) -> None:
    """Take people and projects over from lists; without --write, only show what would change.

    Lists are CSV (UTF-8 or CP932, the first line names the columns), SCIM 2.0 or LDAP entries as JSON. Columns have
    their usual English or Japanese names, or those that --map gives. An empty cell says nothing; `-` says that there
    is nothing. Somebody new gets the id that the first account gives: without domain, lower case, other signs as `-`.
    In domains that the map names under `domains`, an account is the same with its domain and without.
    Legal status is read only from a column in which the office recorded it, never from name, country or address.

    Exit status: 0 shown or written, 1 a list or the policy has faults and nothing was written, 2 no list.

    \b
    Example:
      sekimori policy import policy.yaml --people people.csv
      sekimori policy import policy.yaml --people scim.json --projects projects.csv --map map.yaml --write
    """
    if people is None and projects is None:
        raise click.UsageError("give `--people`, `--projects` or both")
    try:
        text = read_policy_text(policy)
        found = load_policy(text, name=str(policy))
        records = _records(found, people, projects, column_map)
        files = {"projects": str(projects or ""), "people": str(people or "")}
        difference = compare(found, records, remove=remove, files=files)
        if difference.faults:
            raise ImportFaults(difference.faults)
        changed = write_difference(text, difference, records, remove=remove, name=str(policy))
        if write and not difference.is_empty:
            replace_text(policy, changed, before=text)
    except ImportFaults as faults:
        _tell_list_faults(faults, as_json)
        raise click.exceptions.Exit(1) from faults
    except PolicyFaults as faults:
        _tell_policy_faults(faults, as_json)
        raise click.exceptions.Exit(1) from faults
    is_written = write and not difference.is_empty
    if as_json:
        click.echo(json.dumps(_facts(difference, records, is_written), ensure_ascii=False))
        return
    _show(difference, records, is_written)


def _records(policy: Policy, people: Path | None, projects: Path | None, column_map: Path | None) -> Records:
    names = read_column_map(read_policy_text(column_map), str(column_map)) if column_map else ColumnMap()
    unread: dict[str, tuple[str, ...]] = {}
    persons, inactive = None, frozenset[str]()
    works = None
    if people is not None:
        source = _source(people)
        persons, inactive = read_people(source, names, policy)
        unread[source.file] = _unread(source, people_columns(source, names))
    if projects is not None:
        source = _source(projects)
        works = read_projects(source, names, policy)
        unread[source.file] = _unread(source, names.project_columns(source.columns))
    return Records(people=persons, projects=works, unread=unread, inactive=inactive)


def _unread(source: Source, read: dict[str, str]) -> tuple[str, ...]:
    said = (column for column in source.columns if column and column not in read)
    return tuple(column for column in said if not (source.is_directory and column.casefold() in ACTIVITY_COLUMNS))


def _source(path: Path) -> Source:
    try:
        if path.stat().st_size > MAX_LIST_BYTES:
            raise PolicyError(f"`{path}` is too large", help=f"at most {MAX_LIST_BYTES} bytes are read")
        data = path.read_bytes()
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be read: {error.strerror}") from error
    return read_directory(data, str(path)) if path.suffix.lower() == ".json" else read_csv(data, str(path))


def _facts(difference: Difference, records: Records, is_written: bool) -> dict[str, Any]:
    changes = [
        {
            "kind": change.kind,
            "id": change.id,
            "action": change.action,
            "row": change.row,
            "note": change.note,
            "fields": [{"field": f.field, "old": list(f.old), "new": list(f.new)} for f in change.fields],
        }
        for change in difference.changes
    ]
    unread = {file: list(columns) for file, columns in records.unread.items()}
    return {"ok": True, "written": is_written, "counts": _counts(difference), "changes": changes, "unread": unread}


def _counts(difference: Difference) -> dict[str, int]:
    actions = [change.action for change in difference.changes]
    return {action: actions.count(action) for action in ("added", "changed", "removed", "absent")}


def _show(difference: Difference, records: Records, is_written: bool) -> None:
    console = Console(highlight=False)
    table = Table()
    for column in ("what", "id", "", "field", "old", "new"):
        table.add_column(column, overflow="fold")
    absent = [change for change in difference.changes if change.action == "absent" and not change.note]
    for change in difference.changes:
        if change not in absent:
            for row in _rows(change):
                table.add_row(*row)
    if table.row_count:
        console.print(table)
    for kind in ("person", "project"):
        _show_absent(kind, [change.id for change in absent if change.kind == kind], console)
    for file, columns in records.unread.items():
        if columns:
            console.print(Text(visible(f"{file}: not read: {', '.join(columns)}")))
    counts = ", ".join(f"{count} {action}" for action, count in _counts(difference).items() if count)
    console.print(Text(counts or "nothing differs"))
    if is_written:
        console.print(Text("written; raise `version:` before the policy is signed"))
    elif not difference.is_empty:
        console.print(Text("nothing was written; add `--write` to write it"))


def _show_absent(kind: str, ids: list[str], console: Console) -> None:
    """Who stays as they are, in one line: a list of a few changes nothing for thousands."""
    if ids:
        more = f" and {len(ids) - SHOWN_ABSENT} more, which `--json` lists" if len(ids) > SHOWN_ABSENT else ""
        console.print(Text(f"{kind}s absent from the list: {', '.join(ids[:SHOWN_ABSENT])}{more}"))


def _rows(change: Change) -> list[tuple[Text, ...]]:
    style = _STYLES[change.action]
    head = (Text(change.kind), Text(change.id), Text(change.action, style=style))
    blank = (Text(""), Text(""), Text(""))
    if not change.fields:
        return [(*head, Text(""), Text(""), Text(change.note))]
    return [
        (*(blank if number else head), Text(each.field), *_sides(each.old, each.new))
        for number, each in enumerate(change.fields)
    ]


def _sides(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Text, Text]:
    """Old and new without what stands in both; `…` stands for that."""
    kept = ["…"] if set(old) & set(new) else []
    return (
        Text(visible(", ".join([*kept, *(each for each in old if each not in new)]))),
        Text(visible(", ".join([*kept, *(each for each in new if each not in old)]))),
    )


def _tell_list_faults(faults: ImportFaults, as_json: bool) -> None:
    if as_json:
        listed = [
            {"file": f.file, "row": f.row, "column": f.column, "message": f.message, "help": f.help}
            for f in faults.faults
        ]
        click.echo(json.dumps({"ok": False, "faults": listed}, ensure_ascii=False))
        return
    console = plain_console(stderr=True)
    for fault in faults.faults[:SHOWN_FAULTS]:
        console.print(visible(f"{_place(fault)}: {fault.message}"))
        if fault.help:
            console.print(visible(f"    help: {fault.help}"))
    count = len(faults.faults)
    if count > SHOWN_FAULTS:
        console.print(f"… and {count - SHOWN_FAULTS} more, which `--json` lists")
    console.print(f"{count} fault{'s' if count != 1 else ''}; nothing was imported")


def _place(fault: ImportFault) -> str:
    row = f", row {fault.row}" if fault.row else ""
    column = f", column `{fault.column}`" if fault.column else ""
    return f"{fault.file}{row}{column}"


def _tell_policy_faults(faults: PolicyFaults, as_json: bool) -> None:
    if not as_json:
        show_faults(faults, plain_console(stderr=True))
        return
    listed = [
        {"file": faults.name, "row": f.line, "column": str(f.column), "message": f.message, "help": f.help}
        for f in faults.faults
    ]
    click.echo(json.dumps({"ok": False, "faults": listed}, ensure_ascii=False))
