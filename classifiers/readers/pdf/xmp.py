"""Properties of a PDF: its dictionary and its XMP, which need not agree.

Source: ISO 32000-2, 14.3.3; ISO 16684-1, 2019.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from classifiers.readers.markup import xml_root
from classifiers.readers.pdf.strings import folded

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft

# A key of the dictionary, and what this property is called everywhere.
KEYS = {
    "Title": "title", "Subject": "subject", "Author": "author", "Keywords": "keywords", "Producer": "producer",
    "Creator": "creator", "CreationDate": "created", "ModDate": "modified", "Company": "company",
    "Comments": "comments", "Manager": "manager", "Category": "category",
}  # fmt: skip
# An element of XMP, and the same.
ELEMENTS = {
    "title": "title", "description": "subject", "creator": "author", "Keywords": "keywords", "Producer": "producer",
    "CreatorTool": "creator", "CreateDate": "created", "ModifyDate": "modified",
}  # fmt: skip
DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z|[+-])(?:(\d\d)'?(?:(\d\d)'?)?)?)?")
MEANINGLESS = re.compile(
    r"(?:uuid|xmp\.[di]id|adobe|https?)?:?[\w:./\-#]*[0-9a-f]{8}-?[\w-]+|\d{4}-\d\d-\d\d[T\d:.+\-Z]*|application/pdf|"
    r"x-default|[\d.]+|True|False",
    re.IGNORECASE,
)


def date_of(text: str) -> str:
    """A date as other formats write it; anything else as it stands."""
    found = DATE.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day, hour, minute, second, zone, zone_hour, zone_minute = found.groups()
    clock = f"T{hour}:{minute}:{second or '00'}" if hour and minute else ""
    zone = {"Z": "Z", None: ""}.get(zone, f"{zone}{zone_hour}:{zone_minute or '00'}" if zone_hour else "")
    return f"{year}-{month or '01'}-{day or '01'}{clock}{zone if clock else ''}"


def read_xmp(content: bytes, draft: Draft, lines: dict[str, None]) -> None:
    """Properties that differ from those of the dictionary, under `xmp-…`; all its words among `lines`."""
    if not content.strip():
        return
    try:
        root = xml_root(content.strip(b"\0 \r\n\t"))
    except (etree.XMLSyntaxError, ValueError):
        for line in re.sub(rb"<[^>]*>", b"\n", content).decode("utf-8", "ignore").split("\n"):
            _keep(line, lines)
        return
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        words = () if name == "xmpmeta" else element.attrib.values()
        for text in (element.text, element.tail, *words):
            _keep(text or "", lines)
        if name in ELEMENTS:
            _take_property(ELEMENTS[name], _words(element), draft)
        for attribute, value in element.attrib.items():
            local = etree.QName(attribute).localname
            if local in ELEMENTS:
                _take_property(ELEMENTS[local], value, draft)


def _take_property(key: str, value: str, draft: Draft) -> None:
    if not value:
        return
    if key not in draft.metadata:
        draft.add_metadata(key, value)
    elif key not in ("created", "modified") and draft.metadata[key] != value:
        draft.add_metadata(f"xmp-{key}", value)


def _words(element: Any) -> str:
    return "; ".join(piece.strip() for piece in element.itertext() if piece and piece.strip())


def _keep(text: str, lines: dict[str, None]) -> None:
    words = folded(text).strip()
    if len(words) > 1 and any(char.isalnum() for char in words) and not MEANINGLESS.fullmatch(words):
        lines.setdefault(words)
