"""Table of hits."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from server.schema import UtcTime, metadata

# `hits` is an agent's own total under that version of the policy. It only rises: a total told twice counts once.
rule_hits = Table(
    "rule_hits",
    metadata,
    Column("agent", String(32), ForeignKey("agents.id"), primary_key=True),
    Column("policy_version", Integer, primary_key=True, autoincrement=False),
    Column("source", String(100), primary_key=True),
    Column("hits", BigInteger, nullable=False),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Index("ix_rule_hits_policy_version", "policy_version"),
)
