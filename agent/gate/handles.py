"""For whom a program that serves others opened a file.

smbd opens a file under the user id of its client, and then reads and writes it by whatever thread of its own is free,
under whatever user id that thread was made. So whom a read is for is told by the opening, not by the reader.

Invariants of this module:

1. Where one process opened a file for several people, a read is for all of them.
2. A process is known by its number and the time at which it started: the number alone comes again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from agent.gate.subject import started_of, uids_of_threads

MOST_KEPT = 20_000
ROOT = 0


@dataclass(slots=True)
class Handles:
    """What such programs opened lately, with whose rights.

    Attributes:
        most: Files of processes remembered; whom an older one is for is told by the threads of its process.
    """

    most: int = MOST_KEPT
    _kept: OrderedDict[tuple[int, int, bytes], frozenset[int]] = field(default_factory=OrderedDict)

    def opened(self, process: int, file: bytes, uids: frozenset[int]) -> None:
        """A process was let open a file.

        Args:
            file: `struct file_handle`; a file that takes the place of another one has another.
        """
        key = process, started_of(process), file
        self._kept[key] = uids | self._kept.pop(key, frozenset())
        if len(self._kept) > self.most:
            self._kept.popitem(last=False)

    def uids_of(self, process: int, file: bytes) -> frozenset[int]:
        """User ids of those for whom a process has a file open; root alone where nobody else can be told."""
        kept = self._kept.get((process, started_of(process), file))
        return kept or (uids_of_threads(process) - {ROOT}) or frozenset({ROOT})
