"""PLY, OBJ, OFF: meshes in words or bytes; numbers decoded and counted, everything else is text.

Source: Turk, The PLY polygon file format, 1994; Wavefront, Advanced Visualizer manual, appendix B1; Geomview, OFF.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from classifiers.encoding import decode
from classifiers.readers.models.geometry import Box, line_blocks
from classifiers.readers.models.payload import add_long_runs
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

NUMERIC = re.compile(rb"^[ \t]*+(?:[vf]|v[npt]|[lps])?(?:[ \t]*+[-+]?[\d.][\d.eE+/-]*+)*+[ \t]*+\r?+$", re.MULTILINE)
VERTEX = re.compile(rb"^[ \t]*+v[ \t]++([-+\d.eE]++)[ \t]++([-+\d.eE]++)[ \t]++([-+\d.eE]++)", re.MULTILINE)
TRIPLE = re.compile(rb"^[ \t]*+([-+\d.eE]++)[ \t]++([-+\d.eE]++)[ \t]++([-+\d.eE]++)", re.MULTILINE)
ELEMENT = re.compile(rb"^(f|vn|vt|vp|v|l|p|g|o|usemtl)[ \t]", re.MULTILINE)
OBJ_NAMES = {b"f": "FACE", b"v": "VERTEX", b"vn": "NORMAL", b"vt": "TEXTURE_POINT", b"vp": "PARAMETER", b"l": "LINE",
             b"p": "POINT", b"g": "GROUP", b"o": "OBJECT", b"usemtl": "USEMTL"}  # fmt: skip
NAMED = re.compile(r"^(?:g|o)[ \t]+(\S[^\n]*)", re.MULTILINE)
MATERIAL = re.compile(r"^(?:usemtl|newmtl)[ \t]+(\S[^\n]*)", re.MULTILINE)
BLOCK = 100_000
PLY_TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}  # fmt: skip
PLY_LISTS = 2_000_000


def read_obj(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Names, comments and anything else that is no number, as text; vertices and faces counted."""
    del depth
    for count, match in enumerate(ELEMENT.finditer(data)):
        draft.cad[OBJ_NAMES[match.group(1)]] += 1
        if count % BLOCK == 0:
            job.check_time()
    _tell_points(VERTEX, data, draft, job)
    text = _add_rest(data, draft)
    draft.add_names(blocks=NAMED.findall(text), layers=MATERIAL.findall(text))


def read_off(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Vertices and faces counted; comments as text."""
    del depth
    lines = [line.split(b"#")[0].split() for line in data[:4096].split(b"\n")[:50]]
    counts = next((line for line in lines if len(line) >= 2 and line[0].isdigit() and len(line[0]) < 10), [])
    for name, count in zip(("VERTEX", "FACE"), counts, strict=False):
        draft.cad[name] = int(count) if count.isdigit() and len(count) < 10 else 0
    places = [match.start() for match, _ in zip(TRIPLE.finditer(data), range(2), strict=False)]
    _tell_points(TRIPLE, data[places[1] :] if len(places) > 1 else b"", draft, job, most=draft.cad["VERTEX"])
    _add_rest(data, draft)


def _tell_points(pattern: re.Pattern[bytes], data: bytes, draft: Draft, job: Job, most: int = 1 << 62) -> None:
    box = Box()
    points: list[tuple[float, float, float]] = []
    for count, match in enumerate(pattern.finditer(data)):
        if count >= most:
            break
        try:
            points.append((float(match.group(1)), float(match.group(2)), float(match.group(3))))
        except ValueError:
            continue
        if len(points) >= BLOCK:
            job.check_time()
            box.take(points)
            points = []
    box.take(points)
    box.tell(draft)


def _add_rest(data: bytes, draft: Draft) -> str:
    """Add every line that is no number, the same ones once; returns them all."""
    decoded = decode(b"".join(NUMERIC.sub(b"", block) for block in line_blocks(data)))
    draft.metadata["encoding"] = decoded.encoding
    seen: set[str] = set()
    for line in decoded.text.splitlines():
        if line not in seen:
            seen.add(line)
            draft.add_line(line.strip())
    return decoded.text


def read_ply(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Header with comments; elements counted and decoded, in words or in bytes."""
    del depth
    mark = re.search(rb"^end_header[ \t]*\r?\n", data, re.MULTILINE)
    if mark is None:
        draft.degrade(Reading.PARTIAL, "damaged", "PLY")
        draft.add_line(decode(data[:65536]).text)
        return
    header = decode(data[: mark.start()]).text
    for line in header.splitlines():
        if line.startswith(("comment", "obj_info")):
            draft.add_line(line.partition(" ")[2])
        elif not line.startswith(("ply", "format")):
            draft.add_line(line)
    elements = _elements(header)
    for name, count, _ in elements:
        draft.cad[name.upper()[:40]] += count
    form = re.search(r"^format\s+(\w+)", header, re.MULTILINE)
    order = {"binary_little_endian": "<", "binary_big_endian": ">"}.get(form.group(1) if form else "", "")
    body = data[mark.end() :]
    if order:
        _read_bytes(body, elements, order, draft, job)
    else:
        _tell_points(TRIPLE, body, draft, job, most=next((count for name, count, _ in elements if name == "vertex"), 0))
        _add_rest(body, draft)


def _elements(header: str) -> list[tuple[str, int, list[tuple[str, str, str]]]]:
    """Name, count and properties (name, type, type of a list's length) of each element."""
    found: list[tuple[str, int, list[tuple[str, str, str]]]] = []
    for line in header.splitlines():
        words = line.split()
        if words[:1] == ["element"] and len(words) >= 3 and words[2].isdigit() and len(words[2]) < 12:
            found.append((words[1], int(words[2]), []))
        elif words[:1] == ["property"] and found:
            if words[1:2] == ["list"] and len(words) >= 5:
                found[-1][2].append((words[4], PLY_TYPES.get(words[3], ""), PLY_TYPES.get(words[2], "")))
            elif len(words) >= 3:
                found[-1][2].append((words[2], PLY_TYPES.get(words[1], ""), ""))
    return found


def _read_bytes(body: bytes, elements: list[Any], order: str, draft: Draft, job: Job) -> None:
    place = 0
    for name, count, properties in elements:
        if not all(kind for _, kind, _ in properties):
            place = -1
            break
        if any(length for _, _, length in properties):
            place = _after_lists(body, place, count, properties, order, job)
        else:
            place = _after_rows(body, place, name, count, properties, order, draft)
        if place < 0:
            break
    add_long_runs(body, draft, job)
    if place < 0:
        draft.degrade(Reading.PARTIAL, "damaged", "PLY")
    elif body[place:].strip(b"\0\r\n\t "):
        draft.degrade(Reading.PARTIAL, "trailing-data", str(len(body) - place))


def _after_rows(body: bytes, place: int, name: str, count: int, properties: list[Any], order: str, draft: Draft) -> int:
    """Decode an element of fixed size; returns where the next begins, -1 where the bytes do not suffice."""
    kind = np.dtype([(f"{number}", order + kind) for number, (_, kind, _) in enumerate(properties)])
    if kind.itemsize == 0 or place + count * kind.itemsize > len(body):
        return place if count == 0 else -1
    rows = np.frombuffer(body, kind, count, place)
    names = [own for own, _, _ in properties]
    if name == "vertex" and all(axis in names for axis in "xyz"):
        box = Box()
        box.take(np.stack([rows[str(names.index(axis))].astype(np.float64) for axis in "xyz"], axis=1))
        box.tell(draft)
    return place + count * kind.itemsize


def _after_lists(body: bytes, place: int, count: int, properties: list[Any], order: str, job: Job) -> int:
    """Walk over an element that holds lists; returns where the next begins, -1 where the bytes do not suffice."""
    sizes = [(np.dtype(kind).itemsize, np.dtype(length).itemsize if length else 0) for _, kind, length in properties]
    byteorder = "little" if order == "<" else "big"
    if count > PLY_LISTS:
        return -1
    for number in range(count):
        if number % BLOCK == 0:
            job.check_time()
        for size, length_size in sizes:
            times = int.from_bytes(body[place : place + length_size], byteorder) if length_size else 1  # type: ignore[arg-type]
            place += length_size + times * size
            if place > len(body):
                return -1
    return place
