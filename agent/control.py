"""The agent's Unix socket: one JSON request a line, one JSON answer. The kernel says who is asking."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from agent.errors import AgentError

LARGEST_REQUEST_BYTES = 65536
TIMEOUT_S = 5.0
NAME = "agent.sock"

Answer = Callable[[Mapping[str, Any], int], Mapping[str, Any]]


class ControlSocket:
    """Listens in a thread of its own. Everybody on the machine may ask; what they get depends on who they are.

    Args:
        answer: From request and asking user id to answer; raises AgentError to refuse.
    """

    def __init__(self, data: Path, answer: Answer) -> None:
        self._data = data
        self._answer = answer
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, name="control", daemon=True)

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
            with connection:
                connection.settimeout(TIMEOUT_S)
                try:
                    connection.sendall(msgspec.json.encode(self._reply(connection)) + b"\n")
                except OSError:
                    continue

    def _reply(self, connection: socket.socket) -> Mapping[str, Any]:
        _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        try:
            request = msgspec.json.decode(_line(connection), type=dict[str, Any])
            return self._answer(request, uid)
        except msgspec.DecodeError:
            return {"error": "the request is no JSON object"}
        except AgentError as error:
            return {"error": error.message, "help": error.help}


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
            answer = msgspec.json.decode(_line(client, most=64 << 20), type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise AgentError(f"no agent runs on `{data}`", help="start it with `sekimori agent run`") from error
    if "error" in answer:
        raise AgentError(str(answer["error"]), help=str(answer.get("help", "")))
    return answer


def _line(connection: socket.socket, most: int = LARGEST_REQUEST_BYTES) -> bytes:
    data = b""
    while not data.endswith(b"\n") and len(data) < most and (chunk := connection.recv(65536)):
        data += chunk
    return data


@contextmanager
def _short_path(data: Path) -> Iterator[str]:
    """A path to the socket that fits the kernel's 107 bytes, however deep the data folder lies."""
    fd = os.open(data, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{fd}/{NAME}"
    finally:
        os.close(fd)
