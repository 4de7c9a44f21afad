"""SolidWorks before 2015, Inventor, old NX: OLE files of property sets, previews and packed streams.

Source: MS-CFB, MS-OLEPS; what the streams' own names and signatures say.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.models.payload import Packed, add_bitmap, read_payload, tell_partial
from classifiers.readers.models.propertysets import properties
from classifiers.readers.office.ole import listed, open_ole, stream
from classifiers.readers.office.storage import packed_storage
from classifiers.readers.titleblock import read_attribute
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.models.propertysets import Property

PROPERTY_SETS = ("\x05", "ISolidWorksInformation")
DOCUMENTS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
PREVIEW = "Preview"
SET_MARK = b"\xfe\xff\0\0"
# Canonical names, which the summaries carry; any other is a property of the part, and may be a cell of its drawing.
CANONICAL = frozenset({"title", "subject", "author", "keywords", "comments", "template", "last-author", "revision",
                       "created", "modified", "producer", "category", "manager", "company"})  # fmt: skip


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Properties, preview, embedded documents; words and pictures of every stream, packed ones too."""
    packed = Packed(len(data), job)
    try:
        ole = open_ole(data)
    except (OSError, ValueError, IndexError, struct.error) as error:
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        read_payload(data, draft, job, depth, packed)
        return
    with ole:
        roots: list[list[str]] = []
        for path in listed(ole, draft):
            job.check_time()
            if any(path[: len(root)] == root for root in roots):
                continue
            content = stream(ole, *path, most_bytes=job.limits.part_bytes)
            draft.at("/".join(part.strip("\x05") for part in path))
            if content.startswith(SET_MARK) and path[-1].startswith(PROPERTY_SETS):
                for item in properties(content):
                    take_property(item, draft, job, depth)
            elif path[-1] == PREVIEW and content[4:8] == b"\x28\0\0\0":
                add_bitmap(content[4:], draft, job, depth)
            elif len(path) > 1 and path[-1] in DOCUMENTS:
                roots.append(path[:-1])
                job.child(draft, path[-2], packed_storage(ole, path[:-1], job), depth)
            else:
                read_payload(content, draft, job, depth, packed)
    tell_partial(draft, draft.type)


def take_property(item: Property, draft: Draft, job: Job, depth: int) -> None:
    """Keep a property: as metadata, as text, and as a cell of the title block where its name is one's label."""
    if item.picture:
        add_bitmap(item.picture, draft, job, depth)
        return
    draft.add_metadata(item.name, item.value)
    if item.name.lower() in CANONICAL:
        return
    draft.add_line(f"{item.name}: {item.value}")
    field = read_attribute(item.name, item.value, where="properties")
    if field is not None:
        draft.add_field(field.name, field.value, label=item.name, where="properties")
