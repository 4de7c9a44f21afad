"""Lists in CSV: the US list as trade.gov publishes it, the annexes of EU Regulation 833/2014, and an office's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from policies.model import ListEffect
from policies.screening.lists import ListError
from policies.screening.records import Fields, Record, Records, published, shortened

OWN_COLUMNS = frozenset(("name", "aliases", "effect", "from", "until", "note", "list", "id"))
_MAX_FIELD = 1_000_000
# With the sign by which files of old end.
_BLANK = " \t\x1a"


def read_csv(text: str, *, own_title: str) -> Records:
    """The records of a table; its columns say which list it is.

    Args:
        own_title: What an own list is called that names no list itself.

    Raises:
        ListError: columns of no list that we know, or a row that breaks; with the line.
    """
    rows = _rows(text)
    columns = next(rows)[1]
    if {"source", "name", "alt_names"} <= set(columns):
        return Records(records=tuple(_us_record(each) for each in _fields(rows, columns)))
    if {"celex", "name", "alias"} <= set(columns):
        return Records(records=tuple(_eu_record(each) for each in _fields(rows, columns)))
    if "name" in columns and "effect" in columns:
        unknown = sorted(set(columns) - OWN_COLUMNS)
        if unknown:
            raise ListError(
                f"line 1: unknown column `{unknown[0]}`", help=f"columns are {', '.join(sorted(OWN_COLUMNS))}"
            )
        return Records(records=tuple(_own_record(each, own_title) for each in _fields(rows, columns)))
    advice = "an own list begins with `name,aliases,effect,from,until,note`; others are read as they are published"
    raise ListError(f"line 1: no list has the columns `{','.join(columns)[:80]}`", help=advice)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    limit = csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise ListError("the file is empty", help="download the list again")
        yield 1, [column.strip().casefold() for column in header]
        for row in reader:
            if any(cell.strip(_BLANK) for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise ListError(
            f"line {reader.line_num}: no CSV: {error}", help="close the quotes, or download again"
        ) from error
    finally:
        csv.field_size_limit(limit)


def _fields(rows: Iterator[tuple[int, list[str]]], columns: list[str]) -> Iterator[Fields]:
    for line, row in rows:
        if len(row) != len(columns):
            advice = "put quotes round a cell that holds a comma; the file may be cut off"
            raise ListError(f"line {line}: {len(row)} cells under {len(columns)} columns", help=advice)
        yield Fields(dict(zip(columns, row, strict=True)), f"line {line}")


def _named(fields: Fields) -> str:
    name = fields.text("name")
    if not name:
        raise ListError(f"{fields.place}: an entry without a name", help="write its name into the column `name`")
    return name


def _us_record(fields: Fields) -> Record:
    name = _named(fields)
    return published(fields, name=name, aliases=tuple(each for each in fields.texts("alt_names") if each != name))


def _eu_record(fields: Fields) -> Record:
    aliases = (*fields.texts("alias"), *fields.texts("previousname"))
    return Record(
        list="eu-833-2014",
        id=f"annex-{fields.text('annex')}-{fields.text('recordid')}",
        name=_named(fields),
        aliases=tuple(dict.fromkeys(aliases)),
        kind=fields.kind("schema"),
        text=shortened(f"annex {fields.text('annex')}", fields.text("measure")),
        since=fields.day("startdate"),
    )


def _own_record(fields: Fields, title: str) -> Record:
    written = fields.text("effect")
    try:
        effect = ListEffect(written)
    except ValueError as error:
        raise ListError(
            f"{fields.place}: `{written[:40]}` is no effect", help="write `prohibit`, `licence` or `flag`"
        ) from error
    since, until = fields.day("from"), fields.day("until")
    if since is not None and until is not None and until < since:
        raise ListError(f"{fields.place}: ends on {until}, before it begins on {since}", help="correct one of the days")
    name = _named(fields)
    return Record(
        list=fields.text("list") or title,
        id=fields.text("id") or name,
        name=name,
        aliases=fields.texts("aliases"),
        text=fields.text("note"),
        effect=effect,
        since=since,
        until=until,
    )
