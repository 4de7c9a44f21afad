"""DWF: a zip of pages behind a short head (version 6), or one page as it stands; pages are opcodes and strings."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from classifiers.readers.binary import add_strings, strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.zips import BoundedZip
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

ZIP_HEAD = b"PK\x03\x04"
HEAD_BYTES = 64
# A string stands in quotes, behind a name in brackets or behind the place of a binary text.
QUOTED = re.compile(
    rb"'((?:\\.|[^'\\\x00-\x08\x0e-\x1f]){1,1000})'|\"((?:\\.|[^\"\\\x00-\x08\x0e-\x1f]){1,1000})\"", re.DOTALL
)
NAMED = re.compile(
    rb"\((Title|SourceFilename|Layer|Author|Subject|Keywords|Comments|Description|Copyright|Creator|Company)"
    rb"\s+(?:\d+\s+)?([\w][^()'\"\x00-\x1f]{0,300})\)"
)
ESCAPED = re.compile(r"\\(.)")
# Blocks of opcodes packed by a method of their own: size, then the method.
PACKED = re.compile(rb"\{[\x00-\xff]{4}(?:\x10\x00|\x11\x00|\x23\x01)[\x00-\xff]", re.DOTALL)
FONTS = (".ef_", ".tmp", ".ttf")
PROPERTIES = {
    "author": "author", "title": "title", "subject": "subject", "keywords": "keywords", "comments": "comments",
    "creator": "producer", "company": "company", "manager": "manager", "creation time": "created",
    "modification time": "modified", "last author": "last-author",
}  # fmt: skip


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Words of every page, properties, layers, pictures and files inside; shapes are not decoded."""
    draft.add_metadata("version", data[4:11].decode("ascii", "replace").strip("() V"))
    if data.find(ZIP_HEAD, 0, HEAD_BYTES) < 0:
        _read_page(data, "page 1", draft)
        return
    try:
        package = BoundedZip(data, job)
    except zipfile.BadZipFile:
        add_strings(data, draft)
        draft.degrade(Reading.PARTIAL, "damaged", "zip")
        return
    if package.moved:
        draft.degrade(Reading.PARTIAL, "damaged", "directory")
    _read_members(package, draft, job, depth)


def _read_members(package: BoundedZip, draft: Draft, job: Job, depth: int) -> None:
    for info in package.infos:
        job.check_time()
        name = info.filename.replace("\\", "/")
        lower = name.lower()
        try:
            member = package.unpack(info)
        except LimitReached:
            raise
        except Exception as error:  # noqa: BLE001 - a damaged member must not lose the others
            draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
            continue
        if lower.endswith(".w2d"):
            _read_page(member, f"page {name}", draft)
        elif lower.endswith(".xml"):
            _read_description(member, name, draft)
        elif lower.endswith(FONTS):
            draft.cad["EMBEDDED_FONT"] += 1
        else:
            job.child(draft, name, member, depth)


def _read_page(data: bytes, label: str, draft: Draft) -> None:
    """Strings of one page's opcodes, by their quotes, and others by their look."""
    draft.at(label)
    seen: set[str] = set()
    for match in NAMED.finditer(data):
        value = match.group(2).decode("utf-8", "replace").strip()
        if match.group(1) == b"Layer":
            draft.add_names(layers=[value])
        _add(value, seen, draft)
    for match in QUOTED.finditer(data):
        raw = match.group(1) if match.group(1) is not None else match.group(2)
        draft.cad["STRING"] += 1
        _add(ESCAPED.sub(r"\1", raw.decode("utf-8", "replace")), seen, draft)
    for text in strings(data):
        if "(" not in text and "'" not in text:
            _add(text, seen, draft)
    if PACKED.search(data):
        draft.degrade(Reading.PARTIAL, "payload", "packed opcodes")


def _add(text: str, seen: set[str], draft: Draft) -> None:
    if text.strip() and "\ufffd" not in text and text not in seen:
        seen.add(text)
        draft.add_line(text)


def _read_description(data: bytes, name: str, draft: Draft) -> None:
    """A page's description: properties, then every value and text."""
    draft.at(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(data, parser=parser)
    for element in root.iter() if root is not None else ():
        if not isinstance(element.tag, str):
            draft.add_line(element.text or "")
            continue
        draft.add_line(element.text or "")
        draft.add_line(element.tail or "")
        attributes = dict(element.attrib)
        key, value = str(attributes.get("name", "")).strip(), str(attributes.get("value", ""))
        if element.tag.rpartition("}")[2] == "Property" and key:
            canonical = PROPERTIES.get(key.lower(), "")
            if canonical and canonical not in draft.metadata:
                draft.add_metadata(canonical, value)
            draft.add_line(f"{key}: {value}" if value else "")
            continue
        for attribute in attributes.values():
            if re.search(r"[^\W\d_]{2}", str(attribute)):
                draft.add_line(str(attribute))
