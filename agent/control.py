"""What is asked of the agent at its door: one JSON request a line, one JSON answer. The kernel says who is asking."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from agent.errors import AgentError
from agent.machine.doors import NAME, Connection, Door, knock

LARGEST_REQUEST_BYTES = 65536
TIMEOUT_S = 5.0
# Whoever opens more at once than any program needs waits for nobody but themselves.
MOST_AT_ONCE = 8

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
        self._door: Door | None = None
        self._thread = threading.Thread(target=self._serve, name="control", daemon=True)
        self._lock = threading.Lock()
        self._open: Counter[int] = Counter()

    def start(self) -> None:
        """Listen from now on."""
        self._door = Door(self._data / NAME)
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._door is not None:
            self._door.shut()
            self._thread.join(TIMEOUT_S)
            self._door.close()

    def _serve(self) -> None:
        assert self._door is not None  # noqa: S101 - start() made it
        while True:
            try:
                connection, uid, process = self._door.accept()
            except OSError:
                return
            try:
                self._receive(connection, uid, process)
            except OSError:
                connection.close()

    def _receive(self, connection: Connection, uid: int, process: int) -> None:
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

    def _talk(self, connection: Connection, uid: int, process: int) -> None:
        try:
            reply = msgspec.json.encode(self._reply(connection, uid, process))
            connection.settimeout(TIMEOUT_S)
            connection.sendall(reply + b"\n")
        except (OSError, UnicodeError, msgspec.MsgspecError):
            pass  # the asker is gone, or slower than anybody waits for
        finally:
            self._done(connection, uid)

    def _done(self, connection: Connection, uid: int) -> None:
        connection.close()
        with self._lock:
            self._open[uid] -= 1
            if not self._open[uid]:
                del self._open[uid]

    def _reply(self, connection: Connection, uid: int, process: int) -> Mapping[str, Any]:
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
        with knock(data / NAME, 2 * TIMEOUT_S) as client:
            client.sendall(msgspec.json.encode(request) + b"\n")
            line = _line(client, until_s=time.monotonic() + 2 * TIMEOUT_S, most=64 << 20)
            answer = msgspec.json.decode(line, type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise AgentError(f"no agent runs on `{data}`", help="start it with `sekimori agent run`") from error
    if "error" in answer:
        raise AgentError(str(answer["error"]), help=str(answer.get("help", "")))
    return answer


def _line(connection: Connection, *, until_s: float, most: int = LARGEST_REQUEST_BYTES) -> bytes:
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
