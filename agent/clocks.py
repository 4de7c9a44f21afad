"""Times: one that never goes back, and whether somebody moves the clock."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from agent.journal import Journal

# As Linux numbers it, and how finely a kernel that does not say so counts.
_COARSE_CLOCK, _COARSE_S = 5, 0.01
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
HIGHEST_FACT = "highest-time"


def wall_clock() -> datetime:
    """What the machine's clock says, aware UTC."""
    return datetime.now(UTC)


def tick_s() -> float:
    """How long two changes of a file may be apart and have the same time; some file systems count in seconds."""
    if sys.platform == "linux":
        return time.clock_getres(_COARSE_CLOCK)
    return _COARSE_S


def boot_seconds() -> float:
    """Seconds since the machine started, asleep or awake; nobody can set them."""
    if sys.platform == "linux" and hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def boot_id() -> str:
    """Which start of the machine this is, empty where it does not say."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


class SteadyClock:
    """Aware UTC time that never goes back behind the highest time this agent has seen."""

    def __init__(self, journal: Journal, wall: Callable[[], datetime] = wall_clock) -> None:
        self._wall = wall
        kept = journal.fact(HIGHEST_FACT)
        self._highest = datetime.fromisoformat(kept) if kept else datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        self._highest = max(self._highest, self._wall())
        return self._highest

    def keep(self, db: sqlite3.Connection) -> None:
        """Make the highest time outlast this process, inside a transaction."""
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (HIGHEST_FACT, self._highest.isoformat()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """The clock was moved.

    Attributes:
        expected: What it should have said.
        found: What it said.
    """

    expected: datetime
    found: datetime

    def __str__(self) -> str:
        seconds = (self.found - self.expected).total_seconds()
        return f"by {seconds:+.0f} s: it should say {_to_second(self.expected)} and says {_to_second(self.found)}"


class ClockWatch:
    """Compares the machine's clock with the time since its start.

    Args:
        jump_s: A difference beyond it is a jump; slow corrections by NTP stay below it at every look.
    """

    def __init__(
        self, *, jump_s: float, wall: Callable[[], datetime] = wall_clock, boot_s: Callable[[], float] = boot_seconds
    ) -> None:
        self._jump_s = jump_s
        self._wall, self._boot_s = wall, boot_s
        self._at, self._since_boot_s = wall(), boot_s()

    def look(self) -> Jump | None:
        """The jump since the last look, if there was one."""
        found = self.compare(self._at, self._since_boot_s)
        self._at, self._since_boot_s = self._wall(), self._boot_s()
        return found

    def compare(self, at: datetime, since_boot_s: float) -> Jump | None:
        """The jump since the clock said `at`, when the machine had been on for `since_boot_s`."""
        expected, found = at + timedelta(seconds=self._boot_s() - since_boot_s), self._wall()
        is_jump = abs((found - expected).total_seconds()) > self._jump_s
        return Jump(expected=expected, found=found) if is_jump else None

    def is_behind(self, at: datetime) -> Jump | None:
        """The jump, where the clock says less than it said before the machine was started anew."""
        found = self._wall()
        is_jump = (at - found).total_seconds() > self._jump_s
        return Jump(expected=at, found=found) if is_jump else None


def _to_second(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
