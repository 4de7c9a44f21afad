"""What a metafile draws: its texts joined to lines, its strokes to a small raster, its bitmaps to parts."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from classifiers.document import Page
from classifiers.ocr.letters import Outcome
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

Point = tuple[float, float]
STROKES = 20_000
POINTS = 400_000
TEXTS = 200_000
MARGIN_PX = 6
# Fewer strokes than this write no word.
LETTER_STROKES = 12
LETTERS_PX = 1_400
# In heights of the letters: what is still one line, and what parts words.
LINE_STEP = 0.4
WORD_GAP = 0.25


class Sheet:
    """Takes what records draw, in their order."""

    def __init__(self, draft: Draft, job: Job, depth: int) -> None:
        self._draft, self._job, self._depth = draft, job, depth
        self._pieces: list[str] = []
        self._end: Point | None = None  # where the last text ends
        self._strokes: list[list[Point]] = []
        self._points = 0
        self._texts = 0
        self._segments = 0
        self._pictures: set[str] = set()
        self.counts: Counter[str] = Counter()

    @property
    def text(self) -> str:
        """Everything written so far."""
        return "".join(self._pieces)

    def write(self, text: str, at: Point, height: float, width: float = 0.0) -> None:
        """Text at a place; what stands on the same base line as the text before goes on with its line."""
        text = text.replace("\0", "")
        if not text or self._texts >= TEXTS:
            return
        self._texts += 1
        height = max(abs(height), 1e-6)
        if self._end is not None:
            gap = at[0] - self._end[0]
            is_same = abs(at[1] - self._end[1]) < LINE_STEP * height and gap > -height
            self._pieces.append("\n" if not is_same else " " if gap > WORD_GAP * height else "")
        self._pieces.append(text)
        guessed = sum(1.0 if char > "\u2e00" else 0.55 for char in text) * height
        # Steps of nonsense are met; what they give must be near to what the letters need.
        self._end = at[0] + (width if 0.2 * guessed < width < 3 * guessed else guessed), at[1]

    def write_line(self, text: str) -> None:
        """Text without a place: a description, a remark."""
        if text.strip():
            self._pieces.append(("\n" if self._pieces else "") + text.strip())
            self._end = (-math.inf, -math.inf)

    def stroke(self, points: list[Point]) -> None:
        """A line through points; strokes beyond the bounds are counted and not drawn."""
        self._segments += max(0, len(points) - 1)
        if len(self._strokes) < STROKES and self._points + len(points) <= POINTS:
            kept = [point for point in points if math.isfinite(point[0]) and math.isfinite(point[1])]
            if len(kept) > 1:
                self._points += len(kept)
                self._strokes.append(kept)

    def picture(self, content: bytes, name: str = "picture") -> None:
        """A file that a record holds, once, as a part."""
        digest = hashlib.sha256(content).hexdigest()
        if content and digest not in self._pictures:
            self._pictures.add(digest)
            self._job.child(self._draft, f"{name}-{len(self._pictures)}", content, self._depth)

    def finish(self) -> None:
        """Write text, counts and raster into the draft; letters that strokes draw are read where they can be."""
        draft, job = self._draft, self._job
        draft.add_line(self.text)
        draft.cad.update(self.counts)
        if not self._strokes:
            return
        if not self._texts and len(self._strokes) >= LETTER_STROKES:
            drawn = self._drawn(LETTERS_PX)
            if job.letters.read(drawn, draft, is_inset=self._depth > 0) is Outcome.UNREAD:
                draft.reading = max(draft.reading, Reading.PARTIAL)
        if job.wants_page():
            image = self._drawn(job.limits.raster_px)
            page = Page(
                number=1, width=image.width, height=image.height, gray=image.tobytes(), paths=len(self._strokes),
                texts=self._texts, images=len(self._pictures), segments=self._segments,
                aspect=image.width / image.height,
            )  # fmt: skip
            job.add_page(draft, page)

    def _drawn(self, longer_px: int) -> Image.Image:
        """All strokes in black on white."""
        xs = [x for stroke in self._strokes for x, _ in stroke]
        ys = [y for stroke in self._strokes for _, y in stroke]
        left, top, across, down = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
        scale = (longer_px - 2 * MARGIN_PX) / max(across, down, 1e-9)
        width, height = (
            max(2 * MARGIN_PX, min(longer_px, round(span * scale) + 2 * MARGIN_PX)) for span in (across, down)
        )
        image = Image.new("L", (width, height), 255)
        pen = ImageDraw.Draw(image)
        for stroke in self._strokes:
            pen.line([(MARGIN_PX + (x - left) * scale, MARGIN_PX + (y - top) * scale) for x, y in stroke], fill=0)
        return image
