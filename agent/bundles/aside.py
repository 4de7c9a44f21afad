"""Has bundles verified in a process of their own, which is there for that moment only.

What verifying needs, The Update Framework and what it stands on, is a fifth of all that the agent would otherwise hold
day and night for a few moments a day. The process fetches nothing: it asks this one for what lies at an address.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from agent.bundles.port import Download
from agent.errors import AgentError, MissingTarget, Unreachable
from classifiers import children
from classifiers.frames import FrameError, receive_frame, send_frame

MESSAGE_BYTES = 1 << 29
WAIT_S = 120.0
T = TypeVar("T")


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be verified; what is stored, where there is no `base_url`."""

    folder: str
    digest: str
    highest: int
    base_url: str = ""


class Fetch(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for the bytes at an address."""

    url: str


class Verified(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The tables; None where none are stored that verify."""

    tables: bytes | None


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Why there are none."""

    message: str
    help: str
    is_unreachable: bool


class Fetched(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What lies there."""

    data: bytes


class Missing(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Nothing that the server would give."""

    status: int


class Away(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The server does not answer."""

    message: str


class VerifierAside:
    """Verifies in another process."""

    def stored(self, folder: Path, digest: str, highest: int) -> bytes | None:
        """See `agent.bundles.port`."""
        return _have(Task(folder=str(folder), digest=digest, highest=highest), _nothing)

    def refresh(self, folder: Path, digest: str, highest: int, base_url: str, download: Download) -> bytes:
        """See `agent.bundles.port`."""
        tables = _have(Task(folder=str(folder), digest=digest, highest=highest, base_url=base_url), download)
        if tables is None:
            raise AgentError("the policy could not be verified")
        return tables


def _nothing(url: str) -> bytes:
    raise Unreachable(f"nothing is fetched from `{url}` now")


def _have(task: Task, download: Download) -> bytes | None:
    ours, theirs = socket.socketpair()
    with ours, children.start(("-s", "-P", "-m", "agent.bundles"), [theirs], env=os.environ) as process:
        theirs.close()
        ours.settimeout(WAIT_S)
        try:
            return _talk(ours, task, download)
        except (OSError, FrameError, msgspec.MsgspecError) as error:
            raise AgentError("the policy could not be verified: its verifier did not answer") from error
        finally:
            process.kill()


def _talk(channel: socket.socket, task: Task, download: Download) -> bytes | None:
    _send(channel, task)
    while True:
        match _receive(channel, Fetch | Verified | Refused):  # type: ignore[arg-type]
            case Fetch(url=url):
                _send(channel, _fetched(url, download))
            case Verified(tables=tables):
                return tables
            case Refused() as refused:
                kind = Unreachable if refused.is_unreachable else AgentError
                raise kind(refused.message, help=refused.help)


def _fetched(url: str, download: Download) -> Fetched | Missing | Away:
    try:
        return Fetched(data=download(url))
    except MissingTarget as error:
        return Missing(status=error.status)
    except Unreachable as error:
        return Away(message=error.message)


def serve(descriptor: str) -> int:
    """Verify for the agent at the other end; the whole of a process."""
    from agent.bundles.verifier import Verifier

    with children.taken([descriptor])[0] as channel, suppress(FrameError, BrokenPipeError):
        task, verifier = _receive(channel, Task), Verifier()
        folder = Path(task.folder)
        try:
            if task.base_url:
                tables: bytes | None = verifier.refresh(
                    folder, task.digest, task.highest, task.base_url, lambda url: _ask_for(channel, url)
                )
            else:
                tables = verifier.stored(folder, task.digest, task.highest)
            _send(channel, Verified(tables=tables))
        except AgentError as error:
            is_unreachable = isinstance(error, Unreachable)
            _send(channel, Refused(message=error.message, help=error.help, is_unreachable=is_unreachable))
        except OSError as error:
            _send(
                channel, Refused(message=f"the policy cannot be kept: {error.strerror}", help="", is_unreachable=False)
            )
    return 0


def _ask_for(channel: socket.socket, url: str) -> bytes:
    _send(channel, Fetch(url=url))
    match _receive(channel, Fetched | Missing | Away):  # type: ignore[arg-type]
        case Fetched(data=data):
            return data
        case Missing(status=status):
            raise MissingTarget(status)
        case Away(message=message):
            raise Unreachable(message)
    raise AssertionError("decoded as one of these")


def _send(channel: socket.socket, message: msgspec.Struct) -> None:
    send_frame(channel, msgspec.msgpack.encode(message))


def _receive(channel: socket.socket, kind: type[T]) -> T:
    return msgspec.msgpack.decode(receive_frame(channel, MESSAGE_BYTES), type=kind)
