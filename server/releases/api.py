"""Releases over HTTP."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from policies.release import MOST_CHANGED_PERCENT, LegalBasis, ReleaseTerms, Risk, terms_bytes
from server.asking import InHouse, LoggedIn, Now
from server.cases.api import CommentForm
from server.problems import problem_responses
from server.releases.service import ReleaseRequest, ReleaseView
from server.releases.state import ReleaseState

LINE = 300
TEXT = 2000


class ReleaseRequestForm(BaseModel):
    """What an export-control office needs to know. Content, person and destination come from the case."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    purpose: str = Field(min_length=1, max_length=TEXT, description="Why it must pass.")
    recipient: str = Field(min_length=1, max_length=LINE, description="Organisation, person and country.")
    end_use: str = Field(min_length=1, max_length=TEXT, description="What the recipient will do with it.")
    item: str = Field(min_length=1, max_length=LINE, description="Classification: ECCN, EAR99, FEFA item, 非該当.")
    basis: LegalBasis
    basis_number: str = Field(max_length=LINE, description="Number of the licence, judgement or contract.")
    basis_date: str = Field(max_length=10, description="Its date, such as 2026-11-22.")
    until: datetime = Field(description="Until when it may be used, with time zone.")
    uses: int = Field(1, ge=1, description="How many times.")
    conditions: str = Field("", max_length=TEXT, description="What the recipient must keep to.")
    changed_percent: int = Field(
        0, ge=0, le=MOST_CHANGED_PERCENT, description="How much of the content may differ from the case's, in percent."
    )


class ApprovalForm(BaseModel):
    """An officer's signature over the canonical terms, the officer and the way of approving."""

    model_config = ConfigDict(extra="forbid")

    signature: str = Field(min_length=1, max_length=200, description="Ed25519, standard base64.")
    by: Literal["cli"] = Field("cli", description="How it was made; `cli` shows what is signed. It is signed too.")


class ApprovalOut(BaseModel):
    """An officer's approval."""

    officer: str
    signature: str
    by: str


class RefusalOut(BaseModel):
    """An agent's refusal of the release."""

    agent: str
    reasons: list[str]
    at: datetime


class ReleaseOut(BaseModel):
    """A release request and what became of it."""

    terms: ReleaseTerms
    signed: str = Field(description="The canonical JSON of the terms; approvers sign it with their name and the way.")
    digest: str = Field(description="SHA-256 of `signed`, hexadecimal.")
    approvals: list[ApprovalOut]
    state: ReleaseState
    needed: int = Field(description="How many officers must approve in all.")
    risk: Risk = Field(description="Which risk asks for that many.")
    refusals: list[RefusalOut]
    requested: datetime
    uses: int = Field(description="How often it was used.")
    comment: str


def list_releases(house: InHouse, asker: LoggedIn, now: Now) -> list[ReleaseOut]:
    """Releases of the cases that you may read, newest first."""
    return [release_out(view) for view in house.releases.visible(asker, now)]


def show_release(house: InHouse, asker: LoggedIn, now: Now, release: str) -> ReleaseOut:
    """One release."""
    return release_out(house.releases.get(release, asker, now))


def request_release(house: InHouse, asker: LoggedIn, now: Now, number: str, form: ReleaseRequestForm) -> ReleaseOut:
    """Ask for a release of a case's content. You are the requester."""
    return release_out(house.releases.request(number, ReleaseRequest(**form.model_dump()), asker, now))


def approve_release(house: InHouse, asker: LoggedIn, now: Now, release: str, form: ApprovalForm) -> ReleaseOut:
    """Hand in your signature as an officer; it is verified against the published policy's key."""
    return release_out(house.releases.approve(release, form.signature, form.by, asker, now))


def deny_release(house: InHouse, asker: LoggedIn, now: Now, release: str, form: CommentForm) -> ReleaseOut:
    """Refuse a pending request."""
    return release_out(house.releases.deny(release, form.comment, asker, now))


def revoke_release(house: InHouse, asker: LoggedIn, now: Now, release: str, form: CommentForm) -> ReleaseOut:
    """Take an approved release back."""
    return release_out(house.releases.revoke(release, form.comment, asker, now))


def releases_router() -> APIRouter:
    """Routes of releases."""
    router = APIRouter(tags=["releases"])
    asked = problem_responses("log-in-needed", "not-permitted", "not-found", "case-state", "release-terms", "no-policy")
    path = "/cases/{number}/release-requests"
    router.add_api_route(path, request_release, methods=["POST"], status_code=201, responses=asked)
    router.add_api_route("/releases", list_releases, methods=["GET"], responses=problem_responses("log-in-needed"))
    found = problem_responses("log-in-needed", "not-found", "no-policy")
    router.add_api_route("/releases/{release}", show_release, methods=["GET"], responses=found)
    codes = ("requester-approves", "receiving-side", "not-an-approver", "not-permitted", "release-state", "signature")
    signed = problem_responses("log-in-needed", "not-found", *codes)
    router.add_api_route("/releases/{release}/approvals", approve_release, methods=["POST"], responses=signed)
    ended = problem_responses("log-in-needed", "not-found", "not-permitted", "release-state")
    router.add_api_route("/releases/{release}/deny", deny_release, methods=["POST"], responses=ended)
    router.add_api_route("/releases/{release}/revoke", revoke_release, methods=["POST"], responses=ended)
    return router


def release_out(view: ReleaseView) -> ReleaseOut:
    """A release, as the API says it."""
    signed = terms_bytes(view.terms)
    return ReleaseOut(
        terms=view.terms,
        signed=signed.decode(),
        digest=hashlib.sha256(signed).hexdigest(),
        approvals=[ApprovalOut(officer=a.officer, signature=a.signature, by=a.by) for a in view.approvals],
        state=view.state,
        needed=view.needed,
        risk=view.risk,
        refusals=[RefusalOut(agent=no.agent, reasons=list(no.reasons), at=no.at) for no in view.refusals],
        requested=view.requested,
        uses=view.uses,
        comment=view.comment,
    )
