"""Memory that gate and keeper share: which openers wait for an answer, and since when the gate is at work.

The kernel knows an outstanding event by the number of the descriptor that it gave to the gate. Whoever holds the group
can answer by that number, so what the keeper needs of a dead gate's events is their numbers and what they were about.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = struct.Struct("=QQI4x")
_SLOT = struct.Struct("=IIQQQ")
FREE, TAKEN = 0, 1


@dataclass(frozen=True, slots=True)
class Outstanding:
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
        self._memory = mmap.mmap(-1, _HEAD.size + most * _SLOT.size)

    def begin(self, now_ns: int) -> None:
        """The gate is at work from now on."""
        answered, _, is_over = _HEAD.unpack_from(self._memory, 0)
        _HEAD.pack_into(self._memory, 0, answered, now_ns, is_over)

    def rest(self) -> None:
        """The gate has nothing to do."""
        answered, _, is_over = _HEAD.unpack_from(self._memory, 0)
        _HEAD.pack_into(self._memory, 0, answered, 0, is_over)

    def count(self, now_ns: int) -> None:
        """One more answer given, and still at work."""
        answered, _, is_over = _HEAD.unpack_from(self._memory, 0)
        _HEAD.pack_into(self._memory, 0, answered + 1, now_ns, is_over)

    @property
    def progress(self) -> tuple[int, int]:
        """How many answers were given, and since when (monotonic, ns) it works on the present one; 0 at rest."""
        answered, since_ns, _ = _HEAD.unpack_from(self._memory, 0)
        return answered, since_ns

    def end(self) -> None:
        """The gate goes in order: nobody is to take its place."""
        answered, since_ns, _ = _HEAD.unpack_from(self._memory, 0)
        _HEAD.pack_into(self._memory, 0, answered, since_ns, 1)

    @property
    def is_over(self) -> bool:
        """Whether the gate went in order."""
        return bool(_HEAD.unpack_from(self._memory, 0)[2])

    def take(self, waiting: Outstanding) -> None:
        """An event was read."""
        place = _HEAD.size + waiting.fd * _SLOT.size
        _SLOT.pack_into(self._memory, place, TAKEN, waiting.thread, waiting.device, waiting.inode, waiting.tag)

    def free(self, fd: int) -> None:
        """It was answered."""
        struct.pack_into("=I", self._memory, _HEAD.size + fd * _SLOT.size, FREE)

    def outstanding(self) -> Iterator[Outstanding]:
        """Everybody who waits."""
        for fd in range(self.most):
            state, thread, device, inode, tag = _SLOT.unpack_from(self._memory, _HEAD.size + fd * _SLOT.size)
            if state == TAKEN:
                yield Outstanding(fd, thread, device, inode, tag)
