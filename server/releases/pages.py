"""Releases as pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from server.asking import InHouse, LoggedIn, Now
from server.cases.pages import show_case_page
from server.console.forms import Form, SessionForm
from server.console.render import renderer_of
from server.errors import Refused
from server.people.service import Role
from server.releases.api import ReleaseRequestForm, release_out
from server.releases.service import ReleaseRequest
from server.releases.state import ReleaseState

FIELDS = ("purpose", "recipient", "end_use", "item", "basis", "basis_number", "basis_date", "conditions")


def releases_page(request: Request, house: InHouse, asker: LoggedIn, now: Now) -> Response:
    """All releases that the asker may read."""
    return renderer_of(request).page(request, "releases.html", asker, releases=house.releases.visible(asker, now))


def release_page(request: Request, house: InHouse, asker: LoggedIn, now: Now, release: str) -> Response:
    """One release: exactly what approvers sign, and how."""
    view = house.releases.get(release, asker, now)
    is_officer = asker.has(Role.OFFICER)
    return renderer_of(request).page(
        request,
        "release.html",
        asker,
        view=view,
        shown=release_out(view),
        may_deny=is_officer and view.state is ReleaseState.PENDING,
        may_revoke=is_officer and view.state in (ReleaseState.APPROVED, ReleaseState.REFUSED),
    )


def request_form(request: Request, house: InHouse, now: Now, number: str, form: SessionForm) -> Response:
    """Ask for a release; what is wrong is said above the form, which keeps what was written."""
    try:
        wanted = ReleaseRequest(**_checked(form, now, house.settings.release_days).model_dump())
        view = house.releases.request(number, wanted, form.asker, now)
    except Refused as refused:
        if refused.code not in ("release-terms", "invalid"):
            raise
        case, given = house.cases.get(number, form.asker, now), dict(form.fields())
        return show_case_page(request, house, form.asker, now, case, problem=refused.message, given=given)
    return RedirectResponse(f"/releases/{view.terms.id}", status_code=303)


def deny_form(house: InHouse, now: Now, release: str, form: SessionForm) -> Response:
    """Refuse a pending request."""
    house.releases.deny(release, form.text("comment"), form.asker, now)
    return RedirectResponse(f"/releases/{release}", status_code=303)


def revoke_form(house: InHouse, now: Now, release: str, form: SessionForm) -> Response:
    """Take an approved release back."""
    house.releases.revoke(release, form.text("comment"), form.asker, now)
    return RedirectResponse(f"/releases/{release}", status_code=303)


def release_pages() -> APIRouter:
    """Pages of releases."""
    router = APIRouter()
    router.add_api_route("/releases", releases_page, methods=["GET"])
    router.add_api_route("/releases/{release}", release_page, methods=["GET"])
    router.add_api_route("/cases/{number}/release-requests", request_form, methods=["POST"])
    router.add_api_route("/releases/{release}/deny", deny_form, methods=["POST"])
    router.add_api_route("/releases/{release}/revoke", revoke_form, methods=["POST"])
    return router


def _checked(form: Form, now: datetime, days: int) -> ReleaseRequestForm:
    fields: dict[str, object] = {name: form.text(name, most=4000) for name in FIELDS}
    try:
        day = datetime.fromisoformat(form.text("until", most=10)).replace(tzinfo=UTC)
        uses = int(form.text("uses", most=4) or "1")
        changed = int(form.text("changed_percent", most=4) or "0")
    except ValueError as error:
        raise Refused("invalid", "`until`, `uses` or `changed_percent` is malformed") from error
    until = min(day + timedelta(days=1, seconds=-1), now + timedelta(days=days))
    try:
        return ReleaseRequestForm.model_validate({**fields, "until": until, "uses": uses, "changed_percent": changed})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refused("invalid", f"`{'.'.join(map(str, first['loc']))}`: {first['msg'].lower()}") from error
