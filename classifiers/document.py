"""What a reader yields: a document and its parts, as values that cross a process boundary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.label import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something worth knowing about a document that is not its content.

    Attributes:
        name: Stable key, such as `encrypted`, `limit.ratio`, `type.mismatch`, `reader.crashed`.
        detail: The figure or the word behind it; never document text.
        where: Part or page, such as `inner.zip/spec.docx`; empty for the whole.
    """

    name: str
    detail: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page or picture, as the drawing model sees it.

    Attributes:
        width, height: Pixels of `gray`; the longer side is at most 512.
        gray: One byte a pixel, row by row, 0 black to 255 white; empty where not rendered.
        paths, texts, images: Vector paths, text runs and pictures on the page, pictures in stamps and other annotations
            included; -1 where not known (a raster).
        segments: Lines and curves that the paths consist of, those of annotations included; -1 where not known.
        chars: Characters of text on the page; -1 where not known.
        aspect: Width ÷ height of the page.
    """

    number: int
    width: int
    height: int
    gray: bytes
    paths: int = -1
    texts: int = -1
    images: int = -1
    segments: int = -1
    chars: int = -1
    aspect: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The file itself, or one file inside it.

    Attributes:
        name: Path inside the document, `/` between containers; empty for the file itself.
        type: MIME type by content.
        digest: SHA-256 of the part's bytes, lower-case hexadecimal.
        text: Extracted text, NFC, `\\n` line ends, pages separated by form feeds.
        metadata: Author, title, producer and the like.
        cad: Counts of CAD entities by type, such as `{"LINE": 40, "DIMENSION": 6}`; empty where no CAD.
    """

    name: str
    type: str
    digest: str
    size_bytes: int
    reading: Reading = Reading.FULL
    text: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    cad: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file, read. `parts[0]` is the file itself; the others follow in the order they stand in it."""

    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()
    reader_version: str = ""

    @property
    def reading(self) -> Reading:
        """The worst reading of any part."""
        return max(part.reading for part in self.parts)
