"""Cases over HTTP."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.wire import TransferEvent
from policies.label import Label, Level
from policies.model import Channel, Verdict
from server.asking import InHouse, LoggedIn, Now
from server.cases.service import Case, CaseKind, CaseState
from server.problems import problem_responses

NUMBER_CHARS = 32


class NeutralCase(BaseModel):
    """What everybody may know of a case whose number they hold."""

    number: str
    state: CaseState
    opened: datetime
    contact: str = Field(description="Whom to ask.")


class ReasonOut(BaseModel):
    """One step that led to the verdict; the wording is the reader's."""

    key: str
    facts: dict[str, str]
    verdict: Verdict
    source: str


class LabelOut(BaseModel):
    """What the content is."""

    projects: list[str]
    level: Level
    fields: list[str]
    kinds: list[str]
    markings: list[str]
    reading: str


class DestinationOut(BaseModel):
    """Where it was going."""

    zone: str | None
    party: str | None
    path: str


class MatchOut(BaseModel):
    """A registered document that was recognised: its name, never its text."""

    digest: str
    name: str
    projects: list[str]
    containment: float
    exact: bool


class SuggestionOut(BaseModel):
    """Whose content it looks to be: suggested by likeness, no part of the label."""

    project: str
    p: float = Field(description="How usual such a document is among the project's own, 0 to 1.")


class AssessmentOut(BaseModel):
    """What the classifiers said."""

    type: str
    read: str
    chars: int
    kind: str
    kind_p: float
    sensitive_p: float
    fields: dict[str, float]
    drawing_p: float
    drawing_kind: str
    markings: list[str]
    findings: list[str]
    matches: list[MatchOut]
    versions: dict[str, str]


class ReviewOut(BaseModel):
    """What somebody decided."""

    person: str
    action: str
    comment: str
    at: datetime


class FullCase(NeutralCase):
    """A case for those who may read its source."""

    kind: CaseKind
    agent: str
    agent_name: str
    verdict: Verdict
    rule: str = Field(description="What gave the verdict: `rule:…`, `invariant:…`, `default:…`.")
    reasons: list[ReasonOut]
    obligations: list[str]
    errors: list[str]
    label: LabelOut
    name: str
    digest: str
    size_bytes: int
    channel: Channel
    person: str | None
    account: str
    session: str | None
    origin: list[str]
    destination: DestinationOut
    suggestion: SuggestionOut | None = Field(description="Only for those who may read that project.")
    assessment: AssessmentOut
    ms: float = Field(description="Milliseconds from the event to the verdict.")
    held: bool
    hold_state: str
    transfers: int
    has_evidence: bool
    reviews: list[ReviewOut]


class SealedOut(BaseModel):
    """Evidence, encrypted with age to its recipients. The server cannot open it."""

    recipients: list[str]
    age: str


class CommentForm(BaseModel):
    """A comment on a decision."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field("", max_length=2000)


def list_cases(house: InHouse, asker: LoggedIn, now: Now) -> list[FullCase | NeutralCase]:
    """Cases that you may read, and neutrally those of your own transfers; newest first."""
    return [case_out(case) for case in house.cases.visible(asker, now)]


def show_case(house: InHouse, asker: LoggedIn, now: Now, number: str) -> FullCase | NeutralCase:
    """One case: in full for those who may read its source, neutrally for everybody else."""
    return case_out(house.cases.get(number, asker, now))


def deny_case(house: InHouse, asker: LoggedIn, now: Now, number: str, form: CommentForm) -> Response:
    """Decide that the stop stands."""
    house.cases.deny(number, form.comment, asker, now)
    return Response(status_code=204)


def review_case(house: InHouse, asker: LoggedIn, now: Now, number: str, form: CommentForm) -> Response:
    """Record that you looked at what was let pass for a second look."""
    house.cases.review(number, form.comment, asker, now)
    return Response(status_code=204)


def show_evidence(house: InHouse, asker: LoggedIn, now: Now, number: str) -> SealedOut:
    """The sealed evidence, for one of its recipients. The look is recorded in the ledger."""
    sealed = house.evidence.read(number, asker, now)
    return SealedOut(recipients=list(sealed.recipients), age=sealed.age)


def cases_router() -> APIRouter:
    """Routes of cases."""
    router = APIRouter(prefix="/cases", tags=["cases"])
    denied = problem_responses("log-in-needed", "not-permitted", "not-found", "case-state", "form-expired")
    router.add_api_route("", list_cases, methods=["GET"], responses=problem_responses("log-in-needed"))
    found = problem_responses("log-in-needed", "not-found")
    router.add_api_route("/{number}", show_case, methods=["GET"], responses=found)
    router.add_api_route("/{number}/deny", deny_case, methods=["POST"], status_code=204, responses=denied)
    router.add_api_route("/{number}/review", review_case, methods=["POST"], status_code=204, responses=denied)
    sealed = problem_responses("log-in-needed", "not-found", "not-a-recipient", "not-permitted")
    router.add_api_route("/{number}/evidence", show_evidence, methods=["GET"], responses=sealed)
    return router


def case_out(case: Case) -> FullCase | NeutralCase:
    """A case, as the API says it."""
    if case.event is None:
        return NeutralCase(number=case.number, state=case.state, opened=case.opened, contact=case.contact)
    return _full(case, case.event)


def label_out(label: Label) -> LabelOut:
    """A label, its sets sorted."""
    return LabelOut(
        projects=sorted(label.projects),
        level=label.level,
        fields=sorted(label.fields),
        kinds=sorted(label.kinds),
        markings=sorted(label.markings),
        reading=label.reading,
    )


def _full(case: Case, event: TransferEvent) -> FullCase:
    transfer, decision = event.transfer, event.decision
    return FullCase(
        number=case.number,
        state=case.state,
        opened=case.opened,
        contact=case.contact,
        kind=case.kind,
        agent=case.agent,
        agent_name=case.agent_name,
        verdict=decision.verdict,
        rule=decision.rule,
        reasons=[
            ReasonOut(key=reason.key, facts=dict(reason.facts), verdict=reason.verdict, source=reason.source)
            for reason in decision.reasons
        ],
        obligations=list(decision.obligations),
        errors=list(decision.errors),
        label=label_out(event.label),
        name=transfer.object.name,
        digest=transfer.object.digest,
        size_bytes=transfer.object.size_bytes,
        channel=transfer.channel,
        person=transfer.subject.person,
        account=transfer.subject.account,
        session=transfer.session,
        origin=sorted(transfer.origin),
        destination=_destination(event),
        suggestion=_suggestion(event),
        assessment=_assessment(event),
        ms=event.ms,
        held=event.held,
        hold_state=case.hold_state,
        transfers=case.transfers,
        has_evidence=case.has_evidence,
        reviews=[ReviewOut(person=r.person, action=r.action, comment=r.comment, at=r.at) for r in case.reviews],
    )


def _suggestion(event: TransferEvent) -> SuggestionOut | None:
    found = event.transfer.suggestion
    return SuggestionOut(project=found.project, p=found.p) if found is not None else None


def _destination(event: TransferEvent) -> DestinationOut:
    to = event.transfer.destination
    return DestinationOut(zone=to.zone, party=to.party, path=to.path)


def _assessment(event: TransferEvent) -> AssessmentOut:
    facts = event.assessment
    return AssessmentOut(
        type=facts.type,
        read=facts.read,
        chars=facts.chars,
        kind=facts.kind,
        kind_p=facts.kind_p,
        sensitive_p=facts.sensitive_p,
        fields=dict(facts.fields),
        drawing_p=facts.drawing_p,
        drawing_kind=facts.drawing_kind,
        markings=list(facts.markings),
        findings=list(facts.findings),
        matches=[
            MatchOut(
                digest=match.digest,
                name=match.name,
                projects=list(match.projects),
                containment=match.containment,
                exact=match.exact,
            )
            for match in facts.matches
        ],
        versions=dict(facts.versions),
    )
