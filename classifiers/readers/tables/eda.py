"""The formats of boards, chips and machine programs."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Gerber, Excellon", ("application/vnd.gerber", "application/vnd.excellon"), "cad.files", "read_gerber", "source text, counts of draws, moves, flashes", "own"),
    Format("KiCad", ("application/x-kicad*",), "cad.files", "read_kicad", "source text, counts of elements", "own"),
    Format("G-code, HPGL, SPICE, LEF/DEF, Magic, ACIS, Verilog, VHDL", ("text/x-gcode", "application/vnd.hp-hpgl", "text/x-spice", "application/x-lef-def", "application/x-magic-layout", "model/vnd.acis-sat", "text/x-verilog", "text/x-vhdl"), "cad.files", "read_source", "source text", "own"),
    Format("GDSII", ("application/vnd.gdsii",), "eda.gdsii", "read", "every record: names, texts, properties, layers, counts of elements, extents, one raster", "own, Pillow"),
    Format("OASIS", ("application/vnd.oasis-layout",), "eda.oasis", "read", "every record, packed ones too: names, texts, properties, layers, counts of elements, extents, one raster; copies are counted, not made", "own, Pillow"),
)  # fmt: skip
