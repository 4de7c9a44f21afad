"""What stood in a folder before it was ever watched.

A share that has been in use for years was filled by nobody today. Until its first scan has been gone through, whatever
its files have been through before counts as rest, not as a move; the mark outlasts every interruption.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from agent.journal import Journal
    from policies.model import ZoneId

_OVER = "over"


class Beginnings:
    """When each watched folder was first watched, and whether all that stood in it then has its verdict."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def begin(self, root: str, zone: ZoneId, at_ns: int) -> None:
        """A folder is watched as a zone; the first time counts. As another zone than before, it begins anew."""
        key = _key(root)
        given_zone, _, mark = self._journal.fact(key).partition("\n")
        if given_zone == zone and mark:
            return

        def forget() -> None:
            start = os.fsencode(root).rstrip(b"/") + b"/"
            self._journal.write(
                lambda db: db.execute("DELETE FROM files WHERE path >= ? AND path < ?", (start, start[:-1] + b"0"))
            )

        if mark:
            forget()
        else:
            self._take_over(root, zone)
        self._journal.set_fact(key, f"{zone}\n{at_ns}")

    def begin_stick(self, root: str, zone: ZoneId, identity: str, at_ns: int) -> None:
        """A stick was put in. What lies on one that was not here before was not put there under anybody's eyes.

        Args:
            identity: Number of its file system; a stick that has none is another one each time.
        """
        before = self._journal.fact(_stick(root))
        if not identity or identity != before:
            self._journal.set_fact(_key(root), "")
            self._journal.set_fact(_stick(root), identity)
        self.begin(root, zone, at_ns)

    def _take_over(self, root: str, zone: ZoneId) -> None:
        """What was judged as another zone's, such as a folder's around it, is judged anew."""
        start = os.fsencode(root).rstrip(b"/") + b"/"
        row = (start, start[:-1] + b"0", zone)
        self._journal.write(lambda db: db.execute("DELETE FROM files WHERE path >= ? AND path < ? AND zone != ?", row))

    def is_first(self, root: str) -> bool:
        """Whether the first scan of a folder is still to be gone through."""
        return self._mark(root) != _OVER

    def rested(self, root: str, ctime_ns: int) -> bool:
        """Whether a file that the first scan found stood there, in this state, before the folder was watched."""
        mark = self._mark(root)
        return mark not in ("", _OVER) and ctime_ns < int(mark)

    @staticmethod
    def presume_over(db: sqlite3.Connection, root: str, zone: ZoneId) -> None:
        """Nobody knows any more whether a folder was gone through, inside a transaction: then nothing in it rested."""
        db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (_key(root), f"{zone}\n{_OVER}"))

    def place(self, root: str) -> str:
        """Where the first scan was when it was interrupted: all up to this path has its verdict; empty for nothing."""
        mark, _, path = self._journal.fact(_place(root)).partition("\n")
        return os.fsdecode(path.encode("latin-1")) if mark and mark == self._mark(root) else ""

    def keep_place(self, root: str, path: str) -> None:
        """The first scan is here."""
        coded = os.fsencode(path).decode("latin-1")
        self._journal.set_fact(_place(root), f"{self._mark(root)}\n{coded}")

    def end(self, root: str) -> None:
        """All that the first scan found has its verdict."""
        zone, _, mark = self._journal.fact(_key(root)).partition("\n")
        if mark not in ("", _OVER):
            self._journal.set_fact(_key(root), f"{zone}\n{_OVER}")

    def _mark(self, root: str) -> str:
        return self._journal.fact(_key(root)).partition("\n")[2]


def _stick(root: str) -> str:
    return f"stick:{os.fsencode(root).decode('latin-1')}"


def _place(root: str) -> str:
    return f"first-place:{os.fsencode(root).decode('latin-1')}"


def _key(root: str) -> str:
    # Bytes that are no text would not fit into a text column.
    return f"first:{os.fsencode(root).decode('latin-1')}"


def is_mark(key: str, value: str) -> bool:
    """Whether a fact, if it is one that this module keeps of a folder, says something."""
    mark = value.partition("\n")[2]
    return not (key.startswith("first:") and value) or mark == _OVER or mark.isdecimal()
