"""The agent's end: starts an examiner when there is something to examine, and notices that it has left.

Invariants of this module:

1. An examiner that died over a file costs that file a verdict and nothing else; the next call starts another one.
2. Asking how it is neither starts an examiner nor keeps one from leaving, unless what it goes by was changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socketpair
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import msgspec

from agent.errors import AgentError, Forgotten
from agent.examiner import words
from classifiers import children
from classifiers.confinement.walls import Walls
from classifiers.document import Document
from classifiers.errors import ClassifierError
from classifiers.frames import FrameError, send_frame
from classifiers.ocr.state import OcrState

if TYPE_CHECKING:
    from agent.knowledge import Source
    from classifiers.assessment import Assessment
    from classifiers.detect.likeness import Sketch
    from policies.label import Label
    from policies.supply import Goods

# What one call may take, besides what reading may; then the examiner is taken for stuck, and killed.
CALL_S = 300.0
START_S = 120.0
TALK_S = 20.0
LEAVES_WITHIN_S = 20.0
# So many numbers of documents, of states, that one examiner gives out at most.
NUMBERS = 1 << 40
# Its sums are small: more threads would cost more memory than they gain time.
ONE_THREAD = MappingProxyType({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})
PROGRAM = ("-s", "-P", "-m", "agent.examiner")
MAIN, LETTERS, TALK = range(3)
A = TypeVar("A", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Document):
    """A document that stays with its examiner; here is no more than which bytes it was read from.

    Attributes:
        examiner: Which of all examiners keeps it.
        number: Under which it does.
    """

    examiner: int
    number: int
    leaves_letters: bool


class _Left(Exception):
    """The examiner has left of its own accord, and has not heard the call."""


class Running:
    """One examiner and the channels to it.

    Raises:
        ClassifierError: it did not become ready, or what it needs is lacking.
    """

    def __init__(self, errand: words.Errand) -> None:
        pairs = [socketpair() for _ in (MAIN, LETTERS, TALK)]
        self._channels = [ours for ours, _ in pairs]
        self._locks = [threading.Lock() for _ in pairs]
        theirs = [their for _, their in pairs]
        self._process = children.start(PROGRAM, theirs, env={**os.environ, **ONE_THREAD})
        for each in theirs:
            each.close()
        first = self._channels[MAIN]
        first.settimeout(START_S)
        try:
            send_frame(first, msgspec.msgpack.encode(errand))
            self._hello = words.receive(first, words.Ready | words.Failed)  # type: ignore[arg-type]
        except (OSError, FrameError) as error:
            self.kill()
            raise ClassifierError(
                "the examiner did not start", help=f"run `{sys.executable} -m agent.examiner` to see why"
            ) from error

    def ready(self) -> words.Ready:
        """What it said first.

        Raises:
            ClassifierError: it cannot work.
        """
        if isinstance(self._hello, words.Failed):
            self.kill()
            kind = AgentError if self._hello.kind == AgentError.__name__ else ClassifierError
            raise kind(self._hello.message, help=self._hello.help)
        return self._hello

    @property
    def is_there(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def ask(self, by: int, call: words.Call, kind: type[A], *, within_s: float, fd: int | None = None) -> A:
        """One call and its answer. Calls on one channel take turns.

        Raises:
            _Left: it left before it heard the call.
            Forgotten: it does not keep the document any more.
            ClassifierError: it could not, or died over it.
        """
        channel = self._channels[by]
        with self._locks[by]:
            try:
                channel.settimeout(within_s)
                words.send(channel, call, fd, self._process)
                answer: words.Answer = words.receive(channel, words.Answer)  # type: ignore[arg-type]
            except TimeoutError as error:
                self.kill()
                raise ClassifierError("the examiner took too long") from error
            except (OSError, FrameError) as error:
                raise self._ended() from error
        if isinstance(answer, kind):
            return answer
        if isinstance(answer, words.Forgot):
            raise Forgotten("the document is not kept any more")
        if isinstance(answer, words.Failed):
            raise ClassifierError(answer.message, help=answer.help)
        self.kill()
        raise ClassifierError("the examiner answered something else")

    def _ended(self) -> Exception:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.returncode == 0:
            return _Left()
        self.kill()
        return ClassifierError("the examiner died over a file")

    def close(self) -> None:
        """Have it leave, whatever it is doing."""
        with self._locks[TALK], suppress(OSError):
            words.send(self._channels[TALK], words.Leave())
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(LEAVES_WITHIN_S)
        self.kill()

    def kill(self) -> None:
        """Kill it; its readers go with it."""
        for channel in self._channels:
            channel.close()
        self._process.kill()
        self._process.wait()


class Examiner:
    """Stands behind the ports of judging and registering, whether an examiner is there or not.

    Args:
        errand: What each examiner is told.
        looked_at: Files that judging goes by and that others write.

    Raises:
        ClassifierError: on `start`, where none can be started, or its readers lack a required wall.
    """

    def __init__(self, errand: words.Errand, looked_at: tuple[Path, ...]) -> None:
        self._errand, self._looked_at = errand, looked_at
        self._reading_s = errand.limits.deadline_s + CALL_S
        self._lock = threading.Lock()
        self._running: Running | None = None
        self._count = 0
        self._is_closed = False
        self._told = words.Sources(sources=(), walls=Walls(), ocr=OcrState())
        self._as_it_was: object = None
        self._problem = ""

    # --- its coming and going --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the first one, to see that it can work.

        Raises:
            ClassifierError: it cannot.
            AgentError: the same, for want of something that the configuration names.
        """
        self._there()
        self._ask_sources()

    def close(self) -> None:
        """Have it leave, and start no other."""
        with self._lock:
            self._is_closed = True
            running, self._running = self._running, None
        if running is not None:
            running.close()

    @property
    def is_there(self) -> bool:
        """Whether there is an examiner now; takes note of one that has left."""
        with self._lock:
            if self._running is not None and not self._running.is_there:
                self._running.close()
                self._running = None
            return self._running is not None

    def _there(self) -> tuple[int, Running]:
        with self._lock:
            if self._is_closed:
                raise ClassifierError("the agent is stopping")
            if self._running is not None and not self._running.is_there:
                self._running.close()
                self._running = None
            if self._running is None:
                running, ready = self._begun()
                self._running, self._count = running, self._count + 1
                self._told = msgspec.structs.replace(self._told, walls=ready.walls, ocr=ready.ocr)
            return self._count, self._running

    def _begun(self) -> tuple[Running, words.Ready]:
        try:
            running = Running(self._errand)
            ready = running.ready()
        except (AgentError, ClassifierError) as error:
            self._problem = f"nothing can be judged: {error.message}"
            raise
        self._problem = ""
        return running, ready

    def _ask(
        self, by: int, call: words.Call, kind: type[A], *, within_s: float, fd: int | None = None
    ) -> tuple[int, A]:
        """Ask the examiner that is there, or the next one where that has just left."""
        while True:
            count, running = self._there()
            with suppress(_Left):
                return count, running.ask(by, call, kind, within_s=within_s, fd=fd)

    def _ask_keeper(self, document: Document, call: Callable[[int], words.Call], kind: type[A]) -> A:
        """Ask the examiner that keeps a document."""
        if not isinstance(document, Kept):
            raise ClassifierError("that document was read elsewhere")
        count, running = self._there()
        if count != document.examiner:
            raise Forgotten("the document is not kept any more")
        try:
            return running.ask(MAIN, call(document.number), kind, within_s=CALL_S)
        except _Left:
            raise Forgotten("the document is not kept any more") from None

    # --- judging ---------------------------------------------------------------------------------------------------

    def read(self, fd: int, name: str) -> Document:
        """The file, read, but for the letters in its pictures; kept by the examiner.

        Raises:
            ClassifierError: the examiner died over it.
        """
        call = words.Read(name=name, with_letters=False)
        count, read = self._ask(MAIN, call, words.WasRead, within_s=self._reading_s, fd=fd)
        return _kept(count, read)

    def leaves_letters(self, document: Document) -> bool:
        """Whether there are pictures in it whose letters could be read."""
        return isinstance(document, Kept) and document.leaves_letters

    def read_letters(self, fd: int, name: str) -> Document | None:
        """The file with the letters of its pictures, which may take minutes; None where they could not be read.

        Raises:
            ClassifierError: the examiner died over it.
        """
        call = words.Read(name=name, with_letters=True)
        limit_s = self._errand.limits.with_ocr().deadline_s + CALL_S
        count, read = self._ask(LETTERS, call, words.WasRead | words.NothingRead, within_s=limit_s, fd=fd)  # type: ignore[arg-type]
        return _kept(count, read) if isinstance(read, words.WasRead) else None

    def judge(self, document: Document, name: str, *, started: float | None = None) -> Assessment:
        """What it is, and why.

        Raises:
            Forgotten: the examiner that read it has left; it is to be read again.
            ClassifierError: the examiner died over it.
        """
        ms = 0.0 if started is None else (time.monotonic() - started) * 1000
        return self._ask_keeper(
            document, lambda number: words.Judge(number=number, name=name, ms=ms), words.Judged
        ).assessment

    # --- registering -----------------------------------------------------------------------------------------------

    def register(self, document: Document, *, name: str, label: Label) -> int:
        """Make excerpts of a document recognisable from now on.

        Raises:
            Forgotten: as in `judge`.
            ClassifierError: it cannot.
        """
        return self._ask_keeper(
            document, lambda number: words.Register(number=number, name=name, label=label), words.Registered
        ).count

    def sketch(self, document: Document) -> Sketch | None:
        """What to keep of a document, so that changed copies of it can be measured.

        Raises:
            Forgotten: as in `judge`.
            ClassifierError: it cannot.
        """
        return self._ask_keeper(document, lambda number: words.MakeSketch(number=number), words.Sketched).sketch

    @property
    def state(self) -> int:
        """A number whose change makes remembered assessments stale; each examiner counts anew."""
        count, told = self._ask(MAIN, words.TellState(), words.State, within_s=CALL_S)
        return count * NUMBERS + told.state

    # --- what it judges by -----------------------------------------------------------------------------------------

    def try_supply(self, goods: Goods, new: Path, now: Path, *, only_adds: bool) -> None:
        """See `agent.supplies.Tries`."""
        call = words.TrySupply(goods=goods, new=str(new.resolve()), now=str(now.absolute()), only_adds=only_adds)
        self._ask(TALK, call, words.Tried, within_s=CALL_S)

    def change_models(self) -> None:
        """See `agent.supplies.Tries`: the examiner leaves, and the next one loads what lies there now. What it had in
        hand is read again."""
        with self._lock:
            # Under the lock, for two of them must not have the same index open to write.
            running, self._running = self._running, None
            # Whoever asked meanwhile was told by the one before.
            self._as_it_was = None
            if running is not None:
                running.close()

    # --- how it is -------------------------------------------------------------------------------------------------

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files that judging goes by, as they are now."""
        if self._as_it_was != self._as_it_is():
            self._ask_sources()
        elif self.is_there:
            self._ask_sources_of_this_one()
        sources = self._told.sources
        if not self._problem or not sources:
            return sources
        return (replace(sources[0], problem=self._problem), *sources[1:])

    @property
    def walls(self) -> Walls:
        """What holds the readers of hostile bytes in, as the last ones found it."""
        return self._told.walls

    @property
    def ocr(self) -> OcrState:
        """How letters in pictures are read."""
        return self._told.ocr

    def _ask_sources(self) -> None:
        as_it_is = self._as_it_is()
        with suppress(ClassifierError, AgentError):
            count, self._told = self._ask(TALK, words.TellSources(), words.Sources, within_s=TALK_S)
            with self._lock:
                if self._running is not None and count == self._count:
                    self._as_it_was = as_it_is

    def _ask_sources_of_this_one(self) -> None:
        """The same of the examiner that is there; where it is leaving, no other one is started for a question."""
        with self._lock:
            running = self._running
        if running is not None:
            with suppress(ClassifierError, AgentError, _Left):
                self._told = running.ask(TALK, words.TellSources(), words.Sources, within_s=TALK_S)

    def _as_it_is(self) -> object:
        """The state of the files that others write."""
        return tuple(_state(path) for path in self._looked_at)


def _kept(count: int, read: words.WasRead) -> Kept:
    head = read.head
    return Kept(
        parts=head.parts, findings=head.findings, reader_version=head.reader_version,
        examiner=count, number=read.number, leaves_letters=read.leaves_letters,
    )  # fmt: skip


def _state(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
