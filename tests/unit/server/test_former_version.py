"""Agents and servers of two versions: what one of the former version said and took is taken and said today.

The messages in `tests/golden/wire` were written by the agent and the server of an earlier version. They are never
written anew: what a version has once said stays true of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent.wire import EnrolReply, EventBatch, EventReceipt, Heartbeat, HeartbeatReply, ReleaseList, StateEvent
from tests.unit.server.staging import NOW, Site

FORMER = Path(__file__).resolve().parents[2] / "golden" / "wire"


def former(name: str) -> Any:
    return json.loads((FORMER / f"{name}.json").read_text("utf-8"))


def is_understood(today: Any, then: Any) -> bool:
    """Whether who knows no more than the former version finds all that it needs, of the same kinds."""
    if isinstance(then, dict):
        return isinstance(today, dict) and all(key in today and is_understood(today[key], then[key]) for key in then)
    if isinstance(then, list):
        return isinstance(today, list) and all(is_understood(*each) for each in zip(today, then, strict=False))
    return type(today) is type(then) or None in (today, then)


def test_a_heartbeat_of_the_former_version_is_taken_and_shown(site: Site) -> None:
    agent = site.enrol()
    said = former("heartbeat")
    answer = agent.client().post("/agent/v1/heartbeat", content=json.dumps(said).encode())
    assert answer.status_code == 200, answer.text
    assert is_understood(answer.json(), former("heartbeat-reply"))
    (shown,) = site.as_("tanaka").get("/api/v1/agents").json()
    assert shown["problems"] == said["problems"]


def test_events_of_the_former_version_are_taken_and_open_their_case(site: Site) -> None:
    agent = site.enrol()
    batch = json.loads(json.dumps(former("events")).replace('"AGENT"', json.dumps(agent.id)))
    answer = agent.client().post("/agent/v1/events", content=json.dumps(batch).encode())
    assert answer.status_code == 200, answer.text
    assert answer.json()["stored"] == [each["id"] for each in batch["events"]]
    assert is_understood(answer.json(), former("receipt"))
    shown = site.as_("kato").get("/api/v1/cases").json()
    assert [each["number"] for each in shown] == ["C-7F3K2QXA"]


def test_who_asks_for_releases_by_the_former_version_understands_the_answer(site: Site) -> None:
    answer = site.enrol().client().get("/agent/v1/releases")
    assert is_understood(answer.json(), former("release-list"))


def test_what_an_agent_of_today_says_a_server_of_the_former_version_understands() -> None:
    events = msgspec.json.decode((FORMER / "events.json").read_bytes(), type=EventBatch)
    assert is_understood(json.loads(msgspec.json.encode(events)), former("events"))
    beat = msgspec.json.decode((FORMER / "heartbeat.json").read_bytes(), type=Heartbeat)
    assert is_understood(json.loads(msgspec.json.encode(beat)), former("heartbeat"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("receipt", EventReceipt),
        ("heartbeat-reply", HeartbeatReply),
        ("release-list", ReleaseList),
        ("enrol-reply", EnrolReply),
    ],
)
def test_what_a_server_says_is_taken_by_an_agent_of_today_also_by_a_later_one(name: str, kind: Any) -> None:
    said = former(name)
    taken = msgspec.json.decode(json.dumps(said).encode(), type=kind)
    assert msgspec.json.decode(json.dumps({**said, "of-a-later-version": {"a": [1]}}).encode(), type=kind) == taken


def test_an_event_of_a_kind_that_the_server_does_not_know_loses_none_of_the_others(site: Site) -> None:
    """An agent that is newer than its server: what the server does not know is named, and what it stored stays so."""
    agent = site.enrol()
    known = msgspec.to_builtins(StateEvent(id="E-1", at=NOW, state="started"))
    unknown = {"type": "of-a-later-version", "id": "E-2", "at": NOW.isoformat()}
    refused = agent.report(known, unknown)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed-event")
    assert agent.report(known).json() == {"stored": ["E-1"]}
    assert agent.report({**known, "id": "E-3", "of-a-later-version": 1}).json() == {"stored": ["E-3"]}
