"""Memory that gate and keeper share: which openers wait for an answer, and since when the gate is at work.

The kernel knows an outstanding event by the number of the descriptor that it gave to the gate. Whoever holds the group
can answer by that number, so what the keeper needs of a dead gate's events is their numbers and what they were about.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from typing import NamedTuple

_ANSWERED, _SINCE, _OVER, _TURNED, _HEAD_BYTES = 0, 1, 2, 3, 32
_STATE = struct.Struct("=I")
_SLOT = struct.Struct("=IIQQQ")
FREE, TAKEN = 0, 1


class Outstanding(NamedTuple):
    """One opener that waits.

    Attributes:
        fd: Number of the event's descriptor in the gate.
        thread: Who opens.
    """

    fd: int
    thread: int
    device: int
    inode: int
    tag: int


class Slots:
    """One slot for each number that a descriptor of the gate can have."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._memory = mmap.mmap(-1, _HEAD_BYTES + most * _SLOT.size)
        # Written a word at a time, so that who reads meanwhile sees the one or the other.
        self._head = memoryview(self._memory)[:_HEAD_BYTES].cast("Q")

    def begin(self, now_ns: int) -> None:
        """The gate is at work from now on."""
        self._head[_SINCE] = now_ns

    def rest(self) -> None:
        """The gate has nothing to do."""
        self._head[_SINCE] = 0

    def count(self) -> None:
        """One more answer given."""
        self._head[_ANSWERED] += 1

    def turn(self, now_ns: int) -> None:
        """The gate goes round once more, whether or not anything is asked."""
        self._head[_TURNED] = now_ns

    @property
    def turned_ns(self) -> int:
        """When it did last; monotonic."""
        return self._head[_TURNED]

    @property
    def progress(self) -> tuple[int, int]:
        """How many answers were given, and since when (monotonic, ns) the gate is at work; 0 at rest."""
        return self._head[_ANSWERED], self._head[_SINCE]

    def end(self) -> None:
        """The gate goes in order: nobody is to take its place."""
        self._head[_OVER] = 1

    @property
    def is_over(self) -> bool:
        """Whether the gate went in order."""
        return bool(self._head[_OVER])

    def take(self, waiting: Outstanding) -> None:
        """An event was read."""
        place = _HEAD_BYTES + waiting.fd * _SLOT.size
        _SLOT.pack_into(self._memory, place, TAKEN, waiting.thread, waiting.device, waiting.inode, waiting.tag)

    def free(self, fd: int) -> None:
        """It was answered."""
        _STATE.pack_into(self._memory, _HEAD_BYTES + fd * _SLOT.size, FREE)

    def outstanding(self) -> Iterator[Outstanding]:
        """Everybody who waits."""
        for fd in range(self.most):
            state, thread, device, inode, tag = _SLOT.unpack_from(self._memory, _HEAD_BYTES + fd * _SLOT.size)
            if state == TAKEN:
                yield Outstanding(fd, thread, device, inode, tag)
