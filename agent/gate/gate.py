"""The gate: answers the kernel's questions, one after the other, in one thread.

Invariants of this module:

1. Between a question and its answer nothing is opened on a disk, nothing is logged, nothing is waited for. Who has to
   wait, for a file that nobody has judged yet, waits beside the loop.
2. Every question gets an answer: at the latest when its time is over, and then by what its folder says.
3. What concerns a question stands in the shared slots from its reading to its answer.
"""

from __future__ import annotations

import os
import select
import stat
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.fanotify.kernel import Happened
from agent.gate.marks import Marks, Place
from agent.gate.opening import Known, known_as, may_open, people_behind
from agent.gate.slots import Outstanding, Slots
from agent.gate.subject import Opener, Openers, descends_from, opener_of, program_of
from agent.gate.table import STOPPED, Record, Table, tag_of

if TYPE_CHECKING:
    from agent.gate.answers import Answers
    from agent.gate.rules import Rules

# Few at once: what is read and unanswered when the gate dies is answered by the keeper.
QUESTIONS_BYTES = 16 * 24
ALLOW, DENY = 1, 2
# For how long a thread that was let open a file reads it without being asked about, and how many such are remembered.
OPENED_NS, OPENED_KEPT = 200_000_000, 256
NOTHING_OPENED = (0, 0, 0, 0)
# Latest writers remembered, until what they wrote is judged.
WRITERS_KEPT = 10_000
NOBODY_KNOWN = frozenset({-1})
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
    """

    def __init__(self, marks: Marks, slots: Slots, table: Table, rules: Rules, own: set[int], answers: Answers) -> None:
        self.table, self.rules, self.own = table, rules, own
        self._asked: list[tuple[int, int]] = []
        self._marks, self._slots, self._answers = marks, slots, answers
        self._waiting: dict[tuple[int, int], list[Waiting]] = {}
        self._writers: dict[tuple[int, int], tuple[frozenset[int], int]] = {}
        self._opened: dict[int, tuple[int, int, int, int]] = {}
        self._openers = Openers()

    @property
    def waiting(self) -> int:
        """Openers that wait for a file to be judged."""
        return sum(map(len, self._waiting.values()))

    def answer_all(self, *, has_changes: bool = True) -> None:
        """Answer what the kernel asks now.

        Args:
            has_changes: Whether the kernel tells of files that were written or moved.
        """
        self._slots.begin(time.monotonic_ns())
        try:
            if has_changes:
                self._hear()
            data = b""
            while not data or len(data) == QUESTIONS_BYTES:
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
        for each in self._marks.hear():
            writer = opener_of(each.process) if each.process else None
            if writer is None or writer.process not in self.own:
                # Who wrote it and is gone, or moved it, is not known: then everybody waits.
                people = self._people(writer) if writer else NOBODY_KNOWN
                self._note_writer((each.device, each.inode), (people, each.tag))

    def _note_writer(self, key: tuple[int, int], written: tuple[frozenset[int], int]) -> None:
        self._writers.pop(key, None)
        self._writers[key] = written
        if len(self._writers) > WRITERS_KEPT:
            del self._writers[next(iter(self._writers))]

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
        if known is Known.FREE:
            self._marks.leave_out(fd, whatever_is_written=False)
            self._reply(fd, ALLOW)
            return
        opener = self._openers.of(thread)
        if opener is None:
            self._reply(fd, DENY)  # nobody is left to open it
        elif opener.process in self.own:
            self._reply(fd, ALLOW)
        elif known is Known.UNKNOWN:
            self._meet_unknown(question, status, opener)
        else:
            verdict = self._verdict(known, record, question, opener, status.st_uid)
            if verdict == ALLOW and not is_reading:
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
            place = self._place_of(question)
            is_open = place is None or not place.root.fails_closed
            is_allowed = is_open or people <= self._writers_of(question, owner)
        else:
            is_allowed = not people
        if not is_allowed and descends_from(opener, frozenset(self.own)):
            return ALLOW
        is_allowed = is_allowed or self._is_paused(question)
        self._answers.note(people, question, record, is_allowed=is_allowed)
        return ALLOW if is_allowed else DENY

    def _is_paused(self, question: Outstanding) -> bool:
        if not any(root.is_paused for root in self.rules.roots):
            return False
        place = self._place_of(question)
        return place is not None and place.root.is_paused

    def _people(self, opener: Opener) -> frozenset[int]:
        needs_program = opener.login is not None and bool(self.rules.services)
        is_service = needs_program and program_of(opener.process) in self.rules.services
        return people_behind(opener, is_service=is_service)

    def _meet_unknown(self, question: Outstanding, status: os.stat_result, opener: Opener) -> None:
        """A file that nobody has judged in this state: its writer may, everybody else waits."""
        self._hear()
        place = self._place_of(question)
        if place is None:
            self._marks.leave_out(question.fd, whatever_is_written=True)
            self._reply(question.fd, ALLOW)
            return
        people = self._people(opener)
        if place.root.is_paused:
            self._answers.note(people, question, None, is_allowed=True)
            self._reply(question.fd, ALLOW)
            return
        if not status.st_size and people <= {status.st_uid}:
            # New, or emptied: whatever is known of writers was another file's of this number, or is gone with the rest.
            self._writers.pop((question.device, question.inode), None)
        if people <= self._writers_of(question, status.st_uid) or descends_from(opener, frozenset(self.own)):
            self._reply(question.fd, ALLOW)
            return
        key = (question.device, question.inode)
        until_s = time.monotonic() + self.rules.wait_s
        first = key not in self._waiting
        self._waiting.setdefault(key, []).append(Waiting(question, opener, place, until_s))
        if first:
            self._asked.append(key)

    def _writers_of(self, question: Outstanding, owner: int) -> frozenset[int]:
        """Who put into the file what nobody has judged: who closed it last after writing, else its owner."""
        written = self._writers.get((question.device, question.inode))
        return written[0] if written else frozenset({owner})

    def _place_of(self, question: Outstanding) -> Place | None:
        try:
            return self._marks.place_of(question.fd, question.device)
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

    def forget_waiting(self) -> None:
        """Those who waited at another process wait here no more, and its descriptors are not ours."""
        self._openers.forget()
        self._waiting.clear()
        self._asked.clear()

    def let_go(self) -> None:
        """Let everybody pass who still waits: there is no gate any more."""
        for waiting in self._waiting.values():
            for each in waiting:
                self._reply(each.question.fd, ALLOW)
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
            if key in self._writers and self._writers[key][1] == record.tag:
                del self._writers[key]
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
        """Answer those whose time is over, as their folder says."""
        for key, waiting in tuple(self._waiting.items()):
            late = [each for each in waiting if each.until_s <= now_s]
            if not late:
                continue
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

    def next_end_s(self) -> float | None:
        """When the first opener's time is over, monotonic; None where nobody waits."""
        return min((each.until_s for waiting in self._waiting.values() for each in waiting), default=None)

    def _reply(self, fd: int, verdict: int) -> None:
        with suppress(OSError):  # the opener was killed while it waited
            os.write(self._marks.asking.fd, _ANSWER.pack(fd, verdict))
        self._slots.free(fd)
        os.close(fd)


def answer_for_dead(marks: Marks, slots: Slots, table: Table, rules: Rules, own: set[int]) -> int:
    """Answer everything that a gate which is no more left unanswered; says how many these were.

    What stands in the slots is decided like any question, and where it cannot be, refused where any folder stays shut.
    An event that the gate had read and not yet noted is known by no more than a number: it is refused.
    """
    strict = any(root.fails_closed for root in rules.roots)
    verdicts = {each.fd: _verdict_for_dead(each, table, rules, own, strict=strict) for each in slots.outstanding()}
    answered = 0
    for fd in range(slots.most):
        try:
            os.write(marks.asking.fd, _ANSWER.pack(fd, verdicts.get(fd, DENY if strict else ALLOW)))
            answered += 1
        except OSError:
            pass  # no question of that number
        slots.free(fd)
    return answered


def _verdict_for_dead(question: Outstanding, table: Table, rules: Rules, own: set[int], *, strict: bool) -> int:
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
        return ALLOW if may_open(people_behind(opener, is_service=is_service), record, rules) else DENY
    if known is Known.STOPPED:
        return DENY
    return DENY if strict else ALLOW


def wait_for(fds: list[int], timeout_s: float | None) -> set[int]:
    """Which of these descriptors can be read now, or when something can be, within a time."""
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    ready = poll.poll(None if timeout_s is None else max(0, int(timeout_s * 1000) + 1))
    return {fd for fd, _ in ready}
