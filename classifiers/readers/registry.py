"""Which reader reads which type, and what the format table in the documents says of it."""

from __future__ import annotations

import dataclasses
import importlib

from classifiers.limits import Limits
from classifiers.readers.format import Format, Reader, StreamReader
from classifiers.readers.tables import archives, cad, eda, large, legacy, models, office, pictures, science, text
from classifiers.readers.tables.large import LargeFormat

ANYTHING_ELSE = Format(
    "Anything else",
    ("*",),
    "binary",
    "read_unknown",
    "words that stand in its first MiB; finding `type.unknown` or `type.unsupported`",
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


def find_stream(entry: LargeFormat) -> StreamReader:
    """The reader of a format's content as it goes by. Only for a format that has one."""
    module, _, function = entry.stream.rpartition(".")
    reader: StreamReader = getattr(importlib.import_module(f"classifiers.readers.{module}"), function)
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
    streams = {entry.stream.rpartition(".")[0] for entry in large.FORMATS if entry.stream}
    for module in sorted({entry.module for entry in FORMATS} | streams):
        importlib.import_module(f"classifiers.readers.{module}")


def meaning() -> str:
    """What decides over a document's text, line by line: which types are read by what, and the limits.

    Words for people are left out: to say the same better is no other reading.
    """
    rows = [
        " ".join((*entry.types, entry.module, entry.function, entry.reading, str(large.find_large(entry.types[0]))))
        for entry in FORMATS
    ]
    limits = [f"{field.name} {field.default}" for field in dataclasses.fields(Limits)]
    return "\n".join((*rows, *limits))


def table() -> str:
    """The table of docs/formats.md, in Markdown."""
    rows = [
        f"| {entry.title} | {entry.reads} | {entry.reading} | {_large(entry)} | {_names(entry.limits)} "
        f"| {entry.library} |"
        for entry in FORMATS
    ]
    head = "| format | what is read | reading | too large for memory | limits of its own | library |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows]) + "\n"


def _large(entry: Format) -> str:
    """What becomes of a file over `memory_file_bytes`, and of one inside another over `part_bytes`."""
    means = large.find_large(entry.types[0])
    if means.maps:
        return "read" if means.stream else "read; inside another file: strings"
    if means.stream:
        return "read in passing"
    return "opaque" if entry.reading == "opaque" else "strings"


def _names(limits: tuple[str, ...]) -> str:
    return ", ".join(f"`{limit}`" for limit in limits) or "–"
