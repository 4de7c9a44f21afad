"""FreeCAD: properties, constraints of sketches, spreadsheets, shapes, embedded files.

Source: FreeCAD wiki, "File Format FCStd"; the files' own XML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from classifiers.document import FieldName, MeasureKind
from classifiers.encoding import looks_like_text
from classifiers.readers.models import brep
from classifiers.readers.models.elements import stream, words_of
from classifiers.readers.models.geometry import Box, add_radii
from classifiers.readers.models.package import tell_names
from classifiers.readers.models.payload import add_long_runs
from classifiers.readers.office.opc import Package
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# What a constraint of a sketch with a value measures, by its number.
CONSTRAINTS = {
    6: MeasureKind.LINEAR, 7: MeasureKind.LINEAR, 8: MeasureKind.LINEAR, 9: MeasureKind.ANGULAR,
    11: MeasureKind.RADIUS, 18: MeasureKind.DIAMETER,
}  # fmt: skip
LENGTHS = frozenset({"App::PropertyLength", "App::PropertyDistance", "App::PropertyQuantityConstraint"})
PROPERTIES = {
    "CreatedBy": "author", "LastModifiedBy": "last-author", "CreationDate": "created", "LastModifiedDate": "modified",
    "Comment": "comments", "Company": "company", "Label": "title", "License": "license", "Id": "id",
    "LicenseURL": "license-url",
}  # fmt: skip
FIELDS = {"Company": FieldName.COMPANY, "CreatedBy": FieldName.DRAWN, "Id": FieldName.NUMBER, "Label": FieldName.TITLE}
# Bytes of one entry in the files in which long lists of numbers, points and colours are kept.
ENTRY_BYTES = (4, 8, 12, 24, 32, 16)
BARE = re.compile(r"[\w.\- ]+")
NUMERIC_LINE = re.compile(rb"^[-+\d. \tDEe]*+\r?$", re.MULTILINE)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Everything: XML in words and measures, shapes and lists decoded, other files as parts."""
    package = Package(data, draft, job)
    box, radii = Box(), set[float]()
    for info in package.zip.infos:
        name = info.filename
        member = package.member(info, name)
        if member is None:
            continue
        draft.at(name)
        if name.lower().endswith(".xml"):
            properties = _Properties(draft, is_main=name == "Document.xml")
            stream(member, properties, draft, job)
            draft.add_names(blocks=properties.names)
        elif name.lower().endswith((".brp", ".brep", ".bin")) or brep.is_shape(member):
            if member.strip():
                brep.take(member, draft, job, box, radii)
        elif not _take_numbers(member, name, draft, job):
            job.child(draft, name, member, depth)
    draft.at("measures")
    box.tell(draft, "mm")
    add_radii(draft, radii, "mm")
    draft.at("names")
    tell_names(package, draft)
    package.read_around(data, depth)


def _take_numbers(member: bytes, name: str, draft: Draft, job: Job) -> bool:
    """Decode a list of numbers, or a mesh in words; whether it is one of these."""
    if name.lower().endswith((".map.txt", ".unv", ".txt")) and looks_like_text(member):
        for line in dict.fromkeys(NUMERIC_LINE.sub(b"", member).decode("utf-8", "replace").splitlines()):
            draft.add_line(line)
        draft.cad["LIST_FILE"] += 1
        return True
    if "/" in name or BARE.fullmatch(name) is None or len(member) < 4:
        return False
    count, rest = int.from_bytes(member[:4], "little"), len(member) - 4
    if not ((count == 0 and rest == 0) or (count and rest % count == 0 and rest // count in ENTRY_BYTES)):
        return False
    draft.cad["LIST_FILE"] += 1
    draft.cad["LIST_ENTRY"] += count
    add_long_runs(member[4:], draft, job)
    if rest and rest // count in (8, 24):
        box = Box()
        values = np.frombuffer(member, "<f8", rest // 8, 4)
        box.take(values[: len(values) // 3 * 3])
        if not box.is_geometry:
            draft.degrade(Reading.PARTIAL, "payload", "no numbers")
    return True


class _Properties:
    """Takes the elements of a document's XML."""

    def __init__(self, draft: Draft, *, is_main: bool) -> None:
        self._draft = draft
        self._is_main = is_main
        self._objects: list[str] = []
        self._properties: list[tuple[str, str]] = []
        self._seen: set[str] = set()
        self.names: list[str] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Count an element, take its attributes and what it says of the document or of a sketch."""
        draft = self._draft
        draft.cad[name[:40]] += 1
        if name == "Document" and self._is_main:
            draft.add_metadata("producer", f"FreeCAD {attributes.get('ProgramVersion', '')}".strip())
        elif name == "Object":
            self._objects.append(attributes.get("name", ""))
            if self._is_main and "type" in attributes:
                self.names.append(attributes.get("name", ""))
        elif name in ("Property", "_Property"):
            self._properties.append((attributes.get("name", ""), attributes.get("type", "")))
        elif name == "Constrain":
            self._take_constraint(attributes)
        elif name == "Cell":
            draft.add_line(f"{attributes.get('address', '')}: {attributes.get('content', '')}")
        self._take_value(name, attributes)
        for value in attributes.values():
            self._add_once(value)

    def finish(self, name: str, text: str) -> None:
        """Take an element's text."""
        self._draft.add_line(words_of(text))
        if name == "Object" and self._objects:
            self._objects.pop()
        elif name in ("Property", "_Property") and self._properties:
            self._properties.pop()

    def say(self, text: str) -> None:
        """A comment."""
        self._draft.add_line(words_of(text))

    def _add_once(self, value: str) -> None:
        """Words of an attribute, the same ones once a file."""
        if len(value) > 1 and value not in self._seen and words_of(value):
            self._seen.add(value)
            self._draft.add_line(value)

    def _take_constraint(self, attributes: Mapping[str, str]) -> None:
        try:
            kind, value = int(attributes.get("Type", "0")), float(attributes.get("Value", "0"))
        except ValueError:
            return
        measured = CONSTRAINTS.get(kind)
        if measured is not None and attributes.get("IsDriving", "1") == "1":
            self._draft.add_measure(measured, value, unit="rad" if measured is MeasureKind.ANGULAR else "mm")

    def _take_value(self, name: str, attributes: Mapping[str, str]) -> None:
        """A property's value: of the document itself, or a length of an object."""
        own, kind = self._properties[-1] if self._properties else ("", "")
        value = attributes.get("value", "")
        if name == "String" and self._is_main and not self._objects and own in PROPERTIES:
            self._draft.add_metadata(PROPERTIES[own], value)
            if own in FIELDS:
                self._draft.add_field(FIELDS[own], value, label=own)
        elif name == "Float" and kind in LENGTHS and "Placement" not in own:
            try:
                self._draft.add_measure(MeasureKind.LINEAR, float(value), unit="mm")
            except ValueError:
                return
        if own.lower() == "material" and name == "Item" and attributes.get("key") in ("Name", "CardName", "Father"):
            self._draft.add_field(FieldName.MATERIAL, value, label=own)
