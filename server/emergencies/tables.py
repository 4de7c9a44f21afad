"""Tables of emergency stops."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from server.schema import UtcTime, metadata

# `body` is the JSON of `policies.emergency.EmergencyStop`; `ended_at` stands beside it, for it is nobody's signature.
emergency_stops = Table(
    "emergency_stops",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("body", Text, nullable=False),
    Column("sent_by", String(64), nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("ended_by", String(64), nullable=False, server_default=""),
)
