"""The agent without its hands: hears events, says what is to be done. No I/O, no clock, no chance.

Invariants of this module:

1. Events of back ends are hints. A file has its verdict only after it was looked at and read.
2. Whatever goes wrong on the way to a decision is a `hold` with the error in it where a wall could be crossed, and a
   report anywhere else; never a silent allow.
3. The same events give the same actions.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from agent.actions import Action, Complete, Forget, ForgetAll, Judge, Look, Refuse, ReportGap, Stop
from agent.events import (
    OWN_NOTICE,
    CouldNotJudge,
    Event,
    EventsLost,
    FileGone,
    FileHinted,
    FolderGone,
    FolderHinted,
    GateAsked,
    Judged,
    LettersRead,
    Looked,
    PolicyChanged,
    ReleaseOffered,
    ReleasesListed,
    RoundHinted,
    Scanned,
    StopsChanged,
    Tick,
)
from agent.holds import HoldState
from agent.pending import FIRST, Pending, Rank, Waiting
from agent.scans import NEW_FOLDER, Scans
from agent.tree import Spot
from agent.unreadable import Unreadable
from agent.verdicts import answer
from policies.emergency import concerning
from policies.engine import Engine
from policies.model import Verdict
from policies.release import approval_faults, release_faults

if TYPE_CHECKING:
    from agent.config import Limits
    from agent.scans import Progress
    from policies.emergency import EmergencyStop
    from policies.release import Release
    from policies.tables import Tables


COARSEST_CLOCK_S = 2.5
COARSE_CLOCK_NS = 10_000_000
# A file that a program has open for writing is looked at again so often, should nothing tell that it was closed.
LOOK_AGAIN_S = 1.0
FORGOTTEN_AT_ONCE = 1000
HELD_OPEN_KEPT = 10_000
# What browsers and copying programs call a file that they still fetch; believed only while they have it open.
UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".filepart", ".opdownload")


class Agent:
    """Decides what to look at, when to judge, and what a judgement leads to.

    Args:
        tick_s: How long two changes of a file may be apart and have the same time.
    """

    def __init__(self, agent_id: str, limits: Limits, *, tick_s: float = 0.01) -> None:
        self.id, self._tick_s = agent_id, tick_s
        self.engine: Engine | None = None
        self.is_expired = False
        self.releases: tuple[Release, ...] = ()
        self.stops: tuple[EmergencyStop, ...] = ()
        self._limits = limits
        self._pending = Pending(limits)
        self._scans = Scans()
        self._unreadable = Unreadable()
        self._gone: dict[Spot, None] = {}
        # Judged while somebody had them open for writing, and of these those that were closed since.
        self._held_open: dict[Spot, None] = {}
        self._unsure: set[Spot] = set()
        # Judged once more, and to be once again by the letters in their pictures.
        self._lettered_late: dict[Spot, bool] = {}

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
        return self._unreadable.spots

    @property
    def scans(self) -> tuple[Progress, ...]:
        """The scans under way."""
        return self._scans.under_way

    def next_due_s(self) -> float:
        """When, by the monotonic clock, the next `Tick` would lead to something; infinite where nothing is due."""
        if self._gone:
            return 0.0
        return min(self._pending.next_due_s(), self._scans.next_due_s(self._pending.counts))

    def forget(self, spot: Spot) -> None:
        """A file needs no verdict any more, for a reason that the core does not know."""
        self._judged(spot)

    def handle(self, event: Event) -> tuple[Action, ...]:
        """What is to be done about `event`, in order."""
        match event:
            case FileHinted():
                self._hear(event)
                return ()
            case GateAsked():
                self._pending.wanted(event.spot, event.at_s)
                return ()
            case LettersRead():
                if self._lettered_late.pop(event.spot, False):
                    self._pending.once_more(event.spot, event.at_s)
                else:
                    self._pending.again(event.spot, event.at_s)
                return ()
            case RoundHinted():
                for spot in event.spots:
                    self._pending.once_more(spot, event.at_s)
                return ()
            case FileGone():
                self._done(event.spot)
                self._unsure.discard(event.spot)
                self._gone[event.spot] = None
                return ()
            case FolderHinted() | FolderGone():
                self._scan_folder(event)
                return ()
            case EventsLost():
                self._scans.ask(Spot(event.root, ""), event.at_s, event.cause, event.after)
                return ()
            case Tick():
                return self._tick(event.at_s)
            case Looked():
                return self._looked(event)
            case Scanned():
                return self._scanned(event)
            case Judged():
                self._judged(event.spot)
                self._unreadable.discard(event.spot)
                return self._once_more(event) if event.in_round else self._answer(event)
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
            case StopsChanged():
                self.stops = event.stops
                for spot in event.again:
                    self._pending.again(spot, event.at_s)
                return ()
            case _:
                assert_never(event)

    def is_in_round(self, spot: Spot) -> bool:
        """Whether a file that is to be judged once more has no verdict yet."""
        waiting = self._pending.files.get(spot)
        return waiting is not None and waiting.in_round

    @property
    def is_behind(self) -> bool:
        """Whether files that a scan found wait for their verdict."""
        return bool(self._pending.counts[Rank.MISSED] or self._pending.counts[Rank.BACKLOG])

    def _once_more(self, event: Judged) -> tuple[Action, ...]:
        """What is known of a file stays where it could not be judged whole; what is found against it counts at once."""
        if self.engine is None or self.is_expired:
            return ()
        if event.errors:
            return self._unreadable.add(event.spot, self._scans.number, "not judged once more", files=1)
        actions = self._answer(event)
        if not event.is_partly or any(isinstance(each, Stop) for each in actions):
            return actions
        self._lettered_late[event.spot] = True
        if len(self._lettered_late) > HELD_OPEN_KEPT:
            del self._lettered_late[next(iter(self._lettered_late))]
        return ()

    def _answer(self, event: Judged) -> tuple[Action, ...]:
        stop = concerning(self.stops, event.zone, self.id, event.now)
        return answer(event, self.id, self.engine, self.releases, is_expired=self.is_expired, stop=stop)

    def _adopt(self, event: PolicyChanged) -> None:
        self.is_expired = event.is_expired
        # The same tables come again when their age is looked at; what the engine has worked out of them stays good.
        if event.tables is not self.tables:
            self.engine = Engine(event.tables) if event.tables is not None else None

    def _hear(self, event: FileHinted) -> None:
        if event.spot.is_staging:
            return
        self._gone.pop(event.spot, None)
        self._lettered_late.pop(event.spot, None)
        if event.closed and event.spot in self._held_open:
            # A mapping that was written to before may have been written to since without another time of change.
            del self._held_open[event.spot]
            self._unsure.add(event.spot)
        if not self._pending.hear(event.spot, event.at_s, closed=event.closed):
            self._scans.ask(Spot(event.spot.root, ""), event.at_s, "too-many")

    def _scan_folder(self, event: FolderHinted | FolderGone) -> None:
        if not event.spot.is_staging:
            cause = NEW_FOLDER if isinstance(event, FolderHinted) else "folder-gone"
            self._scans.ask(event.spot, event.at_s + self._limits.close_settle_s, cause)

    def _tick(self, at_s: float) -> tuple[Action, ...]:
        gone = tuple(self._gone)[:FORGOTTEN_AT_ONCE]
        for spot in gone:
            del self._gone[spot]
        forgets = (ForgetAll(spots=gone),) if gone else ()
        spots = self._pending.due_files(at_s)
        ranks = [self._pending.files[spot].rank for spot in spots]
        looks = tuple(Look(spot=spot, at_leisure=rank is Rank.BACKLOG) for spot, rank in zip(spots, ranks, strict=True))
        scan = self._scans.next(at_s, self._pending.counts, is_busy=Rank.TOLD in ranks)
        gaps = tuple(
            ReportGap(root=root, cause=cause, files=files, closed=True)
            for root, cause, files in (() if scan else self._pending.gaps())
        )
        ends = () if self._pending.counts[Rank.MISSED] else self._scans.ended_firsts(at_s)
        return (*forgets, *looks, *((scan,) if scan else ()), *gaps, *self._scans.places(at_s), *ends)

    def _looked(self, event: Looked) -> tuple[Action, ...]:
        waiting = self._pending.files.get(event.spot)
        if waiting is None:
            return ()
        is_sure = event.spot not in self._unsure and not self._may_have_changed_unseen(event, waiting)
        is_settled = event.is_known and not (waiting.again or waiting.in_round) and is_sure
        if event.signature is None or is_settled:
            self._done(event.spot)
            self._unreadable.discard(event.spot)
            return (Forget(spot=event.spot),) if event.signature is None else ()
        if event.signature != waiting.signature:
            waiting.signature, waiting.since_s = event.signature, event.at_s
        # A negative age is a clock ahead of ours (another machine's share): then only stillness counts.
        rested_s = max(event.rested_s, event.at_s - waiting.since_s)
        wait_s, longest_s = self._patience(event, waiting)
        at_any_rate = event.at_s - waiting.first_s >= longest_s
        if rested_s < wait_s and not at_any_rate:
            self._pending.put_off(event.spot, event.at_s + min(wait_s - max(rested_s, 0.0), LOOK_AGAIN_S))
            return ()
        self._pending.put_off(event.spot, math.inf)
        self._judge_now(event)
        is_first = not waiting.announced and self._scans.is_first(event.spot.root)
        again = waiting.again and event.is_known
        return (
            Judge(
                spot=event.spot,
                changed_s=waiting.changed_s,
                at_any_rate=at_any_rate,
                is_first=is_first,
                again=again,
                in_round=waiting.in_round and event.is_known and is_sure and not waiting.again,
            ),
        )

    def _judge_now(self, event: Looked) -> None:
        self._unsure.discard(event.spot)
        self._held_open.pop(event.spot, None)
        if event.is_written:
            self._held_open[event.spot] = None
            if len(self._held_open) > HELD_OPEN_KEPT:
                del self._held_open[next(iter(self._held_open))]

    def _patience(self, event: Looked, waiting: Waiting) -> tuple[float, float]:
        """For how long a file is to rest, and for how long to wait for that at most."""
        limits = self._limits
        if waiting.wanted and event.is_written is False:
            # Nobody is at it, and somebody waits: it rests only until whatever is written from now on has another time.
            return self._tick_s, limits.longest_wait_s
        if waiting.closed:
            return limits.close_settle_s, limits.longest_wait_s
        if event.is_written:
            is_download = event.spot.name.endswith(UNFINISHED)
            return limits.longest_wait_s if is_download else limits.open_settle_s, limits.longest_open_s
        return limits.settle_s if event.is_written is None else limits.close_settle_s, limits.longest_wait_s

    @staticmethod
    def _may_have_changed_unseen(event: Looked, waiting: Waiting) -> bool:
        """Whether an event told of a change so soon after the one before that the clock of the file system does not
        tell them apart: FAT counts in two seconds. A clock that is finer than a breath does."""
        is_coarse = event.signature is not None and event.signature.ctime_ns % COARSE_CLOCK_NS == 0
        return is_coarse and waiting.announced and event.rested_s < COARSEST_CLOCK_S

    def _scanned(self, event: Scanned) -> tuple[Action, ...]:
        progress = self._scans.find(event)
        if progress is None:
            return ()
        # What a loss has scanned for meanwhile, the first scan had only not come to yet.
        cause = FIRST if self._scans.is_first(event.folder.root) else event.cause
        part = (event.number, progress.first_part + len(progress.parts))
        found = sum(self._pending.find(spot, event.at_s, cause, progress.rank, part) for spot in event.changed)
        told = self._unreadable.scanned(event, progress)
        self._scans.went_on(progress, event, found)
        return told

    def _done(self, spot: Spot) -> None:
        self._leave(self._pending.done(spot))

    def _judged(self, spot: Spot) -> None:
        self._leave(self._pending.judged(spot))

    def _leave(self, waiting: Waiting | None) -> None:
        if waiting is not None:
            self._scans.judged(waiting.scan)

    def _could_not(self, event: CouldNotJudge) -> tuple[Action, ...]:
        if event.cause == "changed" and event.spot in self._pending.files:
            self._pending.put_off(event.spot, event.at_s + self._limits.close_settle_s)
            return ()
        self._done(event.spot)
        if event.cause == OWN_NOTICE:
            return ()
        if event.cause == "gone":
            return (Forget(spot=event.spot),)
        return self._unreadable.add(event.spot, self._scans.number, event.cause, files=1)

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
        uses, transfer = event.uses.get(event.release.terms.id, 0), event.held.transfer
        if event.hold.digest != event.hold.judged:
            # What was written after the verdict is none of what was shown, and resembles nothing that anybody compared.
            changed = replace(transfer.object, digest=event.hold.digest, resembles=())
            transfer = replace(transfer, object=changed)
        return release_faults(event.release, transfer, event.held.label, tables, event.now, uses)
