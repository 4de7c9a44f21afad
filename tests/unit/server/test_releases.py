"""Releases: asked for by the case, approved by keys, delivered to one agent."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update

from agent.wire import HoldEvent, ReleaseList, ReleaseRefusedEvent
from policies.label import Reading
from policies.model import PersonId
from policies.release import ReleaseTerms, approval_faults, sign_release, terms_bytes
from policies.transfer import Destination
from server.releases.tables import releases
from tests.unit.server.staging import DIGEST, NOW, Agent, Site, stopped

WANTED = {
    "purpose": "Machining at the partner",
    "recipient": "Harbor University, Prof. Reed, US",
    "end_use": "Manufacture of one sensor head",
    "item": "3A901",
    "basis": "ear-licence",
    "basis_number": "D1234567",
    "basis_date": "2026-10-01",
    "until": (NOW + timedelta(days=7)).isoformat(),
}


@pytest.fixture
def agent(site: Site) -> Agent:
    enrolled = site.enrol()
    assert enrolled.report(stopped(enrolled.id)).status_code == 200
    return enrolled


def ask(site: Site, name: str = "miller", **changes: Any) -> Any:
    return site.as_(name).post("/api/v1/cases/C-7F3K2QXA/release-requests", json={**WANTED, **changes})


def signature(site: Site, officer: str, shown: dict[str, Any], key: Ed25519PrivateKey | None = None) -> dict[str, str]:
    terms = msgspec.convert(shown["terms"], ReleaseTerms)
    approval = sign_release(terms, PersonId(officer), key or site.office.keys[officer])
    return {"signature": approval.signature, "by": "cli"}


def approve(site: Site, officer: str, shown: dict[str, Any]) -> Any:
    path = f"/api/v1/releases/{shown['terms']['id']}/approvals"
    return site.as_(officer).post(path, json=signature(site, officer, shown))


def delivered(agent: Agent) -> ReleaseList:
    return msgspec.json.decode(agent.client().get("/agent/v1/releases").content, type=ReleaseList)


def test_content_and_way_come_from_the_case_and_not_from_the_requester(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    terms = shown["terms"]
    assert terms["digests"] == [DIGEST]
    assert (terms["agent"], terms["person"], terms["requester"]) == (agent.id, "miller", "miller")
    assert (terms["zone"], terms["path"], terms["channel"]) == ("removable", "sensor-head.pdf", "removable")
    assert terms["projects"] == ["qsensor"]
    assert (shown["state"], shown["needed"], shown["approvals"]) == ("pending", 2, [])
    assert ask(site, digests=["00" * 32]).json()["code"] == "invalid"


def test_what_is_shown_is_exactly_what_is_signed(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    assert shown["signed"].encode() == terms_bytes(msgspec.convert(shown["terms"], ReleaseTerms))


@pytest.mark.parametrize(
    "changes",
    [
        {"until": (NOW - timedelta(days=1)).isoformat()},
        {"until": (NOW + timedelta(days=400)).isoformat()},
        {"until": "2026-12-01T00:00:00"},
        {"uses": 0},
        {"uses": 1000},
        {"basis_date": "yesterday"},
        {"basis": "because"},
        {"purpose": " "},
    ],
)
def test_a_request_out_of_bounds_is_refused(site: Site, agent: Agent, changes: dict[str, Any]) -> None:
    answer = ask(site, **changes)
    assert answer.status_code == 422
    assert site.as_("miller").get("/api/v1/releases").json() == []


def test_who_may_not_read_the_case_may_not_ask(site: Site, agent: Agent) -> None:
    assert ask(site, "wang").json()["code"] == "not-permitted"


def test_two_officers_approve_and_the_agent_gets_what_verifies(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    assert approve(site, "tanaka", shown).json()["state"] == "pending"
    assert delivered(agent).releases == ()
    assert approve(site, "suzuki", shown).json()["state"] == "approved"
    (release,) = delivered(agent).releases
    assert approval_faults(release, site.office.tables()) == ()
    assert delivered(site.enrol("another")).releases == ()


def test_the_requester_does_not_approve(site: Site, agent: Agent) -> None:
    answer = approve(site, "mori", ask(site, "mori").json())
    assert (answer.status_code, answer.json()["code"]) == (403, "requester-approves")


def test_an_officer_approves_once(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    approve(site, "tanaka", shown)
    assert approve(site, "tanaka", shown).json()["code"] == "release-state"


def test_a_signature_by_another_key_or_over_other_terms_is_not_stored(site: Site, agent: Agent) -> None:
    first, second = ask(site).json(), ask(site, purpose="another").json()
    path = f"/api/v1/releases/{first['terms']['id']}/approvals"
    client = site.as_("tanaka")
    forged = signature(site, "tanaka", first, Ed25519PrivateKey.generate())
    others = signature(site, "suzuki", first)
    wrong = (forged, others, signature(site, "tanaka", second), {"signature": base64.b64encode(b"x" * 64).decode()})
    for body in wrong:
        answer = client.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "signature")
    assert client.get(f"/api/v1/releases/{first['terms']['id']}").json()["approvals"] == []


def test_somebody_without_the_role_or_without_a_key_does_not_approve(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    path, body = f"/api/v1/releases/{shown['terms']['id']}/approvals", signature(site, "tanaka", shown)
    assert site.as_("sato").post(path, json=body).json()["code"] == "not-permitted"
    site.house.people.add("newcomer", "kato", ["officer"], "correct horse battery", site.clock())
    client = site.client()
    token = site.house.people.log_in("newcomer", "correct horse battery", "x", site.clock()).token
    client.headers["authorization"] = f"Bearer {token}"
    assert client.post(path, json=body).json()["code"] == "not-an-approver"


@pytest.mark.parametrize("name", ["wang", "lin", "yamada", "auditor"])
def test_a_release_that_is_not_yours_looks_like_one_that_is_not_there(site: Site, agent: Agent, name: str) -> None:
    shown = ask(site).json()
    client = site.as_(name)
    hidden, missing = (client.get(f"/api/v1/releases/{id}") for id in (shown["terms"]["id"], "R-00000000"))
    assert (hidden.status_code, hidden.text) == (404, missing.text)
    assert client.get("/api/v1/releases").json() == []


def test_revoking_reaches_the_agent(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    for officer in ("tanaka", "suzuki"):
        approve(site, officer, shown)
    before = delivered(agent)
    path = f"/api/v1/releases/{shown['terms']['id']}/revoke"
    assert site.as_("miller").post(path, json={}).json()["code"] == "not-permitted"
    assert site.as_("mori").post(path, json={"comment": "licence withdrawn"}).json()["state"] == "revoked"
    after = delivered(agent)
    assert after.releases[0].revoked
    assert after.version > before.version


def test_denied_is_final(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    path = f"/api/v1/releases/{shown['terms']['id']}/deny"
    assert site.as_("tanaka").post(path, json={"comment": "no licence"}).json()["state"] == "denied"
    assert approve(site, "tanaka", shown).json()["code"] == "release-state"
    assert delivered(agent).releases == ()


def test_completion_uses_it_up_and_closes_the_case(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    for officer in ("tanaka", "suzuki"):
        approve(site, officer, shown)
    id = shown["terms"]["id"]
    done = HoldEvent(id="E-done", at=NOW, case="C-7F3K2QXA", state="completed", release=id)
    assert agent.report(done).status_code == 200
    assert agent.report(done).status_code == 200
    shown = site.as_("miller").get(f"/api/v1/releases/{id}").json()
    assert (shown["state"], shown["uses"]) == ("used", 1)
    assert site.as_("miller").get("/api/v1/cases/C-7F3K2QXA").json()["state"] == "completed"


def test_a_release_that_was_never_sent_is_not_used_up_by_an_agent_s_word(site: Site, agent: Agent) -> None:
    id = ask(site).json()["terms"]["id"]
    done = HoldEvent(id="E-done", at=NOW, case="C-7F3K2QXA", state="completed", release=id)
    assert agent.report(done).status_code == 200
    shown = site.as_("miller").get(f"/api/v1/releases/{id}").json()
    assert (shown["state"], shown["uses"]) == ("pending", 0)


def test_an_agent_s_refusal_is_shown_and_another_agent_s_is_not_believed(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    for officer in ("tanaka", "suzuki"):
        approve(site, officer, shown)
    id = shown["terms"]["id"]
    refused = ReleaseRefusedEvent(id="E-no", at=NOW, release=id, case="C-7F3K2QXA", reasons=("release.digest: ab",))
    stranger = site.enrol("stranger")
    stranger.report(msgspec.structs.replace(refused, case="C-00000000"))
    assert site.as_("miller").get(f"/api/v1/releases/{id}").json()["state"] == "approved"
    agent.report(refused)
    shown = site.as_("miller").get(f"/api/v1/releases/{id}").json()
    assert (shown["state"], shown["refusals"][0]["reasons"]) == ("refused", ["release.digest: ab"])


def test_what_somebody_writes_into_the_database_changes_the_list_but_convinces_nobody(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    for officer in ("tanaka", "suzuki"):
        approve(site, officer, shown)
    before = delivered(agent)
    terms = msgspec.convert(shown["terms"] | {"path": "elsewhere.pdf"}, ReleaseTerms)
    with site.house.database.write() as connection:
        connection.execute(update(releases).values(terms=msgspec.json.encode(terms).decode()))
    after = delivered(agent)
    assert after.version != before.version
    faults = approval_faults(after.releases[0], site.office.tables())
    assert any(fault.startswith("release.signature") for fault in faults)


def test_a_transfer_to_nowhere_known_cannot_be_released(site: Site) -> None:
    agent = site.enrol()
    event = stopped(agent.id)
    nowhere = msgspec.structs.replace(event, transfer=_to(event.transfer, Destination()))
    agent.report(nowhere)
    assert ask(site).json()["code"] == "release-terms"


def _to(transfer: Any, destination: Destination) -> Any:
    from dataclasses import replace

    return replace(transfer, destination=destination)


def test_a_request_sent_twice_stays_one(site: Site, agent: Agent) -> None:
    client = site.as_("miller")
    path = "/api/v1/cases/C-7F3K2QXA/release-requests"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post(path, json=WANTED), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["terms"]["id"] for answer in answers}) == 1
    assert len(client.get("/api/v1/releases").json()) == 1
    assert client.post(path, json={**WANTED, "purpose": "another"}).status_code == 201
    assert len(client.get("/api/v1/releases").json()) == 2


def test_officers_who_approve_at_once_count_once_each(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    officers = ("tanaka", "suzuki")
    clients = {name: site.as_(name) for name in officers}
    path = f"/api/v1/releases/{shown['terms']['id']}/approvals"
    bodies = {name: signature(site, name, shown) for name in officers}
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda name: clients[name].post(path, json=bodies[name]).status_code, officers * 4))
    assert sorted(codes) == [200, 200, *[409] * 6]
    assert [len(release.approvals) for release in delivered(agent).releases] == [2]


def test_how_much_may_change_is_asked_for_signed_and_delivered(site: Site, agent: Agent) -> None:
    shown = ask(site, changed_percent=5).json()
    assert (shown["terms"]["changed_percent"], shown["terms"]["level"]) == (5, "controlled")
    assert approve(site, "tanaka", shown).status_code == 200
    assert approve(site, "suzuki", shown).json()["state"] == "approved"
    (release,) = delivered(agent).releases
    assert release.terms.changed_percent == 5
    assert approval_faults(release, site.office.tables()) == ()


@pytest.mark.parametrize("percent", [-1, 51, 2.5, "all"])
def test_a_share_that_nobody_may_leave_open_is_refused(site: Site, agent: Agent, percent: object) -> None:
    assert ask(site, changed_percent=percent).json()["code"] == "invalid"


def test_no_changes_are_left_open_of_what_was_not_read(site: Site) -> None:
    enrolled = site.enrol()
    event = stopped(enrolled.id)
    enrolled.report(msgspec.structs.replace(event, label=replace(event.label, reading=Reading.PARTIAL)))
    assert ask(site, changed_percent=5).json()["code"] == "release-terms"
    assert ask(site).status_code == 201


def test_two_allowances_are_two_requests(site: Site, agent: Agent) -> None:
    first, second = ask(site).json(), ask(site, changed_percent=5).json()
    assert first["terms"]["id"] != second["terms"]["id"]
    assert ask(site, changed_percent=5).json()["terms"]["id"] == second["terms"]["id"]


def test_an_approval_of_fewer_changes_does_not_count_for_more(site: Site, agent: Agent) -> None:
    strict, loose = ask(site).json(), ask(site, changed_percent=5).json()
    path = f"/api/v1/releases/{loose['terms']['id']}/approvals"
    answer = site.as_("tanaka").post(path, json=signature(site, "tanaka", strict))
    assert answer.json()["code"] == "signature"


def test_the_server_cannot_restate_how_an_approval_was_made(site: Site, agent: Agent) -> None:
    shown = ask(site).json()
    terms = msgspec.convert(shown["terms"], ReleaseTerms)
    web = sign_release(terms, PersonId("tanaka"), site.office.keys["tanaka"], by="webauthn")
    path = f"/api/v1/releases/{shown['terms']['id']}/approvals"
    answer = site.as_("tanaka").post(path, json={"signature": web.signature, "by": "cli"})
    assert answer.json()["code"] == "signature"


def test_the_risk_that_asks_for_the_quorum_is_named(site: Site, agent: Agent) -> None:
    assert ask(site).json()["risk"] == "cross-wall"
