"""Which part of an Office package belongs to which, and the words for where each stands."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.readers.office.opc import Package

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# What a part is called that no slide and no sheet holds.
PLAIN = tuple(
    (re.compile(pattern), label)
    for pattern, label in (
        (r"word/document\d*\.xml$", "body"), (r"word/header(\d*)\.xml$", "header {}"),
        (r"word/footer(\d*)\.xml$", "footer {}"), (r"word/footnotes\.xml$", "footnotes"),
        (r"word/endnotes\.xml$", "endnotes"), (r"word/comments.*\.xml$", "comments"),
        (r"word/glossary/", "glossary"), (r"word/settings\.xml$", "settings"), (r"word/styles.*\.xml$", "styles"),
        (r"word/numbering\.xml$", "numbering"), (r"xl/workbook\.xml$", "workbook"),
        (r"xl/pivotCache/", "pivot cache"), (r"xl/externalLinks/", "other workbooks"),
        (r"xl/connections\.xml$", "connections"), (r"xl/styles\.xml$", "styles"),
        (r"ppt/slideMasters/", "master"), (r"ppt/slideLayouts/", "layout"), (r"ppt/notesMasters/", "notes master"),
        (r"ppt/handoutMasters/", "handout master"), (r"visio/pages/page(\d+)\.xml$", "page {}"),
        (r"visio/masters/", "master"), (r"Documents/\d+/Pages/(\d+)\.fpage$", "page {}"), (r"customXml/", "custom XML"),
        (r"_xmlsignatures/", "signature"), (r".*/persons/", "people"), (r".*/comments?Authors?", "people"),
        (r".*/charts?/", "chart"), (r".*/diagrams/", "diagram"), (r".*/drawings/", "drawing"), (r".*/theme/", "theme"),
    )
)  # fmt: skip
# What a part is called beside the slide or the sheet that it belongs to, by its folder.
HELD = {
    "notesSlides": "notes", "comments": "comments", "threadedComments": "comments", "charts": "chart",
    "chartEx": "chart", "diagrams": "diagram", "drawings": "drawing", "tables": "table", "pivotTables": "pivot table",
    "queryTables": "query", "ctrlProps": "control", "activeX": "control", "ink": "ink", "tags": "tags",
    "slicers": "slicer", "timelines": "timeline",
}  # fmt: skip
STEPS = 6


class Relation(NamedTuple):
    """One line of a part's relations."""

    source: str
    key: str
    kind: str
    target: str
    is_external: bool


def relations(package: Package) -> list[Relation]:
    """Every relation in the package, targets inside it as names of parts."""
    found: list[Relation] = []
    for name in package.zip.names:
        if not name.lower().endswith(".rels"):
            continue
        folder, _, file = name.rpartition("_rels/")
        source = folder + file[: -len(".rels")]
        root = package.parsed(name)
        for element in root.iter() if root is not None else ():
            target = element.get("Target") if isinstance(element.tag, str) else None
            if not target:
                continue
            is_external = element.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (element.get("Type") or "").rpartition("/")[2]
            found.append(Relation(source, element.get("Id") or "", kind, target, is_external))
    return found


def places(package: Package, found: list[Relation]) -> dict[str, str]:
    """Words for where each part stands, such as `sheet Costs` or `slide 2, notes`."""
    labels = _main_labels(package, found)
    for _ in range(STEPS):
        fresh = {
            relation.target: f"{labels[relation.source].split(',')[0]}, {word}"
            for relation in found
            if relation.source in labels and not relation.is_external and relation.target not in labels
            for word in [_held_as(relation)]
            if word
        }
        if not fresh:
            break
        labels.update(fresh)
    for name in package.zip.names:
        if name not in labels:
            labels[name] = _plain_label(name)
    return labels


def _held_as(relation: Relation) -> str:
    folders = relation.target.split("/")[:-1]
    word = next((HELD[folder] for folder in reversed(folders) if folder in HELD), "")
    return word or ("comments" if relation.kind == "comments" and relation.target.startswith("xl/") else "")


def _main_labels(package: Package, found: list[Relation]) -> dict[str, str]:
    """Sheets by their names, slides by their numbers as they are shown."""
    by_key: Mapping[tuple[str, str], str] = {(relation.source, relation.key): relation.target for relation in found}
    labels: dict[str, str] = {}
    for main, tag in (("xl/workbook.xml", "sheet"), ("ppt/presentation.xml", "sldId")):
        root = package.parsed(main) if main in package.zip else None
        for number, element in enumerate(root.iter("{*}" + tag) if root is not None else (), 1):
            key = element.get(RELATION) or element.get(STRICT_RELATION) or ""
            target = by_key.get((main, key), "")
            if target:
                labels[target] = f"sheet {element.get('name') or number}" if tag == "sheet" else f"slide {number}"
    return labels


def _plain_label(name: str) -> str:
    for pattern, label in PLAIN:
        match = pattern.match(name)
        if match:
            return label.format(match.group(1) if match.groups() else "").strip()
    number = re.match(r"(?:xl/(?:work|macro|dialog|chart)sheets?/|ppt/slides/)\D*(\d+)\.xml$", name)
    return f"{'sheet' if name.startswith('xl/') else 'slide'} {number.group(1)}" if number else name
