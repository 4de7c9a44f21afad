"""What could not be opened, and so was not judged: part of the memory of the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.actions import ReportGap
from agent.scans import is_inside

if TYPE_CHECKING:
    from agent.events import Scanned
    from agent.scans import Progress
    from agent.tree import Spot

# Named one by one; what comes on top is told once, as such.
MOST = 5000


class Unreadable:
    """Files and folders, each with the number of the last scan that met it."""

    def __init__(self) -> None:
        self._spots: dict[Spot, int] = {}
        self._more: set[str] = set()

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All that are known by name."""
        return tuple(self._spots.copy())

    def add(self, spot: Spot, number: int, cause: str, *, files: int) -> tuple[ReportGap, ...]:
        """It could not be read; an open gap where that is new."""
        if spot in self._spots:
            self._spots[spot] = number
            return ()
        if len(self._spots) < MOST:
            self._spots[spot] = number
            return (ReportGap(root=spot.root, cause=f"{cause}: {spot.path or '.'}", files=files, closed=False),)
        if spot.root in self._more:
            return ()
        self._more.add(spot.root)
        return (ReportGap(root=spot.root, cause=f"{cause}: more than {MOST}", files=files, closed=False),)

    def discard(self, spot: Spot) -> None:
        """It can be read, or is gone."""
        self._spots.pop(spot, None)

    def scanned(self, event: Scanned, progress: Progress) -> tuple[ReportGap, ...]:
        """A step of a scan is over; with the last one, what it did not meet can be read, or is gone."""
        for spot in event.changed:
            if spot in self._spots:
                self._spots[spot] = event.number
        told = [gap for spot in event.unreadable for gap in self.add(spot, event.number, "unreadable", files=0)]
        if event.is_over and not progress.begun_after and self._spots:
            blind = set(event.unreadable)
            for spot, number in tuple(self._spots.items()):
                if number < event.number and is_inside(spot, event.folder) and event.folder not in blind:
                    del self._spots[spot]
            self._more.discard(event.folder.root)
        return tuple(told)
