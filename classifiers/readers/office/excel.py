"""Excel 5 to 2003."""

from __future__ import annotations

from typing import TYPE_CHECKING

import olefile

from classifiers.readers.binary import add_strings
from classifiers.readers.office import biff
from classifiers.readers.office.art import read_pictures
from classifiers.readers.office.cells import add_sheets
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Cells by calamine; everything else with words from the records."""
    if not data.startswith(olefile.MAGIC):
        _read_bare_workbook(data, draft)
        return
    with open_ole(data) as ole:
        read_properties(ole, draft)
        workbook = stream(ole, "Workbook") or stream(ole, "Book")
        if biff.is_encrypted(workbook) or ole.exists("\x09DRMContent"):
            draft.degrade(Reading.OPAQUE, "encrypted", "Excel")
            return
        if not add_sheets(data, draft, job):
            _read_records_alone(workbook, draft)
        draft.at("comments, text boxes, names")
        for text in biff.loose_texts(workbook):
            draft.add_line(text)
        for path in ole.listdir():
            if path[0] == "_SX_DB_CUR" and len(path) == 2:
                for text in biff.pivot_texts(stream(ole, *path)):
                    draft.add_line(text)
        read_pictures(biff.drawings(workbook), "picture", draft, job, depth)
        read_inner(ole, draft, job, depth, skip=("Workbook", "Book"))


def _read_records_alone(workbook: bytes, draft: Draft) -> None:
    """Words and numbers of every cell one below the other, where calamine cannot lay them out."""
    found = False
    for text in (*biff.cell_texts(workbook), *biff.cell_numbers(workbook)):
        draft.add_line(text)
        found = True
    if not found:
        add_strings(workbook, draft)
    if not biff.is_whole(workbook):
        draft.degrade(Reading.PARTIAL, "damaged", "workbook")


def _read_bare_workbook(data: bytes, draft: Draft) -> None:
    """Excel before version 5: records without a compound file."""
    add_strings(data, draft)
    draft.degrade(Reading.PARTIAL, "payload", "Excel 4 or older")
