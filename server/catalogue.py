"""Every domain's tables, imported so that `metadata` is whole."""

from __future__ import annotations

from server.bundles import tables as bundles
from server.cases import tables as cases
from server.emergencies import tables as emergencies
from server.evidence import tables as evidence
from server.feedback import tables as feedback
from server.fleet import tables as fleet
from server.hits import tables as hits
from server.ledger import tables as ledger
from server.people import tables as people
from server.releases import tables as releases
from server.schema import metadata
from server.supplies import tables as supplies

__all__ = [
    "bundles", "cases", "emergencies", "evidence", "feedback", "fleet", "hits", "ledger", "metadata", "people",
    "releases", "supplies",
]  # fmt: skip
