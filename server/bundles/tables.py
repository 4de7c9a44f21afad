"""Table of the signed policy's files, as The Update Framework names them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from server.schema import UtcTime, metadata

# role: `root`, `targets`, `snapshot`, `timestamp`, or `tables` for the target itself.
bundle_files = Table(
    "bundle_files",
    metadata,
    Column("role", String(16), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("expires_at", UtcTime),
    Column("at", UtcTime, nullable=False),
)
