"""Which sessions have read which sides, and which of them wrote which files: memory that gate, keeper and agent share.

The gate writes, before it answers; the keeper has the same memory and the agent looks into it. So whoever judges what a
session wrote knows what the session had read, however late the agent hears of it, and a gate that takes another one's
place knows all that the other knew.

Invariants of this module:

1. What is written here counts for whoever looks from then on; nothing is written anywhere else.
2. A session keeps its sides until the agent says that nobody is in it any more.
3. Writers are remembered until what they wrote is judged. If there are more than fit, the eldest is forgotten, and that
   some were is said.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

MOST_TAINTS, MOST_WRITERS = 4096, 16_384
_TAINTS_USED, _WRITERS_USED, _FORGOTTEN_NS, _HEAD_BYTES = 0, 1, 2, 24
_TAINT, _WRITER = struct.Struct("=QQQQ"), struct.Struct("=QQQQ")
_WRITERS_AT = _HEAD_BYTES + MOST_TAINTS * _TAINT.size
MEMORY_BYTES = _WRITERS_AT + MOST_WRITERS * _WRITER.size
NOBODY = 0


class Taint(NamedTuple):
    """A session has read content of a side.

    Attributes:
        session: Its number.
        side: The side's, see `side_number`.
        at_ns: When first, of the clock on the wall.
        is_shut: Whether the agent has kept the session from the network since.
    """

    session: int
    side: int
    at_ns: int
    is_shut: bool


class Writer(NamedTuple):
    """A session has opened a file for writing.

    Attributes:
        at_ns: When last, monotonic.
    """

    device: int
    inode: int
    session: int
    at_ns: int


def side_number(full_name: str) -> int:
    """A 64-bit name of a side such as `us-cn/us`."""
    return int.from_bytes(blake2b(full_name.encode(), digest_size=8).digest(), "big")


def made_memory() -> int:
    """Descriptor of new memory, on no disk."""
    fd = os.memfd_create("sekimori-sessions", os.MFD_CLOEXEC)
    os.ftruncate(fd, MEMORY_BYTES)
    return fd


class Seen:
    """The memory, to look at.

    Args:
        fd: Its descriptor; not needed any more afterwards.

    Raises:
        OSError, ValueError: it is no such memory.
    """

    def __init__(self, fd: int, *, prot: int | None = None) -> None:
        # Said here and not above: where there is no gate, there is no such word either.
        self._memory = mmap.mmap(fd, MEMORY_BYTES, mmap.MAP_SHARED, mmap.PROT_READ if prot is None else prot)
        # Written a word at a time, so that who reads meanwhile sees the one or the other.
        self._head = memoryview(self._memory)[:_HEAD_BYTES].cast("Q")

    @property
    def forgotten_ns(self) -> int:
        """When a writer was last forgotten for want of room, monotonic; 0 for never."""
        return self._head[_FORGOTTEN_NS]

    def taints(self) -> Iterator[Taint]:
        """All of them."""
        for number in range(self._head[_TAINTS_USED]):
            session, side, at_ns, is_shut = _TAINT.unpack_from(self._memory, _HEAD_BYTES + number * _TAINT.size)
            if session != NOBODY:
                yield Taint(session, side, at_ns, bool(is_shut))

    def writers(self, device: int, inode: int) -> tuple[Writer, ...]:
        """The sessions that opened a file for writing since it was last judged, the latest first."""
        end = _WRITERS_AT + self._head[_WRITERS_USED] * _WRITER.size
        found = [
            Writer(*each)
            for each in _WRITER.iter_unpack(self._memory[_WRITERS_AT:end])
            if each[0] == device and each[1] == inode and each[2] != NOBODY
        ]
        return tuple(sorted(found, key=lambda writer: -writer.at_ns))


class Taints(Seen):
    """The memory, to write into: the gate's alone.

    Args:
        fd: As `made_memory` gives it.
    """

    def __init__(self, fd: int) -> None:
        super().__init__(fd, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        self._places: dict[tuple[int, int], int] = {}
        self._shut: set[int] = set()
        self._writing: dict[tuple[int, int, int], int] = {}
        self._free: list[int] = []

    def reload(self) -> None:
        """Take over what another process wrote."""
        self._places, self._shut, self._writing, self._free = {}, set(), {}, []
        for number in range(self._head[_TAINTS_USED]):
            session, side, _, is_shut = _TAINT.unpack_from(self._memory, _HEAD_BYTES + number * _TAINT.size)
            if session != NOBODY:
                self._places[session, side] = number
                self._shut |= {session} if is_shut else set()
        for number in range(self._head[_WRITERS_USED]):
            device, inode, session, _ = _WRITER.unpack_from(self._memory, _WRITERS_AT + number * _WRITER.size)
            if session != NOBODY:
                self._writing[device, inode, session] = number
            else:
                self._free.append(number)

    def has(self, session: int, side: int) -> bool:
        """Whether a session has read that side."""
        return (session, side) in self._places

    def is_shut(self, session: int) -> bool:
        """Whether the session is kept from the network."""
        return session in self._shut

    def taint(self, session: int, side: int, at_ns: int) -> bool:
        """A session reads a side; False where there is no room to remember it."""
        if self.has(session, side):
            return True
        taken = set(self._places.values())
        number = next((each for each in range(MOST_TAINTS) if each not in taken), MOST_TAINTS)
        if number == MOST_TAINTS:
            return False
        row = session, side, at_ns, int(session in self._shut)
        _TAINT.pack_into(self._memory, _HEAD_BYTES + number * _TAINT.size, *row)
        self._head[_TAINTS_USED] = max(self._head[_TAINTS_USED], number + 1)
        self._places[session, side] = number
        return True

    def shut(self, session: int) -> None:
        """The agent keeps the session from the network."""
        self._shut.add(session)
        for (each, _), number in self._places.items():
            if each == session:
                at = _HEAD_BYTES + number * _TAINT.size
                _TAINT.pack_into(self._memory, at, *_TAINT.unpack_from(self._memory, at)[:3], 1)

    def end(self, session: int) -> None:
        """Nobody is in the session any more."""
        self._shut.discard(session)
        for key in [key for key in self._places if key[0] == session]:
            _TAINT.pack_into(self._memory, _HEAD_BYTES + self._places.pop(key) * _TAINT.size, NOBODY, 0, 0, 0)

    def writes(self, device: int, inode: int, session: int, at_ns: int) -> None:
        """A session opens a file for writing."""
        key = device, inode, session
        number = self._writing.pop(key, -1)
        if number < 0:
            number = self._room(at_ns)
        _WRITER.pack_into(self._memory, _WRITERS_AT + number * _WRITER.size, *key, at_ns)
        self._head[_WRITERS_USED] = max(self._head[_WRITERS_USED], number + 1)
        self._writing[key] = number

    def _room(self, at_ns: int) -> int:
        if self._free:
            return self._free.pop()
        if self._head[_WRITERS_USED] < MOST_WRITERS:
            return self._head[_WRITERS_USED]
        self._head[_FORGOTTEN_NS] = at_ns
        return self._writing.pop(next(iter(self._writing)))

    def judged(self, device: int, inode: int, until_ns: int) -> None:
        """What was opened for writing up to then has been judged, and nobody has it open for writing any more."""
        for writer in self.writers(device, inode):
            if writer.at_ns <= until_ns:
                number = self._writing.pop((device, inode, writer.session), -1)
                if number >= 0:
                    _WRITER.pack_into(self._memory, _WRITERS_AT + number * _WRITER.size, NOBODY, 0, NOBODY, 0)
                    self._free.append(number)
