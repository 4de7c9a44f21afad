"""The files of an index, read as they are now: the segment that is mapped, and what the journal holds beyond it."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from classifiers.detect.pending import Act, Pending, read_pending
from classifiers.detect.segmentfile import CARDS_PER_CHUNK, VERSION, Cards, identity_of, map_segment
from classifiers.detect.shelf import Shelf
from classifiers.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from classifiers.detect.records import Card, Vault

Identity = tuple[int, int, int]
CACHED_CHUNKS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What stood in the files.

    Attributes:
        base: The file's documents; None where there is no file.
        entries: What the journal holds beyond it: number, act, keyed digest, body.
        mapped: What tells the file from another.
        seen: The same of all files that another program writes.
    """

    base: Shelf | None
    entries: list[tuple[int, Act, bytes, bytes]]
    mapped: Identity | None
    seen: tuple[object, ...]


class IndexFiles:
    """The files of one index. Not thread-safe: `FingerprintIndex` holds a lock around it.

    Args:
        path: The index's file; None where everything is kept in memory.
        pending: The journal that is written; None where another program may write it.
    """

    def __init__(self, path: Path | None, vault: Vault, pending: Pending | None) -> None:
        self._path, self._vault, self._pending = path, vault, pending
        self._journal = journal_of(path)
        names = () if path is None else (f"{path}", f"{path}.journal", f"{path}.journal-wal")
        self._watched = names if pending is None else ()

    def take(self) -> Taken:
        """Read them.

        Raises:
            ModelError: one is damaged, of another key or version, or older than the other; or there is none.
            OSError: one cannot be read.
        """
        taken = self._read()
        while self._pending is None and taken.mapped != self._there():
            # Another program put a new file there meanwhile, and what that one holds may be gone from the journal.
            taken = self._read()
        return taken

    def seen(self) -> tuple[object, ...]:
        """What tells whether files that another program writes have changed."""
        seen: list[object] = []
        for name in self._watched:
            with contextlib.suppress(OSError):
                seen.append(identity_of(os.stat(name)))  # noqa: PTH116 - asked before every look-up; a Path costs more
        return tuple(seen)

    def is_written_over(self, mapped: Identity | None) -> bool:
        """Whether the very file that is mapped was changed, rather than put away for another."""
        now = self._there()
        return now is not None and mapped is not None and now != mapped and now[0] == mapped[0]

    def _there(self) -> Identity | None:
        """The index's file as it is now; None where there is none."""
        try:
            return identity_of(self._path.stat()) if self._path is not None else None
        except OSError:
            return None

    def _read(self) -> Taken:
        seen = self.seen()
        base, through, name, identity = None, 0, "", None
        if self._path is not None and self._path.exists():
            mapped = map_segment(self._path, self._vault)
            base, identity = Shelf.of(mapped.segment, _filed(mapped.cards)), mapped.identity
            through, name = mapped.header.through, mapped.header.journal
        entries = self._entries(name, through, is_filed=base is not None)
        return Taken(base=base, entries=entries, mapped=identity, seen=seen)

    def _entries(self, name: str, through: int, *, is_filed: bool) -> list[tuple[int, Act, bytes, bytes]]:
        if self._pending is not None:
            merged = self._pending.merged
            if merged and (name != self._pending.name or through < merged):
                how = "older than" if is_filed else "missing beside"
                raise ModelError(
                    f"the fingerprint index `{self._path}` is {how} its journal",
                    help=f"restore both from one backup; or move `{self._journal}` away to go on with what the index "
                    "holds",
                )
            return list(self._pending.entries(after=through if name == self._pending.name else 0))
        if self._journal is not None and self._journal.exists():
            return read_pending(self._journal, name=name, after=through, version=VERSION)
        if not is_filed:
            raise ModelError(f"there is no fingerprint index `{self._path}`", help="make one with `sekimori register`")
        return []


def journal_of(path: Path | None) -> Path | None:
    """The journal beside an index's file."""
    return None if path is None else path.with_name(f"{path.name}.journal")


def _filed(cards: Cards) -> Callable[[int], Card]:
    """The cards of a file, a few chunks of them kept open."""
    chunk = lru_cache(maxsize=CACHED_CHUNKS)(cards.chunk)
    return lambda number: chunk(number // CARDS_PER_CHUNK)[number % CARDS_PER_CHUNK]
