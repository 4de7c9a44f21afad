"""The append-only Merkle log. Verifying needs neither the server nor its database: `verify_export` is pure."""

from __future__ import annotations

from server.ledger.proof import Checkpoint, Export, ExportedRecord, Fault, LedgerReport, verify_export

__all__ = ["Checkpoint", "Export", "ExportedRecord", "Fault", "LedgerReport", "verify_export"]
