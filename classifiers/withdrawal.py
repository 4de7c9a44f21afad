"""Takes back what was registered: what no file stands for any more, or what somebody names.

Nothing is removed but on request: an older version of a file stays known until somebody prunes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from classifiers.errors import ClassifierError
from classifiers.filenotes import Note, is_below, key_of, path_of
from classifiers.folders import hidden

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.detect.fingerprints import FingerprintIndex


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
    within = [key_of(folder) for folder in folders]
    notes = index.notebook.all(Note)
    for folder in within:
        is_folder = any(note.path != folder and is_below(note.path, [folder]) for note in notes)
        if is_folder and not _has_entries(path_of(folder)):
            raise ClassifierError(
                f"`{folder}` is gone or empty; is its disk mounted?",
                help="`--remove` forgets what was registered from there all the same",
            )
    held = {note.digests[0] for note in notes if _is_there(note.path)}
    found: list[Stale] = []
    for note in notes:
        if is_below(note.path, within):
            is_gone = not _is_there(note.path)
            outdated = note.digests if is_gone else note.digests[1:]
            found += [
                Stale(path=path_of(note.path), digest=each, is_gone=is_gone) for each in outdated if each not in held
            ]
    return found


def prune(index: FingerprintIndex, found: Iterable[Stale]) -> int:
    """Remove these documents and what is noted of them. Returns how many documents went."""
    removed = 0
    for one in found:
        removed += index.forget(one.digest)
        key = key_of(Path(one.path))
        note = index.notebook.read(key, Note)
        if note is not None and one.is_gone:
            index.notebook.drop(key)
        elif note is not None:
            kept = tuple(each for each in note.digests if each != one.digest)
            index.notebook.write(key, msgspec.structs.replace(note, digests=kept))
    return removed


def remove(index: FingerprintIndex, paths: Iterable[Path]) -> int:
    """Remove every document that was registered from these files or from below these folders.

    Raises:
        ClassifierError: nothing was registered from one of them.
    """
    notes, removed = index.notebook.all(Note), 0
    for path in paths:
        below = [note for note in notes if is_below(note.path, [key_of(path)])]
        if not below:
            raise ClassifierError(
                f"nothing was registered from `{path}`", help="`sekimori register --list` shows what was"
            )
        for note in below:
            removed += sum(index.forget(digest) for digest in note.digests)
            index.notebook.drop(note.path)
    return removed


def _has_entries(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(True for _ in entries)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise hidden(folder, error) from error


def _is_there(noted: str) -> bool:
    """Whether the file of a note is there; what cannot be looked at is not taken to be gone."""
    try:
        os.lstat(path_of(noted))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
