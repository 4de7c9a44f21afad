"""Reads documents in separate processes: a hostile document can cost its reader's life, never the caller's.

Invariants:
- The caller never looks at a document's bytes; it passes the descriptor on.
- A reader that crashes, talks nonsense or overruns the deadline is killed with its whole session and replaced; the
  document is then `failed`, with a finding that says why.
- Time is measured here: a reader's own clock is not trusted.
"""

from __future__ import annotations

import queue
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from classifiers.confinement.walls import Wall, Walls
from classifiers.document import Document
from classifiers.errors import ClassifierError
from classifiers.frames import Setup
from classifiers.ocr.choice import Choice, choose
from classifiers.ocr.letters import NOT_ASKED
from classifiers.ocr.second import SecondReading
from classifiers.ocr.state import OcrState
from classifiers.readerprocess import PROGRAM, ReaderProcess
from classifiers.readers.entry import unread
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from classifiers.limits import Limits
    from classifiers.ocr.settings import Ocr


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
        self._busy: set[ReaderProcess] = set()
        if ocr is not None:
            self._prepare_second(ocr)
        self._idle: queue.LifoQueue[ReaderProcess | None] = queue.LifoQueue()
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
            engine=str(choice.engine),
            beside=str(choice.beside or ""),
            why="",
            lacking=choice.lacking,
            problem=second.problem,
            walls=second.walls,
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
        kept: ReaderProcess | None = None
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

    def _start(self, reader: ReaderProcess | None) -> ReaderProcess:
        if reader is not None and reader.is_running:
            return reader
        if reader is not None:
            reader.stop()
        fresh = self._starter.submit(ReaderProcess, self._setup, self._program).result()
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
