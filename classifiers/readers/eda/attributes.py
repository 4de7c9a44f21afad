"""Attributes of Gerber X2 and X1, which drill files carry too: who made a file, when, and for what.

Source: Ucamco, The Gerber Layer Format Specification 2023.08, chapter 5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.document import FieldName

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft

ATTRIBUTE = re.compile(r"(?:%|#@!\s*)T([FAO])\.?([^,*%\n]{1,100})(?:,([^*%\n]*))?")
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
ATTRIBUTES = 20_000
NAMED = {
    "generationsoftware": "producer",
    "creationdate": "created",
    "projectid": "title",
    "part": "gerber-part",
    "filefunction": "gerber-function",
    "filepolarity": "gerber-polarity",
    "sameCoordinates": "gerber-coordinates",
    "md5": "gerber-md5",
}


def add_attributes(text: str, draft: Draft) -> str:
    """Keep what the attributes of a file say.

    Returns:
        The text with characters that were written by their numbers.
    """
    for number, match in enumerate(ATTRIBUTE.finditer(text)):
        if number >= ATTRIBUTES:
            break
        scope, name, value = match.group(1), match.group(2).strip().lower(), unescaped(match.group(3) or "")
        if scope != "F":
            draft.cad["ATTRIBUTE"] += 1
            continue
        key = NAMED.get(name, f"gerber-{name}")
        if key not in draft.metadata:
            draft.add_metadata(key, " ".join(value.split(",")) if key == "producer" else value)
        if name == "projectid":
            _add_project(value.split(","), draft)
        elif name == "filefunction":
            draft.add_names(layers=[value])
    return unescaped(text)


def _add_project(values: list[str], draft: Draft) -> None:
    draft.metadata["title"] = values[0][:200]
    draft.add_field(FieldName.PROJECT, values[0], label="ProjectId")
    if len(values) > 2:
        draft.add_metadata("revision", values[2])
        draft.add_field(FieldName.REVISION, values[2], label="ProjectId")


def unescaped(text: str) -> str:
    r"""Text with `\u56f3` and the like as the characters that they stand for."""
    if "\\" not in text:
        return text
    return ESCAPE.sub(lambda match: _char(int(match.group(1) or match.group(2), 16)) or match.group(), text)


def _char(code: int) -> str:
    return chr(code) if code < 0x110000 else ""
