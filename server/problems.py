"""Problem details (RFC 9457): every refusal in one form, in words that say what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from policies.errors import SekimoriError
from server.errors import Refused

MEDIA_TYPE = "application/problem+json"
URN = "urn:sekimori:problem:"

ProblemPage = Callable[[Request, Exception], Response]

logger = logging.getLogger("sekimori.server")


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """HTTP status and title of a kind of problem."""

    status: int
    title: str


KINDS: Mapping[str, ProblemKind] = {
    "agent-mismatch": ProblemKind(403, "An agent reports for itself only"),
    "bundle": ProblemKind(422, "The signed policy cannot be published"),
    "bundle-rollback": ProblemKind(409, "A newer policy is published"),
    "case-of-another-agent": ProblemKind(409, "The case number belongs to another agent"),
    "case-state": ProblemKind(409, "The case is not in a state that allows this"),
    "certificate-expired": ProblemKind(403, "The agent's certificate has expired"),
    "certificate-missing": ProblemKind(403, "A client certificate is required"),
    "certificate-revoked": ProblemKind(403, "The agent's certificate is revoked"),
    "certificate-unknown": ProblemKind(403, "The certificate is of no enrolled agent"),
    "csr": ProblemKind(422, "The certificate request cannot be used"),
    "emergency": ProblemKind(422, "The emergency stop does not hold"),
    "emergency-state": ProblemKind(409, "The emergency stop is not in a state that allows this"),
    "feedback-project": ProblemKind(422, "This project cannot be named here"),
    "form-expired": ProblemKind(403, "The form has expired or came from elsewhere"),
    "internal": ProblemKind(500, "Something failed here"),
    "invalid": ProblemKind(422, "The request is malformed"),
    "log-in-failed": ProblemKind(401, "Name or password is wrong"),
    "log-in-needed": ProblemKind(401, "Log in first"),
    "malformed-event": ProblemKind(422, "An event of the batch is malformed; nothing was stored"),
    "method-not-allowed": ProblemKind(405, "This address does not do that"),
    "no-policy": ProblemKind(503, "No policy is published yet"),
    "not-a-recipient": ProblemKind(403, "There is no evidence for you here"),
    "not-an-approver": ProblemKind(403, "You are not an approving officer"),
    "not-found": ProblemKind(404, "There is nothing here for you"),
    "not-permitted": ProblemKind(403, "Your role does not allow this"),
    "protocol": ProblemKind(422, "The agent speaks another version of the protocol"),
    "receiving-side": ProblemKind(403, "A member of the receiving side does not approve"),
    "release-state": ProblemKind(409, "The release is not in a state that allows this"),
    "release-terms": ProblemKind(422, "The release cannot be asked for in this form"),
    "requester-approves": ProblemKind(403, "The requester does not approve"),
    "signature": ProblemKind(422, "The signature is not the officer's over these terms"),
    "supply": ProblemKind(422, "The supply cannot be published"),
    "supply-rollback": ProblemKind(409, "A newer supply is published"),
    "token-expired": ProblemKind(403, "The enrolment token has expired"),
    "token-used": ProblemKind(403, "The enrolment token was used already"),
    "token-wrong": ProblemKind(403, "The enrolment token is not one of this server's"),
    "too-large": ProblemKind(413, "The request is too large"),
    "too-many-attempts": ProblemKind(429, "Too many attempts"),
    "unavailable": ProblemKind(503, "The database is busy or away"),
}

STATUS_CODES = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}


class ProblemDetails(BaseModel):
    """An RFC 9457 problem."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description=f"`{URN}` and the code.")
    title: str = Field(description="What kind of problem, the same for every occurrence.")
    status: int = Field(description="HTTP status.")
    detail: str = Field(description="What happened this time.")
    code: str = Field(description="Stable name of the kind.")
    help: str = Field("", description="What to do next.")


def problem_responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI answers for a route that can be refused with these codes."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(KINDS[code].status, []).append(code)
    return {
        status: {
            "description": "; ".join(f"`{code}`: {KINDS[code].title}" for code in names),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
        for status, names in sorted(by_status.items())
    }


def problem_response(
    code: str, detail: str, *, help: str = "", facts: Mapping[str, object] | None = None, status: int | None = None
) -> Response:
    """The answer for a problem."""
    kind, facts = KINDS[code], facts or {}
    status = status or kind.status
    body = {
        "type": URN + code,
        "title": kind.title,
        "status": status,
        "detail": detail,
        "code": code,
        "help": help,
        **facts,
    }
    headers = {"retry-after": str(facts["retry_after_s"])} if "retry_after_s" in facts else {}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of this application with a problem."""
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(SekimoriError, _on_own_error)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(OperationalError, _on_database)
    app.add_exception_handler(PoolTimeout, _on_database)
    app.add_exception_handler(DataError, _on_data)
    app.add_exception_handler(Exception, _on_anything)


def problem_of(error: Exception) -> tuple[str, str, str]:
    """Code, detail and help for an error that `add_problem_handlers` knows."""
    if isinstance(error, Refused):
        return error.code, error.message, error.help
    if isinstance(error, SekimoriError):
        return "internal", "the server met a state that it does not know how to handle", ""
    return "internal", "something failed here; the server's log says what", ""


def _page(request: Request, error: Exception) -> Response | None:
    """The console's page for an error, where the request came from the console."""
    page: ProblemPage | None = getattr(request.app.state, "problem_page", None)
    if page is None or request.url.path.startswith(("/api/", "/agent/", "/openapi")):
        return None
    return page(request, error)


async def _on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101  the handler is registered for it
    if page := _page(request, error):
        return page
    return problem_response(error.code, error.message, help=error.help, facts=error.facts)


async def _on_own_error(request: Request, error: Exception) -> Response:
    logger.error("%s %s failed: %s", request.method, request.url.path, error)
    return problem_response(*problem_of(error)[:2])


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = STATUS_CODES.get(error.status_code, "invalid")
    if page := _page(request, Refused(code, str(error.detail).lower())):
        return page
    detail = "nothing is here" if code == "not-found" else str(error.detail).lower()
    return problem_response(code, detail, status=error.status_code)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    if page := _page(request, Refused("invalid", "")):
        return page
    faults = [
        {"where": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]} for fault in error.errors()
    ]
    first = faults[0] if faults else {"where": "", "message": "malformed"}
    return problem_response("invalid", f"`{first['where']}`: {first['message']}", facts={"faults": faults})


async def _on_database(request: Request, error: Exception) -> Response:
    assert isinstance(error, OperationalError | PoolTimeout)  # noqa: S101
    reason = str(error.orig) if isinstance(error, OperationalError) else "no connection is free"
    logger.error("%s %s: database: %s", request.method, request.url.path, reason.partition("\n")[0])
    if page := _page(request, Refused("unavailable", "")):
        return page
    return problem_response("unavailable", "the database is busy or away; try again", facts={"retry_after_s": 5})


async def _on_data(request: Request, _error: Exception) -> Response:
    # PostgreSQL refuses what SQLite keeps: NUL in a text, a text longer than its column.
    if page := _page(request, Refused("invalid", "")):
        return page
    return problem_response("invalid", "a text of the request holds the character NUL or is too long")


async def _on_anything(request: Request, error: Exception) -> Response:
    # The traceback goes to the log; its message may quote the request, so it does not go to the asker.
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if page := _page(request, Refused("internal", "")):
        return page
    return problem_response(*problem_of(error)[:2])
