"""Pictures on a PDF's page of text: the letters in them, each picture once.

Source: pdfium's fpdf_edit.h.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as raw

from classifiers.ocr.letters import Outcome
from classifiers.readers.pdf.shapes import box_of
from classifiers.readers.pdf.strings import squeezed

if TYPE_CHECKING:
    from PIL import Image

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

OBJECTS, FORM_LEVELS = 2_000, 4
PICTURES = 300
LEAST_PX = 24
CHARS = 400  # on a picture; a caption or a title has fewer
# Pixels of a picture that is unpacked, in bytes of which there are four, and copied once.
MOST_PX = 40_000_000


class Insets:
    """The pictures of one document."""

    def __init__(self, draft: Draft, job: Job) -> None:
        self._draft, self._job = draft, job
        self._seen: set[bytes] = set()

    def read(self, page: Any, place: str) -> Outcome:
        """Read the pictures of a page that no page before had; unread if one of them is.

        Much text that lies on a picture is what the picture, a scan, says itself.
        """
        unread = False
        for item in _pictures(page):
            if len(self._seen) >= PICTURES:
                self._draft.find("limit.pictures", str(PICTURES))
                return Outcome.UNREAD
            self._job.check_time()
            digest = _digest(item)
            if digest not in self._seen:
                self._seen.add(digest)
                unread |= not _is_spelt_out(page, item) and self._read_one(item, place) is Outcome.UNREAD
        return Outcome.UNREAD if unread else Outcome.NONE

    def _read_one(self, item: Any, place: str) -> Outcome:
        width, height = ctypes.c_uint(), ctypes.c_uint()
        if not raw.FPDFImageObj_GetImagePixelSize(item, width, height) or min(width.value, height.value) < LEAST_PX:
            return Outcome.NONE
        if width.value * height.value > min(MOST_PX, self._job.limits.image_px):
            self._draft.find("limit.image_px", f"{width.value}x{height.value}")
            return Outcome.UNREAD
        try:
            image = _image(item)
        except (pypdfium2.PdfiumError, ValueError):
            return Outcome.NONE
        return self._job.letters.read(image, self._draft, place, is_inset=True) if image else Outcome.NONE


def _pictures(page: Any) -> Iterator[Any]:
    """Pictures of the page and of its forms, as objects of pdfium."""
    left = OBJECTS
    stack = [(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, 0)]
    while stack:
        holder, count, get, level = stack.pop()
        for place in range(min(max(0, count(holder)), left)):
            left -= 1
            item = get(holder, place)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                yield item
            elif kind == raw.FPDF_PAGEOBJ_FORM and level < FORM_LEVELS:
                stack.append((item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, level + 1))


def _is_spelt_out(page: Any, item: Any) -> bool:
    box = box_of(item)
    if box is None:
        return False
    textpage = page.get_textpage()
    try:
        return len(squeezed(textpage.get_text_bounded(*box, errors="ignore"))) >= CHARS
    finally:
        textpage.close()


def _digest(item: Any) -> bytes:
    size = raw.FPDFImageObj_GetImageDataRaw(item, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFImageObj_GetImageDataRaw(item, buffer, size)
    return hashlib.sha256(buffer.raw).digest()


def _image(item: Any) -> Image.Image | None:
    """The picture by itself, in gray, without what lies over or under it on the page."""
    handle = raw.FPDFImageObj_GetBitmap(item)
    if not handle:
        return None
    # Converting copies, so that nothing of the bitmap is kept, which goes with its last name.
    image: Image.Image = pypdfium2.PdfBitmap.from_raw(handle).to_pil().convert("L")
    return image
