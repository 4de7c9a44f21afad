"""Recorded transfers for `sekimori policy replay`: what was moved and decided, without names, findings or evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from server.fleet.tables import events

KEPT = ("type", "id", "at", "transfer", "label", "decision")
ROWS_AT_ONCE = 500


def recorded_transfers(connection: Connection, since: datetime | None = None) -> Iterator[str]:
    """Each recorded transfer as one line of JSON, oldest first.

    Args:
        since: Aware time; earlier transfers are left out.
    """
    wanted = select(events.c.body).where(events.c.kind == "transfer").order_by(events.c.at, events.c.id)
    if since is not None:
        wanted = wanted.where(events.c.at >= since)
    for body in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(wanted).scalars():
        event = json.loads(body)
        kept = {key: event[key] for key in KEPT if key in event}
        kept["transfer"]["object"]["name"] = ""
        # The path ends with the document's name.
        kept["transfer"].get("destination", {}).pop("path", None)
        yield json.dumps(kept, ensure_ascii=False)
