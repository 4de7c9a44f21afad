"""Cases as pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from policies.label import Kind
from policies.opinion import FIELDS
from policies.release import MOST_CHANGED_PERCENT, LegalBasis
from server.asking import InHouse, LoggedIn, Now
from server.cases.service import Case, CaseKind, CaseState
from server.console.forms import SessionForm
from server.console.render import renderer_of
from server.house import House
from server.people.service import Asker, Role


def cases_page(request: Request, house: InHouse, asker: LoggedIn, now: Now) -> Response:
    """All cases that the asker may read."""
    return renderer_of(request).page(request, "cases.html", asker, cases=house.cases.visible(asker, now))


def case_page(request: Request, house: InHouse, asker: LoggedIn, now: Now, number: str) -> Response:
    """One case: why it was stopped, what it is, and what can be done."""
    return show_case_page(request, house, asker, now, house.cases.get(number, asker, now))


def show_case_page(
    request: Request,
    house: House,
    asker: Asker,
    now: datetime,
    case: Case,
    *,
    problem: str = "",
    given: dict[str, str] | None = None,
) -> Response:
    """The page of a case, with what was wrong with a form that was sent, and what stood in it."""
    days = house.settings.release_days
    is_stopped = case.kind is CaseKind.STOPPED
    is_open = is_stopped and case.state in (CaseState.OPEN, CaseState.DENIED)
    decides = case.is_readable and case.state is CaseState.OPEN and asker.has(Role.REVIEWER, Role.OFFICER)
    labels = case.is_readable and asker.has(Role.REVIEWER, Role.OFFICER)
    is_own = case.event is not None and case.event.transfer.subject.person == asker.person
    return renderer_of(request).page(
        request,
        "case.html",
        asker,
        status=422 if problem else 200,
        case=case,
        releases=[view for view in house.releases.visible(asker, now) if view.terms.case == case.number],
        bases=list(LegalBasis),
        may_ask=case.is_readable and is_open and bool(asker.person),
        may_deny=decides and is_stopped,
        may_review=decides and not is_stopped and not is_own,
        feedback=house.feedback.of(case.number, asker, now) if labels else None,
        kinds=list(Kind),
        field_names=FIELDS,
        days=days,
        first_day=f"{now:%Y-%m-%d}",
        last_day=f"{now + timedelta(days=days - 1):%Y-%m-%d}",
        uses_most=house.settings.release_uses,
        changed_most=MOST_CHANGED_PERCENT,
        problem=problem,
        given=given or {},
    )


def deny_form(house: InHouse, now: Now, number: str, form: SessionForm) -> Response:
    """Let the stop stand."""
    house.cases.deny(number, form.text("comment"), form.asker, now)
    return RedirectResponse(f"/cases/{number}", status_code=303)


def review_form(house: InHouse, now: Now, number: str, form: SessionForm) -> Response:
    """Record a second look."""
    house.cases.review(number, form.text("comment"), form.asker, now)
    return RedirectResponse(f"/cases/{number}", status_code=303)


def case_pages() -> APIRouter:
    """Pages of cases."""
    router = APIRouter()
    router.add_api_route("/cases", cases_page, methods=["GET"])
    router.add_api_route("/cases/{number}", case_page, methods=["GET"])
    router.add_api_route("/cases/{number}/deny", deny_form, methods=["POST"])
    router.add_api_route("/cases/{number}/review", review_form, methods=["POST"])
    return router
