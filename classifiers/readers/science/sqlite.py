"""SQLite: the schema and every table, from a copy in memory that can only be looked at.

A hostile schema gets nothing to run: no views or virtual tables are asked, triggers never fire on reading, functions
of generated columns are not trusted, and a handler ends what takes too long.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.encoding import decode
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.science.sqlite_pages import lost, pages_end
from classifiers.readers.trailing import read_rest
from classifiers.readers.words import words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

JOURNAL_MODE = slice(18, 20)
ROLLBACK = b"\x01\x01"
STEPS = 20_000
VALUE_BYTES = 32 * 1024 * 1024
SMALL_BYTES = 16
SETTINGS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8192",
    "PRAGMA query_only=ON",
)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All tables; of a damaged file also its strings, since rows that are not reached stand among them."""
    try:
        with _Database(data, job) as database:
            _read_all(database.connection, draft, job, depth)
        _read_lost(data, draft, job, depth)
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        job.check_time()
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        add_strings(data, draft)


class _Database:
    """The bytes as a database in memory, with nothing allowed but reading."""

    def __init__(self, data: bytes, job: Job) -> None:
        # A write-ahead log would be another file; without it the database is as of its last checkpoint.
        if data[JOURNAL_MODE] != ROLLBACK:
            data = data[: JOURNAL_MODE.start] + ROLLBACK + data[JOURNAL_MODE.stop :]
        self.connection = connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.text_factory = words
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
        connection.deserialize(data)
        connection.set_progress_handler(lambda: _is_late(job), STEPS)
        for setting in SETTINGS:
            connection.execute(setting)

    def __enter__(self) -> _Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _is_late(job: Job) -> bool:
    try:
        job.check_time()
    except LimitReached:
        return True
    return False


def _read_all(connection: sqlite3.Connection, draft: Draft, job: Job, depth: int) -> None:
    limit = job.limits.entries
    schema = connection.execute("SELECT type, name, sql FROM sqlite_master LIMIT ?", (limit,)).fetchall()
    for key in ("user_version", "application_id"):
        value = connection.execute(f"PRAGMA {key}").fetchone()[0]
        draft.add_metadata(key, value or "")
    for kind, name, sql in schema:
        draft.add_line(str(sql or f"{kind} {name}"))
    tables = [str(name) for kind, name, sql in schema if kind == "table" and not _is_virtual(str(sql))]
    if len(schema) >= limit:
        draft.degrade(Reading.PARTIAL, "limit.entries", str(limit))
    draft.cad["TABLE"] += len(tables)
    for table in tables:
        draft.at(f"table {table}")
        try:
            _read_table(connection, table, draft, job, depth)
        except sqlite3.Error:
            job.check_time()
            draft.degrade(Reading.PARTIAL, "damaged", "table")
            raise


def _is_virtual(sql: str) -> bool:
    """Whether a table is worked by a module; what it holds stands in plain tables beside it."""
    return sql.lstrip().upper().startswith("CREATE VIRTUAL")


def _read_table(connection: sqlite3.Connection, table: str, draft: Draft, job: Job, depth: int) -> None:
    quoted = table.replace('"', '""')
    rows = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a name cannot be a parameter; it is quoted
    draft.add_line("\t".join(str(column[0]) for column in rows.description))
    for number, row in enumerate(rows):
        if number % 1_000 == 0:
            job.check_time()
        draft.cad["ROW"] += 1
        draft.add_line("\t".join(str(value) for value in row if value is not None and not isinstance(value, bytes)))
        for column, value in enumerate(row):
            if isinstance(value, bytes) and value:
                _read_blob(value, f"{table}-{number}-{column}", draft, job, depth)


def _read_blob(value: bytes, name: str, draft: Draft, job: Job, depth: int) -> None:
    """A file kept in a column, as a part; a text as such; other bytes by their strings."""
    kind = filetype.detect(value) if len(value) >= SMALL_BYTES else _small_kind(value)
    if kind.startswith("text/plain"):
        draft.add_line(decode(value).text)
    elif kind == filetype.UNKNOWN:
        add_strings(value, draft)
    else:
        job.child(draft, name, value, depth)


def _small_kind(value: bytes) -> str:
    """Whether a few bytes are text: too few to guess an encoding by."""
    try:
        is_text = value.decode().rstrip("\r\n\0").isprintable()
    except UnicodeDecodeError:
        is_text = False
    return "text/plain" if is_text else filetype.UNKNOWN


def _read_lost(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Strings where no row is any more: rows that were deleted stand there."""
    pieces = b"\0\0".join(lost(data, job))
    if pieces.strip(b"\0"):
        draft.at("free space")
        add_strings(pieces, draft)
    read_rest(data, pages_end(data), draft, job, depth)
