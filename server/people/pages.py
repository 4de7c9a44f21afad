"""Log-in, log-out and the language switch, as pages."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from server.asking import COOKIE, Address, InHouse, Now, SessionToken, asker_of
from server.console.forms import PlainForm, SessionForm
from server.console.render import LANGUAGE_COOKIE, renderer_of
from server.console.words import LANGUAGES
from server.errors import Refused

YEAR_S = 365 * 24 * 3600


def start_page(request: Request) -> Response:
    """To the cases, or to the log-in."""
    try:
        asker_of(request)
    except Refused:
        return RedirectResponse("/login", status_code=303)
    return RedirectResponse("/cases", status_code=303)


def log_in_page(request: Request) -> Response:
    """The log-in form."""
    return renderer_of(request).page(request, "login.html", None, name="", problem="")


def log_in_form(request: Request, house: InHouse, now: Now, address: Address, form: PlainForm) -> Response:
    """Open a session and remember it in a cookie that scripts and other sites never see."""
    name = form.get("username", "")[:64]
    try:
        session = house.people.log_in(name, form.get("password", "")[:1024], address, now)
    except Refused as refused:
        problem = "login.wait" if refused.code == "too-many-attempts" else "login.failed"
        status = 429 if refused.code == "too-many-attempts" else 401
        return renderer_of(request).page(request, "login.html", None, status=status, name=name, problem=problem)
    answer = RedirectResponse("/cases", status_code=303)
    life_s = int((session.asker.expires - now).total_seconds())
    answer.set_cookie(COOKIE, session.token, max_age=life_s, secure=True, httponly=True, samesite="strict")
    return answer


def log_out_form(house: InHouse, token: SessionToken, form: SessionForm) -> Response:  # noqa: ARG001
    """End the session."""
    house.people.log_out(token)
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")
    return answer


def switch_language(to: str = "en", back: str = "/") -> Response:
    """Remember a language and go back to the page."""
    # Only a path of this server: anything else would make it a door to other sites.
    is_local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    answer = RedirectResponse(back if is_local else "/", status_code=303)
    if to in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, to, max_age=YEAR_S, secure=True, httponly=True, samesite="lax")
    return answer


def people_pages() -> APIRouter:
    """Pages of people."""
    router = APIRouter()
    router.add_api_route("/", start_page, methods=["GET"])
    router.add_api_route("/login", log_in_page, methods=["GET"])
    router.add_api_route("/login", log_in_form, methods=["POST"])
    router.add_api_route("/logout", log_out_form, methods=["POST"])
    router.add_api_route("/language", switch_language, methods=["GET"])
    return router
