"""What a type alone says: files that only a CAD, EDA or CAM program writes are drawings, whatever they show."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policies.label import Kind

DRAWING_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "image/vnd.dxf": "mechanical",
        "image/vnd.dxf-binary": "mechanical",
        "image/x-dxf": "mechanical",
        "image/vnd.dwg": "mechanical",
        "image/vnd.dgn": "mechanical",
        "image/vnd.dwf": "mechanical",
        "model/vnd.dwf": "mechanical",
        "application/vnd.hp-hpgl": "mechanical",
        "application/x-cff2": "mechanical",
        "model/step": "cad-model",
        "model/iges": "cad-model",
        "model/stl": "cad-model",
        "model/3mf": "cad-model",
        "model/obj": "cad-model",
        "model/vnd.acis-sat": "cad-model",
        "model/vnd.parasolid": "cad-model",
        "application/x-extension-fcstd": "cad-model",
        "application/x-freecad": "cad-model",
        "application/vnd.freecad": "cad-model",
        "application/vnd.solidworks": "cad-model",
        "application/x-sldprt": "cad-model",
        "application/x-ifc": "architectural",
        "application/vnd.gerber": "pcb",
        "application/vnd.excellon": "pcb",
        "application/x-kicad-pcb": "pcb",
        "application/x-kicad-schematic": "schematic",
        "application/x-kicad-library": "schematic",
        "application/vnd.altium-schematic": "schematic",
        "application/x-eagle": "schematic",
        "application/vnd.gdsii": "chip-layout",
        "application/x-gdsii": "chip-layout",
        "application/vnd.gds": "chip-layout",
        "application/vnd.oasis-layout": "chip-layout",
        "application/x-magic-layout": "chip-layout",
        "application/x-lef-def": "chip-layout",
        "text/x-spice": "schematic",
        "text/x-gcode": "other",
        "text/x-verilog": "other",
        "text/x-vhdl": "other",
        "text/vnd.gcode": "other",
    }
)
"""MIME type to kind of drawing."""

KIND_OF_TYPE: Mapping[str, Kind] = MappingProxyType(
    {
        "message/rfc822": Kind.CORRESPONDENCE,
        "application/vnd.ms-outlook": Kind.CORRESPONDENCE,
        "application/mbox": Kind.CORRESPONDENCE,
        "text/calendar": Kind.CORRESPONDENCE,
        "text/csv": Kind.DATA,
        "text/tab-separated-values": Kind.DATA,
        "application/json": Kind.DATA,
        "application/vnd.sqlite3": Kind.DATA,
        "application/x-hdf5": Kind.DATA,
        "application/x-netcdf": Kind.DATA,
        "application/x-matlab-data": Kind.DATA,
        "application/x-npy": Kind.DATA,
        "application/x-dbf": Kind.DATA,
        "application/x-ipynb+json": Kind.NOTEBOOK,
        "application/vnd.jupyter": Kind.NOTEBOOK,
        "text/x-python": Kind.SOURCE_CODE,
        "text/x-script.python": Kind.SOURCE_CODE,
        "text/x-c": Kind.SOURCE_CODE,
        "text/x-c++": Kind.SOURCE_CODE,
        "text/x-java": Kind.SOURCE_CODE,
        "text/x-shellscript": Kind.SOURCE_CODE,
        "application/javascript": Kind.SOURCE_CODE,
    }
)
"""MIME type to kind of document, where the type decides it."""


def drawing_kind(mime: str) -> str:
    """Kind of drawing that files of this type are; empty where the type does not say."""
    return DRAWING_TYPES.get(mime, "")
