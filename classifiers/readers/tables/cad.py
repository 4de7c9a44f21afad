"""The formats of drawings and models."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format
from policies.label import Reading

FORMATS = (
    Format("DXF, text and binary", ("image/vnd.dxf", "image/vnd.dxf-binary"), "cad.dxf", "read", "every string by layout and block, what is hidden too; title block, dimensions with deviations, layers, blocks, properties, comments, embedded objects, entity counts, one raster; code pages and escapes", "own; raster: ezdxf, Pillow", limits=("dxf_bytes", "structure_items")),
    Format("DWG", ("image/vnd.dwg",), "cad.dwg", "read_dwg", "as DXF, from release 2.10 on; properties, strings of objects that are not decoded, embedded documents", "cadkit, ezdxf", limits=("dxf_bytes", "structure_items")),
    Format("DGN", ("image/vnd.dgn",), "cad.dgn", "read", "as DXF, of versions 7 and 8; properties", "cadkit, ezdxf, olefile", limits=("dxf_bytes", "structure_items")),
    Format("JWW of Jw_cad", ("image/vnd.jww",), "cad.jww", "read", "strings, in Shift_JIS; shapes and places are not decoded (*partial*)", "own", reading=Reading.PARTIAL),
    Format("DWF", ("model/vnd.dwf",), "cad.dwf", "read", "strings of every page, layers, properties, descriptions, pictures and files inside; packed pages: *partial*; shapes are not decoded", "own, zipfile, lxml"),
)  # fmt: skip
