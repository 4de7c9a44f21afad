"""Registers folders of documents: reads what is new or changed, notes what is done, takes back what is asked.

Invariants:
- A file is noted only after its document is in the index, so that a run that was killed goes on where it stood, and
  reads at most the few files again that were being read.
- Nothing is removed but on request: an older version of a file stays known until somebody prunes.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from classifiers.errors import ClassifierError
from policies.label import Label, Level, Reading

if TYPE_CHECKING:
    from classifiers.detect.fingerprints import FingerprintIndex
    from classifiers.document import Document


class Outcome(StrEnum):
    """What became of a file."""

    REGISTERED = "registered"
    BYTES_ONLY = "bytes-only"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one file. `detail` names a finding, never text; `reading` is how much of it was read."""

    path: Path
    outcome: Outcome
    detail: str = ""
    reading: Reading = Reading.FULL


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted of a file that was registered.

    Attributes:
        digests: SHA-256 of its document, and of what stood at this path before, the newest first.
        label: The label it was registered with, JSON.
    """

    path: str
    size_bytes: int
    mtime_ns: int
    digests: tuple[str, ...]
    label: str
    outcome: Outcome


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
            fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW)
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
        note = self._note(path)
        is_known = note is not None and note.label == packed and note.digests[0] == root.digest
        if is_public and self._index.publish(root.digest):
            outcome = Outcome.REGISTERED
        elif is_known and note is not None and self._index.holds(root.digest):
            outcome = note.outcome  # touched, but the same bytes
        elif root.size_bytes == 0:
            outcome = Outcome.EMPTY
        elif self._index.register(document, name=name, label=label, is_public=is_public) == 0:
            outcome = Outcome.BYTES_ONLY
        self._write_note(path, read, packed, outcome, note)
        return Told(path=path, outcome=outcome, reading=document.reading)

    def _is_held(self, note: Note) -> bool:
        """Whether the index still has it: somebody may have removed another copy, and with it the document."""
        return note.outcome is Outcome.EMPTY or self._index.holds(note.digests[0])

    def _write_note(self, path: Path, read: _Read, packed: str, outcome: Outcome, known: Note | None) -> None:
        digest = read.document.parts[0].digest
        older = tuple(each for each in (known.digests if known else ()) if each != digest)
        self._index.note(
            _key(path),
            Note(
                path=_key(path), size_bytes=read.size_bytes, mtime_ns=read.mtime_ns, digests=(digest, *older),
                label=packed, outcome=outcome,
            ),
        )  # fmt: skip

    def _note(self, path: Path) -> Note | None:
        return self._index.noted(_key(path), Note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A document that no file stands for any more: its file is gone, or was changed since."""

    path: str
    digest: str
    is_gone: bool


def stale(index: FingerprintIndex, folders: Iterable[Path]) -> list[Stale]:
    """Documents registered from below `folders` that no file there stands for any more.

    Raises:
        ClassifierError: one of them is gone or empty itself, as a disk is that is not mounted, or cannot be listed.
    """
    within = [_key(folder) for folder in folders]
    notes = index.notes(Note)
    for folder in within:
        is_folder = any(note.path != folder and _is_below(note.path, [folder]) for note in notes)
        if is_folder and not _has_entries(_path_of(folder)):
            raise ClassifierError(
                f"`{folder}` is gone or empty; is its disk mounted?",
                help="`--remove` forgets what was registered from there all the same",
            )
    held = {note.digests[0] for note in notes if _is_there(note.path)}
    found: list[Stale] = []
    for note in notes:
        if _is_below(note.path, within):
            is_gone = not _is_there(note.path)
            outdated = note.digests if is_gone else note.digests[1:]
            found += [
                Stale(path=_path_of(note.path), digest=each, is_gone=is_gone) for each in outdated if each not in held
            ]
    return found


def prune(index: FingerprintIndex, found: Iterable[Stale]) -> int:
    """Remove these documents and what is noted of them. Returns how many documents went."""
    removed = 0
    for one in found:
        removed += index.forget(one.digest)
        key = _key(Path(one.path))
        note = index.noted(key, Note)
        if note is not None and one.is_gone:
            index.unnote(key)
        elif note is not None:
            kept = tuple(each for each in note.digests if each != one.digest)
            index.note(key, msgspec.structs.replace(note, digests=kept))
    return removed


def remove(index: FingerprintIndex, paths: Iterable[Path]) -> int:
    """Remove every document that was registered from these files or from below these folders.

    Raises:
        ClassifierError: nothing was registered from one of them.
    """
    notes, removed = index.notes(Note), 0
    for path in paths:
        below = [note for note in notes if _is_below(note.path, [_key(path)])]
        if not below:
            raise ClassifierError(
                f"nothing was registered from `{path}`", help="`sekimori register --list` shows what was"
            )
        for note in below:
            removed += sum(index.forget(digest) for digest in note.digests)
            index.unnote(note.path)
    return removed


def files_below(paths: Iterable[Path], *, besides: Iterable[Path] = ()) -> Iterator[tuple[Path, str]]:
    """Every regular file at or below `paths` in a fixed order, and its name from there; links are not followed.

    Raises:
        ClassifierError: a path does not exist, or a folder cannot be listed.
    """
    skipped = {os.path.abspath(each) for each in besides}  # noqa: PTH100 - resolve() would follow links
    for path in paths:
        if not path.exists():
            raise ClassifierError(f"there is no `{path}`", help="name folders or files that exist")
        if not path.is_dir():
            yield path, path.name
            continue
        for parent, names, files in os.walk(path, onerror=_unlisted):
            names.sort()
            for name in sorted(files):
                found = Path(parent, name)
                is_own = os.path.abspath(found) in skipped or found.is_symlink()  # noqa: PTH100
                if not is_own and found.is_file():
                    yield found, str(Path(path.resolve().name) / found.relative_to(path))


def label_of(project: str, level: Level) -> Label:
    """The label of what belongs to a project; of none where `project` is empty."""
    return Label(projects=frozenset({project}) if project else frozenset(), level=level)  # type: ignore[arg-type]


def _unlisted(error: OSError) -> None:
    if isinstance(error, FileNotFoundError):
        return  # went while the others were listed
    raise _hidden(str(error.filename), error)


def _is_same(note: Note, status: os.stat_result, packed: str) -> bool:
    return (note.size_bytes, note.mtime_ns, note.label) == (status.st_size, status.st_mtime_ns, packed)


def _has_entries(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(True for _ in entries)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _hidden(folder, error) from error


def _is_there(noted: str) -> bool:
    """Whether the file of a note is there; what cannot be looked at is not taken to be gone."""
    try:
        os.lstat(_path_of(noted))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _hidden(folder: str, error: OSError) -> ClassifierError:
    return ClassifierError(f"cannot list `{folder}`: {error.strerror}", help="run it as a user who may read it")


def _key(path: Path) -> str:
    """The path as a note holds it: as it is, or in hexadecimal digits behind a NUL where its bytes are no UTF-8."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
    try:
        absolute.encode()
    except UnicodeEncodeError:
        return f"\0{os.fsencode(absolute).hex()}"
    return absolute


def _path_of(noted: str) -> str:
    return os.fsdecode(bytes.fromhex(noted[1:])) if noted.startswith("\0") else noted


def _is_below(noted: str, folders: list[str]) -> bool:
    path, within = _path_of(noted), [_path_of(folder) for folder in folders]
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in within)
