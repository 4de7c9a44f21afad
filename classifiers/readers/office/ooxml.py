"""Word, Excel, PowerPoint and their kin: all text of every XML part, then what is embedded."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from classifiers.readers.archives.zip import read_zip
from classifiers.readers.binary import add_strings
from classifiers.readers.escapes import unquoted
from classifiers.readers.office.dates import date_formats
from classifiers.readers.office.fonts import font_names
from classifiers.readers.office.opc import PROPERTIES, Package
from classifiers.readers.office.relations import Relation, places, relations
from classifiers.readers.office.sheet import SHARED_STRINGS, add_sheet, shared_strings
from classifiers.readers.office.words import add_words
from classifiers.readers.office.xlsb import add_binary_parts
from classifiers.readers.zips import ENCRYPTED_FLAG
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# Parts in reading order; what matches none follows.
ORDER = tuple(
    re.compile(pattern)
    for pattern in (
        r"word/document\d*\.xml$", r"word/header\d*\.xml$", r"word/footer\d*\.xml$",
        r"word/(?:foot|end)notes\.xml$", r"word/comments.*\.xml$",
        r"xl/workbook\.xml$", r"xl/(?:work|macro|dialog|chart)sheets?/[^/]+\.xml$",
        r"xl/(?:comments|threadedComments)",
        r"ppt/slides/slide\d+\.xml$", r"ppt/notesSlides/", r"ppt/comments", r"visio/pages/page\d+\.xml$",
        r"Documents/.*\.fpage$",
        r".*/(?:charts?|diagrams|drawings?|ink)/", r"customXml/",
    )
)  # fmt: skip
# Read elsewhere. A part's name binds nobody: the main text may stand in `settings.xml`, so nothing else is left out.
READ_ELSEWHERE = frozenset({*PROPERTIES, "[Content_Types].xml"})
MASTERS = re.compile(r"ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters)/|word/glossary/|visio/masters/")
SHEET = re.compile(r"xl/(?:work|macro|dialog)sheets?/[^/]+\.xml$")
HIDDEN_SHEET = re.compile(rb'state="(?:hidden|veryHidden)"')
HIDDEN_SLIDE = re.compile(rb'<p:sld\b[^>]*\bshow="(?:0|false)"')
# Binary parts that Office itself writes and that hold nothing of the author's, up to a size.
OWN_BINARY = re.compile(r"(?:.*/)?(?:printerSettings/|fonts/[^/]+\.odttf$|fonts/[^/]+\.fntdata$)", re.IGNORECASE)
OWN_BINARY_BYTES = 64 * 1024
SETTINGS_BYTES = 1024 * 1024
MACROS = re.compile(r"(?:.*/)?vbaProject\.bin$", re.IGNORECASE)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All text of an Office document in reading order, its properties, and its embedded files as parts."""
    try:
        package = Package(data, draft, job)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        read_zip(data, draft, job, depth)
        return
    if any(info.flag_bits & ENCRYPTED_FLAG for info in package.zip.infos):
        draft.degrade(Reading.OPAQUE, "encrypted", "zip")
    found = relations(package)
    package.read_properties()
    _read_text(package, places(package, found), draft, job)
    _read_links(found, draft)
    _read_embedded(package, data, draft, job, depth)


def read_binary_workbook(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Cells and every other text of an xlsb; its properties and media as of any package."""
    package = Package(data, draft, job)
    found = relations(package)
    package.read_properties()
    labels = places(package, found)
    add_binary_parts(package, found, labels, draft, job)
    _read_text(package, labels, draft, job)
    _read_links(found, draft)
    _read_embedded(package, data, draft, job, depth, skip=re.compile(r"xl/(?!media|embeddings|vbaProject).*\.bin$"))


def _read_text(package: Package, labels: dict[str, str], draft: Draft, job: Job) -> None:
    strings, readings = shared_strings(package)
    dates = date_formats(package)
    used: set[int] = set()
    for name in _text_parts(package.zip.names):
        job.check_time()
        root = package.parsed(name)
        if root is None:
            continue
        source = package.source[:65536]
        draft.at(labels.get(name, name))
        if SHEET.match(name):
            add_sheet(root, strings, used, dates, draft)
        add_words(root, draft, is_sheet=bool(SHEET.match(name)))
        draft.add_text("\n")
        if (name == "xl/workbook.xml" and HIDDEN_SHEET.search(source)) or HIDDEN_SLIDE.search(source):
            draft.find("hidden", "sheet" if name.startswith("xl/") else "slide")
    draft.at("strings that no cell shows, readings")
    for number, string in enumerate(strings):
        if number not in used:
            draft.add_line(string)
    for reading in readings:
        draft.add_line(reading)


def _read_links(found: list[Relation], draft: Draft) -> None:
    """Addresses of links and of linked files; the template that a document hangs on."""
    draft.at("links")
    for relation in found:
        if relation.is_external and relation.kind == "attachedTemplate":
            draft.add_metadata("attached-template", relation.target)
    for target in sorted({relation.target for relation in found if relation.is_external}):
        draft.add_line(unquoted(target))


def _text_parts(names: tuple[str, ...]) -> Iterator[str]:
    """XML parts with words, in reading order, masters and templates last."""

    def rank(name: str) -> tuple[int, int, str]:
        group = next((place for place, pattern in enumerate(ORDER) if pattern.match(name)), len(ORDER))
        number = re.search(r"(\d{1,8})\.\w+$", name)
        return (group + 50 if MASTERS.match(name) else group), int(number.group(1)) if number else 0, name

    xml = [name for name in names if name.lower().endswith((".xml", ".fpage", ".fdoc"))]
    return (name for name in sorted(xml, key=rank) if name not in READ_ELSEWHERE and name.lower() != SHARED_STRINGS)


def _read_embedded(
    package: Package, data: bytes, draft: Draft, job: Job, depth: int, *, skip: re.Pattern[str] | None = None
) -> None:
    """Everything in the package that is not XML of its own: media, embedded files, macros, unknown payloads."""
    for info in package.zip.infos:
        name = info.filename
        if name.lower().endswith((".xml", ".rels", ".fpage", ".fdoc", ".vml", ".fdseq")) or (skip and skip.match(name)):
            continue
        if OWN_BINARY.match(name) and info.file_size <= OWN_BINARY_BYTES:
            continue
        member = package.member(info, name)
        if member is None or _is_own(name, member, draft):
            continue
        if MACROS.match(name):
            draft.find("macros")
        job.child(draft, name, member, depth)
    for info in package.zip.infos:
        if info.filename.lower().endswith(".vml"):
            root = package.parsed(info.filename)
            if root is not None:
                draft.at("drawing")
                add_words(root, draft)
    package.read_around(data, depth)


def _is_own(name: str, member: bytes, draft: Draft) -> bool:
    """Whether a part is a sound font or a printer's settings; what words there are in it are read."""
    if re.search(r"\.(?:odttf|fntdata|ttf|otf)$", name, re.IGNORECASE):
        words = font_names(member, name)
        for word in words or ():
            draft.add_line(word)
        return words is not None
    if OWN_BINARY.match(name) and len(member) <= SETTINGS_BYTES:
        add_strings(member, draft)
        return True
    return False
