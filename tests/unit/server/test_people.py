"""Log-in, sessions, roles and what keeps guessing slow."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from policies.errors import SekimoriError
from server.people.service import Role, check_roles
from server.people.tables import sessions, users
from server.security import form_token
from tests.unit.server.staging import PASSWORD, Site


def log_in(site: Site, name: str = "sato", password: str = PASSWORD) -> Any:
    return site.client().post("/api/v1/login", json={"username": name, "password": password})


@pytest.fixture
def sato(site: Site) -> Site:
    site.as_("sato")
    return site


def test_a_log_in_says_who_and_what(sato: Site) -> None:
    reply = log_in(sato).json()
    assert (reply["person"], reply["roles"]) == ("sato", ["researcher"])
    client = sato.client()
    client.headers["authorization"] = f"Bearer {reply['token']}"
    assert client.get("/api/v1/me").json()["name"] == "sato"
    assert client.post("/api/v1/logout").status_code == 204
    assert client.get("/api/v1/me").json()["code"] == "log-in-needed"


def test_wrong_name_and_wrong_password_look_the_same(sato: Site) -> None:
    first, second = log_in(sato, password="wrong"), log_in(sato, name="nobody", password="wrong")
    assert (first.status_code, first.text) == (401, second.text)


def test_guessing_is_stopped_for_the_right_password_too_and_only_for_a_while(sato: Site) -> None:
    for _ in range(10):
        assert log_in(sato, password="wrong").status_code == 401
    stopped = log_in(sato)
    assert (stopped.status_code, stopped.headers["retry-after"]) == (429, "900")
    sato.clock.pass_(seconds=901)
    assert log_in(sato).status_code == 200


def test_sessions_end_when_idle_and_when_old(sato: Site) -> None:
    client = sato.as_("sato")
    for _ in range(7):
        sato.clock.pass_(hours=1.5)
        assert client.get("/api/v1/me").status_code == 200
    sato.clock.pass_(hours=1.6)
    assert client.get("/api/v1/me").status_code == 401
    client = sato.as_("sato")
    sato.clock.pass_(hours=2.1)
    assert client.get("/api/v1/me").status_code == 401


def test_neither_passwords_nor_tokens_are_stored(sato: Site) -> None:
    token = log_in(sato).json()["token"]
    with sato.house.database.read() as connection:
        stored = str(connection.execute(select(users)).all()) + str(connection.execute(select(sessions)).all())
        ledger = msgspec.json.encode(sato.house.ledger.export(connection)).decode()
    assert token not in stored + ledger
    assert PASSWORD not in stored + ledger
    assert "$argon2id$" in stored


@pytest.mark.parametrize(
    "roles",
    [[], [Role.ADMIN, Role.OFFICER], [Role.ADMIN, Role.REVIEWER], [Role.ADMIN, Role.AUDITOR],
     [Role.ADMIN, Role.RESEARCHER], [Role.AUDITOR, Role.OFFICER]],
)  # fmt: skip
def test_roles_that_would_undo_the_separation_of_duties_are_refused(roles: list[Role]) -> None:
    with pytest.raises(SekimoriError):
        check_roles(roles)


@pytest.mark.parametrize(
    ("name", "password"), [("Sato", PASSWORD), ("../x", PASSWORD), ("new", "short"), ("sato", PASSWORD)]
)
def test_bad_accounts_are_refused(sato: Site, name: str, password: str) -> None:
    with pytest.raises(SekimoriError):
        sato.house.people.add(name, "x", [Role.RESEARCHER], password, sato.clock())


def test_a_change_by_cookie_needs_the_form_token(sato: Site) -> None:
    token = log_in(sato).json()["token"]
    client = sato.client()
    client.cookies["__Host-sekimori"] = token
    assert client.get("/api/v1/me").status_code == 200
    assert client.post("/api/v1/logout").json()["code"] == "form-expired"
    assert client.post("/api/v1/logout", headers={"x-form-token": form_token(token)}).status_code == 204


@pytest.mark.parametrize(
    "path", ["/api/v1/me", "/api/v1/cases", "/api/v1/releases", "/api/v1/agents", "/api/v1/ledger/export"]
)
def test_nothing_is_told_without_a_log_in(site: Site, path: str) -> None:
    assert site.client().get(path).status_code == 401
    client = site.client()
    client.headers["authorization"] = "Bearer nonsense"
    assert client.get(path).json()["code"] == "log-in-needed"


def test_the_ledger_is_for_auditors_and_its_head_for_everybody(sato: Site) -> None:
    assert sato.as_("sato").get("/api/v1/ledger/export").json()["code"] == "not-permitted"
    assert sato.as_("yamada").get("/api/v1/ledger/export").json()["code"] == "not-permitted"
    assert sato.as_("auditor").get("/api/v1/ledger/export").json()["format"] == "sekimori-ledger/1"
    assert sato.as_("sato").get("/api/v1/ledger/checkpoint").json()["size"] > 0
