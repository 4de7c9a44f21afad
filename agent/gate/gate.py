"""The gate: answers the kernel's questions, one after the other, in one thread.

Invariants of this module:

1. Between a question and its answer nothing is opened on a disk, nothing is logged, nothing is waited for. Who has to
   wait, for a file that nobody has judged yet, waits beside the loop.
2. Every question gets an answer: at the latest when its time is over, and then by what its folder says.
3. What concerns a question stands in the shared slots from its reading to its answer.
"""

from __future__ import annotations

import math
import os
import select
import stat
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.fanotify.kernel import Happened
from agent.gate.attending import Attending, Held, Reading
from agent.gate.handles import Handles
from agent.gate.marks import Marks, Place
from agent.gate.opening import ROOT, Known, known_as, may_open, people_behind
from agent.gate.slots import Outstanding, Slots
from agent.gate.subject import Opener, descends_from, opener_of, program_of
from agent.gate.table import STOPPED, Record, Table, tag_of
from agent.gate.writers import NOBODY_KNOWN, Writers

if TYPE_CHECKING:
    from agent.gate.answers import Answers
    from agent.gate.rules import Rules

# Few at once: what is read and unanswered when the gate dies is answered by the keeper.
QUESTIONS_BYTES = 16 * 24
# Answers to the kernel, and that it has to wait for one.
ALLOW, DENY, LATER = 1, 2, 0
# For how long a thread that was let open a file reads it without being asked about, and how many such are remembered.
OPENED_NS, OPENED_KEPT = 200_000_000, 256
NOTHING_OPENED = (0, 0, 0, 0)
# How many openers of one person wait at once, and from which descriptor on nobody waits; the kernel gives the lowest.
MOST_EACH, FULL = 1_000, 7_000
# How long nothing but questions is attended to.
BUSY_NS = 20_000_000
# Files of open folders that were not judged in time, of which that is remembered.
GIVEN_UP_KEPT = 1000
_QUESTION = struct.Struct("=IBBHQii")
_ANSWER = struct.Struct("=iI")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An opener that waits for a file to be judged."""

    question: Outstanding
    opener: Opener
    place: Place
    until_s: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A file to be judged, in its present state.

    Attributes:
        path: Where it lies.
        fd: A descriptor of it, as long as somebody waits for it.
    """

    device: int
    inode: int
    tag: int
    path: str
    fd: int


class Gate:
    """What answers.

    Args:
        own: Processes of the agent and the gate themselves; whatever they start belongs to them as well.
        answers: What was answered, for the journal.
        attending: Looks after sessions.
    """

    def __init__(
        self, marks: Marks, slots: Slots, table: Table, rules: Rules, own: set[int], answers: Answers,
        attending: Attending,
    ) -> None:  # fmt: skip
        self.table, self.rules, self.own = table, rules, own
        self._attending, self._has_sessions = attending, False
        self._asked: list[tuple[int, int]] = []
        self._marks, self._slots, self._answers = marks, slots, answers
        self._waiting: dict[tuple[int, int], list[Waiting]] = {}
        self._writers, self._handles = Writers(), Handles()
        # Descriptors of openers for others that wait for their answer: process, file and user ids.
        self._opening: dict[int, tuple[int, bytes, frozenset[int]]] = {}
        self._given_up: dict[tuple[int, int], None] = {}
        # Descriptors of openers that wait, for whom, and how many each has.
        self._holding: dict[int, tuple[frozenset[int], int | None]] = {}
        self._held: dict[tuple[frozenset[int], int | None], int] = {}
        self._opened: dict[int, tuple[int, int, int, int]] = {}
        self._openers = attending.openers

    @property
    def waiting(self) -> int:
        """Openers that wait for a file to be judged."""
        return sum(map(len, self._waiting.values()))

    def answer_all(self, *, has_changes: bool = True) -> None:
        """Answer what the kernel asks now.

        Args:
            has_changes: Whether the kernel tells of files that were written or moved.
        """
        now_ns = time.monotonic_ns()
        self._slots.begin(now_ns)
        try:
            if has_changes:
                self._hear()
            data = b""
            while not data or (len(data) == QUESTIONS_BYTES and time.monotonic_ns() - now_ns < BUSY_NS):
                data = self._questions()
                if not data:
                    return
                for place in range(0, len(data) - _QUESTION.size + 1, _QUESTION.size):
                    _, _, _, _, mask, fd, thread = _QUESTION.unpack_from(data, place)
                    if fd >= 0:
                        self._answer(fd, thread, is_reading=not mask & Happened.OPEN_PERM.value)
                    self._slots.count()
        finally:
            self._slots.rest()

    def _hear(self) -> None:
        self.hear_writers()
        for each in self._marks.hear():
            # Who moved it is not known: then everybody waits.
            people = self._people_writing(each.process, each.file) if each.process else NOBODY_KNOWN
            if people is not None:
                self._writers.closed((each.device, each.inode), each.file, each.tag, people)

    def hear_writers(self) -> None:
        """Hear who writes; it wakes nobody, but is heard when somebody else wants to open, and now and then."""
        people: dict[tuple[int, bytes], frozenset[int] | None] = {}
        for file, process in self._marks.hear_writers():
            if not file:
                self._writers.lost()
                continue
            if (process, file) not in people:
                people[process, file] = self._people_writing(process, file)
            if (found := people[process, file]) is not None:
                self._writers.wrote(file, found)

    def _people_writing(self, process: int, file: bytes) -> frozenset[int] | None:
        """Who stands behind a process that wrote into a file, the machine itself being nobody whom we know; None where
        it is one of ours."""
        if process in self.own:
            return None
        writer = opener_of(process)
        if writer is None:
            return NOBODY_KNOWN
        if self._is_service(writer):
            writer = writer._replace(uids=self._handles.uids_of(process, file))
        return self._people(writer) or NOBODY_KNOWN

    def _questions(self) -> bytes:
        try:
            return os.read(self._marks.asking.fd, QUESTIONS_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            # A file that cannot be opened for us is refused by the kernel itself.
            return b""

    def _answer(self, fd: int, thread: int, *, is_reading: bool) -> None:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            self._reply(fd, ALLOW)
            return
        tag = tag_of(status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        question = Outstanding(fd, thread, status.st_dev, status.st_ino, tag)
        self._slots.take(question)
        if is_reading and self._has_just_opened(question):
            self._reply(fd, ALLOW)
            return
        record = self.table.find(status.st_dev, status.st_ino)
        known = known_as(record, tag, self.rules)
        self._has_sessions = self._attending.is_needed(self.rules)
        if self._has_sessions and not is_reading:
            self._attending.opens(question)
        if known is Known.FREE:
            if not self._has_sessions:  # else it is asked who opens it to write
                self._marks.leave_out(fd, whatever_is_written=False)
            self._reply(fd, ALLOW)
            return
        opener = self._openers.of(thread)
        is_service = opener is not None and self._is_service(opener)
        if opener is not None and is_service:
            file = self._marks.handle_of(fd)
            if is_reading:
                # Read by whatever thread of it is free: on whose behalf is told by who had the file opened.
                opener = opener._replace(uids=self._handles.uids_of(opener.process, file))
            else:
                self._opening[fd] = opener.process, file, opener.uids
        if opener is None:
            self._reply(fd, DENY)  # nobody is left to open it
        elif opener.process in self.own:
            self._reply(fd, ALLOW)
        elif known is Known.UNKNOWN:
            self._meet_unknown(question, status, opener, is_reading=is_reading)
        else:
            verdict = self._verdict(known, record, question, opener, status.st_uid)
            if verdict == ALLOW and not is_reading and not is_service:
                self._note_opened(question)
            self._reply(fd, verdict)

    def _has_just_opened(self, question: Outstanding) -> bool:
        """Whether the very thread that reads was let open this very state a moment ago, and could have read it then.

        Nothing else is remembered of a thread: whoever got its descriptor is another one, and a moment later everybody
        is asked about again.
        """
        device, inode, tag, until_ns = self._opened.get(question.thread, NOTHING_OPENED)
        is_same = (device, inode, tag) == (question.device, question.inode, question.tag)
        return is_same and time.monotonic_ns() < until_ns

    def _note_opened(self, question: Outstanding) -> None:
        if len(self._opened) >= OPENED_KEPT:
            self._opened.clear()
        until_ns = time.monotonic_ns() + OPENED_NS
        self._opened[question.thread] = (question.device, question.inode, question.tag, until_ns)

    def _verdict(self, known: Known, record: Record | None, question: Outstanding, opener: Opener, owner: int) -> int:
        people = self._people(opener)
        if known is Known.LABELLED and record is not None:
            is_allowed = may_open(people, record, self.rules)
        elif known is Known.UNJUDGED:
            is_allowed = self._may_open_unjudged(people, question, owner)
        else:
            is_allowed = not people
        if not is_allowed and descends_from(opener, frozenset(self.own)):
            return ALLOW
        is_allowed = is_allowed or self._is_paused(question)
        verdict = ALLOW if is_allowed else DENY
        if is_allowed and known is Known.LABELLED and record is not None:
            verdict = self._verdict_in_session(question, people, record)
        if verdict != LATER:
            self._answers.note(people, question, record, is_allowed=verdict == ALLOW)
        return verdict

    def _may_open_unjudged(self, people: frozenset[int], question: Outstanding, owner: int) -> bool:
        place = self._place_of(question)
        if place is not None and place.is_staged:
            return not people
        return place is None or not place.root.fails_closed or self._is_writer(people, question, owner)

    def _verdict_in_session(self, question: Outstanding, people: frozenset[int], record: Record) -> int:
        """Whoever reads a side's content in a session has that session marked by it first."""
        sides = self.rules.classes[record.number].sides
        if not sides or not self._has_sessions:
            return ALLOW
        session, reading = self._attending.reads(question, sides, self.rules)
        if reading is Reading.WAITS:
            until_s = time.monotonic() + self.rules.wait_s
            self._attending.wait(session, Held(question, people, record, until_s))
            return LATER
        return DENY if reading is Reading.REFUSED else ALLOW

    def shut_network(self, session: int) -> None:
        """The agent keeps a session from the network now: who waited for that may read."""
        for held in self._attending.shut(session):
            self._answers.note(held.people, held.question, held.record, is_allowed=True)
            self._reply(held.question.fd, ALLOW)

    def _is_paused(self, question: Outstanding) -> bool:
        if not any(root.is_paused for root in self.rules.roots):
            return False
        place = self._place_of(question)
        return place is not None and place.root.is_paused

    def _people(self, opener: Opener) -> frozenset[int]:
        return people_behind(opener, is_service=opener.login is not None and self._is_service(opener))

    def _is_service(self, opener: Opener) -> bool:
        """Whether it opens files for others under their user ids, after each of whom it becomes root again."""
        is_roots = opener.saved == ROOT and bool(self.rules.services)
        return is_roots and program_of(opener.process) in self.rules.services

    def _meet_unknown(self, question: Outstanding, status: os.stat_result, opener: Opener, *, is_reading: bool) -> None:
        """A file that nobody has judged in this state: its writer may, everybody else waits."""
        self._hear()
        place = self._place_of(question)
        if place is None:
            self._marks.leave_out(question.fd, whatever_is_written=True)
            self._reply(question.fd, ALLOW)
            return
        people = self._people(opener)
        if place.is_staged and people:
            self._answers.note(people, question, None, is_allowed=False)
            self._reply(question.fd, DENY)
            return
        if place.root.is_paused:
            self._answers.note(people, question, None, is_allowed=True)
            self._reply(question.fd, ALLOW)
            return
        key = (question.device, question.inode)
        if not status.st_size and people <= {status.st_uid}:
            self._writers.emptied(key, self._marks.handle_of(question.fd))
        if self._is_writer(people, question, status.st_uid) or descends_from(opener, frozenset(self.own)):
            self._reply(question.fd, ALLOW)
            return
        if is_reading and key in self._given_up and not place.root.fails_closed:
            # Whoever opened it has waited already; to have each read wait as well would be no judgement either.
            self._answers.note(people, question, None, is_allowed=True)
            self._reply(question.fd, ALLOW)
            return
        who = (opener.uids, opener.login)
        if question.fd >= FULL or self._held.get(who, 0) >= MOST_EACH:
            # Everybody else's questions need descriptors as well.
            self._answers.note(people, question, None, is_allowed=not place.root.fails_closed)
            self._reply(question.fd, DENY if place.root.fails_closed else ALLOW)
            return
        self._holding[question.fd] = who
        self._held[who] = self._held.get(who, 0) + 1
        until_s = time.monotonic() + self.rules.wait_s
        first = key not in self._waiting
        self._waiting.setdefault(key, []).append(Waiting(question, opener, place, until_s))
        if first:
            self._asked.append(key)

    def _is_writer(self, people: frozenset[int], question: Outstanding, owner: int) -> bool:
        """Whether nobody else put into the file what nobody has judged; the machine itself is not kept out."""
        if not people:
            return True
        file = self._marks.handle_of(question.fd)
        return people == self._writers.of((question.device, question.inode), file, owner)

    def _place_of(self, question: Outstanding) -> Place | None:
        try:
            return self._marks.place_of(question.fd)
        except OSError:
            # Where it lies cannot be told: as in the folder that is the strictest.
            roots = sorted(self.rules.roots, key=lambda root: not root.fails_closed)
            return Place(roots[0], "") if roots else None

    def next_ask(self) -> Ask | None:
        """The next file to be judged; the same one until `asked`."""
        while self._asked:
            waiting = self._waiting.get(self._asked[0])
            if waiting:
                each = waiting[0]
                question = each.question
                return Ask(question.device, question.inode, question.tag, each.place.path, question.fd)
            del self._asked[0]
        return None

    def asked(self) -> None:
        """The agent has been asked for it."""
        del self._asked[0]

    def ask_again(self) -> None:
        """Another agent is there: what was asked of the one before is asked anew."""
        self._asked = list(self._waiting)

    def let_own_pass(self) -> None:
        """Whoever waits and has turned out to be the agent waits for itself."""
        for key, waiting in tuple(self._waiting.items()):
            rest = [each for each in waiting if each.opener.process not in self.own]
            for each in waiting:
                if each not in rest:
                    self._reply(each.question.fd, ALLOW)
            if rest:
                self._waiting[key] = rest
            else:
                del self._waiting[key]

    def forget_waiting(self) -> None:
        """Those who waited at another process wait here no more, and its descriptors are not ours."""
        self._openers.forget()
        self._attending.take_over()
        self._opening.clear()
        self._holding.clear()
        self._held.clear()
        self._waiting.clear()
        self._asked.clear()

    def let_go(self) -> None:
        """Let everybody pass who still waits for a judgement: there is no gate any more."""
        for waiting in self._waiting.values():
            for each in waiting:
                self._reply(each.question.fd, ALLOW)
        for held in self._attending.late(math.inf):
            self._reply(held.question.fd, DENY)
        self.forget_waiting()

    def take_news(self) -> None:
        """The agent has judged something: whoever waited for it is answered."""
        taken = self.table.take()
        if any(before is not None and before.number != record.number for record, before in taken):
            # It may have been left out as everybody's, and is in the same state somebody's now.
            self._marks.ask_again()
            self._opened.clear()
        for record, _ in taken:
            key = record.device, record.inode
            self._writers.judged(key, record.tag)
            self._given_up.pop(key, None)
            if record.number == STOPPED:
                self._refuse(key)
            else:
                self._settle(key)

    def _refuse(self, key: tuple[int, int]) -> None:
        """It was taken away, by which its state has changed once more."""
        for each in self._waiting.pop(key, ()):
            people = self._people(each.opener)
            self._answers.note(people, each.question, None, is_allowed=not people)
            self._reply(each.question.fd, DENY if people else ALLOW)

    def settle_all(self) -> None:
        """The rules are others: everybody who waits is looked at again."""
        self._opened.clear()
        for key in tuple(self._waiting):
            self._settle(key)

    def _settle(self, key: tuple[int, int]) -> None:
        waiting = self._waiting.pop(key, [])
        if not waiting:
            return
        record, later = self.table.find(*key), []
        self._has_sessions = self._attending.is_needed(self.rules)
        for each in waiting:
            status = os.fstat(each.question.fd)
            tag = tag_of(status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            known = known_as(record, tag, self.rules)
            if known is Known.UNKNOWN:
                later.append(each)
            elif known is Known.FREE:
                self._reply(each.question.fd, ALLOW)
            else:
                self._reply(each.question.fd, self._verdict(known, record, each.question, each.opener, status.st_uid))
        if later:
            # It changed again meanwhile: ask once more, for its present state.
            self._waiting[key] = later
            self._asked.append(key)

    def end_waiting(self, now_s: float) -> None:
        """Answer those whose time is over, as their folder says; who waits for the network to be shut is refused."""
        for held in self._attending.late(now_s):
            self._answers.note(held.people, held.question, held.record, is_allowed=False)
            self._reply(held.question.fd, DENY)
        for key, waiting in tuple(self._waiting.items()):
            late = [each for each in waiting if each.until_s <= now_s]
            if not late:
                continue
            self._give_up(key)
            for each in late:
                self._answers.note(
                    self._people(each.opener), each.question, None, is_allowed=not each.place.root.fails_closed
                )
                self._reply(each.question.fd, DENY if each.place.root.fails_closed else ALLOW)
            rest = [each for each in waiting if each.until_s > now_s]
            if rest:
                self._waiting[key] = rest
            else:
                del self._waiting[key]

    def _give_up(self, key: tuple[int, int]) -> None:
        if len(self._given_up) >= GIVEN_UP_KEPT:
            self._given_up.clear()
        self._given_up[key] = None

    def next_end_s(self) -> float | None:
        """When the first opener's time is over, monotonic; None where nobody waits."""
        ends_s = [each.until_s for waiting in self._waiting.values() for each in waiting]
        held_s = self._attending.next_end_s()
        return min([*ends_s, *([] if held_s is None else [held_s])], default=None)

    def _reply(self, fd: int, verdict: int) -> None:
        if verdict == LATER:
            return
        with suppress(OSError):  # the opener was killed while it waited
            os.write(self._marks.asking.fd, _ANSWER.pack(fd, verdict))
        if (who := self._holding.pop(fd, None)) is not None:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]
        opening = self._opening.pop(fd, None)
        if opening is not None and verdict == ALLOW:
            self._handles.opened(*opening)
        self._slots.free(fd)
        os.close(fd)


def answer_for_dead(marks: Marks, slots: Slots, table: Table, rules: Rules, own: set[int], attending: Attending) -> int:
    """Answer everything that a gate which is no more left unanswered; says how many these were.

    What stands in the slots is decided like any question, and where it cannot be, refused where any folder stays shut.
    An event that the gate had read and not yet noted is known by no more than a number: it is refused.
    """
    strict = any(root.fails_closed for root in rules.roots)
    verdicts = {
        each.fd: _verdict_for_dead(each, table, rules, own, attending, strict=strict) for each in slots.outstanding()
    }
    answered = 0
    for fd in range(slots.most):
        try:
            os.write(marks.asking.fd, _ANSWER.pack(fd, verdicts.get(fd, DENY if strict else ALLOW)))
            answered += 1
        except OSError:
            pass  # no question of that number
        slots.free(fd)
    return answered


def _verdict_for_dead(
    question: Outstanding, table: Table, rules: Rules, own: set[int], attending: Attending, *, strict: bool
) -> int:
    record = table.find(question.device, question.inode)
    known = known_as(record, question.tag, rules)
    if known is Known.FREE:
        return ALLOW
    opener = opener_of(question.thread)
    if opener is None:
        return DENY
    if opener.process in own or descends_from(opener, frozenset(own)):
        return ALLOW
    if known is Known.LABELLED and record is not None:
        is_service = program_of(opener.process) in rules.services
        is_allowed = may_open(people_behind(opener, is_service=is_service), record, rules)
        # In a session, only what it has read the like of already: nobody waits for anything here.
        sides = rules.classes[record.number].sides
        is_new = sides and attending.is_needed(rules) and not attending.would_read(question.thread, sides, rules)
        return ALLOW if is_allowed and not is_new else DENY
    if known is Known.STOPPED:
        return DENY
    return DENY if strict else ALLOW


def wait_for(fds: list[int], timeout_s: float | None, mounts: int = -1) -> set[int]:
    """Which of these descriptors can be read now, or when something can be, within a time.

    Args:
        mounts: The kernel's table of mounts, which tells when it changed.
    """
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    if mounts >= 0:
        poll.register(mounts, select.POLLPRI)
    ready = poll.poll(None if timeout_s is None else max(0, int(timeout_s * 1000) + 1))
    return {fd for fd, _ in ready}
