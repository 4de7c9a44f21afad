"""Hits of rules, and cases that are opened for a look after the fact.

A server of the version before goes on working on this shape: what is new has a default, or is a table of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.schema import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "rule_hits",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("policy_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("first_at", UtcTime(), nullable=False),
        sa.Column("last_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_rule_hits_agent_agents")),
        sa.PrimaryKeyConstraint("agent", "policy_version", "source", name=op.f("pk_rule_hits")),
    )
    op.create_index("ix_rule_hits_policy_version", "rule_hits", ["policy_version"], unique=False)
    # Not by copying the table, as a batch would on SQLite: other tables point at it.
    op.add_column("cases", sa.Column("kind", sa.String(length=16), server_default="stopped", nullable=False))
