"""Runs the gate for an agent: starts it, keeps its tables true, judges what it asks for, records what it answered.

The tables are written by the agent's one thread that thinks; a thread of its own hears the gate. As long as nobody has
said who may open what, because there is no policy, nothing is gated.

Invariants of this module:

1. What the gate asks for gets an answer: what could not be judged is said to be so, and the gate goes by its folder.
2. What is to be told of a file is in the journal before the gate lets anybody open it. A file of which there is nothing
   to tell is let be at once; should its state not reach the journal, the next agent judges it again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from agent.events import GateAsked
from agent.files import make_private
from agent.gate.client import GateClient
from agent.gate.rules import Root, Rules
from agent.gate.table import STOPPED, UNJUDGED, Record
from agent.gate.words import Announced, Answered, Asked, ProbeHeard, SessionNews, Shared, State
from agent.gatehouse.building import AT_ONCE, Build, number_of, record_of, tag
from agent.gatehouse.canary import Canary
from agent.gatehouse.classes import Classes, people_of_machine
from agent.tree import Signature, Spot, shown
from policies.flow import day_of

if TYPE_CHECKING:
    from pathlib import Path

    from agent.events import Event
    from agent.gate.words import Said
    from agent.gatehouse.settings import Gate
    from agent.gatehouse.told import Told
    from agent.inventory import Inventory, Known
    from agent.sessions import Sessions
    from agent.taint.port import Sessioned
    from policies.engine import Engine
    from policies.model import PersonId, ZoneId

RECONNECT_S = 0.2
# For how long somebody who begins a session waits for the gate.
ANNOUNCE_S = 3.0
LOG_RECORDS = 50_000
# After tables that could not be written, the next are tried so much later.
REBUILD_S = 5.0
# How many files wait for their judgement because somebody wants to open them; more are said not to be judged.
MOST_ASKED = 10_000


@dataclass(slots=True)
class Faults:
    """What is wrong with the gate, in words; empty where nothing is.

    Attributes:
        deaths: How often both of its processes were gone.
    """

    reach: str = "not reached yet"
    tables: str = ""
    deaths: int = 0
    wrong: Mapping[str, str] = field(default_factory=dict)


class Gatehouse:
    """The gate of one agent.

    Args:
        folder: Of the gate's tables and its door, within the agent's data folder.
        roots: Watched folders to their zones, as they are now.
        sink: Takes what the gate asks for, from any thread.
        told: Takes what it answered.
        is_paused: Whether an emergency stop lets everything pass in a zone.
        sessioned: Looks after the cgroups of sessions.
    """

    def __init__(
        self, folder: Path, settings: Gate, inventory: Inventory, sessions: Sessions,
        shared: Mapping[int, tuple[str, ...]], roots: Callable[[], Mapping[str, ZoneId]],
        sink: Callable[[Event], None], told: Told, clock: Callable[[], datetime], agent_id: str,
        is_paused: Callable[[ZoneId], bool], sessioned: Sessioned,
    ) -> None:  # fmt: skip
        self._sessioned, self._announced = sessioned, threading.Condition()
        self._said_number = self._heard_number = 0
        self._agent_id, self._is_paused = agent_id, is_paused
        self._folder, self._settings, self._inventory, self._sessions = folder, settings, inventory, sessions
        self._shared, self._roots, self._sink, self._told, self._clock = shared, roots, sink, told, clock
        self._client = GateClient(folder)
        self._engine: Engine | None = None
        self._classes: Classes | None = None
        self._rules: Rules | None = None
        self._seen: tuple[object, ...] = ()
        self._grounds: tuple[object, ...] | None = None
        self._several: tuple[int, ...] = ()
        self._noted = self._rows = self._generation = self._memory = 0
        self._build: Build | None = None
        self._builds_from_s = 0.0
        self._since: tuple[Record, ...] = ()
        self._published_s = 0.0
        self._asked: dict[Spot, tuple[int, int, int]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._hear, name="gatehouse", daemon=True)
        self.faults = Faults()
        self.state: State | None = None
        self.canary = Canary(
            self._client, guarded=self._guarded, some_file=self._some_file, tell=told.tell,
            lost=lambda _: told.unguarded(clock()), every_s=settings.probe_s,
        )  # fmt: skip

    # --- the thread that thinks ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Have a gate stand, and listen to it."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        make_private(self._folder)
        if self._settings.starts_itself:
            self._start_gate()
        self._thread.start()
        self.canary.start()

    def _start_gate(self) -> None:
        # A session of its own: what ends this agent, even a signal to its whole group, leaves the gate standing.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agent.gate", str(self._folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            cwd="/",
        )  # fmt: skip

    def stop(self) -> None:
        """Leave the gate: one that this agent started goes with it, another one stays and answers by its tables."""
        self._stop.set()
        self.canary.stop()
        self._give_up_build()
        if self._settings.starts_itself:
            self._client.end_gate()
            # Hung up on before it has heard, it would take this agent for dead, and stay.
            if self._thread.is_alive():
                self._thread.join(5)
        self._client.shut()
        if self._thread.is_alive():
            self._thread.join(5)
        self._client.close()
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)

    def adopt(self, engine: Engine | None) -> None:
        """Another policy, day, or set of folders: all tables anew. Of many files they are built beside this thread,
        and the gate goes by the ones before until then.

        Raises:
            OSError: they cannot be written.
        """
        if engine is None:
            return
        now = self._clock()
        people = people_of_machine(engine.tables, self._shared)
        self._engine, self._several = engine, tuple(uid for uid, who in people.items() if len(who) > 1)
        seen = self._facts()
        grounds = engine, day_of(now), people, self._workers()
        if self._build is not None and self._build.grounds != grounds:
            self._give_up_build()
        if self._build is None and self._is_wanting(grounds):
            self._begin_build(Classes(engine, people, now, self._session_of, self._agent_id), grounds)
        self._take_build()
        if self._classes is not None:
            self._publish_rules(engine, now)
        self._seen, self._published_s = seen, time.monotonic()

    def _is_wanting(self, grounds: tuple[object, ...] | None) -> bool:
        """Whether there is to be another table. One that could not be written is not tried again at once."""
        if self._grounds is None:
            return time.monotonic() >= self._builds_from_s
        return grounds != self._grounds or self._noted >= max(LOG_RECORDS, self._rows // 8)

    def _begin_build(self, classes: Classes, grounds: tuple[object, ...]) -> None:
        is_at_once = not self._inventory.has_more_than(AT_ONCE)
        self._build = Build(self._client, self._inventory, classes, grounds, is_at_once=is_at_once)

    def _give_up_build(self) -> None:
        if self._build is not None:
            self._build.give_up()
            self._build = None

    def _take_build(self) -> None:
        """Go by the tables that were built, once they are."""
        build = self._build
        if build is None or not build.is_done:
            return
        self._build, self._grounds = None, None
        self._builds_from_s = time.monotonic() + REBUILD_S
        self._since = build.take()
        self._classes, self._rules, self._noted = build.classes, None, len(self._since)
        self._grounds, self._rows = build.grounds, build.rows

    def _publish_rules(self, engine: Engine, now: datetime) -> None:
        """The rest of the rules, where anything in them is new."""
        was = self._rules
        rules = self._made_rules(engine, was.generation if was else max(self._generation + 1, int(now.timestamp())))
        if rules != was:
            self._generation = max(self._generation + 1, int(now.timestamp()))
            rules = replace(rules, generation=self._generation)
            self._client.publish_rules(rules, self._since)
            self._rules, self._since = rules, ()

    def _made_rules(self, engine: Engine, generation: int) -> Rules:
        walled = {zone for zone, facts in engine.tables.zones.items() if _has_sides(facts.projects, engine)}
        return Rules(
            generation=generation,
            classes=self._classes.by_number if self._classes else {},
            roots=tuple(
                Root(
                    path=root,
                    fails_closed=zone in walled or zone not in engine.tables.zones,
                    is_paused=self._is_paused(zone),
                )
                for root, zone in sorted(self._roots().items())
            ),
            services=frozenset(self._settings.services),
            wait_s=self._settings.wait_s,
            stall_s=self._settings.stall_s,
            checks_reads=self._settings.checks_reads,
            sessions_folder=self._sessioned.folder,
            shuts_network=self._sessioned.shuts_network,
        )

    def _workers(self) -> tuple[PersonId | None, ...]:
        """Who works under each shared user id now."""
        return tuple(self._session_of(uid) for uid in self._several)

    def refresh(self, engine: Engine | None) -> None:
        """Once in a while: the day, the accounts of the machine, and the log's length may ask for new tables.

        Raises:
            OSError: they cannot be written.
        """
        if engine is None:
            return
        is_old = time.monotonic() - self._published_s >= self._settings.refresh_s
        is_built = self._build is not None and self._build.is_done
        is_wanting = self._build is None and self._is_wanting(self._grounds)
        if is_built or is_wanting or is_old or engine is not self._engine or self._facts() != self._seen:
            self.adopt(engine)

    def _facts(self) -> tuple[object, ...]:
        """What the rules follow from, besides policy, time and accounts."""
        zones = self._roots()
        folders = tuple(sorted((root, zone, self._is_paused(zone)) for root, zone in zones.items()))
        return folders, self._workers()

    def _session_of(self, uid: int) -> PersonId | None:
        engine = self._engine
        return self._told.person_of(uid, engine.tables) if engine else None

    def know(self, known: Known) -> None:
        """A file has its verdict, and may be where it is."""
        classes, rules = self._classes, self._rules
        self._asked.pop(known.spot, None)
        if self._build is not None:
            self._build.note(known.signature.device, known.signature.inode, known)
        if classes is None or rules is None:
            return
        number = number_of(known, self._inventory, classes)
        if number not in rules.classes:
            self._rules = replace(rules, classes=classes.by_number)
            self._try(lambda: self._client.publish_rules(self._rules or rules))
        self._write(record_of(known.signature, number))

    def stopped(self, spot: Spot, signature: Signature) -> None:
        """A file is taken away, or was: whoever waits to open it does not."""
        self._asked.pop(spot, None)
        self._note(record_of(signature, STOPPED))

    def recorded(self, signature: Signature) -> None:
        """What became of a file is in the journal: only now nobody asks again from which session it was written."""
        self._sessioned.judged(signature.device, signature.inode)

    def could_not(self, spot: Spot) -> None:
        """A file that the gate asked for, if it did, has no new verdict: it is known as it is, or could not be read."""
        asked = self._asked.pop(spot, None)
        if asked is None:
            return
        known = self._inventory.find(spot)
        if known is not None and tag(known.signature) == asked[2]:
            self._know_again(known)
        else:
            self._note(Record(*asked, UNJUDGED))

    def asked(self, event: GateAsked) -> bool:
        """The gate asks for a file; whether it has to be judged first."""
        known = self._inventory.find(event.spot)
        if event.spot.is_staging:
            self._note(Record(event.device, event.inode, event.tag, STOPPED))
            return False
        if known is not None and tag(known.signature) == event.tag:
            self._know_again(known)
            return False
        if len(self._asked) >= MOST_ASKED:
            self._note(Record(event.device, event.inode, event.tag, UNJUDGED))
            return False
        self._asked[event.spot] = (event.device, event.inode, event.tag)
        return True

    def _know_again(self, known: Known) -> None:
        """A file whose verdict is in the journal already."""
        self.know(known)
        self.recorded(known.signature)

    def _note(self, record: Record) -> None:
        if self._build is not None:
            self._build.note(record.device, record.inode, record)
        self._write(record)

    def _write(self, record: Record) -> None:
        self._noted += 1
        self._try(lambda: self._client.note([record]))

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
            self.faults.tables = ""
        except OSError as error:
            self.faults.tables = f"its tables cannot be written: {error.strerror}"

    def say_of_session(self, what: bytes, *values: int) -> bool:
        """Tell the gate of a session, as `GateClient.say_of_session` says; whether it was reached."""
        return self._client.say_of_session(what, *values)

    def announce_session(self) -> bool:
        """Have the gate ask about every file anew, and wait until it does; whether it was reached."""
        with self._announced:
            self._said_number += 1
            number = self._said_number
            if not self._client.say_of_session(b"V", number):
                return False
            return self._announced.wait_for(lambda: self._heard_number == number, ANNOUNCE_S)

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        faults = self.faults
        told = [f"the gate: {each}" for each in (faults.reach, faults.tables, self._lag()) if each]
        told += [_problem(where, why) for where, why in sorted({**self.canary.spotted.wrong, **faults.wrong}.items())]
        if faults.deaths:
            told.append(f"the gate was gone {faults.deaths} times: whatever was opened meanwhile was not asked about")
        return tuple(told)

    def _guarded(self) -> tuple[str, ...]:
        """Folders that the gate guards, where it goes by the rules as they are."""
        state, rules = self.state, self._rules
        if state is None or rules is None or state.generation != rules.generation:
            return ()
        return tuple(root.path for root in rules.roots if root.path not in state.wrong)

    def _some_file(self, root: str) -> str:
        """A file on the file system of a watched folder; empty where none is known."""
        start = os.fsencode(root.rstrip("/") + "/")
        for path, signature in self._inventory.page(start, start[:-1] + b"0", 1):
            if signature.device == os.stat(root).st_dev:
                return os.fsdecode(path)
        return ""

    def _lag(self) -> str:
        """Whether the gate goes by other rules than these."""
        rules, state = self._rules, self.state
        if rules is None and self._build is not None:
            return "its first tables are being written"
        if rules is None:
            return "it guards nothing before there is a policy"
        is_behind = state is not None and state.generation != rules.generation
        return "it still goes by older rules" if is_behind else ""

    def told(self) -> dict[str, object]:
        """How it is, for `sekimori agent status`."""
        state = self.state
        return {
            "use": str(self._settings.use),
            "stands": state is not None,
            "waiting": state.waiting if state else 0,
            "answered": state.answered if state else 0,
            "takeovers": list(state.takeovers) if state else [],
            "probes": {"every_s": self._settings.probe_s, "marks_set_again": self.canary.spotted.mended},
            "problems": list(self.problems()),
        }

    # --- the thread that hears -------------------------------------------------------------------------------------

    def _hear(self) -> None:
        while not self._stop.is_set():
            try:
                self._client.connect()
            except OSError:
                self._miss()
                continue
            self.faults.reach = ""
            self._client.hand_over()
            self._listen()
            self.state = None
            if not self._stop.is_set():
                self.faults.reach = "it has gone"

    def _miss(self) -> None:
        """Nobody stands at the gate: start one where that is ours to do, and try again in a moment."""
        self.faults.reach = "nobody stands at it"
        if self._process is not None and self._process.poll() is not None and not self._stop.is_set():
            self.faults.deaths += 1
            self._told.unguarded(self._clock())
            self._start_gate()
        self._stop.wait(RECONNECT_S)

    def _listen(self) -> None:
        while (told := self._receive()) is not None:
            match told:
                case Asked():
                    os.close(told.fd)
                    self._pass_on(told)
                case Answered():
                    self._told.answered(told, self._clock(), self._sides())
                case State():
                    self.state, self.faults.wrong = told, told.wrong
                case Shared():
                    self._meet(told.number)
                    self._sessioned.connected(told.seen)
                case SessionNews():
                    self._sessioned.look()
                case ProbeHeard():
                    self.canary.hear(told)
                case Announced():
                    with self._announced:
                        self._heard_number = told.number
                        self._announced.notify_all()

    def _meet(self, number: int) -> None:
        """Another gate than before, which nobody here started, stands there: for a while none did."""
        if self._memory not in (0, number) and not self._settings.starts_itself:
            self.faults.deaths += 1
            self._told.unguarded(self._clock())
        self._memory = number

    def _sides(self) -> dict[int, frozenset[str]]:
        rules = self._rules
        return {number: each.sides for number, each in rules.classes.items()} if rules is not None else {}

    def _receive(self) -> Said | None:
        try:
            return self._client.receive()
        except ValueError:
            return None

    def _pass_on(self, asked: Asked) -> None:
        root = next((root for root in self._roots() if asked.path.startswith(root.rstrip("/") + "/")), None)
        if root is None:
            self._client.note([Record(asked.device, asked.inode, asked.tag, UNJUDGED)])
            return
        spot = Spot(root, asked.path[len(root.rstrip("/")) + 1 :])
        self._sink(GateAsked(spot=spot, device=asked.device, inode=asked.inode, tag=asked.tag, at_s=time.monotonic()))


def _has_sides(projects: Iterable[object], engine: Engine) -> bool:
    return any(engine.tables.projects[each].sides for each in projects if each in engine.tables.projects)  # type: ignore[index]


def _problem(where: str, why: str) -> str:
    is_folder = where.startswith("/")
    return f"the gate does not guard `{shown(where)}`: {why}" if is_folder else f"the gate's {where}: {why}"
