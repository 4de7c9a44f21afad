"""SVG: words in the order they are drawn, hidden ones too, names of layers, scripts, and files inside data URLs.

Source: SVG 2 (W3C, 2018), chapters 5, 11 and 12; names of Inkscape and FreeCAD as their files have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from classifiers.readers.markup import read_data_url, read_entities, read_xml, xml_root
from classifiers.readers.titleblock import read_attribute

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Attributes that hold shapes, colours and links between elements, and no words.
SILENT = frozenset({
    "d", "points", "transform", "style", "class", "viewBox", "preserveAspectRatio", "clip-path", "fill", "stroke",
    "nodetypes", "connector-curvature", "gradientTransform", "patternTransform", "marker-end", "marker-start",
    "marker-mid", "font-family", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "rotate", "version", "lang",
    "space", "type", "groupmode", "collect", "schemaLocation", "stockid", "path-effect",
})  # fmt: skip
WORDS = re.compile(r"[^\W\d_]{2}")
REFERENCE = re.compile(
    r"#[\w.-]+|url\(#[^)]*\)|(?:https?://www\.w3\.org|http://(?:purl\.org|creativecommons\.org/ns|web\.resource|ns\.))\S*|#[0-9a-fA-F]{3,8}|none|normal|inline|true|false"
)
LINES = frozenset({"text", "title", "desc", "p", "div", "li", "flowPara", "flowRoot"})
ASIDE = frozenset({"script", "style"})
PROPERTIES = {"title": "title", "creator": "author", "date": "created", "description": "subject", "subject": "keywords"}
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
# Names that programs give to elements by themselves.
NUMBERED = re.compile(r"[A-Za-z]{1,24}[-_\d.:]*(?:-\w{1,4})*")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A whole picture; one that is no sound XML is read as that is."""
    try:
        root = xml_root(data)
    except (etree.XMLSyntaxError, ValueError):
        read_xml(data, draft, job, depth)
        return
    aside: list[str] = []
    files: list[str] = []
    layers: list[str] = []
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            aside.append(element.text or "")
        elif event == "start":
            _begin(element, draft, pieces, aside, files, layers)
        elif element.tag is not etree.Entity:
            _end(element, draft, pieces)
        if event != "start":
            pieces.append(_plain(element.tail))
    for line in "".join(pieces).split("\n"):
        draft.add_line(" ".join(line.split()))
    for line in dict.fromkeys(aside):
        draft.add_line(line)
    draft.add_names(layers=layers)
    draft.cad["ELEMENT"] += sum(1 for _ in root.iter("{*}path", "{*}line", "{*}rect", "{*}circle", "{*}polyline"))
    for number, url in enumerate(files):
        read_data_url(url, number, draft, job, depth)
    if b"<!ENTITY" in data[:65536]:
        read_entities(root, draft)


def _begin(
    element: Any, draft: Draft, pieces: list[str], aside: list[str], files: list[str], layers: list[str]
) -> None:
    name = _local(element.tag)
    (aside if name in ASIDE else pieces).append(_plain(element.text) if name not in ASIDE else element.text or "")
    if name == "script":
        draft.find("macros", "SVG")
    values = {_local(key): value for key, value in element.attrib.items()}
    if values.get("groupmode") == "layer":
        layers.append(values.get("label") or values.get("id", ""))
    for key, value in values.items():
        if value.startswith("data:"):
            files.append(value)
        elif key in SILENT or (key == "id" and NUMBERED.fullmatch(value)):
            continue
        elif WORDS.search(value) and not REFERENCE.fullmatch(value):
            aside.append(value)
    if "editable" in values:  # FreeCAD's name of a title block's cell
        field = read_attribute(values["editable"], "".join(element.itertext()))
        if field is not None:
            draft.add_field(field.name, field.value, label=field.label)


def _end(element: Any, draft: Draft, pieces: list[str]) -> None:
    name = _local(element.tag)
    if name in LINES or (name == "tspan" and _starts_line(element)):
        pieces.append("\n")
    if isinstance(element.tag, str) and element.tag.startswith(f"{{{DUBLIN_CORE}}}") and name in PROPERTIES:
        pieces.append("\n")
        words = "; ".join(piece.strip() for piece in element.itertext() if piece.strip())
        if words and PROPERTIES[name] not in draft.metadata:
            draft.add_metadata(PROPERTIES[name], words)


def _starts_line(element: Any) -> bool:
    """Whether the next run of a text stands elsewhere than right behind this one."""
    following = element.getnext()
    return following is not None and any(key in following.attrib for key in ("x", "y", "dy"))


def _plain(text: str | None) -> str:
    """Text between elements, in which a line's end is a space."""
    return re.sub(r"\s+", " ", text or "")


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
