"""Words of OpenDocument's XML: text in reading order with its places, then what attributes say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from classifiers.readers.markup import outer_remarks
from classifiers.readers.office.words import is_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifiers.readers.draft import Draft

BREAKS = frozenset({"p", "h", "line-break", "table-row", "annotation", "list-item", "soft-page-break", "title", "desc"})
# Namespaces whose elements hold no text of people's: styles and number formats, except what they spell out.
SILENT = (":style:1.0", ":datastyle:1.0", ":number:1.0")
SPELT = frozenset({"text", "currency-symbol", "embedded-text"})
SPACES = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}c"
NAME = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}name"
PAGE_NAME = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}name"
# Attributes that hold words; `name` and `value` on these elements only.
WORDED = frozenset({
    "href", "string-value", "label", "help-text", "current-value", "author", "description", "title", "macro-name",
    "connection-resource", "command", "database-name", "table-name", "column-name", "target-frame-name", "text",
    "condition", "current-string-value", "alt", "tooltip", "content", "filter-name", "linked-data", "dde-topic",
    "dde-item", "dde-application", "string-formula", "list-source", "note",
})  # fmt: skip
NAMED = frozenset({
    "table", "section", "bookmark", "bookmark-start", "named-range", "named-expression", "database-range",
    "variable-decl", "user-field-decl", "reference-mark", "reference-mark-start", "data-pilot-table", "page",
    "user-defined",
    "module", "library", "scenario", "content-validation", "hidden-text", "text", "textarea", "button",
})  # fmt: skip
VALUED = frozenset({"text", "textarea", "hidden", "option", "item", "property", "list-value", "listbox", "combobox"})
# Things that are drawn, and the names that programs give them.
DRAWN = frozenset({"frame", "custom-shape", "g", "line", "rect", "ellipse", "path", "polygon", "layer", "connector"})
COUNTED = re.compile(r"[^\W\d_]{1,20}[ _]?\d{1,6}$|layout$|background$|backgroundobjects$|controls$|measurelines$")
PIECES = 20_000
SPACES_MOST = 64


def add_words(root: Any, draft: Draft, label: str) -> None:
    """Words below `root`; what no sheet, page or note holds stands at `label`."""
    walk = _Walk(draft, label)
    walk.say(outer_remarks(root))
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        walk.take(event, element)
    walk.finish()


class _Walk:
    def __init__(self, draft: Draft, label: str) -> None:
        self._draft = draft
        self._pieces: list[str] = []
        self._said: dict[str, None] = {}
        self._pages = 0
        self._prefix = f"{label}, " if label else ""
        draft.at(label or "body")

    def say(self, words: Iterable[str]) -> None:
        """Words that stand beside the text."""
        self._said.update(dict.fromkeys(words))

    def take(self, event: str, element: Any) -> None:
        if event in ("comment", "pi"):
            self._said.setdefault(element.text or "")
            self._pieces.append(element.tail or "")
            return
        space, _, tag = str(element.tag).rpartition("}")
        is_silent = space.endswith(SILENT) and tag not in SPELT
        if event == "start":
            self._begin(tag, element)
            if element.text and not is_silent:
                self._pieces.append(element.text)
        else:
            if tag in ("table-cell", "covered-table-cell"):
                self._pieces.append("\t")
            elif tag in BREAKS:
                self._pieces.append("\n")
            if tag in ("notes", "tracked-changes", "annotation"):
                self._pieces.append("\n")
            if element.tail:
                self._pieces.append(element.tail if not element.tail.isspace() or "\n" not in element.tail else "")
        if len(self._pieces) > PIECES:
            self._flush()

    def _begin(self, tag: str, element: Any) -> None:
        if tag == "tab":
            self._pieces.append("\t")
        elif tag == "s":
            count = element.get(SPACES) or "1"
            self._pieces.append(" " * min(SPACES_MOST, int(count) if count.isdecimal() and len(count) < 4 else 1))
        elif tag in ("annotation", "note", "line-break"):
            self._pieces.append("\n")
        elif tag == "table" and element.get(NAME) and self._is_outermost(element):
            self._at(f"sheet {element.get(NAME)}")
            self._pieces.append(f"{element.get(NAME)}\n")
        elif tag == "page" and "drawing" in str(element.tag):
            self._pages += 1
            self._at(f"slide {self._pages}")
            self._said.setdefault(element.get(PAGE_NAME) or "")
        elif tag == "notes" and self._pages:
            self._at(f"slide {self._pages}, notes")
        elif tag == "tracked-changes":
            self._at("tracked changes")
        elif tag in ("header", "footer", "master-page"):
            self._pieces.append("\n")
        for word in _words(element, tag):
            self._said.setdefault(word)

    def _is_outermost(self, element: Any) -> bool:
        parent = element.getparent()
        return parent is not None and str(parent.tag).endswith("}spreadsheet")

    def _at(self, label: str) -> None:
        self._flush()
        self._draft.at(self._prefix + label)

    def _flush(self) -> None:
        self._draft.add_text("".join(self._pieces))
        self._pieces.clear()

    def finish(self) -> None:
        self._pieces.append("\n")
        self._flush()
        if self._said:
            self._draft.at(self._prefix + "names, links and formulas")
        for word in self._said:
            self._draft.add_line(word)


def _words(element: Any, tag: str) -> Iterator[str]:
    for full_name, value in element.attrib.items():
        name = full_name.rpartition("}")[2]
        if not value or value.isspace():
            continue
        is_named = (name in ("name", "display-name") and tag in NAMED) or (name in ("value", "key") and tag in VALUED)
        is_named |= name == "name" and tag in DRAWN and not COUNTED.match(value)
        if name == "formula":
            if '"' in value or not value.isascii():
                yield value
        elif name == "href" and value.startswith(("Pictures/", "./Object", "./ObjectReplacements", "#")):
            continue
        elif name in WORDED or is_named or is_said(value, name, tag):
            yield value
