"""The server's database in the hands of its administrator: what the demo tampers with, and counts in."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class ServerDatabase:
    """`server.db` of one server, opened afresh for each question, while the server runs or not.

    Args:
        data: The server's data folder.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / "server.db"

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)

    def event_ids_named(self, name: str) -> list[str]:
        """Ids of the transfer events whose object has this name."""
        with closing(self._open()) as database:
            rows = database.execute("SELECT id, body FROM events WHERE kind = 'transfer'").fetchall()
        return [str(id) for id, body in rows if json.loads(body)["transfer"]["object"]["name"] == name]

    def release(self, release_id: str) -> tuple[dict[str, Any], list[dict[str, str]]] | None:
        """Terms and approvals of a release; None where it is not there."""
        with closing(self._open()) as database:
            row = database.execute("SELECT terms FROM releases WHERE id = ?", (release_id,)).fetchone()
            approvals = database.execute(
                'SELECT officer, signature, "by" FROM approvals WHERE release_id = ?', (release_id,)
            ).fetchall()
        if row is None:
            return None
        return json.loads(row[0]), [dict(zip(("officer", "signature", "by"), one, strict=True)) for one in approvals]

    def insert_release(self, terms: dict[str, Any], approvals: list[dict[str, str]]) -> None:
        """Put a release into the database as approved, past every check of the server."""
        with closing(self._open()) as database, database:
            model = database.execute("SELECT * FROM releases LIMIT 1")
            columns = [column[0] for column in model.description]
            row = dict(zip(columns, model.fetchone(), strict=True))
            row |= {"id": terms["id"], "case_number": terms["case"], "terms": json.dumps(terms), "state": "approved"}
            _insert(database, "releases", row)
            signed = database.execute("SELECT * FROM approvals LIMIT 1")
            columns = [column[0] for column in signed.description]
            first = dict(zip(columns, signed.fetchone(), strict=True))
            for approval in approvals:
                _insert(database, "approvals", first | approval | {"release_id": terms["id"]})

    def refusals(self, release_id: str) -> list[str] | None:
        """Why the agent refused a release; None where it has not."""
        with closing(self._open()) as database:
            rows = database.execute("SELECT body FROM events WHERE kind = 'release-refused'").fetchall()
        for (body,) in rows:
            event = json.loads(body)
            if event["release"] == release_id:
                return [str(reason) for reason in event["reasons"]]
        return None

    def copy_to(self, path: Path) -> None:
        """A consistent copy, also while the server runs."""
        with closing(self._open()) as database, closing(sqlite3.connect(path)) as copy:
            database.backup(copy)

    def change_one_byte_of_a_record(self) -> int:
        """Change one byte of a record in the middle of the ledger; its index."""
        with closing(self._open()) as database, database:
            index, record = database.execute(
                'SELECT "index", record FROM ledger_records ORDER BY "index" LIMIT 1 '
                "OFFSET (SELECT COUNT(*) / 2 FROM ledger_records)"
            ).fetchone()
            data = bytearray(record if isinstance(record, bytes) else record.encode())
            place = data.index(b'"') + 1
            data[place] ^= 0x01
            changed = bytes(data) if isinstance(record, bytes) else data.decode()
            database.execute('UPDATE ledger_records SET record = ? WHERE "index" = ?', (changed, index))
        return int(index)


def _insert(database: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    row = {name: value for name, value in row.items() if not (table == "approvals" and name == "id")}
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join("?" for _ in row)
    database.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', tuple(row.values()))  # noqa: S608
