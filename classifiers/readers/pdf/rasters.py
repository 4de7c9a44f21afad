"""Pages of a PDF as gray pictures: small ones for their look, large ones for their letters."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from classifiers.colours import colours_of, seen
from classifiers.document import Page
from classifiers.readers.draft import LimitReached
from classifiers.readers.pdf.shapes import ANNOTATIONS

if TYPE_CHECKING:
    from classifiers.readers.job import Job


def _is_late(pause: Any) -> bool:
    job, until = ctypes.cast(pause.contents.user, ctypes.POINTER(ctypes.py_object)).contents.value
    return bool(job.now() > until)


# Made when the module is loaded: it is code in memory, and behind the walls no such memory can be had.
IS_LATE = type(raw.IFSDK_PAUSE().NeedToPauseNow)(_is_late)


def drawn(page: Any, scale: float, job: Job, *, in_colour: bool = False) -> Any:
    """A bitmap of the page, to be closed; without its annotations where they are so many that pdfium takes minutes.

    Args:
        scale: Pixels for each 1/72 inch.
        in_colour: Four bytes a pixel, blue, green, red and one unused, instead of one byte of gray.

    Raises:
        LimitReached: drawing took too long.
        pypdfium2.PdfiumError: pdfium cannot draw it.
        ValueError: it has no extent.
    """
    width, height = (math.ceil(side * scale) for side in page.get_size())
    if min(width, height) < 1:
        raise ValueError("page without extent")
    sort = raw.FPDFBitmap_BGRx if in_colour else raw.FPDFBitmap_Gray
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, sort)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    flags = raw.FPDF_ANNOT if raw.FPDFPage_GetAnnotCount(page) <= ANNOTATIONS else 0
    flags |= 0 if in_colour else raw.FPDF_GRAYSCALE
    asked = ctypes.py_object((job, job.now() + job.limits.render_s))
    pause = raw.IFSDK_PAUSE(version=1, NeedToPauseNow=IS_LATE, user=ctypes.addressof(asked))
    status = raw.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, width, height, 0, flags, pause)
    raw.FPDF_RenderPage_Close(page)
    if status == raw.FPDF_RENDER_DONE:
        return bitmap
    bitmap.close()
    if status == raw.FPDF_RENDER_TOBECONTINUED:
        raise LimitReached("render_s", job.limits.render_s)
    raise pypdfium2.PdfiumError("the page cannot be drawn")


def raster(page: Any, number: int, counts: dict[str, int], chars: int, longer_px: int, job: Job) -> Page:
    """The page with its picture; with the counts alone where `longer_px` is 0."""
    width, height = page.get_size()
    aspect = min(1e3, max(1e-3, width / height)) if height > 0 else 1.0
    if not longer_px:
        return Page(number=number + 1, width=0, height=0, gray=b"", chars=chars, aspect=aspect, colours=None, **counts)
    longer = max(width, height, 1e-3)
    scale = longer_px / longer
    # The page's own size is hostile: the raster's sides are bounded whatever it says.
    bitmap = drawn(page, scale, job, in_colour=True)
    try:
        size = (bitmap.width, bitmap.height)
        picture = Image.frombuffer("RGB", size, bytes(bitmap.buffer), "raw", "BGRX", bitmap.stride, 1)
    finally:
        bitmap.close()
    picture = picture.crop((0, 0, min(size[0], longer_px), min(size[1], longer_px)))
    return Page(
        number=number + 1,
        width=picture.width,
        height=picture.height,
        gray=picture.convert("L").tobytes(),
        colours=colours_of(seen(picture)),
        chars=chars,
        aspect=aspect,
        **counts,
    )
