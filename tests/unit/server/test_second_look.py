"""What was let pass for a look afterwards: a case of its own kind, closed by somebody who did not send it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from agent.wire import TransferEvent
from policies.model import PersonId, Verdict
from policies.transfer import Subject
from tests.unit.server.staging import Site, stopped

CASE = "C-7F3K2QXA"


def let_pass(agent: str, *, obligations: tuple[str, ...] = ("second-look",), **changes: Any) -> TransferEvent:
    event = stopped(agent, evidence=None, held=False, **changes)
    decision = msgspec.structs.replace(event.decision, verdict=Verdict.ALLOW, obligations=obligations)
    return msgspec.structs.replace(event, decision=decision)


@pytest.fixture
def case(site: Site) -> str:
    agent = site.enrol()
    assert agent.report(let_pass(agent.id)).status_code == 200
    return CASE


def test_it_is_a_case_that_says_what_it_is(site: Site, case: str) -> None:
    shown = site.as_("kato").get(f"/api/v1/cases/{case}").json()
    assert (shown["kind"], shown["state"], shown["verdict"]) == ("second-look", "open", "allow")
    assert (shown["held"], shown["hold_state"]) == (False, "")


def test_a_transfer_that_nobody_is_to_look_at_has_no_case(site: Site) -> None:
    agent = site.enrol()
    answer = agent.report(let_pass(agent.id, obligations=("notify-pi",)))
    assert answer.json()["code"] == "malformed-event"


def test_a_reviewer_closes_it_once(site: Site, case: str) -> None:
    path = f"/api/v1/cases/{case}/review"
    assert site.as_("miller").post(path, json={}).json()["code"] == "not-permitted"
    assert site.as_("lin").post(path, json={}).json()["code"] == "not-permitted"
    assert site.as_("kato").post(path, json={"comment": "as agreed"}).status_code == 204
    assert site.as_("kato").post(path, json={}).json()["code"] == "case-state"
    shown = site.as_("sato").get(f"/api/v1/cases/{case}").json()
    assert shown["state"] == "reviewed"
    assert (shown["reviews"][0]["action"], shown["reviews"][0]["comment"]) == ("review", "as agreed")


def test_nobody_looks_at_their_own_transfer(site: Site) -> None:
    agent = site.enrol()
    event = let_pass(agent.id)
    transfer = replace(event.transfer, subject=Subject(person=PersonId("tanaka")))
    agent.report(msgspec.structs.replace(event, transfer=transfer))
    path = f"/api/v1/cases/{CASE}/review"
    assert site.as_("tanaka").post(path, json={}).json()["code"] == "not-permitted"
    assert site.as_("suzuki").post(path, json={}).status_code == 204


def test_there_is_nothing_to_deny_or_to_release(site: Site, case: str) -> None:
    form = {
        "purpose": "p", "recipient": "r", "end_use": "e", "item": "EAR99", "basis": "contract", "basis_number": "1",
        "basis_date": "2026-11-01", "until": "2026-11-25T00:00:00Z",
    }  # fmt: skip
    assert site.as_("kato").post(f"/api/v1/cases/{case}/deny", json={}).json()["code"] == "case-state"
    assert site.as_("miller").post(f"/api/v1/cases/{case}/release-requests", json=form).json()["code"] == "case-state"


def test_what_was_stopped_is_not_reviewed_away(site: Site) -> None:
    agent = site.enrol()
    agent.report(stopped(agent.id))
    assert site.as_("kato").post(f"/api/v1/cases/{CASE}/review", json={}).json()["code"] == "case-state"
