"""OpenDocument and EPUB: zips of XML of another house."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

from classifiers.readers.archives.zip import read_zip
from classifiers.readers.markup import read_html
from classifiers.readers.office.opc import Package
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TEXT_PARTS = re.compile(r"(?:Object[^/]*/|[^/]+/)?(?:content|styles)\.xml$")
BREAKS = frozenset({"p", "h", "line-break", "table-row", "annotation", "list-item"})
# Thumbnails and settings that the program itself writes.
OWN = re.compile(
    r"(?:Thumbnails/|Configurations2?/|META-INF/|mimetype$|layout-cache$|settings\.xml$|manifest\.rdf$|Object.*/(?:settings|meta)\.xml$)"
)
REPEAT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}c"


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text of content and headers, of embedded objects too, properties, pictures."""
    try:
        package = Package(data, draft, job)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        read_zip(data, draft, job, depth)
        return
    if _is_encrypted(package):
        draft.degrade(Reading.OPAQUE, "encrypted", "OpenDocument")
        return
    names = sorted(
        (name for name in package.zip.names if TEXT_PARTS.match(name)),
        key=lambda name: ("/" in name, "styles" in name, name),
    )
    for name in names:
        job.check_time()
        root = package.parsed(name)
        if root is not None:
            _add_words(root, draft)
    package.read_properties()
    for info in package.zip.infos:
        if TEXT_PARTS.match(info.filename) or OWN.match(info.filename) or info.filename == "meta.xml":
            continue
        member = package.member(info, info.filename)
        if member:
            job.child(draft, info.filename, member, depth)
    package.read_around(data, depth)


def _is_encrypted(package: Package) -> bool:
    info = next((info for info in package.zip.infos if info.filename == "META-INF/manifest.xml"), None)
    manifest = package.member(info, info.filename) if info else None
    return bool(manifest) and b"encryption-data" in (manifest or b"")


def _add_words(root: Any, draft: Draft) -> None:
    pieces: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        space, _, tag = element.tag.rpartition("}")
        if tag in BREAKS:
            pieces.append("\n")
        elif tag in ("tab", "table-cell"):
            pieces.append("\t")
        elif tag == "s":
            pieces.append(
                " " * min(64, int(element.get(REPEAT) or 1) if (element.get(REPEAT) or "1").isdecimal() else 1)
            )
        if not space.endswith((":style:1.0", ":datastyle:1.0", ":number:1.0")):
            pieces.append(element.text or "")
        parent = element.getparent()
        if element.tail and parent is not None:
            pieces.append(element.tail)
        if tag in ("title", "desc") or len(pieces) > 20_000:
            draft.add_text("".join(pieces))
            pieces.clear()
    draft.add_text("".join(pieces) + "\n")


def read_epub(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Pages of a book as its text, the rest as parts."""
    package = Package(data, draft, job)
    if "META-INF/encryption.xml" in package.zip:
        draft.degrade(Reading.PARTIAL, "encrypted", "EPUB")
    for info in package.zip.infos:
        name = info.filename.lower()
        if name in ("mimetype",) or name.endswith((".css", ".ncx")) or name.startswith("meta-inf/"):
            continue
        member = package.member(info, info.filename)
        if member is None:
            continue
        if name.endswith((".xhtml", ".html", ".htm")):
            read_html(member, draft, job, depth)
        elif member:
            job.child(draft, info.filename, member, depth)
    package.read_around(data, depth)
