"""Points of a model: their extents as measures, and whether they are geometry at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, AnyStr

import numpy as np

from classifiers.document import MeasureKind
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from classifiers.readers.draft import Draft
    from classifiers.readers.outline import Outline

# Sizes in a model, in any unit. Of bytes that were put in the place of coordinates a good third lie beyond.
LARGEST = 1e9
STRAY_SHARE = 0.02
RADII = 2_000
BLOCK_BYTES = 2 * 1024 * 1024
UNIT_NAMES = {
    "millimeter": "mm", "millimetre": "mm", "millimeters": "mm", "mm": "mm", "centimeter": "cm", "centimetre": "cm",
    "cm": "cm", "meter": "m", "metre": "m", "m": "m", "inch": "in", "in": "in", "inches": "in", "foot": "ft",
    "feet": "ft", "ft": "ft", "micron": "um", "micrometer": "um", "um": "um", "mil": "mil", "mile": "mi",
    "kilometer": "km", "km": "km",
}  # fmt: skip


def unit_name(name: str) -> str:
    """The short name of a unit of length, such as `mm`; what is not known as it stands."""
    return UNIT_NAMES.get(name.strip().lower(), name.strip()[:20])


class Box:
    """The smallest box, along the axes, around points that come a few at a time."""

    def __init__(self) -> None:
        self._low = [math.inf] * 3
        self._high = [-math.inf] * 3
        self._values = 0
        self._strays = 0

    def take(self, points: Any) -> None:
        """Take points into account.

        Args:
            points: Array of floats, shape (n, 3); what is no finite number is left out.
        """
        with np.errstate(all="ignore"):
            values = np.asarray(points, dtype=np.float64).reshape(-1, 3)
            if not values.size:
                return
            sound = np.abs(values) <= LARGEST
        self._values += values.size
        self._strays += int(values.size - np.count_nonzero(sound))
        kept = values[sound.all(axis=1)]
        if len(kept):
            self._low = [min(pair) for pair in zip(self._low, kept.min(axis=0).tolist(), strict=True)]
            self._high = [max(pair) for pair in zip(self._high, kept.max(axis=0).tolist(), strict=True)]

    @property
    def is_geometry(self) -> bool:
        """Whether the numbers are such as a model has; other bytes in their place are not."""
        return self._strays <= STRAY_SHARE * self._values

    def tell(self, draft: Draft, unit: str = "") -> None:
        """Extents along x, y and z as measures, largest first; a finding where the numbers are none of a model."""
        if self._low[0] <= self._high[0]:
            sizes = [high - low for low, high in zip(self._low, self._high, strict=True)]
            for size in sorted(sizes, reverse=True):
                draft.add_measure(MeasureKind.EXTENT, round(size, 9), unit=unit)
        if not self.is_geometry:
            draft.degrade(Reading.PARTIAL, "payload", "no geometry")


def add_radii(draft: Draft, radii: Iterable[float], unit: str = "") -> None:
    """Each radius once, smallest first."""
    for radius in sorted({round(radius, 6) for radius in radii if 0 < radius < LARGEST})[:RADII]:
        draft.add_measure(MeasureKind.RADIUS, radius, unit=unit)


def volume(triangles: Any) -> float:
    """Volume that triangles enclose, in cubic units; of no meaning where they are not closed.

    Args:
        triangles: Array of floats, shape (n, 3, 3).
    """
    with np.errstate(all="ignore"):
        corners = np.asarray(triangles, dtype=np.float64)
        if not len(corners):
            return 0.0
        total = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6.0
    return abs(float(total)) if math.isfinite(float(total)) else 0.0


def add_sides(outline: Outline, triangles: Any) -> None:
    """Sides of triangles, as many as the outline takes.

    Args:
        triangles: Array of floats, shape (n, 3, 3).
    """
    if not outline.is_full:
        with np.errstate(all="ignore"):
            corners = np.asarray(triangles[: outline.room], dtype=np.float64)
        outline.add_edges(np.stack([corners, np.roll(corners, -1, axis=1)], axis=2).reshape(-1, 2, 3))


def line_blocks(data: AnyStr) -> Iterator[AnyStr]:
    """The text in blocks of whole lines, since a pattern over all of it at once would take many times its memory."""
    place = 0
    while place < len(data):
        end = data.find("\n" if isinstance(data, str) else b"\n", place + BLOCK_BYTES)
        end = len(data) if end < 0 else end + 1
        yield data[place:end]
        place = end


def numbers(words: Sequence[str]) -> list[float]:
    """What of `words` is a number."""
    found: list[float] = []
    for word in words:
        try:
            found.append(float(word))
        except ValueError:
            continue
    return found
