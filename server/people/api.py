"""Log-in, log-out and who am I."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from server.asking import Address, InHouse, LoggedIn, Now, SessionToken
from server.people.service import Asker, Role
from server.problems import problem_responses


class LogInForm(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=1024)


class LogInReply(BaseModel):
    """A session. The token is shown here and never again."""

    token: str = Field(description="Send as `Authorization: Bearer …`.")
    person: str
    roles: list[Role]
    expires: datetime


class Me(BaseModel):
    """Whose session this is."""

    name: str
    person: str
    roles: list[Role]
    expires: datetime


def log_in(house: InHouse, now: Now, address: Address, form: LogInForm) -> LogInReply:
    """Open a session."""
    session = house.people.log_in(form.username, form.password, address, now)
    asker = session.asker
    return LogInReply(token=session.token, person=asker.person, roles=sorted(asker.roles), expires=asker.expires)


def log_out(house: InHouse, token: SessionToken) -> Response:
    """End the session."""
    house.people.log_out(token)
    return Response(status_code=204)


def who_am_i(asker: LoggedIn) -> Me:
    """Whose session this is."""
    return me_of(asker)


def me_of(asker: Asker) -> Me:
    """An asker, as the API says it."""
    return Me(name=asker.name, person=asker.person, roles=sorted(asker.roles), expires=asker.expires)


def people_router() -> APIRouter:
    """Routes of people."""
    router = APIRouter(tags=["people"])
    router.add_api_route(
        "/login", log_in, methods=["POST"], responses=problem_responses("log-in-failed", "too-many-attempts", "invalid")
    )
    router.add_api_route(
        "/logout", log_out, methods=["POST"], status_code=204, responses=problem_responses("log-in-needed")
    )
    router.add_api_route("/me", who_am_i, methods=["GET"], responses=problem_responses("log-in-needed"))
    return router
