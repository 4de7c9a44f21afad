"""HTML and XML by lxml: no entities resolved, no network, no huge trees."""

from __future__ import annotations

import base64
import binascii
import html
import re
from html.entities import html5
from typing import TYPE_CHECKING, Any

from lxml import etree

from classifiers.encoding import decode
from classifiers.readers.escapes import unquoted
from classifiers.readers.text import take
from classifiers.readers.unseen import unseen_elements
from classifiers.readers.written import read_written_out
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

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
# How a page names its properties, and their canonical names.
PAGE_PROPERTIES = {
    "description": "comments", "og:title": "title", "og:description": "comments", "generator": "producer",
    "dc.title": "title", "dc.creator": "author", "dc.subject": "keywords", "dc.description": "comments",
    "dcterms.created": "created", "dcterms.modified": "modified", "article:author": "author",
    "article:published_time": "created", "article:modified_time": "modified", "og:updated_time": "modified",
    "progid": "creator", "originator": "producer", "keyword": "keywords", "copyright": "copyright",
}  # fmt: skip
NO_PROPERTIES = frozenset({"viewport", "robots", "theme-color", "encoding"})
NOISE_ATTRIBUTES = frozenset({
    "class", "style", "d", "points", "transform", "srcset", "sizes", "viewbox", "viewBox", "rel", "xmlns", "accept",
    "media", "allow", "sandbox", "onclick", "onload", "coords", "face", "font-family",
})  # fmt: skip
TAG = re.compile(r"<[^<>]*>")
INNER_DATA_URL = re.compile(r"data:[\w/+.-]{0,80}(?:;[\w=.-]{1,80}){0,4},[A-Za-z0-9+/=%]{16,}")
LONG_RUN = re.compile(rb"[A-Za-z0-9+/]{60}")
# Names of elements and attributes that are kept: more of them are no vocabulary.
NAMES = 2_000
ENTITY_CHARS = 8
ENTITY = re.compile(r"<!ENTITY[^>]{0,2000}>")
SUBSET = re.compile(rb"<!DOCTYPE[^\[>]*\[(.*?)\]\s*>", re.DOTALL)
SUBSET_BYTES = 64 * 1024
# The depth at which the parser gives up, less what it may have added itself.
DEEPEST = 240
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
    aside = list(outer_remarks(root))
    hidden_files: list[str] = []
    pieces: list[str] = []
    level = deepest = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        level += (event == "start") - (event == "end")
        deepest = max(deepest, level)
        _take_html(event, element, pieces, aside, hidden_files)
    draft.add_text(_squeezed("".join(pieces)))
    draft.add_text("\n")
    if deepest >= DEEPEST:
        # The parser leaves out what stands deeper, and what follows it: all of it again, without its tags.
        draft.add_line(_squeezed(html.unescape(TAG.sub(" ", text))))
    draft.unseen += unseen_elements(root)
    _add_page_properties(root, draft)
    for line in aside:
        draft.add_line(line)
        draft.add_line(TAG.sub("", line) if "<" in line and TAG.search(line) else "")
        hidden_files.extend(
            found.group() for found in INNER_DATA_URL.finditer(line) if ";base64" in found.group()[:200]
        )
    for number, page in enumerate(root.iter("iframe")):
        if page.get("srcdoc"):
            job.child(draft, f"srcdoc-{number}.html", page.get("srcdoc").encode(), depth)
    for number, url in enumerate(dict.fromkeys(hidden_files)):
        read_data_url(url, number, draft, job, depth)


def _add_page_properties(root: Any, draft: Draft) -> None:
    """What a page says of itself, under canonical names where there are such."""
    for element in root.iter("title", "meta"):
        if element.tag == "title":
            name, value = "title", "".join(element.itertext())
        else:
            name = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
            value = element.get("content") or ""
        name = PAGE_PROPERTIES.get(name, name)
        if name and name not in draft.metadata and name not in NO_PROPERTIES:
            draft.add_metadata(name, value)


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
            if "%" in value:
                aside.append(unquoted(value))
        elif _is_said(name, value):
            aside.append(value)


def _is_said(name: str, value: str) -> bool:
    """Whether an attribute that need not hold words does."""
    if name == "style":
        return "content" in value or "url(" in value
    return name not in NOISE_ATTRIBUTES and len(value) > 3 and (not value.isascii() or len(value.split()) > 2)


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
    attributes = [*outer_remarks(root), declarations(data, encoding or "utf-8")]
    characters = _characters(root)
    unknown = False
    names: dict[str, None] = {}
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start" and isinstance(element.tag, str) and len(names) < NAMES:
            names.update(dict.fromkeys((element.tag, *element.attrib)))
        unknown |= _take_xml(event, element, draft, attributes, hidden_files, characters)
    draft.add_text("\n")
    for value in attributes:
        draft.add_line(value)
    draft.at("names")
    draft.add_line(" ".join(name.rpartition("}")[2] for name in names))
    for number, url in enumerate(hidden_files):
        read_data_url(url, number, draft, job, depth)
    read_entities(root, draft, unknown=unknown)
    if LONG_RUN.search(data):
        read_written_out(data.decode("latin-1"), draft, job, depth)


def outer_remarks(root: Any) -> Iterator[str]:
    """Comments and instructions before and behind the root, and how its document type is named."""
    for sibling in (*reversed(list(root.itersiblings(preceding=True))), *root.itersiblings()):
        yield f"{getattr(sibling, 'target', '')} {sibling.text or ''}".strip()
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None:
        yield f"{dtd.external_id or ''} {dtd.system_url or ''}".strip()


def declarations(data: bytes, encoding: str) -> str:
    """What a document type declares of its own, values that nobody states among it; without entities."""
    found = SUBSET.match(data[:SUBSET_BYTES], max(data.find(b"<!DOCTYPE", 0, SUBSET_BYTES), 0))
    return ENTITY.sub("", decode(found.group(1), encoding).text).strip() if found else ""


def _take_xml(
    event: str, element: Any, draft: Draft, attributes: list[str], hidden_files: list[str], characters: dict[str, str]
) -> bool:
    if event == "start":
        draft.add_text(element.text or "")
        for value in element.attrib.values():
            if value.startswith("data:"):
                hidden_files.append(value)
            elif len(value) > 2:
                attributes.append(value)
        entities = [child for child in element if child.tag is etree.Entity]
        for entity in entities:  # no event tells of them, and what follows them is text
            draft.add_text(characters.get(entity.name, ""))
            draft.add_text(entity.tail or "")
        return any(entity.name not in characters for entity in entities)
    if event in ("comment", "pi"):
        attributes.append(element.text or "")
    draft.add_text(element.tail or "")
    if event == "end" and not (element.tail or "").strip():
        draft.add_text("\n" if not (element.tail or "").startswith("\n") else "")
    return False


def _characters(root: Any) -> dict[str, str]:
    """Entities that stand for a character or a few, and cannot grow: those of HTML, and the file's own such ones."""
    known = {name.rstrip(";"): value for name, value in html5.items()}
    dtd = root.getroottree().docinfo.internalDTD
    for entity in dtd.iterentities() if dtd is not None else ():
        content = html.unescape(entity.content or "")
        known.pop(entity.name, None)
        if content and len(content) <= ENTITY_CHARS and "&" not in content and "<" not in content:
            known[entity.name] = content
    return known


def read_entities(root: Any, draft: Draft, *, unknown: bool = True) -> None:
    """Entities are never expanded beyond single characters; the words they stand for are read once each."""
    dtd = root.getroottree().docinfo.internalDTD
    for entity in dtd.iterentities() if dtd is not None else ():
        draft.add_line(entity.content or "")
    if unknown:
        draft.degrade(Reading.PARTIAL, "xml.entities")
