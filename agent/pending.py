"""Which files are due to be looked at and judged: part of the memory of the core. Knows no clock.

Invariants of this module:

1. What an event told of goes before what only a scan found, and what was found because something was missed before what
   is gone through for the first time or once more; but none waits for ever.
2. Of changed files never more than `waiting_most` are remembered. What comes on top is left to a scan, which finds it.
3. However often a file changes, it is looked at within `longest_wait_s`.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.config import Limits
    from agent.tree import Signature, Spot


# What stands in a folder before it is ever watched was not missed, nor what polling, which hears of nothing, finds.
FIRST = "first"
POLLED = "polling"
ROUND = "round"
NOT_MISSED = frozenset({FIRST, POLLED, ROUND})
# Looks at one turn: after them, what was heard meanwhile has its turn.
LOOKS_AT_ONCE = 32
# Due before whatever else is, on any monotonic clock.
BEFORE_ALL_S = 0.0
TURNS_FOR_THE_BACKLOG = 8


class Rank(IntEnum):
    """Who goes first."""

    TOLD = 0
    MISSED = 1
    BACKLOG = 2


@dataclass(slots=True, kw_only=True)
class Waiting:
    """One file that changed and has no verdict yet. Times are monotonic.

    Attributes:
        closed: Its writer is done, or it was moved here whole, and nobody wrote to it since.
        again: It did not change, and is judged again all the same.
        in_round: The same, because what it is judged by changed.
        wanted: Somebody waits to open it.
        scan: Number of the scan that found it, 0 for none, and of that scan's part.
        queued: For when it stands in the queue; infinite where it does not.
    """

    first_s: float
    changed_s: float
    due_s: float
    closed: bool
    rank: Rank
    cause: str = ""
    again: bool = False
    in_round: bool = False
    wanted: bool = False
    signature: Signature | None = None
    since_s: float = 0.0
    scan: tuple[int, int] = (0, 0)
    queued_s: float = math.inf

    @property
    def announced(self) -> bool:
        """Whether an event told of it."""
        return self.rank is Rank.TOLD


class Pending:
    """Files to be looked at, and how many of them only a scan found."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.files: dict[Spot, Waiting] = {}
        self.missed: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._queues: tuple[list[tuple[float, int, Spot]], ...] = tuple([] for _ in Rank)
        self.counts = dict.fromkeys(Rank, 0)
        self._turn = 0
        self._number = 0

    def hear(self, spot: Spot, at_s: float, *, closed: bool) -> bool:
        """A file changed, as an event says; False where there is no room to remember it."""
        waiting = self._told(spot, at_s)
        if waiting is None:
            return False
        waiting.changed_s, waiting.closed = at_s, closed
        # A look costs little, and may find that nobody writes to it any more, as with a new name of an old file.
        due_s = at_s + self.limits.close_settle_s
        is_early = at_s - waiting.first_s < self.limits.longest_wait_s and not waiting.wanted
        if is_early or waiting.due_s == math.inf:
            self.put_off(spot, due_s)
        elif closed:
            # What changes again and again within a breath would never be looked at; what somebody waits for is at once.
            self.put_off(spot, min(waiting.due_s, due_s))
        return True

    def wanted(self, spot: Spot, at_s: float) -> None:
        """Somebody waits for the verdict on a file: it goes before whatever else was told. Those are few, and there is
        always room for them."""
        waiting = self._told(spot, at_s, is_bounded=False)
        if waiting is not None:
            waiting.changed_s, waiting.closed, waiting.wanted = at_s, True, True
            self.put_off(spot, BEFORE_ALL_S)

    def find(self, spot: Spot, at_s: float, cause: str, rank: Rank, scan: tuple[int, int]) -> bool:
        """A file changed, as only a scan says; an event that comes later still announces it. Whether it is new here."""
        if spot in self.files:
            return False
        self._add(
            spot,
            Waiting(first_s=at_s, changed_s=at_s, due_s=at_s, closed=False, rank=rank, cause=cause, scan=scan),
        )
        return True

    def again(self, spot: Spot, at_s: float) -> None:
        """A file is to be judged once more, though it did not change. No scan would find it: there is room for it."""
        waiting = self._told(spot, at_s, is_bounded=False)
        if waiting is not None:
            waiting.again = True
            self.put_off(spot, min(waiting.due_s, at_s))

    def once_more(self, spot: Spot, at_s: float) -> None:
        """A file is to be judged once more at leisure, by what is known now; nobody moved it."""
        self.find(spot, at_s, ROUND, Rank.BACKLOG, (0, 0))
        self.files[spot].in_round = True

    def put_off(self, spot: Spot, due_s: float) -> None:
        """Look at a file at another time."""
        waiting = self.files[spot]
        waiting.due_s = due_s
        if due_s < waiting.queued_s and due_s != math.inf:
            self._queue(spot, waiting)

    def due_files(self, at_s: float) -> tuple[Spot, ...]:
        """Files to look at now; they stay until they are done, and come again should nothing come of it."""
        self._turn += 1
        told = self._take(Rank.TOLD, at_s, LOOKS_AT_ONCE)
        if told and self._turn % TURNS_FOR_THE_BACKLOG:
            return told
        missed = self._take(Rank.MISSED, at_s, LOOKS_AT_ONCE // 8)
        if missed and self._turn % (TURNS_FOR_THE_BACKLOG**2):
            return (*told, *missed)
        return (*told, *missed, *self._take(Rank.BACKLOG, at_s, 1))

    def next_due_s(self) -> float:
        """When the next look may be due; infinite where nothing waits."""
        return min((queue[0][0] for queue in self._queues if queue), default=math.inf)

    def done(self, spot: Spot) -> Waiting | None:
        """A file has its verdict or is gone."""
        waiting = self.files.pop(spot, None)
        if waiting is not None:
            self.counts[waiting.rank] -= 1
        return waiting

    def judged(self, spot: Spot) -> Waiting | None:
        """A file has its verdict; where no event announced it, that counts as missed."""
        waiting = self.done(spot)
        if waiting is not None and not waiting.announced and waiting.cause not in NOT_MISSED:
            counts = self.missed[spot.root]
            counts[waiting.cause] = counts.get(waiting.cause, 0) + 1
        return waiting

    def gaps(self) -> tuple[tuple[str, str, int], ...]:
        """Watches with the files that had been missed there, once nothing that was missed waits; counted once."""
        if not self.missed or self.counts[Rank.MISSED] or self.counts[Rank.BACKLOG]:
            return ()
        found = tuple((root, cause, files) for root, each in self.missed.items() for cause, files in each.items())
        self.missed.clear()
        return found

    def _told(self, spot: Spot, at_s: float, *, is_bounded: bool = True) -> Waiting | None:
        waiting = self.files.get(spot)
        if waiting is None:
            if is_bounded and len(self.files) >= self.limits.waiting_most:
                return None
            waiting = Waiting(first_s=at_s, changed_s=at_s, due_s=at_s, closed=True, rank=Rank.TOLD)
            self._add(spot, waiting)
        elif waiting.rank is not Rank.TOLD:
            self.counts[waiting.rank] -= 1
            waiting.rank, waiting.queued_s = Rank.TOLD, math.inf
            self.counts[Rank.TOLD] += 1
            self._queue(spot, waiting)
        return waiting

    def _add(self, spot: Spot, waiting: Waiting) -> None:
        self.files[spot] = waiting
        self.counts[waiting.rank] += 1
        self._queue(spot, waiting)

    def _queue(self, spot: Spot, waiting: Waiting) -> None:
        self._number += 1
        waiting.queued_s = waiting.due_s
        heapq.heappush(self._queues[waiting.rank], (waiting.due_s, self._number, spot))

    def _take(self, rank: Rank, at_s: float, most: int) -> tuple[Spot, ...]:
        """The first that are due. What was put off, done or promoted since it was queued is sorted out here."""
        queue = self._queues[rank]
        due: list[Spot] = []
        while queue and queue[0][0] <= at_s and len(due) < most:
            queued_s, _, spot = heapq.heappop(queue)
            waiting = self.files.get(spot)
            if waiting is None or waiting.rank is not rank or waiting.queued_s != queued_s:
                continue
            waiting.queued_s = math.inf
            if waiting.due_s <= at_s:
                due.append(spot)
                waiting.due_s = at_s + self.limits.settle_s
            if waiting.due_s != math.inf:
                self._queue(spot, waiting)
        return tuple(due)
