"""The two applications: one for people, one for agents. Made by functions; nothing happens at import."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from server.bundles.api import bundle_router, delivery_router
from server.cases.api import cases_router
from server.console.app import add_console
from server.emergencies.api import emergencies_router
from server.feedback.api import feedback_router
from server.fleet.api import agents_router, enrolment_router, reporting_router, wire_schemas
from server.hits.api import hits_router
from server.house import House
from server.ledger.api import ledger_router
from server.people.api import people_router
from server.problems import ProblemDetails, add_problem_handlers
from server.releases.api import releases_router
from server.security import BodyLimit, SecurityHeaders
from server.supplies.api import supplies_router, supplying_router

API_VERSION = "1"


def create_people_app(house: House) -> FastAPI:
    """The people's port: console, people's API, and enrolment for agents that have no certificate yet."""
    app = _bare_app(house, "Sekimori", "The people's API and the enrolment of agents.")
    api = APIRouter(prefix="/api/v1")
    for router in (
        people_router(),
        cases_router(),
        feedback_router(),
        releases_router(),
        emergencies_router(),
        bundle_router(),
        supplies_router(),
        hits_router(),
        agents_router(),
        ledger_router(),
    ):
        api.include_router(router)
    app.include_router(api)
    app.include_router(enrolment_router(), prefix="/agent/v1")
    add_console(app)
    app.add_middleware(BodyLimit, most_bytes=house.settings.people_body_bytes)
    app.add_middleware(SecurityHeaders)
    return app


def create_agents_app(house: House) -> FastAPI:
    """The agents' port: every route asks for the certificate of an enrolled agent."""
    app = _bare_app(house, "Sekimori agents", "What enrolled agents say and hear, over mutual TLS.")
    app.include_router(reporting_router(), prefix="/agent/v1")
    app.include_router(delivery_router(), prefix="/agent/v1")
    app.include_router(supplying_router(), prefix="/agent/v1")
    app.add_middleware(BodyLimit, most_bytes=house.settings.agent_body_bytes)
    app.add_middleware(SecurityHeaders)
    return app


def _bare_app(house: House, title: str, description: str) -> FastAPI:
    # No Swagger page: it would load scripts from elsewhere, which the security policy forbids.
    app = FastAPI(title=title, description=description, version=API_VERSION, docs_url=None, redoc_url=None)
    app.state.house = house
    add_problem_handlers(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = schema.setdefault("components", {}).setdefault("schemas", {})
        components["ProblemDetails"] = ProblemDetails.model_json_schema()
        for name, wire in wire_schemas().items():
            components.setdefault(name, wire)
        app.openapi_schema = schema
    return app.openapi_schema
