"""The form by which a reviewer says what a case's document is."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from policies.opinion import FIELDS
from server.asking import InHouse, Now
from server.console.forms import Form, SessionForm
from server.errors import Refused
from server.feedback.api import OpinionForm

FIELD_PREFIX = "field."


def label_form(house: InHouse, now: Now, number: str, form: SessionForm) -> Response:
    """Take a label."""
    house.feedback.label(number, _opinion_form(form).opinion(), form.asker, now)
    return RedirectResponse(f"/cases/{number}#feedback", status_code=303)


def feedback_pages() -> APIRouter:
    """Pages of labels."""
    router = APIRouter()
    router.add_api_route("/cases/{number}/labels", label_form, methods=["POST"])
    return router


def _opinion_form(form: Form) -> OpinionForm:
    """Boxes of fields come as fields of their own, since a form's field has one value."""
    stand = {"yes": True, "no": False}.get(form.text("sensitive"))
    named = [name for name in FIELDS if form.text(f"{FIELD_PREFIX}{name}") == "on"]
    try:
        return OpinionForm.model_validate(
            {"sensitive": stand, "kind": form.text("kind"), "fields": named, "project": form.text("project", most=64)}
        )
    except ValidationError as error:
        raise Refused("invalid", "say whether it is sensitive and what kind it is") from error
