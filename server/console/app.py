"""The console's pages, its style sheet, and its way of saying that something went wrong."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI, Request, Response
from starlette.responses import RedirectResponse

from server.bundles.pages import policy_pages
from server.cases.pages import case_pages
from server.console.render import Renderer, renderer_of
from server.errors import Refused
from server.feedback.pages import feedback_pages
from server.fleet.pages import agent_pages
from server.people.pages import people_pages
from server.problems import KINDS
from server.releases.pages import release_pages

STYLE = "console.css"
CACHE = "public, max-age=3600"


def add_console(app: FastAPI) -> None:
    """Add the pages to the people's application."""
    app.state.renderer = Renderer()
    app.state.style = (files("server.console") / "static" / STYLE).read_bytes()
    app.state.problem_page = problem_page
    for pages in (people_pages(), case_pages(), feedback_pages(), release_pages(), agent_pages(), policy_pages()):
        app.include_router(pages, include_in_schema=False)
    app.add_api_route("/static/console.css", style_sheet, methods=["GET"], include_in_schema=False)


def style_sheet(request: Request) -> Response:
    """The style sheet."""
    return Response(request.app.state.style, media_type="text/css", headers={"cache-control": CACHE})


def problem_page(request: Request, error: Exception) -> Response:
    """A refusal as a page; whoever must log in first is sent there."""
    code = error.code if isinstance(error, Refused) else "other"
    if code == "log-in-needed":
        return RedirectResponse("/login", status_code=303)
    status = KINDS[code].status if code in KINDS else 400
    detail = error.message if isinstance(error, Refused) else ""
    page = renderer_of(request)
    return page.page(request, "problem.html", None, status=status, code=code, detail=detail)
