"""IGES: start and global sections, every string of the parameters, dimensions, entity counts, extents.

Source: US PRO/IPO-100, Initial Graphics Exchange Specification 5.3, 1996, chapters 2 and 4.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from classifiers.document import FieldName, MeasureKind
from classifiers.encoding import decode
from classifiers.readers.models.geometry import Box, numbers, unit_name
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

LINE_BYTES = 72
LETTER_AT = 72
PARAMETERS = 64
POINTER = slice(64, 72)
LABEL = slice(56, 64)
HOLLERITH = re.compile(rb"(?<![\d.A-Za-z])(\d{1,5})H")
# Two letters one after the other stand in no number, nor in its exponent.
LETTERS = re.compile(rb"[A-Za-z\x80-\xff]{2}")
COUNTS = re.compile(rb"(?:[SGDP ] *\d+ *)*")
NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?|[-+]?\.\d+")
NAMES = {
    100: "CIRCULAR_ARC", 102: "COMPOSITE_CURVE", 104: "CONIC_ARC", 106: "COPIOUS_DATA", 108: "PLANE", 110: "LINE",
    112: "SPLINE_CURVE", 114: "SPLINE_SURFACE", 116: "POINT", 118: "RULED_SURFACE", 120: "SURFACE_OF_REVOLUTION",
    122: "TABULATED_CYLINDER", 124: "TRANSFORMATION", 126: "BSPLINE_CURVE", 128: "BSPLINE_SURFACE",
    130: "OFFSET_CURVE", 140: "OFFSET_SURFACE", 141: "BOUNDARY", 142: "CURVE_ON_SURFACE", 143: "BOUNDED_SURFACE",
    144: "TRIMMED_SURFACE", 186: "SOLID", 202: "ANGULAR_DIMENSION", 206: "DIAMETER_DIMENSION", 210: "GENERAL_LABEL",
    212: "GENERAL_NOTE", 214: "LEADER", 216: "LINEAR_DIMENSION", 218: "ORDINATE_DIMENSION", 222: "RADIUS_DIMENSION",
    228: "GENERAL_SYMBOL", 230: "SECTIONED_AREA", 308: "SUBFIGURE", 314: "COLOR", 402: "ASSOCIATIVITY",
    404: "DRAWING", 406: "PROPERTY", 408: "SUBFIGURE_INSTANCE", 410: "VIEW", 416: "EXTERNAL_REFERENCE",
}  # fmt: skip
DIMENSIONS = {
    202: MeasureKind.ANGULAR, 206: MeasureKind.DIAMETER, 216: MeasureKind.LINEAR, 218: MeasureKind.ORDINATE,
    222: MeasureKind.RADIUS,
}  # fmt: skip
NOTE = 212
ARC = 100
# Places in the global section, from 0: what this library counts from 1.
PROPERTIES = {2: "product", 3: "title", 4: "producer", 5: "preprocessor", 11: "receiver", 17: "created",
              20: "author", 21: "company", 24: "modified"}  # fmt: skip
UNIT_AT = 14
GLOBALS = 40
BLOCK_POINTS = 100_000


class Entity(NamedTuple):
    """Parameters of one entity, its type number in front."""

    pointer: int
    parameters: bytes


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Everything in words, and the numbers as counts, dimensions and extents."""
    del depth
    sections = _sections(data)
    encoding = _encoding(data, draft)
    draft.at("start")
    draft.add_line("\n".join(line.rstrip().decode(encoding, "replace") for line in sections[b"S"]))
    draft.at("global")
    unit = _read_global(b"".join(sections[b"G"]), encoding, draft)
    for line in sections[b"D"][::2]:
        draft.cad[_entity_name(line[:8])] += 1
    labels = [line[LABEL].decode(encoding, "replace").strip() for line in sections[b"D"][1::2]]
    sections[b""] += _other_words(sections)
    draft.add_names(blocks=[label for label in labels if label and not label.isdigit()])
    draft.add_line("\n".join(draft.blocks))
    draft.at("parameters")
    _read_entities(_entities(sections[b"P"]), encoding, draft, job, unit)
    if not sections[b"T"]:
        draft.degrade(Reading.PARTIAL, "damaged", "IGES ends early")
    if sections[b"C"]:  # compressed ASCII: directory and parameters are one, of lines of any length
        draft.cad["COMPRESSED"] = 1
    draft.at("other lines")
    for line in dict.fromkeys(sections[b""]):
        draft.add_line(line.decode(encoding, "replace"))


def _sections(data: bytes) -> dict[bytes, list[bytes]]:
    """The first columns of each line, by its section's letter; under no letter, lines without one."""
    found: dict[bytes, list[bytes]] = {letter: [] for letter in (b"S", b"G", b"D", b"P", b"T", b"C", b"")}
    for line in re.split(rb"\r\n?|\n", data):
        letter = line[LETTER_AT : LETTER_AT + 1]
        number = line[LETTER_AT + 1 :].strip()
        if letter == b"P" or (letter in found and letter and number.isdigit()):
            found[letter].append(line[:LINE_BYTES])
            if not number.isdigit():
                found[b""].append(number)
        elif line.strip():
            found[b""].append(line)
    return found


def _other_words(sections: dict[bytes, list[bytes]]) -> Iterator[bytes]:
    """Words in fields that are for numbers, of the directory, the parameters' last columns and the last line."""
    for number, line in enumerate(sections[b"D"]):
        fields = line if number % 2 == 0 else line[: LABEL.start] + b" " + line[LABEL.stop :]
        if LETTERS.search(fields):
            yield fields
    for line in sections[b"P"]:
        if line[POINTER].strip() and not line[POINTER].strip().isdigit():
            yield line[POINTER]
    yield from (line for line in sections[b"T"] if not COUNTS.fullmatch(line))


def _encoding(data: bytes, draft: Draft) -> str:
    if data.isascii():
        draft.metadata["encoding"] = "ascii"
        return "ascii"
    lines = [line for line in data.splitlines() if not line.isascii()]
    decoded = decode(b"\n".join(line[:LINE_BYTES].strip() for line in lines[:500]))
    draft.metadata["encoding"] = decoded.encoding
    return decoded.encoding


def _entity_name(column: bytes) -> str:
    text = column.strip()
    number = int(text) if text.isdigit() and len(text) < 6 else 0
    return NAMES.get(number, f"IGES_{number}")


def _read_global(section: bytes, encoding: str, draft: Draft) -> str:
    """Properties of the file; returns its unit of length."""
    values = [value.decode(encoding, "replace").strip() for value in _values(section)]
    rest = values.pop()
    draft.add_line(
        "\n".join(value for value in [*values, rest] if len(value) > 1 and not numbers([value.replace("D", "E")]))
    )
    for place, key in PROPERTIES.items():
        if place < len(values):
            draft.add_metadata(key, values[place])
    for name, key in ((FieldName.NUMBER, "product"), (FieldName.DRAWN, "author"), (FieldName.COMPANY, "company")):
        draft.add_field(name, draft.metadata.get(key, ""), label=key, where="global")
    return unit_name(values[UNIT_AT]) if len(values) > UNIT_AT else ""


def _values(section: bytes) -> list[bytes]:
    """Parameters of the global section, and what stands behind them; its first two state what parts and ends them."""
    separator, end, place = b",", b";", 0
    if section[:2] == b"1H":
        separator, place = section[2:3], 3
    found, start = [separator], place + 1 if section[place : place + 1] == separator else place
    place = start
    while place < len(section) and len(found) < GLOBALS:
        while section[place : place + 1] == b" ":
            place += 1
        string = HOLLERITH.match(section, place)
        if string:
            stop = string.end() + int(string.group(1))
            value, place = section[string.end() : stop], stop
        else:
            stops = [stop for mark in (separator, end) if (stop := section.find(mark, place)) >= 0]
            stop = min(stops, default=len(section))
            value, place = section[place:stop], stop
        found.append(value)
        if len(found) == 2 and len(value) == 1:
            end = value
        if section[place : place + 1] == end and len(found) > 2:
            break
        place += 1
    return [*found, section[place:].removeprefix(end)]


def _entities(lines: list[bytes]) -> Iterator[Entity]:
    """The parameters of each entity, whose lines name it in their last columns."""
    pointer, pieces = -1, list[bytes]()
    for line in lines:
        column = line[POINTER].strip()
        number = int(column) if column.isdigit() else 0
        if number != pointer and pieces:
            yield Entity(pointer, b"".join(pieces))
            pieces = []
        pointer = number
        pieces.append(line[:PARAMETERS])
    if pieces:
        yield Entity(pointer, b"".join(pieces))


def _read_entities(entities: Iterator[Entity], encoding: str, draft: Draft, job: Job, unit: str) -> None:
    notes: dict[int, str] = {}
    dimensions: list[tuple[int, int]] = []
    box = Box()
    points: list[list[float]] = []
    for count, entity in enumerate(entities):
        if count % 5_000 == 0:
            job.check_time()
        kind = _type_of(entity.parameters)
        texts = list(_strings(entity.parameters, encoding))
        for text in texts:
            draft.add_line(text)
        for words in (_bare_words(entity.parameters), _remark(entity.parameters)):
            draft.add_line(words.decode(encoding, "replace"))
        if kind == NOTE:
            notes[entity.pointer] = " ".join(texts)
        elif kind in DIMENSIONS:
            found = numbers(entity.parameters.decode("latin-1").split(",")[1:2])
            dimensions += [(kind, int(value)) for value in found]
        found_points = _points(kind, entity.parameters)
        points += found_points
        draft.outline.add_path(_path(found_points))
        if kind == ARC:
            _add_arc(entity.parameters, draft)
        if len(points) > BLOCK_POINTS:
            box.take(points)
            points = []
    box.take(points)
    box.tell(draft, unit)
    for kind, pointer in dimensions:
        figure = NUMBER.search(notes.get(pointer, "").replace(",", "."))
        if figure:
            measured = "deg" if kind == 202 else unit
            draft.add_measure(DIMENSIONS[kind], float(figure.group()), unit=measured)


def _type_of(parameters: bytes) -> int:
    head = parameters[:8].split(b",")[0].strip()
    return int(head) if head.isdigit() else 0


def _strings(parameters: bytes, encoding: str) -> Iterator[str]:
    """Strings of the form `5Hwords`, by their stated length in bytes."""
    place = 0
    while match := HOLLERITH.search(parameters, place):
        place = match.end() + int(match.group(1))
        yield parameters[match.end() : place].decode(encoding, "replace")


def _bare_words(parameters: bytes) -> bytes:
    """What holds letters among the numbers, outside of strings and up to the parameters' end."""
    if not LETTERS.search(parameters):
        return b""
    pieces, place = list[bytes](), 0
    while match := HOLLERITH.search(parameters, place):
        pieces.append(parameters[place : match.start()])
        place = match.end() + int(match.group(1))
    values = b"".join([*pieces, parameters[place:]]).split(b";", 1)[0].split(b",")
    return b", ".join(value.strip() for value in values if LETTERS.search(value))


def _remark(parameters: bytes) -> bytes:
    """What people may write behind the parameters' end."""
    place = 0
    while match := HOLLERITH.search(parameters, place):
        end = parameters.find(b";", place, match.start())
        if end >= 0:
            return parameters[end + 1 :].strip()
        place = match.end() + int(match.group(1))
    end = parameters.find(b";", place)
    return parameters[end + 1 :].strip() if end >= 0 else b""


def _points(kind: int, parameters: bytes) -> list[list[float]]:
    """Points, ends of lines and poles of splines."""
    if kind not in (110, 116, 126, 128):
        return []
    words = parameters.replace(b"D", b"E").split(b";")[0].decode("latin-1").split(",")[1:]
    values = numbers(words)
    if kind == 110 and len(values) >= 6:
        return [values[:3], values[3:6]]
    if kind == 116 and len(values) >= 3:
        return [values[:3]]
    start, count = _poles(kind, values)
    poles = values[start : start + 3 * count]
    return [poles[place : place + 3] for place in range(0, len(poles) - 2, 3)] if start >= 0 else []


def _path(points: list[list[float]]) -> list[list[float]]:
    """The ends of a line, or of a curve with its middle between them."""
    whole = [point for point in points if len(point) == 3]
    return whole if len(whole) < 3 else [whole[0], whole[len(whole) // 2], whole[-1]]


def _add_arc(parameters: bytes, draft: Draft) -> None:
    """Centre and radius of a circle or an arc, in its own plane."""
    values = numbers(parameters.replace(b"D", b"E").split(b";")[0].decode("latin-1").split(",")[1:8])
    if len(values) >= 5:
        depth, x, y, start_x, start_y = values[:5]
        draft.outline.add_round((x, y, depth), math.hypot(start_x - x, start_y - y))


def _poles(kind: int, values: list[float]) -> tuple[int, int]:
    """Where the poles of a spline begin among its values, and how many there are; -1 where it is none."""
    if kind == 126 and len(values) > 6 and all(0 <= value < 1e6 for value in values[:2]):
        upper, degree = int(values[0]), int(values[1])
        return 6 + upper + degree + 2 + upper + 1, upper + 1
    if kind == 128 and len(values) > 9 and all(0 <= value < 1e6 for value in values[:4]):
        first, second, degree_1, degree_2 = (int(value) for value in values[:4])
        count = (first + 1) * (second + 1)
        return 9 + first + degree_1 + 2 + second + degree_2 + 2 + count, count
    return -1, 0
