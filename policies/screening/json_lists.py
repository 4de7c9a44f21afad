"""Lists in JSON: the US list as trade.gov publishes it and in two compact forms, the Japanese and Chinese registries,
and entries of the Entity List as printed in the rule."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from policies.screening.lists import ListError
from policies.screening.records import Fields, Record, Records, day_of, published

# Values in one file; the US list has about two million. More would fill the memory before a record is looked at.
MAX_VALUES = 10_000_000
MAX_DIGITS = 18
_FILE_DATES = ("sourceGeneratedAt", "generatedAt", "retrievedAt", "last_updated", "date")
_COMPACT_KEYS = {
    "n": "name", "a": "alt_names", "s": "source", "t": "type", "e": "entity_number",
    "lr": "license_requirement", "lp": "license_policy", "pg": "programs", "fr": "federal_register_notice",
    "u": "source_list_url",
}  # fmt: skip
_COMPACT_TABLES = {
    "s": "sources",
    "lr": "licenceRequirements",
    "lp": "licencePolicies",
    "pg": "programmes",
    "u": "urls",
}
_PRINTED_ALIASES = re.compile(r",? (?:a\.k\.a\.|and the following).*", re.DOTALL)
_PRINTED_ALIAS = re.compile(r"—([^;—]+)")
_ADDRESS = re.compile(r"(?<!Ltd)\.\s+(?=[A-Z0-9\d])|\s+(?=\d+ [A-Z])|\s+(?=No\. \d)|\s+\(See ")


def read_json(text: str) -> Records:
    """The records of a JSON document or of JSON lines.

    Raises:
        ListError: no JSON, or JSON of no shape that we know; with the line or the record.
    """
    if text.count(",") + text.count("[") + text.count("{") > MAX_VALUES:
        raise ListError("too many values for a list", help=f"at most {MAX_VALUES:,} are read")
    try:
        value = json.loads(text, parse_int=_number)
    except json.JSONDecodeError as error:
        rows = text.splitlines()
        if error.msg != "Extra data" or error.lineno == 1:
            advice = "the file is cut off or changed: download it again"
            raise ListError(f"line {error.lineno}: no JSON: {error.msg.lower()}", help=advice) from error
        return _records([_line(number, row) for number, row in enumerate(rows, 1) if row.strip()], None)
    except RecursionError as error:
        raise ListError("nested too deeply for a list", help="download it again") from error
    if isinstance(value, list):
        return _records([(f"record {number}", each) for number, each in enumerate(value, 1)], None)
    if isinstance(value, dict):
        return _document(value)
    raise ListError("neither a list of entries nor a document with entries", help="download the list again")


def _number(written: str) -> int | str:
    """A number; one too long to be one stays text, as Python refuses to read it."""
    return int(written) if len(written) <= MAX_DIGITS else written


def _line(number: int, row: str) -> tuple[str, Any]:
    try:
        return f"line {number}", json.loads(row, parse_int=_number)
    except (json.JSONDecodeError, RecursionError) as error:
        advice = "the file is cut off or changed: download it again"
        raise ListError(f"line {number}: no JSON", help=advice) from error


def _document(value: dict[str, Any]) -> Records:
    dates = [day_of(str(value[key])) for key in _FILE_DATES if isinstance(value.get(key), str)]
    dates += [day_of(str(each.get("source_last_updated", ""))) for each in _objects(value.get("sources_used"))]
    dated = max((day for day in dates if day is not None), default=None)
    entries = value.get("results", value.get("entries"))
    if not isinstance(entries, list):
        if {"name", "list"} <= set(value) or {"entity_name", "list_id"} <= set(value):
            return _records([("line 1", value)], None)
        raise ListError("the document has neither `results` nor `entries`", help="download the list again")
    if "tables" in value:
        entries = _expanded(entries, value["tables"])
    declared = value.get("entryCount", value.get("total"))
    if isinstance(declared, int) and declared != len(entries):
        raise ListError(
            f"the file says that it holds {declared} entries, and holds {len(entries)}", help="download all of it again"
        )
    return _records([(f"record {number}", each) for number, each in enumerate(entries, 1)], dated)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _expanded(entries: list[Any], tables: Any) -> list[Any]:
    """The compact form's entries, with what they name by number in its tables."""
    if not isinstance(tables, dict):
        raise ListError("`tables` is no mapping", help="download the list again")
    expanded = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            raise ListError(f"record {number}: no object", help="download the list again")
        try:
            expanded.append(
                {
                    _COMPACT_KEYS[key]: tables[_COMPACT_TABLES[key]][value] if key in _COMPACT_TABLES else value
                    for key, value in entry.items()
                    if key in _COMPACT_KEYS and value is not None
                }
            )
        except (KeyError, IndexError, TypeError) as error:
            raise ListError(f"record {number}: names a row that no table has", help="download it again") from error
    return expanded


def _records(placed: list[tuple[str, Any]], dated: Any) -> Records:
    fields = []
    for place, value in placed:
        if not isinstance(value, dict):
            raise ListError(f"{place}: no object", help="each entry is a JSON object with a `name`")
        fields.append(Fields(value, place))
    countries = _countries(fields)
    records = tuple(_record(each, countries) for each in fields)
    verified = [day for each in fields for day in [each.day("last_verified")] if day is not None]
    return Records(records=records, dated=dated or max(verified, default=None))


def _countries(fields: Iterable[Fields]) -> tuple[str, ...]:
    """Countries as this file writes them, the longest first."""
    named = (each for each in fields if each.text("name", "entity_name"))
    return tuple(sorted({each.text("country_text", "addresses") for each in named if _is_registry(each)}, key=len))[
        ::-1
    ]


def _is_registry(fields: Fields) -> bool:
    return bool(fields.text("list_id", "listed_by"))


def _record(fields: Fields, countries: tuple[str, ...]) -> Record:
    printed = fields.text("raw")
    if printed:
        return _printed(fields, printed)
    name = fields.text("name", "entity_name")
    if not name and _is_registry(fields):
        name = _slipped_name(fields, countries)
    aliases = tuple(alias for alias in fields.texts("alt_names", "aliases") if alias != name)
    if not name:
        if not aliases:
            raise ListError(f"{fields.place}: an entry without a name", help="add its name, or download the list again")
        name, aliases = aliases[0], aliases[1:]
    return published(fields, name=name, aliases=aliases)


def _slipped_name(fields: Fields, countries: tuple[str, ...]) -> str:
    """A name that stands behind the country in the country's column, as in copies made from the published PDF."""
    written = fields.text("country_text", "addresses")
    for country in countries:
        if country and written.startswith(country + " "):
            return written.removeprefix(country).strip()
    return ""


def _printed(fields: Fields, printed: str) -> Record:
    """An entry with its aliases as the rule prints it: `Name, a.k.a., the following …: —Alias; and —Alias. Address`."""
    name = _PRINTED_ALIASES.sub("", fields.text("name")).strip()
    if not name:
        raise ListError(f"{fields.place}: an entry without a name", help="add its name")
    aliases = [
        re.sub(r"\s+and$", "", alias.strip())
        for alias in _PRINTED_ALIAS.findall(printed.partition("—")[1] + printed.partition("—")[2])
    ]
    if aliases:
        aliases[-1] = _ADDRESS.split(aliases[-1])[0].rstrip(". ")
    kept = tuple(dict.fromkeys(alias for alias in aliases if alias and alias != name))
    has_list = "a.k.a" in printed or "following" in printed
    return Record(list="el-printed", id=fields.text("id") or name, name=name, aliases=kept if has_list else ())
