"""Cases: who sees what, and that hidden ones tell nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from agent.wire import TransferEvent
from policies.decision import Decision, Reason
from policies.label import Label, Level, ProjectId
from policies.model import Verdict, ZoneId
from policies.transfer import Destination, Subject, Suggestion
from tests.unit.server.staging import Site, of_gripper, stopped

NEUTRAL = {"number", "state", "opened", "contact"}


@pytest.fixture
def case(site: Site) -> str:
    agent = site.enrol()
    assert agent.report(stopped(agent.id)).status_code == 200
    return "C-7F3K2QXA"


@pytest.mark.parametrize("name", ["miller", "sato", "kato", "tanaka"])
def test_those_who_may_read_the_source_see_why(site: Site, case: str, name: str) -> None:
    shown = site.as_(name).get(f"/api/v1/cases/{case}").json()
    assert shown["verdict"] == "hold"
    assert shown["rule"] == "rule:drawings-off-site"
    assert shown["name"] == "sensor-head.pdf"
    assert shown["label"]["projects"] == ["qsensor"]
    assert shown["has_evidence"] is True


@pytest.mark.parametrize("name", ["wang", "lin", "yamada", "auditor"])
def test_everybody_else_sees_only_the_neutral_form(site: Site, case: str, name: str) -> None:
    shown = site.as_(name).get(f"/api/v1/cases/{case}").json()
    assert set(shown) == NEUTRAL
    assert shown["contact"] == "Export Control Office, ext. 4100, export@minato.example"


def test_the_neutral_answer_does_not_depend_on_what_is_hidden(site: Site) -> None:
    agent = site.enrol()
    agent.report(stopped(agent.id, "C-AAAA1111"))
    richer = stopped(agent.id, "C-BBBB2222", evidence=None, held=False)
    agent.report(msgspec.structs.replace(richer, label=replace(richer.label, markings=frozenset({"itar"}))))
    client = site.as_("wang")
    first, second = (client.get(f"/api/v1/cases/{number}") for number in ("C-AAAA1111", "C-BBBB2222"))
    assert first.text.replace("C-AAAA1111", "C-BBBB2222") == second.text
    for number in ("C-AAAA1111", "C-BBBB2222"):
        assert client.get(f"/api/v1/cases/{number}/evidence").json()["code"] == "not-a-recipient"
        assert client.post(f"/api/v1/cases/{number}/deny", json={}).status_code == 403


@pytest.mark.parametrize(("name", "numbers"), [("kato", {"C-7F3K2QXA"}), ("lin", {"C-GRIPPER1"}), ("yamada", set())])
def test_a_list_holds_ones_own_side_only(site: Site, case: str, name: str, numbers: set[str]) -> None:
    agent = site.enrol("other")
    agent.report(of_gripper(agent.id))
    assert {shown["number"] for shown in site.as_(name).get("/api/v1/cases").json()} == numbers


def test_ones_own_stopped_transfer_is_listed_neutrally_where_the_source_is_not_readable(site: Site) -> None:
    agent = site.enrol()
    event = stopped(agent.id)
    agent.report(msgspec.structs.replace(event, transfer=replace(event.transfer, subject=Subject(person="wang"))))
    (shown,) = site.as_("wang").get("/api/v1/cases").json()
    assert set(shown) == NEUTRAL


def test_content_attributed_to_nobody_is_for_its_sender_and_the_officers(site: Site) -> None:
    agent = site.enrol()
    agent.report(stopped(agent.id, label=Label()))
    readers = {name for name in ("miller", "sato", "kato", "tanaka", "yamada") if "name" in _shown(site, name)}
    assert readers == {"miller", "tanaka"}


LIKENESS = Suggestion(project=ProjectId("qsensor"), p=0.934)


def likened(agent: str, **changes: Any) -> TransferEvent:
    """A stop of what looks like qsensor's and is going to gripper, with what the agent says of it."""
    carried = Reason(
        key="exposure.not-by-word", verdict=Verdict.HOLD, source="invariant:exposure",
        facts={"person": "sato", "wall": "us-cn", "from": "us", "to": "cn"},
    )  # fmt: skip
    named = Reason(
        key="exposure.suggested", verdict=Verdict.HOLD, source="invariant:exposure",
        facts={"project": "qsensor", "p": "0.93"},
    )  # fmt: skip
    event = stopped(agent, **changes)
    there = replace(
        event.transfer, destination=Destination(zone=ZoneId("gripper")), subject=Subject(person="sato"),
        origin=frozenset(), session=ProjectId("gripper"),
    )  # fmt: skip
    facts = msgspec.structs.replace(event.assessment, matches=())
    decision = Decision(verdict=Verdict.HOLD, rule="invariant:exposure", reasons=(carried, named))
    there = replace(there, suggestion=LIKENESS)
    return msgspec.structs.replace(event, transfer=there, decision=decision, assessment=facts)


@pytest.mark.parametrize(("name", "is_told"), [("sato", True), ("lin", False), ("wang", False)])
def test_whose_content_it_looks_to_be_is_for_those_who_may_read_that_project(
    site: Site, name: str, is_told: bool
) -> None:
    agent = site.enrol()
    label = Label(projects=frozenset({ProjectId("gripper")}), level=Level.SENSITIVE)
    assert agent.report(likened(agent.id, label=label)).status_code == 200
    client = site.as_(name)
    shown = client.get("/api/v1/cases/C-7F3K2QXA").json()
    assert shown["verdict"] == "hold"
    assert shown["suggestion"] == ({"project": "qsensor", "p": 0.934} if is_told else None)
    assert [each["key"] for each in shown["reasons"]][1:] == (["exposure.suggested"] if is_told else [])
    pages = [client.get(f"{at}cases{one}").text for at in ("/api/v1/", "/") for one in ("", "/C-7F3K2QXA")]
    assert any("qsensor" in page for page in pages) == is_told
    for language, words in (("en", "looks like project qsensor (0.93)"), ("ja", "似ています"), ("zh", "看似项目")):
        page = client.get("/cases/C-7F3K2QXA", headers={"accept-language": language}).text
        assert (words in page) == is_told


def test_what_likeness_held_is_for_a_reviewer_who_knows_that_project(site: Site) -> None:
    agent = site.enrol()
    agent.report(likened(agent.id, label=Label(level=Level.SENSITIVE)))
    assert _shown(site, "kato")["suggestion"] == {"project": "qsensor", "p": 0.934}
    assert [each["number"] for each in site.as_("kato").get("/api/v1/cases").json()] == ["C-7F3K2QXA"]
    assert set(_shown(site, "lin")) == NEUTRAL
    assert set(_shown(site, "yamada")) == NEUTRAL


def test_a_likeness_that_held_nothing_gives_nobody_a_case(site: Site) -> None:
    agent = site.enrol()
    event = likened(agent.id, label=Label(level=Level.SENSITIVE))
    by_rule = msgspec.structs.replace(event.decision.reasons[0], source="rule:drawings-off-site")
    agent.report(msgspec.structs.replace(event, decision=msgspec.structs.replace(event.decision, reasons=(by_rule,))))
    assert set(_shown(site, "kato")) == NEUTRAL


def test_what_nobody_known_carried_is_for_a_reviewer_who_knows_the_project_that_it_looks_like(site: Site) -> None:
    agent = site.enrol()
    event = likened(agent.id, label=Label(level=Level.SENSITIVE))
    unknown = msgspec.structs.replace(
        event.decision.reasons[0], key="exposure.unknown-subject", facts={"wall": "us-cn"}
    )
    transfer = replace(event.transfer, subject=Subject())
    decision = msgspec.structs.replace(event.decision, reasons=(unknown,))
    agent.report(msgspec.structs.replace(event, decision=decision, transfer=transfer))
    assert _shown(site, "kato")["suggestion"] == {"project": "qsensor", "p": 0.934}
    assert set(_shown(site, "lin")) == NEUTRAL


def test_a_likeness_to_a_project_that_the_policy_does_not_know_is_told_to_nobody(site: Site) -> None:
    agent = site.enrol()
    event = likened(agent.id, label=Label(level=Level.SENSITIVE))
    strange = replace(event.transfer, suggestion=replace(LIKENESS, project=ProjectId("vanished")))
    agent.report(msgspec.structs.replace(event, transfer=strange))
    for name in ("sato", "tanaka"):
        assert _shown(site, name)["suggestion"] is None


def test_evidence_is_for_its_recipients_and_each_look_is_recorded(site: Site, case: str) -> None:
    before = _kinds(site).count("evidence.read")
    sealed = site.as_("kato").get(f"/api/v1/cases/{case}/evidence").json()
    assert sealed["recipients"] == ["kato"]
    assert _kinds(site).count("evidence.read") == before + 1
    for name in ("miller", "tanaka", "lin"):
        assert site.as_(name).get(f"/api/v1/cases/{case}/evidence").json()["code"] == "not-a-recipient"
    assert site.as_("yamada").get(f"/api/v1/cases/{case}/evidence").json()["code"] == "not-permitted"


def test_denying_is_for_reviewers_and_officers_once(site: Site, case: str) -> None:
    path = f"/api/v1/cases/{case}/deny"
    assert site.as_("miller").post(path, json={"comment": "no"}).json()["code"] == "not-permitted"
    assert site.as_("lin").post(path, json={"comment": "no"}).json()["code"] == "not-permitted"
    assert site.as_("kato").post(path, json={"comment": "no"}).status_code == 204
    assert site.as_("tanaka").post(path, json={"comment": "no"}).json()["code"] == "case-state"
    shown = site.as_("sato").get(f"/api/v1/cases/{case}").json()
    assert (shown["state"], shown["reviews"][0]["comment"]) == ("denied", "no")
    assert "case.denied" in _kinds(site)


def test_without_a_policy_nobody_sees_details(bare_site: Site) -> None:
    assert bare_site.as_("miller").get("/api/v1/cases").json() == []


def _shown(site: Site, name: str) -> dict[str, object]:
    shown: dict[str, object] = site.as_(name).get("/api/v1/cases/C-7F3K2QXA").json()
    return shown


def _kinds(site: Site) -> list[str]:
    with site.house.database.read() as connection:
        records = site.house.ledger.export(connection).records
    return [msgspec.json.decode(record.record or "{}")["kind"] for record in records]
