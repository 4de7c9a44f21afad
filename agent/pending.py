"""Which files are due to be judged, and which folders to be scanned: the memory of the core. Knows no clock."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.config import Limits
    from agent.tree import Signature, Spot


# What stands in a folder before it is ever watched was not missed.
FIRST = "first"
LOOKS_AT_ONCE = 100


@dataclass(slots=True, kw_only=True)
class Waiting:
    """One file that changed and has no verdict yet. Times are monotonic.

    Attributes:
        again: It did not change, and is judged again all the same.
    """

    first_s: float
    changed_s: float
    due_s: float
    closed: bool
    announced: bool
    cause: str = ""
    again: bool = False
    signature: Signature | None = None
    since_s: float = 0.0


@dataclass(slots=True)
class Bursts:
    """Counts events of one watch within the last second."""

    most: int
    times: deque[float] = field(default_factory=deque)

    def hear(self, at_s: float) -> bool:
        """Note an event; whether there are now so many that some may have been missed."""
        self.times.append(at_s)
        while self.times and self.times[0] < at_s - 1.0:
            self.times.popleft()
        return len(self.times) >= self.most


class Pending:
    """Files and folders to be looked at, and the files that only a scan found."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.files: dict[Spot, Waiting] = {}
        self._scans: dict[Spot, tuple[float, str]] = {}
        self._bursts: dict[str, Bursts] = {}
        self.firsts: set[str] = set()
        self.missed: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def hear(self, spot: Spot, at_s: float, *, closed: bool) -> None:
        """A file changed, as an event says."""
        waiting = self.files.setdefault(
            spot, Waiting(first_s=at_s, changed_s=at_s, due_s=at_s, closed=closed, announced=True)
        )
        waiting.changed_s, waiting.closed, waiting.announced = at_s, closed, True
        waiting.due_s = at_s + (self.limits.close_settle_s if closed else self.limits.settle_s)
        self._note_burst(spot, at_s)

    def find(self, spot: Spot, at_s: float, cause: str) -> None:
        """A file changed, as only a scan says; an event that comes later still announces it."""
        waiting = Waiting(first_s=at_s, changed_s=at_s, due_s=at_s, closed=False, announced=False, cause=cause)
        self.files.setdefault(spot, waiting)

    def again(self, spot: Spot, at_s: float) -> None:
        """A file is to be judged once more, though it did not change."""
        waiting = Waiting(first_s=at_s, changed_s=at_s, due_s=at_s, closed=True, announced=True)
        self.files.setdefault(spot, waiting).again = True

    def scan(self, folder: Spot, at_s: float, cause: str) -> None:
        """A folder is to be scanned at `at_s`; an earlier appointment stands, and a first scan remains one."""
        due_s, earlier = self._scans.get(folder, (at_s, cause))
        self._scans[folder] = (min(due_s, at_s), FIRST if cause == FIRST else earlier)

    def due_files(self, at_s: float) -> tuple[Spot, ...]:
        """Files to look at now, what events announced before what a scan found; they stay until they are done.

        Never very many at once: after them, what was heard meanwhile has its turn.
        """
        late = [spot for spot, waiting in self.files.items() if waiting.due_s <= at_s]
        late.sort(key=lambda spot: not self.files[spot].announced)
        due = late[:LOOKS_AT_ONCE]
        for spot in due:
            self.files[spot].due_s = at_s + self.limits.settle_s
        return tuple(due)

    def due_scans(self, at_s: float) -> tuple[tuple[Spot, str], ...]:
        """Folders to scan now, without those that lie in another one of them."""
        due = {spot: cause for spot, (due_s, cause) in self._scans.items() if due_s <= at_s}
        for spot in due:
            del self._scans[spot]
        return tuple((spot, cause) for spot, cause in due.items() if not any(is_inside(spot, other) for other in due))

    def done(self, spot: Spot) -> Waiting | None:
        """A file has its verdict or is gone."""
        return self.files.pop(spot, None)

    def judged(self, spot: Spot) -> None:
        """A file has its verdict; where no event announced it, that counts as missed."""
        waiting = self.done(spot)
        if waiting is not None and not waiting.announced and waiting.cause != FIRST:
            counts = self.missed[spot.root]
            counts[waiting.cause] = counts.get(waiting.cause, 0) + 1

    def ended_firsts(self) -> tuple[str, ...]:
        """Watches of whose first scan nothing is left to judge; named once."""
        if not self.firsts:
            return ()
        busy = {spot.root for spot, waiting in self.files.items() if waiting.cause == FIRST}
        ended = tuple(sorted(self.firsts - busy))
        self.firsts.difference_update(ended)
        return ended

    def gaps(self) -> tuple[tuple[str, str, int], ...]:
        """Watches with nothing left to judge, with the files that had been missed there; counted once."""
        busy = {spot.root for spot, waiting in self.files.items() if not waiting.announced}
        ready = [root for root in self.missed if root not in busy]
        return tuple((root, cause, files) for root in ready for cause, files in self.missed.pop(root).items())

    def _note_burst(self, spot: Spot, at_s: float) -> None:
        bursts = self._bursts.setdefault(spot.root, Bursts(self.limits.burst_events))
        if bursts.hear(at_s):
            self.scan(type(spot)(spot.root, ""), at_s + 1.0, "burst")


def is_inside(spot: Spot, other: Spot) -> bool:
    """Whether `spot` lies below the folder `other`."""
    return spot != other and spot.root == other.root and (not other.path or spot.path.startswith(other.path + "/"))
