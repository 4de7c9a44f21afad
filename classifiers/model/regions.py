"""Which part of a page made the drawing model speak: the quarter without which it is least sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Reason, ReasonKind, Region
from classifiers.model.raster import page_features

if TYPE_CHECKING:
    from classifiers.assessment import DrawingScore
    from classifiers.document import Page, Part


QUARTERS = tuple(
    Region(left=left, top=top, right=left + 0.5, bottom=top + 0.5) for top in (0.0, 0.5) for left in (0.0, 0.5)
)


def speaking_region(page: Page, text: str, score: Callable[[NDArray[np.float32]], float]) -> Region:
    """The quarter of the page whose blanking lowers the probability most; the first where none does.

    Args:
        page: With a raster.
        text: Words of the page; they count in every quarter.
        score: Probability of features, as `page_features` gives them.
    """
    gray = np.frombuffer(page.gray, dtype=np.uint8)[: page.width * page.height].reshape(page.height, page.width)
    paper = int(np.bincount(gray.ravel(), minlength=256).argmax())
    return min(QUARTERS, key=lambda region: score(page_features(_without(page, gray, region, paper), text)))


def page_reasons(part: Part, drawing: DrawingScore) -> tuple[Reason, ...]:
    """Which page of a part is a drawing, and where on it that shows; none where no page was found to be one."""
    if drawing.region is None:
        return ()
    place = f"page {drawing.page}, {_corner(drawing.region)}"
    return (Reason(kind=ReasonKind.PAGE, key=drawing.kind, text="", part=part.name, where=place, weight=drawing.p),)


def _corner(region: Region) -> str:
    return f"{'upper' if region.top < 0.5 else 'lower'} {'left' if region.left < 0.5 else 'right'}"


def _without(page: Page, gray: NDArray[np.uint8], region: Region, paper: int) -> Page:
    blanked = gray.copy()
    rows = slice(int(region.top * page.height), int(region.bottom * page.height))
    blanked[rows, int(region.left * page.width) : int(region.right * page.width)] = paper
    return replace(page, gray=blanked.tobytes())
