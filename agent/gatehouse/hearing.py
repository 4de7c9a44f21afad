"""Has a gate stand, and hears what it asks and says, in a thread of its own.

Invariants of this module:

1. What the gate asks for in no watched folder is said at once to be judged by nobody; all else is passed on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.events import GateAsked
from agent.files import make_private
from agent.gate.table import UNJUDGED, Record
from agent.gate.words import Announced, Answered, Asked, ProbeHeard, SessionNews, Shared, State
from agent.tree import Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from agent.events import Event
    from agent.gate.client import GateClient
    from agent.gate.words import Said
    from agent.gatehouse.books import Books
    from agent.gatehouse.told import Told
    from agent.taint.port import Sessioned
    from policies.model import ZoneId

RECONNECT_S = 0.2
# For how long somebody who begins a session waits for the gate.
ANNOUNCE_S = 3.0


@dataclass(slots=True)
class Faults:
    """What is wrong with reaching the gate; empty where nothing is.

    Attributes:
        deaths: How often both of its processes were gone.
        wrong: Watched folder to what keeps it from being gated.
    """

    reach: str = "not reached yet"
    deaths: int = 0
    wrong: Mapping[str, str] = field(default_factory=dict)


class Hearing:
    """The thread that hears one gate.

    Attributes:
        state: How the gate is; None while it is not reached.

    Args:
        starts_itself: Whether the gate is this agent's to start and to end.
        roots: Watched folders to their zones, as they are now.
        sink: Takes what the gate asks for, from any thread.
        told: Takes what it answered.
        sessioned: Looks after the cgroups of sessions.
        probed: Told that the gate looks out for a file that was named to it.
    """

    def __init__(
        self, client: GateClient, folder: Path, *, starts_itself: bool, books: Books,
        roots: Callable[[], Mapping[str, ZoneId]], sink: Callable[[Event], None], told: Told,
        clock: Callable[[], datetime], sessioned: Sessioned, probed: Callable[[ProbeHeard], None],
    ) -> None:  # fmt: skip
        self.faults = Faults()
        self.state: State | None = None
        self._client, self._folder, self._starts_itself, self._books = client, folder, starts_itself, books
        self._roots, self._sink, self._told, self._clock = roots, sink, told, clock
        self._sessioned, self._probed = sessioned, probed
        self._announced = threading.Condition()
        self._said_number = self._heard_number = self._memory = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._hear, name="gatehouse", daemon=True)

    def start(self) -> None:
        """Have a gate stand, and listen to it."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        make_private(self._folder)
        if self._starts_itself:
            self._start_gate()
        self._thread.start()

    def begin_to_end(self) -> None:
        """Start no other gate for one that is gone: the agent ends."""
        self._stop.set()

    def stop(self) -> None:
        """Leave the gate: one that this agent started goes with it, another one stays and answers by its tables."""
        self._stop.set()
        if self._starts_itself:
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

    def _start_gate(self) -> None:
        # A session of its own: what ends this agent, even a signal to its whole group, leaves the gate standing.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agent.gate", str(self._folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            cwd="/",
        )  # fmt: skip

    def announce(self) -> bool:
        """Have the gate ask about every file anew, and wait until it does; whether it was reached."""
        with self._announced:
            self._said_number += 1
            number = self._said_number
            if not self._client.say_of_session(b"V", number):
                return False
            return self._announced.wait_for(lambda: self._heard_number == number, ANNOUNCE_S)

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
                    self._probed(told)
                case Announced():
                    with self._announced:
                        self._heard_number = told.number
                        self._announced.notify_all()

    def _meet(self, number: int) -> None:
        """Another gate than before, which nobody here started, stands there: for a while none did."""
        if self._memory not in (0, number) and not self._starts_itself:
            self.faults.deaths += 1
            self._told.unguarded(self._clock())
        self._memory = number

    def _sides(self) -> dict[int, frozenset[str]]:
        rules = self._books.rules
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
