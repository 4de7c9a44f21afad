"""The agent's door on Linux and macOS: a Unix socket in the data folder."""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

assert sys.platform != "win32"  # noqa: S101 - tells the type checker where this is for

Connection = socket.socket
AGAIN_S = 0.01


class Door:
    """Listens at a path.

    Args:
        path: Of the socket; what lies there from before is put out of the way.

    Raises:
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _short(path) as name:
            self._socket.bind(name)
        path.chmod(0o666)
        self._socket.listen(16)

    def accept(self) -> tuple[Connection, int, int]:
        """The next asker: connection, account, process (0 where the system does not tell).

        Raises:
            OSError: the door was closed.
        """
        while True:
            connection, _ = self._socket.accept()
            try:
                account, process = _peer(connection)
            except OSError:  # gone already, which on macOS nobody is named for
                connection.close()
                continue
            return connection, account, process

    def shut(self) -> None:
        """Wake whoever waits in `accept`, which closing alone would not."""
        self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Be there no more."""
        self._socket.close()
        self._path.unlink(missing_ok=True)


def knock(path: Path, timeout_s: float) -> Connection:
    """A connection to the agent behind a door.

    Raises:
        OSError: nobody is there.
    """
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        client.settimeout(timeout_s)
        with _short(path) as name:
            _connect(client, name, until_s=time.monotonic() + timeout_s)
    except BaseException:
        client.close()
        raise
    return client


def _connect(client: socket.socket, name: str, *, until_s: float) -> None:
    """Connect; where more wait already than the kernel lets wait, come again."""
    while True:
        try:
            return client.connect(name)
        except BlockingIOError:
            if time.monotonic() > until_s:
                raise
            time.sleep(AGAIN_S)


def _peer(connection: socket.socket) -> tuple[int, int]:
    """User id and process at the other end, as the kernel says; no process on macOS."""
    if sys.platform == "darwin":
        # unix(4): LOCAL_PEERCRED of SOL_LOCAL gives a version and the user id first.
        return int(struct.unpack_from("=II", connection.getsockopt(0, 1, 76))[1]), 0
    process, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(uid), int(process)


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """A path to the socket that fits the kernel's 107 bytes, on Linux however deep the folder lies."""
    if sys.platform != "linux":
        yield str(path)
        return
    fd = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{fd}/{path.name}"
    finally:
        os.close(fd)
