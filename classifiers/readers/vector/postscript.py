"""PostScript, EPS and old Illustrator files, by their words alone: no program is run.

What a page shows are the strings that stand outside procedures. The letters of most fonts are those of the string; a
font that numbers its shapes instead makes the file partial.
Source: PostScript Language Reference, third edition; PostScript Language Document Structuring Conventions, 3.0.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings
from classifiers.readers.pdf.assembly import assembled
from classifiers.readers.pdf.strings import folded, text_of
from classifiers.readers.vector.filters import filtered
from classifiers.readers.vector.shown import Shown, words_of
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

DOS_HEAD = b"\xc5\xd0\xd3\xc6"
PROPERTIES = {
    b"Title": "title", b"Creator": "producer", b"CreationDate": "created", b"For": "author", b"Author": "author",
    b"Copyright": "comments", b"Version": "revision",
}  # fmt: skip
COMMENT = re.compile(rb"^%%(\w+):[ \t]*([^\r\n]{1,2000})", re.MULTILINE)
REMARK = re.compile(rb"^%(?![%!])[ \t]*([^\r\n]{4,500})", re.MULTILINE)
SENTENCE = re.compile(rb"^[\w\x80-\xff(][\w\x80-\xff.,:;()'/-]* [\w\x80-\xff(]")
REMARKS = 200
# From the end of its definitions on, a structured file holds pages.
BEFORE_PAGES = re.compile(rb"^%%(?:EndProlog|EndSetup|Page:)[^\r\n]*", re.MULTILINE)
ENCRYPTED = re.compile(rb"\beexec\b.*?\bcleartomark\b", re.DOTALL)
OBJECT = re.compile(rb"^\d{1,7} \d{1,5} obj\b.*?\bendobj\b", re.MULTILINE | re.DOTALL)
RESOURCE = re.compile(rb"^%%(?:Begin|End)(?:Resource|Font|ProcSet|Feature|File)[^\r\n]*", re.MULTILINE)
PREVIEW = re.compile(rb"^%%BeginPreview:.*?^%%EndPreview", re.MULTILINE | re.DOTALL)
PDF = re.compile(rb"%PDF-1\.\d.*%%EOF", re.DOTALL)
PIXELS = re.compile(rb"(?:[0-9A-Fa-f]{30,}\s+){30,}")
TEXT_CHARS = 4_000_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Words of a page description, its properties, and the files that stand in it."""
    if data.startswith(DOS_HEAD):
        _read_parts(data, draft, job, depth)
        return
    for found in COMMENT.finditer(data[: 1 << 20]):
        key = PROPERTIES.get(found.group(1))
        if key and key not in draft.metadata:
            draft.add_metadata(key, folded(words_of(b"(%s)" % found.group(2).strip(b" ()")).text) or "")
    inner = PDF.search(data)
    if inner:
        job.child(draft, "inner.pdf", inner.group(), depth)
        data = data[: inner.start()] + data[inner.end() :]
    if b"opdfread" in data or OBJECT.search(data):
        _read_objects(data, draft, job, depth)
    else:
        _read_pages(data, draft, job, depth)


def _read_parts(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file that begins with a table: PostScript, and a picture for programs that know none."""
    if len(data) < 28:
        draft.degrade(Reading.FAILED, "damaged", "header")
        return
    places = struct.unpack_from("<6I", data, 4)
    for name, start, size in zip(("page.eps", "preview.wmf", "preview.tif"), places[::2], places[1::2], strict=True):
        content = data[start : start + size]
        if len(content) < size:
            draft.degrade(Reading.PARTIAL, "damaged", "EPS is cut off")
        if content.startswith(DOS_HEAD):
            draft.degrade(Reading.PARTIAL, "damaged", "EPS within itself")
        elif name == "page.eps":
            read(content, draft, job, depth)
        elif content:
            job.child(draft, name, content, depth)


def _read_objects(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A file that holds the objects of a PDF and a program that reads them; then what stands between the objects."""
    pieces = [found.group() for found in OBJECT.finditer(data)]
    job.child(draft, "pages.pdf", assembled(pieces), depth)
    _read_pages(OBJECT.sub(b"", data), draft, job, depth)


def _read_pages(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    bare = PREVIEW.sub(b"", ENCRYPTED.sub(b"", data))
    pages = BEFORE_PAGES.search(bare)
    prolog, body = (bare[: pages.start()], bare[pages.start() :]) if pages else (b"", bare)
    shown = Shown()
    shown.learn(prolog)
    for number, piece in enumerate(_pages(body)):
        job.check_time()
        if number:
            draft.at(f"page {number}")
        words = folded(shown.words(piece))
        draft.add_text(("\f" if number > 1 else "") + words)
        draft.add_line("\n" if words and not words.endswith("\n") else "")
        for content in filtered(piece, job.limits.part_bytes):
            _read_filtered(content, shown, draft, job, depth)
    remarks = dict.fromkeys(found.group(1) for found in REMARK.finditer(bare[: 1 << 22]))
    for remark in [one for one in remarks if SENTENCE.search(one)][:REMARKS]:
        draft.add_line(folded(text_of(remark)))
    if shown.lost:
        draft.degrade(Reading.PARTIAL, "payload", f"{shown.lost} letters by the numbers of their shapes")
    if PIXELS.search(RESOURCE.sub(b"", body)):
        draft.degrade(Reading.PARTIAL, "payload", "pixels")


def _pages(body: bytes) -> list[bytes]:
    return re.split(rb"^%%Page:[^\r\n]*", body, flags=re.MULTILINE)


def _read_filtered(content: bytes, shown: Shown, draft: Draft, job: Job, depth: int) -> None:
    """Something packed: a picture is a part, a page description is read, other bytes are pixels or a font."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        job.child(draft, "picture", content, depth)
    elif sum(byte in b"\t\n\r" or 32 <= byte < 127 for byte in content[:2000]) > 0.9 * len(content[:2000]):
        draft.add_line(folded(shown.words(content)))
    else:
        add_strings(content, draft, chars=20_000)
        draft.degrade(Reading.PARTIAL, "payload", "packed data")
