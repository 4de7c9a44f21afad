"""Tables of people."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from server.schema import UtcTime, metadata

users = Table(
    "users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("person", String(64), nullable=False, server_default=""),
    Column("roles", JSON, nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_name", String(64), ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("used_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

# Failed log-ins and enrolments, counted by a hash of the name or address.
failures = Table(
    "failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bucket", String(96), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_failures_bucket_at", "bucket", "at"),
)
