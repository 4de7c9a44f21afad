"""The only loop: hears, thinks, acts, in one thread, with the back ends, the courier and the control socket beside it.

Whatever one file does to it, the next file gets its turn.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from agent.actions import Complete, Judge, Let, Look, ReportGap, Scan, Stop
from agent.errors import AgentError
from agent.events import (
    CouldNotJudge,
    Event,
    EventsLost,
    FileGone,
    FileHinted,
    FolderHinted,
    GateAsked,
    Judged,
    Looked,
    PolicyChanged,
    ReleaseOffered,
    ReleasesListed,
    RoundHinted,
    Scanned,
    StopsChanged,
    Tick,
)
from agent.leisure import Leisure
from agent.outbox import Outbox
from agent.pending import FIRST
from agent.places.resolve import How
from agent.suspension import Suspension, slept_seconds
from agent.tree import shown
from agent.verdicts import held_by_error

if TYPE_CHECKING:
    from agent.actions import Action
    from agent.beginnings import Beginnings
    from agent.config import Config
    from agent.core import Agent
    from agent.courier import Courier
    from agent.coverage import Coverage
    from agent.emergencies import Emergencies
    from agent.enforce.completion import Completion
    from agent.enforce.quarantine import Quarantine
    from agent.errands import Errands
    from agent.gatehouse.port import Gated
    from agent.hands import Hands
    from agent.holds import Holds
    from agent.journal import Journal
    from agent.permissions import Releases
    from agent.places.finder import Finder
    from agent.places.watched import Begun, Watched
    from agent.rounds import Rounds
    from agent.tree import Spot
    from agent.trust import Trust
    from agent.vigil import Vigil
    from policies.emergency import EmergencyStop
    from policies.tables import Tables

# How long the loop waits where nothing is heard and nothing is due: whatever needs it sooner wakes it by an event.
IDLE_S = 1.0
# So many events may wait for their turn; what comes on top is left to a scan.
HEARD_MOST = 100_000
DRAIN = 5000
# So many files that passed under an emergency stop wait to be judged again; the rest follow as they are.
JUDGED_AGAIN_MOST = 500


class Runtime:
    """One running agent. Everything it works with is made by `agent.assembly`.

    Args:
        events: What is heard, from any thread.
        turned: Told at every turn of the loop that it goes on.
    """

    def __init__(
        self, *, config: Config, events: queue.SimpleQueue[Event], agent: Agent, hands: Hands, journal: Journal,
        holds: Holds, releases: Releases, beginnings: Beginnings, watched: Watched, finder: Finder,
        quarantine: Quarantine, completion: Completion, trust: Trust, clock: Callable[[], datetime],
        adopted: Callable[[Tables], None], vigil: Vigil, emergencies: Emergencies, errands: Errands,
        gatehouse: Gated, rounds: Rounds, turned: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self.queue = events
        self.problems: dict[str, str] = {}
        self.is_ready = False
        self._config = config
        self._agent = agent
        self._hands = hands
        self._journal = journal
        self._holds = holds
        self._releases = releases
        self._beginnings = beginnings
        self._watched = watched
        self._finder = finder
        self._quarantine = quarantine
        self._completion = completion
        self._trust = trust
        self._clock = clock
        self._adopted = adopted
        self._vigil = vigil
        self._emergencies = emergencies
        self._errands = errands
        self._gatehouse = gatehouse
        self._rounds = rounds
        self._turned = turned
        self._outbox = Outbox(journal)
        self._chores_s = 0.0
        self._scanned_s = 0.0
        self._was_full = self._was_bound = False
        self._times_full = 0
        self._is_staging_touched = False
        self._stop = threading.Event()
        self._leisure = Leisure()
        self._suspension = Suspension(slept_seconds)
        self._unheard: dict[str, None] = {}

    @property
    def tables(self) -> Tables | None:
        """The policy in force."""
        return self._agent.tables

    @property
    def stops(self) -> tuple[EmergencyStop, ...]:
        """The emergency stops that hold now."""
        return self._agent.stops

    @property
    def state(self) -> str:
        """One word for the agent's condition."""
        if self._journal.full:
            return "disk-full"
        if self._journal.is_at_bound:
            return "journal-full"
        if self._quarantine.unrecorded:
            return "disk-full"
        if self._agent.tables is None:
            return "no-policy"
        return "policy-expired" if self._agent.is_expired else "ok"

    @property
    def unreadable(self) -> tuple[Spot, ...]:
        """Files and folders that could not be opened, and so not judged."""
        return self._agent.unreadable

    @property
    def scans(self) -> tuple[dict[str, Any], ...]:
        """How far the scans under way are."""
        return tuple(each.told(time.monotonic()) for each in self._agent.scans)

    @property
    def busy(self) -> tuple[str, float] | None:
        """The file that is being read, sealed or put back, and for how many seconds, where there is one."""
        return self._hands.busy

    @property
    def waiting(self) -> int:
        """Files that changed and have no verdict yet."""
        return self._agent.waiting

    def run(self, coverage: Coverage, courier: Courier, stop: threading.Event, ready: Callable[[], None]) -> None:
        """Finish what was begun, then watch until `stop` is set."""
        self._stop = stop
        threading.Thread(target=self._wake_at, args=(stop,), name="stop", daemon=True).start()
        self._take_stored_policy()
        self._recover()
        self._try("vigil", self._vigil.begin)
        self._tell("started")
        courier.start()
        self._wait_for_policy(stop)
        # Only now is it known whom to seal them to.
        self._try("recovery", self._quarantine.adopt_strays)
        self._finder.look_safely()
        self._take_places()
        coverage.set_missing()
        self._begin_watches()
        self._try("gaps", lambda: self._vigil.begin_watching(self._watched.trees))
        self._scan_all("start")
        self._finder.start()
        self._turn(block=False)
        self.is_ready = True
        ready()
        while not stop.is_set():
            self._turn(block=True)
            self._follow_places(coverage)
            self._chores(coverage, courier)
        coverage.stop()
        self._try("vigil", self._vigil.end)
        self._tell("stopped")
        courier.wake()

    def hear(self, event: Event) -> None:
        """Take an event from any thread. Of more than can be remembered only the folder is noted, to be scanned."""
        if isinstance(event, FileHinted | FileGone) and self.queue.qsize() >= HEARD_MOST:
            self._unheard[event.spot.root] = None
        else:
            self.queue.put(event)

    def _wake_at(self, stop: threading.Event) -> None:
        stop.wait()
        self.queue.put(Tick(at_s=time.monotonic()))

    def _turn(self, *, block: bool) -> None:
        """Handle what was heard, then what is due."""
        self._turned()
        try:
            wait_s = min(self._agent.next_due_s() - time.monotonic(), IDLE_S) if block else 0.0
            if wait_s > 0:
                self._handle(self.queue.get(timeout=wait_s))
            for _ in range(DRAIN):
                self._handle(self.queue.get_nowait())
        except queue.Empty:
            pass
        while self._unheard:
            self._handle(EventsLost(root=self._unheard.popitem()[0], cause="too-many", at_s=time.monotonic()))
        self._errands.do_due()
        self._handle(Tick(at_s=time.monotonic()))

    def _handle(self, event: Event) -> None:
        """Carry one event through to its end before the next: a copy must not be judged before its source is known."""
        if isinstance(event, PolicyChanged) and event.tables is not None:
            self._take_policy(event)
        if isinstance(event, FileHinted | FolderHinted) and event.spot.is_staging:
            self._is_staging_touched = True
        if isinstance(event, GateAsked) and not self._gatehouse.asked(event):
            return
        if isinstance(event, EventsLost | Scanned):
            self._try("gaps", lambda: self._vigil.hear(event))
        for action in self._think(event):
            if self._stop.is_set() and isinstance(action, Look | Judge | Scan):
                continue  # the scan at the next start finds it
            if isinstance(action, Look | Scan) and action.at_leisure:
                with self._leisure.now():
                    self._carry_out(action)
            else:
                self._carry_out(action)
        self._tell_gate(event)
        if isinstance(event, ReleasesListed):
            self._try("emergency", lambda: self._emergencies.take(event.stops, self._clock()))
            self._try("emergency", self._mind_stops)
            for offer in self._offers(event):
                self._handle(offer)

    def _carry_out(self, action: Action) -> None:
        answer = self._act(action)
        if answer is not None:
            self._handle(answer)

    def _tell_gate(self, event: Event) -> None:
        """Whoever waits to open a file is told when there is no new verdict on it."""
        match event:
            case Looked(spot=spot, is_known=True) | Looked(spot=spot, signature=None):
                self._gatehouse.could_not(spot)
            case CouldNotJudge(spot=spot, cause=cause) if cause != "changed":
                self._gatehouse.could_not(spot)
            case _:
                pass

    def _think(self, event: Event) -> tuple[Action, ...]:
        try:
            return self._agent.handle(event)
        except Exception as error:  # noqa: BLE001 - the rim: a file nobody thought of is reported, the next one judged
            self.problems["core"] = f"unexpected: {type(error).__name__}"
            if isinstance(event, Judged):
                return (held_by_error(event, self._agent.id, self._agent.tables, f"core.{type(error).__name__}"),)
            spot = getattr(event, "spot", None)
            if spot is None:
                return ()
            gone = CouldNotJudge(spot=spot, cause=f"error {type(error).__name__}", at_s=time.monotonic())
            return self._agent.handle(gone)

    def _act(self, action: Action) -> Event | None:
        if isinstance(action, ReportGap) and self._vigil.gaps.covers(action.root, action.cause):
            return None  # its certificate tells it
        try:
            answer = self._hands.do(action, self._agent.tables)
            self.problems.pop(type(action).__name__.lower(), None)
            return answer
        except (OSError, AgentError) as error:
            return self._failed(action, error)
        except Exception as error:  # noqa: BLE001 - the rim, as above
            return self._failed(action, error)

    def _failed(self, action: Action, error: Exception) -> Event | None:
        what = error.message if isinstance(error, AgentError) else type(error).__name__
        self.problems[type(action).__name__.lower()] = what
        spot = action.judged.spot if isinstance(action, Let | Stop) else getattr(action, "spot", None)
        if isinstance(action, Scan):
            # It ends here, without having seen what it could not; another one will.
            return Scanned(
                folder=action.folder, cause=action.cause, number=action.number, changed=(),
                unreadable=(action.folder,), at_s=time.monotonic(),
            )  # fmt: skip
        if isinstance(action, Complete):
            self.problems["release"] = f"case `{action.hold.case}`: {what}"
        if spot is None or not isinstance(action, Judge | Let | Stop):
            return None
        return CouldNotJudge(spot=spot, cause=f"error {type(error).__name__}", at_s=time.monotonic())

    def _offers(self, listed: ReleasesListed) -> tuple[ReleaseOffered, ...]:
        self._try("releases", lambda: self._releases.keep(listed.releases))
        offers = []
        for release in listed.releases:
            hold = self._holds.find(release.terms.case)
            offers.append(
                ReleaseOffered(
                    release=release,
                    hold=hold,
                    held=self._holds.event(hold.case) if hold else None,
                    uses=self._releases.uses(),
                    refused_for=self._releases.refused(release.terms.id),
                    now=self._clock(),
                )
            )
        return tuple(offers)

    def _take_stored_policy(self) -> None:
        tables = self._trust.stored()
        if tables is not None:
            self._handle(PolicyChanged(tables=tables))
        self._agent.handle(ReleasesListed(releases=self._releases.kept()))
        self._try("emergency", self._mind_stops)

    def _take_policy(self, event: PolicyChanged) -> None:
        tables = event.tables
        if tables is None:
            return
        if self._agent.tables is None or tables.version != self._agent.tables.version:
            self._tell("policy", f"version {tables.version}")
        self._adopted(tables)
        self._chores_s = 0.0  # the gate is to know at once

    def _recover(self) -> None:
        self._try("recovery", lambda: self._note("recovery", self._completion.carry_all_on()))
        self._try("recovery", lambda: self._note("recovery", self._quarantine.carry_all_on()))

    def _wait_for_policy(self, stop: threading.Event) -> None:
        until_s = time.monotonic() + self._config.limits.policy_wait_s
        while self._agent.tables is None and time.monotonic() < until_s and not stop.is_set():
            self._turn(block=True)

    def _scan_all(self, cause: str) -> None:
        self._scanned_s = time.monotonic()
        # Without a policy a scan would stop everything that is there; what comes in anew is held all the same.
        if self._agent.tables is not None:
            for watch in self._watched.current:
                self._scan(str(watch.path), cause)

    def _scan(self, root: str, cause: str) -> None:
        known = FIRST if self._beginnings.is_first(root) else cause
        after = self._beginnings.place(root) if known == FIRST else ""
        self._handle(EventsLost(root=root, cause=known, at_s=time.monotonic(), after=after))

    def _begin_watches(self) -> None:
        for watch in self._watched.current:
            self._begin(str(watch.path))

    def _begin(self, root: str) -> None:
        place, at_ns = self._watched.places[root], time.time_ns()
        if place.how is How.STICK:
            # What was written since it came was put there here, however soon.
            at_ns = place.absent_ns or at_ns
            begin = partial(self._beginnings.begin_stick, root, place.zone, place.identity, at_ns)
        else:
            begin = partial(self._beginnings.begin, root, place.zone, at_ns)
        self._try("journal", begin)

    def _take_places(self) -> tuple[Begun, ...]:
        """Watch what the finder found since the last time; says what is new."""
        for stick in self._finder.met():
            self._tell(f"stick-{stick.state}", shown(stick.mount.point))
        report = self._finder.take()
        return self._watched.take(report.places) if report is not None else ()

    def _follow_places(self, coverage: Coverage) -> None:
        begun = self._take_places()
        if begun:
            # Before anybody has had the time to open what is put there.
            self._try("gate", lambda: self._gatehouse.refresh(self._agent.engine))
            coverage.set_missing()
        for each in begun:
            root = str(each.watch.path)
            self._begin(root)
            if self._agent.tables is not None:
                self._scan(root, "mounted" if each.place.how is How.STICK else "found")

    def _chores(self, coverage: Coverage, courier: Courier) -> None:
        now_s = time.monotonic()
        if len(self._outbox) and not courier.problem:
            courier.wake()
        self._try("rounds", self._go_round)
        if now_s - self._chores_s < 1.0:
            return
        self._chores_s = now_s
        for root in coverage.set_missing():
            self._scan(root, "watch-set-again")
        if self._suspension.is_over():
            self._scan_all("resume")
        self._mind_disk()
        self._try("journal", self._mind_bound)
        self._try("holds", lambda: self._note("holds", self._quarantine.carry_all_on()))
        self._try("holds", lambda: self._note("completions", self._completion.carry_all_on()))
        if self._is_staging_touched:
            # Only the agent has business there; elsewhere than on a stick, nobody else can even enter.
            self._is_staging_touched = False
            self._try("recovery", self._quarantine.adopt_strays)
        self._mind_expiry()
        self._try("emergency", self._mind_stops)
        self._try("gate", lambda: self._gatehouse.refresh(self._agent.engine))
        for key, chore in self._vigil.chores(self._watched.trees, coverage.blind):
            self.problems.pop(key, None)
            self._try(key, chore)
        if now_s - self._scanned_s >= self._config.limits.scan_interval_s:
            self._scan_all("interval")
            self._try("recovery", self._quarantine.adopt_strays)

    def _go_round(self) -> None:
        """What rests where it is is judged once more where what it is judged by changed."""
        self.problems.pop("rounds", None)
        is_barred = self._agent.tables is None or self._agent.is_expired or self._journal.full
        roots = [str(watch.path) for watch in self._watched.current]
        spots = self._rounds.next(roots, self._agent.is_in_round, is_barred=is_barred, is_busy=self._agent.is_behind)
        if spots:
            self._handle(RoundHinted(spots=spots, at_s=time.monotonic()))

    def _mind_bound(self) -> None:
        is_bound = self._journal.is_at_bound
        if is_bound != self._was_bound:
            self._was_bound = is_bound
            self._tell("journal-full" if is_bound else "journal-ok")
            if not is_bound:
                # What was let be meanwhile was not recorded, and of what was stopped maybe only the names in staging.
                self._scan_all("journal-full")
                self._try("recovery", self._quarantine.adopt_strays)

    def _mind_disk(self) -> None:
        if self._journal.times_full > self._times_full and not self._was_full:
            self._was_full = True
            self._tell("disk-full")
        self._times_full = self._journal.times_full
        is_full = not self._journal.has_room_again()
        self._try("journal", self._hands.tell_late)
        if is_full != self._was_full:
            self._was_full = is_full
            self._tell("disk-full" if is_full else "disk-ok")
            if not is_full:
                self._scan_all("disk-full")

    def _mind_stops(self) -> None:
        if self._agent.tables is None:
            return  # nothing says whose signatures count, so nothing says either that a stop is over
        running = self._emergencies.running(self._agent.tables, self._clock())
        room = max(0, JUDGED_AGAIN_MOST - self._agent.waiting)
        roots = [str(watch.path) for watch in self._watched.current]
        again = self._emergencies.to_judge_again(running, roots, most=room)
        if again or running != self._agent.stops:
            self._handle(StopsChanged(stops=running, again=again, at_s=time.monotonic()))

    def _mind_expiry(self) -> None:
        tables = self._agent.tables
        if tables is not None:
            is_expired = self._trust.is_expired(tables, self._clock())
            if is_expired != self._agent.is_expired:
                self._agent.handle(PolicyChanged(tables=tables, is_expired=is_expired))

    def _note(self, key: str, problems: tuple[str, ...]) -> None:
        self.problems.pop(key, None)
        if problems:
            self.problems[key] = "; ".join(problems)

    def _tell(self, state: str, detail: str = "") -> None:
        self._try("journal", lambda: self._hands.tell(state, detail))

    def _try(self, key: str, do: Callable[[], object]) -> None:
        try:
            do()
        except (OSError, AgentError) as error:
            self.problems[key] = error.message if isinstance(error, AgentError) else str(error.strerror)
        except Exception as error:  # noqa: BLE001 - the rim, as above: a chore that fails must not end the watching
            self.problems[key] = f"unexpected: {type(error).__name__}"
