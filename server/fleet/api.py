"""Agents over HTTP: what agents say, and what people see of them."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from agent.wire import EnrolReply, EnrolRequest, EventBatch, EventReceipt, Heartbeat, HeartbeatReply, ReleaseList
from classifiers.version import READER_VERSION
from server.asking import Address, CallingAgent, InHouse, LoggedIn, Now
from server.errors import Refused
from server.fleet.service import VERSION_CHARS, Agent
from server.people.service import Role
from server.problems import problem_responses
from server.releases.delivery import releases_for

REF = "#/components/schemas/{name}"
WIRE_TYPES: tuple[Any, ...] = (
    EnrolRequest, EnrolReply, EventBatch, EventReceipt, Heartbeat, HeartbeatReply, ReleaseList,
)  # fmt: skip

Wire = TypeVar("Wire")


class WatchOut(BaseModel):
    """Coverage of one watched folder."""

    zone: str
    path: str
    state: str
    files: int
    backend: str


class FindingOut(BaseModel):
    """Something that an agent told of itself, or the server found of it."""

    kind: str = Field(description="`gap`: nothing watched a folder for a while; `tamper`: a sign of tampering.")
    what: str
    detail: str
    at: datetime
    since: datetime | None
    until: datetime | None
    closed: bool = Field(description="Whether everything in the gap was looked at afterwards.")


class AgentOut(BaseModel):
    """An agent and its health."""

    id: str
    name: str
    agent_version: str
    enrolled: datetime
    expires: datetime = Field(description="When its certificate expires.")
    revoked: datetime | None
    heard: datetime | None = Field(description="When its last heartbeat came.")
    is_late: bool = Field(description="Whether it has been silent for too long.")
    policy_version: int | None
    state: str
    outbox: int | None
    holds: int | None
    watches: list[WatchOut]
    problems: list[str]
    reader_version: str = Field(description="Of what reads files there; empty where it does not say.")
    reads_otherwise: bool = Field(description="Whether that is another than this server's, so that labels may differ.")
    supplies: dict[str, int] = Field(description="Version in use there of each of the supplies.")
    findings: list[FindingOut] = Field(description="The last ones within 30 days, newest first.")


class TokenForm(BaseModel):
    """A request for an enrolment token."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=100, description="What the token is for.")
    valid_hours: float | None = Field(None, gt=0, le=24 * 30)


class TokenOut(BaseModel):
    """A one-time token; shown here and never again."""

    token: str
    expires: datetime


async def raw_body(request: Request) -> bytes:
    """The request's bytes."""
    return await request.body()


Body = Annotated[bytes, Depends(raw_body)]


async def take_events(house: InHouse, agent: CallingAgent, now: Now, body: Body) -> Response:
    """Store a batch: every event once, or nothing of it."""

    def store() -> EventReceipt:
        return house.ingest.store(house.ingest.decode(body), agent, now)

    return _json(await run_in_threadpool(store))


def take_heartbeat(house: InHouse, agent: CallingAgent, now: Now, body: Body) -> Response:
    """Keep an agent's health and say what it should fetch."""
    heartbeat = _decode(body, Heartbeat)
    followed = house.fleet.heard(agent, heartbeat, now)
    with house.database.read() as connection:
        tables = house.bundles.tables(connection)
    version = releases_for(house.database, agent, now).version
    reply = HeartbeatReply(
        at=now, policy_version=tables.version if tables else 0, releases_version=version, journal_seq=followed
    )
    return _json(reply)


def give_releases(house: InHouse, agent: CallingAgent, now: Now) -> Response:
    """Releases, emergency stops and supplies for the asking agent, which verifies each by itself."""
    stops = house.emergencies.for_agent(agent, now)
    listed = releases_for(house.database, agent, now)
    return _json(msgspec.structs.replace(listed, stops=stops, supplies=house.supplies.for_agents()))


def authority_certificate(house: InHouse) -> Response:
    """The server's authority, PEM. Compare it with the pin in the token before trusting it."""
    return Response(house.fleet.ca_pem, media_type="application/x-pem-file")


def enrol(house: InHouse, now: Now, address: Address, body: Body) -> Response:
    """Certify a new agent that shows a one-time token."""
    request = _decode(body, EnrolRequest)
    return _json(house.fleet.enrol(request, address, house.agent_url, now))


def list_agents(house: InHouse, asker: LoggedIn, now: Now) -> list[AgentOut]:
    """All agents and their health."""
    asker.require(Role.ADMIN, Role.AUDITOR, Role.OFFICER, Role.REVIEWER)
    return [agent_out(agent, now, house.settings.heartbeat_late_s) for agent in house.fleet.everybody(now)]


def make_token(house: InHouse, asker: LoggedIn, now: Now, form: TokenForm) -> TokenOut:
    """Make a one-time enrolment token."""
    asker.require(Role.ADMIN)
    hours = form.valid_hours or house.settings.token_hours
    token = house.fleet.new_token(form.name, hours, f"user:{asker.name}", now)
    return TokenOut(token=token.text, expires=token.expires)


def revoke_agent(house: InHouse, asker: LoggedIn, now: Now, agent: str) -> Response:
    """Refuse an agent's certificate from now on."""
    asker.require(Role.ADMIN)
    house.fleet.revoke(agent, f"user:{asker.name}", now)
    return Response(status_code=204)


def reporting_router() -> APIRouter:
    """Routes of the agents' port."""
    router = APIRouter(tags=["agent"])
    known = ("certificate-missing", "certificate-unknown", "certificate-revoked", "certificate-expired")
    codes = ("malformed-event", "agent-mismatch", "case-of-another-agent", "too-large", "unavailable")
    taken = problem_responses(*known, *codes, "invalid")
    _wire_route(router, "/events", take_events, "POST", EventBatch, EventReceipt, taken)
    heard = problem_responses(*known, "invalid")
    _wire_route(router, "/heartbeat", take_heartbeat, "POST", Heartbeat, HeartbeatReply, heard)
    _wire_route(router, "/releases", give_releases, "GET", None, ReleaseList, problem_responses(*known))
    return router


def enrolment_router() -> APIRouter:
    """Routes for agents that have no certificate yet."""
    router = APIRouter(tags=["enrolment"])
    pem: dict[int | str, Any] = {
        200: {"content": {"application/x-pem-file": {"schema": {"type": "string"}}}, "description": "The authority."}
    }
    router.add_api_route("/ca", authority_certificate, methods=["GET"], response_class=Response, responses=pem)
    codes = ("token-wrong", "token-used", "token-expired", "csr", "protocol", "no-policy", "too-many-attempts")
    refused = problem_responses(*codes, "invalid")
    _wire_route(router, "/enrol", enrol, "POST", EnrolRequest, EnrolReply, refused)
    return router


def agents_router() -> APIRouter:
    """Routes for people."""
    router = APIRouter(prefix="/agents", tags=["agents"])
    codes = problem_responses("log-in-needed", "not-permitted")
    router.add_api_route("", list_agents, methods=["GET"], responses=codes)
    router.add_api_route("/tokens", make_token, methods=["POST"], status_code=201, responses=codes)
    gone = problem_responses("log-in-needed", "not-permitted", "not-found")
    router.add_api_route("/{agent}/revoke", revoke_agent, methods=["POST"], status_code=204, responses=gone)
    return router


def wire_schemas() -> dict[str, Any]:
    """JSON Schemas of everything in `agent.wire`, for the OpenAPI description."""
    _, components = msgspec.json.schema_components(WIRE_TYPES, ref_template=REF)
    return components


def agent_out(agent: Agent, now: datetime, late_s: int) -> AgentOut:
    """An agent, as the API says it."""
    beat = agent.heartbeat
    silent_s = (now - (agent.heard or agent.enrolled)).total_seconds()
    return AgentOut(
        id=agent.id,
        name=agent.name,
        agent_version=agent.agent_version,
        enrolled=agent.enrolled,
        expires=agent.expires,
        revoked=agent.revoked,
        heard=agent.heard,
        is_late=agent.revoked is None and silent_s > late_s,
        policy_version=beat.policy_version if beat else None,
        state=beat.state if beat else "",
        outbox=beat.outbox if beat else None,
        holds=beat.holds if beat else None,
        watches=[WatchOut(**msgspec.structs.asdict(watch)) for watch in beat.watches] if beat else [],
        problems=list(beat.problems) if beat else [],
        reader_version=beat.reader_version[:VERSION_CHARS] if beat else "",
        reads_otherwise=beat is not None and beat.reader_version != READER_VERSION,
        supplies=dict(beat.supplies) if beat else {},
        findings=[FindingOut(**dataclasses.asdict(each)) for each in agent.findings],
    )


def _wire_route(
    router: APIRouter, path: str, route: Any, method: str, asked: Any, answered: Any, problems: dict[int | str, Any]
) -> None:
    """A route whose bodies are msgspec's: FastAPI does not read them, so their schemas are named here."""
    answer = {"description": "Done.", "content": _content(answered)}
    extra = {"requestBody": {"required": True, "content": _content(asked)}} if asked else {}
    router.add_api_route(
        path,
        route,
        methods=[method],
        response_class=Response,
        responses={200: answer, **problems},
        openapi_extra=extra,
    )


def _content(kind: Any) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REF.format(name=kind.__name__)}}}


def _decode(body: bytes, kind: type[Wire]) -> Wire:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("invalid", f"the request is malformed: {error}") from error


def _json(reply: object) -> Response:
    return Response(msgspec.json.encode(reply), media_type="application/json")
