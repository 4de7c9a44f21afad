"""Events a second of the agents' route, beside the bare database in the same run.

    bench/ingest.py [--events 4000] [--batch 100] [--json]

`bare` inserts rows of the same size by sqlite3 alone, in the same batches, with the same durability: the limit that the
route can approach. `route` is what an agent meets: HTTP parsing by ASGI, msgspec, checks, ledger records, checkpoint.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))

from server.app import create_agents_app
from server.house import House, build_house
from server.settings import Settings
from server.setup import initialise
from tests.unit.server.staging import Agent, MovingClock, Office, Site, stopped

NOW = datetime.now(UTC)


def batches(agent: str, events: int, size: int) -> list[bytes]:
    """Batches of transfers that were allowed, as agents report them, as JSON."""
    event = stopped(agent, case="", evidence=None, held=False)
    plain = msgspec.to_builtins(event)
    plain["decision"] |= {"verdict": "allow"}
    made = [{**plain, "id": f"E-{n}"} for n in range(events)]
    return [msgspec.json.encode({"events": made[at : at + size]}) for at in range(0, events, size)]


async def send(app: Any, bodies: list[bytes]) -> float:
    """Seconds to deliver all batches, one after the other."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://agents.test") as client:
        started = time.perf_counter()
        for body in bodies:
            answer = await client.post("/agent/v1/events", content=body)
            assert answer.status_code == 200, answer.text
        return time.perf_counter() - started


def bare(folder: Path, bodies: list[bytes]) -> float:
    """Seconds to insert the same events by sqlite3 alone, a transaction a batch."""
    with sqlite3.connect(folder / "bare.db", isolation_level=None) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE events (id TEXT PRIMARY KEY, body TEXT)")
        rows = [[(event["id"], json.dumps(event)) for event in json.loads(body)["events"]] for body in bodies]
        started = time.perf_counter()
        for batch in rows:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO events VALUES (?, ?)", batch)
            database.execute("COMMIT")
        return time.perf_counter() - started


def enrolled(folder: Path) -> tuple[House, Agent]:
    """A server with one agent."""
    settings = Settings(data=folder / "server")
    initialise(settings, ["localhost"], None, NOW).database.close()
    house = build_house(settings)
    app = create_agents_app(house)
    site = Site(house, MovingClock(NOW), Office(), app, app)
    site.publish()
    return house, site.enrol()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        house, agent = enrolled(Path(name))
        bodies = batches(agent.id, options.events, options.batch)
        certified = agent.client()._app
        route_s = asyncio.run(send(certified, bodies))
        again_s = asyncio.run(send(certified, bodies))
        bare_s = bare(Path(name), bodies)
        house.database.close()
    figures = {
        "events": options.events,
        "batch": options.batch,
        "event_bytes": len(bodies[0]) // options.batch,
        "route_per_s": round(options.events / route_s),
        "route_known_already_per_s": round(options.events / again_s),
        "bare_sqlite_per_s": round(options.events / bare_s),
        "share_of_bare": round(bare_s / route_s, 3),
    }
    if options.json:
        print(json.dumps({"bench": "ingest", "figures": figures}))
        return
    for key, value in figures.items():
        print(f"{key:28} {value}")


if __name__ == "__main__":
    main()
