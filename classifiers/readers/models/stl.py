"""STL: every triangle decoded; what is no triangle is text.

Source: 3D Systems, StereoLithography interface specification, 1989; Burns, Automated Fabrication, 1993, 6.5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from classifiers.encoding import decode
from classifiers.largefile import LargeFile, seen
from classifiers.readers.binary import add_strings
from classifiers.readers.models.geometry import Box, add_sides, line_blocks, volume
from classifiers.readers.models.payload import add_long_runs, short_text
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADER_BYTES = 80
FACET_BYTES = 50
FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
BLOCK_FACETS = 200_000
NUMBER = rb"[ \t]++[-+]?(?:\d++\.?\d*+|\.\d++|nan|inf)(?:[eE][-+]?\d++)?"
# Lines that hold numbers only; any other is text, or numbers with words behind them.
GEOMETRY = re.compile(
    rb"^[ \t]*+(?:facet[ \t]++normal(?:" + NUMBER + rb"){3}|outer[ \t]++loop|vertex((?:" + NUMBER + rb"){3})"
    rb"|endloop|endfacet)[ \t]*+\r?+$",
    re.MULTILINE | re.IGNORECASE,
)
FACETS = re.compile(rb"^[ \t]*+facet\b", re.MULTILINE | re.IGNORECASE)
NAME = re.compile(r"^\s*solid[ \t]+(\S[^\n]*)", re.IGNORECASE)


def read_binary(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Header, triangles, extents, volume; attributes and what follows the triangles are searched for text."""
    del depth
    title = data[:HEADER_BYTES].split(b"COLOR=", 1)[0].split(b"\0", 1)[0]
    header = short_text(title)
    draft.add_line(header)
    draft.add_metadata("title", header)
    add_strings(data[len(title) : HEADER_BYTES], draft)
    stated = int.from_bytes(data[HEADER_BYTES : HEADER_BYTES + 4], "little")
    count = min(stated, (len(data) - HEADER_BYTES - 4) // FACET_BYTES)
    facets = np.frombuffer(seen(data), FACET, max(0, count), HEADER_BYTES + 4) if count > 0 else np.empty(0, FACET)
    box, normals, space = Box(), Box(), 0.0
    for start in range(0, len(facets), BLOCK_FACETS):
        job.check_time()
        corners = facets["corners"][start : start + BLOCK_FACETS]
        box.take(corners)
        add_sides(draft.outline, corners)
        normals.take(facets["normal"][start : start + BLOCK_FACETS])
        space += volume(corners)
    draft.cad["TRIANGLE"] = len(facets)
    box.tell(draft)
    if box.is_geometry and not normals.is_geometry:
        draft.degrade(Reading.PARTIAL, "payload", "no geometry")
    _tell_volume(draft, space)
    _read_attributes(facets, draft, job)
    for start in range(0, len(facets), BLOCK_FACETS):
        add_long_runs(facets[start : start + BLOCK_FACETS].tobytes(), draft, job)
    if count < stated:
        draft.degrade(Reading.PARTIAL, "damaged", "STL ends early")
    _read_rest(data[HEADER_BYTES + 4 + FACET_BYTES * len(facets) :], draft)


def _read_attributes(facets: Any, draft: Draft, job: Job) -> None:
    """Two bytes a triangle, which hold a colour at most; together they could hold words."""
    attributes = np.ascontiguousarray(facets["attribute"])
    if attributes.any():
        draft.cad["ATTRIBUTE"] = int(np.count_nonzero(attributes))
        add_long_runs(attributes.tobytes(), draft, job)


def _read_rest(rest: bytes, draft: Draft) -> None:
    if rest.strip(b"\0\r\n\t "):
        add_strings(rest, draft)
        draft.degrade(Reading.PARTIAL, "trailing-data", str(len(rest)))


def read_text(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every triangle; every line that is none as text."""
    del depth
    box, space = Box(), 0.0
    rest: list[bytes] = []
    corners: list[list[float]] = []
    for block in line_blocks(data):
        job.check_time()
        corners += _corners(block)
        whole = len(corners) // 3 * 3
        box.take(corners[:whole])
        facets = np.asarray(corners[:whole], dtype=np.float64).reshape(-1, 3, 3)
        space += volume(facets)
        add_sides(draft.outline, facets)
        corners = corners[whole:]
        draft.cad["TRIANGLE"] += sum(1 for _ in FACETS.finditer(block))
        rest.append(GEOMETRY.sub(b"", block))
    decoded = decode(b"".join(rest))
    draft.metadata["encoding"] = decoded.encoding
    name = NAME.match(decoded.text)
    draft.add_metadata("title", name.group(1) if name else "")
    box.tell(draft)
    _tell_volume(draft, space)
    for line in decoded.text.splitlines():
        draft.add_line(line)


def _corners(block: bytes) -> list[list[float]]:
    return [
        [float(word) for word in match.group(1).split()]
        for match in GEOMETRY.finditer(block)
        if match.group(1) is not None
    ]


def _tell_volume(draft: Draft, space: float) -> None:
    if space > 0:
        draft.add_metadata("volume", f"{space:.6g}")
