"""A second file in the same bytes: before, behind or within what the first one's reader looks at.

Everything is looked for within a bounded search, and only what proves to be a file by more than a mark is opened.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.largefile import LargeFile, opened, seen
from classifiers.readers import registry
from classifiers.readers.archives import layout
from classifiers.readers.archives.headers import CABINET, RAR4, RAR5, SEVEN, is_archive_at
from classifiers.readers.binary import add_strings
from classifiers.readers.trailing import BLANK, end_of, rest_of
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

END_OF_DIRECTORY = b"PK\x05\x06"
TAIL_BYTES = 66_000
TRAILING_BYTES = 16
# Programs that show PDF look for it this far into a file, those that show HTML in a file without a type too.
HEAD_BYTES = 1024
MARKS_TRIED = 64
MARKS = (RAR4, RAR5, SEVEN, CABINET)
MARK_BYTES = 8
WINDOW_BYTES = 4 * 1024 * 1024
# Cameras and editors leave that much behind a picture; its pixels could hide more.
REMARK_BYTES = 4096
PDF_MARK = b"%PDF-"
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe)[\s>]", re.IGNORECASE)
HTML_END = re.compile(rb"</html\s*>", re.IGNORECASE)
# Types that are archives themselves, or hold their files as they are; their own readers see what is inside.
HOLDERS = (
    *layout.FAMILY, "application/vnd.", "model/vnd.dwf", "application/x-tar", "application/x-gtar", "application/x-ole",
    "application/msword", "application/x-ooxml", "application/x-ichitaro", "application/gzip", "application/x-7z",
    "application/x-rar", "application/x-cpio", "application/x-archive", "application/x-iso9660", "application/x-lha",
    "application/x-xar", "application/x-rpm", "application/warc", "application/zstd", "application/x-lz",
    "application/x-compress", "application/x-bzip2", "application/x-xz", "message/", "application/mbox",
)  # fmt: skip


def read_hidden(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Open what stands before, between or behind what a file of its type consists of, as parts of its own."""
    if draft.type.startswith(layout.FAMILY):
        layout.read_hidden(data, draft, job, depth)
    elif not draft.type.startswith(HOLDERS):
        _read_second(data, draft, job, depth)
    if isinstance(data, LargeFile):
        data.forget()


def _read_second(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    start = end_of(data, draft.type)
    zipped = _start_of_zip(data)
    if zipped > 0 or (zipped == 0 and draft.type != filetype.UNKNOWN):
        # What follows the zip is nobody's where the file itself has ended before; else it is the file's own.
        end = len(data) if start < len(data) else layout.end_of(data)
        _open("appended.zip", "application/zip", _piece(data, zipped, end), draft, job, depth)
    elif (packed := _start_of_archive(data, job)) > 0:
        kind = filetype.detect(data[packed : packed + filetype.HEAD_BYTES])
        _open("appended", kind, _piece(data, packed, len(data)), draft, job, depth)
    elif len(rest := rest_of(data, start)) > TRAILING_BYTES:
        _read_rest("trailing-data", rest, draft, job, depth)
    _read_head(data, draft, job, depth)


def _read_head(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """A PDF behind a few bytes of something else, what stands before it, and HTML at the head of either."""
    pdf = data.find(PDF_MARK, 0, HEAD_BYTES)
    if pdf > 0 and b"startxref" in data and data[:pdf].strip(BLANK + b"\xef\xbb\xbf"):
        if draft.type == "application/pdf":
            _read_rest("leading-data", data[:pdf], draft, job, depth)
        else:
            found = _piece(data, pdf, end_of(data, "application/pdf"))
            _open("embedded.pdf", "application/pdf", found, draft, job, depth)
    if draft.type == "application/pdf" or draft.type.startswith("image/"):
        page_at = HTML.search(data[:HEAD_BYTES])
        if page_at and draft.type != "image/svg+xml" and (pdf < 0 or page_at.start() > pdf):
            last = HTML_END.search(seen(data), page_at.start())
            page = data[page_at.start() : last.end() if last else HEAD_BYTES]
            _open("embedded.html", "text/html", page, draft, job, depth)


def _piece(data: bytes | LargeFile, start: int, end: int) -> bytes | LargeFile:
    return data.stretch(start, end) if isinstance(data, LargeFile) else data[start:end]


def _read_rest(finding: str, content: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Bytes that the file's own reader has not looked at: a part where they are of a known kind, else their strings."""
    file = content if isinstance(content, LargeFile) else None
    kind = filetype.detect(content[: filetype.HEAD_BYTES] if file else content[:], file=file)
    if registry.find_format(kind) is not registry.FORMATS[-1]:
        draft.find(finding, str(len(content)))
        job.child_from(draft, finding, content, depth)
        return
    add_strings(content, draft)
    if draft.type.startswith("image/") and draft.type != "image/vnd.dwg" and len(content) <= REMARK_BYTES:
        draft.find(finding, str(len(content)))
    else:
        draft.degrade(Reading.PARTIAL, finding, str(len(content)))


def _open(name: str, kind: str, content: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    draft.find("polyglot", kind)
    job.child_from(draft, name, content, depth)


def _start_of_zip(data: bytes | LargeFile) -> int:
    """Where the first member of the archive at the end of `data` begins; -1 where there is none."""
    if END_OF_DIRECTORY not in data[-TAIL_BYTES:]:
        return -1
    try:
        with zipfile.ZipFile(opened(data)) as archive:
            return min((info.header_offset for info in archive.infolist()), default=-1)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return -1


def _start_of_archive(data: bytes | LargeFile, job: Job) -> int:
    """Where a rar, 7z or cab begins whose first header is sound, as behind a program that unpacks it; -1 where none.

    Raises:
        LimitReached: the time is up.
    """
    if isinstance(data, bytes) and data.isascii() and b"\0" not in data:
        return -1  # quicker than to look for each mark: every one holds a zero or is beyond ASCII
    tried = dict.fromkeys(MARKS, 0)
    for start in range(0, len(data), WINDOW_BYTES) if isinstance(data, LargeFile) else (0,):
        job.check_time()
        window = data[start : start + WINDOW_BYTES + MARK_BYTES] if isinstance(data, LargeFile) else data
        found = [place for mark in MARKS if (place := _proved(data, window, start, mark, tried)) > 0]
        if found:
            return min(found)
    return -1


def _proved(data: bytes | LargeFile, window: bytes, start: int, mark: bytes, tried: dict[bytes, int]) -> int:
    """Where an archive with this mark begins in a window of the data; -1 where none does."""
    at = window.find(mark, 0 if start else 1)
    while at >= 0 and tried[mark] < MARKS_TRIED:
        tried[mark] += 1
        if is_archive_at(data, start + at):
            return start + at
        at = window.find(mark, at + 1)
    return -1
