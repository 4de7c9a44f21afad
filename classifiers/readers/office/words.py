"""Words of one XML part of an Office document: its text in order, then what its attributes say."""

from __future__ import annotations

import base64
import binascii
import itertools
import re
from typing import TYPE_CHECKING, Any

from classifiers.readers.mail import ber
from classifiers.readers.unseen import unseen_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft

TEXT_TAGS = frozenset(
    {"t", "delText", "instrText", "delInstrText", "f", "v", "text", "author", "definedName", "Text", "cp", "pp"}
)
BREAK_TAGS = frozenset({
    "p", "br", "cr", "si", "comment", "Text", "sheet", "definedName", "tr", "Shape", "Glyphs", "pt", "ser", "oMathPara",
})  # fmt: skip
TAIL_TAGS = frozenset({"cp", "pp", "tp", "fld"})
# Attributes that always hold words, whatever they stand on.
WORDED = frozenset({
    "descr", "string", "alt", "caption", "displayName", "prompt", "promptTitle", "error", "errorTitle", "author",
    "tooltip", "command", "sourceFile", "url", "href", "src", "NameU", "Label", "Prompt", "displayText", "ddeService",
    "ddeTopic", "userId", "connection", "sourceName", "dataSource", "query", "gridLabel", "password",
    "providerId", "location", "display", "reference", "localName", "textToDisplay", "screenTip", "Description",
})  # fmt: skip
# The same on these elements only; elsewhere they name things of the program's.
NAMED = {
    "name": frozenset({
        "docPr", "cNvPr", "definedName", "sheet", "connection", "table", "tableColumn", "docVar", "cacheField",
        "pivotTableDefinition", "customSheetView", "scenario", "section", "sectionPr", "bookmarkStart", "cmAuthor",
        "queryTable", "queryTableField", "custShow", "sp", "externalBook", "ddeItem", "group", "cacheHierarchy",
        "smartTag", "xmlPr", "ext", "textField", "Map", "cSld", "dimension", "measureGroup", "Layer",
        "property", "legacyDiagram", "namedSheetView", "worksheetSource", "extLst", "user",
    }),
    "title": frozenset({"docPr", "cNvPr", "shape", "hyperlink", "t", "anchor"}),
    "val": frozenset({
        "alias", "tag", "filter", "customFilter", "listEntry", "default", "helpText", "statusText", "docVar",
        "entryMacro", "exitMacro", "sheetName", "udl", "connectString", "query", "queryString",
        "dataSource", "mailSubject", "addressFieldName", "mappedName", "displayText",
    }),
    "v": frozenset({"s", "x", "e"}),
    "value": frozenset({"listItem", "docVar", "property"}),
    "text": frozenset({"hlinkClick", "prstTxWarp"}),
    "formatCode": frozenset({"numFmt"}),
}  # fmt: skip
# Attributes that may look like words and are none: fonts, shapes, lists of names of XML.
NOISE_ATTRIBUTES = frozenset({
    "typeface", "panose", "style", "path", "adj", "eqn", "ascii", "hAnsi", "eastAsia", "cs", "points", "coordsize", "d",
    "Ignorable", "Requires", "MustUnderstand", "ProcessContent", "PreserveElements", "PreserveAttributes", "sqref",
    "spans", "uri", "schemaLocation", "xpath", "prefixMappings", "fillstyle", "stroke", "lang", "contentType",
    "ContentType", "PartName", "Type", "Id", "font", "Indices", "Data", "Figures", "RenderTransform", "FontUri",
})  # fmt: skip
NOISE_ELEMENTS = frozenset({"lsdException", "latin", "ea", "sym", "rFonts", "font", "tableStyle", "stCnd"})
BUILT_IN_STYLE = re.compile(
    r"(?:normal|heading|toc|index|list|table|body|footer|header|caption|title|subtitle|strong|emphasis|default|no |"
    r"hyperlink|annotation|balloon|plain|light|medium|dark|colorful|grid|footnote|endnote|page|quote|intense|subtle|"
    r"book|document|html|comma|currency|percent|good|bad|neutral|input|output|check|linked|note|warning|total|accent|"
    r"(?:20|40|60)% |explanatory|calculation|followed|placeholder|message|block|closing|signature|date|salutation|"
    r"envelope|macro|line|bibliography|outline|revision|office|theme|full|simple|standard|column)", re.IGNORECASE,
)  # fmt: skip
WORD = re.compile(r"[^\W\d_]{2,}")
LOOKED_AT_CHARS = 4_000
# Longer than that, even what is usually noise is looked into; and these never are words.
NOISE_CHARS = 400
STYLE_CHARS = 60
DRAWN = frozenset({"style", "path", "Data", "points", "d"})
SIGNED_VALUES = frozenset({"DigestValue", "SignatureValue", "X509Certificate"})
SIGNED_CHARS = 12_000
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PIECES = 20_000


def add_words(root: Any, draft: Draft, *, is_sheet: bool = False, is_settings: bool = False) -> None:
    """Words of one XML part; of a sheet, those outside its cells; of settings, only what people may have written."""
    for fallback in list(root.iter(ALTERNATE + "Fallback")):
        _drop_repeated(fallback)
    draft.unseen += unseen_runs(root)
    pieces: list[str] = []
    said: dict[str, None] = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            if element.text and not element.text.isspace():  # a comment or an instruction to programs
                said.setdefault(element.text)
            continue
        tag = element.tag.rpartition("}")[2]
        if is_sheet and _is_cell(element, tag):
            continue
        if not is_settings or is_said(element.text or "", "", tag):
            _take_element(element, tag, pieces)
        if element.attrib:
            for word in _attribute_words(element, tag):
                said.setdefault(word)
        if len(pieces) > PIECES:
            draft.add_text("".join(pieces))
            pieces.clear()
    draft.add_text("".join(pieces))
    if said:
        draft.add_text("\n")
    for word in said:
        draft.add_line(word)


def _is_cell(element: Any, tag: str) -> bool:
    """Whether an element of a sheet is a cell or within one."""
    if tag in ("c", "v", "row", "is"):
        return True
    return tag in ("f", "t", "r") and str(element.getparent().tag).rpartition("}")[2] in ("c", "is", "r")


def _take_element(element: Any, tag: str, pieces: list[str]) -> None:
    if tag in BREAK_TAGS:
        pieces.append("\n")
    elif tag in ("tab", "ptab"):
        pieces.append("\t")
    elif tag in ("noBreakHyphen", "softHyphen"):
        pieces.append("-" if tag == "noBreakHyphen" else "")
    text = element.text
    if tag in SIGNED_VALUES and text and len(text) < SIGNED_CHARS:
        pieces.extend(_signer(text) if tag == "X509Certificate" else ())
    elif text and not text.isspace():
        pieces.append(text)
        if tag in ("v", "f", "author") or tag not in TEXT_TAGS:
            pieces.append("\n")
    elif text and tag in TEXT_TAGS:
        pieces.append(" ")
    if tag == "Glyphs":
        pieces.append(element.get("UnicodeString", "").removeprefix("{}"))
    tail = element.tail
    if tail and (tag in TAIL_TAGS or not tail.isspace()):
        pieces.append(tail)


def _signer(digits: str) -> Iterator[str]:
    """Names in the certificate of who signed."""
    try:
        certificate = base64.b64decode(digits)
    except (binascii.Error, ValueError):
        yield digits
        return
    for text in ber.strings(certificate):
        yield text + "\n"


def _drop_repeated(fallback: Any) -> None:
    """Forget the old form of a shape where it says only what its new form says."""
    parent = fallback.getparent()
    said = "".join("".join(choice.itertext()) for choice in parent.findall(ALTERNATE + "Choice")).split()
    if parent is not None and "".join(fallback.itertext()).split() == said:
        known = {value for choice in parent.findall(ALTERNATE + "Choice") for value in _all_values(choice)}
        kept = [word for word in _all_values(fallback) if word not in known]
        for child in list(fallback):
            fallback.remove(child)
        if kept:
            fallback.text = "\n".join(kept)


def _all_values(root: Any) -> list[str]:
    """What the attributes of an element and of all within it say."""
    return [
        word.strip()
        for element in root.iter()
        if isinstance(element.tag, str)
        for word in _attribute_words(element, element.tag.rpartition("}")[2])
    ]


def _attribute_words(element: Any, tag: str) -> Iterator[str]:
    for full_name, value in element.attrib.items():
        name = full_name.rpartition("}")[2]
        if not value or value.isspace() or (tag == "Glyphs" and name == "UnicodeString"):
            continue
        if name in WORDED or tag in NAMED.get(name, ()) or is_said(value, name, tag):
            yield value


def is_said(value: str, name: str, tag: str) -> bool:
    """Whether a value that need not hold words does: letters beyond ASCII, or two words and more."""
    if name in NOISE_ATTRIBUTES or tag in NOISE_ELEMENTS:
        return len(value) > NOISE_CHARS and name not in DRAWN and _has_words(value)
    if value.isascii() and not (" " in value and _has_words(value)):
        return False
    return len(value) >= STYLE_CHARS or not BUILT_IN_STYLE.match(value)


def _has_words(value: str) -> bool:
    return len(list(itertools.islice(WORD.finditer(value[:LOOKED_AT_CHARS]), 2))) == 2
