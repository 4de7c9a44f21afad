"""What a document is: a lattice under `join`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING, NewType

from policies.ordered import OrderedStrEnum

if TYPE_CHECKING:
    from collections.abc import Iterable

ProjectId = NewType("ProjectId", str)


class Level(OrderedStrEnum):
    """How much harm a document does in the wrong hands."""

    PUBLIC = "public"
    INTERNAL = "internal"
    SENSITIVE = "sensitive"
    CONTROLLED = "controlled"


class Kind(StrEnum):
    """What sort of document it is; a container has the kinds of all its parts."""

    DRAWING = "drawing"
    SPECIFICATION = "specification"
    DATASHEET = "datasheet"
    PAPER = "paper"
    PATENT = "patent"
    NOTEBOOK = "notebook"
    ADMINISTRATIVE = "administrative"
    CORRESPONDENCE = "correspondence"
    SOURCE_CODE = "source-code"
    DATA = "data"
    TEACHING = "teaching"
    WEB = "web"
    OTHER = "other"


class Reading(OrderedStrEnum):
    """How much of a document was read; more is less known."""

    FULL = "full"
    PARTIAL = "partial"
    OPAQUE = "opaque"
    FAILED = "failed"

    @property
    def is_opaque(self) -> bool:
        """Whether the content could not be judged at all."""
        return self.rank >= Reading.OPAQUE.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Whose content a document holds, how sensitive it is, what it is about and what it is.

    Labels form a join-semilattice with `Label()` as its bottom: `join` unites the sets and takes the higher level
    and the worse reading.

    Attributes:
        projects: Projects whose content the document holds; empty means attributed to none.
        level: The highest level of any part.
        fields: Technology fields, such as `quantum`.
        kinds: Kinds of the document and of its parts.
        markings: Names of markings found in it, such as `cui` or `jp-gokuhi`.
        reading: How much of it was read.
    """

    projects: frozenset[ProjectId] = frozenset()
    level: Level = Level.PUBLIC
    fields: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    markings: frozenset[str] = frozenset()
    reading: Reading = Reading.FULL

    def join(self, other: Label) -> Label:
        """The least label that dominates both."""
        return Label(
            projects=self.projects | other.projects,
            level=max(self.level, other.level),
            fields=self.fields | other.fields,
            kinds=self.kinds | other.kinds,
            markings=self.markings | other.markings,
            reading=max(self.reading, other.reading),
        )

    def dominates(self, other: Label) -> bool:
        """Whether this label says everything that `other` says, or more."""
        return self.join(other) == self

    @property
    def is_labelled(self) -> bool:
        """Whether the document is attributed to at least one project."""
        return bool(self.projects)


def join_all(labels: Iterable[Label]) -> Label:
    """The least label that dominates all of `labels`; the bottom where there are none."""
    return reduce(Label.join, labels, Label())
