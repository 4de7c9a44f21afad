"""The formats of models of three dimensions."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("STEP, IFC", ("model/step",), "cad.files", "read_step", "header, names, all strings with `\\X2\\` escapes, entity counts", "own"),
    Format("IGES", ("model/iges",), "cad.files", "read_iges", "start and global sections, text entities, entity counts", "own"),
    Format("STL, text", ("model/stl",), "cad.files", "read_stl_text", "names, triangles", "own"),
    Format("STL, binary", ("model/stl-binary",), "cad.files", "read_stl_binary", "header, triangles; the shape itself is not judged", "own", "partial"),
    Format("3MF, FreeCAD", ("model/3mf", "application/x-fcstd"), "cad.files", "read_package", "names, properties, counts; pictures and files inside", "own, lxml", "partial"),
)  # fmt: skip
