"""Pages of a PDF whose letters are pixels or strokes: drawn large, and read by OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from classifiers.ocr.letters import Outcome
from classifiers.readers.draft import LimitReached
from classifiers.readers.pdf.rasters import drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# More strokes than a rule or a frame has: they may draw letters.
STROKES = 20
# A page with a picture as large as this and no more text than that is a scan with a header or a stamp typed on it.
PICTURE_SHARE = 0.25
HEADER_CHARS = 400
OBJECTS = 200


def needs_letters(page: Any, counts: Mapping[str, int], chars: int, *, is_garbled: bool, hidden: int = 0) -> bool:
    """Whether the page shows something that its text does not say.

    Args:
        counts: Objects of the page by kind: `texts`, `images`, `paths`.
        chars: Characters of its text, without blanks at the ends.
        is_garbled: No font names its letters.
        hidden: Runs of its text that nobody sees.
    """
    if 0 < counts["texts"] <= hidden and not counts["images"]:
        # A plot of a board: names of its pads to be found by, and letters that are strokes. A scan has an image.
        chars = 0
    if is_garbled or not chars:
        return is_garbled or counts["images"] > 0 or counts["paths"] > STROKES
    return chars < HEADER_CHARS and counts["images"] > 0 and _picture_share(page) >= PICTURE_SHARE


def read_letters(page: Any, draft: Draft, job: Job, place: str) -> Outcome:
    """Read the letters of a page as it looks; what the page draws is hostile, its size too."""
    try:
        return job.letters.read_page(lambda: _drawn(page, job), draft, place)
    except (LimitReached, pypdfium2.PdfiumError, ValueError, OverflowError) as error:
        draft.find("damaged", f"{place} cannot be drawn: {type(error).__name__}")
        return Outcome.UNREAD


def _drawn(page: Any, job: Job) -> Image.Image:
    scale = job.letters.pixels_per_point(*page.get_size())
    bitmap = drawn(page, scale, job)
    try:
        size = (bitmap.width, bitmap.height)
        return Image.frombuffer("L", size, bytes(bitmap.buffer), "raw", "L", bitmap.stride, 1)
    finally:
        bitmap.close()


def _picture_share(page: Any) -> float:
    """Share of the page that its largest picture covers; 1 where a picture stands in a form."""
    width, height = page.get_size()
    most = 0.0
    for place in range(min(max(0, raw.FPDFPage_CountObjects(page)), OBJECTS)):
        item = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and raw.FPDFFormObj_CountObjects(item) > 0:
            most = max(most, PICTURE_SHARE)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            most = max(most, _area(item) / max(1e-6, width * height))
    return most


def _area(item: Any) -> float:
    left, bottom, right, top = (raw.ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return 0.0
    return float(abs((right.value - left.value) * (top.value - bottom.value)))
