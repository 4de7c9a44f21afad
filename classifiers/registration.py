"""Registers files: reads what is new or changed, and notes what is done.

A file is noted only after its document is in the index, so that a run that was killed goes on where it stood, and reads
at most the few files again that were being read.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from classifiers.filenotes import Note, Outcome, key_of
from classifiers.openings import BYTES, NO_LINK, NO_WAIT
from policies.label import Label, Level, Reading

if TYPE_CHECKING:
    from classifiers.detect.fingerprints import FingerprintIndex
    from classifiers.document import Document, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one file.

    Attributes:
        detail: Name of a finding, never text.
        reading: How much of it was read.
        left_out: Limits of reading and of its prints that it reached: what stands behind them is not recognised.
    """

    path: Path
    outcome: Outcome
    detail: str = ""
    reading: Reading = Reading.FULL
    left_out: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A document, and what its file was like before it was read: what changed since is read again next time."""

    document: Document
    size_bytes: int
    mtime_ns: int


class Registrar:
    """Registers files in an index.

    Args:
        read: Reads an open file, as `ReaderPool.read` does; it may be called from several threads.
        workers: Files read at once.
    """

    def __init__(self, index: FingerprintIndex, read: Callable[[int, str], Document], *, workers: int = 1) -> None:
        self._index, self._read, self._workers = index, read, workers

    def register(self, files: Iterable[tuple[Path, str]], label: Label, *, is_public: bool = False) -> Iterator[Told]:
        """Register files one after the other, some being read ahead.

        Args:
            files: Path and the name to register it under.
            is_public: Declare them public.

        Yields:
            What became of each, in their order.
        """
        packed = msgspec.json.encode(label, order="deterministic").decode()
        executor = ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="register")
        waiting: deque[tuple[Path, str, Future[_Read | Told]]] = deque()
        try:
            for path, name in files:
                waiting.append((path, name, executor.submit(self._reading, path, packed, is_public=is_public)))
                if len(waiting) > 2 * self._workers:
                    yield self._settle(*waiting.popleft(), label, packed, is_public=is_public)
            while waiting:
                yield self._settle(*waiting.popleft(), label, packed, is_public=is_public)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def _reading(self, path: Path, packed: str, *, is_public: bool) -> _Read | Told:
        try:
            fd = os.open(path, os.O_RDONLY | BYTES | NO_LINK | NO_WAIT)
        except OSError as error:
            return Told(path=path, outcome=Outcome.FAILED, detail=error.strerror or type(error).__name__)
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                return Told(path=path, outcome=Outcome.FAILED, detail="no regular file")
            note = self._note(path)
            if note is not None and not is_public and _is_same(note, status, packed) and self._is_held(note):
                return Told(path=path, outcome=Outcome.UNCHANGED)
            document = self._read(fd, path.name)
            return _Read(document=document, size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)
        finally:
            os.close(fd)

    def _settle(
        self, path: Path, name: str, future: Future[_Read | Told], label: Label, packed: str, *, is_public: bool
    ) -> Told:
        read = future.result()
        if isinstance(read, Told):
            return read
        document = read.document
        root = document.parts[0]
        if not root.digest:
            detail = next((finding.name for finding in document.findings), "")
            return Told(path=path, outcome=Outcome.FAILED, detail=detail, reading=document.reading)
        outcome = Outcome.REGISTERED
        left_out = tuple(each for each in document.findings if each.name.startswith("limit."))
        note = self._note(path)
        is_known = note is not None and note.label == packed and note.digests[0] == root.digest
        if is_public and self._index.publish(root.digest):
            outcome = Outcome.REGISTERED
        elif is_known and note is not None and self._index.holds(root.digest):
            outcome = note.outcome  # touched, but the same bytes
        elif root.size_bytes == 0:
            outcome = Outcome.EMPTY
        else:
            entered = self._index.register(document, name=name, label=label, is_public=is_public)
            outcome = Outcome.REGISTERED if entered.hashes else Outcome.BYTES_ONLY
            left_out += entered.left_out
        self._write_note(path, read, packed, outcome, note)
        return Told(path=path, outcome=outcome, reading=document.reading, left_out=left_out)

    def _is_held(self, note: Note) -> bool:
        """Whether the index still has it: somebody may have removed another copy, and with it the document."""
        return note.outcome is Outcome.EMPTY or self._index.holds(note.digests[0])

    def _write_note(self, path: Path, read: _Read, packed: str, outcome: Outcome, known: Note | None) -> None:
        digest = read.document.parts[0].digest
        older = tuple(each for each in (known.digests if known else ()) if each != digest)
        self._index.notebook.write(
            key_of(path),
            Note(
                path=key_of(path), size_bytes=read.size_bytes, mtime_ns=read.mtime_ns, digests=(digest, *older),
                label=packed, outcome=outcome,
            ),
        )  # fmt: skip

    def _note(self, path: Path) -> Note | None:
        return self._index.notebook.read(key_of(path), Note)


def label_of(project: str, level: Level) -> Label:
    """The label of what belongs to a project; of none where `project` is empty."""
    return Label(projects=frozenset({project}) if project else frozenset(), level=level)  # type: ignore[arg-type]


def _is_same(note: Note, status: os.stat_result, packed: str) -> bool:
    return (note.size_bytes, note.mtime_ns, note.label) == (status.st_size, status.st_mtime_ns, packed)
