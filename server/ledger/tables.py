"""Tables of the ledger. Rows are added, never changed."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from server.schema import metadata

# `salt` and `record` become NULL when a record is deleted in law; the commitment stays and the log still verifies.
ledger_records = Table(
    "ledger_records",
    metadata,
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("salt", String(64)),
    Column("record", Text),
    Column("commitment", String(64), nullable=False),
)

ledger_checkpoints = Table(
    "ledger_checkpoints",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("at", String(40), nullable=False),
    Column("signature", String(128), nullable=False),
    # Hashes of the whole subtrees at the right edge, so that appending does not read the log again. Only a shortcut:
    # a wrong one yields a wrong root, which verifying finds.
    Column("frontier", LargeBinary, nullable=False),
)
