"""STEP and IFC: header, every string, structure of the product, people, dates, dimensions, extents.

Source: ISO 10303-21, -41, -42, -44, -47, -242; ISO 16739.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from classifiers.document import FieldName
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import COUNTS_KEPT
from classifiers.readers.models import dimensions, edges, product
from classifiers.readers.models.geometry import Box, add_radii
from classifiers.readers.models.part21 import (
    PLAIN,
    SAID,
    STRING,
    Instance,
    arguments,
    instances,
    text_of,
    unescaped,
    without_comments,
)
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

NAME_CHARS = 60
SHORTEST_DIGITS = 10
KEYWORDS = re.compile(r"\b(?:ENDSEC|DATA|END-ISO-10303-21)\s*+;", re.IGNORECASE)
KEPT = 300_000
POINTS = 100_000
COORDINATES = re.compile(r"\(\s*+([-+\d.Ee]++)\s*+,\s*+([-+\d.Ee]++)(?:\s*+,\s*+([-+\d.Ee]++))?\s*+\)")
RADIUS = re.compile(r",\s*+([-+\d.Ee]++)\s*+\)\s*+$")
POINT_NAMES = frozenset({"CARTESIAN_POINT", "IFCCARTESIANPOINT", "IFCCARTESIANPOINTLIST3D", "COORDINATES_LIST"})
ROUND = frozenset({"CYLINDRICAL_SURFACE", "CIRCLE", "SPHERICAL_SURFACE", "IFCCIRCLE", "IFCCYLINDRICALSURFACE"})
WANTED = product.WANTED | dimensions.WANTED
# Arguments of FILE_NAME by place, and the property that each becomes.
FILE_NAME = ("title", "created", "author", "company", "preprocessor", "producer", "authorisation")
NOTHING = frozenset({"", "unknown", "unspecified", "none", "n/a", "''", "$"})
# Words that nearly every file holds outside of its strings, and that say nothing of its content.
USUAL = frozenset({
    "T", "F", "U", "UNSPECIFIED", "UNKNOWN", "METRE", "RADIAN", "STERADIAN", "MILLI", "CENTI", "MICRO", "BOTH",
    "AREA", "SURFACE", "ELEMENT", "POSITIVE", "NEGATIVE", "MADE", "NOT_KNOWN", "BOUGHT", "CARTESIAN", "PARAMETER",
    "CONTINUOUS", "PCURVE_S1", "PCURVE_S2", "CURVE_3D", "CONTINUOUS_SAME_GRADIENT", "AXIS1", "AXIS2", "UNIFORM_KNOTS",
    "QUASI_UNIFORM_KNOTS", "PIECEWISE_BEZIER_KNOTS", "POLYLINE_FORM", "CIRCULAR_ARC", "PLANE_SURF",
    "CYLINDRICAL_SURF", "USERDEFINED", "NOTDEFINED", "ADDED", "NOCHANGE", "READWRITE", "LENGTHUNIT", "AREAUNIT",
    "VOLUMEUNIT", "PLANEANGLEUNIT", "SQUARE_METRE", "CUBIC_METRE", "MODEL_VIEW", "GRAPH_VIEW", "INTERNAL", "EXTERNAL",
})  # fmt: skip


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Everything that a STEP file holds in words, its product's structure, dimensions and extents."""
    del depth
    text, comments = without_comments(text_of(data, draft))
    if "\r" in text:
        text = text.replace("\r", "")
    head, mark, body = text.partition("ENDSEC;")
    if not mark:
        head, body = "", text
    draft.at("header")
    _read_header(head, draft)
    facts = _Facts(job)
    rest: list[str] = []
    place = 0
    for instance in instances(body):
        facts.take(instance)
        rest.append(body[place : instance.start])
        place = instance.end
    rest.append(body[place:])
    draft.cad.update(facts.counts)
    if facts.cut or "END-ISO-10303-21" not in text[-2_000:].upper():
        draft.degrade(Reading.PARTIAL, "damaged", "STEP ends early")
    facts.tell(draft)
    draft.at("comments")
    for comment in comments:
        draft.add_line(comment)
    draft.at("between instances")
    _add_rest(rest, draft)
    draft.at("data")  # last, since the limit on characters may cut it
    _add_strings(body, draft, job)


class _Facts:
    """What is kept of the instances: counts of all, points of the geometry, those that say something of the product."""

    def __init__(self, job: Job) -> None:
        self.counts: dict[str, int] = {}
        self.cut = False
        self._job = job
        self._kept: dict[int, Instance] = {}
        self._points: list[tuple[float, float, float]] = []
        self._box = Box()
        self._radii: set[float] = set()
        self._edges = edges.Edges()
        self._seen = 0

    def take(self, instance: Instance) -> None:
        """Count an instance and keep what is wanted of it."""
        self._seen += 1
        if self._seen % 20_000 == 0:
            self._job.check_time()
        name = instance.name[:NAME_CHARS]
        self.counts[name] = self.counts.get(name, 0) + 1
        self.cut |= not instance.is_whole
        if name in edges.NAMES:
            self._edges.take(instance.number, name, instance.body)
        if name in POINT_NAMES:
            self._take_points(instance.body)
        elif name in ROUND:
            radius = RADIUS.search(instance.body[-60:])
            if radius:
                self._radii.update(_floats((radius.group(1),)))
        elif (instance.is_complex or name in WANTED) and len(self._kept) < KEPT:
            self._kept[instance.number] = instance

    def _take_points(self, body: str) -> None:
        for match in COORDINATES.finditer(body):
            if match.group(3) is not None:
                values = _floats(match.groups())
                if len(values) == 3:
                    self._points.append((values[0], values[1], values[2]))
        if len(self._points) >= POINTS:
            self._box.take(self._points)
            self._points = []

    def tell(self, draft: Draft) -> None:
        """Structure, people, dimensions and extents."""
        model = product.Model(self._kept, self._job)
        product.tell(model, draft)
        unit = dimensions.length_unit(model)
        dimensions.tell(model, draft, unit)
        self._box.take(self._points)
        self._box.tell(draft, unit)
        add_radii(draft, self._radii, unit)
        self._edges.tell(draft.outline)


def _floats(words: Iterable[str]) -> list[float]:
    found: list[float] = []
    for word in words:
        try:
            found.append(float(word))
        except ValueError:
            continue
    return found


def _read_header(head: str, draft: Draft) -> None:
    draft.add_line(unescaped_lines(head))
    for match in PLAIN.finditer(head):
        name, values = match.group(1).upper(), arguments(match.group(2))
        if name == "FILE_NAME":
            for key, value in zip(FILE_NAME, values, strict=False):
                _add_property(draft, key, value)
            if draft.metadata.get("producer", "") == "":
                _add_property(draft, "producer", draft.metadata.get("preprocessor", ""))
        elif name == "FILE_SCHEMA" and values:
            _add_property(draft, "schema", values[0])
        elif name == "FILE_DESCRIPTION" and values:
            _add_property(draft, "subject", values[0])


def unescaped_lines(head: str) -> str:
    """The header as it stands, with its strings' escapes decoded."""
    return STRING.sub(lambda match: f"'{unescaped(match.group(1))}'", head)


def _add_property(draft: Draft, key: str, value: Any) -> None:
    words = [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]
    text = ", ".join(word.strip() for word in words if word.strip().lower() not in NOTHING)
    draft.add_metadata(key, text)
    if key in ("author", "company") and text:
        draft.add_field(FieldName.DRAWN if key == "author" else FieldName.COMPANY, text, label=key, where="header")


def _add_rest(pieces: list[str], draft: Draft) -> None:
    """What is no instance: anchors, references to other files, signatures, and whatever else was put there."""
    for piece in dict.fromkeys(piece.strip() for piece in pieces):
        words = KEYWORDS.sub("", piece).strip()
        if words:
            draft.add_line(unescaped_lines(words))


def _add_strings(body: str, draft: Draft, job: Job) -> None:
    """Every string once, in the order they stand in, and words that stand in none."""
    seen, names = set[str](), dict[str, int]()
    for number, match in enumerate(SAID.finditer(body)):
        if number % 50_000 == 0:
            job.check_time()
        string, word, bracket, digits = match.groups()
        if word is not None and bracket:
            names[word] = names.get(word, 0) + 1
        elif (value := match.group()) not in seen:
            seen.add(value)
            if string is not None:
                draft.add_line(unescaped(string))
            elif word is not None:
                draft.add_line("" if word.strip(".") in USUAL else word)
            elif len(digits) > SHORTEST_DIGITS:
                add_strings(bytes.fromhex(digits[1 : 1 + (len(digits) - 1) // 2 * 2]), draft)
    _count_names(names, draft)


def _count_names(names: dict[str, int], draft: Draft) -> None:
    """Count the types that stand inside of others; the rarest, which the counts leave out, are text."""
    for name, times in names.items():
        if name.upper()[:NAME_CHARS] not in draft.cad:
            draft.cad[name[:NAME_CHARS]] = times
    for name, _ in draft.cad.most_common()[COUNTS_KEPT:]:
        draft.add_line(name)
