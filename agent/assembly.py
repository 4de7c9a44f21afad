"""Puts an agent together from its data folder, and runs it."""

from __future__ import annotations

import queue
import random
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from agent import supplies
from agent.answers import Answers
from agent.beginnings import Beginnings
from agent.chronicle import Chronicle
from agent.clocks import ClockWatch, SteadyClock, tick_s, wall_clock
from agent.condition import Condition
from agent.config import Config, Limits, load_config
from agent.control import ControlSocket
from agent.core import Agent
from agent.counter import Counter
from agent.courier import Courier
from agent.coverage import Coverage, make_watchers
from agent.desk import Desk
from agent.desktop.telling import Telling, What
from agent.doors import Doors, Knows, lacking_of
from agent.emergencies import Emergencies
from agent.enforce.beside import Beside
from agent.enforce.completion import Completion
from agent.enforce.leaving import Leaving
from agent.enforce.notice import notice_text
from agent.enforce.quarantine import Quarantine
from agent.enforce.sealing import HoldKeys
from agent.errands import Errands
from agent.errors import AgentError
from agent.events import EventsLost, Tick
from agent.gaps import GATE, Gaps
from agent.gate.names import FOLDER
from agent.gatehouse.port import NoGate
from agent.hands import Hands
from agent.heads import Heads
from agent.hits import Hits
from agent.holds import Holds, Notices
from agent.identity import Identity
from agent.inventory import Inventory
from agent.judgement import Classifies, Judgement, Records, Registers
from agent.letters import Letters
from agent.link import Server
from agent.lock import FolderLock
from agent.makings import program_folder
from agent.outbox import Outbox
from agent.permissions import Exposures, Releases
from agent.places.finder import Finder
from agent.places.mounts import read_mounts
from agent.places.watched import Watched
from agent.probes import probe_machine
from agent.rounds import Rounds
from agent.runtime import Runtime
from agent.salvage import Opened, open_journal
from agent.sessions import Sessions
from agent.sketches import Sketches
from agent.supplies import Supplies
from agent.taint.cgroups import Cgroups, Hierarchy, find_hierarchy
from agent.taint.keeping import Keeping
from agent.taint.ledger import Ledger
from agent.taint.packets import Packets
from agent.taint.port import NoSessions
from agent.taint.walling import Walling
from agent.tree import shown
from agent.trust import Trust
from agent.vigil import Self, Vigil
from agent.watch.ear import Ears
from classifiers.ocr.settings import OcrUse
from classifiers.version import READER_VERSION
from policies.emergency import concerning

if TYPE_CHECKING:
    from datetime import datetime

    from agent.bundles.port import Verifies
    from agent.events import Event
    from agent.gatehouse.port import Gated
    from agent.places.sticks import Stick
    from agent.taint.port import Sessioned
    from policies.model import ZoneId
    from policies.tables import Tables


# Shorter than whoever asks over the socket waits for an answer.
ERRAND_S = 8.0


def run_agent(
    data: Path, *, version: str, stop: threading.Event, ready: Callable[[], None],
    checkpoint: Callable[[str], None] = lambda _: None, doors: Doors | None = None,
    turned: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Run the agent of a data folder until `stop` is set.

    Args:
        ready: Called once the watches are set and the first scan is done.
        checkpoint: Told every point reached between an event and its report.
        turned: Called at every turn of the loop, at least every second while no file is worked on.
        doors: What stands behind the ports; the shipped models and the enrolled server by default.

    Raises:
        AgentError: not enrolled, another agent runs here, or the configuration or the journal is damaged.
    """
    identity, config = Identity(data), load_config(data / "config.toml")
    _check_apart(data.resolve(), config)
    with ExitStack() as stack:
        stack.enter_context(FolderLock(data))
        # Whoever reads is started first: an agent that cannot judge does not begin.
        doors = doors or Doors()
        classifier, index = stack.enter_context(doors.classifier(data, config))
        opened = _open_journal(data, config)
        stack.callback(opened.journal.close)
        parts = _Parts(data, identity, config, opened, classifier, index, version, checkpoint, doors.verifier, turned)
        parts.run(stop, ready, doors.server)


def _open_journal(data: Path, config: Config) -> Opened:
    limits = config.limits
    return open_journal(
        data / "journal.db", reserve_bytes=limits.reserve_bytes, bound_bytes=limits.journal_bytes,
        check_s=limits.journal_check_s, watches={str(watch.path): watch.zone for watch in config.watches},
        now=wall_clock(), event_id=_new_id("S"),
    )  # fmt: skip


def _new_id(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(16)}"


def _check_apart(data: Path, config: Config) -> None:
    """An agent that watched its own data folder would judge its own journal for ever."""
    for watch in config.watches:
        if watch.path == data or watch.path in data.parents or data in watch.path.parents:
            raise AgentError(
                f"`{shown(str(watch.path))}` and the data folder `{shown(str(data))}` lie in one another",
                help="give the agent a data folder outside all that it watches",
            )


class _Parts:
    """The parts of one agent, each given what it works with."""

    def __init__(
        self, data: Path, identity: Identity, config: Config, opened: Opened, classifier: Classifies,
        index: Knows, version: str, checkpoint: Callable[[str], None], verifier: Verifies,
        turned: Callable[[], None],
    ) -> None:  # fmt: skip
        journal, self._opened = opened.journal, opened
        self._data, self._identity, self._config, self._journal = data, identity, config, journal
        self._turned = turned
        self._version, self._checkpoint, self._classifier, self._index = version, checkpoint, classifier, index
        self._clock = SteadyClock(journal)
        self._watched = Watched(config.watches)
        self._watches, self._trees = self._watched.watches, self._watched.trees
        self._keys = HoldKeys(identity.hold_key, data / "holds")
        self._holds, self._inventory, self._releases = Holds(journal), Inventory(journal), Releases(journal)
        self._sessions = Sessions(journal, config.accounts)
        self._trust = Trust(data / "trust", identity.facts.root_digest, journal, verifier)
        self._beginnings, self._hits = Beginnings(journal), Hits(journal)
        self._agent = Agent(identity.facts.agent, config.limits, tick_s=tick_s())
        self._supplies = Supplies(
            data / supplies.FOLDER, journal, tables=lambda: self._agent.tables, tries=index,
            lacking=lacking_of(config),
        )  # fmt: skip
        self._rounds = Rounds(journal, self._inventory, basis=self._basis, monotonic=time.monotonic)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._letters = Letters(journal, self._trees, classifier, sink=self._events.put, monotonic=time.monotonic)
        self._telling = Telling(config.desktop, contact=self._contact)
        self._errands = Errands(wait_s=ERRAND_S, wake=self._wake)
        self._sessioned = self._make_sessioned()
        self._gatehouse = self._make_gatehouse()
        self._hands = self._make_hands(classifier, index)
        self._emergencies = Emergencies(journal, identity.facts.agent, tell=self._hands.tell)
        self._vigil = self._make_vigil()
        self._finder = Finder(
            config.places,
            config.watches,
            data.resolve(),
            lambda: self._agent.tables,
            told=self._tell_of_stick,
            wake=self._wake,
        )

    def run(
        self, stop: threading.Event, ready: Callable[[], None], open_server: Callable[[Identity, Limits], Server]
    ) -> None:
        limits = self._config.limits
        runtime, ears = self._make_runtime(), Ears()
        coverage = Coverage(
            self._watched,
            lambda watch, tree, sink: make_watchers(
                watch, tree, sink, interval_s=limits.polling_interval_s, burst_events=limits.burst_events, ears=ears
            ),
            runtime.hear,
        )
        condition = Condition(
            facts=self._identity.facts,
            version=self._version,
            runtime=runtime,
            coverage=coverage,
            finder=self._finder,
            probes=probe_machine(self._data),
            inventory=self._inventory,
            outbox=Outbox(self._journal),
            holds=self._holds,
            hits=self._hits,
            clock=self._clock,
            walls=lambda: self._classifier.walls,
            ocr=lambda: self._classifier.ocr,
            is_ocr_wanted=self._config.ocr.use is OcrUse.ON,
            letters=self._letters,
            sources=lambda: self._index.sources,
            journal=Chronicle(self._opened, self._vigil),
            gatehouse=self._gatehouse,
            sessioned=self._sessioned,
            supplies=self._supplies,
            rounds=self._rounds,
        )
        courier = self._make_courier(runtime, condition, open_server(self._identity, limits))
        condition.courier = courier
        control = ControlSocket(self._data, self._make_desk(runtime, condition).answer)
        control.start()
        self._sessioned.start()
        self._gatehouse.start()
        self._letters.start()
        self._telling.start()
        try:
            runtime.run(coverage, courier, stop, ready)
        finally:
            self._sessioned.stop()
            self._gatehouse.stop()
            self._letters.stop()
            self._telling.stop()
            self._finder.stop()
            control.stop()
            coverage.stop()
            courier.stop()

    def _wake(self) -> None:
        self._events.put(Tick(at_s=time.monotonic()))

    def _basis(self) -> str:
        """By what files are judged now: program, policy, what officers supplied, and what others write for it."""
        tables, named, learnt = self._agent.tables, self._config.fingerprints, self._config.judging
        paths = [named.index, named.index.with_name(f"{named.index.name}.journal")] if named and named.index else []
        paths += [learnt.projects] if learnt and learnt.projects else []
        told = [("program", self._version), ("reader", READER_VERSION), ("policy", tables.version if tables else 0)]
        told += sorted(self._supplies.versions.items())
        return " ".join([*(f"{name}={what}" for name, what in told), *map(_written_as, paths)])

    def _make_hands(self, classifier: Classifies, index: Registers) -> Hands:
        limits = self._config.limits
        records = Records(
            inventory=self._inventory,
            notices=Notices(self._journal),
            releases=self._releases,
            exposures=Exposures(self._journal),
            sessions=self._sessions,
            beginnings=self._beginnings,
            sketches=Sketches(self._journal),
            writing=self._sessioned,
        )
        judgement = Judgement(
            classifier, index, records, self._watches, self._trees, remembered=limits.cached_assessments,
            hash_bytes=self._config.reader.hash_bytes,
            chance=secrets.token_bytes, wall=self._clock, monotonic=time.monotonic, letters=self._letters,
            tick_s=tick_s(),
        )  # fmt: skip
        self._quarantine = Quarantine(
            self._journal, self._keys, self._trees, checkpoint=self._checkpoint, open_wait_s=limits.open_wait_s,
            clock=self._clock, agent_id=self._identity.facts.agent, notice_of=self._notice_of,
        )  # fmt: skip
        self._completion = Completion(
            self._journal, self._keys, self._trees, checkpoint=self._checkpoint, clock=self._clock
        )
        return Hands(
            self._journal, self._inventory, judgement, self._quarantine, self._completion, self._trees,
            beginnings=self._beginnings, chance=secrets.token_bytes, clock=self._clock, checkpoint=self._checkpoint,
            recent=limits.recent_verdicts, telling=self._telling,
            beside=Beside(self._journal, self._trees, clock=self._clock), gatehouse=self._gatehouse,
        )  # fmt: skip

    def _make_gatehouse(self) -> Gated:
        if not self._config.gate.is_used:
            return NoGate()
        from agent.gatehouse.house import Gatehouse
        from agent.gatehouse.told import Told

        told = Told(
            self._journal, self._inventory, self._sessions, lambda: self._agent.tables,
            lambda batch, uncounted: self._vigil.answers.note_answers(batch, uncounted), self._unguarded,
            Ledger(self._journal, self._clock, lambda: _new_id("S")).tell,
        )  # fmt: skip
        return Gatehouse(
            self._data / FOLDER, self._config.gate, self._inventory, self._config.accounts,
            lambda: {root: watch.zone for root, watch in tuple(self._watches.items())}, self._events.put, told,
            self._clock, self._identity.facts.agent, self._is_paused, self._sessioned,
        )  # fmt: skip

    def _make_sessioned(self) -> Sessioned:
        if not self._config.gate.is_used:
            return NoSessions()
        if not self._config.gate.sessions:
            return NoSessions("`sessions` in `[gate]` is empty")
        hierarchy = find_hierarchy(read_mounts())
        cgroups = Cgroups(hierarchy.mount, self._config.gate.sessions)
        try:
            if not hierarchy.why:
                cgroups.prepare()
        except OSError as error:
            hierarchy = Hierarchy("", f"the folder of cgroups cannot be made: {error.strerror}")
        if hierarchy.why:
            return NoSessions(hierarchy.why, is_missed=True)
        server = self._identity.facts.agent_url
        return Keeping(
            cgroups, self._sessions, Ledger(self._journal, self._clock, lambda: _new_id("S")),
            Walling(self._config.network, Packets(cgroups.level), cgroups, server),
            say=lambda what, *values: self._gatehouse.say_of_session(what, *values),
            announce=lambda: self._gatehouse.announce_session(),
            tables=lambda: self._agent.tables, clock=self._clock,
        )  # fmt: skip

    def _is_paused(self, zone: ZoneId) -> bool:
        return concerning(self._agent.stops, zone, self._identity.facts.agent, self._clock()) is not None

    def _unguarded(self, at: datetime) -> None:
        """Nobody stood at the gate: what came into its folders meanwhile is looked at, and the gap certified."""
        for root in tuple(self._watches):
            self._events.put(EventsLost(root=root, cause=GATE, at_s=time.monotonic(), until=at))

    def _make_vigil(self) -> Vigil:
        limits, journal = self._config.limits, self._journal
        what = Self(
            version=self._version,
            program=program_folder(),
            config=self._data / "config.toml",
            check_s=limits.self_check_s,
        )
        return Vigil(
            journal,
            what,
            clock=self._clock,
            jumps=ClockWatch(jump_s=limits.clock_jump_s),
            gaps=Gaps(journal, clock=self._clock, new_id=lambda: _new_id("G")),
            answers=Answers(journal, self._clock),
            heads=Heads(journal, kept=limits.journal_rows),
            tell=self._hands.tell,
            under_way=lambda: (progress.number for progress in self._agent.scans),
        )

    def _tell_of_stick(self, stick: Stick) -> None:
        is_read_only = stick.state == "read-only"
        self._telling.tell_all(What.STICK_READ_ONLY if is_read_only else What.STICK_REFUSED)

    def _make_runtime(self) -> Runtime:
        return Runtime(
            config=self._config,
            agent=self._agent,
            hands=self._hands,
            journal=self._journal,
            holds=self._holds,
            releases=self._releases,
            beginnings=self._beginnings,
            watched=self._watched,
            finder=self._finder,
            quarantine=self._quarantine,
            completion=self._completion,
            trust=self._trust,
            rounds=self._rounds,
            clock=self._clock,
            events=self._events,
            adopted=self._adopt,
            vigil=self._vigil,
            emergencies=self._emergencies,
            errands=self._errands,
            gatehouse=self._gatehouse,
            turned=self._turned,
        )

    def _make_courier(self, runtime: Runtime, condition: Condition, server: Server) -> Courier:
        limits = self._config.limits
        return Courier(
            server, Outbox(self._journal), self._trust, limits, sink=runtime.hear, heartbeat=condition.heartbeat,
            told=lambda heartbeat: self._hits.told(heartbeat.hits), heard=self._vigil.heads.heard,
            version=condition.policy_version, clock=self._clock,
            chance=random.SystemRandom().random, checkpoint=self._checkpoint, supplies=self._supplies,
        )  # fmt: skip

    def _make_desk(self, runtime: Runtime, condition: Condition) -> Desk:
        return Desk(
            self._config,
            self._sessions,
            status=condition.status,
            details=condition.details,
            recent=lambda: tuple(self._hands.recent),
            tables=lambda: runtime.tables,
            clock=self._clock,
            counter=self._make_counter(runtime),
            sessioned=self._sessioned,
        )

    def _make_counter(self, runtime: Runtime) -> Counter:
        leaving = Leaving(
            self._journal, self._watches, self._trees, self._agent, Exposures(self._journal), self._releases,
            self._completion, clock=self._clock,
        )  # fmt: skip
        return Counter(self._holds, leaving, self._errands, tables=lambda: runtime.tables)

    def _adopt(self, tables: Tables) -> None:
        self._keys.recovery_recipient = tables.recovery_recipient

    def _contact(self) -> str:
        return self._agent.tables.contact if self._agent.tables else ""

    def _notice_of(self, case: str) -> str:
        tables = self._agent.tables
        return notice_text(case, tables.contact if tables else "", tables.organisation if tables else "")


def _written_as(path: Path) -> str:
    """A word that changes when somebody writes the file."""
    try:
        status = path.stat()
    except OSError:
        return f"{path.name}=none"
    return f"{path.name}={status.st_ino}-{status.st_size}-{status.st_mtime_ns}"
