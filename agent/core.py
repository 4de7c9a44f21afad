"""The agent without its hands: hears events, says what is to be done. No I/O, no clock, no chance.

Invariants of this module:

1. Events of back ends are hints. A file has its verdict only after it was looked at and read.
2. Whatever goes wrong on the way to a decision is a `hold` with the error in it where a wall could be crossed, and a
   report anywhere else; never a silent allow.
3. The same events give the same actions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, assert_never

from agent.actions import Action, Complete, EndFirst, Forget, Judge, Look, Refuse, ReportGap, Scan
from agent.events import (
    OWN_NOTICE,
    CouldNotJudge,
    Event,
    EventsLost,
    FileGone,
    FileHinted,
    FolderHinted,
    Judged,
    LettersRead,
    Looked,
    PolicyChanged,
    ReleaseOffered,
    ReleasesListed,
    Scanned,
    Tick,
)
from agent.holds import HoldState
from agent.pending import FIRST, Pending, Waiting, is_inside
from agent.tree import Spot
from agent.verdicts import answer
from policies.engine import Engine
from policies.model import Verdict
from policies.release import approval_faults, release_faults

if TYPE_CHECKING:
    from agent.config import Limits
    from policies.release import Release
    from policies.tables import Tables


COARSEST_CLOCK_S = 2.5


class Agent:
    """Decides what to look at, when to judge, and what a judgement leads to."""

    def __init__(self, agent_id: str, limits: Limits) -> None:
        self.id = agent_id
        self.engine: Engine | None = None
        self.is_expired = False
        self.releases: tuple[Release, ...] = ()
        self._limits = limits
        self._pending = Pending(limits)
        self._unreadable: set[Spot] = set()

    @property
    def tables(self) -> Tables | None:
        """The tables of the policy in force; None before there is one."""
        return self.engine.tables if self.engine is not None else None

    @property
    def waiting(self) -> int:
        """Files that changed and have no verdict yet."""
        return len(self._pending.files)

    @property
    def unreadable(self) -> tuple[Spot, ...]:
        """Files and folders that could not be opened, and so not judged."""
        return tuple(self._unreadable.copy())

    def forget(self, spot: Spot) -> None:
        """A file needs no verdict any more, for a reason that the core does not know."""
        self._pending.judged(spot)

    def handle(self, event: Event) -> tuple[Action, ...]:
        """What is to be done about `event`, in order."""
        match event:
            case FileHinted():
                self._hear(event)
                return ()
            case LettersRead():
                self._pending.again(event.spot, event.at_s)
                return ()
            case FileGone():
                self._pending.done(event.spot)
                return (Forget(spot=event.spot),)
            case FolderHinted():
                self._scan_new_folder(event)
                return ()
            case EventsLost():
                self._pending.scan(Spot(event.root, ""), event.at_s, event.cause)
                return ()
            case Tick():
                return self._tick(event.at_s)
            case Looked():
                return self._looked(event)
            case Scanned():
                return self._scanned(event)
            case Judged():
                self._pending.judged(event.spot)
                self._unreadable.discard(event.spot)
                return answer(event, self.id, self.engine, self.releases, is_expired=self.is_expired)
            case CouldNotJudge():
                return self._could_not(event)
            case PolicyChanged():
                self._adopt(event)
                return ()
            case ReleasesListed():
                self.releases = event.releases
                return ()
            case ReleaseOffered():
                return self._offered(event)
            case _:
                assert_never(event)

    def _adopt(self, event: PolicyChanged) -> None:
        self.is_expired = event.is_expired
        # The same tables come again when their age is looked at; what the engine has worked out of them stays good.
        if event.tables is not self.tables:
            self.engine = Engine(event.tables) if event.tables is not None else None

    def _hear(self, event: FileHinted) -> None:
        if not event.spot.is_staging:
            self._pending.hear(event.spot, event.at_s, closed=event.closed)

    def _scan_new_folder(self, event: FolderHinted) -> None:
        if not event.spot.is_staging:
            self._pending.scan(event.spot, event.at_s + self._limits.close_settle_s, "new-folder")
            # Once more when the dust has settled: a back end may still be adding its watches below.
            self._pending.scan(Spot(event.spot.root, ""), event.at_s + 3 * self._limits.settle_s, "new-folder")

    def _tick(self, at_s: float) -> tuple[Action, ...]:
        scans = tuple(Scan(folder=folder, cause=cause) for folder, cause in self._pending.due_scans(at_s))
        looks = tuple(Look(spot=spot) for spot in self._pending.due_files(at_s))
        gaps = tuple(
            ReportGap(root=root, cause=cause, files=files, closed=True)
            for root, cause, files in (() if scans else self._pending.gaps())
        )
        ends = tuple(EndFirst(root=root) for root in self._pending.ended_firsts())
        return (*scans, *looks, *gaps, *ends)

    def _looked(self, event: Looked) -> tuple[Action, ...]:
        waiting = self._pending.files.get(event.spot)
        if waiting is None:
            return ()
        is_settled = event.is_known and not waiting.again and not self._may_have_changed_unseen(event, waiting)
        if event.signature is None or is_settled:
            self._pending.done(event.spot)
            self._unreadable.discard(event.spot)
            return (Forget(spot=event.spot),) if event.signature is None else ()
        if event.signature != waiting.signature:
            waiting.signature, waiting.since_s = event.signature, event.at_s
        limits = self._limits
        wait_s = limits.close_settle_s if waiting.closed else limits.settle_s
        # A negative age is a clock ahead of ours (another machine's share): then only stillness counts.
        rested_s = max(event.rested_s, event.at_s - waiting.since_s)
        at_any_rate = event.at_s - waiting.first_s >= limits.longest_wait_s
        if rested_s >= wait_s or at_any_rate:
            waiting.due_s = math.inf
            is_first = waiting.cause == FIRST and not waiting.announced
            return (
                Judge(
                    spot=event.spot,
                    changed_s=waiting.changed_s,
                    at_any_rate=at_any_rate,
                    is_first=is_first,
                    again=waiting.again and event.is_known,
                ),
            )
        waiting.due_s = event.at_s + wait_s - max(rested_s, 0.0)
        return ()

    @staticmethod
    def _may_have_changed_unseen(event: Looked, waiting: Waiting) -> bool:
        """Whether an event told of a change so soon after the one before that no clock of a file system tells them
        apart: FAT counts in two seconds."""
        return waiting.announced and event.rested_s < COARSEST_CLOCK_S

    def _scanned(self, event: Scanned) -> tuple[Action, ...]:
        # A folder that could not be entered at all has not been gone through.
        if event.cause == FIRST and event.folder not in event.unreadable:
            self._pending.firsts.add(event.folder.root)
        for spot in event.changed:
            self._pending.find(spot, event.at_s, event.cause)
        new = [spot for spot in event.unreadable if spot not in self._unreadable]
        self._forget_readable(event)
        self._unreadable.update(new)
        return tuple(
            ReportGap(root=spot.root, cause=f"unreadable: {spot.path or '.'}", files=0, closed=False) for spot in new
        )

    def _forget_readable(self, event: Scanned) -> None:
        """What lies in the scanned folder and was found neither unreadable nor changed can be read, or is gone."""
        still = {*event.unreadable, *event.changed}
        inside = [spot for spot in self._unreadable if is_inside(spot, event.folder)]
        self._unreadable.difference_update(spot for spot in inside if spot not in still)

    def _could_not(self, event: CouldNotJudge) -> tuple[Action, ...]:
        waiting = self._pending.files.get(event.spot)
        if event.cause == "changed" and waiting is not None:
            waiting.due_s = event.at_s + self._limits.close_settle_s
            return ()
        self._pending.done(event.spot)
        if event.cause == OWN_NOTICE:
            return ()
        if event.cause == "gone":
            return (Forget(spot=event.spot),)
        if event.spot in self._unreadable:
            return ()
        self._unreadable.add(event.spot)
        return (ReportGap(root=event.spot.root, cause=f"{event.cause}: {event.spot.path}", files=1, closed=False),)

    def _offered(self, event: ReleaseOffered) -> tuple[Action, ...]:
        if self.tables is None:
            return ()
        reasons = self._faults(event, self.tables)
        if reasons:
            is_told = event.refused_for == "\n".join(reasons)
            return () if is_told else (Refuse(release=event.release, reasons=reasons),)
        hold = event.hold
        # What was blocked needs a new attempt, which the release then lets pass.
        if hold is None or hold.state is not HoldState.HELD or hold.verdict is Verdict.BLOCK:
            return ()
        return (Complete(hold=hold, release=event.release, person=event.release.terms.person),)

    def _faults(self, event: ReleaseOffered, tables: Tables) -> tuple[str, ...]:
        faults = approval_faults(event.release, tables)
        if faults or event.hold is None or event.held is None or event.hold.state is not HoldState.HELD:
            return faults
        uses = event.uses.get(event.release.terms.id, 0)
        return release_faults(event.release, event.held.transfer, event.held.label, tables, event.now, uses)
