"""What an engine is to the rest: a gray picture in, lines with their confidence out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL import Image

Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of letters.

    Attributes:
        confidence: The engine's own, 0 to 1.
        block: Lines of one number belong together.
        box: Where it stands, in pixels of the picture as it was turned.
    """

    text: str
    confidence: float
    block: int = 0
    box: Box = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What an engine saw, in reading order.

    Attributes:
        turned_deg: By how much the picture was turned, counter-clockwise, until its letters stood upright.
        is_whole: Not stopped by the time.
        passed: Places of letters that could not be read: about how many signs each has room for.
    """

    lines: tuple[Line, ...] = ()
    turned_deg: int = 0
    is_whole: bool = True
    passed: tuple[int, ...] = ()


class Engine(Protocol):
    """Reads letters. Opened before the walls stand; afterwards it opens nothing and starts no thread."""

    @property
    def name(self) -> str:
        """Product and version, such as `tesseract 5.5.4`."""

    def read(self, gray: Image.Image, *, dpi: int, time_s: float) -> Lines:
        """Read a picture.

        Args:
            gray: Mode `L`, dark letters on light ground.
            dpi: Its resolution, as far as it is known.
            time_s: Seconds that it may take; what was read by then is returned.
        """


def share(lines: tuple[Line, ...]) -> float:
    """Mean confidence, by characters; 0 where there are none."""
    chars = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / chars if chars else 0.0
