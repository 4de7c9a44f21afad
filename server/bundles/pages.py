"""The published policy as a page."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request, Response

from policies.flow import day_of
from policies.model import ProjectId
from policies.tables import ProjectFacts, Tables
from server.asking import InHouse, LoggedIn, Now
from server.console.render import renderer_of
from server.hits.api import hits_of
from server.people.service import Asker, Role


def policy_page(request: Request, house: InHouse, asker: LoggedIn, now: Now) -> Response:
    """What is published, or what to do next where nothing is."""
    state = house.bundles.state()
    # The rules and projects of one side are no business of the other's: they are for those who sign and check them.
    sees_all = asker.has(Role.OFFICER, Role.AUDITOR)
    rules = state.tables.rules if state and sees_all else ()
    return renderer_of(request).page(
        request,
        "policy.html",
        asker,
        state=state,
        is_unreadable=state is None and house.bundles.is_unreadable(),
        public_key=house.bundles.public_key,
        projects=_projects(state.tables, asker, now, sees_all=sees_all) if state else {},
        permits=state.tables.permits if state and sees_all else (),
        hits=hits_of(house) if rules else None,
        verdicts={rule.name: rule.verdict for rule in rules},
    )


def _projects(tables: Tables, asker: Asker, now: datetime, *, sees_all: bool) -> dict[ProjectId, ProjectFacts]:
    person = tables.people.get(asker.person)
    reads = person.reads_on(day_of(now)) if person else {}
    return {project: facts for project, facts in tables.projects.items() if sees_all or project in reads}


def policy_pages() -> APIRouter:
    """Pages of the policy."""
    router = APIRouter()
    router.add_api_route("/policy", policy_page, methods=["GET"])
    return router
