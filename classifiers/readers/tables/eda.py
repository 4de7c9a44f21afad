"""The formats of boards, chips and machine programs."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Gerber", ("application/vnd.gerber",), "eda.gerber", "read", "source text (of a very long one without mere places), attributes (X1, X2), comments, apertures as measures, counts, extents, one raster", "own, Pillow"),
    Format("Excellon", ("application/vnd.excellon",), "eda.excellon", "read", "source text, attributes, comments, tools as measures, counts, extents, one raster", "own, Pillow"),
    Format("KiCad", ("application/x-kicad*",), "eda.kicad", "read", "source text, title block, names of layers and symbols, dimensions, packed pictures and files, counts, extents, one raster", "own, Pillow"),
    Format("EAGLE 6 and later", ("application/x-eagle+xml",), "eda.eagle", "read", "text, attributes, comments, title block, layers, packages, counts, extents, one raster", "lxml, own"),
    Format("EAGLE before 6", ("application/x-eagle",), "eda.eagle", "read_binary", "readable strings, long texts", "own", "partial"),
    Format("Altium, Protel", ("application/vnd.altium",), "eda.altium", "read", "every value of every record, title block, texts of boards, packed pictures and models; binary records by their strings", "olefile, own"),
    Format("Altium, Protel as text", ("application/x-altium-text",), "eda.altium", "read_text", "source text, title block", "own"),
    Format("G-code", ("text/x-gcode",), "eda.machine", "read", "source text, program, comments, tools, extents, one raster", "own, Pillow"),
    Format("HPGL", ("application/vnd.hp-hpgl", "application/vnd.hp-HPGL"), "eda.hpgl", "read", "labels, source text, counts, extents, one raster; pictures of pixels (RTL) as parts", "own, Pillow"),
    Format("SPICE, LEF/DEF, Magic, Verilog, VHDL, Liberty, SDF, SPEF, VCD, IPC-D-356", ("text/x-spice", "application/x-lef-def", "application/x-magic-layout", "text/x-verilog", "text/x-vhdl", "text/x-liberty", "text/x-sdf", "text/x-spef", "text/x-vcd", "text/x-ipc-d-356"), "eda.source", "read", "source text, names of modules, cells and layers, properties", "own"),
    Format("GDSII", ("application/vnd.gdsii",), "eda.gdsii", "read", "every record: names, texts, properties, layers, counts of elements, extents, one raster; coordinates searched for words", "own, NumPy, Pillow"),
    Format("OASIS", ("application/vnd.oasis-layout",), "eda.oasis", "read", "every record, packed ones too: names, texts, properties, layers, counts of elements, extents, one raster; copies are counted, not made", "own, Pillow"),
)  # fmt: skip
