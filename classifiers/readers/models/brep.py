"""Shapes of OpenCASCADE in words: decoded by their sections, counted and measured.

Source: Open CASCADE Technology, BRep Format, 2021.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.models.geometry import Box, add_radii
from classifiers.readers.models.payload import add_long_runs
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

MARK = re.compile(rb"\s*(?:DBRep_DrawableShape\s+)?CASCADE Topology V\d")
BINARY_MARK = b"Open CASCADE Topology V"
VERTEX = re.compile(rb"^Ve[ \t]*+\r?\n[-+\d.eE]++[ \t]*+\r?\n([-+\d.eE]++) ([-+\d.eE]++) ([-+\d.eE]++)", re.MULTILINE)
# Curve 2 is a circle, surface 2 a cylinder: origin, three axes, radius.
ROUND = re.compile(rb"^2 (?:[-+\d.eE]++ ){12}([-+\d.eE]++)[ \t]*+\r?$", re.MULTILINE)
KNOWN = re.compile(
    rb"^[ \t]*+(?:[-+\d. \teE*]++|Ve|Ed|Wi|Fa|Sh|So|CS|Co|Locations \d++|Curve2ds \d++|Curves \d++|Polygon3D \d++"
    rb"|PolygonOnTriangulations \d++|Surfaces \d++|Triangulations \d++|TShapes \d++"
    rb"|CASCADE Topology V\d, \(c\) (?:Matra-Datavision|Open Cascade)|DBRep_DrawableShape)?[ \t]*+\r?$",
    re.MULTILINE,
)
NAMES = {"Ve": "VERTEX", "Ed": "EDGE", "Fa": "FACE", "So": "SOLID"}
KIND = re.compile(rb"^(Ve|Ed|Fa|So)\s*+$", re.MULTILINE)


def is_shape(data: bytes) -> bool:
    """Whether these are shapes in words or in bytes."""
    return MARK.match(data) is not None or data[:64].lstrip().startswith(BINARY_MARK)


def take(data: bytes, draft: Draft, job: Job, box: Box, radii: set[float]) -> None:
    """Count and measure one shape; words that do not belong to the format are text."""
    draft.cad["SHAPE_FILE"] += 1
    if MARK.match(data) is None:
        add_long_runs(data, draft, job)
        draft.degrade(Reading.PARTIAL, "payload", "binary shape")
        return
    for match in KIND.finditer(data):
        draft.cad[NAMES[match.group(1).decode()]] += 1
    points = [(float(x), float(y), float(z)) for x, y, z in VERTEX.findall(data) if _are_numbers(x, y, z)]
    box.take(points)
    radii.update(float(radius) for radius in ROUND.findall(data) if _are_numbers(radius))
    rest = KNOWN.sub(b"", data)
    if rest.strip():
        for line in dict.fromkeys(decode(rest).text.splitlines()):
            draft.add_line(line)


def _are_numbers(*words: bytes) -> bool:
    try:
        return all(float(word) == float(word) for word in words)
    except ValueError:
        return False


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file of shapes alone."""
    del depth
    box, radii = Box(), set[float]()
    take(data, draft, job, box, radii)
    box.tell(draft, "mm")
    add_radii(draft, radii, "mm")
