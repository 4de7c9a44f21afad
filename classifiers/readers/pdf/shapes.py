"""What a PDF's page draws: counts by kind, and text that is there and cannot be seen.

Source: pdfium's fpdf_edit.h; ISO 32000-2, 9.3.6 (rendering modes of text).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

ANNOTATIONS = 500
OBJECT_KINDS = {raw.FPDF_PAGEOBJ_TEXT: "texts", raw.FPDF_PAGEOBJ_PATH: "paths", raw.FPDF_PAGEOBJ_IMAGE: "images"}
INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
FORM_LEVELS = 6
COVERS = 400
MARKS = 20
TINY_PT = 1.0
NEARLY_WHITE = 250
RECTANGLE_SEGMENTS = (4, 5, 6)

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(slots=True, kw_only=True)
class Shapes:
    """What was counted on a page.

    Attributes:
        hidden: Runs of text that nobody sees: invisible, white on white, tiny, off the page or under something.
        is_spoken: Whether a replacement text stands for a run of text, so that the letters drawn may be others.
    """

    counts: dict[str, int] = field(default_factory=lambda: {"texts": 0, "paths": 0, "images": 0, "segments": 0})
    hidden: int = 0
    is_spoken: bool = False


def shapes_of(page: Any, most: int) -> Shapes:
    """Texts, paths and images, those inside forms included, up to `most` objects; of annotations, what they draw."""
    shapes = Shapes()
    sight = _Sight((0.0, 0.0, *page.get_size()) if page.get_rotation() in (0, 180) else None)
    _count(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, most, shapes.counts, sight)
    # A picture need not stand in the page itself: a stamp shows one too.
    annotations = raw.FPDFPage_GetAnnotCount(page)
    if annotations > ANNOTATIONS:
        shapes.counts["segments"] += most
    for place in range(min(annotations, ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        if annotation:
            drawn = Shapes().counts
            _count(annotation, raw.FPDFAnnot_GetObjectCount, raw.FPDFAnnot_GetObject, most // 100, drawn, None)
            shapes.counts["images"] += drawn["images"]
            shapes.counts["segments"] += drawn["segments"]
            raw.FPDFPage_CloseAnnot(annotation)
    shapes.hidden = sight.hidden()
    shapes.is_spoken = sight.is_spoken
    return shapes


def _count(holder: Any, count: Any, get: Any, most: int, counts: dict[str, int], sight: _Sight | None) -> None:
    """Objects of a page or an annotation by their kind, and the segments of its paths."""
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
            elif kind == raw.FPDF_PAGEOBJ_FORM and level < FORM_LEVELS:
                stack.append((item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, level + 1))
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                left = 0
            if sight is not None:
                sight.take(item, kind, is_on_page=level == 0)
    if left <= 0:
        counts["segments"] += most  # what was not looked at may draw anything


class _Sight:
    """Which runs of text are seen, as objects are drawn one over the other.

    Args:
        page: The page's box; None where it is not known in the coordinates of its objects.
    """

    def __init__(self, page: Box | None) -> None:
        self._page = page
        self._hidden = 0
        self._grounds: list[Box] = []  # anything drawn that is not white
        self._covers: list[tuple[int, Box]] = []  # opaque rectangles and pictures, by their turn
        self._texts: list[tuple[int, Box]] = []
        self._turn = 0
        self.is_spoken = False

    def take(self, item: Any, kind: int, *, is_on_page: bool) -> None:
        """Look at the next object drawn."""
        self._turn += 1
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self.is_spoken = self.is_spoken or _has_replacement(item)
            self._take_text(item, is_on_page=is_on_page)
        elif not is_on_page or len(self._covers) >= COVERS:
            return
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._take_cover(item, is_white=False)
        elif kind == raw.FPDF_PAGEOBJ_PATH and _is_filled(item):
            red, green, blue, alpha = _fill_of(item)
            is_white = min(red, green, blue) >= NEARLY_WHITE
            if alpha == 255 and raw.FPDFPath_CountSegments(item) in RECTANGLE_SEGMENTS:
                self._take_cover(item, is_white=is_white)
            elif not is_white and len(self._grounds) < COVERS and (box := box_of(item)):
                self._grounds.append(box)

    def _take_cover(self, item: Any, *, is_white: bool) -> None:
        box = box_of(item)
        if box:
            self._covers.append((self._turn, box))
            if not is_white:
                self._grounds.append(box)

    def _take_text(self, item: Any, *, is_on_page: bool) -> None:
        if raw.FPDFTextObj_GetTextRenderMode(item) in INVISIBLE:
            self._hidden += 1
            return
        box = box_of(item) if is_on_page else None
        if box is None or box[2] <= box[0]:
            return
        red, green, blue, alpha = _fill_of(item)
        is_pale = alpha == 0 or (min(red, green, blue) >= NEARLY_WHITE and not self._has_ground(box))
        if is_pale or 0 < box[3] - box[1] < TINY_PT > box[2] - box[0] or self._is_off(box):
            self._hidden += 1
        else:
            self._texts.append((self._turn, box))

    def _has_ground(self, box: Box) -> bool:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._grounds)

    def _is_off(self, box: Box) -> bool:
        page = self._page
        return page is not None and (box[2] < page[0] or box[0] > page[2] or box[3] < page[1] or box[1] > page[3])

    def hidden(self) -> int:
        """Runs that were not seen when drawn, and those that something was drawn over since."""
        last = max((turn for turn, _ in self._covers), default=0)
        covered = sum(self._is_covered(turn, box) for turn, box in self._texts if turn < last)
        return self._hidden + covered

    def _is_covered(self, turn: int, box: Box) -> bool:
        return any(
            later > turn and left <= box[0] and bottom <= box[1] and right >= box[2] and top >= box[3]
            for later, (left, bottom, right, top) in self._covers
        )


def _has_replacement(item: Any) -> bool:
    """Whether a text is marked as standing for another one; marks of page layout have no such key."""
    for place in range(min(MARKS, max(0, raw.FPDFPageObj_CountMarks(item)))):
        mark = raw.FPDFPageObj_GetMark(item, place)
        if raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") == raw.FPDF_OBJECT_STRING:
            return True
    return False


def box_of(item: Any) -> Box | None:
    """Where an object stands; None where not known."""
    sides = (ctypes.c_float * 4)()
    pointers = [ctypes.cast(ctypes.addressof(sides) + 4 * place, ctypes.POINTER(ctypes.c_float)) for place in range(4)]
    if not raw.FPDFPageObj_GetBounds(item, *pointers):
        return None
    return sides[0], sides[1], sides[2], sides[3]


def _fill_of(item: Any) -> tuple[int, int, int, int]:
    """Red, green, blue and alpha, 0 to 255; black where not known."""
    values = [ctypes.c_uint(0) for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(item, *(ctypes.byref(value) for value in values)):
        return 0, 0, 0, 255
    return values[0].value, values[1].value, values[2].value, values[3].value


def _is_filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(0), ctypes.c_int(0)
    return bool(raw.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke)) and mode.value)
