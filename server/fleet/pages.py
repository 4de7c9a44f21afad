"""Agents as a page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from classifiers.version import READER_VERSION
from server.asking import InHouse, LoggedIn, Now
from server.console.forms import SessionForm
from server.console.render import renderer_of, when
from server.emergencies.api import list_stops
from server.fleet.api import list_agents
from server.fleet.service import Token
from server.house import House
from server.people.service import Asker, Role


def agents_page(request: Request, house: InHouse, asker: LoggedIn, now: Now) -> Response:
    """Health, policy version and coverage of every agent."""
    return _page(request, house, asker, now, None)


def token_form(request: Request, house: InHouse, now: Now, form: SessionForm) -> Response:
    """Make a token and show it once."""
    form.asker.require(Role.ADMIN)
    hours, actor = house.settings.token_hours, f"user:{form.asker.name}"
    token = house.fleet.new_token(form.text("name", most=100), hours, actor, now)
    return _page(request, house, form.asker, now, token)


def revoke_form(house: InHouse, now: Now, agent: str, form: SessionForm) -> Response:
    """Refuse an agent's certificate from now on."""
    form.asker.require(Role.ADMIN)
    house.fleet.revoke(agent, f"user:{form.asker.name}", now)
    return RedirectResponse("/agents", status_code=303)


def end_stop_form(house: InHouse, now: Now, stop: str, form: SessionForm) -> Response:
    """End an emergency stop at once."""
    house.emergencies.end(stop, form.asker, now)
    return RedirectResponse("/agents", status_code=303)


def agent_pages() -> APIRouter:
    """Pages of agents."""
    router = APIRouter()
    router.add_api_route("/agents", agents_page, methods=["GET"])
    router.add_api_route("/agents/tokens", token_form, methods=["POST"])
    router.add_api_route("/agents/{agent}/revoke", revoke_form, methods=["POST"])
    router.add_api_route("/emergency-stops/{stop}/end", end_stop_form, methods=["POST"])
    return router


def _page(request: Request, house: House, asker: Asker, now: Now, token: Token | None) -> Response:
    agents = list_agents(house, asker, now)
    state = house.bundles.state()
    return renderer_of(request).page(
        request,
        "agents.html",
        asker,
        agents=agents,
        own_reader=READER_VERSION,
        published=state.version if state else None,
        rings=state.tables.rings if state else None,
        stops=[each for each in list_stops(house, asker, now) if each.is_running],
        may_end=asker.has(Role.ADMIN) or asker.has(Role.OFFICER),
        may_manage=asker.has(Role.ADMIN),
        token=token.text if token else "",
        token_expires=when(token.expires) if token else "",
    )
