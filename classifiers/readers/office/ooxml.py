"""Word, Excel, PowerPoint and their kin: all text of every XML part, then what is embedded."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

from classifiers.readers.archives.zip import read_zip
from classifiers.readers.office.cells import add_sheets
from classifiers.readers.office.opc import PROPERTIES, Package
from classifiers.readers.office.sheet import SHARED_STRINGS, add_sheet, shared_strings
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
TEXT_TAGS = frozenset(
    {"t", "delText", "instrText", "delInstrText", "f", "v", "text", "author", "definedName", "Text", "cp", "pp"}
)
BREAK_TAGS = frozenset(
    {"p", "br", "cr", "si", "comment", "Text", "sheet", "definedName", "tr", "Shape", "Glyphs", "pt", "ser"}
)
# Elements that carry words in attributes: alternative texts, names, old WordArt, XPS glyphs.
WORDED = {
    "docPr": ("descr", "title"), "cNvPr": ("descr", "title"), "textpath": ("string",), "shape": ("alt",
    "title"), "sheet": ("name",),
    "definedName": ("name",), "Glyphs": ("UnicodeString",), "Page": ("NameU", "Name"), "Master": ("NameU",),
    "alias": ("val",),
    "tag": ("val",), "documentProtection": (), "docVar": ("name", "val"), "cmAuthor": ("name",), "Prop": ("Label",),
}  # fmt: skip
HIDDEN_SHEET = re.compile(rb'state="(?:hidden|veryHidden)"')
HIDDEN_SLIDE = re.compile(rb'<p:sld\b[^>]*\bshow="(?:0|false)"')
# Binary parts that Office itself writes and that hold nothing of the author's, up to a size.
OWN_BINARY = re.compile(r"(?:.*/)?(?:printerSettings/|fonts/[^/]+\.odttf$|fonts/[^/]+\.fntdata$)", re.IGNORECASE)
OWN_BINARY_BYTES = 64 * 1024
MACROS = re.compile(r"(?:.*/)?vbaProject\.bin$", re.IGNORECASE)
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All text of an Office document in reading order, its properties, and its embedded files as parts."""
    try:
        package = Package(data, draft, job)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        read_zip(data, draft, job, depth)
        return
    if any(info.flag_bits & ENCRYPTED_FLAG for info in package.zip.infos):
        draft.degrade(Reading.OPAQUE, "encrypted", "zip")
    _read_text(package, draft, job)
    package.read_properties()
    package.read_links()
    _read_embedded(package, data, draft, job, depth)


def read_binary_workbook(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Cells of an xlsb by calamine; its properties and media as of any package."""
    package = Package(data, draft, job)
    if not add_sheets(data, draft, job):
        draft.degrade(Reading.PARTIAL, "damaged", "workbook")
    package.read_properties()
    package.read_links()
    _read_embedded(package, data, draft, job, depth, skip=re.compile(r"xl/(?!media|embeddings|vbaProject).*\.bin$"))


def _read_text(package: Package, draft: Draft, job: Job) -> None:
    strings = shared_strings(package)
    used: set[int] = set()
    for name in _text_parts(package.zip.names):
        job.check_time()
        root = package.parsed(name)
        if root is None:
            continue
        if SHEET.match(name):
            add_sheet(root, strings, used, draft)
        add_words(root, draft, is_sheet=bool(SHEET.match(name)))
        draft.add_text("\n")
        source = package.source[:65536]
        if (name == "xl/workbook.xml" and HIDDEN_SHEET.search(source)) or HIDDEN_SLIDE.search(source):
            draft.find("hidden", "sheet" if name.startswith("xl/") else "slide")
    for number, string in enumerate(strings):
        if number not in used:
            draft.add_line(string)


def _text_parts(names: tuple[str, ...]) -> Iterator[str]:
    """XML parts with words, in reading order, masters and templates last."""

    def rank(name: str) -> tuple[int, int, str]:
        group = next((place for place, pattern in enumerate(ORDER) if pattern.match(name)), len(ORDER))
        number = re.search(r"(\d{1,8})\.\w+$", name)
        return (group + 50 if MASTERS.match(name) else group), int(number.group(1)) if number else 0, name

    xml = [name for name in names if name.lower().endswith((".xml", ".fpage", ".fdoc"))]
    return (name for name in sorted(xml, key=rank) if name not in READ_ELSEWHERE and name.lower() != SHARED_STRINGS)


def add_words(root: Any, draft: Draft, *, is_sheet: bool = False) -> None:
    """Words of one XML part; of a sheet, those outside its cells."""
    for fallback in root.iter(ALTERNATE + "Fallback"):
        _drop_repeated(fallback)
    pieces: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        if is_sheet and tag in ("c", "v", "f", "t", "row"):
            continue
        if tag in BREAK_TAGS:
            pieces.append("\n")
        elif tag == "tab":
            pieces.append("\t")
        if (tag in TEXT_TAGS or tag not in WORDED) and element.text and not element.text.isspace():
            pieces.append(element.text)
            if tag in ("v", "f", "author") or tag not in TEXT_TAGS:
                pieces.append("\n")
        if tag in ("cp", "pp", "tp", "fld") and element.tail:
            pieces.append(element.tail)
        if tag in WORDED:
            pieces.extend(_attribute_words(element, WORDED[tag]))
        if len(pieces) > 20_000:
            draft.add_text("".join(pieces))
            pieces.clear()
    draft.add_text("".join(pieces))


def _drop_repeated(fallback: Any) -> None:
    """Forget the old form of a shape where it says only what its new form says."""
    choice = fallback.getparent().find(ALTERNATE + "Choice") if fallback.getparent() is not None else None
    if choice is not None and "".join(fallback.itertext()).split() == "".join(choice.itertext()).split():
        for child in list(fallback):
            fallback.remove(child)


def _attribute_words(element: Any, names: tuple[str, ...]) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] in names and value.strip():
            yield value + "\n"


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
        if member is None:
            continue
        if MACROS.match(name):
            draft.find("macros")
        job.child(draft, name, member, depth)
    for info in package.zip.infos:
        if info.filename.lower().endswith(".vml"):
            root = package.parsed(info.filename)
            if root is not None:
                add_words(root, draft)
    package.read_around(data, depth)
