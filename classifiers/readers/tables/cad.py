"""The formats of drawings and models."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("DXF, text and binary", ("image/vnd.dxf", "image/vnd.dxf-binary"), "cad.dxf", "read", "texts, attributes, dimensions, names of blocks and layers, entity counts, one raster; code pages and escapes", "ezdxf, Pillow", limits=("dxf_bytes", "render_s")),
    Format("DWG", ("image/vnd.dwg",), "cad.files", "read_dwg", "version, preview picture, readable strings", "own", "partial"),
    Format("DWF, DGN, PostScript", ("model/vnd.dwf", "image/vnd.dgn", "application/postscript"), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
