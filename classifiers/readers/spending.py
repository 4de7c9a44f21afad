"""What the reading of one document has cost so far, and what it may still cost: time, bytes, characters, rasters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.limits import Limits


class Spending:
    """The costs of one document, which all its parts share.

    Args:
        limits: What it may cost.
        clock: Seconds that never go back.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._until = clock() + limits.reading_s
        self._unpacked_bytes = 0
        self._chars = 0
        self._rasters = 0

    def now(self) -> float:
        """The clock, in seconds."""
        return self._clock()

    def check_time(self) -> None:
        """Stop when the time is up.

        Raises:
            LimitReached: it is.
        """
        if not self.has_time:
            raise LimitReached("reading_s", self.limits.reading_s)

    @property
    def has_time(self) -> bool:
        """Whether the time is not up."""
        return self._clock() <= self._until

    @property
    def bytes_left(self) -> int:
        """Unpacked bytes that may still be spent."""
        return max(0, self.limits.total_bytes - self._unpacked_bytes)

    def spend_bytes(self, size_bytes: int) -> None:
        """Take unpacked bytes off the document's budget.

        Raises:
            LimitReached: there is none left, or the time is up.
        """
        self.check_time()
        self._unpacked_bytes += size_bytes
        if self._unpacked_bytes > self.limits.total_bytes:
            raise LimitReached("total_bytes", self.limits.total_bytes)

    def spend_chars(self, wanted: int) -> int:
        """Take characters off the budget; as many as there are are granted."""
        granted = max(0, min(wanted, self.limits.total_chars - self._chars))
        self._chars += granted
        return granted

    def wants_page(self) -> bool:
        """Whether one more raster may be made."""
        return self._rasters < self.limits.pages

    def spend_page(self, gray: bytes) -> None:
        """Count a raster; a page without a picture costs none."""
        self._rasters += bool(gray)
