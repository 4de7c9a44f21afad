"""Which parts of a document say nothing of where it comes from, because unrelated documents have them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.document import Document, Part

# An empty file, a stub, a tiny icon: the same bytes stand everywhere.
MIN_PART_BYTES = 64
MIN_INNER_PART_BYTES = 1_024
PICTURE_TYPES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/bmp",
    "image/tiff",
    "image/webp",
    "image/emf",
    "image/wmf",
)
OFFICE_TYPES = (
    "application/vnd.openxmlformats-",
    "application/vnd.oasis.",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-visio",
    "application/vnd.ms-word",
    "application/msword",
    "application/pdf",
)


def is_ornament(part: Part, document: Document) -> bool:
    """Whether a part is a picture inside an office document: a logo, a template's thumbnail, somebody's photograph."""
    if part.type not in PICTURE_TYPES or part is document.parts[0]:
        return False
    around = [other for other in document.parts if not other.name or part.name.startswith(f"{other.name}/")]
    container = max((other for other in around if other is not part), key=lambda other: len(other.name))
    return container.type.startswith(OFFICE_TYPES)


def telling_digests(document: Document) -> tuple[str, ...]:
    """Digests by which the content is known again: of the file and of what is in it, the file itself first."""
    root, *inner = document.parts
    found = [root.digest] if root.size_bytes >= MIN_PART_BYTES else []
    found += [
        part.digest for part in inner if part.size_bytes >= MIN_INNER_PART_BYTES and not is_ornament(part, document)
    ]
    return tuple(dict.fromkeys(digest for digest in found if digest))
