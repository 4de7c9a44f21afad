"""Which reader reads which type, and what the format table in the documents says of it."""

from __future__ import annotations

import importlib

from classifiers.readers.format import Format, Reader
from classifiers.readers.tables import archives, cad, eda, legacy, models, office, pictures, science, text

ANYTHING_ELSE = Format(
    "Anything else",
    ("*",),
    "binary",
    "read_unknown",
    "nothing; finding `type.unknown` or `type.unsupported`",
    "–",
    "opaque",
)
FORMATS = (
    *text.FORMATS,
    *office.FORMATS,
    *legacy.FORMATS,
    *cad.FORMATS,
    *models.FORMATS,
    *eda.FORMATS,
    *science.FORMATS,
    *pictures.FORMATS,
    *archives.FORMATS,
    ANYTHING_ELSE,
)


def find(kind: str) -> Reader:
    """The reader of a MIME type; its module is imported now, if it was not yet."""
    entry = find_format(kind)
    module = importlib.import_module(f"classifiers.readers.{entry.module}")
    reader: Reader = getattr(module, entry.function)
    return reader


def find_format(kind: str) -> Format:
    """The line of the table that a MIME type falls under; exact types before beginnings."""
    for entry in FORMATS:
        if kind in entry.types:
            return entry
    for entry in FORMATS:
        if any(pattern.endswith("*") and kind.startswith(pattern[:-1]) for pattern in entry.types):
            return entry
    return ANYTHING_ELSE


def load_all() -> None:
    """Import every reader, so that nothing is looked up on disk once hostile bytes are being read."""
    for module in sorted({entry.module for entry in FORMATS}):
        importlib.import_module(f"classifiers.readers.{module}")


def table() -> str:
    """The table of docs/formats.md, in Markdown."""
    rows = [
        f"| {entry.title} | {entry.reads} | {entry.reading} | {_names(entry.limits)} | {entry.library} |"
        for entry in FORMATS
    ]
    head = "| format | what is read | reading | limits of its own | library |"
    return "\n".join([head, "|---|---|---|---|---|", *rows]) + "\n"


def _names(limits: tuple[str, ...]) -> str:
    return ", ".join(f"`{limit}`" for limit in limits) or "–"
