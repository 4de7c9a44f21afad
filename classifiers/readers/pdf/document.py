"""PDF by pypdfium2: text, properties, annotations, attachments, object counts and gray rasters."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as raw

from classifiers.document import Page
from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADER_BYTES = 1024
ATTACHMENTS = 100
ANNOTATIONS = 500
OBJECT_KINDS = {raw.FPDF_PAGEOBJ_TEXT: "texts", raw.FPDF_PAGEOBJ_PATH: "paths", raw.FPDF_PAGEOBJ_IMAGE: "images"}
LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A whole PDF; one that asks for a password is opaque, a page whose words are pixels makes it partial."""
    start = data.find(b"%PDF-")
    if start > HEADER_BYTES:
        draft.find("leading-data", str(start))
        data = data[start:]
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in LOCKED or "assword" in str(error):
            draft.degrade(Reading.OPAQUE, "encrypted", "PDF")
        else:
            draft.degrade(Reading.FAILED, "damaged", "PDF")
        return
    try:
        for key, value in document.get_metadata_dict(skip_empty=True).items():
            draft.add_metadata(key, value)
        if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
            draft.find("protected", "opens without a password")
        _read_pages(document, draft, job)
        _read_attachments(document, draft, job, depth)
    finally:
        document.close()


def _read_pages(document: Any, draft: Draft, job: Job) -> None:
    limits = job.limits
    count = len(document)
    if count == 0:
        draft.degrade(Reading.FAILED, "damaged", "no pages")
        return
    render_until = job.now() + limits.render_s
    without_text = 0
    for number in range(min(count, limits.pdf_pages)):
        job.check_time()
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            draft.degrade(Reading.PARTIAL, "damaged", f"page {number + 1}")
            continue
        try:
            without_text += _read_page(page, number, draft, job, is_rendered=job.now() < render_until)
        finally:
            page.close()
    if without_text:
        draft.degrade(Reading.PARTIAL, "page.no-text", str(without_text))
    if count > limits.pdf_pages:
        raise LimitReached("pdf_pages", limits.pdf_pages)
    rendered = sum(bool(page.gray) for page in draft.pages)
    if count > rendered:
        draft.find("limit.pages", f"{rendered} of {count} rendered")


def _read_page(page: Any, number: int, draft: Draft, job: Job, *, is_rendered: bool) -> bool:
    """Read one page; says whether it shows something and has no text."""
    text = _page_text(page)
    draft.add_text(("\f" if number else "") + text)
    _read_annotations(page, draft)
    counts = _object_counts(page, job.limits.page_objects)
    longer_px = job.limits.raster_px if is_rendered and job.wants_page() else 0
    try:
        picture = _raster(page, number, counts, len(text.strip()), longer_px)
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        draft.degrade(Reading.PARTIAL, "damaged", f"page {number + 1} cannot be drawn")
        picture = _raster(page, number, counts, len(text.strip()), 0)
    job.add_page(draft, picture)
    return not text.strip() and (counts["images"] > 0 or counts["paths"] > 20)


def _page_text(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        # Lone halves of surrogate pairs come from broken fonts.
        return (
            str(textpage.get_text_range(errors="ignore"))
            .replace("\r\n", "\n")
            .replace("\ufffe", "")
            .replace("\f", "\n")
        )
    finally:
        textpage.close()


def _object_counts(page: Any, most: int) -> dict[str, int]:
    """Texts, paths and images, those inside forms included, up to `most` objects; of annotations, what they draw."""
    counts = _counts_of(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, most)
    # A picture need not stand in the page itself: a stamp shows one too.
    annotations = raw.FPDFPage_GetAnnotCount(page)
    if annotations > ANNOTATIONS:
        counts["segments"] += most
    for place in range(min(annotations, ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        if annotation:
            drawn = _counts_of(annotation, raw.FPDFAnnot_GetObjectCount, raw.FPDFAnnot_GetObject, most // 100)
            counts["images"] += drawn["images"]
            counts["segments"] += drawn["segments"]
            raw.FPDFPage_CloseAnnot(annotation)
    return counts


def _counts_of(holder: Any, count: Any, get: Any, most: int) -> dict[str, int]:
    """Objects of a page or an annotation by their kind, and the segments of its paths."""
    counts = {"texts": 0, "paths": 0, "images": 0, "segments": 0}
    left = most
    stack = [(holder, count, get, 0)]
    while stack:
        holder, count, get, level = stack.pop()
        for place in range(min(max(0, count(holder)), left)):
            left -= 1
            item = get(holder, place)
            kind = raw.FPDFPageObj_GetType(item)
            if kind in OBJECT_KINDS:
                counts[OBJECT_KINDS[kind]] += 1
            if kind == raw.FPDF_PAGEOBJ_PATH:
                counts["segments"] += max(0, raw.FPDFPath_CountSegments(item))
            elif kind == raw.FPDF_PAGEOBJ_FORM and level < 6:
                stack.append((item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, level + 1))
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                left = 0
    if left <= 0:
        counts["segments"] += most  # what was not looked at may draw anything
    return counts


def _raster(page: Any, number: int, counts: dict[str, int], chars: int, longer_px: int) -> Page:
    """The page with its picture; with the counts alone where `longer_px` is 0."""
    width, height = page.get_size()
    aspect = min(1e3, max(1e-3, width / height)) if height > 0 else 1.0
    if not longer_px:
        return Page(number=number + 1, width=0, height=0, gray=b"", chars=chars, aspect=aspect, **counts)
    longer = max(width, height, 1e-3)
    scale = longer_px / longer
    # The page's own size is hostile: the raster's sides are bounded whatever it says.
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, fill_color=(255, 255, 255, 255))
    try:
        columns, rows, stride = min(bitmap.width, longer_px + 1), min(bitmap.height, longer_px + 1), bitmap.stride
        buffer = bytes(bitmap.buffer)
        gray = b"".join(
            buffer[row * stride : row * stride + min(columns, longer_px)] for row in range(min(rows, longer_px))
        )
    finally:
        bitmap.close()
    return Page(
        number=number + 1,
        width=min(columns, longer_px),
        height=min(rows, longer_px),
        gray=gray,
        chars=chars,
        aspect=aspect,
        **counts,
    )


def _read_annotations(page: Any, draft: Draft) -> None:
    """Words of comments, stamps, form fields, and addresses of links."""
    for place in range(min(raw.FPDFPage_GetAnnotCount(page), ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        for key in (b"Contents", b"V", b"RC", b"T"):
            draft.add_line(_annotation_text(annotation, key))
        raw.FPDFPage_CloseAnnot(annotation)


def _annotation_text(annotation: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2 or size > 1_000_000:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "ignore")


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
