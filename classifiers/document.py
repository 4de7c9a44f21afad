"""What a reader yields: a document and its parts, as values that cross a process boundary."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from policies.label import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something worth knowing about a document that is not its content.

    Attributes:
        name: Stable key, such as `encrypted`, `limit.ratio`, `type.mismatch`, `reader.crashed`.
        detail: The figure or the word behind it; never document text.
        where: Part or page, such as `inner.zip/spec.docx`; empty for the whole.
    """

    name: str
    detail: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What is kept of a picture's colours.

    Attributes:
        coloured: Share of pixels that are clearly coloured, 0 to 1.
        filled: Share of pixels in coloured areas, 0 to 1; lines count little.
        tones: Number of colours, at sixteen steps a channel, that at least one pixel in 2,000 has.
        hues: Number of twelfths of the circle of hues that stand in it, 0 to 12.
        ground: Share of the commonest colour, 0 to 1.
        ground_chroma: Greatest less least channel of the commonest colour, 0 to 240.
    """

    coloured: float
    filled: float
    tones: int
    hues: int
    ground: float
    ground_chroma: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page or picture, as the drawing model sees it.

    Attributes:
        width, height: Pixels of `gray`; the longer side is at most 512.
        gray: One byte a pixel, row by row, 0 black to 255 white; empty where not rendered.
        paths, texts, images: Vector paths, text runs and pictures on the page, pictures in stamps and other annotations
            included; -1 where not known (a raster).
        segments: Lines and curves that the paths consist of, those of annotations included; -1 where not known.
        chars: Characters of text on the page; -1 where not known.
        aspect: Width ÷ height of the page.
        colours: None where not rendered in colour.
    """

    number: int
    width: int
    height: int
    gray: bytes
    paths: int = -1
    texts: int = -1
    images: int = -1
    segments: int = -1
    chars: int = -1
    aspect: float = 1.0
    colours: Colours | None = None


class FieldName(StrEnum):
    """What a cell of a title block holds, whatever the drawing calls it."""

    NUMBER = "number"
    TITLE = "title"
    REVISION = "revision"
    PROJECT = "project"
    COMPANY = "company"
    PART = "part"
    MATERIAL = "material"
    TREATMENT = "treatment"
    TOLERANCE = "tolerance"
    SURFACE = "surface"
    SCALE = "scale"
    PROJECTION = "projection"
    UNIT = "unit"
    MASS = "mass"
    QUANTITY = "quantity"
    SIZE = "size"
    SHEET = "sheet"
    DATE = "date"
    DRAWN = "drawn"
    DESIGNED = "designed"
    CHECKED = "checked"
    APPROVED = "approved"
    SECURITY = "security"
    LEGEND = "legend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A named cell of a title block.

    Attributes:
        label: The words beside it on the drawing, such as `図番` or `Drawing no.`; empty where it is an attribute
            or stands without words.
        where: Layout, page or block that it stands in, such as `page 1`.
    """

    name: FieldName
    value: str
    label: str = ""
    where: str = ""


class MeasureKind(StrEnum):
    """What a measure measures."""

    LINEAR = "linear"
    ANGULAR = "angular"
    DIAMETER = "diameter"
    RADIUS = "radius"
    ORDINATE = "ordinate"
    EXTENT = "extent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A dimension of a drawing or a model, as a number.

    Attributes:
        value: In `unit`.
        unit: `mm`, `in`, `deg` and so on, as in the file; empty where it names none.
        plus, minus: Permitted deviations in `unit`, `minus` below zero where the part may be smaller; both 0 where
            none is given.
        fit: A tolerance class such as `H7`; empty where none is given.
    """

    kind: MeasureKind
    value: float
    unit: str = ""
    plus: float = 0.0
    minus: float = 0.0
    fit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Who sends or gets a message.

    Attributes:
        role: Header in lower case, such as `from`, `to`, `cc`, `bcc`, `reply-to`.
        address: `name@domain` in lower case; as it stands where it is none.
        name: The name shown beside it.
    """

    role: str
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a document a stretch of its text stands; it ends where the next one begins.

    Attributes:
        start: Index of its first character in the part's text.
        label: Words for people, such as `page 3`, `sheet Costs`, `slide 2, notes`, `layer FRAME`.
    """

    start: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The file itself, or one file inside it.

    Attributes:
        name: Path inside the document, `/` between containers; empty for the file itself.
        type: MIME type by content.
        digest: SHA-256 of the part's bytes, lower-case hexadecimal.
        text: Extracted text, NFC, `\\n` line ends, pages separated by form feeds.
        metadata: Author, title, producer and the like.
        cad: Counts of CAD entities by type, such as `{"LINE": 40, "DIMENSION": 6}`; empty where no CAD.
        parent: Index in the document of the part that this one stands in; -1 for the file itself.
        places: Where the text stands, by `start`; empty where a format has no places.
        fields: Title block of a drawing.
        measures: Dimensions of a drawing or a model.
        layers, blocks: Names in a drawing, in the order they stand in it.
        addresses: Who sends and gets a message.
        shape: What of its geometry says where it is from, uint64 little-endian, as `readers/outline.py` makes them;
            empty where there is none.
    """

    name: str
    type: str
    digest: str
    size_bytes: int
    reading: Reading = Reading.FULL
    text: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    cad: Mapping[str, int] = field(default_factory=dict)
    parent: int = -1
    places: tuple[Place, ...] = ()
    fields: tuple[Field, ...] = ()
    measures: tuple[Measure, ...] = ()
    layers: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    shape: bytes = b""

    def place_of(self, index: int) -> str:
        """Label of the place where the character at `index` of the text stands; empty where none is known."""
        found = bisect.bisect_right(self.places, index, key=lambda place: place.start)
        return self.places[found - 1].label if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file, read. `parts[0]` is the file itself; the others follow in the order they stand in it."""

    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()
    reader_version: str = ""

    @property
    def reading(self) -> Reading:
        """The worst reading of any part."""
        return max(part.reading for part in self.parts)

    def tree(self) -> Iterator[tuple[int, Part]]:
        """Every part under the one that it stands in, each with its depth; the file itself first, at 0."""
        inside: dict[int, list[int]] = {}
        for index, part in enumerate(self.parts):
            inside.setdefault(part.parent if 0 <= part.parent < index else -1, []).append(index)
        waiting = [(0, index) for index in reversed(inside.get(-1, []))]
        while waiting:
            depth, index = waiting.pop()
            yield depth, self.parts[index]
            waiting.extend((depth + 1, child) for child in reversed(inside.get(index, [])))
