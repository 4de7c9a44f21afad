"""OpenDocument: a zip of XML, or all of it in one XML."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from classifiers.readers.archives.zip import read_zip
from classifiers.readers.binary import add_strings
from classifiers.readers.markup import outer_remarks, recovered_root, xml_root
from classifiers.readers.office.odfwords import add_words
from classifiers.readers.office.opc import Package, take_properties
from classifiers.readers.office.words import add_words as add_any_words
from classifiers.readers.written import read_written_out
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

CONTENT = re.compile(r"(?:.+/)?(?:content|styles)\.xml$")
SETTINGS = re.compile(r"(?:.+/)?settings\.xml$|META-INF/.*signatures.*\.xml$|manifest\.rdf$|.+/meta\.xml$")
# What the program itself writes, up to a size.
OWN = re.compile(r"Thumbnails/thumbnail\.png$|layout-cache$")
OWN_BYTES = 32 * 1024
STATED = frozenset({"META-INF/manifest.xml", "meta.xml"})
MIME_TYPE_BYTES = 80
MACROS = re.compile(r"(?:Basic|Scripts)/.*\.(?:xba|bas|py|js|bsh|java|class|jar|xdl)$", re.IGNORECASE)
PNG = b"\x89PNG\r\n\x1a\n"
FULL_PATH = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
META = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}meta"
BINARY_DATA = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}binary-data"


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text of content and headers, of embedded objects too, properties, pictures, macros' source."""
    try:
        package = Package(data, draft, job)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        read_zip(data, draft, job, depth)
        return
    if _is_encrypted(package):
        draft.degrade(Reading.OPAQUE, "encrypted", "OpenDocument")
        return
    package.read_properties()
    for name in sorted(package.zip.names, key=lambda name: ("/" in name, "styles" in name, name)):
        if CONTENT.match(name):
            job.check_time()
            root = package.parsed(name)
            if root is not None:
                _find_hidden(package.source, draft)
                folder = name.rpartition("/")[0]
                add_words(root, draft, "headers and styles" if "styles" in name else folder)
    for name in package.zip.names:
        root = package.parsed(name) if SETTINGS.match(name) else None
        if root is not None:
            draft.at("settings" if "settings" in name else "signatures and settings")
            add_any_words(root, draft, is_settings=True)
    _read_manifest(package, draft)
    _read_parts(package, draft, job, depth)
    package.read_around(data, depth)


def _read_manifest(package: Package, draft: Draft) -> None:
    """Remarks in the list of members, and names in it that are no members."""
    info = next((info for info in package.zip.infos if info.filename == "META-INF/manifest.xml"), None)
    data = package.member(info, info.filename) if info else None
    root = recovered_root(data) if data else None  # some that programs wrote are not well-formed
    if root is None:
        return
    draft.at("manifest")
    for remark in (*outer_remarks(root), *(comment.text or "" for comment in root.iter(etree.Comment))):
        draft.add_line(remark)
    members = set(package.zip.names)
    for path in (entry.get(FULL_PATH) or "" for entry in root.iter("{*}file-entry")):
        if path not in members and not path.endswith("/"):
            draft.add_line(path)


def _read_parts(package: Package, draft: Draft, job: Job, depth: int) -> None:
    for info in package.zip.infos:
        name = info.filename
        if name in STATED or CONTENT.match(name) or SETTINGS.match(name):
            continue
        member = package.member(info, name)
        if OWN.match(name) and info.file_size <= OWN_BYTES:
            # Small and made by the program; should words stand in it, no program put them there.
            add_strings(b"" if (member or b"").startswith(PNG) else member or b"", draft)
        elif member and (name != "mimetype" or len(member) > MIME_TYPE_BYTES):
            if MACROS.match(name):
                draft.find("macros")
            job.child(draft, name, member, depth)


def read_flat(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A document in one XML: text, properties, macros; pictures as parts."""
    try:
        root = xml_root(data)
    except (etree.XMLSyntaxError, ValueError):
        draft.degrade(Reading.PARTIAL, "damaged", "XML")
        root = recovered_root(data)
    if root is None:
        return
    _find_hidden(data, draft)
    if b"office:scripts" in data and b"script:" in data:
        draft.find("macros")
    for number, element in enumerate(list(root.iter(BINARY_DATA))):
        job.check_time()
        read_written_out(element.text or "", draft, job, depth, name=f"picture-{number + 1}")
        element.text = ""
    meta = root.find(META)
    if meta is not None:
        take_properties(meta, True, draft)
        root.remove(meta)
    add_words(root, draft, "")


def _find_hidden(source: bytes, draft: Draft) -> None:
    if b'table:display="false"' in source:
        draft.find("hidden", "sheet")
    if b'presentation:visibility="hidden"' in source:
        draft.find("hidden", "slide")


def _is_encrypted(package: Package) -> bool:
    info = next((info for info in package.zip.infos if info.filename == "META-INF/manifest.xml"), None)
    manifest = package.member(info, info.filename) if info else None
    return bool(manifest) and b"encryption-data" in (manifest or b"")
