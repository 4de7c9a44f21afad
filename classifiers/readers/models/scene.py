"""Scenes written in XML (COLLADA, X3D, AMF) or in words (VRML).

Source: COLLADA 1.5; ISO/IEC 14772, 19775; ISO/ASTM 52915.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from classifiers.readers.models.elements import NUMBERS, stream, words_of
from classifiers.readers.models.geometry import Box, unit_name
from classifiers.readers.text import take

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

VALUES = 400_000
PROPERTIES = {
    "author": "author", "authoring_tool": "producer", "created": "created", "modified": "modified", "title": "title",
    "subject": "subject", "keywords": "keywords", "revision": "revision", "comments": "comments",
    "copyright": "copyright", "source_data": "source",
}  # fmt: skip
META = {
    "creator": "author", "generator": "producer", "cad": "producer", "description": "subject", "name": "title",
}  # fmt: skip
POSITIONS = re.compile(r"(?i)position|^coordinates?$|^point$")
NUMERIC_WORDS = re.compile(r"(?<![\w.#-])[-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?(?![\w.])[ \t,]*+")


def read_xml(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Elements counted; text, attributes and comments that are no numbers; what the numbers measure."""
    del depth
    scene = _Scene(draft)
    stream(data, scene, draft, job)
    scene.box.tell(draft, scene.unit)


class _Scene:
    """Takes the elements of COLLADA, X3D and AMF."""

    def __init__(self, draft: Draft) -> None:
        self.box = Box()
        self.unit = ""
        self._draft = draft
        self._attributes: list[dict[str, str]] = []
        self._corner: list[float] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """Count an element and take its attributes."""
        self._draft.cad[name[:40]] += 1
        self._attributes.append(dict(attributes))
        for key, value in attributes.items():
            if key == "point":
                _take_numbers(value, self.box)
            elif len(value) > 1:
                self._draft.add_line(words_of(value))
        if name == "unit" or (name == "amf" and "unit" in attributes):
            self.unit = unit_name(attributes.get("name") or attributes.get("unit") or "")

    def finish(self, name: str, text: str) -> None:
        """Take an element's text."""
        attributes = self._attributes.pop() if self._attributes else {}
        words = words_of(text)
        self._draft.add_line(words)
        if name.lower() in PROPERTIES:
            self._draft.add_metadata(PROPERTIES[name.lower()], words)
        if name in ("meta", "metadata"):
            self._take_meta(attributes, words)
        elif name == "float_array" and POSITIONS.search(attributes.get("id") or ""):
            _take_numbers(text, self.box)
        elif name in ("x", "y", "z"):
            self._corner.append(_number(text))
        elif name == "coordinates":
            self.box.take([self._corner] if len(self._corner) == 3 else [])
            self._corner = []

    def say(self, text: str) -> None:
        """A comment."""
        self._draft.add_line(words_of(text))

    def _take_meta(self, attributes: Mapping[str, str], words: str) -> None:
        """`<meta name="author" content="…"/>` of X3D, `<metadata type="author">…</metadata>` of AMF."""
        name = (attributes.get("name") or attributes.get("type") or "").lower()
        value = attributes.get("content") or words
        if name and value:
            self._draft.add_metadata(META.get(name, name), value)


def _take_numbers(text: str, box: Box) -> None:
    if NUMBERS.fullmatch(text):
        values = np.array([_number(word) for word in text.replace(",", " ").split()[: 3 * VALUES]])
        box.take(values[: len(values) // 3 * 3])


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return 0.0


def read_vrml(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """VRML and other scenes in words: everything but the numbers, nodes counted."""
    del depth
    text = take(data, draft).text
    for count, match in enumerate(re.finditer(r"\b([A-Z]\w++)\s*+\{", text)):
        draft.cad[match.group(1)[:40]] += 1
        if count % 50_000 == 0:
            job.check_time()
    seen: set[str] = set()
    for line in NUMERIC_WORDS.sub("", text).splitlines():
        words = line.strip()
        if len(words) > 1 and words not in seen:
            seen.add(words)
            draft.add_line(words)
    for match in re.finditer(r"\btitle\s+\"([^\"\n]*+)\"", text):
        draft.add_metadata("title", match.group(1))
