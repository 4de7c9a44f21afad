"""Forms of the console: who sends them, and that no other site did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from server.asking import LoggedIn, token_of
from server.errors import Refused
from server.people.service import Asker
from server.security import is_form_token

FIELDS_MOST = 40


def check_origin(request: Request) -> None:
    """Refuse a form that another site made the browser send.

    Raises:
        Refused: `form-expired`.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    is_foreign = origin not in ("", "null") and _host_of(origin) != request.headers.get("host", "")
    if site not in ("same-origin", "none") or is_foreign or origin == "null":
        raise Refused("form-expired", "the form came from elsewhere")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # such as brackets that hold no address
        return None


async def plain_form(request: Request) -> Mapping[str, str]:
    """The form's fields; no file is taken."""
    check_origin(request)
    async with request.form(max_files=0, max_fields=FIELDS_MOST) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


class Form:
    """A checked form: who sent it, and its fields."""

    def __init__(self, asker: Asker, fields: Mapping[str, str]) -> None:
        self.asker = asker
        self._fields = fields

    def text(self, name: str, *, most: int = 2000) -> str:
        """A field without white space around it, cut at `most` characters; empty where missing."""
        return self._fields.get(name, "").strip()[:most]

    def fields(self) -> Mapping[str, str]:
        """All fields."""
        return self._fields


async def session_form(request: Request, asker: LoggedIn) -> Form:
    """A logged-in person's form, its token checked.

    Raises:
        Refused: `form-expired`.
    """
    fields = await plain_form(request)
    if not is_form_token(token_of(request), fields.get("form_token", "")):
        raise Refused("form-expired", "the form has expired")
    return Form(asker, fields)


PlainForm = Annotated[Mapping[str, str], Depends(plain_form)]
SessionForm = Annotated[Form, Depends(session_form)]
