"""Runs the gate for an agent: keeps its tables true, judges what it asks for, and says how it is.

The tables are written by the agent's one thread that thinks; a thread of its own hears the gate. As long as nobody has
said who may open what, because there is no policy, nothing is gated.

Invariants of this module:

1. What the gate asks for gets an answer: what could not be judged is said to be so, and the gate goes by its folder.
2. What is to be told of a file is in the journal before the gate lets anybody open it. A file of which there is nothing
   to tell is let be at once; should its state not reach the journal, the next agent judges it again.
3. From which session a file was written is known until what came of it is in the journal.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agent.gate.client import GateClient
from agent.gate.names import problem
from agent.gate.table import STOPPED, UNJUDGED, Record
from agent.gatehouse.books import Books
from agent.gatehouse.building import record_of, tag
from agent.gatehouse.canary import Canary
from agent.gatehouse.hearing import Hearing
from agent.tree import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from agent.events import Event, GateAsked
    from agent.gatehouse.settings import Gate
    from agent.gatehouse.told import Told
    from agent.inventory import Inventory, Known
    from agent.taint.port import Sessioned
    from agent.tree import Signature, Spot
    from policies.engine import Engine
    from policies.model import ZoneId

# How many files wait for their judgement because somebody wants to open them; more are said not to be judged.
MOST_ASKED = 10_000


class Gatehouse:
    """The gate of one agent.

    Args:
        folder: Of the gate's tables and its door, within the agent's data folder.
        shared: User ids to the accounts that the configuration names for them.
        roots: Watched folders to their zones, as they are now.
        sink: Takes what the gate asks for, from any thread.
        told: Takes what it answered.
        is_paused: Whether an emergency stop lets everything pass in a zone.
        sessioned: Looks after the cgroups of sessions.
    """

    def __init__(
        self, folder: Path, settings: Gate, inventory: Inventory, shared: Mapping[int, tuple[str, ...]],
        roots: Callable[[], Mapping[str, ZoneId]], sink: Callable[[Event], None], told: Told,
        clock: Callable[[], datetime], agent_id: str, is_paused: Callable[[ZoneId], bool], sessioned: Sessioned,
    ) -> None:  # fmt: skip
        self._settings, self._inventory, self._sessioned = settings, inventory, sessioned
        self._asked: dict[Spot, tuple[int, int, int]] = {}
        self._client = GateClient(folder)
        self._books = Books(
            self._client, settings, inventory, shared, roots, told, clock, agent_id, is_paused, sessioned
        )
        self._canary = Canary(
            self._client, guarded=self._guarded, some_file=self._some_file, tell=told.tell,
            lost=lambda _: told.unguarded(clock()), every_s=settings.probe_s,
        )  # fmt: skip
        self._hearing = Hearing(
            self._client, folder, starts_itself=settings.starts_itself, books=self._books, roots=roots, sink=sink,
            told=told, clock=clock, sessioned=sessioned, probed=self._canary.hear,
        )  # fmt: skip

    def start(self) -> None:
        """Have a gate stand, and listen to it."""
        self._hearing.start()
        self._canary.start()

    def stop(self) -> None:
        """Leave the gate: one that this agent started goes with it, another one stays and answers by its tables."""
        self._hearing.begin_to_end()
        self._canary.stop()
        self._books.give_up()
        self._hearing.stop()

    def adopt(self, engine: Engine | None) -> None:
        """Another policy, day, or set of folders: all tables anew.

        Raises:
            OSError: they cannot be written.
        """
        self._books.adopt(engine)

    def refresh(self, engine: Engine | None) -> None:
        """Once in a while: the day, the accounts of the machine, and the log's length may ask for new tables.

        Raises:
            OSError: they cannot be written.
        """
        self._books.refresh(engine)

    def know(self, known: Known) -> None:
        """A file has its verdict, and may be where it is."""
        self._asked.pop(known.spot, None)
        self._books.know(known)

    def stopped(self, spot: Spot, signature: Signature) -> None:
        """A file is taken away, or was: whoever waits to open it does not."""
        self._asked.pop(spot, None)
        self._books.note(record_of(signature, STOPPED))

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
            self._books.note(Record(*asked, UNJUDGED))

    def asked(self, event: GateAsked) -> bool:
        """The gate asks for a file; whether it has to be judged first."""
        known = self._inventory.find(event.spot)
        if event.spot.is_staging:
            self._books.note(Record(event.device, event.inode, event.tag, STOPPED))
            return False
        if known is not None and tag(known.signature) == event.tag:
            self._know_again(known)
            return False
        if len(self._asked) >= MOST_ASKED:
            self._books.note(Record(event.device, event.inode, event.tag, UNJUDGED))
            return False
        self._asked[event.spot] = (event.device, event.inode, event.tag)
        return True

    def _know_again(self, known: Known) -> None:
        """A file whose verdict is in the journal already."""
        self.know(known)
        self.recorded(known.signature)

    def say_of_session(self, what: bytes, *values: int) -> bool:
        """Tell the gate of a session, as `GateClient.say_of_session` says; whether it was reached."""
        return self._client.say_of_session(what, *values)

    def announce_session(self) -> bool:
        """Have the gate ask about every file anew, and wait until it does; whether it was reached."""
        return self._hearing.announce()

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        faults, found = self._hearing.faults, self._canary.spotted.wrong
        told = [f"the gate: {each}" for each in (faults.reach, self._books.problem, self._lag()) if each]
        told += [_problem(where, why) for where, why in sorted({**found, **faults.wrong}.items())]
        if faults.deaths:
            told.append(f"the gate was gone {faults.deaths} times: whatever was opened meanwhile was not asked about")
        return tuple(told)

    def told(self) -> dict[str, object]:
        """How it is, for `sekimori agent status`."""
        state = self._hearing.state
        return {
            "use": str(self._settings.use),
            "stands": state is not None,
            "waiting": state.waiting if state else 0,
            "answered": state.answered if state else 0,
            "takeovers": list(state.takeovers) if state else [],
            "probes": {"every_s": self._settings.probe_s, "marks_set_again": self._canary.spotted.mended},
            "problems": list(self.problems()),
        }

    def _guarded(self) -> tuple[str, ...]:
        """Folders that the gate guards, where it goes by the rules as they are."""
        state, rules = self._hearing.state, self._books.rules
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
        rules, state = self._books.rules, self._hearing.state
        if rules is None and self._books.is_building:
            return "its first tables are being written"
        if rules is None:
            return "it guards nothing before there is a policy"
        is_behind = state is not None and state.generation != rules.generation
        return "it still goes by older rules" if is_behind else ""


def _problem(where: str, why: str) -> str:
    return problem(shown(where), why) if where.startswith("/") else f"the gate's {where}: {why}"
