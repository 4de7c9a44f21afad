"""One process that reads: started, asked, waited for until a moment, and killed with all that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import msgspec

from classifiers import children
from classifiers.confinement.fences import fence
from classifiers.document import Document
from classifiers.errors import ClassifierError
from classifiers.frames import FrameError, FrameTooLong, Hello, Setup, receive_frame, send_frame, send_request
from classifiers.readers.entry import unread
from classifiers.reply import TooManyItems, decode_reply
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

START_S = 60.0
HELLO_BYTES = 64 * 1024
# What is run as a reader: this program's own module, with no folder of the caller's or of a user to import from. Not
# `-I`, which would ignore the environment below; that is all there is, and the same text must give the same document.
PROGRAM = ("-s", "-P", "-m", "classifiers.worker")
# All that Python needs; numpy must start no threads, or the kernel refuses a namespace of one's own.
# No home: libraries look there for settings of a user, and some fail for a user who has none.
ENVIRONMENT = {
    "HOME": "/nonexistent",
    "USERPROFILE": "C:\\nonexistent",  # the same on Windows
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    # onnxruntime would start a thread at import and report home, if it could reach it.
    "ORT_DISABLE_TELEMETRY": "1",
}


class ReaderProcess:
    """One reader process and the socket to it.

    Args:
        setup: What it is told first.
        program: Arguments of the interpreter that make it a reader.

    Raises:
        ClassifierError: it did not become ready.
    """

    def __init__(self, setup: Setup, program: Sequence[str]) -> None:
        self.documents = 0
        self._limits = setup.limits
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = children.start(program, [theirs], [str(os.getpid())], env=ENVIRONMENT)
        self._fence = fence(self._process, setup.limits)
        try:
            self._channel.settimeout(START_S)
            send_frame(self._channel, msgspec.msgpack.encode(setup))
            self.hello = msgspec.msgpack.decode(receive_frame(self._channel, HELLO_BYTES), type=Hello)
        except (OSError, FrameError, msgspec.MsgspecError) as error:
            self.stop()
            raise ClassifierError(
                "the reader process did not start", help=f"run `{sys.executable} {' '.join(program)}` to see why"
            ) from error

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def read(self, fd: int, name: str) -> tuple[Document, bool]:
        """One document, and whether the reader may be used again."""
        self.documents += 1
        until = time.monotonic() + self._limits.deadline_s
        try:
            self._channel.settimeout(self._limits.deadline_s)
            send_request(self._channel, fd, name, self._process)
            document = decode_reply(
                _frame_until(self._channel, self._limits.reply_bytes, until), self._limits.reply_items
            )
        except TimeoutError:
            return unread("reader.deadline", f"{self._limits.deadline_s:g}", Reading.FAILED), False
        except TooManyItems:
            return unread("limit.reply_items", str(self._limits.reply_items), Reading.FAILED), False
        except FrameTooLong as error:
            return unread("reader.garbled", error.message, Reading.FAILED), False
        except (FrameError, OSError):
            return self._ended(), False
        except (msgspec.MsgspecError, UnicodeError):
            return unread("reader.garbled", "", Reading.FAILED), False
        if not document.parts:
            return unread("reader.garbled", "no parts", Reading.FAILED), False
        return document, True

    def stop(self) -> None:
        """Kill the process and everything it may have started, and collect it."""
        self._channel.close()
        self.kill()
        self._process.wait()
        self._fence.close()

    def kill(self) -> None:
        """Kill the process and everything it may have started; whoever waits for its answer is told."""
        children.kill(self._process)

    def _ended(self) -> Document:
        """What is said of a document whose reader ended: a limit that the kernel keeps, an attempt, or a crash."""
        ending = self._ending()
        match ending:
            case "SIGXCPU":
                return unread("limit.cpu_s", str(self._limits.cpu_s), Reading.FAILED)
            case "SIGBUS":  # a large file was cut off while it was looked at where it lies
                return unread("file.changed", "cut off while it was read", Reading.FAILED)
            case "SIGSYS":
                return unread("reader.forbidden", "a system call that no reader makes", Reading.FAILED)
            case _:
                return unread("reader.crashed", ending, Reading.FAILED)

    def _ending(self) -> str:
        """How the process ended: a signal's name, an exit status, or that it still runs."""
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return "closed its socket"
        if status < 0:
            with contextlib.suppress(ValueError):
                return signal.Signals(-status).name
        return f"exit {status}"


class _Deadline:
    """A socket whose every wait ends at one moment, however slowly bytes drip in."""

    def __init__(self, channel: socket.socket, until: float) -> None:
        self._channel = channel
        self._until = until

    def recv_into(self, view: memoryview) -> int:
        """As `socket.recv_into`; raises TimeoutError once the moment has come."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._channel.settimeout(left)
        return self._channel.recv_into(view)


def _frame_until(channel: socket.socket, most_bytes: int, until: float) -> bytes:
    return receive_frame(_Deadline(channel, until), most_bytes)  # type: ignore[arg-type]
