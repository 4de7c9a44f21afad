"""One database, SQLite or PostgreSQL, with one writer at a time.

Every writing transaction takes the writer's turn before its first statement: `BEGIN IMMEDIATE` on SQLite, an advisory
lock on PostgreSQL. So the ledger has one order, an event is counted once, and a token is used once, without a retry.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from server.errors import ServerError

WRITER_LOCK = 0x53454B49  # "SEKI": the key of the advisory lock, the same for every process of this server.


class Database:
    """Opens readers and writers.

    Args:
        url: SQLAlchemy URL, `sqlite:///…` or `postgresql+psycopg://…`.
        pool: Most connections open at once.
        wait_s: How long a writer waits for its turn before it fails.
    """

    def __init__(self, url: str, *, pool: int = 20, wait_s: float = 15.0) -> None:
        self.engine = _engine(url, pool, wait_s)
        self._writer = self.engine.execution_options(is_writer=True)
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        self._wait_s = wait_s

    @property
    def is_missing(self) -> bool:
        """Whether it is a file that does not exist; to open it would make an empty one."""
        name = self.engine.url.database
        return self._is_sqlite and bool(name) and not Path(str(name)).exists()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction for reading."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction for writing; committed at the end, undone on any error."""
        with self._writer.begin() as connection:
            if not self._is_sqlite:
                connection.execute(text(f"SET LOCAL lock_timeout = {int(self._wait_s * 1000)}"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn a database that cannot be used into an error for whoever typed the command.

    Raises:
        ServerError: the database is damaged, locked, away, full or read-only.
    """
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if str(error.orig) else type(error).__name__
        message = f"the database cannot be used: {reason}"
        raise ServerError(message, help="is another program holding it, the disk full, or the file damaged?") from error


def _engine(url: str, pool: int, wait_s: float) -> Engine:
    # Parameters are hidden from errors, so that no row's content reaches a log.
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_size=pool, max_overflow=0, pool_timeout=wait_s, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(
        url, pool_size=pool, max_overflow=0, pool_timeout=wait_s, connect_args={"timeout": wait_s}, hide_parameters=True
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver would open transactions by itself, and late; `_on_sqlite_begin` does it instead.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    is_writer = connection.get_execution_options().get("is_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")
