"""The letters in the pictures of one document: how many pictures may be read, and what is kept of what is seen."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING

from classifiers.ocr.engine import share
from classifiers.ocr.look import cells_of_letters, is_lone_row
from classifiers.ocr.preparation import STANDARD_DPI, dark_on_light, prepared, stood_out
from classifiers.ocr.trust import is_unread, legible

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    from classifiers.limits import Limits
    from classifiers.ocr.engine import Engine, Line, Lines
    from classifiers.readers.draft import Draft

NOT_READ = "image.no-ocr"
NOT_ASKED = "switched off"
# Cells of a look that only a picture with a passage of text has; a logo, a label or the axes of a chart have fewer.
PASSAGE_CELLS = 300


class Outcome(StrEnum):
    """What became of a picture's letters."""

    READ = "read"
    NONE = "none"
    UNREAD = "unread"


class Letters:
    """Reads letters for one document, within its limits; says of every picture what became of it.

    Args:
        engine: None where letters are not read.
        why: Why not, for people; empty where another reader is about to.
        clock: Seconds that never go back.
    """

    def __init__(
        self, engine: Engine | None, limits: Limits, *, why: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine, self._limits, self._why, self._clock = engine, limits, why, clock
        self._pictures = 0
        self._spent_s = 0.0

    @property
    def is_on(self) -> bool:
        """Whether there is an engine, so that a page is worth drawing."""
        return self._engine is not None

    @property
    def spent_s(self) -> float:
        """Seconds spent on letters so far, which no other limit counts."""
        return self._spent_s

    def pixels_per_point(self, width_pt: float, height_pt: float) -> float:
        """At which scale a page is to be drawn, in pixels for each 1/72 inch; large sheets at fewer."""
        longer = max(width_pt, height_pt, 1.0)
        return min(STANDARD_DPI / 72.0, self._limits.ocr_px / longer)

    def read(self, image: Image.Image, draft: Draft, place: str = "", *, is_inset: bool = False) -> Outcome:
        """Read a picture's letters into `draft`; finds what was not read, but leaves the reading to the caller.

        Args:
            place: Where it stands, such as `page 3`; empty for a picture that is the whole part.
            is_inset: It illustrates a document: a few letters in it, as in a logo, do not matter.
        """
        gray = prepared(image, self._limits.ocr_px)
        cells = cells_of_letters(gray) or cells_of_letters(stood_out(gray))
        if not cells:
            return Outcome.NONE
        if self._engine is None:
            return self._unread(draft, self._why, is_passage=not is_inset or cells >= PASSAGE_CELLS)
        if (reached := self._exhausted()) is not None:
            draft.find(f"limit.{reached}", f"{getattr(self._limits, reached):g}")
            return self._unread(draft, f"limit.{reached}", is_passage=not is_inset or cells >= PASSAGE_CELLS)
        outcome = self._keep(self._seen(gray), draft, place)
        if outcome is Outcome.NONE and not is_inset and is_lone_row(gray):
            draft.find("ocr.unsure", _told(place, "one row of marks"))
            return Outcome.UNREAD
        return outcome

    def read_page(self, draw: Callable[[], Image.Image], draft: Draft, place: str) -> Outcome:
        """The same for a page that has to be drawn first, at `pixels_per_point`; it is drawn only if it can be read."""
        if self._engine is None or self._exhausted() is not None:
            reached = self._exhausted() if self._engine is not None else None
            if reached is not None:
                draft.find(f"limit.{reached}", f"{getattr(self._limits, reached):g}")
            return self._unread(draft, f"limit.{reached}" if reached else self._why, is_passage=True)
        return self.read(draw(), draft, place)

    def _exhausted(self) -> str | None:
        """The limit that leaves nothing to spend; None if there is something."""
        if self._pictures >= self._limits.ocr_pages:
            return "ocr_pages"
        return "ocr_s" if self._spent_s >= self._limits.ocr_s else None

    def _seen(self, gray: Image.Image) -> Lines:
        assert self._engine is not None  # noqa: S101 - callers looked
        self._pictures += 1
        began = self._clock()
        time_s = min(self._limits.ocr_page_s, self._limits.ocr_s - self._spent_s)
        try:
            return self._engine.read(dark_on_light(gray), dpi=STANDARD_DPI, time_s=time_s)
        finally:
            self._spent_s += self._clock() - began

    def _keep(self, seen: Lines, draft: Draft, place: str) -> Outcome:
        if kept := legible(seen.lines):
            self._write(kept, draft, place)
            told = f"{self._engine.name if self._engine else ''}, confidence {share(kept):.2f}"
            draft.find("ocr", _told(place, told))
        if not seen.is_whole:
            draft.find("limit.ocr_page_s", f"{self._limits.ocr_page_s:g}")
            return Outcome.UNREAD
        if is_unread(seen):
            draft.find("ocr.unsure", _told(place, f"confidence {share(seen.lines):.2f}"))
            return Outcome.UNREAD
        return Outcome.READ if kept else Outcome.NONE

    @staticmethod
    def _write(lines: tuple[Line, ...], draft: Draft, place: str) -> None:
        draft.at(_told(place, "read by OCR", ", "))
        block = lines[0].block
        draft.add_text("\n" if draft.chars else "")
        for line in lines:
            draft.add_text(("\n" if line.block != block else "") + line.text + "\n")
            block = line.block

    @staticmethod
    def _unread(draft: Draft, why: str, *, is_passage: bool) -> Outcome:
        draft.find(NOT_READ, why)
        return Outcome.UNREAD if is_passage else Outcome.NONE


def _told(place: str, what: str, between: str = ": ") -> str:
    return between.join(each for each in (place, what) if each)
