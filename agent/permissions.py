"""Releases as this agent used them, and what persons were exposed to."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from agent.chain import Kind, note_state
from agent.journal import Journal
from policies.model import PersonId, Side, WallId
from policies.release import Release, ReleaseId
from policies.transfer import Exposure


class Releases:
    """What came from the server: kept for offline work, never believed without its signatures."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._of_copies: dict[tuple[str, str], frozenset[str]] | None = None

    def keep(self, releases: Iterable[Release]) -> None:
        """Replace what the server lists; uses and refusals stay."""
        rows = [(each.terms.id, msgspec.json.encode(each)) for each in releases]

        def change(db: sqlite3.Connection) -> None:
            db.execute("UPDATE releases SET body = NULL")
            db.executemany(
                "INSERT INTO releases (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                rows,
            )

        if rows or self.kept():
            self._journal.write(change)
            self._of_copies = None

    def of_changed_copies(self, zone: str, path: str) -> frozenset[str]:
        """Digests of which a release lets changed copies pass at this place, if it holds: nothing is verified here."""
        if self._of_copies is None:
            found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
            for release in self.kept():
                if release.terms.changed_percent and not release.revoked:
                    found[release.terms.zone or "", release.terms.path].update(release.terms.digests)
            self._of_copies = {place: frozenset(digests) for place, digests in found.items()}
        return self._of_copies.get((zone, path), frozenset())

    def kept(self) -> tuple[Release, ...]:
        """What the server listed last."""
        rows = self._journal.rows("SELECT body FROM releases WHERE body IS NOT NULL ORDER BY id")
        return tuple(msgspec.json.decode(row[0], type=Release) for row in rows)

    def uses(self) -> Mapping[ReleaseId, int]:
        """Release to how often it was used here."""
        return {ReleaseId(row[0]): row[1] for row in self._journal.rows("SELECT id, uses FROM releases WHERE uses > 0")}

    @staticmethod
    def count(db: sqlite3.Connection, release: ReleaseId) -> None:
        """Count one use, inside the transaction that goes before the effect."""
        db.execute(
            "INSERT INTO releases (id, uses) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET uses = uses + 1", (release,)
        )
        note_state(db, Kind.RELEASE, release)

    def refused(self, release: ReleaseId) -> str:
        """The reasons last reported for refusing it, empty where never."""
        rows = self._journal.rows("SELECT refused FROM releases WHERE id = ?", (release,))
        return str(rows[0][0]) if rows else ""

    @staticmethod
    def refuse(db: sqlite3.Connection, release: ReleaseId, reasons: str) -> None:
        """Remember for which reasons it was refused, so that they are reported once."""
        db.execute(
            "INSERT INTO releases (id, refused) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET refused = excluded.refused",
            (release, reasons),
        )
        note_state(db, Kind.RELEASE, release)


class Exposures:
    """Whose sensitive content each person has handled on this machine, and when last."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @staticmethod
    def add(db: sqlite3.Connection, exposures: Iterable[Exposure]) -> None:
        """Remember, inside a transaction; the latest time counts."""
        for each in exposures:
            key = (each.person, each.side.wall, each.side.name)
            changed = db.execute(
                "INSERT INTO exposures VALUES (?, ?, ?, ?) "
                "ON CONFLICT (person, wall, side) DO UPDATE SET at = excluded.at WHERE excluded.at > at",
                (*key, each.at.isoformat()),
            )
            if changed.rowcount:
                note_state(db, Kind.EXPOSURE, *key)

    def of(self, person: PersonId | None) -> tuple[Exposure, ...]:
        """What `person` was exposed to; nothing where nobody is known."""
        rows = self._journal.rows("SELECT wall, side, at FROM exposures WHERE person = ?", (person or "",))
        return tuple(
            Exposure(
                person=PersonId(person or ""),
                side=Side(wall=WallId(wall), name=side),
                at=datetime.fromisoformat(at),
            )
            for wall, side, at in rows
        )
