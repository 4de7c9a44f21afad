"""Lists as they come to rows of named cells: CSV, SCIM 2.0 and LDAP in JSON. No cell is understood here.

Source: RFC 4180 (CSV), RFC 7643 and 7644 (SCIM).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.errors import PolicyError

MAX_ROWS = 200_000
# userAccountControl of Active Directory: the account is switched off.
_AD_DISABLED = 0x2
# By these a directory says so: SCIM, Entra, Active Directory, 389 and FreeIPA.
ACTIVITY_COLUMNS = frozenset({"active", "accountenabled", "useraccountcontrol", "nsaccountlock"})
_URN = "urn:"
_CORE_URNS = ("urn:ietf:params:scim:schemas:core:", "urn:ietf:params:scim:schemas:extension:enterprise:")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ImportFault:
    """What is wrong in a list. Rows count from 1 as an editor or the list's entries do; 0 is the list as a whole."""

    file: str
    row: int
    column: str
    message: str
    help: str = ""


class ImportFaults(PolicyError):
    """A list that cannot be taken over, with all of its faults."""

    def __init__(self, faults: Iterable[ImportFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        first = self.faults[0]
        place = f"{first.file}: " + (f"row {first.row}: " if first.row else "")
        super().__init__(f"{place}{first.message}; {len(self.faults)} in all", help=first.help)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list.

    Attributes:
        number: Line of the file for CSV, place among the entries for JSON; both from 1.
        cells: Column to its texts. A list says no more of what stands in no column.
        separated: Whether a text may hold several values, separated by `;`.
        is_active: Whether the directory lets the account in.
    """

    number: int
    cells: Mapping[str, tuple[str, ...]]
    separated: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A list that was read.

    Attributes:
        file: What messages call it.
        columns: In their order.
        is_directory: Whether it came from a directory, whose own `id` is a number that nobody else knows.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_directory: bool = False


def text_of_bytes(data: bytes, file: str) -> str:
    """The text of a list in UTF-8, with or without byte order mark, or CP932 as Excel writes it in Japan.

    Raises:
        ImportFaults: it is neither.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        message = f"byte 0x{data[error.start]:02X} is neither UTF-8 nor CP932"
        fault = ImportFault(file=file, row=row, column="", message=message, help="save the list as UTF-8")
        raise ImportFaults([fault]) from error


def read_csv(data: bytes, file: str) -> Source:
    """The rows of a CSV list, with commas or tabs between its cells; its first line names the columns.

    Raises:
        ImportFaults: no text, no header, a column named twice, or a row of another length than the header.
    """
    text = text_of_bytes(data, file)
    # "Unicode text" of Excel has tabs between its cells.
    header = text.partition("\n")[0]
    delimiter = "\t" if "\t" in header and "," not in header else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    faults: list[ImportFault] = []
    rows: list[Row] = []
    columns: tuple[str, ...] = ()
    for number, cells in _lines(reader, file, faults):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _header(cells, number, file, faults)
        elif len(cells) != len(columns):
            message = f"{len(cells)} cells, where the header has {len(columns)}"
            help = "quote a cell that holds a comma"
            faults.append(ImportFault(file=file, row=number, column="", message=message, help=help))
        else:
            named = {name: (cell,) for name, cell in zip(columns, cells, strict=True) if name}
            rows.append(Row(number=number, cells=named, separated=True))
    if not columns:
        help = "the first line names the columns"
        faults.append(ImportFault(file=file, row=0, column="", message="nothing stands in it", help=help))
    if faults:
        raise ImportFaults(faults)
    return Source(file=file, columns=columns, rows=tuple(rows))


def _lines(reader: Any, file: str, faults: list[ImportFault]) -> Iterator[tuple[int, list[str]]]:
    """Every record with the line in which it begins."""
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        help = "is a quotation closed, and is it a CSV file?"
        faults.append(ImportFault(file=file, row=begins, column="", message=f"no CSV: {error}", help=help))


def _header(cells: list[str], number: int, file: str, faults: list[ImportFault]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    for name in sorted({name for name in columns if name and columns.count(name) > 1}):
        message = f"two columns are named `{name}`"
        faults.append(ImportFault(file=file, row=number, column=name, message=message, help="rename one"))
    return columns


def read_directory(data: bytes, file: str) -> Source:
    """The rows of a directory's JSON: a SCIM ListResponse, or LDAP entries as a list of attributes.

    Raises:
        ImportFaults: no JSON, or neither of the two.
    """
    text = text_of_bytes(data, file)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        fault = ImportFault(file=file, row=line, column="", message="no JSON", help="export it again, as JSON")
        raise ImportFaults([fault]) from error
    entries = _entries(said)
    if entries is None:
        advice = "a SCIM ListResponse with `Resources`, or a list of entries with their attributes"
        raise ImportFaults([ImportFault(file=file, row=0, column="", message="no directory", help=advice)])
    total = said.get("totalResults") if isinstance(said, dict) else None
    if isinstance(total, int) and total > len(entries):
        # Who is on another page would seem absent, and `--remove` would take everybody there out.
        message = f"{len(entries)} of {total} entries: one page of several"
        help = "export all of them into one list, such as by `count=` in the query"
        raise ImportFaults([ImportFault(file=file, row=0, column="", message=message, help=help)])
    rows = tuple(_row(number, entry) for number, entry in enumerate(entries, 1))
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    return Source(file=file, columns=tuple(columns), rows=rows, is_directory=True)


def _entries(said: Any) -> list[dict[str, Any]] | None:
    for key in ("Resources", "entries", "value"):
        if isinstance(said, dict) and isinstance(said.get(key), list):
            said = said[key]
    if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
        return None
    return said


def _row(number: int, entry: dict[str, Any]) -> Row:
    attributes = entry.get("attributes") if isinstance(entry.get("attributes"), dict) else entry
    cells: dict[str, tuple[str, ...]] = {}
    for name, value in (attributes or {}).items():
        if name.startswith(_URN) and isinstance(value, dict):
            # The office's own extension says what a directory's core does not: clearance and status.
            prefix = name.rsplit(":", 1)[-1] + "." if name.startswith(_CORE_URNS) else ""
            cells |= {f"{prefix}{key}": texts for key, each in value.items() if (texts := _texts(each)) is not None}
        elif (texts := _texts(value, prefer="display" if name == "groups" else "value")) is not None:
            cells[name] = texts
    return Row(number=number, cells=cells, is_active=_is_active(cells))


def _texts(value: Any, *, prefer: str = "value") -> tuple[str, ...] | None:
    """The texts of a value, of a list, or of SCIM's lists of mappings; None where it says nothing.

    Args:
        prefer: What a mapping is read by: a group's `value` is a number that only the directory understands.
    """
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(text for each in value for text in _texts(each, prefer=prefer) or ())
    if isinstance(value, dict):
        named = value.get(prefer) or value.get("value") or value.get("display")
        return (str(named),) if isinstance(named, str) else None
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return (str(value),)


def _is_active(cells: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether no attribute switches the account off; names and words of a directory have no case."""
    said = {name.casefold(): "".join(texts).strip().casefold() for name, texts in cells.items()}
    control = said.get("useraccountcontrol", "")
    is_disabled = control.isascii() and control.isdigit() and bool(int(control) & _AD_DISABLED)
    is_off = "false" in (said.get("active"), said.get("accountenabled")) or said.get("nsaccountlock") == "true"
    return not is_off and not is_disabled
