"""How far agents' journals were followed, and what agents tell of themselves. Tables of their own: a server of the
version before goes on without them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.schema import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "agent_journals",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("journal", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("told_at", UtcTime(), nullable=False),
        sa.Column("noted_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_agent_journals_agent_agents")),
        sa.PrimaryKeyConstraint("agent", name=op.f("pk_agent_journals")),
    )
    op.create_table(
        "agent_findings",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("since", UtcTime(), nullable=True),
        sa.Column("until", UtcTime(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agents.id"], name=op.f("fk_agent_findings_agent_agents")),
        sa.PrimaryKeyConstraint("agent", "id", name=op.f("pk_agent_findings")),
    )
    op.create_index("ix_agent_findings_received_at", "agent_findings", ["received_at"], unique=False)
