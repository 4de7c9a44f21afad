"""Excel 2 to 2003."""

from __future__ import annotations

from typing import TYPE_CHECKING

import olefile

from classifiers.readers.binary import add_strings
from classifiers.readers.office import biff
from classifiers.readers.office.art import read_pictures
from classifiers.readers.office.bookcipher import deciphered
from classifiers.readers.office.cells import add_sheets, book_of
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Cells row by row; everything else with words from the other records."""
    if not data.startswith(olefile.MAGIC):  # before version 5, and copied cells
        _read_workbook(data, draft, job, depth)
        return
    with open_ole(data) as ole:
        read_properties(ole, draft)
        workbook = stream(ole, "Workbook") or stream(ole, "Book")
        lock = biff.filepass(workbook)
        plain = workbook if lock is None else deciphered(workbook, lock)
        if plain is None or ole.exists("\x09DRMContent"):
            draft.degrade(Reading.OPAQUE, "encrypted", "Excel")
            return
        if lock is not None:
            draft.find("default-password", "Excel")
        if ole.exists("encryption"):
            draft.degrade(Reading.PARTIAL, "encrypted", "properties")
        _read_workbook(plain, draft, job, depth)
        for path in ole.listdir():
            if path[0] == "_SX_DB_CUR" and len(path) == 2:
                cache = stream(ole, *path)
                for text in biff.pivot_texts(cache if lock is None else deciphered(cache, lock) or b""):
                    draft.add_line(text)
        read_inner(ole, draft, job, depth, skip=("Workbook", "Book", "encryption"))


def _read_workbook(workbook: bytes, draft: Draft, job: Job, depth: int) -> None:
    book = book_of(workbook)
    add_sheets(workbook, book, draft, job)
    draft.at("comments, text boxes, names")
    for text in biff.loose_texts(workbook):
        draft.add_line(text)
    read_pictures(biff.drawings(workbook), "picture", draft, job, depth)
    if not book.is_whole:
        add_strings(workbook, draft)
        draft.degrade(Reading.PARTIAL, "damaged", "workbook")
