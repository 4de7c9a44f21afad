"""A whole PDF: pdfium reads the pages, qpdf what stands beside them and what older versions said."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pypdfium2.raw as raw

from classifiers.largefile import LargeFile, opened, placed
from classifiers.readers.pdf.descriptions import Descriptions
from classifiers.readers.pdf.objects import Beside, beside, write_beside
from classifiers.readers.pdf.pages import read_pages
from classifiers.readers.pdf.revisions import read_revisions
from classifiers.readers.pdf.salvage import mended, padded, read_streams
from classifiers.readers.pdf.strings import folded
from classifiers.readers.pdf.veiled import shown_pages, veiled_lines
from classifiers.readers.pdf.xmp import KEYS, date_of
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADER_BYTES = 1024
ATTACHMENTS = 100
FAULTS = (pikepdf.PdfError, pikepdf.QpdfRuntimeError)
LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """A whole PDF; one that asks for a password is opaque, a page whose words are pixels makes it partial."""
    start = data.find(b"%PDF-")
    if start > HEADER_BYTES:
        draft.find("leading-data", str(start))
        data = data.stretch(start, len(data)) if isinstance(data, LargeFile) else data[start:]
    pikepdf.settings.set_qpdf_limits(flate_max_memory=job.limits.part_bytes, png_max_memory=job.limits.part_bytes)
    _forget_last_error()
    try:
        document = pypdfium2.PdfDocument(placed(data))
    except pypdfium2.PdfiumError:
        if raw.FPDF_GetLastError() in LOCKED:
            draft.degrade(Reading.OPAQUE, "encrypted", "PDF")
        else:
            _read_damaged(data, draft, job, depth)
        return
    try:
        _read_open(data, document, draft, job, depth)
    finally:
        document.close()


def _forget_last_error() -> None:
    """Make pdfium's last error that of a file without a format.

    pdfium keeps one error a process, and fails on some damaged files without setting it: the answer about this file
    would be that of an earlier one, "asks for a password" perhaps.
    """
    with contextlib.suppress(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(b"none").close()


def _read_open(data: bytes | LargeFile, document: Any, draft: Draft, job: Job, depth: int) -> None:
    """Properties, pages, what stands beside them, and what older versions said."""
    for key, value in document.get_metadata_dict(skip_empty=True).items():
        draft.add_metadata(KEYS.get(key, key), date_of(folded(value)))
    if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
        draft.find("protected", "opens without a password")
    found, files = Beside(), set[str]()
    with contextlib.ExitStack() as stack:
        pdf, fault = _opened(data, stack)
        told = read_pages(document, Descriptions(shown_pages(pdf) if pdf else [], job), draft, job)
        known = "\n".join(told.texts)
        try:
            if pdf:
                found = beside(pdf, draft, job)
                veiled = veiled_lines(pdf, found.forms, found.pages, told.spoken, known, job)
                files = write_beside(found, veiled, known, draft, job, depth)
        except FAULTS as error:
            fault = error
    if isinstance(fault, pikepdf.PasswordError):
        _lock_attachments(document, draft, job)
    elif fault:
        # What pdfium opens and qpdf does not is seldom healthy; its files at least are read.
        _read_attachments(document, draft, job, depth)
        draft.degrade(Reading.PARTIAL, "damaged", "objects")
        if not draft.chars:
            read_streams(data, draft, job)
    read_revisions(data, found, files, known, draft, job, depth)


def _opened(data: bytes | LargeFile, stack: contextlib.ExitStack[bool | None]) -> tuple[Any, Exception | None]:
    """The file as qpdf opens it until the stack ends, or why it does not."""
    try:
        return stack.enter_context(pikepdf.open(opened(data), conversion_mode="explicit")), None
    except (*FAULTS, pikepdf.PasswordError) as error:
        fault = error
    anew = b"" if isinstance(data, LargeFile) else padded(data)
    with contextlib.suppress(*FAULTS, pikepdf.PasswordError):
        if anew:
            return stack.enter_context(pikepdf.open(io.BytesIO(anew), conversion_mode="explicit")), None
    return None, fault


def _read_damaged(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """What pdfium cannot open: mended by qpdf where it can, else the words in its streams."""
    whole = b"" if isinstance(data, LargeFile) else mended(data, job.limits.part_bytes)
    try:
        document = pypdfium2.PdfDocument(whole) if whole else None
    except pypdfium2.PdfiumError:
        document = None
    if document is not None and len(document):
        try:
            _read_open(whole, document, draft, job, depth)
        finally:
            document.close()
    else:
        read_streams(data, draft, job)
    has_content = bool(draft.chars or any(page.gray for page in draft.pages))
    draft.degrade(Reading.PARTIAL if has_content else Reading.FAILED, "damaged", "PDF")


def _lock_attachments(document: Any, draft: Draft, job: Job) -> None:
    """Files of a document whose pages open without a password, and whose files do not."""
    for place in range(min(document.count_attachments(), ATTACHMENTS)):
        job.opaque_child(draft, f"attachment-{place + 1}", 0, "encrypted", "attachment")
    draft.degrade(Reading.PARTIAL, "encrypted", "files and notes")


def _read_attachments(document: Any, draft: Draft, job: Job, depth: int) -> None:
    count = document.count_attachments()
    for place in range(min(count, ATTACHMENTS)):
        try:
            attachment = document.get_attachment(place)
            name, data = attachment.get_name(), bytes(attachment.get_data())
        except (pypdfium2.PdfiumError, ValueError, UnicodeError):
            job.opaque_child(draft, f"attachment-{place + 1}", 0, "damaged", "attachment")
            continue
        job.child(draft, name or f"attachment-{place + 1}", data, depth)
    if count > ATTACHMENTS:
        draft.degrade(Reading.PARTIAL, "limit.attachments", str(ATTACHMENTS))
