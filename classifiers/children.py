"""Starting a process of this program that is talked to over sockets, and ending it with all that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence

# What Python cannot start without on Windows.
NEEDED = ("SYSTEMROOT",) if sys.platform == "win32" else ()


def start(
    program: Sequence[str], sockets: Sequence[socket.socket], after: Sequence[str] = (), *, env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start the interpreter; the numbers of the sockets stand among its arguments.

    Args:
        program: Arguments of the interpreter before those numbers.
        sockets: Its ends, which it takes along; nothing else is open in it.
        after: Arguments behind them.
        env: All of its environment, but for what the system itself cannot do without.

    Raises:
        OSError: it cannot be started.
    """
    given = {**{name: os.environ[name] for name in NEEDED if name in os.environ}, **env}
    numbers = [str(each.fileno()) for each in sockets]
    return _started([sys.executable, *program, *numbers, *after], sockets, given)


if sys.platform == "win32":

    def _started(
        command: list[str], sockets: Sequence[socket.socket], env: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, cwd="/",
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW,
        )  # fmt: skip
        if process.stdin is not None:
            # Sockets are no files there: each is made known to the child by what this system says of it.
            with contextlib.suppress(OSError), process.stdin as told:
                for each in sockets:
                    said = each.share(process.pid)
                    told.write(len(said).to_bytes(4, "big") + said)
        return process

    def taken(numbers: Sequence[str]) -> list[socket.socket]:
        """The child's ends, by the numbers among its arguments.

        Raises:
            OSError: nobody handed them over.
        """
        given = sys.stdin.buffer
        return [socket.fromshare(given.read(int.from_bytes(given.read(4), "big"))) for _ in numbers]

    def kill(process: subprocess.Popen[bytes]) -> None:
        """End a process. What it started ends with it where it is kept in a job (`classifiers.confinement.fences`)."""
        with contextlib.suppress(OSError):
            process.kill()

else:

    def _started(
        command: list[str], sockets: Sequence[socket.socket], env: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, cwd="/",
            pass_fds=[each.fileno() for each in sockets], start_new_session=True,
        )  # fmt: skip

    def taken(numbers: Sequence[str]) -> list[socket.socket]:
        """The child's ends, by the numbers among its arguments.

        Raises:
            OSError: nobody handed them over.
        """
        return [socket.socket(fileno=int(each)) for each in numbers]

    def kill(process: subprocess.Popen[bytes]) -> None:
        """End a process and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
