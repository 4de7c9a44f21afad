"""Table of what reviewers said that documents are."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table

from server.schema import UtcTime, metadata

# Rows are only added: somebody's last one counts, the earlier ones stay to be seen.
feedback_labels = Table(
    "feedback_labels",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_number", String(32), ForeignKey("cases.number"), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("user_name", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("is_sensitive", Boolean, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("project", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
)
