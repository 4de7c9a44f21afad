"""Looks after the cgroups of sessions: who is put into one, what was read in it, from which of them a file was written,
and who is kept from the network for it.

Invariants of this module:

1. What a session has read goes with whoever leaves it for another one; a shell whose session has read something stays
   in it until it ends.
2. A session is forgotten only when nobody has been in it for a while, and then everywhere.
3. The gate is told that the network is shut to a session only once the packet filter has said so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agent.errors import AgentError
from agent.gate.taints import side_number
from agent.taint.ledger import REFUSED, RULES_GONE, Marked
from agent.taint.port import Wrote
from agent.taint.shell import held, holds_connection, shell_of
from policies.model import Side
from policies.transfer import Exposure, KnownBy, Subject

if TYPE_CHECKING:
    from agent.gate.taints import Seen, Taint
    from agent.sessions import Session, Sessions
    from agent.taint.cgroups import Cgroup, Cgroups
    from agent.taint.ledger import Ledger
    from agent.taint.walling import Walling
    from policies.model import PersonId
    from policies.tables import Tables

# Where there is a session, and where there is none.
LOOKS_EVERY_S, IDLE_S = 1.0, 60.0
MOST_LOOKED = 10_000
# Sessions of one user id; each takes room that is everybody's.
MOST_OF_ONE = 100
# A cgroup that was made for somebody who did not come into it.
GRACE_S = 1.0
# How long who wrote counts as unknown after writers were forgotten.
UNSURE_NS = 60_000_000_000

Say = Callable[..., bool]


class Keeping:
    """The sessions of one machine.

    Args:
        say: Tells the gate of a session, see `GateClient.say_of_session`.
        announce: Has the gate ask about every file anew, and waits until it does; whether it was reached.
        tables: Gives the policy in force.
    """

    def __init__(
        self, cgroups: Cgroups, sessions: Sessions, ledger: Ledger, walling: Walling, *, say: Say,
        announce: Callable[[], bool], tables: Callable[[], Tables | None], clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._cgroups, self._sessions, self._ledger, self._walling = cgroups, sessions, ledger, walling
        self._say, self._announce, self._tables, self._clock = say, announce, tables, clock
        self.folder, self.shuts_network = str(cgroups.folder), walling.is_used
        self._seen: Seen | None = None
        self._known: dict[tuple[int, int], Marked] = {}
        self._came_from: dict[int, str] = {}
        self._empty_since_s: dict[int, float] = {}
        self._looked_ns: dict[tuple[int, int], int] = {}
        self._lock = threading.RLock()
        self._wake, self._is_ending = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="sessions", daemon=True)
        self._problem = ""

    def start(self) -> None:
        """Begin to look after them.

        Raises:
            AgentError: the packet filter refuses.
        """
        for marked in self._ledger.all():
            self._known[marked.session, side_number(marked.side.full_name)] = marked
        self._thread.start()

    def stop(self) -> None:
        """End looking after them; who is kept from the network stays so."""
        self._is_ending = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(5)
        with self._lock:
            self._walling.end(is_needed=bool(self._known))

    # --- somebody begins, and leaves -------------------------------------------------------------------------------

    def begin(self, session: Session, seat: int, *, uid: int, asker: int, process: int = 0) -> str:
        """Put a shell into a cgroup for its session.

        Args:
            seat: Whose session it is.
            uid: Who asks, whose the shell has to be.
            asker: The process that asks; its parent is put there.
            process: The process to be put there instead, as root says.
        """
        holder = held(process) if process else shell_of(asker, uid)
        try:
            with holder as shell, self._lock:
                before = self._cgroups.session_of(shell.process)
                if sum(each.uid == seat for each in self._cgroups.all()) >= MOST_OF_ONE:
                    return f"{MOST_OF_ONE} sessions still have a program of yours: close some"
                cgroup = self._cgroups.make(session.id, seat, session.project)
                self._inherit(before, session.id)
                if not self._announce():
                    self._cgroups.remove(cgroup)
                    return "nobody stands at the open gate"
                came_from = self._cgroups.path_of(shell.process)
                self._cgroups.move(shell.process, cgroup)
                if not shell.lives:
                    return "the shell has gone"
                if not process and holds_connection(shell.process):
                    self._cgroups.move_back(shell.process, came_from)
                    return "it has a connection open from before: start the session from another shell"
                self._came_from[session.id] = self._came_from.get(before, "") if before else came_from
                return ""
        except AgentError as error:
            return error.message
        except OSError as error:
            return f"no cgroup could be made: {error.strerror}"

    def _inherit(self, before: int, session: int) -> None:
        """Whoever begins another session from within one has read what was read in it, as of now."""
        now_ns = time.time_ns()
        sides = {side for marked, side in self._known if marked == before}
        sides |= {taint.side for taint in self._taints() if taint.session == before}
        for number in sorted(sides):
            self._say(b"P", session, number, now_ns)
            side = _side(number, self._tables())
            if side is not None:
                self._mark(Marked(session, side, _at(now_ns)), number)
        if sides and self.shuts_network:
            self._shut([session])

    def leave(self, uid: int, asker: int) -> str:
        """Take a shell out of its session's cgroup, unless that has read something."""
        try:
            with shell_of(asker, uid) as shell, self._lock:
                session = self._cgroups.session_of(shell.process)
                if not session:
                    return ""
                if any(taint.session == session for taint in self._taints()):
                    return "it has opened a project's files, and so stays what it is until you close it"
                try:
                    self._cgroups.move_back(shell.process, self._came_from.get(session, "/"))
                except FileNotFoundError:  # what it came from has ended meanwhile
                    self._cgroups.move_back(shell.process, "/")
                return ""
        except AgentError:
            return ""  # whoever has no shell of their own was put nowhere
        except OSError as error:
            return f"it could not be put back: {error.strerror}"

    # --- what the gate notes ---------------------------------------------------------------------------------------

    def connected(self, seen: Seen) -> None:
        """A gate was reached, with its memory: it is told what one before it knew."""
        with self._lock:
            self._seen = seen
            there = {(taint.session, taint.side) for taint in seen.taints()}
            for (session, side), marked in self._known.items():
                if (session, side) not in there:
                    self._say(b"P", session, side, int(marked.at.timestamp() * 1e9))
            for session in self._walling.shut:
                self._say(b"N", session)
        self._wake.set()

    def look(self) -> None:
        """Something new stands in it."""
        self._wake.set()

    def _taints(self) -> tuple[Taint, ...]:
        return tuple(self._seen.taints()) if self._seen is not None else ()

    def looked(self, device: int, inode: int, *, is_written: bool) -> None:
        """A file is about to be read, to be judged."""
        if len(self._looked_ns) >= MOST_LOOKED:
            self._looked_ns.clear()
        self._looked_ns.pop((device, inode), None)
        if not is_written:
            self._looked_ns[device, inode] = time.monotonic_ns()

    def wrote(self, device: int, inode: int, now: datetime, tables: Tables | None) -> Wrote | None:
        """Who wrote a file since it was last judged; None where no session did."""
        seen = self._seen
        if seen is None:
            return None
        writers = {writer.session: self._sessions.find(writer.session) for writer in seen.writers(device, inode)}
        found = [each for each in writers.values() if each is not None]
        if not found:
            return None
        session, is_open = found[0]
        person = _person_of(session.account, tables)
        subject = Subject(person=person, account=session.account, known_by=KnownBy.EVENT)
        read = {taint.side for taint in seen.taints() if taint.session in writers}
        exposure = _exposures(((side, now) for side in read), person, tables)
        return Wrote(subject=subject, session=session if is_open else None, exposure=exposure)

    def handled(self, uid: int, person: PersonId | None, now: datetime, tables: Tables | None) -> tuple[Exposure, ...]:
        """What a person has handled in sessions under a user id, however lately."""
        seen = self._seen
        taints = self._taints()
        if seen is None or person is None or not taints:
            return ()
        forgotten_ns = seen.forgotten_ns
        # From which session a file was written is not known then: from any of that person's.
        is_unsure = forgotten_ns > 0 and time.monotonic_ns() - forgotten_ns < UNSURE_NS
        # Several people may share a user id.
        found = ((each.number, self._sessions.find(each.number)) for each in self._cgroups.all() if each.uid == uid)
        numbers = {number for number, session in found if session and _person_of(session[0].account, tables) == person}
        read = ((taint.side, now if is_unsure else _at(taint.at_ns)) for taint in taints if taint.session in numbers)
        return _exposures(read, person, tables)

    def judged(self, device: int, inode: int) -> None:
        """What was said by `wrote` has been counted, and its outcome recorded."""
        looked_ns = self._looked_ns.pop((device, inode), 0)
        if looked_ns:
            self._say(b"W", device, inode, looked_ns)

    # --- the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._is_ending:
            self._wake.wait(LOOKS_EVERY_S if self._known or self._cgroups.all() else IDLE_S)
            self._wake.clear()
            try:
                with self._lock:
                    self._turn()
                self._problem = ""
            except (AgentError, OSError) as error:
                self._problem = error.message if isinstance(error, AgentError) else str(error.strerror)

    def _turn(self) -> None:
        taints = self._taints()
        if self.shuts_network:
            if self._walling.lay():
                self._ledger.tell(RULES_GONE, ["the rules were taken away and were laid again"])
            shut = set(self._walling.shut)
            self._shut({taint.session for taint in taints if not (taint.is_shut and taint.session in shut)})
        for taint in taints:
            self._note(taint)
        self._end_empty()
        if self.shuts_network:
            self._ledger.tell(REFUSED, self._walling.newly_refused(self._sessions.accounts_of))

    def _shut(self, sessions: Iterable[int]) -> None:
        cgroups = {cgroup.number: cgroup for cgroup in self._cgroups.all()}
        for session in sorted(sessions):
            if session in cgroups:
                self._walling.close(cgroups[session])
            self._say(b"N", session)

    def _note(self, taint: Taint) -> None:
        if (taint.session, taint.side) in self._known:
            return
        side = _side(taint.side, self._tables())
        if side is not None:
            self._mark(Marked(taint.session, side, _at(taint.at_ns)), taint.side)

    def _mark(self, marked: Marked, number: int) -> None:
        found = self._sessions.find(marked.session)
        person = _person_of(found[0].account, self._tables()) if found else None
        said = f"{found[0].account} works for {found[0].project}" if found else f"session {marked.session}"
        self._ledger.mark(marked, person, said)
        self._known[marked.session, number] = marked

    def _end_empty(self) -> None:
        """Sessions in which nobody is any more."""
        now_s, there = time.monotonic(), self._cgroups.all()
        tainted = {session for session, _ in self._known}
        for cgroup in there:
            if not self._cgroups.is_empty(cgroup):
                self._empty_since_s.pop(cgroup.number, None)
                continue
            since_s = self._empty_since_s.setdefault(cgroup.number, now_s)
            if now_s - since_s >= max(GRACE_S, self._walling.linger_s if cgroup.number in tainted else 0.0):
                self._end(cgroup)
        gone = tainted - {cgroup.number for cgroup in there}
        for session in gone:
            self._forget(session)
        self._ledger.forget(gone)

    def _end(self, cgroup: Cgroup) -> None:
        if self.shuts_network:
            self._walling.open(cgroup)
        self._cgroups.remove(cgroup)
        self._empty_since_s.pop(cgroup.number, None)
        self._forget(cgroup.number)
        self._ledger.forget([cgroup.number])

    def _forget(self, session: int) -> None:
        self._came_from.pop(session, None)
        self._say(b"E", session)
        self._known = {key: marked for key, marked in self._known.items() if key[0] != session}

    # --- how it is -------------------------------------------------------------------------------------------------

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        return (f"sessions: {self._problem}",) if self._problem else ()

    def told(self) -> Mapping[str, object]:
        """How it is, for `sekimori agent status`."""
        return {
            "cgroups": True,
            "why": "",
            "network": str(self._walling.use),
            "tainted": len({session for session, _ in self._known}),
            "refused": self._walling.refused,
        }


def _at(at_ns: int) -> datetime:
    return datetime.fromtimestamp(at_ns / 1e9, UTC)


def _sides(tables: Tables | None) -> dict[int, Side]:
    walls = tables.walls.values() if tables is not None else ()
    return {side_number(side.full_name): side for wall in walls for side in wall.sides}


def _side(number: int, tables: Tables | None) -> Side | None:
    return _sides(tables).get(number)


def _exposures(
    read: Iterable[tuple[int, datetime]], person: PersonId | None, tables: Tables | None
) -> tuple[Exposure, ...]:
    if person is None:
        return ()
    sides = _sides(tables)
    return tuple(Exposure(person=person, side=sides[number], at=at) for number, at in sorted(read) if number in sides)


def _person_of(account: str, tables: Tables | None) -> PersonId | None:
    people = tables.people.items() if tables is not None else ()
    return next((person for person, facts in people if account in facts.accounts), None)
