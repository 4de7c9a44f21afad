"""One line of the table of formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.large.source import Source

OOXML = "application/vnd.openxmlformats-officedocument."


class Reader(Protocol):
    """Reads the bytes of one part into its draft; may raise anything for hostile bytes."""

    def __call__(self, data: bytes, draft: Draft, job: Job, depth: int, /) -> None:
        """Read; `depth` is how many containers the part stands in."""


class StreamReader(Protocol):
    """Reads a part that goes by once, since it is too large for memory; may raise anything for hostile bytes."""

    def __call__(self, source: Source, draft: Draft, job: Job, depth: int, /) -> None:
        """Read; what is left of the source is taken by whoever calls."""


class Format(NamedTuple):
    """One line of the table.

    Attributes:
        types: MIME types, or beginnings of ones that end in `*`.
        module, function: The reader, under `classifiers.readers`.
        reads: What is read, for people.
        library: What reads it.
        reading: The usual reading of a healthy file.
        limits: Fields of `Limits` that bind this format beside those of every document.
    """

    title: str
    types: tuple[str, ...]
    module: str
    function: str
    reads: str
    library: str
    reading: str = "full"
    limits: tuple[str, ...] = ()
