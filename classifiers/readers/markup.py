"""HTML and XML by lxml: no entities resolved, no network, no huge trees."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from classifiers.encoding import decode
from classifiers.readers.text import take
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
DATA_URL = re.compile(r"data:([\w/+.-]*)((?:;[\w=.-]+)*),", re.IGNORECASE)
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
TEXT_ATTRIBUTES = frozenset({
    "alt", "title", "placeholder", "value", "content", "summary", "label", "aria-label", "data-content", "srcdoc",
})  # fmt: skip
LONG_ATTRIBUTES = ("data-", "href", "src", "action")


def declared_encoding(data: bytes) -> str:
    """What the head of a page or an XML declaration says its encoding is."""
    found = DECLARED.search(data[:2048])
    return found.group(1).decode("ascii") if found else ""


def read_html(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text in reading order; then attributes, comments, scripts and files inside data URLs."""
    text = take(data, draft, declared_encoding(data)).text
    read_html_text(text, draft, job, depth)


def read_html_text(text: str, draft: Draft, job: Job, depth: int) -> None:
    """The same for HTML that is decoded already."""
    # A declaration in decoded text contradicts itself, and lxml refuses it.
    text = XML_DECLARATION.sub("", text.replace("\0", ""), count=1)
    parser = etree.HTMLParser(recover=True, no_network=True, huge_tree=False, remove_comments=False)
    parser.feed(text)
    root = parser.close()
    if root is None:
        return
    aside: list[str] = []
    hidden_files: list[str] = []
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        _take_html(event, element, pieces, aside, hidden_files)
    draft.add_text(_squeezed("".join(pieces)))
    draft.add_text("\n")
    for line in aside:
        draft.add_line(line)
    for number, url in enumerate(hidden_files):
        read_data_url(url, number, draft, job, depth)


def _take_html(event: str, element: Any, pieces: list[str], aside: list[str], hidden_files: list[str]) -> None:
    if event in ("comment", "pi"):
        aside.append(element.text or "")
        pieces.append(element.tail or "")
        return
    tag = element.tag if isinstance(element.tag, str) else ""
    is_raw = tag in ("script", "style")
    if event == "start":
        if tag in BLOCKS:
            pieces.append("\n")
        if element.text:
            (aside if is_raw else pieces).append(element.text)
        _take_attributes(element, aside, hidden_files)
        return
    if tag in BLOCKS:
        pieces.append("\t" if tag in ("td", "th") else "\n")
    if element.tail:
        pieces.append(element.tail)


def _take_attributes(element: Any, aside: list[str], hidden_files: list[str]) -> None:
    for name, value in element.attrib.items():
        if value.startswith("data:"):
            hidden_files.append(value)
        elif name in TEXT_ATTRIBUTES or (name.startswith(LONG_ATTRIBUTES) and len(value) > 3):
            aside.append(value)


def read_data_url(url: str, number: int, draft: Draft, job: Job, depth: int) -> None:
    """The file that a URL holds in itself; other URLs are let be."""
    head = DATA_URL.match(url)
    if head is None:
        return
    body = url[head.end() :]
    try:
        data = base64.b64decode(re.sub(r"\s", "", body)) if ";base64" in head.group(2).lower() else _unquoted(body)
    except (binascii.Error, ValueError):
        draft.degrade(Reading.PARTIAL, "damaged", "data URL")
        return
    job.child(draft, f"data-url-{number}", data, depth)


def _unquoted(body: str) -> bytes:
    """Bytes of a percent-encoded text."""
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match.group(1), 16)]), body.encode())


def _squeezed(text: str) -> str:
    text = re.sub(r"[ \t\xa0]*\n[ \t\xa0]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \xa0]{2,}", " ", text))


def xml_root(data: bytes) -> Any:
    """The root element of hostile XML: nothing is fetched, no entity is expanded.

    Raises:
        etree.XMLSyntaxError: not well-formed, or too deep.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        # An encoding that libxml2 does not know, or a wrong declaration: decoded here, declaration dropped.
        text = XML_DECLARATION.sub("", decode(data, declared_encoding(data)).text.lstrip("\ufeff"), count=1)
        return etree.fromstring(text.encode(), parser)


def recovered_root(data: bytes) -> Any:
    """As much of a damaged XML as can be had; None where nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    return etree.fromstring(data, parser)


def read_xml(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All text, attribute values and comments; a damaged one as far as it can be recovered, and its source."""
    try:
        root = xml_root(data)
    except (etree.XMLSyntaxError, ValueError):
        draft.find("damaged", "XML, read as plain text")
        if b"<!ENTITY" in data:
            draft.degrade(Reading.PARTIAL, "xml.entities")
        draft.add_text(take(data, draft, declared_encoding(data)).text)
        return
    encoding = root.getroottree().docinfo.encoding
    draft.metadata["encoding"] = (encoding or "utf-8").lower()
    hidden_files: list[str] = []
    attributes: list[str] = []
    has_entities = False
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        has_entities |= _take_xml(event, element, draft, attributes, hidden_files)
    draft.add_text("\n")
    for value in attributes:
        draft.add_line(value)
    for number, url in enumerate(hidden_files):
        read_data_url(url, number, draft, job, depth)
    if has_entities or b"<!ENTITY" in data[:65536]:
        read_entities(root, draft)


def _take_xml(event: str, element: Any, draft: Draft, attributes: list[str], hidden_files: list[str]) -> bool:
    if event == "start":
        draft.add_text(element.text or "")
        for value in element.attrib.values():
            if value.startswith("data:"):
                hidden_files.append(value)
            elif len(value) > 2:
                attributes.append(value)
        entities = [child for child in element if child.tag is etree.Entity]
        for entity in entities:  # no event tells of them, and what follows them is text
            draft.add_text(entity.tail or "")
        return bool(entities)
    if event in ("comment", "pi"):
        attributes.append(element.text or "")
    draft.add_text(element.tail or "")
    if event == "end" and not (element.tail or "").strip():
        draft.add_text("\n" if not (element.tail or "").startswith("\n") else "")
    return False


def read_entities(root: Any, draft: Draft) -> None:
    """Entities are never expanded; the words they stand for are read once each."""
    dtd = root.getroottree().docinfo.internalDTD
    for entity in dtd.iterentities() if dtd is not None else ():
        draft.add_line(entity.content or "")
    draft.degrade(Reading.PARTIAL, "xml.entities")
