"""What the process that supervises services is told: ready, still at work, now under another number, going.

The words of `sd_notify(3)`, sent as datagrams over a socket that is open from the start: saying them opens no file, so
that nobody has to answer for it. Where nothing supervises, nothing is said.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import MutableMapping
from contextlib import suppress

ADDRESS, INTERVAL = "NOTIFY_SOCKET", "WATCHDOG_USEC"


class Supervision:
    """The end that says.

    Args:
        environment: As the supervisor set it; what concerns this is taken out, so that no process that is started from
            here speaks in this one's name.
    """

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        self._socket = _connected(environment.pop(ADDRESS, ""))
        given = environment.pop(INTERVAL, "")
        # Twice within the time allowed, as its manual asks for.
        self._every_s = int(given) / 2e6 if given.isdecimal() and int(given) and self._socket else None
        self._said_s = 0.0

    @property
    def fds(self) -> frozenset[int]:
        """What is to stay open."""
        return frozenset({self._socket.fileno()}) if self._socket else frozenset()

    def wait_s(self, now_s: float, most_s: float) -> float:
        """How long nothing need be said, at most `most_s`. Times are monotonic."""
        if self._every_s is None:
            return most_s
        return max(0.0, min(most_s, self._said_s + self._every_s - now_s))

    def is_ready(self, status: str) -> None:
        """The work has begun, in this process."""
        self._say(f"READY=1\nMAINPID={os.getpid()}\nSTATUS={status}")

    def is_alive(self, now_s: float) -> None:
        """It goes on; said only where it is time to."""
        if self._every_s is not None and now_s - self._said_s >= self._every_s:
            self._said_s = now_s
            self._say("WATCHDOG=1")

    def has_taken_over(self, status: str) -> None:
        """It goes on in this process."""
        self._said_s = time.monotonic()
        self._say(f"MAINPID={os.getpid()}\nREADY=1\nWATCHDOG=1\nSTATUS={status}")

    def is_going(self) -> None:
        """It ends, in order; there is nothing more to say."""
        self._say("STOPPING=1")
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _say(self, words: str) -> None:
        if self._socket is not None:
            with suppress(OSError):  # a supervisor that listens no more, or not fast enough, is its own affair
                self._socket.send(words.encode())


def _connected(address: str) -> socket.socket | None:
    if sys.platform != "linux" or not address.startswith(("/", "@")):
        return None
    speaking = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
    try:
        speaking.connect("\0" + address[1:] if address.startswith("@") else address)
    except OSError:
        speaking.close()
        return None
    return speaking
