"""Emergency stops over HTTP."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from policies.emergency import MOST_REASON_CHARS, EmergencyStop, StopId, StopSignature, StopTerms
from policies.model import PersonId, ZoneId
from server.asking import InHouse, LoggedIn, Now
from server.emergencies.service import StopView
from server.problems import problem_responses

MOST_NAMED = 1000


class SignatureForm(BaseModel):
    """An officer's signature over the terms, the officer's name and the way of signing."""

    model_config = ConfigDict(extra="forbid")

    officer: str = Field(min_length=1, max_length=64)
    signature: str = Field(min_length=1, max_length=200, description="Ed25519, standard base64.")
    by: str = Field("cli", max_length=16)


class TermsForm(BaseModel):
    """What the officers signed, in every word."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=16)
    reason: str = Field(max_length=MOST_REASON_CHARS)
    since: datetime
    until: datetime
    agents: list[str] = Field(default_factory=list, max_length=MOST_NAMED)
    zones: list[str] = Field(default_factory=list, max_length=MOST_NAMED)
    is_everywhere: bool = False


class StopForm(BaseModel):
    """A signed emergency stop, as `sekimori emergency-stop sign` writes it."""

    model_config = ConfigDict(extra="forbid")

    terms: TermsForm
    signatures: list[SignatureForm] = Field(max_length=100)
    is_ended: bool = False


class StopOut(BaseModel):
    """An emergency stop and where it stands."""

    id: str
    reason: str
    agents: list[str]
    zones: list[str]
    is_everywhere: bool
    since: datetime
    until: datetime
    officers: list[str]
    sent_by: str
    sent: datetime
    ended: datetime | None
    ended_by: str
    is_running: bool


def send_stop(house: InHouse, asker: LoggedIn, now: Now, form: StopForm) -> StopOut:
    """Hand in a stop that enough officers signed; it is verified against the published policy's keys."""
    return stop_out(house.emergencies.send(_stop_of(form), asker, now))


def list_stops(house: InHouse, asker: LoggedIn, now: Now) -> list[StopOut]:
    """All emergency stops, newest first."""
    return [stop_out(view) for view in house.emergencies.every(asker, now)]


def end_stop(house: InHouse, asker: LoggedIn, now: Now, stop: str) -> StopOut:
    """End a stop at once. It cannot be begun again."""
    return stop_out(house.emergencies.end(stop, asker, now))


def emergencies_router() -> APIRouter:
    """Routes of emergency stops."""
    router = APIRouter(prefix="/emergency-stops", tags=["emergency stops"])
    sent = problem_responses("log-in-needed", "not-permitted", "emergency", "emergency-state", "no-policy")
    router.add_api_route("", send_stop, methods=["POST"], status_code=201, responses=sent)
    router.add_api_route("", list_stops, methods=["GET"], responses=problem_responses("log-in-needed", "not-permitted"))
    ended = problem_responses("log-in-needed", "not-permitted", "not-found", "emergency-state")
    router.add_api_route("/{stop}/end", end_stop, methods=["POST"], responses=ended)
    return router


def stop_out(view: StopView) -> StopOut:
    """A stop, as the API says it."""
    terms = view.stop.terms
    return StopOut(
        id=terms.id,
        reason=terms.reason,
        agents=list(terms.agents),
        zones=list(terms.zones),
        is_everywhere=terms.is_everywhere,
        since=terms.since,
        until=terms.until,
        officers=[signature.officer for signature in view.stop.signatures],
        sent_by=view.sent_by,
        sent=view.sent,
        ended=view.ended,
        ended_by=view.ended_by,
        is_running=view.is_running,
    )


def _stop_of(form: StopForm) -> EmergencyStop:
    terms = form.terms
    return EmergencyStop(
        terms=StopTerms(
            id=StopId(terms.id),
            reason=terms.reason,
            since=terms.since,
            until=terms.until,
            agents=tuple(terms.agents),
            zones=tuple(map(ZoneId, terms.zones)),
            is_everywhere=terms.is_everywhere,
        ),
        signatures=tuple(
            StopSignature(officer=PersonId(each.officer), signature=each.signature, by=each.by)
            for each in form.signatures
        ),
    )
