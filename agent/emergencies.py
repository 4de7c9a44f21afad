"""Emergency stops on this agent: verified here, kept through restarts, over at their time or at a word.

Invariants of this module:

1. A stop holds only if `policies.emergency.stop_faults` finds nothing against it, whatever the server says.
2. What was ended once, or is no longer listed by a server that answers, does not begin again. Only what officers signed
   is remembered for that, so that a server cannot crowd it out.
3. What passed under a stop is marked in the inventory, so that it is found again when the stop is over.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from agent.tree import Spot
from policies.emergency import EmergencyStop, StopId, signature_faults, stop_faults

if TYPE_CHECKING:
    from agent.journal import Journal
    from policies.tables import Tables

T = TypeVar("T")

MARK = "emergency:"
_KEPT, _RUNNING = "emergency-stops", "emergency-stops-running"
_OVER, _REFUSED = "emergency-stops-over", "emergency-stops-refused"
MOST_REMEMBERED = 1000
FACTS: Mapping[str, Any] = MappingProxyType(
    {
        _KEPT: tuple[EmergencyStop, ...], _RUNNING: frozenset[StopId], _OVER: dict[str, datetime],
        _REFUSED: dict[str, str],
    }
)  # fmt: skip
# Each takes its signatures to be verified, every second.
MOST_LISTED = 100
_WAITS = "emergency.not-yet"


class Emergencies:
    """The stops that hold here.

    Args:
        tell: Reports the agent's own condition: a word for the state, and its detail.
    """

    def __init__(self, journal: Journal, agent: str, *, tell: Callable[[str, str], None]) -> None:
        self._journal = journal
        self._agent = agent
        self._tell = tell
        self._listed = _load(journal, _KEPT, tuple[EmergencyStop, ...], ())
        self._over = _load(journal, _OVER, dict[str, datetime], {})
        self._refused = _load(journal, _REFUSED, dict[str, str], {})
        # Also those that ran when this agent was last up: that they are over by now is told once.
        self._running = _load(journal, _RUNNING, frozenset[StopId], frozenset())
        self._asked_for: frozenset[str] | None = None
        self._to_judge: list[str] = []

    def take(self, listed: Iterable[EmergencyStop], now: datetime) -> None:
        """What the server lists now; nothing in it is believed before `running` has looked at it."""
        stops = tuple({stop.terms.id: stop for stop in listed}.values())
        if len(stops) > MOST_LISTED:
            self._refuse("", f"{len(stops)} are listed, and at most {MOST_LISTED} are looked at")
            stops = ()
        # By all of its terms: another one of the same name is another one.
        live = [stop.terms for stop in stops if not stop.is_ended]
        self._end((stop for stop in self._listed if stop.terms.id in self._running and stop.terms not in live), now)
        if stops != self._listed:
            self._listed = stops
            self._save(_KEPT, stops)

    def running(self, tables: Tables | None, now: datetime) -> tuple[EmergencyStop, ...]:
        """The stops that hold at this moment. Tells of each that begins, is over or is refused, once."""
        if tables is None:
            return ()
        self._end((stop for stop in self._listed if stop.is_ended and not signature_faults(stop, tables)), now)
        held = []
        for stop in self._listed:
            known = replace(stop, is_ended=stop.is_ended or stop.terms.id in self._over)
            faults = stop_faults(known, tables, now, agent=self._agent)
            if not faults:
                held.append(known)
            # That one is over which the server itself calls over is nothing to tell; that it calls it new again is.
            elif not (
                stop.terms.id in self._running or stop.is_ended or all(fault.startswith(_WAITS) for fault in faults)
            ):
                self._refuse(stop.terms.id, "; ".join(faults))
        self._note(held, now)
        return tuple(held)

    def to_judge_again(
        self, running: Iterable[EmergencyStop], roots: Iterable[str], *, most: int = sys.maxsize
    ) -> tuple[Spot, ...]:
        """Files that passed under a stop which is over, each named once while this agent runs.

        Args:
            most: How many of them to name now; the rest are named the next times.
        """
        marks = frozenset(f"{MARK}{stop.terms.id}" for stop in running)
        # Looking through the whole inventory is for when a stop is over, and for the start, not for every second.
        if marks != self._asked_for:
            self._asked_for = marks
            query = "SELECT path, release FROM files WHERE release >= ? AND release < ?"
            rows = self._journal.rows(query, (MARK, MARK[:-1] + ";"))
            self._to_judge = [os.fsdecode(path) for path, mark in rows if mark not in marks]
        # A folder may lie in another, and its files are not the other's.
        known = sorted(roots, key=len, reverse=True)
        found, elsewhere = list[Spot](), list[str]()
        for path in self._to_judge:
            root = next((each for each in known if path.startswith(each.rstrip("/") + "/")), None)
            if root is None or len(found) >= most:
                elsewhere.append(path)  # on a stick that is out, or for another time
            else:
                found.append(Spot(root, os.path.relpath(path, root)))
        self._to_judge = elsewhere
        return tuple(found)

    def _end(self, ended: Iterable[EmergencyStop], now: datetime) -> None:
        new: dict[str, datetime] = {
            stop.terms.id: stop.terms.until for stop in ended if stop.terms.id not in self._over
        }
        if new:
            every = {**self._over, **new}
            kept = sorted(every.items(), key=lambda each: each[1])
            # What is past its own time needs no remembering: it has expired.
            self._over = dict([each for each in kept if each[1] > now][-MOST_REMEMBERED:])
            self._save(_OVER, self._over)

    def _refuse(self, id_: str, said: str) -> None:
        if self._refused.get(id_) == said:
            return
        self._refused = dict([*self._refused.items(), (id_, said)][-MOST_REMEMBERED:])
        self._save(_REFUSED, self._refused)
        self._tell("emergency-refused", f"{id_}: {said}" if id_ else said)

    def _note(self, held: list[EmergencyStop], now: datetime) -> None:
        now_running = frozenset(stop.terms.id for stop in held)
        if now_running == self._running:
            return
        for stop in sorted(now_running - self._running):
            self._tell("emergency-stop", stop)
        for stop in sorted(self._running - now_running):
            self._tell("emergency-over", stop)
        self._running = now_running
        self._save(_RUNNING, now_running)
        # One that has run out has done so; only a server that brings it up again is refused.
        self._listed = tuple(stop for stop in self._listed if stop.terms.until > now)
        self._save(_KEPT, self._listed)

    def _save(self, key: str, value: object) -> None:
        self._journal.set_fact(key, msgspec.json.encode(value).decode())


def _load(journal: Journal, key: str, kind: type[T], empty: T) -> T:
    kept = journal.fact(key)
    return msgspec.json.decode(kept, type=kind) if kept else empty
