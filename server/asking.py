"""What routes ask of a request: the house, the time, who asks, which agent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from server.errors import Refused
from server.house import House
from server.peer import PEER_CERTIFICATE
from server.people.service import Asker
from server.security import is_form_token

COOKIE = "__Host-sekimori"
FORM_HEADER = "x-form-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# For the OpenAPI description only; `token_of` reads the request itself.
BEARER = HTTPBearer(auto_error=False, description="The token that `POST /api/v1/login` gives.")
COOKIE_SCHEME = APIKeyCookie(name=COOKIE, auto_error=False, description="The console's session.")


def house_of(request: Request) -> House:
    """The server's collaborators."""
    house: House = request.app.state.house
    return house


def now_of(request: Request) -> datetime:
    """The time of this request."""
    return house_of(request).clock()


def address_of(request: Request) -> str:
    """The peer's network address."""
    return request.client.host if request.client else ""


def token_of(request: Request) -> str:
    """The session token: from the bearer header, or from the cookie.

    Raises:
        Refused: `log-in-needed`; or `form-expired`, a change that another site made the browser ask for.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise Refused("log-in-needed", "log in first")
    changes = request.url.path.startswith("/api/") and request.method not in SAFE_METHODS
    if changes and not is_form_token(token, request.headers.get(FORM_HEADER, "")):
        raise Refused("form-expired", f"a change by cookie needs the header `{FORM_HEADER}`")
    return token


def asker_of(request: Request) -> Asker:
    """Who asks."""
    return house_of(request).people.asker(token_of(request), now_of(request))


def agent_of(request: Request) -> str:
    """Id of the agent whose certificate opened the connection."""
    der = getattr(request.state, PEER_CERTIFICATE, None)
    return house_of(request).fleet.agent_of(der, now_of(request))


InHouse = Annotated[House, Depends(house_of)]
Now = Annotated[datetime, Depends(now_of)]
Address = Annotated[str, Depends(address_of)]
LoggedIn = Annotated[Asker, Depends(asker_of)]
SessionToken = Annotated[str, Depends(token_of)]
CallingAgent = Annotated[str, Depends(agent_of)]
