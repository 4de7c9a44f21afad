"""Tables of releases."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, func

from server.schema import UtcTime, metadata

# `terms` is the JSON of `policies.release.ReleaseTerms`. `version` rises with every change that an agent must hear of.
releases = Table(
    "releases",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_number", String(32), ForeignKey("cases.number"), nullable=False, index=True),
    Column("agent", String(32), ForeignKey("agents.id"), nullable=False),
    Column("requester", String(64), nullable=False, server_default=""),
    Column("terms", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("uses", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("comment", Text, nullable=False, server_default=""),
    Column("requested_at", UtcTime, nullable=False, server_default=func.current_timestamp()),
    Column("until", UtcTime),
    Index("ix_releases_agent_state", "agent", "state"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("release_id", String(32), ForeignKey("releases.id"), primary_key=True),
    Column("officer", String(64), primary_key=True),
    Column("signature", String(200), nullable=False),
    Column("by", String(16), nullable=False),
    Column("at", UtcTime, nullable=False, server_default=func.current_timestamp()),
)

refusals = Table(
    "refusals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("release_id", String(32), ForeignKey("releases.id"), nullable=False, index=True),
    Column("agent", String(32), ForeignKey("agents.id"), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("at", UtcTime, nullable=False),
)
