"""Reads documents in separate processes: a hostile document can cost its reader's life, never the caller's.

Invariants:
- The caller never looks at a document's bytes; it passes the descriptor on.
- A reader that crashes, talks nonsense or overruns the deadline is killed with its whole session and replaced; the
  document is then `failed`, with a finding that says why.
- Time is measured here: a reader's own clock is not trusted.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec

from classifiers.confinement.walls import Wall, Walls
from classifiers.document import Document
from classifiers.errors import ClassifierError
from classifiers.frames import FrameError, FrameTooLong, Hello, Setup, receive_frame, send_frame, send_request
from classifiers.ocr.choice import Choice, choose
from classifiers.ocr.letters import NOT_ASKED
from classifiers.ocr.second import SecondReading
from classifiers.ocr.state import OcrState
from classifiers.readers.entry import unread
from classifiers.reply import TooManyItems, decode_reply
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from classifiers.limits import Limits
    from classifiers.ocr.settings import Ocr

START_S = 60.0
HELLO_BYTES = 64 * 1024
# What is run as a reader: this program's own module, with no folder of the caller's or of a user to import from. Not
# `-I`, which would ignore the environment below; that is all there is, and the same text must give the same document.
PROGRAM = ("-s", "-P", "-m", "classifiers.worker")
# All that Python needs; numpy must start no threads, or the kernel refuses a namespace of one's own.
# No home: libraries look there for settings of a user, and some fail for a user who has none.
ENVIRONMENT = {
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    # onnxruntime would start a thread at import and report home, if it could reach it.
    "ORT_DISABLE_TELEMETRY": "1",
}


class ReaderPool:
    """Some reader processes behind one thread-safe `read`.

    Args:
        limits: What reading one document may cost.
        workers: Processes, and so documents read at once; further callers wait. Each starts when it is first needed.
        required: Walls without which nothing is read.
        program: Arguments of the interpreter that make it a reader.
        ocr: How letters in pictures are read, by a second reader that starts when there are some; None for not at all.
        reads_letters_at_once: Whether `read` waits for them; where not, `read_letters` is to be asked.

    Raises:
        ClassifierError: on entry, where no reader process can be started at all, or one lacks a required wall.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        workers: int = 1,
        required: frozenset[Wall] = frozenset(),
        program: Sequence[str] = PROGRAM,
        ocr: Ocr | None = None,
        reads_letters_at_once: bool = True,
    ) -> None:
        if workers < 1:
            raise ClassifierError(f"a pool needs at least one worker, not `{workers}`")
        self._limits, self._required, self._program = limits, required, program
        self._setup = Setup(limits=limits, why=NOT_ASKED)
        self._choice = Choice(why=NOT_ASKED)
        self._second: SecondReading | None = None
        self._reads_letters_at_once = reads_letters_at_once
        self._busy: set[_Reader] = set()
        if ocr is not None:
            self._prepare_second(ocr)
        self._idle: queue.LifoQueue[_Reader | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._workers = workers
        # The kernel kills a reader when the *thread* that started it ends, so one thread of the pool's own starts all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader-start")
        self._walls = Walls()
        self._is_closed = False

    def __enter__(self) -> Self:
        self._idle.put(self._start(self._idle.get()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def walls(self) -> Walls:
        """What holds the readers in, as the one started last found it; none before the first start."""
        return self._walls

    @property
    def ocr(self) -> OcrState:
        """How letters in pictures are read."""
        choice, second = self._choice, self._second
        if second is None or choice.engine is None:
            return OcrState(why=choice.why)
        return OcrState(
            engine=str(choice.engine), why="", lacking=choice.lacking, problem=second.problem, walls=second.walls
        )

    @property
    def reader_pids(self) -> tuple[int, ...]:
        """Process ids of the idle readers, for health figures."""
        return tuple(reader.pid for reader in list(self._idle.queue) if reader is not None)

    def read(self, fd: int, name: str) -> Document:
        """Read an open file in a reader process.

        Args:
            fd: Readable descriptor; stays open, its position stays.
            name: Name of the file, to compare with its content.

        Returns:
            The document. Where the reader died, overran or talked nonsense: one part that `failed`, and why.

        Raises:
            ClassifierError: the pool is closed.
        """
        if self._is_closed:
            raise ClassifierError("the pool of readers is closed")
        reader = self._idle.get()
        kept: _Reader | None = None
        try:
            try:
                reader = self._start(reader)
            except (ClassifierError, OSError) as error:
                return unread("reader.unavailable", type(error).__name__, Reading.FAILED)
            self._busy.add(reader)
            document, is_alive = reader.read(fd, name)
            if is_alive and reader.documents < self._limits.documents_per_worker:
                kept = reader
        finally:
            if reader is not None:
                self._busy.discard(reader)
                if reader is not kept:
                    reader.stop()
            self._idle.put(kept)
        if self._reads_letters_at_once and self._second is not None and self._second.is_wanted(document):
            return self._second.read(fd, name, document)
        return document

    def leaves_letters(self, document: Document) -> bool:
        """Whether there are pictures in a document whose letters `read_letters` could read."""
        return self._second is not None and self._second.is_wanted(document)

    def read_letters(self, fd: int, name: str) -> Document | None:
        """Read an open file with the letters of its pictures, which may take minutes; None where that failed."""
        return self._second.attempt(fd, name)[0] if self._second is not None else None

    def close(self, *, at_once: bool = False) -> None:
        """Stop every reader.

        Args:
            at_once: Those that are reading, too: their documents have then failed. Otherwise they are waited for.
        """
        if self._is_closed:
            return
        self._is_closed = True
        if self._second:
            self._second.close()
        if at_once:
            for busy in list(self._busy):
                busy.kill()
        for _ in range(self._workers):
            reader = self._idle.get()
            if reader is not None:
                reader.stop()
        for _ in range(self._workers):  # whoever still waits for one finds an empty place, not silence
            self._idle.put(None)
        self._starter.shutdown(wait=True)

    def _prepare_second(self, ocr: Ocr) -> None:
        """Where letters can be read here, what reads them; it starts with the first picture."""
        ocr.check()
        self._choice = choose(ocr)
        self._setup = Setup(limits=self._limits, why=self._choice.why)
        if self._choice.engine is not None:
            self._second = SecondReading(lambda: self._for_letters(ocr), idle_s=ocr.idle_s)

    def _for_letters(self, ocr: Ocr) -> ReaderPool:
        limits = self._limits.with_ocr()
        pool = ReaderPool(limits, workers=ocr.workers, required=self._required, program=self._program)
        pool._setup = Setup(limits=limits, ocr=ocr)
        return pool

    def _start(self, reader: _Reader | None) -> _Reader:
        if reader is not None and reader.is_running:
            return reader
        if reader is not None:
            reader.stop()
        fresh = self._starter.submit(_Reader, self._setup, self._program).result()
        self._walls = fresh.hello.walls
        if self._setup.ocr is not None and not fresh.hello.engine:
            fresh.stop()
            raise ClassifierError(f"letters in pictures cannot be read: {fresh.hello.problem}")
        missing = [state for state in self._walls.lacking if state.wall in self._required]
        if missing:
            fresh.stop()
            raise ClassifierError(
                f"the readers lack {', '.join(f'`{state.wall}`: {state.why}' for state in missing)}",
                help="nothing is read without what `require` in `[reader]` names: mend it, or take it off that list",
            )
        return fresh


class _Reader:
    """One reader process and the socket to it.

    Raises:
        ClassifierError: it did not become ready.
    """

    def __init__(self, setup: Setup, program: Sequence[str]) -> None:
        self.documents = 0
        self._limits = setup.limits
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *program, str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                cwd="/",
            )
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
            send_request(self._channel, fd, name)
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

    def kill(self) -> None:
        """Kill the process and everything it may have started; whoever waits for its answer is told."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)

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
