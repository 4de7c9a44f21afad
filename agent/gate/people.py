"""Who stands behind whoever opens a file, and behind whoever wrote into one.

Invariants of this module:

1. A program that serves others counts as the one it serves, and not as whoever once started it.
2. Of a process that is gone, nobody is known: then nobody counts as the writer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agent.gate.handles import Handles
from agent.gate.opening import ROOT, people_behind
from agent.gate.subject import opener_of, program_of
from agent.gate.writers import NOBODY_KNOWN, Writers

if TYPE_CHECKING:
    from agent.gate.marks import Marks
    from agent.gate.rules import Rules
    from agent.gate.slots import Outstanding
    from agent.gate.subject import Opener


class People:
    """Looks after openers and writers of one gate.

    Attributes:
        rules: As they are now.
        writers: Who wrote what nobody has judged yet.

    Args:
        own: Processes of the agent and the gate themselves.
    """

    def __init__(self, marks: Marks, rules: Rules, own: set[int]) -> None:
        self.rules, self.writers = rules, Writers()
        self._marks, self._own, self._handles = marks, own, Handles()
        # Descriptors of openers for others that wait for their answer: process, file and user ids.
        self._opening: dict[int, tuple[int, bytes, frozenset[int]]] = {}

    def behind(self, opener: Opener) -> frozenset[int]:
        """User ids of those for whom somebody opens a file; none for the machine itself."""
        return people_behind(opener, is_service=opener.login is not None and self.is_service(opener))

    def is_service(self, opener: Opener) -> bool:
        """Whether it opens files for others under their user ids, after each of whom it becomes root again."""
        is_roots = opener.saved == ROOT and bool(self.rules.services)
        return is_roots and program_of(opener.process) in self.rules.services

    def served(self, opener: Opener, fd: int, *, is_reading: bool) -> Opener:
        """Such a program, with the user ids of those for whom it opens or reads a file."""
        file = self._marks.handle_of(fd)
        if is_reading:
            # Read by whatever thread of it is free: on whose behalf is told by who had the file opened.
            return opener._replace(uids=self._handles.uids_of(opener.process, file))
        self._opening[fd] = opener.process, file, opener.uids
        return opener

    def answered(self, fd: int, *, is_allowed: bool) -> None:
        """A descriptor is free again; what was opened for others may be read for them."""
        opening = self._opening.pop(fd, None)
        if opening is not None and is_allowed:
            self._handles.opened(*opening)

    def hear(self) -> None:
        """Hear what was written, closed and moved, and ask about it anew."""
        self.hear_writers()
        for each in self._marks.hear():
            # Who moved it is not known: then everybody waits.
            people = self._writing(each.process, each.file) if each.process else NOBODY_KNOWN
            if people is not None:
                self.writers.closed((each.device, each.inode), each.file, each.tag, people)

    def hear_writers(self) -> None:
        """Hear who writes; it wakes nobody, but is heard when somebody else wants to open, and now and then."""
        people: dict[tuple[int, bytes], frozenset[int] | None] = {}
        for file, process in self._marks.hear_writers():
            if not file:
                self.writers.lost()
                continue
            if (process, file) not in people:
                people[process, file] = self._writing(process, file)
            if (found := people[process, file]) is not None:
                self.writers.wrote(file, found)

    def _writing(self, process: int, file: bytes) -> frozenset[int] | None:
        """Who stands behind a process that wrote into a file, the machine itself being nobody whom we know; None where
        it is one of ours."""
        if process in self._own:
            return None
        writer = opener_of(process)
        if writer is None:
            return NOBODY_KNOWN
        if self.is_service(writer):
            writer = writer._replace(uids=self._handles.uids_of(process, file))
        return self.behind(writer) or NOBODY_KNOWN

    def is_writer(self, people: frozenset[int], question: Outstanding, owner: int) -> bool:
        """Whether nobody else put into the file what nobody has judged; the machine itself is not kept out."""
        if not people:
            return True
        if not self._marks.tells_writers(question.fd):
            # Whoever makes a file opens it empty; who wrote into one that is not, nobody knows.
            return people == {owner} and not os.fstat(question.fd).st_size
        file = self._marks.handle_of(question.fd)
        return people == self.writers.of((question.device, question.inode), file, owner)

    def emptied(self, question: Outstanding) -> None:
        """A file is empty: what is known of its writers was another's."""
        self.writers.emptied((question.device, question.inode), self._marks.handle_of(question.fd))

    def take_over(self) -> None:
        """Go on where another process ended, whose descriptors are not ours."""
        self._opening.clear()
