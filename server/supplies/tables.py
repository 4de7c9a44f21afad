"""Tables of supplies."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Text

from server.schema import UtcTime, metadata

# `body` is the JSON of `policies.supply.Supply`; one row of each goods, the newest.
supplies = Table(
    "supplies",
    metadata,
    Column("goods", String(16), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("sent_by", String(64), nullable=False),
    Column("sent_at", UtcTime, nullable=False),
)

# The bytes, in pieces as they travel. Also those of a supply that is still being sent here.
supply_pieces = Table(
    "supply_pieces",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", UtcTime, nullable=False),
)
