"""Cells of a workbook of Excel 5 to 2003, laid out by calamine."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import python_calamine

from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PANIC = "PanicException"


def add_sheets(data: bytes, draft: Draft, job: Job) -> bool:
    """Cells of every sheet, hidden ones included, one row a line; says whether the workbook could be read at all."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in workbook.sheets_metadata:
            if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
                draft.find("hidden", "sheet")
            draft.at(f"sheet {sheet.name}")
            draft.add_line(sheet.name)
            job.check_time()
            _add_sheet(workbook, sheet, draft)
    except (python_calamine.CalamineError, OSError, ValueError):
        return False
    except BaseException as error:
        if type(error).__name__ != PANIC:  # a panic of Rust is no Exception and has no type to name
            raise
        return False
    return True


def _add_sheet(workbook: Any, sheet: Any, draft: Draft) -> None:
    try:
        table = workbook.get_sheet_by_name(sheet.name)
    except (python_calamine.CalamineError, OSError) as error:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        return
    for row in table.iter_rows():
        draft.add_line("\t".join("" if cell == "" else _shown(cell) for cell in row).rstrip("\t"))


def _shown(cell: object) -> str:
    """A cell as people see it: whole numbers without a fraction of nothing."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
