"""The agent's Unix socket: one JSON request a line, one JSON answer. The kernel says who is asking."""

from __future__ import annotations

import os
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from agent.errors import AgentError

LARGEST_REQUEST_BYTES = 65536
TIMEOUT_S = 5.0
# Whoever opens more at once than any program needs waits for nobody but themselves.
MOST_AT_ONCE = 8
NAME = "agent.sock"

Answer = Callable[[Mapping[str, Any], int, int], Mapping[str, Any]]


class ControlSocket:
    """Listens in a thread of its own. Everybody on the machine may ask; what they get depends on who they are.

    Each connection has a thread and a moment at which it ends, so that nobody who is slow makes others wait.

    Args:
        answer: From request, asking user id and asking process to answer; raises AgentError to refuse. The process is 0
            where the system does not tell, and may have gone.
    """

    def __init__(self, data: Path, answer: Answer) -> None:
        self._data = data
        self._answer = answer
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, name="control", daemon=True)
        self._lock = threading.Lock()
        self._open: Counter[int] = Counter()

    def start(self) -> None:
        """Listen from now on."""
        (self._data / NAME).unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _short_path(self._data) as path:
            self._socket.bind(path)
        (self._data / NAME).chmod(0o666)
        self._socket.listen(16)
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._socket is not None:
            # Wakes the accept, which closing alone would not.
            self._socket.shutdown(socket.SHUT_RDWR)
            self._thread.join(TIMEOUT_S)
            self._socket.close()
        (self._data / NAME).unlink(missing_ok=True)

    def _serve(self) -> None:
        assert self._socket is not None  # noqa: S101 - start() made it
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            try:
                self._receive(connection)
            except OSError:
                connection.close()

    def _receive(self, connection: socket.socket) -> None:
        uid, process = _peer(connection)
        with self._lock:
            is_welcome = self._open[uid] < MOST_AT_ONCE
            self._open[uid] += is_welcome
        if not is_welcome:
            connection.close()
            return
        try:
            threading.Thread(
                target=self._talk, args=(connection, uid, process), name="control-client", daemon=True
            ).start()
        except RuntimeError:  # the machine has no thread left
            self._done(connection, uid)

    def _talk(self, connection: socket.socket, uid: int, process: int) -> None:
        try:
            reply = msgspec.json.encode(self._reply(connection, uid, process))
            connection.settimeout(TIMEOUT_S)
            connection.sendall(reply + b"\n")
        except (OSError, UnicodeError, msgspec.MsgspecError):
            pass  # the asker is gone, or slower than anybody waits for
        finally:
            self._done(connection, uid)

    def _done(self, connection: socket.socket, uid: int) -> None:
        connection.close()
        with self._lock:
            self._open[uid] -= 1
            if not self._open[uid]:
                del self._open[uid]

    def _reply(self, connection: socket.socket, uid: int, process: int) -> Mapping[str, Any]:
        try:
            line = _line(connection, until_s=time.monotonic() + TIMEOUT_S)
            return self._answer(msgspec.json.decode(line, type=dict[str, Any]), uid, process)
        except (msgspec.DecodeError, RecursionError):
            return {"error": "the request is no JSON object"}
        except AgentError as error:
            return {"error": error.message, "help": error.help}
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - the rim: what one asker sends must not end the agent's answering
            return {"error": f"the agent could not answer: {type(error).__name__}"}


def ask(data: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the agent of a data folder.

    Raises:
        AgentError: no agent runs there, or it refuses.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client, _short_path(data) as path:
            client.settimeout(2 * TIMEOUT_S)
            client.connect(path)
            client.sendall(msgspec.json.encode(request) + b"\n")
            line = _line(client, until_s=time.monotonic() + 2 * TIMEOUT_S, most=64 << 20)
            answer = msgspec.json.decode(line, type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise AgentError(f"no agent runs on `{data}`", help="start it with `sekimori agent run`") from error
    if "error" in answer:
        raise AgentError(str(answer["error"]), help=str(answer.get("help", "")))
    return answer


def _peer(connection: socket.socket) -> tuple[int, int]:
    """User id and process at the other end, as the kernel says; no process on macOS."""
    if sys.platform == "darwin":
        # unix(4): LOCAL_PEERCRED of SOL_LOCAL gives a version and the user id first.
        return int(struct.unpack_from("=II", connection.getsockopt(0, 1, 76))[1]), 0
    process, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(uid), int(process)


def _line(connection: socket.socket, *, until_s: float, most: int = LARGEST_REQUEST_BYTES) -> bytes:
    data = bytearray()
    while not data.endswith(b"\n") and len(data) < most:
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        connection.settimeout(left_s)
        if not (chunk := connection.recv(65536)):
            break
        data += chunk
    return bytes(data)


@contextmanager
def _short_path(data: Path) -> Iterator[str]:
    """A path to the socket that fits the kernel's 107 bytes, on Linux however deep the data folder lies."""
    if sys.platform != "linux":
        yield str(data / NAME)
        return
    fd = os.open(data, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{fd}/{NAME}"
    finally:
        os.close(fd)
