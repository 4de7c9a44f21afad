"""The server's collaborators, put together once and passed in everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from server.bundles.service import Bundles
from server.cases.service import Cases
from server.database import Database
from server.emergencies.service import Emergencies
from server.evidence.service import EvidenceStore
from server.feedback.service import Feedback
from server.fleet.ingest import Ingest
from server.fleet.service import Fleet
from server.folder import DataFolder
from server.ledger.service import Ledger
from server.people.service import People
from server.releases.service import Releases
from server.security import Passwords
from server.settings import Settings
from server.supplies.service import Supplies
from server.throttle import Throttle

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that routes and commands need.

    Attributes:
        agent_url: Address of the agents' port, told to each agent when it enrols.
    """

    settings: Settings
    folder: DataFolder
    database: Database
    ledger: Ledger
    people: People
    fleet: Fleet
    ingest: Ingest
    cases: Cases
    feedback: Feedback
    releases: Releases
    emergencies: Emergencies
    evidence: EvidenceStore
    bundles: Bundles
    supplies: Supplies
    clock: Clock
    agent_url: str = ""


def build_house(
    settings: Settings, *, clock: Clock = utc_now, agent_url: str = "", passwords: Passwords | None = None
) -> House:
    """Open the database, load the keys and put the services together."""
    folder = DataFolder(path=settings.data)
    authority = folder.authority()
    database = Database(settings.effective_database_url, pool=settings.database_pool, wait_s=settings.database_wait_s)
    ledger = Ledger(folder.signing_key(folder.ledger_key), origin=ledger_origin(authority.pin))
    throttle = Throttle(database, window_s=settings.failure_window_s)
    bundles = Bundles(database, ledger, folder.signing_key(folder.online_key), settings)
    cases = Cases(database, ledger, bundles, settings)
    return House(
        settings=settings,
        folder=folder,
        database=database,
        ledger=ledger,
        people=People(database, ledger, passwords or Passwords(), throttle, settings),
        fleet=Fleet(database, ledger, authority, throttle, bundles, settings),
        ingest=Ingest(database, ledger, settings),
        cases=cases,
        feedback=Feedback(database, ledger, bundles, cases),
        releases=Releases(database, ledger, bundles, cases, settings),
        emergencies=Emergencies(database, ledger, bundles, settings),
        evidence=EvidenceStore(database, ledger),
        bundles=bundles,
        supplies=Supplies(database, ledger, bundles),
        clock=clock,
        agent_url=agent_url,
    )


def ledger_origin(pin: str) -> str:
    """Name of this server's log: it names the authority, so that logs of two servers are never mixed."""
    return f"sekimori/{pin[:16]}"
