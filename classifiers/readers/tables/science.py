"""The formats of instrument data and databases."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Instrument data, databases, CHM, OneNote", ("application/x-hdf*", "application/x-netcdf", "application/x-matlab-data", "application/x-npy", "application/vnd.sqlite3", "application/x-sqlite3", "application/vnd.ms-htmlhelp", "application/onenote", "application/x-hwp-v3", "application/x-dbf", "application/x-mobipocket-ebook", "application/x-msaccess", "application/vnd.lotus*", "application/x-123", "application/vnd.ms-works", "application/x-fujitsu-xdw", "application/vnd.ms-tnef"), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
