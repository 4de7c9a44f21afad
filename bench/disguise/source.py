"""A document to be disguised, and what a disguise makes of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What a document is made of, which says what can be done to it."""

    TEXT = "text"
    DXF = "dxf"
    STEP = "step"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it leaves."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document as it was registered.

    Attributes:
        name: Its file name.
        data: Its bytes.
        text: Its words; empty where it is no text.
        language: `en`, `ja` or `zh`.
        translation: The same content in another language; empty where none is known.
        group: What its pieces, versions and translations have in common; empty where that is not known.
    """

    name: str
    data: bytes
    sort: Sort
    text: str = ""
    language: str = "en"
    translation: str = ""
    group: str = ""

    @property
    def tongue(self) -> str:
        """Its language, or `pages` for what is not of words: what figures are told apart by."""
        return self.language if self.sort is Sort.TEXT else "pages"


# What a disguise cannot be put on it leaves alone: it gives no files.
Disguise = Callable[[Source, random.Random], tuple[File, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """A disguise by name, and on what it can be put.

    Attributes:
        is_sealed: Nothing can read what it makes, a password being needed: it is opaque at best.
        is_costly: What it makes takes seconds a page to read: it is put on few documents.
    """

    name: str
    disguise: Disguise
    sorts: frozenset[Sort] = frozenset({Sort.TEXT})
    is_sealed: bool = False
    is_costly: bool = False
