"""What a type alone says: files that only a CAD, EDA or CAM program writes are drawings, whatever they show."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.document import Part

DRAWING_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "image/vnd.dxf": "mechanical",
        "image/vnd.dxf-binary": "mechanical",
        "image/vnd.dwg": "mechanical",
        "image/vnd.dgn": "mechanical",
        "model/vnd.dwf": "mechanical",
        "application/vnd.hp-hpgl": "mechanical",
        "model/step": "cad-model",
        "model/iges": "cad-model",
        "model/stl": "cad-model",
        "model/stl-binary": "cad-model",
        "application/x-fcstd": "cad-model",
        "model/3mf": "cad-model",
        "model/vnd.acis-sat": "cad-model",
        "application/vnd.solidworks": "cad-model",
        "application/vnd.gerber": "pcb",
        "application/vnd.excellon": "pcb",
        "application/x-kicad-pcb": "pcb",
        "application/x-kicad-schematic": "schematic",
        "application/vnd.altium": "schematic",
        "application/x-altium-text": "schematic",
        "application/x-eagle+xml": "schematic",
        "application/x-eagle": "schematic",
        "application/x-kicad-library": "schematic",
        "application/vnd.gdsii": "chip-layout",
        "application/vnd.oasis-layout": "chip-layout",
        "application/x-magic-layout": "chip-layout",
        "application/x-lef-def": "chip-layout",
        "text/x-spice": "schematic",
        "text/x-gcode": "other",
        "text/x-verilog": "other",
        "text/x-vhdl": "other",
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
        "application/x-msaccess": Kind.DATA,
        "application/x-ipynb+json": Kind.NOTEBOOK,
        "text/x-python": Kind.SOURCE_CODE,
        "text/x-c": Kind.SOURCE_CODE,
        "text/x-c++": Kind.SOURCE_CODE,
        "text/x-java": Kind.SOURCE_CODE,
        "text/x-matlab": Kind.SOURCE_CODE,
        "text/x-shellscript": Kind.SOURCE_CODE,
        "application/javascript": Kind.SOURCE_CODE,
        "text/x-verilog": Kind.SOURCE_CODE,
        "text/x-vhdl": Kind.SOURCE_CODE,
    }
)
"""MIME type to kind of document, where the type decides it."""

SURE_OF_KIND_P = 0.9
"""Probability from which words are sure of a kind, whatever the type speaks for."""
_WEB_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# What browsers name in place of a sender, in every language of theirs.
_SAVERS = ("saved by", "internet explorer")


def drawing_kind(mime: str) -> str:
    """Kind of drawing that files of this type are; empty where the type does not say."""
    return DRAWING_TYPES.get(mime, "")


def kind_by_type(part: Part) -> Kind | None:
    """The kind that the type of a part decides, whatever its words say; None where it does not."""
    if _is_saved_page(part):
        return None
    known = KIND_OF_TYPE.get(part.type)
    return Kind.DRAWING if known is None and drawing_kind(part.type) else known


def kind_unless_sure(part: Part) -> Kind | None:
    """The kind that a part's type speaks for where its words are not sure of another; None where it speaks for none.

    XML is data where it is the file itself; in a container it may be how an office program keeps its pages.
    """
    if part.type in _WEB_TYPES or _is_saved_page(part):
        return Kind.WEB
    return Kind.DATA if part.type == "text/xml" and part.parent < 0 else None


def _is_saved_page(part: Part) -> bool:
    """A message that nobody sent: from and to nobody, or from the browser that saved a web page as one file.

    Mail within one house may name people without an address; who sent it, or its number, says that it is mail.
    """
    author = part.metadata.get("author", "").lower()
    is_sent = bool(author) and not any(saver in author for saver in _SAVERS)
    return part.type == "message/rfc822" and not (is_sent or part.addresses or "message-id" in part.metadata)
