"""Whether the machine slept: one clock counts that time, the other does not.

What was put into a folder by another system in the meantime, or got lost on the way down, is found by a scan.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

SLEPT_S = 1.0


def slept_seconds() -> float:
    """Seconds that the machine has slept since it was started; 0 where no clock tells."""
    if sys.platform != "linux" or not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Suspension:
    """Notices that the machine was asleep.

    Args:
        slept: Seconds that it has slept in all.
    """

    def __init__(self, slept: Callable[[], float]) -> None:
        self._slept = slept
        self._before_s = slept()

    def is_over(self) -> bool:
        """Whether it has slept since the last time this was asked."""
        slept_s = self._slept()
        is_over = slept_s - self._before_s >= SLEPT_S
        self._before_s = slept_s
        return is_over
