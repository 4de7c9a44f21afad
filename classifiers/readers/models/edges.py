"""Edges and circles of a solid in STEP, by the vertices and centres that they name.

Source: ISO 10303-42.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.readers.outline import Outline

KEPT = 200_000
BODY_CHARS = 400  # of a point; a longer one is none
REFERENCE = re.compile(r"#(\d{1,18})")
NUMBER = re.compile(r"[-+]?(?:\d++\.?\d*+|\.\d++)(?:[Ee][-+]?\d{1,3})?")
STRING = re.compile(r"'[^']*+'")
POINT = "CARTESIAN_POINT"
VERTEX, EDGE, CIRCLE, PLACEMENT = "VERTEX_POINT", "EDGE_CURVE", "CIRCLE", "AXIS2_PLACEMENT_3D"
Point = tuple[float, float, float]
NAMES = frozenset({POINT, VERTEX, EDGE, CIRCLE, PLACEMENT})


class Edges:
    """Takes the instances of a file in any order; `tell` joins them."""

    def __init__(self) -> None:
        self._points: dict[int, Point] = {}
        self._first: dict[int, int] = {}  # what a vertex or a placement stands at
        self._edges: list[tuple[int, int]] = []
        self._circles: list[tuple[int, float]] = []

    def take(self, number: int, name: str, body: str) -> None:
        """Keep an instance whose name is one of NAMES."""
        if name == POINT:
            values = [float(value) for value in NUMBER.findall(STRING.sub("", body))] if len(body) < BODY_CHARS else []
            if len(values) == 3 and len(self._points) < KEPT:
                self._points[number] = (values[0], values[1], values[2])
            return
        found = [int(digits) for digits in REFERENCE.findall(body[:BODY_CHARS])]
        if name == EDGE and len(found) > 1 and len(self._edges) < KEPT:
            self._edges.append((found[0], found[1]))
        elif name == CIRCLE and found and len(self._circles) < KEPT:
            radius = NUMBER.findall(STRING.sub("", body[:BODY_CHARS]).replace(f"#{found[0]}", ""))
            if radius:
                self._circles.append((found[0], float(radius[-1])))
        elif name in (VERTEX, PLACEMENT) and found and len(self._first) < KEPT:
            self._first[number] = found[0]

    def tell(self, outline: Outline) -> None:
        """Edges and circles whose points are there."""
        if max(len(self._points), len(self._first), len(self._edges), len(self._circles)) >= KEPT:
            outline.leave_out("outline_edges", KEPT)
        for start, end in self._edges:
            if outline.is_full:
                break
            one, other = self._at(start), self._at(end)
            if one is not None and other is not None:
                outline.add_path((one, other))
        for placement, radius in self._circles:
            centre = self._at(placement)
            if centre is not None:
                outline.add_round(centre, radius)

    def _at(self, number: int) -> Point | None:
        return self._points.get(self._first.get(number, -1))
