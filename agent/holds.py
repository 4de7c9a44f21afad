"""Stopped files, from the decision until they are completed: what was begun is known, whatever happens."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from agent.chain import Kind, note_state
from agent.journal import Journal
from agent.tree import Signature, Spot
from agent.wire import TransferEvent
from policies.model import Verdict
from policies.release import ReleaseId


class HoldState(StrEnum):
    """How far a hold has come. Everything but `held` and the last three is finished by recovery."""

    INTENDED = "intended"
    MOVED = "moved"
    SEALED = "sealed"
    HELD = "held"
    COMPLETING = "completing"
    COMPLETED = "completed"
    RETURNED = "returned"
    FAILED = "failed"


OVER = (HoldState.COMPLETED, HoldState.RETURNED, HoldState.FAILED)
FINAL = (HoldState.HELD, *OVER)
# In place of a release's id: by whose word a file is back among the others.
JUSTIFIED, GIVEN_BACK = "justified:", "returned:"


class FileFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a restored file gets back besides its bytes. `xattrs` holds name and value pairs."""

    mode: int
    uid: int
    gid: int
    mtime_ns: int
    atime_ns: int = 0
    xattrs: tuple[tuple[str, bytes], ...] = ()


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """One stopped file.

    Attributes:
        spot: Where it was to be.
        staged: Its name in the staging folder.
        digest: SHA-256 of the bytes that were moved away; of those judged until they are sealed.
        judged: SHA-256 of the bytes that were judged.
        notice: Text of the notice; the same at every attempt.
        release: By which it leaves: a release, `justified:` or `returned:` with the case; empty before.
        target: Path below the root where it was put; empty before.
        target_root, target_zone: Where that is elsewhere than it was to be; empty where it is not.
        open_since: Unix time from which a program was seen to have the staged file open; 0 before.
    """

    case: str
    state: HoldState
    spot: Spot
    staged: str
    signature: Signature
    digest: str
    judged: str
    verdict: Verdict
    facts: FileFacts
    notice: str
    release: ReleaseId = ReleaseId("")
    target: str = ""
    target_root: str = ""
    target_zone: str = ""
    detail: str = ""
    open_since: float = 0.0

    @property
    def target_spot(self) -> Spot:
        """Where it is put when it leaves."""
        return Spot(self.target_root or self.spot.root, self.target)

    @property
    def is_given_back(self) -> bool:
        """Whether it leaves to where it came from, not to where it was to go."""
        return self.release.startswith(GIVEN_BACK)

    def with_state(self, state: HoldState) -> Hold:
        """The same hold, further on."""
        return msgspec.structs.replace(self, state=state)


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    """A hold without its paths, which may be no UTF-8 and stand in columns of their own."""

    signature: Signature
    digest: str
    judged: str
    verdict: Verdict
    facts: FileFacts
    notice: str
    release: str
    target: bytes
    detail: str
    open_since: float
    target_root: bytes = b""
    target_zone: str = ""


class Holds:
    """The holds of this agent."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @staticmethod
    def add(db: sqlite3.Connection, hold: Hold, event: TransferEvent) -> None:
        """Record a hold before anything is done, inside a transaction; its notice is known from then on."""
        kept = msgspec.structs.replace(event, evidence=None)
        db.execute(
            "INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                hold.case,
                hold.state,
                os.fsencode(hold.spot.root),
                os.fsencode(hold.spot.path),
                os.fsencode(hold.staged),
                _encode(hold),
                msgspec.json.encode(kept),
            ),
        )
        note_state(db, Kind.HOLD, hold.case)

    @staticmethod
    def save(db: sqlite3.Connection, hold: Hold) -> None:
        """Record how far it has come, inside a transaction."""
        db.execute(
            "UPDATE holds SET state = ?, staged = ?, body = ? WHERE case_number = ?",
            (hold.state, os.fsencode(hold.staged), _encode(hold), hold.case),
        )
        note_state(db, Kind.HOLD, hold.case)

    def advance(self, hold: Hold) -> Hold:
        """Record how far it has come, by itself."""
        self._journal.write(lambda db: self.save(db, hold))
        return hold

    def find(self, case: str) -> Hold | None:
        """The hold of a case."""
        found = self._select("case_number = ?", (case,))
        return found[0] if found else None

    def unfinished(self) -> tuple[Hold, ...]:
        """What recovery has to finish."""
        return self._select("state NOT IN (?, ?, ?, ?)", FINAL)

    def waiting(self) -> tuple[Hold, ...]:
        """What is held and could be completed."""
        return self._select("state = ?", (HoldState.HELD,))

    def count(self) -> int:
        """How many files are kept."""
        return int(self._journal.rows("SELECT count(*) FROM holds WHERE state NOT IN (?, ?, ?)", OVER)[0][0])

    def every(self) -> tuple[Hold, ...]:
        """All that was ever stopped here, by case number."""
        return self._select("1 ORDER BY case_number", ())

    def staged_names(self, root: str) -> frozenset[str]:
        """Names in the staging folder of `root` that belong to a hold which is not at its end."""
        rows = self._journal.rows("SELECT case_number, staged, root FROM holds WHERE state NOT IN (?, ?, ?, ?)", FINAL)
        names = {f"{case}.out" for case, _, _ in rows}  # on its way out it may be in any root
        for case, staged, its_root in rows:
            if its_root == os.fsencode(root):
                names.update((os.fsdecode(staged), f"{case}.notice"))
        return frozenset(names)

    def event(self, case: str) -> TransferEvent | None:
        """What was decided for a case, without the sealed evidence."""
        rows = self._journal.rows("SELECT event FROM holds WHERE case_number = ?", (case,))
        return msgspec.json.decode(rows[0][0], type=TransferEvent) if rows else None

    def _select(self, where: str, values: Iterable[str]) -> tuple[Hold, ...]:
        query = f"SELECT case_number, state, root, path, staged, body FROM holds WHERE {where}"  # noqa: S608
        return tuple(map(_decode, self._journal.rows(query, tuple(values))))


class Notices:
    """Notices that this agent wrote, so that it does not judge them, and judges what only bears their name."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @staticmethod
    def add(db: sqlite3.Connection, spot: Spot, digest: str) -> None:
        """Remember a notice, inside a transaction."""
        db.execute("INSERT OR REPLACE INTO notices VALUES (?, ?)", (os.fsencode(spot.full), digest))

    def digest_at(self, spot: Spot) -> str:
        """SHA-256 of the notice written at `spot`, empty where none was."""
        rows = self._journal.rows("SELECT digest FROM notices WHERE path = ?", (os.fsencode(spot.full),))
        return str(rows[0][0]) if rows else ""

    def are_known(self, digest: str) -> bool:
        """Whether these bytes are a notice of this agent's, wherever it was to be."""
        return bool(self._journal.rows("SELECT 1 FROM notices WHERE digest = ? LIMIT 1", (digest,)))


def _encode(hold: Hold) -> bytes:
    return msgspec.json.encode(
        _Body(
            signature=hold.signature,
            digest=hold.digest,
            judged=hold.judged,
            verdict=hold.verdict,
            facts=hold.facts,
            notice=hold.notice,
            release=hold.release,
            target=os.fsencode(hold.target),
            detail=hold.detail,
            open_since=hold.open_since,
            target_root=os.fsencode(hold.target_root),
            target_zone=hold.target_zone,
        )
    )


def _decode(row: tuple[str, str, bytes, bytes, bytes, bytes]) -> Hold:
    body = msgspec.json.decode(row[5], type=_Body)
    return Hold(
        case=row[0],
        state=HoldState(row[1]),
        spot=Spot(os.fsdecode(row[2]), os.fsdecode(row[3])),
        staged=os.fsdecode(row[4]),
        signature=body.signature,
        digest=body.digest,
        judged=body.judged,
        verdict=body.verdict,
        facts=body.facts,
        notice=body.notice,
        release=ReleaseId(body.release),
        target=os.fsdecode(body.target),
        detail=body.detail,
        open_since=body.open_since,
        target_root=os.fsdecode(body.target_root),
        target_zone=body.target_zone,
    )


def check_row(row: Mapping[str, Any]) -> None:
    """Raises ValueError, msgspec.MsgspecError where a row of the table is no hold with its event."""
    _decode((row["case_number"], row["state"], row["root"], row["path"], row["staged"], row["body"]))
    msgspec.json.decode(row["event"], type=TransferEvent)
