"""Counts what comes out of one archive, since nothing that it states of itself is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.readers.job import Job


class Meter:
    """Unpacked bytes of one archive, held to bytes, ratio and time.

    Args:
        packed_bytes: Size of the archive, or what tells how much of it went by.
        job: Whose limits and clock count.
    """

    def __init__(self, packed_bytes: int | Callable[[], int], job: Job) -> None:
        self._packed = packed_bytes
        self._job = job
        self._unpacked_bytes = 0

    def count(self, size_bytes: int) -> None:
        """Take more bytes into account.

        Raises:
            LimitReached: too many, too many for so small an archive, or the time is up.
        """
        limits = self._job.limits
        self._unpacked_bytes += size_bytes
        if self._unpacked_bytes > limits.total_bytes:
            raise LimitReached("total_bytes", limits.total_bytes)
        if self._unpacked_bytes > limits.ratio_floor_bytes:
            packed_bytes = self._packed if isinstance(self._packed, int) else self._packed()
            if self._unpacked_bytes > limits.ratio * max(1, packed_bytes):
                raise LimitReached("ratio", limits.ratio)
        self._job.check_time()
