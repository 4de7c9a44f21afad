"""A zip of XML parts (Office, OpenDocument): bounded parsing, properties, what stands around it."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from lxml import etree

from classifiers.readers.draft import LimitReached
from classifiers.readers.markup import recovered_root, xml_root
from classifiers.readers.zips import BoundedZip
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
PROPERTIES = (
    "docProps/core.xml",
    "docProps/app.xml",
    "docProps/custom.xml",
    "docMetadata/LabelInfo.xml",
    "meta.xml",
    "metadata/core.xml",
)

# What a property is called in the file, and its canonical name.
OFFICE_NAMES = {
    "creator": "author", "lastModifiedBy": "last-author", "description": "comments", "Company": "company",
    "Manager": "manager", "Template": "template", "Application": "producer",
}  # fmt: skip
OPEN_DOCUMENT_NAMES = {
    "initial-creator": "author", "creator": "last-author", "description": "comments", "keyword": "keywords",
    "creation-date": "created", "date": "modified", "generator": "producer", "editing-cycles": "revision",
}  # fmt: skip


class Package:
    """An open package whose faults become findings of its draft, not exceptions.

    Args:
        data: The whole zip.

    Raises:
        zipfile.BadZipFile: no directory of members could be found.
    """

    def __init__(self, data: bytes, draft: Draft, job: Job) -> None:
        self.zip = BoundedZip(data, job)
        self.source = b""
        self._draft = draft
        self._job = job

    def member(self, info: zipfile.ZipInfo, name: str, most_bytes: int | None = None) -> bytes | None:
        """Bytes of a member; None, with a finding, where they cannot be had."""
        try:
            return self.zip.unpack(info, most_bytes)
        except LimitReached as reached:
            if reached.limit not in ("xml_bytes", "part_bytes"):
                raise
            self._draft.limit(reached)
        except DAMAGE as error:
            self._draft.degrade(Reading.PARTIAL, "damaged", f"{name.rpartition('/')[2][:80]}: {type(error).__name__}")
        return None

    def parsed(self, name: str) -> Any:
        """The root of an XML part; None, with a finding, where there is none. Its bytes are left in `source`."""
        self.source = b""
        info = next((info for info in self.zip.infos if info.filename == name), None)
        data = self.member(info, name, self._job.limits.xml_bytes) if info else None
        if not data or not data.strip():
            return None
        self.source = data
        try:
            root = xml_root(data)
        except (etree.XMLSyntaxError, ValueError):
            self._draft.degrade(Reading.PARTIAL, "damaged", "XML")
            root = recovered_root(data)
        if root is not None and b"<!ENTITY" in data[:65536]:
            self._draft.degrade(Reading.PARTIAL, "xml.entities")
            for entity in root.getroottree().docinfo.internalDTD.iterentities():
                self._draft.add_line(entity.content or "")
        return root

    def read_properties(self) -> None:
        """Title, author, company, custom properties and the like, under their canonical names."""
        for name in PROPERTIES:
            root = self.parsed(name) if name in self.zip else None
            if root is not None:
                self._draft.at("properties")
                take_properties(root, name == "meta.xml", self._draft)

    def read_around(self, data: bytes, depth: int) -> None:
        """What stands before the package's first member.

        Raises:
            LimitReached: the package lists more names than allowed.
        """
        if self.zip.start > 0:
            self._draft.find("leading-data", str(self.zip.start))
            self._job.child(self._draft, "leading-data", data[: self.zip.start], depth)
        if self.zip.is_over_entries:
            raise LimitReached("entries", self._job.limits.entries)


def take_properties(root: Any, is_open_document: bool, draft: Draft) -> None:
    """Every property below `root`; one whose name is taken goes to the text."""
    canonical = OPEN_DOCUMENT_NAMES if is_open_document else OFFICE_NAMES
    labels = 0
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        if tag == "label" and "mip" in element.tag.lower():
            labels += 1
            stated = " ".join(f"{key}={value}" for key, value in element.attrib.items())
            draft.add_metadata(f"label-{labels}", stated)
        elif tag == "template" and is_open_document:
            for key, value in element.attrib.items():
                if key.endswith(("}title", "}href")):
                    draft.add_metadata("template", value)
        elif element.text and element.text.strip():
            name = _property_name(element, canonical)
            if draft.metadata.get(name, element.text) != element.text:
                draft.add_line(element.text)
            else:
                draft.add_metadata(name, element.text)


def _property_name(element: Any, canonical: Mapping[str, str]) -> str:
    """`title`, `company`; of a custom property the name that its author gave it."""
    own = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "name"), "")
    parent = element.getparent()
    if not own and parent is not None:
        own = parent.get("name") or ""
    tag = str(element.tag).rpartition("}")[2]
    return own or canonical.get(tag, tag)
