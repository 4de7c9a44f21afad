"""Hits over HTTP, for those who mind the policy."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from server.asking import InHouse, LoggedIn
from server.hits.service import RULE, HitReport, report
from server.house import House
from server.people.service import Role
from server.problems import problem_responses


class RuleHitsOut(BaseModel):
    """Hits of one rule."""

    rule: str
    hits: int
    last: datetime | None = Field(description="When last; null where never.")


class OtherHitsOut(BaseModel):
    """Hits of an invariant, a default, releases or errors."""

    source: str
    hits: int
    last: datetime | None


class HitsOut(BaseModel):
    """What had a say in decisions under the published policy."""

    version: int
    since: datetime = Field(description="From when on they were counted.")
    agents: int = Field(description="How many agents told of decisions under this version.")
    rules: list[RuleHitsOut] = Field(description="Every rule in the table's order, also those never hit.")
    others: list[OtherHitsOut]


def list_hits(house: InHouse, asker: LoggedIn) -> HitsOut:
    """How often each rule of the published policy gave a verdict, or asked for as much or more than one."""
    asker.require(Role.OFFICER, Role.AUDITOR)
    found = hits_of(house)
    return HitsOut(
        version=found.version,
        since=found.since,
        agents=found.agents,
        rules=[RuleHitsOut(rule=t.source.removeprefix(RULE), hits=t.hits, last=t.last) for t in found.rules],
        others=[OtherHitsOut(source=t.source, hits=t.hits, last=t.last) for t in found.others],
    )


def hits_of(house: House) -> HitReport:
    """The hits under the published policy. Raises Refused: `no-policy`."""
    state = house.bundles.required_state()
    with house.database.read() as connection:
        return report(connection, state.tables, state.published)


def hits_router() -> APIRouter:
    """The people's route."""
    router = APIRouter(prefix="/policy", tags=["policy"])
    codes = problem_responses("log-in-needed", "not-permitted", "no-policy")
    router.add_api_route("/hits", list_hits, methods=["GET"], responses=codes)
    return router
