"""Emergency stops at the server: taken only when enough officers signed, delivered, shown, ended at once for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from agent.wire import ReleaseList
from policies.emergency import EmergencyStop, StopId, StopTerms, sign_stop
from policies.model import PersonId, ZoneId
from tests.unit.server.staging import NOW, Agent, Site

TERMS = StopTerms(
    id=StopId("E-7F3K2QXA"), reason="fire in building 4", since=NOW, until=NOW + timedelta(hours=2), is_everywhere=True
)


def signed(site: Site, terms: StopTerms = TERMS, officers: tuple[str, ...] = ("tanaka", "suzuki")) -> EmergencyStop:
    signatures = tuple(sign_stop(terms, PersonId(each), site.office.keys[each]) for each in officers)
    return EmergencyStop(terms=terms, signatures=signatures)


def send(site: Site, stop: EmergencyStop, name: str = "tanaka") -> Any:
    return site.as_(name).post("/api/v1/emergency-stops", json=msgspec.to_builtins(stop))


def delivered(agent: Agent) -> tuple[EmergencyStop, ...]:
    answer = agent.client().get("/agent/v1/releases").content
    return msgspec.json.decode(answer, type=ReleaseList).stops


def records(site: Site, kind: str) -> list[dict[str, Any]]:
    with site.house.database.read() as connection:
        every = [msgspec.json.decode(each.record or "{}") for each in site.house.ledger.export(connection).records]
    return [each for each in every if each["kind"] == kind]


def test_a_signed_stop_reaches_every_agent_as_it_was_signed_and_is_in_the_ledger(site: Site) -> None:
    agent, stop = site.enrol(), signed(site)
    assert send(site, stop).status_code == 201
    assert delivered(agent) == (stop,)
    (record,) = records(site, "emergency.sent")
    assert (record["actor"], record["facts"]["stop"]) == ("user:tanaka", "E-7F3K2QXA")
    assert record["facts"]["officers"] == ["tanaka", "suzuki"]


def test_sent_twice_it_is_one_and_another_under_its_number_is_refused(site: Site) -> None:
    assert send(site, signed(site)).status_code == 201
    assert send(site, signed(site)).status_code == 201
    assert len(records(site, "emergency.sent")) == 1
    other = signed(site, replace(TERMS, reason="another"))
    assert send(site, other).json()["code"] == "emergency-state"


@pytest.mark.parametrize(
    ("changes", "officers", "said"),
    [
        ({}, ("tanaka",), "Signatures: 1 of 2"),
        ({}, ("tanaka", "tanaka"), "counts once"),
        ({"until": NOW + timedelta(hours=5)}, ("tanaka", "suzuki"), "longer than the policy allows: 5 of 4 h"),
        ({"since": NOW - timedelta(hours=3), "until": NOW}, ("tanaka", "suzuki"), "was over at"),
        ({"is_everywhere": False}, ("tanaka", "suzuki"), "not complete: scope"),
        ({"agents": ("A-1",)}, ("tanaka", "suzuki"), "not complete: scope"),
        ({"reason": " "}, ("tanaka", "suzuki"), "not complete: reason"),
    ],
)
def test_what_does_not_hold_is_not_taken(
    site: Site, changes: dict[str, Any], officers: tuple[str, ...], said: str
) -> None:
    answer = send(site, signed(site, replace(TERMS, **changes), officers))
    assert answer.json()["code"] == "emergency"
    assert said in answer.json()["detail"]
    assert site.as_("tanaka").get("/api/v1/emergency-stops").json() == []


def test_a_word_changed_after_signing_is_not_taken(site: Site) -> None:
    forged = replace(signed(site), terms=replace(TERMS, until=TERMS.until + timedelta(hours=1)))
    assert "does not verify" in send(site, forged).json()["detail"]


@pytest.mark.parametrize("name", ["sato", "kato", "auditor", "yamada"])
def test_only_an_officer_sends(site: Site, name: str) -> None:
    assert send(site, signed(site), name).json()["code"] == "not-permitted"


@pytest.mark.parametrize("name", ["mori", "yamada"])
def test_any_officer_and_the_server_end_it_at_once_and_for_good(site: Site, name: str) -> None:
    agent = site.enrol()
    send(site, signed(site))
    assert site.as_(name).post("/api/v1/emergency-stops/E-7F3K2QXA/end").json()["ended_by"] == name
    (stop,) = delivered(agent)
    assert stop.is_ended
    assert records(site, "emergency.ended")[0]["actor"] == f"user:{name}"
    assert site.as_(name).post("/api/v1/emergency-stops/E-7F3K2QXA/end").json()["code"] == "emergency-state"
    # Sent again it stays ended.
    send(site, signed(site))
    assert delivered(agent)[0].is_ended


@pytest.mark.parametrize("name", ["sato", "kato", "auditor"])
def test_others_do_not_end_it(site: Site, name: str) -> None:
    send(site, signed(site))
    assert site.as_(name).post("/api/v1/emergency-stops/E-7F3K2QXA/end").json()["code"] == "not-permitted"


def test_a_researcher_does_not_read_of_it(site: Site) -> None:
    assert site.as_("sato").get("/api/v1/emergency-stops").json()["code"] == "not-permitted"


def test_an_agent_hears_of_its_own_only_and_of_nothing_that_is_over(site: Site) -> None:
    one, other = site.enrol("one"), site.enrol("other")
    send(site, signed(site, replace(TERMS, is_everywhere=False, agents=(one.id,), zones=(ZoneId("common"),))))
    assert len(delivered(one)) == 1
    assert delivered(other) == ()
    site.clock.pass_(hours=2)
    assert delivered(one) == ()


def test_the_console_shows_a_running_stop_and_the_ring_of_each_folder(site: Site) -> None:
    from agent.wire import Heartbeat, WatchState

    agent = site.enrol()
    watch = WatchState(zone="common", path="/srv/common", state="watching")
    beat = Heartbeat(at=NOW, agent_version="1", policy_version=1, state="ok", outbox=0, holds=0, watches=(watch,))
    agent.client().post("/agent/v1/heartbeat", content=msgspec.json.encode(beat))
    send(site, signed(site))
    page = site.as_("tanaka").get("/agents", headers={"accept-language": "en"}).text
    assert "fire in building 4" in page
    assert "tanaka, suzuki" in page
    assert "Ring: enforce" in page
    site.clock.pass_(hours=3)
    assert "fire in building 4" not in site.as_("tanaka").get("/agents").text
