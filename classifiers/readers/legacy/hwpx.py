"""Hangul word processor's XML (hwpx: OWPML in a zip)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from classifiers.readers.markup import recovered_root, xml_root
from classifiers.readers.zips import BoundedZip
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SECTION = re.compile(r"Contents/section(\d{1,6})\.xml", re.IGNORECASE)
PROPERTIES = {
    "title": "title", "creator": "author", "subject": "subject", "description": "comments", "keyword": "keywords",
    "lastsaveby": "last-author", "CreatedDate": "created", "ModifiedDate": "modified", "date": "date",
}  # fmt: skip
# Where words stand in attributes.
WORDED = frozenset({"name", "value", "href", "title", "command", "caption", "face", "prompt", "text"})
BREAKS = {"lineBreak": "\n", "tab": "\t", "nbSpace": "\u00a0", "fwSpace": " ", "hyphen": "-"}
ENCRYPTION = "encryption-data"


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Sections, headers, properties, scripts; pictures and objects as parts."""
    package = BoundedZip(data, job)
    if "META-INF/manifest.xml" in package and ENCRYPTION.encode() in package.read("META-INF/manifest.xml"):
        draft.degrade(Reading.OPAQUE, "encrypted", "Hangul")
        return
    for name in sorted(package.names, key=_order):
        job.check_time()
        content = package.read(name)
        section = SECTION.fullmatch(name)
        if section or (name.startswith("Contents/") and name.endswith((".xml", ".hpf"))):
            draft.at(f"section {int(section.group(1)) + 1}" if section else name)
            root = _root(content, draft)
            if root is not None:
                _add_properties(root, draft)
                add_words(root, draft)
        elif name.endswith((".xml", ".rdf")) or name == "mimetype":
            draft.at(name)
            draft.add_line("" if name == "mimetype" else " ".join(_root_words(content, draft)))
        else:
            job.child(draft, name, content, depth)


def _order(name: str) -> tuple[int, int, str]:
    section = SECTION.fullmatch(name)
    return (0, int(section.group(1)), name) if section else (1, 0, name)


def _root(content: bytes, draft: Draft) -> Any:
    try:
        return xml_root(content)
    except (etree.XMLSyntaxError, ValueError):
        draft.degrade(Reading.PARTIAL, "damaged", "XML")
        return recovered_root(content)


def _root_words(content: bytes, draft: Draft) -> list[str]:
    root = _root(content, draft)
    return [] if root is None else [text.strip() for text in root.itertext() if text.strip()]


def add_words(root: Any, draft: Draft) -> None:
    """Text of every paragraph, a line each, and words in attributes behind it."""
    aside: list[str] = []
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = etree.QName(element).localname
        if event == "start":
            pieces.append(BREAKS.get(tag, ""))
            pieces.append((element.text or "") if tag in ("t", "script") or not len(element) else "")
            aside.extend(value for key, value in element.attrib.items() if key in WORDED and not value.isdigit())
            continue
        pieces.append("\n" if tag in ("p", "meta", "script") else "")
        pieces.append((element.tail or "") if _stands_in_text(element) else "")
    draft.add_text(re.sub(r"\n{3,}", "\n\n", "".join(pieces)))
    for value in dict.fromkeys(aside):
        draft.add_line(value)


def _stands_in_text(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and etree.QName(parent).localname == "t"


def _add_properties(root: Any, draft: Draft) -> None:
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname
        name = element.get("name", "") if tag == "meta" else tag
        if name in PROPERTIES and (tag == "meta" or tag == "title") and element.text:
            draft.add_metadata(PROPERTIES[name], element.text)
