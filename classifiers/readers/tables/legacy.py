"""The formats of older and rarer office documents."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Other OLE (Visio, Ichitaro, HWP, Publisher, SolidWorks)", ("application/x-ole-storage", "application/vnd.visio", "application/x-ichitaro", "application/x-hwp", "application/x-mspublisher", "application/vnd.stardivision*", "application/vnd.solidworks", "application/vnd.ms-office.vba"), "office.ole", "read_other", "properties, macros' source, readable strings of every stream", "olefile", "partial"),
)  # fmt: skip
