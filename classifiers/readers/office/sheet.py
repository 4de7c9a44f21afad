"""Cells of an Excel sheet: shared, inline and formula strings, numbers, in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.office.dates import DateFormats
    from classifiers.readers.office.opc import Package

SHARED_STRINGS = "xl/sharedstrings.xml"


def shared_strings(package: Package) -> tuple[list[str], list[str]]:
    """The workbook's table of strings, and the readings of kanji in it; empty where there is none."""
    names = [name for name in package.zip.names if name.lower() == SHARED_STRINGS]
    root = package.parsed(names[0]) if names else None
    if root is None:
        return [], []
    readings = ["".join(guide.itertext()) for guide in root.iter("{*}rPh")]
    return [_rich_text(item) for item in root if isinstance(item.tag, str)], list(dict.fromkeys(readings))


def _rich_text(item: Any) -> str:
    """Text of a string item or an inline string: runs joined, readings of kanji left out of the flow."""
    pieces: list[str] = []
    for child in item:
        tag = _local(child)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag == "r":
            pieces.extend(piece.text or "" for piece in child if _local(piece) == "t")
    return "".join(pieces)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def add_sheet(root: Any, strings: list[str], used: set[int], dates: DateFormats, draft: Draft) -> None:
    """Cells of one sheet as lines of tab-separated values.

    Args:
        root: The `worksheet` element.
        used: Numbers of the shared strings seen so far; added to.
        dates: Which formats show a number as a date.
    """
    for row in root.iter("{*}row"):
        values = [_cell(cell, strings, used, dates) for cell in row if _local(cell) == "c"]
        draft.add_line("\t".join(values).rstrip("\t"))


def _cell(cell: Any, strings: list[str], used: set[int], dates: DateFormats) -> str:
    kind = cell.get("t")
    value = formula = ""
    for child in cell:
        tag = _local(child)
        if tag == "v":
            value = child.text or ""
            if kind == "s":
                value = _shared(value, strings, used)
            elif kind in (None, "n"):
                value = dates.shown(value, cell.get("s") or "0")
        elif tag == "is":
            value = _rich_text(child)
        elif tag == "f" and child.text and '"' in child.text:
            # A formula can spell out words that its value does not show.
            formula = f" ={child.text}"
    return value + formula


def _shared(number: str, strings: list[str], used: set[int]) -> str:
    try:
        place = int(number)
        used.add(place)
        return strings[place] if place >= 0 else ""
    except (ValueError, IndexError):
        return ""
