"""Files whose pictures hold letters still to be read, which takes far longer than a verdict may wait.

A file is judged at once by what was read of it. Its letters are read beside the loop, one file at a time, and it is
judged once more by them. What waits is in the journal, so that no restart forgets it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from agent.errors import AgentError
from agent.events import Event, LettersRead
from agent.tree import Spot, Tree, shown

if TYPE_CHECKING:
    from agent.journal import Journal
    from classifiers.document import Document

# A loop that is busy for longer than that has the letters read again.
TAKEN_WITHIN_S = 120.0
TAKEN_LOOK_S = 0.5
LOOK_S = 5.0
# So long after a file was read its letters wait: it has its verdict then, undisturbed, and what is stopped is gone.
RESTS_S = 0.5


class ReadsLetters(Protocol):
    """What this needs of the classifiers."""

    def read_letters(self, fd: int, name: str) -> Document | None:
        """The file with the letters of its pictures; None where they could not be read."""


class Letters:
    """What waits for its letters, and the thread that reads them.

    Args:
        sink: Hears of a file that is to be judged again.
        monotonic: Seconds that never go back.
    """

    def __init__(
        self,
        journal: Journal,
        trees: Mapping[str, Tree],
        classifier: ReadsLetters,
        *,
        sink: Callable[[Event], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._journal, self._trees, self._classifier = journal, trees, classifier
        self._sink, self._monotonic = sink, monotonic
        self._read: Document | None = None
        self._spot: Spot | None = None
        self._wake, self._taken, self._stop = threading.Event(), threading.Event(), threading.Event()
        self._asked_s = 0.0
        self._thread = threading.Thread(target=self._run, name="letters", daemon=True)

    def start(self) -> None:
        """Read what waits, and what is asked for from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Read nothing further; what is being read meanwhile is read again after the next start."""
        self._stop.set()
        self._wake.set()
        self._taken.set()

    def __len__(self) -> int:
        return int(self._journal.rows("SELECT count(*) FROM letters")[0][0])

    def ask(self, spot: Spot, digest: str) -> None:
        """Have the letters of a file read.

        Raises:
            AgentError: that cannot be recorded.
        """
        row = (os.fsencode(spot.root), os.fsencode(spot.path), digest)
        self._journal.write(lambda db: db.execute("INSERT OR REPLACE INTO letters VALUES (?, ?, ?)", row))
        self._asked_s = self._monotonic()
        self._wake.set()

    def awaits(self, spot: Spot, digest: str) -> bool:
        """Whether the letters of these bytes are still to be read."""
        if self.take(digest) is not None:
            return False
        row = (os.fsencode(spot.root), os.fsencode(spot.path), digest)
        query = "SELECT 1 FROM letters WHERE root = ? AND path = ? AND digest = ?"
        return bool(self._journal.rows(query, row))

    def take(self, digest: str) -> Document | None:
        """The file with its letters, where those of these bytes have just been read."""
        document = self._read
        return document if document is not None and document.parts[0].digest == digest else None

    def done(self, spot: Spot) -> None:
        """A file has been judged, by what was read of it."""
        if spot == self._spot:
            self._taken.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            rows = self._journal.rows("SELECT root, path, digest FROM letters LIMIT 1")
            if not rows:
                self._wake.wait()
                continue
            if self._stop.wait(max(0.0, self._asked_s + RESTS_S - self._monotonic())):
                return
            root, path, digest = rows[0]
            spot = Spot(os.fsdecode(root), os.fsdecode(path))
            if self._settle(spot, self._read_one(spot, digest), digest):
                self._drop(rows[0])

    def _read_one(self, spot: Spot, digest: str) -> Document | None:
        """None where the file is gone, is another by now, or keeps its letters."""
        tree = self._trees.get(spot.root)
        if tree is None:
            return None
        try:
            with tree.open(spot) as fd:
                document = self._classifier.read_letters(fd, shown(spot.name))
        except OSError:
            return None
        except Exception:  # noqa: BLE001 - the rim of this thread: such a file keeps the verdict that it has
            return None
        return document if document is not None and document.parts[0].digest == digest else None

    def _settle(self, spot: Spot, document: Document | None, digest: str) -> bool:
        """Have the file judged again and wait until it was; whether nothing is left to do for it."""
        if self._stop.is_set():
            return False
        if document is None:
            return True
        self._taken.clear()
        self._read, self._spot = document, spot
        self._sink(LettersRead(spot=spot, digest=digest, at_s=self._monotonic()))
        until_s = self._monotonic() + TAKEN_WITHIN_S
        is_taken = False
        while not is_taken and self._monotonic() < until_s and self._is_there(spot):
            is_taken = self._taken.wait(TAKEN_LOOK_S)
        self._read, self._spot = None, None
        return not self._stop.is_set() and (is_taken or not self._is_there(spot))

    def _is_there(self, spot: Spot) -> bool:
        try:
            return self._trees[spot.root].status(spot) is not None
        except OSError:
            return False

    def _drop(self, row: tuple[bytes, bytes, str]) -> None:
        """Take a file off the list, but not what stands at its place by now."""
        delete = "DELETE FROM letters WHERE root = ? AND path = ? AND digest = ?"
        try:
            self._journal.write(lambda db: db.execute(delete, row))
        except AgentError:
            self._stop.wait(LOOK_S)  # a full disk: it is read once more, until there is room to say that it was
