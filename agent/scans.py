"""Which folders are to be scanned, in which order, and how far each scan is: part of the memory of the core.

Invariants of this module:

1. A scan goes on only while little that it found waits for its verdict, so memory does not grow with what there is.
2. Of each rank one scan runs at a time. What is told as missed goes before what is gone through once more.
3. How far a first scan is kept: a place is kept only when all that was found before it has its verdict.
4. First scans follow each other in the order in which the folders were asked for: what the one before found is judged
   first, so that of two like files the one in the folder named first counts as at home, however lately it was written.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.actions import EndFirst, KeepPlace, Scan
from agent.pending import FIRST, Rank
from agent.tree import Spot, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agent.events import Scanned

START = "start"
INTERVAL = "interval"
NEW_FOLDER = "new-folder"
SETTLED = "settled-folder"
# Gone through without anything having been missed, as far as is known; the others are asked for by a loss.
AT_LEISURE = frozenset({FIRST, START, INTERVAL})
# Files found by scans of one rank that may wait for their verdict while the scan goes on.
ROOM = 300
# Folders that may wait for their scan; beyond that, the whole is scanned.
FOLDERS_MOST = 5000
# The place of a first scan is kept after so long, or so many verdicts.
KEEP_S = 1.0
KEEP_FILES = 200
# A new folder is scanned once more after so long.
AGAIN_S = 0.9
# For so long at most a first scan waits for the verdicts of the one before: what is never at rest hinders nothing else.
FIRST_WAITS_S = 30.0
# How many times as long as it took a scan of the whole rests before the next one begins.
PAUSES = {FIRST: 0.0, START: 0.0, INTERVAL: 50.0}
PAUSE = 4.0
RANKS = (Rank.MISSED, Rank.BACKLOG)


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a scan is.

    Attributes:
        begun_after: Path behind which it began, empty for the beginning.
        place: Path up to which all that it found has its verdict.
        share: Of the tree that was gone through, in [0, 1], guessed from the folders' listings.
        took_s: Time that its steps took, without what was judged in between.
        parts: For each step of which something has no verdict yet: of how many files, and where it ended.
        first_part: Number of the first of these.
    """

    number: int
    folder: Spot
    cause: str
    begun_s: float
    begun_after: str = ""
    place: str = ""
    kept: str = ""
    kept_s: float = 0.0
    kept_judged: int = 0
    seen: int = 0
    found: int = 0
    share: float = 0.0
    first_share: float = 0.0
    took_s: float = 0.0
    is_begun: bool = False
    is_over: bool = False
    parts: deque[tuple[int, str]] = field(default_factory=deque)
    first_part: int = 0

    @property
    def rank(self) -> Rank:
        """Who goes first."""
        return Rank.BACKLOG if self.cause in AT_LEISURE else Rank.MISSED

    @property
    def judged(self) -> int:
        """How many of those found have their verdict."""
        return self.found - sum(files for files, _ in self.parts)

    def told(self, now_s: float) -> dict[str, Any]:
        """How far it is, for people.

        Args:
            now_s: Monotonic time.
        """
        elapsed_s = max(now_s - self.begun_s, 1e-3)
        begun_share = min(self.first_share, self.share)
        gone_through = self.share - begun_share
        left_s = elapsed_s * (1.0 - self.share) / gone_through if gone_through > 0 else None
        return {
            "path": shown(self.folder.full),
            "cause": self.cause,
            "seen": self.seen,
            "found": self.found,
            "judged": self.judged,
            "per_s": round(self.seen / elapsed_s, 1),
            "share": round(self.share, 4),
            "left_s": round(left_s) if left_s is not None else None,
        }

    def add(self, files: int, after: str) -> None:
        """A step ended here, and found so many files."""
        self.parts.append((files, after))
        self._drop_closed()

    def close(self, part: int) -> None:
        """A file that this part found has its verdict."""
        files, after = self.parts[part - self.first_part]
        self.parts[part - self.first_part] = (files - 1, after)
        self._drop_closed()

    def _drop_closed(self) -> None:
        while self.parts and self.parts[0][0] == 0:
            self.place = self.parts.popleft()[1]
            self.first_part += 1


class Scans:
    """Appointments, and scans under way."""

    def __init__(self) -> None:
        self._asked: dict[Spot, tuple[float, str, str]] = {}
        self._due: list[tuple[float, int, Spot]] = []
        self._ready: dict[Rank, dict[Spot, None]] = {rank: {} for rank in RANKS}
        self._running: dict[Rank, Progress] = {}
        self._open: dict[int, Progress] = {}
        self._ended: dict[str, tuple[float, float]] = {}
        self.number = 0

    @property
    def under_way(self) -> tuple[Progress, ...]:
        """The scans under way, and those of which something has no verdict yet."""
        return tuple(self._open.copy().values())

    def is_first(self, root: str) -> bool:
        """Whether the first scan of a watched folder is under way."""
        return any(each.cause == FIRST and each.folder.root == root for each in self._open.values())

    def ask(self, folder: Spot, at_s: float, cause: str, after: str = "") -> None:
        """A folder is to be scanned at `at_s`; an earlier appointment stands, and a first scan remains one."""
        if cause in AT_LEISURE and any(each.cause in AT_LEISURE and each.folder == folder for each in self.under_way):
            return
        if folder.path and len(self._asked) >= FOLDERS_MOST:
            folder = Spot(folder.root, "")
        if folder not in self._asked:
            self._asked[folder] = (at_s, cause, after)
        else:
            due_s, earlier, before = self._asked[folder]
            given = (FIRST, after) if cause == FIRST else (earlier, before)
            self._asked[folder] = (min(due_s, at_s), *given)
        self._put_due(folder)

    def next_due_s(self, waiting: Mapping[Rank, int]) -> float:
        """When the next step may be done; infinite where none is asked for."""
        if any(waiting[rank] < ROOM for rank in self._running):
            return 0.0
        return self._due[0][0] if self._due else math.inf

    def next(self, at_s: float, waiting: Mapping[Rank, int], *, is_busy: bool) -> Scan | None:
        """The step that is to be done now, if any.

        Args:
            waiting: How many files that scans of each rank found have no verdict yet.
            is_busy: Whether what events told of is to be judged now.
        """
        self._begin(at_s)
        for rank in RANKS:
            progress = self._running.get(rank)
            if progress is None or waiting[rank] >= ROOM or (is_busy and rank is Rank.BACKLOG):
                continue
            is_new, progress.is_begun = not progress.is_begun, True
            return Scan(
                folder=progress.folder, cause=progress.cause, number=progress.number, is_new=is_new,
                after=progress.begun_after, at_leisure=rank is Rank.BACKLOG,
            )  # fmt: skip
        return None

    def find(self, event: Scanned) -> Progress | None:
        """The scan of which a step is over."""
        return self._open.get(event.number)

    def went_on(self, progress: Progress, event: Scanned, found: int) -> None:
        """A step is over.

        Args:
            found: Files it found that were not waiting for a verdict already.
        """
        progress.seen += event.seen
        progress.found += found
        if progress.begun_after and progress.share == 0.0:
            progress.first_share = event.share  # it began in the middle
        progress.share, progress.is_over = event.share, event.is_over
        progress.took_s += event.took_s
        progress.add(found, event.after)
        if not event.is_over:
            return
        self._running.pop(progress.rank, None)
        if not progress.folder.path:
            self._ended[progress.folder.root] = (event.at_s, progress.took_s)
        if progress.folder in event.unreadable:
            del self._open[progress.number]  # what could not be entered at all has not been gone through
        elif progress.cause == NEW_FOLDER:
            # Once more when the dust has settled: a back end may still be adding its watches below.
            self.ask(progress.folder, event.at_s + AGAIN_S, SETTLED)
        self._drop(progress)

    def judged(self, scan: tuple[int, int]) -> None:
        """A file that a part of a scan found has its verdict."""
        progress = self._open.get(scan[0])
        if progress is not None:
            progress.close(scan[1])
            self._drop(progress)

    def places(self, at_s: float) -> tuple[KeepPlace, ...]:
        """How far first scans are, now and then."""
        kept = []
        for each in self._open.values():
            is_due = at_s - each.kept_s >= KEEP_S or each.judged - each.kept_judged >= KEEP_FILES
            if each.cause == FIRST and each.place != each.kept and is_due:
                each.kept, each.kept_s, each.kept_judged = each.place, at_s, each.judged
                kept.append(KeepPlace(root=each.folder.root, after=each.place))
        return tuple(kept)

    def ended_firsts(self, at_s: float) -> tuple[EndFirst, ...]:
        """First scans of which nothing is left to judge; named once."""
        ended = [each for each in self._open.values() if each.cause == FIRST and each.is_over and not each.parts]
        for each in ended:
            del self._open[each.number]
            if each.begun_after:
                # What lies before that place was judged, but may have changed while nobody watched.
                self.ask(each.folder, at_s, START)
        return tuple(EndFirst(root=each.folder.root) for each in ended)

    def _put_due(self, folder: Spot) -> None:
        self.number += 1
        heapq.heappush(self._due, (self._asked[folder][0], self.number, folder))

    def _begin(self, at_s: float) -> None:
        while self._due and self._due[0][0] <= at_s:
            due_s, _, folder = heapq.heappop(self._due)
            asked = self._asked.get(folder)
            if asked is not None and asked[0] == due_s:
                self._make_ready(folder, asked, at_s)
        for rank in RANKS:
            if rank not in self._running and self._ready[rank]:
                folder = next(iter(self._ready[rank]))
                if not self._follows(folder, at_s):
                    self._start(rank, folder, at_s)

    def _follows(self, folder: Spot, at_s: float) -> bool:
        """Whether a first scan is to wait for what the one before it found."""
        return self._asked[folder][1] == FIRST and any(
            each.cause == FIRST
            and each.parts
            and at_s - self._ended.get(each.folder.root, (at_s, 0.0))[0] < FIRST_WAITS_S
            for each in self._open.values()
        )

    def _make_ready(self, folder: Spot, asked: tuple[float, str, str], at_s: float) -> None:
        """A tree that takes long to go through is not gone through all the time."""
        ended_s, took_s = self._ended.get(folder.root, (0.0, 0.0)) if not folder.path else (0.0, 0.0)
        rests_until_s = ended_s + took_s * PAUSES.get(asked[1], PAUSE)
        ready = self._ready[Rank.BACKLOG if asked[1] in AT_LEISURE else Rank.MISSED]
        if rests_until_s > at_s:
            self._asked[folder] = (rests_until_s, *asked[1:])
            self._put_due(folder)
        elif any(each in ready for each in _around(folder)):
            del self._asked[folder]  # it is scanned with the folder that it lies in
        else:
            ready[folder] = None

    def _start(self, rank: Rank, folder: Spot, at_s: float) -> None:
        ready = self._ready[rank]
        _, cause, after = self._asked.pop(folder)
        del ready[folder]
        for each in [each for each in ready if not folder.path and each.root == folder.root]:
            del self._asked[each], ready[each]
        self.number += 1
        progress = Progress(
            number=self.number, folder=folder, cause=cause, begun_s=at_s, begun_after=after, place=after, kept=after,
            kept_s=at_s,
        )  # fmt: skip
        self._running[rank] = self._open[progress.number] = progress

    def _drop(self, progress: Progress) -> None:
        if progress.is_over and progress.cause != FIRST and not progress.parts:
            self._open.pop(progress.number, None)


def _around(folder: Spot) -> Iterator[Spot]:
    """The folders that it lies in, up to the root."""
    while folder.path:
        folder = folder.folder
        yield folder


def is_inside(spot: Spot, other: Spot) -> bool:
    """Whether `spot` lies below the folder `other`."""
    return spot != other and spot.root == other.root and (not other.path or spot.path.startswith(other.path + "/"))
