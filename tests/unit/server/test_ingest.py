"""Events: each once, whole batches or nothing, nobody for another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from agent.wire import EventBatch, GapEvent, HoldEvent, StateEvent
from server.cases.tables import cases
from server.fleet.tables import events
from server.ledger import verify_export
from tests.unit.server.staging import NOW, Site, certified, stopped


def count(site: Site, table: Any = events) -> int:
    with site.house.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_an_event_counts_once_however_often_it_comes(site: Site) -> None:
    agent = site.enrol()
    event = stopped(agent.id)
    for _ in range(3):
        answer = agent.report(event, event)
        assert answer.json() == {"stored": [event.id]}
    assert (count(site), count(site, cases)) == (1, 1)


def test_an_event_counts_once_when_it_comes_many_times_at_once(site: Site) -> None:
    agent = site.enrol()
    batch = EventBatch(events=tuple(StateEvent(id=f"E-{n}", at=NOW, state="started") for n in range(20)))
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: site.house.ingest.store(batch, agent.id, NOW), range(16)))
    assert all(len(receipt.stored) == 20 for receipt in receipts)
    assert count(site) == 20
    with site.house.database.read() as connection:
        assert verify_export(site.house.ledger.export(connection)).ok


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"type": "gossip", "id": "E-x", "at": NOW.isoformat()}, "malformed-event"),
    ({"type": "state", "id": "E-x", "state": "started"}, "malformed-event"),
    ({"type": "state", "id": "", "at": NOW.isoformat(), "state": "started"}, "malformed-event"),
    ({"type": "state", "id": "x" * 200, "at": NOW.isoformat(), "state": "s"}, "malformed-event"),
    ({"type": "state", "id": "E-x", "at": "2026-11-22T09:00:00", "state": "s"}, "malformed-event"),
    ({"type": "hold", "id": "E-x", "at": NOW.isoformat(), "case": "C-1", "state": "eaten"}, "malformed-event"),
    ({"type": "hold", "id": "E-x", "at": NOW.isoformat(), "case": "../../x", "state": "held"}, "malformed-event"),
]


@pytest.mark.parametrize(("bad", "code"), MALFORMED)
def test_one_malformed_event_refuses_the_whole_batch_and_is_named(site: Site, bad: dict[str, Any], code: str) -> None:
    agent = site.enrol()
    good = msgspec.to_builtins(StateEvent(id="E-good", at=NOW, state="started"))
    problem = agent.report(good, bad, good).json()
    assert (problem["code"], problem["index"]) == (code, 1)
    assert count(site) == 0


def test_a_stop_without_a_case_number_is_malformed(site: Site) -> None:
    agent = site.enrol()
    assert agent.report(stopped(agent.id, case="")).json()["code"] == "malformed-event"


def test_an_agent_reports_for_itself_only(site: Site) -> None:
    mine, other = site.enrol(), site.enrol("other")
    assert mine.report(stopped(other.id)).json()["code"] == "agent-mismatch"
    assert count(site) == 0


def test_an_agent_cannot_touch_another_s_case_nor_take_its_event_ids(site: Site) -> None:
    mine, other = site.enrol(), site.enrol("other")
    mine.report(stopped(mine.id))
    assert other.report(stopped(other.id)).json()["code"] == "case-of-another-agent"
    closing = HoldEvent(id="E-2", at=NOW, case="C-7F3K2QXA", state="returned")
    assert other.report(closing).json()["code"] == "case-of-another-agent"
    other.report(StateEvent(id="E-shared", at=NOW, state="started"))
    assert mine.report(StateEvent(id="E-shared", at=NOW, state="started")).status_code == 200
    assert count(site) == 3


def test_a_fault_in_the_middle_of_storing_leaves_nothing_half_stored(site: Site) -> None:
    mine, other = site.enrol(), site.enrol("other")
    mine.report(stopped(mine.id))
    assert other.report(stopped(other.id, "C-FRESH001"), stopped(other.id)).status_code == 409
    assert (count(site), count(site, cases)) == (1, 1)
    with site.house.database.read() as connection:
        assert verify_export(site.house.ledger.export(connection)).ok


def test_alike_transfers_join_their_case(site: Site) -> None:
    agent = site.enrol()
    agent.report(stopped(agent.id), stopped(agent.id, id="E-again"))
    assert site.as_("miller").get("/api/v1/cases/C-7F3K2QXA").json()["transfers"] == 2


def test_limits(site: Site) -> None:
    agent = site.enrol()
    many = [GapEvent(id=f"E-{n}", at=NOW, watch="w", cause="burst") for n in range(1001)]
    assert agent.report(*many).json()["code"] == "too-large"
    sealed = msgspec.structs.replace(stopped(agent.id).evidence, age="x" * (2 * 1024 * 1024 + 1))
    assert agent.report(stopped(agent.id, evidence=sealed)).json()["code"] == "too-large"
    huge = agent.client().post("/agent/v1/events", content=b" " * (16 * 1024 * 1024 + 1))
    assert (huge.status_code, huge.json()["code"]) == (413, "too-large")
    assert count(site) == 0


def test_a_body_that_lies_about_its_length_is_cut_off(site: Site) -> None:
    agent = site.enrol()

    async def chunks() -> Any:
        for _ in range(20):
            yield b" " * (1024 * 1024)

    answer = agent.client().post("/agent/v1/events", content=chunks())
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"events": 7}', b"\xff\xfe", b"[" * 5000])
def test_garbage_is_a_problem_and_never_a_crash(site: Site, body: bytes) -> None:
    answer = site.enrol().client().post("/agent/v1/events", content=body)
    assert answer.status_code == 422


def test_certificates(site: Site) -> None:
    agent = site.enrol()
    event = StateEvent(id="E-1", at=NOW, state="started")
    site.house.fleet.revoke(agent.id, "server", NOW)
    assert agent.report(event).json()["code"] == "certificate-revoked"
    second = site.enrol("second")
    site.clock.pass_(days=366)
    assert second.report(event).json()["code"] == "certificate-expired"
    for der, code in ((None, "certificate-missing"), (b"foreign", "certificate-unknown")):
        answer = certified(site.agents_app, der).get("/agent/v1/releases")
        assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert count(site) == 0


def test_every_route_of_the_agents_port_asks_for_a_certificate(site: Site) -> None:
    paths = site.agents_app.openapi()["paths"]
    for path, methods in paths.items():
        for method in methods:
            url = path.replace("{name}", "root.json").replace("{number}", "0")
            answer = certified(site.agents_app, None).request(method.upper(), url)
            assert answer.json()["code"] == "certificate-missing", path
    assert len(paths) == 6


def test_what_the_server_keeps_of_an_event_holds_no_evidence(site: Site) -> None:
    agent = site.enrol()
    agent.report(stopped(agent.id))
    with site.house.database.read() as connection:
        bodies = connection.execute(select(events.c.body)).scalars().all()
        ledger = msgspec.json.encode(site.house.ledger.export(connection)).decode()
    assert all("AGE ENCRYPTED" not in body for body in bodies)
    assert "sensor-head" not in ledger


def test_a_transfer_that_names_no_agent_is_refused(site: Site) -> None:
    agent = site.enrol()
    event = stopped(agent.id)
    nameless = msgspec.structs.replace(event, transfer=replace(event.transfer, agent=""))
    assert agent.report(nameless).json()["code"] == "agent-mismatch"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "2026-11-22T00:00:00"]
)
def test_a_time_that_no_database_holds_is_malformed_and_named(site: Site, at: str) -> None:
    """Else the agent would send the batch for ever and never learn which event is wrong."""
    agent = site.enrol()
    good = msgspec.to_builtins(StateEvent(id="E-good", at=NOW, state="started"))
    problem = agent.report(good, {**good, "id": "E-bad", "at": at}).json()
    assert (problem["code"], problem["index"], problem["id"]) == ("malformed-event", 1, "E-bad")
    gap = msgspec.to_builtins(GapEvent(id="E-gap", at=NOW, watch="w", cause="burst"))
    for key in ("since", "until"):
        problem = agent.report(good, {**gap, key: at}).json()
        assert (problem["code"], problem["id"]) == ("malformed-event", "E-gap")
    assert count(site) == 0


@pytest.mark.parametrize("person", ["a\0b", "x" * 65])
def test_a_person_that_no_database_holds_is_malformed(site: Site, person: str) -> None:
    agent = site.enrol()
    event = msgspec.to_builtins(stopped(agent.id))
    event["transfer"]["subject"]["person"] = person
    assert agent.report(event).json()["code"] == "malformed-event"


@pytest.mark.parametrize("path", ["events", "heartbeat"])
def test_deep_nesting_is_a_problem_and_never_a_crash(site: Site, path: str) -> None:
    body = b'{"events":' + b"[" * 100_000
    answer = site.enrol().client().post(f"/agent/v1/{path}", content=body)
    assert answer.status_code == 422
    assert answer.json()["code"] in ("invalid", "malformed-event")
