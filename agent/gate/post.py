"""The post: the process that stands at the gate, with its door for the agent and its keeper behind it."""

from __future__ import annotations

import json
import os
import select
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from agent.gate.agent_end import TOLD_EVERY_S, AgentEnd
from agent.gate.answers import Answers
from agent.gate.attending import Attending
from agent.gate.gate import Gate
from agent.gate.keeper import Stall, keep, watch
from agent.gate.marks import Marks
from agent.gate.names import BASE, LOG, RULES, SOCKET
from agent.gate.probed import probe_of
from agent.gate.process import MOST_DESCRIPTORS, allow_more_descriptors, call_process, close_all_but, open_door
from agent.gate.rules import Rules, from_json
from agent.gate.slots import Slots
from agent.gate.table import Table, mapped, name_of
from agent.gate.taints import Taints, made_memory
from agent.gate.takeover import answer_for_dead, answer_strays
from agent.gate.turns import wait_for
from agent.supervision import Supervision

if TYPE_CHECKING:
    from agent.gate.keeper import Watched

IDLE_S = 5.0
HEARS_WRITERS_EVERY_S = 1.0
FORKS_EVERY_S = 1.0
TAKEOVERS_TOLD = 50
# How long nothing but questions is attended to, and how long the next one is waited for.
BUSY_S, NEXT_MS = 0.02, 2


class Post:
    """One of the two processes; which one is said by what it does.

    Args:
        folder: Holds the socket, and the tables as the agent wrote them last.

    Raises:
        OSError: no privilege for fanotify, or another gate stands here.
        ValueError: the tables are none.
    """

    def __init__(self, folder: Path) -> None:
        allow_more_descriptors()
        self._folder = folder
        self._marks = Marks()
        self._slots = Slots(MOST_DESCRIPTORS)
        self._answers = Answers()
        self._memory = made_memory()
        self._attending = Attending(Taints(self._memory))
        self._door = open_door(folder / SOCKET)
        self._own: set[int] = {os.getpid()}
        self._agent = AgentEnd(self._own)
        self._files: tuple[int, ...] = ()
        self._wrong: dict[str, str] = {}
        self._takeovers: list[str] = []
        self._lame: dict[str, str] = {}
        self._keeper: Watched | None = None
        self._needs_keeper, self._forks_from_s = True, 0.0
        self._mounts = os.open("/proc/self/mountinfo", os.O_RDONLY | os.O_CLOEXEC)
        self._heard_s = 0.0
        self._is_ending = False
        self._woken, self._waker = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._supervision = Supervision(os.environ)
        self._gate = self._with_stored()
        self._next_question = select.poll()
        self._next_question.register(self._marks.asking.fd, select.POLLIN)

    def _with_stored(self) -> Gate:
        """The gate by what the agent wrote last; one that asks about nothing where it never did, or what it wrote is
        no more: the agent writes it anew."""
        for name in (BASE, LOG):
            os.close(os.open(self._folder / name, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        try:
            rules = from_json((self._folder / RULES).read_bytes())
        except FileNotFoundError:
            rules = Rules(generation=0)
        except ValueError as error:
            rules, self._lame["rules"] = Rules(generation=0), str(error)
        self._files = tuple(os.open(self._folder / name, os.O_RDONLY | os.O_CLOEXEC) for name in (BASE, LOG))
        try:
            _belong_together(rules, self._files[0])
            table = Table(*self._files)
        except ValueError as error:
            # Every file is unknown then: whoever opens one waits for the agent.
            table, self._lame["tables"] = Table(-1, self._files[1]), str(error)
        return Gate(self._marks, self._slots, table, rules, self._own, self._answers, self._attending)

    def stand(self) -> None:
        """Stand at the gate until told to go; returns in no other process than the one that stands there last."""
        self._warm()
        self._hear_signals()
        self._mind_keeper()
        rules = self._gate.rules
        self._wrong = self._marks.set(rules.roots, checks_reads=rules.checks_reads)
        if not self._takeovers:
            self._supervision.is_ready("nobody has written what it is to guard yet" if not rules.roots else "guarding")
        while not self._is_ending:
            self._turn()
        self._leave()

    def _turn(self) -> None:
        self._mind_keeper()
        self._slots.turn(time.monotonic_ns())
        agent = [*self._agent.fd, *self._agent.life_fd, *([self._keeper.fd] if self._keeper else [])]
        groups = [self._marks.asking.fd, self._marks.telling.fd]
        ready = wait_for([*groups, self._door.fileno(), self._woken, *agent], self._timeout_s(), self._mounts)
        if self._woken in ready:
            os.read(self._woken, 64)
        if ready.intersection(groups):
            self._gate.answer_all(has_changes=self._marks.telling.fd in ready)
            self._agent.hand_out(self._gate.room)
            self._answer_on()
        self._agent.hand_out(self._gate.room)
        if ready.intersection(self._agent.fd):
            self._hear_agent()
        if self._door.fileno() in ready:
            self._let_in()
        self._agent.mind()
        if self._mounts in ready:
            before = self._wrong
            self._wrong = self._marks.set_again(self._gate.rules.roots)
            if self._wrong != before:
                self._say_state()
        now_s = time.monotonic()
        self._supervision.is_alive(now_s)
        self._gate.end_waiting(now_s)
        if now_s - self._heard_s > HEARS_WRITERS_EVERY_S:
            self._heard_s = now_s
            self._gate.people.hear_writers()
        if self._keeper is not None and self._keeper.fd in ready and self._keeper.is_dead():
            self._leave_keeper(self._keeper)
        self._agent.tell_answers(self._answers, now_s)
        if self._attending.has_news and self._agent.say(b"C", {}):
            self._attending.has_news = False

    def _answer_on(self) -> None:
        """Whoever opens one file mostly opens the next at once: nothing but questions, for a moment. Who waits for the
        agent is not kept waiting by others' questions."""
        until_s = time.monotonic() + BUSY_S
        while not len(self._gate.room) and time.monotonic() < until_s and self._next_question.poll(NEXT_MS):
            self._gate.answer_all(has_changes=False)

    def _timeout_s(self) -> float:
        end_s = self._gate.next_end_s()
        now_s = time.monotonic()
        wait_s = self._supervision.wait_s(now_s, IDLE_S if end_s is None else max(0.0, end_s - now_s))
        return (
            min(wait_s, TOLD_EVERY_S) if self._needs_keeper or (len(self._answers) and self._agent.is_there) else wait_s
        )

    # --- the agent -------------------------------------------------------------------------------------------------

    def _let_in(self) -> None:
        try:
            came, _ = self._door.accept()
        except OSError:
            return  # it has gone again
        if not self._agent.come(came):
            return
        self._gate.let_own_pass()
        # A keeper that takes over is to know it as well.
        self._needs_keeper = True
        self._agent.give_memory(self._memory)
        self._say_state()
        self._gate.room.ask_again()

    def _hear_agent(self) -> None:
        said = self._agent.hear()
        if said is None:
            return
        data, fds = said
        match data[:1]:
            case b"T":
                self._take_tables(fds)
                fds = []
            case b"L":
                self._gate.take_news()
            case b"N" | b"E" | b"P" | b"W" | b"V":
                self._hear_of_sessions(data)
            case b"K":
                self._hear_probe(data)
            case b"R":
                self._renew()
            case b"X":
                self._break_off()
            case b"S":
                self._say_state()
            case b"Q":
                self._is_ending = True
            case _:
                pass  # what a later agent says
        for fd in fds:
            os.close(fd)

    def _take_tables(self, fds: list[int]) -> None:
        """New tables: base, log and rules, open already, as nothing can be opened here."""
        if len(fds) != 3:
            for fd in fds:
                os.close(fd)
            return
        *files, rules_fd = fds
        try:
            rules = from_json(mapped(rules_fd))
            _belong_together(rules, files[0])
            table = Table(*files)
        except ValueError as error:
            self._lame["tables"] = str(error)
            for fd in fds:
                os.close(fd)
            self._say_state()
            return
        os.close(rules_fd)
        was = self._gate.rules
        self._gate.take_rules(table, rules)
        for fd in self._files:
            os.close(fd)
        self._files = tuple(files)
        self._lame.clear()
        if rules != was:
            self._wrong = self._marks.set(rules.roots, checks_reads=rules.checks_reads)
        else:
            self._marks.ask_again()  # the same people, of other files
        self._gate.settle_all()
        self._needs_keeper = True
        self._say_state()

    def _hear_of_sessions(self, data: bytes) -> None:
        """What the agent says of sessions, of which it is the only one to speak."""
        taints = self._attending.taints
        match data[:1], json.loads(data[1:] or b"[]"):
            case b"N", [session]:
                self._gate.shut_network(session)
            case b"E", [session]:
                taints.end(session)
            case b"P", [session, side, at_ns]:
                taints.taint(session, side, at_ns)
            case b"W", [device, inode, until_ns]:
                taints.judged(device, inode, until_ns)
            case b"V", [number]:
                # Somebody begins to work in a session: what was left out is asked about again.
                self._attending.look_again()
                self._marks.ask_again()
                self._agent.say(b"V", {"number": number})
            case _:
                pass

    def _hear_probe(self, data: bytes) -> None:
        """The agent wants to know whether it was asked about what it opened."""
        probe = probe_of(json.loads(data[1:] or b"[]"))
        if probe is None:
            return
        if probe.was_left_out:
            self._marks.ask_again()
        self._agent.say(b"K", {"number": probe.number, "seen": self._gate.probed.name(probe)})

    def _renew(self) -> None:
        """It was not asked: every mark is set again, and whoever waits in vain for its answer gets one."""
        rules = self._gate.rules
        self._wrong = self._marks.set(rules.roots, checks_reads=rules.checks_reads)
        answer_strays(self._marks, self._slots, rules)
        self._say_state()

    def _break_off(self) -> None:
        """Nothing helped: both processes go at once, not in order, and whoever started them starts others."""
        if self._keeper is not None:
            self._keeper.end()
        os._exit(1)

    def _say_state(self) -> None:
        self._agent.say(
            b"S",
            {
                "generation": self._gate.rules.generation,
                "process": os.getpid(),
                "keeper": self._keeper.process if self._keeper else 0,
                "wrong": self._wrong | self._lame,
                "waiting": len(self._gate.room),
                "answered": self._slots.progress[0],
                "takeovers": self._takeovers,
            },
        )

    # --- the keeper ------------------------------------------------------------------------------------------------

    def _mind_keeper(self) -> None:
        """Have a keeper that knows what the gate knows; in it, this comes back once it stands at the gate itself."""
        while self._needs_keeper and time.monotonic() >= self._forks_from_s:
            self._replace_keeper()

    def _replace_keeper(self) -> None:
        """Fork a keeper with what the gate knows now; the one before it goes."""
        mine = os.getpid()
        self._slots.turn(time.monotonic_ns())
        try:
            process = os.fork()
        except OSError as error:
            # There is no room for another process: the keeper that there is stands on with what it knows.
            self._forks_from_s = time.monotonic() + FORKS_EVERY_S
            self._lame["keeper"] = f"cannot be started: {error.strerror}"
            return
        if process == 0:
            self._be_keeper(mine)
            return
        self._lame.pop("keeper", None)
        if self._keeper is not None:
            self._leave_keeper(self._keeper)
        self._own.add(process)
        self._keeper, self._needs_keeper = watch(process), False

    def _leave_keeper(self, keeper: Watched) -> None:
        """End a keeper; there is to be another one."""
        keeper.end()
        keeper.close()
        self._own.discard(keeper.process)
        self._keeper, self._needs_keeper = None, True

    def _be_keeper(self, gate_process: int) -> None:
        """Stand behind the gate; comes back only to stand at it."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        groups = tuple(each.fd for each in self._marks.groups)
        kept = {
            *groups,
            self._door.fileno(),
            self._woken,
            self._waker,
            *self._files,
            *self._agent.life_fd,
            self._memory,
            self._mounts,
        }
        kept |= self._supervision.fds
        self._agent.leave_to_gate()
        close_all_but(kept)
        call_process("sekimori-keeper")
        try:
            gate = watch(gate_process)
        except ProcessLookupError:
            gate = None
        if os.getppid() != gate_process:
            why = "died"
        elif gate is not None:
            why = keep(gate, Stall(self._slots, self._marks.asking.fd, self._gate.rules.stall_s, IDLE_S))
        else:
            why = "died"
        if gate is not None:
            gate.close()
        self._take_over(why, gate_process)

    def _take_over(self, why: str, gate_process: int) -> None:
        if self._slots.is_over:
            os._exit(0)
        call_process("sekimori-gate")
        self._hear_signals()
        me = os.getpid()
        self._own.discard(gate_process)
        self._own.add(me)
        self._gate.forget_waiting()
        self._gate.table.take()
        left = answer_for_dead(self._marks, self._slots, self._gate.table, self._gate.rules, self._own, self._attending)
        self._slots.rest()
        self._marks.ask_again()
        self._takeovers = [*self._takeovers[-TAKEOVERS_TOLD:], f"{why}: {left} answered by the keeper"]
        # What changed meanwhile may have been heard by the dead gate alone.
        self._wrong = self._marks.set_again(self._gate.rules.roots)
        self._needs_keeper, self._forks_from_s = True, 0.0
        self._supervision.has_taken_over("guarding; the keeper took the gate's place")

    def _leave(self) -> None:
        """Go in order: the kernel asks nobody any more, and the keeper goes first."""
        self._supervision.is_going()
        self._slots.end()
        if self._keeper is not None:
            self._keeper.end()
            self._keeper.close()
        self._gate.let_go()
        self._marks.close()
        self._agent.drop()
        self._door.close()
        with suppress(OSError):
            (self._folder / SOCKET).unlink()

    def _hear_signals(self) -> None:
        """A signal ends it in order; what is written to the pipe wakes the loop."""
        signal.set_wakeup_fd(self._waker)
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)

    def _end(self, *_: object) -> None:
        self._is_ending = True

    @staticmethod
    def _warm() -> None:
        """Whatever Python would look up on the disk at its first use is used before the first question."""
        "ö".encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
        json.loads(json.dumps({"a": [1.5, None, "ö"]}))
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.signal(signal.SIGIO, signal.SIG_IGN)


def _belong_together(rules: Rules, base: int) -> None:
    """Raises ValueError where rules and sorted table are of two times: a number would mean other people."""
    if rules.files and rules.files != name_of(base):
        raise ValueError("rules and tables of two times")


def main(folder: Path) -> int:
    """Stand at the gate of an agent's data folder; the whole of a process."""
    Post(folder).stand()
    return 0
