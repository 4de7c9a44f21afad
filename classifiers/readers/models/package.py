"""3MF: a package of XML models with metadata, pictures and properties.

Source: 3MF Core Specification 1.3; Materials, Production, Secure Content extensions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.document import FieldName
from classifiers.readers.models.elements import stream, words_of
from classifiers.readers.models.geometry import Box, numbers, unit_name
from classifiers.readers.office.opc import Package
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

XML = (".xml", ".model", ".rels", ".config", ".prop", ".xml_rels")
BLOCK = 50_000
PROPERTIES = {
    "title": "title", "designer": "author", "description": "subject", "copyright": "copyright",
    "licenseterms": "license", "rating": "rating", "creationdate": "created", "modificationdate": "modified",
    "application": "producer",
}  # fmt: skip
CORE = {"creator": "author", "lastmodifiedby": "last-author", "created": "created", "modified": "modified",
        "title": "title", "subject": "subject", "keywords": "keywords", "category": "category",
        "description": "comments", "revision": "revision"}  # fmt: skip

# Names that every such package has.
USUAL = frozenset({
    "[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model", "3D/_rels/3dmodel.model.rels", "Document.xml",
    "GuiDocument.xml",
})  # fmt: skip


def read_3mf(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every part: XML in words, counts and extents; pictures and anything else as parts."""
    package = Package(data, draft, job)
    model = _Model(draft)
    try:
        for info in package.zip.infos:
            member = package.member(info, info.filename)
            if member is not None:
                _read_member(info.filename, member, model, draft, job, depth)
    finally:
        model.tell()  # what was measured until a limit was hit
    draft.at("names")
    tell_names(package, draft)
    package.read_around(data, depth)


def tell_names(package: Package, draft: Draft) -> None:
    """Names of members that the text does not mention; directories have none of their own."""
    said = draft.lines()
    for name in package.zip.names:
        if name not in USUAL and not {name, f"/{name}"} & said:
            draft.add_line(name)


def _read_member(name: str, member: bytes, model: _Model, draft: Draft, job: Job, depth: int) -> None:
    if name.lower().startswith("secure/"):
        draft.degrade(Reading.PARTIAL, "encrypted", "3MF")
    if name.lower().endswith(XML):
        draft.at(name)
        stream(member, model, draft, job)
    else:
        job.child(draft, name, member, depth)


class _Model:
    """Takes the elements of all parts of the package."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._box = Box()
        self._points: list[list[float]] = []
        self._unit = "mm"
        self._metadata: list[str] = []
        self._blocks: list[str] = []
        self._materials: list[str] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Count an element and take its attributes."""
        self._draft.cad[name[:40]] += 1
        if name == "vertex":
            self._points.append(numbers([attributes.get(axis, "x") for axis in "xyz"]))
            if len(self._points) >= BLOCK:
                self._take_points()
        elif name == "model":
            self._unit = unit_name(attributes.get("unit", "millimeter"))
        elif name == "metadata":
            self._metadata.append(attributes.get("name", ""))
        elif name == "object" and attributes.get("name"):
            self._blocks.append(attributes["name"])
            self._draft.add_field(FieldName.NUMBER, attributes.get("partnumber", ""), label="partnumber")
        elif name in ("base", "basematerial") and attributes.get("name"):
            self._materials.append(attributes["name"])
        elif name == "encryptedkey" or name == "CipherReference":
            self._draft.degrade(Reading.PARTIAL, "encrypted", "3MF")
        for key, value in attributes.items():
            if len(value) > 1 and not key.startswith("{http://www.w3.org/2001/XMLSchema"):
                self._draft.add_line(words_of(value))

    def finish(self, name: str, text: str) -> None:
        """Take an element's text."""
        words = text.strip()
        self._draft.add_line(words)
        if name == "metadata":
            own = (self._metadata.pop() if self._metadata else "").rpartition(":")[2]
            if own:
                self._draft.add_metadata(PROPERTIES.get(own.lower(), own), words)
        elif name.lower() in CORE:
            self._draft.add_metadata(CORE[name.lower()], words)

    def say(self, text: str) -> None:
        """A comment."""
        self._draft.add_line(words_of(text))

    def tell(self) -> None:
        """Extents, names of objects and of materials."""
        self._take_points()
        self._box.tell(self._draft, self._unit)
        self._draft.add_names(blocks=self._blocks, layers=self._materials)
        for material in dict.fromkeys(self._materials[:50]):
            self._draft.add_field(FieldName.MATERIAL, material, label="basematerial")

    def _take_points(self) -> None:
        self._box.take([point for point in self._points if len(point) == 3])
        self._points = []
