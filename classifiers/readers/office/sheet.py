"""Cells of an Excel sheet: shared, inline and formula strings, numbers, in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.office.opc import Package

SHARED_STRINGS = "xl/sharedstrings.xml"


def shared_strings(package: Package) -> list[str]:
    """The workbook's table of strings, without phonetic guides; empty where there is none."""
    names = [name for name in package.zip.names if name.lower() == SHARED_STRINGS]
    root = package.parsed(names[0]) if names else None
    if root is None:
        return []
    return [_rich_text(item) for item in root if isinstance(item.tag, str)]


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


def add_sheet(root: Any, strings: list[str], used: set[int], draft: Draft) -> None:
    """Cells of one sheet as lines of tab-separated values.

    Args:
        root: The `worksheet` element.
        used: Numbers of the shared strings seen so far; added to.
    """
    for row in root.iter("{*}row"):
        values = [_cell(cell, strings, used) for cell in row if _local(cell) == "c"]
        draft.add_line("\t".join(values).rstrip("\t"))


def _cell(cell: Any, strings: list[str], used: set[int]) -> str:
    kind = cell.get("t")
    value = formula = ""
    for child in cell:
        tag = _local(child)
        if tag == "v":
            value = child.text or ""
            if kind == "s":
                value = _shared(value, strings, used)
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
