"""What older versions of a PDF said, which an editor that only appends leaves in the file.

Source: ISO 32000-2, 7.5.6.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

from classifiers.largefile import LargeFile, opened, placed, seen
from classifiers.readers.pdf.objects import Beside, beside
from classifiers.readers.pdf.pages import page_text
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

END = re.compile(rb"%%EOF[\r\n]{0,2}")
REVISIONS = 40
BLANKS = re.compile(r"\s+")


def read_revisions(
    data: bytes | LargeFile, newest: Beside, files: set[str], known: str, draft: Draft, job: Job, depth: int
) -> None:
    """Words and files that an older version has and the newest has not, a part for each version.

    Args:
        newest: What stands beside the newest pages.
        files: SHA-256 of the files in the newest version.
        known: Text of the newest pages.
    """
    ends = [found.end() for found in END.finditer(seen(data))][:-1]
    if len(ends) > REVISIONS:
        draft.degrade(Reading.PARTIAL, "limit.revisions", str(REVISIONS))
        ends = [*ends[:1], *ends[1 - REVISIONS :]]
    if not ends:
        return
    said = _squeezed(known) | _squeezed("\n".join(newest.lines))
    for number, end in enumerate(ends, start=1):
        job.check_time()
        version = data.stretch(0, end) if isinstance(data, LargeFile) else data[:end]
        text = _text_of(version, job)
        try:
            with pikepdf.open(opened(version), conversion_mode="explicit", attempt_recovery=False) as pdf:
                older = beside(pdf, draft, job)
                _read_gone(number, [*text.split("\n"), *older.lines], said, draft, job, depth)
                _read_files(number, older, files, draft, job, depth)
        except (pikepdf.PdfError, pikepdf.PasswordError):
            _read_gone(number, text.split("\n"), said, draft, job, depth)


def _read_gone(number: int, lines: list[str], said: set[str], draft: Draft, job: Job, depth: int) -> None:
    gone = [line for line in dict.fromkeys(lines) if not _squeezed(line) <= said]
    if gone:
        draft.find("revision", str(number))
        said |= _squeezed("\n".join(gone))
        job.child(draft, f"revision-{number}.txt", "\n".join(gone).encode("utf-8", "ignore"), depth)


def _read_files(number: int, older: Beside, files: set[str], draft: Draft, job: Job, depth: int) -> None:
    for name, content in older.contents():
        digest = hashlib.sha256(content or b"").hexdigest()
        if content and digest not in files:
            files.add(digest)
            draft.find("revision", str(number))
            job.child(draft, f"revision-{number}/{name}", content, depth)


def _squeezed(text: str) -> set[str]:
    return {squeezed for line in text.split("\n") if (squeezed := BLANKS.sub("", line))}


def _text_of(data: bytes | LargeFile, job: Job) -> str:
    """Text of all pages of a version; nothing where the cut is no version at all."""
    try:
        document = pypdfium2.PdfDocument(placed(data))
    except pypdfium2.PdfiumError:
        return ""
    pieces: list[str] = []
    try:
        for number in range(min(len(document), job.limits.pdf_pages)):
            job.check_time()
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                continue
            pieces.append(page_text(page)[0])
            page.close()
    finally:
        document.close()
    return "\n".join(pieces)
