"""Enrolment by one-time token, health and revocation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from cryptography import x509
from sqlalchemy import select

from agent.wire import EnrolReply, EnrolRequest, Heartbeat, HeartbeatReply, WatchState
from classifiers.version import READER_VERSION
from policies.bundle import root_digest
from server.errors import Refused
from server.fleet.tables import tokens
from tests.unit.server.staging import NOW, Site, new_csr


def request(site: Site, part: str, **changes: Any) -> Any:
    body = {"secret": part, "name": "lab-ws-04", "csr_pem": new_csr(), "agent_version": "0.1.0", **changes}
    return site.client().post("/agent/v1/enrol", content=msgspec.json.encode(body))


def secret(site: Site) -> str:
    return site.house.fleet.new_token("lab", 1.0, "server", site.clock()).text.split(".")[1]


def test_a_token_names_the_authority_and_gives_one_certificate(site: Site) -> None:
    text = site.house.fleet.new_token("lab", 1.0, "server", NOW).text
    prefix, part, pin = text.split(".")
    assert (prefix, len(pin)) == ("skm1", 64)
    reply = msgspec.json.decode(request(site, part).content, type=EnrolReply)
    certificate = x509.load_pem_x509_certificate(reply.certificate_pem.encode())
    authority = x509.load_pem_x509_certificate(site.client().get("/agent/v1/ca").content)
    certificate.verify_directly_issued_by(authority)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [f"urn:sekimori:agent:{reply.agent}"]
    assert root_digest(reply.root_json.encode()).startswith("sha256:")
    assert reply.agent_url == "https://agents.test"


def test_wrong_used_and_expired_tokens_are_refused_and_said_which(site: Site) -> None:
    used, old = secret(site), secret(site)
    assert request(site, used).status_code == 200
    assert request(site, used).json()["code"] == "token-used"
    assert request(site, "wrong").json()["code"] == "token-wrong"
    site.clock.pass_(hours=1)
    assert request(site, old).json()["code"] == "token-expired"


def test_trying_tokens_is_stopped(site: Site) -> None:
    for _ in range(20):
        assert request(site, "wrong").status_code == 403
    assert request(site, secret(site)).status_code == 429


def test_a_token_works_once_when_many_use_it_at_once(site: Site) -> None:
    part = secret(site)

    def enrol(_: int) -> str:
        asked = EnrolRequest(secret=part, name="x", csr_pem=new_csr(), agent_version="0.1.0")
        try:
            return site.house.fleet.enrol(asked, "test", "", NOW).agent
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(enrol, range(8)))
    assert answers.count("token-used") == 7


@pytest.mark.parametrize(
    ("changes", "code"), [({"csr_pem": "nonsense"}, "csr"), ({"protocol": 99}, "protocol"), ({"secret": 7}, "invalid")]
)
def test_a_bad_request_does_not_use_the_token_up(site: Site, changes: dict[str, Any], code: str) -> None:
    part = secret(site)
    assert request(site, part, **changes).json()["code"] == code
    assert request(site, part).status_code == 200


def test_before_a_policy_is_published_nobody_enrols_and_the_token_stays_good(bare_site: Site) -> None:
    part = secret(bare_site)
    refused = request(bare_site, part)
    assert (refused.status_code, refused.json()["code"]) == (503, "no-policy")
    assert "sekimori sign" in refused.json()["help"]
    bare_site.publish()
    assert request(bare_site, part).status_code == 200


def test_tokens_are_stored_hashed(site: Site) -> None:
    part = secret(site)
    with site.house.database.read() as connection:
        assert part not in str(connection.execute(select(tokens)).all())


def test_a_heartbeat_is_shown_and_answered(site: Site) -> None:
    agent = site.enrol()
    watch = WatchState(zone="qsensor", path="/srv/qsensor", state="watching", files=7, backend="watchdog")
    beat = Heartbeat(at=NOW, agent_version="0.2", policy_version=1, state="ok", outbox=0, holds=2, watches=(watch,))
    answer = agent.client().post("/agent/v1/heartbeat", content=msgspec.json.encode(beat))
    reply = msgspec.json.decode(answer.content, type=HeartbeatReply)
    assert reply.policy_version == 1
    (shown,) = site.as_("yamada").get("/api/v1/agents").json()
    assert (shown["holds"], shown["watches"][0]["files"], shown["is_late"]) == (2, 7, False)
    site.clock.pass_(minutes=4)
    assert site.as_("yamada").get("/api/v1/agents").json()[0]["is_late"] is True


def test_an_agent_that_reads_otherwise_than_the_server_is_shown(site: Site) -> None:
    agent = site.enrol()
    assert site.as_("yamada").get("/api/v1/agents").json()[0]["reads_otherwise"] is False  # it has not said anything
    for version, is_other in ((READER_VERSION, False), ("1", True), ("", True)):
        beat = Heartbeat(
            at=NOW, agent_version="0.2", policy_version=1, state="ok", outbox=0, holds=0, watches=(),
            reader_version=version,
        )  # fmt: skip
        agent.client().post("/agent/v1/heartbeat", content=msgspec.json.encode(beat))
        (shown,) = site.as_("yamada").get("/api/v1/agents").json()
        assert (shown["reader_version"], shown["reads_otherwise"]) == (version, is_other)
        page = site.as_("yamada").get("/agents").text
        assert (f"here {READER_VERSION}" in page or f"こちらは {READER_VERSION}" in page) is is_other


def test_only_an_admin_makes_tokens_and_revokes(site: Site) -> None:
    agent = site.enrol()
    for name in ("sato", "tanaka", "auditor"):
        assert site.as_(name).post("/api/v1/agents/tokens", json={}).json()["code"] == "not-permitted"
        assert site.as_(name).post(f"/api/v1/agents/{agent.id}/revoke").json()["code"] == "not-permitted"
    assert site.as_("sato").get("/api/v1/agents").json()["code"] == "not-permitted"
    admin = site.as_("yamada")
    assert admin.post("/api/v1/agents/tokens", json={"name": "x"}).json()["token"].startswith("skm1.")
    assert admin.post(f"/api/v1/agents/{agent.id}/revoke").status_code == 204
    assert admin.post(f"/api/v1/agents/{agent.id}/revoke").status_code == 404
