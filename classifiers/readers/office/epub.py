"""EPUB: a zip of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.markup import read_html
from classifiers.readers.office.fonts import font_names
from classifiers.readers.office.opc import Package, take_properties
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PAGES = (".xhtml", ".html", ".htm")
FONTS = (".otf", ".ttf", ".ttc")
# Ways to veil a font that keep nothing from a reader.
VEILS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")
KEPT = ("mimetype", "META-INF/container.xml", "META-INF/encryption.xml")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Pages of a book as its text, in the order they stand in, its properties; the rest as parts."""
    package = Package(data, draft, job)
    _find_encrypted(package, draft)
    for info in package.zip.infos:
        name = info.filename
        if name in KEPT:
            continue
        if name.lower().endswith(".opf") and not name.rpartition("/")[2].startswith("._"):
            root = package.parsed(name)
            draft.at("properties")
            if root is not None:
                take_properties(root, False, draft)
            continue
        member = package.member(info, name)
        if not member:
            continue
        if name.lower().endswith(PAGES):
            draft.at(name.rpartition("/")[2])
            read_html(member, draft, job, depth)
            continue
        words = font_names(member, name) if name.lower().endswith(FONTS) else None
        for word in words or ():
            draft.add_line(word)
        if words is None:
            job.child(draft, name, member, depth)
    package.read_around(data, depth)


def _find_encrypted(package: Package, draft: Draft) -> None:
    info = next((info for info in package.zip.infos if info.filename == "META-INF/encryption.xml"), None)
    stated = (package.member(info, info.filename) if info else None) or b""
    if stated.count(b"EncryptionMethod ") > sum(stated.count(veil) for veil in VEILS):
        draft.degrade(Reading.PARTIAL, "encrypted", "EPUB")
