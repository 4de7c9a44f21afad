"""The gate: answers the kernel's questions, one after the other, in one thread.

Invariants of this module:

1. Between a question and its answer nothing is opened on a disk, nothing is logged, nothing is waited for. Who has to
   wait, for a file that nobody has judged yet, waits beside the loop.
2. Every question gets an answer: at the latest when its time is over, and then by what its folder says.
3. What concerns a question stands in the shared slots from its reading to its answer.
"""

from __future__ import annotations

import errno
import math
import os
import stat
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from agent.fanotify.kernel import Happened
from agent.gate.attending import Attending, Held, Reading
from agent.gate.marks import Marks
from agent.gate.opening import Known, known_as, may_open
from agent.gate.people import People
from agent.gate.places import Place
from agent.gate.probed import Probed
from agent.gate.slots import Outstanding
from agent.gate.subject import descends_from
from agent.gate.table import STOPPED, tag_of
from agent.gate.verdict import ALLOW, DENY, LATER, answer
from agent.gate.waiting import Waiting, WaitingRoom

if TYPE_CHECKING:
    from agent.gate.answers import Answers
    from agent.gate.rules import Rules
    from agent.gate.slots import Slots
    from agent.gate.subject import Opener
    from agent.gate.table import Record, Table

# Few at once: what is read and unanswered when the gate dies is answered by the keeper.
QUESTIONS_BYTES = 16 * 24
# For how long a thread that was let open a file reads it without being asked about, and how many such are remembered.
OPENED_NS, OPENED_KEPT = 200_000_000, 256
NOTHING_OPENED = (0, 0, 0, 0)
# How long nothing but questions is attended to.
BUSY_NS = 20_000_000
_NO_GROUP = frozenset({errno.EBADF, errno.EINVAL})
_QUESTION = struct.Struct("=IBBHQii")


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
        self._marks, self._slots, self._answers = marks, slots, answers
        self.people, self.room, self.probed = People(marks, rules, own), WaitingRoom(), Probed()
        self._opened: dict[int, tuple[int, int, int, int]] = {}
        self._openers = attending.openers

    def answer_all(self, *, has_changes: bool = True) -> None:
        """Answer what the kernel asks now.

        Args:
            has_changes: Whether the kernel tells of files that were written or moved.
        """
        now_ns = time.monotonic_ns()
        self._slots.begin(now_ns)
        try:
            if has_changes:
                self.people.hear()
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

    def _questions(self) -> bytes:
        try:
            return os.read(self._marks.asking.fd, QUESTIONS_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno in _NO_GROUP:
                raise  # somebody closed it: whoever takes this one's place has another descriptor of it
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
        if self.probed.file == (status.st_dev, status.st_ino):
            self._see_probe(thread)
        if is_reading and self._has_just_opened(question):
            self._reply(fd, ALLOW)
            return
        record = self.table.find(status.st_dev, status.st_ino)
        known = known_as(record, tag, self.rules)
        self._has_sessions = self._attending.is_needed(self.rules)
        if self._has_sessions and not is_reading:
            self._attending.opens(question, is_free=known is Known.FREE)
        if known is Known.FREE:
            if not self._has_sessions:
                self._marks.leave_out(fd, tag=tag)
            elif is_reading:  # at each opening it is asked who opens it to write
                self._marks.leave_out(fd, tag=tag, what=Happened.ACCESS_PERM)
            self._reply(fd, ALLOW)
            return
        opener = self._openers.of(thread)
        is_service = opener is not None and self.people.is_service(opener)
        if opener is not None and is_service:
            opener = self.people.served(opener, fd, is_reading=is_reading)
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

    def _see_probe(self, thread: int) -> None:
        opener = self._openers.of(thread)
        if opener is not None and opener.process in self.own:
            self.probed.is_seen = True

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
        people = self.people.behind(opener)
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
        return place is None or not place.root.fails_closed or self.people.is_writer(people, question, owner)

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

    def _meet_unknown(self, question: Outstanding, status: os.stat_result, opener: Opener, *, is_reading: bool) -> None:
        """A file that nobody has judged in this state: its writer may, everybody else waits."""
        self.people.hear()
        place = self._place_of(question)
        if place is None:
            self._marks.leave_out_elsewhere(question.fd)
            self._reply(question.fd, ALLOW)
            return
        people = self.people.behind(opener)
        if place.is_staged and people:
            self._answers.note(people, question, None, is_allowed=False)
            self._reply(question.fd, DENY)
            return
        if place.root.is_paused:
            self._answers.note(people, question, None, is_allowed=True)
            self._reply(question.fd, ALLOW)
            return
        key = (question.device, question.inode)
        # Looked at after the writers were heard: what one of them wrote since it was asked about is in it, and counts.
        if people <= {status.st_uid} and not os.fstat(question.fd).st_size:
            self.people.emptied(question)
        if self.people.is_writer(people, question, status.st_uid) or descends_from(opener, frozenset(self.own)):
            self._reply(question.fd, ALLOW)
            return
        if is_reading and self.room.has_given_up(key) and not place.root.fails_closed:
            # Whoever opened it has waited already; to have each read wait as well would be no judgement either.
            self._answers.note(people, question, None, is_allowed=True)
            self._reply(question.fd, ALLOW)
            return
        if not self.room.has_room(question, opener):
            self._answers.note(people, question, None, is_allowed=not place.root.fails_closed)
            self._reply(question.fd, DENY if place.root.fails_closed else ALLOW)
            return
        self.room.add(Waiting(question, opener, place, time.monotonic() + self.rules.wait_s))

    def _place_of(self, question: Outstanding) -> Place | None:
        try:
            return self._marks.place_of(question.fd)
        except OSError:
            # Where it lies cannot be told: as in the folder that is the strictest.
            roots = sorted(self.rules.roots, key=lambda root: not root.fails_closed)
            return Place(roots[0], "") if roots else None

    def take_rules(self, table: Table, rules: Rules) -> None:
        """Go by other tables and rules from now on; the ones before are closed."""
        self.table.close()
        self.table, self.rules, self.people.rules = table, rules, rules

    def let_own_pass(self) -> None:
        """Whoever waits and has turned out to be the agent waits for itself."""
        for _, each in self.room.take_where(lambda each: each.opener.process in self.own):
            self._reply(each.question.fd, ALLOW)

    def forget_waiting(self) -> None:
        """Those who waited at another process wait here no more, and its descriptors are not ours."""
        self._openers.forget()
        self._attending.take_over()
        self.people.take_over()
        self.room.forget()

    def let_go(self) -> None:
        """Let everybody pass who still waits for a judgement: there is no gate any more."""
        for _, each in self.room.take_where(lambda _: True):
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
            self.people.writers.judged(key, record.tag)
            self.room.was_judged(key)
            if record.number == STOPPED:
                self._refuse(key)
            else:
                self._settle(key)

    def _refuse(self, key: tuple[int, int]) -> None:
        """It was taken away, by which its state has changed once more."""
        for each in self.room.pop(key):
            people = self.people.behind(each.opener)
            self._answers.note(people, each.question, None, is_allowed=not people)
            self._reply(each.question.fd, DENY if people else ALLOW)

    def settle_all(self) -> None:
        """The rules are others: everybody who waits is looked at again."""
        self._opened.clear()
        for key in self.room.files():
            self._settle(key)

    def _settle(self, key: tuple[int, int]) -> None:
        waiting = self.room.pop(key)
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
            self.room.put_back(key, later)

    def end_waiting(self, now_s: float) -> None:
        """Answer those whose time is over, as their folder says; who waits for the network to be shut is refused."""
        for held in self._attending.late(now_s):
            self._answers.note(held.people, held.question, held.record, is_allowed=False)
            self._reply(held.question.fd, DENY)
        for key, each in self.room.take_where(lambda each: each.until_s <= now_s):
            is_open = not each.place.root.fails_closed
            self.room.give_up(key)
            self._answers.note(self.people.behind(each.opener), each.question, None, is_allowed=is_open)
            self._reply(each.question.fd, ALLOW if is_open else DENY)

    def next_end_s(self) -> float | None:
        """When the first opener's time is over, monotonic; None where nobody waits."""
        ends_s = self.room.next_end_s(), self._attending.next_end_s()
        return min((each for each in ends_s if each is not None), default=None)

    def _reply(self, fd: int, verdict: int) -> None:
        if verdict == LATER:
            return
        with suppress(OSError):  # the opener was killed while it waited
            os.write(self._marks.asking.fd, answer(fd, verdict))
        self.room.answered(fd)
        self.people.answered(fd, is_allowed=verdict == ALLOW)
        self._slots.free(fd)
        os.close(fd)
