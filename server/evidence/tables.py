"""Table of sealed evidence."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, ForeignKeyConstraint, String, Table, Text

from server.schema import UtcTime, metadata

evidence = Table(
    "evidence",
    metadata,
    Column("agent", String(32), primary_key=True),
    Column("event_id", String(80), primary_key=True),
    Column("case_number", String(32), ForeignKey("cases.number"), nullable=False, index=True),
    Column("recipients", JSON, nullable=False),
    Column("age", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    ForeignKeyConstraint(["agent", "event_id"], ["events.agent", "events.id"]),
)
