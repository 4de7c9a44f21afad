"""Counting failures, so that guessing is slow. In the database: all processes of the server count together."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from server.database import Database
from server.errors import Refused
from server.people.tables import failures


class Throttle:
    """Refuses a bucket that failed too often within a window.

    An attempt is counted before it is tried and forgiven if it succeeds, so that many at once do not slip through.
    """

    def __init__(self, database: Database, *, window_s: int) -> None:
        self._database = database
        self._window = timedelta(seconds=window_s)

    def begin(self, buckets: dict[str, int], now: datetime) -> list[int]:
        """Count an attempt in each bucket.

        Args:
            buckets: Bucket name to the most failures within the window.

        Returns:
            Ids to give to `forgive`.

        Raises:
            Refused: `too-many-attempts`.
        """
        with self._database.write() as connection:
            connection.execute(delete(failures).where(failures.c.at < now - self._window))
            for bucket, most in buckets.items():
                if _count(connection, _key(bucket)) >= most:
                    facts = {"retry_after_s": int(self._window.total_seconds())}
                    raise Refused("too-many-attempts", "too many attempts failed; wait and try again", facts=facts)
            return [_add(connection, _key(bucket), now) for bucket in buckets]

    def forgive(self, ids: list[int]) -> None:
        """Take an attempt back, for it succeeded."""
        with self._database.write() as connection:
            connection.execute(delete(failures).where(failures.c.id.in_(ids)))


def _key(bucket: str) -> str:
    kind, _, value = bucket.partition(":")
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()}"


def _count(connection: Connection, key: str) -> int:
    return connection.execute(select(func.count()).where(failures.c.bucket == key)).scalar_one()


def _add(connection: Connection, key: str, now: datetime) -> int:
    statement = insert(failures).values(bucket=key, at=now).returning(failures.c.id)
    return int(connection.execute(statement).scalar_one())
