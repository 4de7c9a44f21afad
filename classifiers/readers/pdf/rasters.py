"""Pages of a PDF as gray pictures: small ones for their look, large ones for their letters."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as raw

from classifiers.document import Page
from classifiers.readers.pdf.shapes import ANNOTATIONS


def drawn(page: Any, scale: float) -> Any:
    """A bitmap of the page, to be closed; without its annotations where they are so many that pdfium takes minutes.

    Args:
        scale: Pixels for each 1/72 inch.
    """
    return page.render(
        scale=scale,
        grayscale=True,
        may_draw_forms=False,
        draw_annots=raw.FPDFPage_GetAnnotCount(page) <= ANNOTATIONS,
        fill_color=(255, 255, 255, 255),
    )


def raster(page: Any, number: int, counts: dict[str, int], chars: int, longer_px: int) -> Page:
    """The page with its picture; with the counts alone where `longer_px` is 0."""
    width, height = page.get_size()
    aspect = min(1e3, max(1e-3, width / height)) if height > 0 else 1.0
    if not longer_px:
        return Page(number=number + 1, width=0, height=0, gray=b"", chars=chars, aspect=aspect, **counts)
    longer = max(width, height, 1e-3)
    scale = longer_px / longer
    # The page's own size is hostile: the raster's sides are bounded whatever it says.
    bitmap = drawn(page, scale)
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
