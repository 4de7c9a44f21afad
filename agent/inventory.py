"""Which files were judged, in which state, and where content was seen before."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from agent.journal import Journal
from agent.tree import Signature, Spot
from policies.label import Label
from policies.model import ZoneId

EMPTY_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
# Of empty content, and of what is too large to have one.
NOBODYS_DIGESTS = frozenset({EMPTY_DIGEST, ""})
# So many rows are read at once, while whoever else needs the journal waits.
PAGE = 1_000
_BY_INODE = (
    "SELECT path, device, inode, size_bytes, mtime_ns, ctime_ns, zone, label, release FROM files "
    "WHERE device = ? AND (inode, path) > (?, ?) AND inode <= ? ORDER BY inode, path LIMIT ?"
)
# A count that took longer than this stands for so many times as long.
LONG_COUNT_S = 0.05
COUNT_PAUSE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One file that may be where it is.

    Attributes:
        release: Id of the release that let it be there, else empty.
    """

    spot: Spot
    zone: ZoneId
    signature: Signature
    digest: str
    label: Label
    release: str = ""


class Inventory:
    """Every file that was judged and let be."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._counts: dict[str, tuple[float, int]] = {}

    @staticmethod
    def add(db: sqlite3.Connection, known: Known, parts: Iterable[str], at: datetime) -> None:
        """Remember a file and the digests of its parts, inside a transaction."""
        path = os.fsencode(known.spot.full)
        Inventory._put(db, known)
        digests = {known.digest, *parts} - NOBODYS_DIGESTS
        db.executemany(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)",
            [(digest, known.zone, path, at.isoformat()) for digest in sorted(digests)],
        )

    @staticmethod
    def _put(db: sqlite3.Connection, known: Known) -> None:
        path, label = os.fsencode(known.spot.full), msgspec.json.encode(known.label)
        db.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (path, known.zone, *map(_signed, known.signature), known.digest, label, known.release),
        )

    def note(self, spot: Spot, zone: ZoneId, signature: Signature, digest: str) -> None:
        """Remember one of the agent's own notices, so that scans pass it by while nobody writes to it."""
        known = Known(spot=spot, zone=zone, signature=signature, digest=digest, label=Label())
        self._journal.write(lambda db: self._put(db, known))

    @staticmethod
    def set_signature(db: sqlite3.Connection, spot: Spot, signature: Signature) -> None:
        """A known file is now in this state, inside a transaction."""
        db.execute(
            "UPDATE files SET device = ?, inode = ?, size_bytes = ?, mtime_ns = ?, ctime_ns = ? WHERE path = ?",
            (*map(_signed, signature), os.fsencode(spot.full)),
        )

    def forget(self, spot: Spot) -> None:
        """A file is gone. What it held stays known as seen."""
        if self.find(spot) is not None:
            self._journal.write(lambda db: db.execute("DELETE FROM files WHERE path = ?", (os.fsencode(spot.full),)))

    def forget_all(self, spots: Iterable[Spot]) -> None:
        """The same of many files, in one transaction."""
        rows = [(os.fsencode(spot.full),) for spot in spots]
        if rows:
            self._journal.write(lambda db: db.executemany("DELETE FROM files WHERE path = ?", rows))

    def find(self, spot: Spot) -> Known | None:
        """What is known of the file at `spot`."""
        rows = self._journal.rows("SELECT * FROM files WHERE path = ?", (os.fsencode(spot.full),))
        return _known(spot, rows[0]) if rows else None

    def signature(self, spot: Spot) -> Signature | None:
        """In which state the file at `spot` is known, if it is."""
        query = "SELECT device, inode, size_bytes, mtime_ns, ctime_ns FROM files WHERE path = ?"
        rows = self._journal.rows(query, (os.fsencode(spot.full),))
        return Signature(*rows[0]) if rows else None

    def page(self, after: bytes, end: bytes, most: int) -> list[tuple[bytes, Signature]]:
        """Paths between `after` and `end`, neither included, in the order of their bytes, with what was there."""
        rows = self._journal.rows(
            "SELECT path, device, inode, size_bytes, mtime_ns, ctime_ns FROM files "
            "WHERE path > ? AND path < ? ORDER BY path LIMIT ?",
            (after, end, most),
        )
        return [(row[0], Signature(*row[1:])) for row in rows]

    def by_inode(self) -> Iterator[tuple[Signature, Label, ZoneId, str]]:
        """Every known file with the release by which it is there, by device and inode; one under two names comes
        twice."""
        labels: dict[bytes, Label] = {}
        for device in sorted(self._devices(), key=lambda each: (each < 0, each)):
            # Numbers beyond what SQLite's integers hold come as negative ones, behind all the others.
            for first, end in ((0, (1 << 63) - 1), (-(1 << 63), -1)):
                after: tuple[int, bytes] = (first, b"")
                while rows := self._journal.rows(_BY_INODE, (device, *after, end, PAGE)):
                    for row in rows:
                        label = labels.get(row[7]) or labels.setdefault(row[7], msgspec.json.decode(row[7], type=Label))
                        yield Signature(*row[1:6]), label, ZoneId(row[6]), row[8]
                    after = (rows[-1][2], rows[-1][0])

    def _devices(self) -> Iterator[int]:
        """Each from the index: to have SQLite find them out reads every row of it."""
        rows = self._journal.rows("SELECT min(device) FROM files")
        while rows and rows[0][0] is not None:
            yield rows[0][0]
            rows = self._journal.rows("SELECT min(device) FROM files WHERE device > ?", rows[0])

    def of_inode(self, device: int, inode: int) -> tuple[Known, ...]:
        """What is known of a file under all its names."""
        rows = self._journal.rows(
            "SELECT * FROM files WHERE device = ? AND inode = ?", (_signed(device), _signed(inode))
        )
        return tuple(_known(Spot("/", os.fsdecode(row[0])[1:]), row) for row in rows)

    def zones_of(self, digests: Iterable[str], *, besides: Spot) -> frozenset[ZoneId]:
        """Zones in which any of `digests` was seen, at another path than `besides`."""
        path = os.fsencode(besides.full)
        zones: set[ZoneId] = set()
        for digest in set(digests) - NOBODYS_DIGESTS:
            rows = self._journal.rows("SELECT DISTINCT zone FROM seen WHERE digest = ? AND path != ?", (digest, path))
            zones.update(ZoneId(row[0]) for row in rows)
        return frozenset(zones)

    def has_more_than(self, most: int) -> bool:
        """Whether more files than so many are known."""
        rows = self._journal.rows("SELECT count(*) FROM (SELECT 1 FROM files LIMIT ?)", (most + 1,))
        return int(rows[0][0]) > most

    def count(self, root: str) -> int:
        """How many files are known below `root`, or lately were: counting millions is not done all the time."""
        good_until_s, counted = self._counts.get(root, (0.0, 0))
        begun_s = time.monotonic()
        if begun_s < good_until_s:
            return counted
        counted = self._count(root)
        took_s = time.monotonic() - begun_s
        self._counts[root] = (begun_s + (took_s * COUNT_PAUSE if took_s > LONG_COUNT_S else 0.0), counted)
        return counted

    def _count(self, root: str) -> int:
        start = os.fsencode(root).rstrip(b"/") + b"/"
        rows = self._journal.rows("SELECT count(*) FROM files WHERE path >= ? AND path < ?", (start, start[:-1] + b"0"))
        return int(rows[0][0])


def _known(spot: Spot, row: tuple[Any, ...]) -> Known:
    return Known(
        spot=spot,
        zone=ZoneId(row[1]),
        signature=Signature(*row[2:7]),
        digest=row[7],
        label=msgspec.json.decode(row[8], type=Label),
        release=row[9],
    )


def same(one: Signature | None, other: Signature | None) -> bool:
    """Whether two signatures are of one state of one file, as far as SQLite's integers tell."""
    if one is None or other is None:
        return False
    return tuple(map(_signed, one)) == tuple(map(_signed, other))


def _signed(number: int) -> int:
    # Inodes of some file systems use all 64 bits; SQLite's integers have a sign.
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)
