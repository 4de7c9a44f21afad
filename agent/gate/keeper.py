"""Two processes, one at the gate and one behind it, ready to take its place.

The keeper is a fork of the gate: it holds the kernel's groups, the tables and the shared slots, opens nothing and does
nothing but look whether the gate lives and works. Where the gate dies or stands still, the keeper ends it, answers what
it left, stands at the gate itself and forks a keeper of its own. Where the keeper dies, the gate forks another. A fork
opens no file, so that nobody has to answer for it.

Invariants of this module:

1. Never do two processes read questions at the same time: the numbers of their descriptors would be confused.
2. As long as one of both lives, every question is answered by the tables.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import termios
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.gate.slots import Slots

LOOKS_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Watched:
    """The other of the two processes.

    Attributes:
        fd: Becomes readable when it has died.
    """

    process: int
    fd: int

    def is_dead(self) -> bool:
        """Whether it has died; takes note of its end where it is a child."""
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        if not poll.poll(0):
            return False
        with suppress(ChildProcessError):
            os.waitpid(self.process, os.WNOHANG)
        return True

    def end(self) -> None:
        """Kill it and wait until it is dead."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.fd, signal.SIGKILL)
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        poll.poll(2000)
        with suppress(ChildProcessError):
            os.waitpid(self.process, os.WNOHANG)

    def close(self) -> None:
        """Look no more."""
        os.close(self.fd)


def watch(process: int) -> Watched:
    """Look whether a process lives.

    Raises:
        ProcessLookupError: it does not.
    """
    return Watched(process, os.pidfd_open(process))


class Stall:
    """Whether a gate stands still: at work on one question, or with questions before it, for too long; or without
    going round at all, while whoever waits for a judgement waits for nothing.

    Args:
        rests_s: For how long a gate that has nothing to do stays where it is.
    """

    def __init__(self, slots: Slots, group: int, stall_s: float, rests_s: float) -> None:
        self._slots, self._group, self._stall_s, self._rests_s = slots, group, stall_s, rests_s
        self._answered, self._since_s = -1, 0.0

    def is_now(self, now_s: float) -> bool:
        """Whether it does, as of `now_s`, monotonic."""
        if now_s - self._slots.turned_ns / 1e9 > self._rests_s + self._stall_s:
            return True
        answered, busy_since_ns = self._slots.progress
        is_asked = busy_since_ns or _waiting_bytes(self._group)
        if answered != self._answered or not is_asked:
            self._answered, self._since_s = answered, now_s
            return False
        return now_s - self._since_s > self._stall_s


def keep(gate: Watched, stall: Stall) -> str:
    """Stand behind the gate until it must be replaced; says why. It is dead then."""
    while True:
        poll = select.poll()
        poll.register(gate.fd, select.POLLIN)
        if poll.poll(int(LOOKS_EVERY_S * 1000)):
            return "died"
        if stall.is_now(time.monotonic()):
            gate.end()
            return "stalled"


def _waiting_bytes(group: int) -> int:
    (count,) = struct.unpack("i", fcntl.ioctl(group, termios.FIONREAD, b"\0\0\0\0"))
    return int(count)
