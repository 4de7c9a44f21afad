"""A zip of XML parts (Office, OpenDocument): bounded parsing, properties, links, what stands around it."""

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
        """Title, author, company, custom properties and the like."""
        for name in PROPERTIES:
            if name not in self.zip:
                continue
            root = self.parsed(name)
            for element in root.iter() if root is not None else ():
                if isinstance(element.tag, str) and element.text and element.text.strip():
                    self._draft.add_metadata(_property_name(element), element.text)

    def read_links(self) -> None:
        """Addresses of links and of linked files."""
        seen: set[str] = set()
        for info in self.zip.infos:
            if not info.filename.endswith(".rels"):
                continue
            root = self.parsed(info.filename)
            for element in root.iter() if root is not None else ():
                if isinstance(element.tag, str) and element.get("TargetMode") == "External":
                    seen.add(element.get("Target") or "")
        for target in sorted(seen):
            self._draft.add_line(target)

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


def _property_name(element: Any) -> str:
    """`title`, `Company`; of a custom property the name that its author gave it."""
    own = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "name"), "")
    parent = element.getparent()
    if not own and parent is not None:
        own = parent.get("name") or ""
    return own or str(element.tag).rpartition("}")[2]
