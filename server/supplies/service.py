"""Supplies in the database: taken in pieces, published when enough officers signed, handed out in the same pieces.

Invariants of this module:

1. A supply is published only if its signatures hold by the published policy and every byte of it is here, with the
   digest that was signed. Agents judge all of that again: what stands in this database convinces nobody.
2. A version never goes back, and no other bytes are published under one that was.
3. Bytes are kept only for somebody: of what is published, and of what an officer is sending.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select

from policies.supply import MOST_BYTES, PIECE_BYTES, Goods, Supply, pieces_of, supply_faults
from policies.wording import say_fault
from server.bundles.service import Bundles
from server.database import Database
from server.errors import Refused
from server.ledger.service import Fact, Ledger, Record
from server.people.service import Asker, Role
from server.supplies.tables import supplies, supply_pieces

DIGEST = re.compile(r"[0-9a-f]{64}")
# What was begun and not published is forgotten after so long.
KEPT_UNPUBLISHED = timedelta(hours=24)
# So much may wait to be published in all: one of each goods at its largest would be more than anybody sends at once.
MOST_WAITING_BYTES = MOST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyView:
    """A published supply as people see it."""

    supply: Supply
    sent_by: str
    sent: datetime


class Supplies:
    """Takes and gives supplies."""

    def __init__(self, database: Database, ledger: Ledger, bundles: Bundles) -> None:
        self._database, self._ledger, self._bundles = database, ledger, bundles

    def kept(self, digest: str, asker: Asker) -> list[int]:
        """Numbers of the pieces that are here already: sending goes on behind them.

        Raises:
            Refused: `not-permitted`, or `not-found` where it is no digest.
        """
        asker.require(Role.OFFICER, Role.ADMIN)
        _check_digest(digest)
        with self._database.read() as connection:
            where = supply_pieces.c.digest == digest
            rows = connection.execute(select(supply_pieces.c.number).where(where).order_by(supply_pieces.c.number))
            return [row.number for row in rows]

    def take_piece(self, digest: str, number: int, body: bytes, asker: Asker, now: datetime) -> None:
        """Keep one piece of what is to be published.

        Raises:
            Refused: `not-permitted`, `not-found`, or `supply` where it is none or too much waits.
        """
        asker.require(Role.OFFICER, Role.ADMIN)
        _check_digest(digest)
        if not 0 <= number < MOST_BYTES // PIECE_BYTES or not 0 < len(body) <= PIECE_BYTES:
            raise Refused("supply", f"a piece is 1 to {PIECE_BYTES} bytes", help="send it with `sekimori supply send`")
        with self._database.write() as connection:
            _forget_unpublished(connection, now)
            if _published_digest(connection, digest):
                return  # all of it is here, and is not written over
            _check_room(connection)
            where = (supply_pieces.c.digest == digest) & (supply_pieces.c.number == number)
            connection.execute(delete(supply_pieces).where(where))
            connection.execute(insert(supply_pieces).values(digest=digest, number=number, body=body, at=now))

    def publish(self, supply: Supply, asker: Asker, now: datetime) -> SupplyView:
        """Hand a supply to the agents from now on. The very same, sent twice, stays one.

        Raises:
            Refused: `not-permitted`, `no-policy`, `supply` saying what is wrong, or `supply-rollback`.
        """
        asker.require(Role.OFFICER, Role.ADMIN)
        terms = supply.terms
        with self._database.read() as connection:
            self._check_signatures(connection, supply)
            known = _row(connection, terms.goods)
            if known is not None and _supply(known).terms == terms:
                return _view(known)
            _check_order(known, terms.goods, terms.version)
            is_whole = _is_whole(connection, supply)
        if not is_whole:
            # By a transaction of its own, for a refusal undoes its own: else the wrong bytes would be taken for sent.
            with self._database.write() as connection:
                _forget_bytes(connection, terms.digest)
            raise Refused("supply", "what was sent is not what was signed", help="run `sekimori supply send` again")
        with self._database.write() as connection:
            self._check_signatures(connection, supply)
            known = _row(connection, terms.goods)
            _check_order(known, terms.goods, terms.version)
            if not _is_whole(connection, supply):
                raise Refused("supply", "its bytes changed meanwhile", help="run `sekimori supply send` again")
            values: dict[str, Any] = {"version": terms.version, "digest": terms.digest, "sent_by": asker.name}
            values |= {"body": msgspec.json.encode(supply).decode(), "sent_at": now}
            connection.execute(delete(supplies).where(supplies.c.goods == str(terms.goods)))
            connection.execute(insert(supplies).values(goods=str(terms.goods), **values))
            if known is not None and known.digest != terms.digest:
                _forget_bytes(connection, known.digest)
            self._record(connection, supply, asker, now)
            return SupplyView(supply=supply, sent_by=asker.name, sent=now)

    def every(self, asker: Asker) -> list[SupplyView]:
        """What is published. Raises Refused: `not-permitted`."""
        asker.require(Role.ADMIN, Role.AUDITOR, Role.OFFICER, Role.REVIEWER)
        with self._database.read() as connection:
            return [_view(row) for row in connection.execute(select(supplies).order_by(supplies.c.goods))]

    def for_agents(self) -> tuple[Supply, ...]:
        """What every agent should have."""
        with self._database.read() as connection:
            return tuple(_supply(row) for row in connection.execute(select(supplies).order_by(supplies.c.goods)))

    def piece(self, digest: str, number: int) -> bytes:
        """A piece of what is published.

        Raises:
            Refused: `not-found`.
        """
        with self._database.read() as connection:
            if not DIGEST.fullmatch(digest) or not _published_digest(connection, digest):
                raise Refused("not-found", "no such supply is published")
            body = _piece(connection, digest, number)
        if body is None:
            raise Refused("not-found", "it has no such piece")
        return body

    def _check_signatures(self, connection: Connection, supply: Supply) -> None:
        faults = supply_faults(supply, self._bundles.required_tables(connection))
        if faults:
            said = " ".join(say_fault(fault, "en") for fault in faults)
            raise Refused("supply", said, help="every officer signs with `sekimori supply sign`")

    def _record(self, connection: Connection, supply: Supply, asker: Asker, now: datetime) -> None:
        terms = supply.terms
        facts: dict[str, Fact] = {
            "goods": str(terms.goods),
            "version": terms.version,
            "digest": terms.digest,
            "lowering": terms.is_lowering,
            "note": terms.note,
            "officers": [signature.officer for signature in supply.signatures],
        }
        record = Record(kind="supply.published", at=now, actor=f"user:{asker.name}", facts=facts)
        self._ledger.append(connection, [record])


def _check_digest(digest: str) -> None:
    if not DIGEST.fullmatch(digest):
        raise Refused("not-found", "that is no digest of a supply")


def _check_room(connection: Connection) -> None:
    published = select(supplies.c.digest)
    where = supply_pieces.c.digest.not_in(published)
    waiting = connection.execute(select(func.count()).select_from(supply_pieces).where(where)).scalar_one()
    if waiting * PIECE_BYTES >= MOST_WAITING_BYTES:
        raise Refused("supply", "too much waits to be published", help="publish what was sent, or try again tomorrow")


def _check_order(known: Row[Any] | None, goods: Goods, version: int) -> None:
    if known is not None and version <= known.version:
        message = f"version {known.version} of the {goods} is published, this is version {version}"
        raise Refused("supply-rollback", message, help="sign it again: each signing gives a higher version")


def _is_whole(connection: Connection, supply: Supply) -> bool:
    """Whether what is here is what was signed: read piece by piece, so that no more than one is held."""
    terms, whole, size = supply.terms, hashlib.sha256(), 0
    for number in range(pieces_of(terms)):
        body = _piece(connection, terms.digest, number)
        if body is None:
            raise Refused("supply", f"piece {number} of it was not sent", help="run `sekimori supply send` again")
        whole.update(body)
        size += len(body)
    return size == terms.size_bytes and whole.hexdigest() == terms.digest


def _forget_unpublished(connection: Connection, now: datetime) -> None:
    where = (supply_pieces.c.at < now - KEPT_UNPUBLISHED) & supply_pieces.c.digest.not_in(select(supplies.c.digest))
    connection.execute(delete(supply_pieces).where(where))


def _forget_bytes(connection: Connection, digest: str) -> None:
    if not _published_digest(connection, digest):
        connection.execute(delete(supply_pieces).where(supply_pieces.c.digest == digest))


def _published_digest(connection: Connection, digest: str) -> bool:
    return connection.execute(select(supplies.c.goods).where(supplies.c.digest == digest)).first() is not None


def _piece(connection: Connection, digest: str, number: int) -> bytes | None:
    where = (supply_pieces.c.digest == digest) & (supply_pieces.c.number == number)
    row = connection.execute(select(supply_pieces.c.body).where(where)).first()
    return bytes(row.body) if row is not None else None


def _row(connection: Connection, goods: Goods) -> Row[Any] | None:
    return connection.execute(select(supplies).where(supplies.c.goods == str(goods))).first()


def _supply(row: Row[Any]) -> Supply:
    return msgspec.json.decode(row.body, type=Supply)


def _view(row: Row[Any]) -> SupplyView:
    return SupplyView(supply=_supply(row), sent_by=row.sent_by, sent=row.sent_at)
