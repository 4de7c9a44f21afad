"""A second reading for documents with letters in pictures, by processes that hold an engine and run only when needed.

Invariants:
- The first answer is never lost: whatever becomes of the second reading, there is a document.
- An engine costs nothing while no picture needs it.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from typing import TYPE_CHECKING

from classifiers.confinement.walls import Walls
from classifiers.document import Finding
from classifiers.ocr.letters import NOT_READ
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.confine import ReaderPool
    from classifiers.document import Document

# What a first reading says where letters were left.
LEFT = frozenset({NOT_READ, "page.no-text", "page.no-letters"})
# An engine that cannot be loaded is not tried again for every picture.
AGAIN_S = 60.0


class SecondReading:
    """Readers with an engine behind one thread-safe `read`.

    Args:
        make: Makes their pool; called when it is first needed, and again after a pause.
        idle_s: Seconds without work after which the pool is closed.
    """

    def __init__(self, make: Callable[[], ReaderPool], *, idle_s: float) -> None:
        self._make, self._idle_s = make, idle_s
        self._lock = threading.Lock()
        self._pool: ReaderPool | None = None
        self._busy = 0
        self._pause: threading.Timer | None = None
        self._not_before = 0.0
        self._problem = ""
        self._walls = Walls()
        self._is_closed = False

    @property
    def problem(self) -> str:
        """Why the last readers did not start; empty where they did."""
        return self._problem

    @property
    def walls(self) -> Walls:
        """What holds them in, as the ones started last found it."""
        if self._pool is not None:
            self._walls = self._pool.walls
        return self._walls

    @property
    def is_running(self) -> bool:
        """Whether there are processes, busy or not."""
        return self._pool is not None

    def read(self, fd: int, name: str, first: Document) -> Document:
        """The document with the letters of its pictures; `first`, and why, where they could not be read."""
        second, why = self.attempt(fd, name)
        if second is None and first.parts[0].reading is not Reading.FAILED:
            return _kept(first, why)
        return second or first

    @staticmethod
    def is_wanted(first: Document) -> bool:
        """Whether there are letters left to be read."""
        return any(finding.name in LEFT for finding in first.findings)

    def attempt(self, fd: int, name: str) -> tuple[Document | None, str]:
        """The document with its letters; None where that failed, and why."""
        pool = self._enter()
        if pool is None:
            return None, "no reader"
        try:
            second = pool.read(fd, name)
        finally:
            self._leave()
        if second.parts[0].reading is not Reading.FAILED:
            self._problem = ""
            return second, ""
        why = next((finding for finding in second.findings), Finding(name="reader.failed"))
        if why.name == "reader.unavailable":
            self._not_before = time.monotonic() + AGAIN_S
            self._problem = "its reader did not start"
        return None, f"{why.name} {why.detail}".strip()

    def close(self) -> None:
        """End the processes, in the middle of a page too: what they read comes to minutes."""
        with self._lock:
            self._is_closed = True
            pool, self._pool = self._pool, None
            if self._pause is not None:
                self._pause.cancel()
        if pool is not None:
            pool.close(at_once=True)

    def _enter(self) -> ReaderPool | None:
        with self._lock:
            if self._is_closed or time.monotonic() < self._not_before:
                return None
            if self._pause is not None:
                self._pause.cancel()
            if self._pool is None:
                self._pool = self._make()
            self._busy += 1
            return self._pool

    def _leave(self) -> None:
        with self._lock:
            self._busy -= 1
            if self._busy or self._is_closed:
                return
            self._pause = threading.Timer(self._idle_s, self._end_if_idle)
            self._pause.daemon = True
            self._pause.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            if self._busy:
                return
            pool, self._pool = self._pool, None
        if pool is not None:
            self._walls = pool.walls
            pool.close()


def _kept(first: Document, why: str) -> Document:
    return dataclasses.replace(first, findings=(*first.findings, Finding(name="ocr.failed", detail=why)))
