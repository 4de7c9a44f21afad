"""Labels of reviewers over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from policies.label import Kind
from policies.opinion import FIELDS, Opinion, Standing
from server.asking import InHouse, LoggedIn, Now
from server.feedback.service import Agreed, CaseFeedback, Said
from server.problems import problem_responses


def _known(name: str) -> str:
    if name not in FIELDS:
        raise ValueError("no such field of technology")
    return name


FieldName = Annotated[str, AfterValidator(_known)]


class OpinionForm(BaseModel):
    """What you say that a case's document is."""

    model_config = ConfigDict(extra="forbid")

    sensitive: bool = Field(strict=True)
    kind: Kind
    fields: list[FieldName] = Field(default=[], max_length=len(FIELDS))
    project: str = Field("", max_length=64, description="Empty for no project's.")

    def opinion(self) -> Opinion:
        """The same as a value."""
        fields = tuple(sorted(set(self.fields)))
        return Opinion(is_sensitive=self.sensitive, kind=self.kind, fields=fields, project=self.project)


class SaidOut(BaseModel):
    """What somebody said."""

    person: str
    sensitive: bool
    kind: Kind
    fields: list[str]
    project: str | None = Field(description="Empty for none; null for one that you do not read.")
    at: datetime


class FeedbackOut(BaseModel):
    """How far the labels of a case have come. What others said is shown once you have said something."""

    standing: Standing
    mine: SaidOut | None
    others: list[SaidOut]
    projects: list[str] = Field(description="Projects that you can name.")


class AgreedOut(BaseModel):
    """A document's label on which at least two people agree."""

    digest: str = Field(description="SHA-256 of the document.")
    sensitive: bool
    kind: Kind
    fields: list[str]
    project: str
    cases: list[str]
    people: list[str]
    at: datetime


class AgreedList(BaseModel):
    """All that you may take away for training."""

    format: Literal["sekimori-feedback-1"] = "sekimori-feedback-1"
    labels: list[AgreedOut]


def label_case(house: InHouse, asker: LoggedIn, now: Now, number: str, form: OpinionForm) -> FeedbackOut:
    """Say what a case's document is; once a second person says the same, models may learn from it."""
    return feedback_out(house.feedback.label(number, form.opinion(), asker, now))


def show_labels(house: InHouse, asker: LoggedIn, now: Now, number: str) -> FeedbackOut:
    """How far the labels of a case have come."""
    return feedback_out(house.feedback.of(number, asker, now))


def export_labels(house: InHouse, asker: LoggedIn, now: Now) -> AgreedList:
    """Labels that two people agree on, of the cases that you may read. The ledger records that you took them."""
    return AgreedList(labels=[_agreed_out(label) for label in house.feedback.agreed(asker, now)])


def feedback_router() -> APIRouter:
    """Routes of labels."""
    router = APIRouter(tags=["feedback"])
    denied = problem_responses("log-in-needed", "not-permitted", "not-found", "feedback-project", "form-expired")
    router.add_api_route("/cases/{number}/labels", label_case, methods=["POST"], responses=denied)
    found = problem_responses("log-in-needed", "not-permitted", "not-found")
    router.add_api_route("/cases/{number}/labels", show_labels, methods=["GET"], responses=found)
    taken = problem_responses("log-in-needed", "not-permitted")
    router.add_api_route("/feedback", export_labels, methods=["GET"], responses=taken)
    return router


def feedback_out(feedback: CaseFeedback) -> FeedbackOut:
    """A case's labels, as the API says them."""
    return FeedbackOut(
        standing=feedback.standing,
        mine=_said_out(feedback.mine) if feedback.mine else None,
        others=[_said_out(said) for said in feedback.others],
        projects=list(feedback.projects),
    )


def _said_out(said: Said) -> SaidOut:
    opinion = said.opinion
    return SaidOut(
        person=said.person,
        sensitive=opinion.is_sensitive,
        kind=opinion.kind,
        fields=list(opinion.fields),
        project=None if said.is_foreign else opinion.project,
        at=said.at,
    )


def _agreed_out(label: Agreed) -> AgreedOut:
    opinion = label.opinion
    return AgreedOut(
        digest=label.digest,
        sensitive=opinion.is_sensitive,
        kind=opinion.kind,
        fields=list(opinion.fields),
        project=opinion.project,
        cases=list(label.cases),
        people=list(label.people),
        at=label.at,
    )
