"""Every route of the people's port for everybody: who gets what. A new route fails until the table says for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.unit.server.staging import ACCOUNTS, AppClient, Site, of_gripper, stopped

CASE = "C-7F3K2QXA"
FORM = {
    "purpose": "fit check",
    "recipient": "Harbor University, US",
    "end_use": "assembly",
    "item": "EAR99",
    "basis": "contract",
    "basis_number": "1",
    "basis_date": "2026-11-01",
    "until": "2026-11-25T00:00:00Z",
}
SIGNATURE = {"signature": "AAAA", "by": "cli"}
SUPPLY = {
    "terms": {
        "goods": "projects", "version": 1, "digest": "0" * 64, "size_bytes": 1, "made": "2026-11-01T00:00:00Z",
    },
    "signatures": [],
}  # fmt: skip
STOP = {
    "terms": {"id": "E-1", "reason": "x", "since": "2026-11-01T00:00:00Z", "until": "2026-11-01T01:00:00Z"},
    "signatures": [],
}
NOBODY = "nobody"
EVERYBODY = frozenset(ACCOUNTS)
# Who may read of the case of qsensor: members, its reviewer, and officers who read nothing on the other side.
READERS = frozenset({"sato", "miller", "kato", "tanaka", "suzuki", "mori"})
OFFICERS = frozenset({"tanaka", "suzuki", "mori"})


@dataclass(frozen=True)
class Door:
    """A route, and to whom it opens.

    Attributes:
        opens: Who gets further than a refusal for lack of rights.
        shut: Status for the others.
    """

    opens: frozenset[str]
    shut: int = 403
    body: dict[str, Any] | bytes | None = None


# Statuses that say that the asker was let in, whatever came of it.
IN = (200, 201, 204, 409, 422)
DOORS = {
    "GET /api/v1/me": Door(EVERYBODY),
    "POST /api/v1/logout": Door(EVERYBODY),
    "GET /api/v1/cases": Door(EVERYBODY),
    "GET /api/v1/cases/{number}": Door(EVERYBODY),
    "POST /api/v1/cases/{number}/deny": Door(READERS - {"sato", "miller"}, body={}),
    "POST /api/v1/cases/{number}/review": Door(READERS - {"sato", "miller"}, body={}),
    "GET /api/v1/cases/{number}/evidence": Door(frozenset({"kato"})),
    "POST /api/v1/cases/{number}/labels": Door(
        READERS - {"sato", "miller"}, body={"sensitive": True, "kind": "drawing"}
    ),
    "GET /api/v1/cases/{number}/labels": Door(READERS - {"sato", "miller"}),
    "GET /api/v1/feedback": Door(OFFICERS | {"kato", "lin"}),
    "POST /api/v1/cases/{number}/release-requests": Door(READERS, body=FORM),
    "GET /api/v1/releases": Door(EVERYBODY),
    "GET /api/v1/releases/{release}": Door(READERS, 404),
    "POST /api/v1/releases/{release}/approvals": Door(OFFICERS, body=SIGNATURE),
    "POST /api/v1/releases/{release}/deny": Door(OFFICERS, body={}),
    "POST /api/v1/releases/{release}/revoke": Door(OFFICERS, body={}),
    "POST /api/v1/bundle": Door(OFFICERS | {"yamada"}, body={"root": "", "targets": "", "tables": ""}),
    "GET /api/v1/policy/hits": Door(OFFICERS | {"auditor"}),
    "GET /api/v1/supplies": Door(EVERYBODY - {"sato", "miller", "wang"}),
    "POST /api/v1/supplies": Door(OFFICERS | {"yamada"}, body=SUPPLY),
    "GET /api/v1/supplies/{digest}/pieces": Door(OFFICERS | {"yamada"}),
    "PUT /api/v1/supplies/{digest}/pieces/{number}": Door(OFFICERS | {"yamada"}, body=b"x"),
    "GET /api/v1/emergency-stops": Door(EVERYBODY - {"sato", "miller", "wang"}),
    "POST /api/v1/emergency-stops": Door(OFFICERS, body=STOP),
    "POST /api/v1/emergency-stops/{stop}/end": Door(OFFICERS | {"yamada"}),
    "GET /api/v1/agents": Door(EVERYBODY - {"sato", "miller", "wang"}),
    "POST /api/v1/agents/tokens": Door(frozenset({"yamada"}), body={}),
    "POST /api/v1/agents/{agent}/revoke": Door(frozenset({"yamada"})),
    "GET /api/v1/ledger/checkpoint": Door(EVERYBODY),
    "GET /api/v1/ledger/export": Door(frozenset({"auditor"})),
}
OPEN = {"POST /api/v1/login", "GET /agent/v1/ca", "POST /agent/v1/enrol"}


@pytest.fixture
def places(site: Site) -> dict[str, str]:
    """One thing of each kind: agent, case, release."""
    agent = site.enrol()
    agent.report(stopped(agent.id), of_gripper(agent.id))
    asked = site.as_("miller").post(f"/api/v1/cases/{CASE}/release-requests", json=FORM)
    assert asked.status_code == 201
    return {
        "agent": agent.id,
        "number": CASE,
        "release": asked.json()["terms"]["id"],
        "stop": "E-none",
        "digest": "0" * 64,
    }


def send(client: AppClient, door: str, places: dict[str, str]) -> Any:
    method, path = door.split(" ")
    body = DOORS[door].body
    options: dict[str, Any] = {} if body is None else {"json": body}
    if isinstance(body, bytes):
        options = {"content": body, "headers": {"content-type": "application/octet-stream"}}
    return client.request(method, path.replace("pieces/{number}", "pieces/0").format(**places), **options)


def test_every_route_is_in_the_table(site: Site) -> None:
    paths = site.people_app.openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert routes == set(DOORS) | OPEN


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_a_route_opens_to_those_who_may_and_to_nobody_else(site: Site, places: dict[str, str], name: str) -> None:
    for door, who in DOORS.items():
        # A fresh log-in each time: one of the doors is the way out.
        status = send(site.as_(name), door, places).status_code
        if name in who.opens:
            is_nothing_there = status == 404 and door.endswith("/end")
            assert status in IN or is_nothing_there or (status == 403 and "approvals" in door), (door, status)
        else:
            assert status == who.shut, (door, status)


def test_whoever_is_not_logged_in_gets_nothing(site: Site, places: dict[str, str]) -> None:
    for door in DOORS:
        assert send(site.client(), door, places).status_code == 401, door
        stranger = site.client()
        stranger.headers["authorization"] = "Bearer made-up"
        # Who ends a session that is not there is logged out, and learns no more than that.
        assert send(stranger, door, places).status_code == (204 if "logout" in door else 401), door


def test_what_is_hidden_answers_like_what_is_not_there(site: Site, places: dict[str, str]) -> None:
    """Whoever guesses numbers of releases learns nothing: hidden and missing give the same bytes."""
    for name in ("wang", "lin", "yamada", "auditor"):
        client = site.as_(name)
        for path in ("/api/v1/releases/{}", "/releases/{}"):
            hidden, missing = client.get(path.format(places["release"])), client.get(path.format("R-00000000"))
            # The language switch leads back to the address that was asked for.
            said = hidden.text.replace(places["release"], "R-00000000")
            assert (hidden.status_code, said) == (missing.status_code, missing.text), (name, path)
        if name == "lin":
            continue
        for act in ("deny", "revoke"):
            answers = [client.post(f"/api/v1/releases/{one}/{act}", json={}) for one in (places["release"], "R-0")]
            assert answers[0].content == answers[1].content


def test_fields_that_nobody_asked_for_are_refused(site: Site) -> None:
    agent = site.enrol()
    agent.report(stopped(agent.id))
    client = site.as_("miller")
    for extra in (
        {"requester": "sato"},
        {"person": "wang"},
        {"digests": ["00"]},
        {"zone": "gripper"},
        {"state": "used"},
    ):
        assert client.post(f"/api/v1/cases/{CASE}/release-requests", json={**FORM, **extra}).status_code == 422
    login = {"username": "miller", "password": "x", "roles": ["officer"]}
    assert site.client().post("/api/v1/login", json=login).status_code == 422
